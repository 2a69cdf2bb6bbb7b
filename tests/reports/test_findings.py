"""Key findings: each sentence holds for the numbers of the result, on the world edition and on random ones."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pytest

import connectindex as ci
from connectindex.reports.articles import with_article
from connectindex.reports.collation import collation_key
from connectindex.reports.compose import compose
from connectindex.reports.language import language

DATE = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def world():
    result = ci.build(ci.world())
    return result, compose(result, DATE)


def findings(document):
    return {f.label: f for f in next(s.body for s in document.sections if s.id == "findings")}


def test_the_older_data_are_those_more_than_five_years_before_the_index(world):
    result, document = world
    origins = result.origins[result.origins["origin"].isin(["reported", "estimated", "incomplete"])]
    ranked = result.ranks["index"].dropna().index
    cells = origins[origins.index.get_level_values("unit").isin(ranked)]
    weight = result.weights["effective"].reindex(cells.index.get_level_values("indicator")).to_numpy(dtype=float)
    # a unit's weights are shared among the indicators that it has, so the share here is near the printed one
    old = 2026 - cells["observed"].to_numpy(dtype=float) > 5
    finding = findings(document)["Weight on older data"]
    assert float(finding.figure.rstrip("%")) / 100 == pytest.approx(float(weight[old].sum() / weight.sum()), abs=0.02)
    assert "before 2026" in finding.text
    low = int((cells["origin"] == "incomplete").sum())
    assert f"The data hold {low} figures that are known to be too low." in finding.text


def test_shares_of_data_points_add_up_and_none_is_named_that_is_zero(world):
    _, document = world
    text = findings(document)["Observed data"].text
    shares = re.search(r"ranked economies, (.+)\.", text)[1]
    named = [float(x) for x in re.findall(r"([\d.]+)% (?:are observed|were imputed|are missing)", shares)]
    assert sum(named) == pytest.approx(100, abs=0.15)
    assert "0.0%" not in shares


def test_who_is_high_in_every_pillar_is_named(world):
    result, document = world
    pillars = [p.id for p in result.edition.tree.children]
    ranked = result.ranks["index"].dropna().index
    top = (result.scores.loc[ranked, pillars].rank(ascending=False, method="min") <= len(ranked) / 5).all(axis=1)
    text = findings(document)["High in every pillar"].text
    names = {with_article(str(result.edition.units.names[u])) for u in ranked[top]}
    listed = set(re.split(r", | and (?=the |[A-Z])", re.search(r"pillars: (.+)\.", text)[1]))
    assert names == listed
    assert int(findings(document)["High in every pillar"].figure) == len(names)


def test_points_per_doubling_of_income_are_the_slope_of_the_line(world):
    result, document = world
    values = result.dyads[2026].values.value
    ranked = result.ranks["index"].dropna().index
    income = (values["gdp_ppp"] / values["population"]).reindex(ranked).dropna()
    score = result.scores.loc[income.index, "index"].to_numpy(dtype=float)
    x = np.log2(income.to_numpy(dtype=float))
    slope, intercept = np.polyfit(x, score, 1)
    finding = findings(document)["Points per doubling of income"]
    assert float(finding.figure) == pytest.approx(slope, abs=0.051)
    rest = score - intercept - slope * x
    farthest = with_article(str(result.edition.units.names[income.index[int(rest.argmax())]]))
    assert f"is {farthest} (by {rest.max():.1f} points)" in finding.text


def test_each_unit_pointed_out_has_a_finding_with_its_rank(world):
    result, document = world
    found = findings(document)
    for unit in result.edition.report.highlight:
        name = str(result.edition.units.names[unit])
        assert found[f"Rank of {name}"].figure == str(int(result.ranks.loc[unit, "index"]))


def test_no_sentence_begins_with_a_digit_or_lacks_an_article(world):
    _, document = world
    texts = [f.text for f in findings(document).values()] + [s for p in document.profiles for s in p.sentences]
    assert not [t for t in texts if re.match(r"\d", t) and not re.match(r"\d+% of", t)]
    bare = re.compile(
        r"(?<![Tt]he )\b(United (?:States|Kingdom|Arab Emirates)|Netherlands|Philippines|Gambia) (?:ranks|\()"
    )
    assert not [t for t in texts if bare.search(t)]


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("United States", "the United States"),
        ("Marshall Islands", "the Marshall Islands"),
        ("Norfolk Island", "Norfolk Island"),
        ("Korea, Rep.", "Korea, Rep."),
        ("China – United States", "China – United States"),
        ("Micronesia (Federated States of)", "Micronesia (Federated States of)"),
        ("Dominica", "Dominica"),
    ],
)
def test_articles(name, inside):
    assert with_article(name) == inside
    assert language("fr").in_text(name) == name


def test_names_are_sorted_by_letters_and_in_chinese_by_pinyin():
    names = ["Zambia", "Türkiye", "Turkmenistan", "Côte d'Ivoire", "Croatia", "Costa Rica", "DR Congo", "Djibouti"]
    expected = ["Costa Rica", "Côte d'Ivoire", "Croatia", "Djibouti", "DR Congo", "Türkiye", "Turkmenistan", "Zambia"]
    assert sorted(names, key=lambda n: collation_key(n, "en")) == expected
    pinyin = [
        "阿富汗",
        "巴西",
        "丹麦",
        "法国",
        "荷兰",
        "加拿大",
        "美国",
        "瑞士",
        "西班牙",
        "中国",
    ]  # a b d f h j m r x z
    assert sorted([*reversed(pinyin)], key=lambda n: collation_key(n, "zh")) == pinyin


def test_profiles_follow_the_names(world):
    _, document = world
    names = [p.name for p in document.profiles]
    assert names == sorted(names, key=lambda n: collation_key(n, "en"))
    assert names.index("Côte d'Ivoire") == names.index("Costa Rica") + 1
