"""Explorer: every score, value and size of every unit and year, for the page on which readers choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.model.tree import Node
from connectindex.model.values import INCOMPLETE
from connectindex.reports import safe
from connectindex.reports.compose.flags import FLAG_WORDS, FLAGS, printed_values
from connectindex.reports.compose.search import filters
from connectindex.reports.interactive import Explorer, Variable
from connectindex.reports.variables import SIZES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pandas import Series

    from connectindex.reports.compose.facts import Facts

MOST_CELLS = 150_000  # of a page of some hundred kilobytes
DIGITS = 6  # significant ones of a value


def explorer(facts: Facts) -> Explorer | None:
    """Scores of all nodes, values of all indicators and sizes; None where units are too many for a page each."""
    if facts.many:
        return None
    units = facts.by_name(facts.units_of_year)
    edition = facts.edition
    each = len(units) * (len(facts.nodes) + len(edition.indicators) + len(SIZES))
    every = edition.about.years
    years = fitting(every, each)
    language = facts.language
    return Explorer(
        years=tuple(years),
        omitted=len(every) - len(years),
        units=tuple((safe.clean(u), facts.names[u], facts.pages.get(u, "")) for u in units),
        groups=filters(facts, units),
        variables=tuple(_variables(facts, units, years)),
        flags=tuple((flag, language(text)) for flag, text in FLAG_WORDS if flag in FLAGS.values()),
    )


def fitting(years: tuple[int, ...], each: int) -> tuple[int, ...]:
    """The last years whose values a page can hold, the last one in any case.

    Examples
    --------
    >>> fitting((2010, 2014, 2019, 2023), 50_000), fitting((2010, 2014), 1_000_000)
    ((2014, 2019, 2023), (2014,))
    """
    return years[-max(1, MOST_CELLS // max(each, 1)) :]


def _variables(facts: Facts, units: list[str], years: tuple[int, ...]) -> Iterator[Variable]:
    result = facts.result
    scores = {y: result.of_year(result.scores, y).reindex(units) for y in years}
    given = {y: printed_values(result, y).reindex(units) for y in years}
    origins = {y: result.of_year(result.origins, y)["origin"].unstack().reindex(units) for y in years}
    for child, above in facts.edition.tree.walk():
        depth, name = len(above), facts.name_of(child.id)
        if isinstance(child, Node):
            title = name if depth else facts.language("Index")
            rows = tuple(_rounded(scores[y][child.id], facts.axis.places) for y in years)
            yield Variable(child.id, title, "", "score", depth, 1, facts.axis.places, rows)
            continue
        indicator = facts.edition.indicators[child.id]
        rows = tuple(_significant(given[y][child.id]) for y in years)
        flags = tuple(_flags(origins[y][child.id]) for y in years)
        unit = safe.clean(indicator.unit)
        yield Variable(child.id, name, unit, "value", depth, indicator.direction, 0, rows, flags)
    yield from _sizes(facts, units, years)


def _flags(origins: Series) -> str:
    return "".join(FLAGS.get(origin, " ") if isinstance(origin, str) else "M" for origin in origins)


def _sizes(facts: Facts, units: list[str], years: tuple[int, ...]) -> Iterator[Variable]:
    """Population and the like; a size known to be wrong is left out."""
    for variable, label, shown in SIZES:
        rows = []
        for year in years:
            snapshot = facts.result.dyads[year].values
            if variable not in snapshot.value.columns:
                continue
            wrong = snapshot.status[variable].reindex(units) == INCOMPLETE
            rows.append(_significant(snapshot.value[variable].reindex(units).mask(wrong)))
        if len(rows) == len(years) and any(v is not None for row in rows for v in row):
            unit = facts.language(shown, number="").strip()
            yield Variable(f"size.{variable}", facts.language(label), unit, "size", 1, 0, 0, tuple(rows))


def _rounded(values: Series, places: int) -> tuple[float | None, ...]:
    return tuple(None if pd.isna(x) else round(float(x), places) for x in values)


def _significant(values: Series) -> tuple[float | None, ...]:
    return tuple(None if not np.isfinite(x) else _short(float(x)) for x in values.to_numpy(dtype=float))


def _short(value: float) -> float:
    """A value with the digits that a reader can see; a whole number without a point.

    Examples
    --------
    >>> _short(1234567.8), _short(0.000123456789), _short(3.0)
    (1234570, 0.000123457, 3)
    """
    short = float(f"{value:.{DIGITS}g}")
    return int(short) if short == int(short) else short
