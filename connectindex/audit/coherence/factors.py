"""Factors: reliability, principal components and tests of their conditions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.statistics.components import principal_components

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from pandas import DataFrame, Series

SINGULAR = 1e-10  # smallest eigenvalue of a correlation matrix below which a column is a sum of others
MISSING = float("nan")


def cronbach(table: DataFrame) -> float:
    """Compute Cronbach's alpha: k² · mean covariance of two columns / sum of the covariance matrix, pairwise.

    From 1, the columns are the same but for a constant, through 0, they have nothing in common, to
    below 0, on balance they run against each other. Missing with fewer than two columns.

    References
    ----------
    Cronbach (1951), "Coefficient alpha and the internal structure of tests", *Psychometrika* 16.

    Examples
    --------
    >>> import pandas as pd
    >>> round(cronbach(pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [1.0, 3, 2, 4]})), 3)
    0.889
    """
    c = table.cov().to_numpy(dtype=float)
    k = len(c)
    if k < 2 or not c.sum():
        return MISSING
    between = (c.sum() - np.trace(c)) / (k * (k - 1))
    return float(k**2 * between / c.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """Principal components of the correlation matrix.

    Parameters
    ----------
    eigenvalues
        Largest first; they add up to the number of columns.
    loadings
        Columns x components, each component of length 1 and with a positive sum.
    n
        Units that have all columns: those that were used.
    """

    eigenvalues: NDArray[np.float64]
    loadings: DataFrame
    n: int

    @property
    def shares(self) -> NDArray[np.float64]:
        """Compute the share of the variance that each component explains."""
        return np.asarray(self.eigenvalues / self.eigenvalues.sum())


def components(table: DataFrame) -> Components:
    """Compute eigenvalues and eigenvectors of the correlation matrix, over the units that have all columns.

    Parameters
    ----------
    table
        Units x variables, none of them constant over the complete rows.

    Examples
    --------
    >>> import pandas as pd
    >>> components(pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [1.0, 3, 2, 4]})).eigenvalues.round(3).tolist()
    [1.8, 0.2]
    """
    complete = table.dropna()
    values, vectors = principal_components(complete.to_numpy(dtype=float))
    names = [f"PC{i + 1}" for i in range(len(values))]
    return Components(values, pd.DataFrame(vectors, index=table.columns, columns=names), len(complete))


@dataclass(frozen=True, slots=True)
class Bartlett:
    """Bartlett's test: chi-square, degrees of freedom, probability."""

    chi2: float
    df: int
    p: float


def bartlett(r: ArrayLike, n: int) -> Bartlett:
    """Test independence of the columns (Bartlett): -(n - 1 - (2k + 5) / 6) ln |R|, chi-square with k(k - 1) / 2.

    Parameters
    ----------
    r
        Correlation matrix of k columns.
    n
        Units.

    References
    ----------
    Bartlett (1951), "The effect of standardization on a χ² approximation in factor analysis",
    *Biometrika* 38.

    Examples
    --------
    >>> test = bartlett([[1, 0.5], [0.5, 1]], 20)
    >>> round(test.chi2, 2), test.df, round(test.p, 3)
    (5.03, 1, 0.025)
    """
    from scipy.stats import chi2  # noqa: PLC0415 - slow to import

    r = np.asarray(r, dtype=float)
    k = len(r)
    log = np.linalg.slogdet(r)[1] if np.linalg.eigvalsh(r)[0] > SINGULAR else -np.inf
    statistic = max(-(n - 1 - (2 * k + 5) / 6) * float(log), 0.0)
    df = k * (k - 1) // 2
    return Bartlett(statistic, df, float(chi2.sf(statistic, df)))


def kmo(r: ArrayLike) -> tuple[float, NDArray[np.float64]]:
    """Compute the Kaiser-Meyer-Olkin measure: Σ r² / (Σ r² + Σ q²) over pairs, q being partial correlations.

    Kaiser's words for it: in the .90s marvellous, .80s meritorious, .70s middling, .60s mediocre, .50s
    miserable, below unacceptable.

    Returns
    -------
    overall, by column
        Missing with fewer than three columns, where there is nothing to hold fixed, and where a column
        is a sum of others.

    References
    ----------
    Kaiser (1974), "An index of factorial simplicity", *Psychometrika* 39.

    Examples
    --------
    >>> overall, each = kmo([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]])
    >>> round(overall, 3), each.round(3).tolist()
    (0.692, [0.692, 0.692, 0.692])
    """
    r = np.array(r, dtype=float)
    if len(r) < 3 or np.linalg.eigvalsh(r)[0] <= SINGULAR:
        return MISSING, np.full(len(r), MISSING)
    inverse = np.linalg.inv(r)
    scale = np.sqrt(np.diag(inverse))
    q = inverse / np.outer(scale, scale)
    np.fill_diagonal(r, 0.0)
    np.fill_diagonal(q, 0.0)
    r2, q2 = r**2, q**2
    with np.errstate(invalid="ignore"):
        return float(r2.sum() / (r2.sum() + q2.sum())), r2.sum(axis=0) / (r2.sum(axis=0) + q2.sum(axis=0))


def variance_inflation(r: ArrayLike) -> NDArray[np.float64]:
    """Compute the variance inflation 1 / (1 - R²) of each column; infinite for a linear combination of others.

    Examples
    --------
    >>> variance_inflation([[1, 0.8], [0.8, 1]]).round(3).tolist()
    [2.778, 2.778]
    """
    r = np.asarray(r, dtype=float)
    left = np.empty(len(r))
    for j in range(len(r)):
        others = np.delete(np.arange(len(r)), j)
        slopes = np.linalg.lstsq(r[np.ix_(others, others)], r[others, j], rcond=SINGULAR)[0]
        left[j] = 1 - r[others, j] @ slopes
    with np.errstate(divide="ignore"):
        return np.asarray(1 / np.where(left <= SINGULAR, 0.0, left))


@lru_cache(maxsize=256)
def random_eigenvalues(n: int, k: int, *, draws: int = 500, quantile: float = 0.95, seed: int = 0) -> tuple[float, ...]:
    """Simulate quantiles of the eigenvalues, first to last, of n units x k columns of independent normal numbers.

    References
    ----------
    Horn (1965), "A rationale and test for the number of factors in factor analysis", *Psychometrika* 30, who
    took the mean; Glorfeld (1995), *Educational and Psychological Measurement* 55, for the quantile.

    Examples
    --------
    >>> first, *_, last = random_eigenvalues(100, 5)
    >>> bool(1.2 < first < 1.6), last < 1
    (True, True)
    """
    drawn = np.random.default_rng([seed, n, k]).standard_normal((draws, n, k))
    drawn -= drawn.mean(axis=1, keepdims=True)
    drawn /= np.sqrt((drawn**2).sum(axis=1, keepdims=True))
    values = np.linalg.eigvalsh(drawn.transpose(0, 2, 1) @ drawn)[:, ::-1]
    return tuple(np.quantile(values, quantile, axis=0).tolist())


def parallel(eigenvalues: ArrayLike, random: ArrayLike) -> int:
    """Count components by parallel analysis: eigenvalues, from the first on, above those of random numbers.

    Examples
    --------
    >>> parallel([2.1, 1.5, 0.4], [1.4, 1.1, 0.9])
    2
    """
    above = np.asarray(eigenvalues) > np.asarray(random)
    return int(np.cumprod(above).sum())


def varying(table: DataFrame) -> Series:
    """Find columns with two different values at least.

    Examples
    --------
    >>> import pandas as pd
    >>> varying(pd.DataFrame({"a": [1.0, 1, None], "b": [1.0, 2, None]})).tolist()
    [False, True]
    """
    return table.max() > table.min()
