"""Distances: normalisations against the leader, a unit of reference, a target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from connectindex.errors import InputError, Problem, shown
from connectindex.model.words import Words, said
from connectindex.stages.scales import MinMax, Scale, directions, floor_words, floored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class DistanceToMax:
    """1 - (max - x) / (max - min): the distance to the leader, 1 for the leader itself."""

    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "distance_to_max"

    def normalised(self, x: NDArray[np.float64], scales: Sequence[Scale], rows: Sequence[str]) -> NDArray[np.float64]:
        """From 0 to 1."""
        return floored(MinMax(0.0, 1.0).normalised(x, scales, rows), self.floor)

    def words(self) -> Words:
        """The rule in words."""
        return said(
            "Each indicator is measured by its distance to the leader, who has 1{floor}.",
            floor=floor_words(self.floor),
        )


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
        turned = x * directions(scales)
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
        return floored(np.minimum(share, 1.0) if self.cap else share, self.floor)

    def words(self) -> Words:
        """The rule in words."""
        return said(
            "Each indicator is measured by its distance to {unit}, which has 1{cap}{floor}.",
            unit=self.unit,
            cap=said(", and nobody gets more") if self.cap else "",
            floor=floor_words(self.floor),
        )


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
        up = directions(scales) > 0
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
        return floored(np.minimum(share, 1.0) if self.cap else share, self.floor)

    def words(self) -> Words:
        """The rule in words."""
        return said(
            "Each indicator is measured by its distance to a target, which is 1{cap}{floor}.",
            cap=said("; going beyond it counts as reaching it") if self.cap else "",
            floor=floor_words(self.floor),
        )


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
        up = directions(scales) > 0
        bad = np.where(up, (low < 0) | (high <= 0), low <= 0)
        if bad.any():
            rule = "a fraction of the best needs values of zero or more (above zero where less is better)"
            zero = "a fraction of the best needs a value above zero"
            raise InputError(
                Problem(f"indicator {s.name}", zero if u and v == 0 else rule, shown(float(v)))
                for s, u, v, b in zip(scales, up, low, bad, strict=True)
                if b
            )
        with np.errstate(divide="ignore"):
            share = np.where(up, x / high, low / np.where(up, 1.0, x))
        return floored(np.where(np.isnan(x), np.nan, share), self.floor)

    def words(self) -> Words:
        """The rule in words."""
        return said("Each indicator is replaced by its share of the best value{floor}.", floor=floor_words(self.floor))
