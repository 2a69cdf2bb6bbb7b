"""Units that come and go: in each year the index is that of the units there are in it.

Sudan until 2010 (SDX) parts in 2011 into Sudan (SDN) and South Sudan (SSD), beside Egypt and Ethiopia. The
figures of SSD are the lowest and those of SDX the highest, so that they would set every scale they were part of; both
are recorded in years outside of their units' years, too.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.audit.whatif import what_if
from connectindex.errors import InputError

YEARS = [2010, 2011]
UNITS = pd.DataFrame(
    {
        "unit": ["SDX", "SDN", "SSD", "EGY", "ETH"],
        "name": ["Sudan until 2010", "Sudan", "South Sudan", "Egypt", "Ethiopia"],
        "region": ["Nile"] * 5,
        "start": [None, 2011, 2011, None, None],
        "end": [2010, None, None, None, None],
    }
)
NET = pd.DataFrame({"SDX": [90, 99], "SDN": [50, 20], "SSD": [1, 2], "EGY": [30, 40], "ETH": [10, 12]}, index=YEARS)
ROAD = pd.DataFrame({"SDX": [9, 9], "SDN": [5, 6], "SSD": [1, 1], "EGY": [7, 8], "ETH": [3, 4]}, index=YEARS)
LINKS = pd.DataFrame(
    [("SDX", "EGY", 3), ("SDN", "EGY", 2), ("SSD", "SDN", 1), ("ETH", "EGY", 4), ("SSD", "SDX", 1)],
    columns=["from", "to", "count"],
)


def values_of(**tables):
    long = {n: t.rename_axis(index="year", columns="unit").stack().rename("value") for n, t in tables.items()}
    return pd.concat(long, names=["variable"]).reset_index()


def index_of(years, **method):
    head = {"title": "Nile", "edition": "1", "max_age": 0}
    return {
        "index": head | ({"years": years} if len(years) > 1 else {"year": years[0]}),
        "tree": {"indicators": ["net", "road", "flown"]},
        "modes": {"air": {"name": "Air routes", "absent": "zero"}},
        "indicators": {
            "net": {"name": "Net", "unit": "%", "direction": 1, "variable": "net"},
            "road": {"name": "Road", "unit": "km", "direction": 1, "variable": "road"},
            "flown": {"name": "Partners", "unit": "units", "direction": 1, "links": "air", "measure": "partners"},
        },
        "method": {"normalise": {"kind": "minmax"}} | method,
    }


def panel(years=YEARS, units=UNITS, net=NET, road=ROAD, links=LINKS, more=None, **method):
    records = pd.concat([links.assign(year=y, mode="air") for y in YEARS])
    return ci.edition(
        index_of(years, **method) | (more or {}), units=units, values=values_of(net=net, road=road), links=records
    )


def of_the_year_alone(year, codes, **more):
    """The index of one year, of an edition that knows no other units."""
    units = UNITS[UNITS["unit"].isin(codes)].drop(columns=["start", "end"])
    links = LINKS[LINKS["from"].isin(codes) & LINKS["to"].isin(codes)]
    return panel([year], units, NET[codes], ROAD[codes], links, **more)


def assert_same(one, other):
    pd.testing.assert_frame_equal(one, other, check_index_type=False)


BEFORE, AFTER = ["EGY", "ETH", "SDX"], ["EGY", "ETH", "SDN", "SSD"]


@pytest.mark.parametrize(
    "method",
    [
        {},
        {"treat": {"kind": "winsorise", "max_points": 1, "skew": 0.1, "kurtosis": -3}},
        {"weight": {"kind": "pca"}},
        {"normalise": {"kind": "zscore"}},
        {"normalise": {"kind": "rank"}},
    ],
)
def test_each_year_has_the_scores_and_ranks_of_its_units_alone(method):
    result = ci.build(panel(**({} if "weight" in method else method)))
    for year, codes in ((2010, BEFORE), (2011, AFTER)):
        alone = ci.build(of_the_year_alone(year, codes, **({} if "weight" in method else method)))
        assert list(result.scores.loc[year].index) == codes
        assert_same(result.scores.loc[year], alone.scores)
        assert_same(result.ranks.loc[year], alone.ranks)
        assert_same(result.origins.loc[year], alone.origins)


def test_a_unit_outside_its_years_is_no_partner():
    partners = ci.build(panel()).stage("measured")["flown"]
    assert partners.loc[2010].to_dict() == {"EGY": 2, "ETH": 1, "SDX": 1}  # SSD, which SDX is linked with, is to come
    assert partners.loc[2011].to_dict() == {"EGY": 2, "ETH": 1, "SDN": 2, "SSD": 1}


def test_what_lies_outside_a_units_years_sets_no_scale():
    scale = ci.build(panel()).scale.set_index(["year", "indicator"])
    assert scale.loc[(2010, "net"), ["low", "high"]].tolist() == [10, 90]  # not SSD's 1
    assert scale.loc[(2011, "net"), ["low", "high"]].tolist() == [2, 40]  # not SDX's 99
    pooled = ci.build(panel(normalise={"kind": "minmax", "pool": "panel"}))
    both = pooled.scale.set_index("indicator")
    assert both.loc["net", ["low", "high"]].tolist() == [2, 90]
    # ETH has 12, between the least of 2 and the most of 90
    assert pooled.stage("normalised").loc[(2011, "ETH"), "net"] == pytest.approx(100 * 10 / 88)


@pytest.mark.parametrize(
    ("kind", "filled"),
    [
        ({"kind": "mean"}, {(2010, "ETH"): (90 + 30) / 2, (2011, "ETH"): (20 + 2 + 40) / 3}),
        ({"kind": "group_median", "group": "region"}, {(2010, "ETH"): 60, (2011, "ETH"): 20}),
        ({"kind": "interpolate"}, {(2010, "EGY"): 40}),
    ],
)
def test_a_unit_outside_its_years_fills_no_gap_and_has_none(kind, filled):
    net = NET.astype(float)
    for year, unit in filled:
        net.loc[year, unit] = np.nan
    result = ci.build(panel(net=net, impute=kind))
    imputed = result.stage("imputed")["net"]
    assert list(imputed.index) == [(2010, u) for u in BEFORE] + [(2011, u) for u in AFTER]
    assert {k: imputed[k] for k in filled} == filled
    assert (result.origins["origin"] == "imputed").sum() == len(filled)


def test_a_value_from_before_a_unit_is_not_carried_into_its_years():
    net = NET.astype(float)
    net.loc[2011, ["SSD", "ETH"]] = np.nan
    edition = panel(net=net)
    old = replace(edition, about=replace(edition.about, max_age=None))
    assert ci.build(old).stage("measured")["net"].loc[2011].to_dict() == pytest.approx(
        {"EGY": 40, "ETH": 10, "SDN": 20, "SSD": np.nan}, nan_ok=True
    )


def test_a_census_from_before_a_unit_is_no_zero_for_it():
    records = LINKS.assign(year=2010, mode="air")
    records = records[~records["from"].isin(["SDN", "SSD"]) & ~records["to"].isin(["SDN", "SSD"])]
    made = ci.edition(index_of([2011]), units=UNITS, values=values_of(net=NET, road=ROAD), links=records)
    partners = ci.build(made).stage("measured")["flown"]
    assert partners.to_dict() == pytest.approx({"EGY": 1, "ETH": 1, "SDN": np.nan, "SSD": np.nan}, nan_ok=True)


def test_between_the_years_a_unit_comes_or_goes_as_a_whole():
    made = panel()
    found = ci.compare(made, made, old_year=2010, new_year=2011)
    assert list(found.parts.index) == ["EGY", "ETH"]
    assert found.parts["score"].sum(axis=1).to_dict() == pytest.approx(found.scores["change"].dropna().to_dict())
    alone = ci.compare(of_the_year_alone(2010, BEFORE), of_the_year_alone(2011, AFTER))
    assert_same(found.parts, alone.parts)
    assert_same(found.matched, alone.matched)


def test_a_unit_given_a_last_year_leaves_the_comparison():
    units = UNITS.drop(columns=["start", "end"])
    found = ci.compare(panel([2011], units), panel([2011]))
    assert list(found.parts.index) == AFTER
    assert found.history.loc["SDX", "rank_old"] == 1
    assert found.history.loc["SDX", ["rank_recomputed", "rank_new"]].isna().tolist() == [False, True]


def test_figures_made_anew_for_a_comparison_have_no_rows_that_are_not_there():
    links = LINKS[(LINKS["from"] != "SDX") & (LINKS["to"] != "SDX")]
    method = {"impute": {"kind": "mean"}, "normalise": {"kind": "zscore", "pool": "panel"}}
    found = ci.compare(panel(links=links, **method), panel(net=NET + 1, links=links, **method))
    others = UNITS[UNITS["unit"] != "SDX"]
    alone = ci.build(panel(YEARS, others, NET.drop(columns="SDX"), ROAD.drop(columns="SDX"), links, **method))
    expected = alone.scores["index"].loc[2011].to_dict()
    assert found.matched["score_old"].to_dict() == pytest.approx(expected)


def test_what_if_knows_the_units_of_the_year():
    plan = pd.DataFrame([("SSD", "ETH", "air", 1)], columns=["from", "to", "mode", "count"])
    alone = of_the_year_alone(2011, AFTER)
    assert_same(what_if(panel(), plan).table, what_if(alone, plan).table)
    gone = pd.DataFrame([("SDX", "ETH", "air", 1)], columns=["from", "to", "mode", "count"])
    with pytest.raises(InputError) as caught:
        what_if(panel(), gone)
    text = "links row 2, column from: must be a unit that is there in 2011, got 'SDX'; units.csv says end = 2010"
    assert [str(p) for p in caught.value.problems] == [text]


def test_trends_are_those_of_the_years_a_unit_has():
    table = ci.trends(ci.build(panel()), "net").table
    assert table["n"].to_dict() == {"EGY": 2, "ETH": 2, "SDN": 1, "SDX": 1, "SSD": 1}
    assert table.loc["SDX", ["first_year", "last_year", "first", "last"]].tolist() == [2010, 2010, 90, 90]
    assert pd.isna(table.loc["SDX", "change"])


VARY = {
    "robustness": {
        "vary": [
            {"what": "impute", "among": [{"kind": "none"}, {"kind": "mean"}]},
            {"what": "normalise", "among": [{"kind": "minmax"}, {"kind": "rank"}]},
            {"what": "weights", "spread": 0.25},
            {"what": "links", "drop": 0.2, "samples": 4},
        ]
    }
}


def test_intervals_of_ranks_are_those_of_the_units_of_the_year():
    audit = ci.robustness(panel(more=VARY), draws=64, seed=1)
    alone = ci.robustness(of_the_year_alone(2011, AFTER, more=VARY), draws=64, seed=1)
    assert list(audit.ranks.index) == AFTER
    assert list(audit.ranks_of("index", 2010).index) == BEFORE
    assert list(audit.changes().index) == ["EGY", "ETH"]  # of the others there is one year only
    assert audit.ranks[["low", "high"]].max().max() <= 4
    assert_same(audit.ranks, alone.ranks)


def test_check_names_figures_outside_a_units_years():
    rule = "is of a year in which its unit is not there, and is not used"
    lines = [str(w) for w in panel().warnings]
    row, end = "values row 6, column unit", "units.csv says end = 2010"
    assert f"{row}: {rule}, got 'SDX, 2011' (2 rows, this is the first); {end}" in lines
    rule = "names a unit that is not there in the record's year; it counts in years in which both ends are"
    row, start = "links row 3, column from", "units.csv says start = 2011"
    assert f"{row}: {rule}, got 'SSD, 2010' (2 rows, this is the first); {start}" in lines
    assert not panel(units=UNITS.drop(columns=["start", "end"])).warnings


def test_check_names_records_of_tables_that_stay_where_they_are(tmp_path):
    (tmp_path / "index.toml").write_text(TOML, "utf-8")
    UNITS.astype({"start": "Int64", "end": "Int64"}).to_csv(tmp_path / "units.csv", index=False)
    (tmp_path / "places.csv").write_text("place,unit\nKRT,SDX\nJUB,SSD\n", "utf-8")
    (tmp_path / "air.csv").write_text(
        "from,to,year,count\nKRT,EGY,2009,3\nKRT,EGY,2012,3\nKRT,EGY,2013,3\nJUB,ETH,2012,1\nSDN,EGY,2012,2\n", "utf-8"
    )
    lines = [str(w) for w in ci.read_edition(tmp_path).warnings]
    text = "names a unit that is not there in the record's year; it counts in years in which both ends are"
    got = f"links air.csv: {text}, got 'SDX, 2012 to 2013' (2 records); units.csv says end = 2010"
    assert [w for w in lines if "not there" in w] == [got]


TOML = """
[index]
title = "Nile"
edition = "1"
year = 2012
[tree]
indicators = ["flown"]
[modes.air]
absent = "zero"
[[links]]
csv = "air.csv"
mode = "air"
[indicators.flown]
name = "Partners"
unit = "units"
direction = 1
links = "air"
measure = "partners"
"""


def test_years_that_cannot_be_are_problems():
    wrong = UNITS.assign(start=[2012, 2011, 2011, "soon", None], end=[2010, None, None, None, 20110])
    with pytest.raises(InputError) as caught:
        panel(units=wrong)
    assert [str(p) for p in caught.value.problems] == [
        "units row 4, column start: must be a year from 1800 to 2200, got 'soon'",
        "units row 5, column end: must be a year from 1800 to 2200, got '20110'",
        "units row 1, column end: must not lie before start, got '2010'",
    ]
    with pytest.raises(InputError) as caught:
        panel(units=UNITS.assign(start=2011, end=None))
    text = "index.toml [index] years: a year must have a scored unit, got [2010]; start and end in units.csv bound them"
    assert [str(p) for p in caught.value.problems] == [text]


def test_an_output_tells_the_years_of_its_units(tmp_path):
    ci.report(ci.build(panel()), out=tmp_path / "out", pdf=False)
    units = pd.read_csv(tmp_path / "out" / "tables" / "units.csv", dtype=str).set_index("unit")
    assert units.loc["SSD", "start"] == "2011"
    found = ci.compare(tmp_path / "out", panel(), old_year=2010, new_year=2011)
    assert_same(found.parts, ci.compare(panel(), panel(), old_year=2010, new_year=2011).parts)


def test_a_pair_is_there_while_both_its_ends_are():
    doc = index_of(YEARS)
    doc["index"]["pairs"] = "EGY"
    doc["indicators"] = {"flown": {"name": "Links", "unit": "links", "direction": 1, "links": "air"}}
    doc["indicators"]["net"] = {"name": "Net", "unit": "%", "direction": 1, "variable": "net", "of": "partner"}
    doc["tree"] = {"indicators": ["flown", "net"]}
    records = pd.concat([LINKS.assign(year=y, mode="air") for y in YEARS])
    more = {"units": UNITS, "values": values_of(net=NET, road=ROAD), "links": records}
    result = ci.build(ci.edition(doc, **more))
    links = result.stage("measured")["flown"]
    assert links.loc[2010].to_dict() == {"EGY-ETH": 4, "EGY-SDX": 3}
    assert links.loc[2011].to_dict() == {"EGY-ETH": 4, "EGY-SDN": 2, "EGY-SSD": 0}
    assert result.scale.set_index(["year", "indicator"]).loc[(2011, "net"), ["low", "high"]].tolist() == [2, 20]
    doc["index"]["pairs"] = "SDX"
    with pytest.raises(InputError) as caught:
        ci.edition(doc, **more)
    text = "index.toml [index] pairs: must be a unit that is there in 2011, got 'SDX'"
    assert [str(p) for p in caught.value.problems] == [text]
