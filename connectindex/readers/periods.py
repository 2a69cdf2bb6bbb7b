"""Periods: years, and quarters or months aggregated to years."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from connectindex.errors import Problem, shown

if TYPE_CHECKING:
    from pandas import DataFrame

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
NAMES = {1: "years", 2: "half-years", 4: "quarters", 12: "months"}
_YEAR = r"(1[89]\d\d|2[01]\d\d)"
PATTERNS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(rf"{_YEAR}(?:-?A1?)?(?:\s*\[YR\d{{4}}\])?|YR{_YEAR}|{_YEAR}\.0"), 1),
    (re.compile(rf"{_YEAR}[- ]?[QT]0?([1-4])"), 4),
    (re.compile(rf"Q([1-4])[- /]?{_YEAR}"), -4),
    (re.compile(rf"{_YEAR}[- ]?[SHB]0?([12])"), 2),
    (re.compile(rf"{_YEAR}(?:[- ]?M|-)(0?[1-9]|1[0-2])"), 12),
    (re.compile(rf"([A-Za-z]{{3}})[a-z]*[- .]+{_YEAR}"), -12),
    (re.compile(rf"{_YEAR}-(0[1-9]|1[0-2])-\d\d(?:T.*)?"), 12),
)


def parsed(text: str) -> tuple[int, int, int] | None:
    """Parse a period: year, number of the period in it, and periods a year; None where it is no period.

    Examples
    --------
    >>> parsed("2023 [YR2023]"), parsed("2023Q04"), parsed("Q1 2023"), parsed("2023-11"), parsed("2022/23")
    ((2023, 1, 1), (2023, 4, 4), (2023, 1, 4), (2023, 11, 12), None)
    """
    for pattern, parts in PATTERNS:
        met = pattern.fullmatch(text.strip())
        if met is None:
            continue
        groups = [g for g in met.groups() if g]
        if parts == 1:
            return int(groups[0]), 1, 1
        first, second = groups[:2]
        if parts == -12:
            month = first[:3].lower()
            return (int(second), MONTHS.index(month) + 1, 12) if month in MONTHS else None
        if parts < 0:
            return int(second), int(first), -parts
        return int(first), int(second), parts
    return None


def to_years(rows: DataFrame, rule: str | None, place: str) -> tuple[DataFrame, list[str], list[Problem]]:
    """Aggregate rows of periods to rows of years.

    Parameters
    ----------
    rows
        Columns ``unit``, ``variable``, ``period`` (text), ``value`` (text), ``status``, ``flags``, ...
    rule
        ``last``, ``mean`` or ``sum``; None where the block does not say.
    place
        Of the table, for problems.

    Returns
    -------
    The rows with an integer ``year``; notes of what was left out; problems.
    """
    known = {p: parsed(p) for p in rows["period"].unique()}
    wrong = [p for p, period in known.items() if period is None]
    if wrong:
        where = rows["row"].to_numpy()[(rows["period"] == wrong[0]).to_numpy()][0]
        got = f"{shown(wrong[0])}" + (f" and {len(wrong) - 1} more" if len(wrong) > 1 else "")
        hint = "name the column of years in columns, or say year = ..." if wrong[0] == "" else ""
        return rows, [], [Problem(f"{place} row {where}", "must be a year, a quarter or a month", got, hint)]
    parts = {period[2] for period in known.values() if period}
    year = rows["period"].map({p: period[0] for p, period in known.items() if period}).astype(int)
    rows = rows.assign(year=year)
    if parts <= {1}:
        return rows, [], []
    if len(parts) > 1:
        kinds = " and ".join(NAMES[n] for n in sorted(parts))
        hint = "keep one of them by where = { ... }"
        return rows, [], [Problem(place, "rows must be of one kind of period", kinds, hint)]
    (number,) = parts
    if rule is None:
        hint = 'say period = "last", "mean" or "sum"'
        return (
            rows,
            [],
            [Problem(place, f"{NAMES[number]} must be brought to years", shown(rows["period"].iloc[0]), hint)],
        )
    part = rows["period"].map({p: period[1] for p, period in known.items() if period}).astype(int)
    return _brought(rows.assign(part=part), rule, number)


def _brought(rows: DataFrame, rule: str, number: int) -> tuple[DataFrame, list[str], list[Problem]]:
    keys = ["unit", "variable", "year"]
    rows = rows.sort_values([*keys, "part", "row"], kind="stable")
    # a period that occurs twice must not be summed: the check of single rows names it
    if rows.duplicated([*keys, "part"]).any():
        return rows.drop(columns="part"), [], []
    filled = rows[rows["value"] != ""]
    empty = rows[rows["value"] == ""].drop_duplicates(keys, keep="last")
    last = filled.drop_duplicates(keys, keep="last")
    counts = filled.groupby(keys, observed=True, sort=False).size()
    partial = counts[counts < number]
    notes = []
    if rule != "last":
        numbers = filled.assign(number=filled["value"].astype(float)).groupby(keys, observed=True, sort=False)["number"]
        total = numbers.mean() if rule == "mean" else numbers.sum()
        index = pd.MultiIndex.from_frame(last[keys])
        last = last.assign(
            value=pd.Series([repr(float(v)) for v in total.reindex(index)], index=last.index, dtype="str")
        )
        estimated = filled.groupby(keys, observed=True, sort=False)["status"].agg(lambda s: (s == "estimated").any())
        worse = estimated.reindex(index).to_numpy(dtype=bool)
        last["status"] = last["status"].where(~worse, "estimated")
        if rule == "sum" and len(partial):
            whole = ~index.isin(partial.index)
            last = last[whole]
    if len(partial):
        what = (
            "left out, as their sum would be too low"
            if rule == "sum"
            else f"of which the {rule} was taken all the same"
        )
        sample = "; ".join(f"{u} {y}: {n} of {number}" for (u, _, y), n in list(partial.items())[:3])
        notes = [f"{len(partial):,} years lack some of their {NAMES[number]}, {what} (e.g. {sample})"]
    rest = empty[~pd.MultiIndex.from_frame(empty[keys]).isin(pd.MultiIndex.from_frame(filled[keys]))]
    return pd.concat([last, rest]).drop(columns="part").sort_values("row", kind="stable"), notes, []
