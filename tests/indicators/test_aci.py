"""Doubly constrained gravity: margins, mean cost, and the same fit by Poisson regression."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import connectindex as ci
from connectindex.gravity.margins import doubly_constrained
from connectindex.indicators import CATALOGUE
from connectindex.indicators.example import five_countries
from connectindex.indicators.transport.air_connectivity import air_connectivity, connectivity, connectivity_of


def random_flows(seed, n=8):
    rng = np.random.default_rng(seed)
    place = rng.uniform(0, 10, (n, 2))
    cost = np.linalg.norm(place[:, None] - place, axis=2)
    flows = rng.poisson(rng.gamma(2, 20, n)[:, None] * rng.gamma(2, 1, n) * np.exp(-0.3 * cost)).astype(float)
    np.fill_diagonal(flows, 0)
    flows[0, 1:], flows[1:, 0] = flows[0, 1:] + 1, flows[1:, 0] + 1
    return flows, cost


def test_margins_and_mean_cost_are_reproduced():
    for seed in range(5):
        flows, cost = random_flows(seed)
        found = doubly_constrained(flows, cost)
        np.testing.assert_allclose(found.expected.sum(axis=0), flows.sum(axis=0), atol=1e-8, rtol=0)
        np.testing.assert_allclose(found.expected.sum(axis=1), flows.sum(axis=1), atol=1e-8, rtol=0)
        assert (cost * found.expected).sum() == pytest.approx((cost * flows).sum(), rel=1e-10)
        made = found.origin[:, None] * found.destination * np.exp(-found.theta * cost)
        np.testing.assert_allclose(found.expected[~np.eye(8, dtype=bool)], made[~np.eye(8, dtype=bool)])


def test_it_is_the_poisson_regression_on_origins_destinations_and_cost():
    import statsmodels.api as sm

    flows, cost = random_flows(11, n=6)
    i, j = np.nonzero(~np.eye(6, dtype=bool))
    dummies = np.column_stack([np.eye(6)[i], np.eye(6)[j][:, 1:], -cost[i, j]])
    second = sm.GLM(flows[i, j], dummies, family=sm.families.Poisson()).fit(
        tol=1e-13, tol_criterion="params", maxiter=200
    )
    found = doubly_constrained(flows, cost)
    assert found.theta == pytest.approx(second.params[-1], rel=1e-9)
    np.testing.assert_allclose(found.expected[i, j], second.mu, rtol=1e-8)


def test_a_known_theta_is_found_again():
    cost = np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0)))
    flows = np.outer([5, 1, 3, 2, 4], [1, 2, 1, 3, 1]) * np.exp(-0.7 * cost)
    np.fill_diagonal(flows, 0)
    found = doubly_constrained(flows, cost)
    assert found.theta == pytest.approx(0.7, rel=1e-9)
    np.testing.assert_allclose(found.expected, flows, rtol=1e-8)
    toward = doubly_constrained(flows * np.exp(1.5 * cost), cost)  # more flows the farther: a negative theta
    assert toward.theta == pytest.approx(-0.8, rel=1e-9)


def test_connectivity_by_hand():
    # two near each other, one far; K is 1 and 1/4; B as fitted
    cost = np.array([[0, 0, np.log(4)], [0, 0, np.log(4)], [np.log(4), np.log(4), 0]])
    flows = np.array([[0, 8.0, 1], [8, 0, 1], [1, 1, 0]])
    found = doubly_constrained(flows, cost, theta=1.0)
    b = found.destination
    by_hand = [100 * (b[1] + b[2] / 4) / (b[1] + b[2]), 100 * (b[0] + b[2] / 4) / (b[0] + b[2]), 25]
    np.testing.assert_allclose(air_connectivity(found), by_hand)
    names = list("XYZ")
    table = connectivity_of(pd.DataFrame(flows, names, names), pd.DataFrame(cost, names, names), theta=1.0)
    assert table["Z"] == pytest.approx(25)


def test_who_sends_nothing_is_missing_not_zero():
    flows, cost = random_flows(3)
    flows[5], flows[:, 5] = 0, 0
    share = air_connectivity(doubly_constrained(flows, cost))
    assert np.isnan(share[5])
    assert np.isfinite(np.delete(share, 5)).all()


def test_no_flows_is_a_problem():
    with pytest.raises(ci.InputError, match="doubly constrained gravity: needs flows, got none"):
        doubly_constrained(np.eye(3), np.ones((3, 3)))


def test_cost_that_decides_everything_is_a_problem():
    cost = np.array([[0.0, 1, 2, 2], [1, 0, 2, 2], [2, 2, 0, 1], [2, 2, 1, 0]])
    flows = (cost == 1).astype(float)  # only the nearest fly
    with pytest.raises(ci.InputError, match=r"cost must not decide alone|margins must be reached"):
        doubly_constrained(flows, cost)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 100), st.floats(0.001, 1000))
def test_units_of_cost_and_of_flow_change_no_share(seed, stretch, many):
    flows, cost = random_flows(seed, n=5)
    plain = air_connectivity(doubly_constrained(flows, cost))
    np.testing.assert_allclose(air_connectivity(doubly_constrained(flows * many, cost * stretch)), plain, rtol=1e-6)
    assert (plain > 0).all()


def test_of_dyads():
    dyads = five_countries()
    place = {"A": (0, 0), "B": (0, 10), "C": (0, 20), "D": (50, 50)}
    value = pd.DataFrame(place, index=["capital_latitude", "capital_longitude"]).T.reindex(list("ABCDE")).astype(float)
    dyads = dataclasses.replace(dyads, values=dataclasses.replace(dyads.values, value=value))
    found = connectivity(dyads, "air_routes")
    # A-B 3, A-C 2, B-C 1; nothing flies to D; E has no coordinates and no census
    assert found.notna().tolist() == [True, True, True, False, False]
    assert CATALOGUE["air_connectivity"].compute is connectivity
