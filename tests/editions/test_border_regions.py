"""Regions on both sides of a border: the steps that make the tables, the shipped files, and the index."""

import csv
import json
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

import connectindex as ci

FOLDER = Path(str(resources.files("connectindex.editions") / "border_regions"))
CHINA = ["CN-HL", "CN-JL", "CN-NM", "CN-XJ"]
RUSSIA = ["RU-AL", "RU-AMU", "RU-KHA", "RU-PRI", "RU-YEV", "RU-ZAB"]
SCORED = [*CHINA, *RUSSIA]
LINKS = [f"links/{name}.csv" for name in ("air_routes", "border_crossings", "energy", "rail_crossings")]
VALUES = [f"values/{name}.csv" for name in ("airports", "population", "rail_network")]
OTHERS = ["map.json", "projects/reported.csv", "sources.csv", "units.csv"]


def rows(name):
    with (FOLDER / name).open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def edition():
    return ci.read_edition(FOLDER)


@pytest.fixture(scope="module")
def result(edition):
    return ci.build(edition)


def test_units_are_regions_of_two_countries(edition):
    table = edition.units.table
    assert list(table.index[table["scored"]]) == SCORED
    assert list(table.loc[SCORED, "country"]) == ["China"] * 4 + ["Russia"] * 6
    assert list(table.index[~table["scored"]]) == ["CN-REST", "RU-REST"]


def test_codes_are_those_of_iso_3166_2():
    pycountry = pytest.importorskip("pycountry")
    assert all(pycountry.subdivisions.get(code=code) is not None for code in SCORED)


def test_every_link_joins_the_two_sides():
    for name in [*LINKS, "projects/reported.csv"]:
        for row in rows(name):
            assert (row["from"][:3], row["to"][:3]) == ("CN-", "RU-"), row
            assert float(row["count"]) >= 1


def test_open_crossings_by_hand(result):
    # counted on a map with the list of crossings beside it: rail, road, river
    by_hand = {
        "CN-HL": (2, 4, 6),  # Suifenhe, Tongjiang; Heihe, Suifenhe, Dongning, Mishan; six on Amur and Ussuri
        "CN-JL": (1, 1, 0),
        "CN-NM": (1, 3, 0),
        "CN-XJ": (0, 0, 0),
        "RU-AL": (0, 0, 0),
        "RU-AMU": (0, 1, 2),
        "RU-KHA": (0, 0, 2),
        "RU-PRI": (2, 4, 0),
        "RU-YEV": (1, 0, 2),
        "RU-ZAB": (1, 3, 0),
    }
    measured = result.stage("measured")
    columns = ["crossings_rail", "crossings_road", "crossings_river"]
    assert {unit: tuple(measured.loc[unit, columns].astype(int)) for unit in SCORED} == by_hand


def test_a_closed_crossing_is_in_the_table_and_not_in_the_count(result):
    closed = {row["name"] for row in rows("links/border_crossings.csv") if row["status"] == "closed"}
    assert closed == {"Hulin-Markovo", "Mohe-Dzhalinda", "Jiayin-Pashkovo"}
    listed = sum(row["to"] == "RU-PRI" for row in rows("links/border_crossings.csv"))
    assert listed == result.stage("measured").loc["RU-PRI", "crossings_road"] + 1


def test_railways_of_the_map_are_those_of_the_reports():
    pairs = {(row["from"], row["to"]) for row in rows("links/rail_crossings.csv")}
    assert pairs == {("CN-HL", "RU-PRI"), ("CN-HL", "RU-YEV"), ("CN-JL", "RU-PRI"), ("CN-NM", "RU-ZAB")}


def test_a_border_without_a_crossing_is_a_zero_and_not_a_gap(result):
    measured = result.stage("measured")
    assert measured.loc["RU-AL"].eq(0).all()
    assert measured.notna().all(axis=None)
    assert result.scores.loc["RU-AL", "index"] == 0
    assert result.ranks.loc["RU-AL", "index"] == 10


def test_lines_that_carry_energy_join_two_regions_only(result):
    lines = result.stage("measured")["energy_lines"]
    assert lines[lines > 0].to_dict() == {"CN-HL": 6.0, "RU-AMU": 6.0}


def test_flights_to_the_country_behind_count_for_the_region(result):
    routes = {(row["from"], row["to"]): int(row["count"]) for row in rows("links/air_routes.csv")}
    assert (
        routes["CN-HL", "RU-REST"] + routes["CN-HL", "RU-KHA"]
        == result.stage("measured").loc["CN-HL", "air_routes_across"]
    )


def test_no_project_is_counted_twice(edition, result):
    counted = {need for indicator in edition.indicators.values() for need in indicator.needs}
    assert "reported_projects" not in counted
    assert {row["mode"] for row in rows("projects/reported.csv")} == {"reported_projects"}
    assert len(edition.projects) == 3
    assert result.scores["index"].between(0, 100).all()


@pytest.mark.parametrize(
    ("unit", "people"),
    [
        # seventh census of China, 1 November 2020
        ("CN-HL", 31_850_088),
        ("CN-JL", 24_073_453),
        ("CN-NM", 24_049_155),
        ("CN-XJ", 25_852_345),
        # census of Russia, 1 October 2021
        ("RU-AL", 210_924),
        ("RU-AMU", 766_912),
        ("RU-KHA", 1_292_944),
        ("RU-PRI", 1_845_165),
        ("RU-YEV", 150_453),
        ("RU-ZAB", 1_004_125),
    ],
)
def test_people(unit, people):
    [row] = [row for row in rows("values/population.csv") if row["unit"] == unit]
    assert (int(row["value"]), row["status"]) == (people, "reported")


def test_sources_are_used_and_one_file_has_one_licence():
    sources = {row["id"]: row for row in rows("sources.csv")}
    used = {name: {row["source"] for row in rows(name)} for name in [*LINKS, *VALUES, "projects/reported.csv"]}
    assert set().union(*used.values()) == sources.keys()
    assert all(len({sources[s]["licence"] for s in found}) == 1 for found in used.values())
    # a source is a pinned package or a document with an address; the paper of 2017 has no address
    assert [s for s, row in sources.items() if not (row["sha256"] or row["url"])] == ["belt_and_road_2017"]
    told = (FOLDER / "LICENSES-DATA.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in told for name in [*LINKS, *VALUES, "projects/reported.csv", "units.csv", "map.json"])


def test_the_map_has_every_region_and_a_point_inside():
    drawn = json.loads((FOLDER / "map.json").read_text(encoding="utf-8"))
    assert set(drawn) == {
        *("width", "height", "projection", "source", "licence", "disclaimer"),
        *("sphere", "shapes", "points", "small"),
    }
    ids = [shape["id"] for shape in drawn["shapes"]]
    assert ids == sorted(set(ids))
    assert set(SCORED) <= set(ids)
    assert sorted(drawn["points"]) == SCORED
    for x, y in drawn["points"].values():
        assert 0 < x < drawn["width"]
        assert 0 < y < drawn["height"]
    # west to east and north to south as on any map
    points = drawn["points"]
    assert points["CN-XJ"][0] < points["RU-AL"][0] < points["CN-NM"][0] < points["CN-HL"][0] < points["RU-KHA"][0]
    assert points["RU-AMU"][1] < points["CN-HL"][1] < points["CN-JL"][1]


def test_the_projection_is_snyders(monkeypatch):
    regionmap = pytest.importorskip("connectindex.editions.border_regions.derive.regionmap")
    # Snyder, Map Projections: A Working Manual (1987), page 332, for a sphere of radius 3
    monkeypatch.setattr(regionmap, "CENTRE", (40.0, -100.0))
    [[x, y]] = 3 * regionmap.equal_area(np.array([100.0]), np.array([-20.0]))
    assert (x, -y) == (pytest.approx(-4.2339303, abs=1e-6), pytest.approx(4.0257775, abs=1e-6))


def test_the_list_of_crossings_is_read_as_it_stands():
    crossings = pytest.importorskip("connectindex.editions.border_regions.derive.crossings")
    links = {link.name: link for link in crossings.listed()}
    assert len(links) == 17
    assert (links["Heihe-Kanikurgan"].start, links["Heihe-Kanikurgan"].status) == ("2022", "operating")
    assert links["Mishan-Turiy Rog"].destination == "RU-PRI"


def test_the_report_speaks_of_units_and_not_of_economies(result, tmp_path):
    ci.report(result, out=tmp_path / "out", pdf=False)
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "10 units" in page
    assert "economies" not in page.casefold()
    assert 'id="CN-HL"' in page or "CN-HL" in page
    assert len(list((tmp_path / "out" / "countries").glob("*.html"))) == 10


def test_a_copy_is_an_edition(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "copy", ignore=shutil.ignore_patterns("__*", "derive"))
    assert ci.read_edition(tmp_path / "copy").about.edition == "2024"
    assert sum(p.stat().st_size for p in (tmp_path / "copy").rglob("*") if p.is_file()) < 200_000


@pytest.mark.network
def test_the_script_makes_the_same_bytes(tmp_path):
    command = [sys.executable, "-m", "connectindex.editions.border_regions.derive", "--out", str(tmp_path)]
    subprocess.run(command, check=True)
    made = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*"))
    assert made == sorted([*LINKS, *VALUES, *OTHERS])
    for name in made:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_pairs_of_regions_would_say_six_lines(tmp_path):
    """The numbers of the notes: why there is no edition of pairs."""
    folder = tmp_path / "pairs"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("derive", "__pycache__", "__init__.py"))
    text = (folder / "index.toml").read_text("utf-8")
    text = text.replace("year = 2024\n", 'year = 2024\npairs = "all"\n', 1)
    text = text.replace('per = "population"\n', 'per = "population"\nof = "smaller"\n')
    (folder / "index.toml").write_text(text[: text.index("[robustness]")], "utf-8")
    scores = ci.build(ci.read_edition(folder)).scores["index"].sort_values(ascending=False)
    assert len(scores) == 45
    assert scores[scores > 0].round(1).to_dict() == {
        "CN-NM-RU-ZAB": 58.2,
        "CN-HL-RU-AMU": 49.9,
        "CN-HL-RU-KHA": 43.4,
        "CN-HL-RU-YEV": 37.5,
        "CN-HL-RU-PRI": 31.7,
        "CN-JL-RU-PRI": 21.7,
    }
    notes = (folder / "notes.md").read_text("utf-8")
    assert all(f"{score:.1f}" in notes for score in scores[scores > 0])
