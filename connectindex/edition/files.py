"""Files to tables of text: encodings, delimiters and ragged rows, every problem with its place."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from connectindex.errors import Problem, shown

if TYPE_CHECKING:
    from pathlib import Path

    from pandas import DataFrame

TABLE_ENDINGS = (".csv", ".xlsx", ".parquet")
LARGEST_FIELD = 131_072


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table as it stands in a file.

    Parameters
    ----------
    name
        File as the reader of a message knows it: its name inside the edition.
    text
        All cells as text; the index says where each row stands ("values/air.csv row 3", the header
        being row 1), so that tables can be stacked and still name the place of a cell.
    """

    name: str
    text: DataFrame


def read_table(path: Path, name: str) -> tuple[RawTable | None, list[Problem]]:
    """Read a CSV, XLSX or Parquet file as text.

    Returns
    -------
    The table, or None where nothing could be read, and the problems found.
    """
    if path.suffix == ".parquet":
        return _parquet(path, name)
    rows, problems = _sheet(path, name) if path.suffix == ".xlsx" else _delimited(path, name)
    if rows is None:
        return None, problems
    return _table(rows, name, problems)


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def decoded(path: Path, name: str) -> tuple[str | None, list[Problem]]:
    """The text of a UTF-8 file, a byte order mark dropped."""
    raw = path.read_bytes()
    if not raw.strip():
        return None, [Problem(name, "must not be empty")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return None, [
            Problem(
                f"{name} line {line}",
                "must be text in UTF-8",
                f"byte 0x{raw[error.start]:02x}",
                "save the file as CSV UTF-8 and try again",
            )
        ]
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        return None, [Problem(f"{name} line {line}", "must be text in UTF-8", "a NUL character")]
    return text, []


def _delimited(path: Path, name: str) -> tuple[list[list[str]] | None, list[Problem]]:
    text, problems = decoded(path, name)
    if text is None:
        return None, problems
    first = text.partition("\n")[0]
    if "," not in first and any(mark in first for mark in ";\t|"):
        return None, [Problem(f"{name} row 1", "columns must be separated by commas", shown(first.strip()))]
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True)), problems
    except csv.Error as error:
        what = f"must be a CSV file with fields under {LARGEST_FIELD:,} characters"
        return None, [Problem(name, what, str(error), "quotes inside quoted text are doubled")]


def _sheet(path: Path, name: str) -> tuple[list[list[str]] | None, list[Problem]]:
    import openpyxl  # noqa: PLC0415 - only for editions kept in XLSX

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # noqa: BLE001 - zip, XML and format errors of a stranger's file
        return None, [Problem(name, "must be an XLSX workbook", shown(str(error) or type(error).__name__))]
    rows = [["" if c is None else str(c) for c in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    if not any(any(row) for row in rows):
        return None, [Problem(name, "must not be empty")]
    return rows, []


def _parquet(path: Path, name: str) -> tuple[RawTable | None, list[Problem]]:
    try:
        frame = pd.read_parquet(path)
    except Exception as error:  # noqa: BLE001 - whatever a stranger's file brings
        return None, [Problem(name, "must be a Parquet file", shown(str(error)))]
    text = frame.astype(object).where(frame.notna(), "").map(str).astype(object)
    text.index = pd.Index([f"{name} row {n}" for n in range(2, len(text) + 2)], dtype=object)
    return RawTable(name, text), []


def _table(rows: list[list[str]], name: str, problems: list[Problem]) -> tuple[RawTable | None, list[Problem]]:
    header = [c.strip() for c in rows[0]]
    twice = sorted({c for c in header if header.count(c) > 1})
    problems += [Problem(f"{name} row 1", "columns must have different names", shown(c)) for c in twice]
    body, places = [], []
    for number, row in enumerate(rows[1:], start=2):
        if not any(c.strip() for c in row):
            continue  # blank lines separate nothing here
        if len(row) != len(header):
            rule = f"must have {len(header)} fields like the header"
            problems.append(Problem(f"{name} row {number}", rule, str(len(row)), "text with a comma goes in quotes"))
            continue
        body.append([c.strip() for c in row])
        places.append(f"{name} row {number}")
    if problems and len(set(header)) < len(header):
        return None, problems
    text = pd.DataFrame(body, columns=header, index=pd.Index(places, dtype=object), dtype=object)
    return RawTable(name, text), problems
