"""Data quality in the report: the chapter in page and book, and figures that are known to be too low."""

import datetime as dt
import re
import shutil

import pytest

import connectindex as ci
from connectindex.edition.read import starter_folder
from connectindex.reports import html, pdf
from connectindex.reports.compose import compose
from connectindex.reports.compose.facts import Facts
from connectindex.reports.compose.strengths import all_marks

DATE = dt.date(2026, 11, 22)
BIAS = '[indicators.internet_users]\nbias = "Asked in towns <alone>."\n\n[method.impute]'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The starter edition with kinds of sources, a known bias and two figures that are too low."""
    copied = tmp_path_factory.mktemp("quality") / "starter"
    shutil.copytree(starter_folder(), copied, ignore=shutil.ignore_patterns("__*"))
    head, *rows = (copied / "sources.csv").read_text("utf-8").splitlines()
    lines = [f"{head},kind", *(f"{row},{'official' if row.startswith('office') else 'survey'}" for row in rows)]
    (copied / "sources.csv").write_text("\n".join(lines) + "\n", "utf-8")
    toml = (copied / "index.toml").read_text("utf-8")
    (copied / "index.toml").write_text(toml.replace("[method.impute]", BIAS, 1), "utf-8")
    values = (copied / "values/statistics.csv").read_text("utf-8")
    for row in ("ALD,2024,internet_users,93,reported", "DRE,2024,internet_users,71,estimated"):
        assert row in values
        values = values.replace(row, row.rpartition(",")[0] + ",incomplete")
    (copied / "values/statistics.csv").write_text(values, "utf-8")
    return copied


@pytest.fixture(scope="module")
def result(folder):
    return ci.build(ci.read_edition(folder))


def section(text):
    place = text.index('id="quality"')
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text[place : text.index("</section>", place)]))


def test_the_chapter_stands_in_page_and_book(result):
    document = compose(result, DATE)
    page, book = html.pages(document)["index.html"].decode(), pdf.source(document).text
    for text in (page, book):
        own = section(text)
        assert "The data hold 2 figures that are known to be incomplete (too low)" in own
        assert "Asked in towns &lt;alone&gt;." in own
        row = own.partition("Internet users")[2].partition("Weight by type of source")[0]
        assert "official statistics" in row
        assert "2024" in row
        assert "up to 2 years" in own.partition("Weight by age")[2]
    assert book.index('id="quality"') < book.index('id="ranking"')
    assert page.index('id="ranking"') < page.index('id="quality"') < page.index('id="groups"')


def test_columns_that_would_be_empty_are_not_drawn():
    text = html.pages(compose(ci.build(ci.read_edition(starter_folder())), DATE))["index.html"].decode()
    own = section(text)
    assert "Median year" in own
    assert not [head for head in ("Known bias", "Incomplete", "Type", "Weight by type of source") if head in own]


def test_an_incomplete_figure_is_neither_strength_nor_weakness(result):
    before = all_marks(Facts(ci.build(ci.read_edition(starter_folder()))))
    assert "internet_users" in before["ALD"].strengths
    assert "internet_users" in before["DRE"].weaknesses
    after = all_marks(Facts(result))
    for unit in ("ALD", "DRE"):
        assert after[unit].strengths
        assert "internet_users" not in after[unit].strengths + after[unit].weaknesses
    # a group that holds such a figure is no weakness; it may be a strength all the same
    assert before["DRE"].weak_nodes == {"telecom", "transport"}
    assert after["DRE"].weak_nodes == {"transport"}
    assert "telecom" in after["ALD"].strong_nodes


def test_an_incomplete_figure_keeps_its_year_and_source_and_the_profile_says_that_it_is_too_low(result):
    profiles = {p.code: p for p in compose(result, DATE).profiles}
    for unit in ("ALD", "DRE"):
        assert profiles[unit].sentences[-1] == "The value of “Internet users” is known to be incomplete and too low."
        row = next(r for r in profiles[unit].table if r.name == "Internet users")
        assert (row.flags, row.year) == ("L", "2024")
        assert row.sources
    others = [p for code, p in profiles.items() if code not in ("ALD", "DRE")]
    assert not any("too low" in s for p in others for s in p.sentences)


def test_tables_of_data_quality(result, tmp_path):
    ci.report(result, tmp_path / "out", date=DATE, pdf=False)
    head, *rows = (tmp_path / "out/tables/quality.csv").read_text("utf-8").splitlines()
    assert head.split(",")[:4] == ["indicator", "sources", "kinds", "median_year"]
    assert len(rows) == 7
    assert "official,2024.0,8,0.875,0.0,0.25," in next(r for r in rows if r.startswith("internet_users"))
    weights = (tmp_path / "out/tables/quality_weights.csv").read_text("utf-8").splitlines()
    assert weights[0] == "by,class,weight"
    assert sum(float(r.split(",")[2]) for r in weights[1:] if r.startswith("kind")) == pytest.approx(1)
