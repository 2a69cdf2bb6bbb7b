"""Dictionary: what every column of every published table means, its type and its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from connectindex.model.words import Words
from connectindex.reports.data.analysis_columns import ANALYSIS_COLUMNS
from connectindex.reports.data.fields import COMMON, REST, Field
from connectindex.reports.data.index_columns import INDEX_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame, Series

    from connectindex.reports.language import Language

# by table
COLUMNS: dict[str, dict[str, Field]] = INDEX_COLUMNS | ANALYSIS_COLUMNS


def fields(table: str, frame: DataFrame) -> dict[str, Field]:
    """The columns of a table, in order; a column without words gets the type of its data.

    Examples
    --------
    >>> fields("scores", pd.DataFrame({"unit": ["CHE"], "transport": [61.5]}))["transport"].text
    'Score on this node; higher is better'
    """
    specific = COLUMNS.get(table, {})
    known = COMMON | specific
    return {str(c): known.get(str(c)) or specific.get(REST) or Field(_type(frame[c]), "") for c in frame.columns}


def dictionary(frames: Mapping[str, DataFrame], language: Language | None = None) -> DataFrame:
    """The columns of many tables as a table: ``table``, ``column``, ``type``, ``unit``, ``description``.

    Descriptions are in the language given, English by default.

    Examples
    --------
    >>> dictionary({"scores": pd.DataFrame({"unit": ["CHE"], "air": [1.0], "sea": [2.0]})})["column"].tolist()
    ['unit', '*']
    """
    rows = {}
    for table, frame in frames.items():
        rest = COLUMNS.get(table, {}).get(REST)
        for name, field in fields(table, frame).items():
            shown = REST if field is rest else name
            rows[table, shown] = (table, shown, field.type, field.unit, in_language(field.text, language))
    return pd.DataFrame(list(rows.values()), columns=["table", "column", "type", "unit", "description"], dtype="str")


def in_language(text: str, language: Language | None) -> str:
    """The words of a column in a language, English by default."""
    if language is None or not text:
        return text
    return language.translated(text) if isinstance(text, Words) else language(text)


def _type(column: Series) -> str:
    kinds = pd.api.types
    if kinds.is_bool_dtype(column):
        return "boolean"
    number = "integer" if kinds.is_integer_dtype(column) else "number"
    return number if kinds.is_numeric_dtype(column) else "string"
