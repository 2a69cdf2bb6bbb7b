"""Eurostat's TSV: all dimensions in the first column, a column a period, flags after the figures."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from connectindex.readers.periods import parsed
from connectindex.readers.shape import Cellwise, Format, Shape

if TYPE_CHECKING:
    from connectindex.readers.table import Table

FIRST = re.compile(r"(?P<dimensions>[A-Za-z_0-9]+(,[A-Za-z_0-9]+)*)\\(?P<time>\w+)")
# https://ec.europa.eu/eurostat/data/database/information: flags of observations
FLAGS = {
    "b": "reported",  # break in the series
    "c": "missing",  # confidential
    "d": "reported",  # definition differs
    "e": "estimated",
    "f": "estimated",  # forecast
    "i": "reported",  # see metadata
    "m": "not_applicable",  # cannot exist
    "n": "reported",  # not significant
    "p": "estimated",  # provisional
    "r": "reported",  # revised
    "s": "estimated",  # by Eurostat
    "u": "reported",  # low reliability
    "z": "not_applicable",
}
SERIES = ("na_item", "nrg_bal", "tra_meas")  # dimensions of series, besides those whose names begin with indic
PASSED = ("freq",)  # known from the periods


def _recognises(labels: tuple[str, ...]) -> str:
    if labels and FIRST.fullmatch(labels[0]) and all(parsed(label) for label in labels[1:] if label):
        return f"its first column is {labels[0]!r}, the others are periods"
    return ""


def _prepared(table: Table) -> Table:
    """Split the first column into a column for each dimension."""
    first = table.labels[0]
    met = FIRST.fullmatch(first)
    if met is None:
        return table
    names = met["dimensions"].split(",")
    parts = table.text[first].str.split(",", expand=True, n=len(names) - 1).reindex(columns=range(len(names)))
    parts = parts.fillna("").astype("str").set_axis(names, axis=1)
    text = pd.concat([parts, table.text.drop(columns=first)], axis=1)
    columns = dict.fromkeys(names, 0) | {k: v for k, v in table.columns.items() if k != first}
    return replace(table, text=text, columns=columns)


def _shape(table: Table) -> Shape:
    periods = {label: Cellwise(period=label) for label in table.labels if parsed(label)}
    dimensions = [label for label in table.labels if label not in periods]
    unit = next((d for d in ("geo", "geo_time", "reporter", "rep_mar", "c_resid") if d in dimensions), dimensions[-1])
    others = [d for d in dimensions if d not in (unit, *PASSED)]
    series = [d for d in others if d.startswith("indic") or d in SERIES]
    return Shape(
        unit,
        variable=series[0] if series else "",
        wide=periods,
        measure=("unit",) if "unit" in dimensions else (),
        dimensions=tuple(others),
        flags=FLAGS,
        flags_in_cell=True,
        missing=("", ":"),
        point=True,
    )


EUROSTAT = Format(
    "eurostat", _recognises, _shape, r"a first column like 'freq,unit,geo\TIME_PERIOD' and periods", _prepared
)
