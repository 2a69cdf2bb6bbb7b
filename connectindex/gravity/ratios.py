"""Ratios of observed to expected links, of units and of pairs, with intervals for chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.gravity.fit import gravity
from connectindex.statistics.counts import garwood

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pandas import DataFrame, Index, Series

    from connectindex.gravity.fit import GravityFit
    from connectindex.gravity.spec import Gravity
    from connectindex.model.dyads import Dyads

    Array = NDArray[np.float64]


def observed_expected(spec: Gravity) -> Callable[[Dyads], Series]:
    """Make the formula of an indicator: links per hundred links that the gravity model expects.

    Parameters
    ----------
    spec
        Which links, explained by what.

    Returns
    -------
    From the links of a year to a Series by unit: 100 where a unit has what its size and place let
    expect. Missing where the unit takes no part in the model.
    """

    def ratio(dyads: Dyads) -> Series:
        ratios: Series = 100 * unit_ratios(gravity(dyads, spec))["ratio"]
        return ratios

    return ratio


def unit_ratios(fit: GravityFit) -> DataFrame:
    """Compute observed / expected links of each unit with all others, and an interval.

    The interval is Garwood's for a Poisson mean, at the count divided by d and then multiplied by d,
    where d = 1 + alpha Σ mu² / Σ mu is how many times the variance of the unit's sum exceeds the
    Poisson one. It says what chance does to the observed number. The expected number is taken as
    known; ``expected_error`` says how well it is.

    Returns
    -------
    DataFrame, index ``unit``: ``observed``, ``expected``, ``ratio``, ``low``, ``high``,
    ``expected_error`` (standard error of ln expected, from the coefficients' errors). Of directed
    modes the links that start at the unit count: the way back is no new evidence.
    """
    observed, expected = (fit.pairs[c].to_numpy() for c in ("observed", "expected"))
    units = fit.pairs.index.levels[0].union(fit.pairs.index.levels[1])
    ends = (0,) if fit.design.directed else (0, 1)
    place = [units.get_indexer(fit.pairs.index.get_level_values(k)) for k in ends]

    def summed(column: Array) -> Array:
        total: Array = np.sum([np.bincount(p, column, len(units)) for p in place], axis=0)
        return total

    o, e, squares = summed(observed), summed(expected), summed(expected**2)
    columns = fit.design.columns.to_numpy(float)
    slopes = np.column_stack([summed(expected * x) for x in columns.T]) / e[:, None]
    covariance = fit.covariance[fit.expected_by].to_numpy()
    error = np.sqrt(np.einsum("ij,jk,ik->i", slopes, covariance, slopes))
    table = _ratios(o, e, 1 + fit.alpha * squares / e, fit.spec.level, pd.Index(units, name="unit"))
    return table.assign(expected_error=error)


def pair_ratios(fit: GravityFit) -> DataFrame:
    """Compute observed / expected links of each pair, and an interval as for units with d = 1 + alpha mu.

    Returns
    -------
    DataFrame, index (unit, partner): ``observed``, ``expected``, ``ratio``, ``low``, ``high``.
    """
    observed, expected = (fit.pairs[c].to_numpy() for c in ("observed", "expected"))
    return _ratios(observed, expected, 1 + fit.alpha * expected, fit.spec.level, fit.pairs.index)


def of_pairs(table: DataFrame, first: Index, second: Index) -> DataFrame:
    """Sum numbers of pairs over both directions, for pairs of which the ends are given; missing where it has none.

    Parameters
    ----------
    table
        Index (unit, partner), where an undirected pair stands once, from either end.
    first, second
        Codes of both ends of each pair.

    Examples
    --------
    >>> ends = pd.MultiIndex.from_tuples([("A", "B"), ("B", "A"), ("C", "A")])
    >>> table = pd.DataFrame({"links": [1.0, 2.0, 5.0]}, index=ends)
    >>> of_pairs(table, pd.Index(["A", "A", "B"]), pd.Index(["B", "C", "C"]))["links"].tolist()
    [3.0, 5.0, nan]
    """
    ends = pd.MultiIndex.from_arrays([first, second])
    turned = table.swaplevel()
    forth, back = (t.reindex(ends).to_numpy(dtype=float) for t in (table, turned))
    either = np.where(np.isnan(forth), back, forth)
    both = np.where(np.isnan(forth) | np.isnan(back), either, forth + back)
    return pd.DataFrame(both, columns=table.columns)


def _ratios(observed: Array, expected: Array, dispersion: Array, level: float, index: Index) -> DataFrame:
    low, high = (dispersion * limit for limit in garwood(observed / dispersion, level))
    columns = {"observed": observed, "expected": expected, "ratio": observed / expected}
    return pd.DataFrame({**columns, "low": low / expected, "high": high / expected}, index=index)
