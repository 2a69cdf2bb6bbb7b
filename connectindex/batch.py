"""Batch: the steps up to normalising for many tables at once, which stand side by side as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.chain import blocks, require_ranked
from connectindex.edition.model import Methods
from connectindex.stages.combinations import require_compatible
from connectindex.stages.screen import screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from connectindex.chain import Measured
    from connectindex.stages.scaling import Scaling

    Array = NDArray[np.float64]


def normalised(measured: Measured, methods: Methods, x: Array, absent: NDArray[np.bool_] | None = None) -> Array:
    """Impute, screen, treat and normalise many denominated tables by the same methods.

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
        Rows are those of ``measured.denominated``: years and units.
    absent : array (tables, rows)
        True where a unit is not there at all: its values are missing, and none is filled in.

    Returns
    -------
    array (tables, rows, indicators)
        As `connectindex.chain.prepared` would give each table by itself; a unit that is screened out has
        no values.
    """
    x = x if absent is None else np.where(absent[..., None], np.nan, x)
    filled = _imputed(measured, methods, x)
    kept = _kept(measured, methods, x, filled)
    filled[~kept if absent is None else ~kept | absent] = np.nan
    indicators = [measured.edition.indicators[str(name)] for name in measured.denominated.columns]
    require_compatible(indicators, methods, measured.edition.tree)
    index = measured.denominated.index
    out = np.empty_like(filled)
    for rows in blocks(index, methods):
        scaling = methods.scaling(indicators, index[rows][-1][0])

        def scaled(wide: Array, scaling: Scaling = scaling, rows: slice = rows) -> Array:
            return scaling.scaled(wide, indicators * (wide.shape[1] // len(indicators)), index[rows])[2]

        out[:, rows] = _side_by_side(filled[:, rows], scaled)
    return out


def _imputed(measured: Measured, methods: Methods, x: Array) -> Array:
    method, units = methods.impute, measured.edition.units
    table = measured.denominated
    applicable = measured.applicable.reindex(index=table.index, columns=table.columns).to_numpy(dtype=bool)
    out = x.copy()
    parts = [slice(None)] if method.over_years else _years(measured)
    for rows in parts:
        index = table.index[rows] if method.over_years else table.index[rows].get_level_values("unit")

        def fill(wide: Array, index: pd.Index = index, columns: pd.Index | None = None) -> Array:
            return np.asarray(method.filled(pd.DataFrame(wide, index=index, columns=columns), units))

        if method.by_column:
            out[:, rows] = _side_by_side(x[:, rows], fill)
        else:
            for k in range(len(x)):  # rules that look at all indicators take them by name
                out[k, rows] = fill(x[k, rows], columns=table.columns)
    return np.where(applicable | ~np.isnan(x), out, np.nan)


def _kept(measured: Measured, methods: Methods, x: Array, filled: Array) -> NDArray[np.bool_]:
    """Which units stay in each table: (tables, rows)."""
    table, tree = measured.denominated, measured.edition.tree
    observed = ~np.isnan(x)
    kept = np.ones(x.shape[:2], dtype=bool)
    for rows in _years(measured):
        index = table.index[rows].get_level_values("unit")
        year = table.index[rows].get_level_values("year")[0]
        applicable = measured.applicable.loc[year].reindex(index=index, columns=table.columns)
        kept[:, rows] = methods.screen.kept(filled[:, rows], observed[:, rows], applicable, tree)
        without = np.flatnonzero(~kept[:, rows].any(axis=1))
        if len(without):
            k = without[0]
            seen = pd.DataFrame(observed[k, rows], index=index, columns=table.columns)
            values = pd.DataFrame(filled[k, rows], index=index, columns=table.columns)
            require_ranked(False, screen(values, methods.screen, seen, applicable, tree)[1].to_frame())
    return kept


def _side_by_side(x: Array, step: Callable[[Array], Array]) -> Array:
    """A step on columns, for tables (tables, rows, columns) laid side by side."""
    tables, rows, columns = x.shape
    wide = np.ascontiguousarray(x.transpose(1, 0, 2)).reshape(rows, tables * columns)
    return step(wide).reshape(rows, tables, columns).transpose(1, 0, 2)


def _years(measured: Measured) -> list[slice]:
    """The rows of each year, which stand together."""
    return blocks(measured.denominated.index, Methods())
