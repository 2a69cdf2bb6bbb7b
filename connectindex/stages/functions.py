"""Functions: what treatment does to a value of each column, caps first, then a transformation."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Functions:
    """The function that treats each of many columns. All fields are arrays, one element a column.

    Parameters
    ----------
    cap_low, cap_high
        Lowest and highest value that counts as it is; infinite where there is no cap.
    transform
        "", log or boxcox.
    minimum, maximum
        Of the values that the transformation was made for: it starts from them.
    left
        The logarithm is mirrored, for a column skewed to the left.
    exponent
        Of Box-Cox.
    """

    cap_low: Array
    cap_high: Array
    transform: NDArray[np.object_]
    minimum: Array
    maximum: Array
    left: NDArray[np.bool_]
    exponent: Array

    @classmethod
    def none(cls, columns: int) -> Functions:
        """Make functions that leave this many columns as they are."""
        return cls(
            cap_low=np.full(columns, -np.inf),
            cap_high=np.full(columns, np.inf),
            transform=np.full(columns, "", dtype=object),
            minimum=np.full(columns, np.nan),
            maximum=np.full(columns, np.nan),
            left=np.zeros(columns, dtype=bool),
            exponent=np.zeros(columns),
        )

    def of(self, columns: Sequence[int] | NDArray[np.intp]) -> Functions:
        """Select the functions of some columns."""
        return Functions(*(getattr(self, f.name)[columns] for f in fields(self)))

    def joined(self, columns: NDArray[np.intp], part: Functions) -> Functions:
        """Replace the functions of some columns."""
        arrays = []
        for f in fields(self):
            values = getattr(self, f.name).copy()
            values[columns] = getattr(part, f.name)
            arrays.append(values)
        return Functions(*arrays)

    def applied(self, x: Array) -> Array:
        """Compute treated values: array (rows, columns).

        A value beyond the one a transformation starts from, which only later data can have, counts as
        that one: the logarithm knows nothing below it.
        """
        out = np.ascontiguousarray(np.clip(x, self.cap_low, self.cap_high))
        for at, part in self._transformed():
            y = out[:, at]
            out[:, at] = _transformed(
                part, np.where(part.left, np.minimum(y, part.maximum), np.maximum(y, part.minimum))
            )
        return out

    def carried(self, values: Array) -> Array:
        """Transform settings in the columns' own units, such as goalposts, into the unit of the treated values.

        Caps do not move them: a cap changes what an outlier counts as, and not the unit.

        Parameters
        ----------
        values : array (..., columns)

        Returns
        -------
        array (..., columns)
            Infinite for a value that the transformation is not defined at, on the side it lies on.
        """
        out = np.array(values, dtype=float)
        for at, part in self._transformed():
            out[..., at] = _transformed(part, out[..., at])
        return out

    def limits(self) -> tuple[Array, Array]:
        """Compute the open interval in which each function is defined; infinite where it has no end."""
        varied = (self.transform != "") & (self.maximum > self.minimum)
        offset = np.where(self.transform == "log", 0.01 * (self.maximum - self.minimum), 1.0)
        low = np.where(varied & ~self.left, self.minimum - offset, -np.inf)
        return low, np.where(varied & self.left, self.maximum + offset, np.inf)

    def _transformed(self) -> list[tuple[NDArray[np.intp], Functions]]:
        """Columns of each transformation with the same exponent; a constant column has no logarithm to take."""
        groups = []
        for kind in ("log", "boxcox"):
            has_transform = (self.transform == kind) & ((self.maximum > self.minimum) | (kind == "boxcox"))
            for exponent in np.unique(self.exponent[has_transform]):
                columns = np.flatnonzero(has_transform & (self.exponent == exponent))
                groups.append((columns, self.of(columns)))
        return groups


def _transformed(functions: Functions, x: Array) -> Array:
    """Columns of one transformation; infinite where it is not defined."""
    exponent = float(functions.exponent[0])
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if functions.transform[0] == "log":
            offset = 0.01 * (functions.maximum - functions.minimum)
            ahead = np.where(functions.left, functions.maximum + offset - x, x - functions.minimum + offset)
            y = np.log(_above_zero(ahead))
            return np.where(functions.left, -y, y)
        y = x - functions.minimum + 1
        done = np.log(_above_zero(y)) if exponent == 0 else (y**exponent - 1) / exponent
        return np.where(y <= 0, -np.inf, done)


def _above_zero(x: Array) -> Array:
    """Zero for what has no logarithm; missing stays missing."""
    return np.where(x <= 0, 0.0, x)
