"""Importance by hand: squared correlations, and correlation ratios by groups and by a curve."""

import numpy as np
import pytest

from connectindex.statistics.importance import correlation_ratio, squared_correlation

NAN = np.nan


def test_the_squared_correlation_passes_over_missing_values():
    """1, 2, 3 beside 2, 6, 4: covariance 1, variances 1 and 4."""
    x, y = np.array([1.0, 2, 3, NAN, 9]), np.array([2.0, 6, 4, 8, NAN])
    assert squared_correlation(x, y) == pytest.approx(0.25)
    assert squared_correlation(x + 1e12, y) == pytest.approx(0.25)


def test_two_rows_and_columns_of_equal_values_have_no_correlation():
    x = np.array([1.0, 2, 3])
    assert squared_correlation(x[:2], x[:2]) == 0
    assert squared_correlation(x, x) == pytest.approx(1)
    assert squared_correlation(x, np.full(3, 7.0)) == squared_correlation(np.full(3, 7.0), x) == 0


GROUPS = np.array([1.0, 1, 2, 2, 3, 3, 4, 4])
SCORES = np.array([0.0, 2, 4, 6, 0, 2, 4, 6])


def test_the_ratio_of_four_groups_is_that_of_their_means():
    """Means 1, 5, 1, 5 have a variance of 4, the scores one of 5."""
    assert correlation_ratio(GROUPS, SCORES) == pytest.approx(0.8)
    more = np.append(GROUPS, [NAN, 9]), np.append(SCORES, [9, NAN])
    assert correlation_ratio(*more) == pytest.approx(0.8)
    # two of the groups of two and one: means 1 and 4, of five scores 0, 2, 4, 4, 4
    assert correlation_ratio(np.array([1.0, 1, 2, 2, 2]), np.array([0.0, 2, 4, 4, 4])) == pytest.approx(2.16 / 2.56)


def test_four_units_and_columns_of_equal_values_have_no_ratio():
    for x, y in ((GROUPS[:4], SCORES[:4]), (np.full(8, 7.0), SCORES), (GROUPS, np.full(8, 7.0))):
        assert np.isnan(correlation_ratio(x, y))


def test_a_curve_explains_what_a_line_does_not():
    x = np.linspace(-1, 1, 21)
    assert squared_correlation(x, x**2) == pytest.approx(0, abs=1e-20)
    assert correlation_ratio(x, x**2) == pytest.approx(1, abs=1e-3)
    assert correlation_ratio(x, 3 - 2 * x) == pytest.approx(1)


def test_five_values_are_joined_by_a_curve_and_not_by_their_means():
    """The means of five values with one unit each would explain all; the criterion takes the line."""
    x, y = np.array([1.0, 2, 3, 4, 5]), np.array([3.0, 1, 5, 2, 4])
    assert correlation_ratio(x, y) == pytest.approx(squared_correlation(x, y), abs=1e-6)
    assert squared_correlation(x, y) == pytest.approx(0.09)


def test_the_ratio_does_not_depend_on_units_of_measurement():
    rng = np.random.default_rng(3)
    x = rng.uniform(0, 10, 60)
    y = np.sin(x) + rng.normal(0, 0.3, 60)
    ratio = correlation_ratio(x, y)
    assert 0.75 < ratio < 0.95  # a sine of variance 1/2 and noise of 0.09
    assert correlation_ratio(1e6 * x - 5, 7 - y / 1000) == pytest.approx(ratio, rel=1e-6)
    assert correlation_ratio(-(x**2), y) == pytest.approx(correlation_ratio(x**2, y), rel=1e-6)  # from the other end
    assert correlation_ratio(x[::-1], y[::-1]) == pytest.approx(ratio, rel=1e-9)
