"""The page that searches thousands of units, opened from disk: words, groups, sorting, and without scripts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.reports.compose import facts

NAMES = ["Côte d'Or", "Berg", "Cala", *(f"Place {k}" for k in range(3, 14))]
INDEX = """
[index]
title = "All pairs"
edition = "1"
year = 2023
pairs = "all"
[modes]
air = { absent = "zero" }
rail = { absent = "zero" }
[tree]
indicators = ["routes", "lines"]
[indicators.routes]
name = "Routes"
unit = "routes"
direction = 1
links = "air"
[indicators.lines]
name = "Lines"
unit = "lines"
direction = 1
links = "rail"
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    codes = np.array([f"P{k:02d}" for k in range(14)])
    a, b = np.triu_indices(14, k=1)
    counts = np.random.default_rng(5).integers(1, 90, (2, len(a)))
    links = pd.concat(
        [
            pd.DataFrame({"from": codes[a], "to": codes[b], "year": 2023, "count": n, "mode": mode})
            for n, mode in zip(counts, ("air", "rail"), strict=True)
        ]
    )
    regions = ["North"] * 5 + ["South"] * 9
    units = pd.DataFrame({"unit": codes, "name": NAMES, "region": regions})
    out = tmp_path_factory.mktemp("search") / "out"
    before, facts.MOST_PAGES = facts.MOST_PAGES, 50
    try:
        ci.report(ci.build(ci.edition(INDEX, units=units, links=links)), out, pdf=False)
    finally:
        facts.MOST_PAGES = before
    return out


def names(page):
    return page.locator("#searched tbody th").all_inner_texts()


def test_every_word_must_stand_in_the_name_of_an_end(opens, place):
    page = opens("search.html", place)
    assert len(names(page)) == 50
    page.fill("#search", "cote berg")  # accents and case do not matter
    assert names(page) == ["Côte d'Or – Berg"]
    assert page.inner_text("#count") == "1 of 91 pairs"
    assert page.url.endswith("search.html#q=cote%20berg")
    page.fill("#search", "cala")
    assert len(names(page)) == 13
    page.fill("#search", "nowhere")
    assert page.inner_text("#searched tbody") == "No results."


def test_rows_are_shown_step_by_step_sorted_and_by_group(opens, place):
    page = opens("search.html", place)
    page.click("#more button")
    assert len(names(page)) == 91
    assert page.locator("#more").is_hidden()
    page.click("#searched thead th:first-child button")  # the rank, the other way round
    ranks = [int(t) for t in page.locator("#searched tbody .rank").all_inner_texts()]
    assert ranks == sorted(ranks, reverse=True)
    page.select_option("[data-filter='0']", label="North")
    assert page.inner_text("#count") == "10 of 91 pairs"


def test_a_search_can_be_passed_on_and_the_first_rows_need_no_script(opens, place):
    page = opens("search.html#q=c%C3%B4te%20berg", place)
    assert names(page) == ["Côte d'Or – Berg"]
    bare = opens("search.html", place, java_script_enabled=False)
    assert len(names(bare)) == 25
    assert bare.locator("#controls").is_hidden()
    report = opens("index.html", place)
    report.click("a.go")
    assert report.url.endswith("search.html")
