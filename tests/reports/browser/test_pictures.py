"""Pictures of tables: no text lies over another, none is stretched, none is cut off by the edge."""

from __future__ import annotations

import datetime as dt

import pytest

from connectindex.reports import html
from connectindex.reports.compose import compose
from connectindex.reports.language import language

TABLES = {
    "ranking": ("index.html", "#ranking-table"),
    "data quality": ("index.html", "table.quality"),
    "averages": ("index.html", "table.groups"),
    "matrix": ("index.html", "table.matrix"),
    "indicators": ("countries/AAA.html", "table.indicators"),
    "partners": ("countries/AAA.html", "table.partners"),
    "strengths": ("countries/AAA.html", ".pair"),
    "not ranked": ("countries/UUU.html", "table.indicators"),
}
LONG = "The Middle East, Northern Africa, Afghanistan and Pakistan"
CAUGHT = "() => { window.Image = class { set src(text) { window.drawn = decodeURIComponent(text.split(',').slice(1).join(',')); } }; }"
# texts of the picture: [text, left, right, top of the letters, baseline, stretch]
SHOWN = """() => document.fonts.ready.then(() => {
    const svg = document.querySelector("svg"), frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].map((text) => {
        const box = text.getBoundingClientRect(), given = text.getAttribute("textLength");
        text.removeAttribute("textLength");
        const stretch = given ? given / text.getComputedTextLength() : 1;
        return [text.textContent, box.left, box.right, box.top + box.height * 0.25, box.bottom - box.height * 0.25, stretch];
    });
    return [[frame.left, frame.right, frame.top, frame.bottom], texts];
})"""


def drawn(page, item):
    """Frame and texts of the picture of a table."""
    page.evaluate(CAUGHT)
    found = page.locator(f"{item} .share, {item} + .share, .scroll:has({item}) + .share").first
    found.evaluate(
        "menu => { for (let fold = menu; fold; fold = fold.parentNode.closest('details')) fold.open = true; }"
    )
    found.locator("[data-do=png]").click()
    alone = page.context.new_page()  # without the style of the page, which a picture has not either
    alone.set_content(page.evaluate("window.drawn"))
    return alone.evaluate(SHOWN)


def faults(frame, texts):
    """Pairs of texts that lie over each other, texts that are stretched, and texts that leave the picture."""
    left, right, top, bottom = frame
    over = [
        (one[0], other[0])
        for k, one in enumerate(texts)
        for other in texts[k + 1 :]
        if min(one[2], other[2]) - max(one[1], other[1]) > 1 and min(one[4], other[4]) - max(one[3], other[3]) > 1
    ]
    stretched = [(t[0], round(t[5], 2)) for t in texts if abs(t[5] - 1) > 0.04]
    outside = [t[0] for t in texts if t[1] < left - 1 or t[2] > right + 1 or t[3] < top - 1 or t[4] > bottom + 1]
    return {"over": over, "stretched": stretched, "outside": outside}


@pytest.mark.parametrize("width", [390, 1400])
@pytest.mark.parametrize("name", TABLES)
def test_texts_of_a_picture_stand_apart(name, width, opens):
    address, item = TABLES[name]
    page = opens(address, width=width)
    page.evaluate(
        "long => { for (const cell of document.querySelectorAll('td.group')) cell.textContent = long; }", LONG
    )
    frame, texts = drawn(page, item)
    assert len(texts) > 4
    assert faults(frame, texts) == {"over": [], "stretched": [], "outside": []}


def test_a_picture_has_no_room_for_signs_to_sort_by(opens):
    page = opens("index.html")
    _, texts = drawn(page, "#ranking-table")
    head, first, second = (next(t[4] for t in texts if t[0] == text) for text in ("Rank", "1", "2"))
    assert first - head < 1.25 * (second - first)


@pytest.fixture(scope="module")
def french(result, tmp_path_factory):
    spoken = language("fr")
    made = html.pages(compose(result, dt.date(2026, 11, 22), language=spoken), None, spoken)
    out = tmp_path_factory.mktemp("french")
    (out / "countries").mkdir()
    for name in ("countries/AAA.html", "index.html"):
        (out / name).write_bytes(made[name])
    return out


@pytest.mark.parametrize("width", [390, 1400])
def test_french_tables_as_well(width, opens, french):
    page = opens("countries/AAA.html", where=french, width=width)
    frame, texts = drawn(page, "table.indicators")
    assert texts[0][0] == "Aland\u00a0: Indicateurs"
    assert faults(frame, texts) == {"over": [], "stretched": [], "outside": []}


@pytest.mark.parametrize("width", [390, 1400])
def test_scores_of_groups_stand_below_those_of_indicators(width, opens):
    page = opens("countries/AAA.html", width=width)
    for kind in ("points", "rank"):
        ends = page.locator(f"table.indicators .{kind}:visible").evaluate_all(
            "cells => cells.map((cell) => Math.round(cell.getBoundingClientRect().right))"
        )
        assert len(set(ends)) == 1
