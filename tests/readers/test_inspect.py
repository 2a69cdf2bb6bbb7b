"""Inspect: what is shown of a file, and the block that reads it as it was shown."""

import tomllib
import zipfile
from pathlib import Path

import openpyxl
import pytest

from connectindex.readers import ValuesBlock, read
from connectindex.readers.inspect import inspect, lines
from connectindex.territories import Register

SAMPLES = Path(__file__).parent / "samples"
UNITS = Register(
    {
        "FRA": ("France",), "DEU": ("Germany",), "GRC": ("Greece",), "TUR": ("Türkiye",), "KOR": ("South Korea",),
        "CIV": ("Côte d'Ivoire",), "XKX": ("Kosovo",), "GBR": ("United Kingdom",), "NAM": ("Namibia",),
    }
)  # fmt: skip
READABLE = [
    "API_IT.NET.USER.ZS_DS2_en_csv_v2.csv", "databank.csv", "databank_columns.csv", "estat_isoc_ci_ifp_iu.tsv", "estat_old.tsv",
    "estat_sdmx.csv", "estat_two_dimensions.tsv", "oecd_labels.csv", "sdmx_plain.csv", "sdmx_both.csv", "oecd_stat_old.csv",
    "US_LSCI_quarters.csv", "US_fleet_wide.csv", "un_urban.csv", "share-of-individuals-using-the-internet.csv", "itu_datahub.csv",
    "itu_years.csv", "fao.csv", "undata.csv", "continental.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", READABLE)
def test_the_block_that_inspect_prints_reads_the_file(name):
    found = inspect(SAMPLES / name, name, UNITS)
    assert found.problems == ()
    assert found.still == ""
    (block,) = tomllib.loads(found.block)["values"]
    tidy, problems = read(SAMPLES / name, name, ValuesBlock(**block))
    assert problems == []
    assert len(tidy.rows) == sum(n for _, n in found.matches)


def test_units_are_shown_as_matched_known_and_not_matched():
    found = inspect(SAMPLES / "estat_isoc_ci_ifp_iu.tsv", "x.tsv", UNITS)
    assert {m.written: m.unit for m in found.matched()} == {
        "DE": "DEU",
        "EL": "GRC",
        "TR": "TUR",
        "UK": "GBR",
        "XK": "XKX",
    }
    assert [(m.written, n) for m, n in found.not_units()] == [("EU27_2020", 3)]
    assert found.not_matched() == []
    assert 'unknown = "leave_out"' in found.block
    text = "\n".join(lines(found))
    assert "flag bp: 1 figure, reported, estimated" in text
    assert "EL = GRC (Eurostat code)" in text
    assert "years: 2021 to 2023" in text
    assert "in PC_IND" in text


def test_a_total_is_proposed_where_a_dimension_tells_rows_apart():
    found = inspect(SAMPLES / "estat_two_dimensions.tsv", "x.tsv", UNITS)
    assert 'where = { sex = "T" }' in found.block
    assert found.years == (2022, 2023)


def test_a_jump_of_a_thousand_between_years_is_shown(tmp_path):
    (tmp_path / "x.csv").write_text(
        "country,year,value\nFRA,2021,5\nFRA,2022,5100\nFRA,2023,5.3\nDEU,2022,7\nDEU,2024,7000\n", "utf-8"
    )
    found = inspect(tmp_path / "x.csv", "x.csv", UNITS)
    assert found.jumps[["unit", "year", "factor"]].astype({"unit": str}).to_numpy().tolist() == [
        ["FRA", 2022, 1020.0], ["FRA", 2023, pytest.approx(5.3 / 5100)], ["DEU", 2024, 1000.0],
    ]  # fmt: skip
    assert any(line.startswith("jump: FRA x 2022: 5100 after 5, times 1020") for line in lines(found))


def test_a_name_of_two_countries_is_shown_with_both(tmp_path):
    (tmp_path / "x.csv").write_text("country,year,value\nKorea,2021,5\nGrmany,2022,5\n", "utf-8")
    units = Register({**UNITS.names, "PRK": ("North Korea",)})
    told = "\n".join(lines(inspect(tmp_path / "x.csv", "x.csv", units)))
    assert "not matched: Korea (1 figure), may be KOR or PRK" in told
    assert "not matched: Grmany (1 figure)" in told


def test_gaps_between_years_are_shown(tmp_path):
    (tmp_path / "x.csv").write_text("country,year,value\nFRA,2015,5\nFRA,2018,5\n", "utf-8")
    found = inspect(tmp_path / "x.csv", "x.csv", UNITS)
    assert found.gaps == (2016, 2017)
    assert any("none of 2016, 2017" in line for line in lines(found))


def test_a_workbook_with_titles_and_two_header_rows_gets_its_block(tmp_path):
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "Read me"
    notes.append(["Made by hand."])
    sheet = book.create_sheet("Table 3")
    for row in [
        ["Table 3. ICT indicators"], [], ["Country", "Internet users", None, "Fixed broadband", None],
        [None, 2022, 2023, 2022, 2023], ["France", 85.3, "86,8 a", 46, 47.1], ["Germany", 91.6, 92.5, 44, 45], ["Source: offices."],
    ]:  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("B3:C3")
    sheet.merge_cells("D3:E3")
    sheet.merge_cells("A3:A4")
    book.save(tmp_path / "t.xlsx")
    found = inspect(tmp_path / "t.xlsx", "t.xlsx", UNITS)
    assert found.problems == ()
    assert found.sheets == ("Table 3", "Read me")
    assert found.header == (3, 4)
    assert "header = [3, 4]" in found.block
    assert 'names = { "Internet users" = "internet_users", "Fixed broadband" = "fixed_broadband" }' in found.block
    assert len(found.variables) == 2
    assert any("footnote marks beside figures dropped: a (1)" in note for note in found.notes)


def test_a_table_of_countries_by_variables_lacks_its_year_alone(tmp_path):
    (tmp_path / "x.csv").write_text("Country,Internet users (%),Broadband\nFrance,86.8,47\nGermany,92.5,45\n", "utf-8")
    found = inspect(tmp_path / "x.csv", "x.csv", UNITS)
    assert found.still == "say year = ..., which no column holds"
    assert 'wide = { "Internet users (%)" = "internet_users", Broadband = "broadband" }' in found.block
    assert str(found.problems[0]).startswith("x.csv: must have a column of years")


def test_a_file_without_a_header_is_shown_as_it_stands():
    found = inspect(SAMPLES / "routes.dat", "routes.dat", UNITS)
    assert found.still.startswith("the file has no header")
    assert found.first.iloc[0].tolist() == ["AF", "137", "CDG", "1382", "FRA", "340", "", "0", "320"]


def test_an_archive_of_several_tables_is_read_by_the_first_that_is_one(tmp_path):
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("readme.txt", "Figures of the office.\n")
        archive.write(SAMPLES / "databank.csv", "b.csv")
    found = inspect(tmp_path / "two.zip", "two.zip", UNITS)
    assert found.problems == ()
    assert found.sheets[0] == "b.csv"


def test_a_sheet_a_year_with_two_rows_of_headers_apart(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for year in ("2018", "2016"):
        sheet = book.create_sheet(year)
        for row in [
            [None, None, "overall LPI score", None, "Customs", None], [], ["Country", "Code", "score", "rank", "score", "rank"],
            ["Germany", "DEU", 4.2, 1, 4.09, 1], ["France", "FRA", 3.84, 16, 3.59, 19],
        ]:  # fmt: skip
            sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    found = inspect(tmp_path / "t.xlsx", "t.xlsx", UNITS)
    assert found.problems == ()
    assert (found.header, found.sheets, found.years) == ((1, 3), ("2018", "2016"), (2018, 2018))
    assert found.variables.loc["customs_score", ["lowest", "highest"]].tolist() == [3.59, 4.09]


def test_unctad_files_in_small_letters_and_with_quarters_before_their_years(tmp_path):
    (tmp_path / "a.csv").write_text(
        "economy_label,quarter_label,index_value,missingvalue\nFrance,Q3 2023,5,\nFrance,Q4 2023,6,\n", "utf-8"
    )
    found = inspect(tmp_path / "a.csv", "a.csv", UNITS)
    assert (found.format, found.problems, found.first["value"].tolist()) == ("unctad", (), ["6"])
    (tmp_path / "b.csv").write_text(
        "Economy_Label,Q3 2023_Index_Value,Q4 2023_Index_Value\nFrance,5,6\nGreece,7,8\n", "utf-8"
    )
    found = inspect(tmp_path / "b.csv", "b.csv", UNITS)
    assert (found.format, found.problems, found.first["value"].tolist()) == ("unctad", (), ["6", "8"])
