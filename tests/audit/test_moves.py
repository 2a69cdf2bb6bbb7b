"""Moves of a what-if: how rows of a table become moves, and how they are grouped to projects."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.audit import whatif
from connectindex.audit.whatif import measuring
from connectindex.audit.whatif.moves import read_moves, unmatched
from connectindex.audit.whatif.records import matched
from connectindex.edition.read import starter_folder


@pytest.fixture(scope="module")
def edition():
    return ci.read_edition(starter_folder())


@pytest.fixture(scope="module")
def units(edition):
    return list(edition.units.codes[:4])


def read(edition, *rows):
    return read_moves(pd.DataFrame(list(rows)), edition)


def test_a_row_says_what_is_not_usual_alone(edition, units):
    """An empty action adds, an empty count and capacity are missing, and a move costs 1."""
    a, b, *_ = units
    (row,) = read(edition, {"from": f" {a} ", "to": b, "mode": "flights"}).table.to_dict("records")
    place = row.pop("place")
    assert place == "links row 2"
    assert {k: v for k, v in row.items() if pd.notna(v)} == {
        "project": f"{a} - {b}, flights",
        "action": "add",
        "explicit": False,
        "from": a,
        "to": b,
        "mode": "flights",
        "name": "",
        "operator": "",
        "status": "",
        "cost": 1.0,
    }  # fmt: skip


def test_numbers_and_texts_are_read_alike(edition, units):
    a, b, *_ = units
    row = {"from": a, "to": b, "mode": "flights", "action": "add", "count": 3.0, "year": 2024.0, "start": "2030"}
    (found,) = read(edition, row | {"cost": "2.5", "capacity": None}).table.to_dict("records")
    assert (found["count"], found["year"], found["start"], found["cost"]) == (3, 2024, 2030, 2.5)
    assert np.isnan(found["capacity"])
    assert found["explicit"] is True


def test_rows_of_one_project_are_one_move_and_else_those_of_one_name(edition, units):
    """The first two share a project, the next two a name, and the last stands by itself."""
    a, b, c, d = units
    rows = [
        {"from": a, "to": b, "mode": "flights", "project": "P", "name": "N"},
        {"from": b, "to": a, "mode": "flights", "project": "", "name": "N"},
        {"from": a, "to": c, "mode": "flights", "project": "P", "name": ""},
        {"from": c, "to": a, "mode": "flights", "project": "", "name": "N"},
        {"from": a, "to": d, "mode": "flights", "project": "", "name": ""},
    ]
    assert read(edition, *rows).projects == {"P": (0, 2), "N": (1, 3), f"{a} - {d}, flights": (4,)}


def test_tables_that_hold_no_moves(edition, tmp_path):
    none = pd.DataFrame(columns=["from", "to", "mode"])
    with pytest.raises(ci.InputError, match="links: must have at least one link"):
        read_moves(none, edition)
    with pytest.raises(ci.InputError, match="must be a file with links"):
        read_moves(tmp_path, edition)
    for projects in (None, none):
        with pytest.raises(ci.InputError, match=r"projects/: must hold links that are not counted yet"):
            read_moves(None, replace(edition, projects=projects))


def test_a_move_that_matches_nothing_shows_five_of_what_is_there():
    row = {"place": "row 2", "action": "close", "mode": "air", "from": "A", "to": "B", "name": ""}
    problem = unmatched(row, [f"r{k}" for k in range(7)])
    assert problem.rule == "close must name an operating link"
    assert problem.got == "'air A - B'"
    assert problem.hint == "there: r0; r1; r2; r3; r4"
    end = unmatched(row | {"action": "open", "to": "", "name": "Ring"}, [])
    assert end.rule == "open must name a link that is not operating"
    assert end.got.startswith('"air A in')
    assert end.hint == "there is no such record"


def test_records_that_moves_change_are_looked_up_once(edition, units, monkeypatch):
    calls = []
    for module in (whatif, measuring):
        monkeypatch.setattr(module, "matched", lambda *given: calls.append(given) or matched(*given))
    a, b, *_ = units
    answer = ci.what_if(edition, pd.DataFrame([{"from": a, "to": b, "mode": "flights"}]), draws=0)
    assert (answer.table["change"].abs() > 0).any()
    assert len(calls) == 1
