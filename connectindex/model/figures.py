"""Figures: a number of a sentence with its format; each language prints it with its own signs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

MINUS = "−"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and how a sentence prints it; as text, in English signs.

    Parameters
    ----------
    value
        The number; with `percent` a share.
    decimals
        Printed after the point; None for as many as the significant digits need.
    percent
        Print as a percentage; decimals are those of the percentage.
    signed
        Print a plus, too; a number that is printed as zero has no sign.
    digits
        Significant digits at most, where `decimals` is None; digits before the point are always printed.

    Examples
    --------
    >>> str(Figure(1234.56, 1)), str(Figure(0.25, 0, percent=True)), str(Figure(0.214, 2, signed=True))
    ('1,234.6', '25%', '+0.21')
    >>> str(Figure(-0.001, 2)), str(Figure(0.975, percent=True)), str(Figure(2.5001, digits=3))
    ('0.00', '97.5%', '2.5')
    """

    value: float
    decimals: int | None = None
    percent: bool = False
    signed: bool = False
    digits: int = 6

    @property
    def places(self) -> int:
        """Return how many decimals are printed."""
        shown = 100 * self.value if self.percent else self.value
        if self.decimals is not None or not math.isfinite(shown):
            return self.decimals or 0
        exponent = Decimal(f"{shown:.{self.digits - 1}e}").normalize().as_tuple().exponent
        return max(0, -int(exponent))

    def with_sign(self, text: str) -> str:
        """Add the plus to a printed number, unless it is printed as zero."""
        plus = self.signed and self.value > 0 and any(c in "123456789" for c in text)
        return f"+{text}" if plus else text

    def __str__(self) -> str:
        """Write in English signs."""
        text = f"{self.value:,.{self.places}{'%' if self.percent else 'f'}}"
        return self.with_sign(text.replace("-", MINUS) if any(c in "123456789" for c in text) else text.lstrip("-"))


def percentage(share: float, decimals: int | None = 0) -> Figure:
    """Print a share as a percentage; None for as many decimals as it needs.

    Examples
    --------
    >>> str(percentage(0.256)), str(percentage(0.256, 1)), str(percentage(0.975, None))
    ('26%', '25.6%', '97.5%')
    """
    return Figure(float(share), decimals, percent=True)


def rounded(value: float, limit: float | None = None, decimals: int = 2) -> Figure:
    """Print with two decimals, or with as many, up to six, as distinguish the number from its limit.

    Examples
    --------
    >>> str(rounded(0.5)), str(rounded(0.9204, 0.92)), str(rounded(-0.001))
    ('0.50', '0.9204', '0.00')
    """
    value = float(value)
    while limit is not None and value != limit and decimals < 6 and round(value, decimals) == round(limit, decimals):
        decimals += 1
    return Figure(value, decimals)


def change(value: float, decimals: int, most: int) -> Figure:
    """Print a change with its sign; a small one with as many decimals, up to a limit, as distinguish it from zero.

    Examples
    --------
    >>> [str(change(x, 2, 5)) for x in (0.214, -0.003, 0.0, 1e-9)]
    ['+0.21', '−0.003', '0.00', '0.00']
    """
    value = float(value)
    enough = next((n for n in range(decimals, most + 1) if round(value, n) != 0), decimals)
    return Figure(value, enough, signed=True)
