"""Path data of SVG: read by fontTools into rings of points, and written from them."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Ring = NDArray[np.float64]

FARTHEST = 1e6
LONGEST = 2_000_000  # characters: reading takes some hundred bytes for each
# what a path is written with: nothing here can end an attribute
_SIGNS = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE+\-., \n]*")


def path_steps(text: object) -> list[tuple[str, Any]] | None:
    """Read path data into the moves, lines and curves that draw it.

    Parameters
    ----------
    text
        Path data of SVG, with any of its commands.

    Returns
    -------
    Steps as a pen of fontTools records them, ``("lineTo", ((x, y),))``; None where the text is no path data, or has
    coordinates beyond a million.

    Examples
    --------
    >>> path_steps("M0 0h2z")
    [('moveTo', ((0.0, 0.0),)), ('lineTo', ((2.0, 0.0),)), ('lineTo', ((0.0, 0.0),)), ('closePath', ())]
    >>> path_steps('M0 0"/>'), path_steps("M0 0l1z"), path_steps("M0 0h1e9z")
    (None, None, None)
    """
    steps = _read(text) if isinstance(text, str) else None
    return None if steps is None else list(steps)


@lru_cache(maxsize=1000)  # outlines are read when they are checked, and again when they are drawn
def _read(text: str) -> tuple[tuple[str, Any], ...] | None:
    from fontTools.pens.recordingPen import RecordingPen  # noqa: PLC0415 - only maps need it
    from fontTools.svgLib.path import parse_path  # noqa: PLC0415

    if len(text) > LONGEST or not _SIGNS.fullmatch(text):
        return None
    pen = RecordingPen()
    try:
        parse_path(text, pen)
    except (ValueError, IndexError, ArithmeticError, TypeError, AssertionError):
        return None
    if any(not math.fabs(v) <= FARTHEST for _, places in pen.value for place in places for v in place):
        return None
    return tuple(pen.value)


def is_path(text: object) -> bool:
    """Tell whether a text is path data.

    Examples
    --------
    >>> is_path("M0 0h10l.2 5-.2 5z"), is_path("M0 0l1z")
    (True, False)
    """
    return path_steps(text) is not None


def straight_rings(text: str) -> list[Ring] | None:
    """Read the corners of each closed line of path data.

    Returns
    -------
    Arrays n x 2, the last corner not the first one again; None where the path has curves, or is none.

    Examples
    --------
    >>> [ring.tolist() for ring in straight_rings("M0 0h2v1zm5 0h1")]
    [[[0.0, 0.0], [2.0, 0.0], [2.0, 1.0]], [[5.0, 0.0], [6.0, 0.0]]]
    """
    steps = path_steps(text)
    if steps is None or any(kind in ("curveTo", "qCurveTo") for kind, _ in steps):
        return None
    rings: list[list[tuple[float, float]]] = []
    for kind, places in steps:
        if kind == "moveTo":
            rings.append(list(places))
        elif kind == "lineTo":
            rings[-1] += places
    # a corner that two paths reach by different steps is one place
    return [_open(np.round(ring, 6)) for ring in rings]


def _open(ring: Ring) -> Ring:
    return ring[:-1] if len(ring) > 1 and bool((ring[0] == ring[-1]).all()) else ring


def path_text(rings: Iterable[Ring], decimals: int) -> str:
    """Write rings as path data: where each begins, then the steps from corner to corner.

    Parameters
    ----------
    rings
        Arrays n x 2. Corners that fall together are written once, and a ring of fewer than three is left out.
    decimals
        Of the coordinates.

    Examples
    --------
    >>> path_text([np.array([[0, 0], [2.04, 0], [2, 1.5]])], decimals=1)
    'M0 0h2v1.5z'
    """
    scale = 10**decimals
    text = []
    for ring in rings:
        grid = np.rint(ring * scale).astype(np.int64)
        grid = grid[(grid != np.roll(grid, 1, axis=0)).any(axis=1)]
        if len(grid) > 2:
            steps = (_step(dx, dy, scale) for dx, dy in np.diff(grid, axis=0).tolist())
            x, y = (f"{v / scale:g}" for v in grid[0].tolist())
            text.append(f"M{x} {y}{''.join(steps)}z")
    return "".join(text)


def _step(dx: int, dy: int, scale: int) -> str:
    if not dy:
        return f"h{dx / scale:g}"
    if not dx:
        return f"v{dy / scale:g}"
    return f"l{dx / scale:g}{'' if dy < 0 else ' '}{dy / scale:g}"
