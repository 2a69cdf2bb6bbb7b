"""International air routes of January 2020: pairs of airports with a scheduled flight, from Air Routes (Apache-2.0).

The list is curated by hand: routes are added and seldom taken out, and the editions after 2020 still hold those that
ended with a closed airspace. What is known to be shut stands in ``closed_airspaces.csv``, with date and source. Flights
within one state (Puerto Rico and the mainland, France and Réunion) are left out; those of Hong Kong and Macao, which
have air service agreements and border controls of their own, are not.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import BY_ISO2, PLACES
from connectindex.editions.world.derive.tables import Link

SOURCE = "air_routes"
YEAR = 2020
CLOSURES = Path(__file__).parent / "closed_airspaces.csv"

# Codes of the list that are not those of ISO 3166.
_COUNTRIES = {"UK": "GBR", "KS": "XKX"}

_APART = frozenset({"HKG", "MAC"})


@dataclass(frozen=True, slots=True)
class Closure:
    """Flights that have ended: of a unit, or of one of its airports, with some partners or (``*``) with all."""

    unit: str
    airport: str
    partners: frozenset[str]
    since: str

    def shuts(self, home: str, code: str, other: str) -> bool:
        """Tell whether it ends flights of the airport ``code`` in ``home`` with ``other``."""
        at_home = home == self.unit and self.airport in ("", code)
        return at_home and (other in self.partners or "*" in self.partners)


def closures() -> list[Closure]:
    """Return the closures of the table."""
    with CLOSURES.open(encoding="utf-8", newline="") as handle:
        return [
            Closure(row["unit"], row["airport"], frozenset(row["partners"].split()), row["since"])
            for row in csv.DictReader(handle)
        ]


def derive(cache: Path) -> Iterator[Link]:
    """Yield one undirected link per pair of countries and status; the count is the airport pairs flown either way."""
    known = closures()
    counts: Counter[tuple[str, str, str]] = Counter()
    for (code_a, a), (code_b, b) in sorted(_pairs(cache)):
        shut = any(c.shuts(a, code_a, b) or c.shuts(b, code_b, a) for c in known)
        counts[min(a, b), max(a, b), "closed" if shut else "operating"] += 1
    for (a, b, status), count in counts.items():
        yield Link(a, b, YEAR, "air_routes", count, SOURCE, status=status)


def _pairs(cache: Path) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    """Return the pairs of airports in two countries, each with its country."""
    airports: dict[str, tuple[str, str]] = {}
    for row in _rows(cache, "air_routes_nodes"):
        if row["~label"] == "airport":
            unit = _COUNTRIES.get(row["country:string"]) or BY_ISO2[row["country:string"]]
            airports[row["~id"]] = (row["code:string"], unit)
    routes = set()
    for row in _rows(cache, "air_routes_edges"):
        if row["~label"] == "route":
            a, b = sorted((airports[row["~from"]], airports[row["~to"]]))
            if _abroad(a[1], b[1]):
                routes.add((a, b))
    return routes


def _abroad(a: str, b: str) -> bool:
    return a != b and (PLACES[a].sovereign != PLACES[b].sovereign or bool({a, b} & _APART))


def _rows(cache: Path, pin_id: str) -> Iterator[dict[str, str]]:
    with fetch(pin_id, cache).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)
