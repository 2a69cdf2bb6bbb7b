"""Electricity and gas across borders: printed figures of the CIA World Factbook, and which blanks are zeros.

The last edition prints no zeros: a country that sells no electricity has no line for it. The 2015
edition printed them. A blank is read as a zero, marked ``estimated``, only where the 2015 edition
printed 0 and the rest of the section supports it.
"""

from collections.abc import Iterator, Mapping

from connectindex.editions.world.derive.factbook import GAZA, Figure, Profile, figure, text
from connectindex.editions.world.derive.factbook_values import SOURCE
from connectindex.editions.world.derive.tables import Value

YEAR = 2023
_MILLION = 1e6
_SECTIONS = {"electricity": "Electricity", "gas": "Natural gas"}

# South Korea's only land border is closed to any line; its grid is an island. Singapore has no land
# border, but a cable to Malaysia.
_ISOLATED_GRIDS = frozenset({"KOR"})
_LINKED_ISLANDS = frozenset({"SGP"})


def derive(
    profiles: Mapping[str, Profile],
    profiles_2015: Mapping[str, Profile],
    scored: frozenset[str],
    islands: frozenset[str],
) -> Iterator[Value]:
    """Yield exports and imports of electricity (GWh) and gas (million m3), and consumption of gas."""
    alone = (islands - _LINKED_ISLANDS) | _ISOLATED_GRIDS
    for unit, profile in profiles.items():
        if unit == GAZA:
            continue
        old = profiles_2015.get(unit, {})
        blanks: dict[str, float | None] = {}
        for prefix, section in _SECTIONS.items():
            for way in ("exports", "imports"):
                is_zero = _was_zero(old, section, way) and _no_trade(profile, section, way, alone=unit in alone)
                blanks[f"{prefix}_{way}"] = 0.0 if is_zero else None
        no_gas = not _has(profile, "Natural gas") and _was_zero(old, "Natural gas", "consumption")
        blanks["gas_consumption"] = 0.0 if no_gas else None
        for variable, blank in blanks.items():
            prefix, line = variable.split("_")
            found = _now(profile, _SECTIONS[prefix], line)
            if found is not None:
                status = "estimated" if found.estimated else "reported"
                year, value = found.year or YEAR, round(found.value / _MILLION, 6)
                yield Value(unit, variable, year, value, status, SOURCE)
            elif unit in scored:
                yield Value(unit, variable, YEAR, blank, "missing" if blank is None else "estimated", SOURCE)


def _no_trade(profile: Profile, section: str, direction: str, *, alone: bool) -> bool:
    """Say whether the rest of a section supports reading a missing line as no trade."""
    other = "imports" if direction == "exports" else "exports"
    if _now(profile, section, other) is not None:
        return True
    if section == "Electricity":
        return alone
    if not _has(profile, section):
        return True  # a country without the section uses no gas at all
    made, used = _now(profile, section, "production"), _now(profile, section, "consumption")
    return made is not None and used is not None and abs(made.value - used.value) <= 0.02 * used.value


def _has(profile: Profile, section: str) -> bool:
    return section in profile.get("Energy", {})


def _now(profile: Profile, section: str, line: str) -> Figure | None:
    return figure(text(profile, "Energy", section, line))


def _was_zero(old: Profile, section: str, line: str) -> bool:
    printed = figure(text(old, "Energy", f"{section} - {line}"))
    return printed is not None and printed.value == 0
