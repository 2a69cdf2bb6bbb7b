"""Trade agreements, their parties, and the years in which they were in force (HUGGO)."""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import PLACES
from connectindex.editions.world.derive.sources import Source

# Agreements of more members than this are world-wide (GATT, GSTP, WTO): what nearly all share is no link of a pair.
MOST_MEMBERS = 60

HUGGO = Source(
    "huggo",
    "Trade agreements and their parties",
    "HUGGO, Global Governance Observatory, in manytreaties",
    "https://github.com/globalgov/manytreaties",
    "CC-BY-4.0",
    "1947-2023",
    "trade_agreements",
    "manytreaties, globalgov, CC BY 4.0",
    "global agreements are excluded; terminations are incomplete",
    kind="compiled",
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement: title, and first year and year after the last of each party."""

    title: str
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)

    def parties(self, year: int) -> list[str]:
        """Return those that it binds in a year."""
        return sorted(unit for unit, (start, end) in self.spans.items() if start <= year < end)


def regional(cache: Path) -> dict[str, Agreement]:
    """Return the agreements of two parties or more that are not world-wide, by id."""
    by_treaty: defaultdict[str, Agreement] = defaultdict(lambda: Agreement(""))
    with fetch("trade_agreements", cache).open(encoding="latin-1", newline="") as handle:
        for row in csv.DictReader(handle):
            start = year_of(row["StateForce"]) or year_of(row["Force"])
            end = year_of(row["StateEnd"]) or year_of(row["End"]) or 9999
            if start and row["stateID"] in PLACES:
                known = by_treaty.setdefault(row["treatyID"], Agreement(row["Title"]))
                known.spans[row["stateID"]] = (start, end)
    return {k: a for k, a in by_treaty.items() if 2 <= len(a.spans) <= MOST_MEMBERS}


def year_of(date: str) -> int | None:
    """Return the year of ``01.01.1994``; None for anything else."""
    last = date.strip()[-4:]
    return int(last) if last.isdecimal() and len(last) == 4 else None
