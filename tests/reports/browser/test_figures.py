"""Each chart and table: pictures, data, citation, link, and a page of its own to embed."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest


def menu(page, item):
    """The menu of a figure or table, opened."""
    found = page.locator(f"{item} .share, {item} + .share, .scroll:has({item}) + .share").first
    found.locator("summary").click()
    return found


def saved(page, item, kind):
    with page.expect_download() as waiting:
        menu(page, item).locator(f"[data-do={kind}]").click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_every_figure_and_table_of_the_index_has_a_menu(opens):
    page = opens()
    named = page.locator("main [data-name]").count()
    assert named > 12
    assert page.locator("main .share").count() == named


def test_a_chart_is_saved_as_a_drawing_with_title_and_source(opens, document):
    page = opens()
    name, content = saved(page, "#groups figure", "svg")
    assert name == "groups-2.svg"
    text = content.decode()
    assert "var(--" not in text
    assert "Institute of Tests" in text
    assert document.title in text
    assert "<use" not in text


def test_a_map_is_saved_as_a_picture(opens):
    page = opens("index.html", width=1000)
    later = page.locator("section.pillar figure.mapfigure").first.get_attribute("data-name")
    _, drawn = saved(page, f"[data-name={later}]", "svg")
    assert b"<use" not in drawn  # outlines stand in the first map of the page
    assert drawn.count(b"<path") > 20
    name, content = saved(page, "#map figure", "png")
    assert name == "map-1.png"
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20], "big") == 2400


def test_the_data_of_a_map_are_those_of_the_ranking(opens, document):
    _, content = saved(opens(), "#map figure", "csv")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["unit", "name", "score", "rank"]
    assert {r[0]: float(r[2]) for r in rows[1:21]} == {r.code: float(r.index.text) for r in document.ranking}


def test_the_data_of_a_table_are_numbers(opens, document):
    name, content = saved(opens("index.html#sort=0:desc"), "#ranking-table", "csv")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert name == "ranking-1.csv"
    assert {r[1]: float(r[3]) for r in rows[1:21]} == {r.name: float(r.index.text) for r in document.ranking}
    assert rows[-1][0].startswith("Institute of Tests")


def test_a_name_that_begins_like_a_formula_is_saved_as_a_text(opens):
    page = opens()
    page.evaluate("document.querySelector('#ranking-table tbody th a').textContent = '=1+1'")
    _, content = saved(page, "#ranking-table", "csv")
    assert "'=1+1" in content.decode()


def test_citation_link_and_code_to_embed(opens, document):
    page = opens(permissions=["clipboard-read", "clipboard-write"])
    taken = {}
    for kind in ("cite", "link", "embed"):
        page.evaluate("navigator.clipboard.writeText('')")
        found = page.locator("#groups figure .share").first
        found.evaluate("d => { d.open = true; }")
        found.locator(f"[data-do={kind}]").click()
        page.wait_for_function("navigator.clipboard.readText().then(t => t.length > 0)")
        taken[kind] = page.evaluate("navigator.clipboard.readText()")
    assert taken["link"].endswith("index.html#groups-2")
    assert document.citation in taken["cite"]
    assert "embed/groups-2.html" in taken["embed"]
    assert re.match(r'<iframe src="[^"]+" title="[^"]+"', taken["embed"])


def test_embedded_pages_stand_alone(opens, pages):
    names = [n for n in pages if n.startswith("embed/")]
    assert "embed/map-1.html" in names
    assert "embed/ranking-1.html" in names
    assert max(len(pages[n]) for n in names) < 60_000
    anchors = {"map-1": "map-1", "ranking-1": "ranking-table", "groups-2": "groups-2"}
    for name, anchor in ((f"embed/{n}.html", anchor) for n, anchor in anchors.items()):
        page = opens(name, width=600, java_script_enabled=False)
        assert page.locator("h1").count() == 1
        assert page.locator("figure, table").count() == 1
        assert page.locator("footer a").get_attribute("href") == f"../index.html#{anchor}"
        assert page.evaluate("document.documentElement.scrollWidth") <= 600
    page.set_viewport_size({"width": 600, "height": 500})


def test_later_maps_bring_their_outlines(opens, pages):
    name = next(n for n, t in pages.items() if n.startswith("embed/") and b'href="#o' in t and n != "embed/map-1.html")
    page = opens(name, width=600)
    assert page.locator("svg.map use").first.bounding_box()["width"] > 0


def test_a_link_to_a_figure_leads_there(opens):
    page = opens("index.html#groups-2")
    assert abs(page.locator("#groups-2").bounding_box()["y"]) < 200


@pytest.mark.parametrize("name", ["countries/AAA.html", "explore.html"])
def test_other_pages_have_menus_without_embedding(name, opens):
    page = opens(name)
    assert page.locator("main .share").count() > 0
    assert page.locator("main .share [data-do=embed]").count() == 0
