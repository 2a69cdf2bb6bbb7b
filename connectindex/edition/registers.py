"""Registers: names and codes of the units of an edition, by which other tables are matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.edition.tables import broken, duplicates
from connectindex.model.units import LANGUAGE
from connectindex.territories import Register

if TYPE_CHECKING:
    from collections.abc import Callable

    from pandas import DataFrame, Series

    from connectindex.errors import Problem


def register_of(units: DataFrame, aliases: DataFrame, language: str = "") -> Register:
    """Make a register of the units: names of units.csv in every language, and aliases of aliases.csv.

    Examples
    --------
    >>> import pandas as pd
    >>> units = pd.DataFrame({"unit": ["DEU"], "name": ["Germany"], "name_fr": ["Allemagne"]})
    >>> register_of(units, pd.DataFrame()).match("Allemagne").unit
    'DEU'
    """
    if "unit" not in units:
        return Register({})
    columns = [c for c in units.columns if c == "name" or c.startswith(LANGUAGE)]
    names = {
        unit: tuple(dict.fromkeys(n for n in cells if n))
        for unit, *cells in units[["unit", *columns]].itertuples(index=False, name=None)
        if unit
    }
    has_aliases = {"alias", "unit"} <= set(aliases.columns)
    called = dict(zip(aliases["alias"], aliases["unit"], strict=True)) if has_aliases else {}
    languages = tuple(c.removeprefix(LANGUAGE) for c in columns if c != "name")
    known = [la for la in dict.fromkeys((language, *languages)) if la and _is_known(la)]
    return Register(names, {a: u for a, u in called.items() if a and u in names}, tuple(known))


def alias_problems(aliases: DataFrame, units: Series, unknown: Callable[..., list[Problem]]) -> list[Problem]:
    """List aliases that occur twice, are the code of a unit, or match no unit."""
    problems = duplicates(aliases, ["alias"], "an alias") + unknown(aliases, "unit", units, "units.csv")
    if "alias" in aliases:
        same = aliases.loc[aliases["alias"].isin(set(units)), "alias"]
        problems += broken(same, "an alias must not be the code of a unit")
    return problems


def _is_known(language: str) -> bool:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - not needed where names are English

    try:
        Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True
