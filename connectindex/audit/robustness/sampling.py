"""Sampling: points of a scrambled Sobol' sequence, and what they choose under each assumption."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np

from connectindex.assumptions.methods import MOST_DRAWS, LeaveOut, VaryMethod, VaryWeights
from connectindex.errors import InputError, Problem, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from connectindex.assumptions.methods import Assumption
    from connectindex.model.tree import Node


LARGEST_CODE = 2**62
MOST_NUMBERS = 1_000_000_000  # of eight bytes each


@dataclass(frozen=True, slots=True)
class Space:
    """Unit cube of the draws, a column for each choice or varied weight.

    Parameters
    ----------
    vary
        The assumptions.
    columns
        Columns of the cube that each assumption reads, in order.
    elements
        Elements (node, position) whose weights an assumption varies, or ids that it may leave out.
    """

    vary: tuple[Assumption, ...]
    columns: tuple[slice, ...]
    elements: tuple[tuple[object, ...], ...]

    @property
    def dimensions(self) -> int:
        """Count the columns."""
        return self.columns[-1].stop if self.columns else 0


def space(vary: Sequence[Assumption], tree: Node) -> Space:
    """Make the cube of these assumptions on this tree: a column a choice, and one a varied weight."""
    columns, elements, start = [], [], 0
    for assumption in vary:
        if isinstance(assumption, VaryWeights):
            varied: tuple[object, ...] = tuple(
                (node.id, k)
                for node in tree.nodes()
                for k, child in enumerate(node.children)
                if len(node.children) > 1 and (not assumption.levels or child.level() in assumption.levels)
            )
            width = len(varied)
        elif isinstance(assumption, LeaveOut):
            varied = ("", *(c.id for n in tree.nodes() for c in n.children if c.level() == assumption.level))
            width = 1
        else:
            varied, width = (), 1
        columns.append(slice(start, start + width))
        elements.append(varied)
        start += width
    return Space(tuple(vary), tuple(columns), tuple(elements))


def require_draws(draws: Any, seed: Any, place: str, *, least: int = 1) -> None:
    """Check the number of draws and the seed before anything is computed.

    Raises
    ------
    InputError
        `draws` is no whole number from `least` to `MOST_DRAWS`, or `seed` no whole number from 0.
    """
    problems = []
    if not isinstance(draws, Integral) or not least <= int(draws) <= MOST_DRAWS:
        rule = f"must be a whole number from {least} to {MOST_DRAWS:,}"
        problems.append(Problem(f"{place} draws", rule, shown(draws)))
    if not isinstance(seed, Integral) or int(seed) < 0:
        problems.append(Problem(f"{place} seed", "must be a whole number, 0 or more", shown(seed)))
    if problems:
        raise InputError(problems)


def require_room(draws: int, each: int, what: str) -> None:
    """Check that all numbers of the draws fit in memory: `each` is the number of one draw.

    Raises
    ------
    InputError
        There are more than `MOST_NUMBERS`.
    """
    if draws * each > MOST_NUMBERS:
        rule = f"draws x {what} must be {MOST_NUMBERS:,} or fewer, as all are held in memory"
        raise InputError([Problem("robustness draws", rule, f"{draws:,} x {each:,}", "ask for fewer draws")])


def points(dimensions: int, draws: int, seed: int) -> NDArray[np.float64]:
    """Generate the first points of a scrambled Sobol' sequence.

    Point k depends on the seed and on k, not on how many points there are.

    References
    ----------
    Sobol' (1967); Owen (1998), scrambled by `scipy.stats.qmc.Sobol`.
    """
    from scipy.stats import qmc  # noqa: PLC0415 - a second, for audits only

    if not dimensions:
        return np.zeros((draws, 0))
    require_room(draws, dimensions, "assumptions")
    sequence = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng([seed, 0x50B01]))
    power = max(int(np.ceil(np.log2(max(draws, 1)))), 0)
    # the middle of a cell of 2^-53: never exactly 0 or 1, where a quantile would be infinite
    return np.asarray(np.clip(sequence.random_base2(power)[:draws], 2**-53, 1 - 2**-53))


def choices(cube: Space, u: NDArray[np.float64]) -> NDArray[np.int_]:
    """Compute, by draw and assumption, the number of the method or element chosen; 0 for weights."""
    chosen = np.zeros((len(u), len(cube.vary)), dtype=int)
    for a, (assumption, columns) in enumerate(zip(cube.vary, cube.columns, strict=True)):
        if isinstance(assumption, VaryMethod):
            chosen[:, a] = np.floor(u[:, columns.start] * len(assumption.among))
        elif isinstance(assumption, LeaveOut):
            chosen[:, a] = np.floor(u[:, columns.start] * len(cube.elements[a]))
    return chosen


def grouped(cube: Space, u: NDArray[np.float64]) -> list[tuple[tuple[int, ...], NDArray[np.intp]]]:
    """Group draws that share their choices: the choice and the numbers of its draws, in the order of the choices."""
    chosen = choices(cube, u)
    sizes = [int(c) + 1 for c in chosen.max(axis=0, initial=0)]
    if math.prod(sizes) < LARGEST_CODE:  # one whole number a draw: faster to sort than rows
        code = np.zeros(len(u), dtype=np.int64)
        for column, size in zip(chosen.T, sizes, strict=True):
            code = code * size + column
        _, first, place = np.unique(code, return_index=True, return_inverse=True)
        every = chosen[first]
    else:
        every, place = np.unique(chosen, axis=0, return_inverse=True)
    in_order = np.argsort(place.reshape(-1), kind="stable")
    ends = np.cumsum(np.bincount(place.reshape(-1), minlength=len(every)))
    return [(tuple(map(int, c)), rows) for c, rows in zip(every, np.split(in_order, ends[:-1]), strict=True)]


def weights(
    cube: Space, u: NDArray[np.float64], within: Mapping[str, NDArray[np.float64]]
) -> dict[str, NDArray[np.float64]]:
    """Draw the weights of each node in each draw.

    Parameters
    ----------
    within
        Shares by node before they vary: (children), or (draws, 1, children).

    Returns
    -------
    By node id an array (draws, 1, children) where weights vary, (children) where they do not.
    """
    from scipy.special import gammaincinv  # noqa: PLC0415

    drawn_weights: dict[str, NDArray[np.float64]] = dict(within)
    for assumption, columns, elements in zip(cube.vary, cube.columns, cube.elements, strict=True):
        if not isinstance(assumption, VaryWeights):
            continue
        part = u[:, columns]
        for node in dict.fromkeys(e[0] for e in elements):  # type: ignore[index]
            node_columns = [j for j, e in enumerate(elements) if e[0] == node]  # type: ignore[index]
            at = [elements[j][1] for j in node_columns]  # type: ignore[index]
            base = np.array(np.broadcast_to(drawn_weights[str(node)], (len(u), 1, within[str(node)].shape[-1])))
            base_weights = base[:, 0, at]
            if assumption.spread == "simplex":
                drawn = -np.log(part[:, node_columns])
            elif assumption.spread == "dirichlet":
                drawn = gammaincinv(np.maximum(base_weights * assumption.concentration, 1e-6), part[:, node_columns])
            else:
                drawn = base_weights * (1 + float(assumption.spread) * (2 * part[:, node_columns] - 1))
            base[:, 0, at] = drawn
            drawn_weights[str(node)] = base
    return drawn_weights


def choices_of(
    assumption: Assumption, tree: Node, seed: int
) -> list[tuple[str, tuple[Assumption, ...], NDArray[np.float64]]]:
    """List the choices of one assumption, each with its label and the points that make it."""
    if isinstance(assumption, VaryMethod):
        single = [replace(assumption, among=(method,)) for method in assumption.among]
        return [(repr(s.among[0]), (s,), np.full((1, 1), 0.5)) for s in single]
    cube = space((assumption,), tree)
    return [("drawn", (assumption,), points(cube.dimensions, 512, seed))]
