"""Intervals of ranks: whole ranks, and how they are printed."""

from __future__ import annotations

import math


def whole_ranks(low: float, high: float) -> tuple[int, int]:
    """Ends of an interval of ranks as whole ranks, outwards."""
    return math.floor(low), math.ceil(high)


def rank_range(ends: tuple[int, int]) -> str:
    """An interval of ranks as printed.

    Examples
    --------
    >>> rank_range((4, 9)), rank_range((1, 1))
    ('4–9', '1')
    """
    low, high = ends
    return str(low) if low == high else f"{low}–{high}"
