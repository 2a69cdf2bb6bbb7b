"""Scales: the ways to bring an indicator onto a common scale, better upwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

import numpy as np

from connectindex.errors import InputError, Problem
from connectindex.model.words import Commas, Words, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from connectindex.model.indicator import Indicator


@dataclass(frozen=True, slots=True)
class Scale:
    """What a column brings along: its direction, goalposts and target, in its own unit.

    `bounds`: lowest and highest value of a frozen scale, which stand in for those of the data.
    """

    name: str
    direction: int = 1
    goalposts: tuple[float, float] | None = None
    target: float | None = None
    log: bool = False
    bounds: tuple[float, float] | None = None

    @classmethod
    def of(cls, indicator: Indicator, bounds: tuple[float, float] | None = None) -> Scale:
        """The scale of an indicator; one with an ideal band is normalised by its distance from it."""
        direction = indicator.direction if indicator.ideal is None else 1
        return cls(indicator.id, direction, indicator.goalposts, indicator.target, indicator.log, bounds)


class Normalisation(Protocol):
    """A way to normalise the columns of a table."""

    kind: ClassVar[str]

    @property
    def pool(self) -> Literal["year", "panel"]:
        """Bounds of each year, or of all years of a panel together."""
        ...

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """The columns on one scale, turned so that more is better."""
        ...

    def words(self) -> str:
        """The rule in words, for the methodology annex."""
        ...


def directions(scales: Sequence[Scale]) -> NDArray[np.int_]:
    """Directions of the columns, as an array."""
    return np.array([s.direction for s in scales])


@dataclass(frozen=True, slots=True)
class MinMax:
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

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """Minimum to `low`, maximum to `high`; turned for "less is better".

        A column whose values are all equal says nothing of who is ahead: every unit gets the
        middle of the scale.
        """
        del rows
        own = np.column_stack([np.nanmin(x, axis=0), np.nanmax(x, axis=0)])
        frozen = np.array([(np.nan, np.nan) if s.bounds is None else s.bounds for s in scales])
        low, high = np.where(np.isnan(frozen), own, frozen).T
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (x - low) / (high - low)
        share = np.where((high == low) & ~np.isnan(x), 0.5, share)
        share = np.where(directions(scales) < 0, 1 - share, share)
        return floored(self.low + share * (self.high - self.low), self.floor)

    def words(self) -> Words:
        """The rule in words."""
        return said(
            "Each indicator is rescaled so that its lowest value gets {low} and its highest {high} "
            "(the other way round where less is better){floor}.",
            low=float(self.low),
            high=float(self.high),
            floor=floor_words(self.floor),
        )


@dataclass(frozen=True, slots=True)
class ZScore:
    """mean + sd (x - x̄) / s, with s over n-1."""

    mean: float = 0.0
    sd: float = 1.0
    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "zscore"

    def __post_init__(self) -> None:
        if not self.sd > 0:
            raise ValueError("sd must be above zero")

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """Standardised columns, turned for "less is better"; a constant column gets `mean`."""
        del rows
        # by powers of two, which round nothing: squares of very small and very large numbers are none
        x = np.ldexp(x, -np.frexp(np.nanmax(np.abs(x), axis=0))[1])
        spread = np.nanstd(x, axis=0, ddof=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            d = x - np.nanmean(x, axis=0)
            z = (d - np.nanmean(d, axis=0)) / spread  # the mean is rounded, and large values hide small differences
        flat = (spread == 0) | (np.nanmax(x, axis=0) == np.nanmin(x, axis=0))  # whatever the mean rounds to
        z = np.where(flat & ~np.isnan(x), 0.0, z)
        return floored(self.mean + self.sd * z * directions(scales), self.floor)

    def words(self) -> Words:
        """The rule in words."""
        return said(
            "Each indicator is standardised to mean {mean} and standard deviation {sd} "
            "(turned where less is better){floor}.",
            mean=float(self.mean),
            sd=float(self.sd),
            floor=floor_words(self.floor),
        )


@dataclass(frozen=True, slots=True)
class Goalposts:
    """clip((x - l) / (u - l), 0, 1) scale, with each indicator's own goalposts."""

    scale: float = 100.0
    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "goalposts"

    def __post_init__(self) -> None:
        if not self.scale > 0:
            raise ValueError("scale must be above zero")

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """Distance travelled from the lower to the upper goalpost.

        Raises
        ------
        InputError
            An indicator has no goalposts.
        """
        del rows
        without = [s.name for s in scales if s.goalposts is None]
        if without:
            raise InputError(
                Problem(f"indicator {n}", "needs goalposts for the method 'goalposts'", hint="goalposts = [0, 1]")
                for n in without
            )
        posts = np.array([s.goalposts for s in scales], dtype=float)
        logged = np.array([s.log for s in scales])
        with np.errstate(divide="ignore", invalid="ignore"):
            y = np.where(logged, np.log(np.where(logged, x, 1.0)), x)
            posts = np.where(logged[:, None], np.log(np.where(logged[:, None], posts, 1.0)), posts)
        share = np.clip((y - posts[:, 0]) / (posts[:, 1] - posts[:, 0]), 0, 1)
        share = np.where(directions(scales) < 0, 1 - share, share)
        return floored(share * self.scale, self.floor)

    def words(self) -> Words:
        """The rule in words."""
        return said(
            "Each indicator is rescaled from 0 at its lower goalpost to {scale} at its upper one; "
            "values beyond a goalpost count as the goalpost{floor}.",
            scale=float(self.scale),
            floor=floor_words(self.floor),
        )


@dataclass(frozen=True, slots=True)
class Categories:
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

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """Bands reached, as a share of all, times `scale`."""
        del rows
        bounds = np.repeat(np.array(self.bounds)[:, None], x.shape[1], axis=1)
        if self.percentiles:
            bounds = np.nanpercentile(x, self.bounds, axis=0)
        reached = (x[None] >= bounds[:, None]).sum(axis=0) / len(self.bounds)
        share = np.where(directions(scales) < 0, 1 - reached, reached)
        return floored(np.where(np.isnan(x), np.nan, share * self.scale), self.floor)

    def words(self) -> Words:
        """The rule in words."""
        bounds, scale = Commas(float(b) for b in self.bounds), float(self.scale)
        if self.percentiles:
            return said(
                "Each indicator is put into bands with bounds at the percentiles {bounds}; the best has {scale}.",
                bounds=bounds,
                scale=scale,
            )
        return said(
            "Each indicator is put into bands with bounds at the values {bounds}; the best has {scale}.",
            bounds=bounds,
            scale=scale,
        )


def floored(x: NDArray[np.float64], floor: float | None) -> NDArray[np.float64]:
    """Nothing below the floor, where there is one."""
    return x if floor is None else np.maximum(x, floor)


def floor_words(floor: float | None) -> str:
    """The floor in words, as the end of a sentence."""
    return "" if floor is None else said("; no score is below {floor}", floor=float(floor))
