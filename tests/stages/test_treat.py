"""Treatment against COINr 1.1.14 (R 4.2.2) and against its defects."""

import numpy as np
import pandas as pd
import pytest

from connectindex.stages.treat import (
    BoxCox,
    Log,
    NoTreatment,
    Winsorise,
    actions_of,
    kurtosis,
    skewed_left,
    skewness,
    transformation,
    treat,
    winsorised,
)

X = np.array([[2.0], [4], [4], [np.nan], [10], [50]])
TAIL = np.array([*range(1, 11), 30.0, 100.0])[:, None]


def treated(method, x):
    functions = method.fitted(x)
    done = functions.applied(x)
    return done, actions_of(functions, x, done)


def log_transformed(x):
    return transformation(x, "log").applied(x)


def test_moments_are_the_bias_corrected_ones():
    assert skewness(X)[0] == pytest.approx(2.12022008, abs=5e-9)
    assert kurtosis(X)[0] == pytest.approx(4.54848421, abs=5e-9)
    assert skewness(TAIL)[0] == pytest.approx(3.063241, abs=5e-7)
    assert kurtosis(TAIL)[0] == pytest.approx(9.741391, abs=5e-7)


def test_moments_of_columns_too_short_or_flat_are_missing():
    flat = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, np.nan], [1.0, np.nan]])
    assert np.isnan(skewness(flat)).all()
    assert np.isnan(kurtosis(flat)).all()


def test_log_equals_the_reference():
    expected = [-0.733969175, 0.908258560, 0.908258560, np.nan, 2.137710450, 3.881151342]
    np.testing.assert_allclose(log_transformed(X)[:, 0], expected, atol=5e-10)


def test_log_of_a_left_skewed_column_is_mirrored_and_keeps_the_order():
    x = -TAIL
    out = log_transformed(x)[:, 0]
    assert (np.diff(out[np.argsort(x[:, 0])]) > 0).all()
    np.testing.assert_allclose(out, -log_transformed(TAIL)[:, 0])


def test_log_changes_its_input():
    assert not np.allclose(log_transformed(TAIL), TAIL)


def test_winsorising_moves_one_point_of_the_reference_example():
    done = winsorised(TAIL, 5, 2.0, 3.5)
    assert done[-1, 0] == 30
    assert (done != TAIL).sum() == 1


@pytest.mark.parametrize("points", [0, 1, 2, 3])
def test_ties_never_push_winsorising_over_its_limit(points):
    x = np.array([*np.linspace(1, 2, 40), 90.0, 100, 100, 100])[:, None]
    assert (winsorised(x, points, 2.0, 3.5) != x).sum() <= points


def test_low_outliers_are_pulled_up():
    done = winsorised(-TAIL, 5, 2.0, 3.5)
    np.testing.assert_allclose(done, -winsorised(TAIL, 5, 2.0, 3.5))


def test_a_column_that_winsorising_cannot_mend_is_transformed_as_it_was():
    x = np.array([*np.linspace(1, 2, 60), 50, 60, 70, 80, 90, 1000.0])[:, None]
    done, action = treated(Winsorise(max_points=2), x)
    assert action == ["log"]
    np.testing.assert_allclose(done, log_transformed(x))
    done, action = treated(Winsorise(max_points=2, then="none"), x)
    assert action == ["winsorised 2"]


def test_none_leaves_everything_as_it_is():
    done, action = treated(NoTreatment(), TAIL)
    assert (done == TAIL).all()
    assert action == [""]


def test_box_cox_with_exponent_zero_is_the_logarithm():
    np.testing.assert_allclose(treated(BoxCox(0.5), X)[0][:, 0], [0, 1.46410162, 1.46410162, np.nan, 4, 12], atol=5e-9)
    np.testing.assert_allclose(treated(BoxCox(0), X)[0], np.log(X - 1))


def test_an_override_always_wins_to_force_and_to_forbid():
    calm = np.arange(12.0)
    table = pd.DataFrame({"tail": TAIL[:, 0], "calm": calm}, index=list("abcdefghijkl"))
    overrides = {"tail": NoTreatment(), "calm": Log()}
    done, summary, points = treat(table, Winsorise(), overrides)
    assert (done["tail"] == table["tail"]).all()
    np.testing.assert_allclose(done["calm"], log_transformed(calm[:, None])[:, 0])
    assert summary["action"].to_dict() == {"tail": "", "calm": "log"}
    assert points.empty


def test_every_winsorised_point_is_logged():
    table = pd.DataFrame({"tail": TAIL[:, 0]}, index=list("abcdefghijkl"))
    _, summary, points = treat(table, Winsorise(), {})
    assert points.to_dict("records") == [{"unit": "l", "indicator": "tail", "before": 100.0, "after": 30.0}]
    assert summary.loc["tail", "action"] == "winsorised 1"
    assert summary.loc["tail", "skewness_before"] > summary.loc["tail", "skewness_after"]


def test_an_all_missing_column_passes_untouched():
    table = pd.DataFrame({"x": [np.nan] * 4, "y": [1.0, 2, 3, 4]})
    done, summary, _ = treat(table, Winsorise(), {})
    assert done["x"].isna().all()
    assert summary.loc["x", "action"] == ""


def test_a_symmetric_column_is_skewed_to_neither_side():
    """1, 2, 3 is symmetric; 1, 2, 9 has its tail on the right and 1, 8, 9 on the left."""
    assert skewed_left(np.array([[1.0, 1, 1], [2, 2, 8], [3, 9, 9]])).tolist() == [False, False, True]
