"""Length of oil and gas pipelines in 2013, from the 2015 CIA World Factbook (public domain)."""

import re
from collections.abc import Iterator, Mapping

from connectindex.editions.world.derive.factbook import GAZA, Profile, figure, text
from connectindex.editions.world.derive.tables import Value

SOURCE = "cia_factbook_2015"
YEAR = 2013

_ITEM = re.compile(r"([A-Za-z/ ,\-]+?)\s*(\d[\d,]*) km")


_NO_HYDROCARBONS = (
    "Natural gas - consumption",
    "Crude oil - production",
    "Refined petroleum products - production",
)


def derive(profiles: Mapping[str, Profile], scored: frozenset[str]) -> Iterator[Value]:
    """Yield the km of all hydrocarbon pipelines.

    Most profiles without the field are of countries without oil and gas, some simply lack it (Serbia): a
    blank is 0, marked as an estimate, only where the same profile prints that no gas is burnt, no crude
    oil pumped and no oil refined.
    """
    for unit, profile in profiles.items():
        if unit == GAZA:
            continue
        printed = text(profile, "Transportation", "Pipelines")
        if printed is not None:
            yield Value(unit, "pipelines", YEAR, _length(printed), "reported", SOURCE)
        elif unit in scored and all(_is_zero(profile, line) for line in _NO_HYDROCARBONS):
            yield Value(unit, "pipelines", YEAR, 0.0, "estimated", SOURCE)
        elif unit in scored:
            yield Value(unit, "pipelines", YEAR, None, "missing", SOURCE)
    for unit in scored - profiles.keys():
        yield Value(unit, "pipelines", YEAR, None, "missing", SOURCE)


def _is_zero(profile: Profile, line: str) -> bool:
    printed = figure(text(profile, "Energy", line))
    return printed is not None and printed.value == 0


def _length(printed: str) -> float:
    """Add up ``gas 26,985 km; oil 2,826 km``, leaving out water pipelines and what stands in brackets."""
    total = 0.0
    for kind, length in _ITEM.findall(re.sub(r"\([^)]*\)", "", printed)):
        if "water" not in kind or "/" in kind:
            total += float(length.replace(",", ""))
    return total
