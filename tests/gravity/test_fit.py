"""Gravity models: exact properties, known answers, a second library, and requests that cannot be met."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

import connectindex as ci
from connectindex.gravity import fit as fitting
from connectindex.gravity.design import design, great_circle
from connectindex.gravity.fit import dispersion_tests, extra_variance, gravity, sandwich
from connectindex.gravity.ratios import observed_expected, pair_ratios, unit_ratios
from connectindex.gravity.separation import separated
from connectindex.gravity.spec import Gravity
from connectindex.indicators import CATALOGUE
from connectindex.model.dyads import Dyads, Mode
from connectindex.model.units import Units
from connectindex.model.values import Snapshot

PAIRS = ["unit", "partner", "mode", "status", "year", "count", "capacity", "first_year"]


def made(n=30, seed=1, *, directed=False, overdispersed=False, beta=(-1.0, 0.5, -0.7), **groups):
    """n countries with random sizes and places, and Poisson links with a known gravity model behind them."""
    rng = np.random.default_rng(seed)
    codes = pd.Index([f"U{k:02}" for k in range(n)], name="unit")
    table = pd.DataFrame(
        {"name": codes, "scored": True, "half": np.where(np.arange(n) % 2, "odd", "even"), **groups}, index=codes
    )
    value = pd.DataFrame(
        {"gdp": rng.lognormal(8, 1, n), "lat": rng.uniform(-60, 60, n), "lon": rng.uniform(-180, 180, n)}, index=codes
    )
    first, second = np.nonzero(~np.eye(n, dtype=bool)) if directed else np.triu_indices(n, 1)
    size = np.log(value["gdp"].to_numpy())
    distance = great_circle(value["lat"].to_numpy(), value["lon"].to_numpy())[first, second]
    mu = np.exp(beta[0] + beta[1] * (size[first] + size[second]) + beta[2] * np.log(distance))
    mean = mu * rng.gamma(1.0, 1.0, len(mu)) if overdispersed else mu
    pairs = pd.DataFrame({"unit": codes[first], "partner": codes[second], "count": rng.poisson(mean).astype(float)})
    if not directed:
        pairs = pd.concat([pairs, pairs.rename(columns={"unit": "partner", "partner": "unit"})])
    pairs = pairs[pairs["count"] > 0].assign(
        mode="air", status="operating", year=2025, capacity=np.nan, first_year=np.nan
    )
    text = pd.DataFrame("", index=codes, columns=value.columns)
    return Dyads(
        pairs=pairs[PAIRS],
        memberships=pd.DataFrame(columns=["unit", "mode", "name", "status", "year", "count"]),
        modes={"air": Mode("air", absent="zero", directed=directed)},
        coverage=pd.DataFrame(columns=["mode", "unit", "status"]),
        sources={},
        units=Units(table),
        values=Snapshot(value, text, value, text),
    )


AIR = Gravity("air", size=("gdp",), coordinates=("lat", "lon"))


def poisson_of(fit):
    return fit.coefficients.loc["poisson"]


def test_distances():
    # published great-circle distances: London-New York 5,570 km, Sydney-Santiago 11,340 km (both within 0.5 %)
    found = great_circle(
        np.array([51.5074, 40.7128, -33.8688, -33.4489]), np.array([-0.1278, -74.0060, 151.2093, -70.6693])
    )
    assert found[0, 1] == pytest.approx(5570, rel=5e-3)
    assert found[2, 3] == pytest.approx(11340, rel=5e-3)
    np.testing.assert_array_equal(np.diag(found), 0)
    antipodes = great_circle(np.array([10.0, -10.0]), np.array([20.0, -160.0]))
    assert antipodes[0, 1] == pytest.approx(np.pi * 6371.0088)


def test_the_model_behind_the_data_is_found():
    fit = gravity(made(60, beta=(0.0, 0.5, -0.7)), AIR)
    terms = poisson_of(fit)
    z = (terms["estimate"] - [0.0, 0.5, -0.7]) / terms["error"]
    assert z.abs().max() < 3
    assert terms["error"].max() < 1.5
    assert fit.alpha == 0  # Poisson data: no negative binomial
    assert fit.coefficients.index.unique("family").tolist() == ["poisson"]


def test_first_order_conditions():
    for directed in (False, True):
        fit = gravity(made(directed=directed, overdispersed=True), dataclasses.replace(AIR, groups=("half",)))
        away = fit.design.columns.to_numpy().T @ (fit.pairs["observed"] - fit.pairs["expected"]).to_numpy()
        np.testing.assert_allclose(away, 0, atol=1e-8)


def test_a_saturated_model_reproduces_group_means():
    # constant and "same half" only: expected numbers are the means of the two kinds of pairs
    dyads = made()
    ones = dataclasses.replace(dyads.values, value=dyads.values.value.assign(one=np.e ** np.linspace(1, 2, 30)))
    fit = gravity(
        dataclasses.replace(dyads, values=ones), Gravity("air", size=("one",), groups=("half",), distance=False)
    )
    same = fit.design.columns["same_half"] == 1
    sums = fit.pairs.groupby(same.to_numpy()).sum()
    np.testing.assert_allclose(sums["observed"], sums["expected"], atol=1e-8, rtol=0)
    y, x = fit.pairs["observed"].to_numpy(), fit.design.columns[["constant", "same_half"]].to_numpy()
    beta = fitting._poisson(y, x, "air")
    np.testing.assert_allclose(np.exp(x @ beta), np.where(same, y[same].mean(), y[~same].mean()), atol=1e-9)
    assert beta[1] == pytest.approx(np.log(y[same].mean() / y[~same].mean()), abs=1e-10)


def test_negative_binomial_is_that_of_statsmodels():
    fit = gravity(
        made(50, overdispersed=True, beta=(0.0, 0.5, -0.7)), dataclasses.replace(AIR, family="negative_binomial")
    )
    y, x = fit.pairs["observed"].to_numpy(), fit.design.columns.to_numpy()
    centred = x - [0, *x[:, 1:].mean(axis=0)]
    second = sm.NegativeBinomial(y, centred).fit(disp=0, method="bfgs", maxiter=2000, gtol=1e-9)
    found = fit.coefficients.loc["negative_binomial", "estimate"]
    np.testing.assert_allclose(found[1:], second.params[1:-1], rtol=1e-4)
    assert fit.tests.loc["alpha of the negative binomial", "statistic"] == pytest.approx(second.params[-1], rel=1e-4)
    assert fit.expected_by == "negative_binomial"
    assert fit.tests.loc["overdispersion NB2", "p"] < 0.01


def test_overdispersed_counts_keep_poisson_means_and_get_wider_intervals():
    dyads = made(50, overdispersed=True, beta=(0.0, 0.5, -0.7))
    fit, plain = gravity(dyads, AIR), gravity(dyads, dataclasses.replace(AIR, family="poisson"))
    assert fit.coefficients.index.unique("family").tolist() == ["poisson", "negative_binomial"]
    np.testing.assert_array_equal(fit.pairs["expected"], plain.pairs["expected"])
    assert plain.alpha == 0 < fit.alpha
    wide, narrow = unit_ratios(fit), unit_ratios(plain)
    assert ((wide["high"] - wide["low"]) > (narrow["high"] - narrow["low"])).all()
    y, mu = fit.pairs["observed"], fit.pairs["expected"]
    assert ((y - mu) ** 2 / (mu + fit.alpha * mu**2)).sum() == pytest.approx(len(y) - 3)


def test_dispersion_tests_are_the_regressions_of_cameron_and_trivedi():
    rng = np.random.default_rng(5)
    mu = rng.gamma(2, 3, 400)
    y = rng.poisson(mu * rng.gamma(2, 0.5, 400)).astype(float)
    found = dispersion_tests(y, mu)
    z = ((y - mu) ** 2 - y) / mu
    for name, w in (("NB2", mu), ("NB1", np.ones(400))):
        second = sm.OLS(z, w).fit(cov_type="HC0")
        assert found.loc[f"overdispersion {name}", "statistic"] == pytest.approx(second.tvalues[0])
        assert found.loc[f"overdispersion {name}", "p"] == pytest.approx(stats.norm.sf(second.tvalues[0]))


def test_the_dispersion_test_has_its_size():
    rng = np.random.default_rng(8)
    mu = rng.gamma(2, 3, 300)
    rejected = [
        dispersion_tests(rng.poisson(mu).astype(float), mu).loc["overdispersion NB2", "p"] < 0.05 for _ in range(400)
    ]
    assert 0.01 < np.mean(rejected) < 0.09


def test_extra_variance_is_none_where_counts_are_even():
    assert extra_variance(np.array([2.0, 2, 2]), np.array([2.0, 2, 2]), 1) == 0


def test_errors_by_hand():
    """The dyadic estimator, written as the double sum it stands for."""
    fit = gravity(made(12, directed=True, beta=(0.0, 0.5, -0.7)), dataclasses.replace(AIR, family="poisson"))
    y, x, mu = fit.pairs["observed"].to_numpy(), fit.design.columns.to_numpy(), fit.pairs["expected"].to_numpy()
    ends = [set(p) for p in fit.pairs.index]
    score = x * (y - mu)[:, None]
    meat = sum(np.outer(score[a], score[b]) for a in range(len(y)) for b in range(len(y)) if ends[a] & ends[b])
    bread = np.linalg.inv((x * mu[:, None]).T @ x)
    plain = bread @ meat @ bread * 12 / 11
    values, vectors = np.linalg.eigh((plain + plain.T) / 2)
    np.testing.assert_allclose(
        fit.covariance["poisson"], vectors @ np.diag(values.clip(0)) @ vectors.T, rtol=1e-6, atol=1e-10
    )


def test_errors_without_shared_units_are_whites():
    rng = np.random.default_rng(4)
    x = np.column_stack([np.ones(40), rng.normal(size=40)])
    y = rng.poisson(np.exp(x @ [1, 0.3])).astype(float)
    second = sm.GLM(y, x, family=sm.families.Poisson()).fit(cov_type="HC0", tol=1e-12, tol_criterion="params")
    pairs = pd.MultiIndex.from_arrays([[f"a{k:02}" for k in range(40)], [f"b{k:02}" for k in range(40)]])
    np.testing.assert_allclose(sandwich(y, x, second.mu, 0.0, pairs), second.cov_params() * 80 / 79, rtol=1e-6)


def test_ratios_by_hand():
    dyads = made()
    fit = gravity(dyads, dataclasses.replace(AIR, family="poisson"))
    table, pairs = unit_ratios(fit), pair_ratios(fit)
    one = fit.pairs[(fit.pairs.index.get_level_values(0) == "U03") | (fit.pairs.index.get_level_values(1) == "U03")]
    row = table.loc["U03"]
    assert row["observed"] == one["observed"].sum() == dyads.count()["U03"]
    assert row["expected"] == pytest.approx(one["expected"].sum())
    limits = stats.gamma.ppf([0.05, 0.95], [row["observed"], row["observed"] + 1]) / row["expected"]
    np.testing.assert_allclose(row[["low", "high"]].astype(float), limits)
    assert table["observed"].sum() == pytest.approx(table["expected"].sum(), abs=1e-8)
    none = pairs[pairs["observed"] == 0].iloc[0]
    assert none["low"] == 0
    assert none["high"] == pytest.approx(-np.log(0.05) / none["expected"])


def test_the_error_of_an_expected_number_is_the_delta_methods():
    fit = gravity(made(), AIR)
    x, v = fit.design.columns.to_numpy(), fit.covariance["poisson"].to_numpy()
    beta = poisson_of(fit)["estimate"].to_numpy()
    mine = (fit.pairs.index.get_level_values(0) == "U07") | (fit.pairs.index.get_level_values(1) == "U07")

    def ln_expected(b):
        return np.log(np.exp(x[mine] @ b).sum())

    step = 1e-6
    slope = np.array([(ln_expected(beta + step * e) - ln_expected(beta - step * e)) / (2 * step) for e in np.eye(3)])
    assert unit_ratios(fit).loc["U07", "expected_error"] == pytest.approx(np.sqrt(slope @ v @ slope), rel=1e-5)


def test_of_directed_links_those_that_start_at_the_unit_count():
    dyads = made(directed=True)
    fit = gravity(dyads, AIR)
    assert {"ln_gdp_from", "ln_gdp_to"} <= set(fit.design.columns)
    assert len(fit.pairs) == 30 * 29
    pd.testing.assert_series_equal(unit_ratios(fit)["observed"], dyads.count(), check_names=False)


def test_who_takes_no_part_is_told():
    dyads = made(30)
    value = dyads.values.value.copy()
    value.loc["U01", "gdp"], value.loc["U02", "gdp"], value.loc["U03", "lat"] = np.nan, 0, np.nan
    missing = pd.DataFrame(
        [("air", "U04", "missing"), ("air", "U01", "not_applicable")], columns=["mode", "unit", "status"]
    )
    dyads = dataclasses.replace(dyads, values=dataclasses.replace(dyads.values, value=value), coverage=missing)
    found = design(dyads, AIR)
    assert found.dropped.set_index("unit")["reason"].to_dict() == {
        "U01": "links not applicable",
        "U02": "no value of gdp",
        "U03": "no value of lat",
        "U04": "links missing",
    }
    assert len(found.links) == 26 * 25 / 2
    ratio = observed_expected(AIR)(dyads)
    assert "U04" not in ratio.index


def test_columns_of_the_design():
    dyads = made(4, landlocked=["yes", "yes", "no", "no"], union=["yes", "no", "yes", "no"], region=["a", "a", "", ""])
    borders = pd.DataFrame([("U00", "U01", "land", "operating", 2025, 1.0, np.nan, np.nan)], columns=PAIRS)
    dyads = dataclasses.replace(
        dyads, pairs=pd.concat([dyads.pairs, borders]), modes={**dyads.modes, "land": Mode("land", absent="zero")}
    )
    spec = dataclasses.replace(AIR, contiguity="land", landlocked="landlocked", groups=("union", "region"))
    found = design(dyads, spec).columns
    assert found["landlocked"].tolist() == [2, 1, 1, 1, 1, 0]
    assert found["same_union"].tolist() == [0, 1, 0, 0, 0, 0]  # two outsiders have nothing in common
    assert found["same_region"].tolist() == [1, 0, 0, 0, 0, 0]  # nor have two of which nothing is known
    assert found["contiguous"].tolist() == [1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("seed", range(4))
def test_separation_by_two_columns_together(seed):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(200), rng.integers(0, 2, (200, 2)), rng.normal(size=200)])
    y = rng.poisson(2.0, 200).astype(float)
    assert not separated(y, x).any()
    y[(x[:, 1] == 1) & (x[:, 2] == 1)] = 0
    x = np.column_stack([x, x[:, 1] * x[:, 2]])
    assert separated(y, x).tolist() == [False, False, False, False, True]


def test_separated_pairs_are_a_problem_that_names_the_column():
    dyads = made(landlocked=["yes"] * 3 + ["no"] * 27)
    inland = dyads.units.members("landlocked")
    cut = dyads.pairs["unit"].isin(inland) | dyads.pairs["partner"].isin(inland)
    with pytest.raises(ci.InputError, match="potential of air: pairs must not be separated, got landlocked"):
        gravity(dataclasses.replace(dyads, pairs=dyads.pairs[~cut]), dataclasses.replace(AIR, landlocked="landlocked"))


def test_a_column_that_tells_nothing_apart_is_named():
    dyads = made(all_one="same", landlocked="no")
    with pytest.raises(ci.InputError, match="a column must tell pairs apart, got same_all_one"):
        gravity(dyads, dataclasses.replace(AIR, groups=("all_one",)))
    with pytest.raises(ci.InputError, match="a column must tell pairs apart, got landlocked"):
        gravity(dyads, dataclasses.replace(AIR, landlocked="landlocked"))
    twice = dataclasses.replace(dyads.values, value=dyads.values.value.assign(again=lambda v: v["gdp"] ** 2))
    with pytest.raises(ci.InputError, match="got ln_again"):
        gravity(dataclasses.replace(dyads, values=twice), dataclasses.replace(AIR, size=("gdp", "again")))


def test_what_the_edition_lacks_is_named_together():
    with pytest.raises(ci.InputError) as caught:
        gravity(made(), Gravity("airr", size=("gdpp",), groups=("haf",), coordinates=("lat", "lon")))
    assert [(p.rule, p.got, p.hint) for p in caught.value.problems] == [
        ("needs a mode of the edition", "airr", "did you mean 'air'?"),
        ("needs values of", "gdpp", "did you mean 'gdp'?"),
        ("needs a group column of units.csv", "haf", "did you mean 'half'?"),
    ]
    with pytest.raises(ci.InputError, match="needs 5 linked pairs for each coefficient"):
        gravity(made(5, beta=(-6.0, 0.5, -0.7)), AIR)


def test_renaming_units_changes_nothing():
    dyads = made()
    new = {f"U{k:02}": f"V{(k * 7) % 30:02}" for k in range(30)}
    pairs = dyads.pairs.assign(unit=dyads.pairs["unit"].map(new), partner=dyads.pairs["partner"].map(new))
    table = dyads.units.table.rename(index=new).sort_index()
    value = dyads.values.value.rename(index=new).sort_index()
    values = dataclasses.replace(dyads.values, value=value, status=dyads.values.status.rename(index=new).sort_index())
    other = dataclasses.replace(dyads, pairs=pairs, units=Units(table), values=values)
    plain, renamed = unit_ratios(gravity(dyads, AIR)), unit_ratios(gravity(other, AIR))
    np.testing.assert_allclose(renamed.loc[[new[u] for u in plain.index]], plain, rtol=1e-7)


def test_as_an_indicator_of_the_world():
    from connectindex.pipeline.measure import dyads_of

    dyads = dyads_of(ci.world(), 2026)
    air = CATALOGUE["air_potential"].compute(dyads).reindex(dyads.units.codes)
    assert air["ARE"] > 150
    assert air["PRK"] < 50
    # what is known to be too low is not held against what is expected
    incomplete = dyads.of("air_routes").status() == "incomplete"
    assert (air.isna() == incomplete.reindex(air.index)).all()
    assert 0 < incomplete.sum() < 20
    assert air["PSE"] == air["UKR"] == 0


def test_dobsons_clinical_trial():
    # Dobson (1990), An Introduction to Generalized Linear Models, p. 93, as printed by R's example of glm
    y = np.array([18.0, 17, 15, 20, 10, 20, 25, 13, 12])
    outcome, treatment = np.tile(np.eye(3), (3, 1))[:, 1:], np.repeat(np.eye(3), 3, axis=0)[:, 1:]
    x = np.column_stack([np.ones(9), outcome, treatment])
    beta = fitting._poisson(y, x, "trial")
    np.testing.assert_allclose(beta, [3.045, -0.4543, -0.2930, 0, 0], atol=5e-4)
    error = np.sqrt(np.diag(np.linalg.inv((x * np.exp(x @ beta)[:, None]).T @ x)))
    np.testing.assert_allclose(error, [0.1709, 0.2022, 0.1927, 0.2, 0.2], atol=5e-5)
