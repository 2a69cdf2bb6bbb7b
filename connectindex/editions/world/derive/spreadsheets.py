"""Read the cells of a sheet of an Excel workbook, as values."""

import warnings
from pathlib import Path
from typing import Any

import openpyxl


def sheet(workbook: Path, name: str) -> list[tuple[Any, ...]]:
    """Return the rows of one sheet, each a tuple of its cells."""
    with warnings.catch_warnings():
        # parts of Google's and Excel's own that say nothing of the cells
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(workbook, read_only=True, data_only=True)
        try:
            return list(book[name].iter_rows(values_only=True))
        finally:
            book.close()
