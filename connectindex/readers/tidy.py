"""Tidy a table of any shape: one row a unit, year and variable, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from connectindex.errors import InputError, Problem, did_you_mean, shown
from connectindex.readers.block import YEARS
from connectindex.readers.formats.wide import dated
from connectindex.readers.interpret import interpreted, places_of
from connectindex.readers.melt import melted
from connectindex.readers.periods import to_years
from connectindex.readers.repeats import repeated
from connectindex.readers.shape import Cellwise
from connectindex.readers.sniff import opened, sniff
from connectindex.readers.table import table as framed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pandas import DataFrame

    from connectindex.readers.block import ValuesBlock
    from connectindex.readers.shape import Shape
    from connectindex.readers.sniff import Sniffed
    from connectindex.readers.table import Table

COLUMNS = ("unit", "label", "year", "variable", "value", "status", "flags", "row", "column")
SHOWN = 8


@dataclass(frozen=True, eq=False)
class Tidy:
    """Hold the contents of a file, one row a figure.

    Parameters
    ----------
    rows
        Columns `COLUMNS`: the unit as it is written there (``unit``, and ``label`` where there are both code and name),
        year, variable, value (text; empty where there is none), status, flags and footnote marks, and the row
        and column of the figure.
    table, sniffed, shape
        What it was read from, and as what.
    notes
        What was passed over, dropped or changed, in words.
    series
        Rows of series that the block does not take, by their code.
    measures
        Units of measure of each variable.
    titles
        What each variable is called in the file.
    """

    rows: DataFrame
    table: Table
    sniffed: Sniffed
    shape: Shape
    notes: tuple[str, ...] = ()
    series: Mapping[str, int] = field(default_factory=dict)
    measures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def places(self) -> list[str]:
        """Return the place of each row's figure, as problems name it."""
        return places_of(self.rows, self.table)


def read(path: Path, name: str, block: ValuesBlock) -> tuple[Tidy | None, list[Problem]]:
    """Read a published file as tidy rows.

    Parameters
    ----------
    path, name
        Of the file, and what problems call it.
    block
        How it is read.

    Returns
    -------
    The rows, or None where they cannot be determined; every problem.
    """
    raw, problems = opened(path, name, block)
    sniffed, new_problems = sniff(raw, block) if raw is not None else (None, [])
    if raw is None or sniffed is None:
        return None, problems + new_problems
    try:
        table, problems = framed(raw, sniffed.header, block)
    except InputError as error:  # rows below the header, which are read only now
        return None, list(error.problems)
    if table is None:
        return None, problems
    made, new_problems = tidy(sniffed.format.prepared(table), sniffed, block)
    return made, problems + new_problems


def tidy(table: Table, sniffed: Sniffed, block: ValuesBlock) -> tuple[Tidy | None, list[Problem]]:
    """Tidy the rows of a table whose format is known."""
    shape, problems = shaped(table, sniffed, block)
    if not problems:
        table, problems = _chosen(table, block)
    if problems:
        return None, problems
    titles, measures = _titles(table, shape), _measures(table, shape)
    table, shape, series, problems = _named(table, shape, block)
    if problems:
        return None, problems
    name = table.raw.name
    rows = melted(table, shape, block)
    rows, titles, measures, problems = _variables(rows, titles, measures, block, name)
    notes, more = list[str](), list[str]()
    if not problems:
        rows, notes, problems = interpreted(rows, table, shape, block)
    if not problems:
        rows, more, problems = to_years(rows, block.period, name)
    if not problems:
        problems = repeated(rows, table, shape)
    if not problems and not len(rows):
        problems = [Problem(name, "must hold a figure", "", "its rows may all be left out by where or names")]
    if problems:
        return None, problems
    rows = rows[[*COLUMNS, *(("source",) if "source" in rows else ())]].reset_index(drop=True)
    return Tidy(rows, table, sniffed, shape, (*table.notes, *notes, *more), series, measures, titles), []


def shaped(table: Table, sniffed: Sniffed, block: ValuesBlock) -> tuple[Shape, list[Problem]]:
    """Return the columns of the format, with those that the block names."""
    shape = sniffed.format.shape(table)
    problems = [p for column in block.columns.values() for p in table.lacking(column, "columns")]
    shape = shape.over(**{r: c for r, c in block.columns.items() if r != "source" and c in table.columns})
    if "value" in block.columns:
        shape = shape.over(wide={})  # type: ignore[arg-type]
    if block.unit is not None:
        shape = shape.over(unit="", label="")
    if block.year is not None and "year" not in block.columns:
        shape = shape.over(year="")
    if block.wide is not None:
        wide, new_problems = _wide(table, shape, block)
        shape, problems = shape.over(wide=wide, value=""), problems + new_problems  # type: ignore[arg-type]
    if block.variable is not None and block.names:
        problems.append(Problem(table.raw.name, "variable and names must not be set together", shown(block.variable)))
    name = table.raw.name
    listed = shown(", ".join(table.labels[:12]))
    if not shape.unit and block.unit is None:
        problems.append(Problem(name, "must have a column of units", listed, "say columns = { unit = ... }"))
    if not shape.wide and not shape.value:
        hint = 'say columns = { value = ... }, or wide = { "Header" = "variable" }'
        problems.append(Problem(name, "must have a column of figures", listed, hint))
    periods = bool(shape.wide) and all(c.period for c in shape.wide.values())
    if not periods and not shape.year and block.year is None:
        problems.append(
            Problem(name, "must have a column of years", listed, "say columns = { year = ... } or year = ...")
        )
    if periods and block.year is not None:
        problems.append(Problem(name, "year must not be set where columns are years", str(block.year)))
    return shape, problems


def _wide(table: Table, shape: Shape, block: ValuesBlock) -> tuple[dict[str, Cellwise], list[Problem]]:
    """Return the columns of figures that ``wide`` names: all years, or headers with their variables."""
    others = {shape.unit, shape.label, shape.year, shape.variable}
    met = {label: cell for label in table.labels if label not in others and (cell := dated(label))}
    if block.wide == YEARS or block.wide is None:
        rule = "must have columns of years"
        return met, [] if met else [Problem(table.raw.name, rule, shown(", ".join(table.labels[:12])))]
    wide, problems = {}, []
    for header, variable in dict(block.wide).items():  # type: ignore[arg-type]
        label = " ".join(header.split())
        of_years = {la: Cellwise(c.period, variable) for la, c in met.items() if c.variable == label}
        if label in table.columns:
            # where no year is set for all, two adjacent years are identified by their headers
            period = met[label].period if label in met and block.year is None and not shape.year else ""
            wide[label] = Cellwise(period, variable)
        elif of_years:
            wide |= of_years
        else:
            problems += table.lacking(label, "wide")
    return wide, problems


def _chosen(table: Table, block: ValuesBlock) -> tuple[Table, list[Problem]]:
    """Select the rows that ``where`` keeps."""
    problems, keep = [], np.ones(len(table.rows), dtype=bool)
    for column, texts in block.chosen.items():
        missing = table.lacking(column, "where")
        if missing:
            problems += missing
            continue
        cells = table.cells(column)
        met = set(cells.unique())
        absent = [t for t in texts if t not in met]
        problems += [
            Problem(f"{table.raw.name} where", f"must stand in the column {column!r}", shown(t), did_you_mean(t, met))
            for t in absent
        ]
        keep &= cells.isin(texts).to_numpy()
    return (table if keep.all() else table.only(keep)), problems


def _named(table: Table, shape: Shape, block: ValuesBlock) -> tuple[Table, Shape, dict[str, int], list[Problem]]:
    """Select rows and columns of the series in ``names``; count the rows of the others."""
    if not block.names:
        return table, shape, {}, []
    place = f"{table.raw.name} names"
    if shape.variable:
        cells = table.cells(shape.variable)
        counts = cells.value_counts()
        problems = [
            Problem(place, "must be a series of the file", shown(n), did_you_mean(n, counts.index))
            for n in block.names
            if n not in counts.index
        ]
        left = {str(k): int(n) for k, n in counts.items() if k not in block.names}
        return table.only(cells.isin(list(block.names)).to_numpy()), shape, left, problems
    titled = {c.variable for c in shape.wide.values() if c.variable}
    problems = [
        Problem(place, "must be a series of the file", shown(n), did_you_mean(n, titled))
        for n in block.names
        if n not in titled
    ]
    wide = {
        la: Cellwise(c.period, block.names[c.variable]) for la, c in shape.wide.items() if c.variable in block.names
    }
    left = {c.variable: len(table.rows) for c in shape.wide.values() if c.variable not in block.names}
    return table, shape.over(wide=wide), left, problems  # type: ignore[arg-type]


def _titles(table: Table, shape: Shape) -> dict[str, str]:
    """Return the titles of series, by their codes."""
    if not shape.variable:
        return {c.variable: c.title for c in shape.wide.values() if c.title}
    if not shape.title or shape.title not in table.columns:
        return {}
    pairs = table.text[[shape.variable, shape.title]].drop_duplicates(shape.variable)
    return dict(zip(pairs[shape.variable].str.strip(), pairs[shape.title].str.strip(), strict=True))


def _measures(table: Table, shape: Shape) -> dict[str, tuple[str, ...]]:
    """Return the units of measure by series; more than one would be an error."""
    columns = [m for m in shape.measure if m in table.columns]
    if not columns:
        return {}
    keys = [c for c in (shape.variable,) if c]
    pairs = table.text[[*keys, *columns]].drop_duplicates()
    units_of_series: dict[str, list[str]] = {}
    for row in pairs.itertuples(index=False):
        cells = dict(zip(columns, (c.strip() for c in row[len(keys) :]), strict=True))
        power = cells.pop("UNIT_MULT", "")
        words = ", ".join(c for c in cells.values() if c) + (f" x10^{power}" if power not in ("", "0") else "")
        units_of_series.setdefault(row[0].strip() if keys else "", []).append(words)
    return {k: tuple(dict.fromkeys(w for w in words if w)) for k, words in units_of_series.items()}


def _variables(
    rows: DataFrame, titles: dict[str, str], measures: dict[str, tuple[str, ...]], block: ValuesBlock, name: str
) -> tuple[DataFrame, dict[str, str], dict[str, tuple[str, ...]], list[Problem]]:
    """Name the variables: as the block sets them, or as in the file."""
    met = list(rows["variable"].cat.categories)
    if block.variable is not None:
        if len(met) > 1:
            listed = ", ".join(met[:SHOWN]) + (" ..." if len(met) > SHOWN else "")
            hint = f'say names = {{ "{met[0]}" = "{block.variable}" }}, or where = {{ ... }}'
            got = f"{len(met)}: {listed}"
            return rows, titles, measures, [Problem(name, "must be one series where variable is set", got, hint)]
        new = dict.fromkeys(met, block.variable)
    else:
        new = {m: block.names.get(m, m) for m in met}
        if "" in met:
            hint = 'say variable = "..."'
            return rows, titles, measures, [Problem(name, "must say which variable it holds", "", hint)]
    if len(set(new.values())) < len(new):
        mapped = rows["variable"].astype("str").map(new).astype("category")
    else:
        mapped = rows["variable"].cat.rename_categories(new)
    titles = {new.get(k, k): v for k, v in titles.items() if k in new}
    measures = {new.get(k, block.variable or k): v for k, v in measures.items() if k in new or k == ""}
    return rows.assign(variable=mapped), titles, measures, []
