"""Detect the format of a file, with the reason; where it is uncertain, ask for a key of its block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectindex.errors import Problem, shown
from connectindex.readers.delimited import delimited
from connectindex.readers.formats import FORMATS, RECOGNISED
from connectindex.readers.parquet import parquet
from connectindex.readers.table import labels_of, likely_header
from connectindex.readers.unpack import members, unpacked
from connectindex.readers.workbook import sheets, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from connectindex.readers.block import ValuesBlock
    from connectindex.readers.raw import Raw
    from connectindex.readers.shape import Format

BOOKS = (".xlsx", ".xlsm")
OLD_BOOKS = (".xls", ".xlsb", ".ods")
SHOWN_LABELS = 12


@dataclass(frozen=True, eq=False)
class Sniffed:
    """Hold a format, the rows of its header (none where the file has none), and the reason."""

    format: Format
    header: tuple[int, ...]
    reason: str


def opened(path: Path, name: str, block: ValuesBlock) -> tuple[Raw | None, list[Problem]]:
    """Read a file as rows of text, packed or not.

    Parameters
    ----------
    path, name
        Of the file, and what problems call it.
    block
        How it is read; its ``sheet`` may also name a file of a .zip.
    """
    content, problems = unpacked(path, name, block.sheet)
    if content is None:
        return None, problems
    if content.suffix in OLD_BOOKS:
        return None, [Problem(content.name, "must be text, XLSX or Parquet", shown(content.suffix), "save it as XLSX")]
    reader = {**dict.fromkeys(BOOKS, workbook), ".parquet": parquet}.get(content.suffix, delimited)
    if reader is workbook and content.member and block.sheet in (content.member, content.member.rpartition("/")[2]):
        block = block.model_copy(update={"sheet": None})  # which named the file, not a sheet of it
    if reader is delimited and block.sheet is not None and not content.member:
        return None, [Problem(name, "sheet must not be set for a file without sheets", shown(block.sheet))]
    return reader(content, block)


def parts(path: Path, name: str) -> tuple[str, ...]:
    """List filled sheets of a workbook, or tables of an archive that holds several; empty for other files."""
    content, problems = unpacked(path, name)
    if content is None:
        return members(path) if path.suffix.lower() == ".zip" and problems else ()
    return sheets(content) if content.suffix in BOOKS else ()


def sniff(raw: Raw, block: ValuesBlock) -> tuple[Sniffed | None, list[Problem]]:
    """Detect the format of a table."""
    if block.header is not None:
        return _with_header(raw, block)
    for n, row in enumerate(raw.head, start=1):
        for id_ in RECOGNISED:
            if block.format in (None, id_) and (reason := FORMATS[id_].recognises(tuple(c for c in row if c))):
                return Sniffed(FORMATS[id_], (n,), reason), []
    if block.format in RECOGNISED:
        hint = f"it begins with {shown(' | '.join(raw.head[0])[:60])}"
        return None, [Problem(raw.name, f"a {block.format} table must have {FORMATS[block.format].needs}", "", hint)]
    return _generic(raw, block)


def _with_header(raw: Raw, block: ValuesBlock) -> tuple[Sniffed | None, list[Problem]]:
    """Detect the format with the header, or its rows, that the block names."""
    if block.without_header:
        labels = tuple(block.without_header)
        if len(labels) != (met := max(map(len, raw.head), default=0)):
            rule = "header must name every column of the file"
            return None, [Problem(raw.name, rule, f"{len(labels)} names for {met} columns")]
        return _of_labels(raw, (), labels, block)
    rows = block.header_rows or []
    if rows != sorted({n for n in rows if 1 <= n <= len(raw.head)}):
        rule = f"header must be rows from 1 to {len(raw.head)} in order, or names of columns"
        return None, [Problem(raw.name, rule, shown(rows))]
    return _of_labels(raw, tuple(rows), labels_of(raw, tuple(rows)), block)


def _generic(raw: Raw, block: ValuesBlock) -> tuple[Sniffed | None, list[Problem]]:
    """Detect a table of no known office: its first filled row must be its header, or the block names the header."""
    first = next((n for n, row in enumerate(raw.head, start=1) if any(row)), 1)
    likely = likely_header(raw)
    if likely != (first,):
        got = shown(" | ".join(dict.fromkeys(c for c in raw.head[first - 1] if c))[:70])
        if not likely:
            hint = 'say header = ["name of column 1", "name of column 2", ...], if the file has none'
            return None, [Problem(f"{raw.name} row {first}", "must be a header", got, hint)]
        rows = str(likely[0]) if len(likely) == 1 else str(list(likely))
        hint = f"the header seems to be row {' and '.join(map(str, likely))}: say header = {rows}"
        return None, [Problem(f"{raw.name} row {first}", "must be a header", got, hint)]
    return _of_labels(raw, likely, labels_of(raw, likely), block)


def _of_labels(
    raw: Raw, header: tuple[int, ...], labels: tuple[str, ...], block: ValuesBlock
) -> tuple[Sniffed | None, list[Problem]]:
    named = tuple(label for label in labels if label)
    if block.format is not None:
        format_ = FORMATS[block.format]
        if block.format in RECOGNISED and not format_.recognises(named):
            return None, [
                Problem(raw.name, f"a {block.format} table must have {format_.needs}", shown(", ".join(named)))
            ]
        return Sniffed(format_, header, "its block says so"), []
    if block.wide is not None:
        return Sniffed(FORMATS["wide"], header, "its block has wide"), []
    if "value" in block.columns:
        return Sniffed(FORMATS["long"], header, "its block names a column of values"), []
    for id_ in (*RECOGNISED, "long", "wide"):
        if reason := FORMATS[id_].recognises(named):
            return Sniffed(FORMATS[id_], header, reason), []
    listed = ", ".join(named[:SHOWN_LABELS]) + (" ..." if len(named) > SHOWN_LABELS else "")
    hint = 'say columns = { unit = ..., year = ..., value = ... }, or wide = { "Header" = "variable" }'
    return None, [Problem(raw.name, "must say which columns hold what", shown(listed), hint)]
