"""Projects: tables of links to be opened, closed, added or changed, with one form and one set of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from connectindex.edition.files import RawTable
from connectindex.edition.tables import broken, check_table, duplicates, to_number, to_year, unknown
from connectindex.errors import Problem, did_you_mean, limited
from connectindex.links import rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pandas import DataFrame, Series

    from connectindex.model.dyads import Mode

ADD, OPEN, CLOSE, CHANGE = "add", "open", "close", "change"
ACTIONS = (ADD, OPEN, CLOSE, CHANGE)
KEYS = ["project", "action", "from", "to", "mode", "year", "name", "status", "start", "operator"]


def check_projects(raw: RawTable) -> list[Problem]:
    """Check the cells against the schema of links; the year and the count of a link may be left out."""
    text = raw.text
    usual = {"year": "2000", "count": "1"}
    whole = text.assign(**{c: column(text, c).where(column(text, c) != "", v) for c, v in usual.items()}).astype(object)
    joins = column(text, "member") != ""
    both = {"member", "from"} <= set(text.columns)
    parts = {
        "members": whole[joins].drop(columns=["from", "to"], errors="ignore") if both else whole,
        "links": whole[~joins].drop(columns="member") if both else whole,
    }
    kinds = parts if both else ("members",) if "member" in text else ("links",)
    return [p for k in kinds if len(parts[k]) or not both for p in check_table(RawTable(raw.name, parts[k]), k)]


def project_problems(text: DataFrame, codes: Sequence[str], where: str, modes: Mapping[str, Mode]) -> list[Problem]:
    """Check the rules between columns, and the names of units, modes and actions.

    Parameters
    ----------
    text
        All rows, as they are in the files.
    codes, where
        Codes that records may name, and their places.
    modes
        By id.
    """
    problems = []
    for name in ("from", "to", "member"):
        problems += unknown(text, name, codes, where)
    problems += unknown(text, "mode", modes, "[modes] of index.toml")
    if "action" in text:
        bad = text.loc[~text["action"].isin(["", *ACTIONS]), "action"]
        hints = {a: did_you_mean(a, ACTIONS) for a in bad.unique()}
        problems += broken(bad, f"must be one of {', '.join(ACTIONS)}", hints)
    if "cost" in text:
        cost = to_number(text["cost"])
        rule = "must be a number above zero, or empty for 1"
        problems += broken(text.loc[(text["cost"] != "") & ~(cost > 0), "cost"], rule)
    if {"from", "to", "mode"} <= set(text.columns):
        problems += _pair_problems(text, modes)
    if "mode" in text and "count" in text:
        number = to_number(text["count"])
        fraction = rules.counts_things(text["mode"], modes) & (number % 1 != 0) & number.notna()
        problems += broken(text.loc[fraction, "count"], rules.WHOLE)
    if {"start", "end"} <= set(text.columns):
        problems += ends_before_start(text)
    changed = column(text, "action") == CHANGE
    bare = changed & (column(text, "count") == "") & (column(text, "capacity") == "")
    return problems + limited(Problem(str(p), "a change must give a count or a capacity") for p in text.index[bare])


def _pair_problems(text: DataFrame, modes: Mapping[str, Mode]) -> list[Problem]:
    same = rules.joins_itself(text["from"], text["to"], text["mode"], modes) & (text["from"] != "")
    problems = broken(text.loc[same, "to"], rules.TWO_UNITS)
    # of an undirected mode a link recorded once from each end would be added twice
    one_way = text["mode"].isin([m.id for m in modes.values() if m.directed])
    turned = ~one_way & (text["from"] > text["to"])
    ends = text.assign(**{"from": text["from"].mask(turned, text["to"]), "to": text["to"].mask(turned, text["from"])})
    return problems + duplicates(ends, [k for k in [*KEYS, "member"] if k in ends], "a link")


def ends_before_start(text: DataFrame) -> list[Problem]:
    """List records that end before they start."""
    if not {"start", "end"} <= set(text.columns):
        return []
    late = rules.ends_before_start(to_year(text["start"]), to_year(text["end"]))
    return broken(text.loc[late, "end"], rules.END)


def column(text: DataFrame, name: str) -> Series:
    """Return a column as text; empty where the table does not have it."""
    return text[name] if name in text else pd.Series("", index=text.index, dtype=object, name=name)
