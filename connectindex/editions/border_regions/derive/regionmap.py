"""The map of the regions that the reports draw: the same JSON as the world map, in a projection of its own."""

import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from connectindex.editions.border_regions.derive.outlines import outlines
from connectindex.editions.border_regions.derive.regions import CODES
from connectindex.editions.world.derive.worldmap import DISCLAIMER, path

CENTRE = (52.0, 112.0)
"""Latitude and longitude the map is drawn around."""
WIDTH, MARGIN = 1000, 12
DETAIL = 2.0
"""Corners whose triangles are smaller than this, in square pixels, go."""
SPECK = 6.0
"""Islands smaller than this, in square pixels, go."""

HEAD = {
    "projection": "Lambert azimuthal equal-area, centred on 52° N 112° E",
    "source": "Natural Earth, first administrative level, via @superset-ui/legacy-plugin-chart-country-map 0.20.3",
    "licence": "public domain; Apache-2.0 for the package",
    "disclaimer": DISCLAIMER,
}


def derive(cache: Path, out: Path) -> None:
    """Write ``out/map.json``: the ten regions, and what lies around them within the frame."""
    shapes = {unit: (name, _projected(shape)) for unit, (name, shape) in outlines(cache).items()}
    west, north, east, south = shapely.union_all([shapes[unit][1] for unit in CODES]).bounds
    scale = (WIDTH - 2 * MARGIN) / (east - west)
    height = math.ceil((south - north) * scale + 2 * MARGIN)
    moved = {
        unit: shapely.transform(shape, lambda xy: (xy - [west, north]) * scale + MARGIN)
        for unit, (_, shape) in shapes.items()
    }
    frame = shapely.box(1, 1, WIDTH - 1, height - 1)
    # the two countries' outlines do not meet along the border, so each is thinned as a coverage of its own
    drawn: dict[str, shapely.Geometry] = {}
    for side in ("CN", "RU"):
        units = [unit for unit in moved if unit.startswith(side)]
        thinned = shapely.coverage_simplify(np.array([moved[u] for u in units]), math.sqrt(DETAIL))
        drawn |= {u: shapely.intersection(shape, frame) for u, shape in zip(units, thinned, strict=True)}
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    lines, points = [], {}
    for unit in sorted(drawn):
        rings = list(_rings(drawn[unit]))
        if rings:
            lines.append(encode({"id": unit, "name": shapes[unit][0], "d": path(rings)}))
        if unit in CODES:
            largest = max(shapely.get_parts(drawn[unit]), key=shapely.area)
            x, y = shapely.maximum_inscribed_circle(largest, tolerance=0.5).coords[0]
            points[unit] = [round(x, 1), round(y, 1)]
    sphere = path([[(10, 10), (10 * (WIDTH - 1), 10), (10 * (WIDTH - 1), 10 * (height - 1)), (10, 10 * (height - 1))]])
    head = encode({"width": WIDTH, "height": height, **HEAD, "sphere": sphere})
    tail = encode({"points": points, "small": []})
    text = head[:-1] + ',\n"shapes": [\n' + ",\n".join(lines) + "\n],\n" + tail[1:] + "\n"
    (out / "map.json").write_text(text, encoding="utf-8", newline="\n")


def equal_area(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lambert's azimuthal equal-area projection of a unit sphere, y down (Snyder 1987, equations 24-2 to 24-4).

    Examples
    --------
    >>> import numpy as np
    >>> equal_area(np.array([112.0]), np.array([52.0])).round(6).tolist()
    [[0.0, 0.0]]
    """
    phi, lam = np.radians(lat), np.radians(lon - CENTRE[1])
    phi0 = math.radians(CENTRE[0])
    k = np.sqrt(2 / (1 + math.sin(phi0) * np.sin(phi) + math.cos(phi0) * np.cos(phi) * np.cos(lam)))
    x = k * np.cos(phi) * np.sin(lam)
    y = k * (math.cos(phi0) * np.sin(phi) - math.sin(phi0) * np.cos(phi) * np.cos(lam))
    return np.column_stack([x, -y + 0.0])


def _projected(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.make_valid(shapely.transform(shape, lambda xy: equal_area(xy[:, 0], xy[:, 1])))


def _rings(shape: shapely.Geometry) -> Iterator[list[tuple[int, int]]]:
    """Rings of a shape in tenths of a pixel, without specks, the largest part first."""
    parts = [p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon"]
    for part in sorted(parts, key=lambda p: (-p.area, p.wkb_hex)):
        if part.area >= SPECK:
            for ring in (part.exterior, *part.interiors):
                cells = [(round(10 * x), round(10 * y)) for x, y in ring.coords[:-1]]
                distinct = [c for i, c in enumerate(cells) if c != cells[i - 1]]
                if len(distinct) > 2:
                    yield distinct
