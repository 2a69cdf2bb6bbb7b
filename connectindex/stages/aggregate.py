"""Aggregate: one score out of several, each node by its own method."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.model.tree import Node


SHOWN_CELLS = 20  # of one node, in a list of problems


class Aggregation(Protocol):
    """A way to combine the children of a node.

    Arrays end in (units, children); weights broadcast against them, so that one call serves one
    table or ten thousand draws.
    """

    kind: ClassVar[str]

    def combined(self, x: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scores, of shape (..., units); children that are missing are passed over."""
        ...

    def shares(self, x: NDArray[np.float64], w: NDArray[np.float64], score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Weights v with sum(v x) = score for each unit: what each child contributes is v x."""
        ...

    def forbids(self, x: NDArray[np.float64]) -> NDArray[np.bool_]:
        """True where a value cannot be combined."""
        ...

    def words(self) -> str:
        """The method in words, for the methodology annex."""
        ...


class PowerMean:
    """Power mean of an order p: (Σ w x^p / Σ w)^(1/p); the geometric mean at p = 0.

    Contributions follow from transmuted weights v, proportional to w (x^p - M^p) / (x - M), for
    which the arithmetic mean of x equals the power mean M (Balk 2008, *Price and Quantity Index
    Numbers*).
    """

    __slots__ = ()
    order: float

    def combined(self, x: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
        """Power mean over the last axis, weights rescaled over the children that are there."""
        there = ~np.isnan(x)
        w = np.where(there, w, 0.0)
        total = w.sum(axis=-1)
        safe = np.where(there, x, 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.order == 1:
                return np.asarray((w * safe).sum(axis=-1) / total)
            if self.order == 0:
                return np.asarray(np.exp((w * np.log(safe)).sum(axis=-1) / total))
            return np.asarray(((w * safe**self.order).sum(axis=-1) / total) ** (1 / self.order))

    def shares(self, x: NDArray[np.float64], w: NDArray[np.float64], score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Transmuted weights; zero for a child that is missing."""
        there = ~np.isnan(x)
        safe = np.where(there, x, 1.0)
        mean = np.where(np.isnan(score), 1.0, score)[..., None]
        if self.order == 1:
            v = np.broadcast_to(w, x.shape)
        else:
            # where x is next to M the quotient is replaced by its limit, the derivative at M
            near = np.abs(safe - mean) <= 1e-9 * np.abs(mean)
            gap = np.where(near, 1.0, safe - mean)
            p = self.order
            with np.errstate(divide="ignore", invalid="ignore"):
                if p == 0:
                    quotient = np.where(near, 1 / mean, (np.log(safe) - np.log(mean)) / gap)
                else:
                    quotient = np.where(near, mean ** (p - 1), (safe**p - mean**p) / gap / p)
            v = w * quotient
        v = np.where(there, v, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(v / v.sum(axis=-1, keepdims=True))

    def forbids(self, x: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Zero and negative values, unless the order is a positive whole number."""
        if self.order > 0:
            return np.asarray(x < 0) if self.order != int(self.order) else np.zeros(x.shape, dtype=bool)
        return np.asarray(x <= 0)


@dataclass(frozen=True, slots=True)
class Power(PowerMean):
    """Weighted power mean of any order.

    Parameters
    ----------
    order
        1 is the arithmetic mean, where a low child is made good by a high one; the lower the order,
        the less so.
    """

    order: float
    kind: ClassVar[str] = "power"

    def words(self) -> str:
        """The method in words."""
        return f"weighted power mean of order {self.order:g}"


@dataclass(frozen=True, slots=True)
class Arithmetic(PowerMean):
    """Weighted arithmetic mean."""

    order: float = field(default=1.0, init=False)
    kind: ClassVar[str] = "arithmetic"

    def words(self) -> str:
        """The method in words."""
        return "weighted arithmetic mean"


@dataclass(frozen=True, slots=True)
class Geometric(PowerMean):
    """Weighted geometric mean."""

    order: float = field(default=0.0, init=False)
    kind: ClassVar[str] = "geometric"

    def words(self) -> str:
        """The method in words."""
        return "weighted geometric mean"


@dataclass(frozen=True, slots=True)
class Harmonic(PowerMean):
    """Weighted harmonic mean."""

    order: float = field(default=-1.0, init=False)
    kind: ClassVar[str] = "harmonic"

    def words(self) -> str:
        """The method in words."""
        return "weighted harmonic mean"


AGGREGATIONS: Mapping[str, type[Aggregation]] = {
    "arithmetic": Arithmetic,
    "geometric": Geometric,
    "harmonic": Harmonic,
    "power": Power,
}


@dataclass(frozen=True, slots=True)
class NodeRules:
    """How a node is made of its children.

    Parameters
    ----------
    aggregation
        The method.
    coverage
        Least share of the children that apply to a unit which must have a score; 0: one is enough.
    """

    aggregation: Aggregation
    coverage: float = 0.0


def aggregate(
    normalised: DataFrame,
    tree: Node,
    weights: DataFrame,
    rules: Mapping[str, NodeRules],
    applicable: DataFrame,
) -> tuple[DataFrame, DataFrame]:
    """Scores of all nodes, from the indicators up to the root.

    Parameters
    ----------
    normalised
        Units x indicators, on one scale.
    tree
        Which children make up which node.
    weights
        As `connectindex.stages.weight.weigh` gives them; column ``within`` is used.
    rules
        Method and coverage by node id.
    applicable
        Units x indicators, False where an indicator does not apply: such a child is not counted as
        lacking. A node applies where any child does.

    Returns
    -------
    scores : DataFrame, units x node ids, the root first
    contributions : DataFrame, index (unit, node, child)
        ``weight``: the child's share in this unit's mean, the unit's missing children being
        passed over; ``score``: the child's; ``contribution``: their product. Contributions of a
        node's children add up to its score.

    Raises
    ------
    InputError
        A value cannot be combined, e.g. a zero under a geometric mean; unit, child and value are named.
    """
    table = normalised.copy()
    fits = applicable.reindex(index=table.index).copy()
    parts: list[DataFrame] = []
    problems: list[Problem] = []
    for node in tree.nodes():
        children = [c.id for c in node.children]
        rule = rules[node.id]
        x = table[children].to_numpy(dtype=float)
        w = weights.loc[children, "within"].to_numpy(dtype=float)
        bad = rule.aggregation.forbids(x)
        if bad.any():
            problems += _forbidden(bad, x, rule.aggregation, node, table.index)
            x = np.where(bad, np.nan, x)
        has, may = ~np.isnan(x), fits[children].to_numpy(dtype=bool)
        enough = (has.any(axis=1)) & (has.sum(axis=1) >= rule.coverage * may.sum(axis=1) - 1e-12)
        with np.errstate(invalid="ignore"):
            score = np.where(enough, rule.aggregation.combined(x, w), np.nan)
        share = rule.aggregation.shares(x, w, score)
        parts.append(_contributions(node.id, children, table.index, x, share, enough))
        table[node.id] = score
        fits[node.id] = may.any(axis=1)
    if problems:
        raise InputError(problems)
    order = [name for name in weights.index if name in rules]
    scores = table[order].rename_axis(columns="node")
    return scores, pd.concat(reversed(parts)).sort_index(level="unit", sort_remaining=False, kind="stable")


def _contributions(
    node: str,
    children: list[str],
    units: pd.Index,
    x: NDArray[np.float64],
    share: NDArray[np.float64],
    enough: NDArray[np.bool_],
) -> DataFrame:
    keep = ~np.isnan(x) & enough[:, None]
    rows, columns = np.nonzero(keep)
    index = pd.MultiIndex.from_arrays(
        [units[rows], np.full(len(rows), node, dtype=object), np.array(children, dtype=object)[columns]],
        names=["unit", "node", "child"],
    )
    return pd.DataFrame({"weight": share[keep], "score": x[keep], "contribution": share[keep] * x[keep]}, index=index)


def _forbidden(
    bad: NDArray[np.bool_], x: NDArray[np.float64], method: Aggregation, node: Node, units: pd.Index
) -> list[Problem]:
    hint = "give the normalisation a floor, e.g. floor = 1, or another aggregation to this node"
    rule = f"a {method.words()} needs values above zero"
    return [
        Problem(f"node {node.id}: unit {units[i]}, {node.children[j].id}", rule, shown(float(x[i, j])), hint)
        for i, j in np.argwhere(bad)[:SHOWN_CELLS]
    ]
