"""Aggregate: the tree walked from the indicators to the root, each node by its own method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.model.tree import Node
    from connectindex.stages.means import Aggregation

SHOWN_CELLS = 20  # of one node, in a list of problems


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
