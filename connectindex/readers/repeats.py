"""Repeats: figures of one unit, year and variable that stand more than once, and the column that tells them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.errors import Problem, shown

if TYPE_CHECKING:
    from pandas import DataFrame

    from connectindex.readers.shape import Shape
    from connectindex.readers.table import Table

KEYS = ("unit", "variable", "year")
LOOKED_AT = 2_000  # repeated rows in which the column is looked for
SHOWN = 6


def repeated(rows: DataFrame, table: Table, shape: Shape) -> list[Problem]:
    """A problem where a unit has two figures of one variable and year, with what they differ in."""
    key = np.zeros(len(rows), dtype=np.int64)
    for column in KEYS:
        cells = rows[column]
        codes = cells.cat.codes.to_numpy() if hasattr(cells, "cat") else cells.to_numpy() - cells.min()
        key = key * (int(codes.max(initial=0)) + 1) + codes
    again = pd.Series(key).duplicated(keep=False).to_numpy()
    if not again.any():
        return []
    order = np.argsort(key[again], kind="stable")
    met = rows[again].iloc[order[:LOOKED_AT]]
    first, second = met.iloc[0], met.iloc[1]
    place = {int(n): k for k, n in enumerate(table.rows)}
    text = table.text.iloc[[place[int(n)] for n in met["row"]]]
    groups = key[again][order[:LOOKED_AT]]
    roles = {shape.unit, shape.label, shape.year, shape.value, shape.title, *shape.wide}
    columns = [c for c in (*shape.dimensions, *table.labels) if c not in roles and c != shape.variable]
    differing = [c for c in dict.fromkeys(columns) if text[c].groupby(groups, sort=False).nunique().gt(1).all()]
    number = int(pd.Series(key[again]).nunique())
    got = (
        f"{number:,} with more, e.g. {shown(first['unit'])} {first['year']} in rows {first['row']} and {second['row']}"
    )
    if not differing:
        return [Problem(table.raw.name, "a unit must have one figure of a variable and year", got)]
    column = differing[0]
    kinds = [shown(k) for k in text[column].str.strip().unique()[:SHOWN]]
    hint = f"they differ in {column!r}: {', '.join(kinds)}; say where = {{ {_key(column)} = {_quoted(kinds[0])} }}"
    return [Problem(table.raw.name, "a unit must have one figure of a variable and year", got, hint)]


def _key(column: str) -> str:
    plain = column.replace("_", "").replace("-", "")
    return column if plain.isascii() and plain.isalnum() else f'"{column}"'


def _quoted(kind: str) -> str:
    return '"' + kind[1:-1] + '"'
