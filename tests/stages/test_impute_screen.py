import numpy as np
import pandas as pd
import pytest

from connectindex.model.tree import Leaf, Node
from connectindex.model.units import Units
from connectindex.stages.impute import (
    IMPUTATIONS,
    CarryForward,
    Chained,
    GroupMean,
    GroupMedian,
    Interpolate,
    Knn,
    Mean,
    Median,
    NoImputation,
    impute,
)
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


def test_two_rules_read_the_years_of_a_panel_together():
    assert {kind for kind, rule in IMPUTATIONS.items() if rule.over_years} == {"interpolate", "carry_forward"}


def test_two_rules_fill_a_column_from_the_others():
    assert {kind for kind, rule in IMPUTATIONS.items() if not rule.by_column} == {"knn", "chained"}


def test_the_group_median_of_three_is_the_one_in_the_middle():
    table = pd.DataFrame({"x": [1.0, 2, 9, np.nan]}, index=list("ABCD"))
    region = pd.DataFrame(
        {"name": list("ABCD"), "scored": True, "region": "N"}, index=pd.Index(list("ABCD"), name="unit")
    )
    done = impute(table, GroupMedian("region"), Units(region), table.notna() | True)[0]
    assert done["x"]["D"] == 2  # their mean is 4


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
    assert left_out(Coverage(unit=0.6)) == dict.fromkeys(CODES, "all indicators: 1 of 2 observed, 60% required")
    assert left_out(Coverage(unit=0.5)) == {}
    assert left_out(Coverage(nodes={"q": 0.5})) == dict.fromkeys("ACD", "Quay: 0 of 1 observed, 50% required")


def test_indicators_that_do_not_apply_do_not_count():
    applicable = APPLIES.copy()
    applicable.loc["A", "y"] = False
    assert "A" not in left_out(Coverage(unit=0.6), applicable)


def test_imputed_values_are_not_coverage():
    assert len(left_out(Coverage(unit=0.6), table=TABLE.fillna(1))) == 5


def test_names_win_over_rules():
    found = left_out(Coverage(unit=0.6, keep=("A",), drop=("B",)))
    assert "A" not in found
    assert found["B"] == "excluded by the authors"


def test_the_share_of_zeros():
    table = pd.DataFrame({"x": [0.0, 1, 1, 1, 1], "y": [0.0, 0, 1, 1, 1]}, index=CODES)
    reasons = screen(table, Coverage(zeros=0.5), APPLIES, APPLIES, TREE)[1]
    assert list(reasons.index) == ["A"]
    assert reasons["A"] == "0% of the values are not zero, 50% required"


def panel(values):
    """Rows are years 2010, 2012, 2013, 2018 of one unit."""
    years = [2010, 2012, 2013, 2018]
    index = pd.MultiIndex.from_product([years, ["A"]], names=["year", "unit"])
    return pd.DataFrame({"x": values}, index=index, dtype=float)


def over_years(method, values):
    table = panel(values)
    return impute(table, method, UNITS, table.notna() | True)[0]["x"].tolist()


def test_interpolation_runs_between_the_years_around_the_gap():
    assert over_years(Interpolate(), [10, np.nan, 40, 50]) == [10, 30, 40, 50]
    assert over_years(Interpolate(), [np.nan, 20, np.nan, 80]) == [20, 20, 30, 80]
    assert over_years(Interpolate(), [np.nan, np.nan, 5, np.nan]) == [5, 5, 5, 5]
    np.testing.assert_array_equal(over_years(Interpolate(max_age=2), [np.nan, 20, 30, np.nan]), [20, 20, 30, np.nan])
    assert np.isnan(over_years(Interpolate(), [np.nan] * 4)).all()


def test_the_last_value_is_carried_forward_up_to_an_age():
    assert over_years(CarryForward(), [10, np.nan, np.nan, np.nan]) == [10, 10, 10, 10]
    np.testing.assert_array_equal(
        over_years(CarryForward(max_age=3), [10, np.nan, np.nan, np.nan]), [10, 10, 10, np.nan]
    )
    np.testing.assert_array_equal(over_years(CarryForward(), [np.nan, 4, np.nan, 6]), [np.nan, 4, 4, 6])


RNG = np.random.default_rng(5)
FACTOR = RNG.normal(size=60)
ALIKE = pd.DataFrame({c: FACTOR * k + RNG.normal(size=60) * 0.05 for c, k in zip("pqr", (1, 10, -2), strict=True)})
HOLED = ALIKE.mask(RNG.random(ALIKE.shape) < 0.15)


def test_neighbours_and_chains_come_closer_than_the_mean():
    holes = HOLED.isna()
    wrong = {}
    for name, method in {"mean": Mean(), "knn": Knn(3), "chained": Chained()}.items():
        table, done = impute(HOLED, method, UNITS, HOLED.notna() | True)
        assert done.equals(holes)
        assert table[~holes].equals(HOLED[~holes])
        wrong[name] = ((table - ALIKE) / ALIKE.std())[holes].abs().stack().mean()
    assert wrong["knn"] < wrong["mean"] / 3
    assert wrong["chained"] < wrong["mean"] / 3


def test_draws_differ_but_not_by_how_many_there_are():
    three, five = Chained(seed=7).draws(HOLED, 3), Chained(seed=7).draws(HOLED, 5)
    for k in range(3):
        pd.testing.assert_frame_equal(three[k], five[k], check_exact=True)
    assert not three[0].equals(three[1])
    pd.testing.assert_frame_equal(Chained(seed=7, draw=2).filled(HOLED, UNITS), three[1], check_exact=True)
    pd.testing.assert_frame_equal(Chained(seed=7).filled(HOLED, UNITS), Chained(seed=8).filled(HOLED, UNITS))
    assert not three[0].equals(Chained(seed=8).draws(HOLED, 1)[0])
    assert all(draw.notna().all(axis=None) for draw in three)


def test_a_column_without_data_stays_missing():
    table = HOLED.assign(empty=np.nan)
    for method in (Knn(), Chained()):
        assert method.filled(table, UNITS)["empty"].isna().all()


@pytest.mark.parametrize(
    "method",
    [
        NoScreening(),
        Coverage(unit=0.6),
        Coverage(unit=0.3, nodes={"q": 0.5}, zeros=0.4),
        Coverage(zeros=0.6, keep=("A", "C"), drop=("B",)),
    ],
)
def test_many_tables_at_once_keep_whom_each_keeps_alone(method):
    rng = np.random.default_rng(4)
    values = rng.integers(0, 3, (50, 5, 2)).astype(float)
    observed = rng.random(values.shape) < 0.7
    applies = pd.DataFrame(rng.random((5, 2)) < 0.8, index=CODES, columns=TABLE.columns)
    found = method.kept(values, observed, applies, TREE)
    for k in range(50):
        table, seen = (pd.DataFrame(a[k], index=CODES, columns=TABLE.columns) for a in (values, observed))
        assert screen(table, method, seen, applies, TREE)[0].index.tolist() == [
            u for u, stays in zip(CODES, found[k], strict=True) if stays
        ]
    assert isinstance(method, NoScreening) or 0 < found.mean() < 1
