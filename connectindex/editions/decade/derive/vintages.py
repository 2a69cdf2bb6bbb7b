"""The figures that both editions of the World Factbook print, each with the year it speaks of."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectindex.editions.world.derive.factbook import GAZA, Figure, Profile, figure, text
from connectindex.editions.world.derive.tables import Value

OLDEST = 10
"""A figure counts when it is at most this many years older than its edition; index.toml has the same max_age."""


@dataclass(frozen=True, slots=True)
class Vintage:
    """One edition of the Factbook: the year it stands for, its profiles by unit, its id in sources.csv."""

    year: int
    profiles: Mapping[str, Profile]
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """A figure that an edition prints: its variable, where it stands, and by how much to divide."""

    variable: str
    path: tuple[str, ...]
    divisor: float = 1.0
    add_gaza: bool = False
    """The West Bank's figure leaves Gaza out; the others are for both, or repeat one combined figure."""


_OLD_LINES = (
    Line("population", ("People and Society", "Population"), add_gaza=True),
    Line("electricity_consumption", ("Energy", "Electricity - consumption"), 1e6),
    Line("electricity_exports", ("Energy", "Electricity - exports"), 1e6),
    Line("electricity_imports", ("Energy", "Electricity - imports"), 1e6),
    Line("gas_exports", ("Energy", "Natural gas - exports"), 1e6),
    Line("gas_imports", ("Energy", "Natural gas - imports"), 1e6),
    Line("internet_users", ("Communications", "Internet users", "percent of population")),
    Line("mobile_subscriptions", ("Communications", "Telephones - mobile cellular", "total")),
    Line("fixed_lines", ("Communications", "Telephones - fixed lines", "total subscriptions")),
    Line("railways_km", ("Transportation", "Railways", "total")),
)

_NEW_LINES = (
    Line("population", ("People and Society", "Population", "total"), add_gaza=True),
    Line("electricity_consumption", ("Energy", "Electricity", "consumption"), 1e6),
    Line("internet_users", ("Communications", "Internet users", "percent of population")),
    Line("mobile_subscriptions", ("Communications", "Telephones - mobile cellular", "total subscriptions")),
    Line("fixed_lines", ("Communications", "Telephones - fixed lines", "total subscriptions")),
    Line("railways_km", ("Transportation", "Railways", "total")),
)

LINES = {2015: _OLD_LINES, 2026: _NEW_LINES}

# A total is known only where both its parts are: a part that one edition leaves blank would look like trade or
# telephones that were lost or won.
TOTALS = {
    "electricity_traded": ("electricity_exports", "electricity_imports"),
    "gas_traded": ("gas_exports", "gas_imports"),
    "telephones": ("fixed_lines", "mobile_subscriptions"),
}

# Left out as missing: the 2015 edition prints 73.5 % and 75.2 % where the last one prints 20 % and 35 % of nine
# years later, and where both countries' neighbours stood at 2 to 10 %.
IMPLAUSIBLE = frozenset({("MDG", "internet_users", 2015), ("MLI", "internet_users", 2015)})

_PRINTED_YEAR = re.compile(r"\((?:[A-Z][a-z]+ )?((?:19|20)\d\d)( est\.)?\)")


def values(vintage: Vintage, scored: frozenset[str], trade: Mapping[tuple[str, str], Value]) -> list[Value]:
    """Return one value per scored unit and variable of an edition, missing where it prints none in time.

    Parameters
    ----------
    vintage
        The edition.
    scored
        The units, the same in both editions.
    trade
        Values by unit and variable that were read elsewhere: the exports and imports of the last edition,
        whose blanks need a rule of their own.
    """
    found = {(v.unit, v.variable): v for v in _printed(vintage, scored)} | dict(trade)
    for total, sides in TOTALS.items():
        for unit in scored:
            parts = [found.get((unit, side)) for side in sides]
            found[unit, total] = _sum(Value(unit, total, vintage.year, None, "missing", vintage.source), parts)
    return [_in_time(v, vintage) for v in found.values()]


def _printed(vintage: Vintage, scored: frozenset[str]) -> Iterator[Value]:
    for line in LINES[vintage.year]:
        for unit in scored:
            found = _figure(vintage.profiles[unit], line.path)
            gaza = _figure(vintage.profiles[GAZA], line.path) if unit == "PSE" and line.add_gaza else None
            if found is None or (unit, line.variable, vintage.year) in IMPLAUSIBLE:
                yield Value(unit, line.variable, vintage.year, None, "missing", vintage.source)
                continue
            value = (found.value + (gaza.value if gaza else 0.0)) / line.divisor
            status = "estimated" if found.estimated else "reported"
            year = found.year or vintage.year
            yield Value(unit, line.variable, year, round(value, 6), status, vintage.source)


def _figure(profile: Profile, path: tuple[str, ...]) -> Figure | None:
    """Parse a figure; its year stands behind it, or behind the last of the lines or notes of its entry.

    A text without a number before its brackets (``NA (2012 est.)``) is no figure.
    """
    printed = text(profile, *path)
    if printed is None or not re.search(r"\d", printed.split("(")[0]):
        return None
    found = figure(printed)
    years = _PRINTED_YEAR.findall(printed) or _PRINTED_YEAR.findall(" ".join(_texts(_entry(profile, path))))
    if found is None or not years:
        return found
    # of several years the figure itself is of the first; of several lines the year closes the last
    year, estimated = years[0] if _PRINTED_YEAR.search(printed) else years[-1]
    return Figure(found.value, int(year), bool(estimated))


def _entry(profile: Profile, path: tuple[str, ...]) -> Any:
    """The whole entry a figure belongs to: ``Railways`` of ``Railways / total``."""
    section: Mapping[str, Any] = next(
        (profile[key] for key in profile if key.strip().casefold() == path[0].casefold()), {}
    )
    return next((section[key] for key in section if key.strip().casefold() == path[1].casefold()), {})


def _texts(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, Mapping):
        for part in entry.values():
            yield from _texts(part)


def _sum(missing: Value, parts: list[Value | None]) -> Value:
    known = [p for p in parts if p is not None and p.value is not None]
    if len(known) < len(parts):
        return missing
    status = "estimated" if any(p.status == "estimated" for p in known) else "reported"
    total = round(sum(p.value for p in known if p.value is not None), 6)
    return Value(missing.unit, missing.variable, min(p.year for p in known), total, status, missing.source)


def _in_time(value: Value, vintage: Vintage) -> Value:
    """Replace a figure that is too old for its edition: the edition only repeats an earlier one."""
    if value.value is None or value.year >= vintage.year - OLDEST:
        return value
    return Value(value.unit, value.variable, vintage.year, None, "missing", value.source)
