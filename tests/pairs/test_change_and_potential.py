"""Indicators of pairs that compare years, or hold links against what size and distance predict."""

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.audit.censuses import census_years, censuses
from connectindex.audit.dossier import Dossier
from connectindex.reports.compose import pairs
from connectindex.reports.compose.facts import Facts
from connectindex.reports.compose.links import Links
from connectindex.reports.language import Language

UNITS = pd.DataFrame({"unit": list("ABCDE"), "name": list("ABCDE")})
# of one source in two years, and of another in the later one alone
AIR = pd.DataFrame(
    [
        ("A", "B", 2018, 4, "list"), ("A", "C", 2018, 5, "list"), ("C", "D", 2018, 2, "list"),
        ("A", "B", 2023, 6, "list"), ("A", "C", 2023, 3, "list"), ("A", "D", 2023, 2, "list"),
    ],
    columns=["from", "to", "year", "count", "source"],
).assign(mode="air")  # fmt: skip
RAIL = pd.DataFrame([("A", "B", 2023, 2, "map"), ("A", "E", 2023, 1, "map")], columns=AIR.columns[:5]).assign(
    mode="rail"
)
SOURCES = pd.DataFrame({"id": ["list", "map"], "title": ["List", "Map"]})
INDEX = """
[index]
title = "Pairs"
edition = "1"
year = 2023
{pairs}
[modes]
air = {{ absent = "zero" }}
rail = {{ absent = "zero" }}
[tree]
indicators = ["air_now", "more"]
[indicators.air_now]
name = "Routes"
unit = "routes"
direction = 1
links = "air"
[indicators.more]
name = "More"
unit = "1"
direction = 1
{more}
"""


def made(more, pairs='pairs = "A"', extra="", **tables):
    given = {"units": UNITS, "links": pd.concat([AIR, RAIL]), "sources": SOURCES} | tables
    return ci.edition(INDEX.format(more=more, pairs=pairs) + extra, **given)


def column(edition):
    return ci.build(edition).stage("measured")["more"]


def test_growth_of_a_pair_is_that_of_its_links_between_two_years():
    values = column(made('links = "air"\nmeasure = "growth"\nsince = 2018'))
    # 6 / 4 - 1, 3 / 5 - 1; from nothing nothing grows
    np.testing.assert_allclose(values.tolist(), [0.5, -0.4, np.nan, np.nan])


def test_change_of_a_pair_is_how_many_links_more_there_are():
    values = column(made('links = "air"\nmeasure = "change"\nsince = 2020'))
    assert values.to_dict() == {"A-B": 2, "A-C": -2, "A-D": 2, "A-E": 0}
    every = column(made('links = "air"\nmeasure = "change"\nsince = 2018', 'pairs = "all"'))
    assert every["C-D"] == -2


def test_growth_and_change_of_units_are_those_of_all_their_links():
    values = column(made('links = "air"\nmeasure = "change"\nsince = 2018', ""))
    assert values.to_dict() == {"A": 2, "B": 2, "C": -4, "D": 0, "E": 0}  # A: 11 - 9, C: 3 - 7, D: 2 - 2


def test_a_what_if_changes_the_links_of_today_and_leaves_those_of_then():
    edition = made('links = "air"\nmeasure = "change"\nsince = 2018')
    effects = ci.what_if(edition, pd.DataFrame({"from": ["A"], "to": ["E"], "mode": ["air"], "count": [9]}), draws=0)
    more = pd.concat([AIR, RAIL, AIR.iloc[[5]].assign(to="E", count=9)])
    after = ci.build(made('links = "air"\nmeasure = "change"\nsince = 2018', links=more)).scores["index"]
    np.testing.assert_allclose(effects.scores[-1], after.to_numpy(), rtol=1e-12)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('links = "rail"\nmeasure = "growth"\nsince = 2018', "index.toml [indicators.more] since: needs records of 'rail' by each source in 2018 or before, and later ones, got map: 2023"),
        ('links = "air"\nmeasure = "growth"\nsince = 2017', "index.toml [indicators.more] since: needs records of 'air' by each source in 2017 or before, and later ones, got list: 2018, 2023"),
        ('links = "air"\nmeasure = "change"\nsince = 2023', "index.toml [indicators.more] since: must lie before 2023, the first year of the index, got 2023"),
        ('links = "air"\nmeasure = "growth"', "index.toml [indicators.more]: measure 'growth' must have since"),
        ('potential = "sea"', "index.toml [indicators.more] potential: must be a gravity model of the edition, got 'sea'"),
        ('potential = "sea"\nlinks = "air"', "index.toml [indicators.more]: a new indicator must have either variable, links or potential"),
    ],
)  # fmt: skip
def test_what_the_records_cannot_tell_is_refused_by_name(more, expected):
    with pytest.raises(ci.InputError) as refused:
        made(more)
    assert any(str(p).startswith(expected) for p in refused.value.problems), str(refused.value)


PLACES = 12
MODEL = '\n[potential.air]\nmode = "air"\nsize = ["gdp"]\ndistance = false\n'


def world(seed=3):
    """Counts that grow with the product of the sizes."""
    rng = np.random.default_rng(seed)
    codes = [f"P{k:02d}" for k in range(PLACES)]
    size = rng.lognormal(1, 0.5, PLACES)
    a, b = np.triu_indices(PLACES, k=1)
    count = rng.poisson(size[a] * size[b])
    links = pd.DataFrame({"from": np.array(codes)[a], "to": np.array(codes)[b], "year": 2023, "count": count})
    return {
        "units": pd.DataFrame({"unit": codes, "name": codes}),
        "links": pd.concat([links[count > 0].assign(mode="air"), links.iloc[:1].assign(mode="rail", count=1)]),
        "values": pd.DataFrame({"unit": codes, "year": 2023, "variable": "gdp", "value": size}),
        "sources": SOURCES.iloc[:0],
    }


def fitted(tables):
    """Expected counts: the Poisson regression on the logarithm of the product of sizes, by Newton's method."""
    size = tables["values"].set_index("unit")["value"]
    codes = size.index.to_numpy()
    a, b = np.triu_indices(PLACES, k=1)
    air = tables["links"][tables["links"]["mode"] == "air"]
    counts = air.set_index(air["from"] + "-" + air["to"])["count"]
    names = codes[a] + "-" + codes[b]
    y = counts.reindex(names, fill_value=0).to_numpy(dtype=float)
    x = np.column_stack([np.ones(len(a)), np.log(size.to_numpy()[a] * size.to_numpy()[b])])
    beta = np.array([0.0, 1.0])
    for _ in range(30):
        mu = np.exp(x @ beta)
        beta = beta + np.linalg.solve(x.T @ (x * mu[:, None]), x.T @ (y - mu))
    return pd.Series(y, index=names), pd.Series(np.exp(x @ beta), index=names)


def test_links_of_a_pair_over_what_size_predicts():
    tables = world()
    y, mu = fitted(tables)
    values = column(made('potential = "air"', 'pairs = "all"', MODEL, **tables))
    np.testing.assert_allclose(values, (100 * y / mu)[values.index], rtol=1e-8)
    hub = column(made('potential = "air"', 'pairs = "P05"', MODEL, **tables))
    assert list(hub.index[:2]) == ["P05-P00", "P05-P01"]
    assert hub["P05-P00"] == pytest.approx(values["P00-P05"])


def test_links_that_size_predicts_and_that_are_not_there():
    tables = world()
    y, mu = fitted(tables)
    more = 'potential = "air"\nmeasure = "shortfall"'
    values = column(made(more, 'pairs = "all"', MODEL, **tables))
    np.testing.assert_allclose(values, (mu - y).clip(lower=0)[values.index], rtol=1e-8, atol=1e-9)
    units = column(made(more, "", MODEL, **tables))
    own = [code for code in y.index if "P03" in code]
    assert units["P03"] == pytest.approx((mu - y).clip(lower=0)[own].sum())


def test_both_directions_of_a_directed_mode_are_added():
    tables = world()
    back = tables["links"][tables["links"]["mode"] == "air"].rename(columns={"from": "to", "to": "from"})
    tables["links"] = pd.concat([tables["links"], back])
    text = INDEX.replace('air = {{ absent = "zero" }}', 'air = {{ absent = "zero", directed = true }}')
    for measure, times in {"ratio": 1, "shortfall": 2}.items():
        more = f'potential = "air"\nmeasure = "{measure}"'
        edition = ci.edition(text.format(more=more, pairs='pairs = "all"') + MODEL, **tables)
        once = column(made(more, 'pairs = "all"', MODEL, **world()))
        np.testing.assert_allclose(column(edition), times * once, rtol=1e-6, atol=1e-6)


def test_units_that_a_model_leaves_out_are_expected_to_have_nothing():
    tables = world()
    tables["units"]["inland"] = ["yes", *["no"] * (PLACES - 1)]
    edition = made('potential = "air"', 'pairs = "all"', f'{MODEL}leave_out = "inland"\n', **tables)
    assert column(edition).isna().sum() == PLACES - 1
    dropped = ci.potential(edition).dropped
    assert dropped[["unit", "reason"]].to_numpy().tolist() == [["P00", "excluded: inland"]]
    with pytest.raises(ci.InputError) as refused:
        made('potential = "air"', 'pairs = "all"', f'{MODEL}leave_out = "island"\n', **tables)
    assert "index.toml [potential.air]: must be a group column of units.csv, got 'island'" in str(refused.value)


def test_a_pair_of_an_end_without_size_has_no_potential_and_its_sources_are_named():
    tables = world()
    tables["values"] = tables["values"].assign(source="list").iloc[1:]
    tables["sources"] = SOURCES
    result = ci.build(made('potential = "air"', 'pairs = "all"', MODEL, **tables))
    origins = result.origins.xs("more", level="indicator")
    assert origins.loc["P00-P01", "origin"] == "missing"
    assert origins.loc["P01-P02", ["origin", "source"]].tolist() == ["reported", "list"]


def panel(years):
    text = INDEX.replace("year = 2023", f"years = {years}").format(pairs='pairs = "A"', more='links = "air"')
    return text.replace('"air_now", "more"', '"air_now"')


def test_a_panel_of_pairs_scores_each_year_by_its_own_census():
    result = ci.build(ci.edition(panel([2018, 2023]), units=UNITS[:4], links=AIR, sources=SOURCES))
    assert result.stage("measured").loc[2018, "air_now"].tolist() == [4, 5, 0]
    assert result.stage("measured").loc[2023, "air_now"].tolist() == [6, 3, 2]
    assert result.ranks["index"].loc[2018].to_dict() == {"A-B": 2, "A-C": 1, "A-D": 3}
    assert result.ranks["index"].loc[2023].to_dict() == {"A-B": 1, "A-C": 2, "A-D": 3}


def test_the_years_that_all_sources_of_a_kind_have_recorded_can_be_compared():
    links = pd.concat([AIR, RAIL])
    edition = made('links = "air"\nmeasure = "change"\nsince = 2018', links=links)
    assert census_years(edition) == {"air": (2018, 2023)}
    found = censuses(edition)
    assert found[found["year"] == 2018].set_index("unit")["count"].to_dict() == {"A-B": 4, "A-C": 5}
    assert found[found["year"] == 2023].set_index("unit")["count"].to_dict() == {"A-B": 6, "A-C": 3, "A-D": 2}
    # what another source sees in a later year is no change
    other = pd.concat([links, AIR.iloc[[0]].assign(year=2022, source="map")])
    assert census_years(made('links = "air"', links=other)) == {}


def test_the_report_of_a_hub_says_what_has_changed_over_the_years():
    edition = made('links = "air"\nmeasure = "change"\nsince = 2018')
    result = ci.build(edition)
    chapter = pairs.chapter(Links(Facts(result, None, Language(), Dossier(result))))
    (part,) = [p for p in chapter.parts if p.title == "air over the years"]
    assert part.sentences == (
        "2018: 9 links with 2 partners.",
        "2023: 11 links with 3 partners.",
        "Linked in 2023 and not in 2018: D.",
    )
    assert part.table.rows == (("B", "4", "6", "+2"), ("C", "5", "3", "−2"), ("D", "0", "2", "+2"))
