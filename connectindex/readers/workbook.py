"""Read a sheet of a workbook as rows of text, as displayed: per cents as per cents, merged cells filled."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from connectindex.errors import Problem, shown
from connectindex.readers.book_size import book_size_problems
from connectindex.readers.limits import HEAD, LAST_ROW, MOST_SHEET_CELLS
from connectindex.readers.raw import Body, Raw, framed, letter

if TYPE_CHECKING:
    from connectindex.readers.block import ValuesBlock
    from connectindex.readers.unpack import Content

LITERAL = re.compile(r'"[^"]*"|\\.')  # signs that a format only adds: 98 shown as 98 %
MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
MOST_MERGED = 10_000


def workbook(content: Content, block: ValuesBlock) -> tuple[Raw | None, list[Problem]]:
    """Read the named sheet of a workbook, or its only filled one."""
    import openpyxl  # noqa: PLC0415 - only for workbooks

    name = content.name
    try:
        if too_large := book_size_problems(content.data, name):
            return None, too_large
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what a workbook has besides cells: validations, styles, odd dates
            book = openpyxl.load_workbook(io.BytesIO(content.data), read_only=True, data_only=True)
            titles = [s.title for s in book.worksheets if _filled(s)]
            title, problems = _chosen(titles, [s.title for s in book.worksheets], name, block.sheet)
            if title is None:
                return None, problems
            sheet = next(s for s in book.worksheets if s.title == title)
            merged = _merged(content.data, sheet)
            rows, percents, texts = _rows(sheet)
            book.close()
            if rows is None:
                return None, [Problem(name, f"must have {MOST_SHEET_CELLS:,} cells or fewer")]
            unsaved = _formulas(content.data, title, rows, name)
    except Exception as error:  # noqa: BLE001 - zip, XML and format errors of a stranger's file
        return None, [Problem(name, "must be an XLSX workbook", shown(str(error) or type(error).__name__))]
    if unsaved:
        return None, unsaved
    _fill(rows, merged)
    notes = tuple(
        f"column {letter(c)}: {n:,} cells are shown as per cent and read so, 0.5 as 50" for c, n in percents.items()
    )

    def body(after: int, width: int) -> Body:
        below = [(row + [""] * width)[:width] if not any(row[width:]) else row for row in rows[after:]]
        return framed(below, range(after + 1, len(rows) + 1), width)

    head = tuple(tuple(row) for row in rows[:HEAD])
    others = tuple(t for t in titles if t != title)
    flat = frozenset(top for top, left, bottom, right in merged if right > left and bottom == top)
    return Raw(name, title, head, body, notes=notes, others=others, merged=flat, texts=texts), []


def sheets(content: Content) -> tuple[str, ...]:
    """List filled sheets of a workbook; empty where it cannot be read."""
    import openpyxl  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content.data), read_only=True, data_only=True)
            return tuple(s.title for s in book.worksheets if _filled(s))
    except Exception:  # noqa: BLE001 - anyone's file; the problem is reported where the file is read
        return ()


def _chosen(filled: list[str], titles: list[str], name: str, sheet: str | None) -> tuple[str | None, list[Problem]]:
    if sheet is not None:
        if sheet in titles:
            return sheet, []
        return None, [
            Problem(name, "must have the sheet", shown(sheet), f"it has {', '.join(map(shown, titles[:12]))}")
        ]
    if len(filled) == 1:
        return filled[0], []
    if not filled:
        return None, [Problem(name, "must not be empty")]
    listed = ", ".join(map(shown, filled[:12]))
    return None, [
        Problem(
            name,
            "a workbook of several filled sheets must name one",
            f"{len(filled)} filled",
            f"sheet = one of {listed}",
        )
    ]


def _filled(sheet: Any) -> bool:
    sheet.reset_dimensions()  # a file's own size would pad every row
    rows = sheet.iter_rows(values_only=True, max_row=LAST_ROW)
    return any(any(c is not None and str(c).strip() for c in row) for _, row in zip(range(10_000), rows, strict=False))


def _rows(sheet: Any) -> tuple[list[list[str]] | None, dict[int, int], frozenset[tuple[int, int]]]:
    """Read cells as text in rows of one length; count cells a column shown as per cent; mark those that are text."""
    rows: list[list[str]] = []
    percents: dict[int, int] = {}
    written: set[tuple[int, int]] = set()
    seen = 0
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_row=LAST_ROW):
        seen += len(row)
        if seen > MOST_SHEET_CELLS:
            return None, {}, frozenset()
        texts = []
        for k, cell in enumerate(row):
            value = cell.value
            if isinstance(value, float | int) and not isinstance(value, bool) and _as_percent(cell):
                value = round(value * 100, 10)
                percents[k] = percents.get(k, 0) + 1
            elif isinstance(value, str) and any(c.isdigit() for c in value):
                written.add((len(rows) + 1, k))
            texts.append(_text(value))
        rows.append(texts)
    width = max((len(r) - next((k for k, c in enumerate(reversed(r)) if c), len(r)) for r in rows), default=0)
    return [(r + [""] * width)[:width] for r in rows], percents, frozenset(written)


def _as_percent(cell: Any) -> bool:
    shape = getattr(cell, "number_format", None)
    return isinstance(shape, str) and "%" in LITERAL.sub("", shape)


def _text(value: Any) -> str:
    """Write a cell as in a CSV file: 2025, not 2025.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return " ".join(str(value).split()).removesuffix(" 00:00:00")


def _merged(data: bytes, sheet: Any) -> list[tuple[int, int, int, int]]:
    """Return top, left, bottom and right of merged cells, from 1."""
    from openpyxl.utils import column_index_from_string as index  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        text = parts.read(sheet._worksheet_path)  # noqa: SLF001 - a sheet read row by row offers no other way
    ranges = MERGED.findall(text)[:MOST_MERGED]
    return [(int(top), index(left.decode()), int(bottom), index(right.decode())) for left, top, right, bottom in ranges]


def _fill(rows: list[list[str]], merged: list[tuple[int, int, int, int]]) -> None:
    """Copy the content of a merged cell to all of its places."""
    for top, left, bottom, right in merged:
        if top > len(rows) or left > len(rows[top - 1]):
            continue
        value = rows[top - 1][left - 1]
        for row in rows[top - 1 : bottom]:
            row[left - 1 : right] = [value] * len(row[left - 1 : right])


def _formulas(data: bytes, title: str, rows: list[list[str]], name: str) -> list[Problem]:
    """Find formulas whose value was never calculated."""
    import openpyxl  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if not any(b"<f" in parts.read(p) for p in parts.namelist() if p.startswith("xl/worksheets/sheet")):
            return []
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    sheet = book[title]
    sheet.reset_dimensions()
    rule, hint = "a formula must come with its value", "open and save the workbook in a spreadsheet program"
    problems = [
        Problem(f"{name} sheet {shown(title)} cell {letter(k)}{n}", rule, shown(formula), hint)
        for n, (row, meant) in enumerate(
            zip(rows, sheet.iter_rows(values_only=True, max_row=LAST_ROW), strict=False), 1
        )
        for k, (cell, formula) in enumerate(zip(row, meant, strict=False))
        if isinstance(formula, str) and formula.startswith("=") and not cell
    ]
    book.close()
    return problems
