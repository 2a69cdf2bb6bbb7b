"""Networks drawn at random around the observed one: links dropped and added, everything measured again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from connectindex.model.dyads import OPERATING
from connectindex.model.values import NOT_APPLICABLE
from connectindex.pipeline.measure import of_compared
from connectindex.stages.measure import measure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.assumptions.noise import VaryLinks
    from connectindex.model.dyads import Dyads
    from connectindex.pipeline.measure import Measured


def drawn_networks(measured: Measured, vary: VaryLinks) -> Iterator[Mapping[int, Dyads]]:
    """Draw the networks of an assumption one by one: of each, the links of each year, of the units compared."""
    for k in range(vary.samples):
        yield {
            year: of_compared(measured.edition, drawn_network(dyads, vary, np.random.default_rng([vary.seed, k, year])))
            for year, dyads in measured.network.items()
        }


def measured_on(measured: Measured, network: Mapping[int, Dyads]) -> NDArray[np.float64]:
    """Measure the indicators on a network: array (rows, indicators), as ``measured.values``."""
    indicators, values = list(measured.edition.indicators.values()), measured.values
    tables = {year: measure(indicators, dyads)[0] for year, dyads in network.items()}
    table = pd.concat(tables, names=["year"]).reindex(index=values.index, columns=values.columns)
    return np.asarray(table.to_numpy(dtype=float))


def drawn_network(dyads: Dyads, vary: VaryLinks, rng: np.random.Generator) -> Dyads:
    """Draw a network: each operating link dropped with chance `drop`, and others added.

    A multilateral link (a cable) is dropped as a whole: all its members lose it, and so do the pairs it makes. A pair
    that loses its last link keeps its record, with a count of 0: that it was looked at is still known.
    """
    chosen = [m for m in dyads.modes if not vary.modes or m in vary.modes]
    pairs = dyads.pairs
    fixed = ~(pairs["mode"].isin(chosen) & (pairs["status"] == OPERATING))
    joined = _unordered(pairs[pairs["count"] > 0]).drop_duplicates()
    parts = [pairs[fixed]]
    members = _members_drawn(dyads.memberships, chosen, vary.drop, rng)
    for mode in chosen:
        records = pairs[~fixed & (pairs["mode"] == mode)]
        if len(records):
            shared, left = (_shared(records, m[m["mode"] == mode]) for m in (dyads.memberships, members))
            parts.append(_thinned(records, shared, left, vary.drop, rng, directed=dyads.modes[mode].directed))
            if vary.add:
                parts.append(_added(dyads, mode, records, joined, vary.add, rng))
    return replace(dyads, pairs=pd.concat([p for p in parts if len(p)], ignore_index=True), memberships=members)


def _members_drawn(members: DataFrame, modes: Collection[str], drop: float, rng: np.random.Generator) -> DataFrame:
    """Memberships in the multilateral links that are left: one that is dropped counts 0 for all its members."""
    link = members.groupby(["mode", "name"], sort=True).ngroup().to_numpy()
    lost = rng.random(link.max(initial=-1) + 1) < drop
    hit = members["mode"].isin(modes) & (members["status"] == OPERATING)
    return members.assign(count=members["count"].mask(hit & lost[link], 0))


def _shared(records: DataFrame, members: DataFrame) -> NDArray[np.float64]:
    """Multilateral links that each pair's two units both take part in, as of the pair's year."""
    members = members[(members["status"] == OPERATING) & (members["count"] > 0)]
    if members.empty:
        return np.zeros(len(records))
    units, links = pd.Index(members["unit"].unique()), members.groupby(["name", "year"]).ngroup().to_numpy()
    shared_links = np.zeros(len(records))
    for year in members["year"].unique():  # over censuses: there are few
        at = (members["year"] == year).to_numpy()
        shape = (len(units), links.max() + 1)
        taking = csr_matrix((np.ones(at.sum()), (units.get_indexer(members["unit"][at]), links[at])), shape=shape)
        ends = [units.get_indexer(records[c]) for c in ("unit", "partner")]
        both = (records["year"] == year).to_numpy() & (ends[0] >= 0) & (ends[1] >= 0)
        shared_links[both] = taking[ends[0][both]].multiply(taking[ends[1][both]]).sum(axis=1).A1
    return shared_links


def _unordered(pairs: DataFrame) -> DataFrame:
    """Both ends of each pair, the lesser code first."""
    first, second = pairs["unit"].to_numpy(), pairs["partner"].to_numpy()
    swap = first > second
    return pd.DataFrame({"a": np.where(swap, second, first), "b": np.where(swap, first, second)})


def _thinned(
    records: DataFrame,
    shared: NDArray[np.float64],
    shared_left: NDArray[np.float64],
    drop: float,
    rng: np.random.Generator,
    *,
    directed: bool,
) -> DataFrame:
    """Each link of a mode kept with chance 1 - drop; the two records of an undirected link share its fate.

    Of `shared`, the multilateral links among each pair's, `shared_left` are left.
    """
    records = records.reset_index(drop=True)
    if directed:
        link = np.arange(len(records))
    else:
        link = (
            _unordered(records).assign(year=records["year"]).groupby(["a", "b", "year"], sort=True).ngroup().to_numpy()
        )
    count, kept, bilateral = (np.zeros(link.max() + 1) for _ in range(3))
    count[link] = records["count"].to_numpy(dtype=float)
    kept[link], bilateral[link] = shared_left, np.maximum(records["count"].to_numpy(dtype=float) - shared, 0.0)
    whole = np.floor(bilateral)
    left = rng.binomial(whole.astype(int), 1 - drop) + (bilateral - whole) * (rng.random(len(count)) >= drop) + kept
    share = np.divide(left, count, out=np.zeros_like(left), where=count > 0)
    return records.assign(count=left[link], capacity=records["capacity"] * share[link])


def _added(
    dyads: Dyads, mode: str, records: DataFrame, joined: DataFrame, add: float, rng: np.random.Generator
) -> DataFrame:
    """New links of a mode, one each, between pairs that are joined otherwise and not by it."""
    directed = dyads.modes[mode].directed
    coverage = dyads.coverage
    off = coverage.loc[(coverage["mode"] == mode) & (coverage["status"] == NOT_APPLICABLE), "unit"]
    here = pd.MultiIndex.from_frame(_unordered(records[records["count"] > 0]).drop_duplicates())
    open_ = joined[~pd.MultiIndex.from_frame(joined).isin(here) & ~joined["a"].isin(off) & ~joined["b"].isin(off)]
    open_ = open_[open_["a"] != open_["b"]].sort_values(["a", "b"])
    links = records["count"].sum() / (1 if directed else 2)
    number = min(int(rng.binomial(max(int(links), 1), add)), len(open_))
    if not number:
        return records.iloc[:0]
    taken = open_.iloc[np.sort(rng.choice(len(open_), number, replace=False))]
    forward = pd.DataFrame({"unit": taken["a"], "partner": taken["b"]})
    back = pd.DataFrame({"unit": taken["b"], "partner": taken["a"]})
    new = pd.concat([forward, back] if not directed else [forward], ignore_index=True)
    return new.assign(mode=mode, status=OPERATING, year=records["year"].max(), count=1.0).reindex(
        columns=records.columns
    )
