"""Frozen scale: this year's treatment and bounds kept for next year, so that scores compare."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.stages.functions import Functions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.stages.spread import Spread

YEAR = "year"


@dataclass(frozen=True, slots=True)
class FrozenColumn:
    """Treatment and scale of one indicator, frozen.

    Parameters
    ----------
    indicator
        Its id.
    cap_low, cap_high
        Lowest and highest value that counts as it is (the edges after winsorising; infinite where
        nothing was winsorised), in the indicator's own unit.
    transform
        "", log or boxcox.
    minimum, maximum
        Of the values that were transformed: the transformation starts from them.
    left
        The logarithm was mirrored for a column skewed to the left.
    exponent
        Of Box-Cox.
    low, high
        Bounds of the treated values; with an ideal band, of minus their distances from it.
    mean
        Their mean, counted from `low`.
    sd
        Their standard deviation, over n-1.
    year
        The year it is the scale of, where each year of a panel had its own; None: of all years.
    """

    indicator: str
    cap_low: float = -np.inf
    cap_high: float = np.inf
    transform: str = ""
    minimum: float = np.nan
    maximum: float = np.nan
    left: bool = False
    exponent: float = 0.0
    low: float = np.nan
    high: float = np.nan
    mean: float = np.nan
    sd: float = np.nan
    year: int | None = None


def freeze(names: Sequence[str], functions: Functions, spread: Spread, year: int | None = None) -> list[FrozenColumn]:
    """Make the frozen scale of treated columns.

    Parameters
    ----------
    names
        Indicator of each column.
    functions, spread
        What treated the columns, and the bounds, mean and deviation of what came out.
    year
        As in `FrozenColumn`.

    Examples
    --------
    >>> from connectindex.stages.spread import DataSpread
    >>> x = np.array([[1.0], [2], [3]])
    >>> column = freeze(["a"], Functions.none(1), DataSpread(x))[0]
    >>> column.low, column.high, column.mean, column.sd
    (1.0, 3.0, 1.0, 1.0)
    """
    above, sd = spread.standard()
    arrays = {f.name: getattr(functions, f.name) for f in dataclasses.fields(Functions)}
    arrays |= {"low": spread.low, "high": spread.high, "mean": above, "sd": sd}
    columns = zip(*(a.tolist() for a in arrays.values()), strict=True)
    return [
        FrozenColumn(name, **dict(zip(arrays, values, strict=True)), year=year)
        for name, values in zip(names, columns, strict=True)
    ]


def functions_of(columns: Sequence[FrozenColumn]) -> Functions:
    """Make the treatment functions of columns from a frozen scale.

    Examples
    --------
    >>> functions_of([FrozenColumn("a", cap_high=2.0)]).applied(np.array([[1.0], [5.0]])).tolist()
    [[1.0], [2.0]]
    """
    kinds: dict[str, Any] = {"transform": object, "left": bool}
    return Functions(
        **{
            f.name: np.array([getattr(c, f.name) for c in columns], dtype=kinds.get(f.name, float))
            for f in dataclasses.fields(Functions)
        }
    )


def of_year(scale: Sequence[FrozenColumn], year: int) -> tuple[FrozenColumn, ...]:
    """Select the frozen scale of a year: its own rows, those of all years, or else the rows of the last year.

    Examples
    --------
    >>> scale = [FrozenColumn("a", high=1.0, year=2020), FrozenColumn("a", high=2.0, year=2025)]
    >>> [of_year(scale, y)[0].high for y in (2020, 2025, 2030)]
    [1.0, 2.0, 2.0]
    """
    years = {c.year for c in scale if c.year is not None}
    scale_year = year if year in years else max(years, default=None)
    return tuple(replace(c, year=None) for c in scale if c.year in (scale_year, None))


def scale_table(scale: Sequence[FrozenColumn]) -> DataFrame:
    """Write a frozen scale as the table of ``scale.csv``: no bound is an empty cell, a mirrored logarithm yes or no."""
    table = pd.DataFrame([dataclasses.asdict(c) for c in scale], columns=columns())
    table = table.replace([np.inf, -np.inf], np.nan).assign(left=table["left"].map({True: "yes", False: "no"}))
    if table[YEAR].isna().all():
        return table.drop(columns=YEAR)
    return table.assign(**{YEAR: table[YEAR].astype("Int64")})[[YEAR, *(c for c in table if c != YEAR)]]


def columns() -> list[str]:
    """List the columns of a frozen scale."""
    return [f.name for f in dataclasses.fields(FrozenColumn)]


def frozen_array(columns: Sequence[FrozenColumn], name: str) -> NDArray[np.float64]:
    """Collect one number of each column of a frozen scale."""
    return np.array([getattr(c, name) for c in columns], dtype=float)
