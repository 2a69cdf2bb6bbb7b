"""COINr's iData and iMeta to an edition: the same tree, indicators and values, and a method to choose.

References
----------
Becker, Caperna, Del Sorbo, Norlén, Papadimitriou & Saisana (2022), COINr: An R package for developing
composite indicators. Journal of Open Source Software 7(78), 4567.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from connectindex.edition.coinr_checks import AGGREGATE, DENOMINATOR, GROUP, INDICATOR, OTHER, SPECIAL, check, read
from connectindex.edition.dump import array, comment, key, number, occupied, quoted, table, write_edition
from connectindex.edition.tables import to_number
from connectindex.errors import InputError
from connectindex.model.values import MISSING, REPORTED

if TYPE_CHECKING:
    from pathlib import Path

    from pandas import DataFrame

SOURCE = "coinr"
CARRIED = (
    *("Level", "iCode", "iName", "Parent", "Direction", "Type", "Weight", "Unit", "Target", "Denominator"),
    *("goalpost_lower", "goalpost_upper", "minmax_lower", "minmax_upper"),
)
HEAD = """\
# Brought over from COINr. Change tables and settings as you need, then run
#     connectindex check .        every problem at once
#     connectindex build . -o build
# Unknown keys are errors, so a misspelt setting never passes unseen.
"""
METHOD = """\
# One method a step; a step that is left out does nothing. COINr keeps the method in R code, which
# iData and iMeta do not tell: take away the '#' where your code did such a thing.
# [method.impute]
# {impute}

# [method.screen]
# kind = "coverage"
# unit = 0.65                # share of the indicators that must be observed; COINr counts imputed ones, too

# [method.treat]
# kind = "winsorise"
# max_points = 5
# then = "log"

{normalise}
[method.aggregate]
kind = "arithmetic"          # or geometric, harmonic; any node of the tree may have its own
"""


def import_coinr(idata: Path, imeta: Path, to: Path, year: int | None = None) -> list[str]:
    """Write the edition that COINr's two tables describe.

    Parameters
    ----------
    idata, imeta
        CSV (or XLSX, Parquet) files of what COINr calls iData and iMeta.
    to
        A new or empty folder.
    year
        Year of the values, where iData has no column ``Time``.

    Returns
    -------
    What the user should know: what was made, and what could not be brought over.

    Raises
    ------
    InputError
        With every problem of both tables; nothing is written.
    """
    data, found = read(idata)
    meta, more = read(imeta)
    problems = [*occupied(to), *found, *more, *check(data, meta, idata.name, imeta.name, year)]
    if data is None or meta is None or problems:
        raise InputError(problems)
    if "Time" not in data:
        data = data.assign(Time=str(year))
    meta = meta.reindex(columns=[*CARRIED, *(c for c in meta.columns if c not in CARRIED)], fill_value="")
    meta = meta.assign(iName=meta["iName"].mask(meta["iName"] == "", meta["iCode"])).set_index("iCode", drop=False)
    data = data.assign(uName=data["uName"].mask(data["uName"] == "", data["uCode"]) if "uName" in data else data["uCode"])
    files = {
        "index.toml": _settings(meta, sorted(data["Time"].unique())),
        "units.csv": _units(data, _codes(meta, GROUP)),
        "values/indicators.csv": _values(data, _codes(meta, INDICATOR)),
        "sources.csv": table(
            ["id", "title", "publisher", "url", "licence", "retrieved"],
            [[SOURCE, f"Brought over from COINr ({idata.name}, {imeta.name})", "", "", "", ""]],
        ),
    }
    if denominators := _codes(meta, DENOMINATOR):
        files["values/denominators.csv"] = _values(data, denominators)
    write_edition(files, to)
    return [*_notes(data, meta), _made(data, meta, to)]


def _codes(meta: DataFrame, kind: str) -> list[str]:
    return list(meta.index[meta["Type"] == kind])


def _units(data: DataFrame, groups: list[str]) -> str:
    """One row a unit, as its latest year has it, in the order of iData."""
    latest = data.sort_values("Time", kind="stable").drop_duplicates("uCode", keep="last").set_index("uCode")
    rows = latest.loc[data["uCode"].unique(), ["uName", *groups]]
    return table(["unit", "name", *groups], rows.reset_index().itertuples(index=False))


def _values(data: DataFrame, codes: list[str]) -> str:
    """The cells of these columns, one a row; an empty one stays as a row that says it is missing."""
    long = data.melt(["uCode", "Time"], codes, ignore_index=False).set_index(["uCode", "Time", "variable"])["value"]
    index = pd.MultiIndex.from_tuples([(u, t, c) for u, t in zip(data["uCode"], data["Time"], strict=True) for c in codes])
    rows = (
        [*cell, value, *((REPORTED, SOURCE) if value else (MISSING, ""))]
        for cell, value in long.reindex(index).items()
    )
    return table(["unit", "year", "variable", "value", "status", "source"], rows)


def _settings(meta: DataFrame, years: list[str]) -> str:
    top = meta.index[(meta["Type"] == AGGREGATE) & (meta["Parent"] == "")][0]
    groups = _codes(meta, GROUP)
    parts = [HEAD, _index(meta.loc[top, "iName"], years)]
    parts += ["# The tree, from the index down; weights are 1 unless given.", *_nodes(meta, top, ("tree",))]
    if denominators := _codes(meta, DENOMINATOR):
        parts.append(comment(f"Denominators, in values/denominators.csv: {_listed(meta, denominators)}."))
    parts += [_indicator(meta, code) for code in _codes(meta, INDICATOR)]
    parts.append(_method(meta, groups))
    if groups:
        parts.append(comment(f"Group columns of units.csv: {_listed(meta, groups)}."))
        parts.append(f"[report]\ngroups = {array(map(quoted, groups))}\n")
    return "\n".join(parts)


def _index(title: str, years: list[str]) -> str:
    lines = ["[index]", f"title = {quoted(title)}", f"edition = {quoted(years[-1])}"]
    if len(years) == 1:
        lines.append(f"year = {years[0]}")
    else:
        lines.append(f"years = {array(years)}")
        lines.append("max_age = 0                  # as in COINr, a year rests on the values of that year alone")
    return "\n".join([*lines, '# publisher = "Your institute"', '# licence = "CC BY 4.0"', ""])


def _nodes(meta: DataFrame, code: str, path: tuple[str, ...]) -> list[str]:
    """The table of a node, and those of the nodes below it."""
    children = meta[meta["Parent"] == code]
    weights = to_number(children["Weight"])
    leaves = list(children.index[children["Type"] == INDICATOR])
    lines = []
    if len(path) > 1:
        lines.append(f"name = {quoted(meta.loc[code, 'iName'])}")
        own = float(to_number(meta.loc[[code], "Weight"]).iloc[0])
        lines += [f"weight = {number(own)}"] if own != 1 else []
    if leaves:
        lines.append(f"indicators = {array(map(quoted, leaves))}")
        uneven = ", ".join(f"{key(c)} = {number(w)}" for c, w in weights.items() if w != 1)
        lines += [f"weights = {{ {uneven} }}"] if uneven else []
    text = ["\n".join([f"[{'.'.join(map(key, path))}]", *lines, ""])] if lines else []
    for child in children.index[children["Type"] == AGGREGATE]:
        text += _nodes(meta, child, (*path, child))
    return text


def _indicator(meta: DataFrame, code: str) -> str:
    row = meta.loc[code]
    numbers = to_number(row)
    unit = row["Unit"]
    per = row["Denominator"]
    if per:
        # what is printed is the value after the division
        unit = f"{unit} / {_listed(meta, [per], codes=False)}"
    lines = [
        f"[indicators.{key(code)}]",
        f"name = {quoted(row['iName'])}",
        f"unit = {quoted(unit)}",
        f"direction = {number(numbers['Direction'])}",
        f"variable = {quoted(code)}",
    ]
    if per:
        lines += [f"per = {quoted(per)}", "scale = 1"]
    if row["goalpost_lower"]:
        lines.append(f"goalposts = {array(map(number, numbers[['goalpost_lower', 'goalpost_upper']]))}")
    if row["Target"]:
        lines.append(f"target = {number(numbers['Target'])}")
    return "\n".join([*lines, ""])


def _method(meta: DataFrame, groups: list[str]) -> str:
    impute = f'kind = "group_mean"\n# group = {quoted(groups[0])}' if groups else 'kind = "median"'
    low, high = _scale(meta) or (0.0, 100.0)
    normalise = f'[method.normalise]\nkind = "minmax"\nlow = {number(low)}\nhigh = {number(high)}\n'
    if (meta.loc[meta["Type"] == INDICATOR, "goalpost_lower"] != "").all():
        normalise += '# or, as every indicator has goalposts: kind = "goalposts" with scale = 100 instead of low and high\n'
    return METHOD.format(impute=impute, normalise=normalise)


def _scale(meta: DataFrame) -> tuple[float, float] | None:
    """Low and high of COINr's min-max columns, where all indicators have the same."""
    bounds = meta.loc[meta["Type"] == INDICATOR, ["minmax_lower", "minmax_upper"]].apply(to_number).drop_duplicates()
    if len(bounds) != 1 or bounds.isna().any(axis=None):
        return None
    low, high = bounds.iloc[0]
    return float(low), float(high)


def _listed(meta: DataFrame, codes: list[str], *, codes_too: bool = True) -> str:
    """Codes with names and units, for the reader."""
    words = []
    for code in codes:
        name, unit = meta.loc[code, "iName"], meta.loc[code, "Unit"]
        if codes_too:
            words.append(f"{code} ({', '.join(w for w in (name, unit) if w)})")
        else:
            words.append(f"{name} ({unit})" if unit else name)
    return "; ".join(words)


def _made(data: DataFrame, meta: DataFrame, to: Path) -> str:
    years = sorted(data["Time"].unique())
    when = years[0] if len(years) == 1 else f"{len(years)} years from {years[0]} to {years[-1]}"
    units, indicators = data["uCode"].nunique(), len(_codes(meta, INDICATOR))
    return f"made {to}: {units} units, {indicators} indicators, {when}; next: connectindex check {to}"


def _notes(data: DataFrame, meta: DataFrame) -> list[str]:
    """What the user should look at."""
    notes = []
    per = meta["Denominator"] != ""
    if per.any():
        both = list(meta.index[per & (meta["Target"] != "")])
        notes.append(f"units name the denominator where there is one ({per.sum()} indicators): see that they read well")
        notes += [f"targets are compared with the value after the division: {', '.join(both)}"] if both else []
    asked = meta.loc[meta["Type"] == INDICATOR, ["minmax_lower", "minmax_upper"]]
    if _scale(meta) is None and (asked != "").any(axis=None):
        notes.append("minmax_lower and minmax_upper differ among indicators and were not brought over")
    extra = [c for c in meta.columns if c not in CARRIED and (meta[c] != "").any()]
    notes += [f"columns of iMeta that were not brought over: {', '.join(extra)}"] if extra else []
    other = [c for c in _codes(meta, OTHER) if c in data]
    notes += [f"columns of Type Other were not brought over: {', '.join(other)}"] if other else []
    described = [c for c in (*SPECIAL[1:2], *_codes(meta, GROUP)) if (data.groupby("uCode")[c].nunique() > 1).any()]
    notes += [f"these differ between years, the latest is kept: {', '.join(described)}"] if described else []
    rows = data.groupby("uCode")["Time"].nunique()
    short = list(rows.index[rows < data["Time"].nunique()])
    notes += [f"units without a row in some year, all missing there: {', '.join(short)}"] if short else []
    return notes
