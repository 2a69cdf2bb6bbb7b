"""Normalisation against COINr 1.1.14 (R 4.2.2)."""

import numpy as np
import pandas as pd
import pytest

from connectindex.errors import InputError
from connectindex.model.indicator import Indicator
from connectindex.stages.distances import DistanceToMax, DistanceToReference, DistanceToTarget, FractionOfMax
from connectindex.stages.normalise import NORMALISATIONS, normalise, normalised_columns
from connectindex.stages.ranks import Borda, PercentileRank, Rank
from connectindex.stages.scales import Categories, Columns, Goalposts, MinMax, ZScore
from connectindex.stages.spread import FrozenSpread

X = pd.DataFrame({"x": [2.0, 4, 4, np.nan, 10, 50]}, index=list("012345"))


def scored(method, **settings):
    return normalise(X, method, [Indicator("x", "X", "u", **settings)])["x"].tolist()


@pytest.mark.parametrize(
    ("method", "settings", "expected"),
    [
        (MinMax(), {}, [0, 4.16666667, 4.16666667, np.nan, 16.66666667, 100]),
        (MinMax(1, 100), {}, [1, 5.125, 5.125, np.nan, 17.5, 100]),
        (MinMax(), {"direction": -1}, [100, 95.83333333, 95.83333333, np.nan, 83.33333333, 0]),
        (ZScore(), {}, [-0.589767825, -0.491473187, -0.491473187, np.nan, -0.196589275, 1.769303474]),
        (
            ZScore(10, 2),
            {"direction": -1},
            [11.17953565, 10.98294637, 10.98294637, np.nan, 10.39317855, 6.46139305],
        ),
        (DistanceToMax(), {}, [0, 0.0416666667, 0.0416666667, np.nan, 0.1666666667, 1]),
        (DistanceToReference("4"), {}, [0, 0.25, 0.25, np.nan, 1, 6]),
        (DistanceToReference("4", cap=True), {}, [0, 0.25, 0.25, np.nan, 1, 1]),
        (DistanceToTarget(), {"target": 20.0}, [0, 0.111111111, 0.111111111, np.nan, 0.444444444, 2.666666667]),
        (DistanceToTarget(cap=True), {"target": 20.0}, [0, 0.111111111, 0.111111111, np.nan, 0.444444444, 1]),
        (
            DistanceToTarget(),
            {"target": 3.0, "direction": -1},
            [1.021276596, 0.978723404, 0.978723404, np.nan, 0.851063830, 0],
        ),
        (FractionOfMax(), {}, [0.04, 0.08, 0.08, np.nan, 0.2, 1]),
        (FractionOfMax(), {"direction": -1}, [1, 0.5, 0.5, np.nan, 0.2, 0.04]),
        (Rank(), {}, [1, 2, 2, np.nan, 4, 5]),
        (Rank(), {"direction": -1}, [5, 3, 3, np.nan, 2, 1]),
        (Borda(), {}, [0, 1, 1, np.nan, 3, 4]),
        (PercentileRank(), {}, [0, 0.25, 0.25, np.nan, 0.75, 1]),
        (Categories((3.0, 10.0)), {}, [0, 50, 50, np.nan, 100, 100]),
        (Categories((3.0, 10.0)), {"direction": -1}, [100, 50, 50, np.nan, 0, 0]),
        (Categories((50.0,), scale=1, percentiles=True), {}, [0, 1, 1, np.nan, 1, 1]),
        (Goalposts(), {"goalposts": (5.0, 20.0)}, [0, 0, 0, np.nan, 33.3333333, 100]),
        (Goalposts(), {"goalposts": (5.0, 20.0), "direction": -1}, [100, 100, 100, np.nan, 66.6666667, 0]),
        (Goalposts(10), {"goalposts": (5.0, 20.0)}, [0, 0, 0, np.nan, 3.33333333, 10]),
        (
            Goalposts(1),
            {"goalposts": (1.0, 100.0), "log": True},
            [0.150515, 0.30103, 0.30103, np.nan, 0.5, 0.849485],
        ),
    ],
)
def test_golden_values(method, settings, expected):
    np.testing.assert_allclose(scored(method, **settings), expected, atol=5e-8, rtol=0)


SETTINGS = {"categories": {"bounds": (3.0, 10.0)}, "distance_to_reference": {"unit": "4"}}


@pytest.mark.parametrize("kind", NORMALISATIONS)
def test_a_floor_holds_for_every_method(kind):
    plain, floored = (NORMALISATIONS[kind](**SETTINGS.get(kind, {}), **f) for f in ({}, {"floor": 0.2}))
    settings = {"goalposts": (5.0, 20.0), "target": 20.0}
    assert np.nanmin(scored(plain, **settings)) < 0.2 or kind == "rank"
    assert np.nanmin(scored(floored, **settings)) >= 0.2


@pytest.mark.parametrize("kind", NORMALISATIONS)
@pytest.mark.parametrize("direction", [1, -1])
def test_the_better_value_never_gets_the_lower_score(kind, direction):
    method = NORMALISATIONS[kind](**SETTINGS.get(kind, {}))
    settings = {"goalposts": (5.0, 20.0), "target": 20.0, "direction": direction}
    scores = np.array(scored(method, **settings))
    order = np.argsort(direction * X["x"].to_numpy())[:5]
    assert (np.diff(scores[order]) >= 0).all()
    assert np.isnan(scores[3])


def test_what_a_method_lacks_is_named():
    with pytest.raises(InputError, match="indicator x: needs a target that the worst unit has not reached, got None"):
        scored(DistanceToTarget())
    with pytest.raises(InputError, match="the unit of reference must be among the units"):
        scored(DistanceToReference("FRA"))
    with pytest.raises(InputError, match="indicator x: 3 must have a value above the worst unit's"):
        scored(DistanceToReference("3"))
    table = pd.DataFrame({"x": [-1.0, 2, 3]})
    with pytest.raises(InputError, match="indicator x: a fraction of the best needs values of zero or more"):
        normalise(table, FractionOfMax(), [Indicator("x", "X", "u")])
    with pytest.raises(ValueError, match="bounds must rise"):
        Categories((3.0, 1.0))


def test_a_constant_column_puts_nobody_ahead():
    table = pd.DataFrame({"x": [7.0, 7, np.nan]})
    indicator = [Indicator("x", "X", "u")]
    assert normalise(table, MinMax(), indicator)["x"].tolist()[:2] == [50, 50]
    assert normalise(table, ZScore(3, 1), indicator)["x"].tolist()[:2] == [3, 3]
    assert normalise(table, MinMax(), indicator)["x"].isna().tolist() == [False, False, True]


def test_goalposts_that_are_not_given_are_named():
    with pytest.raises(InputError, match="indicator x: needs goalposts"):
        scored(Goalposts())


def test_an_all_missing_column_stays_missing():
    table = pd.DataFrame({"x": [np.nan, np.nan]})
    assert normalise(table, MinMax(), [Indicator("x", "X", "u")])["x"].isna().all()


def test_a_band_is_a_two_sided_target():
    table = pd.DataFrame({"x": [0.0, 4, 5, 7, 12]})
    for direction in (1, -1):  # has no say
        indicator = Indicator("x", "X", "u", direction=direction, ideal=(4.0, 6.0))
        assert normalise(table, MinMax(), [indicator])["x"].round(6).tolist() == [33.333333, 100, 100, 83.333333, 0]


def test_goalposts_around_an_ideal_band_by_hand():
    """From 10 up to the band from 20 to 30 and down again to 50: 15 and 40 lie half-way."""
    table = pd.DataFrame({"x": [5.0, 10, 15, 20, 25, 30, 40, 50, 60]})
    indicator = Indicator("x", "X", "u", goalposts=(10.0, 50.0), ideal=(20.0, 30.0))
    scores = normalise(table, Goalposts(), [indicator])["x"].tolist()
    assert scores == [0, 0, 50, 100, 100, 100, 50, 0, 0]


def test_an_indicator_has_its_own_floor():
    table = pd.DataFrame({"x": [0.0, 5, 10], "y": [0.0, 5, 10]})
    scores = normalise(table, MinMax(), [Indicator("x", "X", "u", floor=60.0), Indicator("y", "Y", "u")])
    assert scores["x"].tolist() == [60, 60, 100]
    assert scores["y"].tolist() == [0, 50, 100]


@pytest.mark.parametrize(("settings", "rule"), [((50, 50), "low must be"), ((0, 100, 100), "floor must be")])
def test_a_scale_without_width_is_refused(settings, rule):
    with pytest.raises(ValueError, match=rule):
        MinMax(*settings)


def scored_on(method, values, low, high, mean, sd):
    """Scores of values on a scale frozen before."""
    scale = FrozenSpread(*(np.array([v], dtype=float) for v in (low, high, mean, sd)))
    columns = Columns.of([Indicator("x", "X", "u")])
    table = np.array(values, dtype=float)[:, None]
    return normalised_columns(table, columns, method, pd.RangeIndex(len(values)), scale)[:, 0].tolist()


def test_scores_on_a_frozen_scale_by_hand():
    """The scale runs from 10 to 20; its mean is counted from 10, so that 15 is the mean."""
    assert scored_on(MinMax(), [10, 15, 25], 10, 20, 5, 2) == [0, 50, 150]
    assert scored_on(ZScore(), [15, 17], 10, 20, 5, 2) == [0, 1]


def test_a_frozen_scale_of_equal_values_scores_that_value_alone():
    assert scored_on(MinMax(), [7, 7], 7, 7, 0, 0) == [50, 50]
    with pytest.raises(InputError, match="must distinguish values"):
        scored_on(MinMax(), [7, 8], 7, 7, 0, 0)


@pytest.mark.parametrize("lacking", [{"low": np.nan}, {"high": np.nan}, {"mean": np.nan}, {"sd": np.nan}])
def test_z_scores_need_all_of_a_frozen_scale(lacking):
    with pytest.raises(InputError, match="indicator x: must have low, high, mean and sd"):
        scored_on(ZScore(), [15, 17], **({"low": 10, "high": 20, "mean": 5, "sd": 2} | lacking))


@pytest.mark.parametrize(("values", "expected"), [([7.0], [0.5]), ([7.0, 9], [0, 1]), ([7.0, 7, 9], [0, 0, 1])])
def test_percentile_ranks_of_few_units_by_hand(values, expected):
    """A single unit is in the middle; of two, one is at the bottom and one at the top."""
    table = pd.DataFrame({"x": values})
    assert normalise(table, PercentileRank(), [Indicator("x", "X", "u")])["x"].tolist() == expected


def test_in_a_pooled_panel_the_unit_of_reference_counts_with_the_mean_of_its_years():
    """R has 4 and 8, the worst 2: 6 is four above it, 4 a half of that way, 8 one and a half."""
    rows = pd.MultiIndex.from_product([[2024, 2025, 2026], ["R", "B"]], names=["year", "unit"])
    table = pd.DataFrame({"x": [4.0, 2, 8, 6, np.nan, 10]}, index=rows)
    found = normalise(table, DistanceToReference("R", pool="panel"), [Indicator("x", "X", "u")])["x"]
    assert found.tolist() == pytest.approx([0.5, 0, 1.5, 1, np.nan, 2], nan_ok=True)


@pytest.mark.parametrize(
    "method", [MinMax(floor=1), DistanceToMax(floor=1), Rank(floor=1), FractionOfMax(floor=1), Borda(floor=1)]
)
def test_a_floor_is_said_and_kept(method):
    assert str(method.words()).endswith("; no score is below 1.")
    assert "below" not in str(type(method)().words())
    assert np.nanmin(scored(method)) >= 1
