"""Figures of the World Development Indicators and of ITU, and logistics performance, by country code and year."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import PLACES, by_name
from connectindex.editions.world.derive.spreadsheets import sheet
from connectindex.editions.world.derive.tables import Value

WDI, ITU, LPI = "wdi", "itu", "lpi"
YEAR = 2023
"""Year of the denominators: the last for which nearly every country has both."""

Series = Mapping[str, Mapping[int, float]]
"""Unit -> year -> value."""

# Nobody has counted the people of Eritrea; sources differ by a factor of two.
_UNCOUNTED = frozenset({"ERI"})

# Figures known to be too low: ITU has 27 % for Pakistan, other estimates of the same year about twice as many.
_INCOMPLETE = frozenset({("PAK", "internet_users")})
_OLDEST_GDP, _OLDEST_ITU = 2018, 2019

# Names of the Logistics Performance Index, one of them damaged on its way, that the places table does not know.
_LPI_NAMES = {
    "Bahamas, The": "BHS",
    "Congo, Dem. Rep.": "COD",
    "Congo, Rep.": "COG",
    "Egypt, Arab Rep.": "EGY",
    "Gambia, The": "GMB",
    "Hong Kong SAR, China": "HKG",
    "Iran, Islamic Rep.": "IRN",
    "Korea, Rep.": "KOR",
    "Kyrgyz Republic": "KGZ",
    "Lao PDR": "LAO",
    "Russian Federation": "RUS",
    "Slovak Republic": "SVK",
    "Syrian Arab Republic": "SYR",
    "TC<rkiye": "TUR",
    "Taiwan, China": "TWN",
    "Venezuela, RB": "VEN",
    "Yemen, Rep.": "YEM",
}


def series(pin_id: str, cache: Path) -> dict[str, dict[int, float]]:
    """Return a table of the World Bank (``Country Code``, years or ``Year``) or of Gapminder (``geo``, ``time``)."""
    by_unit: dict[str, dict[int, float]] = {}
    with fetch(pin_id, cache).open(encoding="utf-8-sig", newline="") as handle:
        for unit, year, value in _long(csv.reader(handle)):
            if unit in PLACES and value:
                by_unit.setdefault(unit, {})[int(year)] = float(value)
    return by_unit


def _long(rows: Iterator[list[str]]) -> Iterator[tuple[str, str, str]]:
    header = next(rows)
    if header[0] == "geo":
        for geo, year, value in rows:
            yield ("XKX" if geo == "kos" else geo.upper()), year, value
        return
    while "Country Code" not in header:
        header = next(rows)
    if "Year" in header:
        for _, code, year, value in rows:
            yield code, year, value
        return
    for row in rows:
        for year, value in zip(header[4:], row[4:], strict=False):
            if year.isdecimal():
                yield row[1], year, value


def denominators(cache: Path, factbook: Mapping[tuple[str, str], Value], scored: frozenset[str]) -> Iterator[Value]:
    """Yield population and GDP of 2023; places that the World Bank does not list have the Factbook's, as estimates."""
    for variable, pin_id in (("population", "wdi_population"), ("gdp", "wdi_gdp")):
        oldest = YEAR if variable == "population" else _OLDEST_GDP
        listed = series(pin_id, cache)
        for unit in sorted(PLACES):
            years = [year for year in listed.get(unit, {}) if oldest <= year <= YEAR]
            other = factbook.get((unit, variable))
            if years:
                status = "estimated" if unit in _UNCOUNTED and variable == "population" else "reported"
                yield Value(unit, variable, max(years), float(round(listed[unit][max(years)])), status, WDI)
            elif other is not None and other.value is not None:
                yield Value(unit, variable, other.year, other.value, "estimated", other.source)
            elif unit in scored:
                yield Value(unit, variable, YEAR, None, "missing", WDI)


def telecom(cache: Path, factbook: Mapping[tuple[str, str], Value], scored: frozenset[str]) -> Iterator[Value]:
    """Yield internet users (%), and broadband and mobile subscriptions, of the latest year up to 2023.

    Subscriptions are ITU's per 100 people times the population of the same year. Where ITU has nothing since 2019 the
    Factbook's figure stands.
    """
    people = series("wdi_population", cache)
    for variable, pin_id, per_head in (
        ("internet_users", "itu_internet", False),
        ("fixed_broadband", "itu_broadband", True),
        ("mobile_subscriptions", "itu_mobile", True),
    ):
        listed = series(pin_id, cache)
        for unit in sorted(scored | listed.keys()):
            years = [
                year
                for year in listed.get(unit, {})
                if _OLDEST_ITU <= year <= YEAR and (not per_head or year in people.get(unit, {}))
            ]
            other = factbook.get((unit, variable))
            if years:
                year = max(years)
                value = listed[unit][year]
                value = round(value * people[unit][year] / 100) if per_head else round(value, 2)
                status = "incomplete" if (unit, variable) in _INCOMPLETE else "reported"
                yield Value(unit, variable, year, float(value), status, ITU)
            elif other is not None and other.value is not None and other.year >= _OLDEST_ITU:
                yield Value(unit, variable, other.year, other.value, other.status, other.source)
            elif unit in scored:
                yield Value(unit, variable, YEAR, None, "missing", ITU)


def departures(cache: Path, scored: frozenset[str]) -> Iterator[Value]:
    """Yield the departures of the carriers registered in a country in 2019, the last year before the pandemic."""
    listed = series("wdi_departures", cache)
    yield from _one_year(
        {u: years[2019] for u, years in listed.items() if 2019 in years}, "carrier_departures", 2019, WDI, scored
    )


def logistics(cache: Path) -> dict[int, dict[str, float]]:
    """Return the Logistics Performance Index by wave and unit; that of 2023 has one decimal."""
    waves: dict[int, dict[str, float]] = {}
    for wave in (2010, 2012, 2014, 2016, 2018):
        rows = sheet(fetch("lpi_2018", cache), str(wave))
        waves[wave] = {row[1]: float(row[2]) for row in rows[3:] if row[1] in PLACES and row[2] is not None}
    waves[2023] = {}
    with fetch("lpi_2023", cache).open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            unit = _LPI_NAMES.get(row["Economy"]) or by_name(row["Economy"])
            if unit is None:
                raise LookupError(f"logistics performance: {row['Economy']!r} is not in the places table")
            waves[2023][unit] = float(row["LPI Score"])
    return waves


def performance(cache: Path, scored: frozenset[str]) -> Iterator[Value]:
    """Yield the Logistics Performance Index of 2023."""
    yield from _one_year(logistics(cache)[2023], "logistics_performance", 2023, LPI, scored)


def _one_year(
    listed: Mapping[str, float], variable: str, year: int, source: str, scored: frozenset[str]
) -> Iterator[Value]:
    for unit in scored | listed.keys():
        value = listed.get(unit)
        status = "missing" if value is None else "reported"
        yield Value(unit, variable, year, None if value is None else round(value, 1), status, source)
