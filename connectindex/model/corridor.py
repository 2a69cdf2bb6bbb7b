"""Corridor: units that a route, a project or a programme joins."""

from __future__ import annotations

from dataclasses import dataclass

SUCCESSIVE, ALL_PAIRS = "successive", "all"


@dataclass(frozen=True, slots=True)
class Corridor:
    """Hold the units of a corridor, and which pairs of them are to be linked.

    Parameters
    ----------
    id, name
        Id in ``index.toml``; name as it is printed.
    units
        Codes, two or more; in the order of the way where `pairs` is ``successive``.
    modes
        Kinds of links that are looked at.
    pairs
        ``successive``: each unit and the next; ``all``: each with each; or the id of a mode, such as one of
        land borders: those joined by it.
    source
        Id of the source that describes it; empty where there is none.
    """

    id: str
    name: str
    units: tuple[str, ...]
    modes: tuple[str, ...]
    pairs: str = SUCCESSIVE
    source: str = ""
