"""scale.csv of an edition: the frozen scale of an earlier one, parsed and checked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.edition.tables import broken, duplicates, to_number, to_year
from connectindex.errors import Problem
from connectindex.stages.frozen import YEAR, FrozenColumn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pandas import DataFrame

TABLE = "scale.csv"
NUMBERS = ("cap_low", "cap_high", "minimum", "maximum", "exponent", "low", "high", "mean", "sd")


def scale_problems(text: DataFrame, used: Iterable[str]) -> list[Problem]:
    """Check a frozen scale."""
    if not len(text):
        hint = "take it from the tables of the edition whose scale is meant: tables/scale.csv"
        return [Problem(TABLE, "must be there where [method] scale is true", "", hint)]
    if not {"indicator", "transform", "minimum", "maximum", "low", "high"} <= set(text.columns):
        return [Problem(TABLE, "must have all its columns")]  # each was named when the table was read
    problems = duplicates(text, [c for c in ("indicator", YEAR) if c in text], "an indicator's scale")
    low, high, least, most = (to_number(text[c]) for c in ("low", "high", "minimum", "maximum"))
    problems += broken(text.loc[low > high, "high"], "must not be below low")
    lacking = (text["transform"] != "") & ~(least <= most)
    problems += broken(text.loc[lacking, "transform"], "needs minimum and maximum, which it starts from")
    years = sorted(set(text[YEAR]) - {""}) if YEAR in text else []
    here = set(zip(text["indicator"], text[YEAR] if YEAR in text else [""] * len(text), strict=True))
    rule = "must have a row for every indicator"
    missing = [(n, y) for n in used for y in years or [""] if (n, "") not in here and (n, y) not in here]
    return problems + [Problem(TABLE, rule, "", f"missing: {n} {y}".rstrip()) for n, y in missing]


def scale_text(scale: DataFrame) -> DataFrame:
    """Write the scale of a result as its file has it, every cell as text."""

    def cell(value: Any) -> str:
        if isinstance(value, str):
            return value
        return "" if pd.isna(value) else str(int(value)) if float(value).is_integer() else repr(float(value))

    return scale.map(cell)


def parsed_scale(text: DataFrame) -> tuple[FrozenColumn, ...]:
    """Parse frozen columns; an empty cap means none, and a column that an older file does not have is empty."""
    none = {"cap_low": -math.inf, "cap_high": math.inf, "exponent": 0.0}
    empty = pd.Series("", index=text.index, dtype=object)
    numbers = {c: to_number(text.get(c, empty)).fillna(none.get(c, math.nan)).tolist() for c in NUMBERS}
    years = [None if math.isnan(y) else int(y) for y in to_year(text.get(YEAR, empty)).tolist()]
    return tuple(
        FrozenColumn(
            str(name), transform=transform, left=left == "yes", year=year, **dict(zip(numbers, values, strict=True))
        )
        for name, transform, left, year, *values in zip(
            text["indicator"], text["transform"], text["left"], years, *numbers.values(), strict=True
        )
    )
