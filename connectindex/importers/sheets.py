"""Units and link records from sheets as people keep them: names in place of codes, a matrix or a list of pairs."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.edition.files import read_table
from connectindex.edition.inputs import parsed_settings, tables_named
from connectindex.edition.registers import register_of
from connectindex.errors import InputError, Problem, did_you_mean, limited, shown
from connectindex.filenames import FILE
from connectindex.territories import Register
from connectindex.territories.codes import table as territories

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Cell = str | float | None

MOST = 0.6  # of the cells of a row or column that name units, where it is one of names
LIKE_A_COUNT = ("count", "number", "links", "value", "flights", "crossings")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold the cells of a sheet, rows from the first, and what messages call it."""

    name: str
    rows: list[list[Cell]]


def read_sheet(path: Path, title: str = "") -> Sheet:
    """Read the cells of a sheet of a workbook, the first unless one is named, or of a CSV file.

    Raises
    ------
    InputError
        There is no such file or sheet, or it is neither a workbook nor text.
    """
    if not path.is_file():
        raise InputError([Problem(str(path), "must be a file")])
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        try:
            text = path.read_text("utf-8-sig")
        except UnicodeDecodeError:
            raise InputError([Problem(path.name, "must be an XLSX workbook, or CSV in UTF-8")]) from None
        dialect = csv.Sniffer().sniff(text[:4096], ",;\t") if text.strip() else csv.excel
        return Sheet(path.name, [[_cell(c) for c in row] for row in csv.reader(io.StringIO(text), dialect)])
    import openpyxl  # noqa: PLC0415 - only workbooks need it

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (KeyError, OSError, ValueError) as error:
        raise InputError([Problem(path.name, "must be an XLSX workbook", shown(str(error)))]) from error
    try:
        if title and title not in book.sheetnames:
            hint = did_you_mean(title, book.sheetnames)
            raise InputError([Problem(path.name, "must have the sheet", shown(title), hint)])
        chosen = title or book.sheetnames[0]
        rows = [[_cell(c) for c in row] for row in book[chosen].iter_rows(values_only=True)]
    finally:
        book.close()
    return Sheet(f"{path.name} sheet {chosen!r}", rows)


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    if isinstance(value, int | float):
        return float(value)
    text = str(value).strip()
    try:
        return float(text)
    except ValueError:
        return text or None


def units_of(sheet: Sheet) -> tuple[str, list[str]]:
    """Write units.csv from the names or codes of countries in a sheet: its text, and lines on what was passed over.

    Raises
    ------
    InputError
        No column names countries.
    """
    from babel import Locale  # noqa: PLC0415 - names of countries

    english = Locale.parse("en").territories
    names = {three: (english[two],) for three, two, _ in territories() if two in english}
    register = Register(names)
    best = max(
        range(max(map(len, sheet.rows), default=0)), key=lambda k: _named(_column(sheet, k), register), default=None
    )
    if best is None or _named(_column(sheet, best), register) < 2:
        rule = "must have a column with names or codes of countries"
        raise InputError([Problem(sheet.name, rule, "", "write units.csv by hand for provinces, cities or ports")])
    matches = register.matches([c for c in _column(sheet, best) if isinstance(c, str)])
    found = {m.unit: text for text, m in matches.items() if m.unit}
    passed = [f"passed over: {text}" for text, m in matches.items() if not m.unit]
    return _csv(["unit", "name"], found.items()), passed


def links_of(sheet: Sheet, edition: Path, mode: str, year: int, source: str = "") -> tuple[str, list[str]]:
    """Write link records from a matrix of units x units, or from a list of pairs: their text, and what was done.

    Parameters
    ----------
    edition
        Folder whose units.csv says which units there are, and whose ``[modes]`` whether the mode is directed.
    mode, year, source
        Of all records.

    Raises
    ------
    InputError
        It is neither, a name matches no unit, or a cell is no number.
    """
    register, directed = _register(edition), _directed(edition, mode)
    if (at := _matrix_at(sheet, register)) is not None:
        records, notes = _from_matrix(sheet, at, register, directed=directed)
    else:
        records, notes = _from_pairs(sheet, register)
    head = ["from", "to", "year", "mode", "count", "source"]
    rows = [(a, b, year, mode, f"{count:g}", source) for a, b, count in records]
    return _csv(head, rows), [*notes, f"{len(rows)} records"]


def _from_matrix(
    sheet: Sheet, at: int, register: Register, *, directed: bool | None
) -> tuple[list[tuple[str, str, float]], list[str]]:
    """Read a matrix: rows are where links begin; of an undirected one each pair once."""
    head = sheet.rows[at]
    columns = {k: _unit(c, sheet, at, register) for k, c in enumerate(head) if k and isinstance(c, str)}
    cells: dict[tuple[str, str], float] = {}
    problems = [p for _, p in columns.values() if p]
    for number, row in enumerate(sheet.rows[at + 1 :], start=at + 1):
        if not row or not isinstance(row[0], str) or not any(isinstance(c, float) for c in row[1:]):
            continue  # an empty row, a note below
        unit, problem = _unit(row[0], sheet, number, register)
        problems += [problem] if problem else []
        for k, (other, _) in columns.items():
            count = row[k] if k < len(row) else None
            if isinstance(count, str) and count not in ("-", "..", ":"):
                problems.append(Problem(f"{sheet.name} row {number + 1}", "must be a number", shown(count)))
            elif isinstance(count, float) and unit != other:
                cells[unit, other] = count
    if problems:
        raise InputError(limited(problems))
    symmetric = all(cells.get((b, a), 0.0) == n for (a, b), n in cells.items())
    if directed is False and not symmetric:
        hint = "declare it with directed = true, or make the matrix symmetric"
        raise InputError([Problem(sheet.name, "must be symmetric, as the mode is not directed", "", hint)])
    once = symmetric and not directed
    kept = [(a, b, n) for (a, b), n in cells.items() if n and (not once or a < b)]
    how = "symmetric: each pair once" if once else "from rows to columns: a directed mode, directed = true in [modes]"
    return sorted(kept), [f"a matrix of {len(columns)} units, {how}"]


def _from_pairs(sheet: Sheet, register: Register) -> tuple[list[tuple[str, str, float]], list[str]]:
    """Read a list of pairs: the two columns that name units, and one with their number."""
    width = max(map(len, sheet.rows), default=0)
    found = {k: sum(_is_unit(c, register) for c in _column(sheet, k)) for k in range(width)}
    ends = sorted(sorted((k for k in found if found[k]), key=lambda k: -found[k])[:2])
    # a title, the header and notes below name no unit at either end
    inside = [n for n, row in enumerate(sheet.rows) if any(_is_unit(_at(row, k), register) for k in ends)]
    if len(ends) < 2:
        rule = "must be a matrix of units x units, or have two columns that name units"
        raise InputError([Problem(sheet.name, rule, "", "names are looked up in units.csv of the edition")])
    first, below = inside[0], sheet.rows[inside[0] : inside[-1] + 1]
    head = sheet.rows[first - 1] if first else []
    numbers = [k for k in range(width) if k not in ends and any(isinstance(_at(r, k), float) for r in below)]
    named = [k for k in numbers if any(word in str(_at(head, k)).lower() for word in LIKE_A_COUNT)]
    counted: int | None = next(iter([*named, *numbers]), None)
    records, problems = [], list[Problem]()
    for number, row in enumerate(below, start=first):
        texts = [_at(row, k) for k in ends]
        if not all(isinstance(t, str) for t in texts):
            continue
        pair = [_unit(t, sheet, number, register) for t in texts]
        problems += [p for _, p in pair if p]
        count = 1.0 if counted is None else _at(row, counted)
        if isinstance(count, float):
            records.append((pair[0][0], pair[1][0], count))
        else:
            problems.append(Problem(f"{sheet.name} row {number + 1}", "must be a number", shown(count or "")))
    if problems:
        raise InputError(limited(problems))
    what = "1 each" if counted is None else f"numbers in {shown(str(_at(head, counted) or counted + 1))}"
    return records, [f"a list of pairs, {what}"]


def _matrix_at(sheet: Sheet, register: Register) -> int | None:
    """Find the row that names units above a matrix; None where there is none."""
    for number, row in enumerate(sheet.rows):
        texts = [c for c in row[1:] if isinstance(c, str)]
        if len(texts) >= 3 and sum(_is_unit(c, register) for c in texts) >= MOST * len(texts):
            return number
    return None


def _unit(cell: Cell, sheet: Sheet, row: int, register: Register) -> tuple[str, Problem | None]:
    match = register.match(str(cell))
    if match.unit:
        return match.unit, None
    names = [*register.names, *(n for of in register.names.values() for n in of)]
    hint = f"may be {', '.join(match.candidates)}" if match.candidates else did_you_mean(str(cell), names)
    rule = "must be the code or name of a unit; add it to units.csv, or to aliases.csv (alias,unit)"
    return "", Problem(f"{sheet.name} row {row + 1}", rule, shown(cell), hint)


def _is_unit(cell: Cell, register: Register) -> bool:
    return isinstance(cell, str) and bool(register.match(cell).unit)


def _named(cells: Sequence[Cell], register: Register) -> int:
    matches = register.matches([c for c in cells if isinstance(c, str)])
    return sum(bool(m.unit) for m in matches.values())


def _column(sheet: Sheet, k: int) -> list[Cell]:
    return [_at(row, k) for row in sheet.rows]


def _at(row: Sequence[Cell], k: int) -> Cell:
    return row[k] if k < len(row) else None


def _register(edition: Path) -> Register:
    if not (edition / FILE).is_file():
        raise InputError([Problem(str(edition), f"must be a folder with an {FILE}")])
    tables, problems = {}, list[Problem]()
    for kind in ("units", "aliases"):
        raws = [read_table(path, path.name) for path in tables_named(edition, kind)[:1]]
        problems += [p for _, wrong in raws for p in wrong]
        tables[kind] = next((raw.text for raw, _ in raws if raw is not None), pd.DataFrame())
    register = register_of(tables["units"], tables["aliases"])
    if not problems and not register.names:
        problems.append(Problem("units.csv", "must list the units first", "", "connectindex import units writes it"))
    if problems:
        raise InputError(problems)
    return register


def _directed(edition: Path, mode: str) -> bool | None:
    """Read from ``[modes]`` whether a mode is directed; None where it is not declared yet."""
    try:
        modes = parsed_settings((edition / FILE).read_text("utf-8-sig")).get("modes", {})
    except ValueError:
        return None  # `connectindex check` says what is wrong with it
    return bool(modes[mode].get("directed", False)) if isinstance(modes.get(mode), dict) else None


def _csv(head: Sequence[str], rows: Any) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()
