"""Tables with several figures a row: a column a year, or a column a variable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectindex.readers.formats.long import LABELS, column_for
from connectindex.readers.periods import parsed
from connectindex.readers.shape import Cellwise, Format, Shape

if TYPE_CHECKING:
    from connectindex.readers.table import Table

DATED = re.compile(
    r"(?P<before>.*?)[\s,_:–-]*\(?(?P<period>Q[1-4]\s\d{4}|\d{4}([-\s]?[QM]\d\d?)?(\s*\[YR\d{4}\])?)\)?[\s_:–-]*(?P<after>.*)"
)
NOTE_COLUMN = re.compile(
    r"(note|notes|source|sources|footnote|flag)s?", re.IGNORECASE
)  # columns of notes on a year's figures
FIGURES = ("", "value", "values")


def dated(label: str) -> Cellwise | None:
    """Parse period and variable of a column name; None where it names no period, or holds notes on figures.

    Examples
    --------
    >>> dated("Internet users (%) 2023"), dated("2020_value")
    (Cellwise(period='2023', variable='Internet users (%)', title=''), Cellwise(period='2020', variable='', title=''))
    >>> dated("2020_note"), dated("Country")
    (None, None)
    """
    if parsed(label):
        return Cellwise(period=label)
    met = DATED.fullmatch(label)
    if met is None or not parsed(met["period"]):
        return None
    words = [part.strip(" _,:") for part in (met["before"], met["after"])]
    if any(NOTE_COLUMN.fullmatch(w) for w in words):
        return None
    return Cellwise(met["period"], " ".join(w for w in words if w.casefold() not in FIGURES))


def _recognises(labels: tuple[str, ...]) -> str:
    years = [label for label in labels if dated(label)]
    if len(years) > 1:
        return f"it has {len(years)} columns of years or periods, {years[0]!r} to {years[-1]!r}"
    return ""


def _shape(table: Table) -> Shape:
    unit = column_for("unit", table.labels) or table.labels[0]
    years = {label: cell for label in table.labels if label != unit and (cell := dated(label))}
    folded = {label.casefold(): label for label in reversed(table.labels)}
    label = next((folded[n] for n in LABELS if n in folded and folded[n] != unit), "")
    wide = years if len(years) > 1 else {}
    others = {"" if wide else column_for("year", table.labels)}
    variable = column_for("variable", table.labels) if wide else ""
    return Shape(unit, label, year=next(iter(others)), variable=variable, wide=wide)


WIDE = Format("wide", _recognises, _shape, 'columns of years, or wide = { "Header" = "variable" }')
