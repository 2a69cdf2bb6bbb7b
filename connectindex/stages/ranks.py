"""Ranks: normalisations that keep the order and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import pandas as pd

from connectindex.model.words import Words, phrase
from connectindex.stages.normalisation import OfAllUnits
from connectindex.stages.scales import floor_words, floored

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from connectindex.stages.scales import Columns
    from connectindex.stages.spread import Spread


@dataclass(frozen=True, slots=True)
class Rank(OfAllUnits):
    """Rank among the units, the worst 1; equal values share the lower rank."""

    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "rank"

    def normalised(
        self, x: NDArray[np.float64], columns: Columns, spread: Spread, rows: pd.Index
    ) -> NDArray[np.float64]:
        """Compute ranks from the worst value."""
        del rows, spread
        return floored(_ranks(x * columns.directions), self.floor)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Each indicator is replaced by its rank, 1 for the worst {one}{floor}.", floor=floor_words(self.floor)
        )


@dataclass(frozen=True, slots=True)
class Borda(OfAllUnits):
    """Number of units that are worse: rank - 1."""

    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "borda"

    def normalised(
        self, x: NDArray[np.float64], columns: Columns, spread: Spread, rows: pd.Index
    ) -> NDArray[np.float64]:
        """Compute ranks minus one."""
        del rows, spread
        return floored(_ranks(x * columns.directions) - 1, self.floor)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Each indicator is replaced by the number of {many} with a worse value{floor}.",
            floor=floor_words(self.floor),
        )


@dataclass(frozen=True, slots=True)
class PercentileRank(OfAllUnits):
    """(rank - 1) / (n - 1): share of the other units that do worse."""

    floor: float | None = None
    pool: Literal["year", "panel"] = "year"
    kind: ClassVar[str] = "percentile_rank"

    def normalised(
        self, x: NDArray[np.float64], columns: Columns, spread: Spread, rows: pd.Index
    ) -> NDArray[np.float64]:
        """Compute percentile ranks, from 0 for the worst to 1 for the best; a half where one unit is alone."""
        del rows, spread
        n = (~np.isnan(x)).sum(axis=0)
        share = (_ranks(x * columns.directions) - 1) / np.maximum(n - 1, 1)
        return floored(np.where((n == 1) & ~np.isnan(x), 0.5, share), self.floor)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Each indicator is replaced by the share of the other {many} with a worse value{floor}.",
            floor=floor_words(self.floor),
        )


def _ranks(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ascending ranks of each column from 1; equal values share the lowest; missing stays missing."""
    return np.asarray(pd.DataFrame(x).rank(method="min").to_numpy())
