"""The figures of four waves: each of the wave's year, or of the nearest year that the rule of its source allows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from connectindex.editions.world.derive import agreements, energy_trade, fuels, indicators_wdi, liner
from connectindex.editions.world.derive.tables import Link, Value

WAVES = (2010, 2014, 2019, 2023)
BEFORE = 3
"""A figure is at most this many years older than its wave."""


def nearest(years: Iterable[int], wave: int, after: int = 0) -> int | None:
    """Return the year of a figure that stands for a wave: the latest up to it, else one up to `after` years later."""
    fitting = [year for year in years if wave - BEFORE <= year <= wave + after]
    upto = [year for year in fitting if year <= wave]
    return max(upto) if upto else min(fitting) if fitting else None


def _rows(
    variable: str, source: str, series: Mapping[str, Mapping[int, float]], scored: frozenset[str], after: int = 0
) -> Iterator[Value]:
    """Yield one row for each scored unit and wave; a figure from after the wave stands in its year, as an estimate."""
    for unit in sorted(scored):
        known = series.get(unit, {})
        for wave in WAVES:
            year = nearest(known, wave, after)
            if year is None:
                yield Value(unit, variable, wave, None, "missing", source)
            else:
                status = "reported" if year <= wave else "estimated"
                yield Value(unit, variable, min(year, wave), round(known[year], 6), status, source)


def derive(
    cache: Path, scored: frozenset[str], landlocked: frozenset[str], neighbours: frozenset[tuple[str, str]]
) -> list[Value]:
    """Return all values of the edition."""
    people = indicators_wdi.series("wdi_population", cache)
    rows = chain(
        _rows("population", indicators_wdi.WDI, people, scored),
        _rows("gdp", indicators_wdi.WDI, indicators_wdi.series("wdi_gdp", cache), scored),
        _liner(cache, scored, landlocked),
        _rows("logistics", indicators_wdi.LPI, _turned(indicators_wdi.logistics(cache)), scored),
        _rows("departures", indicators_wdi.WDI, indicators_wdi.series("wdi_departures", cache), scored),
        _rows("internet_users", indicators_wdi.ITU, indicators_wdi.series("itu_internet", cache), scored),
        _rows("broadband", indicators_wdi.ITU, indicators_wdi.series("itu_broadband", cache), scored),
        _rows("mobile", indicators_wdi.ITU, indicators_wdi.series("itu_mobile", cache), scored),
        _traded(cache, scored),
        _fuel(cache, scored, neighbours),
        _agreements(cache, scored),
    )
    return list(dict.fromkeys(rows))


def _liner(cache: Path, scored: frozenset[str], landlocked: frozenset[str]) -> Iterator[Value]:
    for value in _rows("liner_shipping", liner.SOURCE, liner.countries(cache), scored):
        if value.unit in landlocked and value.value is None:
            yield Value(value.unit, value.variable, value.year, None, "not_applicable", value.source)
        else:
            yield value


def _turned(waves: Mapping[int, Mapping[str, float]]) -> dict[str, dict[int, float]]:
    by_unit: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for year, scores in waves.items():
        for unit, score in scores.items():
            by_unit[unit][year] = score
    return by_unit


def _traded(cache: Path, scored: frozenset[str]) -> Iterator[Value]:
    """Yield electricity traded and consumed (GWh), and gas traded (million m³), out of 26 editions of the Factbook.

    Where an observed year stands in several editions the latest counts. A sum needs both its sides.
    """
    printed: dict[tuple[str, str], dict[int, float]] = {
        key: {p.year: p.value / 1e6 for p in reversed(rows)} for key, rows in energy_trade.vintages(cache).items()
    }

    def total(*variables: str) -> dict[str, dict[int, float]]:
        totals: dict[str, dict[int, float]] = {}
        for unit in scored:
            sides = [printed.get((unit, variable), {}) for variable in variables]
            for wave in WAVES:
                years = [nearest(side, wave, after=1) for side in sides]
                if None not in years:
                    value = sum(side[year] for side, year in zip(sides, years, strict=True) if year is not None)
                    totals.setdefault(unit, {})[max(year for year in years if year is not None)] = value
        return totals

    source = energy_trade.VINTAGES_SOURCE
    yield from _rows("electricity_traded", source, total("electricity_exports", "electricity_imports"), scored, after=1)
    yield from _rows("electricity_consumption", source, total("electricity_consumption"), scored, after=1)
    yield from _rows("gas_traded", source, total("gas_exports", "gas_imports"), scored, after=1)


def _fuel(cache: Path, scored: frozenset[str], neighbours: frozenset[tuple[str, str]]) -> Iterator[Value]:
    """Yield the countries joined by a pipeline and the terminals of liquefied gas in operation, by year of opening.

    What has no year is counted in every wave; what was closed since, up to the wave before its end.
    """
    lines = [x for x in chain(fuels.links(cache, neighbours), fuels.facts()) if x.status in ("operating", "closed")]
    terminals = fuels.openings(cache)
    for unit in sorted(scored):
        for wave in WAVES:
            partners = {_other(x, unit) for x in lines if unit in (x.origin, x.destination) and _open(x, wave)}
            opened = sum(year is None or year <= wave for year in terminals.get(unit, {}).values())
            yield Value(unit, "fuel_routes", wave, float(len(partners) + opened), "reported", fuels.SOURCE)


def _open(line: Link, wave: int) -> bool:
    closed = int(line.end) <= wave if line.end else line.status == "closed"
    return not closed and (not line.start or int(line.start) <= wave)


def _other(line: Link, unit: str) -> str:
    return line.destination if line.origin == unit else line.origin


def _agreements(cache: Path, scored: frozenset[str]) -> Iterator[Value]:
    """Yield the trade agreements in force at the end of each wave's year; endings are incomplete in the source."""
    known = agreements.regional(cache).values()
    for wave in WAVES:
        counts = Counter(party for agreement in known for party in agreement.parties(wave))
        for unit in sorted(scored):
            yield Value(unit, "trade_agreements", wave, float(counts[unit]), "reported", agreements.HUGGO.id)
