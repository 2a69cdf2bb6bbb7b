"""Broken editions: each is a change to the starter edition and what must be said of it."""

import re
from pathlib import Path

import pytest

from connectindex.edition.read import parse, read_edition
from connectindex.errors import InputError


def problems(folder: Path) -> list[str]:
    return [str(p) for p in parse(folder)[1]]


def replaced(name, old, new):
    def change(folder):
        text = (folder / name).read_text("utf-8")
        assert old in text, f"the starter edition has no {old!r} in {name}"
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return change


def added(name, text):
    def change(folder):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def written(name, content):
    return lambda folder: (folder / name).write_bytes(content)


LINKS, VALUES = "links/links.csv", "values/statistics.csv"
BROKEN = {
    "unknown unit in links": (
        replaced(LINKS, "ALD,BOR,2025,air_routes,3", "ALD,BOP,2025,air_routes,3"),
        "links/links.csv row 2, column to: must be in units.csv, got 'BOP'; did you mean 'BOR'?",
    ),
    "unknown unit in values": (
        replaced(VALUES, "ALD,2025", "XXX,2025"),
        "values/statistics.csv row 2, column unit: must be in units.csv, got 'XXX'",
    ),
    "unknown member": (
        replaced("links/cables.csv", "ALD", "ALB"),
        "links/cables.csv row 2, column member: must be in units.csv, got 'ALB'",
    ),
    "unknown mode": (
        replaced(LINKS, "air_routes", "air_route"),
        "links/links.csv row 2, column mode: must be in [modes] of index.toml, got 'air_route'; did you mean 'air_routes'?",
    ),
    "unknown source": (
        replaced(LINKS, "timetable", "timetables"),
        "links/links.csv row 2, column source: must be in sources.csv, got 'timetables'; did you mean 'timetable'?",
    ),
    "duplicate link": (
        added(LINKS, "ALD,BOR,2025,air_routes,9,,operating,timetable\n"),
        "links/links.csv row 34: a link must stand once, got 'ALD BOR air_routes 2025 operating'; first in links/links.csv row 2",
    ),
    "duplicate value": (
        added(VALUES, "ALD,2025,population,1,reported,office\n"),
        "values/statistics.csv row 18: a unit's value in a year must stand once, got 'ALD 2025 population'",
    ),
    "duplicate value in another file": (
        written("values/more.csv", b"unit,year,variable,value\nALD,2025,population,5\n"),
        "a unit's value in a year must stand once, got 'ALD 2025 population'; first in values/",
    ),
    "duplicate unit": (
        added("units.csv", "ALD,Again,North,no\n"),
        "units.csv row 10: a unit must stand once, got 'ALD'",
    ),
    "negative count": (
        replaced(LINKS, "air_routes,3", "air_routes,-3"),
        "links/links.csv row 2, column count: must not be negative, got '-3'",
    ),
    "fractional count": (
        replaced(LINKS, "air_routes,3", "air_routes,3.5"),
        "links/links.csv row 2, column count: must be a whole number (the mode counts things), got '3.5'",
    ),
    "text in a number": (
        replaced(VALUES, "12000000", "12 million"),
        "values/statistics.csv row 2, column value: must be a number, with a point and no separators, got '12 million'",
    ),
    "thousands separators": (
        replaced(VALUES, "12000000", '"12,000,000"'),
        "values/statistics.csv row 2, column value: must be a number, with a point and no separators, got '12,000,000'",
    ),
    "infinite number": (
        replaced(VALUES, "12000000", "inf"),
        "must be a number, with a point and no separators, got 'inf'",
    ),
    "overflowing number": (
        replaced(VALUES, "12000000", "1e999"),
        "must be a number, with a point and no separators, got '1e999'",
    ),
    "impossible year": (
        replaced(LINKS, "ALD,BOR,2025", "ALD,BOR,0205"),
        "links/links.csv row 2, column year: must be a year from 1800 to 2200, got '0205'",
    ),
    "missing column": (
        replaced(VALUES, "unit,year,variable,value,status,source", "unit,year,variable,amount,status,source"),
        "values/statistics.csv: must have the column 'value', got unit, year, variable, amount, status, source",
    ),
    "unknown column": (
        replaced(VALUES, "value,status,source", "value,state,source"),
        "values/statistics.csv row 1: unknown column, got 'state'; did you mean 'status'?",
    ),
    "doubled column": (
        replaced(VALUES, "unit,year,variable,value", "unit,year,variable,unit"),
        "values/statistics.csv row 1: columns must have different names, got 'unit'",
    ),
    "ragged row": (
        replaced(VALUES, "ALD,2025,population", "ALD,2025,extra,population"),
        "values/statistics.csv row 2: must have 6 fields like the header, got 7",
    ),
    "semicolons": (
        written(VALUES, b"unit;year;variable;value\nALD;2025;population;5\n"),
        "values/statistics.csv row 1: columns must be separated by commas",
    ),
    "semicolons and quotes": (
        written(VALUES, b'"unit";"year";"variable";"value"\n"ALD";2025;"say ""x""";5\n'),
        "values/statistics.csv row 1: columns must be separated by commas",
    ),
    "unknown status": (
        replaced(LINKS, "operating", "open"),
        "links/links.csv row 2, column status: must be one of operating, construction, planned, closed, got 'open'",
    ),
    "value beside missing": (
        replaced(VALUES, "12000000,reported", "12000000,missing"),
        "values/statistics.csv row 2, column value: must be empty where status is missing or not_applicable, got '12000000'",
    ),
    "no value beside reported": (
        replaced(VALUES, "12000000,reported", ",reported"),
        "values/statistics.csv row 2, column value: must be given where status is reported, estimated or incomplete, got ''",
    ),
    "link to itself": (
        replaced(LINKS, "ALD,BOR,2025,air_routes", "ALD,ALD,2025,air_routes"),
        "links/links.csv row 2, column to: a link must join two different units, got 'ALD'",
    ),
    "empty file": (written(VALUES, b""), "values/statistics.csv: must not be empty"),
    "blank file": (written(VALUES, b" \n\n"), "values/statistics.csv: must not be empty"),
    "latin-1": (
        written("units.csv", "unit,name\nALD,Österreich\n".encode("latin-1")),
        "units.csv line 2: must be text in UTF-8, got byte 0xd6",
    ),
    "utf-16": (
        written("units.csv", "unit,name\nALD,A\n".encode("utf-16")),
        "units.csv line 1: must be text in UTF-8, got byte 0xff",
    ),
    "nul": (
        written("units.csv", b"unit,name\nALD,A\0B\n"),
        "units.csv line 2: must be text in UTF-8, got a NUL character",
    ),
    "no units": (lambda folder: (folder / "units.csv").unlink(), "units.csv: must be there"),
    "unit without data": (
        added("units.csv", "NIX,Nixland,North,no\n"),
        "units.csv row 10, column unit: a unit must have a value or a link, got 'NIX'; give it data, or set scored to no",
    ),
    "unknown key": (
        replaced("index.toml", 'publisher = "Institute of Tests"', 'publischer = "Institute of Tests"'),
        "index.toml [index] publischer: unknown key, got 'Institute of Tests'; did you mean 'publisher'?",
    ),
    "unknown section": (
        added("index.toml", "\n[methods]\n"),
        "index.toml [methods]: unknown key, got {}; did you mean 'method'?",
    ),
    "wrong type": (
        replaced("index.toml", "year = 2026", 'year = "2026"'),
        "index.toml [index] year: must be a whole number, got '2026'",
    ),
    "unknown kind": (
        replaced("index.toml", 'kind = "winsorise"', 'kind = "winsorize"'),
        "index.toml [method.treat] kind: must be one of none, winsorise, log, boxcox, got 'winsorize'; did you mean 'winsorise'?",
    ),
    "unknown setting of a kind": (
        replaced("index.toml", "max_points = 2", "maxpoints = 2"),
        "index.toml [method.treat] maxpoints: unknown key for kind 'winsorise', got 2; did you mean 'max_points'?",
    ),
    "wrong type of a setting": (
        replaced("index.toml", "max_points = 2", 'max_points = "two"'),
        "index.toml [method.treat] max_points: must be a whole number, got 'two'",
    ),
    "unknown indicator": (
        replaced("index.toml", '"air_partners", "air_flights"', '"air_partner", "air_flights"'),
        "index.toml [tree.transport] indicators: must be an indicator, got 'air_partner'; did you mean 'air_partners'?",
    ),
    "indicator twice": (
        replaced(
            "index.toml",
            'indicators = ["cable_partners", "internet_users"]',
            'indicators = ["air_partners", "internet_users"]',
        ),
        "index.toml [tree.telecom] indicators: an indicator must stand once in the tree, got 'air_partners'; also index.toml",
    ),
    "loop": (
        replaced("index.toml", 'indicators = ["cable_partners", "internet_users"]', 'indicators = ["telecom"]'),
        "index.toml [tree.telecom] indicators: a node must not contain itself (a loop), got 'telecom'",
    ),
    "weights all zero": (
        replaced(
            "index.toml",
            "weights = { air_flights = 2 }",
            "weights = { air_partners = 0, air_flights = 0, rail_crossings_count = 0 }",
        ),
        "index.toml [tree.transport]: weights must not all be zero, got [0.0, 0.0, 0.0]",
    ),
    "negative weight": (
        replaced("index.toml", "weight = 2", "weight = -2"),
        "index.toml [tree.transport] weight: must be a number that is not negative, got -2",
    ),
    "weight not a number": (
        replaced("index.toml", "weight = 2", "weight = nan"),
        "index.toml [tree.transport] weight: must be a number that is not negative, got nan",
    ),
    "weight of another node's indicator": (
        replaced("index.toml", "weights = { air_flights = 2 }", "weights = { internet_users = 2 }"),
        "index.toml [tree.transport] weights: must name indicators of this node, got 'internet_users'",
    ),
    "empty node": (
        replaced("index.toml", 'indicators = ["cable_partners", "internet_users"]', "indicators = []"),
        "index.toml [tree.telecom] indicators: must not be empty",
    ),
    "node with the id of an indicator": (
        replaced("index.toml", "[tree.telecom]", "[tree.air_partners]"),
        "index.toml [tree.air_partners]: a node must not have the id of an indicator, got 'air_partners'",
    ),
    "coverage above one": (
        replaced("index.toml", "coverage = 0.5", "coverage = 50"),
        "index.toml [tree.telecom] coverage: must be a share from 0 to 1, got 50",
    ),
    "unknown group": (
        replaced("index.toml", 'peers = "region"', 'peers = "regoin"'),
        "index.toml [report] peers: must be a group column of units.csv, got 'regoin'; did you mean 'region'?",
    ),
    "variable without values": (
        replaced(VALUES, "internet_users", "internet_user"),
        None,  # one row less is no problem; all of them are, below
    ),
    "denominator without values": (
        replaced("index.toml", 'measure = "capacity"\nper = "population"', 'measure = "capacity"\nper = "populace"'),
        "index.toml indicator power_line_capacity: needs 'populace' in values/; did you mean 'population'?",
    ),
    "indicator that is half described": (
        added("index.toml", '\n[indicators.lpi]\nname = "LPI"\nvariable = "internet_users"\n'),
        "index.toml [indicators.lpi]: a new indicator must have unit; it is not in the catalogue",
    ),
    "goalposts the wrong way round": (
        added("index.toml", "\n[indicators.internet_users]\ngoalposts = [100, 0]\n"),
        "index.toml [indicators.internet_users] goalposts: must rise from lower to upper, got [100.0, 0.0]",
    ),
    "bad TOML": (replaced("index.toml", "[modes]", "[modes"), "index.toml: must be valid TOML"),
    "key twice": (
        replaced("index.toml", "year = 2026", "year = 2026\nyear = 2027"),
        "index.toml: must be valid TOML",
    ),
    "year and years": (
        replaced("index.toml", "year = 2026", "year = 2026\nyears = [2025, 2026]"),
        "index.toml [index]: must have either year or years",
    ),
    "closed before it was opened": (
        written("links/links2.csv", b"from,to,year,mode,count,start,end\nALD,GUL,2025,air_routes,1,2020,2010\n"),
        "links/links2.csv row 2, column end: must not lie before start, got '2010'",
    ),
    "unknown highlight": (
        replaced("index.toml", 'highlight = ["ALD"]', 'highlight = ["ALT"]'),
        "index.toml [report] highlight: must be in units.csv, got 'ALT'",
    ),
    "workbook that is none": (
        written("values/more.xlsx", b"PK not a zip"),
        "values/more.xlsx: must be an XLSX workbook",
    ),
    "parquet that is none": (
        written("values/more.parquet", b"PAR1"),
        "values/more.parquet: must be a Parquet file",
    ),
}


def test_the_starter_edition_has_no_problem(starter):
    assert problems(starter) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_edition_is_named(starter, name):
    change, expected = BROKEN[name]
    change(starter)
    found = problems(starter)
    if expected is None:
        assert found == []
        return
    assert any(line.startswith(expected) or expected in line for line in found), "\n".join(found)
    with pytest.raises(InputError):
        read_edition(starter)


def test_many_problems_come_in_one_run(starter):
    names = [
        "unknown unit in links",
        "text in a number",
        "unknown key",
        "loop",
        "weights all zero",
        "duplicate value",
    ]
    for name in names:
        BROKEN[name][0](starter)
    # an unreadable section hides the checks that need it, so repair that one to see the others
    replaced("index.toml", "publischer", "publisher")(starter)
    found = "\n".join(problems(starter))
    for name in names:
        if name != "unknown key":
            assert BROKEN[name][1].split(", got")[0] in found


def test_a_problem_in_many_rows_is_counted_not_repeated(starter):
    rows = "".join(f"ALD,{1900 + k},population,x{k},reported,office\n" for k in range(120))
    added(VALUES, rows)(starter)
    found = [p for p in problems(starter) if "must be a number" in p]
    assert len(found) == 21
    assert found[-1] == f"{VALUES}: must be a number, with a point and no separators: 100 more rows break this rule"


def test_every_problem_has_place_and_rule(starter):
    for name in ("unknown unit in links", "missing column", "unknown key", "utf-16", "ragged row"):
        BROKEN[name][0](starter)
    for line in problems(starter):
        assert re.match(r"[\w./ \[\],]+: .+", line), line


def test_a_byte_order_mark_and_blank_lines_do_no_harm(starter):
    path = starter / VALUES
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\nBOR", b"\n\nBOR", 1))
    assert problems(starter) == []


def test_tables_may_be_workbooks_or_parquet(starter):
    import pandas as pd

    table = pd.read_csv(starter / VALUES, dtype=str, keep_default_na=False)
    text = parse(starter)[0].values.table
    (starter / VALUES).unlink()
    table.to_excel(starter / "values/statistics.xlsx", index=False)
    assert parse(starter)[0].values.table.equals(text)
    (starter / "values/statistics.xlsx").unlink()
    table.to_parquet(starter / "values/statistics.parquet")
    assert parse(starter)[0].values.table.equals(text)


def test_a_file_outside_the_edition_is_refused(starter, tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text("unit,year,variable,value\nALD,2020,secret,1\n", "utf-8")
    (starter / "values/link.csv").symlink_to(outside)
    assert any(p.startswith("values/link.csv: must lie inside the edition") for p in problems(starter))


def test_a_folder_without_an_edition_says_what_to_do(tmp_path):
    assert problems(tmp_path) == [
        f"{tmp_path}: must be a folder with an index.toml; make one with 'connectindex new DIR'"
    ]
