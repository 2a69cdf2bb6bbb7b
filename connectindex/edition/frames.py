"""Editions from tables in memory, and editions with other settings or values; the same checks as for files."""

from __future__ import annotations

import copy
import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace as with_fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.edition.assemble import EditionParts, assemble, stacked
from connectindex.edition.files import RawTable
from connectindex.edition.inputs import parsed_settings
from connectindex.edition.model import Origin
from connectindex.edition.read import parse
from connectindex.edition.registers import register_of
from connectindex.edition.settings import parse_sections
from connectindex.edition.tables import check_table
from connectindex.edition.without_effect import without_effect
from connectindex.errors import InputError, Problem, did_you_mean, require_kind, shown
from connectindex.filenames import FILE
from connectindex.links.stores import IbisTable

if TYPE_CHECKING:
    from pandas import DataFrame

    from connectindex.edition.model import Edition

KINDS = ("units", "aliases", "places", "values", "links", "members", "coverage", "sources", "scale")
FILES = ("values", "places", "links")  # sections that name files
STEPS = ("impute", "screen", "treat", "normalise", "weight", "aggregate")
KEYS = ["unit", "year", "variable"]


def edition(index: Mapping[str, Any] | str, **tables: Any) -> Edition:
    """Make an edition from tables in memory, no folder needed.

    Parameters
    ----------
    index
        What an index.toml says: its text, or a dict of the same sections.
    tables
        ``units``, ``values``, ``links``, ``members``, ``places``, ``aliases``, ``sources``, ``coverage``, ``scale``:
        frames of pandas, or anything that has ``to_pandas`` (polars, Arrow), or a dict of columns; columns as in the
        files of the same names. A named index counts as columns.

    Returns
    -------
    Edition

    Raises
    ------
    InputError
        With every problem; places are the table and the number of the row, from 1: ``values row 3``.

    Examples
    --------
    >>> import connectindex as ci
    >>> made = ci.edition(
    ...     {"index": {"title": "T", "edition": "1", "year": 2023}, "tree": {"indicators": ["net"]},
    ...      "indicators": {"net": {"name": "Net", "unit": "%", "direction": 1, "variable": "net"}}},
    ...     units={"unit": ["FRA", "DEU"], "name": ["France", "Germany"]},
    ...     values={"unit": ["FRA", "DEU"], "year": 2023, "variable": "net", "value": [86.8, 92.5]},
    ... )
    >>> ci.build(made).ranks["index"].astype(int).to_dict()
    {'DEU': 1, 'FRA': 2}
    """
    require_kind("edition index", index, (str, Mapping), "a dict of sections, or the text of an index.toml")
    unknown = [k for k in tables if k not in KINDS]
    problems = [Problem(k, "must be a table of an edition", "", did_you_mean(k, KINDS)) for k in unknown]
    document, new_problems = _document(index)
    problems += new_problems
    frames = {}
    for kind in (k for k in KINDS if tables.get(k) is not None):
        frame, new_problems = _frame(tables[kind], kind)
        problems += new_problems
        if frame is not None:
            frames[kind] = frame
    if "units" not in frames and not any(p.place == "units" for p in problems):
        problems.append(Problem("units", "must be there"))
    if problems:
        raise InputError(problems)
    return _made(document, frames)


def replaced(former: Edition, changes: Mapping[str, Any]) -> Edition:
    """Make an edition with other settings or values and check it; see `connectindex.Edition.replace`."""
    if former.origin is None:
        raise InputError([Problem("edition", "must be one that was read, or made by connectindex.edition")])
    document = copy.deepcopy(dict(former.origin.document))
    frames = dict(former.origin.frames)
    problems = _changed(document, changes)
    if changes.get("values") is not None:
        frame, new_problems = _frame(changes["values"], "values")
        problems += new_problems
        if frame is not None:
            old_values = frames.get("values")
            frames["values"] = frame if old_values is None else _over(old_values, frame)
    if problems:
        raise InputError(problems)
    if former.folder is None:
        return _made(document, frames)
    links = [s for s in former.link_sources if isinstance(s.store, IbisTable)]
    over = _raw("values", frames["values"]) if "values" in frames else None
    made, problems, warnings = parse(former.folder, links, former.origin.code, document, over)
    if made is None or problems:
        raise InputError(problems, warnings)
    inputs = {**made.inputs, FILE: _digest(document, frames)}
    return with_fields(made, inputs=inputs, origin=Origin(document, frames, former.origin.code))


def _changed(document: dict[str, Any], changes: Mapping[str, Any]) -> list[Problem]:
    """Apply changes to a document; list problems where they name unknown keys, steps or nodes."""
    known = ("weights", "method", "values", "year", "years", "index")
    problems = [
        Problem("replace", "unknown argument", shown(k), did_you_mean(k, known)) for k in changes if k not in known
    ]
    for name in ("weights", "method", "index"):
        if changes.get(name) is not None:
            require_kind(f"replace {name}", changes[name], Mapping, "a dict")
    if changes.get("years") is not None:
        require_kind("replace years", changes["years"], (list, tuple, range), "a list of years")
    head = document.setdefault("index", {})
    for key, other in (("year", "years"), ("years", "year")):
        if changes.get(key) is not None:
            head.pop(other, None)
            head[key] = changes[key] if key == "year" else list(changes[key])
    head |= dict(changes.get("index") or {})
    for step, method in dict(changes.get("method") or {}).items():
        if step not in STEPS:
            problems.append(Problem(f"method {step}", "must be a step", "", did_you_mean(step, STEPS)))
        document.setdefault("method", {})[step] = {"kind": method} if isinstance(method, str) else dict(method)
    for name, weight in dict(changes.get("weights") or {}).items():
        if not _weigh(document.get("tree", {}), name, weight):
            hint = did_you_mean(name, _names(document.get("tree", {})))
            problems.append(Problem("weights", "must be a node or an indicator of the tree", shown(name), hint))
    return problems


def _weigh(node: dict[str, Any], name: str, weight: float) -> bool:
    """Set the weight of a node or an indicator; False where the tree does not have it."""
    if name in node.get("indicators", []):
        node["weights"] = {**node.get("weights", {}), name: weight}
        return True
    children = {k: v for k, v in node.items() if isinstance(v, dict) and k not in ("weights", "aggregate", "name")}
    if name in children:
        children[name]["weight"] = weight
        return True
    return any(_weigh(child, name, weight) for child in children.values())


def _names(node: Mapping[str, Any]) -> list[str]:
    children = {k: v for k, v in node.items() if isinstance(v, dict) and k not in ("weights", "aggregate", "name")}
    return [*node.get("indicators", []), *children, *(n for child in children.values() for n in _names(child))]


def _document(index: Mapping[str, Any] | str) -> tuple[dict[str, Any], list[Problem]]:
    if not isinstance(index, str):
        return copy.deepcopy(dict(index)), []
    try:
        return parsed_settings(index), []
    except (ValueError, RecursionError) as error:
        return {}, [Problem(FILE, "must be valid TOML", str(error))]


def _made(document: dict[str, Any], frames: Mapping[str, DataFrame]) -> Edition:
    sections, problems = parse_sections(document)
    rule = "must not name files where an edition is made in memory"
    problems += [Problem(f"{FILE} [[{k}]]", rule) for k in FILES if document.get(k)]
    tables = {kind: [_raw(kind, frame)] for kind, frame in frames.items()}
    problems += [p for kind, of in tables.items() for table in of for p in check_table(table, kind)]
    if sections is None:
        raise InputError(problems)
    units, aliases = (stacked(tables.get(kind, [])) for kind in ("units", "aliases"))
    with tempfile.TemporaryDirectory(prefix="connectindex-") as empty:
        parts = EditionParts(Path(empty), {}, register=register_of(units, aliases, sections.index.language))
        made, problems = assemble(sections, tables, [], parts, problems)
        if made is None:
            raise InputError(problems)
        made = with_fields(made, warnings=(*made.warnings, *without_effect(sections, made)))
    inputs = {FILE: _digest(document, frames)}
    return with_fields(made, folder=None, inputs=inputs, origin=Origin(document, dict(frames)))


def _frame(table: Any, kind: str) -> tuple[DataFrame | None, list[Problem]]:
    """Convert a table to a frame of pandas, its named index as columns."""
    if not isinstance(table, pd.DataFrame) and hasattr(table, "to_pandas"):
        table = table.to_pandas()
    if isinstance(table, dict):
        try:
            table = pd.DataFrame(table)
        except ValueError as error:
            return None, [Problem(kind, "must be columns of one length", shown(str(error)))]
    if not isinstance(table, pd.DataFrame):
        hint = f"say {kind}.collect()" if hasattr(table, "collect") else ""
        return None, [Problem(kind, "must be a frame, or a dict of columns", type(table).__name__, hint)]
    return (table.reset_index() if any(n is not None for n in table.index.names) else table), []


def _raw(kind: str, frame: DataFrame) -> RawTable:
    """Convert a frame to text, each row with its place."""
    text = pd.DataFrame({str(c): [_text(v) for v in frame[c].tolist()] for c in frame.columns}, dtype=object)
    text.index = pd.Index([f"{kind} row {n}" for n in range(1, len(frame) + 1)], dtype=object)
    return RawTable(kind, text)


def _text(value: Any) -> str:
    """Write a cell as in a file: 2025, not 2025.0; empty where it is missing."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value).strip()


def _over(former: DataFrame, frame: DataFrame) -> DataFrame:
    """Replace the rows of a former frame that have the same unit, year and variable as a row of the new one."""
    if not set(KEYS) <= set(former.columns) & set(frame.columns):
        return frame
    new = pd.MultiIndex.from_frame(frame[KEYS].astype(str))
    kept = former[~pd.MultiIndex.from_frame(former[KEYS].astype(str)).isin(new)]
    return pd.concat([kept, frame], ignore_index=True)


def _digest(document: Mapping[str, Any], frames: Mapping[str, DataFrame]) -> str:
    """Compute the SHA-256 of settings and tables in memory, in place of those of files."""
    made = hashlib.sha256(json.dumps(document, sort_keys=True, default=str).encode())
    for kind in sorted(frames):
        made.update(kind.encode() + _raw(kind, frames[kind]).text.to_csv().encode())
    return made.hexdigest()
