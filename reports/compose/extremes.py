"""Highest and lowest scores of a node and the spread between them, in sentences: of the index, and of each pillar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.reports import sentences

if TYPE_CHECKING:
    from connectindex.reports.compose.facts import Facts

FIRST, LAST = 5, 3  # of those with the highest and the lowest scores are named


def by_rank(facts: Facts, node: str) -> list[str]:
    """Units with a score on a node, the first one first, ties by name."""
    scores = facts.by_node[node]
    return sorted(scores, key=lambda u: (scores[u].place, facts.language.collate(facts.names[u]), u))


def rows(facts: Facts, node: str, units: list[str]) -> list[tuple[str, str, str]]:
    """Name, rank and score of each unit as printed."""
    scores = facts.by_node[node]
    return [(facts.language.in_text(facts.names[u]), scores[u].rank, scores[u].text) for u in units]


def highest(facts: Facts, node: str) -> str:
    """The first ones, in an order where the simulations give it."""
    first = by_rank(facts, node)[:FIRST]
    return sentences.top(facts.language, rows(facts, node, first), certain=facts.certain_order(first, node))


def lowest(facts: Facts, node: str) -> str:
    """The last ones; where more share the lowest score than are named, how many."""
    units = by_rank(facts, node)
    last = units[-LAST:]
    named = rows(facts, node, last[::-1])
    scores = facts.by_node[node]
    tied = sum(scores[u].rank == named[0][1] for u in units)
    if tied > len(last):
        return sentences.shared_lowest(facts.language, facts.noun, tied, named[0][2])
    return sentences.bottom(facts.language, named, certain=facts.certain_order(last, node))


def spread(facts: Facts, node: str) -> tuple[str, str]:
    """The median as printed, and the sentence on quartiles and range."""
    known = facts.scores[node].dropna()
    low, median, high = (facts.axis.text(float(known.quantile(q))) for q in (0.25, 0.5, 0.75))
    gap = facts.axis.text(float(known.max() - known.min()))
    return median, sentences.spread(facts.language, facts.noun, len(known), (low, median, high), gap)
