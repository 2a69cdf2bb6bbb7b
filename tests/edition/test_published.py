"""``[[values]]``: files as they were downloaded, in an edition; whom they mean, what is left out, what is refused."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

import connectindex as ci
from connectindex.edition.read import parse
from connectindex.reports.data.tables import tables

SAMPLES = Path(__file__).parent.parent / "readers" / "samples"
INDEX = """
[index]
title = "T"
edition = "1"
year = 2023
[tree]
indicators = ["internet", "lsci"]
[indicators.internet]
name = "Internet users"
unit = "%"
direction = 1
variable = "internet"
[indicators.lsci]
name = "Liner connectivity"
unit = "index"
direction = 1
variable = "lsci"
[method.normalise]
kind = "minmax"
"""
UNITS = """unit,name,region
FRA,France,Europe
DEU,Germany,Europe
GRC,Greece,Europe
TUR,Türkiye,Asia
KOR,"Korea, Rep.",Asia
CIV,Côte d'Ivoire,Africa
XKX,Kosovo,Europe
HKG,"Hong Kong SAR, China",Asia
"""
LSCI = "unit,year,variable,value\nFRA,2023,lsci,70\nDEU,2023,lsci,85\nGRC,2023,lsci,60\nTUR,2023,lsci,66\nKOR,2023,lsci,110\nCIV,2023,lsci,20\nXKX,2023,lsci,1\nHKG,2023,lsci,95\n"
API = "API_IT.NET.USER.ZS_DS2_en_csv_v2.csv"


@pytest.fixture
def edition(tmp_path):
    """An edition with these blocks, and samples or texts in downloads/."""

    def make(blocks, *samples, index=INDEX, **files):
        (tmp_path / "values").mkdir(exist_ok=True)
        (tmp_path / "downloads").mkdir(exist_ok=True)
        (tmp_path / "index.toml").write_text(index + blocks, "utf-8")
        (tmp_path / "units.csv").write_text(UNITS, "utf-8")
        (tmp_path / "values" / "lsci.csv").write_text(LSCI, "utf-8")
        for name in samples:
            shutil.copy(SAMPLES / name, tmp_path / "downloads" / name)
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_csv", ".csv")
            path.write_text(text, "utf-8")
        return tmp_path

    return make


def said(folder):
    return [str(p) for p in parse(folder)[1]]


def values(folder, variable):
    table = ci.read_edition(folder).values.table
    table = table[(table["variable"] == variable) & table["value"].notna()]
    return {(u, y): v for u, y, v in table[["unit", "year", "value"]].itertuples(index=False, name=None)}


def test_world_bank_file_fills_the_indicator_and_its_group_is_left_out_by_name(edition):
    folder = edition(f'[[values]]\nfile = "downloads/{API}"\nvariable = "internet"\nunknown = "leave_out"\n', API)
    assert values(folder, "internet") == {
        ("CIV", 2021): 40, ("CIV", 2022): 42.5, ("CIV", 2023): 45.1, ("DEU", 2021): 91.4, ("DEU", 2022): 91.6, ("DEU", 2023): 92.5,
        ("KOR", 2021): 97.6, ("KOR", 2022): 97.2, ("KOR", 2023): 97.4, ("TUR", 2021): 81.4, ("TUR", 2023): 86,
    }  # fmt: skip
    (reading,) = ci.read_edition(folder).readings
    assert "left out: AFE (2)" in reading.lines()[0]
    assert "read as worldbank" in reading.lines()[0]


def test_groups_are_refused_in_one_line_where_nothing_is_said_of_them(edition):
    folder = edition(f'[[values]]\nfile = "downloads/{API}"\nvariable = "internet"\n', API)
    (problem,) = said(folder)
    assert problem == (
        f"downloads/{API}: must mean one unit of units.csv, got groups or countries that are not listed: AFE (2); "
        'say unknown = "leave_out", or add them to units.csv'
    )


def test_eurostat_flags_and_its_codes_of_greece_and_the_united_kingdom(edition):
    folder = edition(
        '[[values]]\nfile = "downloads/estat_isoc_ci_ifp_iu.tsv"\nvariable = "internet"\nunknown = "leave_out"\n',
        "estat_isoc_ci_ifp_iu.tsv",
    )
    made = ci.read_edition(folder)
    table = made.values.table
    got = table[table["variable"] == "internet"].set_index(["unit", "year"])
    assert got.loc[("GRC", 2023), ["value", "status"]].tolist() == [85.0, "estimated"]
    assert got.loc[("GRC", 2021), ["value", "status"]].tolist() == [78.5, "reported"]
    assert got.loc[("XKX", 2023), "status"] == "missing"
    assert "GBR" not in got.index.get_level_values("unit")  # no unit of this edition
    (reading,) = made.readings
    assert "left out: EU27_2020 (3), UK (3)" in reading.lines()[0]


def test_names_are_matched_and_every_match_is_listed_in_the_output(edition):
    text = "Country,Year,Value\nFrance,2023,86.8\nSouth Korea,2023,97.4\nTurkey,2023,86\nHong Kong,2023,96\nKosovo*,2023,90\n"
    folder = edition('[[values]]\nfile = "downloads/x.csv"\nvariable = "internet"\n', downloads__x_csv=text)
    assert values(folder, "internet") == {
        ("FRA", 2023): 86.8, ("KOR", 2023): 97.4, ("TUR", 2023): 86, ("HKG", 2023): 96, ("XKX", 2023): 90,
    }  # fmt: skip
    published = {t.name: t.frame for t in tables(ci.build(ci.read_edition(folder)))}
    assert published["matches"].to_numpy().tolist() == [
        ["downloads/x.csv", "France", "FRA", "name of the edition", 1],
        ["downloads/x.csv", "South Korea", "KOR", "published name", 1],
        ["downloads/x.csv", "Turkey", "TUR", "published name", 1],
        ["downloads/x.csv", "Hong Kong", "HKG", "published name", 1],
        ["downloads/x.csv", "Kosovo*", "XKX", "name of the edition", 1],
    ]


def test_two_candidates_and_slips_are_problems_and_an_alias_settles_them(edition):
    text = "Country,Year,Value\nFrance,2023,86.8\nKorea,2023,97.4\nKorea,2022,97.4\nGrmany,2023,92\n"
    blocks = '[[values]]\nfile = "downloads/x.csv"\nvariable = "internet"\n'
    folder = edition(blocks, downloads__x_csv=text)
    assert said(folder) == [
        "downloads/x.csv row 3, column Country: must mean one unit of units.csv, got 'Korea' (2 rows, this is the first); that may be KOR or PRK",
        "downloads/x.csv row 5, column Country: must mean one unit of units.csv, got 'Grmany'; add it to aliases.csv, or say unknown = \"leave_out\"",
    ]
    folder = edition(blocks, downloads__x_csv=text, aliases_csv="alias,unit\nKorea,KOR\nGrmany,DEU\n")
    assert values(folder, "internet") == {
        ("FRA", 2023): 86.8,
        ("KOR", 2023): 97.4,
        ("KOR", 2022): 97.4,
        ("DEU", 2023): 92,
    }


def test_a_name_of_two_of_whom_one_is_a_unit_is_never_left_out(edition):
    text = "Country,Year,Value\nFrance,2023,86.8\nKorea,2023,97.4\nGrmany,2023,92\n"
    folder = edition(
        '[[values]]\nfile = "downloads/x.csv"\nvariable = "internet"\nunknown = "leave_out"\n', downloads__x_csv=text
    )
    (problem,) = said(folder)
    assert "got 'Korea'; that may be KOR or PRK" in problem


def test_a_code_that_contradicts_its_name_is_a_problem(edition):
    text = "Entity,Code,Year,Net\nFrance,FRA,2023,86.8\nGermany,GRC,2023,92\n"
    folder = edition('[[values]]\nfile = "downloads/x.csv"\nvariable = "internet"\n', downloads__x_csv=text)
    (problem,) = said(folder)
    assert problem.startswith(
        "downloads/x.csv row 3, column Entity: code and name must mean the same unit, got 'GRC' (GRC) and 'Germany' (DEU)"
    )


def test_two_tables_for_one_cell_are_a_problem_unless_their_sources_are_ranked(edition):
    sources = "id,title,retrieved\nwdi,World Development Indicators,2026-01-01\neurostat,Eurostat,2026-01-01\n"
    blocks = f"""
[[values]]
file = "downloads/{API}"
variable = "internet"
unknown = "leave_out"
source = "wdi"
[[values]]
file = "downloads/estat_isoc_ci_ifp_iu.tsv"
variable = "internet"
unknown = "leave_out"
source = "eurostat"
"""
    folder = edition(blocks, API, "estat_isoc_ci_ifp_iu.tsv", sources_csv=sources)
    twice = said(folder)
    assert any("a unit's value in a year must stand once, got 'DEU 2023 internet'" in p for p in twice)
    # an empty cell fills nothing: Turkey's 2022 is missing in both, its 2021 and 2023 stand twice
    assert not any("TUR 2022" in p for p in twice)
    ranked = INDEX.replace("year = 2023", 'year = 2023\npriority = ["eurostat", "wdi"]')
    folder = edition(blocks, API, "estat_isoc_ci_ifp_iu.tsv", index=ranked, sources_csv=sources)
    made = ci.read_edition(folder)
    table = made.values.table.set_index(["unit", "year", "variable"])
    assert table.loc[("DEU", 2023, "internet"), ["value", "status", "source"]].tolist() == [
        92.5,
        "estimated",
        "eurostat",
    ]
    assert table.loc[("KOR", 2023, "internet"), "source"] == "wdi"
    assert [str(w) for w in made.warnings if "priority" in w.place] == [
        "[index] priority: 5 figures of 'wdi' give way to 'eurostat'"
    ]


def test_patterns_take_several_files_of_one_shape(edition):
    one, two = "unit,year,value\nFRA,2022,1\n", "unit,year,value\nFRA,2023,2\n"
    folder = edition(
        '[[values]]\nfile = "downloads/x?.csv"\nvariable = "internet"\n', downloads__x1_csv=one, downloads__x2_csv=two
    )
    assert values(folder, "internet") == {("FRA", 2022): 1, ("FRA", 2023): 2}


def test_files_outside_or_missing_and_unknown_keys_are_problems_with_their_block(edition):
    folder = edition('[[values]]\nfile = "../x.csv"\n[[values]]\nfile = "downloads/none.csv"\n')
    problems = said(folder)
    assert "index.toml [[values]] 1 file: must lie inside the edition, got '../x.csv'" in problems
    assert "index.toml [[values]] 2 file: must name a file of the edition, got 'downloads/none.csv'" in problems
    folder = edition('[[values]]\nfile = "a.csv"\nvariabel = "x"\n')
    assert "index.toml [[values]] 1 variabel: unknown key, got 'x'; did you mean 'variable'?" in said(folder)


def test_a_file_of_a_block_may_lie_among_the_strict_tables(edition):
    folder = edition('[[values]]\nfile = "values/api.csv"\nvariable = "internet"\nunknown = "leave_out"\n')
    shutil.copy(SAMPLES / API, folder / "values" / "api.csv")
    assert len(values(folder, "internet")) == 11


def test_published_files_are_inputs_with_their_hashes(edition):
    folder = edition(f'[[values]]\nfile = "downloads/{API}"\nvariable = "internet"\nunknown = "leave_out"\n', API)
    assert f"downloads/{API}" in ci.read_edition(folder).inputs


def test_values_tables_stay_strict_and_their_hints_are_exact(edition):
    text = "unit,year,variable,value\nFrance,2023,internet,1\nEL,2023,internet,2\nKorea,2023,internet,3\nQQQ,2023,internet,4\n"
    folder = edition("", values__n_csv=text)
    hints = [p.partition("got ")[2] for p in said(folder) if p.startswith("values/n.csv")]
    assert hints == [
        "'France'; that is the name of 'FRA'", "'EL'; that is the Eurostat code of 'GRC'", "'Korea'; that may be KOR or PRK",
        "'QQQ'; known: CIV, DEU, FRA, GRC, HKG, KOR, TUR, XKX",
    ]  # fmt: skip


def test_numbers_of_a_cell_keep_their_digits(edition):
    text = "unit;year;value\nFRA;2023;1.234.567,125\nDEU;2023;0,5\n"
    folder = edition('[[values]]\nfile = "downloads/x.csv"\nvariable = "internet"\n', downloads__x_csv=text)
    assert values(folder, "internet") == {("FRA", 2023): 1234567.125, ("DEU", 2023): 0.5}


def test_a_large_file_must_be_narrowed(edition, monkeypatch):
    from connectindex.edition import published

    monkeypatch.setattr(published, "MOST_ROWS", 13)
    folder = edition(f'[[values]]\nfile = "downloads/{API}"\nvariable = "internet"\nunknown = "leave_out"\n', API)
    assert (
        f"downloads/{API}: must give 13 figures or fewer, got 14; say names = {{ ... }} or where = {{ ... }}"
        in said(folder)
    )


def test_the_order_of_blocks_does_not_change_the_values(edition):
    blocks = [
        f'[[values]]\nfile = "downloads/{API}"\nvariable = "internet"\nunknown = "leave_out"\n',
        '[[values]]\nfile = "downloads/fao.csv"\nvariable = "almonds"\nunknown = "leave_out"\n',
    ]
    tables_of = []
    for order in (blocks, blocks[::-1]):
        folder = edition("".join(order), API, "fao.csv")
        tables_of.append(
            ci.read_edition(folder).values.table.sort_values(["variable", "unit", "year"]).reset_index(drop=True)
        )
    pd.testing.assert_frame_equal(*tables_of)
