"""Frontier: the benefit of the doubt, where each unit is scored by the weights that suit it best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from connectindex.errors import InputError, Problem, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

SHOWN_CELLS = 20  # in a list of problems
ON_FRONTIER = 1e-9  # a score this near to 1 is 1, so that the units of the frontier are tied
ROUNDING = 1e-9  # bounds such as 1/3 three times add up to 1
BLOCK = 40  # units in one linear programme
INFEASIBLE = 2  # status of scipy.optimize.linprog


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """Benefit-of-the-doubt scores and what they rest on.

    Parameters
    ----------
    scores
        By unit, at most 1; 1 on the frontier. Missing for a unit without any value.
    weights
        Units x indicators: the most favourable weights, in one over the indicator's unit; 0 where the
        unit has no value. Several sets may be optimal, above all on the frontier: this is one of them.
    shares
        Units x indicators: the pie, w_j y_cj / Σ w y_c; a row adds up to 1.
    peers
        Units x units: intensities λ, the dual variables of the limits Σ w_j y_ij <= 1. Row c names the
        units that limit c and make up its benchmark; it adds up to the score.
    targets
        Units x indicators: y / score, the values at which the unit, its profile kept, is on the frontier.
    """

    scores: NDArray[np.float64]
    weights: NDArray[np.float64]
    shares: NDArray[np.float64]
    peers: NDArray[np.float64]
    targets: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class OrderM:
    """Scores against draws of m peers.

    Parameters
    ----------
    scores
        By unit, 1 / mean distance. A score above 1 is better than what m peers usually reach.
    distances
        Draws x units: the factor that takes a unit to the frontier of a draw, 1 / its score there; 0 where
        nobody drawn has any of what the unit has.
    """

    scores: NDArray[np.float64]
    distances: NDArray[np.float64]


def benefit_of_the_doubt(
    y: ArrayLike,
    low: ArrayLike = 0.0,
    high: ArrayLike = 1.0,
    *,
    units: Sequence[str] | None = None,
    indicators: Sequence[str] | None = None,
) -> Frontier:
    """max_w Σ w_j y_cj for each unit c, such that Σ w_j y_ij <= 1 for all units i, and w >= 0.

    No sum of weights is fixed: that would leave each unit with its best indicator alone. The linear
    programme is solved in its envelopment form, min Σ λ_i such that Σ λ_i y_ij >= y_cj, which is small in
    the number of indicators; the weights are its dual variables.

    A missing value of a peer counts as zero in the limits, and a unit's own has no weight: what is not
    known can neither push the frontier out nor speak for the unit (Kuosmanen 2009). A missing value
    can thus only lower the unit's own score and raise those of others.

    Parameters
    ----------
    y
        Units x indicators, at least 0, more being better. Each indicator may have its own unit of measurement.
    low, high
        Least and greatest share of an indicator in a unit's pie, low <= w_j y_cj / Σ w y_c <= high: one for all
        indicators or one for each. They hold for the unit that is scored. A least share of an
        indicator that the unit lacks is not asked for. With bounds there may be no unit with a score of 1.
    units, indicators
        Names for the problems; by default "unit 0", "indicator 0" and so on.

    Raises
    ------
    InputError
        A value is negative or infinite; an indicator or a unit has nothing above zero; bounds that no
        pie can meet (Σ low > 1, Σ high < 1), for all units or for one that has zeros or missing values.

    References
    ----------
    Cherchye, Moesen, Rogge and Van Puyenbroeck (2007), "An introduction to 'benefit of the doubt'
    composite indicators", *Social Indicators Research* 82. Wong and Beasley (1990), "Restricting weight
    flexibility in data envelopment analysis", *Journal of the Operational Research Society* 41 (shares).
    Kuosmanen (2009), "Data envelopment analysis with missing data", the same journal, 60.

    Examples
    --------
    >>> flights_and_cables = [[4, 1], [1, 4], [2, 2]]
    >>> benefit_of_the_doubt(flights_and_cables).scores.round(3).tolist()
    [1.0, 1.0, 0.8]
    """
    y, low, high = _checked(y, low, high, units, indicators)
    known, top = np.nan_to_num(y), np.nanmax(y, axis=0)
    scores, weights, peers = _solved(known / top, known / top, np.where(np.isnan(y), 0.0, low), high)
    weights = np.where(known > 0, weights / top, 0.0)
    pie = weights * known
    with np.errstate(invalid="ignore"):
        shares = pie / pie.sum(axis=1, keepdims=True)
    scores = np.where(scores > 1 - ON_FRONTIER, 1.0, scores)
    return Frontier(scores, weights, shares, peers, y / scores[:, None])


def order_m(
    y: ArrayLike,
    m: int,
    low: ArrayLike = 0.0,
    high: ArrayLike = 1.0,
    *,
    seed: int,
    draws: int | range = 200,
) -> OrderM:
    """Benefit of the doubt against m peers drawn with replacement, averaged over draws.

    One unit with an extraordinary, or wrong, value no longer sets the frontier for all. All units
    meet the same peers in a draw. The average is of the distances to the frontier, as in the expected
    output of order m; it is at least the plain score, and tends to it as m grows.

    Parameters
    ----------
    y, low, high
        As for `benefit_of_the_doubt`.
    m
        Number of peers in a draw, at least 1.
    seed
        Draw number b is made by a generator of its own, from (seed, b).
    draws
        How many, or which: the draws of ``range(0, 100)`` and ``range(100, 200)`` together are those of 200.

    References
    ----------
    Cazals, Florens and Simar (2002), "Nonparametric frontier estimation: a robust approach", *Journal of
    Econometrics* 106; Vidoli and Mazziotta (2013), "Robust weighted composite indicators by means of
    frontier methods", *Statistica Applicata* 23, for the benefit of the doubt.

    Examples
    --------
    >>> flights_and_cables = [[4, 1], [1, 4], [2, 2]]
    >>> bool((order_m(flights_and_cables, 2, seed=1).scores >= [1, 1, 0.8]).all())
    True
    """
    y, low, high = _checked(y, low, high, None, None)
    numbers = range(draws) if isinstance(draws, int) else draws
    if m < 1 or not len(numbers):
        raise InputError([Problem("order m", "m and draws must be at least 1", f"m = {m}, draws = {draws}")])
    scaled, low = np.nan_to_num(y) / np.nanmax(y, axis=0), np.where(np.isnan(y), 0.0, low)
    distances = np.empty((len(numbers), len(y)))
    for b, number in enumerate(numbers):
        drawn = np.unique(np.random.default_rng([seed, number]).integers(len(y), size=m))
        distances[b] = 1 / _solved(scaled, scaled[drawn], low, high)[0]
    with np.errstate(divide="ignore"):
        return OrderM(1 / distances.mean(axis=0), distances)


def _solved(
    values: NDArray[np.float64], peers: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Score, weights and intensities of units against peers; a unit without values has no score.

    Units are solved some at a time, as the blocks of one programme: most of the time of a small programme
    goes into setting it up. A unit that has what no peer has may be without limit, so it is solved alone.
    """
    scores, weights, intensities = (
        np.full(len(values), np.nan),
        np.zeros(values.shape),
        np.zeros((len(values), len(peers))),
    )
    some = values.any(axis=1)
    covered = ~(values[:, ~peers.any(axis=0)] > 0).any(axis=1)
    together = np.flatnonzero(some & covered)
    blocks = [together[i : i + BLOCK] for i in range(0, len(together), BLOCK)]
    for block in (*blocks, *np.flatnonzero(some & ~covered)[:, None]):
        scores[block], weights[block], intensities[block] = _block(values[block], peers, low[block], high)
    return scores, weights, intensities


def _block(
    values: NDArray[np.float64], peers: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.float64] | float, NDArray[np.float64], NDArray[np.float64]]:
    """Solve one programme, the units' own ones side by side.

    On the weights w of a unit there are limits w <= (1, ..., 1, 0, ..., 0), the peers first and then
    the shares; in the envelopment form each limit is a column.
    """
    from scipy.optimize import linprog  # noqa: PLC0415 - half a second that --help need not wait for
    from scipy.sparse import block_diag, csr_array  # noqa: PLC0415

    at_least, at_most = np.flatnonzero(low.any(axis=0)), np.flatnonzero(high < 1)
    limits = [
        np.vstack((peers, (np.outer(least, y) - np.diag(y))[at_least], (np.diag(y) - np.outer(high, y))[at_most]))
        for y, least in zip(values, low, strict=True)
    ]
    width = len(limits[0])
    cost = np.zeros((len(values), width))
    cost[:, : len(peers)] = 1.0
    # relative to each unit's best indicator: a small unit is solved as exactly as a large one
    best = values.max(axis=1, keepdims=True)
    columns = block_diag([csr_array(-rows.T) for rows in limits], format="csc")
    solved = linprog(cost.ravel(), A_ub=columns, b_ub=-(values / best).ravel(), method="highs-ds")
    if solved.status == INFEASIBLE:
        return np.inf, np.zeros(values.shape), np.zeros((len(values), len(peers)))
    if not solved.success:
        raise ArithmeticError(f"the linear programme of the frontier was not solved: {solved.message}")
    intensities = solved.x.reshape(len(values), width)[:, : len(peers)] * best
    weights = np.maximum(-solved.ineqlin.marginals, 0.0).reshape(values.shape)
    return intensities.sum(axis=1), weights, intensities


def _checked(
    y: ArrayLike, low: ArrayLike, high: ArrayLike, units: Sequence[str] | None, indicators: Sequence[str] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Values and bounds as arrays, every broken rule reported."""
    y = np.array(y, dtype=float)
    if y.ndim != 2 or not y.size:
        raise InputError([Problem("values", "must be a table of units x indicators", f"the shape {y.shape}")])
    unit = list(units) if units is not None else [f"unit {i}" for i in range(y.shape[0])]
    indicator = list(indicators) if indicators is not None else [f"indicator {j}" for j in range(y.shape[1])]
    problems = [
        Problem(f"{unit[i]}, {indicator[j]}", "the benefit of the doubt needs values from 0 up", shown(float(y[i, j])))
        for i, j in np.argwhere((y < 0) | np.isinf(y))[:SHOWN_CELLS]
    ]
    filled, values = ~np.isnan(y), np.nan_to_num(y) > 0
    problems += [
        Problem(indicator[j], "needs a unit with a value above zero", hint="leave the indicator out")
        for j in np.flatnonzero(~values.any(axis=0))
    ]
    problems += [
        Problem(
            unit[i],
            "needs an indicator with a value above zero",
            hint="give the normalisation a floor, or leave it out",
        )
        for i in np.flatnonzero(filled.any(axis=1) & ~values.any(axis=1))
    ]
    low, high = (np.broadcast_to(np.asarray(b, dtype=float), y.shape[1]) for b in (low, high))
    wrong = _wrong_bounds(low, high)
    if not wrong and not problems:
        wrong = _unmet_bounds(y, low, high, unit, indicator)
    if problems or wrong:
        raise InputError([*problems, *wrong])
    return y, low, high


def _wrong_bounds(low: NDArray[np.float64], high: NDArray[np.float64]) -> list[Problem]:
    """Bounds that no pie can meet."""
    place, problems = "pie shares", []
    if not ((low >= 0) & (low <= high) & (high <= 1)).all():
        problems.append(
            Problem(place, "must be 0 <= low <= high <= 1", f"low = {low.tolist()}, high = {high.tolist()}")
        )
    if low.sum() > 1 + ROUNDING:
        problems.append(Problem(place, "the sum of low must not be above 1", f"{low.sum():g}"))
    if high.sum() < 1 - ROUNDING:
        problems.append(Problem(place, "the sum of high must not be below 1", f"{high.sum():g}"))
    return problems


def _unmet_bounds(
    y: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64], unit: list[str], indicator: list[str]
) -> list[Problem]:
    """Units that the bounds would leave with a score of zero, for a zero or for what they lack."""
    problems = [
        Problem(
            f"{unit[i]}, {indicator[j]}",
            "a least share needs a value above zero",
            "0",
            "give the normalisation a floor",
        )
        for i, j in np.argwhere((y == 0) & (low > 0))[:SHOWN_CELLS]
    ]
    can = np.where(np.nan_to_num(y) > 0, high, 0.0).sum(axis=1)
    has = ~np.isnan(y).all(axis=1)
    rule = "high must add up to 1 or more over the indicators with a value above zero"
    return problems + [
        Problem(unit[i], rule, f"{can[i]:g}", "raise high") for i in np.flatnonzero(has & (can < 1 - ROUNDING))
    ]
