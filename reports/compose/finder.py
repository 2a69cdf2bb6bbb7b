"""Finder: under which codes and names a reader finds a unit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from connectindex.reports.interactive import Found
from connectindex.territories.codes import EUROSTAT, table
from connectindex.territories.every_name import every_name, folded
from connectindex.territories.names import other_names

if TYPE_CHECKING:
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.document import Unranked


def finder(facts: Facts, unranked: tuple[Unranked, ...]) -> tuple[Found, ...]:
    """The units of the report by name, ranked or not; none where the ranking has a search of its own."""
    if facts.many:
        return ()
    rows = [_found(facts, u, facts.names[u], f"countries/{facts.files[u]}.html") for u in facts.ranked]
    rows += [_found(facts, row.code, row.name, "") for row in unranked]
    return tuple(sorted(rows, key=lambda r: (folded(r.name), r.codes)))


def _found(facts: Facts, unit: str, name: str, file: str) -> Found:
    own = folded(name)
    # the code of another place may be that of a unit here: in an index of regions CH is no Switzerland
    place = _partner(facts, unit) if any(_partner(facts, u) in every_name() for u in facts.ranked) else ""
    near = {folded(n) for n in other_names().get(place, ())} - {own}
    names = tuple(n for n in every_name().get(place, ()) if n != own and n not in near)
    codes = dict.fromkeys([folded(_partner(facts, unit)), *_codes().get(place, ())])
    return Found(name, file, tuple(codes), tuple(sorted(near)), names)


def _partner(facts: Facts, unit: str) -> str:
    """Code of a unit; of a pair with a hub that of the partner."""
    pairs = facts.edition.pairs
    if pairs is None or not pairs.hub:
        return unit
    return next((end for end in unit.split("-") if end != pairs.hub), unit)


def _codes() -> dict[str, list[str]]:
    codes: dict[str, list[str]] = defaultdict(list)
    for iso3, iso2, _ in table():
        codes[iso3].append(iso2.lower())
    for code, iso3 in EUROSTAT.items():
        codes[iso3].append(code.lower())
    return codes
