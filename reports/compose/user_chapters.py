"""Chapters that an edition adds: text, tables and charts as its function returns them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.errors import InputError, Problem, shown
from connectindex.model.report_chapter import ReportChapter, VegaChart
from connectindex.reports import charts, markdown, safe
from connectindex.reports.document import AuditTable, TableColumn
from connectindex.reports.figures import VegaFigure

if TYPE_CHECKING:
    from connectindex.reports.compose.material import Material
    from connectindex.reports.language import Language

MOST_ROWS = 2_000  # of a table, each of which is laid out


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a chapter: its text, its table or its chart, the others empty; `source` as the author states it."""

    text: Any = ""
    table: AuditTable | None = None
    chart: VegaFigure | None = None
    source: str = ""


def user_chapter(chapter: ReportChapter, material: Material) -> Any:
    """What a chapter of the edition shows: its blocks, or what its own template draws.

    Raises
    ------
    InputError
        The function returns something else, or a chart cannot be drawn.
    """
    returned = chapter.compose(material.facts.result)
    if returned is None or chapter.template:
        return returned
    parts = returned if isinstance(returned, list | tuple) else [returned]
    return tuple(_block(part, chapter, material.facts.language) for part in parts) or None


def _block(part: Any, chapter: ReportChapter, language: Language) -> Block:
    place = f"chapter {chapter.id}"
    if isinstance(part, str):
        return Block(text=markdown.rendered(part))
    if isinstance(part, pd.DataFrame):
        if len(part) > MOST_ROWS:
            raise InputError([Problem(place, f"must have tables of {MOST_ROWS:,} rows or fewer", f"{len(part):,}")])
        title, source = (str(part.attrs.get(key, "")) for key in ("title", "source"))
        return Block(table=_table(part, safe.clean(title or chapter.title), language), source=safe.paragraph(source))
    if isinstance(part, VegaChart):
        return Block(chart=_figure(part, place, language), source=safe.paragraph(part.source))
    rule = "must return Markdown, a pandas DataFrame, a connectindex.VegaChart, or a list of these"
    raise InputError([Problem(place, rule, type(part).__name__)])


def _table(table: pd.DataFrame, title: str, language: Language) -> AuditTable:
    """A DataFrame as text in the numbers of the report's language; a named index is its first columns."""
    if any(table.index.names):
        table = table.reset_index()
    numbers = [pd.api.types.is_numeric_dtype(table.dtypes.iloc[k]) for k in range(table.shape[1])]
    columns = tuple(TableColumn(str(c), n) for c, n in zip(table.columns, numbers, strict=True))
    rows = tuple(tuple(_cell(v, language) for v in row) for row in table.itertuples(index=False))
    return AuditTable(title, "", columns, rows)


def _cell(value: Any, language: Language) -> str:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, bool) or not pd.api.types.is_number(value):
        return str(value)
    return language.value(float(value))


def _figure(chart: VegaChart, place: str, language: Language) -> VegaFigure:
    if _has_address(chart.spec):
        raise InputError([Problem(place, "must have charts with their data inside", "an address under 'url'")])
    try:
        figure = VegaFigure(json.dumps(chart.spec, allow_nan=False, sort_keys=True), str(chart.alt), str(chart.title))
        charts.svg(figure, language.signs)
    except (TypeError, ValueError) as error:
        got = shown(str(error).splitlines()[0] if str(error) else type(error).__name__)
        raise InputError([Problem(place, "must have charts that Vega-Lite can draw", got)]) from error
    return figure


def _has_address(spec: Any) -> bool:
    """Tell whether a specification names data or pictures outside itself."""
    waiting = [spec]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            if "url" in part:
                return True
            waiting += part.values()
        elif isinstance(part, list | tuple):
            waiting += part
    return False
