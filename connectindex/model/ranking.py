"""Ranking: equality of scores, and ranks. Ranks, probabilities and comparisons all use these functions."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

TIE = 1e-9  # of the width of the scale: what is nearer is equal
CHUNK = 2_000_000  # numbers in an array that is sorted at once


def tolerance(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the difference below which two scores of a row are equal: 1e-9 of the width of the scale.

    The width is what lies between the lowest and the highest score of the row, and 1 where that is less: no scale
    in use is narrower, and where all scores are equal only rounding lies between them.

    Parameters
    ----------
    scores : array (..., units)

    Returns
    -------
    array (..., 1)

    Examples
    --------
    >>> (tolerance(np.array([20.0, 70, np.nan])) * 1e9).round(6).tolist()
    [50.0]
    """
    width = np.subtract(*(end.reduce(scores, axis=-1, keepdims=True, initial=np.nan) for end in (np.fmax, np.fmin)))
    return np.asarray(TIE * np.fmax(width, 1.0))


def ranked(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rank the scores of each row, 1 the best; equal scores share the best rank; missing stays missing.

    Scores are equal that differ by less than `tolerance`, or that are connected by other scores that are this close:
    of the scores in order, a new rank begins where the next lies that far below. So two scores either share a rank
    or have an order, in whatever order their sums were made.

    Parameters
    ----------
    scores : array (..., units)

    Returns
    -------
    array of the same shape

    Examples
    --------
    >>> ranked(np.array([[3.0, 5, 3, np.nan, 1], [0.3, 0.1 + 0.2, 0, 0, 0]])).tolist()
    [[2.0, 1.0, 2.0, nan, 4.0], [1.0, 1.0, 3.0, 3.0, 3.0]]
    """
    rows = scores.reshape(prod(scores.shape[:-1]), scores.shape[-1])
    ranks = np.empty(rows.shape)
    size = max(1, CHUNK // max(1, rows.shape[-1]))
    for start in range(0, len(rows), size):  # over chunks: sorting needs several arrays of the same size
        part = -rows[start : start + size]
        order = np.argsort(part, axis=-1)  # equal scores get one rank below, so their order does not matter
        inorder = np.take_along_axis(part, order, axis=-1)
        place = np.broadcast_to(np.arange(1.0, part.shape[-1] + 1), part.shape)
        tied = np.diff(inorder, axis=-1) < tolerance(part)
        if tied.any():
            place = place.copy()
            place[..., 1:][tied] = 0.0
            place = np.maximum.accumulate(place, axis=-1)
        if np.isnan(inorder[..., -1:]).any():  # missing values are sorted to the end
            place = np.where(np.isnan(inorder), np.nan, place)
        np.put_along_axis(ranks[start : start + size], order, place, axis=-1)
    return ranks.reshape(scores.shape)


def ranked_some(scores: NDArray[np.float64], units: NDArray[np.intp]) -> NDArray[np.float64]:
    """Rank some of the units among all, as `ranked` does: without sorting, where they are few.

    Parameters
    ----------
    scores : array (rows, units)
    units
        Positions of the units to rank.

    Returns
    -------
    array (rows, units to rank)

    Examples
    --------
    >>> ranked_some(np.array([[3.0, 5, 3, np.nan, 1]]), np.array([2, 4])).tolist()
    [[2.0, 4.0]]
    """
    if 8 * len(units) > scores.shape[1]:
        return ranked(scores)[:, units]
    near, out = tolerance(scores), np.empty((len(scores), len(units)))
    for k, unit in enumerate(units):  # over units: each is equal to the best one that is joined to it
        best, last = scores[:, [unit]], np.empty(0)
        while not np.array_equal(best, last, equal_nan=True):
            joined = np.where(scores - best < near, scores, -np.inf)
            best, last = np.where(np.isnan(best), np.nan, joined.max(axis=1, keepdims=True, initial=-np.inf)), best
        above = (scores > best).sum(axis=1)
        out[:, k] = np.where(np.isnan(best[:, 0]), np.nan, 1.0 + above)
    return out


def ranks(scores: DataFrame) -> DataFrame:
    """Rank the units in each column, 1 the best, every year of a panel by itself: `ranked` as a table.

    Parameters
    ----------
    scores
        Index unit, or (year, unit).

    Returns
    -------
    DataFrame of the same shape (Int64); missing where there is no score.

    Examples
    --------
    >>> ranks(pd.DataFrame({"index": [50.0, 70, None, 50]}, index=list("ABCD")))["index"].tolist()
    [2, 1, <NA>, 2]
    """
    x = scores.to_numpy(dtype=float).T
    year = scores.index.get_level_values("year") if "year" in scores.index.names else np.zeros(len(scores))
    rank = np.full(x.shape, np.nan)
    for one in pd.unique(year):
        here = np.asarray(year == one)
        rank[:, here] = ranked(x[:, here])
    return pd.DataFrame(rank.T, index=scores.index, columns=scores.columns).astype("Int64")
