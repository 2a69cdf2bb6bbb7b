"""[audit.responses]: findings of the checks of coherence and what the authors answer."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import replace

import pytest
from typer.testing import CliRunner

import connectindex as ci
from connectindex.audit import responses
from connectindex.audit.coherence.findings import NAMES
from connectindex.audit.dossier import Dossier
from connectindex.cli import app
from connectindex.edition.read import parse, starter_folder
from connectindex.reports import html, pdf
from connectindex.reports.compose import compose
from connectindex.reports.data.tables import tables

DATE = dt.date(2026, 1, 1)


@pytest.fixture(scope="module")
def result():
    return ci.build(ci.read_edition(starter_folder()))


@pytest.fixture(scope="module")
def found(result):
    return responses.flagged(Dossier(result).coherence)


def answered(result, texts):
    return replace(result, edition=replace(result.edition, responses=texts))


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(starter_folder(), tmp_path / "edition")
    return tmp_path / "edition"


def add(folder, text):
    path = folder / "index.toml"
    path.write_text(path.read_text("utf-8") + f"\n[audit.responses]\n{text}\n", "utf-8")


@pytest.mark.parametrize("edition", [starter_folder(), None], ids=["starter", "world"])
def test_every_finding_has_an_id_of_its_own(edition):
    read = ci.world() if edition is None else ci.read_edition(edition)
    verdicts = Dossier(ci.build(read)).coherence.verdicts
    assert verdicts["id"].is_unique
    assert verdicts["id"].str.fullmatch(r"[a-z-]+:\w+(:\w+(\+\w+)*)?").all()
    assert set(verdicts["check"]) <= set(NAMES)


def test_answers_are_printed_beside_their_findings_and_nothing_else_is(result, found):
    first, second = found[0], found[1]
    document = compose(answered(result, {first.id: "We keep <both>: each is a policy of its own."}), DATE)
    for text in (html.pages(document)["index.html"].decode(), pdf.source(document).text):
        own = text.partition("Statistical coherence</h")[2].partition("</section>")[0]
        row = next(r for r in re.findall(r"<tr>(.*?)</tr>", own) if "We keep" in r)
        cells = [re.sub("<[^>]+>", "", c) for c in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        assert cells[1:] == [
            str(first.sentence).replace("units", "economies"),
            "We keep &lt;both&gt;: each is a policy of its own.",
        ]
        assert own.count("<tr>") == 2
        assert str(second.sentence) not in own
        assert "are flagged" in own
        assert "The authors respond to 1 finding; the published table “coherence” lists the others." in own


def test_without_answers_only_the_count_is_printed(result, found):
    page = html.pages(compose(result, DATE))["index.html"].decode()
    own = page.partition("Statistical coherence")[2].partition("</section>")[0]
    assert "The published table “coherence” lists every check with its result." in own
    assert "<table" not in own
    assert not any(str(v.sentence) in own for v in found)


def test_all_findings_answered(result, found):
    page = html.pages(compose(answered(result, {v.id: f"Known {k}." for k, v in enumerate(found)}), DATE))[
        "index.html"
    ].decode()
    own = page.partition("Statistical coherence")[2].partition("</section>")[0]
    assert "The authors respond to every finding." in own
    assert own.count("Known ") == len(found)


def test_the_table_has_ids_and_answers(result, found):
    texts = {found[0].id: "Known."}
    frame = next(t.frame for t in tables(answered(result, texts)) if t.name == "coherence")
    assert frame.loc[frame["response"] != "", ["id", "response"]].to_numpy().tolist() == [[found[0].id, "Known."]]
    assert set(frame["id"]) >= {v.id for v in found}


def test_an_unknown_id_is_a_problem_with_a_hint(folder, found, tmp_path):
    add(folder, f'"{found[0].id}x" = "a"\n"reliability:enrgy" = "b"')
    with pytest.raises(ci.InputError) as error:
        responses.require_known(Dossier(ci.build(ci.read_edition(folder))))
    place, rule = "index.toml [audit.responses]", "must name a finding of the checks of coherence"
    assert [str(p) for p in error.value.problems] == [
        f"{place}: {rule}, got '{found[0].id}x'; did you mean '{found[0].id}'?",
        f"{place}: {rule}, got 'reliability:enrgy'; did you mean 'reliability:energy'?",
    ]
    with pytest.raises(ci.InputError, match="must name a finding"):
        ci.report(ci.build(ci.read_edition(folder)), tmp_path / "out", pdf=False)
    assert not (tmp_path / "out").exists()
    run = CliRunner().invoke(app, ["check", str(folder)])
    assert isinstance(run.exception, ci.InputError)


def test_an_empty_answer_is_a_problem(folder):
    add(folder, '"reliability:energy" = ""')
    assert [p.rule for p in parse(folder)[1]] == ["must not be empty"]


def test_an_answer_to_what_is_no_longer_found_is_a_warning(result):
    passed = "redundant:transport:air_partners+air_flights"
    known = {v.id for v in Dossier(result).coherence.verdict_rows}
    assert passed not in known
    dossier = Dossier(answered(result, {passed: "Known."}))
    responses.require_known(dossier)
    assert [w.got for w in responses.idle(dossier)] == [f"'{passed}'"]


def test_check_counts_what_is_answered_and_lists_the_rest(folder, found):
    add(folder, f'"{found[0].id}" = "Known."')
    said = CliRunner().invoke(app, ["check", str(folder)]).stderr.splitlines()
    head = f"checks of coherence: {len(found)} findings, 1 answered under [audit.responses] of index.toml; "
    line = next(text for text in said if text.startswith(head))
    assert line.rpartition(": ")[2].split(", ") == [v.id for v in found[1:]]
    assert said[-1].startswith("no problems")
