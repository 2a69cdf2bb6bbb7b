"""Moves: rows of links opened, closed, added or changed, read and checked as link tables are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.edition.files import RawTable, read_table
from connectindex.edition.places import known_codes
from connectindex.edition.tables import broken, check_table, duplicates, to_number, to_year, unknown
from connectindex.errors import InputError, Problem, did_you_mean, limited, shown

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from connectindex.edition.model import Edition

ADD, OPEN, CLOSE, CHANGE = "add", "open", "close", "change"
ACTIONS = (ADD, OPEN, CLOSE, CHANGE)
PROJECTS = "projects"


@dataclass(frozen=True, eq=False)
class Moves:
    """What is done to links.

    Parameters
    ----------
    table
        One row a move, index 0, 1, ...: ``project``, ``action`` (one of `ACTIONS`), ``said`` (whether the file
        names the action), ``from``, ``to`` (empty for one end of a multilateral link), ``mode``, ``name``,
        ``count`` (missing: all, or 1 of a new link), ``capacity``, ``status`` (as the file has it), ``year``,
        ``start``, ``cost``, ``place`` (where the row stands).
    """

    table: DataFrame

    @property
    def projects(self) -> dict[str, tuple[int, ...]]:
        """Moves of each project, in the order of the file."""
        grouped = self.table.groupby("project", sort=False).groups
        return {str(p): tuple(int(i) for i in rows) for p, rows in grouped.items()}


def read_moves(links: str | Path | DataFrame | None, edition: Edition) -> Moves:
    """Moves from a file, a table, or the projects of the edition, checked against it.

    Parameters
    ----------
    links
        CSV, XLSX or Parquet file, or a DataFrame, with the columns of ``links/*.csv`` (``from``, ``to``, ``mode``
        and optionally ``year``, ``count``, ``capacity``, ``status``, ``start``, ``end``, ``name``, ``source``), or
        ``member``, ``name`` and ``mode`` for ends of multilateral links. Optionally ``action``: ``add`` (the
        default), ``open``, ``close``, ``change``; ``project``: rows of one project (without it, rows of one
        ``name``, else each row by itself); ``cost`` (1 where it is empty). None: the edition's ``projects/``.

    Raises
    ------
    InputError
        With every problem of the table.
    """
    raw = _raw(links, edition)
    text = raw.text
    # what may be left empty here: when a link was looked at, and how many of those there are
    usual = {"year": str(edition.about.years[-1]), "count": "1"}
    whole = text.assign(**{c: _column(text, c).where(_column(text, c) != "", v) for c, v in usual.items()})
    problems = check_table(RawTable(raw.name, whole.astype(object)), "members" if "member" in text else "links")
    problems += _problems(text, edition)
    if not len(text):
        problems.append(Problem(raw.name, "must have at least one link"))
    if problems:
        raise InputError(problems)
    return Moves(_typed(text))


def _raw(links: str | Path | DataFrame | None, edition: Edition) -> RawTable:
    if links is None:
        if edition.projects is None or edition.projects.empty:
            hint = "name a table of links instead"
            raise InputError([Problem(f"{PROJECTS}/", "must hold links that are not counted yet", "", hint)])
        return _as_text(edition.projects, PROJECTS)
    if isinstance(links, pd.DataFrame):
        return _as_text(links, "links")
    path = Path(links)
    if not path.is_file():
        raise InputError([Problem(str(links), "must be a file with links")])
    raw, problems = read_table(path, path.name)
    if raw is None or problems:
        raise InputError(problems)
    return raw


def _as_text(frame: DataFrame, name: str) -> RawTable:
    """A table in memory as if it had been read from a file."""
    text = pd.DataFrame({str(c): [_cell(v) for v in frame[c]] for c in frame.columns}, dtype=object)
    text.index = pd.Index([f"{name} row {n}" for n in range(2, len(text) + 2)], dtype=object)
    return RawTable(name, text)


def _cell(value: Any) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def _problems(text: DataFrame, edition: Edition) -> list[Problem]:
    """Rules that span columns, and names of units, modes and actions."""
    codes, where = known_codes(pd.Series(edition.units.table.index), dict(edition.places))
    problems = []
    for column in ("from", "to", "member"):
        problems += unknown(text, column, codes, where)
    problems += unknown(text, "mode", edition.modes, "[modes] of index.toml")
    if "action" in text:
        bad = text.loc[~text["action"].isin(["", *ACTIONS]), "action"]
        hints = {a: did_you_mean(a, ACTIONS) for a in bad.unique()}
        problems += broken(bad, f"must be one of {', '.join(ACTIONS)}", hints)
    if "cost" in text:
        cost = to_number(text["cost"])
        rule = "must be a number above zero, or empty for 1"
        problems += broken(text.loc[(text["cost"] != "") & ~(cost > 0), "cost"], rule)
    if {"from", "to", "mode"} <= set(text.columns):
        problems += _pair_problems(text, edition)
    if "mode" in text and "count" in text:
        whole = text["mode"].map({m.id: m.counted for m in edition.modes.values()}).fillna(value=False).astype(bool)
        number = to_number(text["count"])
        rule = "must be a whole number (the mode counts things)"
        problems += broken(text.loc[whole & (number % 1 != 0) & number.notna(), "count"], rule)
    changed = _column(text, "action") == CHANGE
    bare = changed & (_column(text, "count") == "") & (_column(text, "capacity") == "")
    problems += limited([Problem(str(p), "a change must give a count or a capacity") for p in text.index[bare]])
    return problems


def _pair_problems(text: DataFrame, edition: Edition) -> list[Problem]:
    within = {m.id for m in edition.modes.values() if m.within}
    same = (text["from"] == text["to"]) & ~text["mode"].isin(within)
    problems = broken(text.loc[same, "to"], "a link must join two different units")
    # of an undirected mode a link that stands once from each end would be added twice
    one_way = text["mode"].isin([m.id for m in edition.modes.values() if m.directed])
    turned = ~one_way & (text["from"] > text["to"])
    ends = text.assign(**{"from": text["from"].mask(turned, text["to"]), "to": text["to"].mask(turned, text["from"])})
    keys = ["project", "action", "from", "to", "mode", "year", "name", "status", "start", "operator"]
    return problems + duplicates(ends, [k for k in keys if k in ends], "a link")


def _typed(text: DataFrame) -> DataFrame:
    origin = _column(text, "member" if "member" in text else "from")
    name, mode, project = _column(text, "name"), _column(text, "mode"), _column(text, "project")
    to, action = _column(text, "to"), _column(text, "action")
    ends = origin + (" - " + to).where(to != "", "") + ", " + mode
    table = pd.DataFrame(
        {
            "project": project.where(project != "", name.where(name != "", ends)),
            "action": action.where(action != "", ADD),
            "said": action != "",
            "from": origin,
            "to": to,
            "mode": mode,
            "name": name,
            "operator": _column(text, "operator"),
            "count": to_number(_column(text, "count")),
            "capacity": to_number(_column(text, "capacity")),
            "status": _column(text, "status"),
            "year": to_year(_column(text, "year")),
            "start": to_year(_column(text, "start")),
            "cost": to_number(_column(text, "cost")).fillna(1.0),
            "place": text.index.astype(str),
        }
    )
    return table.reset_index(drop=True)


def _column(text: DataFrame, name: str) -> Series:
    return text[name] if name in text else pd.Series("", index=text.index, dtype=object, name=name)


def unmatched(row: Any, there: list[str]) -> Problem:
    """A problem where nothing can be opened, closed or changed, with what is there."""
    what = f"{row['mode']} {row['from']}" + (f" - {row['to']}" if row["to"] else f" in {row['name']!r}")
    hint = f"there: {'; '.join(there[:5])}" if there else "there is no such record"
    state = {OPEN: "a link that is not operating", CLOSE: "an operating link", CHANGE: "one link of the records"}
    return Problem(str(row["place"]), f"{row['action']} must name {state[str(row['action'])]}", shown(what), hint)
