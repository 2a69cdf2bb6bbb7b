"""Files of an edition that nobody reads: each is known, named in a warning, or a problem."""

import json
import os
import shutil

import openpyxl
import pandas as pd
import pytest

from connectindex.edition.read import parse


def said(folder):
    _, problems, warnings = parse(folder)
    return [str(p) for p in problems], [str(w) for w in warnings]


def test_a_whole_edition_has_no_warning(starter):
    assert said(starter) == ([], [])


PROBLEMS = {
    "coverage.tsv": "coverage.tsv: must be a table in one of .csv, .xlsx, .parquet, got '.tsv'; save it so, or take it away",
    "coverages.csv": "coverages.csv: must have the name of a table; did you mean 'coverage.csv'?",
    "Coverage.csv": "Coverage.csv: must have the name of a table; did you mean 'coverage.csv'?",
    "coverage.ods": "coverage.ods: must be a table in one of .csv, .xlsx, .parquet, got '.ods'; save it so, or take it away",
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_table_that_is_missed_for_its_name_is_a_problem(starter, name):
    (starter / "coverage.csv").rename(starter / name)
    assert said(starter) == ([PROBLEMS[name]], [])


def test_an_ending_in_capitals_is_the_same_ending(starter):
    (starter / "coverage.csv").rename(starter / "coverage.CSV")
    assert said(starter) == ([], [])
    assert len(parse(starter)[0].coverage) == 4


def test_a_table_that_stands_twice_is_a_problem(starter):
    pd.read_csv(starter / "units.csv").to_excel(starter / "units.xlsx", index=False)
    rule = "units: must stand once, in one of .csv, .xlsx, .parquet, got units.csv, units.xlsx; keep one of them"
    assert said(starter) == ([rule], [])


def test_a_folder_of_tables_that_is_missed_for_its_name_is_a_problem(starter):
    (starter / "links").rename(starter / "link")
    assert "link/: must have the name of a folder of tables; did you mean 'links/'?" in said(starter)[0]


@pytest.mark.parametrize("name", ["units_2019.csv", "map.geojson", "values/notes.docx", "scan.pdf"])
def test_another_file_is_named_in_a_warning(starter, name):
    (starter / name).write_bytes(b"x")
    assert said(starter) == ([], [f"{name}: is not read: no table or setting has this name"])


def test_a_folder_of_other_files_is_one_warning(starter):
    for k in range(50):
        (starter / "downloads" / f"d{k}").mkdir(parents=True)
        (starter / "downloads" / f"d{k}" / "table.csv").write_text("a,b\n", "utf-8")
    assert said(starter) == ([], ["downloads/: none of its 50 files is read"])


HIDDEN = [".git/HEAD", ".DS_Store", "values/~$statistics.xlsx", "values/.a.csv", "__pycache__/make.pyc"]
USUAL = ["README.md", "LICENSE", "CITATION.cff", "make.py", "scripts/derive.R", "Makefile", "values/README.txt"]


@pytest.mark.parametrize("name", [*HIDDEN, *USUAL])
def test_what_any_folder_may_hold_is_known(starter, name):
    (starter / name).parent.mkdir(exist_ok=True)
    (starter / name).write_bytes(b"x")
    assert said(starter) == ([], [])


def test_an_output_inside_the_edition_is_known_by_its_manifest_and_another_folder_is_not(starter):
    for folder, content in (("build", {"connectindex": "0.1", "outputs": {}}), ("site", {"name": "site"})):
        (starter / folder).mkdir()
        (starter / folder / "manifest.json").write_text(json.dumps(content), "utf-8")
        (starter / folder / "index.html").write_text("x", "utf-8")
    assert said(starter) == ([], ["site/: none of its 2 files is read"])


def test_links_to_nothing_and_to_folders_among_the_tables_are_problems(starter):
    (starter / "values" / "gone.csv").symlink_to(starter / "nowhere.csv")
    (starter / "links" / "more").symlink_to(starter / "values")
    assert said(starter)[0] == [
        "links/more: must be a file, got a link to a folder",
        "values/gone.csv: must be a file, got a link to nothing",
    ]


def test_a_file_where_a_folder_of_tables_should_be_is_a_problem(starter):
    shutil.rmtree(starter / "links")
    (starter / "links").write_text("x", "utf-8")
    assert "links: must be a folder, got a file" in said(starter)[0]


def test_a_folder_that_cannot_be_read_is_a_problem_and_not_no_links(starter, monkeypatch):
    scan = os.scandir

    def refused(path):
        if str(path).endswith("links"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refused)
    assert "links: must be a folder that can be read, got Permission denied" in said(starter)[0]


def test_a_file_that_cannot_be_read_is_one_problem_among_all(starter, monkeypatch):
    import connectindex.edition.known_tables as reading
    import connectindex.edition.snapshot as taking

    def refused(of):
        def read(path, *rest):
            if path.name == "statistics.csv":
                raise PermissionError(13, "Permission denied", str(path))
            return of(path, *rest)

        return read

    monkeypatch.setattr(reading, "read_table", refused(reading.read_table))
    monkeypatch.setattr(taking, "digest", refused(taking.digest))
    (starter / "coverage.csv").rename(starter / "coverages.csv")
    problems = said(starter)[0]
    assert "values/statistics.csv: must be readable, got Permission denied" in problems
    assert "coverages.csv: must have the name of a table; did you mean 'coverage.csv'?" in problems


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text_is_a_problem(starter):
    (starter / "values" / "statistics.csv").rename(os.fsdecode(os.fsencode(starter) + b"/values/caf\xe9.csv"))
    assert "values/caf?.csv: must have a name that is text in UTF-8; rename it" in said(starter)[0]


def test_filled_sheets_after_the_first_are_named(starter):
    book = openpyxl.Workbook()
    for row in pd.read_csv(starter / "values" / "statistics.csv", dtype=str).fillna("").itertuples(index=False):
        book.active.append(list(row))
    book.active.insert_rows(1)
    for k, name in enumerate(pd.read_csv(starter / "values" / "statistics.csv").columns, start=1):
        book.active.cell(1, k, name)
    book.create_sheet("Flights").append(["ALD", "BOR", 3])
    book.create_sheet("Empty")
    book.create_sheet("Rail")["C7"] = 5
    book.save(starter / "values" / "statistics.xlsx")
    (starter / "values" / "statistics.csv").unlink()
    rule = "its first sheet is read, and no other, got also 'Flights', 'Rail'; save each sheet as a file of its own"
    assert said(starter) == ([], [f"values/statistics.xlsx: {rule}"])


def test_thousands_of_formulas_without_values_are_one_problem(starter):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["unit", "year", "variable", "value"])
    for year in range(1800, 2200):
        sheet.append(["ALD", year, "roads", "=1"])
    book.save(starter / "values" / "more.xlsx")
    rule, hint = "a formula must come with its value, got '=1'", "open and save the workbook in a spreadsheet program"
    assert said(starter)[0] == [f"values/more.xlsx row 2: {rule} (400 rows, this is the first); {hint}"]


def test_days_that_are_not_read_as_days_are_named_once_each(starter):
    table = pd.read_csv(starter / "sources.csv", dtype=str)
    table["retrieved"] = ["12/03/2025"] * (len(table) - 1) + ["2025-03-12"]
    table.to_csv(starter / "sources.csv", index=False)
    rule = "is not read as a day, which is written 2026-11-22, got '12/03/2025'"
    assert said(starter) == (
        [],
        [f"sources.csv row 2, column retrieved: {rule} ({len(table) - 1} rows, this is the first)"],
    )


def test_what_lies_beside_a_program_below_is_the_programs_own(starter):
    (starter / "derive").mkdir()
    (starter / "derive" / "facts.csv").write_text("a\n1\n", "utf-8")
    assert [w.partition(":")[0] for w in said(starter)[1]] == ["derive/"]
    (starter / "derive" / "make.py").write_text("", "utf-8")
    assert said(starter) == ([], [])
