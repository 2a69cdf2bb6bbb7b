"""Melt a table to one row a figure, whole columns at a time; empty cells of a wide table give no rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import Categorical, DataFrame, Series

    from connectindex.readers.block import ValuesBlock
    from connectindex.readers.shape import Shape
    from connectindex.readers.table import Table


def melted(table: Table, shape: Shape, block: ValuesBlock) -> DataFrame:
    """Melt a table to rows with unit, label, period, variable, value, row, column; status where the table has one."""
    texts = _columns(table, shape, block)
    if not shape.wide:
        every = np.arange(len(table.rows))
        value = table.cells(shape.value)
        at = pd.Categorical.from_codes(np.zeros(len(every), dtype=np.int8), [shape.value])
        return _frame(texts, every, value, at, table.rows)
    labels = list(shape.wide)
    filled = [np.flatnonzero((table.text[label] != "").to_numpy()) for label in labels]
    rows = np.concatenate(filled)
    counts = [len(f) for f in filled]
    parts = [table.text[label].array[f] for label, f in zip(labels, filled, strict=True)]
    value = pd.Series(_joined(parts)).str.strip()
    codes = np.repeat(np.arange(len(labels), dtype=np.int16), counts)
    at = pd.Categorical.from_codes(codes, labels)
    cells = list(shape.wide.values())
    columnwise = {"period": [c.period for c in cells], "variable": [c.variable for c in cells]}
    for role, texts_of_columns in columnwise.items():
        if any(texts_of_columns):
            kinds = list(dict.fromkeys(texts_of_columns))
            kind_of_cell = np.array([kinds.index(s) for s in texts_of_columns], dtype=np.int16)[codes]
            if role == "variable" and texts.get(role) is not None and not isinstance(texts[role], str):
                continue  # a column of series, and headers that only name years
            texts[role] = (kind_of_cell, kinds)
    return _frame(texts, rows, value, at, table.rows)


Texts = dict[str, "str | Series | tuple[NDArray[np.int16], list[str]] | None"]


def _columns(table: Table, shape: Shape, block: ValuesBlock) -> Texts:
    """Return the texts of each role: one text for all rows, a column, or nothing if columns of figures hold it."""
    unit: str | Series = block.unit if block.unit is not None else table.cells(shape.unit)
    label: str | Series = table.cells(shape.label) if shape.label else ""
    if not isinstance(unit, str) and not isinstance(label, str) and (unit == "").any():
        unit = unit.where(unit != "", label)  # groups of countries often have a name and no code
    texts: Texts = {
        "unit": unit,
        "label": label,
        "period": str(block.year) if block.year is not None else (table.cells(shape.year) if shape.year else ""),
        "variable": table.cells(shape.variable) if shape.variable else "",
    }
    if "source" in block.columns:
        texts["source"] = table.cells(block.columns["source"])
    if shape.status:
        texts["status"] = table.cells(shape.status)
    return texts


def _joined(parts: list[object]) -> object:
    from pandas.api.extensions import ExtensionArray  # noqa: PLC0415

    if not parts:
        return pd.array([], dtype="str")
    return type(parts[0])._concat_same_type(parts) if isinstance(parts[0], ExtensionArray) else parts  # noqa: SLF001


def _frame(
    texts: Texts, rows: NDArray[np.intp], value: Series, at: Categorical, numbers: NDArray[np.int64]
) -> DataFrame:
    columns: dict[str, object] = {}
    for role, text in texts.items():
        if isinstance(text, tuple):
            columns[role] = pd.Categorical.from_codes(text[0], text[1])
        elif isinstance(text, str) or text is None:
            columns[role] = pd.Categorical.from_codes(np.zeros(len(rows), dtype=np.int8), [text or ""])
        else:
            codes, kinds = pd.factorize(text)
            columns[role] = pd.Categorical.from_codes(codes[rows].astype(np.int32), kinds.astype(object))
    value = value.reset_index(drop=True)
    return pd.DataFrame({**columns, "value": value, "row": numbers[rows], "column": at})
