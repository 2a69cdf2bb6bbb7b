"""Inequality of scores: Gini's coefficient and Theil's index, between groups and within them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Series

COLUMNS = (
    "n",
    "mean",
    "gini",
    "gini_between",
    "gini_within",
    "gini_overlap",
    "theil",
    "theil_between",
    "theil_within",
    "between_share",
)
GROUP_COLUMNS = ("n", "mean", "share", "gini", "theil", "theil_part")
SHOWN = 5


def gini(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the Gini coefficient of each row: Σ (2i - n - 1) x_(i) / (n Σ x).

    Parameters
    ----------
    x
        Rows x units, 0 or more, none missing. Each unit counts alike, a pair of a unit with itself too, so that
        one that has all among n makes (n - 1) / n.

    Returns
    -------
    array
        One for each row, from 0, all weighted equally; missing where all are 0.

    Examples
    --------
    >>> gini(np.array([[1.0, 1, 1, 1], [0, 0, 0, 8]])).tolist()
    [0.0, 0.75]
    """
    n = x.shape[1]
    ordered = np.sort(x, axis=1)
    rank = 2 * np.arange(1, n + 1) - n - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        coefficient: NDArray[np.float64] = (rank * ordered).sum(axis=1) / (n * ordered.sum(axis=1))
    return np.where(_alike(x), 0.0, coefficient)


def theil(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the Theil index of each row: mean of (x/m) ln(x/m), m being the mean; a zero adds 0 (Theil 1967).

    Parameters
    ----------
    x
        Rows x units, 0 or more, none missing.

    Returns
    -------
    array
        One for each row, from 0, all weighted equally, to ln n; missing where all are 0.

    Examples
    --------
    >>> index = theil(np.array([[2.0, 2, 2], [0, 0, 6]]))
    >>> bool(np.allclose(index, [0, np.log(3)]))
    True
    """
    from scipy.special import xlogy  # noqa: PLC0415 - slow to import

    with np.errstate(invalid="ignore", divide="ignore"):
        relative = x / x.mean(axis=1, keepdims=True)
    return np.where(_alike(x), 0.0, xlogy(relative, relative).mean(axis=1))


def _alike(x: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Rows whose values are one number above 0: rounding would leave a trace of inequality."""
    return np.asarray((x.max(axis=1) == x.min(axis=1)) & (x.max(axis=1) > 0))


def inequality(table: DataFrame, groups: Series) -> tuple[DataFrame, DataFrame]:
    """Compute Gini and Theil of each year, decomposed into between and within groups.

    Theil's index splits exactly: Σ s ln(s/p) between groups and Σ s T within them, s being a group's share of the sum
    and p of the units (Theil 1967). Gini's has a third part: the overlap of groups (Bhattacharya & Mahalanobis 1967).

    Parameters
    ----------
    table
        Years x units, 0 or more, none missing.
    groups
        Group of each unit.

    Returns
    -------
    years : DataFrame, index year
        ``n``, ``mean``; ``gini`` and ``theil`` and their parts, which add up to them; ``between_share`` of Theil's.
    parts : DataFrame, index (year, group)
        ``n``, ``mean``, ``share`` of the sum, ``gini``, ``theil``; ``theil_part``: what its inside adds to the whole.

    Raises
    ------
    InputError
        A score is negative; year and units are named.

    Examples
    --------
    >>> table = pd.DataFrame([[1.0, 1, 3, 3]], columns=list("abcd"), index=[2020])
    >>> years, _ = inequality(table, pd.Series(["poor", "poor", "rich", "rich"], index=list("abcd")))
    >>> years.loc[2020, ["gini", "between_share"]].tolist()
    [0.25, 1.0]
    """
    require_no_negative(table)
    x = table.to_numpy(dtype=float)
    n, total = x.shape[1], x.sum(axis=1)
    labels, place = np.unique(groups.reindex(table.columns).to_numpy(dtype=str), return_inverse=True)
    size = np.bincount(place, minlength=len(labels)).astype(float)
    inside = [x[:, place == k] for k in range(len(labels))]
    means = np.stack([g.mean(axis=1) for g in inside])
    ginis, theils = np.stack([gini(g) for g in inside]), np.stack([theil(g) for g in inside])
    with np.errstate(invalid="ignore", divide="ignore"):
        share = means * size[:, None] / total
        p = (size / n)[:, None]
        theil_part = np.where(share == 0, 0.0, share * theils)
        between = np.where(share > 0, share * np.log(np.where(share > 0, share / p, 1.0)), share).sum(axis=0)
        between = np.where(_alike(x), 0.0, between)
        apart = np.abs(means[:, None] - means[None]) * (p[:, None] * p[None])
        gini_between = np.where(_alike(x), 0.0, apart.sum(axis=(0, 1)) / (2 * x.mean(axis=1)))
        gini_within = np.where(share == 0, 0.0, p * share * ginis).sum(axis=0)
        whole = theil(x)
        between_share = np.where(whole > 0, between / whole, np.nan)
    years = {
        "n": np.full(len(x), n),
        "mean": x.mean(axis=1),
        "gini": gini(x),
        "gini_between": gini_between,
        "gini_within": gini_within,
        "gini_overlap": gini(x) - gini_between - gini_within,
        "theil": whole,
        "theil_between": between,
        "theil_within": theil_part.sum(axis=0),
        "between_share": between_share,
    }
    index = pd.MultiIndex.from_product([table.index, labels], names=["year", "group"])
    parts = {
        "n": np.tile(size.astype(int), len(x)),
        "mean": means.T.ravel(),
        "share": share.T.ravel(),
        "gini": ginis.T.ravel(),
        "theil": theils.T.ravel(),
        "theil_part": theil_part.T.ravel(),
    }
    by_year = pd.DataFrame(years, index=table.index, columns=list(COLUMNS)).rename_axis("year")
    return by_year, pd.DataFrame(parts, index=index, columns=list(GROUP_COLUMNS))


def require_no_negative(table: DataFrame) -> None:
    """Raise where a score is negative: shares of a sum have no meaning then."""
    lowest = table.min()
    below = lowest[lowest < 0]
    if below.empty:
        return
    named = ", ".join(map(str, below.index[:SHOWN])) + (f" and {len(below) - SHOWN} more" if len(below) > SHOWN else "")
    hint = "use a scale without negative scores, such as min-max or goalposts"
    raise InputError([Problem("inequality", f"scores must not be negative ({named})", f"{below.min():g}", hint)])
