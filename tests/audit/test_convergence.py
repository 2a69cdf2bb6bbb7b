"""Convergence against published figures, statsmodels, scipy, and panels whose course is known."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

import connectindex as ci
from connectindex.audit.convergence.beta import beta, speed_of
from connectindex.audit.convergence.clubs import CRITICAL, clubs, log_t, variation_of
from connectindex.audit.convergence.inequality import gini, inequality, theil
from connectindex.audit.convergence.longrun import long_run_variance
from connectindex.audit.convergence.sigma import pitman_morgan, rank_morgan, spread_by_year, spread_test
from connectindex.errors import InputError

NA = np.nan
PHILLIPS_SUL = Path(__file__).parents[2].parent / "shared" / "reference" / "phillips-sul" / "filtered_gdp.csv"
QUICK = settings(max_examples=40, deadline=None)
SCORES = st.one_of(st.just(0.0), st.floats(0.01, 100))


def codes(n):
    return [f"{chr(65 + k // 676 % 26)}{chr(65 + k // 26 % 26)}{chr(65 + k % 26)}" for k in range(n)]


def approaching(n=40, years=(2005, 2015, 2025), speed=0.04, noise=0.0, seed=0):
    """Logarithms of scores that close a share 1 - exp(-speed) of their gap to 60 in every year."""
    rng = np.random.default_rng(seed)
    start = np.log(rng.uniform(10, 60, n))
    goal = np.log(60)
    table = [
        goal + np.exp(-speed * (y - years[0])) * (start - goal) + (noise * rng.normal(size=n) if k else 0)
        for k, y in enumerate(years)
    ]
    return pd.DataFrame(np.exp(table), index=list(years), columns=codes(n))


# beta


def test_the_speed_put_in_comes_out():
    table = approaching(speed=0.03)
    found = beta(table.loc[2005], table.loc[2025], (2005, 2025), "log").loc["all"]
    assert found["slope"] == pytest.approx(-(1 - np.exp(-0.03 * 20)) / 20, rel=1e-9)
    assert found["speed"] == pytest.approx(0.03, rel=1e-9)
    assert found["half_life"] == pytest.approx(np.log(2) / 0.03, rel=1e-9)


def test_the_interval_holds_the_true_slope_about_as_often_as_it_says():
    wanted = -(1 - np.exp(-0.03 * 20)) / 20
    held = []
    for seed in range(200):
        table = approaching(n=60, speed=0.03, noise=0.15, seed=seed)
        found = beta(table.loc[2005], table.loc[2025], (2005, 2025), "log").loc["all"]
        held.append(found["low_90"] <= wanted <= found["high_90"])
    assert 0.84 <= np.mean(held) <= 0.96


def test_beta_is_least_squares_with_hc3_errors():
    table = approaching(noise=0.2, seed=3)
    found = beta(table.loc[2005], table.loc[2025], (2005, 2025), "points").loc["all"]
    y = (table.loc[2025] - table.loc[2005]) / 20
    x = sm.add_constant(table.loc[2005])
    plain = sm.OLS(y, x).fit()
    assert found["slope"] == pytest.approx(plain.params.iloc[1])
    # HC3 by its formula (MacKinnon & White 1985): residuals over 1 - leverage
    a = x.to_numpy()
    inverse = np.linalg.inv(a.T @ a)
    leverage = np.einsum("ij,jk,ik->i", a, inverse, a)
    meat = a.T @ (a * ((plain.resid / (1 - leverage)) ** 2).to_numpy()[:, None])
    se = np.sqrt((inverse @ meat @ inverse)[1, 1])
    assert found["se"] == pytest.approx(se)
    assert found["low_95"] == pytest.approx(found["slope"] - stats.t.ppf(0.975, 38) * se)
    assert found["high_90"] == pytest.approx(found["slope"] + stats.t.ppf(0.95, 38) * se)
    assert found["speed_low"] == pytest.approx(speed_of(found["high_95"], 20), nan_ok=True)


def test_within_groups_each_goes_its_own_way():
    # two groups, each closing its gap to its own level; over all, those that started higher stayed ahead
    rng = np.random.default_rng(1)
    goal = np.repeat([20.0, 70.0], 15)
    first = pd.Series(goal + rng.uniform(-10, 10, 30), index=codes(30))
    last = goal + 0.5 * (first - goal)
    groups = pd.Series(np.repeat(["low", "high"], 15), index=first.index)
    found = beta(first, last, (2015, 2025), "points", groups)
    assert found.loc["within groups", "slope"] == pytest.approx(-0.05)
    assert abs(found.loc["all", "slope"]) < 0.01


def test_groups_of_one_say_nothing_within():
    first = pd.Series(np.arange(1.0, 21), index=codes(20))
    groups = pd.Series(["alone"] + ["many"] * 19, index=first.index)
    found = beta(first, 0.9 * first + 2, (2015, 2025), "points", groups)
    assert found["n"].to_dict() == {"all": 20, "within groups": 19}


def test_one_unit_alone_makes_no_line():
    first = pd.Series([10.0] * 11 + [50.0], index=codes(12))
    found = beta(first, first + np.arange(12.0), (2015, 2025), "points").loc["all"]
    assert np.isnan(found["slope"])
    assert found["n"] == 12


def test_no_speed_where_the_gap_is_turned_round():
    first = pd.Series(np.arange(1.0, 11), index=codes(10))
    found = beta(first, -first + 11 + np.tile([0.1, -0.1], 5), (2015, 2025), "points").loc["all"]
    assert found["slope"] < -0.1
    assert np.isnan(found["speed"])
    assert np.isnan(found["half_life"])


def test_units_that_drift_apart_have_no_half_life():
    first = pd.Series(np.arange(1.0, 11), index=codes(10))
    found = beta(first, 2 * first + np.tile([0.1, -0.1], 5), (2015, 2025), "points").loc["all"]
    assert found["speed"] < 0
    assert np.isnan(found["half_life"])


# sigma


def test_pitman_morgan_is_the_correlation_of_sums_and_differences():
    rng = np.random.default_rng(2)
    x = rng.normal(50, 12, 60)
    y = 0.7 * x + rng.normal(0, 4, 60)
    found = pitman_morgan(x, y)
    r, p = stats.pearsonr(x + y, y - x)
    assert found.p == pytest.approx(p)
    assert found.t == pytest.approx(r * np.sqrt(58 / (1 - r**2)))
    assert found.ratio == pytest.approx(y.std(ddof=1) / x.std(ddof=1))


def test_the_interval_of_the_ratio_ends_where_the_test_turns():
    rng = np.random.default_rng(5)
    x = rng.normal(50, 12, 25)
    y = 0.9 * x + rng.normal(0, 6, 25)
    found = pitman_morgan(x, y, level=0.9)
    for end in (found.low, found.high):
        # y divided by the end of the interval is just not told apart from x
        assert pitman_morgan(x, y / end).p == pytest.approx(0.1)


def test_the_rank_test_of_spreads_is_spearmans_correlation_of_sums_and_differences():
    rng = np.random.default_rng(2)
    x = np.exp(rng.normal(1, 1, 60))
    y = 0.7 * x * np.exp(rng.normal(0, 0.2, 60))
    found = rank_morgan(x, y)
    r, _ = stats.spearmanr(x + y, y - x)
    assert found.t == pytest.approx(r * np.sqrt(58 / (1 - r**2)))
    assert found.low < found.ratio < found.high < 1
    # a factor just inside the interval is not told apart, one just outside is
    for end, inward in ((found.low, 1.02), (found.high, 0.98)):
        assert rank_morgan(x, y / (end * inward)).p > 0.05 > rank_morgan(x, y / (end / inward)).p


@pytest.mark.slow
def test_the_rank_interval_of_spreads_covers_lognormal_pairs_where_that_of_normal_ones_does_not():
    held = {rank_morgan: [], pitman_morgan: []}
    for seed in range(150):
        z = np.random.default_rng(seed).normal(size=(3, 40))
        x, y = np.exp(z[0]), 1.5 * np.exp(0.9 * z[0] + np.sqrt(1 - 0.81) * z[1])
        for test, inside in held.items():
            found = test(x, y)
            inside.append(found.low <= 1.5 <= found.high)
    assert np.mean(held[rank_morgan]) > 0.85
    assert np.mean(held[pitman_morgan]) < 0.6


def test_the_rank_interval_of_spreads_is_open_where_most_values_are_tied():
    x = np.array([0.0] * 9 + [1.0])
    found = rank_morgan(x, x[::-1])
    assert (found.low, found.high) == (0.0, np.inf)


def test_spread_is_that_of_numpy_with_intervals_around_it():
    table = approaching(noise=0.1)
    found = spread_by_year(table)
    x = table.to_numpy()
    np.testing.assert_allclose(found["sd"], x.std(axis=1, ddof=1))
    np.testing.assert_allclose(found["cv"], x.std(axis=1, ddof=1) / x.mean(axis=1))
    np.testing.assert_allclose(found["sd_log"], np.log(x).std(axis=1, ddof=1))
    for measure in ("sd", "cv", "sd_log"):
        assert (found[f"{measure}_low"] < found[measure]).all()
        assert (found[f"{measure}_high"] > found[measure]).all()


def test_the_bootstrap_interval_is_that_of_scipy():
    x = np.random.default_rng(8).gamma(4, 10, 50)
    found = spread_by_year(pd.DataFrame([x], index=[2020], columns=codes(50)), level=0.9, draws=8000, seed=1)
    wanted = stats.bootstrap(
        (x,),
        lambda v, axis: v.std(axis=axis, ddof=1),
        confidence_level=0.9,
        n_resamples=8000,
        method="percentile",
        rng=3,
    ).confidence_interval
    np.testing.assert_allclose(found[["sd_low", "sd_high"]].to_numpy()[0], wanted, rtol=0.03)


def test_the_seed_decides_the_interval():
    table = approaching()
    pd.testing.assert_frame_equal(spread_by_year(table, seed=3), spread_by_year(table, seed=3), check_exact=True)
    assert not spread_by_year(table, seed=3).equals(spread_by_year(table, seed=4))


def test_negative_scores_have_no_coefficient_of_variation():
    found = spread_by_year(pd.DataFrame([[-1.0, 0, 1, 2]], index=[2020]), draws=20)
    assert found["cv"].isna().all()
    assert found["sd_log"].isna().all()
    assert found["sd"].notna().all()


def test_a_spread_that_halved_is_told_from_chance():
    table = approaching(speed=0.05)
    found = spread_test(table)
    assert found.loc["log score", "ratio"] == pytest.approx(np.exp(-0.05 * 20))
    assert found["high"].max() < 1
    assert found["p"].max() < 1e-6


# inequality


def test_gini_and_theil_of_the_published_example():
    # R's ineq 0.2-13: the incomes of its manual, Gini 0.4620911 and Theil 0.3623412
    x = np.array([[541.0, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]])
    assert gini(x)[0] == pytest.approx(0.4620911, abs=5e-8)
    assert theil(x)[0] == pytest.approx(0.3623412, abs=5e-8)


def test_gini_by_hand():
    # pairs of (1, 3): |1-1| + |1-3| + |3-1| + |3-3| = 4; over 2 n² mean = 2·4·2
    np.testing.assert_allclose(gini(np.array([[1.0, 3.0], [5.0, 5.0]])), [0.25, 0.0])


def test_theil_of_one_that_has_all_is_the_logarithm_of_their_number():
    np.testing.assert_allclose(theil(np.array([[0.0, 0, 0, 9], [3.0, 3, 3, 3]])), [np.log(4), 0], atol=1e-15)


def test_theil_by_hand_between_and_within():
    table = pd.DataFrame([[1.0, 3.0, 6.0, 6.0]], index=[2020], columns=list("abcd"))
    years, parts = inequality(table, pd.Series(list("ppqq"), index=table.columns))
    between = 0.25 * np.log(0.5) + 0.75 * np.log(1.5)  # shares of 16: 4 and 12, of half the units each
    within = 0.25 * (0.5 * np.log(0.5) + 1.5 * np.log(1.5)) / 2
    assert years.loc[2020, "theil_between"] == pytest.approx(between)
    assert years.loc[2020, "theil_within"] == pytest.approx(within)
    assert parts.loc[(2020, "q"), "theil"] == pytest.approx(0, abs=1e-15)
    assert parts["share"].tolist() == [0.25, 0.75]


def test_ginis_of_groups_that_do_not_overlap_leave_no_rest():
    table = pd.DataFrame([[1.0, 2, 3, 10, 12, 30]], index=[2020], columns=list("abcdef"))
    years, _ = inequality(table, pd.Series(list("pppqqq"), index=table.columns))
    assert years.loc[2020, "gini_overlap"] == pytest.approx(0, abs=1e-15)
    mixed, _ = inequality(table, pd.Series(list("pqpqpq"), index=table.columns))
    assert mixed.loc[2020, "gini_overlap"] > 0.01


@QUICK
@given(arrays(float, (2, 9), elements=SCORES).filter(lambda x: (x.sum(axis=1) > 0).all()), st.integers(1, 4))
def test_parts_add_up_to_the_whole(x, k):
    table = pd.DataFrame(x, index=[2020, 2025], columns=list("abcdefghi"))
    groups = pd.Series([f"g{j % k}" for j in range(9)], index=table.columns)
    years, parts = inequality(table, groups)
    np.testing.assert_allclose(years["theil_between"] + years["theil_within"], years["theil"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(parts["theil_part"].groupby("year").sum(), years["theil_within"], atol=1e-12)
    np.testing.assert_allclose(parts["share"].groupby("year").sum(), 1, atol=1e-12)
    assert (years[["gini", "theil", "gini_between", "theil_between"]] >= -1e-12).all(axis=None)
    assert (years["gini_overlap"] >= -1e-12).all()


@QUICK
@given(arrays(float, (1, 7), elements=SCORES).filter(lambda x: x.sum() > 0), st.floats(0.01, 100))
def test_the_unit_of_measurement_says_nothing_of_inequality(x, factor):
    np.testing.assert_allclose(gini(x * factor), gini(x), atol=1e-12)
    np.testing.assert_allclose(theil(x * factor), theil(x), atol=1e-12)


@QUICK
@given(arrays(float, (1, 7), elements=st.floats(1, 100)), st.floats(0.01, 0.49))
def test_giving_from_rich_to_poor_lessens_inequality(x, share):
    ordered = np.sort(x, axis=1)
    gap = ordered[0, -1] - ordered[0, 0]
    given_away = ordered.copy()
    given_away[0, 0] += share * gap
    given_away[0, -1] -= share * gap
    assert gini(given_away)[0] <= gini(ordered)[0] + 1e-12
    assert theil(given_away)[0] <= theil(ordered)[0] + 1e-12


def test_negative_scores_are_named():
    table = pd.DataFrame([[1.0, -2.0, 3.0]], index=[2020], columns=["AAA", "BBB", "CCC"])
    with pytest.raises(InputError, match=r"scores must not be negative \(BBB\), got -2"):
        inequality(table, pd.Series("", index=table.columns))


# clubs


def transition(levels, spread=8.0, years=30, power=0.6, noise=0.01, seed=0):
    """Scores that come together on their levels as log(t)^-1 t^-power, the model of Phillips and Sul."""
    rng = np.random.default_rng(seed)
    levels = np.asarray(levels, dtype=float)
    t = np.arange(1, years + 1)[:, None]
    y = levels + (rng.normal(0, spread, len(levels)) + noise * rng.normal(size=(years, len(levels)))) / (
        np.log(t + 1) * t**power
    )
    return pd.DataFrame(y, index=range(1996, 1996 + years), columns=codes(len(levels)))


def spectral_variance(u):
    """Andrews' estimate as the program of Phillips and Sul sums it, number by number."""
    m = len(u)
    r = sum(u[i] * u[i + 1] for i in range(m - 1)) / sum(v * v for v in u[:-1])
    bandwidth = 1.3221 * (4 * r * r / (1 - r) ** 4 * m) ** 0.2
    total = sum(v * v for v in u)
    for lag in range(1, m - 1):
        z = 1.2 * math.pi * lag / bandwidth
        kernel = 25 / (12 * math.pi**2 * (lag / bandwidth) ** 2) * (math.sin(z) / z - math.cos(z))
        total += 2 * kernel * sum(u[i] * u[i + lag] for i in range(m - 1 - lag))
    return total / (m - 1)


def test_log_t_is_least_squares_with_the_long_run_variance_of_its_residuals():
    rng = np.random.default_rng(7)
    t = np.arange(1, 26)
    h = np.exp(rng.normal(0, 0.1, (25, 4)).cumsum(axis=0)) / t[:, None]
    b, statistic = log_t(h)
    for k in range(4):
        log_time = np.log(t[8:])  # the first is year round(25 / 3) + 1 = 9
        y = np.log(h[0, k] / h[8:, k]) - 2 * np.log(log_time)
        fit = sm.OLS(y, sm.add_constant(log_time)).fit()
        error = np.sqrt(spectral_variance(list(fit.resid)) * fit.normalized_cov_params[1, 1])
        assert b[k] == pytest.approx(fit.params[1])
        assert statistic[k] == pytest.approx(fit.params[1] / error)


def test_the_long_run_variance_of_noise_is_its_variance_and_of_persistence_more():
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(4000, 3))
    lasting = noise.copy()
    for year in range(1, 4000):
        lasting[year] += 0.6 * lasting[year - 1]
    np.testing.assert_allclose(long_run_variance(noise), 1, atol=0.15)
    np.testing.assert_allclose(long_run_variance(lasting), 1 / (1 - 0.6) ** 2, rtol=0.2)  # of an AR(1)


def test_the_long_run_variance_without_any_persistence_is_the_mean_square():
    assert long_run_variance(np.array([[1.0, 0.0], [0.0, 0.0], [1.0, 0.0], [0.0, 0.0]])).tolist() == [2 / 3, 0.0]


@pytest.mark.skipif(not PHILLIPS_SUL.exists(), reason="the reference data are not beside this clone")
def test_the_clubs_of_phillips_and_sul_are_those_they_published():
    table = pd.read_csv(PHILLIPS_SUL, index_col=0).T
    table.index = range(1970, 2004)
    apart, merged = clubs(table, merge=False).table, clubs(table).table
    assert apart["n"].tolist() == [152, 50, 30, 21, 24, 14, 11, 2]
    assert merged["n"].tolist() == [152, 50, 30, 21, 38, 11, 2]
    assert merged.loc["all", "t"] == pytest.approx(-159.55, abs=0.01)
    assert merged.loc["all", "b"] == pytest.approx(-0.875, abs=0.001)
    np.testing.assert_allclose(apart["t"][1:], [9.282, 6.904, 3.402, 2.055, 1.701, 6.024, -0.559], atol=6e-4)


def test_the_window_of_log_t_begins_after_the_rounded_share_of_years():
    t = np.arange(1, 35)
    h = np.exp(np.random.default_rng(3).normal(0, 0.1, 34)) / t
    early, late = h.copy(), h.copy()
    early[10] *= 2  # year 11 = round(34 / 3): not in the regression
    late[11] *= 2
    b = [log_t(x[:, None])[0][0] for x in (h, early, late)]
    assert b[0] == b[1] != b[2]


def test_the_slope_is_twice_the_speed_put_in():
    # H = c / (log(t)² t^(2a)) makes log(H1/Ht) - 2 log log t = const + 2a log t, without error (H1 taken as given)
    t = np.arange(1, 41)
    h = np.concatenate([[1.0], 1 / (np.log(t[1:]) ** 2 * t[1:] ** 0.8)])
    assert log_t(h[:, None])[0][0] == pytest.approx(0.8)


def test_one_club_where_all_come_together():
    found = clubs(transition([50] * 20))
    assert found.members["club"].tolist() == [1] * 20
    assert found.table.loc["all", "t"] > CRITICAL
    assert found.table.index.tolist() == ["all", "1"]


def test_two_clubs_and_one_that_stays_alone():
    table = transition([70] * 12 + [30] * 10, spread=5)
    table["ZZZ"] = np.linspace(40, 100, len(table))  # runs away from all
    found = clubs(table)
    assert found.table.loc["all", "t"] < CRITICAL
    club = found.members["club"]
    assert club.iloc[:12].tolist() == [1] * 12
    assert club.iloc[12:22].tolist() == [2] * 10
    assert pd.isna(club["ZZZ"])
    assert found.table["n"].to_dict() == {"all": 23, "1": 12, "2": 10, "none": 1}
    assert found.table.loc[["1", "2"], "t"].min() > CRITICAL
    assert np.isnan(found.table.loc["none", "t"])


@pytest.mark.parametrize("seed", range(5))
def test_three_clubs_are_found_whatever_the_order_of_units(seed):
    table = transition([80] * 8 + [50] * 8 + [20] * 8, spread=3, seed=seed)
    shuffled = table[np.random.default_rng(seed).permutation(table.columns)]
    found = clubs(shuffled).members["club"].reindex(table.columns)
    assert found.tolist() == [1] * 8 + [2] * 8 + [3] * 8


def test_units_that_part_are_in_no_club():
    t = np.arange(1, 31)[:, None]
    found = clubs(pd.DataFrame(50 + np.array([5.0, -3, -9]) * t**0.5, index=range(1, 31), columns=list("abc")))
    assert found.members["club"].isna().all()
    assert found.table.index.tolist() == ["all", "none"]


def test_the_same_throughout_is_together():
    table = pd.DataFrame({"a": 50.0, "b": 50.0, "c": np.linspace(20, 1, 20)}, index=range(20))
    assert clubs(table).members["club"].tolist()[:2] == [1, 1]


def test_entry_and_merging_change_the_clubs():
    rng = np.random.default_rng(3)
    walks = 50 + rng.normal(0, 8, 20) + rng.normal(0, 1, (20, 20)).cumsum(axis=0)
    table = pd.DataFrame(walks, index=range(2000, 2020), columns=codes(20))
    apart, merged, strict = clubs(table, merge=False), clubs(table), clubs(table, entry=2.0, merge=False)
    assert merged.members["club"].nunique() < apart.members["club"].nunique() < strict.members["club"].nunique()
    for found in (apart, merged, strict):
        tested = found.table.drop(["all", "none"])
        assert (tested["t"] > CRITICAL).all()
        assert found.table["n"].drop("all").sum() == 20
        # the units of each club by its own test, from scratch
        for number, row in tested.iterrows():
            own = found.members.index[found.members["club"].eq(int(number)).fillna(value=False)]
            assert log_t(variation_of(table[own].to_numpy())[:, None])[1][0] == pytest.approx(row["t"])


def test_variation_is_of_scores_relative_to_their_mean():
    y = np.array([[10.0, 30.0], [1.0, 3.0]])
    np.testing.assert_allclose(variation_of(y), [0.25, 0.25])


def test_clubs_of_few_years_are_refused():
    with pytest.raises(ValueError, match="10 years or more"):
        clubs(transition([50] * 5, years=9))


# the whole


def test_a_panel_that_closes_its_gaps(panel_of):
    table = approaching(n=30, speed=0.04, noise=0.03)
    groups = {u: "north" if k % 2 else "south" for k, u in enumerate(table.columns)}
    found = ci.convergence(panel_of(table, groups=groups))
    assert found.beta.loc["all", "growth"] == "log"
    assert found.beta.loc["all", "low_95"] < -(1 - np.exp(-0.8)) / 20 < found.beta.loc["all", "high_95"]
    assert found.beta.index.tolist() == ["all", "within groups"]
    np.testing.assert_allclose(found.sigma["sd"], table.std(axis=1), rtol=1e-9)
    assert found.sigma_test.loc["score", "high"] < 1
    assert found.groups.index.unique("group").tolist() == ["north", "south"]
    assert [p.place for p in found.problems] == ["convergence: clubs"]
    assert "3 years, 30 units" in str(found.problems[0])
    logs = np.log(table)
    assert found.beta.loc["all", "sd_ratio"] == pytest.approx(logs.loc[2025].std() / logs.loc[2005].std())
    within = logs.T.groupby(groups).transform(lambda x: x - x.mean())
    assert found.beta.loc["within groups", "sd_ratio"] == pytest.approx(within[2025].std() / within[2005].std())
    beta_said, sigma_said, theil_said = found.sentences
    assert "shrank by 4.0% per year, before new shocks" in beta_said
    assert "gap closes" not in beta_said
    assert "those with lower initial levels gained more" in beta_said
    assert "Measurement error" in beta_said
    assert "Scores have moved closer together" in sigma_said
    assert "“region”" in theil_said
    assert "in 2005" in theil_said
    assert set(found.tables()) >= {"convergence_beta", "convergence_clubs"}
    assert "closer together" in found._repr_html_()


def test_beta_convergence_without_any_narrowing_says_that_the_spread_stayed(panel_of):
    rng = np.random.default_rng(4)
    z = rng.normal(0, 10, (2, 60))
    first, last = 50 + z[0], 50 + 0.5 * z[0] + np.sqrt(0.75) * z[1]  # the same spread, half of it new
    table = pd.DataFrame([first, last], index=[2015, 2025], columns=codes(60))
    found = ci.convergence(panel_of(table), group=None, log=False)
    row = found.beta.loc["all"]
    assert row["high_95"] < 0
    assert row["sd_ratio"] == pytest.approx(last.std() / first.std())
    assert f"changed by a factor of {row['sd_ratio']:.2f}" in found.sentences[0]


def test_the_values_of_an_indicator_are_tested_by_ranks(panel_of):
    table = approaching(n=30, speed=0.04, noise=0.03)
    result = panel_of(table)
    indicator = next(iter(result.edition.indicators))
    found = ci.convergence(result, indicator)
    assert found.sigma_test["test"].unique().tolist() == ["ranks"]
    assert "A test on ranks finds the values closer together" in found.sentences[1]
    assert ci.convergence(result).sigma_test["test"].unique().tolist() == ["normal"]


def test_words_do_not_see_what_the_intervals_do_not_carry(panel_of):
    rng = np.random.default_rng(0)
    x = rng.uniform(20, 80, 30)
    table = pd.DataFrame([x, x + rng.normal(0, 1, 30)], index=[2015, 2025], columns=codes(30))
    found = ci.convergence(panel_of(table), group=None)
    assert found.beta.loc["all", "low_95"] < 0 < found.beta.loc["all", "high_95"]
    beta_said, sigma_said = found.sentences
    assert "is not significantly related to the initial level" in beta_said
    assert "The change is not statistically significant" in sigma_said
    assert found.groups.empty


def test_long_panels_have_clubs(panel_of):
    table = transition([75] * 10 + [25] * 10, spread=4, years=14)
    found = ci.convergence(panel_of(table), group=None)
    assert found.problems == ()
    assert found.members["club"].tolist() == [1] * 10 + [2] * 10
    assert "2 convergence clubs" in found.sentences[-1]


def test_zero_scores_take_points_and_logarithms_must_not_be_asked(panel_of):
    table = approaching(n=12)
    table.iloc[0, 0] = 0
    result = panel_of(table)
    assert ci.convergence(result).beta.loc["all", "growth"] == "points"
    with pytest.raises(InputError, match="logarithms need scores above 0"):
        ci.convergence(result, log=True)
    assert ci.convergence(result).inequality["theil"].notna().all()


def test_one_year_says_what_it_lacks_and_makes_nothing_up(starter):
    found = ci.convergence(ci.build(ci.read_edition(starter)))
    assert found.beta.empty
    assert found.sigma_test.empty
    assert found.clubs.empty
    assert len(found.inequality) == 1
    assert [p.place for p in found.problems] == ["convergence", "convergence: clubs"]


def test_units_that_come_and_go_are_left_out_of_the_spread(panel_of):
    table = approaching(n=15)
    table.iloc[1, :3] = NA
    table.iloc[2, 3] = NA
    found = ci.convergence(panel_of(table))
    assert found.sigma["n"].unique().tolist() == [11]
    assert found.beta.loc["all", "n"] == 14
    assert any(": 4 units without a score in some year" in note for note in found.notes)
    assert any(note.startswith("A group of their own: ") for note in found.notes)


def test_few_units_have_no_slope(panel_of):
    found = ci.convergence(panel_of(approaching(n=7)))
    assert found.beta.loc["all", "slope":].isna().all()
    assert {p.place for p in found.problems} == {"convergence: beta", "convergence: sigma", "convergence: clubs"}


def test_all_bad_requests_are_named_at_once(starter):
    with pytest.raises(InputError) as caught:
        ci.convergence(ci.build(ci.read_edition(starter)), "trnsport", group="continent", level=0)
    assert [p.place for p in caught.value.problems] == ["level", "of", "group"]
