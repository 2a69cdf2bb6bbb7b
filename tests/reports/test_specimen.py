"""The annotated specimen of a profile: each callout points to a part that is there, in order, and its text is true."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import re

import pytest

import connectindex as ci
from connectindex.model.tree import ROOT
from connectindex.reports.compose import compose
from connectindex.reports.compose.facts import Facts
from connectindex.reports.compose.flags import FLAG_WORDS
from connectindex.reports.compose.specimen import APART, specimen

DATE = dt.date(2026, 11, 22)
# what each numbered part stands on the specimen as
PARTS = {
    "rank": "rank", "score": "score", "interval": "interval", "fact": "fact", "dot": "at", "bar": "peers",
    "median": "peers", "span": "span", "strip": "strip", "mark": "mark", "value": "row", "points": "row",
    "flag": "row", "source": "row",
}  # fmt: skip
BADGE = re.compile(r'<span class="callout">(\d+)</span>')


@pytest.fixture(scope="module", params=["without an audit", "with an audit"])
def told(request, result, document):
    """A document; without an audit there are no intervals."""
    if request.param == "without an audit":
        return document
    return compose(result, DATE, audit=ci.robustness(result.edition, draws=40, vary=(ci.VaryWeights(0.25),)))


@pytest.fixture(scope="module")
def shown(told):
    assert told.specimen is not None
    return told.specimen


@pytest.fixture(scope="module")
def profile(told, shown):
    return next(p for p in told.profiles if p.name == shown.name)


def test_every_callout_names_a_part_that_is_on_the_specimen_and_no_part_lacks_one(shown):
    assert set(shown.numbers) <= set(PARTS)
    for part, holder in PARTS.items():
        there = getattr(shown, holder) not in (None, "", ())
        if part == "flag":
            there = bool(shown.row and shown.row.flags)
        assert (part in shown.numbers) == there, part


def test_numbers_and_their_notes_run_in_order(shown):
    counted = [str(k) for k in range(1, len(shown.notes) + 1)]
    assert [note.title for note in shown.notes] == counted
    assert list(shown.numbers.values()) == counted
    assert all(note.text.strip() for note in shown.notes)
    assert len({note.text for note in shown.notes}) == len(shown.notes)


def test_the_numbers_stand_beside_their_parts_on_the_page(document, pages):
    shown = document.specimen
    figure = re.search(r'<figure[^>]* class="specimen".*?</figure>', pages["index.html"].decode(), re.DOTALL)[0]
    beside, _, listed = figure.partition('<div class="twos">')
    drawn = [c.number for c in shown.drawn]
    assert re.findall(r'font-weight="600"[^>]*>(\d+)</text>', beside) == drawn
    assert sorted(BADGE.findall(beside) + drawn, key=int) == list(shown.numbers.values())
    assert sorted(BADGE.findall(listed), key=int) == list(shown.numbers.values())
    for note in shown.notes:
        assert f'<span class="callout">{note.title}</span> {note.text}</li>' in listed
    # a badge follows the word that it explains
    for word, part in (("Rank", "rank"), ("Score", "score"), ("Value", "value"), ("Sources", "source")):
        assert f'<dt>{word} <span class="callout">{shown.numbers[part]}</span>' in beside


def test_the_figures_are_those_of_the_profile_and_of_the_result(shown, profile, result, told):
    scores, ranks = result.scores[ROOT], result.ranks["index"]
    code = profile.code
    assert shown.total == ranks.notna().sum() == len(told.profiles)
    assert int(shown.rank.rstrip("=")) == ranks[code]
    assert float(shown.score) == pytest.approx(scores[code], abs=0.051)
    assert shown.interval == profile.interval
    assert shown.fact in profile.facts
    assert re.search(r"\b[12]\d{3}\b", shown.fact[0])
    assert shown.row in profile.table
    sign, mark = shown.mark
    assert mark in (profile.strengths if sign == "▲" else profile.weaknesses)
    assert shown.file == profile.file


def test_what_the_drawing_points_to_is_where_it_says(shown, profile, told):
    index = profile.nodes[0]
    to = {number: c.to for c in shown.drawn for number in [c.number]}
    highest = max(p.nodes[0].score.at for p in told.profiles)
    assert to[shown.numbers["dot"]] == index.score.at == shown.at
    assert to[shown.numbers["strip"]] == highest
    assert to[shown.numbers["median"]] == index.peers.middle
    if index.span:
        assert to[shown.numbers["span"]] == index.span[1]
    assert index.peers.low <= to[shown.numbers["bar"]] <= index.peers.middle
    for above in (True, False):
        row = [c for c in shown.drawn if c.above is above]
        assert [c.to for c in row] == sorted(c.to for c in row)
        assert all(b.at - a.at >= APART - 0.01 for a, b in itertools.pairwise(row))
        assert all(0 <= c.at <= 100 for c in row)


def test_texts_are_true_of_the_unit_shown(shown, told):
    texts = {part: shown.notes[int(number) - 1].text for part, number in shown.numbers.items()}
    first, last = (label for _, label in (told.ticks[0], told.ticks[-1]))
    assert texts["score"].endswith(f"from {first} to {last}.")
    if "flag" in texts:
        flag = shown.row.flags.split()[0]
        assert texts["flag"] == f"Flag {flag}: {dict(FLAG_WORDS)[flag]}."
    for sign in ("▲", "▼"):
        assert sign in texts["mark"]


def test_the_unit_that_is_shown_has_most_of_the_parts(told, profile):
    def parts(p):
        row = next((r for r in p.table if r.flags and r.value and r.year and r.sources), None)
        return sum(map(bool, (p.interval, p.strengths, p.weaknesses, p.nodes[0].peers, row)))

    assert parts(profile) == max(map(parts, told.profiles))


def test_parts_that_no_profile_has_get_no_number(result, told):
    bare = [dataclasses.replace(p, strengths=(), weaknesses=(), facts=(), interval="", table=()) for p in told.profiles]
    shown = specimen(Facts(result), bare, told.strips)
    assert not {"mark", "fact", "interval", "value", "points", "flag", "source"} & set(shown.numbers)
    assert list(shown.numbers.values()) == [note.title for note in shown.notes]


def test_without_profiles_there_is_none(result):
    assert specimen(Facts(result), (), {}) is None
