"""Importance: weights that make each element tell as much of the index as wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from connectindex.errors import InputError, Problem, did_you_mean, shown
from connectindex.stages.aggregate import score_tree
from connectindex.statistics.importance import correlation_ratio, squared_correlation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.model.tree import Node
    from connectindex.stages.aggregate import NodeRules

STARTS = 4
MEASURES: Mapping[str, Callable[[NDArray[np.float64], NDArray[np.float64]], float]] = {
    "correlation": squared_correlation,
    "correlation_ratio": correlation_ratio,
}


def optimised(
    tree: Node,
    table: DataFrame,
    rules: Mapping[str, NodeRules],
    targets: Mapping[str, float],
    importance: str,
) -> dict[str, NDArray[np.float64]]:
    """Compute weights of all groups, those of the targeted elements optimised towards their target importances.

    The sum of squared differences between the shares of importance and the shares of the targets is
    made small over the weights of the targeted elements, which are not negative (all others keep their
    nominal weights); from several starts, and the best weights met on the way are returned. Targets
    that no weights can meet are met as closely as possible: the table of importances in the audit, whose measures
    these are, shows what was reached.

    Raises
    ------
    InputError
        A target names no element, an element of the level lacks one, or a target is negative.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - a third of a second, for this method only

    members = _members(tree, targets)
    weights = {n.id: np.array([c.weight for c in n.children], dtype=float) for n in tree.nodes()}
    wanted = np.array([targets[m] for _, _, m in members])
    wanted = wanted / wanted.sum()
    measure = MEASURES[importance]
    leaves = {str(c): table[c].to_numpy(dtype=float) for c in table.columns}

    def placed(w: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        placed_weights = {name: group.copy() for name, group in weights.items()}
        for (parent, position, _), value in zip(members, w, strict=True):
            placed_weights[parent][position] = value
        return placed_weights

    def loss(w: NDArray[np.float64]) -> float:
        with np.errstate(invalid="ignore", divide="ignore"):
            scores = score_tree(tree, leaves, None, placed(w), rules).scores
        # a constant carries no information
        reached = np.nan_to_num([measure(scores[m], scores[tree.id]) for _, _, m in members])
        value = float(((reached / max(reached.sum(), 1e-12) - wanted) ** 2).sum())
        if not best or value < best[0][0]:
            best[:] = [(value, w.copy())]
        return value

    best: list[tuple[float, NDArray[np.float64]]] = []
    nominal = np.array([weights[node][position] for node, position, _ in members])
    starts = [np.where(nominal > 0, nominal, nominal.mean()) / nominal.mean(), wanted / wanted.mean()]
    # a few starts of fixed seed: the loss can have more than one valley
    starts += list(np.random.default_rng(STARTS).uniform(0.1, 2.0, (STARTS, len(members))))
    bounds, exact = [(1e-9, None)] * len(members), {"ftol": 1e-15, "gtol": 1e-10}
    for start in starts:
        minimize(loss, start, method="L-BFGS-B", bounds=bounds, options=exact)
    return placed(np.where(best[0][1] <= 1e-8, 0.0, best[0][1]))


def _members(tree: Node, targets: Mapping[str, float]) -> list[tuple[str, int, str]]:
    """Parent, position and id of every element of the level that the targets are for."""
    every = [(n.id, k, c) for n in tree.nodes() for k, c in enumerate(n.children)]
    level = {c.id: c.level() for _, _, c in every}
    place = "index.toml [method.weight] targets"
    problems = [
        Problem(place, "must name a node or an indicator below the root", shown(name), did_you_mean(name, level))
        for name in targets
        if name not in level
    ]
    problems += [
        Problem(f"{place} {name}", "must not be negative", shown(target))
        for name, target in targets.items()
        if not target >= 0
    ]
    levels = {level[name] for name in targets if name in level}
    if len(levels) > 1:
        problems.append(Problem(place, "must be of one level", shown(sorted(targets))))
    members = [(n, k, c.id) for n, k, c in every if level[c.id] in levels]
    lacking = [m for _, _, m in members if m not in targets]
    if len(levels) == 1 and lacking:
        problems.append(Problem(place, "must name every element of the level", "", f"missing: {', '.join(lacking)}"))
    if not targets or not sum(targets.values()) > 0:
        problems.append(Problem(place, "must name elements with targets above zero", shown(dict(targets))))
    if problems:
        raise InputError(problems)
    return members
