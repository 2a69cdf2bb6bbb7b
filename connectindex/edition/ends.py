"""Check the ends of links, in memory and in stores, against units and places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.edition.places import mixed
from connectindex.edition.published import listed
from connectindex.edition.tables import broken, column_of, to_number, unknown
from connectindex.errors import Problem
from connectindex.links.rules import TWO_UNITS, WHOLE, counts_things, joins_itself
from connectindex.model.dyads import OF_PLACES
from connectindex.model.units import NO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pandas import DataFrame

    from connectindex.links.check import Recorded
    from connectindex.model.dyads import Mode


def unknown_ends(
    text: DataFrame,
    column: str,
    modes: Mapping[str, Mode],
    places: Mapping[str, str],
    ends: tuple[list[str], str],
    tell: Callable[[str], str],
) -> list[Problem]:
    """List ends that are neither units nor places; for modes whose ends are places, ends that are no place."""
    of_places = column_of(text, "mode").isin([m.id for m in modes.values() if m.ends == OF_PLACES])
    problems = unknown(text[~of_places], column, *ends, tell)
    where = "places.csv (the ends of its mode are places)"
    return problems + unknown(text[of_places], column, places, where, lambda _: "")


def warnings_of_ends(
    text: Mapping[str, DataFrame],
    modes: Mapping[str, Mode],
    places: Mapping[str, str],
    codes: list[str],
    elsewhere: Recorded,
) -> list[Problem]:
    """List warnings: tables whose ends may be units or places; records that are left out."""
    tables = {name: set(of) for name, of in elsewhere.of_units.items()}
    ends = [text["links"].reindex(columns=["from", "to", "mode"]), text["members"].reindex(columns=["member", "mode"])]
    for table in ends:
        rest = table[~table["mode"].isin([m.id for m in modes.values() if m.ends == OF_PLACES])]
        for column in rest.columns.drop("mode"):
            for place, code in rest[column].items():
                tables.setdefault(str(place).partition(" row ")[0], set()).add(code)
    left = [
        Problem(name, f"records whose ends are unknown are left out: {listed(counts)}")
        for name, counts in elsewhere.left_out.items()
        if counts
    ]
    return mixed(tables, places, codes) + left


def links_problems(links: DataFrame, modes: Mapping[str, Mode]) -> list[Problem]:
    """Check the rules between columns of link records."""
    if not {"from", "to", "mode"} <= set(links.columns):
        return []
    itself = joins_itself(links["from"], links["to"], links["mode"], modes)
    problems = broken(links.loc[itself & links["mode"].isin(list(modes)), "to"], TWO_UNITS)
    if "count" in links:
        number = to_number(links["count"])
        fraction = counts_things(links["mode"], modes) & (number % 1 != 0) & number.notna()
        problems += broken(links.loc[fraction, "count"], WHOLE)
    return problems


def without_data(text: Mapping[str, DataFrame], elsewhere: set[str], places: dict[str, str]) -> list[Problem]:
    """List scored units that have no value and no link."""
    values, units = text["values"], text["units"]
    seen = set(column_of(values, "unit")[column_of(values, "value") != ""])
    for kind, column in (("links", "from"), ("links", "to"), ("members", "member")):
        elsewhere = elsewhere | set(column_of(text[kind], column))
    seen |= {places.get(code, code) for code in elsewhere} | elsewhere
    codes = column_of(units, "unit")
    if not (column_of(units, "scored") != NO).any():
        return [Problem("units.csv", "must have a unit that is scored")]
    silent = codes[~codes.isin(seen) & (column_of(units, "scored") != NO)]
    hint = "give it data, or set scored to no"
    return broken(silent, "a unit must have a value or a link", dict.fromkeys(silent, hint))
