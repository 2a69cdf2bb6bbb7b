"""Port-to-country sea services and container terminals, from the port list of searoute (Apache-2.0)."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from connectindex.editions.world.derive import archives
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import BY_ISO2
from connectindex.editions.world.derive.tables import Link, Value

SOURCE = "searoute"
YEAR = 2026
"""Year of the package; the list itself carries no date."""


def ports(cache: Path) -> list[dict[str, Any]]:
    """Return the properties of every port: UN/LOCODE, terminal flag, codes of the countries it serves."""
    content = json.loads(archives.read(fetch("searoute", cache), "searoute/data/ports.geojson"))
    return [feature["properties"] for feature in content["features"]]


def links(listed: list[dict[str, Any]], landlocked: frozenset[str]) -> Iterator[Link]:
    """Yield one undirected link per pair of countries.

    The count is the number of ports of one country that serve the other, whichever side lists more: the
    two sides agree for a third of the pairs only, and their sum would count a service twice. Landlocked
    countries appear in the list as inland points of through transport and are left out.
    """
    one_way: Counter[tuple[str, str]] = Counter()
    for port in listed:
        home = BY_ISO2.get(port["port"][:2])
        for code in port.get("to_cty") or []:
            served = BY_ISO2.get(code)
            if home and served and home != served and not {home, served} & landlocked:
                one_way[home, served] += 1
    for a, b in sorted({(min(pair), max(pair)) for pair in one_way}):
        yield Link(a, b, YEAR, "sea_services", max(one_way[a, b], one_way[b, a]), SOURCE)


def terminals(listed: list[dict[str, Any]], scored: frozenset[str], landlocked: frozenset[str]) -> Iterator[Value]:
    """Yield the ports flagged as container terminals; 0 only where the list has other ports."""
    flagged: Counter[str] = Counter()
    for port in listed:
        unit = BY_ISO2.get(port["port"][:2])
        if unit is not None and unit not in landlocked:
            flagged[unit] += port.get("t") == 1
    for unit, count in flagged.items():
        yield Value(unit, "container_terminals", YEAR, float(count), "reported", SOURCE)
    for unit in scored & landlocked:
        yield Value(unit, "container_terminals", YEAR, None, "not_applicable", SOURCE)
    for unit in scored - landlocked - flagged.keys():
        yield Value(unit, "container_terminals", YEAR, None, "missing", SOURCE)
