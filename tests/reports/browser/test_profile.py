"""A profile: from a score to the source of a value by clicks, peers by choice, on a phone and on paper."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest

from connectindex.reports import html


def test_each_click_leads_one_step_further_without_scripts(opens, document):
    page = opens("countries/AAA.html", java_script_enabled=False)
    profile = next(p for p in document.profiles if p.code == "AAA")
    part = profile.explained
    step = page.locator("#explained > details.why")
    while part.parts:
        step.locator("> summary").click()
        part = part.parts[0]
        step = step.locator("> .inner > details.why").first
        assert part.name in step.locator("> summary").inner_text()
    step.locator("> summary").click()
    text = step.inner_text()
    assert part.lines[0][1] in text
    assert all(s.title in text for s in part.sources)


def test_records_lead_to_the_links(opens):
    page = opens("countries/AAA.html")
    page.evaluate("document.querySelectorAll('details.why').forEach(d => { d.open = true; })")
    page.click("#explained a[href='#net-title'] >> nth=0")
    assert 0 <= page.locator("#net-title").bounding_box()["y"] < 900


def test_peers_are_chosen_without_scripts(opens, document):
    page = opens("countries/AAA.html", java_script_enabled=False)
    nodes = len(document.profiles[0].nodes)
    assert page.locator(".dotplot:not(.narrow) [data-peers='0']:visible").count() == nodes
    page.check(".peersof input[value=p1]")
    assert page.locator(".dotplot:not(.narrow) [data-peers='0']:visible").count() == 0
    assert page.locator(".dotplot:not(.narrow) [data-peers='1']:visible").count() == nodes


def test_every_dot_is_in_sight_on_a_phone(opens):
    page = opens("countries/AAA.html", width=390)
    dots = page.locator("svg.dotplot circle:visible").all()
    assert len(dots) == page.locator("svg.dotplot.narrow circle").count() > 5
    for dot in dots:
        box = dot.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_on_paper_a_profile_has_no_controls(opens):
    page = opens("countries/AAA.html")
    page.emulate_media(media="print")
    for control in (".top", "input", "button", "summary", ".net .modes", ".share", "#explained", ".narrow"):
        assert page.locator(f"{control}:visible").count() == 0, control
    assert page.locator("svg.dotplot:visible").count() == 1
    assert page.is_visible("table.indicators")
    assert page.locator(".peersof label:visible").count() == 1  # whose quartiles the figure shows


@pytest.fixture(scope="module")
def published(document, tmp_path_factory):
    """A profile of an edition with an address."""
    made = html.pages(replace(document, imprint=replace(document.imprint, url="https://example.org/index")))
    out = tmp_path_factory.mktemp("published")
    (out / "countries").mkdir()
    (out / "countries/AAA.html").write_bytes(made["countries/AAA.html"])
    return out


@pytest.mark.parametrize(("state", "colours"), [("", "light"), ("#peers=BBB,CCC", "dark")])
def test_a_profile_on_paper_has_two_pages_with_address_and_date(state, colours, opens, published, document):
    page = opens(f"countries/AAA.html{state}", where=published, color_scheme=colours)
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    assert len(paper.pages) <= 2
    for sheet in paper.pages:
        words = " ".join(sheet.extract_text().split())
        assert "https://example.org/index/countries/AAA.html" in words
        assert document.date in words
