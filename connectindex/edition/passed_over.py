"""Files in an edition's folder that are not read: each is named, so that no table is lost for its name."""

from __future__ import annotations

import difflib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from connectindex.edition.inputs import FOLDERS, TABLES, is_text, tables_named, walked
from connectindex.errors import Problem, limited, shown
from connectindex.filenames import LOCK, MANIFEST, TABLE_ENDINGS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Collection

OTHER_TABLES = (".xls", ".xlsm", ".xlsb", ".ods", ".tsv", ".txt", ".json", ".zip", ".gz")
# files that every folder of data may hold, and programs, which make the tables
KNOWN = re.compile(
    r"(readme|licen[cs]es?|copying|notice|changelog|authors|contributing|citation|makefile)\b.*"
    r"|.*\.(py|r|rmd|qmd|do|jl|sh|sql|ipynb)|pyproject\.toml|requirements.*\.txt|thumbs\.db|desktop\.ini",
    re.IGNORECASE,
)
CACHES = ("__pycache__",)
ALIKE = 0.75  # of two names: 1 is the same
ALMOST = 0.85  # ``tests`` is a usual folder


def passed_over(folder: Path, read: Collection[Path]) -> tuple[list[Problem], list[Problem]]:
    """List files of an edition that are not read.

    Parameters
    ----------
    folder
        Of the edition.
    read
        The files that are.

    Returns
    -------
    Problems: a file among the tables that looks like one, a name that is nearly that of a table which is not there,
    a table that exists twice, what cannot be read. And warnings: all other files, but hidden ones, outputs of
    ours, programs with the files next to them, and what any folder may hold (README, LICENSE ...).
    """
    files, problems = walked(folder)
    problems += _twice(folder)
    taken = {*read, folder / LOCK, *(p for kind in TABLES for p in tables_named(folder, kind))}
    outputs = {p.parent for p in files if p.name == MANIFEST and p.parent != folder and _ours(p)}
    programs = {
        p.parent for p in files if p.suffix == ".py" and p.relative_to(folder).parts[0] not in (p.name, *FOLDERS)
    }
    silent: dict[str, list[Path]] = {}
    for path in files:
        name = path.relative_to(folder)
        if path in taken or any(p in outputs for p in path.parents) or set(CACHES) & set(name.parts):
            continue
        wrong = _problem(path, name, folder)
        if wrong:
            problems.append(wrong)
        elif path.parent not in programs and not KNOWN.fullmatch(path.name):
            among = name.parts[0] in FOLDERS or len(name.parts) == 1
            silent.setdefault(name.as_posix() if among else f"{name.parts[0]}/", []).append(path)
    one, all_ = "is not read: no table or setting has this name", "none of its {n:,} files is read"
    return limited(dict.fromkeys(problems)), limited(
        Problem(name, all_.format(n=len(paths)) if name.endswith("/") else one) for name, paths in silent.items()
    )


def _problem(path: Path, name: Path, folder: Path) -> Problem | None:
    """Return the problem of a file that is not read; None where there is none."""
    if len(name.parts) == 1:
        return _at_the_top(path, folder)
    kind, ending = name.parts[0], path.suffix.lower()
    if kind not in FOLDERS:
        if ending == ".md" and difflib.get_close_matches(kind.lower(), [TEXTS], 1, ALMOST):
            rule = "must have the name of the folder of texts"
            return Problem(f"{kind}/", rule, "", f"did you mean '{TEXTS}/'?")
        meant = difflib.get_close_matches(kind.lower(), [f for f in FOLDERS if not (folder / f).exists()], 1, ALIKE)
        rule, hint = "must have the name of a folder of tables", f"did you mean '{meant[0]}/'?" if meant else ""
        return Problem(f"{kind}/", rule, "", hint) if meant and ending in TABLE_ENDINGS else None
    if not is_text(name.as_posix()):
        return Problem(name.as_posix(), "must have a name that is text in UTF-8", "", "rename it")
    if not path.is_file():
        return Problem(name.as_posix(), "must be a file", _what(path))
    return _other_table(name) if ending in OTHER_TABLES and not KNOWN.fullmatch(path.name) else None


def _at_the_top(path: Path, folder: Path) -> Problem | None:
    """Return the problem of a file in the same folder as index.toml."""
    if path.name in FOLDERS:
        return Problem(path.name, "must be a folder", _what(path))
    ending = path.suffix.lower()
    lacking = [kind for kind in TABLES if not tables_named(folder, kind)]
    meant = difflib.get_close_matches(path.stem.lower(), lacking, 1, ALIKE)
    if not meant or ending not in (*TABLE_ENDINGS, *OTHER_TABLES):
        return None
    if path.stem != meant[0]:
        good = ending if ending in TABLE_ENDINGS else TABLE_ENDINGS[0]
        return Problem(path.name, "must have the name of a table", "", f"did you mean '{meant[0]}{good}'?")
    return _other_table(Path(path.name)) if path.is_file() else Problem(path.name, "must be a file", _what(path))


def _other_table(name: Path) -> Problem:
    rule = f"must be a table in one of {', '.join(TABLE_ENDINGS)}"
    return Problem(name.as_posix(), rule, shown(name.suffix), "save it so, or take it away")


def _what(path: Path) -> str:
    """Name what is at the path of a file."""
    if path.is_file():
        return "a file"
    if path.is_dir():
        return "a link to a folder"
    return "a device, pipe or socket" if path.exists() else "a link to nothing"


def _twice(folder: Path) -> list[Problem]:
    problems = []
    for kind in TABLES:
        met = tables_named(folder, kind)
        if len(met) > 1:
            rule, hint = f"must stand once, in one of {', '.join(TABLE_ENDINGS)}", "keep one of them"
            problems.append(Problem(kind, rule, ", ".join(p.name for p in met), hint))
    return problems


def _ours(manifest: Path) -> bool:
    """Tell whether a manifest belongs to an output of connectindex."""
    try:
        content = json.loads(manifest.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and {"connectindex", "outputs"} <= set(content)
