"""Files to tables of text: encodings, delimiters and ragged rows, every problem with its place."""

from __future__ import annotations

import csv
import io
import warnings
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.errors import Problem, limited, shown
from connectindex.readers.book_size import book_size_problems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pandas import DataFrame

LARGEST_FIELD = 131_072
MOST_COLUMNS = 10_000
MOST_CELLS = 20_000_000  # a small file may unpack to any number of them
MOST_ROWS = 1_000_000  # of a packed table whose rows are checked one by one, which takes a gigabyte
LARGEST_PARQUET = 2**30  # bytes of a table, unpacked
MOST_FORMULAS = 10_000  # without their values: the number of others is not needed
LAST_ROW = 1_048_576  # of a sheet; a file may claim any, and all before it would be made up


@dataclass(frozen=True, eq=False)
class RawTable:
    """Hold a table as text, as it is in a file.

    Parameters
    ----------
    name
        File as the reader of a message knows it: its name inside the edition.
    text
        All cells as text; the index says the place of each row ("values/air.csv row 3", the header
        being row 1), so that tables can be stacked and still name the place of a cell.
    warnings
        What of the file was not read.
    """

    name: str
    text: DataFrame
    warnings: tuple[Problem, ...] = ()


def read_table(path: Path, name: str, *, row_names: bool = False) -> tuple[RawTable | None, list[Problem]]:
    """Read a CSV, XLSX or Parquet file as text.

    Parameters
    ----------
    path, name
        Of the file, and what problems call it.
    row_names
        A first column without a name is passed over: R writes the names of rows there.

    Returns
    -------
    The table, or None where nothing could be read, and the problems found.
    """
    warnings: list[Problem] = []
    if path.suffix.lower() == ".xlsx":
        rows, problems, warnings = _sheet(path, name)
    else:
        rows, problems = (_parquet if path.suffix.lower() == ".parquet" else _delimited)(path, name)
    if rows is None:
        return None, problems
    table, problems = _table(rows, name, problems, row_names=row_names)
    return table and replace(table, warnings=tuple(warnings)), problems


def decoded(path: Path, name: str) -> tuple[str | None, list[Problem]]:
    """Read the text of a UTF-8 file without its byte order mark."""
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
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return list(reader), problems
    except csv.Error as error:
        what = f"must be a CSV file with fields under {LARGEST_FIELD:,} characters"
        hint = "quotes inside quoted text are doubled"
        return None, [Problem(f"{name} line {reader.line_num}", what, str(error), hint)]


def _sheet(path: Path, name: str) -> tuple[list[list[str]] | None, list[Problem], list[Problem]]:
    """Read rows of a workbook's first sheet without empty cells at their ends; problems, and the sheets not read."""
    import zipfile  # noqa: PLC0415 - only for editions kept in XLSX

    import openpyxl  # noqa: PLC0415 - only for editions kept in XLSX

    raw = path.read_bytes()  # a path would be left open where the workbook is broken
    try:
        if too_large := book_size_problems(raw, name):
            return None, too_large, []
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            sheets = [parts.read(part) for part in parts.namelist() if part.startswith("xl/worksheets/")]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what a workbook has besides cells: validations, styles, odd dates
            book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
            rows = _cells(book.worksheets[0])
            others = [sheet.title for sheet in book.worksheets[1:] if _is_filled(sheet)]
            book.close()
            problems: list[Problem] = []
            if rows and any(b"<f" in sheet for sheet in sheets):
                meant = openpyxl.load_workbook(io.BytesIO(raw), read_only=True)
                problems = limited(_formulas(rows, meant.worksheets[0], name))
                meant.close()
    except Exception as error:  # noqa: BLE001 - zip, XML and format errors of a stranger's file
        return None, [Problem(name, "must be an XLSX workbook", shown(str(error) or type(error).__name__))], []
    if rows is None:
        return None, [Problem(name, f"must have {MOST_CELLS:,} cells or fewer")], []
    rule, hint = "its first sheet is read, and no other", "save each sheet as a file of its own"
    more = [Problem(name, rule, f"also {', '.join(map(shown, others))}", hint)] if others else []
    return [_trimmed(row) for row in rows], problems, more


def _cells(sheet: Any) -> list[list[str]] | None:
    """Read cells of a sheet as text; None where the sheet is too large."""
    sheet.reset_dimensions()  # a file's own size would pad every row
    rows: list[list[str]] = []
    seen = 0
    for row in sheet.iter_rows(values_only=True, max_row=LAST_ROW):
        seen += len(row)
        if seen > MOST_CELLS:
            return None
        rows.append([_text(c) for c in row])
    return rows


def _is_filled(sheet: Any) -> bool:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True, max_row=LAST_ROW)
    return any(cell is not None and str(cell).strip() for row in rows for cell in row)


def _formulas(rows: list[list[str]], sheet: Any, name: str) -> Iterator[Problem]:
    """List a problem for each formula without its value; stop early in a file with very many of them."""
    rule, hint = "a formula must come with its value", "open and save the workbook in a spreadsheet program"
    sheet.reset_dimensions()
    met = 0
    for n, row in enumerate(sheet.iter_rows(values_only=True, max_row=len(rows)), start=1):
        for cell, formula in zip(rows[n - 1], row, strict=False):
            if isinstance(formula, str) and formula.startswith("=") and not cell:
                yield Problem(f"{name} row {n}", rule, shown(formula), hint)
                met += 1
        if met >= MOST_FORMULAS:
            yield Problem(name, f"{rule}: rows after {n:,} were not looked at")
            return


def _text(value: Any) -> str:
    """Write a cell as in a CSV file: 2025, not 2025.0."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else str(value)


def _trimmed(row: list[str]) -> list[str]:
    last = next((k for k in range(len(row), 0, -1) if row[k - 1].strip()), 0)
    return row[:last]


def _parquet(path: Path, name: str) -> tuple[list[list[str]] | None, list[Problem]]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only for editions kept in Parquet

    try:
        size = pq.read_metadata(path)
        if size.num_rows * size.num_columns > MOST_CELLS:
            rule = f"must have {MOST_CELLS:,} cells or fewer"
            return None, [Problem(name, rule, f"{size.num_rows * size.num_columns:,}")]
        if size.num_rows > MOST_ROWS:
            hint = "links may have any number: name the file in [[links]]" if name.startswith("links/") else ""
            return None, [Problem(name, f"must have {MOST_ROWS:,} rows or fewer", f"{size.num_rows:,}", hint)]
        unpacked = sum(size.row_group(k).total_byte_size for k in range(size.num_row_groups))
        if unpacked > LARGEST_PARQUET:
            rule = f"must unpack to {LARGEST_PARQUET // 2**20} MB or less"
            return None, [Problem(name, rule, f"{unpacked / 2**20:,.0f} MB")]
        # a text that occurs in many rows is held once
        texts = [c.name for c in pq.read_schema(path) if str(c.type) in ("string", "large_string", "binary")]
        frame = pd.read_parquet(path, read_dictionary=texts)
        if frame.index.names != [None]:
            frame = frame.reset_index()
        cells = frame.astype(object).where(frame.notna(), None).to_numpy(dtype=object)
        rows = [[str(c) for c in frame.columns], *([_text(c) for c in row] for row in cells)]
    except Exception as error:  # noqa: BLE001 - whatever a stranger's file brings
        return None, [Problem(name, "must be a Parquet file", shown(str(error)))]
    return rows, []


def _table(
    rows: list[list[str]], name: str, problems: list[Problem], *, row_names: bool
) -> tuple[RawTable | None, list[Problem]]:
    top = next((k for k, row in enumerate(rows) if any(c.strip() for c in row)), None)
    if top is None:
        return None, [*problems, Problem(name, "must not be empty")]
    header, at = [c.strip() for c in rows[top]], f"{name} row {top + 1}"
    if len(header) > MOST_COLUMNS:
        return None, [*problems, Problem(at, f"must have {MOST_COLUMNS:,} columns or fewer", f"{len(header):,}")]
    sparse = name.lower().endswith(".xlsx")  # whose rows end at their last cell
    ragged, body, places = list[Problem](), [], []
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        if not any(c.strip() for c in row):
            continue  # blank lines separate nothing here
        place = f"{name} row {number}"
        cells = [c.strip() for c in row] + [""] * (sparse * (len(header) - len(row)))
        if len(cells) != len(header):
            rule = f"must have {len(header)} fields like the header"
            ragged.append(Problem(place, rule, str(len(row)), "text with a comma goes in quotes"))
        elif any("\0" in cell for cell in cells):
            ragged.append(Problem(place, "must be text without NUL characters"))
        elif max(map(len, cells)) > LARGEST_FIELD:
            ragged.append(Problem(place, f"must have fields under {LARGEST_FIELD:,} characters"))
        else:
            body.append(cells)
            places.append(place)
    problems += limited(ragged)
    text = pd.DataFrame(body, columns=range(len(header)), index=pd.Index(places, dtype=object), dtype=object)
    unnamed = [k for k, column in enumerate(header) if not column]
    empty = [k for k in unnamed if (text[k] == "").all()]  # as spreadsheets leave them
    full = [k for k in unnamed if k not in empty and not (row_names and k == 0)]
    problems += [Problem(at, "a column must have a name", f"none above column {k + 1}") for k in full]
    named = [k for k in range(len(header)) if k not in unnamed]
    twice = sorted(c for c, n in Counter(header[k] for k in named).items() if n > 1)
    if twice:
        return None, problems + [Problem(at, "columns must have different names", shown(c)) for c in twice]
    return RawTable(name, text[named].set_axis([header[k] for k in named], axis=1)), problems
