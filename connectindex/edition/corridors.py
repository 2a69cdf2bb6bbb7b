"""[corridors] of index.toml: lists of units that are to be linked, checked against the edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.errors import Problem, did_you_mean, shown
from connectindex.filenames import FILE
from connectindex.model.corridor import ALL_PAIRS, SUCCESSIVE, Corridor

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from connectindex.edition.settings import CorridorSection
    from connectindex.model.indicator import Indicator


def parsed_corridors(
    sections: Mapping[str, CorridorSection],
    codes: Collection[str],
    recorded: Collection[str],
    used: Iterable[Indicator],
    sources: Collection[str] = (),
) -> tuple[dict[str, Corridor], list[Problem]]:
    """Parse the corridors by id, and list the rules they break.

    Parameters
    ----------
    sections
        As they are in ``index.toml``.
    codes
        Of all units, scored or not.
    recorded
        Modes of which there are link records.
    used
        Indicators of the index: a corridor that names no modes is looked at in those they read.
    sources
        Ids of the sources.
    """
    read = dict.fromkeys(need for i in used for need in i.needs if need in recorded)
    made, problems = {}, []
    for name, section in sections.items():
        place = f"{FILE} [corridors.{name}]"
        problems += [
            Problem(f"{place} units", "must be in units.csv", shown(code), did_you_mean(code, codes))
            for code in section.units
            if code not in codes
        ]
        if len(section.units) < 2:
            problems.append(Problem(f"{place} units", "must name two units or more", shown(section.units)))
        if len(set(section.units)) < len(section.units):
            problems.append(Problem(f"{place} units", "must not repeat a unit", shown(section.units)))
        listed = list(section.modes or [])
        if len(set(listed)) < len(listed):
            problems.append(Problem(f"{place} modes", "must not repeat a mode", shown(listed)))
        problems += [
            Problem(f"{place} modes", "must be a mode with link records", shown(mode), did_you_mean(mode, recorded))
            for mode in listed
            if mode not in recorded
        ]
        if section.pairs not in {SUCCESSIVE, ALL_PAIRS, *recorded}:
            rule = f"must be '{SUCCESSIVE}', '{ALL_PAIRS}' or a mode with link records"
            problems.append(
                Problem(f"{place} pairs", rule, shown(section.pairs), did_you_mean(section.pairs, recorded))
            )
        if section.source and section.source not in sources:
            hint = did_you_mean(section.source, sources)
            problems.append(Problem(f"{place} source", "must be in sources.csv", shown(section.source), hint))
        modes = tuple(listed or read)
        if not modes:
            problems.append(Problem(f"{place} modes", "must name modes: no indicator of the index reads links"))
        made[name] = Corridor(name, section.name or name, tuple(section.units), modes, section.pairs, section.source)
    return made, problems
