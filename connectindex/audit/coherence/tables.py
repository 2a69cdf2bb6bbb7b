"""Tables of the coherence of an index: every number first, the verdicts on them elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.audit.coherence import factors
from connectindex.audit.coherence.correlation import correlate
from connectindex.model.ranking import ranks as ranks_of
from connectindex.model.tree import Node
from connectindex.statistics.importance import correlation_ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.audit.coherence.correlation import Correlations, Kind
    from connectindex.audit.coherence.limits import Limits


GROUP = (
    "name",
    "members",
    "used",
    "units",
    "alpha",
    "dimensions",
    "first_share",
    "parallel",
    "kmo",
    "bartlett",
    "bartlett_df",
    "bartlett_p",
)
COMPONENT = ("eigenvalue", "share", "cumulative", "random")
WITH_GROUP = ("r", "p", "n", "r2", "ratio")
MEMBER = (
    "name",
    "weight",
    "effective",
    *WITH_GROUP,
    *(f"{column}_index" for column in WITH_GROUP),
    "importance",
    "loading",
    "kmo",
    "inflation",
    "alpha_without",
)


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """An index in one year, with scores, tree and weights.

    Parameters
    ----------
    tree
        Which members make up which group.
    table
        Units x ids of indicators (normalised) and nodes (scores).
    weights
        As `connectindex.stages.weight.weigh` gives them.
    names
        Names of indicators by id; an id without one stands for itself.
    year
        Of a panel.
    """

    tree: Node
    table: DataFrame
    weights: DataFrame
    names: Mapping[str, str] = field(default_factory=dict)
    year: int | None = None

    def name(self, key: str) -> str:
        """Return the name to print."""
        of_groups = {node.id: node.name for node in self.tree.nodes()}
        return of_groups.get(key) or self.names.get(key, key)

    def nodes(self) -> list[Node]:
        """List all groups, each before its members, the root first."""
        return [*self.tree.top_down()]

    def members(self, node: str) -> list[str]:
        """List the ids of the members of a group."""
        return [child.id for child in self.tree.find(node).children]


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Tables of coherence; the columns are described in `connectindex.audit.coherence.Coherence`."""

    correlations: DataFrame
    groups: DataFrame
    eigenvalues: DataFrame
    members: DataFrame
    elsewhere: DataFrame
    added_value: DataFrame


def tables(subject: Subject, limits: Limits, kind: Kind, seed: int) -> Tables:
    """Compute all tables of coherence of one index in one year."""
    plain = correlate(subject.table)
    correlations = plain if kind == "pearson" else correlate(subject.table, kind)
    groups = [node for node in subject.nodes() if len(node.children) > 1]
    parts = {node.id: _factors(subject, node, limits, seed) for node in groups}
    return Tables(
        correlations=_pairs(subject, correlations),
        groups=pd.DataFrame([p.group for p in parts.values()], index=pd.Index(parts, name="node"), columns=list(GROUP)),
        eigenvalues=_stacked("component", [p.eigenvalues for p in parts.values()]),
        members=_stacked(
            "member", [_members(subject, n, correlations, plain).join(parts[n.id].members) for n in groups]
        ),
        elsewhere=_elsewhere(subject, correlations),
        added_value=_added_value(subject, limits.rank_places),
    )


def _stacked(what: str, frames: list[DataFrame]) -> DataFrame:
    """One below the other; an index without a group of two members has none."""
    if frames:
        return pd.concat(frames)
    none = pd.MultiIndex.from_arrays([[], []], names=["node", what])
    return pd.DataFrame(index=none, columns=list(MEMBER if what == "member" else COMPONENT), dtype=float)


def _pairs(subject: Subject, correlations: Correlations) -> DataFrame:
    rows = [
        (node.id, a, b, correlations.r.loc[a, b], correlations.p.loc[a, b], correlations.n.loc[a, b])
        for node in subject.nodes()
        for a, b in combinations(subject.members(node.id), 2)
    ]
    return pd.DataFrame(rows, columns=["node", "first", "second", "r", "p", "n"])


@dataclass(frozen=True, slots=True, eq=False)
class _Factors:
    group: dict[str, object]
    members: DataFrame
    eigenvalues: DataFrame


def _factors(subject: Subject, node: Node, limits: Limits, seed: int) -> _Factors:
    """Reliability and components of one group, over the members that vary."""
    ids = subject.members(node.id)
    table = subject.table[ids]
    varied = table.loc[:, factors.varying(table)]
    complete = varied.dropna()
    complete = complete.loc[:, factors.varying(complete)]
    n, k = complete.shape
    group = dict.fromkeys(GROUP, np.nan) | {
        "name": subject.name(node.id),
        "members": len(ids),
        "used": k,
        "units": n,
        "alpha": factors.cronbach(varied),
    }
    keys = pd.MultiIndex.from_product([[node.id], ids], names=["node", "member"])
    members = pd.DataFrame(np.nan, index=ids, columns=list(MEMBER[-4:]))
    if varied.shape[1] > 2:
        members["alpha_without"] = pd.Series({c: factors.cronbach(varied.drop(columns=c)) for c in varied})
    if k < 2 or n < k + 2:
        return _Factors(group, members.set_axis(keys), _components(node.id, np.empty(0), np.empty(0)))
    r = complete.corr().to_numpy(dtype=float)
    components = factors.components(complete)
    random = factors.random_eigenvalues(n, k, draws=limits.parallel_draws, quantile=limits.parallel_quantile, seed=seed)
    test, (overall, each) = factors.bartlett(r, n), factors.kmo(r)
    group |= {
        "dimensions": int((components.eigenvalues > limits.eigenvalue).sum()),
        "first_share": components.shares[0],
        "parallel": factors.parallel(components.eigenvalues, random),
        "kmo": overall,
        "bartlett": test.chi2,
        "bartlett_df": test.df,
        "bartlett_p": test.p,
    }
    members["loading"] = components.loadings["PC1"]
    members["kmo"] = pd.Series(each, index=complete.columns)
    members["inflation"] = pd.Series(factors.variance_inflation(r), index=complete.columns)
    return _Factors(group, members.set_axis(keys), _components(node.id, components.eigenvalues, np.array(random)))


def _components(node: str, eigenvalues: NDArray[np.float64], random: NDArray[np.float64]) -> DataFrame:
    share = eigenvalues / len(eigenvalues) if len(eigenvalues) else eigenvalues
    keys = pd.MultiIndex.from_product([[node], range(1, len(share) + 1)], names=["node", "component"])
    columns = (eigenvalues, share, share.cumsum(), random)
    return pd.DataFrame(dict(zip(COMPONENT, columns, strict=True)), index=keys)


def _members(subject: Subject, node: Node, correlations: Correlations, plain: Correlations) -> DataFrame:
    """Correlations of each member with its group and with the whole index."""
    ids, root = subject.members(node.id), subject.tree.id
    columns: dict[str, object] = {
        "name": [subject.name(c) for c in ids],
        "weight": subject.weights.loc[ids, "within"].to_numpy(),
        "effective": subject.weights.loc[ids, "effective"].to_numpy(),
    }
    values = {n: subject.table[n].to_numpy(dtype=float) for n in (*ids, node.id, root)}
    for suffix, score in (("", node.id), ("_index", root)):
        columns |= {
            f"r{suffix}": correlations.r.loc[ids, score].to_numpy(),
            f"p{suffix}": correlations.p.loc[ids, score].to_numpy(),
            f"n{suffix}": correlations.n.loc[ids, score].to_numpy(),
            f"r2{suffix}": plain.r.loc[ids, score].to_numpy() ** 2,
            f"ratio{suffix}": [correlation_ratio(values[c], values[score]) for c in ids],
        }
    keys = pd.MultiIndex.from_product([[node.id], ids], names=["node", "member"])
    table = pd.DataFrame(columns, index=keys)
    return table.assign(importance=table["ratio"] / table["ratio"].sum(min_count=1))


def _elsewhere(subject: Subject, correlations: Correlations) -> DataFrame:
    """Each member's groups, below the root, with the best of the other groups at the same depth."""
    placed = list(subject.tree.walk())
    rows = []
    for item, above in placed:
        for depth, group in enumerate(above[1:], start=1):
            others = [g.id for g, path in placed if isinstance(g, Node) and len(path) == depth and g.id != group]
            r = correlations.r.loc[item.id, others].dropna()
            if len(r):
                best = str(r.idxmax())
                rows.append((item.id, group, depth, correlations.r.loc[item.id, group], best, r[best]))
    table = pd.DataFrame(rows, columns=["member", "own", "depth", "r_own", "other", "r_other"])
    return table.assign(better=table["r_other"] > table["r_own"])


def _added_value(subject: Subject, places: int) -> DataFrame:
    """Compute the distance of each pillar's ranks from the overall ones, among the units that have both.

    Of few units a third of them is as far as `places`.
    """
    rows = []
    for pillar in subject.tree.pillars:
        both = subject.table[[pillar.id, subject.tree.id]].dropna()
        ranks = ranks_of(both).astype(float)
        moved = (ranks[pillar.id] - ranks[subject.tree.id]).abs()
        far = min(places, max(1, len(both) // 3))
        rows.append((pillar.id, pillar.name, len(both), far, int((moved >= far).sum()), moved.median()))
    columns = ["pillar", "name", "units", "places", "shifted", "median_shift"]
    table = pd.DataFrame(rows, columns=columns).set_index("pillar")
    return table.assign(share=table["shifted"] / table["units"].where(table["units"] > 0))
