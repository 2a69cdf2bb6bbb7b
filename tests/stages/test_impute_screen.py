import numpy as np
import pandas as pd

from connectindex.model.tree import Leaf, Node
from connectindex.model.units import Units
from connectindex.stages.impute import GroupMean, GroupMedian, Mean, Median, NoImputation, impute
from connectindex.stages.screen import Coverage, NoScreening, screen

CODES = list("ABCDE")
UNITS = Units(
    pd.DataFrame(
        {"name": CODES, "scored": True, "region": ["N", "N", "S", "S", ""]},
        index=pd.Index(CODES, name="unit"),
    )
)
TABLE = pd.DataFrame({"x": [1.0, np.nan, 10, 20, np.nan], "y": [np.nan, 2.0, np.nan, np.nan, 8]}, index=CODES)
APPLIES = TABLE.notna() | True


def filled(method, applicable=APPLIES):
    return impute(TABLE, method, UNITS, applicable)


def test_each_rule_fills_as_it_says():
    assert filled(NoImputation())[0].equals(TABLE)
    assert filled(Mean())[0]["x"]["B"] == 31 / 3
    assert filled(Median())[0]["x"]["B"] == 10
    assert filled(GroupMean("region"))[0]["x"]["B"] == 1
    assert filled(GroupMedian("region"))[0]["y"]["A"] == 2


def test_a_group_without_data_and_a_unit_without_a_group_stay_missing():
    table, done = filled(GroupMean("region"))
    assert table["y"][["C", "D"]].isna().all()
    assert pd.isna(table["x"]["E"])
    assert done.sum().to_dict() == {"x": 1, "y": 1}


def test_a_cell_that_does_not_apply_is_never_filled():
    applicable = APPLIES.copy()
    applicable.loc["B", "x"] = False
    table, done = filled(Mean(), applicable)
    assert pd.isna(table["x"]["B"])
    assert not done.loc["B", "x"]


TREE = Node("index", "Index", 1, (Node("p", "Pillar", 1, (Leaf("x"),)), Node("q", "Quay", 1, (Leaf("y"),))))


def left_out(method, applicable=APPLIES, table=TABLE):
    return screen(table, method, TABLE.notna(), applicable, TREE)[1].to_dict()


def test_units_below_the_limit_are_left_out_with_the_reason():
    assert left_out(NoScreening()) == {}
    assert left_out(Coverage(unit=0.6)) == dict.fromkeys(CODES, "all indicators: 1 of 2 observed, 60% needed")
    assert left_out(Coverage(unit=0.5)) == {}
    assert left_out(Coverage(nodes={"q": 0.5})) == dict.fromkeys("ACD", "Quay: 0 of 1 observed, 50% needed")


def test_indicators_that_do_not_apply_do_not_count():
    applicable = APPLIES.copy()
    applicable.loc["A", "y"] = False
    assert "A" not in left_out(Coverage(unit=0.6), applicable)


def test_imputed_values_are_not_coverage():
    assert len(left_out(Coverage(unit=0.6), table=TABLE.fillna(1))) == 5


def test_names_win_over_rules():
    found = left_out(Coverage(unit=0.6, keep=("A",), drop=("B",)))
    assert "A" not in found
    assert found["B"] == "left out by name"


def test_the_share_of_zeros():
    table = pd.DataFrame({"x": [0.0, 1, 1, 1, 1], "y": [0.0, 0, 1, 1, 1]}, index=CODES)
    reasons = screen(table, Coverage(zeros=0.5), APPLIES, APPLIES, TREE)[1]
    assert list(reasons.index) == ["A"]
    assert reasons["A"] == "0% of the values are not zero, 50% needed"
