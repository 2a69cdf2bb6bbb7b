"""Tiers: what they say holds, over all simulations and over resamples of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from connectindex.audit.robustness.summaries import before_matrix
from connectindex.audit.robustness.tiers import SURE, sure_within, tiers
from connectindex.model.ranking import ranked


def simulated(seed: int, draws: int = 400, units: int = 40):
    """Scores of units with evenly spaced expectations, the first one the highest."""
    rng = np.random.default_rng(seed)
    scores = np.linspace(10, 0, units) + rng.normal(0, 1, (draws, units))
    names = pd.Index([f"U{k:02}" for k in range(units)])
    return scores, names, pd.Series(np.arange(1, units + 1), names)


def shares(first_ahead: list[int], draws: int = 1000):
    """Scores in which A is ahead of each of the others in so many of the draws."""
    scores = np.zeros((draws, len(first_ahead) + 1))
    scores[:, 0] = 1
    for k, n in enumerate(first_ahead, 1):
        scores[:, k] = np.where(np.arange(draws) < n, 0.5 / k, 2 + k)
    names = pd.Index(list("ABCDEF")[: len(first_ahead) + 1])
    return scores, names, pd.Series(range(1, len(names) + 1), names, dtype="Int64")


def test_a_tier_ends_with_the_last_unit_that_its_first_does_not_surely_outrank():
    scores = np.array([[9.0, 8, 1], [8, 9, 1], [9, 8, 1], [8, 9, 1]])
    names = pd.Index(list("abc"))
    assert before_matrix(scores, names).loc["a"].tolist() == [0.5, 0.5, 1]
    assert tiers(scores, names, pd.Series([1, 2, 3], names)).tolist() == [1, 1, 2]


def test_tiers_part_above_95_percent_and_not_below():
    """A is ahead of B in 94 % of 1,000 draws and of C in 97 %: B is of A's tier, C is not."""
    assert tiers(*shares([940, 970])).to_dict() == {"A": 1, "B": 1, "C": 2}
    assert tiers(*shares([970, 970])).to_dict() == {"A": 1, "B": 2, "C": 3}


def test_a_border_that_half_of_the_resamples_would_not_draw_is_not_drawn():
    assert before_matrix(*shares([950])[:2]).at["A", "B"] == SURE
    assert tiers(*shares([950])).tolist() == [1, 1]


@pytest.mark.parametrize("seed", range(5))
def test_what_a_tier_says_holds_over_all_draws_and_over_resamples(seed):
    scores, names, nominal = simulated(seed)
    tier = tiers(scores, names, nominal)
    assert tier.is_monotonic_increasing
    assert tier.max() > 2
    first = [names[tier == number][0] for number in tier.unique()]

    def holds(before: pd.DataFrame) -> list[bool]:
        return [bool((before.loc[u, names[tier > tier[u]]] >= SURE).all()) for u in first]

    assert all(holds(before_matrix(scores, names)))
    rng = np.random.default_rng(seed + 99)
    again = [holds(before_matrix(scores[rng.integers(0, len(scores), len(scores))], names)) for _ in range(100)]
    assert np.mean(again, axis=0).min() >= 0.8  # nine in ten, less the error of a hundred resamples


def test_tiers_do_not_chain():
    """Units one apart are open, units two apart are not: groups of neighbours would chain to one of all."""
    rng = np.random.default_rng(0)
    scores = -1.6 * np.arange(30) + rng.normal(0, 1, (2000, 30))
    names = pd.Index([f"U{k:02}" for k in range(30)])
    nominal = pd.Series(np.arange(1, 31), names)
    before = before_matrix(scores, names)
    tier = tiers(scores, names, nominal[::-1])  # whatever the order of the rows
    wide = pd.Series(1, index=names)
    assert tier[names].tolist() == [k // 2 + 1 for k in range(30)]
    assert sure_within(before, wide) > 0.9


def test_units_of_equal_rank_share_a_tier():
    scores, names, _ = shares([900, 970, 1000])
    assert tiers(scores, names, pd.Series([1, 2, 2, 4], names)).tolist() == [1, 1, 1, 2]
    without = pd.Series([1, 2, 3, pd.NA], names, dtype="Int64")
    assert tiers(scores, names, without).to_dict() == {"A": 1, "B": 1, "C": 2}


def test_missing_scores_and_ties_count_as_in_the_chances():
    rng = np.random.default_rng(3)
    scores = np.round(np.linspace(6, 0, 12) + rng.normal(0, 1, (300, 12)), 0)
    scores[rng.random(scores.shape) < 0.1] = np.nan
    names = pd.Index([f"U{k:02}" for k in range(12)])
    before, nominal = before_matrix(scores, names), pd.Series(ranked(np.linspace(6, 0, 12)[None])[0], names)
    tier = tiers(scores, names, nominal)
    assert tier.max() > 1
    for number in tier.unique():
        assert (before.loc[names[tier == number][0], names[tier > number]] >= SURE).all()
