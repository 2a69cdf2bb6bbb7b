"""GeoJSON to a map: outlines projected to an equal-area plane, thinned along shared borders, written as paths."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from connectindex.model.words import message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from connectindex.style.outlines import Feature, Outlines

    Points = NDArray[np.float64]
    Cell = tuple[int, int]  # tenths of a pixel

WIDTH, MARGIN, TALLEST = 1000.0, 12.0, 1400.0
WORLD = 140.0  # degrees of longitude from which on the whole globe is drawn
DETAIL = 5.0  # tenths of a pixel a line may be moved
SPECK = 30.0  # square tenths of a pixel: smaller islands go, where the unit has a larger one
SMALL = 1200.0  # square tenths of a pixel: smaller units are drawn as dots
STRETCH = 4000  # corners: longer lines are thinned in pieces, as what one piece takes grows with its square
EQUAL_EARTH = (1.340264, -0.081106, 0.000893, 0.003796)
PROJECTIONS = {True: message("Equal Earth"), False: message("Lambert azimuthal equal-area")}
DISCLAIMER = message("The boundaries and names shown on this map do not imply official endorsement or acceptance.")


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
    cells = {n: [_cells(r) for r in rings if _seen(r, frame)] for n, rings in placed.items()}
    thinned = _thinned({n: [c for c in rings if len(c) > 2] for n, rings in cells.items()})
    labels = {_identity(f): f.name for f in reversed(outlines.features)}
    shapes, points, small = [], {}, []
    for name, (code, _, _) in merged.items():
        rings = thinned[name]
        areas = [abs(_area(r)) for r in rings]
        least = min(SPECK, max(areas, default=0.0))
        kept = [r for r, a in zip(rings, areas, strict=True) if a >= least]
        if kept:
            shapes.append({"id": code, "name": labels[name] or code, "d": "".join(map(_path, kept))})
        if not code:
            continue
        where = (dots[name][0] - low) * scale + MARGIN if name in dots else None
        if where is None and rings:
            where = np.array(_inside(rings[int(np.argmax(areas))])) / 10
        elif where is None and placed[name]:
            where = (placed[name][0].min(axis=0) + placed[name][0].max(axis=0)) / 2  # too small to have an outline
        if where is not None:
            points[code] = [round(float(v), 1) + 0.0 for v in where]
        if sum(areas) < SMALL:
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
    found: dict[str, tuple[str, list[Points], tuple[float, float] | None]] = {}
    for feature in sorted(features, key=lambda f: (not f.code, f.code)):
        code, rings, point = found.get(_identity(feature), (feature.code, [], None))
        found[_identity(feature)] = (code, [*rings, *feature.rings], point or feature.point)
    return found


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


def _cells(ring: Points) -> list[Cell]:
    """A ring on the grid of tenths of a pixel, each corner once."""
    grid = np.rint(ring * 10).astype(np.int64)
    kept = grid[np.append(True, (np.diff(grid, axis=0) != 0).any(axis=1))]
    cells = [(int(x), int(y)) for x, y in kept]
    return cells[:-1] if len(cells) > 1 and cells[0] == cells[-1] else cells


def _thinned(rings: Mapping[str, list[list[Cell]]]) -> dict[str, list[list[Cell]]]:
    """Fewer corners, the same ones on both sides of a border.

    Where three outlines meet a corner stays; what lies between two such corners is thinned as one line, once,
    so that neighbours keep the same border and no sliver opens between them.
    """
    beside: dict[Cell, set[Cell]] = defaultdict(set)
    for ring in (r for parts in rings.values() for r in parts):
        for k, cell in enumerate(ring):
            beside[cell].update((ring[k - 1], ring[(k + 1) % len(ring)]))
    lines: dict[tuple[Cell, ...], list[Cell]] = {}
    made = {}
    for name, parts in rings.items():
        made[name] = [t for t in (_thinned_ring(r, beside, lines) for r in parts) if len(t) > 2]
    return made


def _thinned_ring(
    ring: list[Cell], beside: Mapping[Cell, set[Cell]], lines: dict[tuple[Cell, ...], list[Cell]]
) -> list[Cell]:
    stays = [k for k, cell in enumerate(ring) if len(beside[cell]) > 2]
    if len(stays) < 2:
        # an island: its first corner and the one farthest from it hold it
        first = stays[0] if stays else ring.index(min(ring))
        far = max(range(len(ring)), key=lambda k: (_distance(ring[k], ring[first]), ring[k]))
        stays = sorted({first, far})
    whole: list[Cell] = []
    for at, start in enumerate(stays):
        end = stays[(at + 1) % len(stays)]
        line = ring[start : end + 1] if end > start else [*ring[start:], *ring[: end + 1]]
        turned = line[-1] < line[0] or (line[-1] == line[0] and line[-2] < line[1])
        name = tuple(reversed(line)) if turned else tuple(line)
        if name not in lines:
            lines[name] = _thin(name)
        whole += (lines[name][::-1] if turned else lines[name])[:-1]
    return whole


def _thin(line: tuple[Cell, ...]) -> list[Cell]:
    """Corners of a line that the others leave out by more than the detail (Douglas and Peucker 1973)."""
    array = np.array(line, dtype=np.float64)
    kept = np.zeros(len(line), dtype=bool)
    ends = [*range(0, len(line) - 1, STRETCH), len(line) - 1]
    kept[ends] = True
    open_ = list(pairwise(ends))
    while open_:
        start, end = open_.pop()
        if end - start < 2:
            continue
        (x0, y0), (x1, y1) = array[start], array[end]
        inner = array[start + 1 : end]
        length = math.hypot(x1 - x0, y1 - y0)
        if length:
            away = np.abs((x1 - x0) * (inner[:, 1] - y0) - (y1 - y0) * (inner[:, 0] - x0)) / length
        else:
            away = np.hypot(inner[:, 0] - x0, inner[:, 1] - y0)
        far = int(np.argmax(away))
        if away[far] > DETAIL:
            kept[start + 1 + far] = True
            open_ += [(start, start + 1 + far), (start + 1 + far, end)]
    return [cell for cell, stays in zip(line, kept, strict=True) if stays]


def _distance(a: Cell, b: Cell) -> int:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _area(ring: Sequence[Cell]) -> float:
    """Twice-counted triangles (the shoelace formula); its sign tells which way round the ring goes."""
    xy = np.array(ring, dtype=np.float64)
    x, y = xy[:, 0], xy[:, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def _inside(ring: Sequence[Cell]) -> tuple[float, float]:
    """A place inside a ring: the middle of its widest stretch at a middling height."""
    xy = np.array(ring, dtype=np.float64)
    best = (0.0, float(xy[0, 0]), float(xy[0, 1]))
    low, high = xy[:, 1].min(), xy[:, 1].max()
    for share in (0.5, 0.4, 0.6, 0.3, 0.7):
        y = low + (high - low) * share + 0.003  # never through a corner: these lie on whole tenths
        (x0, y0), (x1, y1) = xy.T, np.roll(xy, -1, axis=0).T
        crossing = (y0 > y) != (y1 > y)
        if not crossing.any():
            continue
        xs = np.sort((x0 + (y - y0) / np.where(y1 == y0, 1, y1 - y0) * (x1 - x0))[crossing])
        widths = xs[1::2] - xs[::2]
        k = int(np.argmax(widths))
        best = max(best, (float(widths[k]), float(xs[2 * k] + widths[k] / 2), float(y)))
    return best[1], best[2]


def _path(ring: Sequence[Cell]) -> str:
    """A ring as path data: where it begins, then steps, in tenths."""
    (x, y), parts = ring[0], []
    for nx, ny in ring[1:]:
        parts.append(f"{_tenth(nx - x)} {_tenth(ny - y)}")
        x, y = nx, ny
    return f"M{_tenth(ring[0][0])} {_tenth(ring[0][1])}l{' '.join(parts)}z"


def _tenth(number: int) -> str:
    return f"{number / 10:g}"
