"""Power lines between countries and what they can carry, from the Global Transmission Database (CC-BY-4.0)."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import PLACES
from connectindex.editions.world.derive.spreadsheets import sheet
from connectindex.editions.world.derive.tables import Link

SOURCE, YEAR = "gtd", 2023
FACTS_SOURCE = "border_facts"
FACTS = Path(__file__).parent / "grid_facts.csv"

_SHEET = "Input - Capacities"
_HEADINGS = 2
_CODES = {"KOS": "XKX"}

Pair = tuple[str, str]


def derive(cache: Path) -> Iterator[Link]:
    """Yield one link per pair of countries that lines join; its capacity is the larger of both directions, in MW.

    The count is the pathways of the database, which parts large countries into regions. A pathway without capacity
    is a line looked for and not there. Pairs of `facts` are left to it: there the database is behind or wrong.
    """
    settled = {(link.origin, link.destination) for link in facts()}
    capacity: defaultdict[Pair, list[float]] = defaultdict(list)
    for a, b, megawatts in _pathways(sheet(fetch("gtd", cache), _SHEET)[_HEADINGS:]):
        if megawatts > 0:
            capacity[min(a, b), max(a, b)].append(megawatts)
    for (a, b), capacities in capacity.items():
        if (a, b) not in settled:
            yield Link(a, b, YEAR, "grid_links", len(capacities), SOURCE, capacity=sum(capacities), status="operating")


def planned(cache: Path) -> Iterator[Link]:
    """Yield one link per pathway between countries on which capacity is planned, in MW; none counts in an index."""
    rows = [(*row[:8], *row[12:14]) for row in sheet(fetch("gtd", cache), _SHEET)[_HEADINGS:]]
    for a, b, megawatts in _pathways(rows):
        if megawatts > 0:
            name = f"Planned capacity {a}-{b}, {megawatts:,.0f} MW"
            yield Link(
                min(a, b), max(a, b), YEAR, "grid_links", 1, SOURCE,
                capacity=megawatts, status="planned", name=name, reported_status="planned",
            )  # fmt: skip


def _pathways(rows: list[tuple[Any, ...]]) -> Iterator[tuple[str, str, float]]:
    """Yield the two countries and the capacity of each pathway between countries; the first row of a name counts."""
    seen = set()
    for row in rows:
        name, origin, destination, forward, back = row[5:10]
        if name and name not in seen and origin[:3] != destination[:3]:
            seen.add(name)
            a, b = (_CODES.get(end[:3], end[:3]) for end in (origin, destination))
            if unknown := {a, b} - PLACES.keys():
                raise LookupError(f"{name}: {unknown} not in the places table")
            yield a, b, max(abs(float(forward or 0)), abs(float(back or 0)))


def facts() -> list[Link]:
    """Return the lines that the database lacks, and those that were closed since."""
    with FACTS.open(encoding="utf-8", newline="") as handle:
        return [
            Link(
                row["from"],
                row["to"],
                YEAR,
                "grid_links",
                1,
                FACTS_SOURCE,
                capacity=float(row["capacity"]) if row["capacity"] else None,
                status=row["status"],
                start=row["start"],
                end=row["end"],
                name=row["name"],
            )
            for row in csv.DictReader(handle)
        ]


def linked(lines: Iterable[Link]) -> frozenset[str]:
    """Return the units that a line in operation joins with another."""
    working = [line for line in lines if line.mode == "grid_links" and line.status == "operating"]
    return frozenset(unit for line in working for unit in (line.origin, line.destination))
