"""Flags: how a cell came to be, as letters, and its value as it is printed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.model.values import ESTIMATED, INCOMPLETE, MISSING, NOT_APPLICABLE
from connectindex.model.words import message
from connectindex.reports.document import NOT_APPLICABLE_TEXT

if TYPE_CHECKING:
    from pandas import DataFrame

    from connectindex.pipeline.result import Result
    from connectindex.reports.compose.facts import Facts

FLAGS = {ESTIMATED: "E", INCOMPLETE: "L", "imputed": "I", MISSING: "M", NOT_APPLICABLE: "N"}
FLAG_WORDS = (
    ("E", message("estimated by the source, or computed without one of its inputs")),
    ("L", message("known to be incomplete and too low")),
    ("I", message("missing and imputed")),
    ("W", message("extreme value winsorised for scoring; the table shows it as observed")),
    ("T", message("transformed for scoring")),
    ("M", message("missing")),
    ("N", message("not applicable")),
)


def printed_values(result: Result, year: int) -> DataFrame:
    """Values of a year, units x indicators: divided by the denominator, imputed where a rule filled them."""
    table = result.of_year(result.stage("denominated"), year)
    return table.where(table.notna(), result.of_year(result.stage("imputed"), year).reindex_like(table))


def value_text(facts: Facts, unit: str, indicator: str) -> str:
    """A value as it is printed."""
    if facts.origins[unit, indicator]["origin"] == NOT_APPLICABLE:
        return facts.language(NOT_APPLICABLE_TEXT)
    return facts.language.value(facts.values[indicator][unit])


def absent(cell: Any) -> bool:
    """Whether a cell of the table of origins is empty."""
    return cell is None or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell))


def year_text(row: dict[str, Any]) -> str:
    """The year in which a cell was observed, from its row of origins; empty where it is not known."""
    return "" if absent(row["observed"]) else f"{row['observed']:.0f}"


def flags_of(row: dict[str, Any]) -> str:
    """Letters of how a cell came to be, from its row of origins."""
    flags = [FLAGS[row["origin"]]] if row["origin"] in FLAGS else []
    treated = "" if absent(row["treated"]) else str(row["treated"])
    if treated:
        flags.append("W" if treated.startswith("winsorised") else "T")
    return " ".join(flags)
