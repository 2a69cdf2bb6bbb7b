"""No violation of WCAG 2 A and AA that axe-core can see."""

from __future__ import annotations

import pytest

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PAGES = {
    "index": "index.html",
    "profile": "countries/AAA.html",
    "not ranked": "countries/UUU.html",
    "tools": "index.html#w=energy:70,flights:20&compare=AAA,BBB,CCC,DDD,EEE,FFF&links=AAA,air&pair=AAA,BBB",
    "peers": "countries/AAA.html#peers=BBB,CCC",
    "figure alone": "countries/AAA.html?alone=scores#peers=BBB,CCC",
    "table alone": "countries/AAA.html?alone=indicators",
    "explore map": "explore.html#unit=AAA",
    "explore scatter": "explore.html#view=scatter&y=users&by=0&unit=AAA",
    "explore ranking": "explore.html#view=ranking&x=flights",
    "embedded map": "embed/map-1.html",
    "embedded table": "embed/ranking-1.html",
}


# colours and widths have rules of their own: every page is seen in each of them, in the longer tests
FIRST = {
    ("peers", "dark", 1200),
    ("figure alone", "light", 390),
    ("tools", "dark", 390),
    ("not ranked", "light", 390),
    ("explore scatter", "light", 1200),
    ("embedded map", "light", 390),
}
STATES = [(name, colours, width) for name in PAGES for colours in ("light", "dark") for width in (390, 1200)]


@pytest.mark.parametrize(
    ("name", "colours", "width"),
    [pytest.param(*state, marks=() if state in FIRST else pytest.mark.slow) for state in STATES],
)
def test_no_violation(name, colours, width, opens):
    page = opens(PAGES[name], width=width, color_scheme=colours)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.wait_for_timeout(100)
    found = axe.Axe().run(page, options=RULES).response
    said = [(v["id"], n["html"][:160], n["failureSummary"][:200]) for v in found["violations"] for n in v["nodes"]]
    assert said == []
    assert len(found["passes"]) > 10


SMALL = """() => [...document.querySelectorAll('a, button, input, select, summary, [role=button]')].filter(e => {
    const b = (e.closest('label') || e).getBoundingClientRect();
    const inline = e.matches('p a, li a, dd a, td a, th a, h1 a, figcaption a');
    return b.width && !inline && !e.closest('svg, .skip') && (b.height < 24 || b.width < 24);
}).map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("name", ["profile", "not ranked", "peers", "tools", "explore scatter"])
def test_targets_are_large_enough_for_a_finger(name, opens):
    page = opens(PAGES[name], width=390)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.evaluate(SMALL) == []


SHIFT = """() => new Promise(done => { let sum = 0;
    new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value; })
        .observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(sum), 400); })"""


@pytest.mark.parametrize(
    ("name", "width"), [("index", 390), ("profile", 1400), ("peers", 390), ("figure alone", 700), ("explore map", 390)]
)
def test_nothing_moves_while_a_page_loads(name, width, opens):
    assert opens(PAGES[name], width=width).evaluate(SHIFT) <= 0.02
