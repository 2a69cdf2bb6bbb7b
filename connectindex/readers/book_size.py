"""The size of a workbook before its cells are read, which takes a hundred times as long as to count them."""

from __future__ import annotations

import io
import re
import zipfile

from connectindex.errors import Problem
from connectindex.readers.limits import LARGEST_BOOK, MOST_ELEMENTS

CHUNK = 2**20
START = re.compile(rb"<[^/?!]")
HINT = "save its sheets as CSV or Parquet"


def book_size_problems(data: bytes, name: str) -> list[Problem]:
    """Check that a workbook's cells can be read in seconds.

    Parameters
    ----------
    data
        The file.
    name
        Its name, for the problem.

    Returns
    -------
    One problem where its parts are too large or hold too many XML elements: a cell with a number has two, with a
    formula three.

    Raises
    ------
    zipfile.BadZipFile
        The file is no workbook.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        size = sum(part.file_size for part in parts.infolist())
        if size > LARGEST_BOOK:
            rule = f"must be an XLSX workbook that unpacks to {LARGEST_BOOK // 2**20} MB or less"
            return [Problem(name, rule, f"{size / 2**20:,.0f} MB", HINT)]
        elements = sum(_elements(parts, part) for part in parts.namelist() if part.endswith(".xml"))
    if elements > MOST_ELEMENTS:
        rule = f"must have {MOST_ELEMENTS:,} XML elements or fewer, as do {MOST_ELEMENTS // 2:,} cells"
        return [Problem(name, rule, f"{elements:,}", HINT)]
    return []


def _elements(parts: zipfile.ZipFile, part: str) -> int:
    """Count the start tags of a part."""
    count, last = 0, b""
    with parts.open(part) as file:
        while chunk := file.read(CHUNK):
            count += len(START.findall(last + chunk))
            last = b"<" if chunk.endswith(b"<") else b""
    return count
