"""No page scrolls sideways as a whole, in any state and at any width; a wide table scrolls in its own box."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from connectindex.reports import html
from connectindex.reports.compose import compose

WIDTHS = (390, 1024, 1400, 1920)
SIX = "AAA,BBB,CCC,DDD,EEE,FFF"
STATES = {
    "index": "index.html",
    "own weights": "index.html#w=energy:70,flights:20",
    "comparison of two": "index.html#compare=AAA,BBB",
    "comparison of six": f"index.html#compare={SIX}",
    "all tools": f"index.html#w=energy:70,flights:20&compare={SIX}&links=AAA,air&pair=AAA,BBB",
    "explore map": "explore.html#unit=AAA",
    "explore scatter": "explore.html#view=scatter&y=users&by=0&unit=FFF",
    "explore ranking": "explore.html#view=ranking&x=flights&unit=BBB",
    "explore alone": "explore.html?alone=explore#view=scatter",
    "profile": "countries/AAA.html",
    "profile of a long name": "countries/BBB.html",
    "not ranked": "countries/UUU.html",
    "values of one not ranked alone": "countries/UUU.html?alone=values",
    "peers by name": "countries/AAA.html#peers=BBB,CCC,DDD",
    "figure alone": "countries/AAA.html?alone=scores#peers=BBB,CCC",
    "table alone": "countries/AAA.html?alone=indicators",
    "all names": "find.html",
    "long search": f"find.html#q={'xy' * 60}",
    "embedded table": "embed/ranking-1.html",
    "embedded map": "embed/map-1.html",
}
# the widest part that is not in a box of its own is named, so that a failure says what to mend
WIDER = """() => { const { scrollWidth } = document.documentElement;
    if (scrollWidth <= innerWidth) return "";
    const ends = [...document.body.querySelectorAll("*")].filter((e) => Math.abs(e.getBoundingClientRect().right - scrollWidth) < 2);
    return `${scrollWidth}: ${ends.map((e) => e.outerHTML.slice(0, 80)).join(" | ")}`; }"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def long_names(result, synthetic, tmp_path_factory):
    """Names of several words and of a single long one, findings that refer to many figures."""
    names = {
        code: f"{name} and the Grenadines of the Northern Islands"
        if k % 2
        else f"Donaudampfschifffahrtsgesellschaftskapitaen{''.join(name.split())}"
        for k, (code, name) in enumerate(synthetic.NAMES.items())
    }
    made = compose(synthetic.renamed(result, names), dt.date(2026, 11, 22), ["tables/scores.csv", "report.pdf"])
    out = tmp_path_factory.mktemp("names")
    wide = tuple(sorted(made.exhibits, key=lambda key: -len(made.exhibits[key].label)))[:6]
    sections = tuple(
        replace(s, body=tuple(replace(f, see=wide) for f in s.body)) if s.kind == "findings" else s
        for s in made.sections
    )
    pages = html.pages(replace(made, sections=sections))
    for state in STATES.values():
        name = state.split("#")[0].split("?")[0]
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(pages[name])
    return out


def too_wide(page):
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for state in ("as it is", "all opened"):
            if state == "all opened":
                page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
            page.evaluate(DRAWN)
            if wider := page.evaluate(WIDER):
                found[width, state] = wider
    return found


@pytest.mark.parametrize("state", STATES)
def test_no_page_scrolls_sideways(state, opens, long_names):
    assert too_wide(opens(STATES[state], where=long_names, width=390)) == {}


def test_a_name_that_is_not_found_is_broken_over_lines(opens):
    page = opens(width=390)
    for box in ("#links-unit", "#pair-first"):
        page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
        page.fill(box, "atlantis" * 20)
        page.press(box, "Tab")
    assert "atlantis" in page.inner_text("#links-said")
    assert page.evaluate(WIDER) == ""
