"""Drawings: map.json, a map whose outlines are drawn already, checked before a page is made of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from connectindex.errors import Problem, shown
from connectindex.filenames import MAP
from connectindex.style.svg_path import FARTHEST, is_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST = 20_000_000
MOST_SHAPES = 20_000
SHOWN_PROBLEMS = 20
TEXTS = ("disclaimer", "source", "licence", "projection")


def drawing_problems(folder: Path) -> list[Problem]:
    """What is wrong with the ``map.json`` of an edition; nothing where it has none.

    Parameters
    ----------
    folder
        The edition. The file holds ``width`` and ``height``, ``sphere`` (path data of what lies under the shapes),
        ``shapes`` (``id``, ``name``, ``d``), ``points`` (a place for each unit), ``small`` (units drawn as dots) and
        the texts ``disclaimer``, ``source``, ``licence``, ``projection``.
    """
    path = folder / MAP
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return []
    if path.stat().st_size > LARGEST:
        size = f"{path.stat().st_size / 1e6:.0f} MB"
        return [Problem(MAP, f"must be {LARGEST // 1_000_000} MB or less", size, "simplify its outlines")]
    try:
        document = json.loads(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        return [Problem(MAP, "must be JSON in UTF-8")]
    except (ValueError, RecursionError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else str(error)
        return [Problem(MAP, "must be JSON", shown(reason))]
    if not isinstance(document, dict):
        return [Problem(MAP, "must be a table of width, height, sphere, shapes, points, small and texts")]
    problems = list(_problems(document))
    if len(problems) > SHOWN_PROBLEMS:
        more = len(problems) - SHOWN_PROBLEMS
        problems = [*problems[:SHOWN_PROBLEMS], Problem(MAP, f"has {more} more problems of these kinds")]
    return problems


def _problems(document: dict[str, Any]) -> Iterator[Problem]:
    for key in ("width", "height"):
        if not (_number(document.get(key)) and document[key] > 0):
            yield Problem(f"{MAP} {key}", "must be a number above 0", shown(document.get(key)))
    for key in TEXTS:
        if not isinstance(document.get(key), str):
            yield Problem(f"{MAP} {key}", "must be a text", shown(document.get(key)))
    if not is_path(document.get("sphere")):
        yield Problem(f"{MAP} sphere", "must be path data of SVG", shown(document.get("sphere")))
    yield from _shape_problems(document.get("shapes"))
    points = document.get("points")
    if not isinstance(points, dict):
        yield Problem(f"{MAP} points", "must be a table of places by unit", shown(points))
    else:
        for unit, place in points.items():
            if not (isinstance(place, list) and len(place) == 2 and all(map(_number, place))):
                yield Problem(f"{MAP} points {unit[:40]}", "must be two numbers", shown(place))
    small = document.get("small")
    if not (isinstance(small, list) and all(isinstance(u, str) for u in small)):
        yield Problem(f"{MAP} small", "must be a list of codes of units", shown(small))


def _shape_problems(shapes: object) -> Iterator[Problem]:
    if not isinstance(shapes, list):
        yield Problem(f"{MAP} shapes", "must be a list", shown(shapes))
        return
    if len(shapes) > MOST_SHAPES:
        yield Problem(f"{MAP} shapes", f"must have {MOST_SHAPES:,} shapes or fewer", f"{len(shapes):,}")
        return
    for number, shape in enumerate(shapes, start=1):
        place = f"{MAP} shape {number}"
        if not isinstance(shape, dict):
            yield Problem(place, "must be a table of id, name and d", shown(shape))
            continue
        for key in ("id", "name"):
            if not isinstance(shape.get(key), str):
                yield Problem(f"{place} {key}", "must be a text", shown(shape.get(key)))
        if not is_path(shape.get("d")):
            yield Problem(f"{place} d", "must be path data of SVG", shown(shape.get("d")))


def _number(value: object) -> bool:
    """Whether a value of JSON is a number a map can have."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= FARTHEST
