"""Distances: normalisations against the leader, a unit of reference, a target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from connectindex.errors import InputError, Problem, shown
from connectindex.model.words import Words, phrase
from connectindex.stages.normalisation import OfAllUnits, OfColumns
from connectindex.stages.scales import MinMax, floor_words, floored

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from connectindex.stages.scales import Columns
    from connectindex.stages.spread import Spread


@dataclass(frozen=True, slots=True)
class DistanceToMax(OfColumns):
    """1 - (max - x) / (max - min): the distance to the leader, 1 for the leader itself."""

    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "distance_to_max"

    def normalised(
        self, x: NDArray[np.float64], columns: Columns, spread: Spread, rows: pd.Index
    ) -> NDArray[np.float64]:
        """Compute the distance to the maximum, from 0 to 1."""
        return floored(MinMax(0.0, 1.0).normalised(x, columns, spread, rows), self.floor)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Each indicator is measured by its distance to the leader, which scores 1{floor}.",
            floor=floor_words(self.floor),
        )


@dataclass(frozen=True, slots=True)
class DistanceToReference(OfAllUnits):
    """1 - (x_ref - x) / (x_ref - min): the distance to a unit of reference, which has 1.

    Parameters
    ----------
    unit
        Code of the unit of reference; it needs a value of every indicator, above the worst. In a pooled panel
        the mean of its values over the years counts.
    cap
        Nobody gets more than the unit of reference.
    """

    unit: str
    cap: bool = False
    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "distance_to_reference"

    def normalised(
        self, x: NDArray[np.float64], columns: Columns, spread: Spread, rows: pd.Index
    ) -> NDArray[np.float64]:
        """Compute the distance to the unit of reference: 1 for that unit, 0 for the worst.

        Raises
        ------
        InputError
            The unit of reference is not there, or lacks a value, or is the worst.
        """
        del spread
        here = np.asarray(rows.get_level_values(-1) == self.unit)
        if not here.any():
            rule = "the unit of reference must be among the units that are scored"
            raise InputError([Problem("method distance_to_reference", rule, shown(self.unit))])
        turned = x * columns.directions
        low = np.nanmin(turned, axis=0)
        known = np.maximum((~np.isnan(turned[here])).sum(axis=0), 1)
        gap = np.where(np.isnan(turned[here]).all(axis=0), np.nan, np.nansum(turned[here], axis=0) / known) - low
        bad = columns.named(~(gap > 0))
        if bad:
            raise InputError(
                Problem(
                    f"indicator {i.id}", f"{self.unit} must have a value above the worst unit's", shown(float(gap[j]))
                )
                for i, j in bad
            )
        share = (turned - low) / gap
        return floored(np.minimum(share, 1.0) if self.cap else share, self.floor)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Each indicator is measured by its distance to {unit}, which scores 1{years}{cap}{floor}.",
            unit=self.unit,
            years=phrase(" on average over the years") if self.pool == "panel" else "",
            cap=phrase(", which is also the highest score") if self.cap else "",
            floor=floor_words(self.floor),
        )


@dataclass(frozen=True, slots=True)
class DistanceToTarget(OfColumns):
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
    reads: ClassVar[tuple[str, ...]] = ("target",)

    def normalised(
        self, x: NDArray[np.float64], columns: Columns, spread: Spread, rows: pd.Index
    ) -> NDArray[np.float64]:
        """Compute the distance to the target: 1 at the target, in each indicator's own unit.

        Raises
        ------
        InputError
            An indicator has no target, or one that the worst unit has reached.
        """
        del rows
        low, high = spread.low, spread.high
        up = columns.directions > 0
        target = columns.carried("target", columns.each(lambda i: np.nan if i.target is None else i.target))
        target = np.where(columns.two_sided, 0.0, target)  # an ideal band is a target of no distance from it
        gap = np.where(up, target - low, high - target)
        problems = [
            Problem(
                f"indicator {i.id}", "needs a target that the worst unit has not reached", shown(i.ideal or i.target)
            )
            for i, _ in columns.named(~(gap > 0))
        ]
        if problems:
            raise InputError(problems)
        share = np.where(up, x - low, high - x) / gap
        return floored(np.minimum(share, 1.0) if self.cap else share, self.floor)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Each indicator is measured by its distance to a target, which scores 1{cap}{floor}.",
            cap=phrase("; values beyond it count as reaching it") if self.cap else "",
            floor=floor_words(self.floor),
        )


@dataclass(frozen=True, slots=True)
class FractionOfMax(OfColumns):
    """x / max; where less is better min / x."""

    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "fraction_of_max"

    def normalised(
        self, x: NDArray[np.float64], columns: Columns, spread: Spread, rows: pd.Index
    ) -> NDArray[np.float64]:
        """Compute the share of the maximum.

        Raises
        ------
        InputError
            A value is negative, or all of a column are zero: a share of the best needs a scale with a zero.
        """
        del rows
        low, high = spread.low, spread.high
        up = columns.directions > 0
        shifted = columns.named(columns.functions.transform != "")
        if shifted:
            rule = "a fraction of the best needs a scale with a zero, which a transformation takes away"
            raise InputError(
                Problem(f"indicator {i.id}", rule, repr(columns.functions.transform[j])) for i, j in shifted
            )
        least = np.minimum(np.nanmin(x, axis=0), low)
        bad = columns.named(np.where(up, (least < 0) | (high <= 0), least <= 0))
        if bad:
            rule = "a fraction of the best needs values of zero or more (above zero where less is better)"
            zero = "a fraction of the best needs a value above zero"
            raise InputError(
                Problem(f"indicator {i.id}", zero if up[j] and least[j] == 0 else rule, shown(float(least[j])))
                for i, j in bad
            )
        with np.errstate(divide="ignore"):
            share = np.where(up, x / high, low / np.where(up, 1.0, x))
        return floored(np.where(np.isnan(x), np.nan, share), self.floor)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Each indicator is replaced by its share of the best value{floor}.", floor=floor_words(self.floor)
        )
