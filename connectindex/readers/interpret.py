"""Convert cells to numbers and flags to statuses; unknown marks are dropped, with a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.errors import Problem, limited, shown
from connectindex.readers.limits import MOST_COLUMNS
from connectindex.readers.numbers import Figures, figures, multiplied, signs, statuses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame, Series

    from connectindex.readers.block import ValuesBlock
    from connectindex.readers.shape import Shape
    from connectindex.readers.table import Table

SHOWN = 8
STATUSES = '"reported" | "estimated" | "missing" | "not_applicable"'


def interpreted(
    rows: DataFrame, table: Table, shape: Shape, block: ValuesBlock
) -> tuple[DataFrame, list[str], list[Problem]]:
    """Convert cells to numbers, flags to status."""
    name, notes = table.raw.name, list[str]()
    meaning = {**shape.flags, **block.status}
    written = _written(rows, table)  # cells whose decimal sign is not certain
    usual = table.raw.separator in (",", "\t")
    decimal, thousands, problems = ".", ",", list[Problem]()
    if not shape.point or table.raw.separator == ";" or block.decimal is not None:
        decimal, thousands, problems = signs(rows["value"][written], block, name, usual=usual)
    if problems:
        return rows, notes, problems
    missing = (*dict.fromkeys((*shape.missing, *block.missing)),)
    alone = frozenset(f for f, m in meaning.items() if m in ("missing", "not_applicable"))
    known = frozenset(meaning)
    options: Any = {"missing": missing, "flags": known, "alone": alone, "footnotes": not shape.flags_in_cell}
    parsed = figures(rows["value"][written], decimal, thousands, **options)
    if not written.all():
        sure = figures(rows["value"][~written], ".", "", **options)
        value, flags, broken = (pd.concat([a, b]).sort_index() for a, b in zip(parsed[:3], sure[:3], strict=True))
        parsed = Figures(value, flags, broken, parsed.percents)
    if parsed.broken.any():
        bad = rows[parsed.broken]
        places = places_of(bad, table)
        rule = "must be a number" + (", with flags that are known" if shape.flags_in_cell else "")
        hint = "say missing = [...] for what is none, status = { ... } for a flag"
        problems += limited([Problem(p, rule, shown(c), hint) for p, c in zip(places, bad["value"], strict=True)])
    if parsed.percents:
        notes.append(f"{parsed.percents:,} cells have a per cent sign and are read as they stand, 98 % as 98")
    value = parsed.value if block.multiply is None else multiplied(parsed.value, block.multiply)
    flags = parsed.flags
    if "status" in rows:
        flags = rows["status"].astype("str").where(flags == "", flags)
        unknown = [f for f in flags.unique() if f and f not in meaning and not all(c in meaning for c in f)]
        counts = flags.value_counts()
        hint = f"say status = {{ ... = {STATUSES} }}"
        problems += [
            Problem(f"{name}, column {shape.status}", "must be a known flag", f"{shown(f)} ({counts[f]:,} rows)", hint)
            for f in unknown
        ]
    notes += _footnotes(flags, meaning)
    return rows.assign(value=value, flags=flags, status=statuses(flags, value, meaning)), notes, problems


def _written(rows: DataFrame, table: Table) -> NDArray[np.bool_]:
    """Select the figures that are text: all, except the numbers of a workbook."""
    if table.raw.texts is None:
        return np.ones(len(rows), dtype=bool)
    places = np.array([table.columns[c] for c in rows["column"].cat.categories])
    at = rows["row"].to_numpy() * MOST_COLUMNS * 2 + places[rows["column"].cat.codes.to_numpy()]
    return np.isin(at, [row * MOST_COLUMNS * 2 + column for row, column in table.raw.texts])


def _footnotes(flags: Series, meaning: Mapping[str, str]) -> list[str]:
    """List footnote marks that no flag explains; they are dropped."""
    if (flags == "").all():
        return []
    counts = flags[flags != ""].value_counts()
    marks = {f: n for f, n in counts.items() if f not in meaning and not all(c in meaning or c in " ,;" for c in f)}
    if not marks:
        return []
    listed = ", ".join(f"{f} ({n:,})" for f, n in list(marks.items())[:SHOWN])
    return [f"footnote marks beside figures dropped: {listed}"]


def places_of(rows: DataFrame, table: Table) -> list[str]:
    """Return the place of each row's figure, as problems name it."""
    columns = list(rows["column"].cat.categories)
    codes = rows["column"].cat.codes
    return [table.place(row, columns[code]) for row, code in zip(rows["row"].tolist(), codes, strict=True)]
