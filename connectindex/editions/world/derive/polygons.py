"""Country of a point, by the Natural Earth 10m polygons (public domain) in world-atlas."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pycountry
import shapely
from numpy.typing import NDArray
from shapely.strtree import STRtree

from connectindex.editions.world.derive import archives
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import PLACES

# Shapes without an ISO number, as the index counts them. Baikonur and the buffer zone are leased or
# neutral ground.
_WITHOUT_CODE = {
    "Kosovo": "XKX",
    "N. Cyprus": "CYP",
    "Somaliland": "SOM",
    "Cyprus U.N. Buffer Zone": "CYP",
    "Baikonur": "KAZ",
}

Ring = list[tuple[float, float]]


class Countries:
    """Polygons of the world's countries, searchable by point."""

    def __init__(self, cache: Path) -> None:
        topology = json.loads(archives.read(fetch("world_atlas", cache), "countries-10m.json"))
        arcs = _arcs(topology)
        self._shapes: list[tuple[str, shapely.Polygon]] = []
        for shape in topology["objects"]["countries"]["geometries"]:
            unit = _unit(shape)
            for polygon in _polygons(shape, arcs) if unit else []:
                west, _, east, _ = polygon.bounds
                # A polygon cut wrongly at the 180th meridian (Fiji, Chukotka) would span the globe and
                # claim its points.
                if unit and east - west <= 180:
                    self._shapes.append((unit, polygon))

    def of(self, latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.str_]:
        """Return the unit each point lies in, an empty string at sea."""
        units = np.full(len(latitude), "", dtype="U3")
        tree = STRtree(shapely.points(longitude, latitude))
        # On a shared border the shape that comes later in the file wins, so that a run repeats itself
        # exactly.
        for unit, polygon in self._shapes:
            units[tree.query(polygon, predicate="intersects")] = unit
        return units


def _unit(shape: dict[str, Any]) -> str | None:
    number = shape.get("id")
    if number is None:
        return _WITHOUT_CODE.get(shape["properties"]["name"])
    country = pycountry.countries.get(numeric=number)
    return country.alpha_3 if country is not None and country.alpha_3 in PLACES else None


def _arcs(topology: dict[str, Any]) -> list[Ring]:
    """Undo TopoJSON's delta encoding and quantisation."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for deltas in topology["arcs"]:
        steps = np.cumsum(np.array(deltas), axis=0)
        arcs.append([(float(x) * scale_x + move_x, float(y) * scale_y + move_y) for x, y in steps])
    return arcs


def _polygons(shape: dict[str, Any], arcs: list[Ring]) -> list[shapely.Polygon]:
    groups = (
        {"Polygon": [shape["arcs"]], "MultiPolygon": shape["arcs"]}.get(shape["type"], []) if "arcs" in shape else []
    )
    result: list[shapely.Polygon] = []
    for rings in groups:
        outline, *holes = [_ring(indices, arcs) for indices in rings]
        if len(outline) >= 4:
            mended = shapely.Polygon(outline, [hole for hole in holes if len(hole) >= 4]).buffer(0)
            result.extend(part for part in shapely.get_parts(mended) if isinstance(part, shapely.Polygon))
    return result


def _ring(indices: list[int], arcs: list[Ring]) -> Ring:
    ring: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring
