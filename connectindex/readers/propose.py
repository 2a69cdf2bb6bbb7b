"""Propose the ``[[values]]`` block by which a file can be read, from the file itself."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.errors import InputError
from connectindex.readers.block import ValuesBlock
from connectindex.readers.formats.long import column_for
from connectindex.readers.formats.wide import dated
from connectindex.readers.melt import melted
from connectindex.readers.numbers import CELL, MISSING
from connectindex.readers.periods import parsed, to_years
from connectindex.readers.repeats import repeats
from connectindex.readers.sniff import opened, parts, sniff
from connectindex.readers.table import labels_of, likely_header
from connectindex.readers.table import table as framed
from connectindex.readers.tidy import shaped

if TYPE_CHECKING:
    from pathlib import Path

    from connectindex.readers.shape import Shape
    from connectindex.readers.table import Table

TOTALS = ("T", "_T", "TOTAL", "Total", "total", "TOT", "BTSX", "A", "Both sexes")
MOST_SERIES = 25
MOST_WORDS = 7
JOINING = frozenset({"the", "of", "and", "in", "by", "to", "as", "per", "for", "a", "total", "using"})
FIGURES_FROM = 0.5  # share of a column's cells that must be figures


def proposed(path: Path, name: str) -> tuple[dict[str, Any], str]:
    """Propose the keys of a block, and name what the user must add.

    Parameters
    ----------
    path, name
        Of the file, and its name in the edition.
    """
    keys: dict[str, Any] = {"file": name}
    names = parts(path, name)
    if len(names) > 1:
        keys["sheet"] = next((p for p in names if _reads(path, {**keys, "sheet": p})), names[0])
    raw, _ = opened(path, name, ValuesBlock(**keys))
    if raw is None:
        return keys, ""
    sniffed, _ = sniff(raw, ValuesBlock(**keys))
    if sniffed is None:
        first = next((n for n, row in enumerate(raw.head, start=1) if any(row)), 1)
        likely = likely_header(raw)
        if not likely:
            return keys, "the file has no header: say header = [...] with a name for each column"
        if likely != (first,):
            keys["header"] = list(likely) if len(likely) > 1 else likely[0]
        sniffed, _ = sniff(raw, ValuesBlock(**keys))
    if sniffed is None:
        labels = labels_of(raw, tuple(keys["header"]) if isinstance(keys.get("header"), list) else likely)
        keys |= _columns_of_figures(raw.head[likely[-1] :], labels)
        sniffed, _ = sniff(raw, ValuesBlock(**keys))
    if sniffed is None:
        return keys, "say which columns hold units, years and figures"
    try:
        table, _ = framed(raw, sniffed.header, ValuesBlock(**keys))
    except InputError:
        table = None
    if table is None:
        return keys, ""
    return _completed(keys, sniffed.format.prepared(table), sniffed)


def text_of(keys: dict[str, Any]) -> str:
    """Write a block as it is in index.toml.

    Examples
    --------
    >>> print(text_of({"file": "a.csv", "header": [4, 5], "where": {"sex": "T"}}))
    [[values]]
    file = "a.csv"
    header = [4, 5]
    where = { sex = "T" }
    """
    return "\n".join(["[[values]]", *(f"{_key(k)} = {_toml(v)}" for k, v in keys.items())])


def word(text: str) -> str:
    """Convert a title to the id of a variable.

    Examples
    --------
    >>> word("Individuals using the Internet (% of population)"), word("Index (average Q1 2023 = 100)")
    ('individuals_using_the_internet', 'index')
    """
    plain = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", text)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:MOST_WORDS]
    while words and words[-1] in JOINING:
        words.pop()
    return "_".join(words) or "variable"


def _reads(path: Path, keys: dict[str, Any]) -> bool:
    """Tell whether a sheet looks like a table: as wide as one, with figures."""
    raw, _ = opened(path, keys["file"], ValuesBlock(**keys))
    return raw is not None and sum(_figure(c) for row in raw.head for c in row) > len(raw.head) / 2


def _figure(cell: str) -> bool:
    return CELL.match(cell) is not None and parsed(cell) is None


def _columns_of_figures(rows: tuple[tuple[str, ...], ...], labels: tuple[str, ...]) -> dict[str, Any]:
    """Propose ``columns`` and ``wide`` for a table of countries by variables."""
    frame = pd.DataFrame([r[: len(labels)] for r in rows if any(r)], columns=range(len(labels)))
    unit = column_for("unit", labels) or next(
        (la for k, la in enumerate(labels) if la and not frame[k].map(_figure).any()), ""
    )
    year = column_for("year", labels)
    wide = {}
    for k, label in enumerate(labels):
        cells = [c for c in frame[k] if c not in MISSING]
        if label and label not in (unit, year) and cells and sum(map(_figure, cells)) >= FIGURES_FROM * len(cells):
            wide[label] = word(label)
    keys: dict[str, Any] = {"wide": wide} if wide else {}
    return {"columns": {"unit": unit}, **keys} if unit and unit != column_for("unit", labels) else keys


def _completed(keys: dict[str, Any], table: Table, sniffed: Any) -> tuple[dict[str, Any], str]:
    """Complete the keys with names of series, the total of a dimension, and the treatment of quarters."""
    shape, problems = shaped(table, sniffed, ValuesBlock(**keys))
    if shape.unit and not shape.wide and not shape.value:
        keys |= _columns_of_figures(tuple(table.text.head(50).itertuples(index=False, name=None)), table.labels)
        shape, problems = shaped(table, sniffed, ValuesBlock(**keys))
    still = "say year = ..., which no column holds" if any("column of years" in p.rule for p in problems) else ""
    if still and (period := parsed(str(keys.get("sheet", "")))) and period[2] == 1:
        keys["year"] = period[0]  # a sheet a year
        return _completed(keys, table, sniffed)
    keys |= _series(table, shape, keys)
    if problems or not len(table.rows):
        return keys, still or (str(problems[0]) if problems else "")
    for _ in shape.dimensions or table.labels:
        block = ValuesBlock(**keys)
        kept = table
        for column, texts in block.chosen.items():
            kept = kept.only(kept.cells(column).isin(texts).to_numpy())
        rows = melted(kept, shape, block).assign(value="1", status="", flags="")
        if rows.empty:
            break
        if keys.get("period") is None and (parts_ := {p[2] for t in rows["period"].unique() if (p := parsed(t))}) - {1}:
            if len(parts_) > 1:
                return keys, "say where = { ... }: the file has periods of several kinds"
            keys["period"] = "last"
            block = ValuesBlock(**keys)
        rows, _, wrong = to_years(rows, block.period, "")
        repeated = None if wrong else repeats(rows, kept, shape)
        if repeated is None or not repeated.column:
            break
        total = next((t for t in TOTALS if t in repeated.kinds), repeated.kinds[0])
        keys["where"] = {**keys.get("where", {}), repeated.column: total}
    return keys, still


def _series(table: Table, shape: Shape, keys: dict[str, Any]) -> dict[str, Any]:
    """Propose ``variable`` for a file of one series, ``names`` for one of several."""
    if isinstance(keys.get("wide"), dict):
        return {}
    if shape.variable:
        titled = shape.title or shape.variable
        pairs = table.text[[shape.variable, titled]].drop_duplicates(shape.variable).head(MOST_SERIES)
        names = {str(a).strip(): word(str(b)) for a, b in pairs.itertuples(index=False, name=None) if str(a).strip()}
    else:
        names = {c.variable: word(c.title or c.variable) for c in shape.wide.values() if c.variable}
    if len(names) > 1:
        return {"names": names}
    if names:
        return {"variable": next(iter(names.values()))}
    plain = {label for label in (*shape.wide, shape.value) if label and not dated(label)}
    value = next(iter(plain), "")
    known = value and value.casefold() not in ("value", "obs_value", "datavalue")
    return {"variable": word(value if known else keys["file"].rpartition("/")[2].rpartition(".")[0])}


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
