"""Places where the main railways and highways cross from one country into another."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from connectindex.editions.world.derive import border_facts
from connectindex.editions.world.derive.networks_osm import Network, length_by_unit, load
from connectindex.editions.world.derive.polygons import Countries
from connectindex.editions.world.derive.tables import Link, Value

SOURCE = "openstreetmap"
YEAR = 2024

# Mode, graph, and how near (km) two crossings of one border are still one: tracks of a line, carriageways
# of a road.
_MODES = (("rail_crossings", "world_railways", 5.0), ("road_crossings", "world_highways", 3.0))

_LONGEST_FIXED_LINK_KM = 60.0

Point = tuple[float, float]
Pair = tuple[str, str]


def derive(cache: Path, neighbours: frozenset[Pair], units: frozenset[str]) -> tuple[list[Link], list[Value]]:
    """Return the crossings of the map per pair of countries, and the km of main railway in each unit."""
    countries = Countries(cache)
    links: list[Link] = []
    values: list[Value] = []
    for mode, graph, apart in _MODES:
        network = load(cache, graph, countries)
        links.extend(_links(mode, crossing_points(network), apart, neighbours))
        if mode == "rail_crossings":
            km = length_by_unit(network)
            values = [
                Value(u, "rail_network_km", YEAR, float(round(km.get(u, 0.0))), "reported", SOURCE) for u in units
            ]
    return links, values


def _links(mode: str, points: dict[Pair, list[Point]], apart: float, neighbours: frozenset[Pair]) -> Iterator[Link]:
    counts: defaultdict[Pair, int] = defaultdict(int)
    for pair, places in points.items():
        a, b = border_facts.REASSIGNED.get(pair, pair)
        # Pairs that are neither neighbours nor joined by a known fixed link are slips of a coastline.
        if (a, b) in neighbours or (a, b) in border_facts.SEA_LINKS:
            counts[a, b] += clusters(places, apart)
    for (a, b), count in counts.items():
        yield Link(a, b, YEAR, mode, count, SOURCE, status="operating")


def crossing_points(network: Network) -> dict[Pair, list[Point]]:
    """Return where edges, or chains of edges over the sea, join two countries."""
    points: defaultdict[Pair, list[Point]] = defaultdict(list)
    start, end = network.edges[:, 0], network.edges[:, 1]
    from_unit, to_unit = network.unit[start], network.unit[end]
    for i in np.flatnonzero((from_unit != to_unit) & (from_unit != "") & (to_unit != "")):
        middle = _middle(network, (int(start[i]), int(end[i])))
        points[_pair(str(from_unit[i]), str(to_unit[i]))].append(middle)
    for at_sea, landings in _sea_components(network):
        if len(landings) not in (2, 3):
            continue
        units = sorted(landings)
        for index, a in enumerate(units):
            for b in units[index + 1 :]:
                gap = min(_km(_at(network, p), _at(network, q)) for p in landings[a] for q in landings[b])
                if gap <= _LONGEST_FIXED_LINK_KM:
                    points[a, b].append(_middle(network, at_sea))
    return dict(points)


def _sea_components(network: Network) -> Iterator[tuple[list[int], dict[str, list[int]]]]:
    """Yield each connected set of nodes at sea, with the nodes on land it leads to by country."""
    next_to: defaultdict[int, list[int]] = defaultdict(list)
    wet = network.unit == ""
    for a, b in network.edges[wet[network.edges].any(axis=1)].tolist():
        next_to[a].append(b)
        next_to[b].append(a)
    seen: set[int] = set()
    for first in np.flatnonzero(wet).tolist():
        if first in seen:
            continue
        seen.add(first)
        component, queue, landings = [], [first], defaultdict(list)
        while queue:
            node = queue.pop()
            component.append(node)
            for other in next_to[node]:
                if not wet[other]:
                    landings[str(network.unit[other])].append(other)
                elif other not in seen:
                    seen.add(other)
                    queue.append(other)
        yield sorted(component), landings


def clusters(points: list[Point], apart: float, distance: Callable[[Point, Point], float] | None = None) -> int:
    """Count the groups of points whose members are chained by steps of at most ``apart`` km."""
    measure = distance or _km
    left = set(range(len(points)))
    count = 0
    while left:
        count += 1
        queue = [left.pop()]
        while queue:
            point = points[queue.pop()]
            near = {i for i in left if measure(point, points[i]) <= apart}
            left -= near
            queue.extend(near)
    return count


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def _at(network: Network, node: int) -> Point:
    return float(network.latitude[node]), float(network.longitude[node])


def _middle(network: Network, nodes: Iterable[int]) -> Point:
    chosen = list(nodes)
    return float(network.latitude[chosen].mean()), float(network.longitude[chosen].mean())


def _km(a: Point, b: Point) -> float:
    """Great-circle distance by the haversine formula, on a sphere of radius 6,371 km."""
    lat_a, lon_a, lat_b, lon_b = np.radians([*a, *b])
    h = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return float(2 * 6371 * np.arcsin(np.sqrt(h)))
