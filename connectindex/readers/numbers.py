"""Parse numbers as offices write them: decimal comma, thousands, per cent, flags and footnote marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from connectindex.errors import Problem, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import Series

    from connectindex.readers.block import ValuesBlock

PLAIN = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?"
# a figure, then the text after it
CELL = re.compile(
    r"(?P<figure>[-+−–]?\s?[\d.,'’ \u00a0\u202f\u2009]*\d[.,]?([eE][+-]?\d{1,3})?)(?P<rest>.*)", re.DOTALL
)
PERCENT = re.compile(r"\s*%\s*(.*)", re.DOTALL)
# footnotes: one small letter, or several with commas; signs; a letter or number in brackets or before a stroke
MARK = re.compile(
    r"[a-z](\s*[,;]?\s+[a-z])*|[*†‡§#¹²³⁴-⁹⁰ᵃᵇᶜᵈᵉ]+|\(([a-z]|\d{1,2})\)|\[([a-z]|\d{1,2})\]|([a-z]|\d{1,2})/"
)
MAGNITUDES = frozenset("kmtx")  # 12 k may be 12,000
SPACES = " \u00a0\u202f\u2009"
GROUPED = {
    ",": re.compile(r"[+-]?\d{1,3}(,\d{3})+"),
    ".": re.compile(r"[+-]?\d{1,3}(\.\d{3})+"),
}
OTHER = {".": ",", ",": "."}
MISSING = ("", "..", "...", "…", ":", "n/a", "N/A", "n.a.", "NA", "#N/A", "NaN", "nan", "\\N")


class Figures(NamedTuple):
    """Hold cells as numbers, with their flags.

    Parameters
    ----------
    value
        Numbers with a point and no separators, empty where there is none.
    flags
        Text after the number, or in its place: letters of flags, footnote marks.
    broken
        Where a cell is no number.
    percents
        How many had a per cent sign.
    """

    value: Series
    flags: Series
    broken: Series
    percents: int = 0


def figures(
    cells: Series,
    decimal: str,
    thousands: str,
    missing: tuple[str, ...],
    flags: frozenset[str],
    alone: frozenset[str] = frozenset(),
    *,
    footnotes: bool = True,
) -> Figures:
    """Parse cells of text as numbers, flags and footnote marks.

    Parameters
    ----------
    cells
        Text without blanks around it.
    decimal, thousands
        Signs inside numbers; thousands may be empty.
    missing
        Texts that say there is no figure.
    flags
        Letters that mean something in this format.
    alone
        Texts in place of a figure that say why there is none.
    footnotes
        Whether other marks in the cell of a figure are footnotes, to be dropped; else the cell is broken.

    Examples
    --------
    >>> cells = pd.Series(["85.0 b", ":", ": z", "1,200", "98 %", "x"], dtype="str")
    >>> cells_read = figures(cells, ".", ",", MISSING, frozenset("bz"))
    >>> cells_read.value.tolist(), cells_read.flags.tolist(), cells_read.broken.tolist()
    (['85.0', '', '', '1200', '98', ''], ['b', '', 'z', '', '', ''], [False, False, False, False, False, True])
    """
    value, flag = cells.astype("str"), pd.Series("", index=cells.index, dtype="str")
    broken = pd.Series(False, index=cells.index)
    if decimal == "." and _all_plain(value):
        return Figures(value, flag, broken)
    absent = value.isin(missing)
    rest = ~absent & ~value.str.fullmatch(PLAIN) if decimal == "." else ~absent
    value = value.where(~absent, "")
    percents = 0
    if rest.any():
        written = value[rest]
        distinct = {
            w: ("", w, False) if w in alone else _figure(w, decimal, thousands, missing, flags, footnotes=footnotes)
            for w in written.unique()
        }
        broken[rest] = written.map({w: f is None for w, f in distinct.items()}).astype(bool)
        value[rest] = written.map({w: f[0] if f else "" for w, f in distinct.items()}).astype("str")
        flag[rest] = written.map({w: f[1] if f else "" for w, f in distinct.items()}).astype("str")
        percents = int(written.map({w: bool(f and f[2]) for w, f in distinct.items()}).sum())
    return Figures(value, flag, broken, percents)


def _all_plain(cells: Series) -> bool:
    """Tell whether every cell is a number already: one pass in Arrow, enough for most files."""
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import compute  # noqa: PLC0415

    try:
        numbers = compute.cast(pa.array(cells, pa.large_string()), pa.float64())
    except pa.ArrowInvalid:
        return False
    return bool(compute.all(compute.is_finite(numbers)).as_py() is not False) and numbers.null_count == 0


def _figure(
    cell: str, decimal: str, thousands: str, missing: tuple[str, ...], flags: frozenset[str], *, footnotes: bool
) -> tuple[str, str, bool] | None:
    """Parse number, flags and whether it is a per cent; None where the cell is none of these."""
    for sign in missing:
        if sign and cell.startswith(sign) and _is_flag(cell.removeprefix(sign).strip(), flags):
            return "", cell.removeprefix(sign).strip(), False
    met = CELL.fullmatch(cell)
    if met is None:
        return None
    rest, percent = met["rest"], False
    if sign_met := PERCENT.fullmatch(rest):
        rest, percent = sign_met[1], True
    mark = rest.strip()
    if mark and not _is_flag(mark, flags) and not (footnotes and _is_footnote(mark)):
        return None
    number = _number(met["figure"].strip(), decimal, thousands)
    return None if number is None else (number, mark, percent)


def _is_flag(mark: str, flags: frozenset[str]) -> bool:
    """Tell whether a mark is made of known flags: one, or several of one letter each.

    Examples
    --------
    >>> _is_flag("bp", frozenset("bp")), _is_flag("b, p", frozenset("bp")), _is_flag("kg", frozenset("bp"))
    (True, True, False)
    """
    return mark in flags or (bool(mark) and all(part in flags for part in split_flags(mark)))


def split_flags(mark: str) -> tuple[str, ...]:
    """Split a mark into single flags: "bp", "b p" and "b,p" are two.

    Examples
    --------
    >>> split_flags("b, p"), split_flags("est")
    (('b', 'p'), ('e', 's', 't'))
    """
    return tuple(c for c in mark if c not in " ,;")


def _is_footnote(mark: str) -> bool:
    return MARK.fullmatch(mark) is not None and not MAGNITUDES & set(mark)


def _number(figure: str, decimal: str, thousands: str) -> str | None:
    text = figure.replace("−", "-").replace("–", "-").replace("- ", "-")
    for space in SPACES[1:]:
        text = text.replace(space, " ")
    text = text.replace("’", "'")
    whole, point, part = text.partition(decimal)
    for sign in {thousands, " ", "'"} - {"", decimal}:
        if sign in whole:
            groups = whole.lstrip("+-").split(sign)
            if not (1 <= len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:])):
                return None
            whole = whole.replace(sign, "")
    number = whole + ("." + part if point else "")
    return number if re.fullmatch(PLAIN, number) else None


def signs(cells: Series, block: ValuesBlock, place: str, *, usual: bool) -> tuple[str, str, list[Problem]]:
    """Determine the decimal and the thousands sign of a table, from its block or its cells.

    Parameters
    ----------
    cells
        All cells that hold figures.
    block
        Which may say ``decimal`` and ``thousands``.
    place
        Of the table, for problems.
    usual
        Whether columns are separated by commas or tabs, or a format has the point by its rules: then a lone
        ``1.234`` is one and a fraction.

    Returns
    -------
    Decimal sign, thousands sign (may be empty), and a problem where cells can be read in two ways.

    Examples
    --------
    >>> from connectindex.readers.block import ValuesBlock
    >>> block = ValuesBlock(file="x.csv")
    >>> signs(pd.Series(["92,48", "1.086,8"], dtype="str"), block, "x.csv", usual=False)[:2]
    (',', '.')
    >>> print(signs(pd.Series(["1,234", "2"], dtype="str"), block, "x.csv", usual=True)[2][0])
    x.csv: the decimal sign must be certain, got '1,234', which may be 1234 or 1.234; say decimal = "." or ","
    """
    if block.decimal is not None:
        return block.decimal, OTHER[block.decimal] if block.thousands is None else block.thousands, []
    if block.thousands in OTHER:
        return OTHER[block.thousands], block.thousands, []
    decimal, doubtful = _evidence(cells, dots=not usual)
    if len(decimal) > 1:
        rule = "numbers must have one decimal sign"
        got = " and ".join(shown(decimal[sign]) for sign in sorted(decimal))
        return ".", ",", [Problem(place, rule, got, 'say decimal = "." or ",", or mend the cells')]
    if decimal:
        (sign,) = decimal
        return sign, OTHER[sign], []
    if "," in doubtful or ("." in doubtful and not usual):
        cell = doubtful.get(",") or doubtful["."]
        got = f"{shown(cell)}, which may be {re.sub('[.,]', '', cell)} or {cell.replace(',', '.')}"
        return ".", ",", [Problem(place, "the decimal sign must be certain", got, 'say decimal = "." or ","')]
    return ".", ",", []


def _evidence(cells: Series, *, dots: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Select cells that show which sign is the decimal one, and ambiguous cells, by the sign."""
    certain, doubtful = dict[str, str](), dict[str, str]()
    commas = cells[cells.str.contains(",", regex=False)]
    if len(commas) or dots:
        commas = pd.concat([commas, cells[cells.str.contains(".", regex=False)]])
    for cell in commas.unique():
        met = CELL.match(cell)
        figure = met["figure"].strip().lstrip("-+−– ") if met else ""
        last = max(figure.rfind("."), figure.rfind(","))
        if last < 0:
            continue
        sign = figure[last]
        if OTHER[sign] in figure or not GROUPED[sign].fullmatch(figure) or figure.startswith("0"):
            certain.setdefault(sign, cell)
        elif figure.count(sign) > 1:
            certain.setdefault(OTHER[sign], cell)
        else:
            doubtful.setdefault(sign, cell)
    return certain, doubtful


def multiplied(value: Series, factor: float) -> Series:
    """Multiply numbers in text by a factor, as text again; empty ones stay empty.

    Examples
    --------
    >>> multiplied(pd.Series(["1.5", ""], dtype="str"), 1000).tolist()
    ['1500.0', '']
    """
    filled = value != ""
    number = value[filled].astype(float) * factor
    result = value.copy()
    result[filled] = [repr(float(x)) for x in number]
    return result


def statuses(flags: Series, value: Series, meaning: Mapping[str, str]) -> Series:
    """Derive the status of each cell: the strongest of its flags, else whether a value is there."""
    order = ("not_applicable", "missing", "estimated", "reported")
    plain = np.where(value == "", "missing", "reported")
    by_mark = {}
    for mark in flags.unique():
        meanings = {meaning[f] for f in ([mark] if mark in meaning else split_flags(mark)) if f in meaning}
        by_mark[mark] = next((s for s in order if s in meanings), "")
    flagged = flags.map(by_mark)
    status = pd.Series(np.where(flagged != "", flagged, plain), index=flags.index, dtype="str")
    # a flag may describe a figure; whether there is one depends on the cell
    return status.where(~((value == "") & status.isin(["reported", "estimated"])), "missing")
