"""CSV that is safe to open in a spreadsheet; numbers stay numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from pandas import DataFrame

# XML, and so a workbook, cannot hold these; readers of CSV stumble over NUL and over lone halves of a pair
_UNHEARD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Where a cell may begin: at the start, after a line break, and after what a spreadsheet set to another
# separator cuts at. Full-width signs count: some spreadsheets read them as the plain ones.
_FORMULA = re.compile(r"^(?=[\t\n])|(?:^|(?<=[;\t\n]))(?=[^\S\t\n]*[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def legible(text: str) -> str:
    r"""Text that any format can hold: one kind of line break, no control characters.

    Examples
    --------
    >>> legible("a\r\nb\x00")
    'a\nb\ufffd'
    """
    return _UNHEARD.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe precedes what could begin one.

    A text that is a plain number stays as it is.

    Examples
    --------
    >>> guarded("=1+1"), guarded("-5"), guarded("Korea, Rep."), guarded("a;@b")
    ("'=1+1", '-5', 'Korea, Rep.', "a;'@b")
    """
    plain = legible(text)
    return plain if _NUMBER.fullmatch(plain) else _FORMULA.sub("'", plain)


def delimited(frame: DataFrame) -> bytes:
    r"""A table as CSV in UTF-8: comma, point, line feed; missing cells are empty; text is guarded; TRUE and FALSE.

    Examples
    --------
    >>> delimited(pd.DataFrame({"name": ["=1+1", None], "value": [-2.5, 1e-7]}))
    b"name,value\n'=1+1,-2.5\n,1e-07\n"
    """
    safe = frame.copy()
    for place in range(frame.shape[1]):
        column = frame.iloc[:, place]
        if column.dtype == object or pd.api.types.is_string_dtype(column):
            words = {w: guarded(w) for w in column.unique() if isinstance(w, str)}
            safe.isetitem(place, column.astype(object).map(lambda cell, words=words: _cell(cell, words)))
        elif pd.api.types.is_bool_dtype(column):  # as R, Excel and pandas alike know them
            safe.isetitem(place, column.astype(object).map({True: "TRUE", False: "FALSE"}))
    safe.columns = [guarded(str(name)) for name in frame.columns]
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text.encode()


def _cell(cell: Any, words: dict[str, str]) -> Any:
    return words[cell] if isinstance(cell, str) else cell
