"""Summaries: what many draws say of each unit's rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.model.ranking import CHUNK, ranked, tolerance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame, Index, Series

BEST = (1, 3, 10)
MOVED = (5, 10, 20)


def rank_quantiles(ranks: NDArray[np.float64], levels: Sequence[float]) -> NDArray[np.float64]:
    """Compute quantiles of each column of ranks, linear between order statistics, missing ones passed over.

    Ranks are few whole numbers, so that counting them is cheaper than sorting the draws again.

    Parameters
    ----------
    ranks : array (draws, units)

    Returns
    -------
    array (levels, units); missing where a unit has no rank in any draw.

    Examples
    --------
    >>> rank_quantiles(np.array([[1.0, 2], [2, 1], [1, 2], [1, 2]]), (0.5, 0.9)).round(2).tolist()
    [[1.0, 2.0], [1.7, 2.0]]
    """
    out = np.empty((len(levels), ranks.shape[1]))
    for columns in _columns(ranks):
        part = ranks[:, columns]
        has_rank = ~np.isnan(part)
        n = int(np.max(part, initial=1, where=has_rank))
        out[:, columns] = (_counted if n <= len(part) else _sorted)(part, has_rank, n, levels)
    return out


def _columns(x: NDArray[np.float64]) -> Iterator[slice]:
    """Columns of an array, so many at a time that copies of them stay small."""
    size = max(1, CHUNK // max(1, len(x)))
    return (slice(start, start + size) for start in range(0, x.shape[1], size))


def _counted(
    ranks: NDArray[np.float64], has_rank: NDArray[np.bool_], highest: int, levels: Sequence[float]
) -> NDArray[np.float64]:
    units = ranks.shape[1]
    cell = np.where(has_rank, ranks - 1, 0.0).astype(np.intp)
    cell += np.arange(units) * highest
    counts = np.bincount(cell.ravel(), weights=None if has_rank.all() else has_rank.ravel(), minlength=units * highest)
    reached = np.cumsum(counts.reshape(units, highest), axis=1)
    n = reached[:, -1]
    out = np.empty((len(levels), units))
    for k, level in enumerate(levels):
        place = (n - 1) * level
        below = np.floor(place)
        low, high = ((reached <= at[:, None]).sum(axis=1) + 1.0 for at in (below, np.minimum(below + 1, n - 1)))
        out[k] = low + (place - below) * (high - low)
    return np.where(n > 0, out, np.nan)


def _sorted(
    ranks: NDArray[np.float64], has_rank: NDArray[np.bool_], _highest: int, levels: Sequence[float]
) -> NDArray[np.float64]:
    out = np.full((len(levels), ranks.shape[1]), np.nan)
    some = has_rank.any(axis=0)  # a unit without a rank has no quantile
    if some.any():
        out[:, some] = np.nanquantile(ranks[:, some], levels, axis=0)
    return out


def spread(scores: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Compute 5th and 95th percentile and standard deviation of each column over the draws."""
    whole = ~np.isnan(scores).any(axis=0)
    ends = np.full((2, scores.shape[1]), np.nan)
    deviation = np.full(scores.shape[1], np.nan)
    some = ~whole & ~np.isnan(scores).all(axis=0)
    for columns, quantile, std in ((whole, np.quantile, np.std), (some, np.nanquantile, np.nanstd)):
        if columns.any():
            ends[:, columns] = quantile(scores[:, columns], [0.05, 0.95], axis=0)
            deviation[columns] = std(scores[:, columns], axis=0)
    return {"low": ends[0], "high": ends[1], "sd": deviation}


def change_table(before: tuple[DataFrame, Series, Series], after: tuple[DataFrame, Series, Series]) -> DataFrame:
    """Compute the change of score and rank of each unit between two years, draw by draw.

    Parameters
    ----------
    before, after
        Draws x units, nominal scores and nominal ranks of a year. Draw k of both years was made under the same
        assumptions, so that their difference carries only what the assumptions do to the change.
    """
    units = [u for u in after[1].index if u in before[1].index]
    change = after[0][units].to_numpy() - before[0][units].to_numpy()
    ends = spread(change)
    known = ~np.isnan(change)
    none = tolerance(np.concatenate([before[1], after[1]]).astype(float))
    with np.errstate(invalid="ignore", divide="ignore"):
        rose = np.where(known.any(axis=0), (change >= none).sum(axis=0) / known.sum(axis=0), np.nan)
    first, last = before[1].reindex(units), after[1].reindex(units)
    verdicts = ["rose", "fell", "not significant"]
    verdict = np.select([ends["low"] >= none, ends["high"] <= -none, known.any(axis=0)], verdicts, "")
    return pd.DataFrame(
        {
            "before": first,
            "after": last,
            "change": last - first,
            "low": ends["low"],
            "high": ends["high"],
            "rose": rose,
            "verdict": verdict,
            "rank_before": before[2].reindex(units),
            "rank_after": after[2].reindex(units),
        },
        index=pd.Index(units, name="unit"),
    )


def rank_table(ranks: NDArray[np.float64], nominal: Series) -> DataFrame:
    """Compute the distribution of each unit's rank over the draws.

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
    quantiles = rank_quantiles(ranks, (0.5, 0.05, 0.95, 0.025, 0.975))
    table = pd.DataFrame(quantiles.T, columns=["median", "low", "high", "low95", "high95"], index=nominal.index)
    table.insert(0, "nominal", nominal)
    rank = nominal.to_numpy(dtype=float, na_value=np.nan)
    statistics = np.empty((2 + len(BEST), len(nominal)))
    for columns in _columns(ranks):
        part = ranks[:, columns]
        n = (~np.isnan(part)).sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            tops = [np.where(n > 0, (part <= best).sum(axis=0) / n, np.nan) for best in BEST]
        statistics[:, columns] = [mean_known(np.abs(part - rank[columns])), *tops, n / max(1, len(part))]
    for name, column in zip(("shift", *(f"top{b}" for b in BEST), "scored"), statistics, strict=True):
        table[name] = column
    return table


def before_matrix(scores: NDArray[np.float64], units: Index) -> DataFrame:
    """Compute P(row ranks before column): share of draws with the better rank, ties counting half.

    Units x units; one half on the diagonal; draws in which either has no score are passed over.
    """
    n = scores.shape[1]
    ahead, met = np.zeros((n, n)), np.zeros((n, n))
    size = min(max(1, 4_000_000 // (n * n)), 255)  # so that a byte holds the count
    for start in range(0, len(scores), size):
        part = ranked(scores[start : start + size]).astype(np.float32)  # half the memory to go through
        ahead += (part[:, :, None] < part[:, None, :]).view(np.uint8).sum(axis=0, dtype=np.uint8)
        has_rank = (~np.isnan(part)).astype(float)
        met += has_rank.T @ has_rank
    shared = met - ahead - ahead.T
    with np.errstate(invalid="ignore", divide="ignore"):
        return pd.DataFrame((ahead + shared / 2) / met, index=units, columns=units.rename("before"))


def moved_shares(ranks: NDArray[np.float64], nominal: NDArray[np.float64]) -> dict[str, float]:
    """Compute mean absolute shift from the nominal ranks, and share of units that move by 5, 10, 20 places or more."""
    shift = np.abs(ranks - nominal)
    known = shift[~np.isnan(shift)]
    if not known.size:
        return {"shift": np.nan, **{f"moved{k}": np.nan for k in MOVED}}
    return {"shift": float(known.mean()), **{f"moved{k}": float((known >= k).mean()) for k in MOVED}}


def mean_known(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the mean of each column over the known values; missing where nothing is known."""
    n = (~np.isnan(x)).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(n > 0, np.nansum(x, axis=0) / n, np.nan)


def interval_table(ranks: DataFrame, scores: DataFrame, names: Series) -> DataFrame:
    """Join ranks and scores with their 90 % intervals, a row a unit in the order of the ranking.

    Parameters
    ----------
    ranks
        From `rank_table`.
    scores
        Index unit: ``score``, ``low``, ``high``.
    names
        Of the units.

    Returns
    -------
    DataFrame: ``unit``, ``unit_name``, ``rank``, ``rank_median``, ``rank_low``, ``rank_high``, ``score``,
    ``score_low``, ``score_high``.
    """
    of_ranks = {"nominal": "rank", "median": "rank_median", "low": "rank_low", "high": "rank_high"}
    of_scores = {"score": "score", "low": "score_low", "high": "score_high"}
    parts = [ranks[list(of_ranks)].rename(columns=of_ranks), scores[list(of_scores)].rename(columns=of_scores)]
    table = pd.concat(parts, axis=1).sort_values("rank", kind="stable").rename_axis("unit").reset_index()
    table.insert(1, "unit_name", table["unit"].map(names))
    return table
