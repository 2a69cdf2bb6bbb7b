"""Summaries: what many draws say of each unit's rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Index, Series

BEST = (1, 3, 10)
MOVED = (5, 10, 20)


def rank_table(ranks: NDArray[np.float64], nominal: Series) -> DataFrame:
    """Distribution of each unit's rank over the draws.

    Parameters
    ----------
    ranks
        Draws x units; missing where a unit had no score in a draw.
    nominal
        Ranks of the published index, by unit, in the order of the columns.

    Returns
    -------
    DataFrame, index unit
        ``nominal``, ``median``; ``low`` and ``high``: 5th and 95th percentile; ``low95`` and ``high95``: 2.5th
        and 97.5th; ``shift``: mean absolute difference from the nominal rank; ``top1``, ``top3``, ``top10``:
        share of the draws with such a rank; ``scored``: share of the draws with a score.
    """
    quantiles = np.full((5, ranks.shape[1]), np.nan)
    there = ~np.isnan(ranks).all(axis=0)
    whole = ~np.isnan(ranks).any(axis=0)
    levels = [0.5, 0.05, 0.95, 0.025, 0.975]
    for quantile, columns in ((np.quantile, whole), (np.nanquantile, there & ~whole)):
        if columns.any():
            quantiles[:, columns] = quantile(ranks[:, columns], levels, axis=0)
    table = pd.DataFrame(quantiles.T, columns=["median", "low", "high", "low95", "high95"], index=nominal.index)
    table.insert(0, "nominal", nominal)
    rank = nominal.to_numpy(dtype=float, na_value=np.nan)
    table["shift"] = _mean(np.abs(ranks - rank))
    for best in BEST:
        table[f"top{best}"] = np.where(there, _mean(np.where(np.isnan(ranks), np.nan, ranks <= best)), np.nan)
    table["scored"] = (~np.isnan(ranks)).mean(axis=0)
    return table


def before_matrix(scores: NDArray[np.float64], units: Index) -> DataFrame:
    """P(row ranks before column): share of draws in which the row's score is higher, ties counting half.

    Units x units; one half on the diagonal; draws in which either has no score are passed over.
    """
    n = scores.shape[1]
    wins, met = np.zeros((n, n)), np.zeros((n, n))
    size = max(1, 4_000_000 // (n * n))
    for start in range(0, len(scores), size):
        part = scores[start : start + size]
        a, b = part[:, :, None], part[:, None, :]
        wins += (a > b).sum(axis=0) + 0.5 * (a == b).sum(axis=0)
        there = (~np.isnan(part)).astype(float)
        met += there.T @ there
    with np.errstate(invalid="ignore", divide="ignore"):
        return pd.DataFrame(wins / met, index=units, columns=units.rename("before"))


def moved_shares(ranks: NDArray[np.float64], nominal: NDArray[np.float64]) -> dict[str, float]:
    """Mean absolute shift from the nominal ranks, and share of units that move by 5, 10, 20 places or more."""
    shift = np.abs(ranks - nominal)
    known = shift[~np.isnan(shift)]
    if not known.size:
        return {"shift": np.nan, **{f"moved{k}": np.nan for k in MOVED}}
    return {"shift": float(known.mean()), **{f"moved{k}": float((known >= k).mean()) for k in MOVED}}


def tied_groups(before: DataFrame, nominal: Series, certainty: float = 0.95) -> Series:
    """Groups of neighbours in the ranking that cannot be told apart.

    Going down the ranking, a unit opens a new group when every unit of the group before it ranks
    before it in at least `certainty` of the draws; otherwise it joins that group.

    Returns
    -------
    Series, unit -> number of its group, 1 the first.
    """
    order = nominal.dropna().sort_values(kind="stable").index
    matrix = before.loc[order, order].to_numpy()
    group, start, number = [], 0, 1
    for k in range(len(order)):
        if k and (matrix[start:k, k] >= certainty).all():
            number, start = number + 1, k
        group.append(number)
    return pd.Series(group, index=order, name="group")


def _mean(x: NDArray[np.float64]) -> NDArray[np.float64]:
    n = (~np.isnan(x)).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(n > 0, np.nansum(x, axis=0) / n, np.nan)
