"""Scores as reports print them: the axis they are drawn on, their rank and fifth."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from connectindex.reports.document import Score
from connectindex.reports.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import Series


@dataclass(frozen=True)
class Axis:
    """The axis all scores are drawn on."""

    low: float
    high: float
    places: int
    language: Language = field(default_factory=Language)

    def at(self, score: float) -> float:
        """Place of a score, in percent, never beyond the ends."""
        return round(float(min(max((score - self.low) / (self.high - self.low), 0.0), 1.0)) * 100, 2)

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Five places and their labels."""
        steps = [self.low + (self.high - self.low) * k / 4 for k in range(5)]
        whole = all(s == round(s) for s in steps)
        return tuple((self.at(s), self.language.decimal(s, 0 if whole else self.places)) for s in steps)

    def text(self, score: float) -> str:
        """A score as it is printed."""
        return self.language.decimal(score, self.places)


def scored(scores: Series, ranks: Series, axis: Axis) -> dict[str, Score]:
    """Scores with their ranks, for the units that have one."""
    known = scores.dropna()
    places = {str(u): int(r) for u, r in ranks.reindex(known.index).dropna().items()}
    taken = pd.Series(list(places.values())).value_counts().to_dict()
    n = len(places)
    made = {}
    for unit, value in known.items():
        place = places.get(str(unit))
        if place is None:
            continue
        tie = "=" if taken[place] > 1 else ""
        made[str(unit)] = Score(
            text=axis.text(float(value)),
            value=float(value),
            at=axis.at(float(value)),
            fifth=_fifth(place, taken[place], n),
            rank=f"{place}{tie}",
            place=place,
        )
    return made


def _fifth(place: int, tied: int, n: int) -> int:
    """Fifth of a place, 5 the highest; a tie has that of its last place, unless it is for the first one.

    Examples
    --------
    >>> _fifth(1, 1, 10), _fifth(1, 8, 10), _fifth(3, 8, 10), _fifth(3, 1, 10)
    (5, 5, 1, 4)
    """
    return 5 if place == 1 else 5 - (place + tied - 2) * 5 // n


def fifth_bounds(scores: Mapping[str, Score]) -> dict[int, float]:
    """Lowest score of each fifth that anyone is in."""
    bounds: dict[int, float] = {}
    for score in scores.values():
        if score.value is not None:
            bounds[score.fifth] = min(score.value, bounds.get(score.fifth, math.inf))
    return dict(sorted(bounds.items()))
