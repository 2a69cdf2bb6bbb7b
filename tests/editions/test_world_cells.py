"""Cells of the world edition that a specialist looks up, and the traps of its sources, each by a cell it concerns."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from connectindex.edition.read import world_folder
from connectindex.editions.world.derive import (
    fetch,
    fuels,
    gateways,
    grid,
    indicators_wdi,
    liner,
    routes,
    spreadsheets,
)
from connectindex.editions.world.derive.pins import PINS
from connectindex.editions.world.derive.tables import Link

WORLD = world_folder()
SHARED = Path(__file__).parents[2] / "../shared/data"


def rows(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def measured(result):
    return result.stage("denominated")


@pytest.fixture(scope="module")
def origins(result):
    return result.origins["origin"]


@pytest.fixture(scope="module")
def links():
    """(mode, from, to) -> records."""
    found = defaultdict(list)
    for path in (WORLD / "links").glob("*.csv"):
        for row in rows(path):
            if "from" in row:
                found[row["mode"], row["from"], row["to"]].append(row)
    return found


def operating(links, mode, a, b):
    return sum(float(row["count"]) for row in links[mode, a, b] if row.get("status") == "operating")


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """The files of the sources, adopted by their hash."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED}: the files of the sources are not here")
    folder = tmp_path_factory.mktemp("cache")
    fetch.adopt(SHARED, folder)
    return folder


@pytest.mark.parametrize(
    ("unit", "least", "most"),
    [
        # countries with a nonstop flight in July 2026: 0, 41, 14, 8, 10, 120, 70
        ("UKR", 0, 0),
        ("RUS", 38, 46),
        ("BLR", 10, 16),
        ("YEM", 5, 11),
        ("SDN", 1, 12),
        ("TUR", 105, 120),
        ("ETH", 50, 70),
        # lost with an airport's code in a list of 2014: 33 and 16
        ("MDA", 15, 33),
        ("KGZ", 9, 16),
        ("SYR", 7, 12),
        ("IRN", 18, 23),
        ("VEN", 13, 16),
        ("PSE", 0, 0),
    ],
)
def test_air_partners_after_the_closed_airspaces(measured, unit, least, most):
    assert least <= measured.loc[unit, "air_partners"] <= most


def test_air_routes_within_a_state_are_none(links):
    assert not links["air_routes", "PRI", "USA"]
    assert not links["air_routes", "FRA", "REU"]
    assert operating(links, "air_routes", "CHN", "HKG") > 20


@pytest.mark.parametrize("unit", ["AGO", "CAF", "TCD", "ERI", "GNQ", "SOM", "HTI", "DOM", "YEM", "PNG", "TLS"])
def test_electricity_trade_without_a_line_is_zero(values, measured, unit):
    assert (
        float(values["electricity_exports", unit]["value"]) == float(values["electricity_imports", unit]["value"]) == 0
    )
    assert measured.loc[unit, "electricity_trade"] == measured.loc[unit, "grid_partners"] == 0


@pytest.mark.parametrize("unit", ["LBR", "SLE", "GIN", "GMB", "GNB", "SGP", "KWT", "OMN", "QAT"])
def test_electricity_trade_over_lines_newer_than_the_printed_zero_is_unknown(values, measured, unit):
    assert values["electricity_imports", unit]["status"] == "missing"
    assert measured["electricity_trade"].isna()[unit]
    assert measured.loc[unit, "grid_partners"] > 0


@pytest.mark.parametrize(
    ("variable", "unit", "year", "value"),
    [
        ("gas_exports", "AUT", "2019", 2800),
        ("gas_exports", "HUN", "2020", 3758),
        ("gas_exports", "SVK", "2020", 0),
        ("electricity_exports", "GEO", "2020", 256),  # before transit to Türkiye was counted both ways
        ("electricity_imports", "GEO", "2020", 1712),
        ("electricity_exports", "CHN", "2023", 20577),
        ("internet_users", "CHN", "2023", 90.6),
        ("internet_users", "JAM", "2023", 89.47),
        ("population", "MDA", "2023", None),
        ("lng_terminals", "YEM", "2024", 0),  # shut since 2015
        ("lng_terminals", "JPN", "2024", 44),
        ("liner_access", "PRK", "2025", None),
    ],
)
def test_values_of_the_sources(values, variable, unit, year, value):
    row = values[variable, unit]
    assert row["year"] == year
    if value is not None:
        assert float(row["value"]) == pytest.approx(value, rel=0.02 if variable == "electricity_exports" else 1e-9)


def test_a_printed_zero_against_other_editions_is_unknown(values):
    assert values["gas_exports", "DEU"]["status"] == "missing"


@pytest.mark.parametrize(
    ("unit", "people", "broadband"),
    [("MDA", 2.4e6, 27.4), ("GEO", 3.7e6, 29.3), ("MKD", 1.8e6, 29.2), ("CYP", 1.34e6, 38.7), ("OMN", 5.05e6, 10.9)],
)
def test_denominators_are_those_of_the_world_bank(values, measured, unit, people, broadband):
    assert float(values["population", unit]["value"]) == pytest.approx(people, rel=0.05)
    assert measured.loc[unit, "fixed_broadband"] == pytest.approx(broadband, abs=1.5)


@pytest.mark.parametrize(
    ("unit", "indicator"),
    [("DEU", "gas_trade"), ("KEN", "electricity_trade"), ("EGY", "cable_access"), ("USA", "cable_access")],
)
def test_figures_known_to_be_too_low_are_incomplete(origins, unit, indicator):
    assert origins[unit, indicator] == "incomplete"


@pytest.mark.parametrize(
    ("mode", "a", "b", "count"),
    [
        ("rail_crossings", "ESP", "MAR", 0),
        ("rail_crossings", "ISR", "PSE", 0),
        ("road_crossings", "ISR", "PSE", 0),
        ("rail_crossings", "ARG", "PRY", 1),
        ("rail_crossings", "LSO", "ZAF", 1),
        ("rail_crossings", "ARG", "BRA", 1),
        ("rail_crossings", "CHN", "MNG", 1),
        ("rail_crossings", "CHN", "PRK", 3),
        ("rail_crossings", "IND", "NPL", 3),
        ("rail_crossings", "AGO", "COD", 1),
        ("rail_crossings", "GRC", "TUR", 1),
        ("rail_crossings", "ESP", "PRT", 3),
        ("rail_crossings", "FRA", "ITA", 3),
        ("rail_crossings", "DEU", "DNK", 2),
        ("rail_crossings", "CHE", "ITA", 6),
        ("rail_crossings", "JOR", "SYR", 0),
        ("rail_crossings", "SDN", "SSD", 0),
        ("rail_crossings", "CHN", "RUS", 4),
        ("rail_crossings", "CHN", "KAZ", 2),
        ("rail_crossings", "FRA", "GBR", 1),
        ("road_crossings", "CHN", "RUS", 8),
        ("road_crossings", "CHN", "IND", 0),
        ("road_crossings", "PRK", "RUS", 0),
        ("road_crossings", "IND", "PAK", 0),
        ("road_crossings", "BDI", "RWA", 0),
        ("road_crossings", "ERI", "ETH", 0),
        ("road_crossings", "GEO", "RUS", 1),
        ("road_crossings", "BLR", "LTU", 2),
        ("road_crossings", "CAN", "USA", 119),
        ("road_crossings", "MYS", "SGP", 2),
        ("grid_links", "DNK", "GBR", 1),
        ("grid_links", "EST", "LVA", 1),
        ("grid_links", "BLR", "LTU", 0),
        ("grid_links", "RUS", "UKR", 0),
        ("grid_links", "ALB", "XKX", 1),
        ("pipelines_crossing", "CHN", "RUS", 2),  # Power of Siberia and the oil branch
        ("pipelines_crossing", "RUS", "UKR", 0),
        ("pipelines_crossing", "BLR", "DEU", 0),  # Yamal-Europe runs through Poland
        ("pipelines_crossing", "DZA", "HRV", 0),
        ("pipelines_crossing", "DZA", "TUN", 2),
        ("pipelines_crossing", "EST", "TUR", 0),
        ("pipelines_crossing", "GRC", "ITA", 0),
    ],
)
def test_pairs_that_a_map_or_tracker_has_otherwise(links, mode, a, b, count):
    assert operating(links, mode, a, b) == count


@pytest.mark.parametrize(
    ("unit", "reached"), [("DEU", 6), ("SVN", 0), ("SLV", 0), ("UKR", 0), ("CUB", 3), ("BEL", 2), ("AUS", 15)]
)
def test_countries_reached_by_cable(values, unit, reached):
    assert float(values["cable_access", unit]["value"]) == reached


def test_landlocked_countries_reach_the_sea_through_a_port_and_pay_for_the_way(values):
    access = {u: float(values["liner_access", u]["value"]) for u in ("CHE", "MNG", "KAZ", "ETH", "DJI", "DEU")}
    assert access["CHE"] < access["DEU"]
    assert access["ETH"] < access["DJI"]
    assert access["KAZ"] < 10 < access["MNG"]
    assert values["liner_access", "CHE"]["status"] == "estimated"


def test_liner_access_through_the_best_gateway(cache):
    capitals = {row["unit"]: (0.0, 0.0) for row in rows(gateways.TABLE)} | {"CHE": (46.95, 7.45)}
    near = gateways.best(cache, capitals)["CHE"]
    assert near.country == "BEL"
    assert near.km == pytest.approx(530, abs=20)
    assert near.access(gateways.halved) == pytest.approx(near.index * 0.5 * 0.5 ** (near.km / 1000))
    assert gateways.best(cache, capitals, lambda km: 0.5 ** (km / 50))["CHE"].country == "ITA"
    assert liner.port_scale(cache) == pytest.approx(0.467, abs=0.005)


def test_cables_over_land_are_half_of_the_best_neighbours_and_a_quarter_through_two():
    members = [gateways.Member(u, "Blue", 2019, "submarine_cables", "x") for u in ("DEU", "GBR", "USA")]
    roads = [
        Link(a, b, 2024, "road_crossings", 1, "x", status="operating") for a, b in [("CZE", "DEU"), ("CZE", "SVK")]
    ]
    found = gateways.cable_access(
        frozenset({"DEU", "CZE", "SVK", "AUT"}), frozenset({"CZE", "SVK", "AUT"}), members, roads
    )
    assert {v.unit: (v.value, v.status) for v in found} == {
        "DEU": (2.0, "reported"),
        "CZE": (1.0, "estimated"),
        "SVK": (0.5, "estimated"),
        "AUT": (None, "missing"),
    }


def test_liner_partners_are_those_of_the_services(measured):
    # Alphaliner 2017, as counted by hand: 22, 20, 46, 52, 97
    found = measured["sea_partners"]
    assert [found[u] for u in ("IDN", "PHL", "JPN", "RUS", "CHN")] == [22, 20, 46, 52, 97]


def test_closures_name_their_airport_and_partners():
    shut = [c for c in routes.closures() if c.unit == "YEM"]
    assert any(c.shuts("YEM", "SAH", "EGY") for c in shut)
    assert not any(c.shuts("YEM", "ADE", "EGY") for c in shut)
    russia = [c for c in routes.closures() if c.unit == "RUS"]
    assert any(c.shuts("RUS", "SVO", "DEU") for c in russia)
    assert not any(c.shuts("RUS", "SVO", "TUR") for c in russia)


FACTS = ["border_facts", "cable_facts", "closed_airspaces", "gateways", "grid_facts", "pipeline_facts"]


@pytest.mark.parametrize("name", FACTS)
def test_facts_by_hand_have_a_source_and_say_what_it_rests_on(name):
    found = rows(WORLD / "derive" / f"{name}.csv")
    assert found
    assert [row for row in found if len(row["source"]) < 10] == []
    assert [row for row in found if row["basis"] not in ("document", "database", "knowledge")] == []
    assert [row for row in found if "://" in row["source"]] == []  # none was read at an address


def test_the_status_of_a_project_says_what_it_rests_on():
    found = rows(WORLD / "derive" / "projects.csv")
    assert {row["basis"] for row in found} == {"paper", "none", "database", "knowledge"}
    for row in found:
        told = {"paper": "", "none": "no later report is known here", "database": "Global Energy Monitor"}
        assert row["source"].startswith(told.get(row["basis"], ""))
        assert bool(row["source"]) == (row["basis"] != "paper")
    published = rows(WORLD / "projects" / "belt_and_road.csv")
    known = [row for row in published if row["status_source"].endswith("author's knowledge, to be verified")]
    assert len(known) == sum(row["basis"] == "knowledge" for row in found)


def test_lines_of_the_grid_that_a_database_has_are_planned_there(cache):
    listed = spreadsheets.sheet(cache / PINS["gtd"].filename, "GTD-v1.0_regional_planned")
    head, *planned = listed
    at = {str(name): k for k, name in enumerate(head)}
    pairs = set()
    for row in planned:
        if row[at["from_region"]] and float(row[at["max_flow"]] or 0) > 0:
            pairs.add(tuple(sorted(str(row[at[end]])[:3] for end in ("from_region", "to_region"))))
    for row in rows(WORLD / "derive" / "grid_facts.csv"):
        assert ((row["from"], row["to"]) in pairs) == (row["basis"] == "database"), row


def test_terminals_of_puerto_rico_are_its_own(values):
    assert float(values["lng_terminals", "PRI"]["value"]) == 2


def test_trade_that_has_ended_is_zero(values, measured):
    assert (values["gas_exports", "TLS"]["value"], values["gas_exports", "TLS"]["source"]) == ("0", "border_facts")
    assert measured.loc["TLS", "gas_trade"] == 0


def test_sources_are_found_by_their_hash_under_any_name(tmp_path, monkeypatch):
    monkeypatch.setitem(
        PINS, "thing", PINS["gtd"].__class__("github", "a/b", "c0ffee0", "thing.csv", ABC, "data/x y.csv")
    )
    (tmp_path / "given" / "deep").mkdir(parents=True)
    (tmp_path / "given" / "deep" / "other name.txt").write_text("abc")
    (tmp_path / "given" / "noise.txt").write_text("abcd")
    assert fetch.adopt(tmp_path / "given", tmp_path / "cache") == ["thing"]
    assert (tmp_path / "cache" / "thing.csv").read_text() == "abc"
    assert PINS["thing"].address == "https://raw.githubusercontent.com/a/b/c0ffee0/data/x%20y.csv"
    with pytest.raises(fetch.FetchError, match="must be a folder"):
        fetch.adopt(tmp_path / "nowhere", tmp_path / "cache")


ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # SHA-256 of "abc", FIPS 180-2


def test_a_file_of_a_repository_is_read_at_its_address(tmp_path, monkeypatch):
    served = tmp_path / "served.csv"
    served.write_text("abc")
    pin = PINS["gtd"].__class__("github", "a/b", "c0ffee0", "thing.csv", ABC, "data/thing.csv")
    monkeypatch.setitem(PINS, "thing", pin)
    monkeypatch.setattr(type(pin), "address", property(lambda _: served.as_uri()))
    assert fetch.fetch("thing", tmp_path / "cache").read_text() == "abc"
    monkeypatch.setattr(type(pin), "address", property(lambda _: (tmp_path / "gone").as_uri()))
    (tmp_path / "cache" / "thing.csv").unlink()
    with pytest.raises(fetch.FetchError, match="give a folder that holds the file with --sources"):
        fetch.fetch("thing", tmp_path / "cache")


def test_a_compiled_file_must_be_given(tmp_path):
    with pytest.raises(fetch.FetchError, match="must be given with --sources"):
        fetch.fetch("factbook_panel", tmp_path)


def test_a_line_of_several_countries_out_of_order_is_refused():
    line = fuels._Line("P0000", "Long Line", ("BLR", "DEU", "POL"), "operating", "1999", "gas")
    with pytest.raises(fuels.UnknownWayError, match="P0000 Long Line"):
        list(fuels._legs(line, frozenset({("DEU", "POL")})))
    assert list(fuels._legs(line, frozenset({("BLR", "DEU"), ("DEU", "POL")}))) == [("BLR", "DEU"), ("DEU", "POL")]


def test_grid_capacity_is_the_larger_of_both_ways():
    row = (None,) * 5 + ("TRNAAA", "AFGXX", "KOSXX", 100.0, -250.0)
    twice = [row, row]
    inside = [(None,) * 5 + ("TRNBBB", "CHNXI", "CHNBE", 900.0, -900.0)]
    assert list(grid._pathways([*twice, *inside])) == [("AFG", "XKX", 250.0)]


def test_tables_of_the_world_bank_and_of_gapminder_are_read(cache):
    assert indicators_wdi.series("wdi_population", cache)["MDA"][2023] == pytest.approx(2.46e6, rel=0.03)
    assert indicators_wdi.series("itu_internet", cache)["CHN"][2023] == 90.6
    assert indicators_wdi.series("wdi_departures", cache)["IRL"][2019] > 500_000  # Ryanair is registered there
    waves = indicators_wdi.logistics(cache)
    assert waves[2023]["SGP"] == 4.3
    assert waves[2018]["DEU"] == pytest.approx(4.2014, abs=1e-4)
    assert waves[2023]["TUR"] == 3.4
