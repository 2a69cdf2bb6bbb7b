"""Units that come and go: their first and last years, and the figures that lie outside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.edition.tables import broken, column_of, to_year
from connectindex.errors import Problem, shown
from connectindex.filenames import FILE
from connectindex.links.rules import END as RULE
from connectindex.links.rules import ends_before_start
from connectindex.model.units import END, START, YES, Units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pandas import DataFrame, Series

    from connectindex.links.check import Recorded

VALUE_OUTSIDE = "is of a year in which its unit is not there, and is not used"
LINK_OUTSIDE = "names a unit that is not there in the record's year; it counts in years in which both ends are"


def units_of(text: DataFrame) -> Units:
    """Make the units of an edition from their checked table."""
    table = text.set_index(pd.Index(text["unit"], name="unit")).drop(columns="unit")
    scored = table["scored"].isin(["", YES]) if "scored" in table else True
    years = {c: to_year(table[c]).astype("Int64") for c in (START, END) if c in table}
    # by code, whatever the order of the file: sums over units do not depend on it
    return Units(table.assign(scored=scored, **years).sort_index())


def lifetime_problems(text: DataFrame, years: Sequence[int], hub: str | None = None) -> list[Problem]:
    """List units that end before they start, and years in which no scored unit is there, or not the hub of pairs."""
    if "unit" not in text or not {START, END} & set(text.columns):
        return []
    first, last = (to_year(column_of(text, c)) for c in (START, END))
    problems = broken(column_of(text, END)[ends_before_start(first, last)], RULE)
    scored = text["scored"].isin(["", YES]) if "scored" in text else pd.Series(data=True, index=text.index)
    empty = [y for y in years if not (scored & ~(first > y) & ~(last < y)).any()]
    if empty and not problems:
        hint = f"{START} and {END} in units.csv bound them"
        problems.append(Problem(f"{FILE} [index] years", "a year must have a scored unit", shown(empty), hint))
    at = text["unit"] == hub
    without = [y for y in years if at.any() and not (at & ~(first > y) & ~(last < y)).any()]
    if without and not problems:
        problems.append(Problem(f"{FILE} [index] pairs", f"must be a unit that is there in {without[0]}", shown(hub)))
    return problems


def dated(text: DataFrame) -> frozenset[str]:
    """Return the codes of units that have a first or a last year."""
    has = (column_of(text, START) != "") | (column_of(text, END) != "")
    return frozenset(column_of(text, "unit")[has]) if "unit" in text else frozenset()


def outside(
    units: Units, text: Mapping[str, DataFrame], places: Mapping[str, str], elsewhere: Recorded
) -> Iterator[Problem]:
    """Warn of values and link records of years in which their unit is not there, a line for each unit."""
    if not units.dated:
        return
    values = text["values"]
    filled = values[column_of(values, "value") != ""]
    yield from _of(units, column_of(filled, "unit"), filled, VALUE_OUTSIDE)
    for kind, columns in {"links": ("from", "to"), "members": ("member",)}.items():
        for column in columns:
            ends = column_of(text[kind], column)
            yield from _of(units, ends.where(ends.isin(units.table.index), ends.map(places)), text[kind], LINK_OUTSIDE)
    for (name, code), counts in elsewhere.of_dated.items():
        years = pd.Series(sorted(counts), dtype=float)
        away = years[~units.exists(pd.Series(code, index=years.index), years)]
        if len(away):
            number = sum(counts[int(y)] for y in away)
            got = f"{shown(_span(code, away))} ({number:,} record{'s' if number != 1 else ''})"
            yield Problem(name, LINK_OUTSIDE, got, _bounds(units, code))


def outside_lifetime(units: Units, ends: Series, year: int) -> list[Problem]:
    """List ends of planned links that are no unit of this year; `ends` may be places and units alike."""
    known = units.table.index
    gone = ends[ends.isin(known) & ~ends.isin(units.in_year(year).table.index)]
    return broken(gone, f"must be a unit that is there in {year}", {c: _bounds(units, c) for c in gone.unique()})


def _of(units: Units, codes: Series, table: DataFrame, rule: str) -> Iterator[Problem]:
    years = to_year(column_of(table, "year"))
    at = np.flatnonzero(~units.exists(codes, years))
    for code in pd.unique(codes.iloc[at]):
        rows = at[codes.iloc[at] == code]
        place = f"{table.index[rows[0]]}, column {codes.name}"
        yield Problem(place, rule, shown(_span(code, years.iloc[rows])), _bounds(units, code), len(rows))


def _span(code: str, years: Series) -> str:
    low, high = years.min(), years.max()
    return f"{code}, {low:.0f}" if low == high else f"{code}, {low:.0f} to {high:.0f}"


def _bounds(units: Units, code: str) -> str:
    first, last = (units.table.get(c, pd.Series(pd.NA, index=units.table.index))[code] for c in (START, END))
    words = [f"{name} = {year}" for name, year in ((START, first), (END, last)) if not pd.isna(year)]
    return f"units.csv says {' and '.join(words)}"
