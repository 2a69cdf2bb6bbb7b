"""Inputs: the files an edition is read from, told without reading them: a rebuild asks first whether one changed."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex.edition.languages import own_catalogues
from connectindex.errors import Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE, NOTES, MAP, TEMPLATES, LICENCES = "index.toml", "notes.md", "map.json", "templates", "LICENSES-DATA.md"
TABLE_ENDINGS = (".csv", ".xlsx", ".parquet")
OTHER_TABLES = (".xls", ".xlsm", ".xlsb", ".ods", ".tsv", ".txt", ".json", ".zip", ".gz")
TABLES = ("units", "places", "sources", "coverage", "scale")
FOLDERS: Mapping[str, str] = {"values": "values", "links": "links", "projects": "links"}
FONT_KEYS = ("regular", "medium", "semibold", "bold", "italic")


def world_folder() -> Path:
    """Where the world edition lies."""
    return Path(str(resources.files("connectindex").joinpath("editions", "world")))


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def table_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The tables of an edition, in a fixed order, with their kind."""
    for kind in TABLES:
        for ending in TABLE_ENDINGS:
            path = folder / f"{kind}{ending}"
            if path.is_file():
                yield kind, path
                break
    for kind in FOLDERS:
        for path in sorted((folder / kind).rglob("*")):
            if path.suffix.lower() in TABLE_ENDINGS and path.is_file():
                yield kind, path


def unread(folder: Path) -> list[Problem]:
    """Files among the tables that look like tables and are not read."""
    rule = f"must be a table in one of {', '.join(TABLE_ENDINGS)}"
    return [
        Problem(path.relative_to(folder).as_posix(), rule, shown(path.suffix), "save it so, or take it away")
        for kind in FOLDERS
        for path in sorted((folder / kind).rglob("*"))
        if path.suffix.lower() in OTHER_TABLES and path.is_file()
    ]


def input_files(folder: Path, document: Mapping[str, Any]) -> Iterator[Path]:
    """Files that an edition is read from; those that ``[[links]]`` names are not among them.

    Parameters
    ----------
    folder
        Of the edition.
    document
        Its index.toml as it was parsed, right or wrong.
    """
    yield folder / FILE
    for _, path in table_files(folder):
        yield path
    for name in (NOTES, MAP, LICENCES):
        if (folder / name).is_file():
            yield folder / name
    yield from own_catalogues(folder)
    yield from template_files(folder)
    for name in (*report_files(document).values(), *code_file(document)):
        path = folder / name
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            yield path


def read_places(folder: Path) -> list[Path]:
    """What is read of an edition, whatever is in it: its settings, and the folders of which it takes all there is.

    The folder itself is not among them: an output may lie beside these.
    """
    return [folder / name for name in (FILE, *FOLDERS, TEMPLATES, "locale")]


def template_files(folder: Path) -> list[Path]:
    """Files of ``templates/``, which take the place of the package's."""
    return sorted(p for p in (folder / TEMPLATES).rglob("*") if p.is_file() or p.is_symlink())


def code_file(document: Mapping[str, Any]) -> list[str]:
    """The Python file that ``[index]`` names."""
    index = document.get("index")
    name = index.get("python") if isinstance(index, dict) else None
    return [name] if isinstance(name, str) and name and "\0" not in name else []


def report_files(document: Mapping[str, Any]) -> dict[str, str]:
    """Files that ``[report]`` names, by their key."""
    report = document.get("report")
    if not isinstance(report, dict):
        return {}
    named = {k: report.get(k) for k in ("logo", "map")}
    fonts = report.get("fonts")
    if isinstance(fonts, dict):
        named |= {f"fonts.{k}": fonts.get(k) for k in FONT_KEYS}
    # an empty name, or one with a NUL, is no file; that it is wrong is said where settings are checked
    return {k: v for k, v in named.items() if isinstance(v, str) and v.strip() and "\0" not in v}


def usual_date(folder: Path, document: Mapping[str, Any]) -> dt.date | None:
    """The date of publication where nobody gives one: see `date_among`; None where only a full reading can tell."""
    path = folder / "sources.csv"
    if not path.is_file():
        return None if any((folder / f"sources{e}").is_file() for e in TABLE_ENDINGS) else date_among([], document)
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    except (OSError, ValueError, csv.Error):
        return None
    return date_among([str(row.get("retrieved", "")).strip() for row in rows], document)


def date_among(days: list[str], document: Mapping[str, Any]) -> dt.date | None:
    """The last of some days, else 1 January of the last year of the index."""
    known = sorted(d for d in days if re.fullmatch(r"\d{4}-\d{2}-\d{2}", d))
    index = document.get("index")
    section = index if isinstance(index, dict) else {}
    years = section.get("years") or [section.get("year")]
    try:
        return dt.date.fromisoformat(known[-1]) if known else dt.date(years[-1], 1, 1)
    except (TypeError, ValueError, IndexError, KeyError):
        return None
