"""Corridors of the world edition and of small editions with plain answers."""

import math
from dataclasses import replace

import pandas as pd
import pytest

import connectindex as ci
from connectindex.edition.read import parse, starter_folder
from connectindex.model.corridor import Corridor


@pytest.fixture(scope="module")
def world():
    return ci.build(ci.world())


def with_corridors(result, *made):
    return replace(result, edition=replace(result.edition, corridors={c.id: c for c in made}))


def test_the_world_edition_has_three_corridors(world):
    table = ci.corridors(world).set_index("corridor")
    assert table["units"].to_dict() == {
        "china_mongolia_russia": "CHN; MNG; RUS",
        "china_pakistan": "CHN; PAK",
        "greater_mekong": "KHM; CHN; LAO; MMR; THA; VNM",
    }
    for name, row in table.iterrows():
        scores = world.scores.loc[row["units"].split("; "), "index"]
        assert row["index"] == pytest.approx(scores.mean()), name
        assert row["lowest"] == scores.min() == scores[row["lowest_unit"]]
    assert table["links"].between(0, 100).all()


def test_links_along_a_corridor_are_those_of_the_records(world):
    links = ci.corridor_links(world).set_index(["corridor", "unit", "partner", "mode"])
    records = world.edition.links
    for (_, unit, partner, mode), row in links.iterrows():
        if mode == "submarine_cables":
            continue
        both = records["from"].isin([unit, partner]) & records["to"].isin([unit, partner])
        found = records[both & (records["mode"] == mode) & (records["status"] == "operating")]
        assert math.isnan(row["count"]) or row["count"] == found["count"].sum()
    # Mongolia has no coast: no sea link is missing there, and none is a zero
    at_sea = links.xs("sea_services", level="mode").loc["china_mongolia_russia"]
    assert at_sea["status"].tolist() == ["not_applicable"] * 2
    assert at_sea["count"].isna().all()


def test_neighbours_alone_are_looked_at_where_a_mode_of_borders_says_so(world):
    links = ci.corridor_links(world)
    pairs = links.loc[links["corridor"] == "greater_mekong", ["unit", "partner"]].drop_duplicates()
    found = {frozenset(p) for p in pairs.itertuples(index=False)}
    assert frozenset(("LAO", "MMR")) in found
    assert frozenset(("KHM", "CHN")) not in found
    every = with_corridors(world, Corridor("a", "A", ("KHM", "CHN", "LAO"), ("air_routes",), "all"))
    assert len(ci.corridor_links(every)) == 3


def test_intensity_is_the_share_of_linked_pairs_with_no_more_links(world):
    row = ci.corridor_links(world).query("corridor == 'china_pakistan' and mode == 'air_routes'").iloc[0]
    records = world.edition.links.query("mode == 'air_routes' and status == 'operating' and `from` != to")
    ends = pd.DataFrame({"a": records[["from", "to"]].min(axis=1), "b": records[["from", "to"]].max(axis=1)})
    pairs = records.groupby([ends["a"], ends["b"]])["count"].sum()
    assert row["count"] == pairs[("CHN", "PAK")]
    assert row["intensity"] == pytest.approx((pairs <= row["count"]).mean())


def test_both_directions_of_a_one_way_mode_are_added():
    starter = ci.build(ci.read_edition(starter_folder()))
    one = with_corridors(starter, Corridor("a", "A", ("ALD", "BOR"), ("flights",)))
    records = starter.edition.links.query("mode == 'flights'")
    there = records[(records["from"] == "ALD") & (records["to"] == "BOR")]["count"].sum()
    back = records[(records["from"] == "BOR") & (records["to"] == "ALD")]["count"].sum()
    assert there > 0 < back
    assert ci.corridor_links(one)["count"].tolist() == [there + back]


def settings(folder, text, old=None, new=None):
    file = folder / "index.toml"
    whole = file.read_text("utf-8")
    if old:
        assert old in whole
        whole = whole.replace(old, new, 1)
    file.write_text(f"{whole}\n{text}\n", "utf-8")
    return folder


RAIL = '[corridors.way]\nname = "The way"\nunits = ["ALD", "BOR", "ELM"]\nmodes = ["rail_crossings"]\n'


@pytest.fixture
def rails(starter):
    """The starter edition with railways ALD-BOR 2, ALD-DRE 1, BOR-GUL 5, and nothing else by rail."""
    path = starter / "links" / "links.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table = table[table["mode"] != "rail_crossings"]
    rows = [("ALD", "BOR", "2"), ("ALD", "DRE", "1"), ("BOR", "GUL", "5")]
    more = pd.DataFrame(rows, columns=["from", "to", "count"]).assign(year="2025", mode="rail_crossings")
    pd.concat([table, more]).fillna("").to_csv(path, index=False)
    return starter


def built(folder):
    return ci.build(ci.read_edition(folder))


def test_a_link_that_is_not_there_is_the_weakest(rails):
    result = built(settings(rails, RAIL))
    links = ci.corridor_links(result)
    assert links[["unit", "partner", "count"]].values.tolist() == [["ALD", "BOR", 2.0], ["BOR", "ELM", 0.0]]
    assert links["intensity"].tolist() == pytest.approx([2 / 3, 0])
    row = ci.corridors(result).iloc[0]
    assert row["links"] == pytest.approx(100 / 3)
    assert row["known"] == 1
    assert row[[f"weakest_{k}" for k in ("unit", "partner", "mode", "count", "intensity")]].tolist() == [
        "BOR",
        "ELM",
        "rail_crossings",
        0.0,
        0.0,
    ]


def test_of_links_that_are_not_there_the_pair_that_is_weakest_in_all_modes_counts(starter):
    """No railway joins either pair; the one that comes second has fewer flights."""
    path = starter / "links" / "links.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table = table[~table["mode"].isin(["rail_crossings", "flights"])]
    rows = [("ALD", "ELM", "5", "flights"), ("BOR", "ELM", "1", "flights"), ("BOR", "GUL", "5", "rail_crossings")]
    more = pd.DataFrame(rows, columns=["from", "to", "count", "mode"]).assign(year="2025")
    pd.concat([table, more]).fillna("").to_csv(path, index=False)
    way = '[corridors.way]\nname = "The way"\nunits = ["ALD", "ELM", "BOR"]\nmodes = ["rail_crossings", "flights"]\n'
    result = built(settings(starter, way))
    links = ci.corridor_links(result)
    assert links.query("intensity == 0")[["unit", "partner"]].values.tolist()[0] == ["ALD", "ELM"]
    row = ci.corridors(result).iloc[0]
    assert row[["weakest_unit", "weakest_partner", "weakest_mode"]].tolist() == ["ELM", "BOR", "rail_crossings"]


@pytest.mark.parametrize(("status", "share"), [("missing", 0.5), ("not_applicable", 1.0)])
def test_what_is_not_known_or_does_not_apply_is_no_weak_link(rails, status, share):
    (rails / "coverage.csv").write_text(f"what,unit,status,reason\nrail_crossings,ELM,{status},not looked\n", "utf-8")
    result = built(settings(rails, RAIL))
    links = ci.corridor_links(result)
    assert links["status"].tolist() == ["reported", status]
    assert links["count"].isna().tolist() == [False, True]
    row = ci.corridors(result).iloc[0]
    assert row["known"] == share
    assert row["links"] == pytest.approx(200 / 3)
    assert [row["weakest_unit"], row["weakest_partner"]] == ["ALD", "BOR"]


def test_a_record_counts_though_one_end_was_not_looked_at(rails):
    (rails / "coverage.csv").write_text("what,unit,status,reason\nrail_crossings,BOR,missing,not looked\n", "utf-8")
    links = ci.corridor_links(built(settings(rails, RAIL)))
    assert links["status"].tolist() == ["reported", "missing"]
    assert links["count"].iloc[0] == 2


def test_a_corridor_of_which_nothing_is_known_has_no_weakest_link(rails):
    (rails / "coverage.csv").write_text(
        "what,unit,status,reason\nrail_crossings,ALD,not_applicable,no rails\nrail_crossings,BOR,not_applicable,no rails\n",
        "utf-8",
    )
    text = '[corridors.way]\nunits = ["BOR", "ELM"]\nmodes = ["rail_crossings"]\n'
    row = ci.corridors(built(settings(rails, text))).iloc[0]
    assert [row["weakest_unit"], row["weakest_mode"]] == ["", ""]
    assert math.isnan(row["links"])
    assert math.isnan(row["known"])
    assert row["name"] == "way"


def test_units_without_a_score_are_named_but_not_averaged(world):
    unscored = world.edition.units.table.index[~world.edition.units.table["scored"]][0]
    result = with_corridors(world, Corridor("a", "A", ("CHN", unscored), ("air_routes",)))
    row = ci.corridors(result).iloc[0]
    assert row["scored"] == 1
    assert row["index"] == world.scores.loc["CHN", "index"]


def test_without_modes_those_of_the_index_are_looked_at(starter):
    edition = ci.read_edition(settings(starter, '[corridors.way]\nunits = ["ALD", "BOR"]\n'))
    asked = edition.corridors["way"].modes
    needs = {n for i in edition.indicators.values() for n in i.needs if n in edition.modes}
    assert set(asked) == needs
    assert set(ci.corridor_links(ci.build(edition))["mode"]) == needs


def test_a_panel_has_a_row_a_year(starter):
    result = built(settings(starter, RAIL, "year = 2026  ", "years = [2025, 2026]  "))
    table = ci.corridors(result)
    assert table["year"].tolist() == [2025, 2026]
    for year, row in table.set_index("year").iterrows():
        assert row["index"] == pytest.approx(result.scores.loc[year].loc[["ALD", "BOR", "ELM"], "index"].mean())


def test_no_corridors_are_an_empty_table(starter):
    result = built(starter)
    assert ci.corridors(result).empty
    assert ci.corridor_links(result).empty
    assert {"corridor", "index", "weakest_mode"} <= set(ci.corridors(result).columns)


WRONG = {
    'units = ["ALD", "BOX"]': "index.toml [corridors.way] units: must be in units.csv, got 'BOX'; did you mean 'BOR'?",
    'units = ["ALD"]': "index.toml [corridors.way] units: must name two units or more, got ['ALD']",
    'units = ["ALD", "ALD"]': "index.toml [corridors.way] units: must not repeat a unit, got ['ALD', 'ALD']",
    'name = "No units"': "index.toml [corridors] way.units: must be given",
    'units = ["ALD", "BOR"]\nmodes = ["rail"]': "index.toml [corridors.way] modes: must be a mode with link records, got 'rail'",
    'units = ["ALD", "BOR"]\nmodes = ["flights", "flights"]': "index.toml [corridors.way] modes: must not repeat a mode",
    'units = ["ALD", "BOR"]\npairs = "neighbours"': "index.toml [corridors.way] pairs: must be 'successive', 'all' or a mode with link records, got 'neighbours'",
    'units = ["ALD", "BOR"]\nsource = "nobody"': "index.toml [corridors.way] source: must be in sources.csv, got 'nobody'",
    'units = ["ALD", "BOR"]\nlength = 5': "index.toml [corridors] way.length: unknown key, got 5",
}


@pytest.mark.parametrize("lines", list(WRONG))
def test_wrong_settings_are_problems(lines, starter):
    found = [str(p) for p in parse(settings(starter, f"[corridors.way]\n{lines}"))[1]]
    assert any(WRONG[lines] in text for text in found), found


def test_every_problem_of_a_corridor_is_named_at_once(starter):
    text = '[corridors.way]\nunits = ["ALD", "BOX", "BOX"]\nmodes = ["rail"]\npairs = "near"\nsource = "nobody"'
    assert len([p for p in parse(settings(starter, text))[1] if "corridors.way" in p.place]) == 6


def test_corridors_are_published(world):
    from connectindex.reports.data.tables import tables

    found = {t.name: t.frame for t in tables(world)}
    assert found["corridors"]["corridor"].tolist() == list(world.edition.corridors)
    assert set(found["corridor_links"]["corridor"]) == set(world.edition.corridors)
