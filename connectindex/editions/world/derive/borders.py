"""Land borders and their lengths, as the CIA World Factbook lists them (public domain)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from connectindex.editions.world.derive.factbook import GAZA, Profile, text
from connectindex.editions.world.derive.factbook_values import EDITION_YEAR, SOURCE
from connectindex.editions.world.derive.places import by_name
from connectindex.editions.world.derive.tables import Link

# "Russia (northwest) 46 km": a name, an optional remark, a length.
_ITEM = re.compile(r"([A-Z][^\d;()]*?)\s*(\([^)]*\))?\s+(\d[\d,.]*) km")

# Remarks that change who the neighbour is, and a neighbour that is no country.
_SPECIAL = {("Denmark", "(Greenland)"): "GRL", ("Saint Martin", "(France)"): "MAF"}
# Denmark prints its share of Hans Island, which belongs to Greenland.
_MEANT = {("CAN", "DNK"): ("CAN", "GRL")}
_NO_COUNTRY = frozenset({"US Naval Base at Guantanamo Bay"})


class UnknownNeighbourError(Exception):
    """A border names a country that the places table does not know."""


def lengths(profiles: Mapping[str, Profile]) -> dict[tuple[str, str], float]:
    """Return the km of border of each pair of neighbours, the mean of what the two sides print."""
    printed: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for key, profile in profiles.items():
        unit = "PSE" if key == GAZA else key
        for heading in ("border countries", "regional borders"):
            listed = text(profile, "Geography", "Land boundaries", heading) or ""
            for neighbour, length in _items(key, listed):
                pair = (min(unit, neighbour), max(unit, neighbour))
                pair = _MEANT.get(pair, pair)
                printed[pair][unit] = printed[pair].get(unit, 0.0) + length
    return {pair: round(sum(sides.values()) / len(sides), 1) for pair, sides in sorted(printed.items())}


def _items(place: str, listed: str) -> Iterator[tuple[str, float]]:
    for raw, remark, length in _ITEM.findall(re.sub(r"<[^>]*>", "", listed)):
        name = raw.removeprefix("and ").strip(" ,")
        if name in _NO_COUNTRY:
            continue
        unit = _SPECIAL.get((name, remark)) or by_name(name)
        if unit is None:
            raise UnknownNeighbourError(f"{place}: border with {name!r}, not in the places table")
        yield unit, float(length.replace(",", "").rstrip("."))


def derive(profiles: Mapping[str, Profile]) -> Iterator[Link]:
    """Yield one link per pair of neighbours; its capacity is the length of the border in km."""
    for (a, b), length in lengths(profiles).items():
        yield Link(a, b, EDITION_YEAR, "land_borders", 1, SOURCE, capacity=length)
