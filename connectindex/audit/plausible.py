"""Plausible: figures that break no rule and should be looked at before an index is published, named by unit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectindex.errors import Problem, limited
from connectindex.model.values import INCOMPLETE
from connectindex.pipeline.measure import denominators
from connectindex.stages.denominate import undivided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pandas import Index, Series

    from connectindex.pipeline.result import Result

MANY = 1000.0  # "per thousand" and above count things that are rarer than what they are divided by
WHOLE = 100.0
NAMED = 8
# parts of a whole: those of GDP and rates of growth may well lie outside
PERCENT = re.compile(
    r"(%|per ?cent|percent)( of (the |all )?(\w+ )?"
    r"(population|people|persons|individuals|inhabitants|adults|households|enterprises|firms|area|land|territory|roads))?",
    re.IGNORECASE,
)


def implausible(result: Result) -> tuple[Problem, ...]:
    """Check for implausible values, as warnings.

    - A value whose denominator is missing, zero or negative: it is lost.
    - A rate per thousand or more whose median over the units exceeds its scale: there is more than one of what is
      counted for each single unit of the denominator (29 million departures per million people). Most often the
      denominator is in thousands or millions. Who means it states it for one (``scale = 1``).
    - A percentage, unit ``%`` or ``% of population, households, land ...``, outside 0-100; or all of them from 0 to 1,
      as cells that a spreadsheet shows in percent arrive.
    - Links of units for which coverage.csv says missing or not applicable: indicators that read them have no value.
    - An indicator that no unit has, or that is the same for all units which have it.

    Parameters
    ----------
    result
        From `connectindex.build`.

    Examples
    --------
    >>> import connectindex as ci
    >>> implausible(ci.build(ci.world()))
    ()
    """
    steps = (_without_rate, _absurd_rates, _percentages, _contradicted, _flat)
    return tuple(p for step in steps for p in limited(step(result)))


def _without_rate(result: Result) -> Iterator[Problem]:
    edition = result.edition
    measured = result.by_year(result.stage("measured"))
    why = undivided(measured, edition.indicators.values(), denominators(edition, result.dyads))
    for indicator in (i for i in edition.indicators.values() if i.per):
        words = why[indicator.id]
        for word in ("missing", "zero", "negative"):
            lost = words[words == word].index
            if len(lost):
                rule = f"known values are lost where {indicator.per!r}, by which they are divided, is {word}"
                yield Problem(f"indicator {indicator.id}", rule, _units(lost, edition.about.years))


def _absurd_rates(result: Result) -> Iterator[Problem]:
    table = result.stage("denominated")
    for indicator in result.edition.indicators.values():
        if indicator.per and indicator.scale >= MANY and (median := table[indicator.id].median()) > indicator.scale:
            rule = f"a median of {median:,.4g} {indicator.unit} is more than one for each unit of {indicator.per!r}"
            hint = f"is {indicator.per!r} given in thousands or millions? If it is meant, state it for one: scale = 1"
            yield Problem(f"indicator {indicator.id}", rule, "", hint)


def _percentages(result: Result) -> Iterator[Problem]:
    table = result.by_year(result.stage("denominated"))
    for indicator in (i for i in result.edition.indicators.values() if PERCENT.fullmatch(i.unit.strip())):
        cells = table[indicator.id].dropna()
        outside = cells[(cells < 0) | (cells > WHOLE)]
        place = f"indicator {indicator.id}"
        if len(outside):
            rule = f"a value in {indicator.unit!r} is unlikely to lie outside 0-100"
            hint = "if it is not part of a whole, its unit should state what it is a percentage of"
            yield Problem(place, rule, _valued(outside, result.edition.about.years), hint)
        elif len(cells) > 1 and 0 < cells.max() <= 1:
            hint = "a cell that a spreadsheet shows as 98.1 % arrives as 0.981"
            yield Problem(place, f"values in {indicator.unit!r} are unlikely to lie all within 0-1", "", hint)


def _contradicted(result: Result) -> Iterator[Problem]:
    edition, dyads = result.edition, result.dyads[result.edition.about.years[-1]]
    read = {n for i in edition.indicators.values() for n in i.needs}
    named = edition.coverage["mode"].unique()
    parts = [t.loc[t["mode"].isin(named), ["mode", "unit"]].drop_duplicates() for t in (dyads.pairs, dyads.memberships)]
    recorded = {(mode, unit) for part in parts for mode, unit in part.itertuples(index=False)}
    met: dict[tuple[str, str], list[str]] = {}
    for mode, unit, status in edition.coverage[["mode", "unit", "status"]].itertuples(index=False):
        if status != INCOMPLETE and mode in read and (mode, unit) in recorded:
            met.setdefault((mode, status), []).append(unit)
    for (mode, status), units in met.items():
        rule = f"says {status} of units whose links of the mode {mode!r} are recorded, and which count for none of them"
        yield Problem("coverage.csv", rule, _listed(units), "take the rows away, or the records")


def _flat(result: Result) -> Iterator[Problem]:
    table = result.by_year(result.stage("denominated"))
    years = result.edition.about.years
    for indicator in result.edition.indicators.values():
        cells = table[indicator.id].dropna()
        by_year = cells.groupby(level="year").nunique().reindex(years, fill_value=0)
        without = [y for y in years if not by_year[y]]
        if without:
            when = "" if len(years) == 1 else f" in {', '.join(map(str, without))}"
            yield Problem(f"indicator {indicator.id}", f"no unit has a value{when}")
        elif (by_year == 1).all() and len(cells) > len(years):
            rule = "is the same for every unit that has it, and does not distinguish them"
            yield Problem(f"indicator {indicator.id}", rule, f"{cells.iloc[-1]:g}")


def _units(cells: Index, years: tuple[int, ...]) -> str:
    """Units, with the year in a panel."""
    return _listed([unit if len(years) == 1 else f"{unit} {year}" for year, unit in cells])


def _valued(cells: Series, years: tuple[int, ...]) -> str:
    """Units and their values, with the year in a panel."""
    return _listed([f"{u}{'' if len(years) == 1 else f' {y}'} {value:g}" for (y, u), value in cells.items()])


def _listed(words: list[str]) -> str:
    """The first of some words, and how many more there are."""
    more = f" and {len(words) - NAMED:,} more" if len(words) > NAMED else ""
    return f"{', '.join(words[:NAMED])}{more}"
