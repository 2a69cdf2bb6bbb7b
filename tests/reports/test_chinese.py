"""Chinese print: spaces between Chinese and Latin letters or digits; quotes and dashes from the Chinese font."""

import re
from datetime import date

import pytest

import connectindex as ci
from connectindex.edition.read import starter_folder
from connectindex.reports import html, pdf
from connectindex.reports.compose import compose
from connectindex.reports.language import language

UNSPACED = re.compile(r"[\u4e00-\u9fff][A-Za-z]|[A-Za-z][\u4e00-\u9fff]|[\u4e00-\u9fff](?<![年月])\d")


@pytest.fixture(scope="module")
def document():
    return compose(ci.build(ci.read_edition(starter_folder())), date(2026, 11, 22), language=language("zh"))


def test_sentences_have_spaces_around_names_and_numbers(document):
    findings = next(s.body for s in document.sections if s.id == "findings")
    sentences = [s for p in document.profiles for s in p.sentences] + [f.text for f in findings]
    assert sum("Aldenia" in s for s in sentences) > 1
    assert [s for s in sentences if UNSPACED.search(s)] == []


def test_quotes_and_dashes_come_from_the_chinese_font_in_chinese_reports_alone(document, starter):
    units = (starter / "units.csv").read_text("utf-8")
    (starter / "units.csv").write_text(units.replace("Aldenia", "\u4e2d\u56fd"), "utf-8")
    english = compose(ci.build(ci.read_edition(starter)), date(2026, 11, 22))
    assert "Noto Sans SC" in pdf.source(english).rules  # for the name
    mark = '"Noto Sans SC Marks"'
    texts = [pdf.source(d).rules for d in (document, english)]
    texts += [html.pages(d)["index.html"].decode() for d in (document, english)]
    assert [mark in t for t in texts] == [True, False, True, False]
    assert "unicode-range:U+2014,U+201C,U+201D,U+2026" in texts[0]
