"""Land: the outlines of a map as one coarse path, light enough to stand in every profile."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from connectindex.reports.geojson import areas_of, simpler
from connectindex.style.svg_path import path_text, straight_rings

if TYPE_CHECKING:
    from collections.abc import Iterable

TOLERANCE = 1.2  # units of the map
SPECK = 0.5  # the same, of outlines before they are made coarse
SMALLEST = 4.0  # area, in squared units of the map, below which a ring is left out


def land(paths: Iterable[str]) -> str:
    """All outlines in one path of whole numbers, each within about one unit of the map of where it was.

    Outlines with curves are taken over as they are.

    Examples
    --------
    >>> land(["M0 0h10l.2 5-.2 5h-10z", "M50 50h1v1h-1z"])
    'M0 0h10v10h-10z'
    """
    return _land(tuple(paths))


@lru_cache(maxsize=2)
def _land(paths: tuple[str, ...]) -> str:
    straight, curved = [], []
    for path in paths:
        rings = straight_rings(path)
        if rings is None:
            curved.append(path)
        else:
            straight += rings
    rings = [ring for ring in straight if len(ring) > 2]
    # a speck is not seen, and one with a spike on the grid is no ring
    plain = [ring for ring, area in zip(rings, areas_of(rings), strict=True) if area >= SPECK]
    coarse = simpler(plain, TOLERANCE)
    seen = [ring for ring, area in zip(coarse, areas_of(coarse), strict=True) if area >= SMALLEST]
    return path_text(seen, decimals=0) + "".join(curved)
