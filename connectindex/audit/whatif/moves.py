"""Moves: rows of links opened, closed, added or changed, read and checked as link tables are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.edition.files import RawTable, read_table
from connectindex.edition.lifetimes import outside_lifetime
from connectindex.edition.places import known_codes
from connectindex.edition.projects import ADD, CHANGE, CLOSE, OPEN, check_projects, column, project_problems
from connectindex.edition.tables import to_number, to_year
from connectindex.errors import InputError, Problem, shown
from connectindex.model.display import Brief

if TYPE_CHECKING:
    from pandas import DataFrame

    from connectindex.edition.model import Edition

PROJECTS = "projects"


@dataclass(frozen=True, eq=False, repr=False)
class Moves(Brief):
    """Changes of links, a row each: open, close, add or change.

    Parameters
    ----------
    table
        One row a move, index 0, 1, ...: ``project``, ``action`` (one of `ACTIONS`), ``explicit`` (whether the file
        names the action), ``from``, ``to`` (empty for one end of a multilateral link), ``mode``, ``name``,
        ``count`` (missing: all, or 1 of a new link), ``capacity``, ``status`` (as the file has it), ``year``,
        ``start``, ``cost``, ``place`` (file and row).
    """

    table: DataFrame

    @property
    def projects(self) -> dict[str, tuple[int, ...]]:
        """Group the moves by project, in the order of the file."""
        grouped = self.table.groupby("project", sort=False).groups
        return {str(p): tuple(int(i) for i in rows) for p, rows in grouped.items()}


def read_moves(links: str | Path | DataFrame | None, edition: Edition) -> Moves:
    """Read moves from a file, a table, or the projects of the edition, and check them against it.

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
    codes, where = known_codes(pd.Series(edition.ends.table.index), dict(edition.places))
    problems = check_projects(raw) + project_problems(raw.text, codes, where, edition.modes)
    if not len(raw.text):
        problems.append(Problem(raw.name, "must have at least one link"))
    for ends in (column(raw.text, name) for name in ("from", "to", "member")):
        units = ends.where(~ends.isin(edition.places), ends.map(edition.places))
        problems += outside_lifetime(edition.ends, units, edition.about.years[-1])
    if problems:
        raise InputError(problems)
    return Moves(_typed(raw.text))


def _raw(links: str | Path | DataFrame | None, edition: Edition) -> RawTable:
    if links is None:
        if edition.projects is None or edition.projects.empty:
            hint = "name a table of links instead"
            raise InputError([Problem(f"{PROJECTS}/", "must hold links that are not counted yet", "", hint)])
        return RawTable(PROJECTS, edition.projects)
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


def _typed(text: DataFrame) -> DataFrame:
    member = column(text, "member")
    origin = column(text, "from").where(member == "", member)
    name, mode, project = column(text, "name"), column(text, "mode"), column(text, "project")
    to, action = column(text, "to"), column(text, "action")
    ends = origin + (" - " + to).where(to != "", "") + ", " + mode
    table = pd.DataFrame(
        {
            "project": project.where(project != "", name.where(name != "", ends)),
            "action": action.where(action != "", ADD),
            "explicit": action != "",
            "from": origin,
            "to": to,
            "mode": mode,
            "name": name,
            "operator": column(text, "operator"),
            "count": to_number(column(text, "count")),
            "capacity": to_number(column(text, "capacity")),
            "status": column(text, "status"),
            "year": to_year(column(text, "year")),
            "start": to_year(column(text, "start")),
            "cost": to_number(column(text, "cost")).fillna(1.0),
            "place": text.index.astype(str),
        }
    )
    return table.reset_index(drop=True)


def unmatched(row: Any, existing: list[str]) -> Problem:
    """Make the problem of a move that matches no record, with the records that exist."""
    what = f"{row['mode']} {row['from']}" + (f" - {row['to']}" if row["to"] else f" in {row['name']!r}")
    hint = f"there: {'; '.join(existing[:5])}" if existing else "there is no such record"
    state = {OPEN: "a link that is not operating", CLOSE: "an operating link", CHANGE: "one link of the records"}
    return Problem(str(row["place"]), f"{row['action']} must name {state[str(row['action'])]}", shown(what), hint)
