"""Find figures of one unit, year and variable that occur more than once, and the column that distinguishes them."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Repeats:
    """Hold the number of repeated figures, an example, and the column and its texts that distinguish them."""

    number: int
    example: str
    column: str = ""
    kinds: tuple[str, ...] = ()


def repeats(rows: DataFrame, table: Table, shape: Shape) -> Repeats | None:
    """Find repeated figures of one unit, variable and year; None where there are none."""
    key = np.zeros(len(rows), dtype=np.int64)
    for column in KEYS:
        cells = rows[column]
        codes = cells.cat.codes.to_numpy() if hasattr(cells, "cat") else cells.to_numpy() - cells.min()
        key = key * (int(codes.max(initial=0)) + 1) + codes
    again = pd.Series(key).duplicated(keep=False).to_numpy()
    if not again.any():
        return None
    order = np.argsort(key[again], kind="stable")[:LOOKED_AT]
    met, groups = rows[again].iloc[order], key[again][order]
    place = {int(n): k for k, n in enumerate(table.rows)}
    text = table.text.iloc[[place[int(n)] for n in met["row"]]]
    roles = {shape.unit, shape.label, shape.year, shape.value, shape.title, shape.variable, *shape.wide}
    columns = [c for c in dict.fromkeys((*shape.dimensions, *table.labels)) if c not in roles]
    differing = [c for c in columns if text[c].groupby(groups, sort=False).nunique().gt(1).all()]
    first, second = met.iloc[0], met.iloc[1]
    example = f"{shown(first['unit'])} {first['year']} in rows {first['row']} and {second['row']}"
    column = differing[0] if differing else ""
    kinds = tuple(table.cells(column).unique()) if column else ()
    return Repeats(int(pd.Series(key[again]).nunique()), example, column, kinds)


def repeated(rows: DataFrame, table: Table, shape: Shape) -> list[Problem]:
    """Report a unit with two figures of one variable and year, and the column in which they differ."""
    repeat = repeats(rows, table, shape)
    if repeat is None:
        return []
    hint = ""
    if repeat.column:
        kinds = ", ".join(map(shown, repeat.kinds[:SHOWN])) + (" ..." if len(repeat.kinds) > SHOWN else "")
        where = f"where = {{ {_key(repeat.column)} = {_quoted(shown(repeat.kinds[0]))} }}"
        hint = f"they differ in {repeat.column!r}: {kinds}; say {where}"
    got = f"{repeat.number:,} with more, e.g. {repeat.example}"
    return [Problem(table.raw.name, "a unit must have one figure of a variable and year", got, hint)]


def _key(column: str) -> str:
    plain = column.replace("_", "").replace("-", "")
    return column if plain.isascii() and plain.isalnum() else f'"{column}"'


def _quoted(kind: str) -> str:
    return '"' + kind[1:-1] + '"'
