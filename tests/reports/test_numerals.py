"""Numbers: Babel's signs, our rules of digits."""

from __future__ import annotations

import math

import pytest

from connectindex.reports.numerals import compact, decimal, percent, value_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (decimal(2.675, 2), "2.67"),  # the binary fraction lies below
        (decimal(0.125, 2), "0.12"),  # a tie goes to the even digit
        (decimal(-0.04, 1), "0.0"),
        (decimal(-1234.5, 1, "fr"), "−1\u202f234,5"),
        (decimal(-1234.5, 1, "de"), "−1.234,5"),
        (decimal(math.nan, 1), "–"),
        (percent(0.295), "30%"),
        (percent(0.0004, 0, "fr"), "<1\u00a0%"),
        (percent(0.99996, 1), ">99.9%"),
        (percent(0.5, 0, "tr"), "%50"),
        (percent(math.nan), "–"),
        (value_text(0.00012, "fr"), "1,2 × 10^−4"),
        (value_text(99.96, "de"), "100,0"),
        (compact(999_600), "1.00 million"),
        (compact(2_500_000_000, "fr"), "2,50 milliards"),
        (compact(67_800_000, "zh"), "6,780万"),
    ],
)
def test_numbers_in_the_signs_of_a_locale(text, expected):
    assert text == expected
