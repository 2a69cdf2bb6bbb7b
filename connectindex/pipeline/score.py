"""Score: prepared tables as arrays by year, ready for the walk up the tree, and the weights of their children."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.errors import InputError
from connectindex.stages.aggregate import forbidden_problems, score_tree, shares_of
from connectindex.stages.weight import weigh

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from connectindex.edition.model import Methods
    from connectindex.model.tree import Node
    from connectindex.pipeline.measure import Measured
    from connectindex.pipeline.prepare import Prepared
    from connectindex.stages.aggregate import Memory, NodeRules, TreeScores

    Array = NDArray[np.float64]
    Cells = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class YearTable:
    """Normalised indicators of one year.

    Parameters
    ----------
    rows
        Places of the units among the rows of ``measured.denominated``.
    scores
        By indicator an array (units), or (tables, units).
    applies
        By indicator an array (units): where it applies.
    units
        Codes.
    memory
        Of `connectindex.stages.aggregate.score_tree`: nodes that are the same in every table are scored once.
    """

    rows: NDArray[np.intp]
    scores: dict[str, Array]
    applies: dict[str, Cells]
    units: Sequence[object]
    memory: Memory = field(default_factory=dict, init=False)


@dataclass(frozen=True, eq=False)
class Scorable:
    """Prepared tables, by year.

    Parameters
    ----------
    methods
        They were prepared by.
    years
        In order.
    tables
        Normalised figures (year, unit) x indicators of each table, for weights that follow from them.
    within
        Shares of the children by node; None where they follow from the scores.
    """

    methods: Methods
    years: tuple[YearTable, ...]
    tables: Sequence[pd.DataFrame]
    within: dict[str, Array] | None


def scorable(measured: Measured, methods: Methods, steps: Prepared, *, single: bool = False) -> Scorable:
    """Arrange prepared tables for `score_year`; `single`: the one table without an axis of tables."""
    like, x = measured.denominated, steps.normalised[0] if single else steps.normalised
    some = steps.completed.kept.any(axis=0)
    year_of = like.index.get_level_values("year")
    years = []
    for year in year_of[some].unique():
        rows = np.flatnonzero(some & (year_of == year))
        index = like.index[rows]
        applies = measured.applicable.reindex(index)
        years.append(
            YearTable(
                rows,
                {str(c): np.ascontiguousarray(x[..., rows, j]) for j, c in enumerate(like.columns)},
                {str(c): applies[c].to_numpy(dtype=bool) for c in like.columns},
                index.get_level_values("unit"),
            )
        )
    if not methods.weight.from_data:
        tree = measured.edition.tree
        return Scorable(methods, tuple(years), (), shares_of(weigh(tree, methods.weight, like, {}), tree))
    tables = [pd.DataFrame(t[some], index=like.index[some], columns=like.columns) for t in steps.normalised]
    return Scorable(methods, tuple(years), tables, None)


def weights_within(tree: Node, shared: Scorable, rules: Mapping[str, NodeRules]) -> dict[str, Array]:
    """Compute the shares of the children by node: (children), or (tables, 1, children) for several tables."""
    if shared.within is not None:
        return shared.within
    shares_by_table = [shares_of(weigh(tree, shared.methods.weight, table, rules), tree) for table in shared.tables]
    if len(shares_by_table) == 1:
        return shares_by_table[0]
    return {node.id: np.stack([f[node.id] for f in shares_by_table])[:, None] for node in tree.nodes()}


def score_year(
    tree: Node,
    year: YearTable,
    within: Mapping[str, Array],
    rules: Mapping[str, NodeRules],
    left_out: Collection[object] = (),
    *,
    remember: bool = False,
) -> TreeScores:
    """Score all tables of a year: arrays (units) of what is the same in all of them, else (tables, units).

    Parameters
    ----------
    within, rules, left_out
        As of `connectindex.stages.aggregate.score_tree`.
    remember
        Keep nodes that are the same in every table for the next call: `within` must then be the same nominal shares,
        save for nodes that have an axis of tables.

    Raises
    ------
    InputError
        A value cannot be combined, e.g. a zero under a geometric mean.
    """

    def refuse(node: Node, bad: Cells, x: Array) -> None:
        tables, values = np.reshape(bad, (-1, *bad.shape[-2:])), np.reshape(x, (-1, *x.shape[-2:]))
        k = int(np.flatnonzero(tables.any(axis=(1, 2)))[0])
        raise InputError(forbidden_problems(tables[k], values[k], rules[node.id].aggregation, node, year.units))

    memory = year.memory if remember else None
    return score_tree(tree, year.scores, year.applies, within, rules, left_out=left_out, refuse=refuse, memory=memory)
