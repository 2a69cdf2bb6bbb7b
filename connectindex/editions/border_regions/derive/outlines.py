"""Outlines of the provinces of China and the regions of Russia, of Natural Earth's first administrative level."""

import json
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.strtree import STRtree

from connectindex.editions.world.derive import archives
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.polygons import Countries

_FILES = ("lib/countries/china.geojson", "lib/countries/russia.geojson")


def outlines(cache: Path) -> dict[str, tuple[str, shapely.Geometry]]:
    """Return name and valid outline by code of ISO 3166-2, China first."""
    archive = fetch("superset_country_map", cache)
    by_code = {}
    for file in _FILES:
        for feature in json.loads(archives.read(archive, file))["features"]:
            outline = shapely.make_valid(shapely.geometry.shape(feature["geometry"]))
            by_code[feature["properties"]["ISO"]] = (feature["properties"]["NAME_1"], outline)
    return by_code


class Regions(Countries):
    """Regions in place of countries, searchable by point."""

    def __init__(self, cache: Path) -> None:  # what a country's outline needs mending for does not occur here
        self._outlines = outlines(cache)

    def of(self, latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.str_]:
        """Return the region each point lies in, an empty string outside the two countries."""
        regions = np.full(len(latitude), "", dtype="U7")
        tree = STRtree(shapely.points(longitude, latitude))
        for unit, (_, outline) in self._outlines.items():
            for part in shapely.get_parts(outline):
                regions[tree.query(part, predicate="intersects")] = unit
        return regions
