import pandas as pd
import pytest

from connectindex.model.units import Units
from connectindex.model.values import Values

UNITS = Units(pd.DataFrame({"name": ["A", "B"], "scored": True}, index=pd.Index(["A", "B"], name="unit")))


def values(*rows):
    table = pd.DataFrame(rows, columns=["unit", "year", "variable", "value", "status", "source"])
    return Values(table.astype({"value": float}))


def test_the_latest_value_at_or_before_the_year_counts():
    given = values(
        ("A", 2019, "x", 1, "reported", "s"),
        ("A", 2022, "x", 2, "estimated", "t"),
        ("A", 2024, "x", 3, "reported", "u"),
    )
    snapshot = given.snapshot(2023, UNITS)
    assert snapshot.of("x")["A"] == 2
    assert snapshot.observed.loc["A", "x"] == 2022
    assert snapshot.status.loc["A", "x"] == "estimated"
    assert snapshot.source.loc["A", "x"] == "t"


def test_a_value_wins_over_a_later_missing_one_but_not_over_not_applicable():
    given = values(
        ("A", 2019, "x", 1, "reported", "s"),
        ("A", 2022, "x", None, "missing", "s"),
        ("B", 2019, "x", 1, "reported", "s"),
        ("B", 2022, "x", None, "not_applicable", "s"),
    )
    snapshot = given.snapshot(2023, UNITS)
    assert snapshot.of("x")["A"] == 1
    assert snapshot.status.loc["A", "x"] == "reported"
    assert pd.isna(snapshot.of("x")["B"])
    assert snapshot.status.loc["B", "x"] == "not_applicable"


def test_a_value_that_is_too_old_is_missing():
    given = values(("A", 2019, "x", 1, "reported", "s"), ("B", 2021, "x", 1, "reported", "s"))
    snapshot = given.snapshot(2023, UNITS, max_age=2)
    assert snapshot.status["x"].to_dict() == {"A": "missing", "B": "reported"}


def test_units_without_a_record_and_unknown_variables_are_missing_not_zero():
    snapshot = values(("A", 2019, "x", 0, "reported", "s")).snapshot(2023, UNITS)
    assert snapshot.of("x")["A"] == 0
    assert pd.isna(snapshot.of("x")["B"])
    assert snapshot.status.loc["B", "x"] == "missing"
    assert snapshot.of("nothing").isna().all()


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 0, 2]])
def test_the_order_of_rows_does_not_matter(order):
    rows = [
        ("A", 2019, "x", 1, "reported", "s"),
        ("A", 2022, "x", 2, "reported", "t"),
        ("B", 2020, "x", 5, "reported", "s"),
    ]
    snapshot = values(*[rows[k] for k in order]).snapshot(2023, UNITS)
    assert snapshot.of("x").to_dict() == {"A": 2, "B": 5}
