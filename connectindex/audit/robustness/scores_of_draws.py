"""Scoring: the tables that draws share, and the scores of all draws that share them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from connectindex.assumptions.methods import LeaveOut, VaryMethod, names_of
from connectindex.audit.robustness.sampling import weights
from connectindex.errors import Problem
from connectindex.pipeline.prepare import complete, prepare
from connectindex.pipeline.score import scorable, score_year, weights_within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from connectindex.audit.robustness.sampling import Space
    from connectindex.edition.model import Methods
    from connectindex.model.tree import Node
    from connectindex.pipeline.measure import Measured
    from connectindex.pipeline.prepare import Completed
    from connectindex.pipeline.score import Scorable, YearTable
    from connectindex.stages.aggregate import NodeRules, TreeScores


class Tables:
    """Tables that draws share, each computed once.

    Parameters
    ----------
    measured
        What all of them are made of.
    """

    def __init__(self, measured: Measured) -> None:
        self.measured = measured
        self._made: dict[tuple[int, ...], Scorable] = {}
        self._completed: list[tuple[tuple[Any, Any], Completed]] = []

    def of(self, choice: tuple[int, ...], methods: Methods) -> Scorable:
        """Return the tables of a choice among the methods."""
        if choice not in self._made:
            steps = prepare(self.measured, methods, done=self._complete(methods))
            self._made[choice] = scorable(self.measured, methods, steps, single=True)
        return self._made[choice]

    def _complete(self, methods: Methods) -> Completed:
        steps = (methods.impute, methods.screen)
        for known, completed in self._completed:
            if known == steps:
                return completed
        completed = complete(self.measured, methods)
        self._completed.append((steps, completed))
        return completed


def tables_of_draws(
    measured: Measured, methods: Methods, x: NDArray[np.float64], absent: NDArray[np.bool_] | None = None
) -> Scorable:
    """Prepare the tables of draws whose data vary: denominated values (draws, rows, indicators).

    `absent`: True where a unit is not there in a draw, (draws, rows).
    """
    return scorable(measured, methods, prepare(measured, methods, x, absent))


def scored(
    tree: Node, cube: Space, choice: Sequence[int], u: NDArray[np.float64], shared: Scorable, year: YearTable
) -> dict[str, NDArray[np.float64]]:
    """Compute scores of all nodes in a year for draws that share their choices: arrays (draws, units).

    Raises
    ------
    InputError
        A value cannot be combined, e.g. a zero under a geometric mean.
    """
    scores = score_draws(tree, cube, choice, u, shared, year).scores
    return {n.id: np.broadcast_to(scores[n.id], (len(u), len(year.rows))) for n in tree.nodes()}


def score_draws(
    tree: Node, cube: Space, choice: Sequence[int], u: NDArray[np.float64], shared: Scorable, year: YearTable
) -> TreeScores:
    """Score indicators and nodes, with where they apply; arrays (units) where all draws are the same."""
    rules = {node.id: _rule(cube, choice, node.id, shared.methods) for node in tree.nodes()}
    left_out = {cube.elements[a][choice[a]] for a, v in enumerate(cube.vary) if isinstance(v, LeaveOut)}
    within = weights(cube, u, weights_within(tree, shared, rules))
    return score_year(tree, year, within, rules, left_out, remember=shared.within is not None)


def named(cube: Space, choice: Sequence[int]) -> Problem:
    """Make the problem of a draw that cannot be computed, with its settings."""
    settings = []
    for name, assumption, number, elements in zip(names_of(cube.vary), cube.vary, choice, cube.elements, strict=True):
        if isinstance(assumption, VaryMethod):
            settings.append(f"{name} = {assumption.among[number]}")
        elif isinstance(assumption, LeaveOut):
            settings.append(f"{name} = {elements[number] or 'none'}")
    hint = 'failures = "count" under [robustness] counts such draws and goes on'
    return Problem("robustness", "every draw must be computable", ", ".join(settings) or "the nominal settings", hint)


def _rule(cube: Space, choice: Sequence[int], node: str, methods: Methods) -> NodeRules:
    rule = methods.rule(node)
    for assumption, number in zip(cube.vary, choice, strict=True):
        if isinstance(assumption, VaryMethod) and assumption.step == "aggregate" and assumption.node in ("", node):
            rule = replace(rule, aggregation=assumption.among[number])
    return rule
