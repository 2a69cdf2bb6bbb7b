"""Rows of text of a file, each with its number, before their meaning is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.errors import Problem, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame


@dataclass(frozen=True, eq=False)
class Body:
    """Hold the rows below a header.

    Parameters
    ----------
    text
        Cells as text, columns 0, 1, ...
    rows
        Number of each row in its file or sheet, from 1.
    ragged
        Rows that have not as many cells as the header: their number and cells.
    """

    text: DataFrame
    rows: NDArray[np.int64]
    ragged: tuple[tuple[int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, eq=False)
class Raw:
    """Hold a file, or one sheet of a workbook, as rows of text.

    Parameters
    ----------
    file
        Its name as the reader of a message knows it.
    sheet
        Of a workbook; empty where there are none.
    head
        Its first rows.
    body
        The rows after the first so many, with so many columns; read on demand.
    separator, encoding
        Of text; empty for others.
    notes
        What was changed in reading: cells shown as per cent, formulas.
    others
        Filled sheets, or members of an archive, that were not read.
    merged
        Rows with cells that reach over several columns.
    texts
        Row and column (from 0) of each cell that is text and holds a digit, where cells have types; in the others
        the decimal sign is certain.
    """

    file: str
    sheet: str
    head: tuple[tuple[str, ...], ...]
    body: Callable[[int, int], Body]
    separator: str = ""
    encoding: str = ""
    notes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    merged: frozenset[int] = field(default_factory=frozenset)
    texts: frozenset[tuple[int, int]] | None = None

    @property
    def name(self) -> str:
        """Return file and sheet, with which places of problems begin."""
        return f"{self.file} sheet {shown(self.sheet)}" if self.sheet else self.file


def framed(rows: Sequence[Sequence[str]], numbers: Sequence[int], width: int) -> Body:
    """Convert rows of a small table to a body: rows of another width apart, blank ones dropped."""
    kept, at, ragged = [], [], []
    for number, row in zip(numbers, rows, strict=True):
        if not any(row):
            continue
        if len(row) == width:
            kept.append(row)
            at.append(number)
        else:
            ragged.append((number, tuple(row)))
    text = pd.DataFrame(kept, columns=range(width), dtype="str")
    return Body(text, np.array(at, dtype=np.int64), tuple(ragged))


def letter(column: int) -> str:
    """Return the letters of a spreadsheet column, counted from 0.

    Examples
    --------
    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def problem(place: str, rule: str, got: object = "", hint: str = "") -> Problem:
    """Make a problem whose value is shown in quotes."""
    return Problem(place, rule, shown(got) if got != "" else "", hint)
