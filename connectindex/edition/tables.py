"""Schemas of an edition's tables (pandera), and problems out of their errors."""

from __future__ import annotations

import difflib
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.errors import LONGEST, SHOWN_ROWS, Problem, cut, did_you_mean, limited, shown
from connectindex.links import rules as link_rules
from connectindex.model.dyads import LINK_STATUSES
from connectindex.model.sources import SOURCE_KINDS
from connectindex.model.values import FIRST_YEAR, INCOMPLETE, LAST_YEAR, MISSING, NOT_APPLICABLE, STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pandas import DataFrame, Series

    from connectindex.edition.files import RawTable

DAY = r"\d{4}-\d{2}-\d{2}"
CODE = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}"
SMALLEST, LARGEST = 1e-30, 1e30  # beyond these, powers of figures and their ratios leave what a double can hold


@cache
def schemas() -> dict[str, Any]:
    """Return the schemas of the tables, by name; cells are text, as they are in the file."""
    import pandera.pandas as pa  # noqa: PLC0415 - a second that `--help` need not wait for

    def column(*checks: Any, required: bool = True) -> Any:
        return pa.Column(object, list(checks), required=required, nullable=False)

    def rule(words: str, holds: Callable[[Series], Any]) -> Any:
        return pa.Check(holds, error=words, ignore_na=False)

    filled = rule("must not be empty", lambda s: s != "")
    code = rule("must be a code of letters, digits, '_', '-' or '.'", lambda s: _blank(s) | s.str.fullmatch(CODE))
    year = rule(link_rules.YEAR, lambda s: _blank(s) | _is_year(s))
    number = rule("must be a number, with a point and no separators", lambda s: _blank(s) | _is_number(s))
    size = rule(f"must be 0, or from {SMALLEST:g} to {LARGEST:g} in size", lambda s: ~_is_number(s) | _is_sized(s))
    count = rule(link_rules.NOT_NEGATIVE, lambda s: ~_is_number(s) | (to_number(s) >= 0))
    status = rule(f"must be one of {', '.join(STATUSES)}", lambda s: _blank(s) | s.isin(STATUSES))
    link_status = rule(f"must be one of {', '.join(LINK_STATUSES)}", lambda s: _blank(s) | s.isin(LINK_STATUSES))
    lacking = rule(
        "must be missing, incomplete or not_applicable", lambda s: s.isin([MISSING, INCOMPLETE, NOT_APPLICABLE])
    )
    kind = rule(f"must be one of {', '.join(SOURCE_KINDS)}", lambda s: _blank(s) | s.isin(SOURCE_KINDS))
    answer = rule("must be yes or no", lambda s: _blank(s) | s.isin(["yes", "no"]))
    day = rule("must be a day of the calendar", _is_day)
    optional = {
        "capacity": column(number, size, count, required=False),
        "status": column(link_status, required=False),
        "start": column(year, required=False),
        "end": column(year, required=False),
        "name": column(required=False),
        "source": column(required=False),
        "operator": column(required=False),
    }
    ends = {"from": column(filled, code), "to": column(filled, code)}
    measured = {"year": column(filled, year), "mode": column(filled)}
    return {
        "units": pa.DataFrameSchema(
            {
                "unit": column(filled, code),
                "name": column(filled),
                "scored": column(answer, required=False),
                "start": column(year, required=False),
                "end": column(year, required=False),
            }
        ),
        "values": pa.DataFrameSchema(
            {
                "unit": column(filled),
                "year": column(filled, year),
                "variable": column(filled),
                "value": column(number, size),
                "status": column(status, required=False),
                "source": column(required=False),
            },
            strict=True,
        ),
        "links": pa.DataFrameSchema(
            {**ends, **measured, "count": column(filled, number, size, count, required=False), **optional}
        ),
        "members": pa.DataFrameSchema({"member": column(filled, code), **measured, **optional, "name": column(filled)}),
        "aliases": pa.DataFrameSchema({"alias": column(filled), "unit": column(filled)}, strict=True),
        "places": pa.DataFrameSchema({"place": column(filled, code), "unit": column(filled)}),
        "sources": pa.DataFrameSchema(
            {
                "id": column(filled),
                "title": column(filled),
                "retrieved": column(day, required=False),
                "kind": column(kind, required=False),
            }
        ),
        "scale": pa.DataFrameSchema(
            {
                "indicator": column(filled),
                **{c: column(number) for c in ("cap_low", "cap_high", "minimum", "maximum", "exponent", "low", "high")},
                **{c: column(number, required=False) for c in ("mean", "sd")},
                "year": column(year, required=False),
                "transform": column(rule("must be empty, log or boxcox", lambda s: s.isin(["", "log", "boxcox"]))),
                "left": column(answer),
            },
            strict=True,
        ),
        "coverage": pa.DataFrameSchema(
            {
                "what": column(filled),
                "unit": column(filled),
                "status": column(lacking),
                "reason": column(required=False),
            },
            strict=True,
        ),
    }


def check_table(raw: RawTable, kind: str) -> list[Problem]:
    """List all rules of a table's schema that its cells break, each with row, column, value."""
    import pandera.errors as pe  # noqa: PLC0415

    schema = schemas()[kind]
    problems = _misspelt(raw, schema)
    try:
        schema.validate(raw.text, lazy=True)
    except pe.SchemaErrors as error:
        return problems + _problems(raw, error.failure_cases, schema)
    return problems


def unread_days(raw: RawTable) -> list[Problem]:
    """List warnings of days of retrieval that are written in another form than is read."""
    if "retrieved" not in raw.text:
        return []
    cells = raw.text["retrieved"]
    other = cells[(cells != "") & ~cells.str.fullmatch(DAY).astype(bool)]
    return broken(other, "is not read as a day, which is written 2026-11-22")


def _misspelt(raw: RawTable, schema: Any) -> list[Problem]:
    """List columns whose names are close to a column that is not there."""
    if schema.strict:
        return []
    lacking = [c for c in schema.columns if c not in raw.text.columns]
    return [
        Problem(f"{raw.name} row 1", "unknown column", shown(column), f"did you mean {near[0]!r}?")
        for column in raw.text.columns
        if column not in schema.columns and (near := difflib.get_close_matches(column[:40].lower(), lacking, 1, 0.85))
    ]


def duplicates(text: DataFrame, keys: list[str], what: str) -> list[Problem]:
    """List rows that repeat the keys of an earlier row; rows with one of the first three keys empty do not count."""
    if not keys or not set(keys) <= set(text.columns):
        return []
    text = text[(text[keys[:3]] != "").all(axis=1)]
    again = text.duplicated(keys, keep="first")
    if not again.any():
        return []
    repeats = text.loc[again, keys]
    counts = repeats.groupby(keys, sort=False).size().rename("rows").reset_index()
    places = repeats[~repeats.duplicated()].rename_axis("row at").reset_index()
    firsts = text.loc[~again, keys].rename_axis("row at").reset_index()
    met = places.merge(firsts, on=keys, suffixes=("", "_first")).merge(counts, on=keys)
    return limited(
        Problem(place, f"{what} must stand once", shown(" ".join(cells)), f"first in {first}", int(rows))
        for place, first, rows, *cells in met[["row at", "row at_first", "rows", *keys]].itertuples(index=False)
    )


def alike(text: DataFrame, column: str) -> list[Problem]:
    """List codes that differ only in case: readers, and some file systems, take them for one."""
    if column not in text:
        return []
    codes = text[column].drop_duplicates()
    twice = codes[codes.str.casefold().duplicated()]
    firsts = {c.casefold(): c for c in reversed(codes.tolist())}
    hints = {c: f"there is {firsts[c.casefold()]!r}" for c in twice}
    return broken(twice, "a code must differ from others by more than its case", hints)


def unknown(
    text: DataFrame, column: str, known: Iterable[str], where: str, hint: Callable[[str], str] | None = None
) -> list[Problem]:
    """List cells of a column whose text is not a known code; `hint` suggests what may be meant."""
    if column not in text:
        return []
    known = set(known)
    cells = text[column]
    strange = [c for c in cells.unique() if c != "" and c not in known]
    if not strange:
        return []
    bad = cells[cells.isin(strange)]
    suggest = hint or (lambda cell: did_you_mean(cell, known))
    hints = {c: suggest(c) for c in bad.unique()[:SHOWN_ROWS]}
    return broken(bad, f"must be in {where}", hints)


def broken(cells: Series, rule: str, hints: Mapping[str, str] | None = None) -> list[Problem]:
    """List one problem for each distinct value of these cells, all of which break the same rule."""
    if cells.empty:
        return []
    counts = cells.value_counts()
    firsts = cells[~cells.duplicated()]
    return limited(
        Problem(f"{place}, column {cells.name}", rule, shown(cell), (hints or {}).get(cell, ""), int(counts[cell]))
        for place, cell in firsts.items()
    )


def column_of(text: DataFrame, name: str) -> Series:
    """Return a column as text; empty where the table does not have it."""
    return text[name] if name in text else pd.Series("", index=text.index, dtype=object, name=name)


def to_number(cells: Series) -> Series:
    """Convert text to floats; missing where a cell is empty or no number."""
    # not pd.to_numeric: in pandas 3.0 it misses some numbers by their last digit
    return _once(cells, lambda distinct: distinct.where(_is_number(distinct)).astype(float))


def to_year(cells: Series) -> Series:
    """Convert text to years; missing where a cell is empty or no year."""
    return _once(cells, lambda distinct: distinct.where(_is_year(distinct)).where(_is_number(distinct)).astype(float))


def _once(cells: Series, convert: Callable[[Series], Series]) -> Series:
    """Convert each distinct text once: columns of many rows repeat a few years and counts."""
    codes, distinct = pd.factorize(cells)
    found = convert(pd.Series(distinct, dtype=object)).to_numpy()
    # a missing cell has the code -1, and takes the last place
    return pd.Series(np.append(found, np.nan)[codes], index=cells.index, name=cells.name)


def _blank(cells: Series) -> Series:
    return cells == ""


def _is_number(cells: Series) -> Series:
    # float() would also take "inf", "nan" and "1_000", which no table means
    plain = cells.str.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?").astype(bool)
    value = pd.to_numeric(cells.where(plain), errors="coerce").astype(float)
    return plain & np.isfinite(value)


def _is_day(cells: Series) -> Series:
    # other forms of a day are no error; a day that does not exist is
    return ~cells.str.fullmatch(DAY).astype(bool) | pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce").notna()


def _is_sized(cells: Series) -> Series:
    size = to_number(cells).abs()
    return (size == 0) | size.between(SMALLEST, LARGEST)


def _is_year(cells: Series) -> Series:
    whole = cells.str.fullmatch(r"\d{4}").astype(bool)
    return whole & pd.to_numeric(cells.where(whole), errors="coerce").between(FIRST_YEAR, LAST_YEAR)


def _problems(raw: RawTable, cases: DataFrame, schema: Any) -> list[Problem]:
    known = list(schema.columns)
    by_rule: dict[tuple[str, str], list[Problem]] = {}
    keys = ["column", "check", "failure_case"]
    as_text = cases.assign(**{k: cases[k].astype(str) for k in keys})
    counts = as_text.groupby(keys, sort=False).size()
    for case in as_text.drop_duplicates(keys).itertuples():
        check, value = str(case.check), str(case.failure_case)
        if check == "column_in_dataframe":
            has = ", ".join(map(str, raw.text.columns))
            problem = Problem(raw.name, f"must have the column {value!r}", cut(has, LONGEST))
        elif check == "column_in_schema":
            problem = Problem(f"{raw.name} row 1", "unknown column", shown(value), did_you_mean(value, known))
        else:
            count = int(counts[str(case.column), check, value])
            problem = Problem(f"{case.index}, column {case.column}", check, shown(value), "", count)
        by_rule.setdefault((str(case.column), check), []).append(problem)
    return [p for problems in by_rule.values() for p in limited(problems)]
