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
from connectindex.model.tree import Node
from connectindex.stages.aggregate import NodeRules, combined, forbidden
from connectindex.stages.weight import Equal, Nominal, weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from connectindex.audit.robustness.sampling import Space
    from connectindex.chain import Completed, Measured
    from connectindex.edition.model import Methods


Settled = tuple[str, tuple[NodeRules, ...]]


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
    settled
        Scores of nodes that no draw changes, and where they apply, by the node's id and the rules below it;
        filled when first needed.
    """

    rows: NDArray[np.intp]
    scores: dict[str, NDArray[np.float64]]
    fits: dict[str, NDArray[np.bool_]]
    units: Sequence[object]
    settled: dict[Settled, tuple[NDArray[np.float64], NDArray[np.bool_]]] = field(default_factory=dict, init=False)


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
    nodes = tuple(tree.nodes())
    rules = {node.id: _rule(cube, choice, node.id, shared.methods) for node in nodes}
    drawn_weights = weights(cube, u, _within(tree, shared, rules))
    known, fits = dict(year.scores), dict(year.fits)
    left_out = {cube.elements[a][choice[a]] for a, v in enumerate(cube.vary) if isinstance(v, LeaveOut)}
    settled: dict[str, tuple[NodeRules, ...]] = {}  # rules of the nodes that are the same in every draw
    for node in nodes:
        rule = rules[node.id]
        below = _settled(node, rule, known, settled) if shared.within and drawn_weights[node.id].ndim == 1 else None
        if below and left_out.isdisjoint(c.id for c in node.children):
            settled[node.id] = below
            if (node.id, below) in year.settled:
                known[node.id], fits[node.id] = year.settled[node.id, below]
                continue
        for child in node.children:
            if child.id in left_out:
                known[child.id] = np.full_like(known[child.id], np.nan)
                fits[child.id] = np.zeros_like(fits[child.id])
        # each child's scores stay side by side in memory, where sums over children read them
        children = [node.children[k].id for k in node.by_id]
        x = np.moveaxis(np.stack(np.broadcast_arrays(*(known[c] for c in children))), 0, -1)
        may = np.stack([fits[c] for c in children], axis=-1)
        bad = rule.aggregation.forbids(x)
        if bad.any():
            tables, values = np.reshape(bad, (-1, *bad.shape[-2:])), np.reshape(x, (-1, *x.shape[-2:]))
            k = int(np.flatnonzero(tables.any(axis=(1, 2)))[0])
            raise InputError(forbidden(tables[k], values[k], rule.aggregation, node.in_order(), year.units))
        known[node.id] = combined(x, may, drawn_weights[node.id][..., node.by_id], rule)
        fits[node.id] = np.asarray(may.any(axis=-1))
        if node.id in settled:
            year.settled[node.id, settled[node.id]] = known[node.id], fits[node.id]
    return {n.id: np.broadcast_to(known[n.id], (len(u), len(year.rows))) for n in nodes}


def _settled(
    node: Node, rule: NodeRules, known: dict[str, NDArray[np.float64]], settled: dict[str, tuple[NodeRules, ...]]
) -> tuple[NodeRules, ...] | None:
    """The rules of a node and of those below it, if its children are the same in every draw."""
    found = [rule]
    for child in node.children:
        if known[child.id].ndim != 1 or (isinstance(child, Node) and child.id not in settled):
            return None
        found += settled.get(child.id, ())
    return tuple(found)


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

    def own(table: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
        weighting = shared.methods.weight
        return _shares(
            weigh(tree, weighting, table, lambda node, x, w: rules[node.id].aggregation.combined(x, w)), tree
        )

    found = [own(table) for table in shared.tables]
    if len(found) == 1:
        return found[0]
    return {node.id: np.stack([f[node.id] for f in found])[:, None] for node in tree.nodes()}


def _blind(tree: Node, methods: Methods, table: pd.DataFrame) -> dict[str, NDArray[np.float64]] | None:
    if not isinstance(methods.weight, Nominal | Equal):
        return None
    return _shares(weigh(tree, methods.weight, table, lambda _n, x, _w: x), tree)


def _shares(table: pd.DataFrame, tree: Node) -> dict[str, NDArray[np.float64]]:
    return {n.id: table.loc[[c.id for c in n.children], "within"].to_numpy(dtype=float) for n in tree.nodes()}


def _rule(cube: Space, choice: Sequence[int], node: str, methods: Methods) -> NodeRules:
    rule = methods.rule(node)
    for assumption, number in zip(cube.vary, choice, strict=True):
        if isinstance(assumption, VaryMethod) and assumption.step == "aggregate" and assumption.node in ("", node):
            rule = replace(rule, aggregation=assumption.among[number])
    return rule
