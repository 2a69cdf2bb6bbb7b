"""What the authors say, each text in its place in page and book."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from connectindex.edition.texts import Texts
from connectindex.pipeline.build import build
from connectindex.reports import html, pdf
from connectindex.reports.compose import compose

DATE = dt.date(2026, 11, 22)
WORDS = {
    "foreword": "A word before. <b>no html</b> ![no](http://example.org/a.png) [read](https://example.org/b)",
    "findings": "1. What we found.",
    "chapters/index": "On the whole index.",
    "chapters/transport": "On transport.",
    "chapters/air_group": "On flights.",
    "units/CCC": "On the third.",
    "units/UUU": "On one without a rank.",
    "acknowledgements": "Thanks to *all*.",
}


@pytest.fixture(scope="module")
def made(synthetic, tmp_path_factory):
    edition = synthetic.edition(tmp_path_factory.mktemp("texts"))
    return build(replace(edition, texts=Texts({(name, ""): text for name, text in WORDS.items()})))


@pytest.fixture(scope="module")
def drawn(made):
    document = compose(made, DATE)
    pages = {name: content.decode() for name, content in html.pages(document).items()}
    return pages, pdf.source(document).text


def order(text, *parts):
    places = [text.index(part) for part in parts]
    assert places == sorted(places), parts


def test_texts_stand_in_their_places(drawn):
    pages, book = drawn
    page = pages["index.html"]
    for text in (page, book):
        order(text, 'id="foreword"', "A word before.", 'id="findings"', "What we found.", "Findings from the scores",
              'class="findings"', 'id="ranking"', "On the whole index.", 'id="ranking-table"', 'id="p-transport"',
              "On transport.", ">Air</h", "On flights.", 'id="p-energy"')  # fmt: skip
        assert re.search(r"<dt>Acknowledgements</dt><dd><div class=\"prose\"><p>Thanks to <em>all</em>", text)
    assert '<a href="#foreword">Foreword</a>' in page[: page.index("</nav>")]
    assert '<li><a href="#foreword">Foreword</a></li>' in book
    assert "On the third." in book.partition('id="c-CCC"')[2].partition("</article>")[0]
    assert book.count("On the third.") == 1
    assert [name for name, text in pages.items() if "On the third." in text] == ["countries/CCC.html"]
    assert book.count("On one without a rank.") == 1
    assert [name for name, text in pages.items() if "On one without a rank." in text] == ["countries/UUU.html"]


def test_texts_can_do_nothing_but_be_read(drawn):
    for text in (drawn[0]["index.html"], drawn[1]):
        assert "&lt;b&gt;no html&lt;/b&gt;" in text
        assert "example.org/a.png" not in re.sub(r"&lt;.*?&gt;|!<a[^>]*>", "", text)
        assert '<a href="https://example.org/b">read</a>' in text


def test_a_report_without_texts_has_no_empty_places(result):
    document = compose(result, DATE)
    for text in (html.pages(document)["index.html"].decode(), pdf.source(document).text):
        assert 'class="prose"' not in text
        assert "Foreword" not in text
        assert "Acknowledgements" not in text
        assert "Findings from the scores" not in text


def test_the_text_of_the_language_of_the_report_is_printed(synthetic):
    texts = Texts({("foreword", ""): "Welcome.", ("foreword", "fr"): "Bienvenue."})
    edition = replace(synthetic.edition(), texts=texts)
    french = replace(edition, about=replace(edition.about, language="fr"))
    for made, own, other in ((edition, "Welcome.", "Bienvenue."), (french, "Bienvenue.", "Welcome.")):
        page = html.pages(compose(build(made), DATE))["index.html"].decode()
        assert own in page
        assert other not in page


@pytest.mark.usefixtures("needs_pango")
def test_the_book_is_laid_out_with_them(made):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.book(compose(made, DATE)))).pages)
    plain = re.sub(r"\s+", " ", text)
    for words in ("A word before.", "What we found.", "On transport.", "On the third.", "Thanks to all."):
        assert words in plain
