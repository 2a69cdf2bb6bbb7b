"""Table: rows below a header, each cell with its place; rows above and below are skipped and listed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from connectindex.errors import Problem, did_you_mean, limited, shown
from connectindex.readers.limits import MOST_COLUMNS
from connectindex.readers.periods import parsed
from connectindex.readers.raw import letter

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.readers.block import ValuesBlock
    from connectindex.readers.raw import Body, Raw

SHOWN_NOTES = 3
NOTE_LENGTH = 60


@dataclass(frozen=True, eq=False)
class Table:
    """Hold a table with named columns.

    Parameters
    ----------
    raw
        Where it comes from.
    text
        Cells as text, blanks around them taken away where they are read.
    rows
        Number of each row in its file.
    columns
        Position of each column in its file, from 0.
    header
        Rows of the header, from 1; empty where the file has none.
    notes
        What was passed over.
    """

    raw: Raw
    text: DataFrame
    rows: NDArray[np.int64]
    columns: dict[str, int]
    header: tuple[int, ...]
    notes: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """List the names of the columns, in order."""
        return tuple(self.text.columns)

    def place(self, row: int, column: str = "") -> str:
        """Return the place of a cell, as problems name it."""
        if self.raw.sheet:
            at = letter(self.columns[column]) if column in self.columns else ""
            return f"{self.raw.name} cell {at}{row}" if at else f"{self.raw.name} row {row}"
        return f"{self.raw.name} row {row}" + (f", column {shown(column)[1:-1]}" if column else "")

    def cells(self, column: str) -> DataFrame:
        """Return one column, without blanks around its cells."""
        return self.text[column].str.strip()

    def only(self, keep: NDArray[np.bool_]) -> Table:
        """Select some of its rows."""
        return replace(self, text=self.text[keep], rows=self.rows[keep])

    def lacking(self, column: str, where: str) -> list[Problem]:
        """Report a column that a setting names and that is not there."""
        if column in self.columns:
            return []
        hint = did_you_mean(column, self.labels)
        return [Problem(f"{self.raw.name} {where}", "must be a column of the file", shown(column), hint)]


def labels_of(raw: Raw, header: tuple[int, ...]) -> tuple[str, ...]:
    """Derive column names from the rows of a header; of two rows, cells of the upper one extend to the right.

    Examples
    --------
    >>> from connectindex.readers.raw import Raw
    >>> raw = Raw("x.xlsx", "", (("Country", "Internet", ""), ("", "2022", "2023")), None)
    >>> labels_of(raw, (1, 2))
    ('Country', 'Internet 2022', 'Internet 2023')
    """
    rows = [[" ".join(c.split()) for c in raw.head[n - 1]] for n in header]
    width = max(len(r) for r in rows)
    rows = [r + [""] * (width - len(r)) for r in rows]
    for row, below in pairwise(rows):
        for k in range(1, width):
            if not row[k] and below[k]:
                row[k] = row[k - 1]
    joined = (" ".join(dict.fromkeys(p for p in parts if p)) for parts in zip(*rows, strict=True))
    return tuple(joined)


def table(raw: Raw, header: tuple[int, ...], block: ValuesBlock) -> tuple[Table | None, list[Problem]]:
    """Return the rows below a header, or all rows of a file without one."""
    names = block.without_header
    labels = tuple(names) if names else labels_of(raw, header)
    at = f"{raw.name} row {header[-1]}" if header else raw.name
    width = len(labels) if names else len(raw.head[header[-1] - 1])
    labels += ("",) * (width - len(labels))
    if len(labels) > MOST_COLUMNS:
        return None, [Problem(at, f"must have {MOST_COLUMNS:,} columns or fewer", f"{len(labels):,}")]
    body = raw.body(header[-1] if header else 0, width)
    text, rows = body.text, body.rows
    filled = [k for k in range(width) if not (text[k].str.strip() == "").all()]
    unnamed = [k for k in filled if not labels[k]]
    named = [k for k in range(width) if labels[k]]
    twice = [label for label, n in Counter(labels[k] for k in named).items() if n > 1]
    if twice:
        return None, [Problem(at, "columns must have different names", shown(label)) for label in twice[:5]]
    notes = [*raw.notes]
    if unnamed:
        listed = ", ".join(letter(k) if raw.sheet else str(k + 1) for k in unnamed[:6])
        notes.append(f"columns without a name passed over: {listed}")
    above = [n for n in range(1, (header[0] if header else 1)) if any(raw.head[n - 1])]
    notes += _listed("above the header", [(n, raw.head[n - 1]) for n in above])
    text = text[named].set_axis([labels[k] for k in named], axis=1)
    text, rows, below, problems = _without_notes(text, rows, body, raw.name)
    notes += _listed("below the figures", below)
    columns = {labels[k]: k for k in named}
    return Table(raw, text, rows, columns, header, tuple(notes)), problems


def _without_notes(
    text: DataFrame, rows: NDArray[np.int64], body: Body, name: str
) -> tuple[DataFrame, NDArray[np.int64], list[tuple[int, tuple[str, ...]]], list[Problem]]:
    """Drop blank rows and the notes after the last row, which fill one cell alone."""
    kept = np.ones(len(rows), dtype=bool)
    last = len(rows)
    below: list[tuple[int, tuple[str, ...]]] = []
    # only the end of the table is looked at: a unit without figures in its middle is no note
    while last > 0 and len(text.columns) > 1:
        cells = tuple(c.strip() for c in text.iloc[last - 1])
        if sum(bool(c) for c in cells) > 1:
            break
        kept[last - 1] = False
        if any(cells):
            below.append((int(rows[last - 1]), cells))
        last -= 1
    blank = np.ones(len(rows), dtype=bool)
    for column in text.columns:
        if not blank.any():
            break
        blank &= (text[column] == "").to_numpy()
    kept &= ~blank
    end = rows[last - 1] if last else 0
    notes = [(n, cells) for n, cells in body.ragged if sum(bool(c) for c in cells) <= 1 and n > end]
    ragged = [(n, cells) for n, cells in body.ragged if (n, cells) not in notes]
    rule = f"must have {body.text.shape[1]} cells like the header"
    hint = "text with the separator in it goes in quotes; a header in another row is named by header = ..."
    problems = limited([Problem(f"{name} row {n}", rule, str(len(cells)), hint) for n, cells in ragged])
    if not kept.all():
        text, rows = text[kept], rows[kept]
    return text.reset_index(drop=True), rows, sorted([*below, *notes]), problems


def _listed(where: str, rows: list[tuple[int, tuple[str, ...]]]) -> list[str]:
    if not rows:
        return []
    texts = [next((c for c in cells if c), "") for _, cells in rows]
    sample = "; ".join(t if len(t) <= NOTE_LENGTH else t[: NOTE_LENGTH - 3] + "..." for t in texts[:SHOWN_NOTES])
    numbers = ", ".join(str(n) for n, _ in rows[:6]) + (" ..." if len(rows) > 6 else "")
    return [f"rows passed over {where}: {numbers} ({sample})"]


def likely_header(raw: Raw) -> tuple[int, ...]:
    """The row, or the two rows, that look like a header: the first as wide as most, and one below it of years or words.

    Empty where the table seems to have none.
    """
    texts = [[c for c in row if c] for row in raw.head]
    filled = [len(t) if len(set(t)) > 1 else len(set(t)) for t in texts]  # a merged title is one text
    wide = [n for n in filled if n > 1]
    if not wide:
        return ()
    usual = max(set(wide), key=wide.count)
    for n, row in enumerate(raw.head, start=1):
        if filled[n - 1] < max(2, 0.5 * usual):
            continue
        if any(_is_figure(c) for c in row):
            return ()  # figures begin before any names
        below = raw.head[n] if n < len(raw.head) else ()
        words = [c for c in below if c]
        gaps = n in raw.merged or any(not c and b for c, b in zip(row, below, strict=False))
        if gaps and words and not any(_is_figure(c) for c in words):
            return (n, n + 1)
        above = next((m for m in range(n - 1, 0, -1) if filled[m - 1] > 1), 0)
        return (above, n) if above and len(set(texts[n - 1])) < len(texts[n - 1]) else (n,)
    return ()


def _is_figure(cell: str) -> bool:
    text = cell.replace(",", "").replace(" ", "").replace("%", "")
    try:
        float(text)
    except ValueError:
        return False
    return parsed(cell) is None
