"""Read text with separators: encoding, separator and rows; an uncertain case is refused, not guessed."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem, shown
from connectindex.readers.limits import HEAD, LARGEST_FIELD, MOST_CELLS
from connectindex.readers.raw import Body, Raw

if TYPE_CHECKING:
    from typing import Any

    from connectindex.readers.block import ValuesBlock
    from connectindex.readers.unpack import Content

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
HEAD_BYTES = 2**18
MOST_RAGGED = 10_000


def delimited(content: Content, block: ValuesBlock) -> tuple[Raw | None, list[Problem]]:
    """Read a text file as rows of cells."""
    name = content.name
    data, encoding, problems = _utf8(content.data, name, block.encoding)
    if data is None:
        return None, problems
    # a quoted line end or a cut sign at the end of the piece does no harm: the last row is left out
    piece = data[:HEAD_BYTES].decode("utf-8", errors="ignore")
    separator, new_problems = _separator(piece, name, block.separator, whole=len(data) <= HEAD_BYTES)
    if new_problems:
        return None, new_problems
    try:
        records, lines = _head(piece, separator)
    except csv.Error as error:
        rule = f"must be rows of cells separated by {SEPARATORS[separator]}, each under {LARGEST_FIELD:,} characters"
        return None, [Problem(name, rule, str(error), "quotes inside quoted text are doubled")]
    if not any(any(c.strip() for c in row) for row in records):
        return None, [Problem(name, "must not be empty")]

    def body(after: int, width: int) -> Body:
        return _body(data, separator, name, (after, lines[after - 1] if after else 0), width)

    head = tuple(tuple(c.strip() for c in row) for row in records)
    return Raw(name, "", head, body, separator, encoding, others=content.others), []


def _utf8(data: bytes, name: str, encoding: str | None) -> tuple[bytes | None, str, list[Problem]]:
    """Convert text to UTF-8; only a byte order mark identifies another encoding with certainty."""
    if not data.strip():
        return None, "", [Problem(name, "must not be empty")]
    marked = next((e for mark, e in MARKS.items() if data.startswith(mark)), None)
    chosen = encoding or marked or "utf-8"
    try:
        codec = codecs.lookup(chosen).name
        if codec != "utf-8":
            data = data.decode(codec).encode("utf-8")
    except LookupError:
        return None, "", [Problem(name, "encoding must be one that Python knows", shown(chosen), "e.g. cp1252")]
    except UnicodeError as error:
        return None, "", [Problem(name, f"must be text in {chosen}", shown(str(error)))]
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        return None, "", [Problem(f"{name} line {line}", "must be text", "a NUL character")]
    if codec == "utf-8":
        try:
            codecs.utf_8_decode(data, "strict", True)
        except UnicodeDecodeError as error:
            line, byte = data[: error.start].count(b"\n") + 1, data[error.start]
            hint = 'say encoding = "cp1252", if it comes from a Western Excel, or save it as CSV UTF-8'
            return None, "", [Problem(f"{name} line {line}", "must be text in UTF-8", f"byte 0x{byte:02x}", hint)]
    return data, codec, []


def _separator(piece: str, name: str, separator: str | None, *, whole: bool) -> tuple[str, list[Problem]]:
    """Detect the separator that gives the first rows equal numbers of cells; refuse if two of them do."""
    if separator is not None:
        return separator, []
    lines = piece.splitlines()[:HEAD]
    lines = lines if whole or len(lines) < 2 else lines[:-1]
    fits = {}
    for mark in SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=mark) if any(row)]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count, default=1)
        if usual > 1:
            fits[mark] = widths.count(usual) / len(widths)
    if not fits:
        return ",", []  # one column; the search for columns reports what it lacks
    best = [m for m, share in fits.items() if share == max(fits.values())]
    if len(best) == 1 or "\t" in best:  # a tab is no part of a text
        return ("\t" if "\t" in best else best[0]), []
    # cells of the one that stands inside cells of the other differ in number; where they do not, nothing is certain
    in_header = [m for m in best if m in next((line for line in lines if line.strip()), "")]
    if len(in_header) == 1:
        return in_header[0], []
    rule = "columns must be separated by one sign"
    words = " or ".join(SEPARATORS[m] for m in best)
    return ",", [Problem(name, rule, f"{words}, each possible", 'say separator = ";" or the other')]


def _head(piece: str, separator: str) -> tuple[list[list[str]], list[int]]:
    """Return the first records, and the number of the line at which each ends."""
    reader = csv.reader(io.StringIO(piece, newline=""), delimiter=separator)
    records, lines = [], []
    for record in reader:
        records.append(record)
        lines.append(reader.line_num)
        if len(records) == HEAD:
            break
    return records, lines


def _body(data: bytes, separator: str, name: str, after: tuple[int, int], width: int) -> Body:
    """Read the rows after a number of records that end with a given line."""
    import pyarrow as pa  # noqa: PLC0415 - loaded where files are read

    records, lines = after
    nothing = Body(pd.DataFrame(columns=range(width), dtype="str"), np.zeros(0, dtype=np.int64))
    if data.rstrip().count(b"\n") < lines:
        return nothing
    try:
        table, ragged = _read(data, separator, width, lines, threads=True)
        if ragged:
            table, ragged = _read(data, separator, width, lines, threads=False)  # in one thread rows have numbers
    except pa.ArrowInvalid as error:
        if "empty" in str(error).lower():
            return nothing
        hint = "quotes inside quoted text are doubled"
        raise InputError([Problem(name, "must be rows of cells", shown(str(error)), hint)]) from error
    if table.num_rows * width > MOST_CELLS:
        raise InputError([Problem(name, f"must have {MOST_CELLS:,} cells or fewer", f"{table.num_rows * width:,}")])
    if data.count(b'"') % 2 and table.num_rows and any("\n" in (c[-1].as_py() or "") for c in table.columns):
        # it would have made one cell of all rows behind it
        raise InputError([Problem(name, "every quote must be closed", "", "quotes inside quoted text are doubled")])
    apart = {number + records - lines: text for number, text in ragged}
    rows = np.arange(records + 1, records + 1 + table.num_rows + len(apart), dtype=np.int64)
    rows = rows[~np.isin(rows, list(apart))] if apart else rows
    text = table.to_pandas()
    text.columns = range(width)
    cells = {n: next(csv.reader([t], delimiter=separator), []) for n, t in apart.items()}
    return Body(text, rows, tuple((n, tuple(c.strip() for c in row)) for n, row in cells.items() if any(row)))


def _read(data: bytes, separator: str, width: int, lines: int, *, threads: bool) -> tuple[Any, list[tuple[int, str]]]:
    """Read rows below a number of lines with Arrow, every cell as text; rows of another width apart, with numbers."""
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import csv as arrow  # noqa: PLC0415

    ragged: list[tuple[int, str]] = []

    def other(row: Any) -> str:
        ragged.append((row.number or 0, row.text))
        return "skip" if len(ragged) < MOST_RAGGED else "error"

    names = [str(k) for k in range(width)]
    table = arrow.read_csv(
        io.BytesIO(data),
        read_options=arrow.ReadOptions(use_threads=threads, skip_rows=lines, column_names=names),
        parse_options=arrow.ParseOptions(
            delimiter=separator, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=other
        ),
        convert_options=arrow.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
        ),
    )
    return table, ragged
