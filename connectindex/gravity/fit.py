"""Fit a gravity model: Poisson or negative binomial regression of counts, standard errors robust to shared units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem
from connectindex.gravity.design import design
from connectindex.gravity.separation import separated
from connectindex.model.display import counted, described, html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.gravity.design import Design
    from connectindex.gravity.spec import Gravity
    from connectindex.model.dyads import Dyads

    Array = NDArray[np.float64]

POISSON, NEGATIVE_BINOMIAL = "poisson", "negative_binomial"
SIGNIFICANT = 0.05
TURNS = 100
DEPENDENT = CLOSE = 1e-9
PER_COLUMN = 5
"""Least number of pairs for each coefficient."""


@dataclass(frozen=True, eq=False)
class GravityFit:
    """Hold a fitted gravity model.

    Parameters
    ----------
    spec
        The specification.
    coefficients
        Index (``family``, ``term``): ``estimate``, ``error``, ``z``, ``p``, ``low``, ``high``. The
        Poisson fit, and the negative binomial (NB2) where it was requested or counts are
        overdispersed. Errors are robust to any dependence between pairs that share a unit (Aronow,
        Samii and Assenova 2015).
    covariance
        By family: terms x terms, of the same kind.
    expected_by
        Family of the expected numbers.
    alpha
        The variance of a count is expected + alpha expected²; 0 where it is taken for Poisson.
    pairs
        Index (unit, partner): ``observed``, ``expected``.
    tests
        Index ``test``: ``statistic``, ``p``, ``finding``.
    dropped
        Units that take no part: ``unit``, ``reason``.
    design
        What it was fitted to.
    """

    spec: Gravity
    coefficients: DataFrame
    covariance: Mapping[str, DataFrame]
    expected_by: str
    alpha: float
    pairs: DataFrame
    tests: DataFrame
    dropped: DataFrame
    design: Design

    def __repr__(self) -> str:
        pairs = counted(len(self.pairs), "pair")
        return described(type(self).__name__, self.spec.mode, f"{self.expected_by} regression", pairs)

    def _repr_html_(self) -> str:
        """The coefficients and tests, for a notebook."""
        return html(f"Gravity model of {self.spec.mode}", self.coefficients, self.tests)


def gravity(dyads: Dyads, spec: Gravity) -> GravityFit:
    """Fit the gravity model: expected links = exp(b · logarithms of sizes and distance, borders, groups), all pairs.

    The Poisson fit is a pseudo-likelihood (PPML): its coefficients need the mean to be right, not the
    counts to be Poisson, and expected numbers add up to the observed ones, in all and in each group
    the model knows. A negative binomial fit gives pairs with small numbers more weight, and its
    expected numbers need not add up to anything.

    Parameters
    ----------
    dyads
        Links and values as of one year.
    spec
        Which links, explained by what.

    Raises
    ------
    InputError
        The edition lacks what the model reads, there are too few pairs, a column is a combination of
        the others, or some pairs are separated: no finite coefficients fit them best.

    References
    ----------
    Santos Silva, J. M. C. and Tenreyro, S. (2006), The log of gravity, Review of Economics and
    Statistics 88, 641-658. Cameron, A. C. and Trivedi, P. K. (1990), Regression-based tests for
    overdispersion in the Poisson model, Journal of Econometrics 46, 347-364. Aronow, P. M., Samii, C.
    and Assenova, V. A. (2015), Cluster-robust variance estimation for dyadic data, Political Analysis
    23, 564-577.
    """
    made = design(dyads, spec)
    y, x = made.links.to_numpy(float), made.columns.to_numpy(float)
    _estimable(made, spec.mode)
    beta = _poisson(y, x, spec.mode)
    tests = dispersion_tests(y, np.exp(x @ beta))
    over = bool(tests.loc["overdispersion NB2", "p"] < SIGNIFICANT)
    fits = {POISSON: (beta, 0.0)}
    if spec.family == NEGATIVE_BINOMIAL or (spec.family == "auto" and over):
        fits[NEGATIVE_BINOMIAL] = _negative_binomial(y, x, beta, spec.mode)
    expected_by = NEGATIVE_BINOMIAL if spec.family == NEGATIVE_BINOMIAL else POISSON
    terms = pd.Index(made.columns.columns, name="term")
    index = made.links.index
    covariance = {
        name: pd.DataFrame(sandwich(y, x, np.exp(x @ b), a, index), terms, terms) for name, (b, a) in fits.items()
    }
    tables = {name: _coefficients(b, covariance[name], spec.level) for name, (b, _) in fits.items()}
    mu = np.exp(x @ fits[expected_by][0])
    alpha = extra_variance(y, mu, len(terms)) if NEGATIVE_BINOMIAL in fits else 0.0
    return GravityFit(
        spec=spec,
        coefficients=pd.concat(tables, names=["family"]),
        covariance=covariance,
        expected_by=expected_by,
        alpha=alpha,
        pairs=pd.DataFrame({"observed": y, "expected": mu}, index=index),
        tests=pd.concat([tests, _quality(y, mu, alpha, fits)]),
        dropped=made.dropped,
        design=made,
    )


def dispersion_tests(y: Array, mu: Array) -> DataFrame:
    """Test for overdispersion: t of the slope of ((y - mu)² - y) / mu on mu (NB2), and of its mean (NB1).

    Parameters
    ----------
    y, mu
        Counts and their Poisson means, all above zero.

    Returns
    -------
    DataFrame, index ``test``: ``statistic`` (standard normal where the variance is the mean; robust
    to unequal variances), ``p`` (one-sided, against more variance), ``finding``.
    """
    from scipy.stats import norm  # noqa: PLC0415 - heavy at import

    z = ((y - mu) ** 2 - y) / mu
    rows = []
    for name, w in (("NB2", mu), ("NB1", np.ones_like(mu))):
        slope = (w @ z) / (w @ w)
        error = np.sqrt(w**2 @ (z - slope * w) ** 2) / (w @ w)
        t = slope / error if error > 0 else np.inf * np.sign(slope)
        rows.append((f"overdispersion {name}", t, norm.sf(t), f"slope {slope:.4g}"))
    return pd.DataFrame(rows, columns=["test", "statistic", "p", "finding"]).set_index("test")


def extra_variance(y: Array, mu: Array, terms: int) -> float:
    """Estimate alpha by moments: Σ (y - mu)² / (mu + alpha mu²) = number of pairs - terms; 0 if none is.

    Examples
    --------
    >>> import numpy as np
    >>> round(extra_variance(np.array([0.0, 0, 0, 8]), np.full(4, 2.0), 1), 3)
    3.5
    """
    from scipy.optimize import brentq  # noqa: PLC0415 - heavy at import

    def excess(alpha: float) -> float:
        return float(((y - mu) ** 2 / (mu + alpha * mu**2)).sum()) - (len(y) - terms)

    if excess(0.0) <= 0:
        return 0.0
    high = 1.0
    while excess(high) > 0:
        high *= 4
    return float(brentq(excess, 0.0, high, xtol=1e-12))


def sandwich(y: Array, x: Array, mu: Array, alpha: float, pairs: pd.MultiIndex) -> Array:
    """Compute the covariance H⁻¹ (Σ over units of S S' - Σ over pairs of T T') H⁻¹; S, T sums of scores.

    Every two observations that share a unit may be dependent; observations without a common unit are
    not. A factor n / (n - 1) for n units; negative eigenvalues, which this estimator can have, are set
    to zero.
    """
    score = x * ((y - mu) / (1 + alpha * mu))[:, None]
    bread = np.linalg.inv((x * (mu / (1 + alpha * mu))[:, None]).T @ x)
    units = pairs.levels[0].union(pairs.levels[1])
    a, b = (units.get_indexer(pairs.get_level_values(k)) for k in (0, 1))
    n = len(units)
    by_unit = np.zeros((n, x.shape[1]))
    np.add.at(by_unit, a, score)
    np.add.at(by_unit, b, score)
    _, both = np.unique(np.minimum(a, b) * n + np.maximum(a, b), return_inverse=True)
    by_pair = np.zeros((both.max() + 1, x.shape[1]))
    np.add.at(by_pair, both, score)
    meat = (by_unit.T @ by_unit - by_pair.T @ by_pair) * n / (n - 1)
    covariance = bread @ meat @ bread
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    made: Array = (vectors * np.maximum(values, 0)) @ vectors.T
    return made


def _estimable(made: Design, mode: str) -> None:
    """Raise where there are too few pairs, a column depends on others, or pairs are separated."""
    y, x = made.links.to_numpy(float), made.columns.to_numpy(float)
    place, names = f"potential of {mode}", made.columns.columns
    if (y > 0).sum() < PER_COLUMN * len(names):
        got = f"{(y > 0).sum()} linked pairs for {len(names)} coefficients"
        raise InputError([Problem(place, f"needs {PER_COLUMN} linked pairs for each coefficient", got)])
    scaled = x / np.maximum(np.linalg.norm(x, axis=0), np.finfo(float).tiny)
    # what is left of each column when the ones before it are taken out
    left = np.abs(np.diag(np.linalg.qr(scaled, mode="r")))
    spare = list(names[left < DEPENDENT])
    if spare:
        hint = "leave it out: it is the same for all pairs or a combination of the columns before it"
        raise InputError([Problem(place, "a column must tell pairs apart", name, hint) for name in spare])
    guilty = separated(y, scaled)
    if guilty.any():
        hint = "leave one of them out: the pairs that have it have no links, so no finite coefficient fits best"
        raise InputError([Problem(place, "pairs must not be separated", ", ".join(names[guilty]), hint)])


def _poisson(y: Array, x: Array, mode: str) -> Array:
    import statsmodels.api as sm  # noqa: PLC0415 - a second that `--help` need not wait for

    return _fitted(sm.GLM(y, x, family=sm.families.Poisson()), None, mode)


def _negative_binomial(y: Array, x: Array, start: Array, mode: str) -> tuple[Array, float]:
    """Maximise the likelihood over coefficients and alpha, each for the other in turn."""
    import statsmodels.api as sm  # noqa: PLC0415

    beta, log_alpha = start, np.inf
    for _ in range(TURNS):
        # the two are nearly uncorrelated, so that a few turns do, and the first ones need not be exact
        last, log_alpha = log_alpha, _likeliest(y, np.exp(x @ beta))
        away = abs(log_alpha - last)
        if away < CLOSE:
            return beta, float(np.exp(log_alpha))
        family = sm.families.NegativeBinomial(alpha=float(np.exp(log_alpha)))
        beta = _fitted(sm.GLM(y, x, family=family), beta, mode, max(CLOSE / 10, 1e-4 * min(away, 1.0)))
    raise InputError([Problem(f"potential of {mode}", "the negative binomial fit must converge", "no convergence")])


def _likeliest(y: Array, mu: Array) -> float:
    """Return the logarithm of the alpha with the greatest likelihood of the counts, given their means."""
    from scipy.optimize import brentq  # noqa: PLC0415 - heavy at import
    from scipy.special import digamma  # noqa: PLC0415

    def slope(log_alpha: float) -> float:
        a = np.exp(-log_alpha)
        by_a = digamma(y + a) - digamma(a) + np.log(a / (a + mu)) + (mu - y) / (a + mu)
        return float(-a * by_a.sum())

    low, high = -12.0, 6.0
    if slope(low) <= 0:
        return low  # as good as Poisson
    return float(brentq(slope, low, high, xtol=1e-12)) if slope(high) < 0 else high


def _fitted(model: Any, start: Array | None, mode: str, tolerance: float = 1e-11) -> Array:
    """Estimate coefficients by iteratively reweighted least squares, until changes are within `tolerance`."""
    import warnings  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # reported below, as a problem
        fit = model.fit(start_params=start, maxiter=200, tol=tolerance, tol_criterion="params", wls_method="qr")
    if not fit.converged or not np.isfinite(fit.params).all():
        hint = "leave out a column that few pairs have"
        raise InputError([Problem(f"potential of {mode}", "the fit must converge", "no convergence", hint)])
    params: Array = fit.params
    return params


def _coefficients(beta: Array, covariance: DataFrame, level: float) -> DataFrame:
    from scipy.stats import norm  # noqa: PLC0415

    error = np.sqrt(np.diag(covariance))
    z = np.divide(beta, error, out=np.full_like(beta, np.nan), where=error > 0)
    wide = norm.ppf((1 + level) / 2) * error
    columns = {"estimate": beta, "error": error, "z": z, "p": 2 * norm.sf(np.abs(z))}
    return pd.DataFrame({**columns, "low": beta - wide, "high": beta + wide}, index=covariance.index)


def _quality(y: Array, mu: Array, alpha: float, fits: Mapping[str, tuple[Array, float]]) -> DataFrame:
    """Describe the basis of the intervals and the goodness of fit."""
    close = float(np.corrcoef(y, mu)[0, 1] ** 2)
    rows = [
        ("pairs", float(len(y)), np.nan, f"of which {int((y > 0).sum())} are linked"),
        ("squared correlation", close, np.nan, "of observed and expected numbers, over pairs"),
        ("alpha of the intervals", alpha, np.nan, "variance = expected + alpha x expected²"),
    ]
    if NEGATIVE_BINOMIAL in fits:
        rows.append(("alpha of the negative binomial", fits[NEGATIVE_BINOMIAL][1], np.nan, "by maximum likelihood"))
    return pd.DataFrame(rows, columns=["test", "statistic", "p", "finding"]).set_index("test")
