"""Normalisation against COINr 1.1.14 (R 4.2.2)."""

import numpy as np
import pandas as pd
import pytest

from connectindex.errors import InputError
from connectindex.model.indicator import Indicator
from connectindex.stages.normalise import Goalposts, MinMax, ZScore, normalise

X = pd.DataFrame({"x": [2.0, 4, 4, np.nan, 10, 50]})


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


@pytest.mark.parametrize("method", [MinMax(floor=20), ZScore(50, 10, floor=20), Goalposts(floor=20)])
def test_a_floor_holds_for_every_method(method):
    assert np.nanmin(scored(method, goalposts=(5.0, 20.0))) >= 20


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
