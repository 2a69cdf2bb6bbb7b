"""Land: the outlines of a map as one coarse path, light enough to stand in every profile."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

# e is no command: it stands in numbers
_STEP = re.compile(r"([A-DF-Za-df-z])([^A-DF-Za-df-z]*)")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_WIDTH = {"m": 2, "l": 2, "h": 1, "v": 1, "z": 0}
TOLERANCE = 0.7
STRETCH = 4000  # points of a piece
SMALLEST = 4.0  # area, in units of the map, below which a ring is left out


def land(paths: Iterable[str]) -> str:
    """All outlines in one path of whole numbers, each point within about one unit of the map of where it was.

    Outlines with curves are taken over as they are.

    Examples
    --------
    >>> land(["M0 0h10l.2 5-.2 5h-10z", "M50 50h1v1h-1z"])
    'M0 0h10v10h-10z'
    """
    found = []
    for path in paths:
        rings = list(_rings(path)) if _straight(path) else None
        if rings is None:
            found.append(path)
            continue
        found += [_drawn(_thinned(ring)) for ring in rings if len(ring) > 2 and abs(_area(ring)) >= SMALLEST]
    return "".join(found)


def _straight(path: str) -> bool:
    return {letter.lower() for letter, _ in _STEP.findall(path)} <= set(_WIDTH)


def _rings(path: str) -> Iterator[NDArray[np.float64]]:
    """The closed lines of a path of moves and straight lines."""
    at, start = np.zeros(2), np.zeros(2)
    ring: list[NDArray[np.float64]] = []
    for letter, text in _STEP.findall(path):
        kind, numbers = letter.lower(), [float(n) for n in _NUMBER.findall(text)]
        width = _WIDTH[kind]
        if kind == "z":
            at = start
            continue
        for k in range(0, len(numbers) - width + 1, width):
            base = at if letter.islower() else np.zeros(2)
            if width == 2:
                at = base + numbers[k : k + 2]
            elif kind == "h":
                at = np.array([base[0] + numbers[k], at[1]])
            else:
                at = np.array([at[0], base[1] + numbers[k]])
            if kind == "m" and k == 0:  # further pairs after a move are lines
                if ring:
                    yield np.array(ring)
                ring, start = [], at
            ring.append(at)
    if ring:
        yield np.array(ring)


def _area(ring: NDArray[np.float64]) -> float:
    x, y = ring.T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def _thinned(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points that a line within the tolerance needs (Douglas and Peucker 1973)."""
    keep = np.zeros(len(ring), dtype=bool)
    # a ring ends where it begins, which spans no line: it is cut in two at the point farthest away
    far = int(np.argmax(((ring - ring[0]) ** 2).sum(axis=1)))
    # and into pieces, as what one piece takes grows with its square
    ends = sorted({*range(0, len(ring), STRETCH), far, len(ring) - 1})
    keep[ends] = True
    waiting = list(pairwise(ends))
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        along = ring[last] - ring[first]
        off = ring[first + 1 : last] - ring[first]
        length = float(np.hypot(*along))
        gap = np.abs(along[0] * off[:, 1] - along[1] * off[:, 0]) / length if length else np.hypot(*off.T)
        worst = int(np.argmax(gap))
        if gap[worst] > TOLERANCE:
            middle = first + 1 + worst
            keep[middle] = True
            waiting += [(first, middle), (middle, last)]
    return ring[keep]


def _drawn(ring: NDArray[np.float64]) -> str:
    """A ring in whole numbers, each step from the point before; empty where it shrinks to a line."""
    points = np.rint(ring).astype(int)
    points = points[np.any(points != np.roll(points, 1, axis=0), axis=1)]
    if len(points) < 3:
        return ""
    steps = []
    for dx, dy in np.diff(points, axis=0).tolist():
        if not dy:
            steps.append(f"h{dx}")
        elif not dx:
            steps.append(f"v{dy}")
        else:
            steps.append(f"l{dx}{dy}" if dy < 0 else f"l{dx} {dy}")
    return f"M{points[0][0]} {points[0][1]}{''.join(steps)}z"
