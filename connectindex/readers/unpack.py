"""Unpack the bytes of a file from a .zip or .gz in bounded memory."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectindex.errors import Problem, shown
from connectindex.readers.limits import LARGEST_FILE, MOST_MEMBERS

if TYPE_CHECKING:
    from pathlib import Path

TABLES = (".csv", ".tsv", ".txt", ".dat", ".tab", ".xlsx", ".xlsm", ".parquet")
METADATA = "metadata_"  # the World Bank puts two such files next to the figures
_RULE = f"must unpack to {LARGEST_FILE // 2**20:,} MB or less"


@dataclass(frozen=True)
class Content:
    """Hold the name and bytes of a file, and the members of its archive that were not read."""

    name: str
    suffix: str
    data: bytes
    member: str = ""
    others: tuple[str, ...] = ()


def unpacked(path: Path, name: str, member: str | None = None) -> tuple[Content | None, list[Problem]]:
    """Read the bytes of a file; if it is an archive, of one file in it.

    Parameters
    ----------
    path, name
        Of the file, and what problems call it.
    member
        Which file of a .zip; None where there is one alone that holds figures.
    """
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return _member(path, name, member)
    if suffix == ".gz":
        data, problems = _gunzipped(path, name)
        inner = path.with_suffix("").suffix.lower()
        return (Content(name, inner or ".csv", data) if data is not None else None), problems
    if path.stat().st_size > LARGEST_FILE:
        return None, [Problem(name, f"must have {LARGEST_FILE // 2**20:,} MB or less")]
    return Content(name, suffix, path.read_bytes()), []


def members(path: Path) -> tuple[str, ...]:
    """List tables in a .zip, without those that describe others; empty where it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return tuple(_tables(archive.namelist())[1])
    except (OSError, zipfile.BadZipFile):
        return ()


def _tables(names: list[str]) -> tuple[list[str], list[str]]:
    tables = [n for n in names if n.lower().endswith(TABLES) and not n.startswith("__MACOSX/")]
    return tables, [n for n in tables if not n.rpartition("/")[2].lower().startswith(METADATA)]


def _gunzipped(path: Path, name: str) -> tuple[bytes | None, list[Problem]]:
    try:
        with gzip.open(path) as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, EOFError, zlib.error) as error:
        return None, [Problem(name, "must be a .gz file", shown(str(error)))]
    return (None, [Problem(name, _RULE)]) if len(data) > LARGEST_FILE else (data, [])


def _member(path: Path, name: str, member: str | None) -> tuple[Content | None, list[Problem]]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len(names) > MOST_MEMBERS:
                return None, [Problem(name, f"must hold {MOST_MEMBERS:,} files or fewer", f"{len(names):,}")]
            tables, figures = _tables(names)
            chosen = [n for n in tables if n in (member, f"{member}.csv") or n.rpartition("/")[2] == member]
            chosen = chosen if member is not None and (chosen or len(figures) > 1) else figures
            if len(chosen) != 1:
                hint = f"say sheet = one of {', '.join(map(shown, (figures or tables)[:8]))}" if tables else ""
                rule = "an archive must hold one table" if member is None else "must be a file of the archive"
                return None, [Problem(name, rule, f"{len(chosen)}" if member is None else shown(member), hint)]
            with archive.open(chosen[0]) as file:
                data = file.read(LARGEST_FILE + 1)
    except (OSError, EOFError, zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, ValueError) as error:
        return None, [Problem(name, "must be a .zip file without a password", shown(str(error)))]
    if len(data) > LARGEST_FILE:
        return None, [Problem(name, _RULE)]
    inner = "." + chosen[0].rpartition(".")[2].lower()
    others = tuple(n for n in figures if n not in chosen)
    return Content(f"{name}/{chosen[0]}", inner, data, chosen[0], others), []
