"""Sensitivity: how much of the variance of an output each assumption makes (Sobol' indices)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame


def sobol_points(u: NDArray[np.float64], columns: Sequence[slice]) -> NDArray[np.float64]:
    """Arrange points for N base draws and d groups of columns: A, B, and A with each group from B, N(d+2) rows.

    Parameters
    ----------
    u
        N x 2D: A in the first D columns, B in the others.
    columns
        The columns of each group.
    """
    half = u.shape[1] // 2
    a, b = u[:, :half], u[:, half:]
    parts = [a, b]
    for group in columns:
        mixed = a.copy()
        mixed[:, group] = b[:, group]
        parts.append(mixed)
    return np.concatenate(parts)


def indices(y: NDArray[np.float64], groups: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Estimate first-order and total Sobol' indices of an output at the points of `sobol_points`.

    First order by Saltelli et al. (2010), with y centred; total by Jansen (1999).

    Parameters
    ----------
    y
        N(d+2) or N(d+2) x outputs.
    groups
        d.

    Returns
    -------
    first, total : arrays, d or d x outputs
        Zero where the output does not vary.
    """
    parts = y.reshape(groups + 2, -1, *y.shape[1:])
    return _indices(parts)


def bootstrapped(y: NDArray[np.float64], groups: int, times: int, seed: int) -> NDArray[np.float64]:
    """Bootstrap first and total Sobol' indices: 5th and 95th percentile over resampled base draws, (2, 2, d, ...)."""
    parts = y.reshape(groups + 2, -1, *y.shape[1:])
    rng = np.random.default_rng([seed, 0xB007])
    n = parts.shape[1]
    resampled = np.array([_indices(parts[:, rng.integers(0, n, n)]) for _ in range(times)])
    return np.asarray(np.quantile(resampled, [0.05, 0.95], axis=0))


def table(y: NDArray[np.float64], names: Sequence[str], *, times: int, seed: int) -> DataFrame:
    """Tabulate Sobol' indices of each assumption for one output, with bootstrap intervals.

    Parameters
    ----------
    y
        Output at the points of `sobol_points`.
    names
        Of the assumptions.

    Returns
    -------
    DataFrame, index assumption: ``first``, ``first_low``, ``first_high``, ``total``, ``total_low``, ``total_high``.
    """
    if not y.size:  # no base draw was complete
        columns = ("first", "first_low", "first_high", "total", "total_low", "total_high")
        return pd.DataFrame(np.nan, index=pd.Index(list(names), name="assumption"), columns=list(columns))
    first, total = indices(y, len(names))
    (first_low, total_low), (first_high, total_high) = bootstrapped(y, len(names), times, seed)
    return pd.DataFrame(
        {
            "first": first,
            "first_low": first_low,
            "first_high": first_high,
            "total": total,
            "total_low": total_low,
            "total_high": total_high,
        },
        index=pd.Index(list(names), name="assumption"),
    )


def _indices(parts: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    a, b, mixed = parts[0], parts[1], parts[2:]
    both = np.concatenate([a, b])
    centre, variance = both.mean(axis=0), both.var(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = ((b - centre) * (mixed - a)).mean(axis=1) / variance
        total = ((a - mixed) ** 2).mean(axis=1) / (2 * variance)
    varies = variance > 1e-24
    return np.where(varies, first, 0.0), np.where(varies, total, 0.0)
