"""Electricity and gas across borders: printed figures of the CIA World Factbook, edition by edition.

The last edition prints no zeros: a country that sells no electricity has no line for it. A blank takes the figure of
the latest edition before it that has one, with the year of that figure. A zero of then is one of now unless the
last edition prints neither way and a line abroad is known. Nothing is filled in otherwise.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from connectindex.editions.world.derive.factbook import GAZA, Figure, Profile, figure, text
from connectindex.editions.world.derive.factbook_values import SOURCE
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.tables import Value

VINTAGES_SOURCE = "cia_factbook_vintages"
FACTS_SOURCE = "border_facts"
YEAR = 2023
_MILLION = 1e6
_SECTIONS = {"electricity": "Electricity", "gas": "Natural gas"}
_LINES = ("electricity_exports", "electricity_imports", "gas_exports", "gas_imports")
_CONSUMPTION = ("electricity_consumption", "gas_consumption")

# The editions of 2018 to 2020 lost the years of their figures; that of 2021 has them, and the same figures.
_FIRST_EDITION = 2021
_OLDEST = 2016

# Russian electricity for Türkiye has been counted twice since 2022, as imports and as exports of Georgia: the figures
# of 2020 are taken, before the transit.
_BEFORE_TRANSIT = {("GEO", "electricity_exports"): 2023, ("GEO", "electricity_imports"): 2023}

# Printed zeros that other editions contradict: 34.6 bn m³ exported by Germany in 2017, and 0 in 2020.
_DOUBTFUL = frozenset({("DEU", "gas_exports")})

# Figures known to be too low: imports of Kenya, to which Ethiopia has sent 200 MW since November 2022; German gas, of
# which nothing is known of the exports.
_INCOMPLETE = frozenset({("KEN", "electricity_imports"), ("DEU", "gas_imports")})

# Kosovo has no gas network (Energy Community Secretariat, implementation reports), and no edition says so.
_NO_GAS = frozenset({"XKX"})

# Trade that has ended since the last printed figure: the field Bayu-Undan was Timor-Leste's only one, its gas went to
# Darwin until November 2023 (Santos; author's knowledge, to be verified; the tracker has no other line or terminal).
_ENDED = {("TLS", "gas_exports"): 2024}


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure of an edition: its value in the unit printed, and its year."""

    edition: int
    year: int
    value: float


def vintages(cache: Path) -> dict[tuple[str, str], list[Printed]]:
    """Return the figures of 26 editions whose year is known, by unit and variable, the latest first."""
    by_variable: dict[tuple[str, str], list[Printed]] = {}
    with fetch("factbook_panel", cache).open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["observed_year"]:
                printed = Printed(int(row["edition"]), int(row["observed_year"]), float(row["value"]))
                by_variable.setdefault((row["unit"], row["variable"]), []).append(printed)
    return {key: sorted(rows, key=lambda p: -p.edition) for key, rows in by_variable.items()}


def derive(
    profiles: Mapping[str, Profile],
    earlier: Mapping[tuple[str, str], list[Printed]],
    scored: frozenset[str],
    linked: frozenset[str],
) -> Iterator[Value]:
    """Yield exports, imports and consumption of electricity (GWh) and gas (million m³).

    ``linked`` are the units whose grid has a line abroad.
    """
    for unit, profile in profiles.items():
        if unit == GAZA:
            continue
        for variable in (*_LINES, *_CONSUMPTION):
            prefix, line = variable.split("_")
            now = _printed(profile, prefix, line)
            before = _before(earlier.get((unit, variable), []), _BEFORE_TRANSIT.get((unit, variable)))
            silent = all(_printed(profile, prefix, way) is None for way in ("exports", "imports"))
            opened_since = prefix == "electricity" and line != "consumption" and silent and unit in linked
            doubtful = (unit, variable) in _DOUBTFUL or opened_since
            yield from _value(unit, variable, now, before, scored, doubtful=doubtful)


def _printed(profile: Profile, prefix: str, line: str) -> Figure | None:
    return figure(text(profile, "Energy", _SECTIONS[prefix], line))


def _before(printed: list[Printed], edition: int | None) -> Printed | None:
    """The latest figure that counts; of a given edition where one is named."""
    recent = [p for p in printed if p.edition >= _FIRST_EDITION and p.year >= _OLDEST]
    return next((p for p in recent if edition in (None, p.edition)), None)


def _value(
    unit: str, variable: str, now: Figure | None, before: Printed | None, scored: frozenset[str], *, doubtful: bool
) -> Iterator[Value]:
    if (unit, variable) in _ENDED:
        yield Value(unit, variable, _ENDED[unit, variable], 0.0, "estimated", FACTS_SOURCE)
    elif now is not None and (unit, variable) not in _BEFORE_TRANSIT:
        status = "incomplete" if (unit, variable) in _INCOMPLETE else "estimated" if now.estimated else "reported"
        yield Value(unit, variable, now.year or YEAR, round(now.value / _MILLION, 6), status, SOURCE)
    elif before is not None and not (before.value == 0 and doubtful):
        yield Value(unit, variable, before.year, round(before.value / _MILLION, 6), "estimated", VINTAGES_SOURCE)
    elif unit in _NO_GAS and variable.startswith("gas_"):
        yield Value(unit, variable, YEAR, 0.0, "estimated", SOURCE)
    elif unit in scored:
        yield Value(unit, variable, YEAR, None, "missing", SOURCE)
