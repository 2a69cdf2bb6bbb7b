"""Strengths and weaknesses, by a rule that is printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from connectindex.model.ranking import ranked
from connectindex.model.tree import ROOT
from connectindex.model.values import ESTIMATED, INCOMPLETE, REPORTED
from connectindex.reports.sentences import INDICATOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.document import Score
    from connectindex.reports.language import Language

MOST, FEWEST, ONE_IN = 10, 3, 8
PODIUM = 3
# percentile ranks: no strength lies below the first, no weakness at the second or above
LEAST_STRONG, MOST_WEAK = 0.5, 2 / 3


@dataclass(frozen=True, slots=True)
class Marks:
    """Ids of a unit's strengths and weaknesses, the most telling first; nodes stand apart."""

    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    strong_nodes: frozenset[str]
    weak_nodes: frozenset[str]


def limit(indicators: int) -> int:
    """How many strengths are looked for: one in eight indicators, at least 3 and at most 10.

    The Global Innovation Index marks ten of some eighty indicators.
    """
    return min(MOST, max(FEWEST, round(indicators / ONE_IN)))


def percentiles(scores: Mapping[str, Score]) -> dict[str, float]:
    """Percentile rank of each unit: the share of the others that have a lower score.

    Examples
    --------
    >>> from connectindex.reports.document import Score
    >>> percentiles({"a": Score("1", 1.0), "b": Score("1", 1.0), "c": Score("2", 2.0)})
    {'a': 0.0, 'b': 0.0, 'c': 1.0}
    """
    known = {u: s.value for u, s in scores.items() if s.value is not None}
    below = ranked(-np.array(list(known.values()), dtype=float)) - 1
    return dict(zip(known, (below / max(len(known) - 1, 1)).tolist(), strict=True))


def all_marks(facts: Facts) -> dict[str, Marks]:
    """Marks of every ranked unit."""
    indicators = {i: percentiles(s) for i, s in facts.by_indicator.items()}
    nodes = {n: percentiles(s) for n, s in facts.by_node.items() if n != ROOT}
    observed = (REPORTED, ESTIMATED)
    leaves = {n.id: [leaf.id for leaf in n.leaves()] for n in facts.nodes.values()}
    marks = {}
    for unit in facts.ranked:
        origin = {i: facts.origins[unit, i]["origin"] for i in indicators}
        percentile_of = {i: p[unit] for i, p in indicators.items() if unit in p and origin[i] in observed}
        low = {n for n, ids in leaves.items() if any(origin[i] == INCOMPLETE for i in ids)}
        marks_of_unit = _marks(facts, unit, percentile_of, {n: p[unit] for n, p in nodes.items() if unit in p})
        marks[unit] = replace(marks_of_unit, weak_nodes=marks_of_unit.weak_nodes - low)
    return marks


def _marks(facts: Facts, unit: str, percentile_of: Mapping[str, float], nodes: Mapping[str, float]) -> Marks:
    n = limit(len(facts.by_indicator))
    if len(percentile_of) < 2 * n:
        return Marks((), (), frozenset(), frozenset())

    ordered = sorted(percentile_of.values())
    low, high = ordered[n - 1], ordered[-n]

    def is_strong(p: float, score: Score) -> bool:
        return p >= LEAST_STRONG and (p >= high or (score.place or PODIUM + 1) <= PODIUM)

    strong = [i for i, p in percentile_of.items() if p > low and is_strong(p, facts.by_indicator[i][unit])]
    weak = [
        i
        for i, p in percentile_of.items()
        if p <= low and p < MOST_WEAK and not is_strong(p, facts.by_indicator[i][unit])
    ]
    strong_nodes = {k for k, p in nodes.items() if high > low and is_strong(p, facts.by_node[k][unit])}
    weak_nodes = {k for k, p in nodes.items() if p <= low < high and p < MOST_WEAK} - strong_nodes
    return Marks(
        strengths=tuple(sorted(strong, key=lambda i: (-percentile_of[i], i))),
        weaknesses=tuple(sorted(weak, key=lambda i: (percentile_of[i], i))),
        strong_nodes=frozenset(strong_nodes),
        weak_nodes=frozenset(weak_nodes),
    )


def rule(language: Language, indicators: int) -> str:
    """The rule in words, for the methodology annex."""
    return language(
        (
            "Each {one} has a percentile rank on each indicator: the share of the other {many} with a "
            "lower score. Its strengths (▲) are the {most} with its highest percentile ranks, its "
            "weaknesses (▼) the {most} with its lowest; ties at the limit are included, and a rank of "
            "{podium} or better is always a strength. No strength lies below the median and no weakness "
            "in the top third, so that there may be none. Groups of indicators are marked by the same "
            "limits. Imputed values and values known to be incomplete are never marked, a group with an "
            "incomplete value is never marked as a weakness, and {many} with fewer than {fewest} observed "
            "indicators have no marks. The rule follows that of the Global Innovation Index."
        ),
        most=language.counted(limit(indicators), language.noun(INDICATOR)),
        podium=PODIUM,
        fewest=2 * limit(indicators),
    )
