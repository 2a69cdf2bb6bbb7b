"""Numbers as reports print them, in the signs and words of a locale: Babel's formats, our rules of digits.

A minus is a true one in tables of every language, and no zero has one. A locale is one of Babel's, or its name.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from connectindex.reports.document import MISSING_TEXT

if TYPE_CHECKING:
    from connectindex.model.figures import Figure

MINUS = "−"
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def decimal(value: float, places: int, locale: Any = "en") -> str:
    r"""Print a number with a fixed count of decimals, thousands separated.

    Examples
    --------
    >>> decimal(-12345.678, 1), decimal(-0.04, 1), decimal(1234.5, 1, "fr")
    ('−12,345.7', '0.0', '1\u202f234,5')
    """
    return _signed(_format("decimal", value, _places("#,##0", places), locale))


def percent(share: float, places: int = 0, locale: Any = "en") -> str:
    r"""Print a share as a percentage; neither none nor all where it is only close to it.

    Examples
    --------
    >>> percent(0.934), percent(0.9996), percent(1.0), percent(0.934, 1, "fr")
    ('93%', '>99%', '100%', '93,4\xa0%')
    """
    if math.isnan(share):
        return MISSING_TEXT
    step = 10 ** -(places + 2)
    sign = ""
    if 1 - step / 2 <= share < 1:
        sign, share = ">", 1 - step
    elif 0 < share < step / 2:
        sign, share = "<", step
    return sign + _percent(share, places, locale)


def value_text(value: float, locale: Any = "en") -> str:
    """Print a value with about three significant digits, whole numbers whole; not for those that are large.

    Examples
    --------
    >>> value_text(1234.0), value_text(1234.56), value_text(12.345), value_text(0.012345), value_text(0.0)
    ('1,234', '1,235', '12.3', '0.0123', '0')
    """
    if math.isnan(value):
        return MISSING_TEXT
    size = abs(value)
    if size >= 100 or (value == round(value) and size < 1e15):
        return decimal(value, 0, locale)
    exponent = math.floor(math.log10(size))
    if size >= 0.001:
        return decimal(value, 2 - exponent, locale)
    return f"{decimal(value / 10**exponent, 1, locale)} × 10^{MINUS}{-exponent}"


def is_large(value: float) -> bool:
    """Whether a value is printed with a word for its size.

    Examples
    --------
    >>> is_large(2_500_000.5), is_large(2_500_000.0), is_large(123.4)
    (True, False, False)
    """
    return abs(value) >= 1e6 and (value != round(value) or abs(value) >= 1e15)


def compact(value: float, locale: Any = "en") -> str:
    """Print a large number with three significant digits and a word for its size.

    Babel's own function drops zeros at the end, which are significant.

    Examples
    --------
    >>> compact(67_800_000), compact(2_500_000), compact(67_800_000, "zh"), compact(12_345)
    ('67.8 million', '2.50 million', '6,780万', '12,345')
    """
    if math.isnan(value):
        return MISSING_TEXT
    known = _known(locale)
    for size, divisor in _sizes(known):
        if abs(value) >= size * 0.9995:
            share = value / divisor
            places = 0 if abs(share) >= 100 else 1 if abs(share) >= 10 else 2
            forms = _size_words(known)
            form = forms.get(str(known.plural_form(abs(share))), forms["other"])
            return re.sub(r"0+", "{}", str(form[str(size)].pattern)).format(decimal(share, places, known))
    return decimal(value, 0, known)


def figure(number: Figure, locale: Any = "en") -> str:
    r"""Print the number of a sentence in its own format.

    Examples
    --------
    >>> from connectindex.model.figures import Figure
    >>> figure(Figure(-1234.5, 1), "fr"), figure(Figure(0.25, 0, percent=True), "fr"), figure(Figure(0.0312))
    ('−1\u202f234,5', '25\xa0%', '0.0312')
    """
    printed = _percent if number.percent else decimal
    return number.with_sign(printed(number.value, number.places, locale))


def signs(locale: Any) -> tuple[str, str]:
    r"""Decimal sign and thousands sign.

    Examples
    --------
    >>> signs("fr")
    (',', '\u202f')
    """
    symbols = _known(locale).number_symbols["latn"]
    return str(symbols["decimal"]), str(symbols["group"])


def in_letters(number: int) -> str:
    """A number inside an English sentence, small ones in letters.

    Examples
    --------
    >>> in_letters(1), in_letters(12)
    ('one', '12')
    """
    return _WORDS[number] if 0 <= number < len(_WORDS) else decimal(number, 0)


def ordinal(rank: str) -> str:
    """A rank as an English ordinal number, the sign of a tie left out.

    Examples
    --------
    >>> [ordinal(r) for r in ("1", "2=", "11", "23", "112", "1,001")]
    ['1st', '2nd', '11th', '23rd', '112th', '1,001st']
    """
    number = rank.removesuffix("=")
    teens = number[-2:] in {"11", "12", "13"}
    return number + ("th" if teens else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1:], "th"))


def _percent(share: float, places: int, locale: Any) -> str:
    return _signed(_format("percent", share, _places(_percent_pattern(_known(locale)), places), locale))


@lru_cache(maxsize=100_000)
def _format(kind: str, value: float, pattern: str, locale: Any) -> str:
    """Babel's text of a number; a binary fraction is rounded as what it is, not as what it prints as."""
    from babel import numbers  # noqa: PLC0415 - only reports need it

    if not math.isfinite(value):
        return MISSING_TEXT
    if kind == "percent":
        # 29.5% is a tie, though 0.295 as a binary fraction lies below
        return str(numbers.format_percent(Decimal(100 * float(value)).scaleb(-2), pattern, locale=locale))
    return str(numbers.format_decimal(Decimal(float(value)), pattern, locale=locale))


def _signed(text: str) -> str:
    if "-" in text and not any(c in "123456789" for c in text):
        text = text.replace("-", "")
    return text.replace("-", MINUS)


@cache
def _places(pattern: str, places: int) -> str:
    """A pattern with so many decimals."""
    return re.sub(r"0(?=[^0]*$)", "0." + "0" * places, pattern) if places else pattern


@cache
def _known(locale: Any) -> Any:
    from babel import Locale  # noqa: PLC0415 - as above

    return Locale.parse(locale) if isinstance(locale, str) else locale


@cache
def _percent_pattern(locale: Any) -> str:
    return str(locale.percent_formats[None].pattern)


@cache
def _size_words(locale: Any) -> Any:
    formats = locale.compact_decimal_formats
    return formats.get("long") or formats["short"]


@cache
def _sizes(locale: Any) -> tuple[tuple[int, int], ...]:
    """From which size on a number has a word, and by what it is divided there; the largest first."""
    sizes = []
    for size, form in _size_words(locale)["other"].items():
        zeros = str(form.pattern).count("0")
        if int(size) >= 1_000_000 and zeros < len(size):
            sizes.append((int(size), 10 ** (len(size) - zeros)))
    return tuple(sorted(sizes, reverse=True))
