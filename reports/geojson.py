"""GeoJSON to a map: outlines projected to an equal-area plane, thinned along shared borders, written as paths."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from connectindex.model.words import message
from connectindex.style.svg_path import path_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from connectindex.style.outlines import Feature, Outlines

    Points = NDArray[np.float64]

WIDTH, MARGIN, TALLEST = 1000.0, 12.0, 1400.0
WORLD = 140.0  # degrees of longitude from which on the whole globe is drawn
DETAIL = 0.7  # pixels: the square root of the area of a corner that may go
SPECK = 0.5  # square pixels: smaller islands go, as a corner of this area would
SMALL = 12.0  # square pixels: smaller units are drawn as dots
EQUAL_EARTH = (1.340264, -0.081106, 0.000893, 0.003796)
PROJECTIONS = {True: message("Equal Earth"), False: message("Lambert azimuthal equal-area")}
DISCLAIMER = message(
    "The boundaries, names and designations used in maps, tables and text do not imply official endorsement or "
    "acceptance, nor any opinion on the legal status of a territory or on the delimitation of its frontiers. "
    "An “economy” is a unit of reporting; the word implies no judgement on its status."
)


def drawn(outlines: Outlines) -> dict[str, Any]:
    """The map of a GeoJSON file, as ``map.json`` holds one: width, height, shapes, points, small units.

    Examples
    --------
    >>> import numpy as np
    >>> from connectindex.style.outlines import Feature, Outlines
    >>> square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], dtype=float)
    >>> drawn(Outlines("a.geojson", (Feature("A", "A", (square,)),)))["shapes"][0]["id"]
    'A'
    """
    merged = _merged(outlines.features)
    centre, world = _frame(merged)
    flat = {
        name: [_projected(r, centre, world=world) for r in rings if code or world or _near(r, centre)]
        for name, (code, rings, _) in merged.items()
    }
    dots = {n: _projected(np.array([p]), centre, world=world) for n, (_, _, p) in merged.items() if p is not None}
    # the frame is that of the units; what lies around them is seen as far as it reaches into it
    everything = np.concatenate([*(r for n, rings in flat.items() if merged[n][0] for r in rings), *dots.values()])
    low, high = everything.min(axis=0), everything.max(axis=0)
    span = np.maximum(high - low, 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / span[0], (TALLEST - 2 * MARGIN) / span[1])
    frame = span * scale + 2 * MARGIN
    placed = {n: [(r - low) * scale + MARGIN for r in rings] for n, rings in flat.items()}
    cells = {n: [c for r in rings if _seen(r, frame) and len(c := _cells(r)) > 2] for n, rings in placed.items()}
    # all at once, so that neighbours keep one border
    simplified = iter(simpler([ring for rings in cells.values() for ring in rings], DETAIL))
    outlined = {n: [next(simplified) for _ in rings] for n, rings in cells.items()}
    labels = {_identity(f): f.name for f in reversed(outlines.features)}
    shapes, points, small = [], {}, []
    for name, (code, _, _) in merged.items():
        areas = areas_of(outlined[name])
        path = path_text([r for r, a in zip(outlined[name], areas, strict=True) if a >= SPECK], decimals=1)
        if path:
            shapes.append({"id": code, "name": labels[name] or code, "d": path})
        if not code:
            continue
        where = (dots[name][0] - low) * scale + MARGIN if name in dots else None
        if where is None and len(areas):
            largest = shapely.Polygon(outlined[name][int(np.argmax(areas))])
            where = shapely.get_coordinates(shapely.point_on_surface(largest))[0]
        elif where is None and placed[name]:
            where = (placed[name][0].min(axis=0) + placed[name][0].max(axis=0)) / 2  # too small to have an outline
        if where is not None:
            points[code] = [round(float(v), 1) + 0.0 for v in where]
        if areas.sum() < SMALL:
            small.append(code)
    width, height = (round(float(s), 1) for s in frame)
    return {
        "width": width,
        "height": height,
        "projection": PROJECTIONS[world],
        "source": outlines.credit or outlines.file,
        "licence": "",
        "disclaimer": outlines.disclaimer or DISCLAIMER,
        "sphere": f"M0 0h{width:g}v{height:g}h-{width:g}z",
        "shapes": shapes,
        "points": points,
        "small": small,
    }


def _identity(feature: Feature) -> str:
    """What tells a shape from others: the unit it is, else all that is around."""
    return feature.code or f" {feature.name}"


def _merged(features: Sequence[Feature]) -> dict[str, tuple[str, list[Points], tuple[float, float] | None]]:
    """Code, outlines and place of each shape, parts in several features put together."""
    merged: dict[str, tuple[str, list[Points], tuple[float, float] | None]] = {}
    for feature in sorted(features, key=lambda f: (not f.code, f.code)):
        code, rings, point = merged.get(_identity(feature), (feature.code, [], None))
        merged[_identity(feature)] = (code, [*rings, *feature.rings], point or feature.point)
    return merged


def _frame(
    merged: Mapping[str, tuple[str, list[Points], tuple[float, float] | None]],
) -> tuple[tuple[float, float], bool]:
    """Centre of what is to be seen (longitude, latitude), and whether it is the whole globe."""
    spots = [r for code, rings, _ in merged.values() if code for r in rings]
    spots += [np.array([p]) for _, _, p in merged.values() if p is not None]
    every = np.concatenate(spots)
    # the widest stretch of longitudes with nothing in it is what the map leaves out
    lon = np.unique(every[:, 0])
    gaps = np.diff(np.append(lon, lon[0] + 360))
    widest = int(np.argmax(gaps))
    seen = 360 - float(gaps[widest])
    if seen > WORLD:
        return (0.0, 0.0), True
    start = float(lon[(widest + 1) % len(lon)])
    middle = (start + seen / 2 + 180) % 360 - 180
    return (middle, float(every[:, 1].min() + every[:, 1].max()) / 2), False


def _near(ring: Points, centre: tuple[float, float]) -> bool:
    """Whether a ring lies on the half of the globe around the centre."""
    lam, phi, phi0 = np.radians(ring[:, 0] - centre[0]), np.radians(ring[:, 1]), math.radians(centre[1])
    return bool((math.sin(phi0) * np.sin(phi) + math.cos(phi0) * np.cos(phi) * np.cos(lam) > 0).all())


def _seen(ring: Points, frame: Points) -> bool:
    """Whether the box around a ring meets the frame."""
    return bool((ring.max(axis=0) >= 0).all() and (ring.min(axis=0) <= frame).all())


def _projected(ring: Points, centre: tuple[float, float], *, world: bool) -> Points:
    """Places on the plane, y down: Equal Earth (Šavrič, Patterson and Jenny 2018), or Lambert's (Snyder 1987, 24-2)."""
    lam = np.radians((ring[:, 0] - centre[0] + 180) % 360 - 180)
    phi = np.radians(ring[:, 1])
    if world:
        lam = np.radians(ring[:, 0])  # the file is cut at the antimeridian (RFC 7946, 3.1.9)
        a1, a2, a3, a4 = EQUAL_EARTH
        theta = np.arcsin(math.sqrt(3) / 2 * np.sin(phi))
        t2, t6 = theta**2, theta**6
        x = 2 * math.sqrt(3) * lam * np.cos(theta) / (3 * (9 * a4 * t6 * t2 + 7 * a3 * t6 + 3 * a2 * t2 + a1))
        return np.column_stack([x, -theta * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))])
    phi0 = math.radians(centre[1])
    k = np.sqrt(2 / (1 + math.sin(phi0) * np.sin(phi) + math.cos(phi0) * np.cos(phi) * np.cos(lam)))
    up = math.cos(phi0) * np.sin(phi) - math.sin(phi0) * np.cos(phi) * np.cos(lam)
    return np.column_stack([k * np.cos(phi) * np.sin(lam), -k * up])


def simpler(rings: Sequence[Points], tolerance: float) -> list[Points]:
    """Leave out corners that change little, the same ones on both sides of a border (Visvalingam and Whyatt 1993).

    Parameters
    ----------
    rings
        Outlines, holes among them, n x 2 with n of three or more.
    tolerance
        Square root of the area of the triangles that are left out.

    Returns
    -------
    The rings in their order, each turning the way it did, beginning at its corner farthest left, which does not
    stand at its end again.

    Examples
    --------
    >>> ring = np.array([[0, 0], [5, 0.1], [10, 0], [10, 10], [0, 10]], dtype=float)
    >>> simpler([ring], tolerance=1)[0].tolist()
    [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]]
    """
    # rings, not polygons with holes: a border is known by its corners, and no ring has to be made valid, which takes
    # minutes where a file has outlines that cross themselves ten thousand times
    simplified = shapely.coverage_simplify(_polygons(rings), tolerance)
    return [_from_the_left(shapely.get_coordinates(polygon)[:-1]) for polygon in simplified]


def areas_of(rings: Sequence[Points]) -> Points:
    """Area inside each ring.

    Examples
    --------
    >>> areas_of([np.array([[0, 0], [2, 0], [2, 2], [0, 2]])]).tolist()
    [4.0]
    """
    return np.asarray(shapely.area(_polygons(rings)), dtype=np.float64)


def _polygons(rings: Sequence[Points]) -> NDArray[np.object_]:
    return np.array([shapely.Polygon(ring) for ring in rings], dtype=object)


def _from_the_left(ring: Points) -> Points:
    first = int(np.lexsort((ring[:, 1], ring[:, 0]))[0])
    turned: Points = np.roll(ring, -first, axis=0)
    return turned


def _cells(ring: Points) -> Points:
    """A ring on the grid of tenths of a pixel, each corner once."""
    grid = np.rint(ring * 10) / 10
    kept: Points = grid[(grid != np.roll(grid, 1, axis=0)).any(axis=1)]
    return kept
