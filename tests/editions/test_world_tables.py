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
DERIVED = ["units.csv", "coverage.csv", "sources.csv"]

# Undirected links stand once, the lower code first; weekly flights have a direction.
DIRECTED = {"flights"}


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
        assert set(columns) - set(wanted) <= {"capacity", "status", "name", "reported_status"}, name
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
            known = row["status"] in {"reported", "estimated"}
            assert known or row["status"] in {"missing", "not_applicable"}, (path.name, row)
            assert (row["value"] != "") == known, (path.name, row)
            assert 1950 <= int(row["year"]) <= 2026, (path.name, row)
            if known and not row["variable"].startswith("capital_"):
                assert float(row["value"]) >= 0, (path.name, row)


def test_every_scored_unit_has_a_row_for_every_variable(values, scored):
    variables = {variable for variable, _ in values if not variable.startswith("paper_")}
    assert {(v, u) for v in variables for u in scored} <= values.keys()
    for needed in ("population", "gdp", "area", "capital_latitude", "capital_longitude"):
        assert all(values[needed, unit]["value"] for unit in scored), needed


def test_links_stand_once_and_in_order():
    for path in LINKS:
        if path.name in MEMBERSHIPS:
            keys = [(row["member"], row["name"], row["mode"]) for row in rows(path)]
        else:
            keys = [(row["from"], row["to"], row["mode"], row.get("name", "")) for row in rows(path)]
            for row in rows(path):
                ordered = row["from"] < row["to"] or row["mode"] in DIRECTED
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
        ("gdp", "FRA", 3.162e12),
        ("population", "FRA", 68_512_806),
        ("land_boundary", "CUB", 0),
        # OurAirports, OpenStreetMap, searoute, cloud-regions-info, Wikipedia, Factbook 2015
        ("airports_scheduled", "USA", 696),
        ("airports_scheduled", "CHN", 260),
        ("rail_network_km", "USA", 125921),
        ("rail_network_km", "DEU", 27995),
        ("container_terminals", "CHN", 68),
        ("cloud_regions", "USA", 46),
        ("mobile_operators", "USA", 132),
        ("pipelines", "RUS", 259890),
        ("networks", "USA", 22025),
        ("networks", "BRA", 7785),
        # texts of the Factbook: 70 names for the United States, 20 for Australia, INDIGO twice among them
        ("submarine_cables", "USA", 70),
        ("submarine_cables", "AUS", 19),
        ("paper_trains", "CHN", 3673),
        ("paper_air_agreements", "CHN", 62),
    ],
)
def test_figures_of_the_sources(values, variable, unit, expected):
    assert value(values, variable, unit) == expected


@pytest.mark.parametrize(
    ("mode", "a", "b", "expected"),
    [
        ("grid_links", "NOR", "SWE", 4),
        ("grid_links", "GBR", "IRL", 2),
        ("grid_links", "ITA", "MNE", 1),
        ("rail_crossings", "MEX", "USA", 6),
        ("rail_crossings", "KAZ", "RUS", 21),
        ("rail_crossings", "FRA", "GBR", 1),
        ("rail_crossings", "CHN", "KAZ", 2),
        ("rail_crossings", "DNK", "SWE", 1),
        ("road_crossings", "CAN", "USA", 74),
        ("road_crossings", "MEX", "USA", 34),
        ("road_crossings", "FRA", "ITA", 9),
        ("road_crossings", "BHR", "SAU", 1),
        ("road_crossings", "MYS", "SGP", 2),
        ("road_crossings", "BRA", "GUF", 1),
        ("air_routes", "ESP", "GBR", 222),
        ("air_routes", "CAN", "USA", 162),
        ("flights", "MEX", "USA", 1698),
        ("flights", "ESP", "GBR", 1657),
        ("sea_services", "JPN", "KOR", 55),
        ("land_borders", "CAN", "USA", 1),
    ],
)
def test_links_of_the_sources(pairs, mode, a, b, expected):
    assert pairs[mode][a, b] == expected


def test_totals_of_the_sources(pairs):
    def of(mode, unit):
        return sum(count for pair, count in pairs[mode].items() if unit in pair)

    assert of("air_routes", "GBR") == 1271
    assert of("rail_crossings", "RUS") == 52
    assert of("road_crossings", "DEU") == 130
    assert sum(count for (start, _), count in pairs["flights"].items() if start == "DEU") == 10743
    assert len({unit for pair in pairs["grid_links"] for unit in pair}) == 37


def test_borders_are_as_long_as_the_factbook_says():
    borders = {(row["from"], row["to"]): float(row["capacity"]) for row in rows(WORLD / "links" / "land_borders.csv")}
    assert borders["CAN", "USA"] == 8891
    assert borders["KAZ", "RUS"] == 7644
    assert borders["CHN", "RUS"] == 4133 + 46
    assert ("FJI", "PER") not in borders


def test_cables(members):
    assert len(members["SeaMeWe-3"]) == 32
    assert {"CHN", "DEU", "EGY", "FRA", "JPN", "SGP", "AUS"} <= members["SeaMeWe-3"]
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
    assert printed == landings


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


def test_absence_that_is_no_zero(coverage, scored, pairs):
    missing = {unit for (what, unit), status in coverage.items() if what == "air_routes" and status == "missing"}
    assert missing == {"MDA", "PSE", "SYR"}
    for mode in ("air_routes", "flights"):
        linked = {unit for pair in pairs[mode] for unit in pair}
        assert all((mode, unit) in coverage for unit in scored - linked)
    assert coverage["grid_links", "CHN"] == coverage["grid_links", "TUR"] == "missing"
    assert ("grid_links", "FRA") not in coverage
    assert coverage["submarine_cables", "CUB"] == "missing"


def test_palestine_is_counted_once(values):
    assert value(values, "gdp", "PSE") == 13_711_000_000
    assert value(values, "area", "PSE") == 5860 + 360
    assert value(values, "population", "PSE") > 5_000_000
    assert value(values, "land_boundary", "PSE") == 478 + 72


def test_blanks_of_energy_trade(values):
    # an island without lines, and one direction printed
    for variable, unit in [
        ("electricity_exports", "JPN"),
        ("electricity_exports", "BFA"),
        ("gas_imports", "BFA"),
    ]:
        row = values[variable, unit]
        assert (row["value"], row["status"]) == ("0", "estimated"), (variable, unit)
    # nothing printed with neighbours, and a figure above 0 in the earlier edition
    for variable, unit in [
        ("electricity_exports", "AGO"),
        ("electricity_imports", "SGP"),
        ("electricity_exports", "PER"),
        ("gas_exports", "DEU"),
        ("pipelines", "SRB"),
        ("networks", "XKX"),
    ]:
        assert values[variable, unit]["status"] == "missing", (variable, unit)


def test_closed_borders():
    status = {(r["from"], r["to"], r["mode"]): r["status"] for r in rows(WORLD / "links" / "land_crossings.csv")}
    for a, b in [("ARM", "TUR"), ("ARM", "AZE"), ("DZA", "MAR"), ("KOR", "PRK"), ("RUS", "UKR")]:
        assert status[a, b, "road_crossings"] == "closed", (a, b)
    assert status["FIN", "RUS", "rail_crossings"] == "operating"
    assert status["GEO", "RUS", "road_crossings"] == "operating"
    assert status["GEO", "RUS", "rail_crossings"] == "closed"


def test_belt_and_road():
    projects = rows(WORLD / "projects" / "belt_and_road.csv")
    status = {row["name"]: row["status"] for row in projects}
    assert status["Ethiopia-Djibouti railway"] == "operating"
    assert status["China-Laos railway"] == "construction"
    assert status["Cooperation zones of Heilongjiang and the Russian Far East"] == "planned"
    legs = {(row["from"], row["to"]) for row in projects if "line D" in row["name"]}
    assert legs == {("TKM", "UZB"), ("TJK", "UZB"), ("KGZ", "TJK"), ("CHN", "KGZ")}
    assert {row["year"] for row in projects if row["source"] == "zhang_2019"} == {"2019"}
    assert {row["year"] for row in projects if row["source"] == "belt_and_road_2017"} == {"2017"}


@pytest.mark.network
def test_the_script_makes_the_same_bytes(tmp_path):
    command = [sys.executable, "-m", "connectindex.editions.world.derive", "--out", str(tmp_path)]
    subprocess.run(command, check=True)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.*")}
    assert made == {
        path.relative_to(WORLD) for path in [*VALUES, *LINKS, *(WORLD / name for name in [*DERIVED, "map.json"])]
    }
    for path in sorted(made):
        assert (tmp_path / path).read_bytes() == (WORLD / path).read_bytes(), path
