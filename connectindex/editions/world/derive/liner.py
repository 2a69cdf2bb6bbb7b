"""Liner shipping: UNCTAD's index of countries and ports, and the port pairs of liner services (GLSN, CC-BY-4.0)."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import PLACES, by_name
from connectindex.editions.world.derive.spreadsheets import sheet
from connectindex.editions.world.derive.tables import Link, Value

SOURCE, GLSN = "unctad_lsci", "glsn"
YEAR, GLSN_YEAR = 2025, 2017
GLSN_EARLIER = 2015

_LAST_OF_PORTS = "Q4 2024"

# Names of UNCTAD that the places table does not know.
_NAMES = {
    "Bolivia (Plurinational State of)": "BOL",
    "Brunei Darussalam": "BRN",
    "Cabo Verde": "CPV",
    "China, Hong Kong SAR": "HKG",
    "China, Macao SAR": "MAC",
    "China, Taiwan Province of": "TWN",
    "Congo": "COG",
    "Côte d'Ivoire": "CIV",
    "Dem. Rep. of the Congo": "COD",
    "Falkland Islands (Malvinas)": "FLK",
    "Iran (Islamic Republic of)": "IRN",
    "Korea, Dem. People's Rep. of": "PRK",
    "Micronesia (Federated States of)": "FSM",
    "Netherlands (Kingdom of the)": "NLD",
    "Republic of Korea": "KOR",
    "Russian Federation": "RUS",
    "State of Palestine": "PSE",
    "Syrian Arab Republic": "SYR",
    "United Republic of Tanzania": "TZA",
    "United States of America": "USA",
    "Venezuela (Bolivarian Rep. of)": "VEN",
    "Viet Nam": "VNM",
}


def countries(cache: Path) -> dict[str, dict[int, float]]:
    """Return the index of each unit by year: the mean of the year's quarters."""
    quarters: defaultdict[str, defaultdict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    with fetch("lsci_countries", cache).open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            unit = _unit(row.pop("Economy_Label"))
            for heading, cell in row.items():
                if unit and cell and heading.startswith("Q"):
                    quarters[unit][int(heading.split("_")[0][-4:])].append(float(cell))
    return {u: {year: sum(q) / len(q) for year, q in by_year.items()} for u, by_year in quarters.items()}


def _unit(name: str) -> str | None:
    return _NAMES.get(name) or by_name(name)


def ports(cache: Path) -> dict[str, float]:
    """Return the index of the ports at the end of 2024, by country and name as UNCTAD writes them."""
    with fetch("lsci_ports", cache).open(encoding="utf-8-sig", newline="") as handle:
        return {
            row["port_label"]: float(row["index_label"])
            for row in csv.DictReader(handle)
            if row["quarter_label"] == _LAST_OF_PORTS and row["index_label"]
        }


def index(cache: Path) -> Iterator[Value]:
    """Yield the index of each unit with liner services of its own, the mean of the last year's quarters."""
    for unit, years in countries(cache).items():
        if YEAR in years:
            yield Value(unit, "liner_access", YEAR, round(years[YEAR], 2), "reported", SOURCE)


def port_scale(cache: Path) -> float:
    """Return the index of a country per that of its port: the median of the countries with one port."""
    by_country: defaultdict[str, list[float]] = defaultdict(list)
    for label, value in ports(cache).items():
        unit = _unit(label.rpartition(", ")[0])
        if unit:
            by_country[unit].append(value)
    whole = countries(cache)
    return median(whole[u][2024] / p[0] for u, p in by_country.items() if len(p) == 1 and 2024 in whole.get(u, {}))


def services(cache: Path, landlocked: frozenset[str], year: int = GLSN_YEAR) -> Iterator[Link]:
    """Yield one link per pair of countries; the count is the pairs of ports that a liner service joins.

    All ports of a service are joined in the source, those not called in sequence, too. River ports of landlocked
    countries are left out.
    """
    pairs: Counter[tuple[str, str]] = Counter()
    header, *rows = sheet(fetch("glsn" if year == GLSN_YEAR else f"glsn_{year}", cache), "Sheet1")
    columns = [header.index(name) for name in ("CountryCode_port1", "CountryCode_port2")]
    for row in rows:
        a, b = sorted(str(row[c]) for c in columns)
        if a != b and not {a, b} & landlocked:
            pairs[a, b] += 1
    for (a, b), count in pairs.items():
        if unknown := {a, b} - PLACES.keys():
            raise LookupError(f"liner services: {unknown} not in the places table")
        yield Link(a, b, year, "sea_services", count, GLSN)
