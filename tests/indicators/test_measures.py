"""Every verb that an edition may name, on the five countries, and as an edition asks for it."""

import math
from pathlib import Path

import pandas as pd
import pytest

import connectindex as ci
from connectindex.edition.read import parse
from connectindex.indicators import CATALOGUE
from connectindex.indicators.example import five_countries
from connectindex.indicators.measures import MEASURES, from_links
from connectindex.model.dyads import Dyads
from connectindex.model.values import Snapshot
from connectindex.stages.measure import measure

NAN = float("nan")

# by hand, on sea services: AC 6, CD 3; nothing applies to B, and E has none
SEA = {
    "count": {"A": 6, "C": 9, "D": 3, "E": 0},
    "partners": {"A": 1, "C": 2, "D": 1, "E": 0},
    "capacity": {"A": NAN, "C": NAN, "D": NAN, "E": 0},
    "operators": {"A": NAN, "C": NAN, "D": NAN, "E": 0},
    "present": {"A": 1, "C": 1, "D": 1, "E": 0},
    "first_year": {"A": NAN, "C": NAN, "D": NAN, "E": NAN},  # nobody knows; of those that are known: tests/pairs
    "taking_part": {"A": 0, "C": 0, "D": 0, "E": 0},
    "share_of_possible": {"A": 1 / 3, "C": 2 / 3, "D": 1 / 3, "E": 0},
    "herfindahl": {"A": 1, "C": (36 + 9) / 81, "D": 1, "E": NAN},
    "effective_partners": {"A": 1, "C": 81 / 45, "D": 1, "E": 0},
    # of what arrives but at A (6), 9 of 12 arrive at C; at A 6 and at D 3 of 9 for C; at C 9 of 15 for D
    "breadth": {"A": 9 / 12, "C": 1, "D": 9 / 15, "E": NAN},
    "depth": {"A": 6 / 10, "C": NAN, "D": 3 / 4, "E": 0},
    "destination_weighted": {"A": NAN, "C": 6 * 10 + 3 * 4, "D": NAN, "E": 0},
    "growth_since": {"A": NAN, "C": NAN, "D": NAN, "E": NAN},
    # nobody knows the links of 2015; of known ones: tests/pairs/test_change_and_potential.py
    "growth": {"A": NAN, "C": NAN, "D": NAN, "E": NAN},
    "change": {"A": NAN, "C": NAN, "D": NAN, "E": NAN},
    "degree": {"A": 1, "C": 2, "D": 1, "E": 0},
    "strength": {"A": 6, "C": 9, "D": 3, "E": 0},
    "eigenvector": {"A": 2 / math.sqrt(5), "C": 1, "D": 1 / math.sqrt(5), "E": 0},
    "betweenness": {"A": 0, "C": 2 / 6, "D": 0, "E": 0},
    "closeness": {"A": 1.5 / 3, "C": 2 / 3, "D": 1.5 / 3, "E": 0},
    "reach": {"A": 1, "C": 2, "D": 1, "E": 0},
    "component": {"A": 2, "C": 2, "D": 2, "E": 0},
    "bridges": {"A": 1, "C": 2, "D": 1, "E": 0},
    "pairs_cut": {"A": 0, "C": 1, "D": 0, "E": 0},
}
OPTIONS = {"k": 1, "by": "size", "since": 2015}


@pytest.fixture(scope="module")
def five() -> Dyads:
    dyads = five_countries()
    values = dyads.values
    known = Snapshot(
        value=values.value.assign(size=[10.0, 1.0, NAN, 4.0, 2.0]),
        status=values.status.assign(size=["reported", "reported", "missing", "reported", "reported"]),
        observed=values.observed.assign(size=[2020.0, 2021.0, NAN, 2019.0, 2020.0]),
        source=values.source.assign(size=["bank", "bank", "", "office", "bank"]),
    )
    return Dyads(**{**vars(dyads), "values": known})


def options(name):
    return {key: OPTIONS[key] for key in MEASURES[name].options}


@pytest.mark.parametrize("name", [*SEA, "pagerank"])
def test_each_verb_on_the_sea(name, five):
    found = from_links(("sea_services",), name, options(name))["compute"](five)
    assert pd.isna(found["B"])
    if name == "pagerank":
        # C = 0.15/4 + 0.85 (A + D + E/4), and so on; E passes on what it has to all four
        e = (0.15 / 4) / (1 - 0.85 / 4)
        base = 0.15 / 4 + 0.85 * e / 4
        c = (base + 0.85 * 2 * base) / (1 - 0.85**2)
        expected = {"A": base + 0.85 * c * 2 / 3, "C": c, "D": base + 0.85 * c / 3, "E": e}
    else:
        expected = SEA[name]
    assert found.drop("B").to_dict() == pytest.approx(expected, nan_ok=True)


def test_no_verb_is_left_untested():
    assert set(SEA) | {"pagerank"} == set(MEASURES)


@pytest.mark.parametrize("name", list(MEASURES))
def test_planned_links_count_for_no_verb(name, five):
    with_plan = from_links(("air_routes",), name, options(name))["compute"](five)
    pairs = five.pairs[five.pairs["status"] != "planned"]
    without = from_links(("air_routes",), name, options(name))["compute"](Dyads(**{**vars(five), "pairs": pairs}))
    pd.testing.assert_series_equal(with_plan, without)


def test_groups_narrow_a_verb(five):
    inside = from_links(("sea_services",), "partners", within=("A", "C"))["compute"](five)
    assert inside.to_dict() == pytest.approx({"A": 1, "B": NAN, "C": 1, "D": NAN, "E": NAN}, nan_ok=True)
    beside = from_links(("sea_services",), "partners", with_=("D",))["compute"](five)
    assert beside.to_dict() == pytest.approx({"A": 0, "B": NAN, "C": 1, "D": 0, "E": 0}, nan_ok=True)


def indicator(**more):
    return ci.Indicator(**{"id": "x", "name": "X", "unit": "", **more})


def test_outside_of_its_group_an_indicator_does_not_apply(five):
    asked = indicator(**from_links(("sea_services",), "partners", within=("A", "C")))
    _, origins = measure([asked], five)
    assert origins.xs("x", level="indicator")["origin"].to_dict() == {
        "A": "reported",
        "B": "not_applicable",
        "C": "reported",
        "D": "not_applicable",
        "E": "not_applicable",
    }


def test_modes_taken_together_apply_where_one_of_them_does(five):
    asked = indicator(**from_links(("air_routes", "sea_services"), "count"))
    table, origins = measure([asked], five)
    assert table["x"].to_dict() == pytest.approx({"A": 11, "B": 4, "C": 12, "D": 3, "E": NAN}, nan_ok=True)
    assert origins.xs("x", level="indicator")["origin"]["B"] == "reported"


def test_values_of_partners_are_inputs_but_not_those_of_the_unit(five):
    depth = indicator(**from_links(("sea_services",), "depth", {"by": "size"}))
    weighted = indicator(**from_links(("sea_services",), "destination_weighted", {"by": "size"}))
    assert depth.inputs == weighted.inputs == ("sea_services", "size")
    assert depth.needs == ("sea_services", "size")
    assert weighted.needs == ("sea_services",)
    table, origins = measure([weighted], five)
    # of C itself no size is known, of its partners one is
    assert table["x"]["C"] == 72
    assert origins.loc[("C", "x"), "origin"] == "reported"
    assert origins.loc[("C", "x"), "source"] == "bank; office"
    assert origins.loc[("C", "x"), "observed"] == 2019


def with_indicator(folder: Path, lines: str) -> Path:
    """The starter edition with one more indicator, alone in a node of its own."""
    text = (folder / "index.toml").read_text("utf-8")
    node = '[tree.beside]\nname = "More"\nindicators = ["more"]\n\n[tree.telecom]'
    text = text.replace("[tree.telecom]", node, 1)
    head = '[indicators.more]\nname = "More"\nunit = ""\ndirection = 1\n'
    (folder / "index.toml").write_text(f"{text}\n{head}{lines}\n", "utf-8")
    return folder


@pytest.mark.parametrize("name", list(MEASURES))
def test_an_edition_asks_for_each_verb(name, starter):
    given = "".join(
        f"{k} = {v!r}\n".replace("'", '"')
        for k, v in (options(name) | {"by": "population"}).items()
        if k in MEASURES[name].options
    )
    if MEASURES[name].earlier:
        for path in (starter / "links").glob("*.csv"):
            table = pd.read_csv(path, dtype=str)
            pd.concat([table, table.assign(year="2014")]).to_csv(path, index=False)
    edition = ci.read_edition(with_indicator(starter, f'links = ["air_routes"]\nmeasure = "{name}"\n{given}'))
    found = edition.indicators["more"].compute
    assert found is not None
    from connectindex.pipeline.measure import dyads_of

    assert list(found(dyads_of(edition, 2026)).index) == list(edition.units.codes)


GROUPS = {
    "column and label": ('within = "region=North"', None),
    "codes": ('within = ["ALD", "BOR", "ELM"]', {"ALD", "BOR", "ELM"}),
    "corridor": ('within = "corridors=way"\n[corridors.way]\nunits = ["ALD", "BOR"]', {"ALD", "BOR"}),
}


@pytest.mark.parametrize("case", list(GROUPS))
def test_an_edition_names_groups(case, starter):
    lines, codes = GROUPS[case]
    edition = ci.read_edition(with_indicator(starter, f'links = "air_routes"\n{lines}'))
    expected = codes or set(edition.units.members("region=North"))
    assert set(edition.indicators["more"].scope) == expected


def test_the_members_of_a_multilateral_link_are_a_group(starter):
    members = pd.read_csv(starter / "links" / "cables.csv")
    name = members["name"].iloc[0]
    edition = ci.read_edition(with_indicator(starter, f'links = "air_routes"\nwithin = "submarine_cables={name}"'))
    assert set(edition.indicators["more"].scope) == set(members.loc[members["name"] == name, "member"])


def test_links_with_a_group_leave_everybody_in(starter):
    edition = ci.read_edition(with_indicator(starter, 'links = "air_routes"\nwith = "region=North"'))
    assert edition.indicators["more"].scope == ()


WRONG = {
    'links = "air_routes"\nmeasure = "page_rank"': "index.toml [indicators.more] measure: must be one of count, partners",
    'links = "air_routes"\nmeasure = "pageranks"': "did you mean 'pagerank'?",
    'links = "air_routes"\nmeasure = "reach"': "index.toml [indicators.more]: measure 'reach' must have k",
    'links = "air_routes"\nmeasure = "reach"\nk = 0': "index.toml [indicators] more.k: must be greater than or equal to 1, got 0",
    'links = "air_routes"\nmeasure = "count"\nk = 2': "index.toml [indicators.more] k: is no option of measure 'count', got 2",
    'links = "air_routes"\nmeasure = "depth"\nby = "gpd"': "index.toml indicator more: needs 'gpd' in values/ or links/",
    'links = "air_routes"\nmeasure = "destination_weighted"\nby = "gpd"': "index.toml indicator more: needs 'gpd' in values/",
    'links = "air_routes"\nwithin = "regoin=North"': "index.toml [indicators.more] within: must be a group column of units.csv, column=label, corridors=id or mode=name, got 'regoin=North'",
    'links = "air_routes"\nwithin = "region=Nowhere"': "index.toml [indicators.more] within: must have members, got 'region=Nowhere'",
    'links = "air_routes"\nwith = ["ALD", "BOX"]': "index.toml [indicators.more] with: must be in units.csv, got 'BOX'; did you mean 'BOR'?",
    'variable = "population"\nk = 2': "index.toml [indicators.more] k: is for an indicator with links",
    'variable = "population"\nmeasure = "reach"': "index.toml [indicators.more] measure: is for an indicator with links",
}


@pytest.mark.parametrize("lines", list(WRONG))
def test_wrong_settings_are_problems(lines, starter):
    found = [str(p) for p in parse(with_indicator(starter, lines))[1]]
    assert any(WRONG[lines] in text for text in found), found


def test_an_indicator_of_the_catalogue_keeps_its_formula(starter):
    file = starter / "index.toml"
    file.write_text(file.read_text("utf-8") + '\n[indicators.air_partners]\nmeasure = "count"\n', "utf-8")
    found = [str(p) for p in parse(starter)[1]]
    assert found == ["index.toml [indicators.air_partners] measure: is no setting of an indicator of the catalogue"]


def test_the_catalogue_has_indicators_of_the_network():
    dyads = five_countries()
    for name in ("air_reach", "air_closeness", "sea_closeness", "links_betweenness"):
        asked = CATALOGUE[name]
        assert asked.compute is not None
        if set(asked.needs) <= set(dyads.modes):
            assert asked.compute(dyads).notna().any()
