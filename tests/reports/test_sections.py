"""Sections: one registry, drawn by one loop in both media."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from connectindex.reports import html, pdf
from connectindex.reports.assets import TEMPLATES
from connectindex.reports.chapters import Chapter, Part
from connectindex.reports.compose import compose, sections
from connectindex.reports.compose.facts import Facts
from connectindex.reports.compose.material import Material
from connectindex.reports.compose.sections import Content, SectionEntry
from connectindex.style import report_style

DATE = dt.date(2026, 11, 22)
INVENTED = Chapter("Nobody has asked for it.", (Part("Its part", ("Its sentence.",)),))


@pytest.fixture
def drawn(result, monkeypatch):
    """The page and the markup of the book with a section that was registered, and nothing else."""
    entry = SectionEntry("invented", "An invented chapter", "chapter", lambda _: [Content(INVENTED)], nav="Invented")
    after = [e.id for e in sections.SECTIONS].index("ranking") + 1
    monkeypatch.setattr(sections, "SECTIONS", (*sections.SECTIONS[:after], entry, *sections.SECTIONS[after:]))
    document = compose(result, DATE)
    return html.pages(document)["index.html"].decode(), pdf.source(document).text


def test_a_section_that_is_registered_is_on_the_page_and_in_the_book(drawn):
    for text in drawn:
        place = text.index('id="invented"')
        assert text.index('id="ranking"') < place < text.index('id="groups"')
        own = re.sub("<[^>]+>", " ", text[place : text.index("</section>", place)])
        assert re.findall(r"An invented chapter|Nobody has asked for it\.|Its part|Its sentence\.", own) == [
            "An invented chapter",
            "Nobody has asked for it.",
            "Its part",
            "Its sentence.",
        ]
    page, book = drawn
    assert '<a href="#invented">Invented</a>' in page[: page.index("</nav>")]
    listed = r'<li><a href="#invented"><span class="no">\d+</span> An invented chapter</a></li>'
    assert re.search(listed, book[: book.index("</nav>")])


def test_the_names_that_editions_may_list_are_those_of_the_registry():
    assert tuple(dict.fromkeys(e.id for e in sections.SECTIONS)) == report_style.SECTIONS


def test_every_kind_has_a_template_and_every_template_a_kind():
    kinds = {e.kind for e in sections.SECTIONS} | {"group", "blocks"}  # of groups, and of chapters of an edition
    assert kinds == {p.stem for p in (TEMPLATES / "sections").glob("*.jinja")}


def test_every_section_stands_once_in_each_medium():
    on_page = [e.id for e in sections.SECTIONS if e.page]
    in_book = [e.id for e in sections.SECTIONS if e.book]
    assert len(set(on_page)) == len(on_page)
    assert len(set(in_book)) == len(in_book)
    # profiles are pages of their own, units without a rank stand below the ranking
    assert set(report_style.SECTIONS) - set(on_page) == {"profiles", "unranked", "values"}
    assert set(in_book) == set(report_style.SECTIONS)


def test_sections_that_are_chosen_come_in_their_order_and_groups_where_their_first_member_is(result):
    made = sections.sections(Material(Facts(result)), ["sources", "reading", "data", "ranking"])
    assert [s.id for s in made if s.book] == ["sources", "reading", "data", "ranking"]
    on_page = [s for s in made if s.page]
    assert [(s.id, s.kind) for s in on_page] == [("data", "group"), ("reading", "reading"), ("ranking", "ranking")]
    assert [s.id for s in on_page[0].body] == ["data", "sources"]


def test_what_an_edition_has_nothing_for_is_no_section(result):
    made = {s.id for s in sections.sections(Material(Facts(result)))}
    assert not {"change", "since", "what_if", "outcomes"} & made
    assert {"filled", "unranked", "ranking"} <= made
