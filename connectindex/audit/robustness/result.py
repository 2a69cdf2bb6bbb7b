"""Results of a robustness analysis: rank intervals, tiers, sensitivity, change, convergence of the draws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.assumptions.methods import Assumption, LeaveOut, names_of
from connectindex.audit.robustness import sensitivity
from connectindex.audit.robustness.engine import Draws, drawn
from connectindex.audit.robustness.plots import Plots
from connectindex.audit.robustness.rescaling import Rescaling, scale_of
from connectindex.audit.robustness.sampling import choices_of, points, space
from connectindex.audit.robustness.scores_of_draws import scored, tables_of_draws
from connectindex.audit.robustness.summaries import (
    before_matrix,
    change_table,
    interval_table,
    mean_known,
    moved_shares,
    rank_table,
    spread,
)
from connectindex.audit.robustness.tiers import sure_within, tiers
from connectindex.errors import InputError, Problem, shown, unknown
from connectindex.model.display import counted, described, html, named
from connectindex.model.ranking import ranked, ranks
from connectindex.model.tree import ROOT

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Index, Series

    from connectindex.audit.robustness.noisy_data import Sampled
    from connectindex.audit.robustness.sampling import Space
    from connectindex.pipeline.measure import Measured

BASE = 256  # base draws of the sensitivity analysis; it needs N(d+2) runs
RESAMPLES = 200


@dataclass(frozen=True, eq=False)
class Robustness(Plots):
    """Results of a robustness analysis: ranks, intervals, tiers and sensitivity over the draws.

    Parameters
    ----------
    measured
        Measured edition whose assumptions were varied.
    vary
        The assumptions.
    draws
        Scores of the root and of its children in every draw.
    seed
        Seed of the sequence of draws.
    nominal
        Scores with the nominal settings: index (year, unit), columns the same nodes.
    sampled
        Measured copies of the edition, where links or counts vary.
    """

    measured: Measured
    vary: tuple[Assumption, ...]
    draws: Draws
    seed: int
    nominal: DataFrame
    sampled: Sampled

    @cached_property
    def ranks(self) -> DataFrame:
        """Compute rank intervals of the index: nominal, median, low and high (5th and 95th percentile) and more."""
        return self.ranks_of(ROOT)

    def table(self) -> DataFrame:
        """Tabulate scores and ranks of the last year with their 90 % intervals, with the names of the units.

        Returns
        -------
        DataFrame, a row a unit in the order of the ranking: ``unit``, ``unit_name``, ``rank``, ``rank_median``,
        ``rank_low``, ``rank_high``, ``score``, ``score_low``, ``score_high``.
        """
        scores = self.scores.xs((self.draws.index[-1][0], ROOT), level=("year", "node"))
        return interval_table(self.ranks, scores, self.measured.edition.units.names)

    def ranks_of(self, node: str, year: int | None = None) -> DataFrame:
        """Compute rank intervals on the root or one of its children, in the last year unless another is named.

        Raises
        ------
        KeyError
            Of this node or year there are no draws.

        See Also
        --------
        connectindex.audit.robustness.summaries.rank_table : its columns.
        """
        self._require(node, year)
        return rank_table(ranked(self.draws.of(node, year)), self._nominal_ranks_of(year)[node])

    @cached_property
    def scores(self) -> DataFrame:
        """Compute scores and their 90 % intervals: index (year, unit, node), ``score``, ``low``, ``high``, ``sd``.

        Draws on other scales are converted to the published one: `connectindex.audit.robustness.rescaling`.
        """
        parts = {}
        for node in self.draws.scores:
            drawn = self._scale(node).published(self.draws.scores[node][self.draws.computed])
            parts[node] = pd.DataFrame(
                {"score": self.nominal[node].to_numpy(), **spread(drawn)}, index=self.draws.index
            )
        table = pd.concat(parts, names=["node"]).reorder_levels(["year", "unit", "node"])
        return table.loc[[(y, u, n) for y, u in self.draws.index for n in parts]]

    def changes(self, node: str = ROOT, since: int | None = None, until: int | None = None) -> DataFrame:
        """Compute changes of score and rank between two years, each draw under the same assumptions in both years.

        Parameters
        ----------
        node
            The root or one of its children.
        since, until
            Years; by default the first and the last.

        Returns
        -------
        DataFrame, index unit: ``before``, ``after``, ``change`` of the score with ``low`` and ``high`` (5th and
        95th percentile over the draws), ``rose``: share of the draws in which it rose; ``verdict``: rose, fell, or
        "not significant" where the interval holds zero; ``rank_before``, ``rank_after``.

        Raises
        ------
        InputError
            The edition has no such years.
        """
        self._require(node)
        years = list(self.measured.edition.about.years)
        first, last = years[0] if since is None else since, years[-1] if until is None else until
        wrong = [y for y in (first, last) if y not in years]
        if wrong or first == last:
            got = shown(wrong[0] if wrong else first)
            raise InputError([Problem("changes", f"must be between two of the years {years}", got)])
        scale = self._scale(node, (first, last))
        return change_table(
            *(
                (
                    pd.DataFrame(scale.published(self.draws.of(node, y)), columns=self._units_of(y)),
                    self.nominal.loc[y][node],
                    self._nominal_ranks_of(y)[node],
                )
                for y in (first, last)
            )
        )

    @property
    def failures(self) -> DataFrame:
        """List draws that could not be computed, with their settings; empty unless they are counted."""
        return self.draws.failures

    @cached_property
    def before(self) -> DataFrame:
        """Compute P(row ranks before column), units x units: it separates two units, overlapping intervals do not."""
        return before_matrix(self.draws.of(ROOT), self.draws.units)

    @cached_property
    def tiers(self) -> Series:
        """Compute the tier of each unit: its first outranks all those of the tiers below in at least 95 % of the draws.

        See Also
        --------
        connectindex.audit.robustness.tiers.tiers : how borders are drawn, and which stand.
        """
        return tiers(self.draws.of(ROOT), self.draws.units, self._nominal_ranks[ROOT])

    @property
    def sure_within_tiers(self) -> float:
        """Compute the share of the pairs inside a tier whose order holds in 95 % of the draws or more."""
        return sure_within(self.before, self.tiers)

    @cached_property
    def distribution(self) -> DataFrame:
        """Compute the share of the draws in which each unit has each rank: units x ranks."""
        ranks = ranked(self.draws.of(ROOT))
        n = ranks.shape[1]
        counts = np.zeros((n, n))
        for k in range(n):  # over units: each has its own histogram
            unit_ranks = ranks[:, k]
            counts[k] = np.bincount(unit_ranks[~np.isnan(unit_ranks)].astype(int) - 1, minlength=n)
        share = counts / len(ranks)
        return pd.DataFrame(share, index=self.draws.units, columns=pd.RangeIndex(1, n + 1, name="rank"))

    @cached_property
    def one_at_a_time(self) -> DataFrame:
        """Vary each choice alone: mean rank shift, share of units that move 5, 10, 20 places or more.

        A choice that cannot be used alone (a geometric mean on scores with zeros) has no numbers, and a
        note that says why.
        """
        rows = []
        for name, assumption in zip(names_of(self.vary), self.vary, strict=True):
            for label, alone, u in choices_of(assumption, self.measured.edition.tree, self.seed):
                try:
                    ranks, note = self._ranks(alone, u), ""
                except InputError as error:
                    ranks, note = np.full((1, len(self._root_ranks)), np.nan), str(error.problems[-1])
                moved = moved_shares(ranks, self._root_ranks)
                rows.append({"assumption": name, "choice": label, **moved, "note": note})
        return pd.DataFrame(rows)

    @cached_property
    def leave_one_out(self) -> DataFrame:
        """Leave out each element of the tree: mean rank shift, and share of units that move."""
        tree = self.measured.edition.tree
        rows = []
        for level in range(1, tree.level()):
            cube = space((LeaveOut(level),), tree)
            names = cube.elements[0]
            u = (np.arange(len(names))[:, None] + 0.5) / len(names)
            ranks = self._ranks((LeaveOut(level),), u)
            rows += [
                {"level": level, "element": name, **moved_shares(ranks[[k]], self._root_ranks)}
                for k, name in enumerate(names)
                if name
            ]
        return pd.DataFrame(rows)

    @cached_property
    def sobol(self) -> DataFrame:
        """Compute Sobol' indices of each assumption for the mean absolute rank shift, with 90 % intervals."""
        return self.sobol_of(ROOT)

    def sobol_of(self, node: str) -> DataFrame:
        """Compute Sobol' indices for the ranks on the root or one of its children."""
        self._require(node)
        ranks = self._nominal_ranks[node].to_numpy(dtype=float, na_value=np.nan)
        shift = mean_known(np.abs(ranked(self._base[node]) - ranks).T)
        # a run without the node has no ranks on it, and its base draw says nothing
        runs = shift.reshape(len(self.vary) + 2, -1)
        runs = runs[:, ~np.isnan(runs).any(axis=0)]
        return sensitivity.table(runs.ravel(), names_of(self.vary), times=RESAMPLES, seed=self.seed)

    @cached_property
    def sobol_pillars(self) -> DataFrame:
        """Compute Sobol' indices for the index and each of its children: index (node, assumption)."""
        return pd.concat({node: self.sobol_of(node) for node in self.draws.scores}, names=["node"])

    @cached_property
    def ranks_pillars(self) -> DataFrame:
        """Compute rank intervals on each child of the root: index (node, unit), columns as `ranks`; may be empty."""
        nodes = [node for node in self.draws.scores if node != ROOT]
        parts = {node: self.ranks_of(node) for node in nodes} or {ROOT: self.ranks.iloc[:0]}
        return pd.concat(parts, names=["node", "unit"])

    def sobol_scores(self, node: str = ROOT) -> DataFrame:
        """Compute Sobol' indices of each assumption for each unit's score.

        Returns
        -------
        DataFrame, index unit, columns (index, assumption): ``first`` and ``total``; missing for a unit
        without a score in every run.
        """
        self._require(node)
        first, total = sensitivity.indices(self._base[node], len(self.vary))
        names = names_of(self.vary)
        columns = pd.MultiIndex.from_product([["first", "total"], names], names=["index", "assumption"])
        return pd.DataFrame(np.concatenate([first, total]).T, index=self.draws.units, columns=columns)

    @cached_property
    def rank_reversal(self) -> DataFrame:
        """Count rank reversals: pairs of the other units that change places when a unit leaves.

        Returns
        -------
        DataFrame, index unit: ``pairs`` that are the other way round without it, ``shift``: mean absolute
        change of the others' ranks among themselves; ``note``: why there is none, where the rule for weights
        cannot do without the unit.
        """
        units = list(self.draws.units)
        if len(units) < 2:  # nobody stays behind
            pairs = pd.array([0] * len(units), dtype="Int64")
            return pd.DataFrame({"pairs": pairs, "shift": np.nan, "note": ""}, index=pd.Index(units, name="unit"))
        scores = self._last_nominal[ROOT]
        left, notes = self._without_each()
        rows = {}
        for k, unit in enumerate(units):  # over units: each leaves once, and the scale is recomputed without it
            first, last = ranked(scores.drop(unit).to_numpy()), ranked(np.delete(left[k], k))
            before, after = (np.sign(x[:, None] - x[None, :]) for x in (first, last))
            shift = np.abs(first - last)
            pairs = pd.NA if notes[k] else int((before * after == -1).sum() // 2)
            rows[unit] = {"pairs": pairs, "shift": float(mean_known(shift)), "note": notes[k]}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("unit").astype({"pairs": "Int64"})

    @cached_property
    def _base(self) -> dict[str, NDArray[np.float64]]:
        """Scores of the last year at the points of the sensitivity analysis, N(d+2) runs.

        A base draw of which any run could not be computed (and is counted) is left out whole.
        """
        cube = space(self.vary, self.measured.edition.tree)
        u = sensitivity.sobol_points(points(2 * cube.dimensions, BASE, self.seed), cube.columns)
        draws = self._drawn(cube, u, tuple(self.nominal.columns))
        whole = np.tile(draws.computed.reshape(-1, BASE).all(axis=0), len(u) // BASE)
        last = np.asarray(draws.index.get_level_values("year") == draws.index[-1][0])
        return {node: scores[np.ix_(whole, last)] for node, scores in draws.scores.items()}

    def _scale(self, node: str, years: tuple[int, ...] = ()) -> Rescaling:
        """Compute the rescaling of a node's draws, over the units of some years, all by default."""
        of = self.draws.index.get_level_values("year")
        here = of.isin(years) if years else np.ones(len(of), dtype=bool)
        drawn = self.draws.scores[node][self.draws.computed][:, here]
        return scale_of(self.vary, drawn, self.nominal[node].to_numpy(dtype=float)[here])

    def _drawn(self, cube: Space, u: NDArray[np.float64], nodes: tuple[str, ...]) -> Draws:
        return drawn(
            self.measured,
            cube,
            u,
            nodes,
            failures=self.measured.edition.robustness.failures,
            sampled=self.sampled if cube.vary == self.vary else None,
            rows=self.draws.index,
        )

    def _without_each(self) -> tuple[NDArray[np.float64], list[str]]:
        """Nominal scores of the index when one unit is not there, (units that leave, units), and what went wrong."""
        units = self.draws.units
        try:
            return self._without(units), [""] * len(units)
        except InputError:  # of one unit; the others are computed one by one
            scores, notes = np.full((len(units), len(units)), np.nan), [""] * len(units)
            for k in range(len(units)):
                try:
                    scores[k] = self._without(units[[k]])
                except InputError as error:
                    notes[k] = str(error.problems[-1])
            return scores, notes

    def _without(self, leaving: Index) -> NDArray[np.float64]:
        m, units = self.measured, self.draws.units
        index = m.denominated.index
        absent = index.get_level_values("unit").to_numpy() == leaving.to_numpy()[:, None]
        x = np.broadcast_to(m.denominated.to_numpy(dtype=float), (len(leaving), *m.denominated.shape))
        shared = tables_of_draws(m, m.edition.methods, x, absent)
        last = shared.years[-1]
        tree = m.edition.tree
        scores = scored(tree, space((), tree), (), np.zeros((len(leaving), 0)), shared, last)[ROOT]
        where = pd.Index(index[last.rows].get_level_values("unit")).get_indexer(units)
        return np.where(units.to_numpy() == leaving.to_numpy()[:, None], np.nan, scores[:, where])

    @cached_property
    def convergence(self) -> DataFrame:
        """Compute the mean width of the 90 % intervals after a quarter, half and all of the draws."""
        ranks = ranked(self.draws.of(ROOT))
        rows = []
        for part in (4, 2, 1):
            n = max(1, len(ranks) // part)
            table = rank_table(ranks[:n], self._nominal_ranks[ROOT])
            rows.append({"draws": n, "width": float((table["high"] - table["low"]).mean())})
        return pd.DataFrame(rows)

    @property
    def settled(self) -> bool:
        """Tell whether the mean width changes by less than 5 %, or a tenth of a rank, when the draws double."""
        half, whole = self.convergence["width"].iloc[-2:]
        return bool(abs(whole - half) < max(0.05 * whole, 0.1))

    @cached_property
    def _last_nominal(self) -> DataFrame:
        return self.nominal.loc[self.draws.index[-1][0]]

    def _units_of(self, year: int) -> Index:
        index = self.draws.index
        return index[index.get_level_values("year") == year].get_level_values("unit")

    def _nominal_ranks_of(self, year: int | None) -> DataFrame:
        return ranks(self._last_nominal if year is None else self.nominal.loc[year])

    @cached_property
    def _nominal_ranks(self) -> DataFrame:
        return self._nominal_ranks_of(None)

    @property
    def _root_ranks(self) -> NDArray[np.float64]:
        return np.asarray(self._nominal_ranks[ROOT].to_numpy(dtype=float, na_value=np.nan))

    def _ranks(self, vary: tuple[Assumption, ...], u: NDArray[np.float64]) -> NDArray[np.float64]:
        cube = space(vary, self.measured.edition.tree)
        return ranked(self._drawn(cube, u, (ROOT,)).of(ROOT))

    def _require(self, node: str, year: int | None = None) -> None:
        """Raise where there are no draws of a node or year."""
        if node not in self.draws.scores:
            raise unknown("draws of node", node, self.draws.scores)
        years = self.measured.edition.about.years
        if year is not None and year not in years:
            raise unknown("year", year, map(str, years))

    def _size(self) -> tuple[str, ...]:
        """Describe the draws: their number, units, seed, and what was varied."""
        number = len(next(iter(self.draws.scores.values())))
        varied = ", ".join(names_of(self.vary))
        return counted(number, "draw"), counted(len(self.draws.units), "unit"), f"seed {self.seed}", f"varied: {varied}"

    def __repr__(self) -> str:
        return described(type(self).__name__, self.measured.edition.label, *self._size())

    def _repr_html_(self) -> str:
        """The head of the ranking with its intervals, for a notebook."""
        table = self.ranks.sort_values("nominal", kind="stable")[["nominal", "median", "low", "high", "shift"]]
        title = f"{self.measured.edition.label}: ranks and their 90 % intervals"
        return html(title, "; ".join(self._size()), named(table, self.measured.edition.units.names))
