"""Facts about borders that the maps do not tell: counts, closures, fixed links over water, French Guiana.

``border_facts.csv`` has one row for a pair and mode that is otherwise than the map has it, with date and source. A row
without a count keeps the map's and sets the status alone; a count of 0 says that nothing crosses.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from connectindex.editions.world.derive.tables import Link

Pair = tuple[str, str]

SOURCE = "border_facts"
FACTS = Path(__file__).parent / "border_facts.csv"

# Pairs without a land border in the Factbook that a bridge, tunnel or causeway joins.
SEA_LINKS: frozenset[Pair] = frozenset(
    {("BHR", "SAU"), ("CHN", "MAC"), ("DNK", "SWE"), ("FRA", "GBR"), ("HKG", "MAC"), ("MYS", "SGP")}
)

# The map draws French Guiana as France; every other table here has it as a place of its own.
REASSIGNED: dict[Pair, Pair] = {("BRA", "FRA"): ("BRA", "GUF"), ("FRA", "SUR"): ("GUF", "SUR")}


class UnusedFactError(Exception):
    """A fact without a count concerns a pair that the map does not join."""


def facts() -> Mapping[tuple[str, str, str], Mapping[str, str]]:
    """Return the rows of the table by pair and mode."""
    with FACTS.open(encoding="utf-8", newline="") as handle:
        return {(row["from"], row["to"], row["mode"]): row for row in csv.DictReader(handle)}


def applied(mapped: list[Link]) -> list[Link]:
    """Return the crossings of the map with the status of the facts, without those whose count is written out."""
    known = facts()
    statuses = {key: row["status"] for key, row in known.items() if row["count"] == ""}
    mapped_keys = {(link.origin, link.destination, link.mode) for link in mapped}
    if unused := {key for key in statuses if "operating" in statuses[key]} - mapped_keys:
        raise UnusedFactError(f"{FACTS.name}: {sorted(unused)}")
    counted = known.keys() - statuses.keys()
    return [
        replace(link, status=statuses.get((link.origin, link.destination, link.mode), link.status))
        for link in mapped
        if (link.origin, link.destination, link.mode) not in counted
    ]


def links(year: int) -> Iterator[Link]:
    """Yield the crossings whose count is written out."""
    for (a, b, mode), row in facts().items():
        if row["count"] not in ("", "0"):
            yield Link(
                a, b, year, mode, int(row["count"]), SOURCE, status=row["status"], start=row["since"], name=row["name"]
            )
