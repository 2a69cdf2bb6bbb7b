"""Measure: what each figure is made of, and what its origin is called."""

import pandas as pd

from connectindex.indicators.example import five_countries
from connectindex.model.indicator import Indicator
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
