"""Measure: what each figure is made of, and what its origin is called."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from connectindex.indicators.example import five_countries
from connectindex.model.indicator import Indicator
from connectindex.model.values import Values
from connectindex.stages.measure import measure


def test_a_figure_made_without_one_of_its_inputs_is_estimated():
    """A exports and imports electricity, B only imports: what B trades is made without its exports."""

    def traded(dyads):
        sides = [dyads.value("electricity_exports"), dyads.value("electricity_imports")]
        return pd.concat(sides, axis=1).sum(axis=1, min_count=1)

    needs = ("electricity_exports", "electricity_imports")
    table, origins = measure([Indicator("trade", "Trade", "GWh", needs=needs, compute=traded)], five_countries())
    assert table["trade"].dropna().to_dict() == {"A": 30, "B": 5, "D": 0}
    origin = origins["origin"].droplevel("indicator")
    assert origin.to_dict() == {"A": "reported", "B": "estimated", "C": "missing", "D": "reported", "E": "missing"}


def test_an_indicator_of_a_scope_does_not_apply_outside_it():
    """Imports are 10 of A, 5 of B and 0 of D; the indicator is of A and B alone, though D has a value."""
    imports = Indicator("imports", "Imports", "GWh", variable="electricity_imports", scope=("A", "B"))
    table, origins = measure([imports], five_countries())
    assert table["imports"].dropna().to_dict() == {"A": 10, "B": 5}
    origin = origins["origin"].droplevel("indicator")
    assert origin.tolist() == ["reported", "reported", "not_applicable", "not_applicable", "not_applicable"]


def countries_with(*rows, **sources):
    """The five countries with these values: (unit, variable, value, year, status, source)."""
    dyads = five_countries()
    table = pd.DataFrame(rows, columns=["unit", "variable", "value", "year", "status", "source"])
    return replace(dyads, values=Values(table).snapshot(2026, dyads.units), sources=sources)


def origins_of(dyads, **settings):
    origins = measure([Indicator("x", "X", "u", **settings)], dyads)[1]
    return origins.droplevel("indicator")


def test_an_estimated_denominator_makes_no_estimate_and_one_that_is_missing_no_gap():
    """People are an estimate of A; use is one of B, and both are of C. Of D the people are not known."""
    dyads = countries_with(
        ("A", "use", 1.0, 2024, "reported", "s"), ("A", "people", 9.0, 2023, "estimated", "t"),
        ("B", "use", 2.0, 2024, "estimated", "s"), ("B", "people", 9.0, 2025, "reported", "t"),
        ("C", "use", 3.0, 2024, "estimated", "s"), ("C", "people", 9.0, 2024, "estimated", "s"),
        ("D", "use", 4.0, 2024, "reported", "s"),
    )  # fmt: skip
    found = origins_of(dyads, variable="use", per="people")
    assert found["origin"].tolist() == ["reported", "estimated", "estimated", "estimated", "missing"]
    assert found["observed"].tolist() == pytest.approx([2023, 2024, 2024, 2024, np.nan], nan_ok=True)
    assert found["source"].tolist() == ["s; t", "s; t", "s", "s", ""]


def test_the_worst_of_several_inputs_says_what_a_figure_is():
    """Not applicable stands over incomplete, that over missing, that over estimated, that over reported."""

    def total(dyads):
        return pd.concat([dyads.value("one"), dyads.value("two")], axis=1).sum(axis=1, min_count=1)

    inputs = {
        "A": ("reported", "reported"),
        "B": ("reported", "estimated"),
        "C": ("estimated", "incomplete"),
        "D": ("incomplete", "missing"),
        "E": ("not_applicable", "incomplete"),
    }
    rows = [
        (unit, variable, np.nan if status in ("missing", "not_applicable") else 1.0, 2024, status, "s")
        for unit, both in inputs.items()
        for variable, status in zip(("one", "two"), both, strict=True)
    ]
    found = origins_of(countries_with(*rows), needs=("one", "two"), compute=total)
    assert found["origin"].tolist() == ["reported", "estimated", "incomplete", "incomplete", "not_applicable"]


def test_values_of_partners_count_with_their_oldest_year_and_every_source():
    """Of the partners any may have been read: the oldest year of all is 2019, though A's own flights are of 2025."""
    dyads = countries_with(
        ("B", "gdp", 1.0, 2019, "reported", "bank"),
        ("C", "gdp", 2.0, 2024, "estimated", "office"),
        air_routes="airlines",
    )
    found = origins_of(
        dyads, needs=("air_routes",), of_partners=("gdp", "nowhere"), compute=lambda d: d.of("air_routes").count()
    )
    assert found["origin"].tolist() == ["reported", "reported", "reported", "reported", "missing"]
    assert found["observed"].tolist() == pytest.approx([2019, 2019, 2019, 2019, np.nan], nan_ok=True)
    assert set(found["source"]) == {"airlines; bank; office"}


def test_a_source_of_two_inputs_is_named_once():
    dyads = countries_with(("A", "use", 1.0, 2024, "reported", "atlas; survey"), air_routes="atlas; census")
    found = origins_of(dyads, needs=("air_routes", "use"), compute=lambda d: d.of("air_routes").count())
    assert found["source"]["A"] == "atlas; census; survey"


def test_a_variable_without_any_value_is_missing_of_all():
    table, origins = measure(
        [Indicator("x", "X", "u", needs=("air_routes", "nowhere"), compute=lambda d: d.of("air_routes").count())],
        five_countries(),
    )
    assert table["x"].dropna().index.tolist() == list("ABCD")
    assert origins["origin"].tolist() == ["estimated"] * 4 + ["missing"]


def test_modes_together_apply_where_one_of_them_does_and_else_all_have_to():
    """B has no coast: together its figure is one, apart it not applicable. E has no census of air routes."""
    both = {"needs": ("air_routes", "sea_services"), "compute": lambda d: d.of("air_routes", "sea_services").count()}
    together = origins_of(five_countries(), together=True, **both)["origin"]
    apart = origins_of(five_countries(), **both)["origin"]
    assert together.tolist() == ["reported", "reported", "reported", "reported", "missing"]
    assert apart.tolist() == ["reported", "not_applicable", "reported", "reported", "missing"]


def test_a_group_that_an_indicator_does_not_apply_to():
    found = origins_of(five_countries(), variable="electricity_imports", not_applicable="landlocked")
    assert found["origin"].tolist() == ["reported", "not_applicable", "missing", "reported", "missing"]
