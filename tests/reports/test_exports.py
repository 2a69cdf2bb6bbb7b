"""The files machines read: read back by the libraries they are for, and compared number by number."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import hashlib
import io
import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import connectindex as ci
from connectindex.model.tree import Node
from connectindex.reports import safe
from connectindex.reports.compose import compose
from connectindex.reports.data import columnar, datafiles, xlsx
from connectindex.reports.data import tables as tables_module
from connectindex.reports.data.citation import citation_cff, cited, dataset
from connectindex.reports.data.datafiles import data_files
from connectindex.reports.data.delimited import delimited, guarded, legible
from connectindex.reports.data.dictionary import COLUMNS, dictionary, fields
from connectindex.reports.data.fields import REST
from connectindex.reports.data.licences import LICENCES, licence
from connectindex.reports.data.primary_keys import PRIMARY_KEYS, primary_key
from connectindex.reports.data.sdmx import STATUS, codes, structure_id
from connectindex.reports.data.tables import Table, tables
from connectindex.reports.data.tidy import MEASURES, tidy
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.means import AGGREGATIONS

DAY = dt.date(2026, 11, 22)
HOSTILE = {
    "AAA": '=HYPERLINK("http://example.org","x")',
    "BBB": "+1+cmd|' /C calc'!A0",
    "CCC": "a;=1+1",
    "DDD": 'say "no", twice\r\n=2+2',
    "EEE": "\u202eevil\u2066",
    "FFF": "nul\x00 and \x1b escape",
    "GGG": "\t@SUM(A1)",
    "HHH": "</script><script>alert(1)</script>",
    "III": "line\u2028and\u2029paragraph",
    "JJJ": "'quoted': {yaml} # [not]",
    "KKK": "＝1＋1",
    "LLL": "😀 Côte d’Ivoire 北京",
}


@pytest.fixture(scope="module")
def audit(result):
    return ci.robustness(result.edition, draws=40, seed=1)


@pytest.fixture(scope="module")
def long(result, audit):
    return tidy(result, audit)


@pytest.fixture(scope="module")
def files(result, audit):
    return data_files(result, DAY, audit)


@pytest.fixture(scope="module")
def hostile(result, synthetic):
    renamed = synthetic.renamed(result, HOSTILE)
    text = "".join(HOSTILE.values())
    about = dataclasses.replace(
        renamed.edition.about, title=text, publisher=text, licence=text, citation=text, description=text, edition=text
    )
    sources = renamed.edition.sources.table.assign(title=text, publisher=text)
    edition = dataclasses.replace(
        renamed.edition, about=about, sources=dataclasses.replace(renamed.edition.sources, table=sources)
    )
    return dataclasses.replace(renamed, edition=edition)


@pytest.fixture(scope="module")
def hostile_files(hostile):
    return data_files(hostile, DAY)


@pytest.fixture
def panel(starter):
    values = starter / "values/statistics.csv"
    values.write_text(values.read_text("utf-8").replace(",2025,population", ",2020,population"), "utf-8")
    settings = starter / "index.toml"
    settings.write_text(settings.read_text("utf-8").replace("year = 2026 ", "years = [2025, 2026] ", 1), "utf-8")
    return ci.build(ci.read_edition(starter))


def written(files, folder):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def verdict(folder):
    """Problems frictionless finds in a data package, its data included."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import frictionless

        report = frictionless.validate(str(folder / "datapackage.json"))
    return [*report.errors, *(e for task in report.tasks for e in task.errors)]


# the tidy table


def test_every_score_rank_and_value_of_the_result_is_a_row(result, long):
    cells = long.set_index(["measure", "id", "unit"])["value"].sort_index()
    assert cells.index.is_unique
    for measure, table in {
        "score": pd.concat([result.scores, result.stage("normalised")], axis=1),
        "rank": pd.concat([result.ranks, result.indicator_ranks], axis=1).astype(float),
        "value": result.stage("imputed"),
    }.items():
        for name in table:
            found = cells[measure, name]
            assert set(found.index) == set(result.edition.units.codes)
            pd.testing.assert_series_equal(
                found, table[name].reindex(found.index), check_names=False, check_index_type=False
            )
    assert cells["coverage", "index"]["BBB"] == result.coverage["BBB"]


def test_contributions_of_the_children_add_up_to_the_score(result, long):
    cells = long.set_index(["measure", "id", "unit"])["value"].sort_index()
    for node in result.edition.tree.nodes():
        added = sum(cells["contribution", c.id].fillna(0) for c in node.children)
        score = cells["score", node.id].dropna()
        np.testing.assert_allclose(added[score.index], score, rtol=1e-12)
    assert ("contribution", "index") not in cells.index.droplevel("unit")


def test_a_figure_that_is_not_there_says_why(long):
    status = long.set_index(["unit", "id", "measure"])["status"]
    assert status["AAA", "speed", "value"] == "estimated"
    assert status["BBB", "gas", "value"] == status["BBB", "gas", "score"] == "imputed"
    assert status["EEE", "ports", "value"] == status["EEE", "ports", "rank"] == "not_applicable"
    assert status["UUU", "index", "score"] == status["UUU", "users", "score"] == "left_out"
    assert status["UUU", "users", "value"] == "reported"
    assert status["AAA", "index", "score"] == "calculated"
    assert long["value"].isna().equals(long["status"].isin(["missing", "not_applicable", "left_out"]))


def test_a_contribution_that_means_nothing_does_not_apply(result):
    rules = {n.id: NodeRules(AGGREGATIONS["copeland"]()) for n in result.edition.tree.nodes()}
    methods = dataclasses.replace(result.edition.methods, rules=rules)
    table = tidy(ci.build(dataclasses.replace(result.edition, methods=methods)))
    cells = table.set_index(["unit", "id", "measure"])[["value", "status"]]
    assert cells.loc[("AAA", "energy", "score"), "status"] == "calculated"
    assert np.isnan(cells.loc[("AAA", "energy", "contribution"), "value"])
    assert cells.loc[("AAA", "energy", "contribution"), "status"] == "not_applicable"
    assert cells.loc[("UUU", "energy", "contribution"), "status"] == "left_out"


def test_a_node_none_of_whose_parts_applies_does_not_apply():
    table = tidy(ci.build(ci.world())).set_index(["unit", "id", "measure"])
    assert table.loc[("JPN", "land", "score"), "status"] == "not_applicable"
    assert table.loc[("PRK", "air", "score"), "status"] == "left_out"


def test_intervals_of_the_audit_stand_beside_the_ranks(long, audit, result):
    cells = long.set_index(["unit", "id", "measure"])["value"]
    assert cells["CCC", "index", "rank_low90"] == audit.ranks.loc["CCC", "low"]
    assert cells["CCC", "index", "rank_high95"] == audit.ranks.loc["CCC", "high95"]
    assert set(tidy(result)["measure"]) == {m for m in MEASURES if not m.startswith("rank_")}


def test_a_panel_has_rows_for_each_year(panel):
    table = tidy(panel, ci.robustness(panel.edition, draws=8, seed=1))
    cells = table.set_index(["year", "unit", "id", "measure"])["value"].sort_index()
    assert cells.index.is_unique
    for year in (2025, 2026):
        scored = panel.scores["index"][year].dropna()
        found = cells.xs((year, "index", "score"), level=["year", "id", "measure"])
        np.testing.assert_array_equal(found[scored.index], scored)
    assert set(table[table["measure"] == "rank_median"]["year"]) == {2026}  # the year that is audited


# CSV


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("  =1", "'  =1"),
        ("-2+3", "'-2+3"),
        ("@A1", "'@A1"),
        ("\tx", "'\tx"),
        ("\rx", "'\nx"),
        ("a\n=1", "a\n'=1"),
        ("a; =1", "a;' =1"),
        ("＝1", "'＝1"),
        ("-5", "-5"),
        ("+3.5e-7", "+3.5e-7"),
        ("Bosnia, and; Herzegovina", "Bosnia, and; Herzegovina"),
        ("a-b=c", "a-b=c"),
    ],
)
def test_text_that_could_begin_a_formula_is_guarded(text, expected):
    assert guarded(text) == expected


@given(st.text(st.characters() | st.sampled_from("=+-@;,\t\r\n \x00'\"＝"), max_size=12))
def test_no_cell_begins_with_a_formula_however_a_spreadsheet_cuts(text):
    guard = guarded(text)
    for separator in (";", "\t", "\n"):
        for piece in guard.split(separator):
            start = piece.lstrip()
            assert not start.startswith(("=", "@", "＝", "＠"))
            assert guard == text or not start.startswith(("+", "-"))  # a plain number stays as it is
    assert guarded(text).replace("'", "") == legible(text).replace("'", "")  # nothing but apostrophes is added


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_numbers_stay_numbers_to_the_last_digit(numbers):
    text = delimited(pd.DataFrame({"x": numbers}))
    assert [float(row[0]) for row in list(csv.reader(io.StringIO(text.decode())))[1:]] == numbers


def test_headers_are_guarded_and_missing_is_empty():
    frame = pd.DataFrame({"=x": [None, "a"], "n": pd.array([1, None], dtype="Int64")})
    assert delimited(frame) == b"'=x,n\n,1\na,\n"


def test_hostile_names_in_csv_read_back_guarded(hostile_files):
    rows = list(csv.DictReader(io.StringIO(hostile_files["tables/units.csv"].decode(), newline="")))
    names = {row["unit"]: row["name"] for row in rows}
    assert names["AAA"] == "'" + HOSTILE["AAA"]
    assert names["DDD"] == 'say "no", twice\n\'=2+2'
    assert names["FFF"] == "nul\ufffd and \ufffd escape"
    assert names["LLL"] == HOSTILE["LLL"]
    assert {k: guarded(v) for k, v in HOSTILE.items()} == {k: names[k] for k in HOSTILE}


# Parquet and JSON


def test_parquet_gives_back_the_table_and_its_words(files, long, result):
    import pyarrow.parquet as pq

    read = pq.read_table(io.BytesIO(files["tables/data.parquet"]))
    assert read.column_names == list(long.columns)
    assert read["value"].to_pylist() == [None if np.isnan(v) else v for v in long["value"].tolist()]
    for column in ("unit", "id", "measure", "status", "source"):
        assert read[column].to_pylist() == long[column].tolist()
    assert read.schema.metadata[b"title"].decode() == result.edition.about.title
    assert b"reason given in status" in read.schema.field("value").metadata[b"description"]


def test_json_gives_back_the_table_and_its_words(files, long):
    content = json.loads(files["tables/data.json"])
    data = content["data"]
    assert list(data) == list(long.columns)
    assert data["value"] == [None if np.isnan(v) else v for v in long["value"].tolist()]
    assert data["observed"] == [None if pd.isna(v) else v for v in long["observed"].tolist()]
    assert content["units"]["CCC"] == {"name": "Çeta", "scored": True, "region": "East & West", "landlocked": "no"}
    assert content["items"]["flights"]["parent"] == "air_group"
    assert content["items"]["flights"]["unit"] == "per million people"
    assert set(content["items"]) == set(data["id"])
    assert set(content["measures"]) >= set(data["measure"])


def test_machine_formats_hold_names_as_they_are(hostile, hostile_files):
    content = json.loads(hostile_files["tables/data.json"])
    assert {k: content["units"][k]["name"] for k in HOSTILE} == HOSTILE
    assert content["title"] == hostile.edition.about.title
    frame = tidy(hostile).assign(source="=1\x00\r\n\u202e\"'")
    back = pd.read_parquet(io.BytesIO(columnar.parquet(frame, hostile, DAY)))
    assert set(back["source"]) == {"=1\x00\r\n\u202e\"'"}


# the data package


def test_the_data_package_is_valid_with_its_data(files, tmp_path):
    assert verdict(written(files, tmp_path)) == []


def test_the_data_package_of_hostile_names_is_valid(hostile_files, tmp_path):
    assert verdict(written(hostile_files, tmp_path)) == []


def test_the_data_package_of_a_panel_is_valid(panel, tmp_path):
    files = data_files(panel, DAY, ci.robustness(panel.edition, draws=8, seed=1))
    assert verdict(written(files, tmp_path)) == []
    content = json.loads(files["datapackage.json"])
    keys = {r["name"]: r["schema"].get("primaryKey") for r in content["resources"]}
    assert keys["scores"] == ["year", "unit"]


def test_the_data_package_tells_when_its_data_were_changed(files, tmp_path):
    text = files["tables/scores.csv"].decode().splitlines()
    text[2] = text[2].replace(text[2].split(",")[2], "high")
    found = verdict(written({**files, "tables/scores.csv": "\n".join(text).encode()}, tmp_path))
    assert {"type-error", "hash-count"} <= {e.type for e in found}


def test_the_data_package_names_what_it_holds(files):
    content = json.loads(files["datapackage.json"])
    assert content["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert content["name"] == "synthetic-connectivity-index-2026"
    assert content["licenses"] == [
        {
            "name": "CC-BY-4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/",
            "title": "Creative Commons Attribution 4.0",
        }
    ]
    assert content["contributors"] == [{"title": "Institute of Tests", "roles": ["publisher"]}]
    assert content["sources"] == [  # an address that is no web address is no path
        {"title": "Book of Values, Office of Numbers", "path": "https://example.org/values"},
        {"title": "Book of Links, Office of Roads"},
    ]
    resources = {r["name"]: r for r in content["resources"]}
    assert {f"tables/{n}.csv" for n in resources} == {n for n in files if n.endswith(".csv")}
    for resource in resources.values():
        found = files[resource["path"]]
        assert resource["hash"] == "sha256:" + hashlib.sha256(found).hexdigest()
        assert resource["bytes"] == len(found)
    assert resources["indicators"]["schema"]["primaryKey"] == ["unit", "indicator"]
    assert resources["indicators"]["schema"]["foreignKeys"][0]["reference"]["resource"] == "units"
    assert "foreignKeys" not in resources["definitions"]["schema"]  # its unit is one of measurement


# SDMX


def test_pysdmx_reads_the_numbers_back(files, long, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pysdmx.io import read_sdmx

        message = read_sdmx(written(files, tmp_path) / "tables/data.sdmx.csv")
    (flow,) = message.data
    assert flow.structure == "Dataflow=INSTITUTE_OF_TESTS:SYNTHETIC_CONNECTIVITY_INDEX(2026.0.0)"
    read = flow.data
    np.testing.assert_array_equal(read["OBS_VALUE"].astype(float), long["value"])
    assert read["REF_AREA"].tolist() == long["unit"].tolist()
    assert read["ITEM"].tolist() == long["id"].tolist()
    assert read["OBS_STATUS"].tolist() == [STATUS[s] for s in long["status"]]
    assert not read.duplicated(["REF_AREA", "ITEM", "MEASURE", "TIME_PERIOD"]).any()


def test_every_status_has_a_code_and_codes_are_never_alike():
    # SDMX's code list CL_OBS_STATUS: A normal value, E estimated value, U low reliability, I imputed value, O and M missing value
    assert STATUS == {
        "reported": "A", "calculated": "A", "estimated": "E", "incomplete": "U", "imputed": "I", "missing": "O", "left_out": "O", "not_applicable": "M"
    }  # fmt: skip
    assert set(STATUS) == set(COLUMNS["data"]["status"].among)
    names = ["a b", "a.b", "a_b", "=x", "@x", "-x", "x", "", "北京", "\x00"]
    found = codes(names)
    assert len(set(found.values())) == len(names)
    assert all(guarded(c) == c for c in found.values())


@pytest.mark.parametrize(
    ("edition", "publisher", "expected"),
    [
        ("2026", "", "CONNECTINDEX:T(2026.0.0)"),
        ("2026 draft", "9 lives", "LIVES:T(1.0.0)"),
        ("1.2", "北京", "CONNECTINDEX:T(1.0.0)"),
    ],
)
def test_the_structure_has_an_id_sdmx_allows(result, edition, publisher, expected):
    about = dataclasses.replace(result.edition.about, title="T", edition=edition, publisher=publisher)
    assert structure_id(about) == expected


# citing

REQUIRED = {"cff-version", "message", "title", "authors"}
ALLOWED = REQUIRED | {"abstract", "date-released", "keywords", "license", "type", "version"}


def test_the_citation_file_says_what_the_edition_says(files):
    content = yaml.safe_load(files["CITATION.cff"])
    assert content == {
        "cff-version": "1.2.0",
        "message": "If you use this index, please cite it as below.",
        "type": "dataset",
        "title": "Synthetic Connectivity Index",
        "authors": [{"name": "Institute of Tests"}],
        "version": "2026",
        "date-released": "2026-11-22",
        "license": "CC-BY-4.0",
        "keywords": ["Transport", "Energy", "Telecommunications"],
    }


def test_the_citation_file_holds_hostile_text_as_text(hostile, hostile_files):
    content = yaml.safe_load(hostile_files["CITATION.cff"])
    assert REQUIRED <= set(content) <= ALLOWED
    assert content["title"] == safe.paragraph(hostile.edition.about.title)
    assert "license" not in content
    assert content["message"].endswith("Licence: " + safe.paragraph(hostile.edition.about.licence))
    assert all(isinstance(v, str) for k, v in content.items() if k not in ("authors", "keywords"))


@given(st.text(max_size=60))
def test_any_text_survives_yaml(text):
    about = _about(text)
    content = yaml.safe_load(citation_cff(about, DAY))
    assert content["title"] == (safe.paragraph(text) or "Untitled index")
    assert content.get("version", "") == safe.clean(text)


def _about(text):
    from connectindex.edition.model import About

    return About(text, text, (2026,), text, text, text, description=text)


def test_an_own_citation_is_given_as_it_is():
    about = dataclasses.replace(_about("T"), citation="Doe, J. (2026): =T.", publisher="P", licence="")
    assert cited(about, DAY) == "Doe, J. (2026): =T."
    message = yaml.safe_load(citation_cff(about, DAY))["message"]
    assert message == "If you use this index, please cite it as: Doe, J. (2026): =T."
    plain = dataclasses.replace(about, citation="", edition="3rd")
    assert cited(plain, DAY) == "P (2026). T, edition 3rd."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CC BY-SA 4.0", "CC-BY-SA-4.0"),
        ("cc-by-nc-nd-3.0", "CC-BY-NC-ND-3.0"),
        ("Open Database License 1.0", "ODbL-1.0"),
        ("CC BY", None),
        ("CC BY 4.0 except maps", None),
        ("", None),
    ],
)
def test_a_licence_is_known_only_by_its_whole_text(text, expected):
    found = licence(text)
    assert (found.id if found else None) == expected
    assert len({known.id for known in LICENCES}) == len(LICENCES)


def test_the_dataset_in_the_page_says_what_the_page_says(result, files):
    content = dataset(compose(result, DAY, list(files)))
    assert content["@type"] == "Dataset"
    assert content["name"] == "Synthetic Connectivity Index 2026"
    assert content["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert content["creator"] == {"@type": "Organization", "name": "Institute of Tests"}
    assert 50 <= len(content["description"]) <= 5000
    assert {v["propertyID"] for v in content["variableMeasured"]} == set(result.edition.indicators)
    based = {work["name"]: work for work in content["isBasedOn"]}
    assert based["Book of Values"]["url"] == "https://example.org/values"
    assert based["Book of Values"]["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "url" not in based["Book of Links"]  # it was a script
    media = {d["contentUrl"]: d["encodingFormat"] for d in content["distribution"]}
    assert media["tables/data.parquet"] == "application/vnd.apache.parquet"
    assert set(media) == set(files)


def test_the_dataset_cannot_leave_its_element(hostile, hostile_files):
    text = str(safe.script_json(dataset(compose(hostile, DAY, list(hostile_files)))))
    assert not {"<", ">", "&", "\u2028", "\u2029"} & set(text)
    assert "</script>" in json.loads(text)["name"]  # still there, as data


# the workbook


def test_the_workbook_explains_itself(files, result, audit):
    book = openpyxl.load_workbook(io.BytesIO(files["tables.xlsx"]))
    published = [t.name for t in tables(result, audit)]
    shown = [xlsx.readable(name) for name in published]
    assert book.sheetnames == ["Ranking", "About", "Contents", *shown, "Data dictionary"]
    about = {row[0].value: row[1].value for row in book["About"].iter_rows(max_col=2) if row[0].value}
    assert {"Missing values", "CSV files"} <= set(about)
    contents = {row[0].value: row[1].value for row in book["Contents"].iter_rows(max_col=2) if row[0].value}
    assert about["Cite as"] == "Institute of Tests (2026). Synthetic Connectivity Index, edition 2026."
    assert about["Licence"] == "CC BY 4.0"
    assert {xlsx.readable(t.name): t.note for t in tables(result, audit)}.items() <= contents.items()
    assert book["Indicators"]["H1"].comment.text == "Origin of the value."
    assert book["Weights"]["G1"].comment.text == "Share of the whole index (share)."
    links = {c.hyperlink.location for row in book["Contents"].iter_rows() for c in row if c.hyperlink}
    assert {"'Scores'!A1", "'Ranking'!A1"} <= links


def test_a_reader_opens_the_ranking_first(files, result, audit):
    book = openpyxl.load_workbook(io.BytesIO(files["tables.xlsx"]))
    sheet = book.worksheets[0]
    head = [c.value for c in sheet[1]]
    assert head[:3] == ["Rank", "Name", "Code"]
    assert {"Median rank", "Tier", "Region", *(n.name for n in result.edition.tree.pillars)} <= set(head)
    rows = [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [r["Rank"] for r in rows] == sorted(result.ranks["index"].dropna())
    for row in rows:
        unit = row["Code"]
        assert row["Name"] == result.edition.units.names[unit]
        assert row["Score"] == pytest.approx(result.scores.loc[unit, "index"], rel=1e-12)
        assert row["Tier"] == audit.tiers[unit]
        ends = [row["Rank from (90% interval)"], row["Median rank"], row["Rank to (90% interval)"]]
        assert ends == pytest.approx(audit.ranks.loc[unit, ["low", "median", "high"]].tolist())
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet["D2"].number_format == "0.0"
    assert sheet.cell(2, head.index("Median rank") + 1).number_format == "General"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.print_title_rows == "$1:$1"
    assert book["Scores"].freeze_panes == "C2"
    assert book["Weights"]["G2"].number_format == "0.0%"


def test_a_table_of_millions_of_cells_is_not_in_the_workbook_which_says_so(result, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_CELLS", 50)
    few, many = pd.DataFrame({"x": range(50)}), pd.DataFrame({"x": range(51)})
    made = xlsx.workbook(result, [Table("few", "A row.", lambda: few), Table("many", "A row.", lambda: many)], DAY)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["Ranking", "About", "Contents", "Few"]
    about = {row[0].value: row[1].value for row in book["About"].iter_rows(max_col=2)}
    assert about["Excluded tables"].endswith("tables/many.csv (51 cells).")


def test_namibia_is_read_as_a_code_the_way_the_workbook_says():
    frame = pd.DataFrame({"iso2": ["NA", None, "NE"], "scored": [True, False, True]})
    text = io.BytesIO(delimited(frame))
    read = pd.read_csv(text, keep_default_na=False, na_values=[""])
    assert 'read_csv(file, keep_default_na=False, na_values=[""])' in xlsx.CSV_NOTE
    assert read["iso2"].fillna("missing").tolist() == ["NA", "missing", "NE"]
    assert read["scored"].tolist() == [True, False, True]
    assert b"TRUE" in delimited(frame)


def test_the_workbook_holds_the_numbers(files, result):
    read = pd.read_excel(io.BytesIO(files["tables.xlsx"]), sheet_name="Scores", index_col="unit")
    np.testing.assert_allclose(read["index"], result.scores["index"].dropna()[read.index], rtol=1e-15)


def test_hostile_names_are_text_in_the_workbook(hostile_files):
    book = openpyxl.load_workbook(io.BytesIO(hostile_files["tables.xlsx"]))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert not [c for c in cells if c.data_type == "f"]
    assert all(c.hyperlink.location for c in cells if c.hyperlink)  # to sheets, none to the web
    names = {row[0].value: row[1].value for row in book["Units"].iter_rows(min_row=2, max_col=2)}
    for code, name in HOSTILE.items():
        assert names[code] == legible(name)


def test_odd_cells_and_names_of_sheets(result):
    frame = pd.DataFrame({"x": [np.inf, -np.inf, np.nan], "yes": [True, False, True], "t": ["", None, "a" * 40_000]})
    wanted = ["what_each_choice_does_to_the_ranks", "what_each_choice_does_to_the_ranking", "History", "a[b]:c"]
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx.workbook(result, [Table(name, "A row.", lambda: frame) for name in wanted], DAY))
    )
    assert book.sheetnames == [
        *("Ranking", "About", "Contents"),
        "What each choice does to the ra",
        "What each choice does to the ~2",
        "History~2",
        "A_b__c",
    ]
    rows = [[c.value for c in row] for row in book["A_b__c"].iter_rows(min_row=2)]
    assert [r[:2] for r in rows] == [["inf", True], ["-inf", False], [None, True]]
    assert [r[2] for r in rows] == [None, None, "a" * 32_767]


def test_a_table_too_large_for_a_sheet_is_cut_and_says_so(result, monkeypatch):
    monkeypatch.setattr(xlsx, "ROWS", 4)
    frame = pd.DataFrame({"x": range(10)})
    book = openpyxl.load_workbook(io.BytesIO(xlsx.workbook(result, [Table("t", "A row.", lambda: frame)], DAY)))
    assert [c.value for c in book["T"]["A"]] == ["x", 0, 1, 2]
    assert any("only as many rows" in str(c.value) for c in book["Contents"]["B"])


# the dictionary


def test_every_column_of_every_table_has_words(result, audit, panel):
    world = ci.build(ci.world())  # which has tables the others have not
    found = {t.name: t.frame for r in ((panel, None), (result, audit), (world, None)) for t in tables(*r)}
    found |= {"data": tidy(result), "columns": dictionary({})}
    lacking = {name: [c for c, f in fields(name, frame).items() if not f.text] for name, frame in found.items()}
    assert {n: c for n, c in lacking.items() if c} == {}, (
        "give these columns words in reports/data/index_columns.py or analysis_columns.py"
    )


def test_the_dictionary_speaks_of_nothing_that_is_gone(result, audit):
    source = "".join(Path(m.__file__).read_text("utf-8") for m in (tables_module, datafiles))
    assert [name for name in {*COLUMNS, *PRIMARY_KEYS} if f'"{name}"' not in source] == []
    everything = {t.name: t.frame for t in tables(result, audit)}
    rare = {"units": ("start", "end")}  # of editions whose units come or go
    stale = {
        name: sorted(set(words) - {REST, *rare.get(name, ())} - set(everything[name].columns))
        for name, words in COLUMNS.items()
        if name in everything
    }
    assert {n: c for n, c in stale.items() if c and n != "sources"} == {}


def test_a_key_is_named_only_where_it_is_one(result, audit):
    for table in tables(result, audit):
        names = primary_key(table.name, table.frame)
        if table.name in PRIMARY_KEYS:
            assert names == PRIMARY_KEYS[table.name]
        assert not names or not table.frame.duplicated(list(names)).any()
    twice = pd.DataFrame({"unit": ["A", "A"], "index": [1.0, 2.0]})
    assert primary_key("scores", twice) == ()
    assert primary_key("scores", pd.DataFrame({"unit": ["A", None], "index": [1.0, 2.0]})) == ()
    assert primary_key("no such table", twice) == ()


def test_a_frozen_scale_is_published_as_it_can_be_frozen_again(starter):
    published = {}
    for turn in ("first", "second", "third"):
        files = data_files(ci.build(ci.read_edition(starter)), DAY)
        published[turn] = files["tables/scale.csv"]
        (starter / "scale.csv").write_bytes(published[turn])
        settings = (starter / "index.toml").read_text("utf-8")
        if turn == "first":
            (starter / "index.toml").write_text(settings.replace("[method.", "[method]\nscale = true\n[method.", 1))
    assert published["first"] == published["second"] == published["third"]
    assert b"inf" not in published["third"]
    assert ci.read_edition(starter).methods.scale


# the whole


def test_same_inputs_same_bytes_for_every_file(files, result, audit):
    assert data_files(result, DAY, audit) == files
    assert {n.rsplit("/", 1)[-1] for n in files} >= {
        "data.csv", "data.parquet", "data.json", "data.sdmx.csv", "tables.xlsx", "datapackage.json", "CITATION.cff",
    }  # fmt: skip


@pytest.mark.slow
def test_bytes_do_not_depend_on_the_process(starter):
    script = (
        "import sys, datetime, hashlib, connectindex as ci; from connectindex.reports.data.datafiles import data_files\n"
        "made = data_files(ci.build(ci.read_edition(sys.argv[1])), datetime.date(2026, 11, 22))\n"
        "for name in sorted(made): print(name, hashlib.sha256(made[name]).hexdigest())\n"
    )
    seen = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        done = subprocess.run(
            [sys.executable, "-c", script, str(starter)], env=environment, capture_output=True, text=True, check=True
        )
        seen.add(done.stdout)
    assert len(seen) == 1
    assert "tables/data.parquet" in seen.pop()


def test_a_tree_of_any_shape_is_listed_from_the_root_down(result, long):
    first = long[(long["unit"] == "AAA") & (long["measure"] == "score")]["id"].tolist()
    assert first[0] == "index"
    places = {name: k for k, name in enumerate(first)}
    for node in result.edition.tree.nodes():
        assert all(places[node.id] < places[c.id] for c in node.children if isinstance(c, Node))
    assert datafiles.DESCRIPTOR == "datapackage.json"
