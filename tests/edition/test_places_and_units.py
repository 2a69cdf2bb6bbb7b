"""Airports and countries share codes: whose ends are places are looked up there alone; mixtures are said."""

import shutil
from pathlib import Path

import pytest

import connectindex as ci
from connectindex.edition.read import parse
from connectindex.pipeline.measure import dyads_of

SAMPLES = Path(__file__).parent.parent / "readers" / "samples"
INDEX = """
[index]
title = "T"
edition = "1"
year = 2023
[tree]
indicators = ["air_partners"]
[method.normalise]
kind = "minmax"
[modes]
air_routes = { name = "Air routes", absent = "zero" }
"""
TABLE = """
[[links]]
csv = "big/routes.csv"
columns = { from = "src", to = "dst" }
mode = "air_routes"
year = 2023
"""
CODES = ["USA", "AUS", "CHN", "CAN", "FRA", "DEU", "MCO", "PER"]
UNITS = "unit,name\nUSA,United States\nAUS,Australia\nCHN,China\nCAN,Canada\nFRA,France\nDEU,Germany\nMCO,Monaco\nPER,Peru\n"
PLACES = "place,unit\nJFK,USA\nPEK,CHN\nCDG,FRA\nSYD,AUS\n"
ALL_PLACES = PLACES + "AUS,USA\nCAN,CHN\nFRA,DEU\nMCO,USA\nPER,AUS\n"
ROUTES = "airline,src,dst\nUA,JFK,AUS\nCA,PEK,CAN\nAF,CDG,FRA\nAF,CDG,MCO\nQF,SYD,PER\n"


@pytest.fixture
def edition(tmp_path):
    def make(index=INDEX + TABLE, places=ALL_PLACES, **files):
        for folder in ("values", "big", "links"):
            (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / "index.toml").write_text(index, "utf-8")
        (tmp_path / "units.csv").write_text(UNITS, "utf-8")
        (tmp_path / "places.csv").write_text(places, "utf-8")
        (tmp_path / "values" / "v.csv").write_text(
            "unit,year,variable,value\n" + "".join(f"{c},2023,pop,1\n" for c in CODES), "utf-8"
        )
        (tmp_path / "big" / "routes.csv").write_text(ROUTES, "utf-8")
        for name, text in files.items():
            (tmp_path / name.replace("__", "/").replace("_csv", ".csv")).write_text(text, "utf-8")
        return tmp_path

    return make


def partners(folder):
    made = ci.build(ci.read_edition(folder))
    return made.stage("measured")["air_partners"].astype(int).to_dict()


def said(folder):
    return [str(p) for p in parse(folder)[1]]


MEANT = {"USA": 1, "AUS": 0, "CHN": 0, "CAN": 0, "FRA": 2, "DEU": 1, "MCO": 0, "PER": 0}


def test_partners_by_air_are_those_of_the_airports_where_ends_are_places(edition):
    assert partners(edition(INDEX + TABLE + 'ends = "places"\n')) == MEANT


def test_the_mode_may_say_that_its_ends_are_places(edition):
    index = INDEX.replace('absent = "zero"', 'absent = "zero", ends = "places"')
    assert partners(edition(index + TABLE)) == MEANT
    rows = "from,to,year,mode,count\nJFK,AUS,2023,air_routes,1\nPEK,CAN,2023,air_routes,1\nCDG,FRA,2023,air_routes,1\nCDG,MCO,2023,air_routes,1\nSYD,PER,2023,air_routes,1\n"
    assert partners(edition(index, links__air_csv=rows)) == MEANT


def test_units_in_other_tables_keep_their_codes_beside_places_of_the_same_code(edition):
    index = INDEX + 'land = { absent = "zero" }\n' + TABLE + 'ends = "places"\n'
    folder = edition(index, links__land_csv="from,to,year,mode,count\nFRA,DEU,2023,land,1\nFRA,MCO,2023,land,1\n")
    made = dyads_of(ci.read_edition(folder), 2023)
    land = made.pairs[made.pairs["mode"] == "land"]
    assert sorted(zip(land["unit"], land["partner"], strict=True)) == [
        ("DEU", "FRA"),
        ("FRA", "DEU"),
        ("FRA", "MCO"),
        ("MCO", "FRA"),
    ]
    assert partners(folder) == MEANT


def test_a_place_with_the_code_of_a_unit_is_refused_with_the_way_out(edition):
    problems = said(edition())
    assert problems[0] == (
        "places.csv row 6, column place: a place must not have the code of a unit, got 'AUS'; "
        'say ends = "places" of the mode or the [[links]] whose ends are places'
    )


def test_a_place_that_is_not_listed_is_a_problem_and_no_unit(edition):
    problems = said(edition(INDEX + TABLE + 'ends = "places"\n', PLACES))
    assert len(problems) == 5
    assert all("column to: must be in places.csv (its ends are places), got" in p for p in problems)


def test_check_says_where_a_table_mixes_units_and_places(edition):
    (warning,) = [str(w) for w in ci.read_edition(edition(places=PLACES)).warnings]
    assert warning == (
        "links big/routes.csv: names units (AUS, CAN, FRA, MCO, PER) and places (CDG, JFK, PEK, SYD), whose codes may be alike; "
        'if all are places, say ends = "places" of the mode or the [[links]], and list them in places.csv'
    )


def test_mixtures_in_tables_of_links_are_said_too(edition):
    rows = "from,to,year,mode,count\nJFK,AUS,2023,air_routes,1\n"
    warnings = [str(w) for w in ci.read_edition(edition(INDEX, PLACES, links__air_csv=rows)).warnings]
    assert any(w.startswith("links/air.csv: names units (AUS) and places (JFK)") for w in warnings)


def test_openflights_files_without_headers(edition):
    header = '["airline", "airline_id", "src", "src_id", "dst", "dst_id", "codeshare", "stops", "equipment"]'
    table = TABLE.replace("routes.csv", "routes.dat") + f'header = {header}\nends = "places"\nunknown = "leave_out"\n'
    folder = edition(INDEX + table)
    shutil.copy(SAMPLES / "routes.dat", folder / "big" / "routes.dat")
    with (folder / "big" / "routes.dat").open("a", encoding="utf-8") as file:
        file.write("AF,137,\\N,1,\\N,2,,0,320\nAF,137,CDG,1,ZZZ,2,,0,320\nAF,137,ZZZ,1,CDG,2,,0,320\n")
    made = ci.read_edition(folder)
    assert partners(folder) == {"USA": 1, "AUS": 1, "CHN": 1, "CAN": 0, "FRA": 2, "DEU": 1, "MCO": 0, "PER": 0}
    assert [str(w) for w in made.warnings if "left out" in w.rule] == [
        r"links big/routes.dat: records whose ends are unknown are left out: 'ZZZ' (2), '\\N' (2)"
    ]


def test_rows_of_links_may_be_chosen_and_separated_otherwise(edition):
    text = "src;dst;stops\nJFK;AUS;0\nPEK;CAN;1\n"
    folder = edition(
        INDEX + TABLE + 'ends = "places"\nseparator = ";"\nwhere = { stops = "0" }\n', big__routes_csv=text
    )
    assert partners(folder)["CHN"] == 0
    folder = edition(INDEX + TABLE + 'ends = "places"\nseparator = ";"\nwhere = { stop = "0" }\n', big__routes_csv=text)
    assert said(folder)[0] == "[[links]] where: must be a column of the table, got 'stop'; did you mean 'stops'?"


def test_names_and_other_codes_of_countries_are_ends_of_links_too(edition):
    text = "src,dst\nFrance,Germany\nFR,Peru\nUS,CHN\n"
    folder = edition(INDEX + TABLE, "place,unit\n", big__routes_csv=text)
    assert partners(folder) == {"USA": 1, "AUS": 0, "CHN": 1, "CAN": 0, "FRA": 2, "DEU": 1, "MCO": 0, "PER": 1}
    (reading,) = ci.read_edition(folder).readings
    assert {m.written: m.unit for m, _ in reading.matches} == {
        "France": "FRA", "Germany": "DEU", "FR": "FRA", "Peru": "PER", "US": "USA",
    }  # fmt: skip


def test_codes_of_airports_are_never_read_as_former_codes_of_countries(edition):
    text = "src,dst\nJFK,ROM\nTMP,ZAR\n"
    problems = said(edition(INDEX + TABLE, PLACES, big__routes_csv=text))
    assert [p.partition(" (1 record")[0] for p in problems] == [
        "links big/routes.csv, column from: must be in units.csv or places.csv, got 'TMP'",
        "links big/routes.csv, column to: must be in units.csv or places.csv, got 'ROM'",
        "links big/routes.csv, column to: must be in units.csv or places.csv, got 'ZAR'",
    ]


def test_settings_of_text_are_refused_for_other_stores(edition):
    index = INDEX + '[[links]]\nparquet = "big/x.parquet"\nmode = "air_routes"\nyear = 2023\nheader = ["a", "b"]\n'
    assert "index.toml [[links]] 1 header: must not be set but for csv, got ['a', 'b']" in said(edition(index))


OPENFLIGHTS = """
[[places]]
file = "big/airports.dat"
header = ["id", "airport", "city", "country", "iata", "icao", "latitude", "longitude", "feet", "zone", "dst", "tz", "type", "source"]
columns = { place = "iata", unit = "country" }
MORE
[[links]]
csv = "big/routes.dat"
header = ["airline", "airline_id", "src", "src_id", "dst", "dst_id", "shared", "stops", "aircraft"]
columns = { from = "src", to = "dst" }
ends = "places"
unknown = "leave_out"
mode = "air_routes"
year = 2023
"""


def openflights(edition, more='unknown = "leave_out"', airports=None, **files):
    folder = edition(INDEX + OPENFLIGHTS.replace("MORE", more), "place,unit\n", **files)
    (folder / "places.csv").unlink()
    shutil.copy(SAMPLES / "routes.dat", folder / "big")
    text = (SAMPLES / "airports.dat").read_text("utf-8") if airports is None else airports
    (folder / "big" / "airports.dat").write_text(text, "utf-8")
    return folder


def airport(iata, country):
    return f'1,"Airport","City","{country}",{iata},\\N,1,2,3,1,"E",\\N,"airport","OurAirports"\n'


def test_airports_as_they_are_published_are_places_by_the_names_of_their_countries(edition):
    folder = openflights(edition)
    read = ci.read_edition(folder)
    assert read.places["CDG"] == "FRA"
    assert [u for c, u in read.places.items() if c.endswith("FRA")] == ["DEU"]  # the airport, not the country
    (reading,) = [r for r in read.readings if r.file == "big/airports.dat"]
    said = "read as places, as its block says so: 2 places of 2 units"
    assert reading.lines() == [
        f"big/airports.dat: {said}; 2 matched by other codes or names, see tables/matches.csv",
        "big/airports.dat: 1 place without a code passed over",
    ]
    assert partners(folder)["FRA"] == 1
    assert "big/airports.dat" in read.inputs
    assert not [w for w in read.warnings if "airports.dat" in str(w)]


def test_airports_of_other_countries_are_left_out_where_the_block_says_so_and_refused_else(edition):
    text = airport('"CDG"', "France") + airport('"FRA"', "Germany") + airport('"LHR"', "United Kingdom") * 2
    _, problems, _ = parse(openflights(edition, "", text))
    said = [str(p) for p in problems if "airports.dat" in str(p)]
    rule, out = "must mean one unit of units.csv", 'say unknown = "leave_out", or add them to units.csv'
    got = "groups or countries that are not listed: United Kingdom (2)"
    assert said == [f"big/airports.dat: {rule}, got {got}; {out}"]
    read = ci.read_edition(openflights(edition, airports=text))
    assert sorted(u for u in read.places.values()) == ["DEU", "FRA"]


def test_what_is_wrong_in_a_list_of_places_is_named_by_row(edition):
    text = (
        airport('"CDG"', "France")
        + airport('"CDG"', "Germany")
        + airport('"B B"', "France")
        + airport('"X"', "Atlantis")
    )
    _, problems, _ = parse(openflights(edition, "", text))
    said = [str(p) for p in problems if "airports.dat" in str(p)]
    assert any(s.startswith("big/airports.dat row 3") and "must be a code" in s for s in said)
    assert any(s.startswith("big/airports.dat row 2") and "a place must stand once" in s for s in said)
    assert any(
        s.startswith("big/airports.dat row 4, column country: must mean one unit of units.csv, got 'Atlantis'")
        for s in said
    )
    wrong = OPENFLIGHTS.replace('place = "iata"', 'place = "iatta"').replace("MORE", "")
    folder = openflights(edition)
    (folder / "index.toml").write_text(INDEX + wrong, "utf-8")
    _, problems, _ = parse(folder)
    assert "big/airports.dat columns place: must be a column of the file, got 'iatta'; did you mean 'iata'?" in map(
        str, problems
    )
