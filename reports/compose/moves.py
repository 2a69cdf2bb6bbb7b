"""Moves: what a point of score on an indicator adds to the index, and what the next place would take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from connectindex.model.ranking import TIE, tolerance
from connectindex.model.tree import ROOT
from connectindex.model.values import ESTIMATED, NOT_APPLICABLE, REPORTED
from connectindex.model.words import message
from connectindex.reports.chapters import MoveRow, Moves
from connectindex.stages.aggregate import score_tree, shares_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.reports.compose.facts import Facts
    from connectindex.stages.aggregate import NodeRules

MOST = 3
BEYOND = message("beyond the scale")


@dataclass(frozen=True, eq=False)
class Effects:
    """What one more point on an indicator adds to the index of each unit, all else unchanged."""

    facts: Facts

    @cached_property
    def rules(self) -> dict[str, NodeRules]:
        """How each node is made."""
        return {node: self.facts.edition.methods.rule(node) for node in self.facts.nodes}

    @property
    def known(self) -> bool:
        """Whether a unit's score depends on its own indicators alone, once the scale is given."""
        return all(rule.aggregation.row_by_row for rule in self.rules.values())

    @property
    def straight(self) -> bool:
        """Whether an effect is the same however far one goes."""
        return all(rule.aggregation.linear for rule in self.rules.values())

    @cached_property
    def _normalised(self) -> DataFrame:
        return self.facts.cut(self.facts.result.stage("normalised"))

    @cached_property
    def indicators(self) -> list[str]:
        """Ids, in the order of the columns."""
        return [str(i) for i in self._normalised.columns]

    @cached_property
    def units(self) -> dict[str, int]:
        """Rows of the units."""
        return {str(u): k for k, u in enumerate(self._normalised.index)}

    @cached_property
    def normal(self) -> NDArray[np.float64]:
        """Scores: units x indicators."""
        return np.asarray(self._normalised.to_numpy(dtype=float))

    @property
    def point(self) -> float:
        """A hundredth of the axis."""
        return (self.facts.axis.high - self.facts.axis.low) / 100

    @cached_property
    def table(self) -> NDArray[np.float64]:
        """Points of the index for one point of each indicator: units x indicators."""
        k = len(self.indicators)
        raised = np.repeat(self.normal[None], k + 1, axis=0)
        for j in range(k):
            raised[j + 1, :, j] += self.point
        index = self._index(raised)
        return np.asarray((index[1:] - index[0]).T / self.point)

    def _index(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """The root from indicators, (..., units, indicators)."""
        tree = self.facts.edition.tree
        known = {i: scores[..., j] for j, i in enumerate(self.indicators)}
        applies = {i: np.array([self._applies(u, i) for u in self.units]) for i in self.indicators}
        return score_tree(tree, known, applies, shares_of(self.facts.result.weights, tree), self.rules).scores[ROOT]

    def _applies(self, unit: str, indicator: str) -> bool:
        return bool(self.facts.origins[unit, indicator]["origin"] != NOT_APPLICABLE)

    @cached_property
    def scales(self) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """Scores and values of each indicator where they were observed, by rising score."""
        facts, found = self.facts, {}
        for j, indicator in enumerate(self.indicators):
            units = [u for u in self.units if facts.origins[u, indicator]["origin"] in (REPORTED, ESTIMATED)]
            score = self.normal[[self.units[u] for u in units], j]
            value = np.array([facts.values[indicator][u] for u in units], dtype=float)
            there = ~np.isnan(score) & ~np.isnan(value)
            score, value = score[there], value[there]
            steps = np.unique(score)
            # where several values have one score, as beyond a cap, the one that is reached first
            better = min if facts.edition.indicators[indicator].direction > 0 else max
            found[indicator] = steps, np.array([better(value[score == s]) for s in steps])
        return found

    def needed(self, indicator: str, score: float) -> float | None:
        """The value that would have a score, between the observed ones; None beyond them."""
        steps, values = self.scales[indicator]
        if not steps.size or not steps[0] <= score <= steps[-1]:
            return None
        return float(np.interp(score, steps, values))


def moves(facts: Facts, effects: Effects, unit: str) -> Moves | None:
    """The indicators with the largest effect on a unit; None where units are not scored one by one."""
    if not effects.known:
        return None
    k = effects.units[unit]
    own = effects.table[k]
    top = np.array([effects.scales[i][0][-1] if effects.scales[i][0].size else np.nan for i in effects.indicators])
    able = (own > TIE) & (effects.normal[k] <= top - tolerance(effects.normal.T)[:, 0])
    chosen = sorted(np.flatnonzero(able), key=lambda j: (-round(float(own[j]), 6), effects.indicators[j]))[:MOST]
    if not chosen:
        return None
    above = _above(facts, unit)
    gap = (facts.by_node[ROOT][above].value or 0.0) - (facts.by_node[ROOT][unit].value or 0.0) if above else None
    rows = [_row(facts, effects, unit, int(j), gap) for j in chosen]
    # a column that says the same in every line says it better in the sentence
    if not any(r.needed != facts.language(BEYOND) for r in rows):
        rows = [replace(r, needed="") for r in rows]
    return Moves(_sentence(facts, unit, above, gap, closed=any(r.needed for r in rows)), tuple(rows))


def _above(facts: Facts, unit: str) -> str:
    """The nearest unit with a higher score; empty for the first."""
    scores, own = facts.by_node[ROOT], facts.by_node[ROOT][unit].place or 0
    higher = [u for u in facts.ranked if (scores[u].place or 0) < own]
    return higher[-1] if higher else ""


def _row(facts: Facts, effects: Effects, unit: str, j: int, gap: float | None) -> MoveRow:
    t, indicator = facts.language, effects.indicators[j]
    k, effect = effects.units[unit], float(effects.table[effects.units[unit], j])
    needed = ""
    if gap is not None and effects.straight:
        value = effects.needed(indicator, float(effects.normal[k, j]) + gap / effect)
        needed = t(BEYOND) if value is None else t.value(value)
    return MoveRow(
        name=facts.name_of(indicator),
        effect=t.decimal(effect, 2),
        now=t.value(facts.values[indicator][unit]),
        needed=needed,
    )


def _sentence(facts: Facts, unit: str, above: str, gap: float | None, *, closed: bool) -> str:
    t = facts.language
    if gap is None:
        more = t("Points that one more point on an indicator adds to the index:")
        return t.together(t("No score is higher."), more)
    away = t.decimal(gap, facts.axis.places if gap >= 0.1 else 2)
    said = t("The next higher score is that of {name}, {gap} points above.", name=facts.names[above], gap=away)
    how = t("Points that one more point on an indicator adds to the index:")
    if closed:
        how = t(
            "Each value in the last column would close the gap by itself, all else equal; values are "
            "interpolated between observed ones."
        )
    said = t.together(said, how)
    interval = facts.intervals.get(unit, "")
    if "–" not in interval:
        return said
    wide = t("With a 90% interval of {interval}, a change of one place in rank is not meaningful.", interval=interval)
    return t.together(wide, said)
