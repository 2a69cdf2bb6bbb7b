"""Convergence clubs: groups of units that come together, after Phillips and Sul."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.audit.convergence.longrun import long_run_variance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame

LEAST_YEARS = 10  # with a third of the years cut off, fewer leave hardly a regression
TRIM = 1 / 3
CRITICAL = -1.65  # one-sided, 5 %
COLUMNS = ("n", "first_year", "last_year", "mean_first", "mean_last", "b", "t")


@dataclass(frozen=True, slots=True, eq=False)
class Clubs:
    """Clubs of units whose scores come together.

    Parameters
    ----------
    table
        Index club: "all" units first, then 1, 2, ... from the highest last scores down, and "none": ``n`` units, years,
        ``mean_first``, ``mean_last`` score, ``b`` and ``t`` of the log t test; missing for "none".
    members
        Index unit: ``club`` (Int64, missing where a unit is in none), ``first``, ``last`` score.
    """

    table: DataFrame
    members: DataFrame


def log_t(variation: NDArray[np.float64], trim: float = TRIM) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fit the log t regression of each column: log(H1/Ht) - 2 log(log t) on log t, for t from round(trim T) + 1 to T.

    H is the variance, among the units, of each unit's score over their mean. b below 0 says that units drift apart;
    t below -1.65 rejects that they come together (Phillips & Sul 2007). Its error takes the long-run variance of the
    residuals (Andrews 1991, see `connectindex.audit.convergence.longrun`), as the paper does.

    Parameters
    ----------
    variation
        H, years x columns, 0 or more.
    trim
        Share of the years that is cut off at the start, 0 to 1.

    Returns
    -------
    b, t : arrays
        One for each column. Infinite where the units are the same throughout; missing where only some H are 0.

    Examples
    --------
    >>> time = np.arange(1, 21)
    >>> b, t = log_t((1 / (np.log(time + 1) * time**0.5) ** 2)[:, None])  # H falls as log(t)^-2 t^-1
    >>> bool(b[0] > 0), bool(t[0] > CRITICAL)
    (True, True)
    """
    years = len(variation)
    start = max(2, round(trim * years) + 1)
    log_time = np.log(np.arange(start, years + 1))
    x = (log_time - log_time.mean())[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.log(variation[0] / variation[start - 1 :]) - 2 * np.log(log_time)[:, None]
        b = (x * y).sum(axis=0) / (x**2).sum()
        rest = y - y.mean(axis=0) - b * x
        t = b / np.sqrt(long_run_variance(rest) / (x**2).sum())
    same = (variation == 0).all(axis=0)
    return np.where(same, np.inf, b), np.where(same, np.inf, t)


def variation_of(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute H, the variance among the units of score / units' mean; years x units in, one a year out.

    Examples
    --------
    >>> variation_of(np.array([[1.0, 3.0], [2.0, 2.0]])).tolist()
    [0.25, 0.0]
    """
    variation: NDArray[np.float64] = ((y / y.mean(axis=1, keepdims=True) - 1) ** 2).mean(axis=1)
    return variation


def clubs(table: DataFrame, *, trim: float = TRIM, entry: float = 0.0, merge: bool = True) -> Clubs:
    """Cluster units into convergence clubs (Phillips & Sul 2007): core of the highest, its members, then the rest.

    1. Units are ordered by their last score. 2. The first two neighbours that pass the log t test start a core; of the
    cores that grow from there downwards while the test passes, the one with the highest t is taken. 3. Every other unit
    whose joining the core gives t above `entry` comes in; if the whole then fails, the weakest of them stay out.
    4. The rest, if it does not pass as one club, starts again at 2. At last neighbouring clubs that pass together are
    joined (Phillips & Sul 2009). Scores are taken as they are: the paper filters out business cycles first.

    Parameters
    ----------
    table
        Years x units, none missing, means above 0, at least `LEAST_YEARS` years.
    trim
        Share of the years that is cut off at the start: a third as in Phillips & Sul (2009); the paper of 2007 advises
        0.3 for up to fifty years, 0.2 for a hundred.
    entry
        Least t to join a core; 0 in the paper for short panels.
    merge
        Whether neighbouring clubs are joined.

    Raises
    ------
    ValueError
        There are fewer years, or a year's mean is not above 0.

    Examples
    --------
    >>> t = np.arange(1, 31)[:, None]
    >>> start = np.array([3.0, 2, 1, -1, -2])
    >>> level = np.array([60.0, 60, 60, 20, 20])
    >>> scores = pd.DataFrame(level + 5 * start / t, index=range(1996, 2026), columns=list("ABCDE"))
    >>> clubs(scores).members["club"].tolist()
    [1, 1, 1, 2, 2]
    """
    ordered = table.sort_index()
    y = ordered.to_numpy(dtype=float)
    if len(y) < LEAST_YEARS or not (y.mean(axis=1) > 0).all():
        raise ValueError(f"clubs need {LEAST_YEARS} years or more, each with a mean above 0")
    order = np.argsort(-y[-1], kind="stable")
    club_members, rest = [], order
    while len(rest) > 1:
        if _together(y, rest, trim):
            club_members.append(rest)
            rest = rest[:0]
            break
        core = _core(y, rest, trim)
        if core is None:
            break
        club = _joined(y, core, rest, trim, entry)
        club_members.append(club)
        rest = rest[~np.isin(rest, club)]
    if merge:
        club_members = _merged(y, club_members, trim)
    return _labelled(ordered, y, club_members, rest, trim)


def _together(y: NDArray[np.float64], units: NDArray[np.intp], trim: float) -> bool:
    return bool(log_t(variation_of(y[:, units])[:, None], trim)[1][0] > CRITICAL)


def _core(y: NDArray[np.float64], order: NDArray[np.intp], trim: float) -> NDArray[np.intp] | None:
    """The strongest core that starts at the first passing pair of neighbours; None where no pair passes."""
    for start in range(len(order) - 1):
        t = log_t(_growing(y[:, order[start:]]), trim)[1]
        passes = t > CRITICAL
        if passes[0]:
            size = len(t) if passes.all() else int(np.argmin(passes))
            return order[start : start + int(np.argmax(t[:size])) + 2]
    return None


def _growing(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """H of the first two units, the first three, and so on: years x (units - 1)."""
    k = np.arange(1, y.shape[1] + 1)
    z = y - y[:, :1]  # small numbers where units come together, so that squares do not cancel
    mean = z.cumsum(axis=1) / k
    variance = np.maximum((z**2).cumsum(axis=1) / k - mean**2, 0.0)
    return np.asarray((variance / (y[:, :1] + mean) ** 2)[:, 1:])


def _joined(
    y: NDArray[np.float64], core: NDArray[np.intp], order: NDArray[np.intp], trim: float, entry: float
) -> NDArray[np.intp]:
    """The core and all that may join it, in the order of the last score."""
    others = order[~np.isin(order, core)]
    if not len(others):
        return core
    k, inside = len(core), y[:, core]
    middle = inside.mean(axis=1, keepdims=True)
    z = y[:, others] - middle
    squares = ((inside - middle) ** 2).sum(axis=1, keepdims=True)
    variance = np.maximum((squares + z**2) / (k + 1) - (z / (k + 1)) ** 2, 0.0)
    t = log_t(variance / (middle + z / (k + 1)) ** 2, trim)[1]
    strongest = np.argsort(-np.nan_to_num(t, nan=-np.inf), kind="stable")
    able = others[strongest[t[strongest] > entry]]
    for size in range(len(able), 0, -1):
        members = order[np.isin(order, np.concatenate([core, able[:size]]))]
        if _together(y, members, trim):
            return np.asarray(members)
    return core


def _merged(y: NDArray[np.float64], club_members: Sequence[NDArray[np.intp]], trim: float) -> list[NDArray[np.intp]]:
    """Neighbouring clubs that pass together made one, from the highest down."""
    merged: list[NDArray[np.intp]] = []
    for club in club_members:
        both = np.concatenate([merged[-1], club]) if merged else club
        if merged and _together(y, both, trim):
            merged[-1] = both
        else:
            merged.append(club)
    return merged


def _labelled(
    table: DataFrame,
    y: NDArray[np.float64],
    club_members: Sequence[NDArray[np.intp]],
    rest: NDArray[np.intp],
    trim: float,
) -> Clubs:
    club = np.full(y.shape[1], np.nan)
    groups = {"all": np.arange(y.shape[1])}
    for number, units in enumerate(club_members, start=1):
        club[units] = number
        groups[str(number)] = units
    if len(rest):
        groups["none"] = rest
    rows = {}
    for label, units in groups.items():  # over clubs: there are few
        b, t = log_t(variation_of(y[:, units])[:, None], trim)
        tested = label != "none"
        rows[label] = {
            "n": len(units),
            "first_year": int(table.index[0]),
            "last_year": int(table.index[-1]),
            "mean_first": y[0, units].mean(),
            "mean_last": y[-1, units].mean(),
            "b": b[0] if tested else np.nan,
            "t": t[0] if tested else np.nan,
        }
    members = {"club": pd.array(club).astype("Int64"), "first": y[0], "last": y[-1]}
    return Clubs(
        pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS)).rename_axis("club"),
        pd.DataFrame(members, index=table.columns).rename_axis("unit"),
    )
