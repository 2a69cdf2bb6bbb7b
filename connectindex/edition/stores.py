"""[[links]] of index.toml: tables of links that stay in their files or databases, each as a source."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from connectindex.edition.inputs import matched
from connectindex.errors import Problem, shown
from connectindex.filenames import FILE
from connectindex.links.stores import DuckDBTable, Files, IbisTable, LinkSource, PostgresTable, SparkTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from connectindex.edition.settings import LinksSection
    from connectindex.links.stores import Store

STORES = ("parquet", "csv", "duckdb", "postgres", "spark")
REMOTE: Mapping[str, type[Any]] = {"postgres": PostgresTable, "spark": SparkTable}
EXAMPLES = {"postgres": "postgresql://user@host/database", "spark": "spark://host:7077"}
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
NOT_FIXED = {*STORES, "url", "accept", "table", "columns", "header", "separator", "where", "ends", "unknown"}
OF_TEXT = ("header", "separator", "where")  # keys of CSV files alone
LARGE = 64 * 2**20  # bytes; a larger file of links/ is not read into memory


def named_sources(sections: Sequence[LinksSection], folder: Path) -> tuple[list[LinkSource], list[Problem]]:
    """Open the tables of links that an edition names, and list the rules their settings break.

    Parameters
    ----------
    sections
        ``[[links]]`` in order.
    folder
        The edition; files must lie inside.
    """
    sources, problems = [], []
    for number, section in enumerate(sections, start=1):
        place = f"{FILE} [[links]] {number}"
        store, name, new_problems = _store(section, folder, place)
        problems += new_problems
        if store is not None:
            fixed = {k: v for k, v in section.model_dump(exclude_none=True).items() if k not in NOT_FIXED}
            left = section.unknown == "leave_out"
            sources.append(LinkSource(f"links {name}", store, section.columns, fixed, section.ends or "", left))
    return sources, problems


def large_file(path: Path, folder: Path) -> LinkSource | None:
    """Return a file of ``links/`` as a source of its own, where it is too large to be read row by row."""
    kind = path.suffix.removeprefix(".").lower()
    if kind not in ("parquet", "csv") or path.stat().st_size <= LARGE:
        return None
    return LinkSource(path.relative_to(folder).as_posix(), Files((path,), folder, kind))


def given_sources(tables: Iterable[Any]) -> tuple[list[LinkSource], list[Problem]]:
    """Convert the tables of Ibis that a caller passes in Python to sources."""
    sources, problems = [], []
    for number, table in enumerate(tables, start=1):
        if isinstance(table, LinkSource):
            sources.append(table)
        elif hasattr(table, "columns") and hasattr(table, "to_pyarrow"):
            sources.append(LinkSource(f"links table {number}", IbisTable(table)))
        else:
            problems.append(Problem(f"links table {number}", "must be a table of Ibis", type(table).__name__))
    return sources, problems


def files_of(sources: Iterable[LinkSource]) -> list[Path]:
    """List files that sources read, in order."""
    files: dict[Path, None] = {}
    for source in sources:
        store = source.store
        if isinstance(store, Files):
            files |= dict.fromkeys(store.paths)
        elif isinstance(store, DuckDBTable):
            files[store.path] = None
    return list(files)


def _store(section: LinksSection, folder: Path, place: str) -> tuple[Store | None, str, list[Problem]]:
    chosen = [kind for kind in STORES if getattr(section, kind) is not None]
    if len(chosen) != 1:
        return None, "", [Problem(place, f"must have one of {', '.join(STORES)}", shown(", ".join(chosen)))]
    (kind,) = chosen
    where, table = getattr(section, kind), section.table
    if kind in ("parquet", "csv"):
        problems = [] if table is None else [Problem(f"{place} table", "must not be set beside files", shown(table))]
        problems += _of_text_alone(section, kind, place)
        paths, new_problems = paths_inside(where, folder, f"{place} {kind}", f"*.{kind}", section.url)
        chosen_rows = {k: v if isinstance(v, list) else [str(v)] for k, v in section.where.items()}
        header = tuple(section.header) if section.header else None
        files = Files(tuple(paths), folder, kind, header, section.separator or ",", chosen_rows)
        return (files if paths else None), where, problems + new_problems
    problems = [] if table else [Problem(place, "must have a table")]
    problems += _of_text_alone(section, kind, place)
    problems += [Problem(f"{place} url", "must not be set but for csv and parquet", section.url)] if section.url else []
    if kind == "duckdb":
        paths, new_problems = paths_inside(where, folder, f"{place} {kind}", "")
        whole = paths and not problems
        return (DuckDBTable(paths[0], table or "") if whole else None), f"{where} {table}", problems + new_problems
    problems += _variable(where, f"{place} {kind}", EXAMPLES[kind])
    return (None if problems else REMOTE[kind](where, table)), f"{where} {table}", problems


def _of_text_alone(section: LinksSection, kind: str, place: str) -> list[Problem]:
    """List settings of CSV files that a store of another kind does not have."""
    return [
        Problem(f"{place} {key}", "must not be set but for csv", shown(getattr(section, key)))
        for key in OF_TEXT
        if kind != "csv" and getattr(section, key)
    ]


def _variable(name: str, place: str, example: str) -> list[Problem]:
    if not VARIABLE.fullmatch(name):
        # the text is not shown: it may be the address, with its password
        return [Problem(place, "must be the name of an environment variable that holds the address")]
    if not os.environ.get(name):
        return [Problem(place, "must be an environment variable that is set", shown(name), f"e.g. {name}={example}")]
    return []


def paths_inside(
    pattern: str, folder: Path, place: str, below: str, url: str | None = None
) -> tuple[list[Path], list[Problem]]:
    """List files that a pattern names inside the edition; those below it, where it names a folder."""
    try:
        files = matched(folder, pattern, below)
    except ValueError as error:
        return [], [Problem(place, str(error), shown(pattern))]
    if any(not f.resolve().is_relative_to(folder.resolve()) for f in files):
        return [], [Problem(place, "must lie inside the edition", shown(pattern))]
    hint = "connectindex download fetches it" if url else ""
    return files, [] if files else [Problem(place, "must name a file of the edition", shown(pattern), hint)]
