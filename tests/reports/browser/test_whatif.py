"""A profile with links as they might be, in a browser: readable on a phone, without a fault of access."""

import datetime as dt

import pandas as pd
import pytest

import connectindex as ci
from connectindex.edition.read import starter_folder
from connectindex.reports import html
from connectindex.reports.compose import compose


@pytest.fixture(scope="module")
def told():
    edition = ci.read_edition(starter_folder())
    rows = [("GUL", "HAV", "air_routes", 3, "Air bridge"), ("ALD", "CAL", "air_routes", 1, "Once more")]
    moves = pd.DataFrame(rows, columns=["from", "to", "mode", "count", "project"])
    return compose(ci.build(edition), dt.date(2026, 11, 22), what_if=ci.what_if(edition, moves, draws=50))


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_profile_on_a_phone(told, opens, tmp_path, colours):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    profile = next(p for p in told.profiles if p.code == "GUL")
    (tmp_path / "GUL.html").write_bytes(html.pages(told)["countries/GUL.html"])
    page = opens("GUL.html", where=tmp_path, width=390, height=844, color_scheme=colours)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    block = page.locator(".whatif")
    assert block.is_visible()
    shown = block.inner_text()
    assert all(s in shown for s in profile.what_if.sentences)
    assert block.locator("tbody tr").count() == len(profile.what_if.table.rows)
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
    assert [v["id"] for v in axe.Axe().run(page, options=rules).response["violations"]] == []
