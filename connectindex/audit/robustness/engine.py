"""The engine: many draws of the assumptions at once, grouped by their discrete choices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from connectindex.audit.robustness.sampling import choices, weights
from connectindex.chain import prepared
from connectindex.errors import InputError, Problem
from connectindex.stages.aggregate import NodeRules, combined
from connectindex.stages.assumptions import LeaveOut, VaryMethod, names_of
from connectindex.stages.weight import Equal, Nominal, weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from connectindex.audit.robustness.sampling import Space
    from connectindex.chain import Measured
    from connectindex.edition.model import Methods
    from connectindex.model.tree import Node

CHUNK = 2_000_000  # numbers in the largest array of a chunk: 16 MB


@dataclass(frozen=True, eq=False)
class Upstream:
    """What draws with the same tables share.

    Parameters
    ----------
    methods
        Of the steps up to normalising.
    normalised
        Units x indicators.
    scores, fits
        The same, and where indicators apply, as arrays by indicator.
    within
        Nominal shares by node; None where the rule for weights looks at the data.
    """

    methods: Methods
    normalised: pd.DataFrame
    scores: dict[str, NDArray[np.float64]]
    fits: dict[str, NDArray[np.bool_]]
    within: dict[str, NDArray[np.float64]] | None


@dataclass(frozen=True, eq=False)
class Draws:
    """Scores of draws.

    Parameters
    ----------
    scores
        By node id (the root and the nodes asked for), an array (draws, units).
    units
        Codes, in the order of the arrays.
    """

    scores: dict[str, NDArray[np.float64]]
    units: pd.Index


def drawn(
    measured: Measured,
    cube: Space,
    u: NDArray[np.float64],
    nodes: tuple[str, ...],
    progress: Callable[[str, int, int], None] | None = None,
    cache: dict[tuple[int, ...], Upstream] | None = None,
) -> Draws:
    """Scores under each point of the cube.

    Draws that share their discrete choices share the tables up to normalising, which are computed
    once; weights, aggregation and leaving out are array operations over the draws of a group, in
    chunks of bounded memory.

    Raises
    ------
    InputError
        A draw cannot be computed: its settings are named.
    """
    chosen = choices(cube, u)
    upstream = [a for a, v in enumerate(cube.vary) if isinstance(v, VaryMethod) and v.step != "aggregate"]
    tables = {} if cache is None else cache
    year = measured.edition.about.years[-1]
    every, place = np.unique(chosen, axis=0, return_inverse=True)
    place = place.reshape(-1)
    done, units = 0, None
    out: dict[str, NDArray[np.float64]] = {}
    for number, choice in enumerate(every):
        rows = np.flatnonzero(place == number)
        key = tuple(choice[upstream])
        try:
            if key not in tables:
                tables[key] = _upstream(measured, _methods(measured.edition.methods, cube, choice, upstream))
            table = tables[key]
            units = table.normalised.index if units is None else units
            for part in _parts(rows, len(units), measured.edition.tree):
                scores = _scored(measured.edition.tree, cube, choice, u[part], table)
                for node in nodes:
                    out.setdefault(node, np.empty((len(u), len(units))))[part] = scores[node]
                done += len(part)
                if progress:
                    progress("draws", done, len(u))
        except InputError as error:
            raise InputError([_named(cube, choice), *error.problems]) from error
    return Draws(out, units if units is not None else measured.values.loc[year].index[:0])


def ranked(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks of each row, 1 the best; equal scores share the best rank; missing stays missing.

    Examples
    --------
    >>> ranked(np.array([[3.0, 5, 3, np.nan, 1]])).tolist()
    [[2.0, 1.0, 2.0, nan, 4.0]]
    """
    ranks = np.empty(scores.shape)
    size = max(1, CHUNK // max(1, scores.shape[-1]))
    for start in range(0, len(scores), size):  # over chunks: sorting needs several arrays of the same size
        part = scores[start : start + size]
        order = np.argsort(-part, axis=-1, kind="stable")
        inorder = np.take_along_axis(part, order, axis=-1)
        place = np.broadcast_to(np.arange(1.0, part.shape[-1] + 1), part.shape).copy()
        tied = inorder[..., 1:] == inorder[..., :-1]
        if tied.any():
            place[..., 1:][tied] = 0.0
            place = np.maximum.accumulate(place, axis=-1)
        place[np.isnan(inorder)] = np.nan
        np.put_along_axis(ranks[start : start + size], order, place, axis=-1)
    return ranks


def _methods(methods: Methods, cube: Space, choice: NDArray[np.int_], upstream: list[int]) -> Methods:
    chosen = {cube.vary[a].step: cube.vary[a].among[choice[a]] for a in upstream}  # type: ignore[union-attr]
    return replace(methods, **chosen)


def _upstream(measured: Measured, methods: Methods) -> Upstream:
    edition = measured.edition
    year, tree = edition.about.years[-1], edition.tree
    normalised = prepared(measured, methods).normalised.loc[year]
    applies = measured.applicable.loc[year].reindex(normalised.index)
    blind = isinstance(methods.weight, Nominal | Equal)
    return Upstream(
        methods,
        normalised,
        {str(c): normalised[c].to_numpy(dtype=float) for c in normalised.columns},
        {str(c): applies[c].to_numpy(dtype=bool) for c in normalised.columns},
        _within(weigh(tree, methods.weight, normalised, lambda _n, x, _w: x), tree) if blind else None,
    )


def _within(table: pd.DataFrame, tree: Node) -> dict[str, NDArray[np.float64]]:
    return {n.id: table.loc[[c.id for c in n.children], "within"].to_numpy(dtype=float) for n in tree.nodes()}


def _scored(
    tree: Node, cube: Space, choice: NDArray[np.int_], u: NDArray[np.float64], shared: Upstream
) -> dict[str, NDArray[np.float64]]:
    """Scores of all nodes for draws that share their choices: arrays (units) or (draws, units)."""
    rules = {node.id: _rule(cube, choice, node.id, shared.methods) for node in tree.nodes()}
    within = shared.within
    if within is None:
        weighting, normalised = shared.methods.weight, shared.normalised
        own = weigh(tree, weighting, normalised, lambda node, x, w: rules[node.id].aggregation.combined(x, w))
        within = _within(own, tree)
    drawn_weights = weights(cube, u, within)
    known, fits = dict(shared.scores), dict(shared.fits)
    left_out = {cube.elements[a][choice[a]] for a, v in enumerate(cube.vary) if isinstance(v, LeaveOut)}
    for node in tree.nodes():
        for child in node.children:
            if child.id in left_out:
                known[child.id] = np.full_like(known[child.id], np.nan)
                fits[child.id] = np.zeros_like(fits[child.id])
        x = np.stack(np.broadcast_arrays(*(known[c.id] for c in node.children)), axis=-1)
        may = np.stack([fits[c.id] for c in node.children], axis=-1)
        rule = rules[node.id]
        bad = rule.aggregation.forbids(x)
        if bad.any():
            where = f"node {node.id}: {int(bad.sum())} values"
            raise InputError([Problem(where, f"a {rule.aggregation.words()} needs values above zero")])
        known[node.id] = combined(x, may, drawn_weights[node.id], rule)
        fits[node.id] = np.asarray(may.any(axis=-1))
    return {n.id: np.broadcast_to(known[n.id], (len(u), len(shared.normalised))) for n in tree.nodes()}


def _rule(cube: Space, choice: NDArray[np.int_], node: str, methods: Methods) -> NodeRules:
    rule = methods.rule(node)
    for assumption, number in zip(cube.vary, choice, strict=True):
        if isinstance(assumption, VaryMethod) and assumption.step == "aggregate" and assumption.node in ("", node):
            rule = replace(rule, aggregation=assumption.among[number])
    return rule


def _parts(rows: NDArray[np.intp], units: int, tree: Node) -> Iterator[NDArray[np.intp]]:
    widest = max(len(n.children) for n in tree.nodes())
    size = max(1, CHUNK // max(1, units * widest))
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _named(cube: Space, choice: NDArray[np.int_]) -> Problem:
    settings = []
    for name, assumption, number, elements in zip(names_of(cube.vary), cube.vary, choice, cube.elements, strict=True):
        if isinstance(assumption, VaryMethod):
            settings.append(f"{name} = {assumption.among[number]}")
        elif isinstance(assumption, LeaveOut):
            settings.append(f"{name} = {elements[number] or 'none'}")
    return Problem("robustness", "every draw must be computable", ", ".join(settings) or "the nominal settings")
