"""Aggregation: what a way to combine the children of a node must say of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray


class Aggregation(Protocol):
    """A way to combine the children of a node.

    Arrays end in (units, children); weights broadcast against them, so that one call serves one
    table or ten thousand draws. What a method can do is stated on its class; no other list of kinds exists.

    Attributes
    ----------
    kind
        Name in index.toml.
    row_by_row
        The score of a unit depends on its own children alone, not on other units.
    weighted
        The weights of the tree have a say.
    defined_on
        The normalisation that the method is defined on, as index.toml has it; empty where any will do.
    allows_zero, allows_negative
        Whether a child's score may be zero, or below.
    linear
        One point of a child adds the same to the score, whatever the score of the unit.
    script
        Settings of `templates/js/means.js`, which computes the method in a page: ``kind`` and its numbers;
        empty where the page cannot.
    """

    kind: ClassVar[str]
    row_by_row: ClassVar[bool]
    weighted: ClassVar[bool]
    defined_on: ClassVar[str]

    @property
    def allows_zero(self) -> bool:
        """Whether a child's score may be zero."""
        ...

    @property
    def allows_negative(self) -> bool:
        """Whether a child's score may be below zero."""
        ...

    @property
    def linear(self) -> bool:
        """Whether one point of a child adds the same everywhere."""
        ...

    @property
    def script(self) -> Mapping[str, str | float]:
        """Settings of the page's script; empty where it cannot compute the method."""
        ...

    def combined(self, x: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scores, of shape (..., units); children that are missing are passed over."""
        ...

    def shares(self, x: NDArray[np.float64], w: NDArray[np.float64], score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Weights v with sum(v x) = score for each unit: what each child contributes is v x."""
        ...

    def words(self) -> str:
        """The method in words, for the methodology annex."""
        ...


class OfOwnChildren:
    """What most aggregations have in common: any score is allowed, and a unit's own children make its score."""

    __slots__ = ()
    row_by_row: ClassVar[bool] = True
    weighted: ClassVar[bool] = True
    defined_on: ClassVar[str] = ""
    allows_zero: ClassVar[bool] = True
    allows_negative: ClassVar[bool] = True
    linear: ClassVar[bool] = False

    @property
    def script(self) -> Mapping[str, str | float]:
        """None: the page cannot compute it."""
        return {}
