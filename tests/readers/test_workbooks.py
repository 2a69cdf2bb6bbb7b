"""Workbooks as offices make them: titles, two rows of headers, footnotes, names, sheets, per cents."""

import datetime as dt

import openpyxl
from openpyxl.styles import Font

from connectindex.readers import ValuesBlock, read


def book(path, sheets, merged=(), formats=()):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    first = made.worksheets[0]
    for cells in merged:
        first.merge_cells(cells)
    for cell, shape in formats:
        first[cell].number_format = shape
    first["A1"].font = Font(bold=True)
    made.save(path)


def got(folder, **block):
    tidy, problems = read(folder / "t.xlsx", "t.xlsx", ValuesBlock(file="t.xlsx", **block))
    assert problems == [], "\n".join(map(str, problems))
    rows = tidy.rows.astype({"unit": str, "variable": str, "status": str})
    return sorted(rows[["unit", "year", "variable", "value", "status"]].itertuples(index=False, name=None)), tidy


def refused(folder, **block):
    tidy, problems = read(folder / "t.xlsx", "t.xlsx", ValuesBlock(file="t.xlsx", **block))
    assert tidy is None
    return [str(p) for p in problems]


TABLE = [
    ("Table 3. ICT indicators, 2023",),
    (),
    ("(per cent, unless noted)",),
    ("Country", "Internet users (%)", "", "Fixed broadband"),
    ("", "2022", "2023", "2023"),
    ("France", 85.3, "86,8 a", 47.1),
    ("Germany", 91.6, 92.5, "45,0*"),
    ("Türkiye", "..", 86, 22.4),
    ("Kosovo", "", "", ""),
    (),
    ("Source: national offices.",),
    ("a Provisional.",),
]
MERGED = ("A1:D1", "B4:C4", "A4:A5")


def test_title_rows_two_header_rows_footnotes_and_notes(tmp_path):
    book(tmp_path / "t.xlsx", {"Table 3": TABLE}, MERGED)
    rows, tidy = got(
        tmp_path,
        header=[4, 5],
        columns={"unit": "Country"},
        wide={"Internet users (%)": "net", "Fixed broadband": "bb"},
    )
    assert rows == [
        ("France", 2022, "net", "85.3", "reported"), ("France", 2023, "bb", "47.1", "reported"), ("France", 2023, "net", "86.8", "reported"),
        ("Germany", 2022, "net", "91.6", "reported"), ("Germany", 2023, "bb", "45.0", "reported"), ("Germany", 2023, "net", "92.5", "reported"),
        ("Türkiye", 2022, "net", "", "missing"), ("Türkiye", 2023, "bb", "22.4", "reported"), ("Türkiye", 2023, "net", "86", "reported"),
    ]  # fmt: skip
    notes = "\n".join(tidy.notes)
    assert "rows passed over above the header: 1, 3 (Table 3. ICT indicators, 2023; (per cent, unless noted))" in notes
    assert "rows passed over below the figures: 9, 11, 12 (Kosovo; Source: national offices.; a Provisional.)" in notes
    assert "footnote marks beside figures dropped: a (1), * (1)" in notes
    place = dict(zip(tidy.rows["value"], tidy.places(), strict=True))
    assert place["86.8"] == "t.xlsx sheet 'Table 3' cell C6"


def test_a_footnote_letter_that_the_block_names_is_a_status(tmp_path):
    book(tmp_path / "t.xlsx", {"Table 3": TABLE}, MERGED)
    rows, tidy = got(
        tmp_path,
        header=[4, 5],
        columns={"unit": "Country"},
        wide={"Internet users (%)": "net"},
        status={"a": "estimated"},
    )
    assert ("France", 2023, "net", "86.8", "estimated") in rows
    assert not any("footnote" in n for n in tidy.notes)


def test_texts_with_both_decimal_signs_are_refused_with_both_cells_and_numbers_are_no_text(tmp_path):
    table = [[str(c).replace("45,0*", "45.0*") if c == "45,0*" else c for c in row] for row in TABLE]
    book(tmp_path / "t.xlsx", {"Table 3": table}, MERGED)
    (problem,) = refused(
        tmp_path,
        header=[4, 5],
        columns={"unit": "Country"},
        wide={"Internet users (%)": "net", "Fixed broadband": "bb"},
    )
    assert problem.startswith("t.xlsx sheet 'Table 3': numbers must have one decimal sign, got '86,8 a' and '45.0*'")


def test_a_title_taken_for_a_header_is_a_problem_that_names_the_header(tmp_path):
    book(tmp_path / "t.xlsx", {"Table 3": TABLE}, MERGED)
    (problem,) = refused(tmp_path)
    assert problem == (
        "t.xlsx sheet 'Table 3' row 1: must be a header, got 'Table 3. ICT indicators, 2023'; "
        "the header seems to be row 4 and 5: say header = [4, 5]"
    )


def test_several_filled_sheets_must_be_told_apart(tmp_path):
    data = [("Country", "2022", "2023"), ("France", 1, 2), ("Greece", 3, 4)]
    book(tmp_path / "t.xlsx", {"Notes": [("Made by hand.",)], "Data": data, "Empty": []})
    assert refused(tmp_path, variable="x") == [
        "t.xlsx: a workbook of several filled sheets must name one, got 2 filled; sheet = one of 'Notes', 'Data'"
    ]
    rows, tidy = got(tmp_path, sheet="Data", variable="x")
    assert rows[0] == ("France", 2022, "x", "1", "reported")
    assert tidy.table.raw.others == ("Notes",)
    assert refused(tmp_path, sheet="data", variable="x") == [
        "t.xlsx: must have the sheet, got 'data'; it has 'Notes', 'Data', 'Empty'"
    ]


def test_the_only_filled_sheet_is_read_wherever_it_stands(tmp_path):
    book(tmp_path / "t.xlsx", {"Empty": [], "Data": [("Country", "2022", "2023"), ("France", 1, 2)]})
    assert got(tmp_path, variable="x")[0] == [
        ("France", 2022, "x", "1", "reported"),
        ("France", 2023, "x", "2", "reported"),
    ]


def test_cells_shown_as_per_cent_are_read_as_they_are_shown(tmp_path):
    book(
        tmp_path / "t.xlsx",
        {"Data": [("Country", "Share", "Rate", "Year"), ("France", 0.981, 98.1, 2023), ("Greece", 0.5, 50, 2023)]},
        formats=[("B2", "0.0%"), ("B3", "0.0 %"), ("C2", '0.0"%"')],
    )
    rows, tidy = got(tmp_path, wide={"Share": "share", "Rate": "rate"})
    assert rows == [
        ("France", 2023, "rate", "98.1", "reported"), ("France", 2023, "share", "98.1", "reported"),
        ("Greece", 2023, "rate", "50", "reported"), ("Greece", 2023, "share", "50", "reported"),
    ]  # fmt: skip
    assert any("column B: 2 cells are shown as per cent" in n for n in tidy.notes)


def test_a_formula_that_was_never_calculated_is_a_problem(tmp_path):
    book(tmp_path / "t.xlsx", {"Data": [("Country", "2022", "2023"), ("France", 1, "=B2*2")]})
    assert refused(tmp_path, variable="x")[0].startswith(
        "t.xlsx sheet 'Data' cell C2: a formula must come with its value, got '=B2*2'"
    )


def test_merged_units_hold_for_all_of_their_rows(tmp_path):
    rows = [("Country", "Year", "Value"), ("France", 2022, 1), ("", 2023, 2), ("Greece", 2022, 3), ("", 2023, 4)]
    book(tmp_path / "t.xlsx", {"Data": rows}, merged=("A2:A3", "A4:A5"))
    assert got(tmp_path, variable="x")[0] == [
        ("France", 2022, "x", "1", "reported"), ("France", 2023, "x", "2", "reported"),
        ("Greece", 2022, "x", "3", "reported"), ("Greece", 2023, "x", "4", "reported"),
    ]  # fmt: skip


def test_a_date_in_a_column_of_years_is_a_month(tmp_path):
    rows = [("Country", "Date", "Value"), ("France", dt.date(2023, 3, 31), 1), ("France", dt.date(2023, 6, 30), 2)]
    book(tmp_path / "t.xlsx", {"Data": rows})
    assert "months must be brought to years" in refused(tmp_path, variable="x")[0]
    assert got(tmp_path, variable="x", period="last")[0] == [("France", 2023, "x", "2", "reported")]


def test_a_broken_workbook_is_a_problem(tmp_path):
    (tmp_path / "t.xlsx").write_bytes(b"PK\3\4" + bytes(1000))
    assert refused(tmp_path)[0].startswith("t.xlsx: must be an XLSX workbook")


def test_a_flag_in_place_of_a_figure_says_why_there_is_none(tmp_path):
    rows = [("Country", "Ferries", "Cables"), ("Austria", "-", "z"), ("Greece", 60, "12 e"), ("Malta", "e", "2")]
    book(tmp_path / "t.xlsx", {"T": rows})
    flags = {"-": "not_applicable", "z": "missing", "e": "estimated"}
    more = {"columns": {"unit": "Country"}, "wide": {"Ferries": "ferries", "Cables": "cables"}, "year": 2023}
    assert refused(tmp_path, status=flags, **more) == [  # an estimate without a figure
        "t.xlsx sheet 'T' cell B4: must be a number, got 'e'; say missing = [...] for what is none, status = { ... } for a flag"
    ]
    assert got(tmp_path, status=flags, missing=["e"], **more)[0] == [
        ("Austria", 2023, "cables", "", "missing"), ("Austria", 2023, "ferries", "", "not_applicable"),
        ("Greece", 2023, "cables", "12", "estimated"), ("Greece", 2023, "ferries", "60", "reported"),
        ("Malta", 2023, "cables", "2", "reported"), ("Malta", 2023, "ferries", "", "missing"),
    ]  # fmt: skip
