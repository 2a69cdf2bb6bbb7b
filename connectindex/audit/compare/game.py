"""The game: what each source of change adds to score and rank, by Shapley's value."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from itertools import product
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.audit.compare.field import DATA, IMPUTATION, REVISION, AlignedCells
from connectindex.errors import InputError, Problem
from connectindex.model.ranking import ranked
from connectindex.pipeline.measure import Measured
from connectindex.pipeline.prepare import prepare
from connectindex.pipeline.score import YearTable, score_year
from connectindex.stages.frozen import of_year
from connectindex.stages.impute import NoImputation
from connectindex.stages.screen import NoScreening

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from connectindex.audit.compare.sides import Side

    Array = NDArray[np.float64]

SOURCES = ("own", "others", "revision", "imputation", "method", "units")
CHUNK = 2_000_000  # numbers in the tables that are scored at once: 16 MB
WORST = 1e-6  # how far a score made again may lie from the published one, on its scale


@dataclass(frozen=True, eq=False)
class State:
    """The method of one side, ready to score many tables.

    Parameters
    ----------
    side
        Gives tree, weights and methods.
    picks
        Columns of the cells, in the order of its indicators.
    measured
        Stands for the rows and columns of every table.
    """

    side: Side
    picks: NDArray[np.intp]
    measured: Measured


@dataclass(frozen=True, eq=False)
class Split:
    """Shapley parts of the changes: (units, sources) each, units being those of `AlignedCells.outcome`."""

    score: Array
    rank: Array


def split(cells: AlignedCells, old: Side, new: Side, of: str) -> Split:
    """Compute the Shapley value of every source of change, for each unit that is ranked in both.

    A coalition of sources is an index of its own: the cells, the method and the units of its members are
    the new ones, all others the old ones. A source's part is the mean, over all orders in which the
    sources can come, of what changes when it comes.

    Raises
    ------
    InputError
        An index between the two cannot be computed, or the tables do not give the published scores.
    """
    coalitions = _Coalitions(cells, (_state(cells, old, 0), _state(cells, new, 1)), of)
    score, rank = coalitions.values()
    places = cells.units[cells.outcome]
    published = [(s.of(of).reindex(places).to_numpy(), s.ranks[of].loc[s.year].reindex(places)) for s in (old, new)]
    for side, at, (scores, _) in ((old, 0, published[0]), (new, -1, published[1])):
        _reproduced(side, score.reshape(-1, len(places))[at], scores, of)
    for values, which in ((score, 0), (rank, 1)):
        flat = values.reshape(-1, len(places))
        ends = [np.asarray(p[which], dtype=float) for p in published]
        # a part that cannot be determined counts as half
        flat[:] = np.where(np.isnan(flat), (ends[0] + ends[1]) / 2, flat)
        flat[0], flat[-1] = ends
    return Split(shapley(score), shapley(rank))


def shapley(values: Array) -> Array:
    """Compute Shapley values: the mean over all orders of what each player adds.

    Parameters
    ----------
    values : array (2 or 1 for each player, ..., units)
        Worth of each coalition; a player whose axis has the length 1 adds nothing to any.

    Returns
    -------
    array (units, players)
        Rows add up to the worth of all players less that of none.

    References
    ----------
    Shapley (1953); for decompositions Shorrocks (2013).

    Examples
    --------
    >>> shapley(np.array([[[0.0], [1.0]], [[2.0], [7.0]]])).tolist()
    [[4.0, 3.0]]
    """
    players = values.ndim - 1
    active = [p for p in range(players) if values.shape[p] == 2]
    out = np.zeros((values.shape[-1], players))
    orders = factorial(len(active))
    for p in active:
        others = [q for q in active if q != p]
        for members in product((0, 1), repeat=len(others)):
            at: list[Any] = [0] * players
            for q, member in zip(others, members, strict=True):
                at[q] = member
            without = tuple(at)
            at[p] = 1
            # whole numbers of orders, divided once, so that parts add up as closely as they can
            times = factorial(sum(members)) * factorial(len(others) - sum(members))
            out[:, p] += times * (values[tuple(at)] - values[without])
    return out / orders


@dataclass(frozen=True, eq=False)
class _Bases:
    """Tables of the coalitions that share a method, by their other members beside data.

    Parameters
    ----------
    members
        Revision, imputation and units of each.
    x, fits : arrays (bases, 2, rows, columns)
        With the old and with the new data of everybody.
    ranked : array (bases, units)
    """

    members: tuple[tuple[int, ...], ...]
    x: Array
    fits: NDArray[np.bool_]
    ranked: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Coalitions:
    """Worths of all coalitions."""

    cells: AlignedCells
    states: tuple[State, State]
    of: str

    def values(self) -> tuple[Array, Array]:
        """Scores and ranks: arrays (2 or 1 for each source, units)."""
        cells = self.cells
        active = _active(cells, *(s.side for s in self.states))
        sizes = tuple(2 if active[s] else 1 for s in SOURCES)
        worth = np.full((2, *sizes, len(cells.outcome)), np.nan)
        bases = self._bases(sizes)
        for method in range(sizes[SOURCES.index("method")]):
            base, data, unit = self._tables(sizes)
            size = max(1, CHUNK // cells.old.size)
            for part in (slice(i, i + size) for i in range(0, len(base), size)):
                scores = self._scored(self.states[method], bases, base[part], data[part], unit[part])
                self._keep(worth, bases, method, (base[part], data[part], unit[part]), scores)
        return worth[0], worth[1]

    def _bases(self, sizes: tuple[int, ...]) -> _Bases:
        cells = self.cells
        members = tuple(product(*(range(sizes[SOURCES.index(s)]) for s in ("revision", "imputation", "units"))))
        shape = (len(members), 2, *cells.old.shape)
        x, fits = np.empty(shape), np.empty(shape, dtype=bool)
        for k, (revision, imputation, units) in enumerate(members):
            taken = (cells.source == REVISION) & bool(revision) | (cells.source == IMPUTATION) & bool(imputation)
            for data in (0, 1):
                new = taken | (cells.source == DATA) & bool(data)
                x[k, data] = np.where(cells.here[units][:, None], np.where(new, cells.new, cells.old), np.nan)
                fits[k, data] = np.where(new, cells.fits_new, cells.fits_old)
        return _Bases(members, x, fits, np.array([cells.ranked[units] for *_, units in members]))

    def _tables(self, sizes: tuple[int, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Which tables are scored under a method: base, data, and the place of the unit whose own data are not so.

        Where no unit is apart the place is -1.
        """
        cells = self.cells
        bases = np.prod([sizes[SOURCES.index(s)] for s in ("revision", "imputation", "units")], dtype=int)
        changed = (cells.source == DATA).reshape(len(cells.blocks), len(cells.units), -1).any(axis=(0, 2))
        apart = np.array([-1, *cells.outcome[changed[cells.outcome]]])
        data = np.arange(sizes[0])
        grid = np.meshgrid(np.arange(bases), data, apart if len(data) > 1 else apart[:1], indexing="ij")
        return grid[0].ravel(), grid[1].ravel(), grid[2].ravel()

    def _scored(
        self,
        state: State,
        bases: _Bases,
        base: NDArray[np.intp],
        data: NDArray[np.intp],
        unit: NDArray[np.intp],
    ) -> Array:
        x, fits = bases.x[base, data], bases.fits[base, data]
        at = np.flatnonzero(unit >= 0)
        rows = unit[at, None] + len(self.cells.units) * np.arange(len(self.cells.blocks))
        for whole, all_bases in ((x, bases.x), (fits, bases.fits)):
            whole[at[:, None], rows] = all_bases[base[at, None], 1 - data[at, None], rows]
        return self._scores(state, x, fits, bases.ranked[base])

    def _keep(
        self,
        worth: Array,
        bases: _Bases,
        method: int,
        tables: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]],
        scores: Array,
    ) -> None:
        """Put scores and ranks where they belong."""
        base, data, unit = tables
        places = ranked(np.where(bases.ranked[base], scores, np.nan))
        every = self.cells.outcome
        revision, imputation, units = np.array(bases.members)[base].T
        for k in np.flatnonzero(unit < 0):  # over bases: of these, every unit's score is a worth
            values = np.array([scores[k, every], places[k, every]])
            # for a unit without new data of its own it is the same index whether they are in or not
            for unit_data in range(worth.shape[1]):
                worth[:, unit_data, data[k], revision[k], imputation[k], method, units[k]] = values
        at = np.flatnonzero(unit >= 0)
        place = np.searchsorted(every, unit[at])
        values = np.array([scores[at, unit[at]], places[at, unit[at]]])
        worth[:, 1 - data[at], data[at], revision[at], imputation[at], method, units[at], place] = values

    def _scores(self, state: State, x: Array, fits: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> Array:
        """Scores of tables (tables, rows, columns) by one method: (tables, units).

        Between two editions a unit can lack what both have. Where a node's coverage would leave it
        without a score there, coverage is not asked for.
        """
        side, n = state.side, len(self.cells.units)
        methods = side.edition.methods
        # years are numbers of blocks here, of which the first is the compared one
        scale = of_year(methods.scale, side.year)
        bare = replace(methods, impute=NoImputation(), screen=NoScreening(), scale=scale)
        try:
            with warnings.catch_warnings():
                # between editions a column can have one value or none, which is no fault of the user's
                warnings.simplefilter("ignore", RuntimeWarning)
                scores = prepare(state.measured, bare, x[..., state.picks]).normalised[:, :n]
            root_scores = self._root(state, bare, scores, fits[:, :n, state.picks])
            if (np.isnan(root_scores) & wanted).any():
                free = replace(bare, rules={k: replace(r, coverage=0.0) for k, r in bare.rules.items()})
                more = self._root(state, free, scores, fits[:, :n, state.picks])
                root_scores = np.where(np.isnan(root_scores), more, root_scores)
        except InputError as error:
            hint = "an exact split needs every index between the two editions"
            place = f"compare: figures of either edition by the method of {side.name}"
            raise InputError([Problem(place, "must be computable", "", hint), *error.problems]) from error
        return root_scores

    def _root(self, state: State, methods: Any, scale: Array, fits: NDArray[np.bool_]) -> Array:
        tree, names = state.side.edition.tree, state.side.indicators
        year = YearTable(
            np.arange(scale.shape[1]),
            {name: scale[..., j] for j, name in enumerate(names)},
            {name: fits[..., j] for j, name in enumerate(names)},
            self.cells.units,
        )
        rules = {node.id: methods.rule(node.id) for node in tree.nodes()}
        return score_year(tree, year, state.side.within, rules).scores[self.of]


def _state(cells: AlignedCells, side: Side, which: int) -> State:
    index = pd.MultiIndex.from_product([range(len(cells.blocks)), cells.units], names=["year", "unit"])
    frame = pd.DataFrame(np.nan, index=index, columns=side.indicators)
    applies = pd.DataFrame(data=True, index=index, columns=side.indicators)
    measured = Measured(side.edition, frame, frame, frame, frame, applies, {}, {})
    return State(side, cells.picks[which], measured)


def _active(cells: AlignedCells, old: Side, new: Side) -> dict[str, bool]:
    """Which sources there are at all."""
    kinds = set(np.unique(cells.source).tolist())
    here, both = cells.here, cells.ranked
    return {
        "own": DATA in kinds,
        "others": DATA in kinds,
        "revision": REVISION in kinds,
        "imputation": IMPUTATION in kinds,
        "method": not same_method(old, new),
        "units": bool((here[0] != here[1]).any() or (both[0] != both[1]).any()),
    }


def same_method(old: Side, new: Side) -> bool:
    """Tell whether two sides are computed in the same way, weights that follow from the data included.

    Rules for imputing and screening have no say: what they did shows in the cells and in the units.
    """
    tables = [
        {
            "tree": s.written["tree"],
            "indicators": s.written["indicators"],
            **{k: v for k, v in s.written["methods"].items() if k not in ("impute", "screen", "weight")},
        }
        for s in (old, new)
    ]
    return tables[0] == tables[1] and all(np.array_equal(w, new.within[node]) for node, w in old.within.items())


def _reproduced(side: Side, made: Array, published: Array, of: str) -> None:
    """Raise where the tables do not give the published scores."""
    scale = max(1.0, float(np.abs(published).max()))
    off = np.abs(made - published)
    if not (off <= WORST * scale).all():
        hint = "it was made by another version, or from tables that were changed: build it again"
        got = f"a difference of {float(np.nanmax(off)):.3g}" if (~np.isnan(off)).any() else ""
        raise InputError([Problem(f"compare: {side.name}, {of}", "its tables must give its scores again", got, hint)])
