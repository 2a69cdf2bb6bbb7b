"""Importance: how much of the variance of a score its member accounts for, on its own."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEW = 5  # distinct values from which on a curve is fitted; below, the means of the groups are the curve
KNOTS = 8
SMOOTHNESS = np.logspace(-8, 8, 65)


def squared_correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Compute r² of two columns, over the rows where both are there; 0 where one is constant.

    Examples
    --------
    >>> squared_correlation(np.array([1.0, 2, 3]), np.array([2.0, 4, 6]))
    1.0
    """
    both = ~(np.isnan(x) | np.isnan(y))
    if both.sum() < 3 or np.ptp(x[both]) == 0 or np.ptp(y[both]) == 0:  # a deviation has a trace of rounding
        return 0.0
    near = x[both] - x[both].mean(), y[both] - y[both].mean()  # large values hide small differences
    return float(np.corrcoef(*near)[0, 1] ** 2)


def correlation_ratio(member: NDArray[np.float64], score: NDArray[np.float64]) -> float:
    """Estimate the correlation ratio Var(E[score | member]) / Var(score): the variance that the member explains.

    The squared correlation is its value where the dependence is a straight line, and a lower bound
    otherwise. E[score | member] is estimated in the sample, by a cubic spline with a penalty on its curvature
    (knots at quantiles, smoothness by the corrected Akaike criterion), or by the means of the groups where the
    member has fewer than five distinct values. With few units the estimate is somewhat too high.

    Returns
    -------
    From 0 to 1, over the units that have both; missing with fewer than five units or where one is constant.

    References
    ----------
    Pearson (1905); Paruolo, Saisana and Saltelli (2013), "Ratings and rankings: voodoo or science?", *Journal
    of the Royal Statistical Society A* 176. Becker, Saisana, Paruolo and Vandecasteele (2017), "Weights and
    importance in composite indicators: closing the gap", *Ecological Indicators* 80 (penalised splines).
    Hurvich, Simonoff and Tsai (1998), "Smoothing parameter selection in nonparametric regression using an
    improved Akaike information criterion", *Journal of the Royal Statistical Society B* 60.

    Examples
    --------
    >>> member = np.array([-2.0, -1, 0, 1, 2, -2, -1, 0, 1, 2])
    >>> round(correlation_ratio(member, member**2), 2), round(squared_correlation(member, member**2), 2)
    (1.0, 0.0)
    """
    both = ~(np.isnan(member) | np.isnan(score))
    x, y = member[both], score[both]
    values, place = np.unique(x, return_inverse=True)
    if len(x) < FEW or len(values) < 2 or np.ptp(y) == 0:
        return float("nan")
    if len(values) < FEW:
        fitted = (np.bincount(place, y) / np.bincount(place))[place]
    else:
        fitted = _smoothed(((x - values[0]) / (values[-1] - values[0])).tobytes(), y)
    return float(min(fitted.var() / y.var(), 1.0))


def _smoothed(x: bytes, y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fitted values of the penalised cubic spline, the smoothness by the corrected Akaike criterion."""
    kept, rotated = _curves(x)
    shrink = 1 / (kept + SMOOTHNESS[:, None] * (1 - kept) + 1e-300)
    fitted = (shrink * (rotated.T @ y)) @ rotated.T
    freedom = (shrink * kept).sum(axis=1)
    left = np.maximum(len(y) - freedom - 2, 1e-9)
    criterion = np.log(((y - fitted) ** 2).mean(axis=1) + 1e-300) + 2 * (freedom + 1) / left
    return np.asarray(fitted[np.argmin(criterion)])


@lru_cache(maxsize=256)  # weights are sought with many scores of the same members
def _curves(x: bytes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How much of each curve the least smoothing keeps, and the curves at x (the bytes of numbers from 0 to 1).

    The curvature penalty is integrated exactly, by Simpson's rule between knots (Wand and Ormerod 2008).
    """
    from scipy.interpolate import BSpline  # noqa: PLC0415 - slow to import
    from scipy.linalg import cholesky, eigh, solve_triangular  # noqa: PLC0415

    at_units = np.frombuffer(x)
    inner = np.unique(np.quantile(np.unique(at_units), np.linspace(0, 1, KNOTS + 2)))[1:-1]
    knots = np.concatenate([np.zeros(4), inner, np.ones(4)])
    basis = BSpline(knots, np.eye(len(knots) - 4), 3)
    ends = np.concatenate([[0.0], inner, [1.0]])
    middle, width = (ends[1:] + ends[:-1]) / 2, np.diff(ends)
    bend = basis.derivative(2)
    penalty = sum(
        (bend(at).T * (width * share)) @ bend(at)
        for at, share in ((ends[:-1], 1 / 6), (middle, 4 / 6), (ends[1:], 1 / 6))
    )
    design = basis(at_units)
    fit = design.T @ design
    penalty *= np.trace(fit) / np.trace(penalty)
    # one pair of eigenvectors serves all degrees of smoothness
    lower = cholesky(fit + penalty, lower=True)
    half = solve_triangular(lower, design.T, lower=True).T
    kept, vectors = eigh(half.T @ half)
    kept = np.clip(kept, 0.0, 1.0)
    kept[-2:] = 1.0  # straight lines have no curvature: rounding must not shrink them
    return kept, half @ vectors
