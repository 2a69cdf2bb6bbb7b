"""scale.csv of an edition: the frozen scale of an earlier one, parsed and checked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from connectindex.edition.settings import FILE
from connectindex.edition.tables import to_number
from connectindex.errors import Problem
from connectindex.stages.frozen import FrozenColumn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pandas import DataFrame

TABLE = "scale.csv"
BOUNDED = ("minmax", "goalposts")
NUMBERS = ("cap_low", "cap_high", "minimum", "maximum", "exponent", "low", "high")


def scale_problems(text: DataFrame, used: Iterable[str], normalise: str) -> list[Problem]:
    """What keeps a frozen scale from being used."""
    if not len(text):
        hint = "take it from the tables of the edition whose scale is meant: tables/scale.csv"
        return [Problem(TABLE, "must be there where [method] scale is true", "", hint)]
    problems = []
    if normalise not in BOUNDED:
        rule = f"a frozen scale needs one of {', '.join(BOUNDED)}"
        problems.append(Problem(f"{FILE} [method.normalise] kind", rule, repr(normalise)))
    listed = set(text["indicator"]) if "indicator" in text else set()
    rule = "must have a row for every indicator"
    return problems + [Problem(TABLE, rule, "", f"missing: {name}") for name in used if name not in listed]


def parsed_scale(text: DataFrame) -> dict[str, FrozenColumn]:
    """Frozen columns by indicator; an empty cap is none."""
    numbers = {column: to_number(text[column]) for column in NUMBERS}
    none = {"cap_low": -math.inf, "cap_high": math.inf, "exponent": 0.0}
    found = {}
    for row, name in text["indicator"].items():
        values = {c: float(numbers[c][row]) for c in NUMBERS}
        values |= {c: default for c, default in none.items() if math.isnan(values[c])}
        left = text["left"][row] == "yes"
        found[str(name)] = FrozenColumn(str(name), transform=text["transform"][row], left=left, **values)
    return found
