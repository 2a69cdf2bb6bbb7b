"""Robustness: how ranks and scores answer to the assumptions behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.audit.robustness import sensitivity
from connectindex.audit.robustness.engine import Draws, drawn, ranked
from connectindex.audit.robustness.sampling import points, space
from connectindex.audit.robustness.summaries import before_matrix, moved_shares, rank_table, tied_groups
from connectindex.chain import gathered
from connectindex.errors import InputError, Problem, shown
from connectindex.model.tree import ROOT
from connectindex.stages.assumptions import Assumption, LeaveOut, VaryMethod, VaryWeights, names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame, Series

    from connectindex.chain import Measured
    from connectindex.edition.model import Edition

BASE = 256  # base draws of the sensitivity analysis; it needs N(d+2) runs
RESAMPLES = 200

# What an edition without [robustness] is asked: the JRC's usual alternatives of weights.
USUAL: tuple[Assumption, ...] = (VaryWeights(0.25),)


@dataclass(frozen=True, eq=False)
class Robustness:
    """What the draws say.

    Parameters
    ----------
    measured
        What was varied from.
    vary
        The assumptions.
    draws
        Scores of the root and of its children in every draw.
    seed
        Of the sequence of draws.
    nominal
        Scores with the nominal settings, units x the same nodes.
    """

    measured: Measured
    vary: tuple[Assumption, ...]
    draws: Draws
    seed: int
    nominal: DataFrame

    @cached_property
    def ranks(self) -> DataFrame:
        """Ranks of the index: nominal, median, low and high (5th and 95th percentile) and more."""
        return self.ranks_of(ROOT)

    def ranks_of(self, node: str) -> DataFrame:
        """Ranks on the root or one of its children.

        See Also
        --------
        connectindex.audit.robustness.summaries.rank_table : its columns.
        """
        return rank_table(ranked(self.draws.scores[node]), self._nominal_ranks[node])

    @cached_property
    def before(self) -> DataFrame:
        """P(row ranks before column), units x units."""
        return before_matrix(self.draws.scores[ROOT], self.draws.units)

    @cached_property
    def groups(self) -> Series:
        """Groups of neighbours in the ranking that cannot be told apart with 95 % certainty."""
        return tied_groups(self.before, self._nominal_ranks[ROOT])

    @cached_property
    def distribution(self) -> DataFrame:
        """Share of the draws in which each unit has each rank: units x ranks."""
        ranks = ranked(self.draws.scores[ROOT])
        n = ranks.shape[1]
        counts = np.zeros((n, n))
        for k in range(n):  # over units: each has its own histogram
            own = ranks[:, k]
            counts[k] = np.bincount(own[~np.isnan(own)].astype(int) - 1, minlength=n)
        share = counts / len(ranks)
        return pd.DataFrame(share, index=self.draws.units, columns=pd.RangeIndex(1, n + 1, name="rank"))

    @cached_property
    def one_at_a_time(self) -> DataFrame:
        """Each choice taken alone: mean rank shift, share of units that move 5, 10, 20 places or more.

        A choice that cannot stand alone (a geometric mean on scores with zeros) has no numbers, and a
        note that says why.
        """
        rows = []
        for name, assumption in zip(names_of(self.vary), self.vary, strict=True):
            for label, alone, u in _alone(assumption, self.measured, self.seed):
                try:
                    ranks, note = self._ranks(alone, u), ""
                except InputError as error:
                    ranks, note = np.full((1, len(self._root_ranks)), np.nan), str(error.problems[-1])
                moved = moved_shares(ranks, self._root_ranks)
                rows.append({"assumption": name, "choice": label, **moved, "note": note})
        return pd.DataFrame(rows)

    @cached_property
    def leave_one_out(self) -> DataFrame:
        """Mean rank shift, and share of units moving, when one element of the tree is left out."""
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
        """Sobol' indices of each assumption for the mean absolute rank shift, with 90 % intervals."""
        return self.sobol_of(ROOT)

    def sobol_of(self, node: str) -> DataFrame:
        """The same for the ranks on the root or one of its children."""
        shift = np.abs(ranked(self._base[node]) - self._nominal_ranks[node].to_numpy(dtype=float, na_value=np.nan))
        return sensitivity.table(np.nanmean(shift, axis=1), names_of(self.vary), times=RESAMPLES, seed=self.seed)

    def sobol_scores(self, node: str = ROOT) -> DataFrame:
        """Sobol' indices of each assumption for each unit's score.

        Returns
        -------
        DataFrame, index unit, columns (index, assumption): ``first`` and ``total``; missing for a unit
        without a score in every run.
        """
        first, total = sensitivity.indices(self._base[node], len(self.vary))
        names = names_of(self.vary)
        columns = pd.MultiIndex.from_product([["first", "total"], names], names=["index", "assumption"])
        return pd.DataFrame(np.concatenate([first, total]).T, index=self.draws.units, columns=columns)

    @cached_property
    def rank_reversal(self) -> DataFrame:
        """What happens to the others when a unit leaves: pairs of the others that change places.

        Returns
        -------
        DataFrame, index unit: ``pairs`` that are the other way round without it, ``shift``: mean absolute
        change of the others' ranks among themselves.
        """
        units = list(self.draws.units)
        scores = self.nominal[ROOT]
        rows = {}
        for unit in units:  # over units: each leaves once, and the scale is made anew without it
            others = scores.drop(unit).to_numpy()
            again = self._without(unit).reindex(scores.index.drop(unit)).to_numpy()
            before, after = (np.sign(x[:, None] - x[None, :]) for x in (others, again))
            shift = np.abs(ranked(others[None])[0] - ranked(again[None])[0])
            rows[unit] = {"pairs": int((before * after == -1).sum() // 2), "shift": float(np.nanmean(shift))}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("unit")

    @cached_property
    def _base(self) -> dict[str, NDArray[np.float64]]:
        """Scores at the points of the sensitivity analysis, N(d+2) runs."""
        cube = space(self.vary, self.measured.edition.tree)
        u = sensitivity.sobol_points(points(2 * cube.dimensions, BASE, self.seed), cube.columns)
        return drawn(self.measured, cube, u, tuple(self.nominal.columns)).scores

    def _without(self, unit: str) -> Series:
        """Nominal scores of the index when a unit is not there."""
        m = self.measured
        here = m.denominated.index.get_level_values("unit") != unit
        rest = replace(m, values=m.values[here], denominated=m.denominated[here], applicable=m.applicable[here])
        found = drawn(rest, space((), m.edition.tree), np.zeros((1, 0)), (ROOT,))
        return pd.Series(found.scores[ROOT][0], index=found.units)

    @cached_property
    def convergence(self) -> DataFrame:
        """How the intervals settle: the mean width of the 90 % intervals after a quarter, half, all draws."""
        ranks = ranked(self.draws.scores[ROOT])
        rows = []
        for part in (4, 2, 1):
            n = max(1, len(ranks) // part)
            table = rank_table(ranks[:n], self._nominal_ranks[ROOT])
            rows.append({"draws": n, "width": float((table["high"] - table["low"]).mean())})
        return pd.DataFrame(rows)

    @property
    def settled(self) -> bool:
        """Whether the mean width changes by less than 5 %, or a tenth of a rank, when the draws double."""
        half, whole = self.convergence["width"].iloc[-2:]
        return bool(abs(whole - half) < max(0.05 * whole, 0.1))

    @cached_property
    def _nominal_ranks(self) -> DataFrame:
        return self.nominal.rank(ascending=False, method="min").astype("Int64")

    @property
    def _root_ranks(self) -> NDArray[np.float64]:
        return np.asarray(self._nominal_ranks[ROOT].to_numpy(dtype=float, na_value=np.nan))

    def _ranks(self, vary: tuple[Assumption, ...], u: NDArray[np.float64]) -> NDArray[np.float64]:
        cube = space(vary, self.measured.edition.tree)
        return ranked(drawn(self.measured, cube, u, (ROOT,)).scores[ROOT])

    def _repr_html_(self) -> str:
        """The head of the ranking with its intervals, for a notebook."""
        names = self.measured.edition.units.names.reindex(self.ranks.index)
        table = self.ranks.assign(name=names).sort_values("nominal")
        return str(table[["name", "nominal", "median", "low", "high", "shift"]].head(20).to_html())


def robustness(
    edition: Edition,
    *,
    draws: int | None = None,
    seed: int | None = None,
    vary: Sequence[Assumption] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Robustness:
    """Vary all assumptions together and see what becomes of the ranks.

    Of a panel the last year is varied.

    Parameters
    ----------
    edition
        Whose nominal settings are varied.
    draws, seed, vary
        As ``[robustness]`` of the edition says, unless given here; without either, 1,000 draws from
        seed 0 of weights within ±25 %.
    progress
        Called with a label, the draws done and all draws.

    Returns
    -------
    Robustness

    Raises
    ------
    InputError
        A draw cannot be computed; its settings are named.

    Examples
    --------
    >>> import connectindex as ci
    >>> audit = ci.robustness(ci.world(), draws=64, seed=1)
    >>> bool(audit.ranks.loc["CHE", "high"] < audit.ranks.loc["TCD", "low"])
    True
    """
    settings = edition.robustness
    number = settings.draws if draws is None else draws
    start = settings.seed if seed is None else seed
    chosen = tuple(vary if vary is not None else settings.vary) or USUAL
    if number < 1:
        raise InputError([Problem("robustness draws", "must be 1 or more", shown(number))])
    measured = gathered(edition)
    nodes = (ROOT, *(n.id for n in edition.tree.pillars))
    nominal = drawn(measured, space((), edition.tree), np.zeros((1, 0)), nodes)
    cube = space(chosen, edition.tree)
    found = drawn(measured, cube, points(cube.dimensions, number, start), nodes, progress)
    table = pd.DataFrame({n: nominal.scores[n][0] for n in nodes}, index=nominal.units)
    return Robustness(measured, chosen, found, start, table)


def _alone(
    assumption: Assumption, measured: Measured, seed: int
) -> list[tuple[str, tuple[Assumption, ...], NDArray[np.float64]]]:
    """An assumption's choices, each with the points that make it."""
    if isinstance(assumption, VaryMethod):
        single = [replace(assumption, among=(method,)) for method in assumption.among]
        return [(repr(s.among[0]), (s,), np.full((1, 1), 0.5)) for s in single]
    cube = space((assumption,), measured.edition.tree)
    return [("drawn", (assumption,), points(cube.dimensions, 512, seed))]


__all__ = ["LeaveOut", "Robustness", "VaryMethod", "VaryWeights", "robustness"]
