"""The tables as one workbook: the ranking first, then what it is, a list of the sheets, and a sheet a table."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.model.words import message
from connectindex.reports import safe
from connectindex.reports.data.citation import reference
from connectindex.reports.data.delimited import legible
from connectindex.reports.data.dictionary import fields, in_language
from connectindex.reports.data.ranking_sheet import FIRST, LAST, MEDIAN, RANK, TIER, ranking_sheet
from connectindex.reports.language import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame

    from connectindex.audit.robustness import Robustness
    from connectindex.pipeline.result import Result
    from connectindex.reports.data.fields import Field
    from connectindex.reports.data.tables import Table

WIDEST = 60
LONGEST_NAME = 31
MOST_NOTES = 40  # a matrix of units needs no note at each column
ROWS, COLUMNS = 1_048_576, 16_384  # of a sheet
MOST_CELLS = 400_000  # of a sheet: larger tables are in the CSV files alone
RANKING, ABOUT, CONTENTS = message("Ranking"), message("About"), message("Contents")
KEYS = ("model", "year", "unit", "name")  # columns that stay in sight
NAMES = {
    "scores": message("Scores"),
    "ranks": message("Ranks"),
    "indicators": message("Indicators"),
    "definitions": message("Definitions"),
    "weights": message("Weights"),
    "contributions": message("Contributions"),
    "treatment": message("Treatment"),
    "scale": message("Scale"),
    "units": message("Units"),
    "sources": message("Sources"),
    "corridors": message("Corridors"),
    "corridor_links": message("Corridor links"),
    "score_intervals": message("Score intervals"),
    "rank_reversal": message("Rank reversal"),
    "sensitivity": message("Sensitivity"),
    "convergence": message("Convergence"),
    "changes": message("Changes"),
    "failed_draws": message("Failed draws"),
    "quality": message("Data quality"),
    "quality_weights": message("Data quality by weight"),
    "coherence": message("Statistical coherence"),
    "left_out": message("Not ranked"),
    "matches": message("Matched names"),
    "potential": message("Predicted links"),
    "potential_pairs": message("Predicted links by pair"),
    "potential_coefficients": message("Gravity models"),
    "potential_tests": message("Tests of gravity models"),
    "potential_dropped": message("Excluded from gravity models"),
    "robustness": message("Robustness of ranks"),
    "robustness_nodes": message("Robustness of pillars"),
    "one_at_a_time": message("One choice at a time"),
    "leave_one_out": message("Leave-one-out"),
    "before": message("Pairwise order"),
    "columns": message("Data dictionary"),
}
POINTS, RANKS, SHARE, WHOLE, PLAIN = "0.0", "0.0", "0.0%", "#,##0", "0"
HALVES = "General"  # medians of ranks are whole or half
HEAD_HEIGHT, A4 = 45, 9  # points for three lines; the number of a size of paper
VALUE = "[>=1000]#,##0;[>=1]0.00;0.0000"
CSV_NOTE = message(
    "The CSV files are in UTF-8 without a byte order mark: in Excel open them with Data, From Text/CSV. Only empty "
    'cells are missing; "NA" is the code of Namibia. In pandas: read_csv(file, keep_default_na=False, '
    'na_values=[""]); in R: read.csv(file, na.strings = "").'
)
MISSING_NOTE = message(
    "An empty cell is a missing value. The column “origin” of the sheet “{sheet}” distinguishes "
    "missing values from those that do not apply; an observed zero is printed as 0."
)


def workbook(
    result: Result,
    tables: Sequence[Table],
    date: dt.date,
    audit: Robustness | None = None,
    language: Language | None = None,
) -> bytes:
    """The workbook as bytes; the same input gives the same bytes.

    Parameters
    ----------
    result
        Gives title, licence and citation of the second sheet.
    tables
        One sheet each, after the ranking, what the workbook is, and a list of the sheets.
    date
        Date of publication, also the workbook's date of creation.
    audit
        Gives the ranking its intervals.
    language
        Of names of sheets, heads and explanations; English by default. Columns of tables keep the names of the files.

    Notes
    -----
    Text is written as text: a name that begins with "=" never becomes a formula. Signs that a workbook
    cannot hold are replaced. A table too large for a sheet is cut, one of more than `MOST_CELLS` cells left out, and
    the list of sheets says so.
    """
    import xlsxwriter  # noqa: PLC0415 - only when a workbook is written

    about, language = result.edition.about, language or Language()
    buffer = io.BytesIO()
    literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **literal})
    created = dt.datetime.combine(date, dt.time(), tzinfo=dt.UTC).replace(tzinfo=None)  # Excel knows no zones
    title, publisher = safe.paragraph(about.title)[:255], safe.paragraph(about.publisher)[:255]
    book.set_properties({"title": title, "author": publisher, "created": created})
    styles = {name: book.add_format({"num_format": name}) for name in {POINTS, SHARE, WHOLE, PLAIN, HALVES, VALUE}}
    styles["head"] = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    styles["text"] = book.add_format({"indent": 1})
    styles["wrapped"] = book.add_format({"text_wrap": True, "valign": "top"})
    front = [language(name) for name in (RANKING, ABOUT, CONTENTS)]
    _ranking(book.add_worksheet(front[0]), ranking_sheet(result, audit, language), styles, language)
    small = [t for t in tables if t.frame.size <= MOST_CELLS]
    named = dict(zip(sheet_names([language(readable(t.name)) for t in small], front), small, strict=True))
    facts = {
        language("Title"): title,
        language("Edition"): safe.clean(about.edition),
        language("Publisher"): publisher,
        language("Date of publication"): language.date(date),
        language("Licence"): safe.paragraph(about.licence),
        language("Cite as"): reference(language, about, date),
        language("Missing values"): language(MISSING_NOTE, sheet=language("Indicators")),
        language("CSV files"): language(CSV_NOTE),
        language("Excluded tables"): _left_out([t for t in tables if t.frame.size > MOST_CELLS], language),
    }
    _about(book.add_worksheet(front[1]), {k: v for k, v in facts.items() if v}, styles)
    _contents(book.add_worksheet(front[2]), named, front[0], styles, language)
    for name, table in named.items():
        _sheet(book.add_worksheet(name), table, styles, language)
    book.close()
    return buffer.getvalue()


def readable(name: str) -> str:
    """Name of a table as its sheet shows it.

    Examples
    --------
    >>> readable("left_out"), readable("score_intervals")
    ('Not ranked', 'Score intervals')
    """
    return NAMES.get(name) or name[:1].upper() + name[1:].replace("_", " ")


def sheet_names(names: Sequence[str], front: Sequence[str] = (RANKING, ABOUT, CONTENTS)) -> list[str]:
    """Names of sheets: at most 31 signs, none that Excel forbids, all distinct in any case, none reserved.

    `front`: names of the sheets before them.

    Examples
    --------
    >>> sheet_names(["scores", "Scores", "a/b", "what_each_choice_does_to_the_ranks"])
    ['scores', 'Scores~2', 'a_b', 'what_each_choice_does_to_the_ra']
    """
    taken = {*(name.lower() for name in front), "history"}
    sheets = []
    for name in names:
        plain = re.sub(r"[\[\]:*?/\\]", "_", legible(name)).strip("'")[:LONGEST_NAME] or "table"
        unique, n = plain, 1
        while unique.lower() in taken:
            n += 1
            unique = f"{plain[: LONGEST_NAME - len(str(n)) - 1]}~{n}"
        taken.add(unique.lower())
        sheets.append(unique)
    return sheets


def _about(sheet: Any, facts: dict[str, str], styles: dict[str, Any]) -> None:
    """What the workbook is and how to cite it."""
    for row, (label, text) in enumerate(facts.items()):
        sheet.write_string(row, 0, label, styles["head"])
        sheet.write_string(row, 1, text, styles["wrapped"])
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 100)


def _contents(sheet: Any, tables: dict[str, Table], ranking: str, styles: dict[str, Any], language: Language) -> None:
    """A list of the sheets that leads to them."""
    for column, head in enumerate(
        map(language, (message("Sheet"), message("Description"), message("Rows"), message("File")))
    ):
        sheet.write_string(0, column, head, styles["head"])
    sheet.write_url(1, 0, f"internal:'{ranking}'!A1", string=ranking)
    sheet.write_string(1, 1, language("The ranking: one row per unit, with pillars by name."), styles["wrapped"])
    for row, (name, table) in enumerate(tables.items(), start=2):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(row, 1, language.together(language(table.note), _cut(table, language)), styles["wrapped"])
        sheet.write_number(row, 2, len(table.frame), styles[WHOLE])
        sheet.write_string(row, 3, f"tables/{table.name}.csv")
    for column, width in enumerate((30, 90, 10, 34)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)


def _left_out(large: Sequence[Table], language: Language) -> str:
    """Tables that are in the CSV files alone."""
    if not large:
        return ""
    cells = {t.name: language("{number} cells", number=language.decimal(t.frame.size, 0)) for t in large}
    listed = language.commas(f"tables/{name}.csv ({size})" for name, size in cells.items())
    most = language.decimal(MOST_CELLS, 0)
    return language("Tables of more than {most} cells are not in this workbook: {tables}.", most=most, tables=listed)


def _ranking(sheet: Any, frame: DataFrame, styles: dict[str, Any], language: Language) -> None:
    """The first sheet: rank and name stay in sight."""
    whole = map(language, (RANK, TIER, FIRST, LAST))
    usual = {language(MEDIAN): HALVES} | dict.fromkeys(whole, WHOLE)
    for column, name in enumerate(map(str, frame.columns)):
        cells = frame.iloc[:, column]
        sheet.write_string(0, column, legible(name), styles["head"])
        numeric = pd.api.types.is_numeric_dtype(cells)
        style = styles[usual.get(name, POINTS)] if numeric else styles["text"]
        for row, cell in enumerate(cells.tolist(), start=1):
            _write(sheet, row, column, cell, style)
        word = max(len(w) for w in name.split()) + 1  # bold
        longest = max(11, word) if numeric else max([word, *(len(str(c)) for c in cells)])
        sheet.set_column(column, column, min(longest + 1, WIDEST))
    sheet.set_row(0, HEAD_HEIGHT)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(frame), 1), max(len(frame.columns) - 1, 0))
    # on paper: all columns side by side, their heads on every page
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _cut(table: Table, language: Language) -> str:
    rows, columns = table.frame.shape
    if rows < ROWS and columns <= COLUMNS:
        return ""
    return language("The sheet holds only as many rows and columns as a sheet can; the file holds them all.")


def _sheet(sheet: Any, table: Table, styles: dict[str, Any], language: Language) -> None:
    frame = table.frame.iloc[: ROWS - 1, :COLUMNS]
    known = fields(table.name, frame)
    notes = known if frame.shape[1] <= MOST_NOTES else {}
    for column, name in enumerate(map(str, frame.columns)):
        cells = frame.iloc[:, column]
        sheet.write_string(0, column, legible(name), styles["head"])
        field = notes.get(name)
        if field and field.text:
            sheet.write_comment(0, column, _comment(field, language), {"author": "", "x_scale": 2})
        style = styles[number_format(known[name])]
        for row, cell in enumerate(cells.tolist(), start=1):
            _write(sheet, row, column, cell, style)
        numeric = pd.api.types.is_numeric_dtype(cells)
        longest = max([len(name), *(len(str(c)) for c in cells.head(200))]) if not numeric else 12
        sheet.set_column(column, column, min(max(longest, 8) + 1, WIDEST))
    names = list(map(str, frame.columns))
    first = next((k for k, name in enumerate(names) if name not in KEYS), len(names))
    sheet.freeze_panes(1, first or 1)
    if names:
        sheet.autofilter(0, 0, max(len(frame), 1), len(names) - 1)


def _comment(field: Field, language: Language) -> str:
    """What a column means, with its unit."""
    text = in_language(field.text, language)
    if not field.unit:
        return language("{text}.", text=text)
    return language("{text} ({unit}).", text=text, unit=language.name(field.unit))


def number_format(field: Field) -> str:
    """How a column's numbers are shown; the cells hold all their digits.

    Examples
    --------
    >>> from connectindex.reports.data.fields import Field
    >>> number_format(Field("year", "")), number_format(Field("number", "", "share"))
    ('0', '0.0%')
    """
    if field.type == "year":
        return PLAIN
    if field.type == "integer":
        return WHOLE
    return {"points": POINTS, "share": SHARE, "rank": RANKS, "ranks": RANKS}.get(field.unit, VALUE)


def _write(sheet: Any, row: int, column: int, cell: Any, style: Any = None) -> None:
    """A cell by its type; what is missing stays empty, and no number is infinite."""
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, str):
        if cell:
            sheet.write_string(row, column, legible(cell), style)
    elif not pd.isna(cell):
        number = float(cell) if isinstance(cell, int | float | np.number) else None
        if number is not None and np.isfinite(number):
            sheet.write_number(row, column, number, style)
        else:
            sheet.write_string(row, column, legible(str(cell)))
