"""Counts: what a rate from few events is worth, and what the others say about it.

Pure functions on counts and exposures (people, area, hours). Nothing here draws random numbers; an
audit that wants noise draws from `gamma_poisson`'s posterior or from Gamma(n + 1/2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Series

    Array = NDArray[np.float64]

LEVEL = 0.9
FEWEST = 3
"""Units with a rate that a prior can be estimated from."""


@dataclass(frozen=True, eq=False)
class GammaPoisson:
    """A prior for rates and what it makes of each unit's count.

    Parameters
    ----------
    shape, rate
        The Gamma prior of the rates, mean shape / rate, `rate` in units of exposure: a unit with
        this exposure is drawn halfway to the mean. Both infinite where the counts vary no more than
        one common rate would let them: then every unit gets that rate, with the interval of the sum
        of all counts.
    mean
        Mean of the prior.
    estimator
        ``likelihood`` or ``moments``.
    table
        By unit: ``count``, ``exposure``, ``raw`` (count / exposure), ``shrunk`` (posterior mean),
        ``own`` (weight of the unit's own rate, 0-1), ``low``, ``high`` (posterior interval). A unit
        without count or exposure is missing.
    """

    shape: float
    rate: float
    mean: float
    estimator: str
    table: DataFrame


def poisson_interval(count: Series, exposure: Series | float = 1.0, level: float = LEVEL) -> DataFrame:
    """Count / exposure between the rates under which so few, or so many, would be this rare.

    Exact in the sense of Garwood: the interval covers the true rate in at least `level` of the cases.

    Parameters
    ----------
    count
        Events, zero or more. Sums of estimates need not be whole; the limits are then interpolated.
    exposure
        What the events are counted per. Missing or not above zero leaves the rate missing.
    level
        Coverage, between 0 and 1.

    Returns
    -------
    DataFrame with ``rate``, ``low``, ``high``, in events per unit of exposure.

    Raises
    ------
    InputError
        A count is negative, or the level is not between 0 and 1.

    References
    ----------
    Garwood, F. (1936), Fiducial limits for the Poisson distribution, Biometrika 28, 437-442.

    Examples
    --------
    >>> import pandas as pd
    >>> poisson_interval(pd.Series({"A": 0.0, "B": 10.0}), level=0.95).round(3).loc["B"].tolist()
    [10.0, 4.795, 18.39]
    """
    _checked(count, level)
    n, e = _aligned(count, exposure)
    low, high = garwood(n, level)
    return pd.DataFrame({"rate": n / e, "low": low / e, "high": high / e}, index=count.index)


def garwood(count: Array | float, level: float) -> tuple[Array, Array]:
    """Lower and upper limit of a Poisson mean: Gamma quantiles with shapes n and n + 1; 0 for none seen.

    Examples
    --------
    >>> import numpy as np
    >>> [x.round(4).tolist() for x in garwood(np.array([0.0, 1.0]), 0.95)]
    [[0.0, 0.0253], [3.6889, 5.5716]]
    """
    from scipy.special import gammaincinv  # noqa: PLC0415 - heavy at import

    tail = (1 - level) / 2
    seen = np.where(count > 0, count, np.nan)
    low = np.where(count == 0, 0.0, gammaincinv(seen, tail))
    return low, gammaincinv(count + 1, 1 - tail)


def gamma_poisson(
    count: Series,
    exposure: Series,
    *,
    estimator: Literal["likelihood", "moments"] = "likelihood",
    level: float = LEVEL,
) -> GammaPoisson:
    """Posterior mean (n + a) / (e + b): each unit's rate, drawn to the common one the less it was exposed.

    Rates are taken as draws from Gamma(a, b), counts as Poisson(rate x exposure); a and b come from
    all units together (empirical Bayes). The posterior is Gamma(n + a, e + b). Its interval takes a
    and b as known.

    Parameters
    ----------
    count, exposure
        By unit. A unit with either missing, or without exposure, takes no part.
    estimator
        ``likelihood``: a and b of the greatest marginal (negative binomial) likelihood, as Clayton
        and Kaldor. ``moments``: the exposure-weighted moments of Marshall.
    level
        Coverage of the posterior intervals.

    Returns
    -------
    GammaPoisson

    Raises
    ------
    InputError
        Counts are negative or not whole, nothing was counted at all, or fewer than three units have
        count and exposure.

    References
    ----------
    Clayton, D. and Kaldor, J. (1987), Empirical Bayes estimates of age-standardized relative risks for
    use in disease mapping, Biometrics 43, 671-681. Marshall, R. M. (1991), Mapping disease and
    mortality rates using empirical Bayes estimators, Applied Statistics 40, 283-294.

    Examples
    --------
    >>> import pandas as pd
    >>> flights = pd.Series({"big": 400.0, "middle": 90.0, "small": 12.0, "tiny": 0.0})
    >>> people = pd.Series({"big": 100.0, "middle": 10.0, "small": 2.0, "tiny": 0.1})
    >>> found = gamma_poisson(flights, people).table
    >>> found["shrunk"].round(1).to_dict()
    {'big': 4.0, 'middle': 8.6, 'small': 6.0, 'tiny': 5.7}
    """
    from scipy.special import gammaincinv  # noqa: PLC0415 - heavy at import

    _checked(count, level, whole=True)
    n, e = _aligned(count, exposure)
    known = np.isfinite(n) & np.isfinite(e)
    if known.sum() < FEWEST or not n[known].sum() > 0:
        got = f"{known.sum()} units and {n[known].sum():g} events"
        raise InputError([Problem("shrinkage", "needs three units with counts and some events", got)])
    pooled = n[known].sum() / e[known].sum()
    # in expected numbers the prior has a mean near 1, whatever the unit of exposure
    find = _by_likelihood if estimator == "likelihood" else _by_moments
    a, mean = find(n[known], e[known] * pooled)
    shape, rate = a, a / (mean * pooled)
    if np.isfinite(a):
        shrunk, own = (n + shape) / (e + rate), e / (e + rate)
        tail = (1 - level) / 2
        low, high = (gammaincinv(n + shape, q) / (e + rate) for q in (tail, 1 - tail))
    else:
        shrunk, own = np.where(known, pooled, np.nan), np.where(known, 0.0, np.nan)
        # one rate for all: what is known of it is what the sum of all counts says
        low, high = (np.where(known, x / e[known].sum(), np.nan) for x in garwood(n[known].sum(), level))
    columns = {"count": n, "exposure": e, "raw": n / e, "shrunk": shrunk, "own": own, "low": low, "high": high}
    table = pd.DataFrame(columns, index=count.index)
    return GammaPoisson(float(shape), float(rate), float(mean * pooled), estimator, table)


def _by_moments(n: Array, e: Array) -> tuple[float, float]:
    """Shape and mean of the prior: spread of the rates beyond what counting alone explains."""
    mean = n.sum() / e.sum()
    spread = (e * (n / e - mean) ** 2).sum() / e.sum() - mean / e.mean()
    return (mean**2 / spread if spread > 0 else np.inf), mean


def _by_likelihood(n: Array, e: Array) -> tuple[float, float]:
    """Shape and mean of the prior under which the counts, negative binomial, are likeliest."""
    from scipy.optimize import minimize  # noqa: PLC0415 - heavy at import
    from scipy.special import digamma, gammaln  # noqa: PLC0415

    mean = n.sum() / e.sum()
    # the likelihood rises from "no spread" only where the counts spread more than Poisson
    if ((n - mean * e) ** 2 - n).sum() <= 0:
        return np.inf, mean

    def loss(place: Array) -> tuple[float, Array]:
        a, m = np.exp(place)
        mu, total = m * e, a + m * e
        value = gammaln(n + a) - gammaln(a) + a * np.log(a / total) + n * np.log(mu / total)
        by_a = digamma(n + a) - digamma(a) + np.log(a / total) + 1 - (n + a) / total
        by_m = n / m - e * (n + a) / total
        return -value.sum() / len(n), -np.array([a * by_a.sum(), m * by_m.sum()]) / len(n)

    start, _ = _by_moments(n, e)
    start = min(max(start, 1e-3), 1e3)
    found = minimize(loss, np.log([start, mean]), jac=True, method="BFGS", options={"gtol": 1e-10})
    a, m = np.exp(found.x)
    # a shape in the millions is a prior without spread, found numerically
    return (float(a) if a < 1e6 else np.inf), float(m)


def _aligned(count: Series, exposure: Series | float) -> tuple[Array, Array]:
    per = exposure.reindex(count.index) if isinstance(exposure, pd.Series) else pd.Series(exposure, index=count.index)
    e = per.to_numpy(float)
    return count.to_numpy(float), np.where(e > 0, e, np.nan)


def _checked(count: Series, level: float, *, whole: bool = False) -> None:
    problems = [] if 0 < level < 1 else [Problem("level", "must lie between 0 and 1", shown(level))]
    bad = count[(count < 0) | (whole & (count % 1 != 0) & count.notna())]
    rule = "a count must be a whole number, zero or more" if whole else "a count must not be negative"
    problems += [Problem(f"count of {place}", rule, f"{value:g}") for place, value in bad.items()]
    if problems:
        raise InputError(problems)
