"""Outranking: units compared pair by pair, child by child (Copeland's rule)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from connectindex.model.ranking import ranked
from connectindex.model.words import Words, phrase
from connectindex.stages.aggregation import OfOwnChildren

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Copeland(OfOwnChildren):
    """Outranking: wins less losses against all other units, child by child, by weight.

    A unit beats another when it is ahead on more than half of the weight, o_ij = Σ w [x_i > x_j]
    + ½ Σ w [x_i = x_j] > ½, over the children both have. It is a count of units, from -(n-1) to n-1,
    and not a sum over children: there are no contributions.
    """

    kind: ClassVar[str] = "copeland"
    row_by_row: ClassVar[bool] = False

    def combined(self, x: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute Copeland scores Σ_j sign(o_ij - ½) of each unit, missing for a unit without any child."""
        o = outranking(x, w)
        won = np.nansum(np.sign(np.round(o - 0.5, 12)), axis=-1)
        return np.asarray(np.where(np.isnan(x).all(axis=-1), np.nan, won))

    def shares(self, x: NDArray[np.float64], w: NDArray[np.float64], score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return missing shares: a Copeland score is no sum over children."""
        del w, score
        return np.full(x.shape, np.nan)

    def words(self) -> Words:
        """The method in words."""
        return phrase("Copeland's rule (wins minus losses in pairwise comparisons)")


def outranking(x: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the share of the weight on which unit i is ahead of unit j, equal scores counting half.

    Parameters
    ----------
    x : array, (..., units, children)
    w : array, (..., children) or (..., 1, children)

    Returns
    -------
    array, (..., units, units)
        Missing on the diagonal and for pairs without a child that both have.

    Examples
    --------
    >>> x = np.array([[1.0, 4, 1], [2, 3, 3], [3, 2, 2], [4, 1, 4]])
    >>> outranking(x, np.ones(3)).round(3)[1].tolist()
    [0.667, nan, 0.667, 0.333]
    """
    units = x.shape[-2]
    ahead = np.zeros((*np.broadcast_shapes(x.shape[:-2], w.shape[:-2] if w.ndim > 1 else ()), units, units))
    total = np.zeros_like(ahead)
    for k in range(x.shape[-1]):  # over children: all at once would hold units² x children numbers
        places = ranked(x[..., k])
        a, b = places[..., :, None], places[..., None, :]
        weight = w[..., k][..., None, None] if w.ndim == 1 else w[..., :1, k][..., None]
        both = ~(np.isnan(a) | np.isnan(b))
        ahead += np.where(both, weight * ((a < b) + 0.5 * (a == b)), 0.0)
        total += np.where(both, weight, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = ahead / total
    share[..., np.arange(units), np.arange(units)] = np.nan
    return share
