"""Inspect a published file of an edition, before the edition reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.edition.assemble import stacked
from connectindex.edition.files import read_table
from connectindex.edition.inputs import tables_named
from connectindex.edition.registers import register_of
from connectindex.edition.snapshot import inside
from connectindex.errors import InputError, Problem
from connectindex.filenames import FILE
from connectindex.readers.inspect import Inspection, inspect

if TYPE_CHECKING:
    from pathlib import Path


def inspect_file(file: Path, edition: Path | None = None) -> Inspection:
    """Inspect a published file: its format, its contents, and the ``[[values]]`` block that reads it.

    Parameters
    ----------
    file
        As it was published.
    edition
        Folder of the edition whose units are looked up; the file should lie in it.

    Raises
    ------
    InputError
        The file, or the edition, is not there.
    """
    if not file.is_file():
        raise InputError([Problem(str(file), "must be a file")])
    if edition is None:
        return inspect(file, file.name)
    if not (edition / FILE).is_file():
        raise InputError([Problem(str(edition), f"must be a folder with an {FILE}")])
    if not inside(file, edition):
        hint = f"copy it to {edition / 'downloads'}"
        raise InputError(
            [Problem(str(file), "must lie inside the edition, which keeps what it is read from", "", hint)]
        )
    tables = {kind: tables_named(edition, kind)[:1] for kind in ("units", "aliases")}
    problems = list[Problem]()
    raw = {}
    for kind, paths in tables.items():
        read = [read_table(p, p.name) for p in paths]
        problems += [p for _, of_table in read for p in of_table]
        raw[kind] = stacked([t for t, _ in read if t is not None])
    if problems:
        raise InputError(problems)
    name = file.resolve().relative_to(edition.resolve()).as_posix()
    return inspect(file, name, register_of(raw["units"], raw["aliases"]))
