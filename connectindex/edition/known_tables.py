"""Known tables: tables of an edition that were read and checked before, for whoever reads it again and again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connectindex.edition.files import RawTable, read_table
from connectindex.edition.inputs import FOLDERS, digest
from connectindex.edition.projects import check_projects
from connectindex.edition.tables import check_table, unread_days

if TYPE_CHECKING:
    from pathlib import Path

    from connectindex.errors import Problem


@dataclass(frozen=True, slots=True, eq=False)
class CheckedTable:
    """A table as it was read, None where it could not be; its schema, and what is wrong or should be looked at."""

    raw: RawTable | None
    schema: str
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(slots=True)
class KnownTables:
    """Tables by the name, kind and digest of their files; a file with the same bytes is not read again."""

    _before: dict[tuple[str, str, str], CheckedTable] = field(default_factory=dict)
    _now: dict[tuple[str, str, str], CheckedTable] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin to read an edition: tables that the last reading did not ask for are forgotten."""
        self._before, self._now = self._now, {}

    def of(self, path: Path, name: str, kind: str) -> CheckedTable:
        """Return the checked table of a file.

        Raises
        ------
        OSError
            It cannot be read.
        """
        key = (name, kind, digest(path))
        made = self._before.get(key) or _checked(path, name, kind)
        if digest(path) == key[-1]:  # it is what was read
            self._now[key] = made
        return made


def _checked(path: Path, name: str, kind: str) -> CheckedTable:
    raw, problems = read_table(path, name)
    schema = FOLDERS.get(kind, kind)
    if raw is None:
        return CheckedTable(None, schema, tuple(problems))
    if schema == "links" and "member" in raw.text.columns:
        schema = "members"  # the columns say which of the two it is
    problems += check_projects(raw) if kind == "projects" else check_table(raw, schema)
    return CheckedTable(raw, schema, tuple(problems), (*raw.warnings, *unread_days(raw)))
