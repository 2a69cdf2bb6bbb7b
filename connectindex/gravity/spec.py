"""Specification of a gravity model, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal["auto", "poisson", "negative_binomial"]


@dataclass(frozen=True, slots=True)
class Gravity:
    """Specify a gravity model: which links are explained by which variables.

    Parameters
    ----------
    mode
        Kind of link that is explained, by its count.
    size
        Variables of size of both units, in logarithms.
    groups
        Group columns: 1 where both units carry the same label (where both are members, for a column
        of yes and no).
    distance
        Whether the great-circle distance of the capitals counts, in logarithms.
    contiguity
        Mode whose links are common borders; "" for none.
    landlocked
        Group column of yes and no: the number of its members in the pair; "" for none.
    leave_out
        Group column of yes and no, or ``column=label``: its members take no part; "" for none.
    coordinates
        Variables that hold latitude and longitude in degrees.
    family
        Whose means are the expected numbers, and whose variance widens the intervals. ``auto``:
        Poisson means, whose sums are the observed sums, and negative binomial variance where the test
        finds overdispersion. ``poisson``, ``negative_binomial``: that family for both.
    level
        Coverage of intervals.
    """

    mode: str
    size: tuple[str, ...] = ("gdp", "population")
    groups: tuple[str, ...] = ()
    distance: bool = True
    contiguity: str = ""
    landlocked: str = ""
    leave_out: str = ""
    coordinates: tuple[str, str] = ("capital_latitude", "capital_longitude")
    family: Family = "auto"
    level: float = 0.9

    @property
    def variables(self) -> tuple[str, ...]:
        """List the variables the model reads."""
        return (*self.size, *(self.coordinates if self.distance else ()))

    @property
    def columns(self) -> tuple[str, ...]:
        """List the group columns the model reads."""
        left_out = self.leave_out.partition("=")[0]
        return (*self.groups, *(column for column in (self.landlocked, left_out) if column))

    @property
    def modes(self) -> tuple[str, ...]:
        """List the modes the model reads."""
        return (self.mode, *([self.contiguity] if self.contiguity else []))
