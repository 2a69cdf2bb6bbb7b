"""Long-run variance of a series whose values are correlated over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def long_run_variance(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Estimate the long-run variance of each column: Andrews (1991), quadratic spectral kernel, AR(1) bandwidth.

    The sum of all autocovariances, lag j weighted by k(j / B), with k(x) = 3 (sin z / z - cos z) / z², z = 6 pi x / 5,
    and B = 1.3221 (a m)^(1/5), a = 4 r² / (1 - r)^4, r the first autoregressive coefficient. Variance and
    autocovariances are sums over m - 1, and the last value is in no product of two years: so does the program of
    Phillips & Sul (2007, 2009), whose published statistics come out this way alone.

    Parameters
    ----------
    u
        Residuals, years x columns, of mean 0; three years or more.

    Returns
    -------
    array
        One for each column, in squared units of ``u``, never below 0; missing where a column has a missing value.

    Examples
    --------
    >>> long_run_variance(np.array([[1.0, 1.0], [-2.0, 0.0], [1.0, -1.0]])).round(3).tolist()
    [2.33, 1.0]
    """
    m = len(u)
    early, late = u[:-1], u[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        r = (early * late).sum(axis=0) / (early**2).sum(axis=0)
        bandwidth = 1.3221 * (4 * r**2 / (1 - r) ** 4 * m) ** 0.2
        z = 6 * np.pi / 5 * np.arange(1, m - 1)[:, None] / bandwidth
        weight = 3 * (np.sin(z) / z - np.cos(z)) / z**2
    weight = np.where(bandwidth > 0, weight, 0.0)  # no autocorrelation
    weight = np.where(np.isinf(bandwidth), 1.0, weight)
    total = (u**2).sum(axis=0)
    for lag in range(1, m - 1):
        total = total + 2 * weight[lag - 1] * (early[lag:] * early[:-lag]).sum(axis=0)
    variance: NDArray[np.float64] = np.maximum(total, 0.0) / (m - 1)
    return variance
