"""The page of a unit without a rank: from disk, with and without scripts, on paper."""

from __future__ import annotations

import io

import pytest


def test_it_says_why_there_is_no_rank_and_what_was_observed(opens, document):
    page = opens("countries/UUU.html", java_script_enabled=False)
    (unit,) = document.unranked
    text = page.inner_text("main")
    assert unit.reason in text
    assert all(name in text for name in unit.missing)
    assert "A missing value does not mean a low one." in text
    shown = page.locator("#values tbody tr").evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.innerText))")
    assert [tuple(row) for row in shown] == [
        (row.name, row.value, row.unit, row.year, row.flags, row.sources) for row in unit.figures
    ]
    assert len(shown) == 2


@pytest.mark.parametrize("scripts", [True, False])
def test_the_list_of_the_index_leads_there_and_back(scripts, opens):
    page = opens("index.html", java_script_enabled=scripts)
    page.click("details:has(#unranked) > summary")
    page.click("#unranked a")
    page.wait_for_url("**/countries/UUU.html")
    page.click("#menu a >> text=Not ranked")
    page.wait_for_url("**/index.html#unranked")
    assert page.is_visible("#unranked table")


def test_its_table_is_saved_and_embedded_under_its_name(opens):
    page = opens("countries/UUU.html")
    page.click(".share summary")
    with page.expect_download() as waiting:
        page.click(".share [data-do=csv]")
    assert waiting.value.suggested_filename == "uuu-values.csv"


def test_printed_it_takes_one_sheet(opens):
    pypdf = pytest.importorskip("pypdf")
    page = opens("countries/UUU.html")
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    assert len(sheets) == 1
    assert "Observed values" in sheets[0].extract_text()
