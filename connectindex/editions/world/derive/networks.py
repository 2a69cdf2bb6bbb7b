"""Networks (autonomous systems) by country, from the npm edition of ip-location-db (CC-BY-4.0)."""

import csv
import io
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from connectindex.editions.world.derive import archives
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import BY_ISO2
from connectindex.editions.world.derive.tables import Value

SOURCE = "ip_location_db"
YEAR = 2026

# A /24, the smallest block routed between networks: less says nothing about a network's presence.
_PRESENT = 256

# The registries know no code for Kosovo; its networks stand under its neighbours' codes.
_WITHOUT_CODE = frozenset({"XKX"})

Range = tuple[int, int, str]


def derive(cache: Path, units: frozenset[str]) -> Iterator[Value]:
    """Yield the networks with most of their addresses in a unit, and those present there and elsewhere."""
    main: Counter[str] = Counter()
    international: Counter[str] = Counter()
    for addresses in _addresses(cache).values():
        # the first of the largest: on a tie, the country of the network's lowest addresses
        main[max(addresses, key=addresses.__getitem__)] += 1
        present = [unit for unit, count in addresses.items() if count >= _PRESENT]
        if len(present) > 1:
            international.update(present)
    for name, counts in (("networks", main), ("networks_international", international)):
        for unit in units - _WITHOUT_CODE:
            yield Value(unit, name, YEAR, float(counts[unit]), "reported", SOURCE)
        for unit in units & _WITHOUT_CODE:
            yield Value(unit, name, YEAR, None, "missing", SOURCE)


def _addresses(cache: Path) -> dict[str, Counter[str]]:
    """Return the IPv4 addresses of each network by unit: the overlap of the two lists of address ranges."""
    countries = sorted(_ranges(cache, "ip_country", "asn-country-ipv4-num.csv"))
    starts = [start for start, _, _ in countries]
    result: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for start, end, network in _ranges(cache, "ip_asn", "asn-ipv4-num.csv"):
        index = max(bisect_right(starts, start) - 1, 0)
        while index < len(countries) and countries[index][0] <= end:
            overlap = min(end, countries[index][1]) - max(start, countries[index][0]) + 1
            unit = BY_ISO2.get(countries[index][2])
            if overlap > 0 and unit is not None:
                result[network][unit] += overlap
            index += 1
    return result


def _ranges(cache: Path, pin_id: str, name: str) -> Iterator[Range]:
    content = archives.read(fetch(pin_id, cache), name).decode("utf-8")
    for start, end, label, *_ in csv.reader(io.StringIO(content)):
        yield int(start), int(end), label
