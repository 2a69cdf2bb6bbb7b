"""Means: several scores of a unit combined into one, each by its own formula on arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from connectindex.model.words import Words, message, phrase
from connectindex.stages.aggregation import OfOwnChildren
from connectindex.stages.bod import BenefitOfTheDoubt
from connectindex.stages.outranking import Copeland

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from connectindex.stages.aggregation import Aggregation


class PowerMean:
    """Power mean of an order p: (Σ w x^p / Σ w)^(1/p); the geometric mean at p = 0.

    Contributions follow from transmuted weights v, proportional to w (x^p - M^p) / (x - M), for
    which the arithmetic mean of x equals the power mean M (Balk 2008, *Price and Quantity Index
    Numbers*).
    """

    __slots__ = ()
    row_by_row: ClassVar[bool] = True
    weighted: ClassVar[bool] = True
    defined_on: ClassVar[str] = ""
    order: float

    @property
    def allows_zero(self) -> bool:
        """Tell whether the order is above zero: other orders divide by a score, or take its logarithm."""
        return self.order > 0

    @property
    def allows_negative(self) -> bool:
        """Tell whether the mean is arithmetic: even powers turn bad scores into good ones, odd ones have no root."""
        return self.order == 1

    @property
    def linear(self) -> bool:
        """Tell whether the mean is arithmetic."""
        return self.order == 1

    @property
    def script(self) -> Mapping[str, str | float]:
        """The order."""
        return {"kind": "power", "order": float(self.order)}

    def combined(self, x: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute the power mean over the last axis, weights rescaled over the children that have a score."""
        has_score = ~np.isnan(x)
        whole = bool(has_score.all())
        # where no child is missing the weights of a draw have one sum for all units
        total = summed(np.ones((1,) * (x.ndim - 1) + x.shape[-1:]) if whole else has_score.astype(float), w)
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.order == 1:
                return np.asarray(summed(x if whole else np.where(has_score, x, 0.0), w) / total)
            if self.order == 0:
                logs = np.log(x)
                return np.asarray(np.exp(summed(logs if whole else np.where(has_score, logs, 0.0), w) / total))
            powers = x**self.order if whole else np.where(has_score, x**self.order, 0.0)
            return np.asarray((summed(powers, w) / total) ** (1 / self.order))

    def shares(self, x: NDArray[np.float64], w: NDArray[np.float64], score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute transmuted weights of the power mean; zero for a child that is missing."""
        has_score = ~np.isnan(x)
        safe = np.where(has_score, x, 1.0)
        mean = np.where(np.isnan(score), 1.0, score)[..., None]
        if self.order == 1:
            v = np.broadcast_to(w, x.shape)
        else:
            # where x is next to M the quotient is replaced by its limit, the derivative at M
            near = np.abs(safe - mean) <= 1e-9 * np.abs(mean)
            gap = np.where(near, 1.0, safe - mean)
            p = self.order
            with np.errstate(divide="ignore", invalid="ignore"):
                if p == 0:
                    quotient = np.where(near, 1 / mean, (np.log(safe) - np.log(mean)) / gap)
                else:
                    quotient = np.where(near, mean ** (p - 1), (safe**p - mean**p) / gap / p)
            v = w * quotient
        v = np.where(has_score, v, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(v / v.sum(axis=-1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Power(PowerMean):
    """Weighted power mean of any order.

    Parameters
    ----------
    order
        1 is the arithmetic mean, where a low child is made good by a high one; the lower the order,
        the less so.
    """

    order: float
    kind: ClassVar[str] = "power"

    def __post_init__(self) -> None:
        if not abs(self.order) <= 100:
            raise ValueError("order must be from -100 to 100")

    def words(self) -> Words:
        """The method in words."""
        return phrase("weighted power mean of order {order}", order=self.order)


@dataclass(frozen=True, slots=True)
class Arithmetic(PowerMean):
    """Weighted arithmetic mean."""

    order: float = field(default=1.0, init=False)
    kind: ClassVar[str] = "arithmetic"

    def words(self) -> Words:
        """The method in words."""
        return phrase("weighted arithmetic mean")


@dataclass(frozen=True, slots=True)
class Geometric(PowerMean):
    """Weighted geometric mean."""

    order: float = field(default=0.0, init=False)
    kind: ClassVar[str] = "geometric"

    def words(self) -> Words:
        """The method in words."""
        return phrase("weighted geometric mean")


@dataclass(frozen=True, slots=True)
class Harmonic(PowerMean):
    """Weighted harmonic mean."""

    order: float = field(default=-1.0, init=False)
    kind: ClassVar[str] = "harmonic"

    def words(self) -> Words:
        """The method in words."""
        return phrase("weighted harmonic mean")


@dataclass(frozen=True, slots=True)
class WeightedMedian(OfOwnChildren):
    """Weighted median: the value at which half of the weight is reached; between two, their mean."""

    kind: ClassVar[str] = "median"

    @property
    def script(self) -> Mapping[str, str | float]:
        """Its kind."""
        return {"kind": self.kind}

    def combined(self, x: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute the weighted median over the last axis; missing where the children with a score have no weight."""
        weight = summed((~np.isnan(x)).astype(float), w)
        return np.where(weight > 0, _dotted(self.shares(x, w, np.empty(0)), x), np.nan)

    def shares(self, x: NDArray[np.float64], w: NDArray[np.float64], score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute the shares of the median: 1 for the child in the middle, or a half each for the two around it."""
        del score
        order, v = _sorted_weights(x, w)
        reached = np.cumsum(v, axis=-1)
        # half of the weight, with room for the rounding of a sum of shares
        lower = np.argmax(reached >= 0.5 - 1e-12, axis=-1)[..., None]
        upper = np.argmax(reached > 0.5 + 1e-12, axis=-1)[..., None]
        place = np.arange(x.shape[-1])
        return _unsorted(0.5 * (place == lower) + 0.5 * (place == upper), order, x)

    def words(self) -> Words:
        """The method in words."""
        return phrase("weighted median")


@dataclass(frozen=True, slots=True)
class Owa(OfOwnChildren):
    """Ordered weighted average: children are weighted by their place in the unit's own order too.

    With the children sorted from best to worst and W_k the weight of the first k, the k-th counts
    Q(W_k) - Q(W_k-1), Q(t) = t^exponent (Yager 1988, 1996).

    Parameters
    ----------
    exponent
        1 is the arithmetic mean; above 1 the worst children count more, below 1 the best.
    """

    exponent: float = 2.0
    kind: ClassVar[str] = "owa"

    def __post_init__(self) -> None:
        if not self.exponent > 0:
            raise ValueError("exponent must be above zero")

    @property
    def script(self) -> Mapping[str, str | float]:
        """The exponent."""
        return {"kind": self.kind, "exponent": float(self.exponent)}

    def combined(self, x: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute the ordered weighted average over the last axis."""
        return _dotted(self.shares(x, w, np.empty(0)), x)

    def shares(self, x: NDArray[np.float64], w: NDArray[np.float64], score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute the weights by place of the ordered weighted average."""
        del score
        order, v = _sorted_weights(-x, w)
        reached = np.clip(np.cumsum(v, axis=-1), 0, 1) ** self.exponent
        return _unsorted(np.diff(reached, axis=-1, prepend=0.0), order, x)

    def words(self) -> Words:
        """The method in words."""
        return phrase("ordered weighted average with exponent {exponent}", exponent=self.exponent)


PENALTIES = {"negative": message("negative"), "positive": message("positive")}


class PenalisedMean(OfOwnChildren):
    """The mean, less (or plus) a penalty for children that differ among themselves.

    The penalty is spread over the children in proportion to what they add to the mean. It is made of the
    coefficient of variation, which has no meaning at zero and below.
    """

    __slots__ = ()
    kind: ClassVar[str]
    allows_zero: ClassVar[bool] = False
    allows_negative: ClassVar[bool] = False
    penalty: Literal["negative", "positive"]

    @property
    def script(self) -> Mapping[str, str | float]:
        """The sign of the penalty."""
        return {"kind": self.kind, "sign": -1.0 if self.penalty == "negative" else 1.0}

    def spread(self, x: NDArray[np.float64], w: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute the penalty that is subtracted from the mean."""
        raise NotImplementedError

    def combined(self, x: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute the penalised mean over the last axis."""
        has_score = ~np.isnan(x)
        v = np.where(has_score, w, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            v = v / v.sum(axis=-1, keepdims=True)
            safe = np.where(has_score, x, 0.0)
            mean = (v * safe).sum(axis=-1)
            taken = self.spread(np.where(has_score, x, np.nan), v, mean)
        return np.asarray(mean - taken if self.penalty == "negative" else mean + taken)

    def shares(self, x: NDArray[np.float64], w: NDArray[np.float64], score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute weights times score / mean."""
        has_score = ~np.isnan(x)
        v = np.where(has_score, w, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            v = v / v.sum(axis=-1, keepdims=True)
            mean = (v * np.where(has_score, x, 0.0)).sum(axis=-1)
            return np.asarray(v * (score / mean)[..., None])


@dataclass(frozen=True, slots=True)
class Mpi(PenalisedMean):
    """Mazziotta-Pareto index: M (1 -/+ cv²), standard deviation over n-1.

    Meant for z-scores with mean 100 and standard deviation 10 (Mazziotta & Pareto 2013). The deviation of a unit's n
    scores is divided by n-1, as in ``ci_mpi`` of the R package Compind (Vidoli & Fusco); the authors divide by n, so
    that their penalty is (n-1)/n of this one.

    Parameters
    ----------
    penalty
        ``negative`` takes the penalty off (connectivity, wellbeing), ``positive`` adds it (poverty).
    """

    penalty: Literal["negative", "positive"] = "negative"
    kind: ClassVar[str] = "mpi"
    defined_on: ClassVar[str] = '{ kind = "zscore", mean = 100, sd = 10 }'

    def spread(self, x: NDArray[np.float64], w: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute the penalty M cv²."""
        n = (~np.isnan(x)).sum(axis=-1)
        variance = np.nansum(w * (x - mean[..., None]) ** 2, axis=-1)
        return np.asarray(np.where(n > 1, variance * n / np.maximum(n - 1, 1), 0.0) / mean)

    def words(self) -> Words:
        """The method in words."""
        return phrase("Mazziotta-Pareto index, {penalty} penalty", penalty=Words(PENALTIES[self.penalty], {}))


@dataclass(frozen=True, slots=True)
class Ampi(PenalisedMean):
    """Adjusted Mazziotta-Pareto index: M -/+ S cv, standard deviation over n, as the authors and Compind have it.

    Meant for values on 70-130 between goalposts set to all years, i.e. ``{kind = "minmax", low = 70,
    high = 130, pool = "panel"}``, so that scores compare over years (Mazziotta & Pareto 2016).

    Parameters
    ----------
    penalty
        As for the Mazziotta-Pareto index.
    """

    penalty: Literal["negative", "positive"] = "negative"
    kind: ClassVar[str] = "ampi"
    defined_on: ClassVar[str] = '{ kind = "minmax", low = 70, high = 130, pool = "panel" }'

    def spread(self, x: NDArray[np.float64], w: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute the penalty S cv."""
        return np.asarray(np.nansum(w * (x - mean[..., None]) ** 2, axis=-1) / mean)

    def words(self) -> Words:
        """The method in words."""
        return phrase("adjusted Mazziotta-Pareto index, {penalty} penalty", penalty=Words(PENALTIES[self.penalty], {}))


AGGREGATIONS: Mapping[str, type[Aggregation]] = {
    "arithmetic": Arithmetic,
    "geometric": Geometric,
    "harmonic": Harmonic,
    "power": Power,
    "median": WeightedMedian,
    "owa": Owa,
    "mpi": Mpi,
    "ampi": Ampi,
    "copeland": Copeland,
    "bod": BenefitOfTheDoubt,
}


def summed(x: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute Σ w x over the last axis, for weights of the children, of draws and children, or of every cell.

    The sum of one unit does not depend on other units: results do not depend on the order of units
    or on how draws are cut into chunks, to the last bit.
    """
    total = np.asarray(x[..., 0] * w[..., 0])
    term = np.empty_like(total)
    for k in range(1, x.shape[-1]):  # over children, of which there are few: a product of matrices rounds by its shape
        np.multiply(x[..., k], w[..., k], out=term)
        total += term
    return total


def _sorted_weights(x: NDArray[np.float64], w: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Order of the children of each unit, missing ones last, and their shares of weight in that order."""
    v = np.where(np.isnan(x), 0.0, w)
    with np.errstate(divide="ignore", invalid="ignore"):
        v = v / v.sum(axis=-1, keepdims=True)
    order = np.broadcast_to(np.argsort(x, axis=-1, kind="stable"), v.shape)
    return order, np.take_along_axis(v, order, axis=-1)


def _unsorted(shares: NDArray[np.float64], order: NDArray[np.intp], x: NDArray[np.float64]) -> NDArray[np.float64]:
    back = np.empty(order.shape)
    np.put_along_axis(back, order, shares, axis=-1)
    return np.where(np.isnan(x), 0.0, back)


def _dotted(shares: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    total = (shares * np.where(np.isnan(x), 0.0, x)).sum(axis=-1)
    return np.asarray(np.where(np.isnan(x).all(axis=-1), np.nan, total))
