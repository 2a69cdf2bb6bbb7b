"""Treat: tame outliers, first by winsorising, then by a transformation; log every point changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

import numpy as np
import pandas as pd

from connectindex.model.figures import percentage
from connectindex.model.words import Words, phrase, sentences
from connectindex.stages.functions import Functions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame


LARGEST_EXPONENT = 10
SYMMETRIC = 1e-9  # skewness of this size is the rounding of a column that is skewed to neither side


def skewness(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the bias-corrected (type 2) skewness of each column; missing values are passed over.

    Parameters
    ----------
    x : array, rows x columns

    Returns
    -------
    array, columns
        Missing where fewer than three values are there or all are equal.

    Examples
    --------
    >>> round(float(skewness(np.array([[2.], [4], [4], [np.nan], [10], [50]]))[0]), 8)
    2.12022008
    """
    return moments(x)[0]


def kurtosis(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the bias-corrected (type 2) excess kurtosis of each column; missing values are passed over.

    Examples
    --------
    >>> round(float(kurtosis(np.array([[2.], [4], [4], [np.nan], [10], [50]]))[0]), 8)
    4.54848421
    """
    return moments(x)[1]


def moments(x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute skewness and excess kurtosis of each column, from one pass over the powers."""
    is_known = ~np.isnan(x)
    n = is_known.sum(axis=0).astype(float)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        mean = np.where(is_known, x, 0.0).sum(axis=0) / n
        d = np.where(is_known, x - mean, 0.0)
        d = np.where(is_known, d - d.sum(axis=0) / n, 0.0)  # the mean is rounded: 10^12 and one knows no tenths
        square = d * d  # a power by np.power costs twenty times as much
        m2 = square.sum(axis=0) / n
        m3 = (square * d).sum(axis=0) / n
        m4 = (square * square).sum(axis=0) / n
        skew = np.sqrt(n * (n - 1)) / (n - 2) * m3 / m2**1.5
        kurt = ((n + 1) * (m4 / m2**2 - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))
        varied = m2 > (1e-15 * mean) ** 2  # equal values differ from their mean by its rounding
    return np.where((n >= 3) & varied, skew, np.nan), np.where((n >= 4) & varied, kurt, np.nan)


def passes(x: NDArray[np.float64], skew: float, kurt: float) -> NDArray[np.bool_]:
    """Test each column for outliers; a column passes with |skewness| < `skew` or kurtosis < `kurt`."""
    s, k = moments(x)
    # a column too short or too flat for the moments is taken to have no outliers
    return (np.abs(s) < skew) | (k < kurt) | np.isnan(s) | np.isnan(k)


def skewed_left(x: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Find columns that are skewed to the left, whatever the order of their rows."""
    return skewness(np.sort(x, axis=0)) < -SYMMETRIC


class Treatment(Protocol):
    """A way to tame the outliers of each column.

    Attributes
    ----------
    kind
        Name in index.toml.
    transforms
        Every column goes through a function that takes its unit and its zero away.
    from_data
        The treated value of a unit depends on other units.
    """

    kind: ClassVar[str]
    transforms: ClassVar[bool]
    from_data: ClassVar[bool]

    def fitted(self, x: NDArray[np.float64]) -> Functions:
        """Make the function that treats each column from its values."""
        ...

    def words(self) -> str:
        """Describe the rule in words, for the methodology annex."""
        ...


@dataclass(frozen=True, slots=True)
class NoTreatment:
    """Values stay as they are."""

    kind: ClassVar[str] = "none"
    transforms: ClassVar[bool] = False
    from_data: ClassVar[bool] = False

    def fitted(self, x: NDArray[np.float64]) -> Functions:
        """Make functions that leave each value as it is."""
        return Functions.none(x.shape[1])

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase("Outliers are not treated.")


@dataclass(frozen=True, slots=True)
class Log:
    """ln(x - min + 0.01 (max - min)); for left skew -ln(max + 0.01 (max - min) - x)."""

    kind: ClassVar[str] = "log"
    transforms: ClassVar[bool] = True
    from_data: ClassVar[bool] = True

    def fitted(self, x: NDArray[np.float64]) -> Functions:
        """Make the logarithm of all columns."""
        return transformation(x, self.kind)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Values are replaced by the logarithm of their distance from the minimum, plus {share} of the range.",
            share=percentage(0.01),
        )


@dataclass(frozen=True, slots=True)
class BoxCox:
    """Box-Cox on x - min + 1, with the exponent that is given.

    Parameters
    ----------
    exponent
        0 is the logarithm, 1 leaves the shape as it is.
    """

    exponent: float = 0.0
    kind: ClassVar[str] = "boxcox"
    transforms: ClassVar[bool] = True
    from_data: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if not abs(self.exponent) <= LARGEST_EXPONENT:
            raise ValueError(f"exponent must be from -{LARGEST_EXPONENT} to {LARGEST_EXPONENT}")

    def fitted(self, x: NDArray[np.float64]) -> Functions:
        """Make the Box-Cox transformation of all columns."""
        return transformation(x, self.kind, self.exponent)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase("Values are transformed by Box-Cox with exponent {exponent}.", exponent=self.exponent)


@dataclass(frozen=True, slots=True)
class Winsorise:
    """Pull in up to `max_points` extreme values until the test passes; else transform the originals.

    Parameters
    ----------
    max_points
        At most this many points of a column change; ties never push it over.
    skew, kurtosis
        A column passes when |skewness| < `skew` or excess kurtosis < `kurtosis`.
    then
        Transformation of the original column where winsorising is not enough.
    exponent
        Of the Box-Cox transformation.
    """

    max_points: int = 5
    skew: float = 2.0
    kurtosis: float = 3.5
    then: Literal["log", "boxcox", "none"] = "log"
    exponent: float = 0.0
    kind: ClassVar[str] = "winsorise"
    transforms: ClassVar[bool] = False
    from_data: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if self.max_points < 0:
            raise ValueError("max_points must not be negative")
        if not abs(self.exponent) <= LARGEST_EXPONENT:
            raise ValueError(f"exponent must be from -{LARGEST_EXPONENT} to {LARGEST_EXPONENT}")

    def fitted(self, x: NDArray[np.float64]) -> Functions:
        """Make caps for columns that fail the outlier test, or their transformation."""
        done = winsorised(x, self.max_points, self.skew, self.kurtosis)
        moved = (done != x) & ~np.isnan(x)
        raised, lowered = (moved & (done > x)).any(axis=0), (moved & (done < x)).any(axis=0)
        functions = replace(
            Functions.none(x.shape[1]),
            cap_low=np.where(raised, np.nanmin(done, axis=0), -np.inf),
            cap_high=np.where(lowered, np.nanmax(done, axis=0), np.inf),
        )
        if self.then == "none":
            return functions
        # the test comes before: a column that winsorising could not mend is transformed as it was
        failing = np.flatnonzero(~passes(done, self.skew, self.kurtosis))
        if not failing.size:
            return functions
        return functions.joined(failing, transformation(x[:, failing], self.then, self.exponent))

    def words(self) -> Words:
        """Describe the rule in words."""
        after = {
            "log": phrase("If that is not enough, the original values are replaced by their logarithm."),
            "boxcox": phrase(
                "If that is not enough, the original values are transformed by Box-Cox ({exponent}).",
                exponent=self.exponent,
            ),
            "none": phrase("If that is not enough, nothing further is done."),
        }[self.then]
        test = phrase(
            "An indicator has outliers if its absolute skewness is {skew} or more and its excess kurtosis "
            "{kurtosis} or more. Up to {points} extreme values are then winsorised, one at a time, until the "
            "test passes.",
            skew=self.skew,
            kurtosis=self.kurtosis,
            points=self.max_points,
        )
        return sentences(test, after)


TREATMENTS: Mapping[str, type[Treatment]] = {
    "none": NoTreatment,
    "winsorise": Winsorise,
    "log": Log,
    "boxcox": BoxCox,
}


def winsorised(x: NDArray[np.float64], max_points: int, skew: float, kurt: float) -> NDArray[np.float64]:
    """Winsorise columns, one value at a time, until the outlier test passes or `max_points` are used.

    One step: with skewness >= 0 all points at the maximum take the next lower value, otherwise all
    points at the minimum the next higher one. Columns are stepped together.

    Examples
    --------
    >>> x = np.array([*range(1, 11), 30.0, 100.0])[:, None]
    >>> winsorised(x, 5, 2.0, 3.5)[-2:, 0].tolist()
    [30.0, 30.0]
    """
    out = x.copy()
    high = np.zeros(x.shape[1], dtype=int)
    low = np.zeros(x.shape[1], dtype=int)
    open_ = np.flatnonzero(~passes(out, skew, kurt))
    while open_.size:
        part = out[:, open_]
        up = ~skewed_left(part)
        edge = np.where(up, np.nanmax(part, axis=0), np.nanmin(part, axis=0))
        at_edge = part == edge
        inner = np.where(at_edge, np.nan, part)
        # a column that passes no test has more than one value, so there is one next to the edge
        neighbour = np.where(up, np.nanmax(inner, axis=0), np.nanmin(inner, axis=0))
        points = at_edge.sum(axis=0)
        total = np.where(up, points + low[open_], points + high[open_])
        allowed = total <= max_points
        out[:, open_] = np.where(at_edge & allowed, neighbour, part)
        high[open_] = np.where(up & allowed, points, high[open_])
        low[open_] = np.where(~up & allowed, points, low[open_])
        open_ = open_[allowed]
        if open_.size:
            open_ = open_[~passes(out[:, open_], skew, kurt)]
    return out


def transformation(x: NDArray[np.float64], kind: str, exponent: float = 0.0) -> Functions:
    """The transformation of each column: ln(x - min + 0.01 range), mirrored for left skew, or Box-Cox of x - min + 1.

    Box-Cox is ((x - min + 1)^exponent - 1) / exponent, the logarithm at 0. A constant column has no range
    to take a logarithm of, and stays.

    Examples
    --------
    >>> x = np.array([[2.0], [4], [4], [10], [50]])
    >>> transformation(x, "log").applied(x)[:, 0].round(6).tolist()
    [-0.733969, 0.908259, 0.908259, 2.13771, 3.881151]
    """
    return replace(
        Functions.none(x.shape[1]),
        transform=np.full(x.shape[1], kind, dtype=object),
        minimum=np.nanmin(x, axis=0),
        maximum=np.nanmax(x, axis=0),
        left=skewed_left(x) & (kind == "log"),
        exponent=np.full(x.shape[1], exponent if kind == "boxcox" else 0.0),
    )


def treat(
    table: DataFrame, method: Treatment, overrides: Mapping[str, Treatment]
) -> tuple[DataFrame, DataFrame, DataFrame]:
    """Treat the outliers of each indicator.

    Parameters
    ----------
    table
        Units x indicators.
    method
        The treatment of the indicators without their own.
    overrides
        Treatments by indicator, which always win.

    Returns
    -------
    table : DataFrame
    summary : DataFrame, index indicator
        ``action`` ("", "winsorised 3", "log", ...), skewness and kurtosis before and after.
    points : DataFrame
        ``unit``, ``indicator``, ``before``, ``after`` of every winsorised point.
    """
    names = [str(c) for c in table.columns]
    before = table.to_numpy(dtype=float)
    functions = fitted_columns(before, {n: overrides.get(n, method) for n in names}, names)
    after = functions.applied(before)
    actions = actions_of(functions, before, after)
    points = points_of(table.index, table.columns, before, after, actions)
    summary = summary_of(table.columns, before, after, actions)
    return pd.DataFrame(after, index=table.index, columns=table.columns), summary, points


def fitted_columns(x: NDArray[np.float64], treatments: Mapping[str, Treatment], names: Sequence[str]) -> Functions:
    """Make the treatment function of each column, by its own treatment.

    Parameters
    ----------
    x : array, units x columns
        Columns may stand for indicators, or for an indicator in each of many draws.
    treatments
        By indicator.
    names
        Indicator of each column.
    """
    functions = Functions.none(x.shape[1])
    filled = ~np.isnan(x).all(axis=0)
    for settings in dict.fromkeys(treatments.values()):
        indicators = {name for name, treatment in treatments.items() if treatment == settings}
        columns = np.flatnonzero(filled & np.array([name in indicators for name in names]))
        if columns.size:
            functions = functions.joined(columns, settings.fitted(x[:, columns]))
    return functions


def actions_of(functions: Functions, before: NDArray[np.float64], after: NDArray[np.float64]) -> list[str]:
    """Describe the treatment of each column: "" for none, "winsorised 3", "log", "boxcox"."""
    moved = ((before != after) & ~np.isnan(before)).sum(axis=0)
    return [
        kind or (phrase("winsorised {points}", points=int(n)) if n else "")
        for kind, n in zip(functions.transform, moved, strict=True)
    ]


def summary_of(
    columns: pd.Index, before: NDArray[np.float64], after: NDArray[np.float64], actions: Sequence[str]
) -> DataFrame:
    """Summarise the treatment of each indicator: action, skewness and kurtosis before and after."""
    (skew, kurt), (skew_after, kurt_after) = moments(before), moments(after)
    return pd.DataFrame(
        {
            "action": pd.Series(actions, index=columns, dtype=object),
            "skewness_before": skew,
            "kurtosis_before": kurt,
            "skewness_after": skew_after,
            "kurtosis_after": kurt_after,
        },
        index=columns,
    )


def points_of(
    rows: pd.Index, columns: pd.Index, before: NDArray[np.float64], after: NDArray[np.float64], actions: Sequence[str]
) -> DataFrame:
    """List every winsorised point: unit, indicator, before, after."""
    capped = np.array([str(a).startswith("winsorised") for a in actions], dtype=bool)
    at, column = np.nonzero((before != after) & ~np.isnan(before) & capped)
    return pd.DataFrame(
        {
            "unit": rows[at],
            "indicator": columns[column],
            "before": before[at, column],
            "after": after[at, column],
        }
    )
