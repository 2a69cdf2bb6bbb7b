"""places.csv: airports, ports, provinces that link records name, and the units they lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.edition.tables import broken, duplicates, unknown

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from connectindex.errors import Problem

UNITS, PLACES = "units.csv", "places.csv"


def places_of(text: DataFrame) -> dict[str, str]:
    """The unit of each place.

    Examples
    --------
    >>> import pandas as pd
    >>> places_of(pd.DataFrame({"place": ["FRA", "MUC"], "unit": ["DEU", "DEU"]}))
    {'FRA': 'DEU', 'MUC': 'DEU'}
    """
    return dict(zip(text["place"], text["unit"], strict=True)) if {"place", "unit"} <= set(text.columns) else {}


def place_problems(text: DataFrame, units: Series, file: str = UNITS) -> list[Problem]:
    """Places that stand twice, have the code of a unit, or lie in no unit of `file`."""
    problems = duplicates(text, ["place"], "a place") + unknown(text, "unit", units, file)
    if "place" in text:
        same = text.loc[text["place"].isin(set(units)), "place"]
        problems += broken(same, "a place must not have the code of a unit")
    return problems


def known_codes(
    units: Series, places: dict[str, str], files: tuple[str, str] = (UNITS, PLACES)
) -> tuple[list[str], str]:
    """Codes that link records may name, and in which files they stand."""
    return [*units, *places], " or ".join(files) if places else files[0]
