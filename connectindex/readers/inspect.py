"""Inspect a published file before an edition reads it, and propose the block that reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.readers.block import ValuesBlock
from connectindex.readers.propose import proposed, text_of
from connectindex.readers.sniff import opened, parts
from connectindex.readers.tidy import read
from connectindex.territories.matching import CODE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pandas import DataFrame

    from connectindex.errors import Problem
    from connectindex.readers.tidy import Tidy
    from connectindex.territories import Match, Register

JUMP = 200.0  # times as much from one year to the next: thousands taken for units, or the other way round
SHOWN_ROWS = 5
SHOWN = 12


@dataclass(frozen=True, eq=False)
class Inspection:
    """Hold the contents of an inspected file.

    Parameters
    ----------
    file, format, reason
        Its name, as what it is read and why.
    sheets
        Filled sheets, or tables of an archive; the first is the one that was read.
    header
        Rows of the header.
    first
        First rows as they are read: unit, year, variable, value, status, flags, place.
    matches
        Whom each code or name means, with its number of figures; empty without an edition.
    years, gaps
        First and last year; years between them without a figure.
    variables
        A row a variable: title, measure, figures, units, first and last year, lowest, median, highest.
    flags
        Number and status of each flag.
    jumps
        Figures that are `JUMP` times those of the year before, or a part of them so small.
    series
        Rows of series that the block does not take.
    notes, problems
        What was passed over; what keeps the file from being read.
    keys
        Keys of the ``[[values]]`` block.
    still
        What the file does not show and the block must set.
    """

    file: str
    format: str = ""
    reason: str = ""
    sheets: tuple[str, ...] = ()
    header: tuple[int, ...] = ()
    first: DataFrame = field(default_factory=pd.DataFrame)
    matches: tuple[tuple[Match, int], ...] = ()
    years: tuple[int, int] | None = None
    gaps: tuple[int, ...] = ()
    variables: DataFrame = field(default_factory=pd.DataFrame)
    flags: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    jumps: DataFrame = field(default_factory=pd.DataFrame)
    series: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    keys: Mapping[str, Any] = field(default_factory=dict)
    still: str = ""

    @property
    def block(self) -> str:
        """Write the ``[[values]]`` block, as text."""
        return text_of(dict(self.keys)) if self.keys else ""

    def matched(self) -> list[Match]:
        """List codes and names that match a unit."""
        return [m for m, _ in self.matches if m.unit]

    def not_units(self) -> list[tuple[Match, int]]:
        """List known countries, groups of countries and others that are no units of the edition."""
        return [(m, n) for m, n in self.matches if not m.unit and m.how]

    def not_matched(self) -> list[tuple[Match, int]]:
        """List codes and names that match nothing, or more than one unit."""
        return [(m, n) for m, n in self.matches if not m.unit and not m.how]


def inspect(path: Path, name: str, register: Register | None = None, block: ValuesBlock | None = None) -> Inspection:
    """Inspect a published file.

    Parameters
    ----------
    path, name
        Of the file, and what it is called in messages and in the block.
    register
        What the units of an edition are called; None: units are not looked up.
    block
        How it is read; None: as detected from the file.
    """
    keys, still = ({}, "") if block is not None else proposed(path, name)
    chosen = block or ValuesBlock(**keys)
    tidy, problems = read(path, name, chosen)
    raw, _ = opened(path, name, chosen)
    names = parts(path, name)
    read_first = tuple(sorted(names, key=lambda p: p != chosen.sheet))
    if tidy is None:
        head = pd.DataFrame(raw.head[:10]).fillna("") if raw is not None else pd.DataFrame()
        return Inspection(
            name,
            sheets=read_first,
            first=head,
            problems=tuple(problems),
            keys=keys,
            still=still,
        )
    counts = tidy.rows["unit"].value_counts()
    matches: list[tuple[Match, int]] = []
    if register is not None:
        written = [u for u in tidy.rows["unit"].cat.categories if counts.get(u, 0)]
        matches = [(m, int(counts[w])) for w, m in register.matches(written).items()]
        if keys and any(not m.unit for m, _ in matches):
            keys["unknown"] = "leave_out"
    years = sorted(tidy.rows["year"].unique().tolist())
    return Inspection(
        name,
        tidy.sniffed.format.id,
        tidy.sniffed.reason,
        read_first,
        tidy.table.header,
        _first(tidy),
        tuple(matches),
        (years[0], years[-1]) if years else None,
        tuple(sorted(set(range(years[0], years[-1])) - set(years))) if years else (),
        _variables(tidy),
        _flags(tidy, chosen),
        jumps(tidy.rows),
        tidy.series,
        tidy.notes,
        tuple(problems),
        keys,
        still,
    )


def jumps(rows: DataFrame) -> DataFrame:
    """List figures that are many times those of the year before, or a small part of them.

    Parameters
    ----------
    rows
        Columns ``unit``, ``variable``, ``year`` (int), ``value`` (text).

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["A"] * 3, "variable": "x", "year": [1, 2, 3], "value": ["5", "5200", "5.1"]})
    >>> jumps(rows)["factor"].round(4).tolist()
    [1040.0, 0.001]
    """
    known = rows.loc[rows["value"] != "", ["unit", "variable", "year", "value"]]
    known = known.assign(value=known["value"].astype(float)).sort_values(["unit", "variable", "year"], kind="stable")
    same = (known["unit"].shift() == known["unit"]) & (known["variable"].shift() == known["variable"])
    before = known["value"].shift().where(same)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = known["value"] / before
    size = factor.abs()
    far = same & np.isfinite(factor) & ((size >= JUMP) | ((size > 0) & (size <= 1 / JUMP)))
    return known.assign(before=before, factor=factor)[far].reset_index(drop=True)


def _first(tidy: Tidy) -> DataFrame:
    top = tidy.rows.head(SHOWN_ROWS)
    columns = ["unit", "year", "variable", "value", "status", "flags"]
    return top[columns].assign(place=tidy.places()[: len(top)]).astype("str")


def _variables(tidy: Tidy) -> DataFrame:
    """Tabulate the variables, with the range of their figures."""
    rows = tidy.rows[tidy.rows["value"] != ""]
    grouped = rows.assign(number=rows["value"].astype(float)).groupby("variable", observed=True, sort=False)
    made = grouped.agg(
        figures=("number", "size"),
        units=("unit", "nunique"),
        first=("year", "min"),
        last=("year", "max"),
        lowest=("number", "min"),
        median=("number", "median"),
        highest=("number", "max"),
    )
    measures = [" or ".join(tidy.measures.get(v, ())) for v in made.index]
    return made.assign(title=[tidy.titles.get(v, "") for v in made.index], measure=measures)


def _flags(tidy: Tidy, block: ValuesBlock) -> dict[str, tuple[int, str]]:
    meaning = {**tidy.shape.flags, **block.status}
    flags = tidy.rows["flags"]
    counts = flags[flags != ""].value_counts()
    return {
        str(f): (int(n), meaning.get(str(f)) or ", ".join(meaning.get(c, "dropped") for c in str(f) if c not in " ,;"))
        for f, n in counts.items()
    }


def lines(inspection: Inspection) -> list[str]:
    """Describe an inspection in text, for a terminal."""
    texts = (
        [f"{inspection.file}: read as {inspection.format}, because {inspection.reason}"]
        if inspection.format
        else [inspection.file]
    )
    if inspection.sheets:
        rest = f"; not read: {', '.join(inspection.sheets[1:])}" if len(inspection.sheets) > 1 else ""
        texts.append(f"sheet: {inspection.sheets[0]}{rest}")
    if inspection.header:
        texts.append(f"header: row {' and '.join(map(str, inspection.header))}")
    texts += [f"note: {n}" for n in inspection.notes]
    if not inspection.first.empty:
        texts += ["first rows:", *(f"  {line}" for line in inspection.first.to_string(index=False).splitlines())]
    texts += [f"problem: {p}" for p in inspection.problems]
    if inspection.years:
        gaps = f"; none of {', '.join(map(str, inspection.gaps))}" if inspection.gaps else ""
        texts.append(f"years: {inspection.years[0]} to {inspection.years[1]}{gaps}")
    for variable, row in inspection.variables.iterrows():
        title = f" ({row['title']})" if row["title"] else ""
        measure = f", in {row['measure']}" if row["measure"] else ""
        number = f"{_count(row['figures'], 'figure')} of {_count(row['units'], 'unit')}"
        texts.append(
            f"variable {variable}{title}: {number}, {row['first']} to {row['last']}, "
            f"from {row['lowest']:g} to {row['highest']:g}, median {row['median']:g}{measure}"
        )
    if inspection.series:
        texts.append(f"series not taken: {_some([f'{k} ({n:,} rows)' for k, n in inspection.series.items()])}")
    texts += [f"flag {flag}: {_count(n, 'figure')}, {meaning}" for flag, (n, meaning) in inspection.flags.items()]
    texts += [
        f"jump: {row.unit} {row.variable} {row.year}: {row.value:g} after {row.before:g}, times {row.factor:g}"
        for row in inspection.jumps.head(SHOWN).itertuples()
    ]
    if len(inspection.jumps) > SHOWN:
        texts.append(f"jump: {len(inspection.jumps) - SHOWN:,} more")
    return [*texts, *_units(inspection)]


def _units(inspection: Inspection) -> list[str]:
    if not inspection.matches:
        return []
    by = [m for m in inspection.matched() if m.how != CODE]
    texts = [f"units: {len(inspection.matched()):,} matched, {len(by):,} of them not by their own code"]
    if by:
        texts.append(f"  matched: {_some([f'{m.written} = {m.unit} ({m.how})' for m in by])}")
    if rest := inspection.not_units():
        texts.append(f"  no units of the edition: {_some([f'{m.written} ({n:,})' for m, n in rest])}")
    for match, n in inspection.not_matched():
        several = f", may be {' or '.join(match.candidates)}" if match.candidates else ""
        texts.append(f"  not matched: {match.written} ({_count(n, 'figure')}){several}")
    return texts


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _some(texts: list[str]) -> str:
    return ", ".join(texts[:SHOWN]) + (f" and {len(texts) - SHOWN:,} more" if len(texts) > SHOWN else "")
