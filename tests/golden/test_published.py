"""Published indices rebuilt from their inputs."""

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.indicators.transport.liner import shipping_connectivity

# Human Development Report 2015, Table 1 (values of 2014): HDI, life expectancy, expected and mean years of
# schooling, gross national income per head (2011 PPP $). Australia's, Denmark's and Ireland's expected years are
# above the upper goalpost of 18, Singapore's income above 75,000.
HDI_2014 = {
    "NOR": (0.944, 81.6, 17.5, 12.6, 64992),
    "AUS": (0.935, 82.4, 20.2, 13.0, 42261),
    "CHE": (0.930, 83.0, 15.8, 12.8, 56431),
    "DNK": (0.923, 80.2, 18.7, 12.7, 44025),
    "NLD": (0.922, 81.6, 17.9, 11.9, 45435),
    "DEU": (0.916, 80.9, 16.5, 13.1, 43919),
    "IRL": (0.916, 80.9, 18.6, 12.2, 39568),
    "USA": (0.915, 79.1, 16.5, 12.9, 52947),
    "CAN": (0.913, 82.0, 15.9, 13.0, 42155),
    "SGP": (0.912, 83.0, 15.4, 10.6, 76628),
}
HDI = """
[index]
title = "Human Development Index"
edition = "2015"
year = 2014

[tree]
aggregate = { kind = "geometric" }
[tree.health]
indicators = ["life"]
[tree.education]
aggregate = { kind = "arithmetic" }
indicators = ["expected", "mean"]
[tree.income]
indicators = ["gni"]

[indicators]
life = { name = "Life expectancy", unit = "years", direction = 1, variable = "life", goalposts = [20, 85] }
expected = { name = "Expected years", unit = "years", direction = 1, variable = "expected", goalposts = [0, 18] }
mean = { name = "Mean years", unit = "years", direction = 1, variable = "mean", goalposts = [0, 15] }
gni = { name = "GNI per head", unit = "PPP $", direction = 1, variable = "gni", goalposts = [100, 75000], log = true }

[method.normalise]
kind = "goalposts"
scale = 1
"""


@pytest.fixture
def hdi(tmp_path):
    folder = tmp_path / "hdi"
    (folder / "values").mkdir(parents=True)
    (folder / "index.toml").write_text(HDI, "utf-8")
    (folder / "units.csv").write_text("unit,name\n" + "".join(f"{c},{c}\n" for c in HDI_2014), "utf-8")
    rows = [
        f"{unit},2014,{variable},{value}\n"
        for unit, (_, *values) in HDI_2014.items()
        for variable, value in zip(("life", "expected", "mean", "gni"), values, strict=True)
    ]
    (folder / "values/hdr.csv").write_text("unit,year,variable,value\n" + "".join(rows), "utf-8")
    return ci.build(ci.read_edition(folder))


def test_the_human_development_index_of_2014(hdi):
    printed = pd.Series({unit: row[0] for unit, row in HDI_2014.items()}).sort_index()
    # inputs are printed with one decimal, so the third decimal of the index can be off by one
    assert (hdi.scores["index"] - printed).abs().max() < 0.0011
    assert (hdi.scores["index"].round(3) == printed).sum() >= 5
    assert hdi.ranks["index"]["NOR"] == 1
    assert hdi.stage("normalised").loc["AUS", "expected"] == 1
    assert hdi.stage("normalised").loc["SGP", "gni"] == 1


def test_shares_of_a_geometric_index_add_up(hdi):
    np.testing.assert_allclose(hdi.contributions_to("index").sum(axis=1), hdi.scores["index"], rtol=1e-12)


# Three made-up countries with the five components of UNCTAD's liner shipping connectivity index (method of 2004):
# ships, capacity, largest ship, services, companies.
COMPONENTS = pd.DataFrame(
    [
        [200, 1000, 8000, 100, 50],
        [100, 500, 8000, 50, 25],
        [20, 100, 2000, 10, 5],
        [220, 1500, 10000, 110, 50],
        [150, 500, 8000, 50, 50],
        [20, 100, 2000, 10, 0],
    ],
    index=pd.MultiIndex.from_product([[2004, 2005], ["CHN", "NLD", "MUS"]], names=["year", "unit"]),
    columns=["ships", "capacity", "largest", "services", "companies"],
    dtype=float,
)


def test_liner_shipping_connectivity_by_hand():
    index = shipping_connectivity(COMPONENTS, base=2004)
    assert index.loc[2004].round(4).to_dict() == {"CHN": 100, "NLD": 60, "MUS": 13}
    # 220/200, 1500/1000, 10000/8000, 110/100, 50/50, averaged over five
    assert index.loc[(2005, "CHN")] == pytest.approx(100 * (1.1 + 1.5 + 1.25 + 1.1 + 1) / 5)
    assert index.loc[(2005, "NLD")] == pytest.approx(100 * (0.75 + 0.5 + 1 + 0.5 + 1) / 5)


def test_liner_shipping_connectivity_with_the_average_as_base():
    index = shipping_connectivity(COMPONENTS, base=2004, average=True)
    assert index.loc[2004].mean() == pytest.approx(100)
    plain = shipping_connectivity(COMPONENTS, base=2004)
    ratio = index / plain
    np.testing.assert_allclose(ratio, ratio.iloc[0])


def test_a_missing_component_is_passed_over_and_a_base_year_without_data_is_named():
    holed = COMPONENTS.copy()
    holed.loc[(2005, "NLD"), "ships"] = np.nan
    assert shipping_connectivity(holed, base=2004).loc[(2005, "NLD")] == pytest.approx(100 * (0.5 + 1 + 0.5 + 1) / 4)
    with pytest.raises(ci.InputError, match="needs data of the base year, got 2003"):
        shipping_connectivity(COMPONENTS, base=2003)
