"""Chapters: what the report says beyond the ranking and the pillars, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectindex.reports.document import AuditTable


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in a heat table; `fifth` as in a score, 0: no tone."""

    text: str
    fifth: int = 0


@dataclass(frozen=True, slots=True)
class HeatTable:
    """A table of numbers whose tones tell large from small; `rows` are (name, cells), `based_on` the source line."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    based_on: str = ""


@dataclass(frozen=True, slots=True)
class Scatter:
    """Units as points; `logged`: the axis across is logarithmic.

    `names`, `groups`: of each point, empty where it has no label or group; `line`: the fit and the ends of its band, as
    (across, up, low, high), the least across first.
    """

    id: str
    title: str
    alt: str
    across: str
    upright: str
    points: tuple[tuple[float, float], ...]
    logged: bool = False
    names: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    line: tuple[tuple[float, float, float, float], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a chapter: sentences, then a table, tables of heat, a chart; `based_on` is their source line."""

    title: str
    sentences: tuple[str, ...] = ()
    table: AuditTable | None = None
    heat: tuple[HeatTable, ...] = ()
    chart: Scatter | None = None
    based_on: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The body of a section of kind "chapter": an introduction, its parts, and the source line of those without one."""

    lead: str
    parts: tuple[Part, ...]
    based_on: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A 90 % interval of a rank: its ends, and the places of ends and rank on the axis, in percent."""

    low: int
    high: int
    start: int
    width: int
    at: int


@dataclass(frozen=True, slots=True)
class RankPlot:
    """Intervals of all ranks, the first one first, as (low, rank, high), and what the picture shows."""

    alt: str
    rows: tuple[tuple[float, int, float], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A share with its interval, all in percent of the whole; `first` is the part it has by itself."""

    name: str
    text: str
    first: float
    total: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Certainty:
    """How certain the ranks are: sentences, a warning where the draws have not settled, and two pictures."""

    sentences: tuple[str, ...]
    warning: str
    plot: RankPlot
    bars: tuple[Bar, ...]
    bars_alt: str
    ticks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeerRow:
    """A group that a unit is in: what groups it, its label, the median of its scores, the unit's rank in it."""

    grouping: str
    label: str
    median: str
    rank: str


@dataclass(frozen=True, slots=True)
class LinkNotes:
    """What there is to say of a unit's links: `missing` are (kind of link, neighbours without one)."""

    expected: tuple[str, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    neighbours: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of a waterfall: its change and the score after it as printed, its ends on the axis in percent.

    `whole`: the score a waterfall begins or ends with.
    """

    name: str
    text: str
    after: str
    start: float
    end: float
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From an old score to a new one, a step a source; `ticks` are (place in percent, label)."""

    title: str
    sentence: str
    alt: str
    rungs: tuple[Rung, ...]
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class ValueBlock:
    """Some indicators of all units: name and unit of each indicator; of each unit its values with their flags."""

    indicators: tuple[tuple[str, str], ...]
    cells: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A source of a value: its number in the table of sources, its title, and an address that is safe or empty."""

    number: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A score of a unit and what it comes from.

    Parameters
    ----------
    share, added
        Weight among its siblings, and the points it adds to the score above, as printed; empty where none.
    rule
        How the parts of a node are aggregated.
    definition, lines, records, sources
        Of an indicator: what it measures; value, year and the like with their labels; types of link whose records
        are counted; and sources.
    """

    name: str
    score: str
    rank: str
    share: str
    added: str
    rule: str = ""
    definition: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    records: tuple[str, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    parts: tuple[Explained, ...] = ()
