"""The World Bank's tables: a column a year, a row a country and series; the API's CSV, bulk files, DataBank."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectindex.readers.periods import parsed
from connectindex.readers.shape import Cellwise, Format, Shape

if TYPE_CHECKING:
    from connectindex.readers.table import Table

CODE, NAME = "Country Code", "Country Name"
SERIES = {"Indicator Code": "Indicator Name", "Series Code": "Series Name"}
SERIES_IN_HEADER = re.compile(r"(?P<name>.*)\[(?P<code>[A-Z0-9]+(\.[A-Z0-9]+)+)\]")


def _recognises(labels: tuple[str, ...]) -> str:
    if CODE not in labels:
        return ""
    if set(SERIES) & set(labels) and any(parsed(label) for label in labels):
        return f"it has the columns {CODE!r} and {next(s for s in SERIES if s in labels)!r}, and years"
    if "Time" in labels and any(SERIES_IN_HEADER.fullmatch(label) for label in labels):
        return f"it has the columns {CODE!r} and 'Time', and series with their codes"
    return ""


def _shape(table: Table) -> Shape:
    series = next((s for s in SERIES if s in table.columns), "")
    years = {label: Cellwise(period=label) for label in table.labels if series and parsed(label)}
    if years:
        title = SERIES[series] if SERIES[series] in table.columns else ""
        return Shape(CODE, NAME, variable=series, title=title, wide=years, point=True)
    coded = {label: met for label in table.labels if (met := SERIES_IN_HEADER.fullmatch(label))}
    wide = {label: Cellwise(variable=met["code"], title=met["name"].strip()) for label, met in coded.items()}
    return Shape(CODE, NAME, year="Time", wide=wide, point=True)


WORLD_BANK = Format(
    "worldbank", _recognises, _shape, "the columns 'Country Code' and 'Indicator Code' or 'Series Code', and years"
)
