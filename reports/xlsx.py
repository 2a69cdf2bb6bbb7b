"""The tables as one workbook: a sheet a table, a cover sheet that explains them."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connectindex.index import Result
    from connectindex.reports.tables import Table

WIDEST = 60


def workbook(result: Result, tables: Sequence[Table], date: dt.date) -> bytes:
    """The workbook as bytes; the same input gives the same bytes.

    Parameters
    ----------
    result
        Gives title and licence of the cover sheet.
    tables
        One sheet each.
    date
        Date of publication, also the workbook's date of creation.

    Notes
    -----
    Text is written as text: a name that begins with "=" never becomes a formula.
    """
    import xlsxwriter  # noqa: PLC0415 - only when a workbook is written

    about = result.edition.about
    buffer = io.BytesIO()
    literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **literal})
    created = dt.datetime.combine(date, dt.time(), tzinfo=dt.UTC).replace(tzinfo=None)  # Excel knows no zones
    book.set_properties({"title": about.title, "author": about.publisher, "created": created})
    bold = book.add_format({"bold": True, "bottom": 1})
    cover = book.add_worksheet("README")
    lines = [
        about.title,
        f"Edition {about.edition}, published {date.isoformat()} by {about.publisher}",
        f"Licence: {about.licence}",
        "",
        *(f"{t.name}: {t.note}" for t in tables),
    ]
    for row, line in enumerate(lines):
        cover.write_string(row, 0, line)
    cover.set_column(0, 0, 100)
    for table in tables:
        _sheet(book.add_worksheet(table.name[:31]), table, bold)
    book.close()
    return buffer.getvalue()


def _sheet(sheet: Any, table: Table, bold: Any) -> None:
    frame = table.frame
    for column, name in enumerate(frame.columns):
        cells = frame[name]
        sheet.write_string(0, column, str(name), bold)
        numeric = pd.api.types.is_numeric_dtype(cells)
        for row, cell in enumerate(cells.tolist(), start=1):
            if pd.isna(cell) or cell == "":
                continue
            if numeric:
                sheet.write_number(row, column, float(cell))
            else:
                sheet.write_string(row, column, str(cell))
        longest = max([len(str(name)), *(len(str(c)) for c in cells.head(200))]) if not numeric else 12
        sheet.set_column(column, column, min(max(longest, 8) + 1, WIDEST))
    sheet.freeze_panes(1, 0)
    if len(frame.columns):
        sheet.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)
