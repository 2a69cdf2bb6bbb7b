"""Origins: what is said of each cell, on tables that can be read."""

import pandas as pd

from connectindex.stages.origins import with_shrinkage, without_denominator

KEYS = ["year", "unit", "indicator"]


def origins_of(cells):
    """Origins by unit and indicator, of one year and without a rule so far."""
    index = pd.MultiIndex.from_tuples([(2025, *cell) for cell in cells], names=KEYS)
    return pd.DataFrame({"origin": list(cells.values()), "rule": ""}, index=index)


def table_of(columns):
    index = pd.MultiIndex.from_product([[2025], list("ABC")], names=KEYS[:2])
    return pd.DataFrame(columns, index=index).rename_axis(columns="indicator")


def test_a_value_without_a_denominator_is_missing():
    """A has people, B has none; of C there was no value anyway."""
    origins = origins_of({("A", "x"): "reported", ("B", "x"): "estimated", ("C", "x"): "missing"})
    done = without_denominator(origins, table_of({"x": ["", "zero", "missing"]}))
    assert done["origin"].tolist() == ["reported", "missing", "missing"]
    assert done["rule"].tolist() == ["", "denominator zero", ""]


def test_rates_that_differ_by_a_millionth_of_the_highest_are_one_rate():
    """Of 2 a millionth is 0.000002: rates of x lie nearer together, those of y further apart; z is not shrunk."""
    cells = [(unit, indicator) for indicator in "xyz" for unit in "ABC"]
    origins = origins_of({cell: "missing" if cell == ("C", "x") else "reported" for cell in cells})
    x, y = [2.0, 2 - 1.5e-6, 2], [2.0, 2 - 3e-6, 2]
    done = with_shrinkage(origins, ["x", "y"], table_of({"x": x, "y": y, "z": x}))
    assert done["rule"].tolist() == ["one rate", "one rate", "", "shrunk", "shrunk", "shrunk", "", "", ""]
