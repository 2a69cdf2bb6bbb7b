"""Finder: under which codes and names a reader finds a unit."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from connectindex.reports.interactive import FinderEntry
from connectindex.territories.codes import EUROSTAT, table
from connectindex.territories.every_name import every_name, folded
from connectindex.territories.names import other_names

if TYPE_CHECKING:
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.unranked import Unranked


def finder(facts: Facts, unranked: tuple[Unranked, ...]) -> tuple[FinderEntry, ...]:
    """The units of the report by name, ranked or not; none where the ranking has a search of its own."""
    if facts.many:
        return ()
    # the code of another place may be that of a unit here: in an index of regions CH is no Switzerland
    countries = any(_partner(facts, u) in every_name() for u in facts.ranked)
    listed = [(u, facts.names[u], facts.files[u], True) for u in facts.ranked]
    listed += [(row.code, row.name, row.file, False) for row in unranked]
    rows = [
        _entry(_partner(facts, unit), name, f"countries/{file}.html", ranked=ranked, countries=countries)
        for unit, name, file, ranked in listed
    ]
    return tuple(sorted(rows, key=lambda r: (facts.language.collate(r.name), r.codes)))


def _entry(code: str, name: str, file: str, *, ranked: bool, countries: bool) -> FinderEntry:
    title, place = folded(name), code if countries else ""
    near = {folded(n) for n in other_names().get(place, ())} - {title}
    names = tuple(n for n in every_name().get(place, ()) if n != title and n not in near)
    codes = dict.fromkeys([folded(code), *_other_codes().get(place, ())])
    return FinderEntry(name, file, ranked, tuple(codes), tuple(sorted(near)), names)


def _partner(facts: Facts, unit: str) -> str:
    """Code of a unit; of a pair with a hub that of the partner."""
    pairs = facts.edition.pairs
    if pairs is None or not pairs.hub:
        return unit
    return next((end for end in unit.split("-") if end != pairs.hub), unit)


@cache
def _other_codes() -> dict[str, list[str]]:
    codes: dict[str, list[str]] = defaultdict(list)
    for iso3, iso2, _ in table():
        codes[iso3].append(iso2.lower())
    for code, iso3 in EUROSTAT.items():
        codes[iso3].append(code.lower())
    return codes
