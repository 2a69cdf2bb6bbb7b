"""Correlation matrices with p-values, each pair over the units that have both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

Kind = Literal["pearson", "spearman"]


@dataclass(frozen=True, slots=True, eq=False)
class Correlations:
    """Correlations of the columns of a table.

    Parameters
    ----------
    r
        Columns x columns, from -1 to 1; missing where a column is constant, or fewer than three units have both.
    p
        Probability of an r as far from 0, or farther, if the two were independent (two-sided t-test).
    n
        Units that have both.
    """

    r: DataFrame
    p: DataFrame
    n: DataFrame


def correlate(table: DataFrame, kind: Kind = "pearson") -> Correlations:
    """Compute Pearson's or Spearman's r of all pairs of columns; p from t = r √((n - 2) / (1 - r²)).

    Parameters
    ----------
    table
        Units x variables; missing values are passed over pair by pair.
    kind
        "spearman" takes the ranks of the units that have both.

    Examples
    --------
    >>> import pandas as pd
    >>> matrix = correlate(pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [1.0, 3, 2, 4]}))
    >>> matrix.r["b"].round(3).tolist(), matrix.p["b"].round(3).tolist(), matrix.n["b"].tolist()
    ([0.8, 1.0], [0.2, 0.0], [4, 4])
    """
    from scipy.stats import t  # noqa: PLC0415 - slow to import

    # what all values of a column share says nothing, and its digits are missing where they differ
    near = table - table.mean() if kind == "pearson" else table
    r = near.corr(method=kind, min_periods=3).clip(-1, 1)
    # rounding leaves a trace of variance in some constant columns
    same = table.columns[table.max() == table.min()]
    r.loc[same, :] = np.nan
    r.loc[:, same] = np.nan
    has = table.notna().to_numpy().astype(int)
    n = has.T @ has
    values: NDArray[np.float64] = r.to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * t.sf(np.abs(values) * np.sqrt((n - 2) / (1 - values**2)), np.maximum(n - 2, 1))
    return Correlations(r, _like(r, np.where(np.isnan(values), np.nan, p)), _like(r, n))


def _like(r: DataFrame, values: NDArray[np.float64]) -> DataFrame:
    return pd.DataFrame(values, index=r.index, columns=r.columns)
