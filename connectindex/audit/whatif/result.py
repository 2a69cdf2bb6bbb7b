"""Result of a what-if analysis: effects on every unit, by project, by pairs of projects, by one more link."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.audit.robustness.rescaling import Rescaling, scale_of
from connectindex.audit.robustness.summaries import change_table, spread
from connectindex.audit.whatif import sentences
from connectindex.audit.whatif.candidates import candidates, member_modes, nearest
from connectindex.audit.whatif.measuring import variants
from connectindex.audit.whatif.records import touched
from connectindex.audit.whatif.scoring import nominal_scores
from connectindex.audit.whatif.targets import target
from connectindex.model.display import counted, described, html, named
from connectindex.model.ranking import ranked, tolerance

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from pandas import DataFrame, Index

    from connectindex.audit.whatif.measuring import Variants
    from connectindex.audit.whatif.moves import Moves
    from connectindex.audit.whatif.records import Base
    from connectindex.audit.whatif.scoring import Question, UnitDraws
    from connectindex.model.words import Words
    from connectindex.pipeline.measure import Measured

    Array = NDArray[np.float64]

SMALL = 0.005  # points: less than what is printed with two decimals


@dataclass(frozen=True, eq=False)
class WhatIf:
    """Effects of changed links on an index; a calculation with the links and not a forecast.

    Parameters
    ----------
    measured, base, moves
        Measured edition, the edition without changes, and the changes.
    skipped
        Reason why a move was not applied, by its number.
    names
        Projects whose links are read by an indicator, in the order of the file.
    variants
        Denominated columns: plan k is project k alone; the last plan is all of them together.
    scores
        Nominal scores of the index, array (1 + plans, units), the edition as it is first.
    question
        Assumptions, number of draws and seed; None: no draws were made.
    before, after
        Draws of the edition as it is (all units), and of each plan (the units at its ends; of the last plan all).
    """

    measured: Measured
    base: Base
    moves: Moves
    skipped: dict[int, str]
    names: tuple[str, ...]
    variants: Variants
    scores: Array
    question: Question | None
    before: UnitDraws | None
    after: tuple[UnitDraws, ...]

    @cached_property
    def units(self) -> Index:
        """List the codes of the units, in the order of ``scores``."""
        index = self.measured.denominated.index
        return index[index.get_level_values("year") == self.base.year].get_level_values("unit")

    @cached_property
    def ranks(self) -> Array:
        """Compute nominal ranks, array (1 + plans, units)."""
        return ranked(self.scores)

    @cached_property
    def tolerance(self) -> float:
        """Return the least change of a score that counts: `connectindex.model.ranking.tolerance`."""
        return float(tolerance(self.scores[0])[0])

    @cached_property
    def table(self) -> DataFrame:
        """Tabulate score and rank of each unit before and after all moves together.

        Returns
        -------
        DataFrame, index unit: ``before``, ``after``, ``change`` of the score with ``low`` and ``high`` (5th and
        95th percentile over the draws, each with the same assumptions before and after), ``rose``: share of the
        draws in which it rose, ``verdict``: rose, fell, not significant, or unchanged; ``rank_before``,
        ``rank_after``, ``places`` (gained; less than zero: lost) with ``places_low`` and ``places_high``.
        """
        return self._changes(len(self.names), np.arange(len(self.units)))

    @cached_property
    def effects(self) -> DataFrame:
        """Tabulate each project alone, on the ranked units at its ends: ``project``, ``unit``, columns of `table`."""
        parts = [
            self._changes(k, self._ends(name)).reset_index().assign(project=name) for k, name in enumerate(self.names)
        ]
        columns = ["project", "unit", *self.table.columns]
        parts = [p for p in parts if len(p)]
        return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)

    @cached_property
    def projects(self) -> DataFrame:
        """Tabulate each project alone, by its effect on the units at its ends.

        Returns
        -------
        DataFrame, one row a project: ``rank``; ``project``; ``links``: rows of the file; ``modes``; ``units`` at
        its ends; ``gain``: sum of the changes of their scores, with ``low`` and ``high`` (5th and 95th percentile
        of that sum over the draws) and ``verdict``; ``places``: places that its ends gain; ``best_unit`` and
        ``best_change`` among the ends; ``others_loss`` and ``others_loss_unit``: the largest fall elsewhere;
        ``others_places``: how many other units change their rank; ``there_already``: operating links of
        the same modes between the same units before; ``why``: why it moves nothing, or what to beware of.
        """
        rows = [self._project(name) for name in self.moves.projects]
        table = pd.DataFrame(rows)
        order = table.assign(none=table["gain"].isna()).sort_values(
            ["none", "gain", "places", "project"], ascending=[True, False, False, True], kind="stable"
        )
        order.insert(0, "rank", order["gain"].rank(ascending=False, method="min").astype("Int64"))
        return order.drop(columns="none").reset_index(drop=True)

    @cached_property
    def pairs(self) -> DataFrame:
        """Tabulate interactions of two projects: their joint effect less the sum of their single effects.

        Returns
        -------
        DataFrame, one row a pair of projects that indicators read, the strongest first: ``project``, ``other``,
        ``unit`` on which they act on each other most, its ``joint`` change of score, ``apart``: the sum of the
        changes by each alone, ``interaction``: the difference; ``places_joint``, ``places_apart`` likewise for
        its rank; ``together``: whether that is more than arithmetic leaves (half a hundredth of a point, or
        a rank). Pairs with a project that no indicator reads have no interaction and are not listed.
        """
        each = list(combinations(range(len(self.names)), 2))
        columns = ["project", "other", "unit", "joint", "apart", "interaction", "places_joint", "places_apart"]
        if not each:
            return pd.DataFrame(columns=[*columns, "together"])
        plans = [tuple(sorted((*self.variants.plans[p], *self.variants.plans[q]))) for p, q in each]
        scores = nominal_scores(self.measured, self.base, variants(self.measured, self.base, self.moves, plans))
        p, q = np.array(each).T
        joint = scores[1:] - scores[0]
        apart = (self.scores[1 + p] - self.scores[0]) + (self.scores[1 + q] - self.scores[0])
        ranks = ranked(scores)
        places = ranks[0] - ranks[1:]
        places_apart = (self.ranks[0] - self.ranks[1 + p]) + (self.ranks[0] - self.ranks[1 + q])
        size = np.nan_to_num(np.abs(joint - apart))
        shift = np.nan_to_num(np.abs(places - places_apart))
        # where the scores just add up, the unit whose rank does not
        row, at = (
            np.arange(len(each)),
            np.where(size.max(axis=1) < self.tolerance, shift.argmax(axis=1), size.argmax(axis=1)),
        )
        table = pd.DataFrame(
            {
                "project": [self.names[k] for k in p],
                "other": [self.names[k] for k in q],
                "unit": self.units[at],
                "joint": joint[row, at],
                "apart": apart[row, at],
                "interaction": (joint - apart)[row, at],
                "places_joint": places[row, at],
                "places_apart": places_apart[row, at],
                "together": (size.max(axis=1) >= SMALL) | (shift.max(axis=1) >= 1),
            }
        )
        none = (size.max(axis=1) < self.tolerance) & (shift.max(axis=1) < 1)
        table["unit"] = table["unit"].mask(none, "")
        order = table.assign(size=np.where(size.max(axis=1) < self.tolerance, 0.0, size.max(axis=1))).sort_values(
            ["together", "size", "project", "other"], ascending=[False, False, True, True], kind="stable"
        )
        return order.drop(columns="size").reset_index(drop=True)

    @cached_property
    def marginal(self) -> DataFrame:
        """Compute the effect of one more link of each mode for each ranked unit, with its most plausible partner.

        Returns
        -------
        DataFrame: ``unit``, ``mode``, ``partner`` (see `connectindex.audit.whatif.candidates.nearest`), ``links``
        the two have already, ``indicators`` of the unit that move, ``change`` of its score, ``places`` gained,
        ``partner_change`` of the partner's score.
        """
        places = dict(zip(self.units, range(len(self.units)), strict=True))
        scored = self.units[~np.isnan(self.scores[0])]
        near = nearest(candidates(self.base, list(scored)))
        moves = near.moves(member_modes(self.base))
        plans = list(moves.projects.values())
        plan_variants = variants(self.measured, self.base, moves, plans)
        scores = nominal_scores(self.measured, self.base, plan_variants)
        ranks = ranked(scores)
        table = near.table
        at = table["unit"].map(places).to_numpy(dtype=int)
        row = 1 + np.arange(len(table))
        other = table["partner"].map(places)
        partner = np.where(other.isna(), np.nan, (scores - scores[0])[row, other.fillna(0).to_numpy(dtype=int)])
        out = table[["unit", "mode", "partner", "links"]].assign(
            indicators=self._moved(plan_variants, at),
            change=scores[row, at] - scores[0, at],
            places=ranks[0, at] - ranks[row, at],
            partner_change=partner,
        )
        return out.sort_values(["unit", "mode"], kind="stable").reset_index(drop=True)

    @property
    def sentences(self) -> tuple[Words, ...]:
        """Describe the effects, each with its interval."""
        return sentences.of_what_if(self)

    def target(self, unit: str, ranks: int, moves: str | Path | DataFrame | None = None, most: int = 150) -> DataFrame:
        """Find the cheapest one or two moves that gain a unit ranks: `connectindex.audit.whatif.targets.target`."""
        return target(self.measured, self.base, unit, ranks, moves, most)

    def plot(self, *, most: int = 30) -> Any:
        """Draw the greatest changes of scores with Vega-Altair, with their intervals where draws were made.

        Raises
        ------
        InputError
            Altair is not installed: ``pip install 'connectindex[plot]'``.
        """
        from connectindex.plots import intervals  # noqa: PLC0415 - only charts need it
        from connectindex.plots.base import distinct  # noqa: PLC0415

        table = self.table[self.table["change"].abs() >= self.tolerance]
        table = table.loc[table["change"].abs().sort_values(ascending=False, kind="stable").index]
        names = self.measured.edition.units.names.reindex(table.index)
        table = table.assign(name=distinct(names, map(str, table.index)))
        return intervals.changes(table[["name", "change", "low", "high"]], "What if: change of scores", most)

    def tables(self) -> dict[str, DataFrame]:
        """Return flat tables to publish, by name."""
        return {
            "whatif": self.table.reset_index(),
            "projects": self.projects,
            "effects": self.effects,
            "pairs": self.pairs,
            "marginal": self.marginal,
        }

    def _size(self) -> tuple[str, ...]:
        """Count links, projects and draws."""
        draws = self.question.draws if self.question else 0
        projects = counted(len(self.moves.projects), "project")
        return counted(len(self.moves.table), "changed link"), projects, counted(draws, "draw")

    def __repr__(self) -> str:
        return described(type(self).__name__, self.measured.edition.label, str(self.base.year), *self._size())

    def _repr_html_(self) -> str:
        """The projects, and the units that change most, for a notebook."""
        most = self.table["change"].abs().sort_values(ascending=False, kind="stable").index
        table = named(self.table.loc[most], self.measured.edition.units.names)
        columns = ["rank", "project", "links", "units", "gain", "low", "high", "verdict", "places"]
        return html(f"{self.measured.edition.label}: what if", ", ".join(self._size()), self.projects[columns], table)

    def _moved(self, plan_variants: Variants, units: NDArray[np.intp]) -> list[str]:
        index = self.measured.denominated.index
        first = int(np.flatnonzero(index.get_level_values("year") == self.base.year)[0])
        moved: list[list[str]] = [[] for _ in units]
        for name, columns in plan_variants.columns.items():
            now, then = columns[plan_variants.place[name], first + units], columns[0, first + units]
            for k in np.flatnonzero(~((now == then) | (np.isnan(now) & np.isnan(then)))):
                moved[k].append(name)
        return ["; ".join(m) for m in moved]

    @cached_property
    def _scale(self) -> Rescaling:
        assert self.before is not None  # noqa: S101 - for the type checker: callers have checked
        vary = self.question.vary if self.question else ()
        return scale_of(vary, self.before.scores, self.scores[0])

    def _ends(self, project: str) -> NDArray[np.intp]:
        """Places of the ranked units at the ends of a project; of an index of pairs, the pairs that its links join."""
        moves = list(self.moves.projects[project])
        rows = self.moves.table.loc[moves]
        codes = {self.base.unit_of[c] for c in [*rows["from"], *rows["to"]] if c}
        if self.base.edition.pairs is not None:
            pairs = touched(self.base, self.moves)
            pairs = pairs[pairs["move"].isin(moves)]
            codes = {f"{x}-{y}" for a, b in zip(pairs["a"], pairs["b"], strict=True) for x, y in ((a, b), (b, a))}
        return np.flatnonzero(self.units.isin(codes) & ~np.isnan(self.scores[0]))

    def _changes(self, plan: int, units: NDArray[np.intp]) -> DataFrame:
        codes = self.units[units]
        first, last = (pd.Series(self.scores[k, units], index=codes) for k in (0, 1 + plan))
        rank = [pd.Series(self.ranks[k, units], index=codes).astype("Int64") for k in (0, 1 + plan)]
        if self.before is None:
            none = np.full((1, len(units)), np.nan)
            drawn = [pd.DataFrame(none, columns=codes)] * 2
            gained = none
        else:
            unit_draws = self.after[plan]
            at = np.searchsorted(unit_draws.units, units)
            drawn = [
                pd.DataFrame(self._scale.published(s), columns=codes)
                for s in (self.before.scores[:, units], unit_draws.scores[:, at])
            ]
            gained = self.before.ranks[:, units] - unit_draws.ranks[:, at]
        table = change_table((drawn[0], first, rank[0]), (drawn[1], last, rank[1]))
        still = (table["change"].abs() < self.tolerance) & table[["low", "high"]].abs().lt(self.tolerance).all(axis=1)
        table["verdict"] = table["verdict"].mask(still, "unchanged")
        ends = spread(gained) if len(units) else {"low": np.zeros(0), "high": np.zeros(0)}
        return table.assign(
            places=(table["rank_before"] - table["rank_after"]).astype("Int64"),
            places_low=ends["low"],
            places_high=ends["high"],
        )

    def _project(self, name: str) -> dict[str, object]:
        moves = self.moves.projects[name]
        rows = self.moves.table.loc[list(moves)]
        ends = self._ends(name)
        row: dict[str, object] = {
            "project": name,
            "links": len(moves),
            "modes": "; ".join(dict.fromkeys(rows["mode"])),
            "units": "; ".join(dict.fromkeys(self.base.unit_of[c] for c in rows[["from", "to"]].to_numpy().flat if c)),
            "gain": np.nan, "low": np.nan, "high": np.nan, "verdict": "", "places": np.nan,
            "best_unit": "", "best_change": np.nan, "others_loss": np.nan, "others_loss_unit": "",
            "others_places": 0, "there_already": self._existing_links(rows),
        }  # fmt: skip
        if name not in self.names:
            return {**row, "why": self._why(name, moved=False)}
        k = self.names.index(name)
        change = self.scores[1 + k] - self.scores[0]
        places = self.ranks[0] - self.ranks[1 + k]
        moved = bool((np.abs(np.nan_to_num(change)) >= self.tolerance).any())
        if not moved:
            return {**row, "gain": 0.0, "places": 0.0, "why": self._why(name, moved=False)}
        others = np.setdiff1d(np.flatnonzero(~np.isnan(change)), ends)
        row |= {"gain": change[ends].sum(), "places": places[ends].sum()}
        row["others_places"] = int((places[others] != 0).sum())
        if self.before is not None:
            total = ((self.after[k].scores - self.before.scores[:, ends]) * self._scale.factor).sum(
                axis=1, keepdims=True
            )
            low, high = (float(v[0]) for v in (spread(total)["low"], spread(total)["high"]))
            verdict = "rose" if low > 0 else "fell" if high < 0 else "not significant"
            row |= {"low": low, "high": high, "verdict": verdict}
        if len(ends):
            best = ends[np.argmax(change[ends])]
            row |= {"best_unit": str(self.units[best]), "best_change": change[best]}
        if len(others) and change[others].min() <= -self.tolerance:
            worst = others[np.argmin(change[others])]
            row |= {"others_loss": change[worst], "others_loss_unit": str(self.units[worst])}
        return {**row, "why": self._why(name, moved=True)}

    def _existing_links(self, rows: DataFrame) -> float:
        """Operating links of the same modes between the same units."""
        pairs = self.base.dyads.operating().pairs.set_index(["mode", "unit", "partner"])["count"]
        keys = {
            (m, self.base.unit_of[a], self.base.unit_of[b])
            for m, a, b in rows[["mode", "from", "to"]].itertuples(index=False)
            if b
        }
        return float(pairs[pairs.index.isin(list(keys))].sum()) if keys else 0.0

    def _why(self, name: str, *, moved: bool) -> Words:
        moves = self.moves.projects[name]
        reasons = [self.skipped[m] for m in moves if m in self.skipped]
        return sentences.why(self, name, list(dict.fromkeys(reasons)), moved=moved)
