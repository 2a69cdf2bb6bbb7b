"""Benefit of the doubt as an aggregation: every unit is scored under the weights that favour it most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from connectindex.model.figures import percentage
from connectindex.model.words import Words, phrase
from connectindex.stages.aggregation import OfOwnChildren
from connectindex.stages.frontier import Frontier, benefit_of_the_doubt

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class BenefitOfTheDoubt(OfOwnChildren):
    """Benefit of the doubt: `scale` times the frontier score of the children; nominal weights do not count.

    Parameters
    ----------
    low, high
        Least and greatest share of a child in each unit's pie; 0 and 1 leave units free.
    scale
        Score of a unit on the frontier.
    """

    low: float = 0.0
    high: float = 1.0
    scale: float = 100.0
    kind: ClassVar[str] = "bod"
    row_by_row: ClassVar[bool] = False
    weighted: ClassVar[bool] = False
    allows_negative: ClassVar[bool] = False

    def combined(self, x: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute benefit-of-the-doubt scores, each table of a stack by its own frontier; missing without any child."""
        w = np.broadcast_to(w, np.broadcast_shapes(w.shape, x.shape))
        tables = np.broadcast_to(x, w.shape).reshape(-1, *x.shape[-2:])
        return np.array([self._scores(table) for table in tables]).reshape(w.shape[:-1])

    def shares(self, x: NDArray[np.float64], w: NDArray[np.float64], score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute the most favourable weights, in points of score for each point of a child."""
        del w, score
        has_value = _scored(x)
        out = np.zeros(x.shape)
        if has_value.any():
            out[has_value] = self.scale * self._frontier(x[has_value]).weights
        return out

    def words(self) -> Words:
        """Describe the method in words."""
        if (self.low, self.high) == (0, 1):
            return phrase("benefit of the doubt (each {one} under the weights most favourable to it)")
        return phrase(
            (
                "benefit of the doubt (each {one} under the weights most favourable to it, each component "
                "between {low} and {high})"
            ),
            low=percentage(self.low),
            high=percentage(self.high),
        )

    def _scores(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        has_value = _scored(x)
        out = np.where(np.isnan(x).all(axis=-1), np.nan, 0.0)
        if has_value.any():
            out[has_value] = self.scale * self._frontier(x[has_value]).scores
        return out

    def _frontier(self, x: NDArray[np.float64]) -> Frontier:
        return benefit_of_the_doubt(x, self.low, self.high)


def _scored(x: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Find units with a value above zero: the others have score 0 under all weights."""
    return np.asarray((np.nan_to_num(x) > 0).any(axis=-1))
