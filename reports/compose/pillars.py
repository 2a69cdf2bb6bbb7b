"""One chapter a pillar."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from connectindex.model.tree import ROOT, Leaf, Node
from connectindex.reports import safe, sentences
from connectindex.reports.compose import authors, extremes, groups, maps
from connectindex.reports.compose.changes import movers
from connectindex.reports.document import Column, ListRow, Member, Pillar

if TYPE_CHECKING:
    from connectindex.reports.compose.changes import Changes
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.language import Language

TOP, BOTTOM = 10, 10


def pillars(facts: Facts, changes: Changes, *, mapped: bool) -> tuple[Pillar, ...]:
    """The pillars, in the tree's order."""
    return tuple(_pillar(facts, changes, node, k, mapped=mapped) for k, node in enumerate(facts.pillars, 1))


def _pillar(facts: Facts, changes: Changes, node: Node, number: int, *, mapped: bool) -> Pillar:
    column = next(iter(facts.label_groups), "")
    ordered = extremes.by_rank(facts, node.id)
    few = len(ordered) <= TOP + BOTTOM
    first, last = (ordered, []) if few else (ordered[:TOP], ordered[-BOTTOM:])
    return Pillar(
        id=safe.file_name(node.id),
        number=number,
        name=facts.name_of(node.id),
        definition=safe.paragraph(node.definition),
        share=sentences.pillar_share(facts.language, _share(facts.language, _weight(facts, node.id, "effective"))),
        sentences=_sentences(facts, node),
        members=tuple(_member(facts, child) for child in node.children),
        columns=tuple(Column(c.id, facts.short_name(c.id)) for c in node.children),
        top=tuple(_row(facts, node, u) for u in first),
        bottom=tuple(_row(facts, node, u) for u in last),
        map=maps.view(facts, node.id) if mapped else None,
        groups=groups.table(facts, column, node.id, ()) if column else None,
        histogram=groups.histogram(facts, node.id),
        movers=movers(changes, node.id),
        texts=authors.of_pillar(facts, node),
    )


def _weight(facts: Facts, child: str, column: str) -> float:
    return float(facts.result.weights[column][child])


def _share(language: Language, weight: float) -> str:
    """A weight in whole per cent where it is one; else with a decimal, so that thirds add up to 100."""
    return language.percent(weight, 0 if math.isclose(100 * weight, round(100 * weight)) else 1)


def _row(facts: Facts, node: Node, unit: str) -> ListRow:
    parts = tuple(facts.score(c.id, unit) for c in node.children)
    file = facts.files[unit] if unit in facts.by_node[ROOT] else ""
    return ListRow(facts.names[unit], file, facts.score(node.id, unit), parts)


def _member(facts: Facts, child: Node | Leaf) -> Member:
    language = facts.language
    share = _share(language, _weight(facts, child.id, "within"))
    if isinstance(child, Node):
        names = language.listing(facts.name_of(leaf.id) for leaf in child.leaves())
        text = language.together(safe.paragraph(child.definition), language("Indicators: {names}.", names=names))
        return Member(facts.name_of(child.id), text, share)
    indicator = facts.edition.indicators[child.id]
    text = safe.paragraph(indicator.definition) or language("In {unit}.", unit=indicator.unit)
    return Member(facts.name_of(child.id), text, share)


def _sentences(facts: Facts, node: Node) -> tuple[str, ...]:
    return extremes.highest(facts, node.id), extremes.lowest(facts, node.id), extremes.spread(facts, node.id)[1]
