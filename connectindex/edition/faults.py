"""Settings without the keys that break a rule, so that one wrong section hides no other."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from connectindex.filenames import FILE
from connectindex.model.values import LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import ValidationError

    from connectindex.errors import Problem


def without_faults(document: Mapping[str, Any], error: ValidationError) -> dict[str, Any]:
    """Remove the keys that break a rule from settings; keys missing under [index] get a placeholder."""
    left: dict[str, Any] = copy.deepcopy(dict(document))
    for fault in error.errors(include_url=False):
        if fault["type"] == "missing" and fault["loc"][0] == "index":
            home = left.setdefault("index", {})
            whole: dict[str, Any] = {"title": "-", "edition": "-", "year": LAST_YEAR}
            home |= {str(key): "-" for key in fault["loc"][1:2]} or whole
        elif fault["loc"][:2] in (("index", "year"), ("index", "years")):
            left["index"] = {k: v for k, v in left["index"].items() if k not in ("year", "years")} | {"year": LAST_YEAR}
        elif fault["type"] == "missing" and fault["loc"] == ("tree",):
            left["tree"] = {}
        else:
            _mend(left, fault["loc"], missing=fault["type"] == "missing")
    left.setdefault("tree", {})
    return left


def _mend(left: dict[str, Any], location: tuple[int | str, ...], *, missing: bool) -> None:
    """Delete the key that a location leads to; a table that lacks one; a list whose items are at fault.

    A table in a list of tables stays, with a text for what it lacks, as the others are named by their numbers.
    """
    way: list[Any] = [left]
    for step in location:
        inside = way[-1]
        known = isinstance(inside, dict) and step in inside
        if not known and not (isinstance(inside, list) and isinstance(step, int) and step < len(inside)):
            break
        way.append(inside[step])
    last = len(way) - 1
    if missing and isinstance(way[-1], dict) and last > 0 and isinstance(location[last - 1], int):
        way[-1][location[last]] = "-"
        return
    for n in range(last, 0, -1):
        if isinstance(way[n - 1], dict):
            way[n - 1].pop(location[n - 1], None)
            return


def follows(problem: Problem, faults: list[Problem]) -> bool:
    """Tell whether a problem of the settings may only follow from another one in the same section.

    Examples
    --------
    >>> from connectindex.errors import Problem
    >>> fault = Problem("index.toml [indicators] net.variabel", "unknown key")
    >>> follows(Problem("index.toml indicator net", "needs 'net' in values/"), [fault])
    True
    """
    for fault in faults:
        home, _, key = fault.place.partition("] ")
        name = key.partition(".")[0]
        if problem.place == fault.place or (home.endswith("[[links]") and problem.place.startswith("links ")):
            return True
        if name and problem.place.startswith(home) and name in problem.place:
            return True
        if name and home.endswith("[indicators") and problem.place.startswith(f"{FILE} indicator {name}"):
            return True
    return False
