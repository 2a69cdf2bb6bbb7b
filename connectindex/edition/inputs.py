"""List the files that an edition is read from, without reading them: a rebuild first checks whether one changed."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import os
import re
import tomllib
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex.edition.languages import catalogues_of_edition
from connectindex.errors import InputError, Problem, shown
from connectindex.filenames import FILE, LICENCES, MAP, NOTES, TABLE_ENDINGS, TEMPLATES, TEXTS
from connectindex.model.sources import usual_date
from connectindex.style.fontfile import FONT_KEYS
from connectindex.style.templates import template_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HIDDEN = (".", "~$")
TABLES = ("units", "aliases", "places", "sources", "coverage", "scale")
FOLDERS: Mapping[str, str] = {"values": "values", "links": "links", "projects": "links"}
LAST_SECOND = 253_402_300_799  # of the year 9999, the last that a date can have
MOST_STARS = 8  # of a pattern: each more multiplies the ways to match it
MOST_PARTS = 100  # of a dotted key: what the parser notes of one grows with their square
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
DEEP_KEY = re.compile(rf"(?<![\w.-])(?<!\.[ \t])(?:{_PART}){{{MOST_PARTS}}}")


def world_folder() -> Path:
    """Return the folder of the world edition."""
    return Path(str(resources.files("connectindex").joinpath("editions", "world")))


def digest(path: Path) -> str:
    """Compute the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def walked(folder: Path) -> tuple[list[Path], list[Problem]]:
    """List files below a folder in a fixed order, without hidden ones, and folders that cannot be read.

    Hidden are names that begin with a point or with ``~$``, as editors and systems leave them. Links to folders are
    not followed.
    """
    files: list[Path] = []
    problems: list[Problem] = []

    def failed(error: OSError) -> None:
        name = Path(error.filename).relative_to(folder).as_posix()
        problems.append(Problem(name, "must be a folder that can be read", error.strerror or ""))

    for top, folders, names in os.walk(folder, onerror=failed):
        folders[:] = [name for name in folders if not name.startswith(HIDDEN)]
        linked = [name for name in folders if (Path(top) / name).is_symlink()]
        files += [Path(top) / name for name in (*names, *linked) if not name.startswith(HIDDEN)]
    return sorted(files), problems


def table_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """List the table files of an edition, in a fixed order, with their kind."""
    for kind in TABLES:
        yield from ((kind, path) for path in tables_named(folder, kind)[:1])
    for kind in FOLDERS:
        for path in walked(folder / kind)[0]:
            if path.suffix.lower() in TABLE_ENDINGS and path.is_file() and is_text(path.name):
                yield kind, path


def tables_named(folder: Path, kind: str) -> list[Path]:
    """List files that could be one table of an edition; the first of them is read."""
    met = [p for p in folder.glob(f"{kind}.*") if p.stem == kind and p.suffix.lower() in TABLE_ENDINGS and p.is_file()]
    return sorted(met, key=lambda p: (TABLE_ENDINGS.index(p.suffix.lower()), p.name))


def is_text(name: str) -> bool:
    """Tell whether a file name can be written in UTF-8."""
    return not any("\ud800" <= c <= "\udfff" for c in name)


def parsed_settings(text: str) -> dict[str, Any]:
    """Parse the text of an index.toml, without checking its keys.

    Raises
    ------
    ValueError
        It is no TOML, or has a key of so many parts that reading it would take gigabytes.
    RecursionError
        Its lists or tables are nested too deep.
    """
    if deep := DEEP_KEY.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        raise ValueError(f"a key of more than {MOST_PARTS} parts (at line {line})")
    return tomllib.loads(text)


def input_files(folder: Path, document: Mapping[str, Any]) -> Iterator[Path]:
    """List files that an edition is read from, without those that ``[[links]]`` names.

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
    for name in (MAP, LICENCES):
        if (folder / name).is_file():
            yield folder / name
    yield from value_files(folder, document)
    yield from text_files(folder)
    yield from catalogues_of_edition(folder)
    yield from template_files(folder)
    for name in (*report_files(document).values(), *code_file(document)):
        path = folder / name
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            yield path


def text_files(folder: Path) -> list[Path]:
    """List the notes and the files of ``texts/``, right or wrong, in order."""
    notes = [path for pattern in (f"{NOTES}.md", f"{NOTES}.*.md") for path in sorted(folder.glob(pattern))]
    return [path for path in (*notes, *walked(folder / TEXTS)[0]) if path.is_file()]


def matched(folder: Path, pattern: str, below: str = "") -> list[Path]:
    """List files that a pattern of ``[[links]]`` names inside an edition, in order; for a folder, those below it.

    Parameters
    ----------
    folder, pattern
        Of the edition, and a path in it that may have wildcards.
    below
        Pattern of the files below a folder; empty: a folder is passed over.

    Raises
    ------
    ValueError
        The pattern leads out of the edition, is none, or is one that takes long to match.
    """
    if ".." in pattern.split("/"):
        raise ValueError("must lie inside the edition")
    if pattern.count("*") > MOST_STARS or pattern.count("**") > 1:
        raise ValueError(f"must have '**' once and {MOST_STARS} '*' at most")
    try:
        met = sorted(folder.glob(pattern)) if pattern else []
    except (NotImplementedError, OSError, ValueError) as error:  # absolute, or no pattern at all
        raise ValueError("must be a path or pattern inside the edition") from error
    files = [f for path in met for f in (sorted(path.rglob(below)) if path.is_dir() and below else [path])]
    return list(dict.fromkeys(f for f in files if f.is_file()))


def read_places(folder: Path) -> list[Path]:
    """List the settings file and the folders that are read whole.

    The folder itself is not among them: an output may lie next to these.
    """
    return [folder / name for name in (FILE, *FOLDERS, TEXTS, TEMPLATES, "locale")]


def value_files(folder: Path, document: Mapping[str, Any]) -> list[Path]:
    """List files that ``[[values]]`` and ``[[places]]`` name; wrong names are reported where settings are checked."""
    blocks = [b for home in ("values", "places") if isinstance(of := document.get(home), list) for b in of]
    files: dict[Path, None] = {}
    for block in blocks:
        pattern = block.get("file") if isinstance(block, dict) else None
        with suppress(ValueError):
            met = matched(folder, pattern) if isinstance(pattern, str) else []
            files |= dict.fromkeys(p for p in met if p.resolve().is_relative_to(folder.resolve()))
    return list(files)


def code_file(document: Mapping[str, Any]) -> list[str]:
    """Return the Python file that ``[index]`` names."""
    index = document.get("index")
    name = index.get("python") if isinstance(index, dict) else None
    return [name] if isinstance(name, str) and name and "\0" not in name else []


def report_files(document: Mapping[str, Any]) -> dict[str, str]:
    """List files that ``[report]`` names, by their key."""
    report = document.get("report")
    if not isinstance(report, dict):
        return {}
    named = {k: report.get(k) for k in ("logo", "map")}
    fonts = report.get("fonts")
    if isinstance(fonts, dict):
        named |= {f"fonts.{k}": fonts.get(k) for k in FONT_KEYS}
    # an empty name, or one with a NUL, is no file; the check of settings reports it
    return {k: v for k, v in named.items() if isinstance(v, str) and v.strip() and "\0" not in v}


def source_date() -> dt.date | None:
    """Read the day of the environment variable SOURCE_DATE_EPOCH, in seconds since 1970; None where it is not set.

    Raises
    ------
    InputError
        It is no such number.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) > LAST_SECOND:
        rule = f"must be a whole number of seconds since 1970, {LAST_SECOND} at most"
        raise InputError([Problem("SOURCE_DATE_EPOCH", rule, shown(text), "it is an environment variable: unset it")])
    return dt.datetime.fromtimestamp(int(text), tz=dt.UTC).date()


def unread_date(folder: Path, document: Mapping[str, Any]) -> dt.date | None:
    """Return the default date of publication (`usual_date`), or None where only a full reading can tell."""
    path, index = folder / "sources.csv", document.get("index")
    section = index if isinstance(index, dict) else {}
    try:
        year = (section.get("years") or [section["year"]])[-1]
        if path.is_file():
            rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
            return usual_date([str(row.get("retrieved", "")).strip() for row in rows], year)
        return None if tables_named(folder, "sources") else usual_date([], year)
    except (OSError, ValueError, TypeError, IndexError, KeyError, csv.Error):
        return None
