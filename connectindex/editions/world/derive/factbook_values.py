"""Variables printed in the last edition of the CIA World Factbook (public domain)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from connectindex.editions.world.derive.factbook import GAZA, Figure, Profile, coordinates, figure, text
from connectindex.editions.world.derive.tables import Value

SOURCE = "cia_factbook"
EDITION_YEAR = 2025
"""Year given to figures printed without one (areas, coasts, borders, capitals)."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: where the Factbook prints it, by how much to divide, and what its absence means."""

    id: str
    path: tuple[str, ...]
    divisor: float = 1.0
    year: int = EDITION_YEAR
    maritime: bool = False
    """Does not apply to landlocked countries: river ports are no seaports."""
    add_gaza: bool = False
    """The West Bank's figure leaves Gaza out; elsewhere the two profiles repeat one combined figure."""


VARIABLES: tuple[Variable, ...] = (
    Variable("population", ("People and Society", "Population", "total"), add_gaza=True),
    Variable("gdp", ("Economy", "GDP (official exchange rate)"), year=2024),
    Variable("gdp_ppp", ("Economy", "Real GDP (purchasing power parity)"), year=2024),
    Variable("area", ("Geography", "Area", "total"), add_gaza=True),
    Variable("coastline", ("Geography", "Coastline"), add_gaza=True),
    Variable("land_boundary", ("Geography", "Land boundaries", "total"), add_gaza=True),
    Variable("ports", ("Transportation", "Ports", "total ports"), year=2024, maritime=True),
    Variable(
        "ports_oil_terminals",
        ("Transportation", "Ports", "ports with oil terminals"),
        year=2024,
        maritime=True,
    ),
    Variable("merchant_ships", ("Transportation", "Merchant marine", "total"), year=2023),
    Variable("railways_km", ("Transportation", "Railways", "total"), year=2020),
    Variable("electricity_consumption", ("Energy", "Electricity", "consumption"), 1e6, 2023),
    Variable("electricity_capacity", ("Energy", "Electricity", "installed generating capacity"), 1e3, 2023),
    Variable("internet_users", ("Communications", "Internet users", "percent of population"), year=2023),
    Variable("fixed_broadband", ("Communications", "Broadband - fixed subscriptions", "total"), year=2023),
    Variable(
        "mobile_subscriptions",
        ("Communications", "Telephones - mobile cellular", "total subscriptions"),
        year=2023,
    ),
)

# The printed 28.5 km are the fence of the naval base at Guantanamo Bay, which is Cuban soil: Cuba has no
# land border.
_OVERRIDES: dict[tuple[str, str], Figure] = {("land_boundary", "CUB"): Figure(0.0, None, estimated=False)}


def landlocked(profiles: Mapping[str, Profile]) -> frozenset[str]:
    """Return the units the Factbook calls landlocked; Palestine is not, since Gaza has a coast."""
    coastless = {u for u, p in profiles.items() if "landlocked" in (text(p, "Geography", "Coastline") or "")}
    return frozenset(coastless - {"PSE"})


def derive(profiles: Mapping[str, Profile], scored: frozenset[str]) -> Iterator[Value]:
    """Yield one value per printed figure, and one per scored unit whose figure is missing or cannot be."""
    inland = landlocked(profiles)
    for variable in VARIABLES:
        yield from _variable(variable, profiles, scored, inland)
    yield from _capitals(profiles)


def capitals(profiles: Mapping[str, Profile]) -> dict[str, tuple[float, float]]:
    """Return latitude and longitude of the capitals, in degrees."""
    coordinates_of: dict[str, list[float]] = {}
    for value in _capitals(profiles):
        if value.value is not None:
            coordinates_of.setdefault(value.unit, []).append(value.value)
    return {unit: (latitude, longitude) for unit, (latitude, longitude) in coordinates_of.items()}


def _capitals(profiles: Mapping[str, Profile]) -> Iterator[Value]:
    """Yield the place of the capital; of the whole territory, as an estimate, where no capital is printed."""
    for unit, profile in profiles.items():
        capital = coordinates(text(profile, "Government", "Capital", "geographic coordinates"))
        place = capital or coordinates(text(profile, "Geography", "Geographic coordinates"))
        if place is not None and unit != GAZA:
            status = "reported" if capital else "estimated"
            yield Value(unit, "capital_latitude", EDITION_YEAR, place[0], status, SOURCE)
            yield Value(unit, "capital_longitude", EDITION_YEAR, place[1], status, SOURCE)


def _variable(
    variable: Variable, profiles: Mapping[str, Profile], scored: frozenset[str], inland: frozenset[str]
) -> Iterator[Value]:
    for unit, profile in profiles.items():
        if unit == GAZA:
            continue
        if variable.maritime and unit in inland:
            if unit in scored:
                yield Value(unit, variable.id, variable.year, None, "not_applicable", SOURCE)
            continue
        printed = _OVERRIDES.get((variable.id, unit)) or _figure(variable, profile)
        gaza = _figure(variable, profiles[GAZA]) if unit == "PSE" and variable.add_gaza else None
        if printed is not None:
            value = (printed.value + (gaza.value if gaza else 0.0)) / variable.divisor
            status = "estimated" if printed.estimated else "reported"
            yield Value(unit, variable.id, printed.year or variable.year, round(value, 6), status, SOURCE)
        elif unit in scored:
            yield Value(unit, variable.id, variable.year, None, "missing", SOURCE)


def _figure(variable: Variable, profile: Profile) -> Figure | None:
    return _gdp_ppp(profile) if variable.id == "gdp_ppp" else figure(text(profile, *variable.path))


def _gdp_ppp(profile: Profile) -> Figure | None:
    """Return the latest of the three years printed, in 2021 dollars at purchasing power parity."""
    years = profile.get("Economy", {}).get("Real GDP (purchasing power parity)", {})
    for heading in sorted((h for h in years if re.search(r"20\d\d$", h)), reverse=True):
        printed = figure(text(years, heading))
        if printed is not None:
            return printed
    return None
