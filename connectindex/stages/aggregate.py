"""Aggregate: the tree walked from the indicators to the root, each node by its own method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    units = normalised.index
    within = {n.id: weights.loc[[c.id for c in n.children], "within"].to_numpy(dtype=float) for n in tree.nodes()}
    known = {str(c): normalised[c].to_numpy(dtype=float) for c in normalised.columns}
    fits = {str(c): applicable[c].reindex(units).to_numpy(dtype=bool) for c in normalised.columns}
    problems: list[Problem] = []
    for node in tree.nodes():
        x = _stack(known, node)
        bad = rules[node.id].aggregation.forbids(x)
        if bad.any():
            problems += forbidden(bad, x, rules[node.id].aggregation, node, units)
            x = np.where(bad, np.nan, x)
        may, k = _stack(fits, node), node.by_id
        known[node.id] = combined(x[:, k], may[:, k], within[node.id][k], rules[node.id])
        fits[node.id] = may.any(axis=-1)
    if problems:
        raise InputError(problems)
    order = [name for name in weights.index if name in rules]
    scores = pd.DataFrame({name: known[name] for name in order}, index=units).rename_axis(columns="node")
    return scores, _contributions(tree, known, within, rules, order, units)


def combined(
    x: NDArray[np.float64], fits: NDArray[np.bool_], w: NDArray[np.float64], rule: NodeRules
) -> NDArray[np.float64]:
    """Scores of one node; missing where too few of the children that apply are there.

    Parameters
    ----------
    x : array, (..., units, children)
    fits : array, (units, children)
    w : array, broadcast against `x`
    rule
        Method and coverage.
    """
    has = ~np.isnan(x)
    if has.all() and rule.coverage <= 1:
        return rule.aggregation.combined(x, w)
    enough = has.any(axis=-1) & (has.sum(axis=-1) >= rule.coverage * fits.sum(axis=-1) - 1e-12)
    with np.errstate(invalid="ignore"):
        return np.where(enough, rule.aggregation.combined(x, w), np.nan)


def _stack(columns: Mapping[str, NDArray[Any]], node: Node) -> NDArray[Any]:
    """The columns of a node's children, side by side."""
    return np.stack([columns[c.id] for c in node.children], axis=-1)


def _contributions(
    tree: Node,
    known: Mapping[str, NDArray[np.float64]],
    within: Mapping[str, NDArray[np.float64]],
    rules: Mapping[str, NodeRules],
    order: list[str],
    units: pd.Index,
) -> DataFrame:
    """What the children add to each score, unit by unit, nodes in the order given."""
    nodes = {n.id: n for n in tree.nodes()}
    rows, names, shares, values = [], [], [], []
    for name in order:
        x, k = _stack(known, nodes[name]), nodes[name].by_id
        share = np.empty_like(x)
        share[:, k] = rules[name].aggregation.shares(x[:, k], within[name][k], known[name])
        keep = ~np.isnan(x) & ~np.isnan(known[name])[:, None]
        unit, child = np.nonzero(keep)
        rows.append(unit)
        names += [(name, nodes[name].children[c].id) for c in child]
        shares.append(share[keep])
        values.append(x[keep])
    unit, weight, score = np.concatenate(rows), np.concatenate(shares), np.concatenate(values)
    by_unit = np.argsort(unit, kind="stable")
    node, child_ = np.array(names, dtype=object).T
    index = pd.MultiIndex.from_arrays(
        [units[unit[by_unit]], node[by_unit], child_[by_unit]], names=["unit", "node", "child"]
    )
    table = pd.DataFrame({"weight": weight, "score": score, "contribution": weight * score}).iloc[by_unit]
    return table.set_index(index)


def forbidden(
    bad: NDArray[np.bool_], x: NDArray[np.float64], method: Aggregation, node: Node, units: Sequence[object]
) -> list[Problem]:
    """Values that a node's method cannot combine, by unit and child.

    Parameters
    ----------
    bad : array (units, children)
    x : array (units, children)
    """
    hint = "give the normalisation a floor, e.g. floor = 1, or another scale, or this node another aggregation"
    least = "above zero" if method.forbids(np.zeros(1))[0] else "of zero or more"
    rule = f"a {method.words()} needs values {least}"
    return [
        Problem(f"node {node.id}: unit {units[i]}, {node.children[j].id}", rule, shown(float(x[i, j])), hint)
        for i, j in np.argwhere(bad)[:SHOWN_CELLS]
    ]
