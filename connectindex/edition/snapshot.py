"""Snapshot: digests of the files of an edition when they were read, so that a manifest names what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.edition.inputs import digest, table_files, text_files
from connectindex.edition.stores import files_of
from connectindex.errors import Problem
from connectindex.filenames import FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from connectindex.edition.model import Edition

OUTSIDE = "must lie inside the edition"


def inside(path: Path, folder: Path) -> bool:
    """Tell whether a file lies in a folder, links followed."""
    return path.resolve().is_relative_to(folder.resolve())


def snapshot(folder: Path, files: Iterable[Path]) -> tuple[dict[str, str], list[Problem]]:
    """Compute the SHA-256 of each file by its name; list files that lie outside the folder or cannot be read.

    Examples
    --------
    >>> from connectindex.edition.read import starter_folder
    >>> hashes, problems = snapshot(starter_folder(), [starter_folder() / "units.csv"])
    >>> list(hashes), problems
    (['units.csv'], [])
    """
    hashes, problems = {}, []
    for path in dict.fromkeys(files):
        name = path.relative_to(folder).as_posix()
        if not inside(path, folder):
            problems.append(Problem(name, OUTSIDE, str(path.resolve())))
            continue
        try:
            hashes[name] = digest(path)
        except OSError as error:
            problems.append(Problem(name, "must be readable", error.strerror or ""))
    return hashes, problems


def changes(before: Mapping[str, str], after: Mapping[str, str], while_: str) -> list[Problem]:
    """List a problem for each file that has changed.

    Examples
    --------
    >>> print(changes({"a.csv": "1", "b.csv": "2"}, {"a.csv": "1"}, "it is read")[0])
    b.csv: must not change while it is read; try again
    """
    return [
        Problem(name, f"must not change while {while_}", "", "try again")
        for name, sha in before.items()
        if after.get(name) != sha
    ]


def late_changes(edition: Edition) -> list[Problem]:
    """List a problem for each file that is read only when an output is made and has changed since.

    Tables are in memory: if they are edited after reading, the index and the manifest are those of what was read.
    """
    folder = edition.folder
    if folder is None:
        return []
    stores = set(files_of(edition.link_sources))
    held = {path for _, path in table_files(folder) if path not in stores}
    held |= {folder / FILE, *text_files(folder)}
    late = [name for name in edition.inputs if folder / name not in held]
    after, _ = snapshot(folder, [folder / name for name in late])
    return changes({name: edition.inputs[name] for name in late}, after, "the index is made")
