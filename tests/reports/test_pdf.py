from __future__ import annotations

import builtins
import dataclasses
import datetime as dt
import gc
import io
import re

import pytest

from connectindex.reports import pdf
from connectindex.reports.compose import compose

pypdf = pytest.importorskip("pypdf")
DATE = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def read(book):
    return pypdf.PdfReader(io.BytesIO(book))


def squeezed(text):
    return re.sub(r"[\s-]+", "", text)


@pytest.fixture(scope="module")
def text(read):
    return squeezed("".join(page.extract_text() for page in read.pages))


def test_book_says_what_the_document_says(text, document):
    for finding in document.findings:
        assert squeezed(finding.text) in text
    for step in (*document.method.steps, *document.glossary):
        assert squeezed(step.text) in text
    for profile in document.profiles:
        for sentence in profile.sentences:
            assert squeezed(sentence) in text
    assert squeezed(document.caution) in text


def test_all_letters_come_from_the_shipped_font(read):
    fonts = set()
    for page in read.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            fonts.add(str(font.get_object()["/BaseFont"]))
    assert fonts
    assert {f.split("+")[-1].split("-")[0] for f in fonts} == {"Inter"}


def test_book_is_tagged_titled_and_dated(read, document):
    catalog = read.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] is True or catalog["/MarkInfo"]["/Marked"].value is True
    assert catalog["/Lang"] == "en"
    assert read.metadata.title == f"{document.title} {document.edition}"
    assert read.metadata.creation_date.date() == DATE


def test_bookmarks_reach_every_profile(read, document):
    def titles(items):
        for item in items:
            if isinstance(item, list):
                yield from titles(item)
            else:
                yield item.title

    found = set(titles(read.outline))
    assert {p.name for p in document.profiles} <= found
    assert {"Key findings", "Ranking", "Methodology"} <= found


def test_a_profile_takes_two_pages(read, document):
    heads = [page.extract_text() for page in read.pages]
    for profile in document.profiles[:5]:
        start = next(k for k, t in enumerate(heads) if f"{profile.name} " in t and "Scores against peers" in t)
        assert "Indicators" in heads[start + 1]


def test_two_builds_are_equal(book, document):
    assert pdf.book(document) == book


def test_the_collector_is_left_as_it_was(book):
    del book
    assert gc.get_threshold() != pdf.THRESHOLD


@pytest.mark.usefixtures("needs_pango")
def test_notes_fetch_nothing(document):
    notes = '<p>x</p><img alt="x" src="file:///etc/passwd"><img alt="y" src="https://example.org/y.png">'
    with pytest.raises(pdf.BookError, match="blocked address"):
        pdf.book(_short(document, notes=notes))


@pytest.mark.usefixtures("needs_pango")
def test_notes_of_an_edition_cannot_ask_for_files(result):
    edition = dataclasses.replace(result.edition, notes="![x](file:///etc/passwd) <img src=file:///etc/passwd>")
    made = compose(dataclasses.replace(result, edition=edition), DATE)
    assert pdf.book(_short(made)).startswith(b"%PDF")


@pytest.mark.usefixtures("needs_pango")
def test_a_sign_without_a_glyph_in_the_font_is_a_fault_or_drawn(document):
    profile = dataclasses.replace(document.profiles[0], name="\U0010fffd")
    with pytest.raises(pdf.BookError):
        pdf.book(_short(document, profiles=(profile, *document.profiles[1:])))


def test_without_pango_the_message_says_what_to_install(document, monkeypatch):
    real = builtins.__import__

    def refusing(name, *rest, **more):
        if name == "weasyprint":
            raise OSError("cannot load library")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refusing)
    with pytest.raises(pdf.PdfUnavailable, match="apt install libpango"):
        pdf.book(document)


def _short(document, **changes):
    """Without charts and maps, which take the time."""
    return dataclasses.replace(document, map=None, pillars=(), groups=(), **changes)
