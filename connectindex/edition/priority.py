"""Priority of sources: of two figures for one cell, keep that of the better source; without a ranking report both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from connectindex.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame

    from connectindex.edition.files import RawTable

KEYS = ["unit", "year", "variable"]


def ranked(values: DataFrame, priority: Sequence[str], published: set[str]) -> tuple[DataFrame, list[Problem]]:
    """Drop the values that a value of a better source replaces.

    Parameters
    ----------
    values
        Text, as it is in the tables.
    priority
        Ids of sources, the best first; sources that are not in it are not ranked.
    published
        Names of the files that ``[[values]]`` reads: in them a cell without a figure gives way to a figure.

    Returns
    -------
    The values, and a warning that counts what was replaced by which source.
    """
    if not set(KEYS) <= set(values.columns) or "value" not in values or not values.duplicated(KEYS).any():
        return values, []
    source = values["source"] if "source" in values else values["unit"].map(lambda _: "")
    order = {s: k for k, s in enumerate(priority)}
    twice = values[KEYS].assign(
        at=range(len(values)), rank=source.map(order).to_numpy(), empty=(values["value"] == "").to_numpy()
    )
    read = values.index.to_series().map(lambda place: any(place.startswith(f"{p} ") for p in published)).to_numpy()
    twice = twice.assign(read=read, source=source.to_numpy())[values.duplicated(KEYS, keep=False).to_numpy()]
    drop: set[int] = set()
    replaced: dict[tuple[str, str], int] = {}
    for _, group in twice.groupby(KEYS, sort=False):
        empty = group.loc[group["empty"] & group["read"], "at"].tolist()
        rest = group[~group["empty"]]
        drop |= set(empty if len(rest) else empty[1:])
        best = rest["rank"].min()
        if len(rest) > 1 and rest["rank"].notna().all() and (rest["rank"] == best).sum() == 1:
            kept, others = rest[rest["rank"] == best].iloc[0], rest[rest["rank"] != best]
            drop |= set(others["at"])
            for name in others["source"]:
                replaced[name, kept["source"]] = replaced.get((name, kept["source"]), 0) + 1
    warnings = [
        Problem("[index] priority", f"{n:,} figures of {worse!r} give way to {better!r}")
        for (worse, better), n in replaced.items()
    ]
    keep = [k for k in range(len(values)) if k not in drop]
    return values.iloc[keep], warnings


def overlaid(tables: list[RawTable], over: RawTable | None) -> list[RawTable]:
    """Add a table of values whose cells replace those of the other tables."""
    if over is None or not set(KEYS) <= set(over.text.columns):
        return tables
    new = pd.MultiIndex.from_frame(over.text[KEYS])
    kept = [
        replace(t, text=t.text[~pd.MultiIndex.from_frame(t.text[KEYS]).isin(new)])
        for t in tables
        if set(KEYS) <= set(t.text.columns)
    ]
    return [*kept, over]
