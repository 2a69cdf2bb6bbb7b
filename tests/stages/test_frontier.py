"""The benefit of the doubt against the corners of its polytope, found without a solver, and its identities."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from connectindex.errors import InputError
from connectindex.stages.frontier import benefit_of_the_doubt, order_m

SIX = np.array([[0.40, 0.55], [1.00, 0.30], [0.70, 0.85], [0.20, 1.00], [0.90, 0.60], [0.50, 0.50]])
QUICK = settings(max_examples=25, deadline=None)
NA = np.nan


def best_corner(y, c, low=0.0, high=1.0):
    """The score of unit c, as the greatest value over all corners of {w >= 0, Y w <= 1, shares within bounds}."""
    y = np.nan_to_num(y)
    k = y.shape[1]
    own, pie = y[c], np.diag(y[c])
    low, high = np.broadcast_to(low, k), np.broadcast_to(high, k)
    rows = np.vstack([y, -np.eye(k), np.outer(low, own) - pie, pie - np.outer(high, own)])
    ends = np.r_[np.ones(len(y)), np.zeros(3 * k)]
    chosen = np.array(list(combinations(range(len(rows)), k)))
    square = rows[chosen]
    regular = np.abs(np.linalg.det(square)) > 1e-9
    corners = np.linalg.solve(square[regular], ends[chosen[regular]][..., None])[..., 0]
    inside = (corners @ rows.T <= ends + 1e-9).all(axis=1)
    return (corners[inside] @ own).max()


@st.composite
def tables(draw, units=(2, 7), indicators=(1, 3), least=0):
    """Values of which each unit and each indicator has one above zero."""
    y = draw(
        hnp.arrays(float, (draw(st.integers(*units)), draw(st.integers(*indicators))), elements=st.integers(least, 50))
    )
    assume((y.any(axis=0)).all() and y.any(axis=1).all())
    return y


def test_scores_are_those_of_the_best_corner():
    found = benefit_of_the_doubt(SIX)
    assert found.scores == pytest.approx([best_corner(SIX, c) for c in range(6)], abs=1e-9)
    # by hand: (0.4, 0.55) lies between (0.7, 0.85) and (0.2, 1), (0.5, 0.5) between (0.7, 0.85) and (0.9, 0.6)
    assert found.scores == pytest.approx([67 / 106, 1, 1, 1, 1, 15 / 23], abs=1e-12)
    assert found.peers[5] == pytest.approx([0, 0, 10 / 23, 0, 5 / 23, 0], abs=1e-12)
    assert found.targets[5] == pytest.approx([23 / 30, 23 / 30])


def test_no_sum_of_weights_is_fixed():
    # with weights that add up to one, a unit would get its best indicator, here relative to the best unit
    degenerate = (SIX / SIX.max(axis=0)).max(axis=1)
    assert degenerate.round(4).tolist() == [0.55, 1, 0.85, 1, 0.9, 0.5]
    assert (benefit_of_the_doubt(SIX).scores[[0, 2, 4, 5]] > degenerate[[0, 2, 4, 5]] + 0.05).all()


@QUICK
@given(tables())
def test_plain_scores_against_the_corners(y):
    found = benefit_of_the_doubt(y)
    np.testing.assert_allclose(found.scores, [best_corner(y, c) for c in range(len(y))], atol=1e-8)


@QUICK
@given(
    tables(least=1),
    st.sampled_from([(0.1, 1.0), (0.0, 0.5), (0.2, 0.5), (1 / 3, 1.0), ([0.5, 0, 0.1], [0.9, 0.4, 0.3])]),
)
def test_bounded_scores_against_the_corners(y, bounds):
    low, high = (np.asarray(b)[: y.shape[1]] if np.ndim(b) else b for b in bounds)
    assume(np.broadcast_to(high, y.shape[1]).sum() >= 1)
    found = benefit_of_the_doubt(y, low, high)
    np.testing.assert_allclose(found.scores, [best_corner(y, c, low, high) for c in range(len(y))], atol=1e-8)
    assert (found.shares >= np.asarray(low) - 1e-7).all()
    assert (found.shares <= np.asarray(high) + 1e-7).all()
    assert (found.scores <= benefit_of_the_doubt(y).scores + 1e-9).all()


@QUICK
@given(tables(indicators=(1, 8), units=(2, 15)))
def test_weights_shares_and_peers_prove_the_score(y):
    found = benefit_of_the_doubt(y)
    assert (found.weights >= 0).all()
    assert (found.weights @ y.T <= 1 + 1e-7).all()
    np.testing.assert_allclose((found.weights * y).sum(axis=1), found.scores, atol=1e-8)
    np.testing.assert_allclose(found.shares.sum(axis=1), 1)
    # a combination of peers that reaches the unit at a cost equal to the score: no better weights exist
    assert (found.peers >= 0).all()
    np.testing.assert_allclose(found.peers.sum(axis=1), found.scores, atol=1e-8)
    assert (found.peers @ y >= y - 1e-6).all()
    assert found.scores[found.peers.any(axis=0)] == pytest.approx(1)
    assert found.scores.max() == 1
    assert benefit_of_the_doubt(np.vstack([y, found.targets])).scores[len(y) :] == pytest.approx(1)


@QUICK
@given(tables(), st.lists(st.sampled_from([1e-6, 0.001, 1.0, 60.0, 1e9]), min_size=3, max_size=3))
def test_units_of_measurement_do_not_matter(y, factors):
    factor = np.array(factors)[: y.shape[1]]
    np.testing.assert_allclose(benefit_of_the_doubt(y * factor).scores, benefit_of_the_doubt(y).scores, atol=1e-8)


@QUICK
@given(tables(units=(3, 60)), st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_does_not_matter(y, random):
    rows, columns = list(range(len(y))), list(range(y.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    np.testing.assert_allclose(
        benefit_of_the_doubt(y[rows][:, columns]).scores, benefit_of_the_doubt(y).scores[rows], atol=1e-8
    )


@QUICK
@given(tables(), st.data())
def test_raising_a_value_never_lowers_the_own_score_nor_raises_another(y, data):
    i, j = data.draw(st.integers(0, len(y) - 1)), data.draw(st.integers(0, y.shape[1] - 1))
    more = y.copy()
    more[i, j] += data.draw(st.integers(1, 50))
    change = benefit_of_the_doubt(more).scores - benefit_of_the_doubt(y).scores
    assert change[i] >= -1e-8
    assert (np.delete(change, i) <= 1e-8).all()


@pytest.mark.parametrize("factor", [1e-9, 1e-4, 1e6])
def test_a_small_unit_is_solved_as_exactly_as_a_large_one(factor):
    y = np.vstack([SIX, factor * SIX[:1]])
    reference = benefit_of_the_doubt(SIX).scores[0] if factor < 1 else 1
    assert benefit_of_the_doubt(y).scores[6] == pytest.approx(reference * min(factor, 1), rel=1e-9)


def test_units_of_the_frontier_are_tied():
    y = np.random.default_rng(3).lognormal(size=(60, 5))
    scores = benefit_of_the_doubt(y).scores
    assert (scores == 1).sum() == 8
    assert not ((scores > 1 - 1e-7) & (scores != 1)).any()


def test_missing_values_have_no_weight_and_push_no_frontier():
    y = np.array([[4.0, NA], [1, 4], [2, 2], [NA, NA]])
    found = benefit_of_the_doubt(y)
    zeros = benefit_of_the_doubt(np.nan_to_num(y[:3]))
    np.testing.assert_allclose(found.scores, [*zeros.scores, NA])
    assert found.weights[0].tolist() == [0.25, 0]
    assert found.shares[0].tolist() == [1, 0]
    assert np.isnan(found.targets[0, 1])
    assert np.isnan(found.shares[3]).all()
    assert not found.peers[:, 3].any()
    assert not found.weights[3].any()


@QUICK
@given(tables(least=1, units=(3, 7), indicators=(2, 3)), st.data())
def test_a_missing_value_lowers_the_own_score_and_raises_others(y, data):
    i, j = data.draw(st.integers(0, len(y) - 1)), data.draw(st.integers(0, y.shape[1] - 1))
    less = y.copy()
    less[i, j] = NA
    change = benefit_of_the_doubt(less).scores - benefit_of_the_doubt(y).scores
    assert change[i] <= 1e-8
    assert (np.delete(change, i) >= -1e-8).all()


def test_a_least_share_is_not_asked_of_what_a_unit_lacks():
    found = benefit_of_the_doubt([[4, NA], [1, 4], [2, 2]], low=0.3)
    assert found.shares[0].tolist() == [1, 0]
    assert found.scores[0] == 1
    assert (found.shares[1:] >= 0.3 - 1e-9).all()


def test_bounds_may_leave_nobody_on_the_frontier():
    # both shares must be a half: 1 / (1/2 (2/1 + 1/2)) for each
    assert benefit_of_the_doubt([[1, 2], [2, 1]], 0.5, 0.5).scores == pytest.approx([0.8, 0.8])


@pytest.mark.parametrize(
    ("y", "low", "high", "message"),
    [
        ([[1, -2], [1, 1]], 0, 1, "LAO, rail: the benefit of the doubt needs values from 0 up, got -2.0"),
        ([[1, np.inf], [1, 1]], 0, 1, "LAO, rail: the benefit of the doubt needs values from 0 up, got inf"),
        ([[1, 0], [1, NA]], 0, 1, "rail: needs a unit with a value above zero; leave the indicator out"),
        ([[0, NA], [1, 1]], 0, 1, "LAO: needs an indicator with a value above zero"),
        (SIX[:2], 0.6, 1, "pie shares: the sum of low must not be above 1, got 1.2"),
        (SIX[:2], 0, 0.4, "pie shares: the sum of high must not be below 1, got 0.8"),
        (SIX[:2], 0.7, 0.5, r"pie shares: must be 0 <= low <= high <= 1, got low = \[0.7, 0.7\]"),
        (SIX[:2], -0.1, 1, "pie shares: must be 0 <= low <= high <= 1"),
        ([[0, 1], [1, 1]], 0.2, 1, "LAO, air: a least share needs a value above zero, got 0; give the normalisation"),
        ([[1, NA], [1, 1]], 0, 0.6, "LAO: high must add up to 1 or more over .* above zero, got 0.6; raise high"),
        ([[1, 0], [1, 1]], 0, 0.6, "LAO: high must add up to 1 or more"),
    ],
)
def test_what_cannot_be_solved_is_named(y, low, high, message):
    with pytest.raises(InputError, match=message):
        benefit_of_the_doubt(y, low, high, units=["LAO", "VNM"], indicators=["air", "rail"])


def test_all_problems_come_together():
    with pytest.raises(InputError) as caught:
        benefit_of_the_doubt([[1, -1, 0], [0, 0, 0]], 0.9, 0.95)
    assert len(caught.value.problems) == 5


@pytest.mark.parametrize("y", [[1, 2, 3], [], [[]]])
def test_a_table_is_needed(y):
    with pytest.raises(InputError, match="must be a table of units x indicators"):
        benefit_of_the_doubt(y)


def test_order_m_is_at_least_plain_and_tends_to_it():
    y = np.random.default_rng(5).lognormal(size=(30, 3))
    plain = benefit_of_the_doubt(y).scores
    few, many, most = (order_m(y, m, seed=0, draws=20) for m in (5, 60, 2000))
    for robust in (few, many, most):
        assert (robust.scores >= plain - 1e-9).all()
        assert (robust.distances <= 1 / plain + 1e-8).all()
    assert (few.scores - plain).mean() > (many.scores - plain).mean() > 0
    assert few.scores.max() > 1
    np.testing.assert_allclose(most.scores, plain, atol=1e-8)


def test_order_m_with_bounds_stays_above_plain_with_bounds():
    y = np.random.default_rng(6).lognormal(size=(12, 3))
    robust = order_m(y, 8, 0.2, 0.6, seed=1, draws=10).scores
    assert (robust >= benefit_of_the_doubt(y, 0.2, 0.6).scores - 1e-9).all()
    assert (robust <= order_m(y, 8, seed=1, draws=10).scores + 1e-9).all()


def test_draws_are_the_same_in_any_chunks_and_differ_by_seed():
    whole = order_m(SIX, 3, seed=0, draws=12)
    parts = [order_m(SIX, 3, seed=0, draws=range(*ends)).distances for ends in ((0, 5), (5, 6), (6, 12))]
    np.testing.assert_array_equal(np.vstack(parts), whole.distances)
    assert (order_m(SIX, 3, seed=1, draws=12).distances != whole.distances).any()


def test_one_extraordinary_unit_weighs_less_in_order_m():
    y = np.vstack([np.random.default_rng(7).uniform(1, 2, (20, 2)), [50, 50]])
    assert benefit_of_the_doubt(y).scores[:20].max() < 0.05
    assert order_m(y, 5, seed=0, draws=40).scores[:20].max() > 2 * benefit_of_the_doubt(y).scores[:20].max()


def test_a_unit_no_drawn_peer_can_be_compared_with_has_no_limit():
    y = np.array([[1.0, 0], [0, 1]])
    robust = order_m(y, 1, seed=0, draws=30)
    assert set(np.unique(robust.distances)) == {0.0, 1.0}
    assert robust.scores == pytest.approx(1 / robust.distances.mean(axis=0))
    alone = order_m(y, 1, seed=0, draws=1).scores
    assert sorted(alone) == [1, np.inf]


def test_order_m_needs_peers_and_draws():
    for m, draws in ((0, 5), (3, 0), (3, range(0))):
        with pytest.raises(InputError, match="order m: m and draws must be at least 1"):
            order_m(SIX, m, seed=0, draws=draws)


def test_a_unit_without_values_has_no_score_of_order_m():
    scores = order_m([[1, 2], [2, 1], [NA, NA]], 2, seed=0, draws=3).scores
    assert np.isnan(scores).tolist() == [False, False, True]
