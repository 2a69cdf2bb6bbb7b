"""Ranks: equal scores share one, whatever the order of their sums, in every output."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectindex.audit.robustness.summaries import before_matrix
from connectindex.model.ranking import ranked, ranked_some, ranks, tolerance

# thirds and what rounding or a little more adds to them: ties, near ties and real gaps
NEARLY = st.tuples(st.integers(0, 6), st.integers(-4, 4)).map(lambda p: 100 / 3 * p[0] + p[1] * 3e-8)
ROWS = st.lists(NEARLY | st.just(np.nan), min_size=1, max_size=12)


def test_ranks_of_equal_sums_in_another_order_are_shared():
    assert 0.1 + 0.2 != 0.3
    assert ranked(np.array([[0.1 + 0.2, 0.3, 0.4, 0.0]])).tolist() == [[2, 2, 1, 4]]


@pytest.mark.parametrize(("gap", "expected"), [(0.9e-7, [1, 1, 3]), (1.1e-7, [1, 2, 3])])
def test_ranks_are_shared_below_a_billionth_of_the_width(gap, expected):
    """On a scale from 0 to 100 a billionth of the width is 1e-7 points."""
    assert ranked(np.array([100.0, 100.0 - gap, 0.0])).tolist() == expected
    # a scale from 0 to 1
    assert ranked(np.array([1.0, 1.0 - gap / 100, 0.0])).tolist() == expected
    # shifted
    assert ranked(np.array([150.0, 150.0 - gap, 50.0])).tolist() == expected


def test_ranks_where_all_scores_are_equal_but_for_rounding():
    """z-scores that cancel: the width of what is left says nothing."""
    assert ranked(np.array([2e-17, 0.0, -1e-17])).tolist() == [1, 1, 1]


def test_ranks_part_at_the_limit_itself():
    """Of a width of 1 the limit is 1e-9; with nine more units of which one alone is asked for, too."""
    row = np.array([1e-9, 0.0])
    assert ranked(row).tolist() == [1, 2]
    more = np.hstack([row, np.full(9, -0.5)])[None]
    assert ranked_some(more, np.array([1])).tolist() == [[2]]


def test_ranks_of_one_unit():
    assert ranked(np.array([[7.0]])).tolist() == [[1]]
    assert np.isnan(ranked(np.array([[np.nan]]))).all()


def test_ranks_of_a_chain_of_near_scores_are_one():
    """Of 50, 50 - 0.7e-7 and 50 - 1.4e-7 the ends lie further apart than the limit, and each is joined to the middle."""
    row = np.array([100.0, 50.0, 50.0 - 1.4e-7, 50.0 - 0.7e-7, 0.0])
    assert ranked(row).tolist() == [1, 2, 2, 2, 5]
    assert ranked(np.delete(row, 3)).tolist() == [1, 2, 3, 4]


def test_ranks_pass_over_what_is_missing():
    np.testing.assert_array_equal(ranked(np.array([np.nan, 1.0, np.nan, 2.0])), [np.nan, 2, np.nan, 1])
    np.testing.assert_array_equal(ranked(np.full((2, 3), np.nan)), np.full((2, 3), np.nan))
    assert ranked(np.empty((1, 0))).shape == (1, 0)


def test_ranks_of_a_panel_are_made_year_by_year():
    index = pd.MultiIndex.from_product([[2020, 2025], ["A", "B"]], names=["year", "unit"])
    scores = pd.DataFrame({"index": [1.0, 2.0, 9.0, 4.0]}, index=index)
    assert ranks(scores)["index"].tolist() == [2, 1, 1, 2]


@given(ROWS, st.randoms(use_true_random=False))
def test_ranks_do_not_depend_on_the_order_of_units(row, draw):
    order = list(range(len(row)))
    draw.shuffle(order)
    np.testing.assert_array_equal(ranked(np.array(row)[order]), ranked(np.array(row))[order])


@given(ROWS)
def test_ranks_share_a_place_exactly_where_no_gap_of_the_limit_lies_between(row):
    scores = np.array(row)
    place, limit = ranked(scores), tolerance(scores)[0]
    for i in range(len(row)):
        for j in range(len(row)):
            if scores[i] >= scores[j]:
                between = np.sort(scores[(scores <= scores[i]) & (scores >= scores[j])])
                assert (place[i] == place[j]) == bool((np.diff(between) < limit).all())
                assert place[i] <= place[j]


@given(ROWS)
def test_ranks_of_some_units_are_those_among_all(row):
    scores = np.array([row, row[::-1]])
    padded = np.hstack([scores, np.full((2, 12), -1.0)])  # so that one unit is few
    for k in range(len(row)):
        one = np.array([k])
        np.testing.assert_array_equal(ranked_some(padded, one), ranked(padded)[:, one])


@given(st.lists(st.lists(NEARLY | st.just(np.nan), min_size=5, max_size=5), min_size=1, max_size=6))
def test_chances_of_being_before_are_those_of_the_ranks(rows):
    scores = np.array(rows)
    place = ranked(scores)
    chance = before_matrix(scores, pd.Index(list("ABCDE"), name="unit")).to_numpy()
    for i in range(5):
        for j in range(5):
            known = ~np.isnan(place[:, i]) & ~np.isnan(place[:, j])
            a, b = place[known, i], place[known, j]
            expected = np.mean((a < b) + 0.5 * (a == b)) if known.any() else np.nan
            assert chance[i, j] == pytest.approx(expected, nan_ok=True)
