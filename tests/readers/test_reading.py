"""Files as their offices publish them, read to tidy rows: values, statuses, places, and what is passed over."""

import gzip
import zipfile
from pathlib import Path

import pytest

from connectindex.readers import ValuesBlock, read

SAMPLES = Path(__file__).parent / "samples"


def got(file, folder=SAMPLES, **block):
    """Rows as (unit, year, variable, value, status), and the reading."""
    tidy, problems = read(folder / file, file, ValuesBlock(file=file, **block))
    assert problems == [], "\n".join(map(str, problems))
    rows = tidy.rows.astype({"unit": str, "variable": str, "status": str})
    return list(rows[["unit", "year", "variable", "value", "status"]].itertuples(index=False, name=None)), tidy


def refused(file, folder=SAMPLES, **block):
    tidy, problems = read(folder / file, file, ValuesBlock(file=file, **block))
    assert tidy is None
    return [str(p) for p in problems]


API = "API_IT.NET.USER.ZS_DS2_en_csv_v2.csv"
API_ROWS = [
    ("AFE", 2021, "net", "22.2", "reported"), ("AFE", 2022, "net", "24.0", "reported"),
    ("CIV", 2021, "net", "40", "reported"), ("CIV", 2022, "net", "42.5", "reported"), ("CIV", 2023, "net", "45.1", "reported"),
    ("DEU", 2021, "net", "91.4", "reported"), ("DEU", 2022, "net", "91.6", "reported"), ("DEU", 2023, "net", "92.5", "reported"),
    ("KOR", 2021, "net", "97.6", "reported"), ("KOR", 2022, "net", "97.2", "reported"), ("KOR", 2023, "net", "97.4", "reported"),
    ("TUR", 2021, "net", "81.4", "reported"), ("TUR", 2022, "net", "", "missing"), ("TUR", 2023, "net", "86", "reported"),
]  # fmt: skip


def test_world_bank_api_file_is_read_below_its_four_lines():
    rows, tidy = got(API, variable="net")
    assert sorted(rows) == API_ROWS
    assert tidy.sniffed.format.id == "worldbank"
    assert tidy.table.header == (5,)
    assert any("above the header: 1, 3" in n for n in tidy.notes)
    assert tidy.titles == {"net": "Individuals using the Internet (% of population)"}
    last = tidy.places()[
        sorted(range(len(rows)), key=lambda k: rows[k]).index(max(range(len(rows)), key=lambda k: rows[k]))
    ]
    assert last.startswith(f"{API} row ")


def test_places_name_the_row_and_the_column_of_each_figure():
    rows, tidy = got(API, variable="net")
    places = dict(zip(rows, tidy.places(), strict=True))
    assert places[("DEU", 2023, "net", "92.5", "reported")] == f"{API} row 8, column 2023"


def test_world_bank_zip_is_read_past_its_metadata(tmp_path):
    with zipfile.ZipFile(tmp_path / "api.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (API, "Metadata_Country_API_IT.NET.USER.ZS.csv", "Metadata_Indicator_API_IT.NET.USER.ZS.csv"):
            archive.write(SAMPLES / name, name)
    rows, tidy = got("api.zip", tmp_path, variable="net")
    assert sorted(rows) == API_ROWS
    assert tidy.places()[0].startswith(f"api.zip/{API} row ")


def test_gzipped_file_is_read_as_the_file_in_it(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress((SAMPLES / API).read_bytes()))
    assert sorted(got("a.csv.gz", tmp_path, variable="net")[0]) == API_ROWS


def test_archive_of_two_tables_must_say_which(tmp_path):
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.write(SAMPLES / API, "a.csv")
        archive.write(SAMPLES / "databank.csv", "b.csv")
    assert refused("two.zip", tmp_path, variable="net") == [
        "two.zip: an archive must hold one table, got 2; say sheet = one of 'a.csv', 'b.csv'"
    ]
    assert sorted(got("two.zip", tmp_path, sheet="a.csv", variable="net")[0]) == API_ROWS


def test_databank_export_is_read_without_its_footer():
    rows, tidy = got("databank.csv", names={"IT.NET.USER.ZS": "net"})
    assert sorted(rows) == [
        ("DEU", 2022, "net", "91.6", "reported"), ("DEU", 2023, "net", "92.5", "reported"),
        ("KOR", 2022, "net", "97.2", "reported"), ("KOR", 2023, "net", "97.4", "reported"),
        ("TUR", 2022, "net", "", "missing"), ("TUR", 2023, "net", "86", "reported"),
    ]  # fmt: skip
    assert tidy.series == {"SP.POP.TOTL": 3}
    assert any("Data from database: World Development Indicators" in n for n in tidy.notes)


def test_databank_export_with_series_in_columns():
    rows, _ = got("databank_columns.csv", names={"IT.NET.USER.ZS": "net", "SP.POP.TOTL": "population"})
    assert ("KOR", 2023, "population", "", "missing") in rows
    assert ("DEU", 2022, "population", "83797985", "reported") in rows
    assert len(rows) == 6


def test_several_series_are_never_taken_for_one_variable():
    (problem,) = refused("databank.csv", variable="net")
    assert "must be one series where variable is set, got 2: IT.NET.USER.ZS, SP.POP.TOTL" in problem


def test_eurostat_flags_become_statuses_and_several_are_kept():
    rows, tidy = got("estat_isoc_ci_ifp_iu.tsv", variable="net")
    assert tidy.sniffed.format.id == "eurostat"
    assert sorted(rows) == sorted([
        ("DE", 2021, "net", "91.4", "reported"), ("DE", 2022, "net", "91.6", "reported"), ("DE", 2023, "net", "92.5", "estimated"),
        ("EL", 2021, "net", "78.5", "reported"), ("EL", 2022, "net", "83.2", "estimated"), ("EL", 2023, "net", "85.0", "estimated"),
        ("EU27_2020", 2021, "net", "89.3", "reported"), ("EU27_2020", 2022, "net", "90.5", "reported"),
        ("EU27_2020", 2023, "net", "91.2", "reported"),
        ("TR", 2021, "net", "81.4", "reported"), ("TR", 2022, "net", "", "missing"), ("TR", 2023, "net", "86.0", "reported"),
        ("UK", 2021, "net", "96.6", "reported"), ("UK", 2022, "net", "", "not_applicable"), ("UK", 2023, "net", "", "not_applicable"),
        ("XK", 2021, "net", "", "missing"), ("XK", 2022, "net", "97.0", "reported"), ("XK", 2023, "net", "", "missing"),
    ])  # fmt: skip
    flags = dict(zip(rows, tidy.rows["flags"].astype(str), strict=True))
    assert flags[("EL", 2022, "net", "83.2", "estimated")] == "bp"
    assert tidy.measures == {"net": ("PC_IND",)}


def test_an_unknown_eurostat_flag_is_a_problem_with_its_cell(tmp_path):
    text = (SAMPLES / "estat_isoc_ci_ifp_iu.tsv").read_text("utf-8").replace("91.6 ", "91.6 q")
    (tmp_path / "x.tsv").write_text(text, "utf-8")
    (problem,) = refused("x.tsv", tmp_path, variable="net")
    assert problem.startswith("x.tsv row 2, column 2022: must be a number, with flags that are known, got '91.6 q'")
    rows, _ = got("x.tsv", tmp_path, variable="net", status={"q": "estimated"})
    assert ("DE", 2022, "net", "91.6", "estimated") in rows


def test_a_dimension_that_was_forgotten_is_named_with_its_values():
    (problem,) = refused("estat_two_dimensions.tsv", variable="net")
    assert (
        "a unit must have one figure of a variable and year, got 4 with more, e.g. 'DE' 2022 in rows 2 and 3" in problem
    )
    assert "they differ in 'sex': 'F', 'M', 'T'; say where = { sex = \"F\" }" in problem
    rows, _ = got("estat_two_dimensions.tsv", variable="net", where={"sex": "T"})
    assert sorted(r[3] for r in rows) == ["83.2", "85.0", "91.6", "92.5"]


def test_where_names_what_does_not_stand_in_the_column():
    (problem,) = refused("estat_two_dimensions.tsv", variable="net", where={"sex": "Total"})
    assert problem == "estat_two_dimensions.tsv where: must stand in the column 'sex', got 'Total'; known: F, M, T"


def test_older_eurostat_files_run_backwards_in_time():
    rows, _ = got("estat_old.tsv", variable="net")
    assert ("EL", 2018, "net", "72", "reported") in rows
    assert len(rows) == 4


def test_eurostat_flags_in_an_sdmx_file():
    rows, _ = got("estat_sdmx.csv", variable="net")
    assert sorted(rows) == [
        ("DE", 2022, "net", "91.6", "reported"), ("DE", 2023, "net", "92.5", "estimated"), ("EL", 2023, "net", "", "not_applicable"),
    ]  # fmt: skip


def test_sdmx_statuses_and_nan():
    rows, tidy = got("sdmx_plain.csv")
    assert rows == [
        ("FRA", 2023, "internet", "86.8", "reported"), ("DEU", 2023, "internet", "92.5", "estimated"),
        ("TUR", 2023, "internet", "", "missing"), ("KOR", 2023, "internet", "", "missing"),
    ]  # fmt: skip
    assert tidy.sniffed.reason == "it has the columns 'TIME_PERIOD' and 'OBS_VALUE' of SDMX-CSV 2.0"


def test_oecd_export_with_labels_beside_its_codes():
    rows, tidy = got("oecd_labels.csv", names={"BB_F": "fixed"})
    assert [r[0] for r in rows] == ["FRA", "DEU", "TUR", "KOR"]
    assert rows[1] == ("DEU", 2023, "fixed", "38.3", "estimated")
    assert tidy.rows["label"].astype(str).tolist() == ["France", "Germany", "Türkiye", "Korea"]
    assert tidy.measures == {"fixed": ("SUB x10^6",)}
    assert tidy.series == {"BB_M": 1}


def test_sdmx_codes_with_labels_in_the_same_cell():
    rows, tidy = got("sdmx_both.csv")
    assert rows == [("FR", 2023, "NET", "86.8", "reported"), ("EL", 2023, "NET", "85.0", "estimated")]
    assert "SDMX-CSV 1.0" in tidy.sniffed.reason


def test_sdmx_rows_that_are_taken_back_are_left_out(tmp_path):
    text = (SAMPLES / "sdmx_plain.csv").read_text("utf-8").replace("Y(1.0),I,DEU", "Y(1.0),D,DEU")
    (tmp_path / "x.csv").write_text(text, "utf-8")
    rows, tidy = got("x.csv", tmp_path)
    assert [r[0] for r in rows] == ["FRA", "TUR", "KOR"]
    assert any("ACTION D" in n for n in tidy.notes)


def test_an_unknown_sdmx_status_is_one_line_a_flag(tmp_path):
    text = (SAMPLES / "sdmx_plain.csv").read_text("utf-8").replace("92.5,E", "92.5,@").replace("86.8,A", "86.8,@")
    (tmp_path / "x.csv").write_text(text, "utf-8")
    (problem,) = refused("x.csv", tmp_path)
    assert problem.startswith("x.csv, column OBS_STATUS: must be a known flag, got '@' (2 rows)")


def test_the_oecd_s_former_site():
    rows, tidy = got("oecd_stat_old.csv", variable="bb")
    assert rows == [("FRA", 2019, "bb", "43.8", "reported"), ("DEU", 2019, "bb", "42.1", "estimated")]
    assert tidy.sniffed.format.id == "long"


@pytest.mark.parametrize(("period", "france", "ivory"), [
    ("last", "356.5", "74.0"), ("mean", repr((352.1 + 354.1 + 350.3 + 356.5) / 4), repr((71.0 + 72.0 + 74.0) / 3)),
    ("sum", repr(352.1 + 354.1 + 350.3 + 356.5), None),
])  # fmt: skip
def test_unctad_quarters_are_brought_to_years_by_last_mean_or_sum(period, france, ivory):
    rows, tidy = got("US_LSCI_quarters.csv", variable="lsci", period=period)
    values = {r[0]: r[3] for r in rows}
    assert float(values["250"]) == pytest.approx(float(france), rel=1e-12)
    assert ("384" in values) == (ivory is not None)
    if ivory:
        assert float(values["384"]) == pytest.approx(float(ivory), rel=1e-12)
    assert any("1 years lack some of their quarters" in n and "384 2023: 3 of 4" in n for n in tidy.notes)
    assert tidy.sniffed.format.id == "unctad"


def test_quarters_without_a_rule_are_refused():
    (problem,) = refused("US_LSCI_quarters.csv", variable="lsci")
    assert problem == (
        'US_LSCI_quarters.csv: quarters must be brought to years, got \'2023Q01\'; say period = "last", "mean" or "sum"'
    )


def test_unctad_columns_of_years_and_measures():
    rows, _ = got("US_fleet_wide.csv", names={"number of ships": "ships"})
    assert sorted(rows) == [
        ("250", 2024, "ships", "559", "reported"), ("250", 2025, "ships", "548", "reported"),
        ("300", 2024, "ships", "1200", "reported"), ("300", 2025, "ships", "1201", "reported"),
    ]  # fmt: skip


def test_unctad_with_a_column_a_measure():
    rows, _ = got("un_urban.csv", variable="urban")
    assert rows == [
        ("250", 2022, "urban", "81.5", "reported"), ("250", 2023, "urban", "81.8", "reported"), ("300", 2023, "urban", "80.7", "reported"),
    ]  # fmt: skip


def test_unctad_ports_are_read_without_a_word_on_columns():
    rows, tidy = got("port_lsci_quarterly.csv", period="last")
    assert rows == [
        ("Albania, Durres", 2023, "index", "11.15", "reported"),
        ("Côte d'Ivoire, Abidjan", 2023, "index", "36.9", "reported"),
    ]
    assert tidy.sniffed.format.id == "unctad"
    assert tidy.sniffed.reason == "it has the column 'port_label'"


def test_a_second_column_of_labels_is_not_taken_for_the_measure(tmp_path):
    (tmp_path / "p.csv").write_text("port_label,quarter_label,index_label,size_label\nA,Q4 2023,1,2\n", "utf-8")
    assert "must have a column of figures" in refused("p.csv", tmp_path, period="last")[0]


def test_our_world_in_data_takes_codes_and_names_only_where_a_code_lacks():
    rows, tidy = got("share-of-individuals-using-the-internet.csv", variable="net")
    assert [r[0] for r in rows] == ["Africa", "FRA", "FRA", "OWID_KOS", "NAM", "OWID_WRL"]
    assert tidy.sniffed.format.id == "owid"


def test_itu_data_hub_and_its_workbooks_of_years():
    rows, tidy = got("itu_datahub.csv", variable="net")
    assert rows == [("FRA", 2023, "net", "86.8", "reported"), ("GRC", 2023, "net", "85.0", "reported")]
    assert tidy.measures == {"net": ("percent",)}
    rows, _ = got("itu_years.csv", variable="net")
    assert sorted(rows) == [
        ("France", 2021, "net", "85.1", "reported"), ("France", 2022, "net", "85.3", "reported"),
        ("Greece", 2021, "net", "78.5", "reported"), ("Greece", 2022, "net", "83.2", "reported"),
    ]  # fmt: skip


def test_fao_and_un_data():
    rows, _ = got("fao.csv", variable="almonds")
    assert rows == [("'004", 2022, "almonds", "39000.00", "estimated"), ("'250", 2022, "almonds", "790.00", "reported")]
    rows, _ = got("undata.csv", variable="net")
    assert rows[1] == ("Bolivia (Plurinational State of)", 2023, "net", "70.2", "reported")


def test_continental_csv_has_semicolons_and_decimal_commas():
    rows, tidy = got("continental.csv")
    assert rows == [("DEU", 2023, "internet", "92.48", "reported"), ("FRA", 2023, "internet", "86.8", "reported")]
    assert tidy.table.raw.separator == ";"


def test_cp1252_is_read_where_it_is_named_and_refused_where_not():
    (problem,) = refused(
        "continental_cp1252.csv", wide={"Internautes (%)": "net"}, columns={"unit": "Pays", "year": "Année"}
    )
    assert problem.startswith(
        'continental_cp1252.csv line 1: must be text in UTF-8, got byte 0xe9; say encoding = "cp1252"'
    )
    rows, _ = got(
        "continental_cp1252.csv",
        encoding="cp1252",
        wide={"Internautes (%)": "net"},
        columns={"unit": "Pays", "year": "Année"},
    )
    assert rows == [
        ("Côte d’Ivoire", 2023, "net", "45.1", "reported"), ("Türkei", 2023, "net", "86.0", "reported"),
        ("Réunion", 2023, "net", "1086.5", "reported"),
    ]  # fmt: skip


def test_file_without_a_header_takes_the_names_of_its_block():
    assert any(
        "must be a header" in p and "header = [" in p for p in refused("airports.dat", variable="altitude", year=2023)
    )
    names = [
        "id",
        "airport",
        "city",
        "country",
        "iata",
        "icao",
        "lat",
        "lon",
        "altitude",
        "tz",
        "dst",
        "zone",
        "type",
        "origin",
    ]
    rows, tidy = got(
        "airports.dat", header=names, columns={"unit": "icao", "value": "altitude"}, variable="altitude", year=2023
    )
    assert rows == [
        ("LFPG", 2023, "altitude", "392", "reported"), ("EDDF", 2023, "altitude", "364", "reported"), ("\\N", 2023, "altitude", "1", "reported"),
    ]  # fmt: skip
    assert tidy.places()[0] == "airports.dat row 1, column altitude"
    (problem,) = refused("airports.dat", header=names[:3], columns={"unit": "id"}, variable="x", year=2023)
    assert "header must name every column of the file, got 3 names for 14 columns" in problem
