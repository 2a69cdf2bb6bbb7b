"""Summaries of draws by hand: ranks and their intervals, tiers, changes between two years."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectindex.audit.robustness.summaries import (
    change_table,
    moved_shares,
    rank_quantiles,
    rank_table,
)
from connectindex.model.ranking import ranked


def test_the_change_between_two_years_by_hand():
    """Three draws of two years: A rises by 10, 20, 30, B moves by -1, 0, 1, C falls by 5; D is of the second year alone."""
    first = pd.DataFrame({"A": [10.0, 20, 30], "B": [50.0, 50, 50], "C": [40.0, 41, 42]})
    last = pd.DataFrame({"A": [20.0, 40, 60], "B": [49.0, 50, 51], "C": [35.0, 36, 37], "D": [1.0, 2, 3]})
    before = first, pd.Series({"A": 20.0, "B": 50, "C": 41}), pd.Series({"A": 3, "B": 1, "C": 2})
    after = last, pd.Series({"A": 40.0, "B": 50, "C": 36, "D": 2}), pd.Series({"A": 2, "B": 1, "C": 3, "D": 4})
    table = change_table(before, after)
    assert table.index.tolist() == ["A", "B", "C"]
    assert table["before"].tolist() == [20, 50, 41]
    assert table["after"].tolist() == [40, 50, 36]
    assert table["change"].tolist() == [20, 0, -5]
    # the 5th percentile of three draws lies a tenth of the way from the lowest to the middle one
    assert table["low"].tolist() == pytest.approx([11, -0.9, -5])
    assert table["high"].tolist() == pytest.approx([29, 0.9, -5])
    assert table["rose"].tolist() == pytest.approx([1, 1 / 3, 0])
    assert table["verdict"].tolist() == ["rose", "not significant", "fell"]
    assert table["rank_before"].tolist() == [3, 1, 2]
    assert table["rank_after"].tolist() == [2, 1, 3]


def test_a_change_without_a_score_in_any_draw_has_no_verdict():
    year = pd.DataFrame({"A": [1.0, 2], "B": [np.nan, np.nan]}), pd.Series({"A": 1.0, "B": np.nan})
    table = change_table((*year, pd.Series({"A": 1, "B": 2})), (*year, pd.Series({"A": 1, "B": 2})))
    assert table["verdict"].tolist() == ["not significant", ""]
    assert table["rose"].isna().tolist() == [False, True]


def test_the_rank_interval_of_21_draws_runs_from_the_2nd_to_the_20th_rank():
    """Ranks 1 to 21, once each: a twentieth of the way from the first to the last is 2, a fortieth is 1.5."""
    ranks = np.arange(1.0, 22)[:, None]
    row = rank_table(ranks, pd.Series([4], index=["a"], dtype="Int64")).loc["a"]
    assert row[["median", "low", "high", "low95", "high95"]].tolist() == [11, 2, 20, 1.5, 20.5]
    assert row[["top1", "top3", "top10"]].tolist() == [1 / 21, 3 / 21, 10 / 21]


def test_the_rank_table_by_hand():
    ranks = np.array([[1.0, 2, 3], [2, 1, 3], [1, 2, np.nan], [1, 3, 2]])
    table = rank_table(ranks, pd.Series([1, 2, 3], index=list("abc"), dtype="Int64"))
    assert table["median"].tolist() == [1, 2, 3]
    assert table["shift"].round(6).tolist() == [0.25, 0.5, 0.333333]
    assert table["top1"].tolist() == [0.75, 0.25, 0]
    assert table["scored"].tolist() == [1, 1, 0.75]
    assert (table["low"] <= table["median"]).all()
    assert (table["median"] <= table["high"]).all()
    assert moved_shares(np.array([[1.0, 8, 30]]), np.array([1.0, 2, 3])) == pytest.approx(
        {"shift": 11, "moved5": 2 / 3, "moved10": 1 / 3, "moved20": 1 / 3}
    )


@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 12))
def test_quantiles_of_ranks_are_numpys(seed, draws, units):
    rng = np.random.default_rng(seed)
    scores = np.round(rng.random((draws, units)), 1)
    ranks = ranked(np.where(rng.random(scores.shape) < 0.2, np.nan, scores))
    levels = (0.5, 0.05, 0.95, 0.025)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = np.nanquantile(ranks, levels, axis=0)
    np.testing.assert_allclose(rank_quantiles(ranks, levels), expected)
