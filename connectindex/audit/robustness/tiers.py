"""Tiers: parts of the ranking whose first unit outranks all those below in nearly all simulations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.model.ranking import ranked

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Index, Series

SURE = 0.95  # share of the simulations from which on an order is taken as certain
RESAMPLES = 200
STABLE = 0.9  # share of the resamples in which the statement about a tier must hold as well


def tiers(scores: NDArray[np.float64], units: Index, nominal: Series) -> Series:
    """Cut the ranking into tiers: the first unit of each outranks all those of the tiers below in `SURE` of the draws.

    A tier ends with the last unit for which this cannot be said: neither over all simulations nor in `STABLE` of
    `RESAMPLES` bootstrap resamples of them, so that a border does not hang on the sample of simulations. Nothing
    follows for the others in a tier: many of their pairs may keep their order as well. Units of equal rank share one.

    Parameters
    ----------
    scores : array (simulations, units)
        Scores of the index; NaN where a unit has none.
    units
        Of the columns.
    nominal
        Ranks of the published index; a unit without one is in no tier.

    Returns
    -------
    Series, unit -> number of its tier, 1 the first.

    Examples
    --------
    >>> scores = np.array([[9.0, 8, 1], [8, 9, 1], [9, 8, 1], [8, 9, 1]])
    >>> units = pd.Index(list("abc"))
    >>> tiers(scores, units, pd.Series([1, 2, 3], index=units)).tolist()
    [1, 1, 2]
    """
    order = nominal.dropna().sort_values(kind="stable")
    ranks, rank = ranked(scores[:, units.get_indexer(order.index)]), order.to_numpy(dtype=float)
    times = _resamples(len(ranks))
    number, first = np.zeros(len(order), dtype=int), 0
    while first < len(order):
        number[first] = 1
        last = first + _last_open(ranks[:, first:], times)
        first = int(np.flatnonzero(rank == rank[last]).max()) + 1
    return pd.Series(number.cumsum(), index=order.index, name="tier")


def _resamples(draws: int) -> NDArray[np.float64]:
    """How often each simulation is drawn, resamples x simulations; the first row has each once."""
    again = np.random.default_rng(0).multinomial(draws, np.full(draws, 1 / draws), RESAMPLES)
    return np.vstack([np.ones(draws), again])


def _last_open(ranks: NDArray[np.float64], times: NDArray[np.float64]) -> int:
    """Position of the last unit that the first one does not outrank in `SURE` of the draws, ties counting half."""
    first = ranks[:, [0]]
    both = ~np.isnan(first) & ~np.isnan(ranks)
    ahead = (first < ranks) + 0.5 * ((first == ranks) & both)
    with np.errstate(invalid="ignore", divide="ignore"):
        certain = (times @ ahead) / (times @ both) >= SURE
    certain[:, 0] = False
    last = ranks.shape[1] - 1 - np.argmin(certain[:, ::-1], axis=1)
    return max(int(last[0]), int(np.quantile(last[1:], STABLE, method="inverted_cdf")))


def sure_within(before: DataFrame, tier: Series) -> float:
    """Compute the share of pairs inside tiers whose order holds in `SURE` of the draws; missing without pairs.

    Examples
    --------
    >>> names = pd.Index(list("abc"))
    >>> before = pd.DataFrame([[0.5, 0.8, 1.0], [0.2, 0.5, 0.99], [0.0, 0.01, 0.5]], index=names, columns=names)
    >>> sure_within(before, pd.Series([1, 1, 1], index=names)).__round__(2)
    0.67
    """
    chance, tiers_of_units = before.loc[tier.index, tier.index].to_numpy(dtype=float), tier.to_numpy()
    together = np.triu(tiers_of_units[:, None] == tiers_of_units, 1)
    sure = np.maximum(chance, chance.T)[together] >= SURE
    return float(sure.mean()) if sure.size else float("nan")
