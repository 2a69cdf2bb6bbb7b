"""Intervals, tiers, links and moves: the figures of the book are those of the tables behind them."""

import dataclasses
import datetime as dt
import math

import pandas as pd
import pytest

import connectindex as ci
from connectindex.audit.robustness.summaries import MOVED
from connectindex.edition.read import read_edition, starter_folder, world_folder
from connectindex.reports.compose import certainty, changes, compose, links, strengths
from connectindex.reports.compose import network as network_chapter
from connectindex.reports.compose.facts import Facts
from connectindex.reports.language import language as language_of

DATE = dt.date(2026, 1, 1)


def body(document, name):
    return next(s.body for s in document.sections if s.id == name)


@pytest.fixture(scope="module")
def starter_result():
    return ci.build(read_edition(starter_folder()))


@pytest.fixture(scope="module")
def audit(starter_result):
    return ci.robustness(starter_result.edition, draws=400, seed=3, vary=(ci.VaryWeights(0.5), ci.LeaveOut(2)))


@pytest.fixture(scope="module")
def audited(starter_result, audit):
    return compose(starter_result, DATE, [], audit)


@pytest.fixture(scope="module")
def panel():
    return ci.build(read_edition(world_folder().parent / "panel"))


@pytest.fixture(scope="module")
def panel_audit(panel):
    return ci.robustness(panel.edition, draws=100, seed=1)


@pytest.fixture(scope="module")
def panel_document(panel, panel_audit):
    return compose(panel, DATE, [], panel_audit)


# --- intervals and tiers -------------------------------------------------------------------------------------------


def test_the_bar_spans_the_interval(audited, audit):
    n = len(audited.ranking)
    for row in audited.ranking:
        low, high = math.floor(audit.ranks.loc[row.code, "low"]), math.ceil(audit.ranks.loc[row.code, "high"])
        assert (row.span.low, row.span.high) == (low, high)
        assert row.span.start == round(100 * (low - 1) / (n - 1))
        assert row.span.start + row.span.width == round(100 * (high - 1) / (n - 1))
        assert row.span.start <= row.span.at <= row.span.start + row.span.width


def test_the_first_of_a_tier_surely_precedes_all_below(audited, audit):
    tiers = {}
    for row in audited.ranking:
        tiers.setdefault(int(row.tier), []).append(row.code)
    assert list(tiers) == list(range(1, len(tiers) + 1))
    for number, units in tiers.items():
        below = [u for k, own in tiers.items() if k > number for u in own]
        assert all(audit.before.loc[units[0], u] >= 0.95 for u in below)
        assert audit.before.loc[units[0], units[-1]] < 0.95


def test_without_an_audit_nothing_is_said_of_certainty(starter_result):
    document = compose(starter_result, DATE)
    assert document.certainty is None
    assert {(r.span, r.tier) for r in document.ranking} == {(None, "")}
    assert {n.span for p in document.profiles for n in p.nodes} == {None}
    assert not any(step.title == "Intervals and tiers" for step in document.reading.steps)


def test_profiles_carry_the_intervals_of_the_pillars(audited, audit):
    table = audit.ranks_pillars
    for profile in audited.profiles:
        for node in profile.nodes:
            if node.depth == 1 and node.score.value is not None:
                low, high = table.loc[(node.id, profile.code), ["low", "high"]]
                first, last = math.floor(low), math.ceil(high)
                assert node.interval == (str(first) if first == last else f"{first}–{last}")
                assert node.span[0] <= node.span[1]


def test_the_widest_interval_is_named(audited, audit):
    width = audit.ranks["high"] - audit.ranks["low"]
    name = ci.read_edition(starter_folder()).units.names[width.idxmax()]
    assert f"the widest is that of {name}" in audited.certainty.sentences[0]
    assert f"spans {width.mean():.1f} places" in audited.certainty.sentences[0]


def test_draws_that_have_not_settled_are_warned_of(starter_result):
    few = ci.robustness(starter_result.edition, draws=8, seed=1, vary=(ci.VaryWeights(0.9),))
    warning = compose(starter_result, DATE, [], few).certainty.warning
    assert (warning != "") == (not few.settled)
    assert few.settled or "after 8" in warning


def test_variants_that_failed_are_counted(starter_result, audit):
    draws = dataclasses.replace(audit.draws, failures=pd.DataFrame({"draw": [7], "settings": ["a"], "problem": ["b"]}))
    said = compose(starter_result, DATE, [], dataclasses.replace(audit, draws=draws)).certainty.sentences
    assert said[-1] == "Of 400 simulations, 1 could not be computed and is excluded."


def test_bars_are_the_total_shares(audited, audit):
    totals = audit.sobol["total"].clip(0, 1).sort_values(ascending=False)
    assert [b.total for b in audited.certainty.bars] == pytest.approx((100 * totals).round(1).tolist())


def test_distances_that_no_short_ranking_knows_are_left_out(audited, panel_document):
    short = next(t for t in body(audited, "audit") if t.title == "Omitting one element")
    assert [c.title for c in short.columns] == ["Without", "Mean shift"]
    long = next(t for t in body(panel_document, "audit") if t.title == "Omitting one element")
    assert len(long.columns) == 2 + len(MOVED)


# --- links ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def network(starter_result):
    return links.Links(Facts(starter_result))


def test_each_pair_counts_once(network, starter_result):
    pairs = starter_result.dyads[2026].pairs
    air = pairs[(pairs["mode"] == "air_routes") & (pairs["status"] == "operating")]
    once = network.once("air_routes")
    assert once["count"].sum() * 2 == air["count"].sum()
    flights = pairs[(pairs["mode"] == "flights") & (pairs["status"] == "operating")]
    assert network.once("flights")["count"].sum() == flights["count"].sum()  # directed: both directions added
    assert (once["one"] < once["other"]).all()


def test_a_matrix_holds_the_share_of_possible_pairs_once(audited, network):
    part = next(p for p in body(audited, "links").parts if p.heat)
    matrix = next(h for h in part.heat if h.title.startswith("Air routes: "))
    pairs, region = network.once("air_routes"), network.facts.group("region")
    places = set(pairs["one"]) | set(pairs["other"])
    heads = matrix.header[1:]
    for k, (label, cells) in enumerate(matrix.rows):
        assert label == heads[k]
        assert [c.text for c in cells[k + 1 :]] == [""] * (len(heads) - k - 1)
        for other, cell in zip(heads, cells[: k + 1], strict=False):
            possible = {frozenset((a, b)) for a in places for b in places if a != b}
            possible = {p for p in possible if sorted(region[u] for u in p) == sorted((label, other))}
            linked = possible & {frozenset(p) for p in pairs[["one", "other"]].itertuples(index=False)}
            expected = language_of("en").percent(len(linked) / len(possible)) if possible else "–"
            assert cell.text == expected, (label, other)


def test_a_type_of_link_in_one_group_alone_has_no_matrix(audited, network):
    labels, region = sorted(set(network.facts.group("region").values())), network.facts.group("region")
    alone = {u: "One" if v else "" for u, v in region.items()}
    assert network_chapter._matrix(network, "air_routes", ["One"], alone, "Region") is None
    assert network_chapter._matrix(network, "air_routes", labels, region, "Region") is not None
    assert audited


def test_neighbours_without_a_link_are_named(twenty):
    result = ci.build(read_edition(twenty))
    network = links.Links(Facts(result))
    assert network.borders == "land_borders"
    assert set(network.over_land) >= {"rail_crossings", "road_crossings"}
    assert "air_routes" not in network.over_land
    notes = links.notes(network, "MNG")
    assert notes.neighbours == "2 neighbours"
    assert not any(mode == "Rail border crossings" for mode, _ in notes.missing)  # joined to both
    rail = dict(links.notes(network, "LAO").missing)["Rail border crossings"]
    pairs = result.dyads[2026].of("rail_crossings").operating().pairs
    joined = set(pairs.loc[pairs["unit"] == "LAO", "partner"].map(network.unit))
    assert not joined & set(rail.split(", "))


def test_the_expected_links_are_those_of_the_model(twenty):
    result = ci.build(read_edition(twenty))
    network = links.Links(Facts(result))
    row = ci.potential(result).units.loc[("air", "CHN")]
    said = links.notes(network, "CHN").expected[0]
    total = network.totals["air_routes", "CHN"]
    assert total > row["observed"]  # partners that are not scored are outside the model
    assert f": {row['observed']:,.0f} of {total:,.0f} links are with economies" in said
    assert f"a ratio of {row['ratio']:.2f}" in said
    document = compose(result, DATE)
    chapter = {s.id: s.body for s in document.sections}
    corridors = next(p for p in chapter["links"].parts if p.title == "Corridors").table
    assert len(corridors.rows) == len(result.edition.corridors)
    assert "outcomes" in chapter
    assert any("does not imply causation" in s for s in chapter["outcomes"].parts[0].sentences)


# --- change --------------------------------------------------------------------------------------------------------


def test_no_rise_is_said_where_the_interval_holds_zero(panel_document, panel_audit):
    table = panel_audit.changes()
    for row in panel_document.ranking:
        low, high = table.loc[row.code, ["low", "high"]]
        assert row.change.startswith({(True, False): "↑", (False, True): "↓", (False, False): "≈"}[low > 0, high < 0])
    chapter = body(panel_document, "change")
    open_ones = (table["verdict"] == "not significant").sum()
    assert f"for the remaining {open_ones} the change is not significant" in chapter.parts[0].sentences[0]
    assert {r[1] for r in chapter.parts[0].table.rows} <= {"rose", "fell"}
    assert [c.title for c in chapter.parts[0].table.columns if not c.number] == ["Economy", "Assessment"]
    for pillar in (s.body for s in panel_document.sections if s.kind == "pillar"):
        assert pillar.movers is None or {r[1] for r in pillar.movers.rows} <= {"rose", "fell"}


def test_a_panel_without_an_audit_speaks_of_differences_only(panel):
    document = compose(panel, DATE)
    chapter = body(document, "change")
    assert "The uncertainty of the changes was not assessed" in chapter.lead
    said = " ".join(s for p in chapter.parts[:2] for s in p.sentences)
    assert " rose" not in said
    assert "the score is higher than in 2010 for" in said
    assert {r.change[:1] for r in document.ranking} <= {"+", "−", "0"}


def test_a_panel_is_compared_with_itself(panel_document):
    assert "may be compared with each other" in panel_document.comparability


def test_an_end_of_an_interval_that_is_not_zero_does_not_print_as_zero(panel):
    found = changes.Changes(Facts(panel))
    assert found.signed(0.01) == "0.0"
    assert found.end(0.01) == "+0.0100"
    assert found.end(-3.21) == "−3.2"
    assert found.end(0.0) == "0.0"


# --- marks ---------------------------------------------------------------------------------------------------------


def test_a_group_on_the_podium_is_never_a_weakness(panel):
    facts = Facts(panel)
    marks = strengths.all_marks(facts)
    for unit, own in marks.items():
        for node in own.weak_nodes:
            assert facts.by_node[node][unit].place > strengths.PODIUM


def test_certainty_is_nothing_without_an_audit(starter_result):
    assert certainty.certainty(Facts(starter_result), {}) is None
