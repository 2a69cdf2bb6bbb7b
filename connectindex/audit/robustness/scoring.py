"""Scoring: the tables that draws share, and the scores of all draws that share them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.assumptions.methods import LeaveOut, VaryMethod, names_of
from connectindex.audit.robustness.sampling import weights
from connectindex.batch import normalised as normalised_batch
from connectindex.chain import completed, prepared
from connectindex.errors import InputError, Problem
from connectindex.stages.aggregate import forbidden_problems, score_tree, shares_of
from connectindex.stages.weight import weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from connectindex.audit.robustness.sampling import Space
    from connectindex.chain import Completed, Measured
    from connectindex.edition.model import Methods
    from connectindex.model.tree import Node
    from connectindex.stages.aggregate import Memory, NodeRules, TreeScores


@dataclass(frozen=True, eq=False)
class YearTable:
    """Normalised indicators of one year.

    Parameters
    ----------
    rows
        Places of the units among the rows of ``measured.denominated``.
    scores
        By indicator an array (units), or (draws, units) where the data vary.
    fits
        By indicator where it applies.
    units
        Codes.
    memory
        Of `connectindex.stages.aggregate.score_tree`: nodes that no draw changes are scored once.
    """

    rows: NDArray[np.intp]
    scores: dict[str, NDArray[np.float64]]
    fits: dict[str, NDArray[np.bool_]]
    units: Sequence[object]
    memory: Memory = field(default_factory=dict, init=False)


@dataclass(frozen=True, eq=False)
class Upstream:
    """What draws with the same tables share.

    Parameters
    ----------
    methods
        Of the steps up to normalising.
    tables
        Normalised, units x indicators: one for all draws, or one a draw.
    years
        The same by year and indicator.
    within
        Nominal shares by node; None where the rule for weights looks at the data.
    """

    methods: Methods
    tables: Sequence[pd.DataFrame]
    years: tuple[YearTable, ...]
    within: dict[str, NDArray[np.float64]] | None


class Tables:
    """The tables that draws share, each made once.

    Parameters
    ----------
    measured
        What all of them are made of.
    """

    def __init__(self, measured: Measured) -> None:
        self._measured = measured
        self._made: dict[tuple[int, ...], Upstream] = {}
        self._completed: list[tuple[tuple[Any, Any], Completed]] = []

    def of(self, choice: tuple[int, ...], methods: Methods) -> Upstream:
        """Those of a choice among the methods, which are these."""
        if choice not in self._made:
            table = prepared(self._measured, methods, self._complete(methods)).normalised
            self._made[choice] = _upstream(self._measured, methods, table)
        return self._made[choice]

    def _complete(self, methods: Methods) -> Completed:
        steps = (methods.impute, methods.screen)
        for known, found in self._completed:
            if known == steps:
                return found
        found = completed(self._measured, methods)
        self._completed.append((steps, found))
        return found


def _upstream(measured: Measured, methods: Methods, table: pd.DataFrame) -> Upstream:
    names = [str(c) for c in table.columns]
    every, place = measured.denominated.index, table.index
    rows = every.get_indexer(place)
    x = table.to_numpy(dtype=float)
    applies = measured.applicable.to_numpy(dtype=bool)[measured.applicable.index.get_indexer(place)]
    year_of = place.get_level_values("year")
    years = []
    for year in year_of.unique():
        own = np.flatnonzero(year_of == year)
        years.append(
            YearTable(
                rows[own],
                {name: np.ascontiguousarray(x[own, j]) for j, name in enumerate(names)},
                {name: np.ascontiguousarray(applies[own, j]) for j, name in enumerate(names)},
                place[own].get_level_values("unit"),
            )
        )
    return Upstream(methods, [table], tuple(years), _blind(measured.edition.tree, methods, table))


def upstream_of_draws(
    measured: Measured, methods: Methods, x: NDArray[np.float64], absent: NDArray[np.bool_] | None = None
) -> Upstream:
    """The tables of draws whose data vary: denominated values (draws, rows, indicators).

    `absent`: True where a unit is not there in a draw, (draws, rows).
    """
    frame = measured.denominated
    table = normalised_batch(measured, methods, x, absent)
    year_of = frame.index.get_level_values("year")
    scored_rows = ~np.isnan(table).all(axis=(0, 2))
    years = []
    for year in year_of.unique():
        rows = np.flatnonzero((year_of == year) & scored_rows)
        applies = measured.applicable.reindex(frame.index[rows])
        years.append(
            YearTable(
                rows,
                {str(c): np.ascontiguousarray(table[:, rows, j]) for j, c in enumerate(frame.columns)},
                {str(c): applies[c].to_numpy(dtype=bool) for c in frame.columns},
                frame.index[rows].get_level_values("unit"),
            )
        )
    within = _blind(measured.edition.tree, methods, frame)
    kept = frame.index[scored_rows]
    own = [] if within else [pd.DataFrame(t[scored_rows], index=kept, columns=frame.columns) for t in table]
    return Upstream(methods, own, tuple(years), within)


def scored(
    tree: Node, cube: Space, choice: Sequence[int], u: NDArray[np.float64], shared: Upstream, year: YearTable
) -> dict[str, NDArray[np.float64]]:
    """Scores of all nodes in a year for draws that share their choices: arrays (draws, units).

    Raises
    ------
    InputError
        A value cannot be combined, e.g. a zero under a geometric mean.
    """
    found = score_draws(tree, cube, choice, u, shared, year).scores
    return {n.id: np.broadcast_to(found[n.id], (len(u), len(year.rows))) for n in tree.nodes()}


def score_draws(
    tree: Node, cube: Space, choice: Sequence[int], u: NDArray[np.float64], shared: Upstream, year: YearTable
) -> TreeScores:
    """The same of indicators and nodes, with where they apply; arrays (units) of what no draw changes."""
    rules = {node.id: _rule(cube, choice, node.id, shared.methods) for node in tree.nodes()}
    left_out = {cube.elements[a][choice[a]] for a, v in enumerate(cube.vary) if isinstance(v, LeaveOut)}

    def refuse(node: Node, bad: NDArray[np.bool_], x: NDArray[np.float64]) -> None:
        tables, values = np.reshape(bad, (-1, *bad.shape[-2:])), np.reshape(x, (-1, *x.shape[-2:]))
        k = int(np.flatnonzero(tables.any(axis=(1, 2)))[0])
        raise InputError(forbidden_problems(tables[k], values[k], rules[node.id].aggregation, node, year.units))

    return score_tree(
        tree,
        year.scores,
        year.fits,
        weights(cube, u, _within(tree, shared, rules)),
        rules,
        left_out=left_out,
        refuse=refuse,
        memory=year.memory if shared.within else None,
    )


def named(cube: Space, choice: Sequence[int]) -> Problem:
    """The problem of a draw that cannot be computed, with its settings."""
    settings = []
    for name, assumption, number, elements in zip(names_of(cube.vary), cube.vary, choice, cube.elements, strict=True):
        if isinstance(assumption, VaryMethod):
            settings.append(f"{name} = {assumption.among[number]}")
        elif isinstance(assumption, LeaveOut):
            settings.append(f"{name} = {elements[number] or 'none'}")
    hint = 'failures = "count" under [robustness] counts such draws and goes on'
    return Problem("robustness", "every draw must be computable", ", ".join(settings) or "the nominal settings", hint)


def _within(tree: Node, shared: Upstream, rules: dict[str, NodeRules]) -> dict[str, NDArray[np.float64]]:
    """Shares by node, before they vary: (children), or (draws, 1, children) where they follow varied data."""
    if shared.within is not None:
        return shared.within

    found = [shares_of(weigh(tree, shared.methods.weight, table, rules), tree) for table in shared.tables]
    if len(found) == 1:
        return found[0]
    return {node.id: np.stack([f[node.id] for f in found])[:, None] for node in tree.nodes()}


def _blind(tree: Node, methods: Methods, table: pd.DataFrame) -> dict[str, NDArray[np.float64]] | None:
    """Nominal shares by node; None where they depend on the scores."""
    return None if methods.weight.from_data else shares_of(weigh(tree, methods.weight, table, {}), tree)


def _rule(cube: Space, choice: Sequence[int], node: str, methods: Methods) -> NodeRules:
    rule = methods.rule(node)
    for assumption, number in zip(cube.vary, choice, strict=True):
        if isinstance(assumption, VaryMethod) and assumption.step == "aggregate" and assumption.node in ("", node):
            rule = replace(rule, aggregation=assumption.among[number])
    return rule
