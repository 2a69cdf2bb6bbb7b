"""Sentences of the report are true of the numbers they are made from, whatever these are."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from dataclasses import replace

import numpy as np
import pytest

import connectindex as ci
from connectindex.model.tree import ROOT
from connectindex.model.values import Values
from connectindex.pipeline.build import build
from connectindex.reports.compose import compose, maps
from connectindex.reports.compose.facts import Facts
from connectindex.reports.language import language

SURE = 0.95
SEEDS = range(3)
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBERS = {word: k for k, word in enumerate(WORDS)}


def number(text: str) -> float:
    return NUMBERS.get(text.lower(), math.nan) if text.isalpha() else float(text.replace(",", ""))


def read(template: str, text: str) -> dict[str, str] | None:
    """What stands in the places of a message, None where the text does not have it."""
    pattern, names = "", []
    for k, piece in enumerate(re.split(r"\{(\w+)\}", template)):
        if k % 2 == 0:
            pattern += re.escape(piece)
        else:
            names.append(piece)
            pattern += "(.+?)"
    found = re.search(pattern, text)
    return dict(zip(names, found.groups(), strict=True)) if found else None


@pytest.fixture(scope="module", params=SEEDS)
def case(request, synthetic):
    """An edition whose values are drawn anew, its result, its simulations, and the report on them."""
    edition, rng = synthetic.edition(), np.random.default_rng(request.param)
    table = edition.values.table.copy()
    for rows in table.groupby("variable").groups.values():
        spread = rng.lognormal(0, 0.6, len(rows))
        table.loc[rows, "value"] = np.round(rng.permutation(table.loc[rows, "value"].to_numpy()) * spread, 2)
    table["status"] = rng.choice(["reported", "estimated", "incomplete"], len(table), p=[0.7, 0.2, 0.1])
    result = build(replace(edition, values=Values(table)))
    audit = ci.robustness(result.edition, draws=150, seed=request.param)
    return result, audit, compose(result, dt.date(2026, 11, 22), [], audit)


def section(document, name: str):
    return next(s.body for s in document.sections if s.id == name)


def findings(document) -> str:
    return " ".join(f.text for f in section(document, "findings"))


def code_of(result, name: str) -> str:
    names = result.edition.units.names
    return str(names.index[names == name][0])


def test_an_order_is_given_only_where_the_simulations_give_it(case):
    result, audit, document = case
    ordered = [r.code for r in document.ranking]
    for codes, sure_text, open_text in (
        (ordered[:5], "followed by", "The highest scores are those of {names}; their order is not certain."),
        (ordered[::-1][:3][::-1], "", "The lowest scores are those of {names}; their order is not certain."),
    ):
        certain = all(audit.before.at[a, b] >= SURE for a, b in itertools.pairwise(codes))
        assert (read(open_text, findings(document)) is None) == certain
        if sure_text and not certain:
            assert sure_text not in findings(document)
        listed = read(open_text, findings(document))
        if listed:
            assert all(result.edition.units.names[c] in listed["names"] for c in codes)


def test_the_first_of_every_tier_outranks_all_below(case):
    _, audit, document = case
    ranking = document.ranking
    for k, row in enumerate(ranking):
        if k == 0 or row.tier != ranking[k - 1].tier:
            below = [r.code for r in ranking if int(r.tier) > int(row.tier)]
            assert (audit.before.loc[row.code, below] >= SURE).all()
    sizes = [r.tier for r in ranking].count("1")
    assert next(f.figure for f in section(document, "findings") if f.label == "Top tier") == str(sizes)
    told = next(s for s in document.certainty.sentences if "tier" in s)
    assert re.search(r"forms (\d+) tier", told).group(1) == ranking[-1].tier


def test_an_interval_holds_the_rank_in_nine_of_ten_simulations(case):
    _, audit, document = case
    ranks = (-audit.draws.scores[ROOT]).argsort(axis=1).argsort(axis=1) + 1
    units = [str(u) for _, u in audit.draws.index]
    for row in document.ranking:
        low, _, high = row.interval.partition("–")
        of = ranks[:, units.index(row.code)]
        inside = (of >= int(low)) & (of <= int(high or low))
        assert inside.mean() >= 0.9
        assert number(row.median) == pytest.approx(float(audit.ranks.at[row.code, "median"]), abs=0.05)
        assert row.outside == (not int(low) <= row.index.place <= int(high or low))


def test_shares_of_pairs_and_of_shifts_are_those_of_the_simulations(case):
    _, audit, document = case
    text = " ".join(document.certainty.sentences)
    codes = [r.code for r in document.ranking]
    above = audit.before.loc[codes, codes].to_numpy()[np.triu_indices(len(codes), 1)]
    share = read("Of all pairs of {many}, {share} keep their order in at least {sure} of the simulations.", text)
    assert share == {"many": "economies", "share": f"{(above >= SURE).mean():.0%}", "sure": "95%"}
    width = read("On average a 90% interval spans {width} places; the widest is that of {widest} ({ends})", text)
    assert float(width["width"]) == pytest.approx((audit.ranks["high"] - audit.ranks["low"]).mean(), abs=0.051)


def test_findings_on_pillars_are_true(case):
    result, _, document = case
    scores, ranks, pillars = result.scores, result.ranks, [p.id for p in result.edition.tree.children]
    text, names = findings(document), result.edition.units.names
    codes = [r.code for r in document.ranking]
    gaps = (ranks.loc[codes, pillars].max(axis=1) - ranks.loc[codes, pillars].min(axis=1)).astype(float)
    told = read("{name} has the most uneven profile: {first} in {best}, {last} in {worst}.", text)
    assert (told is None) == ((gaps == gaps.max()).sum() > 1)
    if told:
        name = told["name"].rpartition(". ")[2]
        assert names[gaps.idxmax()] == name
        assert int(told["last"][:-2]) - int(told["first"][:-2]) == gaps.max()
    known = scores.loc[codes, ROOT]
    spread = read("half of the {count} {many} lie between {low} and {high}. Scores range over {gap} points.", text)
    inner = known.between(float(spread["low"]) - 0.06, float(spread["high"]) + 0.06)
    assert inner.mean() >= 0.5
    assert float(spread["gap"]) == pytest.approx(known.max() - known.min(), abs=0.11)
    top = (scores.loc[codes, pillars].rank(ascending=False, method="min") <= len(codes) / 5).all(axis=1)
    label = next(f for f in section(document, "findings") if f.label == "High in every pillar")
    assert abs(int(label.figure) - int(top.sum())) <= 1  # where fifths are not whole, one may be on the border


def test_group_averages_leave_out_small_groups(case):
    result, _, document = case
    regions = result.edition.units.table["region"]
    codes = [r.code for r in document.ranking]
    means = result.scores.loc[codes, ROOT].groupby(regions).mean()
    told = read("By region, mean scores range from {mean} ({first}, {n}) to {least} ({last}, {m}).", findings(document))
    assert told["first"] == means.idxmax()
    assert told["last"] == means.idxmin()
    assert float(told["mean"]) == pytest.approx(means.max(), abs=0.051)


def test_profiles_are_true(case):
    result, _, document = case
    pillars = {p.name: p.id for p in result.edition.tree.children}
    for profile in document.profiles:
        text = " ".join(profile.sentences)
        ranks = result.ranks.loc[profile.code]
        told = read("Its strongest pillar is {best} (rank {first}), its weakest {worst} (rank {last}).", text)
        places = {name: int(ranks[p]) for name, p in pillars.items() if ranks[p] == ranks[p]}
        if told:
            assert int(told["first"]) == min(places.values())
            assert int(told["last"]) == max(places.values())
            assert all(places[n] == min(places.values()) for n in re.split(" and |, ", told["best"]))
        median = read("Over the simulations its median rank is {median}", text + " ")
        assert median is not None
        assert ("lies outside" in text) == next(r.outside for r in document.ranking if r.code == profile.code)
        _check_peers(result, profile, text)
        _check_coverage(result, profile, text)


def _check_peers(result, profile, text):
    regions = result.edition.units.table["region"]
    scores = result.scores[ROOT].dropna()
    peers = [u for u in scores.index if regions[u] == regions[profile.code]]
    told = re.search(r"it ranks (\w+); the median score is ([\d.]+)\.", text)
    assert float(told.group(2)) == pytest.approx(scores[peers].median(), abs=0.051)
    above = int((scores[peers] > scores[profile.code] + 1e-9).sum())
    assert told.group(1) == language().ordinal(str(above + 1))


def _check_coverage(result, profile, text):
    origins = result.origins.xs(profile.code, level="unit")["origin"] if "unit" in result.origins.index.names else None
    if origins is None:
        return
    printed = re.search(r"(?:All|Of the) (\w+) indicators that apply to it(?: were|, (\w+) were) observed", text)
    applies = (origins != "not_applicable").sum()
    assert number(printed.group(1)) == applies
    assert number(printed.group(2) or printed.group(1)) == origins.isin(["reported", "estimated", "incomplete"]).sum()


def test_marks_have_their_floors(case):
    _, _, document = case
    for profile in document.profiles:
        n = len(document.ranking)
        for mark in profile.strengths:
            assert mark.score.place <= (n + 1) / 2 + 1
        for mark in profile.weaknesses:
            assert mark.score.place > n / 3 - 1


def test_an_order_on_a_pillar_is_given_only_where_the_simulations_give_it(case):
    result, audit, document = case
    open_text, seen = "The highest scores are those of {names}; their order is not certain.", set()
    for pillar in result.edition.tree.children:
        chapter = next(s for s in document.sections if s.title == pillar.name)
        text = " ".join(chapter.body.sentences)
        ranks = result.ranks[pillar.id].dropna().sort_values(kind="stable")
        codes = sorted(ranks.index, key=lambda u: (ranks[u], result.edition.units.names[u]))[:5]
        scores = audit.draws.of(pillar.id)[:, audit.draws.units.get_indexer(codes)]
        ahead = [
            (scores[:, k] > scores[:, k + 1] + 1e-9).mean()
            + 0.5 * (abs(scores[:, k] - scores[:, k + 1]) <= 1e-9).mean()
            for k in range(4)
        ]
        certain = min(ahead) >= SURE
        seen.add(certain)
        assert (read(open_text, text) is None) == certain
        assert ("followed by" in text) <= certain
    assert False in seen


def test_a_lowest_score_that_many_share_is_given_with_their_number(synthetic):
    edition = synthetic.edition()
    table = edition.values.table.copy()
    low = table["unit"].isin(["PPP", "QQQ", "RRR", "SSS", "TTT"]) & table["variable"].isin(["lines", "gas"])
    table.loc[low, "value"] = 0.0
    table.loc[table["unit"].isin(["PPP", "QQQ", "RRR", "SSS", "TTT"]) & (table["variable"] == "price"), "value"] = 500.0
    document = compose(build(replace(edition, values=Values(table))), dt.date(2026, 11, 22), [])
    chapter = next(s for s in document.sections if s.title == "Energy")
    assert "The lowest score, 0.0, is shared by five economies." in chapter.body.sentences


def test_every_score_lies_in_its_class_of_the_map_and_in_no_other(case):
    result, _, _ = case
    facts = Facts(result)
    for node in facts.nodes:
        shown = maps.view(facts, node)
        assert shown.legend_title.startswith(f"{shown.title}: score on a scale from 0 to 100; quintiles of ")
        for score in shown.scores.values():
            inside = [step.fifth for step in shown.legend if _in_class(step.text, score.value)]
            assert inside == [score.fifth], (node, score)
        assert sum(step.count for step in shown.legend) == len(shown.scores)


def test_the_breaks_of_a_legend_have_one_number_of_decimals(case):
    facts = Facts(case[0])
    first = next(iter(facts.by_node["index"].values()))
    near = {f"U{fifth}": replace(first, value=v, fifth=fifth) for fifth, v in enumerate([12.0, 12.04, 27.8], 1)}
    facts.__dict__["by_node"] = {**facts.by_node, "index": near}
    legend = [step.text for step in maps.view(facts, "index").legend]
    assert legend == ["27.80 or more", "12.04 to under 27.80", "under 12.04"]


def _in_class(text, value):
    low, high = -math.inf, math.inf
    if found := read("{low} to under {high}", text + "\n"):
        low, high = number(found["low"]), number(text.rsplit(" ", 1)[1])
    elif text.startswith("under "):
        high = number(text.removeprefix("under "))
    else:
        low = number(text.removesuffix(" or more"))
    return low <= value < high
