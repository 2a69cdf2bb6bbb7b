"""Outputs: an index as the folder it was built into tells it, by its manifest and its tables."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.audit.compare.sides import CELLS, Side, made
from connectindex.audit.compare.written import read_written
from connectindex.edition.files import decoded, digest, read_table
from connectindex.edition.model import About, Edition
from connectindex.errors import InputError, Problem, shown
from connectindex.links import RECORD_COLUMNS
from connectindex.model.sources import Sources
from connectindex.model.units import Units
from connectindex.model.values import Values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pandas import DataFrame

    from connectindex.audit.compare.written import Written

MANIFEST = "manifest.json"
TABLES = {
    "units": ("unit", "name", "scored"),
    "indicators": ("unit", "indicator", *CELLS),
    "scores": ("unit",),
    "ranks": ("unit",),
    "weights": ("id", "within"),
}
AGAIN = "build it again with 'connectindex build'"


def is_output(folder: Path) -> bool:
    """Whether a folder holds what a build wrote."""
    return (folder / MANIFEST).is_file()


def read_output(folder: Path, year: int | None = None) -> Side:
    """A built output as a side of a comparison; the last year unless another is named.

    Raises
    ------
    InputError
        The manifest has no settings, or a table is not as it was written.
    """
    manifest, problems = _manifest(folder)
    if manifest is None:
        raise InputError(problems)
    settings, problems = read_written(manifest.get("settings"), f"{folder.name}/{MANIFEST} settings")
    tables, found = _tables(folder, manifest)
    problems += found
    if settings is None or problems:
        raise InputError(problems)
    units = _units(tables["units"])
    problems = _groups(settings, units, folder)
    years = settings.years
    cells, found = _cells(tables["indicators"], years, f"{folder.name}/tables/indicators.csv")
    problems += found
    nodes = [n.id for n in settings.tree.nodes()]
    long = {}
    for name in ("scores", "ranks"):
        long[name], found = _wide(tables[name], nodes, years, f"{folder.name}/tables/{name}.csv")
        problems += found
    weights, found = _numbers(tables["weights"].set_index("id"), ["within"], f"{folder.name}/tables/weights.csv")
    problems += found
    members = [c.id for n in settings.tree.nodes() for c in n.children]
    problems += [
        Problem(f"{folder.name}/tables/weights.csv", "must have every member", "", f"missing: {m}")
        for m in members
        if m not in weights.index
    ]
    if problems:
        raise InputError(problems)
    edition = _edition(manifest, settings, units, folder)
    return made(edition, settings.content, cells, {**long, "weights": weights}, year=year, whole=False)


def _manifest(folder: Path) -> tuple[dict[str, Any] | None, list[Problem]]:
    place = f"{folder.name}/{MANIFEST}"
    text, problems = decoded(folder / MANIFEST, place)
    if text is None:
        return None, problems
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        return None, [Problem(place, "must be JSON", shown(str(error)), AGAIN)]
    if not isinstance(content, dict) or not isinstance(content.get("outputs"), dict):
        return None, [Problem(place, "must be the manifest of an output", "", AGAIN)]
    if "settings" not in content:
        return None, [Problem(place, "must hold the settings the output was made by", "", AGAIN)]
    return content, []


def _tables(folder: Path, manifest: Mapping[str, Any]) -> tuple[dict[str, DataFrame], list[Problem]]:
    """The tables as text, those that are as they were written."""
    tables, problems = {}, []
    for name, columns in TABLES.items():
        path, place = folder / "tables" / f"{name}.csv", f"{folder.name}/tables/{name}.csv"
        if not path.is_file():
            problems.append(Problem(place, "must be there", "", AGAIN))
            continue
        if digest(path) != manifest["outputs"].get(f"tables/{name}.csv"):
            problems.append(Problem(place, f"must be as {MANIFEST} has it; it was changed since", "", AGAIN))
            continue
        raw, found = read_table(path, place)
        problems += found
        if raw is not None:
            lacking = [c for c in columns if c not in raw.text.columns]
            problems += [Problem(place, f"must have the column {c!r}", "", AGAIN) for c in lacking]
            tables[name] = raw.text
    return tables, problems


def _units(text: DataFrame) -> Units:
    table = text.set_index(pd.Index(text["unit"], name="unit", dtype=object)).drop(columns="unit")
    return Units(table.assign(scored=table["scored"] == "True"))


def _groups(settings: Written, units: Units, folder: Path) -> list[Problem]:
    group = getattr(settings.methods.impute, "group", None)
    if group is None or group in units.groups:
        return []
    return [Problem(f"{folder.name}/tables/units.csv", "must have the group of imputation", shown(group))]


def _cells(text: DataFrame, years: tuple[int, ...], place: str) -> tuple[dict[str, DataFrame], list[Problem]]:
    """Each cell table, (year, unit) x indicators."""
    numeric = [c for c in CELLS if c != "origin"]
    table, problems = _numbers(text, numeric, place)
    table, found = _dated(table, years, place)
    problems += found
    keys = ["year", "unit", "indicator"]
    if table.duplicated(keys).any():
        problems.append(Problem(place, "must have a cell once"))
    if problems:
        return {}, problems
    long = table.set_index(keys)
    return {name: long[name].unstack("indicator") for name in CELLS}, []


def _wide(text: DataFrame, nodes: list[str], years: tuple[int, ...], place: str) -> tuple[DataFrame, list[Problem]]:
    lacking = [n for n in nodes if n not in text.columns]
    if lacking:
        return text, [Problem(place, f"must have the column {n!r}", "", AGAIN) for n in lacking]
    table, problems = _numbers(text, nodes, place)
    table, found = _dated(table, years, place)
    problems += found
    if table.duplicated(["year", "unit"]).any():
        problems.append(Problem(place, "must have a unit once"))
    return table.set_index(["year", "unit"])[nodes], problems


def _dated(table: DataFrame, years: tuple[int, ...], place: str) -> tuple[DataFrame, list[Problem]]:
    if "year" not in table:
        return table.assign(year=years[-1]), []
    numbers, problems = _numbers(table, ["year"], place)
    if not problems and not set(numbers["year"]) <= set(years):
        problems = [Problem(place, f"must be of the years {', '.join(map(str, years))}")]
    return (table, problems) if problems else (numbers.astype({"year": int}), [])


def _numbers(table: DataFrame, columns: list[str], place: str) -> tuple[DataFrame, list[Problem]]:
    """The columns as numbers, read exactly as they were written; an empty cell is missing."""
    found, problems = {}, []
    for name in columns:
        numbers = [_number(cell) for cell in table[name]]
        bad = [cell for cell, n in zip(table[name], numbers, strict=True) if n is None]
        problems += [Problem(f"{place}, column {name}", "must be a number", shown(cell)) for cell in bad[:20]]
        found[name] = [math.nan if n is None else n for n in numbers]
    return table.assign(**found), problems


def _number(cell: str) -> float | None:
    try:
        return float(cell) if cell else math.nan
    except ValueError:
        return None


def _edition(manifest: Mapping[str, Any], settings: Written, units: Units, folder: Path) -> Edition:
    """An edition without records: units, tree and methods are what the steps after measuring need."""
    label = {k: str(manifest.get(k, "")) for k in ("title", "edition")}
    nothing = pd.DataFrame(columns=["unit", "year", "variable", "value", "status", "source"])
    given = manifest.get("inputs")
    return replace(
        Edition(
            about=About(title=label["title"], edition=label["edition"] or folder.name, years=settings.years),
            units=units,
            values=Values(nothing),
            sources=Sources(pd.DataFrame(columns=["title"])),
            links=pd.DataFrame(columns=list(RECORD_COLUMNS)),
            modes={},
            coverage=pd.DataFrame(columns=["mode", "unit", "status", "reason"]),
            indicators={leaf.id: settings.indicators[leaf.id] for leaf in settings.tree.leaves()},
            tree=settings.tree,
            methods=settings.methods,
            robustness=settings.robustness,
        ),
        inputs={str(k): str(v) for k, v in given.items()} if isinstance(given, dict) else {},
    )
