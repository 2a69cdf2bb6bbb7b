"""Convert COINr's iData and iMeta to an edition: the same tree, indicators and values, and a method to choose.

References
----------
Becker, Caperna, Del Sorbo, Norlén, Papadimitriou & Saisana (2022), COINr: An R package for developing
composite indicators. Journal of Open Source Software 7(78), 4567.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import tomlkit

from connectindex.edition.files import read_table
from connectindex.edition.tables import CODE, broken, duplicates, to_number, to_year, unknown
from connectindex.edition.trees import KEYS, NODE_ID
from connectindex.errors import InputError, Problem, did_you_mean, shown
from connectindex.importers.dump import array, comment, number, table, toml, write_edition
from connectindex.indicators import CATALOGUE
from connectindex.model.tree import ROOT
from connectindex.model.units import NO_GROUPS
from connectindex.model.values import MISSING, REPORTED
from connectindex.placing import new_folder_problems

if TYPE_CHECKING:
    from pathlib import Path

    from pandas import DataFrame
    from tomlkit.items import Table

INDICATOR, AGGREGATE, GROUP, DENOMINATOR, OTHER = "Indicator", "Aggregate", "Group", "Denominator", "Other"
TYPES = (INDICATOR, AGGREGATE, GROUP, DENOMINATOR, OTHER)
REQUIRED = ("Level", "iCode", "Parent", "Direction", "Type", "Weight")
NUMBERS = ("Target", "goalpost_lower", "goalpost_upper", "minmax_lower", "minmax_upper")
CARRIED = (*REQUIRED, *NUMBERS, "iName", "Unit", "Denominator")
SPECIAL = ("uCode", "uName", "Time")
SOURCE = "coinr"
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
    What the user should know: what could not be converted, and what was made.

    Raises
    ------
    InputError
        With every problem of both tables; nothing is written.
    """
    data, data_faults = _read(idata)
    meta, meta_faults = _read(imeta)
    problems = [*new_folder_problems(to), *data_faults, *meta_faults]
    if meta is not None:
        problems += _meta_problems(meta, imeta.name)
    if data is not None:
        problems += _data_problems(data, idata.name, year)
    if data is not None and meta is not None and {"iCode", "Type"} <= set(meta.columns):
        problems += _column_problems(data, meta, idata.name, imeta.name)
    if data is None or meta is None or problems:
        raise InputError(problems)
    data, meta = _completed(data, meta, year)
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


def _read(path: Path) -> tuple[DataFrame | None, list[Problem]]:
    """Read a table as R writes it: row names dropped, NA as an empty cell."""
    if not path.is_file():
        return None, [Problem(str(path), "must be a file")]
    raw, problems = read_table(path, path.name, row_names=True)
    if raw is None:
        return None, problems
    text = raw.text
    codes = text.columns.isin(["uCode", "uName", "iCode", "iName"])  # NA is Namibia, too
    return text.where(~text.isin(["NA", "NaN"]) | codes, ""), problems


def _meta_problems(meta: DataFrame, name: str) -> list[Problem]:
    lacking = [c for c in REQUIRED if c not in meta]
    if lacking:
        return [Problem(name, f"must have the column {c!r}", ", ".join(meta.columns)) for c in lacking]
    kind = meta["Type"]
    hints = {k: did_you_mean(k, TYPES) for k in kind.unique()}
    problems = broken(meta.loc[meta["iCode"] == "", "iCode"], "must not be empty")
    problems += duplicates(meta[meta["iCode"] != ""], ["iCode"], "a code")
    problems += broken(kind[~kind.isin(TYPES)], f"must be one of {', '.join(TYPES)}", hints)
    leaves = meta[kind == INDICATOR]
    problems += broken(leaves.loc[~to_number(leaves["Direction"]).isin([1, -1]), "Direction"], "must be 1 or -1")
    for column in (c for c in NUMBERS if c in leaves):
        cells = leaves[column]
        problems += broken(cells[(cells != "") & to_number(cells).isna()], "must be a number, with a point")
    if {"goalpost_lower", "goalpost_upper"} <= set(leaves.columns):
        low, high = to_number(leaves["goalpost_lower"]), to_number(leaves["goalpost_upper"])
        off = (low.isna() != high.isna()) | (low >= high)
        problems += broken(leaves.loc[off, "goalpost_upper"], "must be given with goalpost_lower and lie above it")
    if "Denominator" in leaves:
        problems += unknown(
            leaves, "Denominator", meta.loc[kind == DENOMINATOR, "iCode"], f"the Denominators of {name}"
        )
    return problems + _tree_problems(meta[kind.isin([INDICATOR, AGGREGATE])], name) + _code_problems(meta)


def _tree_problems(members: DataFrame, name: str) -> list[Problem]:
    """Check levels, parents and weights of the indicators and aggregates."""
    code, parent = members["iCode"], members["Parent"]
    level, weight = to_number(members["Level"]), to_number(members["Weight"])
    leaf, below = members["Type"] == INDICATOR, parent != ""
    whole = (level % 1 == 0) & (level >= 1)
    problems = broken(members.loc[~whole, "Level"], "must be a whole number from 1")
    problems += broken(members.loc[whole & leaf & (level != 1), "Level"], "an Indicator must have Level 1")
    problems += broken(members.loc[whole & ~leaf & (level == 1), "Level"], "an Aggregate must have Level 2 or more")
    levels = sorted({int(x) for x in level[whole]})
    if levels != list(range(1, len(levels) + 1)):
        got = ", ".join(map(str, levels))
        problems.append(Problem(f"{name}, column Level", "levels must follow each other from 1", got))
    problems += unknown(members, "Parent", code[~leaf], f"the Aggregates of {name}")
    above = parent.map(dict(zip(code, level, strict=True)))
    hints = {p: f"its Level is {x:g}" for p, x in zip(parent, above, strict=True)}
    skips = whole & above.notna() & (above != level + 1)
    problems += broken(parent[skips], "must lie one level above", hints)
    problems += broken(members.loc[leaf & ~below, "Parent"], "an Indicator must have a Parent")
    tops = code[~leaf & ~below]
    if tops.empty:
        problems.append(Problem(f"{name}, column Parent", "one Aggregate, the index, must be without Parent"))
    elif len(tops) > 1:
        problems += broken(tops, "only one Aggregate, the index, may be without Parent")
    problems += broken(code[~leaf & ~code.isin(parent)], "an Aggregate must have children")
    problems += broken(members.loc[below & ~(weight >= 0), "Weight"], "must be a number that is not negative")
    sums = weight[below].groupby(parent[below]).sum(min_count=1)
    return problems + broken(code[code.map(sums) == 0], "weights of the children must not all be zero")


def _code_problems(meta: DataFrame) -> list[Problem]:
    """List codes that an edition cannot have."""
    code, kind = meta["iCode"], meta["Type"]
    member = kind.isin([INDICATOR, AGGREGATE]) & (code != "")
    member &= (kind == INDICATOR) | (meta["Parent"] != "")  # the top becomes the root, whatever its code
    taken = member & (code.isin(CATALOGUE) | (code == ROOT))
    key_ = member & (kind == AGGREGATE) & code.isin(KEYS)
    rule = "must begin with a letter and hold only letters, digits, '_', '-' and '.'"
    problems = broken(code[member & ~code.str.fullmatch(NODE_ID.pattern).astype(bool)], rule)
    problems += broken(code[taken], "must not be an id of the catalogue or 'index': rename it in both tables")
    problems += broken(code[key_], f"must not be one of {', '.join(KEYS)}: rename it")
    groups = code[(kind == GROUP) & (code.isin(NO_GROUPS) | code.str.contains("=", regex=False))]
    return problems + broken(
        groups, "a Group must not be called unit, name, scored, start or end, or hold '=': rename it"
    )


def _data_problems(data: DataFrame, name: str, year: int | None) -> list[Problem]:
    problems = []
    if data.empty:
        problems.append(Problem(name, "must have a row for each unit"))
    if "Time" in data:
        problems += broken(data.loc[to_year(data["Time"]).isna(), "Time"], "must be a year")
    elif year is None:
        problems.append(Problem(name, "must have the column 'Time', or its year must be given", "", "e.g. --year 2020"))
    if "uCode" not in data:
        return [*problems, Problem(name, "must have the column 'uCode'", ", ".join(data.columns))]
    code = data["uCode"]
    rule = "must be a code of letters, digits, '_', '-' or '.'"
    problems += broken(code[~code.str.fullmatch(CODE).astype(bool)], rule)
    keys = ["uCode", "Time"] if "Time" in data else ["uCode"]
    return problems + duplicates(data[code != ""], keys, "a unit's row" + (" of a year" if len(keys) > 1 else ""))


def _column_problems(data: DataFrame, meta: DataFrame, data_name: str, meta_name: str) -> list[Problem]:
    """Check columns of iData against the rows of iMeta, and the numbers in them."""
    code, kind = meta["iCode"], meta["Type"]
    expected = kind.isin([INDICATOR, GROUP, DENOMINATOR]) & (code != "")
    absent = code[expected & ~code.isin(data.columns)]
    hints = {c: did_you_mean(c, data.columns) for c in absent}
    problems = broken(absent, f"must be a column of {data_name}", hints)
    known = [*code[kind != AGGREGATE], *SPECIAL]
    problems += [
        Problem(f"{data_name} row 1", f"a column must be in iCode of {meta_name}", shown(c), did_you_mean(c, known))
        for c in data.columns
        if c not in known
    ]
    counted = [c for c in code[kind.isin([INDICATOR, DENOMINATOR])].unique() if c in data]
    for column in counted:
        cells = data[column]
        problems += broken(cells[(cells != "") & to_number(cells).isna()], "must be a number, with a point")
    if "uCode" in data and counted:
        silent = (data[counted] == "").all(axis=1).groupby(data["uCode"]).transform("all")
        cells = data.loc[silent & (data["uCode"] != ""), "uCode"]
        problems += broken(cells, "a unit must have a value", dict.fromkeys(cells, "leave its row out"))
    return problems


def _completed(data: DataFrame, meta: DataFrame, year: int | None) -> tuple[DataFrame, DataFrame]:
    """Complete both tables with the columns and names that may be left out; iMeta by code."""
    meta = meta.assign(**{c: "" for c in CARRIED if c not in meta})
    meta = meta.assign(iName=meta["iName"].mask(meta["iName"] == "", meta["iCode"]))
    time = data["Time"] if "Time" in data else str(year)
    name = data["uName"].mask(data["uName"] == "", data["uCode"]) if "uName" in data else data["uCode"]
    return data.assign(Time=time, uName=name), meta.set_index(pd.Index(meta["iCode"], name="code"))


def _codes(meta: DataFrame, kind: str) -> list[str]:
    return list(meta.index[meta["Type"] == kind])


def _units(data: DataFrame, groups: list[str]) -> str:
    """Return one row a unit, from its latest year, in the order of iData."""
    latest = data.sort_values("Time", kind="stable").drop_duplicates("uCode", keep="last").set_index("uCode")
    rows = latest.loc[data["uCode"].unique(), ["uName", *groups]]
    return table(["unit", "name", *groups], rows.reset_index().itertuples(index=False))


def _values(data: DataFrame, codes: list[str]) -> str:
    """Return the cells of these columns, one a row; an empty one stays as a row with status missing."""
    long = data.melt(["uCode", "Time"], codes, ignore_index=False).set_index(["uCode", "Time", "variable"])["value"]
    index = pd.MultiIndex.from_tuples(
        [(u, t, c) for u, t in zip(data["uCode"], data["Time"], strict=True) for c in codes]
    )
    rows = (
        [*cell, value, *((REPORTED, SOURCE) if value else (MISSING, ""))] for cell, value in long.reindex(index).items()
    )
    return table(["unit", "year", "variable", "value", "status", "source"], rows)


def _settings(meta: DataFrame, years: list[str]) -> str:
    top = meta.index[(meta["Type"] == AGGREGATE) & (meta["Parent"] == "")][0]
    groups = _codes(meta, GROUP)
    parts = [HEAD, toml({"index": _index(meta.loc[top, "iName"], years)})]
    parts += ["# The tree, from the index down; weights are 1 unless given.", toml({"tree": _node(meta, top)})]
    if denominators := _codes(meta, DENOMINATOR):
        parts.append(comment(f"Denominators, in values/denominators.csv: {_listed(meta, denominators)}."))
    parts.append(toml({"indicators": {code: _indicator(meta, code) for code in _codes(meta, INDICATOR)}}))
    parts.append(_method(meta, groups))
    if groups:
        parts.append(comment(f"Group columns of units.csv: {_listed(meta, groups)}."))
        parts.append(toml({"report": {"groups": array(groups)}}))
    return "\n".join(parts)


def _index(title: str, years: list[str]) -> Table:
    section = tomlkit.table()
    section["title"] = title
    section["edition"] = years[-1]
    if len(years) == 1:
        section["year"] = int(years[0])
    else:
        section["years"] = array(map(int, years))
        section["max_age"] = tomlkit.item(0).comment("as in COINr, a year rests on the values of that year alone")
    section.add(tomlkit.comment('publisher = "Your institute"'))
    section.add(tomlkit.comment('licence = "CC BY 4.0"'))
    return section


def _node(meta: DataFrame, code: str) -> Table:
    """Return the table of a node, with those of the nodes below it; the index itself has its name in [index]."""
    children = meta[meta["Parent"] == code]
    weights = to_number(children["Weight"])
    leaves = list(children.index[children["Type"] == INDICATOR])
    top = meta.loc[code, "Parent"] == ""
    node = tomlkit.table(is_super_table=top and not leaves)
    if not top:
        node["name"] = meta.loc[code, "iName"]
        weight = float(to_number(meta.loc[[code], "Weight"]).iloc[0])
        if weight != 1:
            node["weight"] = number(weight)
    if leaves:
        node["indicators"] = array(leaves)
        if uneven := {str(c): number(w) for c, w in weights[leaves].items() if w != 1}:
            node["weights"] = tomlkit.inline_table()
            node["weights"].update(uneven)
    for child in children.index[children["Type"] == AGGREGATE]:
        node[child] = _node(meta, child)
    return node


def _indicator(meta: DataFrame, code: str) -> dict[str, Any]:
    row = meta.loc[code]
    numbers = to_number(row)
    unit = row["Unit"]
    per = row["Denominator"]
    if per:
        # what is printed is the value after the division
        unit = " / ".join(filter(None, (unit, meta.loc[per, "iName"])))
        unit += f" ({below})" if (below := meta.loc[per, "Unit"]) else ""
    settings = {"name": row["iName"], "unit": unit, "direction": number(numbers["Direction"]), "variable": code}
    if per:
        settings |= {"per": per, "scale": 1}
    if row["goalpost_lower"]:
        settings["goalposts"] = array(map(number, numbers[["goalpost_lower", "goalpost_upper"]]))
    if row["Target"]:
        settings["target"] = number(numbers["Target"])
    return settings


def _method(meta: DataFrame, groups: list[str]) -> str:
    impute = {"kind": "group_mean", "group": groups[0]} if groups else {"kind": "median"}
    low, high = _scale(meta) or (0.0, 100.0)
    normalise = toml({"method": {"normalise": {"kind": "minmax", "low": number(low), "high": number(high)}}})
    if (meta.loc[meta["Type"] == INDICATOR, "goalpost_lower"] != "").all():
        normalise += (
            '# or, as every indicator has goalposts: kind = "goalposts" with scale = 100 instead of low and high\n'
        )
    suggested = tomlkit.dumps(impute).strip().replace("\n", "\n# ")
    return METHOD.format(impute=suggested, normalise=normalise)


def _scale(meta: DataFrame) -> tuple[float, float] | None:
    """Return low and high of COINr's min-max columns, where all indicators have the same."""
    bounds = meta.loc[meta["Type"] == INDICATOR, ["minmax_lower", "minmax_upper"]].apply(to_number).drop_duplicates()
    if len(bounds) != 1 or bounds.isna().any(axis=None):
        return None
    low, high = bounds.iloc[0]
    return float(low), float(high)


def _listed(meta: DataFrame, codes: list[str]) -> str:
    """List codes with their names and units, for the reader."""
    return "; ".join(f"{c} ({', '.join(filter(None, meta.loc[c, ['iName', 'Unit']]))})" for c in codes)


def _made(data: DataFrame, meta: DataFrame, to: Path) -> str:
    years = sorted(data["Time"].unique())
    when = years[0] if len(years) == 1 else f"{len(years)} years from {years[0]} to {years[-1]}"
    units, indicators = data["uCode"].nunique(), len(_codes(meta, INDICATOR))
    return f"made {to}: {units} units, {indicators} indicators, {when}; next: connectindex check {to}"


def _notes(data: DataFrame, meta: DataFrame) -> list[str]:
    """List what the user should check."""
    notes = []
    per = meta["Denominator"] != ""
    if per.any():
        both = list(meta.index[per & (meta["Target"] != "")])
        notes.append(f"units name the denominator where there is one ({per.sum()} indicators): see that they read well")
        notes += [f"targets are compared with the value after the division: {', '.join(both)}"] if both else []
    bounds = meta.loc[meta["Type"] == INDICATOR, ["minmax_lower", "minmax_upper"]]
    if _scale(meta) is None and (bounds != "").any(axis=None):
        notes.append("minmax_lower and minmax_upper differ among indicators and were not brought over")
    turned = list(meta.index[(meta["Type"] == AGGREGATE) & (to_number(meta["Direction"]) == -1)])
    less = "higher is better on every node: set direction = -1 for the indicators below these instead"
    notes += [f"directions of aggregates were not brought over ({', '.join(turned)}); {less}"] if turned else []
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
