"""Numbers as they are written: read where they can be read in one way, refused where not."""

import pandas as pd
import pytest

from connectindex.readers import ValuesBlock, read
from connectindex.readers.numbers import MISSING, figures, signs
from connectindex.readers.periods import parsed

BLOCK = ValuesBlock(file="x.csv")


def texts(*cells):
    return pd.Series(list(cells), dtype="str")


@pytest.mark.parametrize(("cell", "decimal", "thousands", "number"), [
    ("1234.5", ".", ",", "1234.5"), ("1,234.5", ".", ",", "1234.5"), ("1.234,5", ",", ".", "1234.5"), ("92,48", ",", ".", "92.48"),
    ("1 234 567,8", ",", ".", "1234567.8"), ("1\u202f234", ".", ",", "1234"), ("1'234.5", ".", ",", "1234.5"), ("-3", ".", ",", "-3"),
    ("−3.5", ".", ",", "-3.5"), ("1e5", ".", ",", "1e5"), ("98 %", ".", ",", "98"), (".5", ".", ",", ".5"), ("1.234.567", ",", ".", "1234567"),
])  # fmt: skip
def test_a_number_is_read_as_it_is_meant(cell, decimal, thousands, number):
    found = figures(texts(cell), decimal, thousands, MISSING, frozenset())
    assert found.value.tolist() == [number]
    assert not found.broken.any()


@pytest.mark.parametrize(
    "cell",
    [
        "12,34.5",
        "1,2345",
        "1.2.3",
        "12 k",
        "3M",
        "5 bn",
        "<5",
        "abc",
        "inf",
        "1_000",
        "2023-05",
        "1-2",
        "85.2 kg",
    ],
)
def test_a_cell_that_is_no_number_is_broken_not_guessed(cell):
    found = figures(texts(cell), ".", ",", MISSING, frozenset())
    assert found.broken.tolist() == [True]
    assert found.value.tolist() == [""]


@pytest.mark.parametrize(("cells", "usual", "expected"), [
    (["92,48"], False, (",", ".")), (["92.48"], False, (".", ",")), (["1.086,8"], True, (",", ".")), (["1,086.8"], False, (".", ",")),
    (["1,234,567"], True, (".", ",")), (["1.234.567", "3"], False, (",", ".")), (["0,123"], True, (",", ".")), (["1.234"], True, (".", ",")),
    (["5", "7"], False, (".", ",")), (["1,234", "5.5"], True, (".", ",")), (["1,234", "5,55"], True, (",", ".")),
])  # fmt: skip
def test_the_decimal_sign_is_told_where_it_is_certain(cells, usual, expected):
    decimal, thousands, problems = signs(texts(*cells), BLOCK, "x.csv", usual=usual)
    assert problems == []
    assert (decimal, thousands) == expected


@pytest.mark.parametrize(("cells", "usual"), [(["1,234"], True), (["1,234", "5,678"], False), (["1.234"], False)])
def test_the_decimal_sign_is_refused_where_it_is_not(cells, usual):
    _, _, (problem,) = signs(texts(*cells), BLOCK, "x.csv", usual=usual)
    assert "which may be 1234 or 1.234" in str(problem)
    for sign in (".", ","):
        told = signs(texts(*cells), ValuesBlock(file="x.csv", decimal=sign), "x.csv", usual=usual)
        assert (told[0], told[2]) == (sign, [])


def test_a_semicolon_file_with_1_234_is_refused_and_never_read_as_one_and_a_fraction(tmp_path):
    (tmp_path / "x.csv").write_text("unit;year;value\nDEU;2023;1.234\n", "utf-8")
    tidy, problems = read(tmp_path / "x.csv", "x.csv", ValuesBlock(file="x.csv", variable="x"))
    assert tidy is None
    assert "which may be 1234 or 1.234" in str(problems[0])
    tidy, problems = read(tmp_path / "x.csv", "x.csv", ValuesBlock(file="x.csv", variable="x", decimal=","))
    assert tidy.rows["value"].tolist() == ["1234"]


@pytest.mark.parametrize(("text", "period"), [
    ("2023", (2023, 1, 1)), ("2023 [YR2023]", (2023, 1, 1)), ("YR2023", (2023, 1, 1)), ("2023-A1", (2023, 1, 1)), ("2023Q1", (2023, 1, 4)),
    ("2023-Q4", (2023, 4, 4)), ("2023Q04", (2023, 4, 4)), ("Q2 2023", (2023, 2, 4)), ("2023-S2", (2023, 2, 2)), ("2023H1", (2023, 1, 2)),
    ("2023M01", (2023, 1, 12)), ("2023-12", (2023, 12, 12)), ("Mar 2023", (2023, 3, 12)), ("2023-03-31", (2023, 3, 12)),
    ("2022/23", None), ("23", None), ("2023Q5", None), ("2023-13", None), ("", None), ("Foo 2023", None), ("1700", None),
])  # fmt: skip
def test_periods_are_told_and_school_years_are_none(text, period):
    assert parsed(text) == period


def test_multiply_brings_thousands_to_units(tmp_path):
    (tmp_path / "x.csv").write_text("unit,year,value\nDEU,2023,1.5\nFRA,2023,\n", "utf-8")
    tidy, _ = read(tmp_path / "x.csv", "x.csv", ValuesBlock(file="x.csv", variable="x", multiply=1000.0))
    assert tidy.rows["value"].tolist() == ["1500.0", ""]


def test_a_status_of_a_flag_holds_for_a_value_alone(tmp_path):
    (tmp_path / "x.csv").write_text("unit,year,value,flag\nDEU,2023,1.5,e\nFRA,2023,,e\nGRC,2023,1,\n", "utf-8")
    tidy, _ = read(tmp_path / "x.csv", "x.csv", ValuesBlock(file="x.csv", variable="x"))
    assert tidy.rows["status"].tolist() == ["estimated", "missing", "reported"]


def test_months_and_years_in_one_file_are_refused(tmp_path):
    (tmp_path / "x.csv").write_text("unit,year,value\nDEU,2023,1.5\nFRA,2023-05,2\n", "utf-8")
    tidy, (problem,) = read(tmp_path / "x.csv", "x.csv", ValuesBlock(file="x.csv", variable="x", period="mean"))
    assert (
        str(problem)
        == "x.csv: rows must be of one kind of period, got years and months; keep one of them by where = { ... }"
    )
    assert tidy is None
