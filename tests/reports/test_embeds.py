"""Figures and tables as pages of their own, and the picture of a link."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectindex.reports import html
from connectindex.reports.embeds import named
from connectindex.reports.interactive import Ties


def test_tools_and_what_is_inside_a_figure_are_not_counted():
    text = (
        '<section id="a"><details class="tool"><table></table></details><figure><table></table></figure>'
        '<table id="t"><caption>Second</caption></table><figure></figure></section><table></table>'
    )
    marked, found = named(text)
    assert [(e.name, e.anchor, e.title) for e in found] == [
        ("a-1", "a-1", "a-1"),
        ("a-2", "t", "Second"),
        ("a-3", "a-3", "a-3"),
    ]
    assert (
        marked.replace(' data-name="a-1" id="a-1"', "")
        .replace(' data-name="a-2"', "")
        .replace(' data-name="a-3" id="a-3"', "")
        == text
    )


def test_links_lead_out_of_the_frame():
    markup = '<section id="a"><table><caption>T</caption><tr><td><a href="countries/X.html">X</a></td></tr></table></section>'
    (one,) = named(markup)[1]
    assert 'target="_blank" rel="noopener" href="../countries/X.html"' in one.markup
    assert 'href="https://x.org"' in named(markup.replace("countries/X.html", "https://x.org"))[1][0].markup


def test_every_figure_and_table_of_the_index_is_embedded_once(pages):
    index = pages["index.html"].decode()
    names = {n[6:-5] for n in pages if n.startswith("embed/")}
    assert names == {part.split('"')[0] for part in index.split('data-name="')[1:]}
    assert index.count('data-name="') == len(names)


@pytest.mark.parametrize("mapped", [True, False])
def test_an_edition_with_an_address_has_a_picture(document, mapped):
    imprint = replace(document.imprint, url="https://example.org/index/")
    few = replace(
        document, imprint=imprint, heads=(), profiles=(), sections=(), ranking=(), ties=Ties(), exploration=None
    )
    few = few if mapped else replace(few, map=None, view=None)
    made = html.pages(few)
    picture = made["share.png"]
    assert picture.startswith(b"\x89PNG")
    assert (int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")) == (1200, 630)
    assert html.pages(few)["share.png"] == picture
    assert 'property="og:image" content="https://example.org/index/share.png"' in made["index.html"].decode()


def test_one_without_has_none(pages):
    assert "share.png" not in pages
    assert "og:image" not in pages["index.html"].decode()
