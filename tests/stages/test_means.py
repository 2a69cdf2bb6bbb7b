"""Median, ordered weighted average, Mazziotta-Pareto and Copeland, against worked numbers and definitions."""

import numpy as np
import pytest

from connectindex.stages.means import AGGREGATIONS, Ampi, Arithmetic, Geometric, Mpi, Owa, Power, WeightedMedian
from connectindex.stages.outranking import Copeland, outranking

NAN = np.nan
ONES = np.ones(4)


def one(method, x, w=None):
    row = np.array([x], dtype=float)
    return float(method.combined(row, np.ones(row.shape[1]) if w is None else np.array(w, dtype=float))[0])


@pytest.mark.parametrize(
    ("x", "w", "expected"),
    [
        ([1, 2, 9], None, 2),
        ([1, 2, 4, 9], None, 3),
        ([9, 1, NAN, 2], None, 2),
        ([1, 2, 9], [1, 1, 3], 9),
        ([1, 2, 9], [2, 1, 1], 1.5),
        ([1, 2, 9], [1, 0, 1], 5),
        ([5], None, 5),
        ([5, 5, 5, NAN], [1, 2, 3, 4], 5),
    ],
)
def test_median(x, w, expected):
    assert one(WeightedMedian(), x, w) == pytest.approx(expected)


def test_owa_with_exponent_one_is_the_mean_and_moves_towards_the_worst_above():
    x = [10, 20, 60]
    assert one(Owa(1), x) == pytest.approx(30)
    # places 1/3, 2/3, 1 squared: 1/9, 3/9, 5/9 from best to worst
    assert one(Owa(2), x) == pytest.approx((60 + 3 * 20 + 5 * 10) / 9)
    assert one(Owa(0.5), x) > 30 > one(Owa(2), x)
    assert one(Owa(50), x) == pytest.approx(10, abs=0.01)
    assert one(Owa(2), [10, NAN, 60]) == pytest.approx((60 + 3 * 10) / 4)


def test_owa_refuses_an_exponent_that_is_not_above_zero():
    with pytest.raises(ValueError, match="above zero"):
        Owa(0)


def test_mazziotta_pareto_by_its_definition():
    x = np.array([90.0, 100, 110, 120])
    mean, cv = x.mean(), x.std(ddof=1) / x.mean()
    assert one(Mpi(), x) == pytest.approx(mean * (1 - cv**2))
    assert one(Mpi("positive"), x) == pytest.approx(mean * (1 + cv**2))
    population = x.std()
    assert one(Ampi(), x) == pytest.approx(mean - population * population / mean)
    assert one(Ampi("positive"), x) == pytest.approx(mean + population * population / mean)


@pytest.mark.parametrize("method", [Mpi, Ampi])
def test_the_penalty_changes_the_score_and_needs_two_children(method):
    assert one(method("negative"), [90, 110]) < 100 < one(method("positive"), [90, 110])
    assert one(method(), [90, NAN]) == 90
    assert one(method(), [100, 100, 100]) == pytest.approx(100)


def test_outranking_and_copeland_equal_the_reference():
    x = np.array([[1.0, 4, 1], [2, 3, 3], [3, 2, 2], [4, 1, 4]])
    expected = np.array([[NAN, 1, 1, 1], [2, NAN, 2, 1], [2, 1, NAN, 1], [2, 2, 2, NAN]]) / 3
    np.testing.assert_allclose(outranking(x, np.ones(3)), expected)
    assert Copeland().combined(x, np.ones(3)).tolist() == [-3, 1, -1, 3]


def test_outranking_with_holes_does_not_depend_on_the_order_of_units():
    rng = np.random.default_rng(1)
    x = rng.integers(0, 5, (9, 4)).astype(float)
    x[rng.random(x.shape) < 0.3] = NAN
    w = rng.uniform(0.5, 2, 4)
    order = rng.permutation(9)
    whole = outranking(x, w)
    np.testing.assert_allclose(outranking(x[order], w), whole[np.ix_(order, order)])
    np.testing.assert_allclose(Copeland().combined(x[order], w), Copeland().combined(x, w)[order])
    both = ~np.isnan(whole)
    np.testing.assert_allclose((whole + whole.T)[both], 1)


def test_outranking_of_several_tables_is_that_of_each():
    """The second table has the units of the first in the opposite order."""
    x = np.array([[1.0, 4, 1], [2, 3, 3], [3, 2, 2], [4, 1, 4]])
    first, second = outranking(np.stack([x, x[::-1]]), np.ones(3))
    np.testing.assert_array_equal(first, outranking(x, np.ones(3)))
    np.testing.assert_array_equal(second, first[::-1, ::-1])


@pytest.mark.parametrize("kind", AGGREGATIONS)
def test_a_method_goes_row_by_row_where_others_do_not_matter_to_a_units_score(kind):
    method = AGGREGATIONS[kind](0.3) if kind == "power" else AGGREGATIONS[kind]()
    x, w = np.array([[80.0, 100], [90, 120], [110, 95]]), np.ones(2)
    alone = [method.combined(x[[k]], w)[0] for k in range(3)]
    assert np.allclose(method.combined(x, w), alone) == method.row_by_row


def test_copeland_of_a_unit_without_children_is_missing():
    x = np.array([[1.0, 2], [NAN, NAN], [3, NAN]])
    assert np.isnan(Copeland().combined(x, np.ones(2))).tolist() == [False, True, False]


@pytest.mark.parametrize("kind", [k for k in AGGREGATIONS if k not in ("copeland", "power")])
def test_contributions_add_up_for_every_kind(kind):
    method = AGGREGATIONS[kind]()
    rng = np.random.default_rng(2)
    x = rng.uniform(80, 120, (20, 5))
    x[rng.random(x.shape) < 0.2] = NAN
    w = rng.uniform(0.5, 2, 5)
    score = method.combined(x, w)
    np.testing.assert_allclose(np.nansum(method.shares(x, w, score) * x, axis=1), score, rtol=1e-10)


@pytest.mark.parametrize("kind", AGGREGATIONS)
def test_many_draws_equal_one_by_one_for_every_kind(kind):
    method = AGGREGATIONS[kind](0.3) if kind == "power" else AGGREGATIONS[kind]()
    rng = np.random.default_rng(3)
    x = rng.uniform(80, 120, (6, 4))
    x[0, 1] = NAN
    w = rng.uniform(0.5, 2, (7, 1, 4))
    together = method.combined(x, w)
    one_by_one = np.array([method.combined(x, w[k, 0]) for k in range(7)])
    np.testing.assert_allclose(together, one_by_one, rtol=1e-12)
    tables = rng.uniform(80, 120, (7, 6, 4))
    together = method.combined(tables, w)
    np.testing.assert_allclose(together, [method.combined(tables[k], w[k, 0]) for k in range(7)], rtol=1e-12)


def test_every_kind_gives_another_score():
    x = np.array([[70.0, 90, 100, 130], [80, 85, 125, 95], [99, 100, 101, 102]])
    scores = {
        k: tuple(np.round((m(0.3) if k == "power" else m()).combined(x, ONES), 9)) for k, m in AGGREGATIONS.items()
    }
    assert len(set(scores.values())) == len(AGGREGATIONS)


def test_equal_children_give_that_score():
    x = np.full((3, 4), 42.0)
    for kind in ("arithmetic", "geometric", "harmonic", "median", "owa", "mpi", "ampi"):
        np.testing.assert_allclose(AGGREGATIONS[kind]().combined(x, ONES), 42)
    assert Arithmetic().combined(x * NAN, ONES).tolist() != [0, 0, 0]


@pytest.mark.parametrize("kind", ["arithmetic", "geometric", "harmonic", "median", "owa"])
def test_children_that_weigh_nothing_make_no_score(kind):
    method = AGGREGATIONS[kind]()
    x, w = np.array([[3.0, np.nan], [3.0, 5.0]]), np.array([0.0, 1.0])
    with np.errstate(all="ignore"):
        found = method.combined(x, w)
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(5.0)


def test_contributions_to_a_penalised_mean_follow_the_weights():
    """Where a unit's children are equal there is no penalty: of weights 3 and 1 they bear three quarters and one."""
    x, w = np.array([[50.0, 50.0], [40.0, 60.0], [np.nan, 60.0]]), np.array([3.0, 1.0])
    for mean in (Mpi(), Ampi()):
        score = mean.combined(x, w)
        shares = mean.shares(x, w, score)
        assert shares[0].tolist() == [0.75, 0.25]
        np.testing.assert_allclose(shares[1], [0.75 * score[1] / 45, 0.25 * score[1] / 45])
        assert shares[2].tolist() == [0, 1]


@pytest.mark.parametrize("kind", AGGREGATIONS)
def test_a_method_is_weighted_where_other_weights_give_other_scores(kind):
    method = AGGREGATIONS[kind](0.3) if kind == "power" else AGGREGATIONS[kind]()
    x = np.array([[80.0, 100, 120], [90, 125, 70], [110, 95, 100]])
    first, other = (method.combined(x, np.array(w)) for w in ([1.0, 1, 1], [7.0, 1, 1]))
    assert (not np.allclose(first, other)) == method.weighted


@pytest.mark.parametrize(
    ("method", "zero", "negative"),
    [
        (Arithmetic(), True, True),
        (Power(0.5), True, False),
        (Power(2), True, False),
        (Geometric(), False, False),
        (Power(-0.5), False, False),
        (Mpi(), False, False),
        (Ampi(), False, False),
        (WeightedMedian(), True, True),
        (Owa(), True, True),
        (Copeland(), True, True),
    ],
)
def test_scores_that_a_mean_takes(method, zero, negative):
    """Roots and logarithms ask for more than zero, other powers for zero or more, an order of scores for nothing."""
    assert (method.allows_zero, method.allows_negative) == (zero, negative)
