import pandas as pd
import pytest

from connectindex.model.indicator import Indicator
from connectindex.stages.denominate import denominate, divisors, related_denominators

UNITS = list("ABCD")


def test_a_missing_or_zero_denominator_leaves_the_cell_missing():
    table = pd.DataFrame({"x": [10.0, 10, 10, 10], "y": [1.0, 2, 3, 4]}, index=UNITS)
    below = pd.DataFrame({"people": [5.0, 0, float("nan"), -1]}, index=UNITS)
    done = denominate(table, [Indicator("x", "X", "u", per="people", scale=2), Indicator("y", "Y", "u")], below)
    assert done["x"].tolist()[0] == 4
    assert done["x"].isna().tolist() == [False, True, True, True]
    assert done["y"].equals(table["y"])


def test_what_each_cell_is_divided_by():
    """Of 5 people, two at a time, it is 2.5; what nothing divides is divided by 1."""
    table = pd.DataFrame({"x": [10.0, 10], "y": [1.0, 2]}, index=["A", "B"])
    below = pd.DataFrame({"people": [5.0, 0]}, index=["A", "B"])
    done = divisors(table, [Indicator("x", "X", "u", per="people", scale=2), Indicator("y", "Y", "u")], below)
    assert done.loc["A"].tolist() == [2.5, 1]
    assert done["x"].isna().tolist() == [False, True]
    assert done["y"].tolist() == [1, 1]


def test_indicators_that_go_with_size_are_listed_the_strongest_first():
    table = pd.DataFrame({"big": [1.0, 2, 3, 4.5], "turned": [4.0, 3, 2, 1], "other": [1.0, -1, -1, 1]}, index=UNITS)
    found = related_denominators(table, pd.DataFrame({"people": [1.0, 2, 3, 4]}, index=UNITS))
    assert found.index.tolist() == [0, 1]
    assert found.columns.tolist() == ["indicator", "denominator", "r", "n"]
    assert found["indicator"].tolist() == ["turned", "big"]
    assert found["r"].tolist() == pytest.approx([-1, 5.75 / (6.6875 * 5) ** 0.5])
    assert found["n"].tolist() == [4, 4]


def test_indicators_that_go_with_two_sizes_are_listed_once_for_each():
    table = pd.DataFrame({"big": [1.0, 2, 3, 4.5], "other": [1.0, -1, -1, 1]}, index=UNITS)
    sizes = pd.DataFrame({"people": [1.0, 2, 3, 4], "area": [10.0, 20, 30, 45]}, index=UNITS)
    found = related_denominators(table, sizes)
    assert found[["indicator", "denominator"]].to_numpy().tolist() == [["big", "area"], ["big", "people"]]
