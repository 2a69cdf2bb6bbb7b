"""Aggregate: the tree walked from the indicators to the root, each node by its own method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem, shown
from connectindex.model.tree import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.stages.aggregation import Aggregation

    Array = NDArray[np.float64]
    Cells = NDArray[np.bool_]
    Within = Mapping[str, Array] | Callable[[Node, Array], Array]
    Memory = MutableMapping[tuple[str, tuple["NodeRules", ...]], tuple[Array, Cells]]

SHOWN_CELLS = 20  # of one node, in a list of problems


@dataclass(frozen=True, slots=True)
class NodeRules:
    """How the score of a node is computed from the scores of its children.

    Parameters
    ----------
    aggregation
        The method.
    coverage
        Least share of the children that apply to a unit which must have a score; 0: one is enough.
    """

    aggregation: Aggregation
    coverage: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class TreeScores:
    """Scores of all indicators and nodes.

    Parameters
    ----------
    scores
        By id an array (units), or (..., units) where something differs between tables.
    applies
        By id an array (units): a node applies where any child does.
    """

    scores: dict[str, Array]
    applies: dict[str, Cells]


def score_tree(  # noqa: PLR0913 - what tables, weights and rules there are
    tree: Node,
    scores: Mapping[str, Array],
    applies: Mapping[str, Cells] | None,
    within: Within,
    rules: Mapping[str, NodeRules],
    *,
    left_out: Collection[object] = (),
    refuse: Callable[[Node, Cells, Array], None] | None = None,
    memory: Memory | None = None,
) -> TreeScores:
    """Compute the scores of all nodes, from the indicators up to the root.

    Parameters
    ----------
    tree
        Which children make up which node.
    scores
        By indicator (or by node whose score is known and that `tree` has as a leaf) an array (..., units), on one
        scale; leading axes are tables that are scored at once.
    applies
        By indicator an array (units), False where it does not apply: such a child is not counted as lacking. None:
        all apply to all.
    within
        Weights of the children by node, in the order of the tree: (children), or (..., 1, children). Or what gives
        them from a node and its children's scores (..., units, children).
    rules
        Method and coverage by node.
    left_out
        Ids that are passed over, as if they did not apply to anybody.
    refuse
        Called with a node, its children in the order of their ids, where a value cannot be combined and the
        values: arrays (..., units, children). None, or where it returns: the node counts those children as missing
        (None: as the method has it).
    memory
        Keeps the scores of nodes that no table changes, and where they apply, by the node's id and the rules of the
        node and below it: for calls with the same `scores`, `applies` and nominal `within`.

    Examples
    --------
    >>> from connectindex.model.tree import Leaf
    >>> from connectindex.stages.means import Geometric
    >>> tree = Node("index", "Index", 1, (Leaf("air"), Leaf("sea")))
    >>> scores = {"air": np.array([1.0, 4.0]), "sea": np.array([[9.0, np.nan], [1.0, 1.0]])}
    >>> scored = score_tree(tree, scores, None, {"index": np.array([1, 1])}, {"index": NodeRules(Geometric())})
    >>> scored.scores["index"].round(6).tolist()
    [[3.0, 4.0], [1.0, 2.0]]
    """
    known = dict(scores)
    fits = {i: np.ones(x.shape[-1], dtype=bool) for i, x in scores.items()} if applies is None else dict(applies)
    same: dict[str, tuple[NodeRules, ...]] = {}  # nodes that are the same in every table, and the rules behind them
    for node in tree.nodes():
        rule, left = rules[node.id], [c.id for c in node.children if c.id in left_out]
        if memory is not None and not callable(within) and not left and within[node.id].ndim == 1:
            below = _rules_below(node, rule, known, same)
            if below:
                same[node.id] = below
                if (node.id, below) in memory:
                    known[node.id], fits[node.id] = memory[node.id, below]
                    continue
        for child in left:
            known[child], fits[child] = np.full_like(known[child], np.nan), np.zeros_like(fits[child])
        order = node.by_id
        x, may = stacked_children(known, node, order), stacked_children(fits, node, order)
        weights = within(node, x[..., np.argsort(order)]) if callable(within) else within[node.id]
        if refuse is not None:
            bad = forbidden(rule.aggregation, x)
            if bad.any():
                refuse(node.in_order(), bad, x)
                x = np.where(bad, np.nan, x)
        known[node.id], fits[node.id] = _combined(x, may, weights[..., order], rule), np.asarray(may.any(axis=-1))
        if node.id in same and memory is not None:
            memory[node.id, same[node.id]] = known[node.id], fits[node.id]
    return TreeScores(known, fits)


def aggregate(
    normalised: DataFrame,
    tree: Node,
    weights: DataFrame,
    rules: Mapping[str, NodeRules],
    applicable: DataFrame,
) -> tuple[DataFrame, DataFrame]:
    """Compute the scores of all nodes of one table, and what each child contributes to them.

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
        Units x indicators, False where an indicator does not apply.

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
    units, within = normalised.index, shares_of(weights, tree)
    scores = {str(c): normalised[c].to_numpy(dtype=float) for c in normalised.columns}
    applies = {str(c): applicable[c].reindex(units).to_numpy(dtype=bool) for c in normalised.columns}
    problems: list[Problem] = []

    def refuse(node: Node, bad: Cells, x: Array) -> None:
        problems.extend(forbidden_problems(bad, x, rules[node.id].aggregation, node, units))

    known = score_tree(tree, scores, applies, within, rules, refuse=refuse).scores
    if problems:
        raise InputError(problems)
    order = [name for name in weights.index if name in rules]
    table = pd.DataFrame({name: known[name] for name in order}, index=units).rename_axis(columns="node")
    return table, _contributions(tree, known, within, rules, order, units)


def shares_of(weights: DataFrame, tree: Node) -> dict[str, Array]:
    """Read the weight shares of the children of each node, as `weigh` computes them: they add up to 1."""
    return {n.id: weights.loc[[c.id for c in n.children], "within"].to_numpy(dtype=float) for n in tree.nodes()}


def forbidden(method: Aggregation, x: Array) -> Cells:
    """Find scores that an aggregation cannot combine: zeros, or values below zero.

    Examples
    --------
    >>> from connectindex.stages.means import Geometric
    >>> forbidden(Geometric(), np.array([-1.0, 0, 1, np.nan])).tolist()
    [True, True, False, False]
    """
    if method.allows_negative:
        return np.zeros(x.shape, dtype=bool)
    return np.asarray(x < 0) if method.allows_zero else np.asarray(x <= 0)


def forbidden_problems(bad: Cells, x: Array, method: Aggregation, node: Node, units: Sequence[object]) -> list[Problem]:
    """List the scores that a node's aggregation cannot combine, by unit and child.

    Parameters
    ----------
    bad : array (units, children)
    x : array (units, children)
    """
    hint = "give the normalisation a floor, e.g. floor = 1, or another scale, or this node another aggregation"
    rule = f"a {method.words()} needs values {'of zero or more' if method.allows_zero else 'above zero'}"
    return [
        Problem(f"node {node.id}: unit {units[i]}, {node.children[j].id}", rule, shown(float(x[i, j])), hint)
        for i, j in np.argwhere(bad)[:SHOWN_CELLS]
    ]


def stacked_children(columns: Mapping[str, NDArray[Any]], node: Node, order: Sequence[int]) -> NDArray[Any]:
    """Stack the scores of a node's children in this order: array (..., units, children).

    Each child's numbers stay side by side in memory, where sums over children read them.
    """
    parts = [columns[node.children[k].id] for k in order]
    return np.moveaxis(np.stack(np.broadcast_arrays(*parts)), 0, -1)


def _rules_below(
    node: Node, rule: NodeRules, known: Mapping[str, Array], same: Mapping[str, tuple[NodeRules, ...]]
) -> tuple[NodeRules, ...] | None:
    """The rules of a node and of those below it, if its children are the same in every table."""
    rules_below = [rule]
    for child in node.children:
        if known[child.id].ndim != 1 or (isinstance(child, Node) and child.id not in same):
            return None
        rules_below += same.get(child.id, ())
    return tuple(rules_below)


def _combined(x: Array, fits: Cells, w: Array, rule: NodeRules) -> Array:
    """Scores of one node; missing where too few of the children that apply have one."""
    has = ~np.isnan(x)
    if has.all() and rule.coverage <= 1:
        return rule.aggregation.combined(x, w)
    enough = has.any(axis=-1) & (has.sum(axis=-1) >= rule.coverage * fits.sum(axis=-1) - 1e-12)
    with np.errstate(invalid="ignore"):
        return np.where(enough, rule.aggregation.combined(x, w), np.nan)


def _contributions(
    tree: Node,
    known: Mapping[str, Array],
    within: Mapping[str, Array],
    rules: Mapping[str, NodeRules],
    order: list[str],
    units: pd.Index,
) -> DataFrame:
    """Compute the contributions of the children to each score, unit by unit, nodes in the order given."""
    nodes = {n.id: n for n in tree.nodes()}
    rows, names, shares, values = [], [], [], []
    for name in order:
        node = nodes[name]
        x, k = stacked_children(known, node, range(len(node.children))), node.by_id
        share = np.empty_like(x)
        share[:, k] = rules[name].aggregation.shares(x[:, k], within[name][k], known[name])
        keep = ~np.isnan(x) & ~np.isnan(known[name])[:, None]
        unit, child = np.nonzero(keep)
        rows.append(unit)
        names += [(name, node.children[c].id) for c in child]
        shares.append(share[keep])
        values.append(x[keep])
    unit, weight, score = np.concatenate(rows), np.concatenate(shares), np.concatenate(values)
    by_unit = np.argsort(unit, kind="stable")
    parent, child_ = np.array(names, dtype=object).T
    index = pd.MultiIndex.from_arrays(
        [units[unit[by_unit]], parent[by_unit], child_[by_unit]], names=["unit", "node", "child"]
    )
    table = pd.DataFrame({"weight": weight, "score": score, "contribution": weight * score}).iloc[by_unit]
    return table.set_index(index)
