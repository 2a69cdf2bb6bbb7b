"""Summaries of draws by hand: changes between two years, spreads, chances of precedence."""

import numpy as np
import pandas as pd
import pytest

from connectindex.audit.robustness.summaries import change_table


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
    assert table["verdict"].tolist() == ["rose", "not told apart", "fell"]
    assert table["rank_before"].tolist() == [3, 1, 2]
    assert table["rank_after"].tolist() == [2, 1, 3]


def test_a_change_without_a_score_in_any_draw_has_no_verdict():
    year = pd.DataFrame({"A": [1.0, 2], "B": [np.nan, np.nan]}), pd.Series({"A": 1.0, "B": np.nan})
    table = change_table((*year, pd.Series({"A": 1, "B": 2})), (*year, pd.Series({"A": 1, "B": 2})))
    assert table["verdict"].tolist() == ["not told apart", ""]
    assert table["rose"].isna().tolist() == [False, True]
