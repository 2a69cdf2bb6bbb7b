"""Mobile network operators, from Wikipedia's lists of network codes (CC-BY-SA-4.0)."""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from connectindex.editions.world.derive import archives
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import BY_ISO2
from connectindex.editions.world.derive.tables import Value

SOURCE = "wikipedia_mnc"
YEAR = 2024
"""Year of the package."""


def derive(cache: Path, scored: frozenset[str]) -> Iterator[Value]:
    """Yield the distinct operators with an operational national network code."""
    operators: defaultdict[str, set[str]] = defaultdict(set)
    for code in json.loads(archives.read(fetch("mcc_mnc_list", cache), "mcc-mnc-list.json")):
        if code["status"] != "Operational" or code["type"] != "National" or not code["countryCode"]:
            continue
        # "FR-GP/FR-MQ" and the like: the first country named.
        unit = BY_ISO2.get(code["countryCode"].split("/")[0].split("-")[0])
        if unit is not None:
            operators[unit].add((code["operator"] or code["brand"] or "").casefold())
    for unit, names in operators.items():
        yield Value(unit, "mobile_operators", YEAR, float(len(names)), "reported", SOURCE)
    for unit in scored - operators.keys():
        yield Value(unit, "mobile_operators", YEAR, None, "missing", SOURCE)
