"""Exploration: the tree, its weights and the scores it starts from, so that a page can weigh anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.model.tree import Node
from connectindex.model.values import NOT_APPLICABLE
from connectindex.reports.interactive import Branch, Exploration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectindex.model.tree import Leaf
    from connectindex.reports.compose.facts import Facts


def exploration(facts: Facts) -> Exploration:
    """The index as a page can make it again.

    A node combined by a rule that looks at all units at once (outranking, benefit of the doubt) stays as
    published, with all that is below it.
    """
    tree = _branch(facts, facts.edition.tree)
    columns = list(_columns(tree))
    normalised = facts.cut(facts.result.stage("normalised"))
    scores = {}
    for branch in columns:
        cells = (facts.scores if branch.fixed else normalised)[branch.id].reindex(facts.ranked)
        scores[branch.id] = tuple(None if missing else float(x) for x, missing in zip(cells, cells.isna(), strict=True))
    off = {b.id: _off(facts, b) for b in columns}
    return Exploration(tree, scores, {k: v for k, v in off.items() if v}, facts.axis.places)


def _branch(facts: Facts, child: Node | Leaf) -> Branch:
    name, weight = facts.name_of(child.id), 1.0
    if child.id != facts.edition.tree.id:
        weight = float(facts.result.weights.loc[child.id, "within"])
    if not isinstance(child, Node):
        return Branch(child.id, name, weight)
    rule = facts.edition.methods.rule(child.id)
    method = tuple(rule.aggregation.script.items())
    below = tuple(_branch(facts, c) for c in child.children) if method else ()
    method_name = facts.language.translated(rule.aggregation.words())
    return Branch(child.id, name, weight, method_name, method, float(rule.coverage), not method, below)


def _columns(branch: Branch) -> Iterator[Branch]:
    if not branch.children:
        yield branch
    for child in branch.children:
        yield from _columns(child)


def _off(facts: Facts, branch: Branch) -> tuple[int, ...]:
    """Places of the units to which a column does not apply; to a node none of whose indicators applies, neither."""
    leaves = [leaf.id for leaf in facts.nodes[branch.id].leaves()] if branch.fixed else [branch.id]
    return tuple(k for k, u in enumerate(facts.ranked) if all(_off_for(facts, u, leaf) for leaf in leaves))


def _off_for(facts: Facts, unit: str, indicator: str) -> bool:
    return bool(facts.origins[unit, indicator]["origin"] == NOT_APPLICABLE)
