"""Public-cloud regions of eight providers by country, from cloud-regions-info (MIT)."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from connectindex.editions.world.derive import archives
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import by_name
from connectindex.editions.world.derive.tables import Value

SOURCE = "cloud_regions"
YEAR = 2025


class UnknownCountryError(Exception):
    """A region is in a country that the places table does not know."""


def derive(cache: Path, units: frozenset[str]) -> Iterator[Value]:
    """Yield the regions in each unit; the providers' lists are complete, so none is 0."""
    regions: Counter[str] = Counter()
    for name, content in archives.members(fetch("cloud_regions", cache), "cloud_regions_info/mappings/", ".json"):
        # The regions of OneDrive are tenants of an office service, not places where one can rent a machine.
        if "onedrive" in name:
            continue
        for region in json.loads(content).values():
            country = region.get("country")
            unit = by_name(country) if country else None
            if country and unit is None:
                raise UnknownCountryError(f"{name}: country {country!r} is not in the places table")
            if unit is not None:
                regions[unit] += 1
    for unit in units:
        yield Value(unit, "cloud_regions", YEAR, float(regions[unit]), "reported", SOURCE)
