"""Comparison of two editions: scores and ranks of both, and the sources of their change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.audit.compare import sentences
from connectindex.audit.compare.game import SOURCES
from connectindex.errors import unknown
from connectindex.model.display import counted, described, html
from connectindex.model.ranking import tolerance
from connectindex.model.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame


@dataclass(frozen=True, eq=False)
class Comparison:
    """Change between two editions: scores and ranks of both, and the sources of their change.

    Parameters
    ----------
    old, new
        Labels of the two in sentences.
    of
        Id of the node whose scores are compared; the root is ``index``.
    names
        Names of the units, by code.
    scores
        Index unit, all that are ranked in either: ``score_old``, ``score_new``, ``change``, ``rank_old``,
        ``rank_new``, ``rank_change`` (new less old: below 0 is a climb); a unit of one edition alone has no change.
    parts
        Index unit, those ranked in both; columns (``score`` or ``rank``, source), sources being
        `connectindex.audit.compare.SOURCES`. ``parts["score"]`` adds up to the change in score, ``parts["rank"]``
        to that in rank.
    history
        Old scores and ranks, the same recomputed by the new method, new ones:
        `connectindex.audit.compare.history.recomputed`.
    matched
        Both editions among the units ranked in both: `connectindex.audit.compare.history.matched`.
    revised
        Figures given otherwise for the same year of observation: `connectindex.audit.compare.history.revised`.
    draws
        Interval and verdict of each change (`connectindex.audit.robustness.summaries.change_table`); None where
        no draws were asked for.
    facts
        What differs between the two as a whole: ``indicators_new``, ``indicators_gone``, ``indicators_redefined``
        (names), ``units_new``, ``units_gone`` (names), ``relative`` (years have scales of their own).
    """

    old: str
    new: str
    of: str
    names: Mapping[str, str]
    scores: DataFrame
    parts: DataFrame
    history: DataFrame
    matched: DataFrame
    revised: DataFrame
    draws: DataFrame | None
    facts: Mapping[str, tuple[str, ...]]

    @cached_property
    def table(self) -> DataFrame:
        """Join scores, ranks, change, its parts, and the interval where there were draws: a row a unit."""
        parts = self.parts.copy()
        parts.columns = [f"{what}_{source}" for what, source in parts.columns]
        table = self.scores.join(parts)
        table.insert(0, "name", [self.names[str(u)] for u in table.index])
        return table if self.draws is None else table.join(self.draws[["low", "high", "rose", "verdict"]])

    @cached_property
    def tolerance(self) -> float:
        """Return the least change of a score that counts: `connectindex.model.ranking.tolerance`."""
        return float(tolerance(self.scores[["score_old", "score_new"]].to_numpy(dtype=float).ravel())[0])

    @cached_property
    def main(self) -> DataFrame:
        """Find the source that moved each score most in the direction of its change.

        Returns
        -------
        DataFrame, index unit: ``source``, empty where the score did not change, and its ``part``.
        """
        parts = self.parts["score"]
        sign = np.sign(self.scores["change"].reindex(parts.index))
        sign = sign.where(self.scores["change"].reindex(parts.index).abs() >= self.tolerance, 0.0)
        along = parts.mul(sign, axis=0)
        source = along.idxmax(axis=1).where(sign != 0, "")
        return pd.DataFrame({"source": source, "part": along.max(axis=1) * sign})

    @cached_property
    def movers(self) -> tuple[list[str], list[str]]:
        """List units whose score rose, and those whose score fell, the greatest change first."""
        change = self.scores["change"].dropna()
        rising = change.sort_values(ascending=False, kind="stable")
        falling = change.sort_values(kind="stable")
        return list(rising.index[rising >= self.tolerance]), list(falling.index[falling <= -self.tolerance])

    @cached_property
    def sentences(self) -> tuple[Words, ...]:
        """Describe the whole comparison in sentences, within what the intervals support."""
        return sentences.overall(self)

    def sentence(self, unit: str) -> Words:
        """Describe the change of one unit.

        Raises
        ------
        KeyError
            It is ranked in neither edition.
        """
        self._require(unit)
        return sentences.of_unit(self, unit)

    def summary(self, most: int = 5) -> tuple[str, ...]:
        """List the sentences on the whole, and on the units with the greatest rises and falls, as lines."""
        rising, falling = self.movers
        lines = [str(s) for s in self.sentences]
        for head, units in ((sentences.HIGHER, rising), (sentences.LOWER, falling)):
            if units:
                lines += ["", head, *(f"  {self.sentence(u)}" for u in units[:most])]
        return tuple(lines)

    def waterfall(self, unit: str, what: str = "score") -> DataFrame:
        """Compute the steps from the old score to the new one, a step for each source that moved it.

        Parameters
        ----------
        unit
            Ranked in both.
        what
            ``score`` or ``rank``.

        Returns
        -------
        DataFrame: ``id`` (old, a source, new), ``label``, ``start``, ``end``. The first and the last row start at 0;
        every other begins where the one before it ends.

        Raises
        ------
        KeyError
            The unit is not ranked in both.
        """
        self._require(unit)
        if what not in ("score", "rank"):
            raise unknown("outcome", what, ("score", "rank"))
        if unit not in self.parts.index:
            raise KeyError(f"{unit} is ranked in one edition only")
        parts = self.parts[what].loc[unit]
        first, last = (float(self.scores.loc[unit, f"{what}_{when}"]) for when in ("old", "new"))
        moved = [s for s in SOURCES if abs(parts[s]) >= self.tolerance]
        ends = [*(first + np.cumsum([parts[s] for s in moved]))]
        starts = [first, *ends[:-1]]
        rows: list[tuple[str, str, float, float]] = [("old", self.old, 0.0, first)]
        rows += [
            (s, Words(sentences.LABELS[s], {}), float(a), float(b))
            for s, a, b in zip(moved, starts, ends, strict=False)
        ]
        rows.append(("new", self.new, 0.0, last))
        return pd.DataFrame(rows, columns=["id", "label", "start", "end"])

    @cached_property
    def waterfalls(self) -> DataFrame:
        """Join the steps of all units and both outcomes: ``unit``, ``what``, and the columns of `waterfall`."""
        waterfalls = {(u, what): self.waterfall(u, what) for u in self.parts.index for what in ("score", "rank")}
        table = pd.concat(waterfalls, names=["unit", "what", "step"]).reset_index()
        return table[["unit", "what", "id", "label", "start", "end"]]

    def plot(self, unit: str = "", *, most: int = 30) -> Any:
        """Draw the greatest changes of scores, or the steps of the change of one unit, with Vega-Altair.

        Raises
        ------
        KeyError
            The unit is not ranked in both.
        InputError
            Altair is not installed: ``pip install 'connectindex[plot]'``.
        """
        from connectindex.plots import intervals  # noqa: PLC0415 - only charts need it
        from connectindex.plots.base import distinct  # noqa: PLC0415

        title = f"{self.old} to {self.new}"
        if unit:
            return intervals.waterfall(self.waterfall(unit), f"{self.names[unit]}, {title}")
        table = self.table.dropna(subset="change")
        table = table.loc[table["change"].abs().sort_values(ascending=False, kind="stable").index]
        table = table.assign(name=distinct(table["name"], map(str, table.index)))
        columns = [c for c in ("name", "change", "low", "high") if c in table]
        return intervals.changes(table[columns], title, most)

    def tables(self) -> dict[str, DataFrame]:
        """Return all tables, flat, by the name of their file."""
        named = {"comparison": self.table, "history": self.history, "matched": self.matched}
        flat = {name: table.rename_axis("unit").reset_index() for name, table in named.items()}
        for name in ("history", "matched"):
            flat[name].insert(1, "name", flat[name]["unit"].map(dict(self.names)))
        revised = self.revised.copy()
        revised.insert(1, "name", revised["unit"].map(dict(self.names)))
        lines = [("", "", str(s)) for s in self.sentences]
        lines += [(u, self.names[str(u)], str(self.sentence(str(u)))) for u in self.scores.index]
        sentences = pd.DataFrame(lines, columns=["unit", "name", "sentence"])
        return {**flat, "revised_cells": revised, "waterfall": self.waterfalls, "sentences": sentences}

    def _require(self, unit: str) -> None:
        if unit not in self.scores.index:
            raise unknown("unit", unit, map(str, self.scores.index))

    def _repr_html_(self) -> str:
        """The greatest changes, for a notebook."""
        order = self.scores["change"].abs().sort_values(ascending=False, kind="stable").index
        columns = ["name", "score_old", "score_new", "change", "rank_old", "rank_new", "rank_change"]
        return html(f"{self.old} to {self.new}", *map(str, self.sentences[:3]), self.table.loc[order, columns])

    def __repr__(self) -> str:
        rising, falling = self.movers
        moved = f"{len(rising)} rose, {len(falling)} fell"
        return described(type(self).__name__, f"{self.old} to {self.new}", counted(len(self.scores), "unit"), moved)
