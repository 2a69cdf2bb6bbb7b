"""The tables of the world edition: their form, figures known from the sources, the script that makes them."""

import csv
import re
import subprocess
import sys
from collections import Counter, defaultdict
from importlib import resources
from pathlib import Path

import pytest

WORLD = Path(str(resources.files("connectindex.editions"))) / "world"
VALUES = sorted((WORLD / "values").glob("*.csv"))
LINKS = sorted([*(WORLD / "links").glob("*.csv"), *(WORLD / "projects").glob("*.csv")])
MEMBERSHIPS = {"organisations.csv", "organisations_groups.csv", "submarine_cables.csv"}
SHARED = Path(__file__).parents[2] / "../shared/data"
DERIVED = ["units.csv", "coverage.csv", "sources.csv"]

OPTIONAL = {"capacity", "status", "start", "end", "name", "reported_status", "status_source"}


def rows(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def units():
    return {row["unit"]: row for row in rows(WORLD / "units.csv")}


@pytest.fixture(scope="module")
def scored(units):
    return {code for code, row in units.items() if row["scored"] == "yes"}


@pytest.fixture(scope="module")
def sources():
    return {row["id"]: row for row in rows(WORLD / "sources.csv")}


@pytest.fixture(scope="module")
def values():
    found = {}
    for path in VALUES:
        for row in rows(path):
            key = (row["variable"], row["unit"])
            assert key not in found, f"{path.name}: {key} stands twice"
            found[key] = row
    return found


@pytest.fixture(scope="module")
def pairs():
    """Mode -> (from, to) -> summed count."""
    found = defaultdict(Counter)
    for path in LINKS:
        if path.name not in MEMBERSHIPS and path.parent.name == "links":
            for row in rows(path):
                found[row["mode"]][row["from"], row["to"]] += float(row["count"])
    return found


@pytest.fixture(scope="module")
def members():
    found = defaultdict(set)
    for name in MEMBERSHIPS:
        for row in rows(WORLD / "links" / name):
            found[row["name"]].add(row["member"])
    return found


@pytest.fixture(scope="module")
def coverage():
    return {(row["what"], row["unit"]): row["status"] for row in rows(WORLD / "coverage.csv")}


def value(values, variable, unit):
    return float(values[variable, unit]["value"])


def test_columns():
    header = {path.name: path.read_text(encoding="utf-8").partition("\n")[0].split(",") for path in LINKS}
    for path in VALUES:
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first == "unit,year,variable,value,status,source", path.name
    for name, columns in header.items():
        wanted = (
            ["member", "name", "year", "mode", "source"]
            if name in MEMBERSHIPS
            else ["from", "to", "year", "mode", "count", "source"]
        )
        assert columns[: len(wanted)] == wanted, name
        assert set(columns) - set(wanted) <= OPTIONAL, name
    assert list(rows(WORLD / "coverage.csv")[0]) == ["what", "unit", "status", "reason"]


def test_files_are_small_and_have_unix_line_ends():
    files = [*VALUES, *LINKS, *(WORLD / name for name in DERIVED)]
    assert sum(path.stat().st_size for path in files) < 2_000_000
    for path in files:
        text = path.read_bytes()
        assert b"\r" not in text, path.name
        assert text.endswith(b"\n"), path.name


def test_codes_are_units(units, coverage):
    for path in VALUES:
        assert {row["unit"] for row in rows(path)} <= units.keys(), path.name
    for path in LINKS:
        for row in rows(path):
            ends = {row["member"]} if path.name in MEMBERSHIPS else {row["from"], row["to"]}
            assert ends <= units.keys(), (path.name, row)
    assert {unit for _, unit in coverage} <= units.keys()
    assert {row["sovereign"] for row in units.values()} <= units.keys()


def test_one_file_one_licence(sources):
    for path in [*VALUES, *LINKS]:
        named = {row["source"] for row in rows(path)}
        assert named <= sources.keys(), path.name
        assert len({sources[source]["licence"] for source in named}) == 1, path.name


def test_licences_are_told_for_every_file():
    told = (WORLD / "LICENSES-DATA.md").read_text(encoding="utf-8")
    for path in [*VALUES, *LINKS]:
        assert f"`{path.parent.name}/{path.name}`" in told


def test_sources_are_used_and_pinned(sources):
    used = {row["source"] for path in [*VALUES, *LINKS] for row in rows(path)}
    assert used == sources.keys()
    for row in sources.values():
        assert bool(row["package"]) == bool(re.fullmatch("[0-9a-f]{64}", row["sha256"])), row["id"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["retrieved"]), row["id"]


def test_values_have_a_number_exactly_when_known():
    for path in VALUES:
        for row in rows(path):
            known = row["status"] in {"reported", "estimated", "incomplete"}
            assert known or row["status"] in {"missing", "not_applicable"}, (path.name, row)
            assert (row["value"] != "") == known, (path.name, row)
            assert 1950 <= int(row["year"]) <= 2026, (path.name, row)
            if known and not row["variable"].startswith("capital_"):
                assert float(row["value"]) >= 0, (path.name, row)


def test_every_scored_unit_has_a_row_for_every_variable(values, scored):
    variables = {variable for variable, _ in values if not variable.startswith(("paper_", "china_"))}
    assert {(v, u) for v in variables for u in scored} <= values.keys()
    for needed in ("population", "gdp", "area", "capital_latitude", "capital_longitude", "electricity_consumption"):
        assert all(values[needed, unit]["value"] for unit in scored), needed


def test_links_stand_once_and_in_order():
    for path in LINKS:
        if path.name in MEMBERSHIPS:
            keys = [(row["member"], row["name"], row["mode"]) for row in rows(path)]
        else:
            keys = [
                (row["from"], row["to"], row["mode"], row.get("name", ""), row.get("status", ""), row.get("start", ""))
                for row in rows(path)
            ]
            for row in rows(path):
                ordered = row["from"] < row["to"] or path.parent.name == "projects"
                inside = row["from"] == row["to"] and row["mode"].startswith("domestic_")
                assert (ordered and row["from"] != row["to"]) or inside, (path.name, row)
                assert int(row["count"]) > 0, (path.name, row)
                allowed = {"", "operating", "closed", "planned", "construction"}
                assert row.get("status", "") in allowed, (path.name, row)
        assert len(keys) == len(set(keys)), path.name


def test_a_census_has_one_year():
    years = defaultdict(set)
    for path in LINKS:
        if path.parent.name == "links":
            for row in rows(path):
                years[row["mode"]].add(row["year"])
    assert {mode: len(found) for mode, found in years.items()} == dict.fromkeys(years, 1)


def test_scored_units(units, scored, values):
    assert len(scored) == 161
    assert all(value(values, "population", unit) >= 1_000_000 for unit in scored)
    names = {
        "CIV": "Côte d'Ivoire",
        "COD": "DR Congo",
        "TUR": "Türkiye",
        "KOR": "South Korea",
        "CZE": "Czechia",
    }
    assert {code: units[code]["name"] for code in names} == names
    assert len({row["region"] for row in units.values()}) == 7
    assert sum(row["eu"] == "yes" for row in units.values()) == 27
    assert sum(row["au"] == "yes" for row in units.values()) == 55
    assert sum(row["oecd"] == "yes" for row in units.values()) == 38
    assert {code for code, row in units.items() if row["eaeu"] == "yes"} == {
        "ARM",
        "BLR",
        "KAZ",
        "KGZ",
        "RUS",
    }


@pytest.mark.parametrize(
    ("variable", "unit", "expected"),
    [
        # CIA World Factbook, last edition
        ("electricity_exports", "FRA", 76207),
        ("electricity_exports", "DEU", 60316),
        ("electricity_exports", "LAO", 38000),
        ("electricity_imports", "DEU", 69353),
        ("electricity_imports", "THA", 35805),
        ("electricity_capacity", "FRA", 151463),
        ("ports", "NOR", 141),
        ("ports", "ZAF", 8),
        ("land_boundary", "CUB", 0),
        # OurAirports, OpenStreetMap, searoute, cloud-regions-info, Wikipedia
        ("airports_scheduled", "USA", 696),
        ("airports_scheduled", "CHN", 260),
        ("rail_network_km", "USA", 125921),
        ("rail_network_km", "DEU", 27995),
        ("container_terminals", "CHN", 68),
        ("cloud_regions", "USA", 46),
        ("mobile_operators", "USA", 132),
        ("networks", "USA", 22025),
        ("networks", "BRA", 7785),
        # texts of the Factbook: 70 names for the United States, 20 for Australia, INDIGO twice among them; TAT-14 and
        # SeaMeWe-3 have been retired
        ("submarine_cables", "USA", 69),
        ("submarine_cables", "AUS", 18),
        ("paper_trains", "CHN", 3673),
        ("paper_air_agreements", "CHN", 62),
    ],
)
def test_figures_of_the_sources(values, variable, unit, expected):
    assert value(values, variable, unit) == expected


def test_borders_are_as_long_as_the_factbook_says():
    borders = {(row["from"], row["to"]): float(row["capacity"]) for row in rows(WORLD / "links" / "land_borders.csv")}
    assert borders["CAN", "USA"] == 8891
    assert borders["KAZ", "RUS"] == 7644
    assert borders["CHN", "RUS"] == 4133 + 46
    assert ("FJI", "PER") not in borders


def test_cables(members):
    assert members["SeaMeWe-3"] == members["TAT-14"] == set()  # retired
    assert members["SeaMeWe-5"] >= {"BGD", "DJI", "ITA", "SGP", "TUR"}
    assert members["Asia-Pacific Gateway"] == set()
    assert members["APG"] == {"CHN", "HKG", "JPN", "KOR", "MYS", "SGP", "THA", "TWN", "VNM"}
    assert "MYS" not in members["ACE"]


def test_a_cable_has_one_name():
    names = {row["name"] for row in rows(WORLD / "links" / "submarine_cables.csv")}
    plain = Counter(re.sub("[^a-z0-9]", "", name.casefold()) for name in names)
    assert [name for name, count in plain.items() if count > 1] == []
    # what is left of a sentence that was cut in the wrong place
    leftovers = "cables?|links?|provid|connect|submarine|system"
    assert [name for name in names if re.search(rf"\b({leftovers})", name) or len(name) > 45] == []


def test_landings_agree_with_members(values):
    landings = Counter(row["member"] for row in rows(WORLD / "links" / "submarine_cables.csv"))
    printed = {
        unit: float(row["value"]) for (v, unit), row in values.items() if v == "submarine_cables" and row["value"]
    }
    assert {unit: count for unit, count in printed.items() if count} == landings


def test_organisations_say_something_about_pairs(members, scored):
    cables = {row["name"] for row in rows(WORLD / "links" / "submarine_cables.csv")}
    organisations = {name: found for name, found in members.items() if found and name not in cables}
    assert len(members["European Union"]) == 27
    assert len(members["NATO"]) == 32
    assert "RUS" not in members["Council of Europe"]
    assert len(organisations) == 65
    assert all(len(found) >= 3 and len(found & scored) <= len(scored) / 2 for found in organisations.values())


def test_landlocked_have_no_seaport(units, scored, values, coverage, pairs):
    landlocked = {code for code, row in units.items() if row["landlocked"] == "yes"}
    assert {"KAZ", "PRY", "MDA", "AUT", "ETH"} <= landlocked
    assert "PSE" not in landlocked
    for unit in landlocked & scored:
        for variable in ("ports", "ports_oil_terminals", "container_terminals", "submarine_cables"):
            assert values[variable, unit]["status"] == "not_applicable", (variable, unit)
        assert coverage["sea_services", unit] == "not_applicable"
        assert coverage["submarine_cables", unit] == "not_applicable"
    assert not landlocked & {unit for pair in pairs["sea_services"] for unit in pair}


def test_islands_have_no_crossings(units, coverage, pairs):
    assert units["GBR"]["island"] == "no"
    assert units["SGP"]["island"] == units["CUB"]["island"] == units["CYP"]["island"] == "yes"
    assert coverage["rail_crossings", "JPN"] == coverage["road_crossings", "MDG"] == "not_applicable"
    for mode, unit in [("rail_crossings", "SGP"), ("road_crossings", "BHR"), ("rail_crossings", "GBR")]:
        assert (mode, unit) not in coverage
        assert any(unit in pair for pair in pairs[mode])
    for (what, unit), status in coverage.items():
        if what in pairs and status == "not_applicable":
            assert not any(unit in pair for pair in pairs[what]), (what, unit)


def test_absence_that_is_no_zero(coverage):
    missing = {unit for (what, unit), status in coverage.items() if what == "submarine_cables" and status == "missing"}
    assert missing == {"BIH", "ERI", "PRK", "PSE", "TLS"}
    assert {what for (what, _), status in coverage.items() if status == "missing"} == {
        "sea_services",
        "submarine_cables",
    }
    assert {unit for what, unit in coverage if what == "grid_links"} == {"NZL"}


def test_palestine_is_counted_once(values):
    assert value(values, "area", "PSE") == 5860 + 360
    assert value(values, "population", "PSE") > 5_000_000
    assert value(values, "land_boundary", "PSE") == 478 + 72


def test_belt_and_road():
    projects = rows(WORLD / "projects" / "belt_and_road.csv")
    status = {row["name"]: (row["status"], row["start"]) for row in projects}
    assert status["Ethiopia-Djibouti railway"] == ("operating", "")
    assert status["China-Laos railway"] == ("operating", "2021")
    assert (
        status["Tongjiang-Nizhneleninskoye railway bridge"]
        == status["Heihe-Blagoveshchensk bridge"]
        == ("operating", "2022")
    )
    assert status["China-Russia gas pipeline, east line"] == ("operating", "2019")
    assert status["Jakarta high-speed railway"] == ("operating", "2023")
    assert status["Cooperation zones of Heilongjiang and the Russian Far East"] == ("planned", "")
    legs = {(row["from"], row["to"]) for row in projects if "line D" in row["name"]}
    assert legs == {("TKM", "UZB"), ("TJK", "UZB"), ("KGZ", "TJK"), ("CHN", "KGZ")}
    then = {"construction", "in progress", "progressing", "commissioning"}
    changed = [row for row in projects if row["reported_status"] in then and row["status"] != "construction"]
    assert len(changed) == 22
    assert all(row["status_source"] for row in changed)


@pytest.mark.network
def test_the_script_makes_the_same_bytes(tmp_path):
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED}: the files of the repositories are not here")
    command = [sys.executable, "-m", "connectindex.editions.world.derive", "--sources", str(SHARED)]
    subprocess.run([*command, "--out", str(tmp_path)], check=True)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.*")}
    assert made == {
        path.relative_to(WORLD) for path in [*VALUES, *LINKS, *(WORLD / name for name in [*DERIVED, "map.json"])]
    }
    for path in sorted(made):
        assert (tmp_path / path).read_bytes() == (WORLD / path).read_bytes(), path
