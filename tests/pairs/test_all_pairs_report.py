"""The report of all pairs: strongest and weakest beside what is predicted, groups, and a page to search them."""

import json
import re

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.reports.compose import all_pairs, facts, pairs, search
from connectindex.reports.compose.facts import Facts
from connectindex.reports.compose.links import Links
from connectindex.reports.data import tables as tables_of_report
from connectindex.reports.language import Language

PLACES = 14
CODES = [f"P{k:02d}" for k in range(PLACES)]
INDEX = """
[index]
title = "All pairs"
edition = "1"
year = 2023
pairs = "all"
description = "Made up."
[modes]
air = { name = "Air routes", absent = "zero" }
rail = { name = "Railways", absent = "zero" }
[tree]
indicators = ["air", "rail"]
[indicators.air]
name = "Air routes"
unit = "routes"
direction = 1
links = "air"
[indicators.rail]
name = "Railways"
unit = "lines"
direction = 1
links = "rail"
[potential.air]
mode = "air"
size = ["gdp"]
distance = false
"""


def tables():
    rng = np.random.default_rng(7)
    size = rng.lognormal(0.7, 0.6, PLACES)
    a, b = np.triu_indices(PLACES, k=1)
    count = rng.poisson(size[a] * size[b] * 0.6)
    air = pd.DataFrame({"from": np.array(CODES)[a], "to": np.array(CODES)[b], "year": 2023, "count": count})
    rail = pd.DataFrame({"from": ["P00", "P01"], "to": ["P01", "P02"], "year": 2023, "count": [3, 1], "mode": "rail"})
    names = ["Ålma", "Berg", "Côte d'Or", *(f"Place {k}" for k in range(3, PLACES))]
    return {
        "units": pd.DataFrame({"unit": CODES, "name": names, "region": ["North"] * 5 + ["South"] * 9}),
        "links": pd.concat([air[count > 0].assign(mode="air"), rail]),
        "values": pd.DataFrame({"unit": CODES, "year": 2023, "variable": "gdp", "value": size}),
    }


@pytest.fixture(scope="module")
def result():
    return ci.build(ci.edition(INDEX, **tables()))


def links_of(result):
    return Links(Facts(result, None, Language()))


def test_the_strongest_pairs_stand_beside_what_size_predicts(result):
    part = all_pairs.parts(links_of(result))[0]
    assert [c.title for c in part.table.columns] == ["Rank", "Pair", "Score", "Air routes: links", "predicted"]
    best = result.scores["index"].idxmax()
    expected = ci.potential(result).pairs.loc[("air", *best.split("-"))]
    assert part.table.rows[0] == (
        "1",
        result.edition.units.names[best],
        f"{result.scores['index'].max():.1f}",
        f"{expected['observed']:.0f}",
        f"{expected['expected']:.1f}",
    )


def test_the_weakest_come_first_where_most_is_predicted(result):
    part = all_pairs.parts(links_of(result))[1]
    rows = part.table.rows
    lowest = result.scores["index"] == result.scores["index"].min()
    expected = ci.potential(result).pairs.loc["air"]["expected"]
    expected.index = [f"{a}-{b}" for a, b in expected.index]
    order = expected[lowest[lowest].index].sort_values(ascending=False).index
    assert len(order) > 5
    assert [r[1] for r in rows[: len(order)]] == [result.edition.units.names[u] for u in order[: len(rows)]]


def test_the_pairs_that_lack_the_most_links(result):
    part = next(p for p in all_pairs.parts(links_of(result)) if p.title == "Air routes: fewer links than predicted")
    pairs_ = ci.potential(result).pairs.loc["air"]
    short = (pairs_["expected"] - pairs_["observed"]).sort_values(ascending=False)
    assert part.sentences[0].startswith(f"{(short >= 1).sum()} pairs have at least one link fewer")
    first = "-".join(short.index[0])
    assert part.table.rows[0][0] == result.edition.units.names[first]
    assert part.table.rows[0][3] == f"{short.iloc[0]:.1f}"


def test_mean_scores_between_groups(result):
    (part,) = all_pairs.matrices(links_of(result))
    scores = result.scores["index"]
    north = {c: k < 5 for k, c in enumerate(CODES)}
    ends = [u.split("-") for u in scores.index]
    both = scores[[north[a] and north[b] for a, b in ends]].mean()
    across = scores[[north[a] != north[b] for a, b in ends]].mean()
    table = part.heat[0]
    assert table.header == ("Region", "North", "South")
    (_, (nn, ns)), (_, (sn, _)) = table.rows
    assert (nn.text, ns.text, sn.text) == (f"{both:.1f}", f"{across:.1f}", f"{across:.1f}")


@pytest.fixture
def written(result, tmp_path, monkeypatch):
    monkeypatch.setattr(facts, "MOST_PAGES", 50)
    assert ci.report(result, tmp_path / "out") == []
    return tmp_path / "out"


def test_more_pairs_than_can_have_a_page_each_are_searched(result, written):
    assert not (written / "countries").exists()
    index, page = ((written / name).read_text("utf-8") for name in ("index.html", "search.html"))
    assert 'href="search.html"' in index
    assert 'href="countries/' not in index
    assert "Strongest pairs" in index
    assert "The ranking has 91 pairs, too many for individual profiles." in re.sub(r"\s+", " ", index)
    data = json.loads(re.search(r'id="page-data">(.*?)</script>', page)[1])
    assert len(data["ranks"]) == 91
    first = result.ranks["index"].idxmin()
    assert [data["names"][column[0]] for column in data["ends"]] == result.edition.units.names[first].split(" – ")
    assert data["columns"][0][0] == round(result.scores["index"].max(), 1)
    # the first ones can be read without a script
    assert page.count('<tr><td class="rank">') == 25
    assert (written / "report.pdf").stat().st_size < 400_000


def test_a_page_of_more_than_can_be_searched_is_left_out(result, tmp_path, monkeypatch):
    monkeypatch.setattr(facts, "MOST_PAGES", 50)
    monkeypatch.setattr(search, "MOST_SEARCHED", 90)
    (said,) = ci.report(result, tmp_path / "out")
    assert said == "pages and book are left out: 91 units are more than 90; the tables have them all"
    assert not (tmp_path / "out/index.html").exists()


def test_all_pairs_of_few_units_have_a_page_each_and_the_same_chapter(result):
    chapter = pairs.chapter(links_of(result))
    assert [p.title for p in chapter.parts] == [
        "Strongest pairs",
        "Weakest pairs",
        "Air routes: fewer links than predicted",
        "Mean scores by region",
        "Air routes",
        "Railways",
    ]


def test_what_holds_each_pair_against_each_other_is_left_out_of_many(tmp_path, monkeypatch):
    monkeypatch.setattr(facts, "MOST_PAGES", 50)
    monkeypatch.setattr(tables_of_report, "MOST_TOGETHER", 50)
    vary = '\n[robustness]\ndraws = 20\n[[robustness.vary]]\nwhat = "weights"\n'
    result = ci.build(ci.edition(INDEX + vary, **tables()))
    assert ci.report(result, tmp_path / "out", pdf=False) == []
    made = {p.stem for p in (tmp_path / "out/tables").glob("*.csv")}
    assert "robustness" in made
    assert not {"before", "rank_reversal"} & made
    assert "tier" not in pd.read_csv(tmp_path / "out/tables/robustness.csv")
    assert "90% interval" in (tmp_path / "out/index.html").read_text("utf-8")
