import builtins
import datetime as dt
import errno
import hashlib
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import connectindex as ci
from connectindex import output, placing
from connectindex.edition.inputs import unread_date
from connectindex.edition.presets import copy_preset
from connectindex.errors import InputError
from connectindex.model.sources import Sources
from connectindex.reports import pdf
from connectindex.reports.data.tables import tables
from connectindex.reports.data.xlsx import readable, workbook

DAY = dt.date(2026, 11, 22)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """The starter edition, built once; a test that changes its files builds its own."""
    folder = tmp_path_factory.mktemp("edition") / "starter"
    copy_preset("starter", folder)
    return ci.build(ci.read_edition(folder))


def test_out_holds_everything_and_the_manifest_names_it(result, tmp_path):
    ci.report(result, tmp_path / "out", date=DAY, pdf=False)
    files = tree(tmp_path / "out")
    assert {"index.html", "countries/ALD.html", "tables.xlsx", "tables/scores.csv", "manifest.json"} <= set(files)
    manifest = json.loads(files["manifest.json"])
    assert manifest["date"] == "2026-11-22"
    assert set(manifest["outputs"]) == set(files) - {"manifest.json"}
    for name, sha in manifest["outputs"].items():
        assert hashlib.sha256(files[name]).hexdigest() == sha
    for name, sha in manifest["inputs"].items():
        assert hashlib.sha256((result.edition.folder / name).read_bytes()).hexdigest() == sha


def test_tables_hold_the_numbers_of_the_result(result, tmp_path):
    ci.report(result, tmp_path / "out", date=DAY, pdf=False)
    scores = pd.read_csv(tmp_path / "out/tables/scores.csv").set_index("unit")
    pd.testing.assert_series_equal(
        scores["index"], result.scores.loc[scores.index, "index"], check_names=False, check_index_type=False
    )
    assert scores["index"].is_monotonic_decreasing
    cells = pd.read_csv(tmp_path / "out/tables/indicators.csv").set_index(["unit", "indicator"])
    assert len(cells) == 8 * 7
    assert cells.loc[("ELM", "cable_partners"), "origin"] == "not_applicable"
    assert cells.loc[("ALD", "power_line_capacity"), "measured"] == 2100
    assert cells.loc[("ALD", "power_line_capacity"), "value"] == pytest.approx(175)


def test_the_workbook_has_a_sheet_a_table_and_no_formula(starter):
    import io

    import openpyxl

    path = starter / "units.csv"
    path.write_text(path.read_text("utf-8").replace("Aldenia", "1+1 Aldenia"), "utf-8")
    result = ci.build(ci.read_edition(starter))
    published = tables(result)
    sheets = openpyxl.load_workbook(io.BytesIO(workbook(result, published, DAY)))
    assert sheets.sheetnames == ["Ranking", "About", "Contents", *(readable(t.name) for t in published)]
    assert not [c for s in sheets for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert sheets["Scores"]["B2"].value == "1+1 Aldenia"
    assert sheets["Scores"]["C2"].value == pytest.approx(result.scores["index"].max())


def test_same_inputs_same_bytes(result, tmp_path):
    for name in ("one", "two"):
        ci.report(result, tmp_path / name, date=DAY, pdf=False)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_failed_build_leaves_the_earlier_output_whole(result, tmp_path, monkeypatch):
    out = tmp_path / "out"
    ci.report(result, out, date=DAY, pdf=False)
    before = tree(out)

    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(placing, "_swap", full)
    with pytest.raises(InputError, match="out: no space left on its disk; what was there before is as it was"):
        ci.report(result, out, date=dt.date(2027, 1, 1), pdf=False)
    assert tree(out) == before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".out")] == []


@pytest.mark.parametrize("atomic", [True, False])
def test_an_earlier_output_is_replaced_whole(result, tmp_path, monkeypatch, atomic):
    out = tmp_path / "out"
    ci.report(result, out, date=DAY, pdf=False)
    new = tree(out)
    earlier = json.loads(new["manifest.json"])
    (out / "left-over.html").write_bytes(b"from an earlier edition")
    earlier["outputs"]["left-over.html"] = hashlib.sha256(b"from an earlier edition").hexdigest()
    (out / "manifest.json").write_text(json.dumps(earlier), "utf-8")
    if not atomic:
        monkeypatch.setattr(placing, "_exchanged", lambda _a, _b: False)
    ci.report(result, out, date=DAY, pdf=False)
    assert tree(out) == new
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_an_output_is_published_into_the_checkout_of_a_website(result, tmp_path):
    site = tmp_path / "site"
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", str(site)]
    subprocess.run(["git", "init", "-q", str(site)], check=True)
    (site / "CNAME").write_text("index.example.org\n", "utf-8")
    for day in (DAY, DAY, dt.date(2027, 1, 1)):
        ci.report(result, site, date=day, pdf=False)
        subprocess.run([*git, "add", "--all"], check=True)
        subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", str(day)], check=True)
    counted = subprocess.run([*git, "log", "--format=%s", "--shortstat"], check=True, capture_output=True, text=True)
    last, files, middle, first = counted.stdout.replace("\n\n", "\n").splitlines()[:4]
    assert (last, middle, first) == ("2027-01-01", "2026-11-22", "2026-11-22")  # the second changes nothing
    assert " changed" in files
    assert (site / "CNAME").read_text("utf-8") == "index.example.org\n"
    assert subprocess.run([*git, "status", "--short"], check=True, capture_output=True).stdout == b""


@pytest.mark.parametrize("place", [".", "..", "values", "values/out", "links", "templates", "locale/out", "big/out"])
def test_an_output_never_lies_in_what_it_is_made_from(starter, tmp_path, place):
    (starter / "big").mkdir()
    (starter / "links/links.csv").rename(starter / "big/links.csv")
    with (starter / "index.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[links]]\ncsv = "big/*.csv"\n')
    result = ci.build(ci.read_edition(starter))
    before = tree(tmp_path)
    with pytest.raises(InputError, match=r"must not (be|hold|lie in) what it is made from, got"):
        ci.report(result, starter / place, date=DAY, pdf=False)
    assert tree(tmp_path) == before


def test_an_output_in_a_folder_of_its_own_in_the_edition_changes_nothing_of_it(starter):
    result = ci.build(ci.read_edition(starter))
    ci.report(result, starter / "build", date=DAY, pdf=False)
    assert ci.read_edition(starter).inputs == result.edition.inputs


def test_a_folder_with_other_files_is_never_written_over(result, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis/chapter.txt").write_text("ten years of work", "utf-8")
    with pytest.raises(InputError, match="must be empty, new, or an earlier output"):
        ci.report(result, tmp_path / "thesis", date=DAY)
    assert [p.name for p in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]


def test_the_date_is_never_today(result, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert output.publication_date(result.edition) == dt.date(2026, 1, 31)  # the day the sources were retrieved
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert output.publication_date(result.edition) == dt.date(1970, 1, 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(InputError, match=r"must be a whole number of seconds since 1970, .*, got 'yesterday'"):
        output.publication_date(result.edition)


def test_the_date_is_that_of_the_source_retrieved_last(starter, result, monkeypatch):
    """The same before anything is read, when a rebuild asks whether an output is up to date."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    days = ["2026-03-01", "2025-12-31", "2026-10-05", "2026-09-30", "soon"]
    lines = ["id,title,publisher,url,licence,retrieved", *(f"s{k},S,,,,{day}" for k, day in enumerate(days))]
    (starter / "sources.csv").write_text("\n".join(lines) + "\n", "utf-8")
    sources = Sources(pd.DataFrame({"retrieved": days}))
    last = dt.date(2026, 10, 5)
    assert output.publication_date(replace(result.edition, sources=sources)) == last
    assert unread_date(starter, {"index": {"year": 2024}}) == last
    bare = Sources(pd.DataFrame({"retrieved": ["", "soon"]}))
    assert output.publication_date(replace(result.edition, sources=bare)) == dt.date(2026, 1, 1)
    (starter / "sources.csv").unlink()
    assert unread_date(starter, {"index": {"years": [2020, 2025]}}) == dt.date(2025, 1, 1)


def test_the_hash_of_the_method_changes_with_the_method_only(starter, result):
    def method(built):
        return json.loads(output.manifest(built, DAY, {}))["method"]

    same = ci.build(ci.read_edition(starter))
    assert method(same) == method(result)
    text = (starter / "index.toml").read_text("utf-8")
    (starter / "index.toml").write_text(text.replace("weight = 2", "weight = 3"), "utf-8")
    assert method(ci.build(ci.read_edition(starter))) != method(result)


def test_a_panel_is_reported_in_its_last_year(starter, tmp_path):
    values = starter / "values/statistics.csv"
    values.write_text(values.read_text("utf-8").replace(",2025,population", ",2020,population"), "utf-8")
    settings = starter / "index.toml"
    settings.write_text(settings.read_text("utf-8").replace("year = 2026 ", "years = [2025, 2026] ", 1), "utf-8")
    ci.report(ci.build(ci.read_edition(starter)), tmp_path / "out", date=DAY, pdf=False)
    scores = pd.read_csv(tmp_path / "out/tables/scores.csv")
    assert sorted(scores["year"].unique()) == [2025, 2026]
    page = (tmp_path / "out/countries/ALD.html").read_text("utf-8")
    assert "Aldenia" in page


@pytest.mark.parametrize("countries", [False, True])
def test_without_pango_all_but_the_books_is_made_and_one_line_says_so(result, tmp_path, monkeypatch, countries):
    plain = ci.report(result, tmp_path / "plain", date=DAY, pdf=False)
    real = builtins.__import__

    def refusing(name, *rest, **more):
        if name == "weasyprint":
            raise OSError("cannot load library")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refusing)
    messages = ci.report(result, tmp_path / "out", date=DAY, countries=countries)
    assert [m for m in messages if m not in plain] == [pdf.INSTALL]
    made, without = tree(tmp_path / "out"), tree(tmp_path / "plain")
    assert sorted(made) == sorted(without)
    assert [name for name in made if made[name] != without[name]] == ["manifest.json"]  # which holds what was asked for
