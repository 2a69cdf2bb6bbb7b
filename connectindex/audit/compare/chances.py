"""Chances: whether a change holds when the assumptions of both editions vary alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.assumptions.methods import VaryWeights
from connectindex.assumptions.noise import VaryCounts, VaryErrors, VaryLinks
from connectindex.audit.robustness import USUAL
from connectindex.audit.robustness.engine import drawn
from connectindex.audit.robustness.noisy_data import networks, noisy
from connectindex.audit.robustness.rescaling import scale_of
from connectindex.audit.robustness.sampling import points, require_draws, space
from connectindex.audit.robustness.summaries import change_table
from connectindex.errors import InputError, Problem, shown

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame, Series

    from connectindex.assumptions.methods import Assumption
    from connectindex.audit.compare.sides import Side
    from connectindex.audit.robustness.engine import Draws
    from connectindex.audit.robustness.sampling import Space
    from connectindex.model.tree import Node

NOISE = (VaryCounts, VaryErrors, VaryLinks)


def change_under(old: Side, new: Side, of: str, draws: int, seed: int | None) -> DataFrame:
    """Compute the change of each unit over draws, draw k of both editions under the same assumptions.

    The assumptions are those of the new edition, and both are drawn at the same points: a weight that both
    trees have is multiplied by the same factor in both.

    Returns
    -------
    DataFrame as `connectindex.audit.robustness.summaries.change_table` gives it.

    Raises
    ------
    InputError
        A draw cannot be computed; the data vary and an output does not hold what that needs.
    """
    settings = new.edition.robustness
    vary = settings.vary or USUAL
    start = settings.seed if seed is None else seed
    require_draws(draws, start, "compare")
    _require(vary, (old, new))
    cubes = [space(vary, s.edition.tree) for s in (old, new)]
    same = old.edition is new.edition
    keys = [_keys(cube, s) for cube, s in zip(cubes, (old, new), strict=True)]
    every = list(dict.fromkeys([*keys[1], *keys[0]]))
    u = points(len(every), draws, start)
    place = {key: k for k, key in enumerate(every)}
    draws_by_side: list[Draws] = []
    for side, cube, side_keys in zip((old, new), cubes, keys, strict=True):
        if same and draws_by_side:
            draws_by_side.append(draws_by_side[0])
            continue
        measured = side.records if side.records is not None and noisy(cube) else side.measured()
        draws_by_side.append(
            drawn(
                measured,
                cube,
                u[:, [place[k] for k in side_keys]],
                (of,),
                failures=settings.failures,
                sampled=networks(measured, cube),
            )
        )
    computed = draws_by_side[0].computed & draws_by_side[1].computed
    if not computed.any():
        first = next(f.failures.iloc[0] for f in draws_by_side if len(f.failures))
        rule = "at least one draw must be computable"
        raise InputError([Problem("compare: draws", rule, first["settings"], first["problem"])])
    pairs = zip((old, new), draws_by_side, strict=True)
    (before, *first), (after, *last) = (_year(side, f.scores[of], f.index, computed, of) for side, f in pairs)
    both = np.concatenate([first[0].to_numpy(dtype=float), last[0].to_numpy(dtype=float)])
    scale = scale_of(vary, np.hstack([before.to_numpy(), after.to_numpy()]), both)
    return change_table(
        *(
            (pd.DataFrame(scale.published(x.to_numpy()), columns=x.columns), *rest)
            for x, rest in ((before, first), (after, last))
        )
    )


def _require(vary: Sequence[Assumption], sides: tuple[Side, Side]) -> None:
    problems = []
    noise = ", ".join(v.name for v in vary if isinstance(v, NOISE))
    hint = "give the folder of the edition instead of the output"
    problems += [
        Problem(f"compare draws: {side.name}", "data can vary only where the records are there", noise, hint)
        for side in sides
        if noise and side.records is None
    ]
    groups = {str(m.group) for v in vary for m in getattr(v, "among", ()) if hasattr(m, "group")}
    problems += [
        Problem(f"compare draws: {side.name}", "must have the group that imputation varies by", shown(g))
        for side in sides
        for g in sorted(groups)
        if g not in side.edition.units.groups
    ]
    if problems:
        raise InputError(problems)


def _keys(cube: Space, side: Side) -> list[Hashable]:
    """Name each column of a cube, so that columns of two trees can be matched."""
    nodes: dict[str, Node] = {n.id: n for n in side.edition.tree.nodes()}
    keys: list[Hashable] = []
    for a, (vary, columns, elements) in enumerate(zip(cube.vary, cube.columns, cube.elements, strict=True)):
        if isinstance(vary, VaryWeights):
            named: Any = elements
            keys += [(a, node, nodes[node].children[k].id) for node, k in named]
        else:
            keys += [(a, k) for k in range(columns.stop - columns.start)]
    return keys


def _year(
    side: Side, scores: NDArray[np.float64], index: pd.MultiIndex, computed: NDArray[np.bool_], of: str
) -> tuple[DataFrame, Series, Series]:
    """Draws x units, scores and ranks of the compared year, of the units that are ranked."""
    published = side.of(of)
    here = index.get_indexer(pd.MultiIndex.from_product([[side.year], published.index]))
    frame = pd.DataFrame(scores[np.ix_(computed, here)], columns=published.index)
    return frame, published, side.ranks[of].loc[side.year].reindex(published.index)
