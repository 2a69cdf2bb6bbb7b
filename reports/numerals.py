"""Numbers as they are printed."""

from __future__ import annotations

import math

from connectindex.reports.document import MISSING_TEXT

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def decimal(value: float, places: int) -> str:
    """With a fixed number of decimals, thousands separated, a true minus.

    Examples
    --------
    >>> decimal(-12345.678, 1)
    '−12,345.7'
    """
    text = f"{value:,.{places}f}"
    if text.startswith("-") and not any(c in "123456789" for c in text):
        text = text[1:]  # no minus before a zero
    return text.replace("-", "−")


def value_text(value: float) -> str:
    """A value with about three significant digits, whole numbers whole.

    Examples
    --------
    >>> value_text(1234.0), value_text(1234.56), value_text(12.345), value_text(0.012345), value_text(0.0)
    ('1,234', '1,235', '12.3', '0.0123', '0')
    """
    if math.isnan(value):
        return MISSING_TEXT
    size = abs(value)
    if value == round(value) and size < 1e15:
        return decimal(value, 0)
    if size >= 1e6:
        return large(value)
    if size >= 100:
        return decimal(value, 0)
    if size >= 0.001:
        return decimal(value, 2 - math.floor(math.log10(size)))
    exponent = math.floor(math.log10(size))
    return f"{decimal(value / 10**exponent, 1)} × 10^{exponent}".replace("-", "−")


def large(value: float) -> str:
    """A large number in words: 67.8 million.

    Examples
    --------
    >>> large(67_800_000), large(2.78e12), large(54_321)
    ('67.8 million', '2.78 trillion', '54,321')
    """
    if math.isnan(value):
        return MISSING_TEXT
    for size, word in _LARGE:
        if abs(value) >= size * 0.9995:
            share = value / size
            places = 0 if abs(share) >= 100 else 1 if abs(share) >= 10 else 2
            return f"{decimal(share, places)} {word}"
    return decimal(value, 0)


def percent(share: float, places: int = 0) -> str:
    """A share as a percentage.

    Examples
    --------
    >>> percent(0.934), percent(0.9996), percent(1.0)
    ('93%', '>99%', '100%')
    """
    if math.isnan(share):
        return MISSING_TEXT
    half = 0.5 * 10 ** -(places + 2)
    if 1 - half <= share < 1:
        return f">{decimal(100 - 10**-places, places)}%"
    if 0 < share < half:
        return f"<{decimal(10**-places, places)}%"
    return f"{decimal(100 * share, places)}%"


def counted(number: int, noun: tuple[str, str]) -> str:
    """A number with its noun, small numbers in letters.

    Examples
    --------
    >>> counted(1, ("economy", "economies")), counted(12, ("economy", "economies"))
    ('one economy', '12 economies')
    """
    word = _WORDS[number] if 0 <= number < len(_WORDS) else decimal(number, 0)
    return f"{word} {noun[0] if number == 1 else noun[1]}"


def listing(names: list[str]) -> str:
    """Names as a sentence lists them.

    Examples
    --------
    >>> listing(["A", "B", "C"])
    'A, B and C'
    """
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""
