"""Change since another edition, and what if: in the document, on the pages, in a browser, in the text of the book."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
from dataclasses import replace

import numpy as np
import pytest

import connectindex as ci
from connectindex.audit.compare import SOURCES
from connectindex.audit.compare import sentences as said
from connectindex.cli import app
from connectindex.edition.presets import copy_preset
from connectindex.edition.read import read_edition
from connectindex.errors import InputError
from connectindex.reports import fonts, html, pdf
from connectindex.reports.compose import compose
from connectindex.reports.compose.since import _axis
from connectindex.reports.language import language

DATE = dt.date(2026, 11, 22)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MOVES = """from,to,year,mode,count,capacity,status,source,project
ELM,BOR,2026,rail_crossings,2,,planned,timetable,New crossing
GUL,HAV,2026,air_routes,3,,planned,timetable,<b>Air</b> bridge
GUL,HAV,2026,pipes,1,,planned,timetable,Unread pipe
"""
CHANGES = {
    "index.toml": [('edition = "2026"', 'edition = "2025 <i>"'), ("weight = 2\n", "weight = 1\n")],
    "links/links.csv": [("ALD,CAL,2025,air_routes,7", "ALD,CAL,2025,air_routes,3")],
    "values/statistics.csv": [("BOR,2024,internet_users,88", "BOR,2023,internet_users,80")],
}


def printed(value):
    """A change as reports print it."""
    return language("en").part(said.signed(value))


def changed(folder, changes):
    for name, pairs in changes.items():
        text = (folder / name).read_text("utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / name).write_text(text, "utf-8")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The starter edition, a copy of it with other weights and figures, and a table of moves."""
    home = tmp_path_factory.mktemp("since")
    for name in ("old", "new"):
        copy_preset("starter", home / name)
    changed(home / "old", CHANGES)
    changed(home / "new", {"index.toml": [("[modes]\n", '[modes]\npipes = { name = "Pipes", absent = "zero" }\n')]})
    (home / "moves.csv").write_text(MOVES, "utf-8")
    return home


@pytest.fixture(scope="module")
def new(folders):
    return ci.build(read_edition(folders / "new"))


@pytest.fixture(scope="module")
def compared(folders, new):
    return ci.compare(folders / "old", new, draws=100)


@pytest.fixture(scope="module")
def asked(folders, new):
    return ci.what_if(new.edition, folders / "moves.csv", draws=100)


@pytest.fixture(scope="module")
def told(new, compared, asked):
    return compose(new, DATE, compared=compared, what_if=asked)


@pytest.fixture(scope="module")
def made(told):
    return html.pages(told)


@pytest.fixture(scope="module")
def text(told, request):
    request.getfixturevalue("needs_pango")
    pypdf = pytest.importorskip("pypdf")
    asked = ("since", "what_if", "profiles")
    shown = tuple(s for s in told.sections if s.id in asked)
    short = replace(told, map=None, sections=shown, style=replace(told.style, sections=asked))
    found = pypdf.PdfReader(io.BytesIO(pdf.book(short)))
    return " ".join(" ".join(page.extract_text() for page in found.pages).split())


def chapter(document, name):
    return next(s.body for s in document.sections if s.id == name)


def titles(table):
    return [c.title for c in table.columns]


def part(document, name, title):
    return next(p for p in chapter(document, name).parts if p.title == title)


# --- the document --------------------------------------------------------------------------------------------------


def test_without_them_there_is_no_chapter(new):
    document = compose(new, DATE)
    assert not {"since", "what_if"} & {s.id for s in document.sections}
    assert all(p.since is None for p in document.profiles)


def test_the_tables_hold_the_numbers_of_the_comparison(told, compared):
    names = {n: c for c, n in compared.names.items()}
    rising, falling = compared.movers
    assert rising
    assert falling
    for title, units in (("Higher scores", rising), ("Lower scores", falling)):
        rows = part(told, "since", title).table.rows
        assert [names[r[0]] for r in rows] == units
        for name, verdict, source, scores, change, interval, ranks in rows:
            row = compared.table.loc[names[name]]
            main = compared.main.loc[names[name]]
            assert verdict == row["verdict"]
            assert source == f"{said.LABELS[main['source']]} {printed(main['part'])}"
            assert scores == f"{row['score_old']:.1f} → {row['score_new']:.1f}"
            assert change == printed(row["change"])
            assert interval == f"{printed(row['low'])} … {printed(row['high'])}"
            assert ranks == f"{row['rank_old']:.0f} → {row['rank_new']:.0f}"


def test_sentences_are_those_of_the_comparison(told, compared):
    assert part(told, "since", "Summary").sentences == tuple(
        str(s).replace("units", "economies") for s in compared.sentences
    )
    first = part(told, "since", "Higher scores").sentences[0]
    assert first == str(compared.sentence(compared.movers[0][0]))


def test_the_earlier_figures_by_the_method_of_today(told, compared):
    found = part(told, "since", "Earlier data, present method")
    history = compared.history
    moved = history[history["rank_old"] != history["rank_recomputed"]]
    assert {r[0] for r in found.table.rows} == {compared.names[u] for u in moved.index}
    assert f"for {len(moved)} of" in found.sentences[0]
    name, then, again, now, ranks = found.table.rows[0]
    row = history.loc[{n: c for c, n in compared.names.items()}[name]]
    assert [then, again, now] == [f"{row[f'score_{k}']:.1f}" for k in ("old", "recomputed", "new")]
    assert ranks == " → ".join(f"{row[f'rank_{k}']:.0f}" for k in ("old", "recomputed", "new"))


def test_without_draws_nothing_is_said_of_certainty(folders, new):
    found = ci.compare(folders / "old", new)
    document = compose(new, DATE, compared=found)
    assert "was not assessed" in chapter(document, "since").lead
    table = part(document, "since", "Higher scores").table
    assert "Verdict" not in titles(table)
    assert "90% interval" not in titles(table)
    row = found.scores.loc[found.movers[0][0]]
    assert table.rows[0][2:4] == (f"{row['score_old']:.1f}", f"{row['score_new']:.1f}")


def test_a_waterfall_is_that_of_the_comparison(told, compared):
    for profile in told.profiles:
        rungs = profile.since.rungs
        steps = compared.waterfall(profile.code)
        assert [r.name for r in rungs] == [
            compared.old,
            *(said.LABELS[s].format(many="economies") for s in SOURCES),
            compared.new,
        ]
        by_name = {r.name: r for r in rungs}
        for _, step in steps.iloc[1:-1].iterrows():
            rung = by_name[step["label"].replace("units", "economies")]
            assert rung.text == printed(step["end"] - step["start"])
            assert rung.after == f"{step['end']:.1f}"
        assert rungs[0].after == f"{compared.scores.loc[profile.code, 'score_old']:.1f}"
        assert rungs[-1].after == profile.index.text
        # every step begins where the one before it ended, and all of them are on the axis
        assert [r.start for r in rungs[1:]] == pytest.approx([r.end for r in rungs[:-1]], abs=0.02)
        assert all(0 <= place <= 100 for r in rungs for place in (r.start, r.end))
        assert len(profile.since.ticks) >= 2


def test_steps_are_drawn_to_scale(told, compared):
    profile = next(p for p in told.profiles if p.code == "BOR")
    rungs = {r.name: r for r in profile.since.rungs}
    parts = compared.parts["score"].loc["BOR"]
    own, method = rungs[said.LABELS["own"]], rungs[said.LABELS["method"]]
    assert parts["own"] > 0 > parts["method"]
    drawn = (own.end - own.start) / (method.end - method.start)
    assert drawn == pytest.approx(parts["own"] / parts["method"], rel=1e-2)


@pytest.mark.parametrize("values", [[40.0, 40.0], [0.0, 0.0], [-3.0, 99.5], [1e-9, 2e-9], [55.84, 55.85], [5.0, 5e6]])
def test_an_axis_holds_all_values_and_has_round_marks(values):
    low, high, ticks = _axis(np.array(values), 1.0)
    assert low < min(values) <= max(values) < high
    assert 2 <= len(ticks) <= 6
    assert all(low <= t <= high for t in ticks)


def test_a_unit_of_one_edition_alone_has_no_waterfall(folders, new, tmp_path):
    shutil.copytree(folders / "old", tmp_path / "less")
    for name in ("units.csv", "links/links.csv", "links/cables.csv", "values/statistics.csv", "coverage.csv"):
        path = tmp_path / "less" / name
        lines = path.read_text("utf-8").splitlines()
        path.write_text("\n".join(line for line in lines if "GUL" not in line) + "\n", "utf-8")
    document = compose(new, DATE, compared=ci.compare(tmp_path / "less", new))
    without = {p.code for p in document.profiles if p.since is None}
    assert without == {"GUL"}
    assert "Change since" not in html.pages(document)["countries/GUL.html"].decode()


def test_a_comparison_of_other_editions_is_refused(folders, new, compared):
    with pytest.raises(InputError, match="must be a comparison with the last year of this edition"):
        compose(new, DATE, compared=ci.compare(new, folders / "old"))
    with pytest.raises(InputError, match="must compare the index"):
        compose(new, DATE, compared=replace(compared, of="transport"))


def test_answers_on_another_edition_are_refused(folders, asked):
    with pytest.raises(InputError, match="must be asked of this edition"):
        compose(ci.build(read_edition(folders / "old")), DATE, what_if=asked)


@pytest.mark.parametrize("tag", ["fr", "zh"])
def test_no_word_stays_english(tag, new, compared, asked):
    document = compose(new, DATE, language=language(tag), compared=compared, what_if=asked)
    texts = [t for name in ("since", "what_if") for t in fonts.texts(chapter(document, name))]
    profile = next(p for p in document.profiles if p.code == "BOR")
    texts += [*fonts.texts(profile.since), *fonts.texts(profile.what_if)]
    own = [*compared.names.values(), "New crossing", "<b>Air</b> bridge", "Unread pipe", "Pipes", compared.old]
    left = {w for t in texts if t not in ("since", "what_if", "even") for w in words_of(t, own)}
    english = {"the", "of", "and", "rank", "draws", "method", "nothing", "rose", "fell", "Name"}
    assert not left & english
    titles_of = [{s.id: s.title for s in d.sections} for d in (document, compose(new, DATE, compared=compared))]
    assert titles_of[0]["since"] != titles_of[1]["since"]
    # all of the chapters, where the language has its own signs
    assert tag != "zh" or left == set()


def words_of(text, own):
    for name in own:
        text = text.replace(name, "")
    return re.findall(r"[A-Za-z]{2,}", text)


# --- what if -------------------------------------------------------------------------------------------------------


def test_projects_are_ranked_with_their_numbers(told, asked, new):
    rows = part(told, "what_if", "Projects that change a score").table.rows
    table = asked.projects[asked.projects["gain"].abs() > 0]
    assert [r[1] for r in rows] == list(table["project"])
    assert len(rows) == 2
    for row, (_, own) in zip(rows, table.iterrows(), strict=True):
        assert row[2] == ", ".join(new.edition.units.names[u] for u in own["units"].split("; "))
        assert row[4].split()[-1] == f"{own['gain']:+.2f}"
        assert row[5] == f"{own['low']:+.2f} … {own['high']:+.2f}"
        assert int(row[6]) == own["places"]
        assert int(row[7]) == own["others_places"]


def test_all_together_and_what_moves_nothing(told, asked, new):
    rows = part(told, "what_if", "All projects together").table.rows
    moved = asked.table[asked.table["change"].abs() > 1e-9]
    assert {r[0] for r in rows} == {new.edition.units.names[u] for u in moved.index}
    silent = part(told, "what_if", "Projects with no effect on the index, and why").table.rows
    assert silent == (("no indicator of this index uses Pipes", "Unread pipe"),)


def test_words_of_arithmetic(told, asked):
    found = chapter(told, "what_if")
    assert "not a forecast" in found.lead
    assert found.parts[0].sentences == tuple(str(s).replace("units", "economies") for s in asked.sentences)


def test_without_draws_there_are_no_intervals_and_arrows(folders, new):
    found = ci.what_if(new.edition, folders / "moves.csv", draws=0)
    table = part(compose(new, DATE, what_if=found), "what_if", "Projects that change a score").table
    assert "90% interval" not in titles(table)
    assert not re.search("[↑↓≈]", str(table))


# --- page, browser, book -------------------------------------------------------------------------------------------


def test_the_page_holds_both_chapters_and_escapes(made):
    index = made["index.html"].decode()
    assert '<section id="since">' in index
    assert '<section id="what_if">' in index
    assert "“2025 &lt;i&gt;”" in index
    assert "&lt;b&gt;Air&lt;/b&gt; bridge" in index
    assert "<b>Air" not in index
    assert all("2025 <i>" not in page.decode() for page in made.values())


def test_the_same_makes_the_same_bytes(new, folders, made):
    again = ci.compare(folders / "old", new, draws=100)
    asked = ci.what_if(new.edition, folders / "moves.csv", draws=100)
    assert html.pages(compose(new, DATE, compared=again, what_if=asked)) == made


@pytest.fixture
def visit(made, tmp_path):
    """Opens a page from disk in Chromium; it must not complain."""
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip("there is no Chromium on this machine")
    for name, content in made.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    complaints = []
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def opened(name, **more):
            page = browser.new_context(**more).new_page()
            page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto((tmp_path / name).as_uri())
            return page

        yield opened
        browser.close()
    assert complaints == []


def test_a_browser_shows_chapters_and_waterfall(visit, compared, asked):
    page = visit("index.html")
    page.set_viewport_size({"width": 1500, "height": 900})
    page.click("#side a[href='#since']")
    shown = page.inner_text("#since")
    for unit in (*compared.movers[0], *compared.movers[1]):
        assert compared.names[unit] in shown
    assert str(compared.sentences[0]).replace("units", "economies") in shown
    assert asked.projects["project"][0] in page.inner_text("#what_if")
    page = visit("countries/BOR.html")
    svg = page.locator(".waterfall svg")
    assert "from the score in “2025 <i>”" in svg.get_attribute("aria-label")
    box = svg.bounding_box()
    assert box["height"] > 100
    bars = svg.locator("rect")
    assert bars.count() == int((compared.parts["score"].loc["BOR"].abs() > 1e-9).sum())
    cells = page.locator(".waterfall table tbody tr").all_inner_texts()
    assert len(cells) == len(SOURCES) + 2
    assert printed(compared.parts.loc["BOR", ("score", "own")]) in cells[1]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_access_and_phones(visit, colours):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for name in ("index.html", "countries/BOR.html"):
        page = visit(name, viewport={"width": 390, "height": 844}, color_scheme=colours)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
        found = axe.Axe().run(page, options=rules).response
        assert [v["id"] for v in found["violations"]] == []


def test_the_book_holds_chapters_waterfalls_and_numbers(text, told, compared):
    assert "Change since “2025 <i>”" in text
    assert "What if" in text
    for row in part(told, "since", "Higher scores").table.rows:
        assert " ".join(row) in text
    assert text.count("Source of the change") == len(told.profiles)
    assert "<b>Air</b> bridge" in text
    assert printed(compared.parts.loc["BOR", ("score", "own")]) in text


# --- the command line ----------------------------------------------------------------------------------------------


def test_build_since_and_what_if(folders, tmp_path):
    from typer.testing import CliRunner

    out = tmp_path / "out"
    arguments = ["build", str(folders / "new"), "-o", str(out), "--no-pdf", "-q"]
    also = ["--since", str(folders / "old"), "--what-if", str(folders / "moves.csv")]
    assert CliRunner().invoke(app, [*arguments, *also]).exit_code == 0
    index = (out / "index.html").read_text("utf-8")
    assert '<section id="since">' in index
    assert '<section id="what_if">' in index
    assert {"compared", "what_if"} <= set(json.loads((out / "manifest.json").read_text("utf-8"))["options"])
    # a build that does not ask for them makes another output
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert '<section id="since">' not in (out / "index.html").read_text("utf-8")


def test_one_source_of_links_at_a_time(folders):
    from typer.testing import CliRunner

    done = CliRunner().invoke(app, ["build", str(folders / "new"), "--what-if", "x.csv", "--projects"])
    assert done.exit_code == 2
