"""Links as they might be, in the profiles: which units have a section, and that its figures are those of the answers."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html as markup
import io
import re

import pandas as pd
import pytest

import connectindex as ci
from connectindex.audit.whatif.sentences import points
from connectindex.edition.presets import copy_preset
from connectindex.edition.read import read_edition
from connectindex.reports import html, pdf
from connectindex.reports.compose import compose
from connectindex.reports.compose.profile_whatif import MOST_PROJECTS
from connectindex.reports.compose.whatif import MOST_NAMES

DATE = dt.date(2026, 11, 22)
COLUMNS = ["from", "to", "mode", "count", "project"]
MOVES = [
    ("ELM", "BOR", "rail_crossings", 2, "New crossing"),
    ("GUL", "HAV", "air_routes", 3, "<b>Air</b> bridge"),
    ("GUL", "HAV", "pipes", 1, "Unread pipe"),
]


def moves(*rows):
    return pd.DataFrame(list(rows), columns=COLUMNS)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whatif") / "edition"
    copy_preset("starter", folder)
    path = folder / "index.toml"
    text = path.read_text("utf-8").replace("[modes]\n", '[modes]\npipes = { name = "Pipes", absent = "zero" }\n', 1)
    path.write_text(text, "utf-8")
    return ci.build(read_edition(folder))


@pytest.fixture(scope="module")
def asked(result):
    return ci.what_if(result.edition, moves(*MOVES), draws=100)


@pytest.fixture(scope="module")
def told(result, asked):
    return compose(result, DATE, what_if=asked)


@pytest.fixture(scope="module")
def made(told):
    return html.pages(told)


def of(document, code):
    return next(p.what_if for p in document.profiles if p.code == code)


def test_units_that_nothing_touches_have_no_section(told, asked):
    table = asked.table
    moved = set(table.index[(table["change"].abs() > 1e-9) | (table["rank_before"] != table["rank_after"])])
    ends = {"ELM", "BOR", "GUL", "HAV"}
    with_section = {p.code for p in told.profiles if p.what_if is not None}
    assert with_section == moved | ends
    assert "CAL" not in with_section
    assert "ELM" in with_section - moved  # a project ends there, and its own score stays


def test_without_answers_there_is_no_section(result):
    assert all(p.what_if is None for p in compose(result, DATE).profiles)


def test_the_sentence_has_score_interval_and_rank(told, asked):
    row = asked.table.loc["GUL"]
    said = of(told, "GUL").sentences[0].replace("−", "-")
    assert f"from {row['before']:.1f} to {row['after']:.1f} ({row['change']:+.2f} points" in said
    assert f"90% interval {row['low']:+.2f} … {row['high']:+.2f}): the change is significant." in said
    assert f"The rank remains {row['rank_before']}." in said
    row = asked.table.loc["FAR"]
    assert (row["rank_before"], row["rank_after"]) == (7, 8)
    said = of(told, "FAR").sentences[0]
    assert "The rank changes from 7 to 8." in said
    assert "None of these links ends here" in said


def test_each_project_at_an_end_has_its_own_effect(told, asked, result):
    for profile in told.profiles:
        own = asked.effects[asked.effects["unit"] == profile.code]
        rows = profile.what_if.table.rows if profile.what_if and profile.what_if.table else ()
        assert {r[0] for r in rows} == set(own["project"])
        for row in rows:
            effect = own.set_index("project").loc[row[0]]
            assert row[2].split()[-1] == str(points(effect["change"]))
            assert row[3] == f"{points(effect['low'])} … {points(effect['high'])}"
            assert row[4] == f"{effect['rank_before']} → {effect['rank_after']}"
    assert of(told, "BOR").table.rows[0][1] == result.edition.units.names["ELM"]


@pytest.mark.parametrize(
    ("low", "high", "verdict", "words"),
    [
        (0.2, 0.9, "rose", "the change is significant"),
        (-0.9, -0.2, "fell", "the change is significant"),
        (-0.1, 0.9, "not significant", "the change is not significant"),
    ],
)
def test_nothing_is_told_apart_that_the_interval_does_not(result, asked, low, high, verdict, words):
    table = asked.table.copy()
    table.loc["GUL", ["change", "low", "high", "verdict"]] = [0.5, low, high, verdict]
    changed = dataclasses.replace(asked)
    vars(changed)["table"] = table
    said = of(compose(result, DATE, what_if=changed), "GUL").sentences[0].replace("−", "-")
    assert f"interval {low:+.2f} … {high:+.2f}): {words}." in said
    assert ("not significant" in said) == (verdict == "not significant")


def test_a_score_that_only_draws_move_is_said_to_stay(result, asked):
    table = asked.table.copy()
    table.loc["GUL", ["change", "low", "high", "verdict"]] = [0.0, -0.003, 0.02, "not significant"]
    changed = dataclasses.replace(asked)
    vars(changed)["table"] = table
    said = of(compose(result, DATE, what_if=changed), "GUL").sentences[0].replace("−", "-")
    assert (
        "leave the score unchanged; over the simulations they change it by -0.003 … +0.02 points (90% interval)."
        in said
    )


def test_what_moves_nothing_is_named(told):
    told_of = of(told, "GUL").sentences[1]
    assert told_of == "No score changes through 1 project that ends here: Unread pipe. The chapter “What if” says why."
    assert len(of(told, "BOR").sentences) == 1


def test_without_draws_nothing_is_told_apart(result):
    document = compose(result, DATE, what_if=ci.what_if(result.edition, moves(*MOVES), draws=0))
    block = of(document, "GUL")
    assert "No simulations were run: the uncertainty of the changes was not assessed." in block.sentences[0]
    assert not re.search("interval|significant|[↑↓≈]", str(block))
    assert len(block.table.columns) == len(block.table.rows[0])


def test_long_lists_are_cut_and_say_so(result):
    many = [("GUL", "HAV", "pipes", 1, f"Pipe {k:02}") for k in range(MOST_NAMES + 3)]
    many += [("GUL", "HAV", "air_routes", 1 + k, f"Route {k:02}") for k in range(MOST_PROJECTS + 2)]
    block = of(compose(result, DATE, what_if=ci.what_if(result.edition, moves(*many), draws=0)), "GUL")
    assert f"Pipe {MOST_NAMES - 1:02} and 3 more" in block.sentences[1]
    assert len(block.table.rows) == MOST_PROJECTS
    assert f"{MOST_PROJECTS} of {MOST_PROJECTS + 2}" in block.table.note


def test_what_to_beware_of_is_said_where_there_is_something(result):
    there = ci.what_if(result.edition, moves(("ALD", "BOR", "rail_crossings", 2, "Again")), draws=0)
    table = of(compose(result, DATE, what_if=there), "BOR").table
    assert [c.title for c in table.columns if not c.number][2:] == ["Limitations"]
    assert "of which this may be one" in table.rows[0][2]
    other = ci.what_if(result.edition, moves(("ELM", "BOR", "rail_crossings", 2, "New")), draws=0)
    columns = of(compose(result, DATE, what_if=other), "BOR").table.columns
    assert "Limitations" not in {c.title for c in columns}


def test_an_edition_without_the_chapter_has_no_sections_either(result, asked):
    style = dataclasses.replace(result.edition.report.style, sections=("ranking", "profiles"))
    report = dataclasses.replace(result.edition.report, style=style)
    other = dataclasses.replace(result, edition=dataclasses.replace(result.edition, report=report))
    same = dataclasses.replace(asked, measured=dataclasses.replace(asked.measured, edition=other.edition))
    assert all(p.what_if is None for p in compose(other, DATE, what_if=same).profiles)


def test_the_page_of_a_unit_says_it_and_escapes(made, told):
    page = made["countries/GUL.html"].decode()
    assert "<b>Air" not in page
    text = markup.unescape(re.sub("<[^>]+>", "", page))
    block = of(told, "GUL")
    assert all(s in text for s in block.sentences)
    assert block.table.note in text
    assert all(cell in text for row in block.table.rows for cell in row)
    assert 'class="whatif"' not in made["countries/CAL.html"].decode()


@pytest.mark.slow
@pytest.mark.usefixtures("needs_pango")
def test_the_book_says_the_same(told):
    pypdf = pytest.importorskip("pypdf")
    found = pypdf.PdfReader(io.BytesIO(pdf.book(told)))
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in found.pages))
    for profile in told.profiles:
        if profile.what_if is not None:
            assert all(s in text for s in profile.what_if.sentences)
            for row in profile.what_if.table.rows if profile.what_if.table else ():
                assert " ".join(row) in text
