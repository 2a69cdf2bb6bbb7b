"""Normalisation: what a way to bring an indicator onto a common scale must say of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from connectindex.stages.scales import Columns
    from connectindex.stages.spread import Spread


class Normalisation(Protocol):
    """A way to normalise the columns of a table. What a method can do is stated on its class.

    Attributes
    ----------
    kind
        Name in index.toml.
    reads
        Settings of an indicator that the method alone reads, such as ``goalposts``.
    own_bounds
        Bounds are settings: neither those of the data nor those of a frozen scale are used.
    freezable
        It needs only bounds, mean and standard deviation of a column from other units, so that a scale can be frozen.
    above_zero
        Scores begin so far above zero that a coefficient of variation has a meaning.
    """

    kind: ClassVar[str]
    reads: ClassVar[tuple[str, ...]]

    @property
    def own_bounds(self) -> bool:
        """Whether the bounds are settings of the method or of the indicators."""
        ...

    @property
    def freezable(self) -> bool:
        """Whether a frozen scale can take the place of the data."""
        ...

    @property
    def above_zero(self) -> bool:
        """Whether scores lie well above zero."""
        ...

    @property
    def pool(self) -> Literal["year", "panel"]:
        """Treatment and bounds of each year, or of all years of a panel together."""
        ...

    def normalised(
        self, x: NDArray[np.float64], columns: Columns, spread: Spread, rows: pd.Index
    ) -> NDArray[np.float64]:
        """The columns on one scale, turned so that more is better.

        Parameters
        ----------
        x : array (rows, columns)
            Treated values; of an indicator with an ideal band minus the distance from it, save for goalposts.
        columns
            What they are.
        spread
            Their bounds, mean and deviation, of the data or of a frozen scale.
        rows
            Units, or years and units.
        """
        ...

    def words(self) -> str:
        """The rule in words, for the methodology annex."""
        ...


class OfColumns:
    """Base of most normalisations, which need only bounds, mean and standard deviation of a column."""

    __slots__ = ()
    reads: ClassVar[tuple[str, ...]] = ()

    @property
    def own_bounds(self) -> bool:
        """No: they are the data's, or of a frozen scale."""
        return False

    @property
    def freezable(self) -> bool:
        """Yes."""
        return True

    @property
    def above_zero(self) -> bool:
        """No: scores begin at zero, or lie around it."""
        return False


class OfAllUnits(OfColumns):
    """Base of normalisations that need the values of other units themselves: ranks, a unit of reference."""

    __slots__ = ()

    @property
    def freezable(self) -> bool:
        """No."""
        return False
