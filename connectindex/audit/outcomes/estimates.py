"""Estimates: correlations, least squares with robust errors, and the same within units over years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame

SCORE, OUTCOME, CONSTANT = "score", "outcome", "constant"
COEFFICIENT = ("coefficient", "se", "low", "high", "p")
FIT = ("n", "units", "r2")


def correlations(table: DataFrame, controls: Sequence[str], level: float) -> DataFrame:
    """Compute Pearson's and Spearman's r of score and outcome, and both after partialling out the controls.

    Intervals are Fisher's: tanh(atanh r ± z · e), e being 1/√(n - k - 3) with k controls, and for Spearman
    √((1 + r²/2)/(n - k - 3)) (Bonett & Wright 2000); p is of Student's t with n - k - 2 degrees of freedom.

    Parameters
    ----------
    table
        Units x ``score``, ``outcome`` and the controls, none missing.
    controls
        Columns that are held equal.
    level
        Of the intervals.

    Returns
    -------
    DataFrame, index kind ("pearson", "spearman"; with controls "partial pearson", "partial spearman")
        ``r``, ``low``, ``high``, ``p``, ``n``.

    Examples
    --------
    >>> table = pd.DataFrame({"score": [1.0, 2, 3, 4, 5, 6], "outcome": [2.0, 1, 4, 3, 6, 5]})
    >>> correlations(table, [], 0.95)["r"].round(3).tolist()
    [0.829, 0.829]
    """
    values = table[[SCORE, OUTCOME, *controls]]
    ranks = values.rank()
    rows = {"pearson": _interval(_r(values, []), len(table), 0, level, ranked=False)}
    rows["spearman"] = _interval(_r(ranks, []), len(table), 0, level, ranked=True)
    if controls:
        k = len(controls)
        rows["partial pearson"] = _interval(_r(values, controls), len(table), k, level, ranked=False)
        rows["partial spearman"] = _interval(_r(ranks, controls), len(table), k, level, ranked=True)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["r", "low", "high", "p", "n"]).rename_axis("kind")


def regression(table: DataFrame, controls: Sequence[str], level: float) -> tuple[DataFrame, dict[str, float]]:
    """Regress the outcome on the score and the controls by least squares, with HC3 errors and Student's t.

    Parameters
    ----------
    table
        Units x ``score``, ``outcome`` and the controls, none missing, no column made of the others.

    Returns
    -------
    terms : DataFrame, index term (score, controls, constant)
        ``coefficient``, ``se``, ``low``, ``high``, ``p``.
    fit : dict
        ``n``, ``units``, ``r2``.

    Examples
    --------
    >>> table = pd.DataFrame({"score": [1.0, 2, 3, 4, 5, 6], "outcome": [3.0, 5, 7, 9, 11, 13.5]})
    >>> regression(table, [], 0.95)[0].loc["score", "coefficient"].round(2).item()
    2.07
    """
    from statsmodels.api import OLS  # noqa: PLC0415 - slow to import

    terms = [SCORE, *controls, CONSTANT]
    x = table[terms[:-1]].to_numpy(dtype=float)
    # fitted on columns of one size: next to figures in billions a constant would be lost to rounding
    mean, size = x.mean(axis=0), x.std(axis=0)
    z = np.column_stack([(x - mean) / size, np.ones(len(x))])
    fit = OLS(table[OUTCOME].to_numpy(dtype=float), z).fit(cov_type="HC3", use_t=True)
    back = np.diag([*(1 / size), 1.0])
    back[-1, :-1] = -mean / size
    statistics = {"n": len(table), "units": len(table), "r2": float(fit.rsquared)}
    return _terms(fit, terms, level, back), statistics


def within(table: DataFrame, controls: Sequence[str], level: float) -> tuple[DataFrame, dict[str, float]]:
    """Regress the outcome on the score with fixed effects of units and years, by least squares within units.

    Errors are clustered by unit, with the usual correction for few of them and Student's t with units - 1 degrees of
    freedom. Whatever does not change in a unit, and whatever changes alike for all, has no influence.

    Parameters
    ----------
    table
        Index (year, unit); ``score``, ``outcome`` and the controls, none missing; each unit in two years or more.

    Returns
    -------
    terms : DataFrame, index term (score, controls)
        ``coefficient``, ``se``, ``low``, ``high``, ``p``.
    fit : dict
        ``n``, ``units``, ``r2`` of what differs within units.

    Examples
    --------
    >>> index = pd.MultiIndex.from_product([[2015, 2020, 2025], list("ABCD")], names=["year", "unit"])
    >>> score = pd.Series([1.0, 2, 3, 4, 2, 4, 3, 6, 5, 4, 4, 9], index=index)
    >>> table = pd.DataFrame({"score": score, "outcome": 2 * score + 10 * (index.get_level_values("year") == 2020)})
    >>> within(table, [], 0.95)[0]["coefficient"].round(6).tolist()
    [2.0]
    """
    from statsmodels.api import OLS  # noqa: PLC0415 - slow to import

    terms = [SCORE, *controls]
    x = differences(table, terms, years=True)
    unit = table.index.get_level_values("unit")
    # units that never meet in a year leave a year too many
    spare = [c for c in redundant(x[[c for c in x if c not in terms] + terms]) if c not in terms]
    x = x.drop(columns=spare)
    years = x.shape[1] - len(terms)
    y = differences(table, [OUTCOME])
    clusters = pd.factorize(unit)[0]
    raw = x.to_numpy(dtype=float)
    size = np.abs(raw).max(axis=0)  # as above; none is all 0
    fit = OLS(y[OUTCOME].to_numpy(dtype=float), raw / size, hasconst=False).fit(
        cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": True, "df_correction": True}, use_t=True
    )
    statistics = {"n": len(table), "units": int(unit.nunique()), "r2": float(fit.rsquared)}
    return _terms(fit, [*terms, *range(years)], level, np.diag(1 / size)).loc[terms], statistics


def differences(table: DataFrame, terms: Sequence[str], *, years: bool = False) -> DataFrame:
    """Subtract the unit's mean from each term; with `years` add a dummy for each year but the first.

    Examples
    --------
    >>> index = pd.MultiIndex.from_product([[2015, 2025], ["A"]], names=["year", "unit"])
    >>> differences(pd.DataFrame({"score": [1.0, 3.0]}, index=index), ["score"])["score"].tolist()
    [-1.0, 1.0]
    """
    unit = table.index.get_level_values("unit")
    x = table[list(terms)]
    if years:
        year = pd.Series(table.index.get_level_values("year"), index=table.index)
        x = pd.concat([x, pd.get_dummies(year, dtype=float).iloc[:, 1:]], axis=1)
    rest = x - x.groupby(unit).transform("mean")
    return rest.mask(rest.abs() <= 1e-12 * x.abs().max(), 0.0)  # what rounding left of no difference


def redundant(table: DataFrame) -> list[object]:
    """Find columns that do not vary, or are linear combinations of a constant and the columns before them.

    Examples
    --------
    >>> redundant(pd.DataFrame({"a": [1.0, 2, 3], "b": [5.0, 5, 5], "c": [3.0, 5, 7]}))
    ['b', 'c']
    """
    dependent: list[object] = []
    basis: list[NDArray[np.float64]] = []
    for name in table.columns:  # over columns: there are few
        x = table[name].to_numpy(dtype=float)
        centred = x - x.mean()
        size = float(np.sqrt((centred**2).sum()))
        rest = centred
        for known in basis:
            rest = rest - (known * rest).sum() * known
        left = float(np.sqrt((rest**2).sum()))
        if size <= 1e-9 * max(1e-300, float(np.abs(x).max(initial=0.0))) or left <= 1e-7 * size:
            dependent.append(name)
        else:
            basis.append(rest / left)
    return dependent


def _r(table: DataFrame, controls: Sequence[str]) -> float:
    """Correlation of what the controls, by least squares with a constant, leave of score and outcome."""
    x = np.column_stack([np.ones(len(table)), table[list(controls)].to_numpy(dtype=float)])
    x[:, 1:] = (x[:, 1:] - x[:, 1:].mean(axis=0)) / x[:, 1:].std(axis=0)
    y = table[[SCORE, OUTCOME]].to_numpy(dtype=float)
    y = y - y.mean(axis=0)
    rest = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    size = np.sqrt((rest**2).sum(axis=0))
    if (size <= 1e-9 * np.sqrt(((y - y.mean(axis=0)) ** 2).sum(axis=0))).any():
        return float("nan")
    return float(np.clip((rest[:, 0] * rest[:, 1]).sum() / (size[0] * size[1]), -1, 1))


def _interval(r: float, n: int, k: int, level: float, *, ranked: bool) -> dict[str, float]:
    from scipy.stats import norm, t  # noqa: PLC0415 - slow to import

    freedom = n - k - 2
    error = np.sqrt((1 + r**2 / 2 if ranked else 1) / (n - k - 3)) if n - k > 3 else np.nan
    with np.errstate(divide="ignore"):
        z, statistic = np.arctanh(r), abs(r) * np.sqrt(np.divide(freedom, 1 - r * r))
    half = norm.ppf(0.5 + level / 2) * error
    return {
        "r": r,
        "low": float(np.tanh(z - half)),
        "high": float(np.tanh(z + half)),
        "p": float(2 * t.sf(statistic, freedom)),
        "n": n,
    }


def _terms(fit: Any, names: Sequence[object], level: float, back: NDArray[np.float64]) -> DataFrame:
    """Coefficients with their errors; `back` converts them from the fitted columns to the original ones."""
    from scipy.stats import t  # noqa: PLC0415 - slow to import

    estimates = back @ fit.params
    error = np.sqrt(np.diag(back @ fit.cov_params() @ back.T))
    freedom = getattr(fit, "df_resid_inference", None) or fit.df_resid
    with np.errstate(divide="ignore", invalid="ignore"):  # a line without errors has none
        p = 2 * t.sf(np.abs(estimates) / error, freedom)
    half = t.ppf(0.5 + level / 2, freedom) * error
    columns = (estimates, error, estimates - half, estimates + half, p)
    return pd.DataFrame(dict(zip(COEFFICIENT, columns, strict=True)), index=pd.Index(names, name="term"))
