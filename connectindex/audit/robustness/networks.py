"""Networks drawn at random around the observed one: links dropped and added, everything measured anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.model.dyads import OPERATING
from connectindex.model.values import NOT_APPLICABLE
from connectindex.stages.measure import measure

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.chain import Measured
    from connectindex.model.dyads import Dyads
    from connectindex.stages.noise import VaryLinks


def measured_on(measured: Measured, vary: VaryLinks) -> NDArray[np.float64]:
    """What the indicators measure on each of the networks drawn.

    Returns
    -------
    array (samples, rows, indicators), rows and columns as those of ``measured.values``.
    """
    indicators = list(measured.edition.indicators.values())
    values = measured.values
    samples = np.empty((vary.samples, *values.shape))
    for k in range(vary.samples):  # over networks: the formulas of indicators may be anything
        tables = {
            year: measure(indicators, drawn_network(dyads, vary, np.random.default_rng([vary.seed, k, year])))[0]
            for year, dyads in measured.dyads.items()
        }
        found = pd.concat(tables, names=["year"]).reindex(index=values.index, columns=values.columns)
        samples[k] = found.to_numpy(dtype=float)
    return samples


def drawn_network(dyads: Dyads, vary: VaryLinks, rng: np.random.Generator) -> Dyads:
    """One network: each operating link dropped with chance `drop`, and others added.

    A pair that loses its last link keeps its record, with a count of 0: that it was looked at is still known.
    """
    chosen = [m for m in dyads.modes if not vary.modes or m in vary.modes]
    pairs = dyads.pairs
    fixed = ~(pairs["mode"].isin(chosen) & (pairs["status"] == OPERATING))
    joined = _unordered(pairs[pairs["count"] > 0]).drop_duplicates()
    parts = [pairs[fixed]]
    for mode in chosen:
        own = pairs[~fixed & (pairs["mode"] == mode)]
        if len(own):
            parts.append(_thinned(own, vary.drop, rng, directed=dyads.modes[mode].directed))
            if vary.add:
                parts.append(_added(dyads, mode, own, joined, vary.add, rng))
    members = dyads.memberships
    if len(members):
        hit = members["mode"].isin(chosen).to_numpy()
        kept = rng.binomial(members["count"].to_numpy(dtype=float).astype(int), 1 - vary.drop)
        members = members.assign(count=np.where(hit, kept, members["count"]))
    return replace(dyads, pairs=pd.concat([p for p in parts if len(p)], ignore_index=True), memberships=members)


def _unordered(pairs: DataFrame) -> DataFrame:
    """Both ends of each pair, the lesser code first."""
    first, second = pairs["unit"].to_numpy(), pairs["partner"].to_numpy()
    swap = first > second
    return pd.DataFrame({"a": np.where(swap, second, first), "b": np.where(swap, first, second)})


def _thinned(own: DataFrame, drop: float, rng: np.random.Generator, *, directed: bool) -> DataFrame:
    """Each link of a mode kept with chance 1 - drop; the two records of an undirected link share its fate."""
    own = own.reset_index(drop=True)
    if directed:
        link = np.arange(len(own))
    else:
        link = _unordered(own).assign(year=own["year"]).groupby(["a", "b", "year"], sort=True).ngroup().to_numpy()
    count = np.zeros(link.max() + 1)
    count[link] = own["count"].to_numpy(dtype=float)
    whole = np.floor(count)
    left = rng.binomial(whole.astype(int), 1 - drop) + (count - whole) * (rng.random(len(count)) >= drop)
    share = np.divide(left, count, out=np.zeros_like(left), where=count > 0)
    return own.assign(count=left[link], capacity=own["capacity"] * share[link])


def _added(
    dyads: Dyads, mode: str, own: DataFrame, joined: DataFrame, add: float, rng: np.random.Generator
) -> DataFrame:
    """New links of a mode, one each, between pairs that are joined otherwise and not by it."""
    directed = dyads.modes[mode].directed
    said = dyads.coverage
    off = said.loc[(said["mode"] == mode) & (said["status"] == NOT_APPLICABLE), "unit"]
    here = pd.MultiIndex.from_frame(_unordered(own[own["count"] > 0]).drop_duplicates())
    open_ = joined[~pd.MultiIndex.from_frame(joined).isin(here) & ~joined["a"].isin(off) & ~joined["b"].isin(off)]
    open_ = open_[open_["a"] != open_["b"]].sort_values(["a", "b"])
    links = own["count"].sum() / (1 if directed else 2)
    number = min(int(rng.binomial(max(int(links), 1), add)), len(open_))
    if not number:
        return own.iloc[:0]
    taken = open_.iloc[np.sort(rng.choice(len(open_), number, replace=False))]
    there = pd.DataFrame({"unit": taken["a"], "partner": taken["b"]})
    back = pd.DataFrame({"unit": taken["b"], "partner": taken["a"]})
    new = pd.concat([there, back] if not directed else [there], ignore_index=True)
    return new.assign(mode=mode, status=OPERATING, year=own["year"].max(), count=1.0).reindex(columns=own.columns)
