"""Units and links from sheets: names in place of codes, a matrix, a list of pairs; what is not certain is refused."""

from __future__ import annotations

import openpyxl
import pytest

import connectindex as ci
from connectindex.importers.sheets import Sheet, links_of, read_sheet, units_of

NAMES = ["China", "Viet Nam", "Lao PDR", "Kazakhstan"]


@pytest.fixture
def edition(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "index.toml").write_text("[modes]\nflights = { directed = true }\nrail = { absent = 'zero' }\n", "utf-8")
    units = "unit,name\nCHN,China\nVNM,Viet Nam\nLAO,Lao PDR\nKAZ,Kazakhstan\n"
    (folder / "units.csv").write_text(units, "utf-8")
    return folder


def book(path, **sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


MATRIX = [["", *NAMES], ["China", None, 12, 3, "-"], ["Viet Nam", 10, 5, 0, None], ["Lao PDR", 3, 2, None, None],
          ["Kazakhstan", 4, None, None, None], ["Source: timetables"]]  # fmt: skip
RAIL = [["Crossings"], ["From", "To", "Year built", "Crossings"], ["China", "Viet Nam", 1936, 2],
        ["CHN", "KAZ", 1990, 3], ["Note"]]  # fmt: skip


def test_units_come_from_the_column_that_names_countries(tmp_path):
    rows = [["Data of 2023"], ["No.", "Economy", "GDP"], *([str(k), name, 5] for k, name in enumerate(NAMES))]
    text, passed = units_of(read_sheet(book(tmp_path / "a.xlsx", Data=rows)))
    assert text == "unit,name\nCHN,China\nVNM,Viet Nam\nLAO,Lao PDR\nKAZ,Kazakhstan\n"
    assert passed == ["passed over: Economy"]
    with pytest.raises(ci.InputError, match="must have a column with names or codes of countries"):
        units_of(Sheet("a", [["x", 1.0], ["y", 2.0]]))


def test_a_matrix_is_read_from_rows_to_columns(edition, tmp_path):
    path = book(tmp_path / "a.xlsx", Flights=MATRIX)
    text, notes = links_of(read_sheet(path), edition, "flights", 2023, "air")
    assert text.splitlines() == [
        "from,to,year,mode,count,source",
        "CHN,LAO,2023,flights,3,air",
        "CHN,VNM,2023,flights,12,air",
        "KAZ,CHN,2023,flights,4,air",
        "LAO,CHN,2023,flights,3,air",
        "LAO,VNM,2023,flights,2,air",
        "VNM,CHN,2023,flights,10,air",
    ]
    assert notes == [
        "a matrix of 4 units, from rows to columns: a directed mode, directed = true in [modes]",
        "6 records",
    ]
    with pytest.raises(ci.InputError, match="must be symmetric, as the mode is not directed"):
        links_of(read_sheet(path), edition, "rail", 2023)


def test_a_symmetric_matrix_of_an_undirected_mode_has_each_pair_once(edition):
    head = [None, *NAMES]
    cells = [[None, 2, 0, 1], [2, None, 1, 0], [0, 1, None, 0], [1, 0, 0, None]]
    rows = [[name, *(None if c is None else float(c) for c in row)] for name, row in zip(NAMES, cells, strict=True)]
    text, notes = links_of(Sheet("a", [head, *rows]), edition, "rail", 2023)
    assert [line.split(",")[:2] for line in text.splitlines()[1:]] == [["CHN", "KAZ"], ["CHN", "VNM"], ["LAO", "VNM"]]
    assert "symmetric: each pair once" in notes[0]
    both, _ = links_of(Sheet("a", [head, *rows]), edition, "flights", 2023)
    assert len(both.splitlines()) == 7


def test_a_list_of_pairs_has_names_or_codes_and_a_number(edition, tmp_path):
    text, notes = links_of(
        read_sheet(book(tmp_path / "a.xlsx", Other=[["x"]], Rail=RAIL), "Rail"), edition, "rail", 2023
    )
    assert text.splitlines()[1:] == ["CHN,VNM,2023,rail,2,", "CHN,KAZ,2023,rail,3,"]
    assert notes == ["a list of pairs, numbers in 'Crossings'", "2 records"]


def test_what_matches_no_unit_is_named_with_its_row(edition):
    rows = [["From", "To", "Count"], ["China", "Viet Nam", 1.0], ["China", "Vietnarn", 2.0], ["China", "Lao PDR", "many"],
            ["KAZ", "CHN", 1.0], ["KAZ", "VNM", 1.0]]  # fmt: skip
    with pytest.raises(ci.InputError) as caught:
        links_of(Sheet("a.csv", rows), edition, "rail", 2023)
    assert [(p.place, p.got) for p in caught.value.problems] == [
        ("a.csv row 3", "'Vietnarn'"),
        ("a.csv row 4", "'many'"),
    ]
    assert caught.value.problems[0].hint == "did you mean 'Viet Nam'?"


def test_the_commands_write_an_edition_that_builds(tmp_path, command):
    path = book(tmp_path / "mydata.xlsx", Flights=MATRIX, Rail=RAIL)
    mine = tmp_path / "mine"
    assert command("new", mine, "--blank").returncode == 0
    assert command("import", "units", path, "-o", mine / "units.csv").returncode == 0
    refused = command("import", "units", path, "-o", mine / "units.csv")
    assert (refused.returncode, "must be new, or have no row" in refused.stderr) == (1, True)
    options = ["--edition", mine, "--mode", "flights", "--year", 2023, "--source", "air"]
    written = command("import", "links", path, "--sheet", "Flights", *options, "-o", mine / "links" / "flights.csv")
    assert written.returncode == 0, written.stderr
    (mine / "sources.csv").write_text(
        "id,title,publisher,url,licence,retrieved\nair,Timetables,,,,2024-01-01\n", "utf-8"
    )
    (mine / "values" / "values.csv").unlink()
    (mine / "index.toml").write_text(
        '[index]\ntitle = "T"\nedition = "1"\nyear = 2023\n[modes]\nflights = { directed = true, absent = "zero" }\n'
        '[tree]\nindicators = ["f"]\n[indicators.f]\nname = "F"\nunit = "n"\ndirection = 1\nlinks = "flights"\n'
        'measure = "count"\n', "utf-8",
    )  # fmt: skip
    assert ci.build(ci.read_edition(mine)).stage("measured")["f"].to_dict() == {
        "CHN": 15,
        "KAZ": 4,
        "LAO": 5,
        "VNM": 10,
    }
    wrong = command("import", "links", path, "--sheet", "Flight", *options)
    assert "did you mean 'Flights'?" in wrong.stderr


def test_an_indicator_of_the_catalogue_is_named_as_such(starter):
    text = (starter / "index.toml").read_text("utf-8").replace('"internet_users"]', '"internet_users", "ports"]')
    own = '\n[indicators.ports]\nname = "P"\nunit = "n"\nvariable = "internet_users"\nnot_applicable = "coast"\n'
    (starter / "index.toml").write_text(text + own, "utf-8")
    with pytest.raises(ci.InputError, match="one of your own needs another id"):
        ci.read_edition(starter)
