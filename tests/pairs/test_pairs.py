"""An index of pairs: links and values of two units, counted by hand."""

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.command_parts import first_file
from connectindex.indicators import CATALOGUE
from connectindex.reports.compose import facts, search

UNITS = pd.DataFrame(
    {"unit": list("ABCDE"), "name": ["Alma", "Berg", "Cala", "Dorn", "Esk"], "region": ["n", "n", "s", "s", ""], "coast": ["yes", "no", "yes", "yes", "yes"]}
)  # fmt: skip
LINKS = pd.DataFrame(
    [
        ("A", "B", 2023, "rail", 2, 1990),
        ("B", "A", 2023, "rail", 1, 1985),
        ("A", "C", 2023, "rail", 4, 2001),
        ("C", "D", 2023, "rail", 5, ""),
        ("A", "B", 2023, "flights", 10, ""),
        ("B", "A", 2023, "flights", 7, ""),
        ("C", "A", 2023, "flights", 3, ""),
    ],
    columns=["from", "to", "year", "mode", "count", "start"],
)
MEMBERS = pd.DataFrame(
    [("A", "x", 2023), ("B", "x", 2023), ("C", "x", 2023), ("A", "y", 2023), ("B", "y", 2023)],
    columns=["member", "name", "year"],
).assign(mode="unions")
VALUES = pd.DataFrame(
    [
        ("A", 2023, "gdp", 10.0),
        ("B", 2023, "gdp", 4.0),
        ("C", 2023, "gdp", 5.0),
        ("D", 2023, "gdp", 2.0),
        ("E", 2023, "people", 1.0),
    ],
    columns=["unit", "year", "variable", "value"],
)
INDEX = """
[index]
title = "Pairs"
edition = "1"
year = 2023
pairs = "{pairs}"
[modes]
rail = {{ absent = "zero" }}
flights = {{ absent = "zero", directed = true }}
unions = {{ absent = "zero" }}
[tree]
indicators = [{tree}]
[indicators.tracks]
name = "Tracks"
unit = "crossings"
direction = 1
links = "rail"
[indicators.air]
name = "Flights"
unit = "a week"
direction = 1
links = "flights"
[indicators.linked]
name = "Linked by rail"
unit = "yes or no"
direction = 1
links = "rail"
measure = "present"
[indicators.since]
name = "First line"
unit = "year"
direction = -1
links = "rail"
measure = "first_year"
[indicators.shared]
name = "Shared unions"
unit = "unions"
direction = 1
links = "unions"
measure = "taking_part"
[indicators.size]
name = "Size"
unit = "money"
direction = 1
variable = "gdp"
of = "{of}"
[indicators.dense]
name = "Tracks by size"
unit = "a unit of money"
direction = 1
links = "rail"
per = "gdp"
of = "smaller"
"""
ALL = ["tracks", "air", "linked", "since", "shared", "size", "dense"]


def made(pairs, of="product", tree=ALL, coverage=None, extra="", **changed):
    text = INDEX.format(pairs=pairs, of=of, tree=", ".join(f'"{t}"' for t in tree)) + extra
    tables = {"units": UNITS, "links": LINKS, "members": MEMBERS, "values": VALUES} | changed
    if coverage is not None:
        tables["coverage"] = pd.DataFrame(coverage, columns=["unit", "what", "status", "reason"])
    return ci.edition(text, **tables)


def measured(edition):
    return ci.build(edition).stage("measured")


def test_pairs_with_a_hub_count_what_joins_both():
    table = measured(made("A"))
    assert list(table.index) == ["A-B", "A-C", "A-D", "A-E"]
    assert table["tracks"].tolist() == [2, 4, 0, 0]  # seen from either end, the larger number counts
    assert table["air"].tolist() == [17, 3, 0, 0]  # both directions
    assert table["linked"].tolist() == [1, 1, 0, 0]
    np.testing.assert_equal(table["since"].tolist(), [1985, 2001, np.nan, np.nan])
    assert table["shared"].tolist() == [2, 1, 0, 0]


def test_the_hub_may_be_any_end_of_the_records():
    table = measured(made("C"))
    assert list(table.index) == ["C-A", "C-B", "C-D", "C-E"]
    assert table["tracks"].tolist() == [4, 0, 5, 0]
    assert table["air"].tolist() == [3, 0, 0, 0]
    assert table["shared"].tolist() == [1, 1, 0, 0]


def test_all_pairs():
    table = measured(made("all"))
    assert list(table.index) == ["A-B", "A-C", "A-D", "A-E", "B-C", "B-D", "B-E", "C-D", "C-E", "D-E"]
    assert table["tracks"].to_dict() == dict.fromkeys(table.index, 0) | {"A-B": 2, "A-C": 4, "C-D": 5}
    assert table["shared"].to_dict() == dict.fromkeys(table.index, 0) | {"A-B": 2, "A-C": 1, "B-C": 1}


@pytest.mark.parametrize(
    ("of", "expected"),
    [("partner", [4, 5, 2, np.nan]), ("smaller", [4, 5, 2, np.nan]), ("product", [40, 50, 20, np.nan]), ("difference", [6, 5, 8, np.nan])],
)  # fmt: skip
def test_a_value_of_two_units_is_brought_to_the_pair(of, expected):
    result = ci.build(made("A", of))
    np.testing.assert_equal(result.stage("measured")["size"].tolist(), expected)
    assert result.origins.loc[("A-E", "size"), "origin"] == "missing"
    assert result.origins.loc[("A-B", "size"), "observed"] == 2023
    np.testing.assert_equal(result.stage("denominated")["dense"].tolist(), [2 / 4, 4 / 5, 0 / 2, np.nan])


def test_names_and_groups_of_a_pair():
    hub, every = made("A").units.table, made("all").units.table
    assert hub["name"].tolist() == ["Berg", "Cala", "Dorn", "Esk"]
    assert hub["region"].tolist() == ["n", "s", "s", ""]
    assert every.loc["A-B", ["name", "region", "coast"]].tolist() == ["Alma – Berg", "n", "no"]
    assert every.loc["A-C", ["region", "coast"]].tolist() == ["n – s", "yes"]
    assert every.loc["C-D", "region"] == "s"
    assert every.loc["D-E", "region"] == ""


def test_what_is_known_of_one_end_is_known_of_the_pair_and_what_does_not_apply_to_one_applies_to_neither():
    coverage = [
        ("B", "rail", "missing", "not looked at"),
        ("D", "rail", "not_applicable", "an island"),
        ("E", "rail", "incomplete", "in part"),
    ]
    edition = made("all", tree=["tracks", "air"], coverage=coverage, links=LINKS[LINKS["from"] != "C"])
    result = ci.build(edition)
    origin = result.origins["origin"].xs("tracks", level="indicator")
    assert origin["A-B"] == "reported"  # the census of A looked at it
    assert origin["A-E"] == "incomplete"
    assert origin["B-E"] == "incomplete"
    assert (origin[["A-D", "B-D", "C-D", "D-E"]] == "not_applicable").all()
    unknown = ci.build(
        made(
            "all",
            tree=["tracks", "air"],
            coverage=[*coverage, ("A", "rail", "missing", "nor")],
            links=LINKS[LINKS["from"] != "C"],
        )
    )
    assert unknown.origins.loc[("A-B", "tracks"), "origin"] == "missing"


def test_scores_robustness_coherence_and_compare_are_asked_as_of_countries():
    vary = '\n[robustness]\ndraws = 40\n[[robustness.vary]]\nwhat = "weights"\n[[robustness.vary]]\nwhat = "links"\ndrop = 0.2\n[[robustness.vary]]\nwhat = "counts"\n'
    edition = made("A", tree=["tracks", "air", "shared"], extra=vary)
    result = ci.build(edition)
    assert result.ranks["index"].to_dict() == {"A-B": 1, "A-C": 2, "A-D": 3, "A-E": 3}
    audit = ci.robustness(result)
    assert list(audit.ranks.index) == ["A-B", "A-C", "A-D", "A-E"]
    assert audit.ranks.loc["A-B", "low"] <= audit.ranks.loc["A-B", "high"]
    found = ci.coherence(result).correlations
    assert {"tracks", "air"} <= {*found["first"], *found["second"]}
    more = pd.concat([LINKS, pd.DataFrame([("A", "D", 2023, "rail", 9, "")], columns=LINKS.columns)])
    changed = ci.compare(result, ci.build(made("A", tree=["tracks", "air", "shared"], links=more)))
    assert changed.table.loc["A-D", "change"] > 0


def test_what_if_opens_a_link_of_one_pair():
    edition = made("A", tree=["tracks", "air"])
    effects = ci.what_if(edition, pd.DataFrame({"from": ["D"], "to": ["A"], "mode": ["rail"], "count": [4]}), draws=0)
    assert effects.table.loc["A-D", "change"] > 0
    assert effects.projects.loc[0, "best_unit"] == "A-D"
    rebuilt = pd.concat([LINKS, pd.DataFrame([("D", "A", 2023, "rail", 4, "")], columns=LINKS.columns)])
    after = ci.build(made("A", tree=["tracks", "air"], links=rebuilt)).scores["index"]
    np.testing.assert_allclose(effects.scores[-1], after.to_numpy(), rtol=1e-12)


def test_a_membership_that_is_planned_or_has_ended_counts_for_neither_units_nor_pairs():
    states = MEMBERS.assign(status=["operating", "planned", "operating", "operating", "closed"])
    assert measured(made("A", members=states))["shared"].tolist() == [0, 1, 0, 0]
    alone = INDEX.format(pairs="A", of="product", tree='"tracks", "shared"').replace('pairs = "A"\n', "")
    alone = alone[: alone.index("[indicators.size]")]
    edition = ci.edition(alone, units=UNITS, links=LINKS, members=states, values=VALUES)
    assert measured(edition)["shared"].tolist() == [2, 0, 1, 0, 0]
    effects = ci.what_if(
        made("A", tree=["tracks", "shared"]),
        pd.DataFrame({"member": ["C"], "name": ["x"], "mode": ["unions"], "action": ["close"]}),
        draws=0,
    )
    assert effects.table.loc["A-C", "change"] < 0


WRONG = {
    "unknown hub": ({"pairs": "X"}, "index.toml [index] pairs: must be a code of units.csv, or all, got 'X'"),
    "partner of all": ({"pairs": "all", "of": "partner"}, "index.toml [indicators.size] of: 'partner' needs a hub"),
    "of without a variable": ({"pairs": "A", "extra": '[indicators.more]\nname = "m"\nunit = "1"\ndirection = 1\nlinks = "rail"\nof = "smaller"\n', "tree": ["more", "air"]}, "index.toml [indicators.more] of: is for an indicator that reads a variable, got 'smaller'"),
    "variable without of": ({"pairs": "A", "extra": '[indicators.more]\nname = "m"\nunit = "1"\ndirection = 1\nvariable = "gdp"\n', "tree": ["more", "air"]}, "index.toml [indicators.more] of: must say how 'gdp' of two units is brought to the pair"),
    "measure of units": ({"pairs": "A", "extra": '[indicators.more]\nname = "m"\nunit = "1"\ndirection = 1\nlinks = "rail"\nmeasure = "pagerank"\n', "tree": ["more", "air"]}, "index.toml [indicators.more] measure: must be one of count, capacity, operators, present, first_year, taking_part, growth, change in an index of pairs, got 'pagerank'"),
    "group": ({"pairs": "A", "extra": '[indicators.more]\nname = "m"\nunit = "1"\ndirection = 1\nlinks = "rail"\nwith = "region=n"\n', "tree": ["more", "air"]}, "index.toml [indicators.more] with: has no meaning in an index of pairs"),
    "catalogue": ({"pairs": "A", "tree": ["rail_neighbours", "air"]}, "index.toml [tree] rail_neighbours: this indicator of the catalogue has no meaning in an index of pairs; those that count links can be used (air_flights, air_routes_count, "),
    "catalogue's variable": ({"pairs": "A", "tree": ["internet_users", "air"]}, 'index.toml [tree] internet_users: this indicator of the catalogue has no meaning in an index of pairs; define one with variable = "internet_users" and of'),
    "catalogue's potential": ({"pairs": "A", "tree": ["air_potential", "air"]}, 'index.toml [tree] air_potential: this indicator of the catalogue has no meaning in an index of pairs; define one with potential = "ID"'),
    "catalogue's denominator": ({"pairs": "A", "tree": ["air_flights", "air"]}, "index.toml [indicators.air_flights] of: must say how 'population' of two units is brought to the pair; one of partner"),
    "of a count": ({"pairs": "A", "tree": ["rail_crossings_count", "air"], "extra": '[indicators.rail_crossings_count]\nof = "smaller"\n'}, "index.toml [indicators.rail_crossings_count] of: is for an indicator that reads a variable, got 'smaller'"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_has_no_meaning_in_an_index_of_pairs_is_refused_by_name(case):
    settings, expected = WRONG[case]
    with pytest.raises(ci.InputError) as refused:
        made(**settings)
    assert any(str(p).startswith(expected) for p in refused.value.problems), str(refused.value)


def test_of_is_for_an_index_of_pairs():
    text = INDEX.format(pairs="A", of="product", tree='"tracks", "size"').replace('pairs = "A"\n', "")
    with pytest.raises(ci.InputError) as refused:
        ci.edition(text, units=UNITS, links=LINKS, members=MEMBERS, values=VALUES)
    assert "index.toml [indicators.size] of: is for an index of pairs: [index] pairs, got 'product'" in str(
        refused.value
    )


def test_indicators_of_the_catalogue_that_count_links_count_those_of_the_pair():
    links = LINKS.replace({"mode": {"rail": "rail_crossings"}})
    modes = '\n[modes.rail_crossings]\nabsent = "zero"\n[modes.organisations]\nabsent = "zero"\n'
    both = pd.concat([MEMBERS, MEMBERS.assign(mode="organisations")])
    more = '[indicators.air_flights]\nof = "smaller"\n'
    values = pd.concat(
        [
            VALUES,
            pd.DataFrame({"unit": list("ABCD"), "year": 2023, "variable": "population", "value": [2e6, 1e6, 4e6, 1e6]}),
        ]
    )
    edition = made(
        "A",
        tree=["rail_crossings_count", "organisations_count", "air_flights"],
        extra=modes + more,
        links=links,
        members=both,
        values=values,
    )
    result = ci.build(edition)
    assert result.stage("measured")["rail_crossings_count"].tolist() == [2, 4, 0, 0]
    assert result.stage("measured")["organisations_count"].tolist() == [2, 1, 0, 0]
    flights = result.stage("denominated")["air_flights"]
    np.testing.assert_allclose(
        flights[["A-B", "A-C", "A-D"]].to_numpy(dtype=float) / CATALOGUE["air_flights"].scale, [17 / 1e6, 3 / 2e6, 0]
    )


def test_codes_of_two_pairs_that_read_alike():
    units = pd.DataFrame({"unit": ["A", "B-C", "A-B", "C"], "name": list("wxyz")})
    with pytest.raises(ci.InputError) as refused:
        made(
            "all",
            tree=["tracks", "air"],
            units=units,
            links=LINKS.iloc[[2]],
            members=MEMBERS.iloc[:0],
            values=VALUES.iloc[:0],
        )
    assert "units.csv: the codes of two pairs must not read alike, got 'A-B-C'" in str(refused.value)


def test_pages_are_made_of_some_thousand_units_and_tables_of_all(tmp_path, monkeypatch):
    monkeypatch.setattr(facts, "MOST_PAGES", 9)
    monkeypatch.setattr(search, "MOST_SEARCHED", 9)
    result = ci.build(made("all", tree=["tracks", "air"]))
    (message,) = ci.report(result, tmp_path / "out")
    assert message == "pages and book are left out: 10 units are more than 9; the tables have them all"
    assert len(pd.read_csv(tmp_path / "out/tables/ranks.csv")) == 10
    assert not (tmp_path / "out/index.html").exists()
    assert not (tmp_path / "out/report.pdf").exists()
    assert first_file(tmp_path / "out").is_file()
