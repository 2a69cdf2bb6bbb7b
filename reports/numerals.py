"""Numbers as they are printed in English; `connectindex.reports.language` gives them the signs of others."""

from __future__ import annotations

import math

from connectindex.reports.document import MISSING_TEXT

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


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
    """A value with about three significant digits, whole numbers whole; not for those that are large.

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
    if size >= 100:
        return decimal(value, 0)
    if size >= 0.001:
        return decimal(value, 2 - math.floor(math.log10(size)))
    exponent = math.floor(math.log10(size))
    return f"{decimal(value / 10**exponent, 1)} × 10^{exponent}".replace("-", "−")


def is_large(value: float) -> bool:
    """Whether a value is printed with a word for its size.

    Examples
    --------
    >>> is_large(2_500_000.5), is_large(2_500_000.0), is_large(123.4)
    (True, False, False)
    """
    return abs(value) >= 1e6 and (value != round(value) or abs(value) >= 1e15)


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


def in_letters(number: int) -> str:
    """A number inside an English sentence, small ones in letters.

    Examples
    --------
    >>> in_letters(1), in_letters(12)
    ('one', '12')
    """
    return _WORDS[number] if 0 <= number < len(_WORDS) else decimal(number, 0)
