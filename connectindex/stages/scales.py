"""Scales: the ways to bring an indicator onto a common scale, better upwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from connectindex.errors import InputError, Problem, shown
from connectindex.model.words import Commas, Words, phrase
from connectindex.stages.functions import Functions
from connectindex.stages.normalisation import OfColumns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from connectindex.model.indicator import Indicator
    from connectindex.stages.spread import Spread


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Columns of a table with the settings of their indicators and the functions that treated their values.

    Parameters
    ----------
    indicators
        Each once.
    place : array (columns)
        Indicator of each column; columns may stand for an indicator in each of many draws.
    functions
        Of the columns: what settings in an indicator's own unit go through as its values did.
    """

    indicators: tuple[Indicator, ...]
    place: NDArray[np.intp]
    functions: Functions

    @classmethod
    def of(cls, indicators: Sequence[Indicator], functions: Functions | None = None) -> Columns:
        """Make one column for each of these indicators, some of which may be repeated."""
        once = {i.id: i for i in indicators}
        number = {name: k for k, name in enumerate(once)}
        place = np.array([number[i.id] for i in indicators], dtype=np.intp)
        return cls(tuple(once.values()), place, functions or Functions.none(len(indicators)))

    def some(self, columns: NDArray[np.intp]) -> Columns:
        """Select some of the columns."""
        return Columns(self.indicators, self.place[columns], self.functions.of(columns))

    def each(self, setting: Callable[[Indicator], object], dtype: type = float) -> NDArray[Any]:
        """Collect a setting of each column: array (columns, ...)."""
        return np.array([setting(i) for i in self.indicators], dtype=dtype)[self.place]

    @property
    def directions(self) -> NDArray[np.int_]:
        """1 where more is better; one with an ideal band is normalised by its distance from it, turned."""
        return self.each(lambda i: 1 if i.ideal else i.direction, int)

    @property
    def two_sided(self) -> NDArray[np.bool_]:
        """Find the columns that have an ideal band."""
        return self.each(lambda i: i.ideal is not None, bool)

    def pair(self, setting: str) -> NDArray[np.float64]:
        """Transform goalposts or ideal bands to the unit of treated values: array (2, columns); missing where unset."""
        settings = self.each(lambda i: getattr(i, setting) or (np.nan, np.nan))
        return self.carried(setting, settings.T)

    def carried(self, setting: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Transform settings into the unit of the treated values.

        Raises
        ------
        InputError
            The function that treats the values is not defined at a setting.
        """
        out = self.functions.carried(values)
        bad = np.isinf(out) & np.isfinite(values)
        if bad.any():
            raise InputError(self._undefined(setting, values, bad))
        return out

    def named(self, bad: NDArray[np.bool_]) -> list[tuple[Indicator, int]]:
        """List the indicators of the columns that are bad, each once, with their first such column."""
        first_columns: dict[int, int] = {}
        for column in np.flatnonzero(bad):
            first_columns.setdefault(int(self.place[column]), int(column))
        return [(self.indicators[k], column) for k, column in first_columns.items()]

    def _undefined(self, setting: str, values: NDArray[np.float64], bad: NDArray[np.bool_]) -> list[Problem]:
        low, high = self.functions.limits()
        values, bad = np.atleast_2d(values), np.atleast_2d(bad)
        problems = []
        for indicator, j in self.named(np.asarray(bad.any(axis=0))):
            end = f"above {low[j]:.6g}" if np.isfinite(low[j]) else f"below {high[j]:.6g}"
            rule = f"must lie where the treatment {self.functions.transform[j]!r} is defined, {end}"
            hint = 'treat = { kind = "none" } under this indicator leaves its values as they are'
            first = float(values[np.flatnonzero(bad[:, j])[0], j])
            problems.append(Problem(f"indicator {indicator.id} {setting}", rule, shown(first), hint))
        return problems


@dataclass(frozen=True, slots=True)
class MinMax(OfColumns):
    """low + (x - min) / (max - min) (high - low).

    Parameters
    ----------
    low, high
        Scores of the worst and the best unit.
    floor
        Lowest score allowed; a floor above zero keeps zeros out of a geometric mean.
    pool
        ``year``: bounds of each year; ``panel``: of all years together.
    """

    low: float = 0.0
    high: float = 100.0
    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "minmax"

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError("low must be below high")
        if self.floor is not None and not self.floor < self.high:
            raise ValueError("floor must be below high")

    @property
    def above_zero(self) -> bool:
        """Tell whether the scale begins at its own width above zero, as from 70 to 130."""
        return self.low >= self.high - self.low

    def normalised(
        self, x: NDArray[np.float64], columns: Columns, spread: Spread, rows: pd.Index
    ) -> NDArray[np.float64]:
        """Rescale from minimum to `low` and maximum to `high`; turned for "less is better".

        A column whose values are all equal says nothing of who is ahead: every unit gets the
        middle of the scale.
        """
        del rows
        low, high = spread.low, spread.high
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (x - low) / (high - low)
        share = np.where((high == low) & ~np.isnan(x), 0.5, share)
        share = np.where(columns.directions < 0, 1 - share, share)
        return floored(self.low + share * (self.high - self.low), self.floor)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Each indicator is rescaled so that its lowest value becomes {low} and its highest {high} (reversed "
            "where lower is better){floor}.",
            low=float(self.low),
            high=float(self.high),
            floor=floor_words(self.floor),
        )


@dataclass(frozen=True, slots=True)
class ZScore(OfColumns):
    """mean + sd (x - x̄) / s, with s over n-1."""

    mean: float = 0.0
    sd: float = 1.0
    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "zscore"

    def __post_init__(self) -> None:
        if not self.sd > 0:
            raise ValueError("sd must be above zero")

    @property
    def above_zero(self) -> bool:
        """Tell whether the mean lies five deviations above zero, as 100 with a deviation of 10."""
        return self.mean >= 5 * self.sd

    def normalised(
        self, x: NDArray[np.float64], columns: Columns, spread: Spread, rows: pd.Index
    ) -> NDArray[np.float64]:
        """Standardise columns, turned for "less is better"; a constant column gets `mean`."""
        del rows
        z = spread.standardised(x)
        return floored(self.mean + self.sd * z * columns.directions, self.floor)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Each indicator is standardised to mean {mean} and standard deviation {sd} (reversed where lower is "
            "better){floor}.",
            mean=float(self.mean),
            sd=float(self.sd),
            floor=floor_words(self.floor),
        )


@dataclass(frozen=True, slots=True)
class Goalposts(OfColumns):
    """clip((x - l) / (u - l), 0, 1) scale, with each indicator's own goalposts.

    With an ideal band [a, b] inside the goalposts, 1 in the band and from there down to 0 at either goalpost.
    """

    scale: float = 100.0
    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "goalposts"
    reads: ClassVar[tuple[str, ...]] = ("goalposts", "log")

    def __post_init__(self) -> None:
        if not self.scale > 0:
            raise ValueError("scale must be above zero")

    @property
    def own_bounds(self) -> bool:
        """Yes: the goalposts of each indicator."""
        return True

    def normalised(
        self, x: NDArray[np.float64], columns: Columns, spread: Spread, rows: pd.Index
    ) -> NDArray[np.float64]:
        """Compute the distance from the lower to the upper goalpost.

        Raises
        ------
        InputError
            An indicator has no goalposts.
        """
        del rows, spread
        without = columns.named(columns.each(lambda i: i.goalposts is None, bool))
        if without:
            raise InputError(
                Problem(f"indicator {i.id}", "needs goalposts for the method 'goalposts'", hint="goalposts = [0, 1]")
                for i, _ in without
            )
        posts, band = columns.pair("goalposts"), columns.pair("ideal")
        logged = columns.each(lambda i: i.log, bool)
        twice = columns.named(logged & (columns.functions.transform != ""))
        if twice:
            rule = "must not be set where the treatment has taken a logarithm already"
            hint = 'treat = { kind = "none" } under this indicator, or log = false'
            raise InputError(
                Problem(f"indicator {i.id} log", rule, repr(columns.functions.transform[j]), hint) for i, j in twice
            )
        y = np.clip(x, *posts)
        y, posts, band = (np.where(logged, np.log(np.where(logged, v, 1.0)), v) for v in (y, posts, band))
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.clip((y - posts[0]) / (posts[1] - posts[0]), 0, 1)
            # with an ideal band from 0 at either goalpost to 1 in the band
            sides = np.minimum((y - posts[0]) / (band[0] - posts[0]), (posts[1] - y) / (posts[1] - band[1]))
        share = np.where(columns.directions < 0, 1 - share, share)
        inside = (y >= band[0]) & (y <= band[1])
        share = np.where(columns.two_sided & ~np.isnan(x), np.where(inside, 1.0, np.clip(sides, 0, 1)), share)
        return floored(share * self.scale, self.floor)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Each indicator is rescaled from 0 at its lower goalpost to {scale} at its upper one; values beyond "
            "a goalpost are set to it{floor}.",
            scale=float(self.scale),
            floor=floor_words(self.floor),
        )


@dataclass(frozen=True, slots=True)
class Categories(OfColumns):
    """Bands: the number of bounds a value reaches, on a scale from 0 to `scale`.

    Parameters
    ----------
    bounds
        Rising bounds, in each indicator's own unit, or percentiles of the data with `percentiles`.
    scale
        Score of the best band.
    percentiles
        The bounds are percentiles (0-100) of each indicator.
    """

    bounds: tuple[float, ...]
    scale: float = 100.0
    percentiles: bool = False
    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "categories"

    def __post_init__(self) -> None:
        if not self.bounds or list(self.bounds) != sorted(set(self.bounds)):
            raise ValueError("bounds must rise")
        if not self.scale > 0:
            raise ValueError("scale must be above zero")
        if self.percentiles and not (self.bounds[0] >= 0 and self.bounds[-1] <= 100):
            raise ValueError("bounds must be percentiles from 0 to 100")

    @property
    def own_bounds(self) -> bool:
        """Tell whether bounds are values."""
        return not self.percentiles

    @property
    def freezable(self) -> bool:
        """Tell whether bounds are values: percentiles need all values of a column."""
        return not self.percentiles

    def normalised(
        self, x: NDArray[np.float64], columns: Columns, spread: Spread, rows: pd.Index
    ) -> NDArray[np.float64]:
        """Compute the share of the bands that a value reaches, times `scale`."""
        del rows, spread
        # beyond where a treatment is defined a bound is below or above all values
        bounds = columns.functions.carried(np.repeat(np.array(self.bounds)[:, None], x.shape[1], axis=1))
        if self.percentiles:
            bounds = np.nanpercentile(x, self.bounds, axis=0)
        reached = (x[None] >= bounds[:, None]).sum(axis=0) / len(self.bounds)
        share = np.where(columns.directions < 0, 1 - reached, reached)
        return floored(np.where(np.isnan(x), np.nan, share * self.scale), self.floor)

    def words(self) -> Words:
        """Describe the rule in words."""
        bounds, scale = Commas(float(b) for b in self.bounds), float(self.scale)
        if self.percentiles:
            return phrase(
                "Each indicator is divided into bands with bounds at the percentiles {bounds}; the best band scores "
                "{scale}.",
                bounds=bounds,
                scale=scale,
            )
        return phrase(
            "Each indicator is divided into bands with bounds at the values {bounds}; the best band scores {scale}.",
            bounds=bounds,
            scale=scale,
        )


def floored(x: NDArray[np.float64], floor: float | None) -> NDArray[np.float64]:
    """Raise values below the floor to the floor, where there is one."""
    return x if floor is None else np.maximum(x, floor)


def floor_words(floor: float | None) -> str:
    """Describe the floor in words, as the end of a sentence."""
    return "" if floor is None else phrase("; no score is below {floor}", floor=float(floor))
