"""Shrunk rates on their way through the chain: value, mark, noise, and requests that cannot be met."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.assumptions.noise import VaryCounts
from connectindex.audit.robustness.noisy_data import Sampled, denominated, networks
from connectindex.audit.robustness.sampling import Space, space
from connectindex.edition.read import parse
from connectindex.model.indicator import Indicator
from connectindex.pipeline.measure import measure
from connectindex.stages.denominate import denominate, divisors
from connectindex.stages.origins import with_shrinkage
from connectindex.statistics.counts import gamma_poisson

COUNT = pd.DataFrame({"x": [40.0, 30, 1, 0, np.nan, 7]}, index=list("ABCDEF"))
PEOPLE = pd.DataFrame({"people": [20e6, 5e6, 0.1e6, 0.2e6, 1e6, np.nan]}, index=list("ABCDEF"))
RATE = Indicator("x", "X", "per million", per="people", scale=1e6, shrink=True)


def test_the_value_is_the_posterior_mean():
    second = gamma_poisson(COUNT["x"], PEOPLE["people"] / 1e6).table
    np.testing.assert_allclose(denominate(COUNT, [RATE], PEOPLE)["x"], second["shrunk"])
    plain = denominate(COUNT, [dataclasses.replace(RATE, shrink=False)], PEOPLE)["x"]
    np.testing.assert_allclose(plain, second["raw"])


def test_divisors_are_what_one_more_count_adds():
    below = divisors(COUNT, [RATE], PEOPLE)["x"]
    found = gamma_poisson(COUNT["x"], PEOPLE["people"] / 1e6)
    np.testing.assert_allclose(below, PEOPLE["people"] / 1e6 + found.rate)


def test_counts_of_one_rate_get_it():
    even = pd.DataFrame({"x": [100.0, 50, 5, 10, 50, 50]}, index=COUNT.index)
    people = pd.DataFrame({"people": [10e6, 5e6, 0.5e6, 1e6, 5e6, np.nan]}, index=COUNT.index)
    found = denominate(even, [RATE], people)["x"]
    np.testing.assert_allclose(found[:5], 10, rtol=1e-7)
    assert np.isnan(found["F"])


def test_what_is_no_count_is_named():
    with pytest.raises(
        ci.InputError, match=r"indicator x, count of B: a count must be a whole number, zero or more, got 2\.5"
    ):
        denominate(COUNT.replace(30, 2.5), [RATE], PEOPLE)


@pytest.fixture(scope="module")
def shrunk():
    world = ci.world()
    indicators = dict(world.indicators)
    indicators["networks_international"] = dataclasses.replace(indicators["networks_international"], shrink=True)
    return dataclasses.replace(world, indicators=indicators)


def test_shrunk_cells_are_marked_and_no_others(shrunk):
    result, plain = ci.build(shrunk), ci.build(ci.world())
    rule = result.origins["rule"].unstack("indicator")
    origin = result.origins["origin"].unstack("indicator")
    observed = origin["networks_international"].isin(["reported", "estimated"])
    assert (rule.loc[observed, "networks_international"] == "shrunk").all()
    assert (rule.loc[~observed, "networks_international"] != "shrunk").all()
    assert not (rule.drop(columns="networks_international") == "shrunk").any(axis=None)
    moved = result.stage("denominated")["networks_international"] - plain.stage("denominated")["networks_international"]
    small = ["DJI", "EST", "TLS"]
    assert (moved[small].abs() > moved[["IND", "CHN", "USA"]].abs().max()).all()
    pd.testing.assert_frame_equal(result.stage("measured"), plain.stage("measured"))


def test_an_indicator_that_shrinks_to_one_rate_says_so():
    index = pd.MultiIndex.from_product([[2025], list("ABC"), ["x", "y"]], names=["year", "unit", "indicator"])
    origins = pd.DataFrame({"origin": "reported", "rule": ""}, index=index)
    origins.loc[(2025, "C", "x"), "origin"] = "missing"
    even, people = pd.DataFrame({"x": [10.0, 11, np.nan], "y": [1.0, 9, 90]}), pd.DataFrame({"p": [10.0, 10, 1]})
    rates = denominate(even, [Indicator(i, i, "", per="p", shrink=True) for i in ("y",)], people)
    same = pd.DataFrame({"p": [10.0, 10, 10]})
    rates["x"] = denominate(even.assign(x=[10.0, 11, 10]), [Indicator("x", "", "", per="p", shrink=True)], same)["x"]
    rule = with_shrinkage(origins, ["x", "y"], rates)["rule"].unstack("indicator")
    assert rule["x"].tolist() == ["one rate", "one rate", ""]
    assert rule["y"].tolist() == ["shrunk"] * 3


def test_noise_of_counts_keeps_what_the_prior_adds(shrunk):
    measured = measure(shrunk)
    np.testing.assert_allclose(
        denominated(measured, Space((), (), ()), np.zeros((1, 0)), Sampled({}, {}))[0], measured.denominated, rtol=1e-12
    )
    vary = (VaryCounts("poisson", ("networks_international",)),)
    cube = space(vary, shrunk.tree)
    found = denominated(measured, cube, np.full((50, 1), 0.3) + np.arange(50)[:, None] / 100, networks(measured, cube))
    here = found[:, :, list(measured.values.columns).index("networks_international")]
    below = measured.divisors["networks_international"]
    added = measured.denominated["networks_international"] - measured.values["networks_international"] / below
    drawn = (here - added.to_numpy()) * below.to_numpy()
    known = measured.values["networks_international"].notna()
    np.testing.assert_allclose(drawn[:, known], np.round(drawn[:, known]), atol=1e-5)  # whole counts, Poisson
    assert (here[:, known] > 0).all()


def test_shrink_without_a_denominator_is_a_problem(tmp_path):
    (tmp_path / "index.toml").write_text(
        '[index]\ntitle = "T"\nedition = "1"\nyear = 2025\n[tree]\nindicators = ["x"]\n[indicators.x]\nname = "X"\nunit = "u"\ndirection = 1\nvariable = "v"\nshrink = true\n'
    )
    (tmp_path / "units.csv").write_text("unit,name\nAAA,A\nBBB,B\n")
    (tmp_path / "values").mkdir()
    (tmp_path / "values" / "v.csv").write_text("unit,year,variable,value\nAAA,2025,v,1\nBBB,2025,v,2\n")
    edition, problems, _ = parse(tmp_path)
    assert edition is None
    assert "index.toml [indicators.x] shrink: needs a denominator: set per to what the count is divided by" in map(
        str, problems
    )
