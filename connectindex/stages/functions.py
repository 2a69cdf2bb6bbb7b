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
        """No treatment of this many columns."""
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
        """Those of some of the columns."""
        return Functions(*(getattr(self, f.name)[columns] for f in fields(self)))

    def joined(self, columns: NDArray[np.intp], part: Functions) -> Functions:
        """The same with those of some columns replaced."""
        found = []
        for f in fields(self):
            values = getattr(self, f.name).copy()
            values[columns] = getattr(part, f.name)
            found.append(values)
        return Functions(*found)

    def applied(self, x: Array) -> Array:
        """Treated values: array (rows, columns).

        A value beyond the one a transformation starts from, which only later data can have, counts as
        that one: the logarithm knows nothing below it.
        """
        out = np.ascontiguousarray(np.clip(x, self.cap_low, self.cap_high))
        for at, own in self._transformed():
            y = out[:, at]
            out[:, at] = _transformed(own, np.where(own.left, np.minimum(y, own.maximum), np.maximum(y, own.minimum)))
        return out

    def carried(self, values: Array) -> Array:
        """Settings given in the columns' own units, such as goalposts, in the unit of the treated values.

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
        for at, own in self._transformed():
            out[..., at] = _transformed(own, out[..., at])
        return out

    def limits(self) -> tuple[Array, Array]:
        """Values between which each function is defined, themselves excluded; infinite where there is no end."""
        varied = (self.transform != "") & (self.maximum > self.minimum)
        offset = np.where(self.transform == "log", 0.01 * (self.maximum - self.minimum), 1.0)
        low = np.where(varied & ~self.left, self.minimum - offset, -np.inf)
        return low, np.where(varied & self.left, self.maximum + offset, np.inf)

    def _transformed(self) -> list[tuple[NDArray[np.intp], Functions]]:
        """Columns of each transformation with the same exponent; a constant column has no logarithm to take."""
        found = []
        for kind in ("log", "boxcox"):
            mine = (self.transform == kind) & ((self.maximum > self.minimum) | (kind == "boxcox"))
            for exponent in np.unique(self.exponent[mine]):
                columns = np.flatnonzero(mine & (self.exponent == exponent))
                found.append((columns, self.of(columns)))
        return found


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
