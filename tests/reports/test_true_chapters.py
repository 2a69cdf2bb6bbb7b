"""Sentences on links, other editions, what-if and convergence are true of their numbers, whatever these are."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.stats import pearsonr
from statsmodels.api import OLS, add_constant

import connectindex as ci
from connectindex.model.tree import ROOT
from connectindex.reports.compose import compose
from connectindex.reports.language import language as language_of
from connectindex.reports.variables import prices

DATE = dt.date(2026, 11, 22)
SEEDS = range(3)
CODES = [f"U{k:02d}" for k in range(18)]
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBER = r"[+−-]?\d[\d,]*(?:\.\d+)?"
SETTINGS = {
    "modes": {"air": {"name": "Air routes", "absent": "zero"}, "rail": {"name": "Railways", "absent": "zero"}},
    "tree": {
        "transport": {"name": "Transport", "indicators": ["air_links", "rail_links"]},
        "data": {"name": "Data", "indicators": ["speed", "users"]},
    },
    "indicators": {
        "air_links": {"name": "Air links", "unit": "routes", "direction": 1, "links": "air", "measure": "count"},
        "rail_links": {"name": "Rail links", "unit": "lines", "direction": 1, "links": "rail", "measure": "count"},
        "speed": {"name": "Speed", "unit": "Mbit/s", "direction": 1, "variable": "speed"},
        "users": {"name": "Users", "unit": "%", "direction": 1, "variable": "users"},
    },
    "method": {"normalise": {"kind": "minmax"}, "aggregate": {"kind": "arithmetic"}},
    "robustness": {"vary": [{"what": "weights", "spread": 0.25}]},
}


def number(text: str) -> float:
    return WORDS.index(text.lower()) if text.isalpha() else float(text.replace(",", "").replace("−", "-"))


def places(template: str, text: str) -> list[dict[str, str]]:
    """What stands in the places of a message, each time that a text has it."""
    pieces = re.split(r"\{(\w+)\}", template)
    pattern = "".join(f"(?P<{p}>.+?)" if k % 2 else re.escape(p) for k, p in enumerate(pieces))
    return [found.groupdict() for found in re.finditer(pattern, text)]


def drawn(seed: int, years: tuple[int, ...] = (2024,), title: str = "New", added=(), **more):
    """An edition of random values and links, and links added to them."""
    rng = np.random.default_rng([seed, len(title)])
    about = {"title": title, "edition": title} | ({"years": list(years)} if len(years) > 1 else {"year": years[0]})
    names = {code: f"Place {code}" for code in CODES}
    units = pd.DataFrame({"unit": CODES, "name": list(names.values()), "region": [f"R{k % 3}" for k in range(18)]})
    level, slope = rng.normal(50, 15, len(CODES)), rng.normal(0, 1) / 25
    rows = []
    for year in years:
        gap = (year - years[0]) * slope * (level - level.mean())
        for name in ("speed", "users"):
            figures = level + gap + rng.normal(0, 4, len(CODES))
            rows += [(c, year, name, round(float(v), 2)) for c, v in zip(CODES, figures, strict=True)]
    fixed = {"gdp": rng.lognormal(3, 1, 18), "population": rng.lognormal(2, 1, 18)}
    fixed |= {"capital_latitude": rng.uniform(-50, 60, 18), "capital_longitude": rng.uniform(-170, 170, 18)}
    rows += [(c, years[0], n, float(v)) for n, column in fixed.items() for c, v in zip(CODES, column, strict=True)]
    pairs = [(a, b) for i, a in enumerate(CODES) for b in CODES[i + 1 :]]
    links = [
        (a, b, mode, count)
        for mode, mean in (("air", 0.6), ("rail", 0.4))
        for (a, b), count in zip(pairs, rng.negative_binomial(0.8, 0.8 / (0.8 + mean), len(pairs)), strict=True)
        if count
    ]
    whole = [(*sorted((a, b)), mode, count) for a, b, mode, count in (*links, *added)]
    table = pd.DataFrame(whole, columns=["from", "to", "mode", "count"])
    return ci.edition(
        {"index": about, **SETTINGS, **more},
        units=units,
        values=pd.DataFrame(rows, columns=["unit", "year", "variable", "value"]),
        links=table.groupby(["from", "to", "mode"], sort=False)["count"].sum().reset_index().assign(year=years[0]),
    )


def chapter(document, name):
    return next(s.body for s in document.sections if s.id == name)


def part(body, title):
    return next(p for p in body.parts if p.title == title)


def code(name: str) -> str:
    return name.removeprefix("Place ")


# --- links: gravity models, corridors -------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=SEEDS)
def linked(request):
    corridor = {"name": "Way", "units": CODES[:4], "pairs": "all"}
    more = {"potential": {"air": {"mode": "air"}}, "corridors": {"way": corridor}}
    result = ci.build(drawn(request.param, **more))
    return result, compose(result, DATE)


def test_the_ratio_of_observed_to_predicted_links_is_judged_by_its_interval(linked):
    result, document = linked
    units = ci.potential(result).units.loc["air"].dropna(subset=["ratio", "low", "high"])
    own = part(chapter(document, "links"), "Observed and predicted links: Air routes")
    (told,) = places(
        "Of {units} units, the {share} interval of the ratio of observed to predicted links lies above 1 for {above} and "
        "below 1 for {below}; for the other {rest} the difference is not statistically significant.",
        own.sentences[0],
    )
    above, below = (units["low"] > 1).sum(), (units["high"] < 1).sum()
    assert [number(told[k]) for k in ("units", "above", "below", "rest")] == [
        len(units), above, below, len(units) - above - below,
    ]  # fmt: skip
    for name, side, observed, expected, ratio, interval in own.table.rows if own.table else ():
        row = units.loc[code(name)]
        low, high = map(number, interval.split("–"))
        assert (side == "more") == (row["ratio"] > 1) == (low >= 1)
        assert side == "more" or high <= 1
        assert (number(observed), number(expected)) == pytest.approx((row["observed"], row["expected"]), abs=0.051)
        assert number(ratio) == pytest.approx(row["ratio"], abs=0.0051)


def test_profiles_name_the_pairs_that_a_gravity_model_misses_most(linked):
    result, document = linked
    potential, pairs = ci.potential(result), result.dyads[2024].pairs
    existing = set(zip(pairs["unit"], pairs["partner"], pairs["mode"], strict=True))
    expected = potential.pairs.loc["air", "expected"]
    for profile in document.profiles:
        text = " ".join(profile.links.expected)
        row = potential.units.loc["air"].loc[profile.code]
        (told,) = places(
            "Air routes: {observed} links; the gravity model predicts {expected}, a ratio of {ratio} ({share} interval "
            "{low} to {high}).",
            text,
        )
        keys = ("observed", "expected", "ratio", "low", "high")
        assert [number(told[k]) for k in keys] == pytest.approx([row[k] for k in keys], abs=0.051)
        ends = [expected.index.get_level_values(k) for k in (0, 1)]
        own = pd.concat([expected[ends[k] == profile.code].droplevel(k) for k in (0, 1)])
        free = [p for p in own.index if (profile.code, p, "air") not in existing]
        missing = own[free][own[free] >= 1].sort_values(ascending=False)
        listed = re.findall(rf"Place (U\d\d) \(({NUMBER})\)", text.partition("Largest missing links")[2])
        assert [c for c, _ in listed] == list(missing.index[:3])
        assert [number(n) for _, n in listed] == pytest.approx(list(missing[:3]), abs=0.051)


def test_a_corridor_is_the_mean_of_its_members_and_as_weak_as_its_weakest_pair(linked):
    result, document = linked
    (row,) = part(chapter(document, "links"), "Corridors").table.rows
    members, scores = CODES[:4], result.scores[ROOT]
    name, weakest, index, lowest, strength, known = row
    assert re.findall(r"Place (U\d\d)", name) == members
    assert number(index) == pytest.approx(scores[members].mean(), abs=0.051)
    low = scores[members].idxmin()
    assert lowest == f"Place {low} ({scores[low]:.1f})"
    assert known == "100%"
    one, other, mode, count = re.fullmatch(r"Place (U\d\d) and Place (U\d\d), ([\w ]+): (.+)", weakest).groups()
    pairs = result.dyads[2024].pairs
    counts = {
        (a, b, m): pairs.query("unit == @a and partner == @b and mode == @m")["count"].sum()
        for i, a in enumerate(members) for b in members[i + 1 :] for m in ("air", "rail")
    }  # fmt: skip
    mode = {"Air routes": "air", "Railways": "rail"}[mode]
    told = counts.get((one, other, mode), counts.get((other, one, mode)))
    assert told == (0 if count == "none" else number(count))
    if min(counts.values()) == 0:
        assert told == 0
    both = pairs[pairs["unit"] < pairs["partner"]]
    share = [(both.loc[both["mode"] == m, "count"] <= c).mean() if c else 0.0 for (_, _, m), c in counts.items()]
    assert number(strength) == pytest.approx(100 * np.mean(share), abs=0.51)


# --- another edition ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=SEEDS)
def compared(request):
    new, old = (ci.build(drawn(request.param, title=title)) for title in ("New", "Older"))
    comparison = ci.compare(old, new, draws=60, seed=1)
    return old, new, comparison, compose(new, DATE, compared=comparison)


def test_counts_of_a_comparison_are_those_of_the_scores(compared):
    old, new, comparison, document = compared
    text = " ".join(part(chapter(document, "since"), "Summary").sentences)
    change = new.scores[ROOT] - old.scores[ROOT]
    (told,) = places("”: {units} {many} are ranked in both; scores are higher for {up} and lower for {down}.", text)
    assert number(told["units"]) == len(change)
    assert (number(told["up"]), number(told["down"])) == ((change > 1e-9).sum(), (change < -1e-9).sum())
    (told,) = places(
        "simulations, {rose} rose and {fell} fell; for the remaining {rest} the change is not significant.", text
    )
    low, high = comparison.draws["low"], comparison.draws["high"]
    assert number(told["rose"]) == (low > 0).sum()
    assert number(told["fell"]) == (high < 0).sum()
    assert number(told["rest"]) == ((low <= 0) & (high >= 0)).sum()
    (told,) = places("Mean absolute contribution of each source, in points of score: {shares}.  ", text + "  ") or [{}]
    sizes = [number(n) for n in re.findall(rf" ({NUMBER})(?:,|$)", told.get("shares", ""))]
    assert sizes == sorted(sizes, reverse=True)


def test_sentences_on_a_unit_add_up_and_keep_to_the_interval(compared):
    old, new, comparison, document = compared
    for profile in document.profiles:
        text, unit = profile.since.sentence, profile.code
        (told,) = places("score {old} in “Older”, {new} in “New” ({change}); rank {before}, then {after}.", text)
        assert number(told["old"]) == pytest.approx(old.scores.at[unit, ROOT], abs=0.051)
        assert number(told["new"]) == pytest.approx(new.scores.at[unit, ROOT], abs=0.051)
        assert (int(told["before"]), int(told["after"])) == (old.ranks.at[unit, ROOT], new.ranks.at[unit, ROOT])
        parts = [
            number(n)
            for n in re.findall(rf" ({NUMBER})[,.](?= |$)", text.partition("Of which:")[2].partition(". ")[0] + ".")
        ]
        assert sum(parts) == pytest.approx(number(told["change"]), abs=0.051 * (len(parts) + 1))
        low, high = comparison.draws.loc[unit, ["low", "high"]]
        assert ("It rose" in text, "It fell" in text) == (low > 0, high < 0)
        assert ("The change is not significant" in text) == (low <= 0 <= high)


# --- what if --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=SEEDS)
def asked(request):
    rng = np.random.default_rng(request.param)
    edition = drawn(request.param)
    ends = [rng.choice(CODES, 2, replace=False) for _ in range(5)]
    moves = pd.DataFrame(
        [
            (a, b, 2024, ("air", "rail")[k % 2], int(rng.integers(1, 9)), f"Project {k}")
            for k, (a, b) in enumerate(ends)
        ],
        columns=["from", "to", "year", "mode", "count", "project"],
    ).assign(status="planned")
    found = ci.what_if(edition, moves, draws=40)
    return request.param, edition, moves, found, compose(ci.build(edition), DATE, what_if=found)


def test_what_if_sentences_are_those_of_an_index_with_the_links_added(asked):
    seed, edition, moves, _, document = asked
    text = " ".join(part(chapter(document, "what_if"), "Summary").sentences)
    before = ci.build(edition)
    added = list(moves[["from", "to", "mode", "count"]].itertuples(index=False, name=None))
    after = ci.build(drawn(seed, added=added))
    change = after.scores[ROOT] - before.scores[ROOT]
    (told,) = re.findall(r"All links together change the score of (\w+) of (\w+) units\.", text)
    assert tuple(map(number, told)) == ((change.abs() > 1e-7).sum(), len(change))
    form = rf"Place (U\d\d) ({NUMBER}) points \(90% interval ({NUMBER}) to ({NUMBER})\), rank (\d+) to (\d+)"
    listed = re.findall(form, text.partition("Largest changes:")[2])
    largest = change.abs().sort_values(ascending=False, kind="stable")
    assert [abs(number(r[1])) for r in listed] == pytest.approx(list(largest[: len(listed)]), abs=0.0051)
    assert listed or change.abs().max() < 1e-7
    for unit, told, low, high, rank_before, rank_after in listed:
        assert number(told) == pytest.approx(change[unit], abs=0.0051)
        assert number(low) <= number(high)
        assert (int(rank_before), int(rank_after)) == (before.ranks.at[unit, ROOT], after.ranks.at[unit, ROOT])


def test_projects_without_effect_are_counted(asked):
    _, _, _, found, document = asked
    text = " ".join(part(chapter(document, "what_if"), "Summary").sentences)
    (counts,) = re.findall(r"Of (\w+) projects, (\w+) changes? no score\.", text)
    still = sum(1 for _, row in found.projects.iterrows() if not abs(row["gain"]) > 0)
    assert [number(n) for n in counts] == [5, still]
    for row in places("“{project}” changes the scores at its endpoints by {gain} points in total", text):
        name = row["project"].rpartition("“")[2]
        gain = found.projects.set_index("project").at[name, "gain"]
        assert number(row["gain"]) == pytest.approx(gain, abs=0.0051)


# --- convergence ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=range(5))
def panel(request):
    years = tuple(range(2015, 2025))
    result = ci.build(drawn(request.param, years))
    return result, compose(result, DATE)


def test_convergence_is_claimed_only_where_its_interval_excludes_the_opposite(panel):
    result, document = panel
    text = " ".join(part(chapter(document, "change"), "Convergence").sentences)
    first, last = (result.scores.xs(year, level="year")[ROOT] for year in (2015, 2024))
    spread = last.std(ddof=1) / first.std(ddof=1)
    told = places("was {one} in {first} and {other} in {last}.", text)[0]
    assert number(told["one"].rpartition(" ")[2]) == pytest.approx(first.std(ddof=1), rel=0.01)
    assert number(told["other"]) == pytest.approx(last.std(ddof=1), rel=0.01)
    claims = {
        "closer": "Scores have moved closer together" in text,
        "apart": "Scores have moved further apart" in text,
        "open": "The change is not statistically significant" in text,
    }
    assert sum(claims.values()) == 1
    ratio, low, high = re.search(rf"\(ratio ({NUMBER}), interval ({NUMBER}) to ({NUMBER})", text).groups()
    assert number(ratio) == pytest.approx(spread, abs=0.02)
    assert claims["closer"] == (number(high) < 1)
    assert claims["apart"] == (number(low) > 1)
    slope, left, right = re.search(rf"slope ({NUMBER}),\s95% interval ({NUMBER}) to ({NUMBER})", text).groups()
    assert ("lower initial levels gained more" in text) == (number(right) < 0)
    assert ("higher initial levels gained more" in text) == (number(left) > 0)
    assert ("not significantly related to the initial level" in text) == (number(left) <= 0 <= number(right))
    assert number(left) <= number(slope) <= number(right)
    # both intervals are those of 95 %: at their ends the test has a probability of 5 %

    def probability(factor):
        return pearsonr(last + factor * first, last - factor * first).pvalue - 0.05

    assert number(low) == pytest.approx(brentq(probability, spread / 20, spread), rel=0.006)
    assert number(high) == pytest.approx(brentq(probability, spread, spread * 20), rel=0.006)
    fitted = OLS(np.log(last / first) / 9, add_constant(np.log(first))).fit(cov_type="HC3", use_t=True)
    assert (number(left), number(right)) == pytest.approx(tuple(fitted.conf_int(0.05).loc[ROOT]), abs=0.00006)


# --- facts at the head of a profile -----------------------------------------------------------------------------------


def labels(language=None, **report):
    more = {"report": report} if report else {}
    return [name for name, _ in compose(ci.build(drawn(1, **more)), DATE, language=language).profiles[0].facts]


def test_a_price_base_is_printed_beside_the_year_where_the_edition_states_one():
    assert "GDP, 2024, current US$" in labels(prices={"gdp": "current US$"})
    assert "GDP, 2024, lei of 2010" in labels(prices={"gdp": "lei of 2010"})


def test_a_price_base_belongs_to_its_variable_alone():
    assert "Population, 2024" in labels(prices={"gdp": "current US$"})


def test_no_price_base_is_made_up():
    assert "GDP, 2024" in labels()


def test_a_price_base_is_in_the_language_of_the_report():
    french = language_of("fr")
    base = prices(french, "current US$")
    assert base != "current US$"
    assert [name for name in labels(french, prices={"gdp": "current US$"}) if name.endswith(f", 2024, {base}")]
