"""Spread: lowest, highest, mean and deviation of each column, of the data or of a frozen scale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


class Spread(Protocol):
    """Location and spread of the columns, as normalising needs them. Arrays, one element a column."""

    @property
    def low(self) -> Array:
        """Lowest value."""
        ...

    @property
    def high(self) -> Array:
        """Highest value."""
        ...

    def standard(self) -> tuple[Array, Array]:
        """Mean, counted from `low`, and standard deviation over n-1."""
        ...

    def standardised(self, x: Array) -> Array:
        """(x - mean) / sd; 0 in a column of equal values."""
        ...


@dataclass(frozen=True, eq=False)
class DataSpread:
    """Location and spread of the data.

    Parameters
    ----------
    x : array (rows, columns)
        No column is empty.

    Examples
    --------
    >>> spread = DataSpread(np.array([[1e12], [1e12 + 1], [1e12 + 5]]))
    >>> [float(v[0]) for v in (spread.low, *spread.standard())]
    [1000000000000.0, 2.0, 2.6457513110645907]
    """

    x: Array

    @cached_property
    def low(self) -> Array:
        """Lowest value."""
        return np.asarray(np.nanmin(self.x, axis=0))

    @cached_property
    def high(self) -> Array:
        """Highest value."""
        return np.asarray(np.nanmax(self.x, axis=0))

    def standard(self) -> tuple[Array, Array]:
        """Mean, counted from `low`, and standard deviation over n-1."""
        mean, sd, power = self._scaled
        return np.ldexp(mean, power), np.ldexp(sd, power)

    def standardised(self, x: Array) -> Array:
        """(x - mean) / sd; 0 in a column of equal values."""
        mean, sd, power = self._scaled
        return _standardised(np.ldexp(x, -power), np.ldexp(self.low, -power), mean, sd)

    @cached_property
    def _scaled(self) -> tuple[Array, Array, NDArray[np.int_]]:
        """Mean from `low` and deviation of the columns divided by powers of two, and the powers.

        Such a division rounds nothing, and squares of very small and very large numbers are none. Counted
        from the lowest, a mean keeps the small differences of large values; sorted, it does not depend on
        the order of the rows.
        """
        power = _power(self.low, self.high)
        d = np.sort(np.ldexp(self.x, -power), axis=0) - np.ldexp(self.low, -power)
        mean = np.nanmean(d, axis=0)
        n = (~np.isnan(d)).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            sd = np.sqrt(np.nansum((d - mean) ** 2, axis=0) / (n - 1))
        return mean, np.where(self.low == self.high, 0.0, sd), power


@dataclass(frozen=True, eq=False)
class FrozenSpread:
    """Location and spread of a frozen scale; missing where the scale has none."""

    low: Array
    high: Array
    mean: Array
    sd: Array

    def standard(self) -> tuple[Array, Array]:
        """Mean, counted from `low`, and standard deviation."""
        return self.mean, self.sd

    def standardised(self, x: Array) -> Array:
        """(x - mean) / sd; 0 in a column of equal values."""
        power = _power(self.low, self.high)
        x, low, mean, sd = (np.ldexp(v, -power) for v in (x, self.low, self.mean, self.sd))
        return _standardised(x, low, mean, sd)


def _power(low: Array, high: Array) -> NDArray[np.int_]:
    return np.asarray(np.frexp(np.maximum(np.abs(low), np.abs(high)))[1])


def _standardised(x: Array, low: Array, mean: Array, sd: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (x - low - mean) / sd
    return np.where((sd == 0) & ~np.isnan(x), 0.0, z)
