"""Sentences under the figures are true of the numbers that the figures are drawn from, whatever these are."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import escape, unescape

import numpy as np
import pandas as pd
import pytest

from connectindex.model.values import Values
from connectindex.pipeline.build import build
from connectindex.reports import charts, html
from connectindex.reports.compose import compose, groups
from connectindex.reports.compose.facts import Facts
from connectindex.reports.compose.outcomes import Fit

NUMBER = r"(−?\d[\d,]*(?:\.\d+)?)"


def number(text):
    return float(text.replace(",", "").replace("−", "-"))


@pytest.fixture(scope="module", params=range(3))
def case(request, synthetic):
    edition, rng = synthetic.edition(), np.random.default_rng(request.param)
    table = edition.values.table.copy()
    for rows in table.groupby("variable").groups.values():
        spread = rng.lognormal(0, 0.6, len(rows))
        table.loc[rows, "value"] = np.round(rng.permutation(table.loc[rows, "value"].to_numpy()) * spread, 2)
    people = table[table["variable"] == "population"]
    income = people.assign(variable="gdp", value=people["value"] * rng.lognormal(8, 1, len(people)), status="reported")
    result = build(replace(edition, values=Values(pd.concat([table, income], ignore_index=True))))
    return result, Facts(result), compose(result, dt.date(2026, 11, 22), [])


def test_a_histogram_names_its_highest_bar_and_the_median(case):
    result, facts, _ = case
    for node in facts.nodes:
        drawn, scores = groups.histogram(facts, node), result.scores[node].dropna()
        assert number(re.search(rf"median \({NUMBER}\)", drawn.note)[1]) == pytest.approx(scores.median(), abs=0.051)
        found = re.search(rf"with most economies, (\d+) of (\d+), is that from {NUMBER} to {NUMBER}", drawn.note)
        counts = [n for _, _, n in drawn.bins]
        assert (found is None) == (counts.count(max(counts)) > 1)
        if found:
            low, high = number(found[3]), number(found[4])
            inside = scores.between(low, high, inclusive="both" if high == 100 else "left")
            assert (int(found[1]), int(found[2])) == (inside.sum(), len(scores))
            assert int(found[1]) == max(counts)
        assert (drawn.across, drawn.upright) == ("Score", "Number of economies")


def test_strips_name_the_highest_and_lowest_mean_and_the_widest_group(case):
    result, facts, _ = case
    label, seen = result.edition.units.table["region"], 0
    for node in facts.nodes:
        note = groups.table(facts, "region", node, ()).chart.note
        scores = result.scores[node].dropna()
        scores = scores[scores.index.isin(result.ranks["index"].dropna().index)]
        grouped = scores.groupby(label.reindex(scores.index))
        means, spans = grouped.mean()[grouped.size() >= 5], (grouped.max() - grouped.min())[grouped.size() >= 5]
        found = re.search(rf"from {NUMBER} \((.+?)\) to {NUMBER} \((.+?)\); scores differ most within (.+?) \(", note)
        if found is None:
            assert len(means) < 2 or f"{means.min():.1f}" == f"{means.max():.1f}"
            continue
        seen += 1
        assert (found[2], found[4]) == (means.idxmin(), means.idxmax())
        assert (number(found[1]), number(found[3])) == pytest.approx((means.min(), means.max()), abs=0.051)
        assert spans[found[5]] == pytest.approx(spans.max())
    assert seen


def chart_of(document):
    return next(s for s in document.sections if s.id == "outcomes").body.parts[0].chart


def test_the_scatter_names_who_is_farthest_from_its_line(case):
    _, facts, document = case
    chart = chart_of(document)
    x, y = np.array(chart.points).T
    x = np.log(x) if chart.logged else x
    slope, intercept = np.polyfit(x, y, 1)
    rest = y - intercept - slope * x
    found = re.search(
        rf"above the line: (.+?) \({NUMBER} points\); farthest below: (.+?) \({NUMBER} points\)", chart.note
    )
    shown = dict(zip(chart.names, rest, strict=True))
    assert shown[found[1]] == pytest.approx(rest.max())
    assert shown[found[3]] == pytest.approx(rest.min())
    assert (number(found[2]), number(found[4])) == pytest.approx((rest.max(), -rest.min()), abs=0.051)
    twice = re.search(rf"twice the income is associated with a score {NUMBER} points higher", chart.note)
    # by Fisher's transformation: nothing is said of a slope that may be none
    r = np.corrcoef(x, y)[0, 1]
    above_zero = np.arctanh(r) - 1.959964 / np.sqrt(len(x) - 3) > 0
    assert (twice is not None) == (chart.logged and above_zero)
    if twice:
        assert number(twice[1]) == pytest.approx(slope * np.log(2), abs=0.051)
    assert all(low <= at <= high for _, at, low, high in chart.line)
    assert set(chart.groups) <= set(facts.group(facts.peer_column).values())


def test_the_band_of_a_line_is_the_textbooks():
    # R: x <- c(1,2,3,4,5); y <- c(2.2,4.1,6.2,7.9,9.6); by hand: slope 1.86, intercept 0.42, s2 = 0.064/3,
    # at 3 the mean 6.0, its error sqrt(s2 / 5) = 0.06532, times t(0.95; 3) = 2.3534
    line = Fit.of(np.array([1.0, 2, 3, 4, 5]), np.array([2.2, 4.1, 6.2, 7.9, 9.6]))
    assert (line.slope, line.intercept) == pytest.approx((1.86, 0.42))
    middle, low, high = line.at(3.0)
    assert float((line.residuals**2).sum()) == pytest.approx(0.064, abs=1e-9)
    assert (middle, high - middle, middle - low) == pytest.approx((6.0, 0.15372, 0.15372), abs=1e-4)


def test_axes_of_counts_have_whole_numbers_that_reach_the_highest_bar():
    for most in range(1, 300):
        steps = charts._whole_steps(most)
        assert steps[0] == 0
        assert steps[-1] >= most
        assert len(steps) <= 6
        assert len(set(np.diff(steps))) == 1


def test_labels_of_points_that_lie_on_each_other_do_not():
    sides = charts._placed(((1.0, 1.0), (1.0, 1.0), (9.0, 9.0)), ("First", "Second", "Third"), logged=False)
    assert len({*sides[:2]}) == 2
    crowd = charts._placed(((1.0, 1.0),) * 9 + ((9.0, 9.0),), ("Name",) * 10, logged=False)
    assert crowd.count(-1) >= 5


def test_a_chart_has_the_same_bytes_whatever_was_drawn_before():
    points, line = ((1.0, 1.0), (9.0, 8.0)), ((1.0, 1.0, 0.0, 2.0), (9.0, 8.0, 7.0, 9.0))
    one = charts.Scatter("one", "", "", "Income", "Index", points, line=line)
    first = charts.svg.__wrapped__(one)
    assert "url(#" in first
    charts.svg.__wrapped__(replace(one, points=((1.0, 2.0), (9.0, 9.0))))
    assert charts.svg.__wrapped__(one) == first


def test_the_scatter_is_drawn_with_labels_line_and_groups(case):
    _, _, document = case
    chart = chart_of(document)
    drawn = charts.svg(chart)
    sides = charts._placed(chart.points, chart.names, logged=chart.logged)
    assert all(escape(name, quote=False) in drawn for name, side in zip(chart.names, sides, strict=True) if side >= 0)
    assert sum(side >= 0 for side in sides) >= 2
    assert all(side < 0 for name, side in zip(chart.names, sides, strict=True) if not name)
    shown = set(chart.groups) - {""}
    assert len(shown) < 2 or all(escape(group, quote=False) in drawn for group in shown)


# profiles


def test_the_rank_among_peers_of_every_kind_is_true(case):
    result, _, document = case
    table, scores = result.edition.units.table, result.scores["index"].dropna()
    seen = set()
    for profile in document.profiles:
        for row in profile.groups:
            seen.add(row.grouping)
            if row.grouping == "Geography":
                group = table["landlocked"].reindex(scores.index)
                peers = scores[group.eq("yes") == (row.label == "Landlocked")]
                assert row.label in ("Landlocked", "Coastal")
            else:
                label = table["region"].reindex(scores.index)
                peers = scores[label == label[profile.code]]
            assert len(peers) >= 4
            assert number(row.median) == pytest.approx(peers.median(), abs=0.051)
            place = int((peers > scores[profile.code] + 1e-9).sum()) + 1
            assert row.rank == f"{place} of {len(peers)}"
    assert {"Region", "Geography"} <= seen


def test_what_is_unusual_in_a_profile_is_true(case):
    result, _, document = case
    ranks, places = result.ranks.loc[[p.code for p in document.profiles]], result.indicator_ranks
    pillars = ranks[[n.id for n in result.edition.tree.pillars]]
    gaps = (pillars.max(axis=1) - pillars.min(axis=1))[pillars.notna().sum(axis=1) > 1]
    names = {i.name: i.id for i in result.edition.indicators.values()}
    total, seen = len(document.profiles), set()
    for profile in document.profiles:
        text = " ".join(profile.sentences)
        if found := re.search(r"these ranks, (\d+) places, is matched or exceeded by (\d+) other", text):
            seen.add("gap")
            assert int(found[1]) == gaps[profile.code]
            assert int(found[2]) == (gaps.drop(profile.code) >= gaps[profile.code]).sum() <= 0.1 * total
        if found := re.search(r"Its rank on “([^”]+)” \((\d+)\w*\) is far (above|below) its overall rank", text):
            seen.add(found[3])
            indicator, own = names[found[1]], ranks.loc[profile.code, "index"]
            place = places.loc[profile.code, indicator]
            assert int(found[2]) == place
            assert abs(place - own) >= total / 3
            assert (place < own) == (found[3] == "above")
            assert result.origins.loc[(profile.code, indicator), "origin"] in ("reported", "estimated")
    assert {"above", "below"} <= seen


def test_units_without_a_rank_show_what_is_known_of_them(case):
    result, _, document = case
    assert document.unranked
    names = {i.name: i.id for i in result.edition.indicators.values()}
    for unit in document.unranked:
        origins = result.origins.xs(unit.code, level="unit")["origin"]
        known = set(origins.index[origins.isin(["reported", "estimated", "incomplete"])])
        assert {names[row.name] for row in unit.figures} == known
        assert {names[name] for name in unit.missing} == set(origins.index[origins.isin(["missing", "imputed"])])
        assert dict(unit.facts)["Coverage"] == unit.coverage.text
    pages = html.pages(document)
    assert all(f'<a href="countries/{u.file}.html">' in pages["index.html"].decode() for u in document.unranked)
    assert [u for u in document.unranked if u.figures]
    for unit in document.unranked:
        rows = re.findall(r'<tr><th scope="row" class="name">(.*?)</th><td class="num value">(.*?)</td>',
                          pages[f"countries/{unit.file}.html"].decode())  # fmt: skip
        assert [tuple(map(unescape, row)) for row in rows] == [(row.name, row.value) for row in unit.figures]
