"""Beta convergence: whether units that were behind gained more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.audit.leverage import singled_out

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Series

LOG, POINTS = "log", "points"
LEAST_FREEDOM = 6  # units less coefficients: with two coefficients eight units
COLUMNS = (
    "growth",
    "first_year",
    "last_year",
    "n",
    "slope",
    "se",
    "low_90",
    "high_90",
    "low_95",
    "high_95",
    "p",
    "r2",
    "speed",
    "speed_low",
    "speed_high",
    "half_life",
    "sd_ratio",
)


def beta(first: Series, last: Series, years: tuple[int, int], growth: str, groups: Series | None = None) -> DataFrame:
    """Fit beta convergence: growth a year on the level at the start, by least squares with HC3 errors.

    The slope is -(1 - exp(-speed · T)) / T (Barro & Sala-i-Martin 1992); so the speed is -ln(1 + slope · T) / T: the
    yearly rate at which a unit's distance from the mean is expected to shrink before new shocks, and the half-life
    ln 2 / speed. It is regression to the mean, not a narrowing of the spread, which shocks may keep as it was (Quah
    1993; Young, Higgins & Levy 2008), and errors of measurement at the start make a negative slope by themselves
    (Friedman 1992). What became of the spread is `sd_ratio`.

    Parameters
    ----------
    first, last
        Scores of the same units, none missing.
    years
        Of the two.
    growth
        "log": growth of the logarithm on the logarithm, all scores above 0; "points": change of the score on the score.
    groups
        Group of each unit. With it a second row compares units within their groups only (a constant for each group);
        groups of one say nothing there and are left out.

    Returns
    -------
    DataFrame, index among ("all", "within groups")
        ``growth``, ``first_year``, ``last_year``, ``n``, ``slope``, ``se``, intervals, ``p``, ``r2``; ``speed`` a year
        with its 95 % interval, where defined; ``half_life`` in years, where the speed is above 0; ``sd_ratio``: the
        standard deviation of the last year over that of the first, of the logarithms where growth is of them. Missing
        where units are too few or started at the same level, or one alone decides the line.

    Examples
    --------
    >>> start = pd.Series([10.0, 20, 30, 40, 50, 60, 70, 80], index=list("ABCDEFGH"))
    >>> end = 50 + 0.5 * (start - 50) + [1, -1, 1, -1, -1, 1, -1, 1]
    >>> estimates = beta(start, end, (2015, 2025), "points")
    >>> estimates.loc["all", "slope"].round(3).item()  # half of the distance in ten years
    -0.05
    >>> estimates.loc["all", ["half_life", "sd_ratio"]].astype(float).round(2).tolist()
    [10.0, 0.5]
    """
    span = years[1] - years[0]
    a, b = (np.log(s) if growth == LOG else s for s in (first.astype(float), last.astype(float)))
    change = (b - a) / span
    head = {"growth": growth, "first_year": years[0], "last_year": years[1]}
    rows = {"all": head | _fitted(a, change, np.ones((len(a), 1)), span)}
    if groups is not None:
        labels = groups.reindex(first.index)
        labels = labels[labels.map(labels.value_counts()) > 1]
        constants = pd.get_dummies(labels).to_numpy(dtype=float)
        rows["within groups"] = head | _fitted(a[labels.index], change[labels.index], constants, span)
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS)).rename_axis("among")


def speed_of(slope: float, span: float) -> float:
    """Convert a slope into the speed of beta convergence, -ln(1 + slope · T) / T; missing at a slope of -1/T or below.

    Examples
    --------
    >>> round(speed_of(-0.05, 10), 4), speed_of(-0.2, 10)
    (0.0693, nan)
    """
    kept = 1 + slope * span
    return float(-np.log(kept) / span) if kept > 0 else float("nan")


def _fitted(level: Series, change: Series, constants: NDArray[np.float64], span: int) -> dict[str, float]:
    n, k = len(level), constants.shape[1] + 1
    missing = {c: float("nan") for c in COLUMNS[4:]}
    x = level.to_numpy(dtype=float)
    if n - k < LEAST_FREEDOM:
        return {"n": n, **missing}
    # what the constants do not explain of level and growth
    y = change.to_numpy(dtype=float)
    both = np.column_stack([x, y])
    rest, grown = (both - constants @ np.linalg.lstsq(constants, both, rcond=None)[0]).T
    if rest.std() <= 1e-9 * max(1.0, float(np.abs(x).max())):
        return {"n": n, **missing}
    design = np.column_stack([x, constants])
    if singled_out(design).any():
        return {"n": n, **missing}
    from statsmodels.api import OLS  # noqa: PLC0415 - slow to import

    fit = OLS(y, design).fit(cov_type="HC3", use_t=True)
    slope = float(fit.params[0])
    intervals = {share: fit.conf_int(1 - share)[0] for share in (0.9, 0.95)}
    speed = speed_of(slope, span)
    with np.errstate(invalid="ignore"):  # where nothing changed there is nothing to be explained
        explained = float(fit.rsquared)
    return {
        "n": n,
        "slope": slope,
        "se": float(fit.bse[0]),
        "low_90": float(intervals[0.9][0]),
        "high_90": float(intervals[0.9][1]),
        "low_95": float(intervals[0.95][0]),
        "high_95": float(intervals[0.95][1]),
        "p": float(fit.pvalues[0]),
        "r2": explained,
        "speed": speed,
        # a steeper slope is a higher speed: the ends change places
        "speed_low": speed_of(float(intervals[0.95][1]), span),
        "speed_high": speed_of(float(intervals[0.95][0]), span),
        "half_life": float(np.log(2) / speed) if speed > 0 else float("nan"),
        "sd_ratio": float((rest + span * grown).std() / rest.std()),
    }
