"""Prepare: impute, screen, treat and normalise one table of figures, or thousands at once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem
from connectindex.pipeline.measure import stacked
from connectindex.stages.combinations import require_compatible
from connectindex.stages.screen import screen

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.edition.model import Methods
    from connectindex.pipeline.measure import Measured
    from connectindex.stages.functions import Functions

    Array = NDArray[np.float64]
    Cells = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Completed:
    """Tables after imputing, and who stays after screening.

    Parameters
    ----------
    filled : array (tables, rows, indicators)
        Rows are those of ``measured.denominated``: years and units.
    kept : array (tables, rows)
        False where a unit is screened out.
    """

    filled: Array
    kept: Cells


@dataclass(frozen=True, eq=False)
class Scaled:
    """Rows that were treated and normalised together: of one year, or of all years of a pooled panel.

    Parameters
    ----------
    rows : array (rows)
        Places among the rows of ``measured.denominated``; those that no table keeps are left out.
    functions
        What treated each column, tables side by side.
    treated : array (tables, rows, indicators)
    """

    rows: NDArray[np.intp]
    functions: Functions
    treated: Array


@dataclass(frozen=True, eq=False)
class Prepared:
    """Tables after each step up to normalising.

    Parameters
    ----------
    completed
        After imputing and screening.
    normalised : array (tables, rows, indicators)
        Missing throughout where a unit is screened out.
    scaled
        What was treated and normalised together, in the order of the rows.
    """

    completed: Completed
    normalised: Array
    scaled: tuple[Scaled, ...]


def prepare(
    measured: Measured,
    methods: Methods,
    x: Array | None = None,
    absent: Cells | None = None,
    done: Completed | None = None,
) -> Prepared:
    """Impute, screen, treat and normalise tables of figures by the same methods.

    Every rule but two looks at one column at a time, so an indicator in a thousand tables is a thousand
    columns of one table. Neighbours and chained regressions look at all indicators together: there
    the tables are taken one by one.

    Parameters
    ----------
    measured
        What the tables are variants of; gives units, years and where indicators apply.
    methods
        Of the steps.
    x : array (tables, rows, indicators)
        Denominated figures; by default the one table of `measured`.
    absent : array (tables, rows)
        True where a unit is not there at all: its values are missing, and none is filled in.
    done
        From `complete`, with the same figures and the same ways to impute and screen; made where it is not given.

    Raises
    ------
    InputError
        A step cannot be done with this data, or no unit is left.
    """
    indicators = [measured.edition.indicators[str(name)] for name in measured.denominated.columns]
    require_compatible(indicators, methods, measured.edition.tree)
    done = done or complete(measured, methods, x, absent)
    index, tables = measured.denominated.index, len(done.filled)
    some = np.asarray(done.kept.any(axis=0))
    out, scaled = np.full_like(done.filled, np.nan), []
    for block in blocks(index, methods):
        rows = np.flatnonzero(some[block]) + block.start
        if not len(rows):
            continue
        at = block if len(rows) == block.stop - block.start else rows  # a slice needs no copy
        x, kept = done.filled[:, at], done.kept[:, at]
        x = x if kept.all() else np.where(kept[..., None], x, np.nan)
        scaling = methods.scaling(indicators, index[rows[-1]][0])
        functions, treated, scores = scaling.scaled(_wide(x), indicators * tables, index[rows])
        out[:, at] = _apart(scores, tables)
        scaled.append(Scaled(rows, functions, _apart(treated, tables)))
    return Prepared(done, out, tuple(scaled))


def complete(measured: Measured, methods: Methods, x: Array | None = None, absent: Cells | None = None) -> Completed:
    """Impute and screen tables, as `prepare` does.

    Raises
    ------
    InputError
        A step cannot be done with this data, or a year has no unit left.
    """
    if x is None:
        x = measured.denominated.to_numpy(dtype=float)[None]
    x = x if absent is None else np.where(absent[..., None], np.nan, x)
    filled = _imputed(measured, methods, x)
    kept = _kept(measured, methods, x, filled)
    return Completed(filled, kept if absent is None else kept & ~absent)


def left_out(measured: Measured, methods: Methods, x: Array, filled: Array) -> DataFrame:
    """List why units of one table (rows, indicators) are screened out: index (year, unit), column ``reason``."""
    like, tree = measured.denominated, measured.edition.tree
    values, known = (pd.DataFrame(a, index=like.index, columns=like.columns) for a in (filled, ~np.isnan(x)))
    return stacked(
        {
            year: screen(values.loc[year], methods.screen, known.loc[year], _applicable(measured, year), tree)[
                1
            ].to_frame()
            for year in like.index.unique("year")
        }
    )


def blocks(index: pd.Index, methods: Methods) -> list[slice]:
    """List the rows that are treated and normalised together: each year's, or all of a pooled panel.

    Examples
    --------
    >>> from connectindex.edition.model import Methods
    >>> from connectindex.stages.scales import MinMax
    >>> index = pd.MultiIndex.from_product([[2020, 2025], ["A", "B"]], names=["year", "unit"])
    >>> blocks(index, Methods()), blocks(index, Methods(normalise=MinMax(pool="panel")))
    ([slice(0, 2, None), slice(2, 4, None)], [slice(0, 4, None)])
    """
    return [slice(0, len(index))] if methods.pooled else years_of(index)


def years_of(index: pd.Index) -> list[slice]:
    """List the rows of each year, which are contiguous."""
    years = index.get_level_values("year").to_numpy()
    ends = [0, *(np.flatnonzero(np.diff(years)) + 1), len(years)]
    return [slice(int(a), int(b)) for a, b in pairwise(ends)]


def require_ranked(ranked: bool, reasons: DataFrame) -> None:  # noqa: FBT001
    """Raise where no unit is ranked, with the most frequent reason."""
    if not ranked:
        hint = f"most frequent reason: {reasons['reason'].value_counts().index[0]}"
        raise InputError([Problem("index", "at least one unit must be ranked", hint=hint)])


def _imputed(measured: Measured, methods: Methods, x: Array) -> Array:
    method, units, table = methods.impute, measured.edition.units, measured.denominated
    applicable = measured.applicable.reindex(index=table.index, columns=table.columns).to_numpy(dtype=bool)
    out = x.copy()
    for rows in [slice(None)] if method.over_years else years_of(table.index):
        index = table.index[rows] if method.over_years else table.index[rows].get_level_values("unit")
        if method.by_column:
            out[:, rows] = _apart(
                np.asarray(method.filled(pd.DataFrame(_wide(x[:, rows]), index=index), units)), len(x)
            )
        else:
            for k in range(len(x)):  # rules that look at all indicators take them by name
                out[k, rows] = method.filled(pd.DataFrame(x[k, rows], index=index, columns=table.columns), units)
    return np.where(applicable | ~np.isnan(x), out, np.nan)


def _kept(measured: Measured, methods: Methods, x: Array, filled: Array) -> Cells:
    """Which units stay in each table: (tables, rows)."""
    index, tree, observed = measured.denominated.index, measured.edition.tree, ~np.isnan(x)
    kept = np.ones(x.shape[:2], dtype=bool)
    years = years_of(index)
    for rows in years:
        applicable = _applicable(measured, index[rows][0][0])
        kept[:, rows] = methods.screen.kept(filled[:, rows], observed[:, rows], applicable, tree)
    some = np.stack([kept[:, rows].any(axis=1) for rows in years], axis=1)
    for k in np.flatnonzero(~some.all(axis=1))[:1]:
        require_ranked(bool(some[k].any()), left_out(measured, methods, x[k], filled[k]))
        empty = [int(index[rows][0][0]) for rows, has in zip(years, some[k], strict=True) if not has]
        hint = "in all other years there is one; leave these out of years, or screen less"
        rule = "at least one unit must be ranked"
        raise InputError([Problem("index.toml [index] years", rule, str(empty), hint)])
    return kept


def _applicable(measured: Measured, year: int) -> DataFrame:
    table = measured.denominated.loc[year]
    return measured.applicable.loc[year].reindex(index=table.index, columns=table.columns)


def _wide(x: Array) -> Array:
    """Tables (tables, rows, columns) laid side by side: (rows, tables x columns)."""
    tables, rows, columns = x.shape
    if tables == 1:
        return np.asfortranarray(x[0])
    return np.ascontiguousarray(x.transpose(1, 0, 2)).reshape(rows, tables * columns)


def _apart(wide: Array, tables: int) -> Array:
    """Split side-by-side columns into tables again."""
    return wide.reshape(len(wide), tables, -1).transpose(1, 0, 2)
