"""Display: a value on one line, and its tables as HTML for a notebook."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from connectindex.errors import cut, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame, Series

LONGEST = 380  # characters of a line
LONGEST_PART = 110  # of a title, a name or a setting
ROWS = 20  # of a table in a notebook


def described(kind: str, *parts: str) -> str:
    """Write a value on one line: its kind and, in brackets, what it holds; empty parts are left out.

    Examples
    --------
    >>> described("Result", "World 2026", "", "161 units")
    'Result(World 2026; 161 units)'
    """
    text = "; ".join(cut(printable(part), LONGEST_PART) for part in parts if part)
    room = LONGEST - len(kind) - 2
    return f"{kind}({text if len(text) <= room else text[: room - 3] + '...'})"


def counted(number: int, noun: str) -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> counted(1, "unit"), counted(1200, "link")
    ('1 unit', '1,200 links')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def span(years: Sequence[object]) -> str:
    """Write the years of an index.

    Examples
    --------
    >>> span([2026]), span([2010, 2015, 2020]), span([])
    ('2026', '2010-2020', '')
    """
    if not len(years):
        return ""
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


class Brief:
    """Print a dataclass on one line: the sizes of its tables in place of their content."""

    __slots__ = ()

    def __repr__(self) -> str:
        shown = [f for f in dataclasses.fields(self) if f.repr and not f.name.startswith("_")]  # type: ignore[arg-type]
        return described(type(self).__name__, *(f"{f.name}={_size(getattr(self, f.name))}" for f in shown))


def _size(value: Any) -> str:
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple):
        return " x ".join(f"{n:,}" for n in shape)
    if isinstance(value, Mapping):
        return "{" + counted(len(value), "item") + "}" if value else "{}"
    if isinstance(value, tuple | list | set | frozenset) and len(value) > 3:
        return f"({counted(len(value), 'item')})"
    return cut(repr(value), LONGEST_PART)


def named(table: DataFrame, names: Mapping[str, str] | Series, level: str = "unit") -> DataFrame:
    """Add the names of the units to a table indexed by their codes, as its first column."""
    codes = table.index.get_level_values(level) if table.index.nlevels > 1 else table.index
    wide = table.copy()
    wide.insert(0, "name", [str(names.get(str(code), "")) for code in codes], allow_duplicates=True)
    return wide


def html(title: str, *parts: str | DataFrame) -> str:
    """Write a title, paragraphs and the first rows of tables as HTML; all text is escaped.

    Examples
    --------
    >>> html("A & B", "no links")
    '<div><p><strong>A &amp; B</strong></p><p>no links</p></div>'
    """
    return f"<div><p><strong>{escape(title)}</strong></p>{''.join(map(_part, parts))}</div>"


def figure(value: float) -> str:
    """Write a number with four significant digits, from 1,000 on as a whole one.

    Examples
    --------
    >>> figure(27530.2), figure(80.352), figure(0.0123456)
    ('27,530', '80.35', '0.01235')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _part(part: str | DataFrame) -> str:
    if isinstance(part, str):
        return f"<p>{escape(part)}</p>" if part else ""
    if not len(part):
        return ""
    head = part.head(ROWS)
    table = head.to_html(
        na_rep="", index_names=False, float_format=figure, border=0, escape=True, max_rows=None, max_cols=16
    )
    more = f"<p>{len(head)} of {counted(len(part), 'row')}</p>" if len(part) > len(head) else ""
    return str(table) + more
