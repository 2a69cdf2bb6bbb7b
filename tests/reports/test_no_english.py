"""Reports in French and Chinese: no English sentence outside of names, citations and code."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

import connectindex as ci
from connectindex import editions
from connectindex.audit.dossier import Dossier
from connectindex.edition.languages import package_catalogues
from connectindex.edition.read import read_edition, starter_folder
from connectindex.pipeline.build import build
from connectindex.reports import html
from connectindex.reports.compose import compose
from connectindex.reports.data.datafiles import WORKBOOK, data_files
from connectindex.reports.language import language
from connectindex.reports.names import language_of

DATE = dt.date(2026, 11, 22)
TAGS = sorted(package_catalogues())
FOLDERS = {"starter": starter_folder(), "border_regions": Path(editions.__file__).parent / "border_regions"}
# that neither French nor a licence's name has
ENGLISH = re.compile(
    r"(?<![\w-])(the|of|and|which|are|is|was|were|that|this|these|those|with|without|from|have|has|been|their|its|they|"
    r"where|when|who|between|than|for|not|each|other|into)(?![\w-])",
    re.IGNORECASE,
)
CITED = ("attribution", "publisher")  # columns of sources
UNSAID = {"script", "style", "cite", "code", "pre"}
VOID = {"br", "img", "meta", "link", "input", "hr", "col", "wbr"}
BLOCKS = {
    "p",
    "li",
    "td",
    "th",
    "dd",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "figcaption",
    "caption",
    "option",
    "title",
    "text",
}


class Said(HTMLParser):
    """Texts that a reader sees or hears, block by block, without citations and code."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts, self.text = list[str](), ""

    def end(self) -> None:
        self.texts.append(" ".join(self.text.split()))
        self.text = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.texts += [given[k] or "" for k in ("title", "aria-label", "alt", "placeholder") if k in given]
        if tag in BLOCKS:
            self.end()
        if tag not in VOID:
            cited = given.get("class") == "references" or given.get("id") == "share"
            self.open.append((tag, tag in UNSAID or cited))

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            self.end()
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(hidden for _, hidden in self.open):
            self.text += data


def english(text: str) -> list[str]:
    reader = Said()
    reader.feed(text)
    reader.end()
    return sorted({t for t in reader.texts if ENGLISH.search(t)})


def pages(result, spoken):
    effects = (
        ci.what_if(result, draws=0) if result.edition.projects is not None and len(result.edition.projects) else None
    )
    document = compose(Dossier(result), DATE, language=spoken, what_if=effects)
    made = html.pages(document, None, spoken)
    return {name: made[name].decode() for name in made if name.endswith(".html")}


@pytest.fixture(scope="module")
def results():
    return {name: build(read_edition(folder)) for name, folder in FOLDERS.items()}


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("name", FOLDERS)
def test_pages_hold_no_english_sentence(results, name, tag):
    result = results[name]
    found = {page: english(text) for page, text in pages(result, language(tag)).items()}
    assert {page: texts for page, texts in found.items() if texts} == {}


@pytest.mark.parametrize("tag", TAGS)
def test_the_page_of_a_unit_without_a_rank_holds_no_english_sentence(starter, tag):
    settings = (starter / "index.toml").read_text("utf-8")
    assert "unit = 0.6 " in settings
    settings = settings.replace("unit = 0.6 ", "unit = 0.9 ").replace("Institute of Tests", "Bureau")
    (starter / "index.toml").write_text(settings, "utf-8")
    result = build(read_edition(starter))
    made = pages(result, language(tag))
    found = {name: english(made[name]) for name in ("countries/ELM.html", "countries/HAV.html", "find.html")}
    assert {name: texts for name, texts in found.items() if texts} == {}
    assert 'rel="next" href="HAV.html"' in made["countries/ELM.html"]


def test_a_translation_that_is_missing_is_found(results):
    result, spoken = results["border_regions"], language("fr")
    definition = result.edition.tree.pillars[0].definition
    lacking = replace(spoken.catalogue, names={k: v for k, v in spoken.catalogue.names.items() if k != definition})
    found = english(pages(result, replace(spoken, catalogue=lacking))["index.html"])
    assert [t for t in found if t.startswith(definition)]
    assert english("<p>A <cite>Journal of the Sea</cite> B <code>is_of</code></p><p>Le the vert</p>") == ["Le the vert"]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("name", FOLDERS)
def test_the_workbook_holds_no_english_sentence(results, name, tag):
    result = results[name]
    made = data_files(result, DATE, language=language_of(result.edition, language(tag)))[WORKBOOK]
    book = openpyxl.load_workbook(io.BytesIO(made))
    cells = [c for s in book for column in s.iter_cols() if column[0].value not in CITED for c in column]
    texts = {str(t) for c in cells for t in (c.value, c.comment and c.comment.text) if t}
    code = r"[\w.:/-]+|https?://\S+|[\w/.-]+ [0-9a-f]{7}.*|.*read_csv\(.*"
    assert sorted(t for t in texts | set(book.sheetnames) if ENGLISH.search(t) and not re.fullmatch(code, t)) == []
