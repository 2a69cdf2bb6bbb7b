"""Intervals and the audit chapter: the words carry what the draws say, and no more."""

import itertools
import math
import re
from types import SimpleNamespace

import pandas as pd
import pytest

import connectindex as ci
from connectindex.edition.model import Methods
from connectindex.reports import html, pdf, sentences
from connectindex.reports.alternatives import is_published
from connectindex.reports.compose import compose
from connectindex.reports.compose.audit import _sensitivity
from connectindex.reports.compose.certainty import _wide
from connectindex.reports.data.tables import tables
from connectindex.reports.language import Language, language
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.means import Arithmetic, Geometric
from connectindex.stages.scales import MinMax


@pytest.fixture(scope="module")
def result():
    from connectindex.edition.read import starter_folder

    return ci.build(ci.read_edition(starter_folder()))


@pytest.fixture(scope="module")
def audit(result):
    edition = result.edition
    return ci.robustness(edition, draws=200, seed=3, vary=(ci.VaryWeights(0.25), ci.LeaveOut(2)))


@pytest.fixture(scope="module")
def audited(result, audit):
    import datetime as dt

    return compose(result, dt.date(2026, 1, 1), [], audit)


def body(document, name):
    return next(s.body for s in document.sections if s.id == name)


def test_without_an_audit_there_are_no_intervals_and_the_report_says_so(result):
    import datetime as dt

    document = compose(result, dt.date(2026, 1, 1))
    assert document.caution == sentences.CAUTION
    assert not any(row.interval for row in document.ranking)
    assert [t.title for t in body(document, "audit")] == ["Statistical coherence"]


def test_intervals_are_those_of_the_draws_rounded_outwards(audited, audit):
    table = audit.ranks
    for row in audited.ranking:
        low, high = math.floor(table.loc[row.code, "low"]), math.ceil(table.loc[row.code, "high"])
        assert row.interval == (str(low) if low == high else f"{low}–{high}")
    profile = {p.code: p.interval for p in audited.profiles}
    assert profile == {row.code: row.interval for row in audited.ranking}


def test_the_caution_names_what_varied(audited):
    assert "200 simulations" in audited.caution
    assert (
        "weights within 25% of their nominal values and no element or one element of level 2 omitted" in audited.caution
    )
    assert "point estimates" not in audited.caution
    assert audited.brief_caution == (
        "Each rank is shown with a 90% interval over 200 simulations; the chapter “Methodology” says what they vary."
    )
    assert audited.caution in [s.text for s in body(audited, "method").steps]


def test_the_tables_of_the_audit_are_those_of_the_draws(audited, audit):
    chapter = {t.title: t for t in body(audited, "audit")}
    total = audit.sobol.loc["weights", "total"]
    assert chapter["Drivers of rank uncertainty"].rows[0][2].startswith(f"{total:.0%} (")
    shift = audit.leave_one_out.set_index("element").loc["energy", "shift"]
    energy = next(row for row in chapter["Omitting one element"].rows if row[0] == "Energy")
    assert energy[1] == f"{shift:.1f}"


def test_a_choice_that_cannot_stand_alone_is_said_so(result):
    import datetime as dt

    # the nominal scale starts at 0, where a geometric mean has no value; all draws are from 1
    vary = (ci.VaryMethod("normalise", (MinMax(1, 100),)), ci.VaryMethod("aggregate", (Arithmetic(), Geometric())))
    audit = ci.robustness(result.edition, draws=16, vary=vary)
    table = body(compose(result, dt.date(2026, 1, 1), [], audit), "audit")[1]
    assert table.rows[0][2] == "0.0"  # a scale from 1 is not the published one from 0, and moves nobody
    assert [row[:3] for row in table.rows[1:]] == [
        ("Aggregation", "arithmetic mean", "as published"),
        ("Aggregation", "geometric mean", "infeasible by itself"),
    ]


@pytest.mark.parametrize(("first", "said"), [(0.2, False), (0.4, True)])
def test_a_first_order_effect_above_the_total_is_explained(first, said):
    table = pd.DataFrame(
        {"first": [first], "first_low": 0.1, "first_high": 0.5, "total": 0.3, "total_low": 0.2, "total_high": 0.4},
        index=["weights"],
    )
    made = _sensitivity(Language(), SimpleNamespace(sobol=table))
    assert ("sampling error" in made.note) == said


@pytest.mark.parametrize(
    ("rules", "node", "choice", "published"),
    [
        ({}, "", Arithmetic(), True),
        ({}, "", Geometric(), False),
        ({"energy": NodeRules(Geometric())}, "", Arithmetic(), False),
        ({"energy": NodeRules(Geometric())}, "energy", Geometric(), True),
    ],
)
def test_a_choice_is_the_published_one_where_all_its_nodes_have_it(rules, node, choice, published):
    vary = ci.VaryMethod("aggregate", (choice,), node)
    assert is_published(Methods(rules=rules), ["index", "energy"], vary, repr(choice)) == published


def test_the_widest_intervals_are_named_and_none_as_wide_is_left_out():
    ends = {f"U{k:02d}": (1, 1 + width) for k, width in enumerate([30, 20, 20, 19] + [5] * 40)}
    facts = SimpleNamespace(
        language=Language(),
        rank_ends=ends,
        names={u: u for u in ends},
        intervals={u: f"1–{b}" for u, (_, b) in ends.items()},
    )
    assert _wide(facts, "U00") == "The next widest are those of U01 (1–21), U02 (1–21) and U03 (1–20)."
    assert _wide(SimpleNamespace(**{**vars(facts), "rank_ends": dict(list(ends.items())[:39])}), "U00") == ""


def test_the_workbook_words_choices_in_the_language_of_the_report(result):
    vary = (ci.VaryMethod("normalise", (MinMax(1, 100),)), ci.VaryMethod("aggregate", (Arithmetic(), Geometric())))
    audit = ci.robustness(result.edition, draws=16, vary=vary)
    english, french = (
        next(t.frame for t in tables(result, audit, language(tag)) if t.name == "one_at_a_time").set_index("choice")
        for tag in ("en", "fr")
    )
    assert "needs values above zero" in english.at["Geometric(order=0.0)", "note"]
    assert french.at["moyenne géométrique", "note"] == "impossible isolément"
    assert french.at["moyenne arithmétique", "note"] == ""
    assert list(french["assumption"]) == ["Échelle", "Agrégation", "Agrégation"]


def test_print_draws_a_line_where_a_tier_begins(audited):
    rows = re.findall(
        r'<tr(?: class="([^"]*)")?>\s*<td class="rank"[^>]*>.*?<td class="num tier">(\d+)</td>',
        pdf.source(audited).text,
        re.DOTALL,
    )
    tiers = [tier for _, tier in rows]
    assert tiers == [row.tier for row in audited.ranking]
    assert len(set(tiers)) > 1
    assert ["border" in kinds.split() for kinds, _ in rows] == [False, *(a != b for a, b in itertools.pairwise(tiers))]


def test_page_and_tables_show_the_intervals(audited):
    page = html.pages(audited)["index.html"].decode()
    assert "90% interval" in page
    assert f'<td class="num">{audited.ranking[0].interval}</td>' in page
    assert 'id="audit"' in page
