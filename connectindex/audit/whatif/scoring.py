"""Scoring: the nodes' scores under many plans at once, with the nominal settings and draw by draw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from connectindex.assumptions.methods import VaryMethod
from connectindex.assumptions.noise import VaryCounts, VaryLinks
from connectindex.audit.robustness.engine import drawn
from connectindex.audit.robustness.noisy_data import denominated, networks, noisy
from connectindex.audit.robustness.sampling import grouped, points, require_room, space
from connectindex.audit.robustness.scores_of_draws import named, score_draws, scored, tables_of_draws
from connectindex.audit.whatif.measuring import changed_measured
from connectindex.errors import InputError
from connectindex.model.display import Brief
from connectindex.model.ranking import ranked_some
from connectindex.model.tree import ROOT, Leaf, Node
from connectindex.pipeline.score import YearTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from connectindex.assumptions.methods import Assumption
    from connectindex.audit.robustness.sampling import Space
    from connectindex.audit.whatif.measuring import Variants
    from connectindex.audit.whatif.moves import Moves
    from connectindex.audit.whatif.records import Base
    from connectindex.edition.model import Methods
    from connectindex.pipeline.measure import Measured
    from connectindex.pipeline.score import Scorable

    Array = NDArray[np.float64]

CHUNK = 4_000_000  # numbers in the largest array


@dataclass(frozen=True, eq=False, repr=False)
class Question(Brief):
    """Assumptions that vary, number of draws and seed of a what-if analysis."""

    vary: tuple[Assumption, ...]
    draws: int
    seed: int


def nominal_scores(measured: Measured, base: Base, plan_variants: Variants) -> Array:
    """Score the index of the last year: array (1 + plans, units), the edition as it is first."""
    units = measured.denominated.index.get_level_values("year") == base.year
    out = np.full((1 + len(plan_variants.plans), int(units.sum())), np.nan)
    first = np.flatnonzero(units)[0]
    cube = space((), measured.edition.tree)
    for start in range(0, len(out), size := _chunk(measured)):
        some = np.arange(start, min(start + size, len(out)))
        shared, year = _tables(measured, measured.edition.methods, plan_variants, some - 1, base.year)
        scores = scored(measured.edition.tree, cube, (), np.zeros((len(some), 0)), shared, year)[ROOT]
        out[np.ix_(some, year.rows - first)] = scores
    return out


def _chunk(measured: Measured) -> int:
    return max(1, CHUNK // max(1, int(measured.denominated.size)))


def _tables(
    measured: Measured, methods: Methods, plan_variants: Variants, plans: NDArray[np.intp], year: int
) -> tuple[Scorable, YearTable]:
    """Normalised indicators of some plans (-1: the edition as it is), arrays (plans, units).

    Where each column is treated by itself, each different column is normalised once, however many
    plans share it.
    """
    place = {name: np.where(plans < 0, 0, p[plans]) for name, p in plan_variants.place.items()}
    x = measured.denominated.to_numpy(dtype=float)
    names = [str(c) for c in measured.denominated.columns]
    apart = _apart(methods, plan_variants)
    if apart:
        # variants of different columns share tables, as many as the most varied column needs
        used = {name: np.unique(p) for name, p in place.items()}
        tables = np.tile(x, (max((len(u) for u in used.values()), default=1), 1, 1))
        for name, u in used.items():
            tables[: len(u), :, names.index(name)] = plan_variants.columns[name][u]
        place = {name: np.searchsorted(used[name], p) for name, p in place.items()}
    else:
        tables = np.tile(x, (len(plans), 1, 1))
        for name, p in place.items():
            tables[:, :, names.index(name)] = plan_variants.columns[name][p]
        place = {}
    shared = tables_of_draws(measured, methods, tables)
    of_year = {int(measured.denominated.index[y.rows[0]][0]): y for y in shared.years}[year]
    if apart:
        scores = {n: s[place[n]] if n in place else s[0] for n, s in of_year.scores.items()}
        of_year = replace(of_year, scores=scores)
    return shared, of_year


def _apart(methods: Methods, plan_variants: Variants) -> bool:
    """Tell whether no column's treatment depends on another column, under any of the plans."""
    if not methods.impute.by_column or methods.screen.reads_values or methods.weight.from_data:
        return False
    # which units are screened out depends on which cells are missing
    return all(bool((np.isnan(c) == np.isnan(c[0])).all()) for c in plan_variants.columns.values())


@dataclass(frozen=True, eq=False, repr=False)
class UnitDraws(Brief):
    """Scores and ranks of some units of the last year in the draws that could be computed: arrays (draws, units)."""

    units: NDArray[np.intp]
    scores: Array
    ranks: Array


def drawn_scores(
    measured: Measured,
    base: Base,
    moves: Moves,
    plan_variants: Variants,
    units_of_plans: Sequence[NDArray[np.intp]],
    question: Question,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[UnitDraws, list[UnitDraws]]:
    """Draw scores of the edition and of each plan, for the given units, under the same assumptions.

    Draw k of a plan is at the same point of the cube as draw k of the edition, so that their difference
    carries only what the assumptions do to the change. Each is what `connectindex.robustness` would draw, save
    where counts or links vary at random: there a plan's own noise would drown the change, so that each figure
    is the edition's noisy one and what the plan changes in it. A draw that cannot be computed for the edition
    or any plan is left out of all.
    """
    cube = space(question.vary, measured.edition.tree)
    u = points(cube.dimensions, question.draws, question.seed)
    index = measured.denominated.index
    kept = index[index.get_level_values("year") == base.year]
    failures = measured.edition.robustness.failures
    wanted = [np.arange(len(kept)), *units_of_plans]
    require_room(len(u), 2 * sum(map(len, wanted)), "scores of all plans")
    out = [(np.full((len(u), len(w)), np.nan), np.full((len(u), len(w)), np.nan)) for w in wanted]
    computed = np.ones(len(u), dtype=bool)
    if failures == "stop" and (_shifting(cube) or _in_one_pass(measured, plan_variants, cube)):
        first = int(np.flatnonzero(index.get_level_values("year") == base.year)[0])
        one_pass = _shifted if _shifting(cube) else _one_pass
        for k, part, year, scores in one_pass(measured, base, plan_variants, cube, u, progress):
            whole = np.full((len(part), len(kept)), np.nan)
            whole[:, year.rows - first] = scores
            out[k][0][part], out[k][1][part] = whole[:, wanted[k]], ranked_some(whole, wanted[k])
    else:
        for k, plan in enumerate(((), *plan_variants.plans)):
            changed = changed_measured(measured, base, moves, plan) if plan else measured
            made = drawn(changed, cube, u, (ROOT,), failures=failures, sampled=networks(changed, cube), rows=kept)
            computed &= made.computed
            whole = made.scores[ROOT]
            out[k] = whole[:, wanted[k]], ranked_some(whole, wanted[k])
            if progress:
                progress("draws", (k + 1) * len(u), (1 + len(plan_variants.plans)) * len(u))
    before, *after = (UnitDraws(w, s[computed], r[computed]) for w, (s, r) in zip(wanted, out, strict=True))
    return before, after


def _shifting(cube: Space) -> bool:
    return any(isinstance(v, VaryCounts | VaryLinks) for v in cube.vary)


def _in_one_pass(measured: Measured, plan_variants: Variants, cube: Space) -> bool:
    if noisy(cube):
        return False
    methods = [measured.edition.methods, *(m for _, m in _upstream_methods(measured, cube))]
    return all(_apart(m, plan_variants) for m in methods)


def _upstream_methods(measured: Measured, cube: Space) -> list[tuple[int, Methods]]:
    """Each assumption's own methods of the steps up to normalising, one at a time."""
    return [
        (a, replace(measured.edition.methods, **{v.step: method}))
        for a, v in enumerate(cube.vary)
        if isinstance(v, VaryMethod) and v.step != "aggregate"
        for method in v.among
    ]


def _one_pass(
    measured: Measured,
    base: Base,
    plan_variants: Variants,
    cube: Space,
    u: Array,
    progress: Callable[[str, int, int], None] | None,
) -> Iterator[tuple[int, NDArray[np.intp], YearTable, Array]]:
    """Score choice by choice: what plans share is scored once, and of each plan only what it reaches."""
    tree, size = measured.edition.tree, max(1, CHUNK // (8 * len(measured.denominated)))
    steps = [a for a, v in enumerate(cube.vary) if isinstance(v, VaryMethod) and v.step != "aggregate"]
    done = 0
    cache: dict[tuple[int, ...], tuple[Scorable, YearTable]] = {}
    for choice, methods, rows in _groups(measured, cube, u):
        key = tuple(choice[a] for a in steps)
        if key not in cache:
            cache[key] = _tables(measured, methods, plan_variants, np.arange(-1, len(plan_variants.plans)), base.year)
        shared, year = cache[key]
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            try:
                for k, scores in _each(tree, cube, choice, u[part], shared, year, plan_variants):
                    yield k, part, year, scores
            except InputError as error:
                raise InputError([named(cube, choice), *error.problems]) from error
            done += len(part)
            if progress:
                progress("draws", done, len(u))


def _shifted(
    measured: Measured,
    base: Base,
    plan_variants: Variants,
    cube: Space,
    u: Array,
    progress: Callable[[str, int, int], None] | None,
) -> Iterator[tuple[int, NDArray[np.intp], YearTable, Array]]:
    """Draws with noise in the data: the edition's noisy table, and under each plan what it changes added to it."""
    sampled, size = networks(measured, cube), _chunk(measured)
    frame = measured.denominated
    tables = [plan_variants.table(k, frame).to_numpy(dtype=float) for k in range(len(plan_variants.plans))]
    shifts = [t - frame.to_numpy(dtype=float) for t in tables]
    done = 0
    for choice, methods, rows in _groups(measured, cube, u):
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            x = denominated(measured, cube, u[part], sampled)
            for k, table in enumerate((None, *tables)):
                # where either is missing there is nothing to add: the plan's figure has no noise
                values = x if table is None else np.where(np.isnan(shifts[k - 1]), table, x + shifts[k - 1])
                shared = tables_of_draws(measured, methods, values)
                year = next(y for y in shared.years if frame.index[y.rows[0]][0] == base.year)
                try:
                    scores = scored(measured.edition.tree, cube, choice, u[part], shared, year)[ROOT]
                except InputError as error:
                    raise InputError([named(cube, choice), *error.problems]) from error
                yield k, part, year, scores
            done += len(part)
            if progress:
                progress("draws", done, len(u))


def _groups(measured: Measured, cube: Space, u: Array) -> Iterator[tuple[tuple[int, ...], Methods, NDArray[np.intp]]]:
    """Draws that share their choices: the choice, the methods of the steps up to normalising, the draws."""
    steps = [(a, v) for a, v in enumerate(cube.vary) if isinstance(v, VaryMethod) and v.step != "aggregate"]
    for choice, rows in grouped(cube, u):
        picked = {v.step: v.among[choice[a]] for a, v in steps}
        yield choice, replace(measured.edition.methods, **picked), rows


def _each(
    tree: Node,
    cube: Space,
    choice: tuple[int, ...],
    u: Array,
    shared: Scorable,
    year: YearTable,
    plan_variants: Variants,
) -> Iterator[tuple[int, Array]]:
    """Scores of the index in these draws: of the edition as it is (0), then of each plan (1, 2, ...)."""
    plain = {n: (s[0] if n in plan_variants.place else s) for n, s in year.scores.items()}
    base = score_draws(tree, cube, choice, u, shared, replace(year, scores=plain))
    nodes = {node.id: base.scores[node.id] for node in tree.nodes()}
    whole = np.broadcast_to(nodes[ROOT], (len(u), len(year.rows)))
    yield 0, whole
    for k in range(len(plan_variants.plans)):
        changed = {n for n, p in plan_variants.place.items() if p[k]}
        if not changed:
            yield 1 + k, whole
            continue
        scores = {n: (s[1 + k] if n in plan_variants.place else s) for n, s in year.scores.items()}
        year_table = YearTable(year.rows, scores | nodes, base.applies, year.units)
        yield 1 + k, scored(_pruned(tree, changed), cube, choice, u, shared, year_table)[ROOT]


def _pruned(tree: Node, changed: set[str]) -> Node:
    """The tree with every node that no changed indicator is under as a leaf: its score is known."""
    children = tuple(
        _pruned(c, changed)
        if isinstance(c, Node) and any(leaf.id in changed for leaf in c.leaves())
        else Leaf(c.id, c.weight)
        for c in tree.children
    )
    return replace(tree, children=children)
