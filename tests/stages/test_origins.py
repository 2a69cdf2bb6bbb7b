"""Origins: what is said of each cell, on tables that can be read."""

import pandas as pd

from connectindex.stages.origins import with_imputation, with_shrinkage, with_treatment, without_denominator

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


def test_columns_of_zeros_have_one_rate():
    origins = origins_of({(unit, "x"): "reported" for unit in "ABC"})
    assert with_shrinkage(origins, ["x"], table_of({"x": [0.0, 0, 0]}))["rule"].tolist() == ["one rate"] * 3


def test_cells_that_were_filled_name_the_rule():
    """B was filled; D is in no table of filled cells."""
    origins = origins_of({("A", "x"): "reported", ("B", "x"): "missing", ("D", "x"): "missing"})
    done = with_imputation(origins, table_of({"x": [False, True, False]}), "mean")
    assert done["origin"].tolist() == ["reported", "imputed", "missing"]
    assert done["rule"].tolist() == ["", "mean", ""]


def test_winsorising_touches_a_point_and_a_logarithm_a_column():
    """Of x one point was drawn in, y was transformed, z was left as it is; C has no y."""
    cells = [(unit, indicator) for indicator in "xyz" for unit in "ABC"]
    origins = origins_of(dict.fromkeys(cells, "reported"))
    screened = table_of({"x": [1.0, 2, 90], "y": [1.0, 2, None], "z": [1.0, 2, 3]})
    actions = pd.MultiIndex.from_product([[2025], list("xyz")], names=["year", "indicator"])
    treatment = pd.DataFrame({"action": ["winsorised 1", "log", ""]}, index=actions)
    points = pd.DataFrame({"unit": ["C"], "indicator": ["x"], "before": [90.0], "after": [2.0]})
    done = with_treatment(origins, screened, treatment, points.set_index(pd.Index([2025], name="year")))
    assert done["treated"].tolist() == ["", "", "winsorised", "log", "log", "", "", "", ""]
    assert done["before"].dropna().to_dict() == {(2025, "C", "x"): 90}
    assert done["after"].dropna().to_dict() == {(2025, "C", "x"): 2}
