"""The tables as one workbook: a sheet a table with notes at its columns, and a first sheet that explains them."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.reports import safe
from connectindex.reports.data.citation import cited
from connectindex.reports.data.delimited import legible
from connectindex.reports.data.dictionary import fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connectindex.pipeline.result import Result
    from connectindex.reports.data.tables import Table

WIDEST = 60
LONGEST_NAME = 31
MOST_NOTES = 40  # a matrix of units needs no note at each column
ROWS, COLUMNS = 1_048_576, 16_384  # of a sheet
ABOUT = "About"


def workbook(result: Result, tables: Sequence[Table], date: dt.date) -> bytes:
    """The workbook as bytes; the same input gives the same bytes.

    Parameters
    ----------
    result
        Gives title, licence and citation of the first sheet.
    tables
        One sheet each.
    date
        Date of publication, also the workbook's date of creation.

    Notes
    -----
    Text is written as text: a name that begins with "=" never becomes a formula. Signs that a workbook
    cannot hold are replaced. A table too large for a sheet is cut, and the first sheet says so.
    """
    import xlsxwriter  # noqa: PLC0415 - only when a workbook is written

    about = result.edition.about
    buffer = io.BytesIO()
    literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **literal})
    created = dt.datetime.combine(date, dt.time(), tzinfo=dt.UTC).replace(tzinfo=None)  # Excel knows no zones
    title, publisher = safe.paragraph(about.title)[:255], safe.paragraph(about.publisher)[:255]
    book.set_properties({"title": title, "author": publisher, "created": created})
    bold = book.add_format({"bold": True, "bottom": 1})
    first = book.add_worksheet(ABOUT)
    names = sheet_names([t.name for t in tables])
    facts = {
        "Title": title,
        "Edition": safe.clean(about.edition),
        "Published": f"{date.isoformat()} by {publisher}" if publisher else date.isoformat(),
        "Licence": safe.paragraph(about.licence),
        "Cite as": cited(about, date),
    }
    _about(first, {k: v for k, v in facts.items() if v}, dict(zip(names, tables, strict=True)), book, bold)
    for name, table in zip(names, tables, strict=True):
        _sheet(book.add_worksheet(name), table, bold)
    book.close()
    return buffer.getvalue()


def sheet_names(names: Sequence[str]) -> list[str]:
    """Names of sheets: at most 31 signs, none that Excel forbids, all distinct in any case, none reserved.

    Examples
    --------
    >>> sheet_names(["scores", "Scores", "a/b", "what_each_choice_does_to_the_ranks"])
    ['scores', 'Scores~2', 'a_b', 'what_each_choice_does_to_the_ra']
    """
    taken = {ABOUT.lower(), "history"}
    sheets = []
    for name in names:
        plain = re.sub(r"[\[\]:*?/\\]", "_", legible(name)).strip("'")[:LONGEST_NAME] or "table"
        unique, n = plain, 1
        while unique.lower() in taken:
            n += 1
            unique = f"{plain[: LONGEST_NAME - len(str(n)) - 1]}~{n}"
        taken.add(unique.lower())
        sheets.append(unique)
    return sheets


def _about(sheet: Any, facts: dict[str, str], tables: dict[str, Table], book: Any, bold: Any) -> None:
    """What the workbook is, how to cite it, and a list of its sheets that leads to them."""
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    row = 0
    for label, text in facts.items():
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, text, wrapped)
        row += 1
    row += 1
    for column, head in enumerate(("Sheet", "What a row is", "Rows", "File")):
        sheet.write_string(row, column, head, bold)
    for name, table in tables.items():
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(row, 1, table.note + _cut(table), wrapped)
        sheet.write_number(row, 2, len(table.frame))
        sheet.write_string(row, 3, f"tables/{table.name}.csv")
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    sheet.set_column(2, 2, 10)
    sheet.set_column(3, 3, 30)


def _cut(table: Table) -> str:
    rows, columns = table.frame.shape
    if rows < ROWS and columns <= COLUMNS:
        return ""
    return " The sheet holds only the rows and columns a sheet has room for; the file holds all."


def _sheet(sheet: Any, table: Table, bold: Any) -> None:
    frame = table.frame.iloc[: ROWS - 1, :COLUMNS]
    notes = fields(table.name, frame) if frame.shape[1] <= MOST_NOTES else {}
    for column, name in enumerate(map(str, frame.columns)):
        cells = frame.iloc[:, column]
        sheet.write_string(0, column, legible(name), bold)
        field = notes.get(name)
        if field and field.text:
            unit = f" ({field.unit})" if field.unit else ""
            sheet.write_comment(0, column, f"{field.text}{unit}.", {"author": "", "x_scale": 2})
        for row, cell in enumerate(cells.tolist(), start=1):
            _write(sheet, row, column, cell)
        numeric = pd.api.types.is_numeric_dtype(cells)
        longest = max([len(name), *(len(str(c)) for c in cells.head(200))]) if not numeric else 12
        sheet.set_column(column, column, min(max(longest, 8) + 1, WIDEST))
    sheet.freeze_panes(1, 0)
    if len(frame.columns):
        sheet.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)


def _write(sheet: Any, row: int, column: int, cell: Any) -> None:
    """A cell by its type; what is missing stays empty, and no number is infinite."""
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, str):
        if cell:
            sheet.write_string(row, column, legible(cell))
    elif not pd.isna(cell):
        number = float(cell) if isinstance(cell, int | float | np.number) else None
        if number is not None and np.isfinite(number):
            sheet.write_number(row, column, number)
        else:
            sheet.write_string(row, column, legible(str(cell)))
