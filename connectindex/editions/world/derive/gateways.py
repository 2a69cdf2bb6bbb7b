"""Sea and cables of countries without a port: through the port of another country that their ways lead to.

A landlocked country gains nothing by its missing coast, and is not cut off either. Its liner access is half of what its
best gateway would give to a country with that port alone, and half again for each ``HALVING_KM`` from port to capital.
``gateways.csv`` has the ports; Bosnia and Herzegovina and Palestine, with a coast but no port, are among the countries.
Cables it reaches over land through its neighbours: half of what the best of them reaches, a quarter through two.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from connectindex.editions.world.derive import cables, liner
from connectindex.editions.world.derive.tables import Link, Member, Value

SOURCE = "gateways"
TABLE = Path(__file__).parent / "gateways.csv"

# Limão and Venables (2001): the median landlocked country has transport costs half as high again as the median coastal
# one, and 60 % less trade; a km over land costs seven times one at sea. What a border and a distance leave are our
# choices; notes.md has the ranks under others.
OVER_BORDER = 0.5
HALVING_KM = 1000.0

# Texts of 2019 that are known to leave out cables opened since, or to name partners without the cable.
_INCOMPLETE = frozenset({"EGY", "ESP", "LVA", "OMN", "USA"})

Place = tuple[float, float]
Discount = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Gateway:
    """A port through which a unit reaches the sea: its country, its distance from the capital, its index."""

    unit: str
    country: str
    km: float
    index: float

    def access(self, discount: Discount) -> float:
        """Liner access through this port."""
        return self.index * discount(self.km)


def halved(km: float) -> float:
    """Return what is left of the access beyond a border and over a distance."""
    return float(OVER_BORDER * 0.5 ** (km / HALVING_KM))


def best(cache: Path, capitals: Mapping[str, Place], discount: Discount = halved) -> dict[str, Gateway]:
    """Return the gateway with the highest access of each unit of the table."""
    ports, scale = liner.ports(cache), liner.port_scale(cache)
    gateways: dict[str, Gateway] = {}
    with TABLE.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            unit, place = row["unit"], (float(row["latitude"]), float(row["longitude"]))
            gateway = Gateway(unit, row["country"], great_circle(capitals[unit], place), scale * ports[row["port"]])
            if unit not in gateways or gateway.access(discount) > gateways[unit].access(discount):
                gateways[unit] = gateway
    return gateways


def liner_access(cache: Path, scored: frozenset[str], capitals: Mapping[str, Place]) -> Iterator[Value]:
    """Yield the liner index of the places that have one, and the access of the scored units without."""
    through = best(cache, capitals)
    with_port = {value.unit: value for value in liner.index(cache)}
    yield from with_port.values()
    for unit in scored - with_port.keys():
        gateway = through.get(unit)
        value = round(gateway.access(halved), 2) if gateway else None
        yield Value(unit, "liner_access", liner.YEAR, value, "estimated" if gateway else "missing", SOURCE)


def cable_access(
    scored: frozenset[str], landlocked: frozenset[str], members: list[Member], crossings: list[Link]
) -> Iterator[Value]:
    """Yield the countries reached by cable: by a coast's own, and over land through the neighbours."""
    reached: dict[str, float] = {unit: float(n) for unit, n in _partners(members).items() if unit not in landlocked}
    coastal = frozenset(reached)
    neighbours = _neighbours(crossings)
    # two rounds: through a neighbour with a coast, then through one that has none itself
    for _ in range(2):
        inland = {unit: _over_land(unit, reached, neighbours) for unit in landlocked - reached.keys()}
        reached |= {unit: value for unit, value in inland.items() if value is not None}
    for unit in scored:
        status, source = ("reported", cables.SOURCE) if unit in coastal else ("estimated", SOURCE)
        status = "incomplete" if unit in _INCOMPLETE else status
        if unit in reached:
            yield Value(unit, "cable_access", cables.YEAR, reached[unit], status, source)
        else:
            yield Value(unit, "cable_access", cables.YEAR, None, "missing", cables.SOURCE)


def _over_land(unit: str, reached: Mapping[str, float], neighbours: Mapping[str, set[str]]) -> float | None:
    known = [reached[other] for other in neighbours.get(unit, ()) if other in reached]
    return OVER_BORDER * max(known) if known else None


def _neighbours(crossings: list[Link]) -> dict[str, set[str]]:
    """Return the countries that an open road or railway leads to."""
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for link in crossings:
        if link.status == "operating":
            neighbours[link.origin].add(link.destination)
            neighbours[link.destination].add(link.origin)
    return neighbours


def _partners(members: list[Member]) -> dict[str, int]:
    """Return the countries in which a cable lands that lands in a unit, too; 0 for those that have none."""
    landed: defaultdict[str, set[str]] = defaultdict(set)
    for member in members:
        landed[member.name].add(member.member)
    reached: defaultdict[str, set[str]] = defaultdict(set)
    for units in landed.values():
        for unit in units:
            reached[unit] |= units - {unit}
    return {unit: len(others) for unit, others in reached.items()} | dict.fromkeys(cables.WITHOUT, 0)


def great_circle(a: Place, b: Place) -> float:
    """Return the distance in km of two points in degrees, by the haversine formula."""
    lat_a, lon_a, lat_b, lon_b = (radians(x) for x in (*a, *b))
    h = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371 * asin(sqrt(h))
