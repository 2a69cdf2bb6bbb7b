"""Outputs: an index read from the folder that it was built into, by its manifest and its tables."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.audit.compare.sides import CELLS, Side, made
from connectindex.edition.files import decoded, read_table
from connectindex.edition.inputs import digest
from connectindex.edition.model import About, Edition
from connectindex.edition.tables import broken, duplicates, to_number, to_year, unknown
from connectindex.edition.written import read_written
from connectindex.errors import InputError, Problem, shown
from connectindex.filenames import MANIFEST
from connectindex.links import RECORD_COLUMNS
from connectindex.model.sources import Sources
from connectindex.model.units import END, START, Units
from connectindex.model.values import Values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pandas import DataFrame

    from connectindex.edition.written import Written

TABLES = {
    "units": ("unit", "name", "scored"),
    "indicators": ("unit", "indicator", *CELLS),
    "scores": ("unit",),
    "ranks": ("unit",),
    "weights": ("id", "within"),
}
KEYS = {
    "units": ("unit",),
    "indicators": ("year", "unit", "indicator"),
    "scores": ("year", "unit"),
    "ranks": ("year", "unit"),
    "weights": ("id",),
}
AGAIN = "build it again with 'connectindex build'"


def is_output(folder: Path) -> bool:
    """Tell whether a folder holds the output of a build."""
    return (folder / MANIFEST).is_file()


def read_output(folder: Path, year: int | None = None) -> Side:
    """Read a built output as a side of a comparison; the last year unless another is named.

    Raises
    ------
    InputError
        The manifest has no settings, or a table is not as it was written.
    """
    manifest, problems = _manifest(folder)
    if manifest is None:
        raise InputError(problems)
    settings, problems = read_written(manifest.get("settings"), f"{folder.name}/{MANIFEST} settings")
    tables, more_problems = _tables(folder, manifest)
    problems += more_problems
    if settings is None or problems:
        raise InputError(problems)
    units = _units(tables["units"])
    problems = _groups(settings, units, folder)
    years = settings.years
    cells, more_problems = _cells(tables["indicators"], years)
    problems += more_problems
    nodes = [n.id for n in settings.tree.nodes()]
    lacking = [(n, name) for name in ("scores", "ranks") for n in nodes if n not in tables[name].columns]
    problems += [Problem(f"{folder.name}/tables/{t}.csv", f"must have the column {n!r}", "", AGAIN) for n, t in lacking]
    weights, more_problems = _weights(tables["weights"], settings, f"{folder.name}/tables/weights.csv")
    problems += more_problems
    if problems:
        raise InputError(problems)
    scores, problems = _dated(tables["scores"], nodes, years)
    ranks, more_problems = _dated(tables["ranks"], nodes, years)
    problems += more_problems or _rank_problems(tables["ranks"], ranks[nodes], scores[nodes], len(units.table))
    if problems:
        raise InputError(problems)
    edition = _edition(manifest, settings, units, folder)
    published = {"scores": scores[nodes], "ranks": ranks[nodes], "weights": weights}
    return made(edition, settings.content, cells, published, year=year)


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
        raw, table_problems = read_table(path, place)
        problems += table_problems
        if raw is not None:
            lacking = [c for c in columns if c not in raw.text.columns]
            problems += [Problem(place, f"must have the column {c!r}", "", AGAIN) for c in lacking]
            if not lacking:
                tables[name] = raw.text
                keys = [c for c in KEYS[name] if c in raw.text.columns]
                problems += duplicates(raw.text, keys, "a row of " + " and ".join(keys))
    if "units" in tables:
        codes, where = tables["units"]["unit"], f"{folder.name}/tables/units.csv"
        for name in ("indicators", "scores", "ranks"):
            problems += unknown(tables[name], "unit", codes, where) if name in tables else []
    return tables, problems


def _units(text: DataFrame) -> Units:
    table = text.set_index(pd.Index(text["unit"], name="unit", dtype=object)).drop(columns="unit")
    years = {c: to_year(table[c]).astype("Int64") for c in (START, END) if c in table}
    return Units(table.assign(scored=table["scored"].isin(("TRUE", "True")), **years))


def _groups(settings: Written, units: Units, folder: Path) -> list[Problem]:
    group = getattr(settings.methods.impute, "group", None)
    if group is None or group in units.groups:
        return []
    return [Problem(f"{folder.name}/tables/units.csv", "must have the group of imputation", shown(group))]


def _cells(text: DataFrame, years: tuple[int, ...]) -> tuple[dict[str, DataFrame], list[Problem]]:
    """Each cell table, (year, unit) x indicators."""
    table, problems = _dated(text, [c for c in CELLS if c != "origin"], years)
    if problems:
        return {}, problems
    long = table.assign(indicator=text["indicator"].to_numpy()).set_index("indicator", append=True)
    return {name: long[name].unstack("indicator") for name in CELLS}, []


def _weights(text: DataFrame, settings: Written, place: str) -> tuple[DataFrame, list[Problem]]:
    """Shares within each node, by the id of the member."""
    shares, problems = _numbers(text, ["within"])
    members = [c.id for n in settings.tree.nodes() for c in n.children]
    missing = sorted(set(members) - set(text["id"]))
    problems += [Problem(place, "must have every member", "", f"missing: {m}") for m in missing]
    problems += broken(text["within"][shares["within"] < 0], "must not be negative")
    kept = text["id"].isin(members)  # the root is within nothing
    problems += broken(text["within"][kept & (text["within"] == "")], "must not be empty")
    return shares.set_index(text["id"].to_numpy()), problems


def _dated(text: DataFrame, numeric: list[str], years: tuple[int, ...]) -> tuple[DataFrame, list[Problem]]:
    """The table by (year, unit), these columns as numbers; without a column of years all rows are of the last one."""
    table, problems = _numbers(text, numeric)
    year = text["year"] if "year" in text else pd.Series(str(years[-1]), index=text.index)
    rule = f"must be one of the years {', '.join(map(str, years))}"
    problems += broken(year[~year.isin([str(y) for y in years])], rule)
    if problems:
        return table, problems
    index = pd.MultiIndex.from_arrays([year.astype(int), text["unit"].astype(object)], names=["year", "unit"])
    return table.set_axis(index, axis=0), []


def _numbers(text: DataFrame, columns: list[str]) -> tuple[DataFrame, list[Problem]]:
    """The columns as numbers, read exactly as they were written; an empty cell is missing."""
    numbers, problems = {}, list[Problem]()
    for name in columns:
        numbers[name] = to_number(text[name])
        problems += broken(text[name][(text[name] != "") & numbers[name].isna()], "must be a finite number")
    return text.assign(**numbers), problems


def _rank_problems(text: DataFrame, ranks: DataFrame, scores: DataFrame, units: int) -> list[Problem]:
    """Ranks that are no places among the units, or have no score; scores that have no rank."""
    problems = []
    scored = scores.reindex(ranks.index).notna()
    for name in ranks.columns:
        rank = ranks[name].to_numpy()
        whole = (rank >= 1) & (rank <= units) & (rank == np.floor(rank))
        cells, has = text[name], scored[name].to_numpy()
        problems += broken(cells[~np.isnan(rank) & ~whole], f"must be a whole number from 1 to {units}")
        problems += broken(cells[np.isnan(rank) & has], "must not be empty where there is a score")
        problems += broken(cells[~np.isnan(rank) & ~has], "must be empty where there is no score")
    return problems


def _edition(manifest: Mapping[str, Any], settings: Written, units: Units, folder: Path) -> Edition:
    """An edition without records: units, tree and methods are what the steps after measuring need."""
    label = {k: str(manifest.get(k, "")) for k in ("title", "edition")}
    nothing = pd.DataFrame(columns=["unit", "year", "variable", "value", "status", "source"])
    inputs = manifest.get("inputs")
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
        inputs={str(k): str(v) for k, v in inputs.items()} if isinstance(inputs, dict) else {},
    )
