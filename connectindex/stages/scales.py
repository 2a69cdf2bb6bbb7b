"""Scales: the ways to bring an indicator onto a common scale, better upwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

import numpy as np

from connectindex.errors import InputError, Problem, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from connectindex.model.indicator import Indicator


@dataclass(frozen=True, slots=True)
class Scale:
    """What a column brings along: its direction, goalposts and target, in its own unit."""

    name: str
    direction: int = 1
    goalposts: tuple[float, float] | None = None
    target: float | None = None
    log: bool = False

    @classmethod
    def of(cls, indicator: Indicator) -> Scale:
        """The scale of an indicator."""
        return cls(indicator.id, indicator.direction, indicator.goalposts, indicator.target, indicator.log)


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


def _directions(scales: Sequence[Scale]) -> NDArray[np.int_]:
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

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """Minimum to `low`, maximum to `high`; turned for "less is better".

        A column whose values are all equal says nothing of who is ahead: every unit gets the
        middle of the scale.
        """
        del rows
        low, high = np.nanmin(x, axis=0), np.nanmax(x, axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (x - low) / (high - low)
        share = np.where((high == low) & ~np.isnan(x), 0.5, share)
        share = np.where(_directions(scales) < 0, 1 - share, share)
        return _floored(self.low + share * (self.high - self.low), self.floor)

    def words(self) -> str:
        """The rule in words."""
        return (
            f"Each indicator is rescaled so that its lowest value gets {self.low:g} and its highest "
            f"{self.high:g} (the other way round where less is better)" + _floor_words(self.floor) + "."
        )


@dataclass(frozen=True, slots=True)
class ZScore:
    """mean + sd (x - x̄) / s, with s over n-1."""

    mean: float = 0.0
    sd: float = 1.0
    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "zscore"

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """Standardised columns, turned for "less is better"; a constant column gets `mean`."""
        del rows
        spread = np.nanstd(x, axis=0, ddof=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            z = (x - np.nanmean(x, axis=0)) / spread
        z = np.where((spread == 0) & ~np.isnan(x), 0.0, z)
        return _floored(self.mean + self.sd * z * _directions(scales), self.floor)

    def words(self) -> str:
        """The rule in words."""
        return (
            f"Each indicator is standardised to mean {self.mean:g} and standard deviation {self.sd:g} "
            "(turned where less is better)" + _floor_words(self.floor) + "."
        )


@dataclass(frozen=True, slots=True)
class Goalposts:
    """clip((x - l) / (u - l), 0, 1) scale, with each indicator's own goalposts."""

    scale: float = 100.0
    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "goalposts"

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
        share = np.where(_directions(scales) < 0, 1 - share, share)
        return _floored(share * self.scale, self.floor)

    def words(self) -> str:
        """The rule in words."""
        return (
            f"Each indicator is rescaled from 0 at its lower goalpost to {self.scale:g} at its upper one; "
            "values beyond a goalpost count as the goalpost" + _floor_words(self.floor) + "."
        )


@dataclass(frozen=True, slots=True)
class Rank:
    """Rank among the units, the worst 1; equal values share the lower rank."""

    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "rank"

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """Ranks from the side that counts as bad."""
        del rows
        return _floored(_ranks(x * _directions(scales)), self.floor)

    def words(self) -> str:
        """The rule in words."""
        return f"Each indicator is replaced by its rank, 1 for the worst unit{_floor_words(self.floor)}."


@dataclass(frozen=True, slots=True)
class Borda:
    """Number of units that are worse: rank - 1."""

    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "borda"

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """Ranks less one."""
        del rows
        return _floored(_ranks(x * _directions(scales)) - 1, self.floor)

    def words(self) -> str:
        """The rule in words."""
        return f"Each indicator is replaced by the number of units that do worse{_floor_words(self.floor)}."


@dataclass(frozen=True, slots=True)
class PercentileRank:
    """(rank - 1) / (n - 1): share of the other units that do worse."""

    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "percentile_rank"

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """From 0 for the worst to 1 for the best; a half where one unit is alone."""
        del rows
        n = (~np.isnan(x)).sum(axis=0)
        share = (_ranks(x * _directions(scales)) - 1) / np.maximum(n - 1, 1)
        return _floored(np.where((n == 1) & ~np.isnan(x), 0.5, share), self.floor)

    def words(self) -> str:
        """The rule in words."""
        return f"Each indicator is replaced by the share of the other units that do worse{_floor_words(self.floor)}."


@dataclass(frozen=True, slots=True)
class DistanceToMax:
    """1 - (max - x) / (max - min): the distance to the leader, 1 for the leader itself."""

    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "distance_to_max"

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """From 0 to 1."""
        return _floored(MinMax(0.0, 1.0).normalised(x, scales, rows), self.floor)

    def words(self) -> str:
        """The rule in words."""
        return f"Each indicator is measured by its distance to the leader, who has 1{_floor_words(self.floor)}."


@dataclass(frozen=True, slots=True)
class DistanceToReference:
    """1 - (x_ref - x) / (x_ref - min): the distance to a unit of reference, which has 1.

    Parameters
    ----------
    unit
        Code of the unit of reference; it needs a value of every indicator, above the worst.
    cap
        Nobody gets more than the unit of reference.
    """

    unit: str
    cap: bool = False
    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "distance_to_reference"

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """1 for the unit of reference, 0 for the worst.

        Raises
        ------
        InputError
            The unit of reference is not there, or lacks a value, or is the worst.
        """
        if self.unit not in rows:
            rule = "the unit of reference must be among the units that are scored"
            raise InputError([Problem("method distance_to_reference", rule, shown(self.unit))])
        turned = x * _directions(scales)
        low = np.nanmin(turned, axis=0)
        gap = turned[list(rows).index(self.unit)] - low
        bad = ~(gap > 0)
        if bad.any():
            raise InputError(
                Problem(f"indicator {s.name}", f"{self.unit} must have a value above the worst unit's", shown(float(g)))
                for s, g, b in zip(scales, gap, bad, strict=True)
                if b
            )
        share = (turned - low) / gap
        return _floored(np.minimum(share, 1.0) if self.cap else share, self.floor)

    def words(self) -> str:
        """The rule in words."""
        cap = ", and nobody gets more" if self.cap else ""
        return f"Each indicator is measured by its distance to {self.unit}, which has 1{cap}{_floor_words(self.floor)}."


@dataclass(frozen=True, slots=True)
class DistanceToTarget:
    """(x - min) / (target - min); where less is better (max - x) / (max - target).

    Parameters
    ----------
    cap
        Going beyond the target counts as reaching it.
    """

    cap: bool = False
    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "distance_to_target"

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """1 at the target, in each indicator's own unit.

        Raises
        ------
        InputError
            An indicator has no target, or one that the worst unit has reached.
        """
        del rows
        low, high = np.nanmin(x, axis=0), np.nanmax(x, axis=0)
        up = _directions(scales) > 0
        target = np.array([np.nan if s.target is None else s.target for s in scales])
        gap = np.where(up, target - low, high - target)
        problems = [
            Problem(f"indicator {s.name}", "needs a target that the worst unit has not reached", shown(s.target))
            for s, g in zip(scales, gap, strict=True)
            if not g > 0
        ]
        if problems:
            raise InputError(problems)
        share = np.where(up, x - low, high - x) / gap
        return _floored(np.minimum(share, 1.0) if self.cap else share, self.floor)

    def words(self) -> str:
        """The rule in words."""
        cap = "; going beyond it counts as reaching it" if self.cap else ""
        return f"Each indicator is measured by its distance to a target, which is 1{cap}{_floor_words(self.floor)}."


@dataclass(frozen=True, slots=True)
class FractionOfMax:
    """x / max; where less is better min / x."""

    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "fraction_of_max"

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """Share of the best value.

        Raises
        ------
        InputError
            A value is negative, or all of a column are zero: a share of the best needs a scale with a zero.
        """
        del rows
        low, high = np.nanmin(x, axis=0), np.nanmax(x, axis=0)
        up = _directions(scales) > 0
        bad = np.where(up, (low < 0) | (high <= 0), low <= 0)
        if bad.any():
            rule = "a fraction of the best needs values of zero or more (above zero where less is better)"
            raise InputError(
                Problem(f"indicator {s.name}", rule, shown(float(v)))
                for s, v, b in zip(scales, low, bad, strict=True)
                if b
            )
        with np.errstate(divide="ignore"):
            share = np.where(up, x / high, low / np.where(up, 1.0, x))
        return _floored(np.where(np.isnan(x), np.nan, share), self.floor)

    def words(self) -> str:
        """The rule in words."""
        return f"Each indicator is replaced by its share of the best value{_floor_words(self.floor)}."


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
        if self.percentiles and not (self.bounds[0] >= 0 and self.bounds[-1] <= 100):
            raise ValueError("bounds must be percentiles from 0 to 100")

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """Bands reached, as a share of all, times `scale`."""
        del rows
        bounds = np.repeat(np.array(self.bounds)[:, None], x.shape[1], axis=1)
        if self.percentiles:
            bounds = np.nanpercentile(x, self.bounds, axis=0)
        reached = (x[None] >= bounds[:, None]).sum(axis=0) / len(self.bounds)
        share = np.where(_directions(scales) < 0, 1 - reached, reached)
        return _floored(np.where(np.isnan(x), np.nan, share * self.scale), self.floor)

    def words(self) -> str:
        """The rule in words."""
        of = "percentiles" if self.percentiles else "values"
        bounds = ", ".join(f"{b:g}" for b in self.bounds)
        return f"Each indicator is put into bands with bounds at the {of} {bounds}; the best has {self.scale:g}."


NORMALISATIONS: Mapping[str, type[Normalisation]] = {
    "minmax": MinMax,
    "zscore": ZScore,
    "rank": Rank,
    "borda": Borda,
    "percentile_rank": PercentileRank,
    "distance_to_max": DistanceToMax,
    "distance_to_reference": DistanceToReference,
    "distance_to_target": DistanceToTarget,
    "fraction_of_max": FractionOfMax,
    "goalposts": Goalposts,
    "categories": Categories,
}


def _floored(x: NDArray[np.float64], floor: float | None) -> NDArray[np.float64]:
    return x if floor is None else np.maximum(x, floor)


def _floor_words(floor: float | None) -> str:
    return "" if floor is None else f"; no score is below {floor:g}"


def _ranks(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ascending ranks of each column from 1; equal values share the lowest; missing stays missing."""
    import pandas as pd  # noqa: PLC0415 - its rank() knows ties and holes

    return np.asarray(pd.DataFrame(x).rank(method="min").to_numpy())
