"""Arcs: the lines of links on the map, the short way round the globe."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from connectindex.style.svg_path import straight_rings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from connectindex.reports.interactive import Point

RISE = 0.16  # of the middle of a curve, as a share of how far it leads sideways
CORNERS = 8  # of an outline that is a frame; that of a globe has many
HEIGHTS = 41

Globe = tuple[tuple[float, float], ...]


def globe(sphere: str) -> Globe:
    """Heights of the map and the width of the globe there; empty where the outline is a frame around a part of it.

    Examples
    --------
    >>> globe("M0 0h1000v440h-1000z")
    ()
    """
    rings = straight_rings(sphere) or []
    if len(rings) != 1 or len(rings[0]) <= CORNERS:
        return ()
    x, y = rings[0][:, 0], rings[0][:, 1]
    middle = (x.min() + x.max()) / 2
    heights = np.linspace(y.min(), y.max(), HEIGHTS)
    ends = []
    for side in (x <= middle, x >= middle):
        order = np.argsort(y[side], kind="stable")
        ends.append(np.interp(heights, y[side][order], x[side][order]))
    widths = ends[1] - ends[0]
    return tuple((round(float(h), 1), round(float(w), 1)) for h, w in zip(heights, widths, strict=True))


@lru_cache(maxsize=100_000)
def arc(start: Point, end: Point, around: Globe) -> str:
    """Path data of a link: one curve, or two that meet at the edges of the map where that way is shorter.

    Both curves lead beyond the edge; the outline of the globe cuts them there.

    Examples
    --------
    >>> arc((0.0, 10.0), (100.0, 10.0), ())
    'M0 10Q50 -6 100 10'
    >>> arc((10.0, 10.0), (90.0, 10.0), ((0.0, 100.0), (20.0, 100.0)))
    'M10 10Q0 6.8 -10 10M110 10Q100 6.8 90 10'
    """
    (x, y), (to, height) = start, end
    way = 1 if to > x else -1
    width = _width(height, around)
    far = to - way * width
    if width and abs(far - x) < abs(to - x):
        return _curve(x, y, far, height) + _curve(x + way * _width(y, around), y, to, height)
    return _curve(x, y, to, height)


def _width(height: float, around: Globe) -> float:
    if not around:
        return 0.0
    return float(np.interp(height, *_columns(around)))


@lru_cache(maxsize=4)
def _columns(around: Globe) -> NDArray[np.float64]:
    return np.array(around).T


def _curve(x: float, y: float, to: float, height: float) -> str:
    middle, top = (x + to) / 2, (y + height) / 2 - abs(x - to) * RISE
    a, b, c, d, e, f = (f"{round(v, 1):g}" for v in (x, y, middle, top, to, height))
    return f"M{a} {b}Q{c} {d} {e} {f}"
