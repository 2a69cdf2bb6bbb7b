"""Rescaling: scores drawn on other scales, converted to that of the published ones, so that points mean the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from connectindex.assumptions.methods import VaryMethod

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from connectindex.assumptions.methods import Assumption


@dataclass(frozen=True, eq=False, slots=True)
class Rescaling:
    """Linear rescaling of each draw's scores: factor and shift, arrays (draws, 1)."""

    factor: NDArray[np.float64]
    shift: NDArray[np.float64]

    def published(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rescale the scores of the draws, (draws, any), to the published scale."""
        return np.asarray(scores * self.factor + self.shift)


def scale_of(vary: Sequence[Assumption], drawn: NDArray[np.float64], published: NDArray[np.float64]) -> Rescaling:
    """Compute the rescaling under which each draw's scores have the mean and deviation of the published ones.

    A z-score of mean 100 and deviation 10 and a score from 0 to 100 order units in the same way, but a
    point differs in meaning. Where no assumption changes the scale, scores stay as they are drawn.

    Parameters
    ----------
    vary
        The assumptions.
    drawn : array (draws, rows)
        Scores of one node.
    published : array (rows)
        The published ones.

    Examples
    --------
    >>> from connectindex.stages.scales import MinMax, ZScore
    >>> vary = [VaryMethod("normalise", (MinMax(), ZScore(100, 10)))]
    >>> scale = scale_of(vary, np.array([[90.0, 100, 110], [0, 50, 100]]), np.array([20.0, 40, 60]))
    >>> scale.published(np.array([[90.0, 100, 110], [0, 50, 100]])).round(6).tolist()
    [[20.0, 40.0, 60.0], [20.0, 40.0, 60.0]]
    """
    one, none = np.ones((len(drawn), 1)), np.zeros((len(drawn), 1))
    if not any(isinstance(v, VaryMethod) and v.step == "normalise" for v in vary):
        return Rescaling(one, none)
    both = ~np.isnan(drawn) & ~np.isnan(published)
    n = np.maximum(both.sum(axis=1, keepdims=True), 1)
    known, wanted = np.where(both, drawn, 0.0), np.where(both, published, 0.0)
    mean, target = known.sum(axis=1, keepdims=True) / n, wanted.sum(axis=1, keepdims=True) / n
    spread, aim = (
        np.sqrt((np.where(both, x - m, 0.0) ** 2).sum(axis=1, keepdims=True))
        for x, m in ((drawn, mean), (published, target))
    )
    factor = np.divide(aim, spread, out=one, where=spread > 0)
    return Rescaling(factor, target - mean * factor)
