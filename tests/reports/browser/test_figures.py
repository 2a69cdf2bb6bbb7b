"""Each chart and table: pictures, data, citation, link, and a page of its own to embed."""

from __future__ import annotations

import csv
import html
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
def test_every_figure_and_table_of_other_pages_has_a_menu(name, opens):
    page = opens(name)
    items = page.locator("main [data-name]").count()
    assert items > (5 if "AAA" in name else 0)
    assert page.locator("main .share").count() == page.locator("main .share [data-do=embed]").count() == items


def size(content):
    assert content.startswith(b"\x89PNG")
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


@pytest.mark.parametrize(
    ("page_name", "item", "file"),
    [
        ("index.html", "#ranking-table", "ranking-1.png"),
        ("countries/AAA.html", "table.indicators", "aaa-indicators.png"),
        ("countries/AAA.html", ".pair", "aaa-strengths.png"),
    ],
)
def test_a_table_is_saved_as_a_picture(page_name, item, file, opens):
    page = opens(page_name)
    name, content = saved(page, item, "png")
    box = page.locator(item).bounding_box()
    width, height = size(content)
    assert name == file
    assert width == 2400
    assert height > 2400 * 0.7 * box["height"] / box["width"]


def test_the_picture_of_a_table_says_what_the_table_says(opens):
    page = opens("countries/AAA.html")
    page.evaluate("() => { window.Image = class { set src(text) { window.drawn = decodeURIComponent(text); } }; }")
    menu(page, "table.indicators").locator("[data-do=png]").click()
    drawn = page.evaluate("window.drawn")
    texts = [html.unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", drawn)]
    words = "".join("".join(texts).split())
    for cell in page.locator("table.indicators td:visible").all_inner_texts():
        assert "".join(cell.split()) in words
    assert "Aland: Indicators" in texts
    assert any(t.startswith("Institute of Tests") for t in texts)
    assert "@font-face" in drawn


def test_the_data_of_the_figure_of_a_profile_are_its_numbers(opens, document):
    _, content = saved(opens("countries/AAA.html"), "svg.dotplot:not(.narrow)", "csv")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    nodes = next(p for p in document.profiles if p.code == "AAA").nodes
    assert [(r[0], float(r[1])) for r in rows[1 : 1 + len(nodes)]] == [(n.name, float(n.score.text)) for n in nodes]


def test_code_to_embed_leads_to_one_figure_with_what_was_chosen(opens):
    page = opens("countries/AAA.html#peers=BBB,CCC", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('')")
    menu(page, "svg[data-name=scores]").locator("[data-do=embed]").click()
    page.wait_for_function("navigator.clipboard.readText().then(t => t.length > 0)")
    code = page.evaluate("navigator.clipboard.readText()")
    assert "countries/AAA.html?alone=scores#peers=BBB,CCC" in code
    assert 'title="Aland: Scores and peers (Côte d\'Beta, Çeta)"' in code


ALONE = {
    "countries/AAA.html": ("scores", "peer-numbers", "peer-groups", "strengths", "indicators", "partners", "links"),
    "explore.html": ("explore",),
}


@pytest.mark.parametrize(("name", "item"), [(name, item) for name, items in ALONE.items() for item in items])
def test_one_figure_stands_alone(name, item, opens, site):
    (site / "alone.html").write_text(f'<iframe src="{name}?alone={item}" width="600" height="500"></iframe>')
    frame = opens("alone.html").frame_locator("iframe")
    shown = frame.locator(f"[data-name={item}]")
    assert shown.is_visible() or frame.locator("svg.narrow").is_visible()
    others = frame.locator(f"main [data-name]:visible:not([data-name={item}])")
    assert others.count() == (item == "scores" and frame.locator("#peers-numbers[open]").count())
    assert frame.locator("header.top:visible, .share:visible, #side:visible").count() == 0
    link = frame.locator("h1 a")
    assert link.get_attribute("href").split("/")[-1] == f"{name.split('/')[-1]}#{shown.get_attribute('id') or item}"
    assert link.get_attribute("target") == "_blank"
    assert frame.locator("footer").is_visible()
    assert frame.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_name_of_no_figure_shows_the_page(opens):
    page = opens("countries/AAA.html?alone=%22%5D")
    assert page.is_visible("table.indicators")
    assert page.is_visible("header.top")


def drawn_rows(page, item):
    """What the first cells of the rows of a picture would say."""
    page.evaluate("() => { window.Image = class { set src(text) { window.drawn = decodeURIComponent(text); } }; }")
    menu(page, item).locator("[data-do=png]").click()
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", page.evaluate("window.drawn"))
    return [html.unescape(text) for text in texts]


def data_rows(page, item):
    _, content = saved(page, item, "csv")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def named(texts):
    return [text for text in texts if re.fullmatch(r"Unit \d+", text)]


@pytest.mark.parametrize("address", ["", "#q=unit%204", "#g0=North", "#sort=4:desc"])
def test_picture_and_data_of_a_long_ranking_have_all_rows_that_the_filter_leaves(address, opens, long):
    page = opens(f"index.html{address}", where=long)
    rows = page.locator("#ranking-table tbody tr")
    wanted = page.locator("#ranking-table tbody th").all_text_contents()
    assert (len(wanted) == 50) is (address in ("", "#sort=4:desc"))
    assert rows.count() == len(wanted) > 10
    assert named(drawn_rows(page, "#ranking-table")) == wanted
    assert page.locator("#ranking-table tbody tr:visible").count() == min(len(wanted), 25)
    page.keyboard.press("Escape")
    assert [row[1] for row in data_rows(page, "#ranking-table")[1:-2]] == wanted


def test_a_picture_that_holds_no_more_rows_says_how_many_it_has(opens, long):
    page = opens(where=long)
    page.evaluate(
        """() => { const body = document.querySelector("#ranking-table tbody"), rows = [...body.rows];
        for (let k = 0; k < 19; k += 1) body.append(...rows.map((row) => row.cloneNode(true))); }"""
    )
    texts = drawn_rows(page, "#ranking-table")
    drawn = len(named(texts))
    assert 300 < drawn < 1000
    assert f"The first {drawn} of 1000 rows; the CSV file contains all." in " ".join(texts)
    page.keyboard.press("Escape")
    assert len(data_rows(page, "#ranking-table")) == 1 + 1000 + 2


def test_a_picture_of_many_rows_fits_a_canvas_and_stays_legible(opens, long):
    page = opens(where=long)
    page.evaluate(
        """() => { const body = document.querySelector("#ranking-table tbody"), rows = [...body.rows];
        for (let k = 0; k < 19; k += 1) body.append(...rows.map((row) => row.cloneNode(true))); }"""
    )
    shown = page.locator("#ranking-table").bounding_box()["width"]
    width, height = size(saved(page, "#ranking-table", "png")[1])
    assert height <= 16384
    assert width * height <= 16.1e6
    assert width > 0.75 * shown
