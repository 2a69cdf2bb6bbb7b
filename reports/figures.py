"""Figures: maps, strips and histograms of the document, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectindex.reports.document import Score


@dataclass(frozen=True, slots=True)
class LegendStep:
    """A colour class of a map: a fifth, the scores in it, how many units; no two classes share a score."""

    fifth: int
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline of the map; `name` is the unit's where it is one of the index."""

    id: str
    name: str
    d: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A place too small to be seen by its outline."""

    id: str
    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class WorldMap:
    """Outlines, projected and simplified, with their notes.

    `points`: the place of each unit; `land`: all outlines as one coarser path, for a ground to draw on; `globe`:
    heights and the width of the globe there, empty on a map of a part of it.
    """

    width: float
    height: float
    sphere: str
    shapes: tuple[Shape, ...]
    dots: tuple[Dot, ...]
    disclaimer: str
    credit: str
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    land: str = ""
    globe: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class MapView:
    """The scores of one node on the map."""

    node: str
    title: str
    alt: str
    scores: Mapping[str, Score]
    legend: tuple[LegendStep, ...]
    legend_title: str = ""


@dataclass(frozen=True, slots=True)
class StripGroup:
    """Members of a group: their scores, and the mean, None for a small group; what each mark says when pointed at."""

    name: str
    mean: float | None
    values: tuple[tuple[str, float], ...]
    descriptions: tuple[str, ...] = ()
    mean_description: str = ""


@dataclass(frozen=True, slots=True)
class StripChart:
    """Every unit as a dot, one row a group, with the group's mean."""

    id: str
    title: str
    alt: str
    groups: tuple[StripGroup, ...]
    low: float
    high: float
    across: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class VegaFigure:
    """A chart of a chapter of the edition; `spec` is Vega-Lite as JSON."""

    spec: str
    alt: str
    title: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many units have a score in each interval; what each bar says when it is pointed at.

    `across`, `upright`: titles of the axes; `note`: what the figure shows, in a sentence.
    """

    id: str
    title: str
    alt: str
    bins: tuple[tuple[float, float, int], ...]
    median: float
    descriptions: tuple[str, ...] = ()
    median_description: str = ""
    across: str = ""
    upright: str = ""
    note: str = ""
