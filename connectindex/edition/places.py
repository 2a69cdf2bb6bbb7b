"""places.csv: airports, ports, provinces that link records name, and the units they lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.edition.tables import broken, duplicates, unknown
from connectindex.errors import Problem
from connectindex.links.records import AS_PLACE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pandas import DataFrame, Series

UNITS, PLACES = "units.csv", "places.csv"
SHOWN = 6


def places_of(text: DataFrame) -> dict[str, str]:
    """Return the unit of each place.

    Examples
    --------
    >>> import pandas as pd
    >>> places_of(pd.DataFrame({"place": ["FRA", "MUC"], "unit": ["DEU", "DEU"]}))
    {'FRA': 'DEU', 'MUC': 'DEU'}
    """
    return dict(zip(text["place"], text["unit"], strict=True)) if {"place", "unit"} <= set(text.columns) else {}


def place_problems(text: DataFrame, units: Series, file: str = UNITS, *, alone: bool = False) -> list[Problem]:
    """List places that occur twice, lie in no unit of `file`, or have the code of a unit.

    `alone`: some tables have ends that are places alone, so that a place may have the code of a unit.
    """
    problems = duplicates(text, ["place"], "a place") + unknown(text, "unit", units, file)
    if "place" in text and not alone:
        same = text.loc[text["place"].isin(set(units)), "place"]
        hint = 'say ends = "places" of the mode or the [[links]] whose ends are places'
        problems += broken(same, "a place must not have the code of a unit", dict.fromkeys(same, hint))
    return problems


def marked(places: Mapping[str, str], units: Collection[str]) -> dict[str, str]:
    """Key the units of places for the lookup of links: a place whose code is also that of a unit gets a prefix.

    Examples
    --------
    >>> marked({"FRA": "DEU", "CDG": "FRA"}, ["FRA", "DEU"])
    {'place FRA': 'DEU', 'CDG': 'FRA'}
    """
    return {AS_PLACE + code if code in set(units) else code: unit for code, unit in places.items()}


def mixed(tables: Mapping[str, Collection[str]], places: Mapping[str, str], units: Collection[str]) -> list[Problem]:
    """List warnings of tables whose ends are units and places: a code of one may be meant as the other.

    Parameters
    ----------
    tables
        Codes of the ends of each table that does not say what they are.
    places, units
        Unit of each place; codes of units.
    """
    warnings = []
    for name, codes in tables.items():
        of_units = sorted(set(codes) & set(units))
        of_places = sorted(set(codes) & (set(places) - set(units)))
        if of_units and of_places:
            rule = f"names units ({_some(of_units)}) and places ({_some(of_places)}), whose codes may be alike"
            hint = 'if all are places, say ends = "places" of the mode or the [[links]], and list them in places.csv'
            warnings.append(Problem(name, rule, "", hint))
    return warnings


def _some(codes: list[str]) -> str:
    return ", ".join(codes[:SHOWN]) + (f" and {len(codes) - SHOWN:,} more" if len(codes) > SHOWN else "")


def known_codes(
    units: Series, places: dict[str, str], files: tuple[str, str] = (UNITS, PLACES)
) -> tuple[list[str], str]:
    """Return codes that link records may name, and the files that hold them."""
    return [*units, *places], " or ".join(files) if places else files[0]
