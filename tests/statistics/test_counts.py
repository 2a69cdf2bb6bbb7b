"""Rates from counts: intervals and shrinkage against tables, second libraries and identities."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

import connectindex as ci
from connectindex.statistics.counts import gamma_poisson, poisson_interval

# Lip cancer in the 56 counties of Scotland, 1975-1980: cases, and cases expected by age. Clayton and Kaldor (1987),
# as every disease-mapping text reprints them.
CASES = [
    9,
    39,
    11,
    9,
    15,
    8,
    26,
    7,
    6,
    20,
    13,
    5,
    3,
    8,
    17,
    9,
    2,
    7,
    9,
    7,
    16,
    31,
    11,
    7,
    19,
    15,
    7,
    10,
    16,
    11,
    5,
    3,
    7,
    8,
    11,
    9,
    11,
    8,
    6,
    4,
    10,
    8,
    2,
    6,
    19,
    3,
    2,
    3,
    28,
    6,
    1,
    1,
    1,
    1,
    0,
    0,
]
EXPECTED = [
    1.4, 8.7, 3.0, 2.5, 4.3, 2.4, 8.1, 2.3, 2.0, 6.6, 4.4, 1.8, 1.1, 3.3, 7.8, 4.6, 1.1, 4.2, 5.5, 4.4, 10.5, 22.7, 8.8, 5.6, 15.5, 12.5, 6.0, 9.0, 14.4, 10.2, 4.8, 2.9, 7.0, 8.5, 12.3, 10.1, 12.7, 9.4, 7.2, 5.3, 18.8, 15.8, 4.3, 14.6, 50.7, 8.2,
    5.6, 9.3, 88.7, 19.6, 3.4, 3.6, 5.7, 7.0, 4.2, 1.8,
]  # fmt: skip


def series(values):
    return pd.Series(values, dtype=float)


def test_garwoods_table():
    # Garwood (1936), 95 % limits of a Poisson mean, as in Pearson and Hartley's Biometrika tables, table 40
    table = {0: (0, 3.69), 1: (0.0253, 5.57), 2: (0.242, 7.22), 5: (1.62, 11.67), 10: (4.80, 18.39), 30: (20.24, 42.83)}
    found = poisson_interval(series(list(table)), level=0.95)
    np.testing.assert_allclose(found[["low", "high"]], list(table.values()), atol=0.005)


def test_the_tails_of_the_interval_are_as_rare_as_it_says():
    n = np.array([1, 4, 17, 250])
    found = poisson_interval(series(n), level=0.9)
    np.testing.assert_allclose(stats.poisson.sf(n - 1, found["low"]), 0.05)
    np.testing.assert_allclose(stats.poisson.cdf(n, found["high"]), 0.05)


def test_exposure_divides_and_its_absence_is_missing():
    found = poisson_interval(series([4, 4, 4, np.nan]), series([2, np.nan, 0, 1]))
    assert found.notna().all(axis=1).tolist() == [True, False, False, False]
    assert found.loc[0, "rate"] == 2
    assert found.loc[0, "low"] == pytest.approx(poisson_interval(series([4])).loc[0, "low"] / 2)


def test_lip_cancer_by_likelihood():
    found = gamma_poisson(series(CASES), series(EXPECTED))
    import statsmodels.api as sm

    model = sm.NegativeBinomial(CASES, np.ones(56), offset=np.log(EXPECTED))
    second = model.fit(disp=0, method="bfgs", maxiter=500, gtol=1e-10).params
    np.testing.assert_allclose([found.mean, found.shape], [np.exp(second[0]), 1 / second[1]], rtol=1e-7)
    first = found.table.iloc[0]
    assert first["shrunk"] == pytest.approx((9 + found.shape) / (1.4 + found.rate))
    assert first["low"] == pytest.approx(stats.gamma.ppf(0.05, 9 + found.shape, scale=1 / (1.4 + found.rate)))
    assert first["own"] * 9 / 1.4 + (1 - first["own"]) * found.mean == pytest.approx(first["shrunk"])


def test_moments_by_hand():
    # rates 1, 2, 3 of exposure 10: mean 2, weighted variance 2/3, of which 2/10 is counting
    found = gamma_poisson(series([10, 20, 30]), series([10, 10, 10]), estimator="moments")
    assert found.mean == 2
    assert found.shape == pytest.approx(4 / (2 / 3 - 0.2))
    assert found.rate == pytest.approx(found.shape / 2)


@pytest.mark.parametrize("estimator", ["likelihood", "moments"])
def test_counts_without_spread_of_their_own_get_one_rate(estimator):
    found = gamma_poisson(series([10, 11, 9, 10, 0]), series([10, 10, 10, 10, 0.1]), estimator=estimator)
    assert np.isinf(found.shape)
    assert not found.gain > 0
    np.testing.assert_allclose(found.table["shrunk"], 40 / 40.1)
    assert found.table["low"].nunique() == 1
    assert found.table.loc[4, "low"] == pytest.approx(stats.gamma.ppf(0.05, 40) / 40.1)


# one unit has nearly all of the exposure, so that the pooled rate is its own and the sum of squared residuals is small
GIANT_EXPOSURE = [
    6432.0, 11.8, 0.03, 20.32, 24.91, 0.25, 1.11, 2.57, 0.23, 3.07, 8.51, 27.82, 0.22, 0.52, 2.38, 79.93, 51.46, 0.02,
    11.48, 0.04, 0.13, 2.16, 13.11, 0.05, 50.9, 0.25, 22.38, 38.73, 0.08, 0.05,
]  # fmt: skip
GIANT_COUNT = [
    4248, 4, 0, 34, 17, 0, 2, 6, 0, 2, 9, 8, 0, 0, 4, 21, 60, 0, 12, 0, 0, 0, 8, 0, 53, 0, 15, 11, 0, 0,
]  # fmt: skip


def profile(n, e):
    """The greatest log-likelihood, negative binomial, over a fine grid of shapes and means, and that of one rate."""
    n, e = np.asarray(n, float), np.asarray(e, float)
    shapes = np.exp(np.linspace(np.log(0.02), np.log(2000), 500))[:, None, None]
    means = np.linspace(0.05, 3, 400)[:, None] * n.sum() / e.sum()
    found = stats.nbinom.logpmf(n, shapes, shapes / (shapes + means * e)).sum(axis=-1)
    a, m = np.unravel_index(found.argmax(), found.shape)
    one = stats.poisson.logpmf(n, e * n.sum() / e.sum()).sum()
    return shapes[a, 0, 0], means[m, 0], found.max(), one


def test_shrinkage_finds_the_spread_of_rates_beside_one_dominating_exposure():
    n, e = series(GIANT_COUNT), series(GIANT_EXPOSURE)
    pooled = n.sum() / e.sum()
    assert ((n - pooled * e) ** 2 - n).sum() < 0  # at one common rate the likelihood falls towards a spread
    found = gamma_poisson(n, e)
    shape, mean, likelihood, one = profile(n, e)
    assert found.shape == pytest.approx(shape, rel=0.03)
    assert found.mean == pytest.approx(mean, rel=0.02)
    assert found.gain == pytest.approx(likelihood - one, abs=0.01)
    assert found.gain == pytest.approx(29.508, abs=0.001)
    assert found.table["shrunk"].max() > 4 * found.table["shrunk"].min()
    assert found.table.loc[21, "shrunk"] < found.table.loc[3, "shrunk"]  # none in 2.16 against 34 in 20.32


@pytest.mark.parametrize("seed", range(12))
def test_the_shrinkage_likelihood_is_never_below_that_of_any_prior_on_a_grid(seed):
    rng = np.random.default_rng(seed)
    e = np.exp(rng.uniform(-3, 6, 12))
    n = rng.poisson(e * rng.gamma(3, 0.3, 12))
    found = gamma_poisson(series(n), series(e))
    _, _, likelihood, one = profile(n, e)
    assert found.gain >= likelihood - one - 1e-9
    assert found.gain >= 0
    assert np.isinf(found.shape) == (found.gain == 0)


def test_the_small_ones_move_most_and_the_missing_stay_missing():
    found = gamma_poisson(series([3000, 500, 6, 0, np.nan, 5]), series([100, 100, 1, 1, 1, np.nan])).table
    moved = (found["shrunk"] - found["raw"]).abs() / found["raw"].where(found["raw"] > 0, 1)
    assert moved[[0, 1]].max() < 0.01 < moved[[2, 3]].min()
    assert found.loc[[4, 5], ["shrunk", "low", "high"]].isna().all(axis=None)


def test_every_bad_count_is_named():
    with pytest.raises(ci.InputError) as caught:
        gamma_poisson(pd.Series({"A": -1.0, "B": 2.5, "C": 3.0, "D": 1.0}), pd.Series(1.0, index=list("ABCD")), level=2)
    assert [str(p) for p in caught.value.problems] == [
        "level: must lie between 0 and 1, got 2",
        "count of A: a count must be a whole number, zero or more, got -1",
        "count of B: a count must be a whole number, zero or more, got 2.5",
    ]
    with pytest.raises(ci.InputError, match="needs three units with counts and some events, got 2 units and 3 events"):
        gamma_poisson(series([1, 2]), series([1, 1]))
    with pytest.raises(ci.InputError, match="got 3 units and 0 events"):
        gamma_poisson(series([0, 0, 0]), series([1, 1, 1]))
    with pytest.raises(ci.InputError, match=r"a count must not be negative, got -0\.5"):
        poisson_interval(series([-0.5]))


COUNTS = st.lists(st.tuples(st.integers(0, 500), st.floats(0.1, 1000)), min_size=3, max_size=30)


@given(COUNTS, st.sampled_from(["likelihood", "moments"]), st.floats(1e-3, 1e6))
def test_shrunk_rates_lie_between_own_and_common_and_do_not_mind_the_unit(rows, estimator, unit):
    n, e = (series(c) for c in zip(*rows, strict=True))
    assume(n.sum() > 0)
    found = gamma_poisson(n, e, estimator=estimator)
    raw, shrunk = found.table["raw"], found.table["shrunk"]
    low, high = np.minimum(raw, found.mean), np.maximum(raw, found.mean)
    assert ((shrunk >= low * (1 - 1e-6) - 1e-12) & (shrunk <= high * (1 + 1e-6))).all()
    assert (found.table["low"] <= found.table["high"]).all()
    scaled = gamma_poisson(n, e * unit, estimator=estimator)
    np.testing.assert_allclose(scaled.table["shrunk"] * unit, shrunk, rtol=1e-4, atol=1e-9)
    order = gamma_poisson(n[::-1], e[::-1], estimator=estimator).table["shrunk"].sort_index()
    np.testing.assert_allclose(order, shrunk, rtol=1e-4, atol=1e-9)
