"""Rescaling by hand: draws on other scales have the mean and deviation of the published scores."""

import numpy as np
import pytest

from connectindex.assumptions.methods import VaryMethod, VaryWeights
from connectindex.audit.robustness.rescaling import scale_of
from connectindex.stages.means import Arithmetic, Geometric
from connectindex.stages.scales import MinMax, ZScore

SCALES = VaryMethod("normalise", (MinMax(), ZScore()))
PUBLISHED = np.array([20.0, 40, 60, np.nan])
NAN = np.nan


def rescaled(*draws, vary=(SCALES,)):
    drawn = np.array(draws)
    return scale_of(vary, drawn, PUBLISHED).published(drawn)


def test_each_draw_has_the_mean_and_the_deviation_of_the_published_scores():
    """-1, 0, 1 becomes 20, 40, 60, which are 40 and 20 apart; the fourth unit follows by the same line."""
    np.testing.assert_allclose(
        rescaled([-1.0, 0, 1, 2], [0.0, 100, 50, -50]), [[20, 40, 60, 80], [20, 60, 40, 0]], atol=1e-12
    )


def test_a_unit_that_a_draw_does_not_score_is_passed_over():
    """Of 1 and 3 beside 20 and 60 the mean is 2 beside 40, and a point is worth 20."""
    np.testing.assert_allclose(rescaled([1.0, NAN, 3, 2]), [[20, NAN, 60, 40]])


def test_scores_that_are_all_alike_are_only_moved():
    np.testing.assert_allclose(rescaled([5.0, 5, 5, 6]), [[40, 40, 40, 41]])


def test_scores_stay_where_the_scale_does_not_vary():
    other = VaryMethod("aggregate", (Arithmetic(), Geometric()))
    assert rescaled([-1.0, 0, 1, 2], vary=(VaryWeights(), other)).tolist() == [[-1, 0, 1, 2]]
    assert rescaled([-1.0, 0, 1, 2], vary=(other, SCALES))[0].tolist() == pytest.approx([20, 40, 60, 80])
