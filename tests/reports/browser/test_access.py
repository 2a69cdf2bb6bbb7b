"""No violation of WCAG 2 A and AA that axe-core can see."""

from __future__ import annotations

import pytest

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PAGES = {
    "index": "index.html",
    "profile": "countries/AAA.html",
    "tools": "index.html#w=energy:70,flights:20&compare=AAA,BBB,CCC,DDD&links=AAA,air",
}


# colours and widths have rules of their own: every page is seen in each of them
@pytest.mark.parametrize(
    ("colours", "width"),
    [
        ("light", 390),
        ("dark", 1200),
        pytest.param("light", 1200, marks=pytest.mark.slow),
        pytest.param("dark", 390, marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("name", PAGES)
def test_no_violation(name, colours, width, opens):
    page = opens(PAGES[name], width=width, color_scheme=colours)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.wait_for_timeout(100)
    found = axe.Axe().run(page, options=RULES).response
    said = [(v["id"], n["html"][:160], n["failureSummary"][:200]) for v in found["violations"] for n in v["nodes"]]
    assert said == []
    assert len(found["passes"]) > 10
