"""The document: all that the report says, as plain values. Pages and book are two drawings of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connectindex.model.words import message
from connectindex.reports.annexes import AuthorText, Download, Imprint
from connectindex.reports.interactive import Ties
from connectindex.style.report_style import ReportStyle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from connectindex.reports.annexes import IndicatorEntry, Reading, SourceEntry
    from connectindex.reports.chapters import Certainty, Explained, LinkNotes, Part, PeerRow, Span, Waterfall
    from connectindex.reports.figures import Histogram, MapView, StripChart, WorldMap
    from connectindex.reports.interactive import Exploration, Explorer, FinderEntry, LinkNetwork, PeerSet, Search
    from connectindex.reports.outline import Exhibit, Section
    from connectindex.reports.specimen import Specimen
    from connectindex.reports.unranked import Unranked

MISSING_TEXT, NOT_APPLICABLE_TEXT = "–", message("n/a")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is printed and as it sorts."""

    text: str
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A score on one node or indicator.

    Parameters
    ----------
    text, value
        As printed, as it sorts; None where there is none.
    at
        Place on the axis of scores, in percent.
    fifth
        1: the lowest fifth of those with a score ... 5: the highest; 0: no score.
    rank, place
        As printed ("12=" for a tie), as it sorts.
    """

    text: str
    value: float | None = None
    at: float | None = None
    fifth: int = 0
    rank: str = MISSING_TEXT
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a figure to catch the eye, a label, the sentences, and the keys of the exhibits that show it."""

    figure: str
    label: str
    text: str
    see: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A node as the head of a column."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class RankRow:
    """A unit in the ranking; `interval`, `median`, `span`, `tier` and `change` are empty where nothing was computed.

    `outside`: the published rank lies outside of its interval.
    """

    code: str
    file: str
    name: str
    groups: tuple[str, ...]
    index: Score
    pillars: tuple[Score, ...]
    coverage: Number
    highlighted: bool = False
    interval: str = ""
    change: str = ""
    span: Span | None = None
    tier: str = ""
    median: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A group column: its name and the labels it has."""

    name: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in the table of averages; `ends` are the lowest and the highest score; a `small` group has no mean."""

    name: str
    count: int
    means: tuple[Score, ...]
    spread: str
    first: str
    ends: tuple[str, str]
    small: bool = False


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Averages by the labels of one group column."""

    name: str
    rows: tuple[GroupRow, ...]
    chart: StripChart


@dataclass(frozen=True, slots=True)
class Member:
    """What a node is made of."""

    name: str
    definition: str
    share: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """A unit in a table of leaders and last: its score on the node, then those below it."""

    name: str
    file: str
    score: Score
    parts: tuple[Score, ...] = ()


@dataclass(frozen=True, slots=True)
class Pillar:
    """A chapter on one of the nodes right below the index."""

    id: str
    number: int
    name: str
    definition: str
    share: str
    sentences: tuple[str, ...]
    members: tuple[Member, ...]
    columns: tuple[Column, ...]
    top: tuple[ListRow, ...]
    bottom: tuple[ListRow, ...]
    map: MapView | None
    groups: GroupTable | None
    histogram: Histogram | None
    movers: AuditTable | None = None
    texts: tuple[AuthorText, ...] = ()


@dataclass(frozen=True, slots=True)
class Peers:
    """Position of a unit's peers on a node: quartiles, as places on the axis, and the median."""

    low: float
    middle: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node of the tree in a profile; depth 0 is the index. `span`: ends of the score's interval on the axis."""

    id: str
    name: str
    depth: int
    score: Score
    peers: Peers | None
    interval: str = ""
    span: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator, or the head of a group of them (`head`), in a profile's table."""

    name: str
    head: bool = False
    depth: int = 0
    unit: str = ""
    value: str = ""
    year: str = ""
    score: Score = Score("")
    flags: str = ""
    sources: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A strength or weakness."""

    name: str
    score: Score


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """The links of a unit in one mode."""

    mode: str
    partners: str
    links: str
    most: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Score of one year, where an edition has several."""

    year: int
    score: Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the whole report shows of a ranked unit: the first part of its profile."""

    code: str
    file: str
    name: str
    index: Score
    facts: tuple[tuple[str, str], ...]
    nodes: tuple[NodeRow, ...]
    strengths: tuple[Mark, ...]
    weaknesses: tuple[Mark, ...]
    table: tuple[IndicatorRow, ...]
    interval: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Head):
    """One unit: its page, or its two pages in the book."""

    sentences: tuple[str, ...]
    peers: str
    partners: tuple[PartnerRow, ...]
    history: tuple[HistoryRow, ...] = ()
    change: str = ""
    links: LinkNotes | None = None
    book: str = ""
    since: Waterfall | None = None
    what_if: Part | None = None
    groups: tuple[PeerRow, ...] = ()
    peer_sets: tuple[PeerSet, ...] = ()
    peer_members: tuple[str, ...] = ()
    explained: Explained | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """The head of a column of an `AuditTable`; numbers are aligned right."""

    title: str
    number: bool = False


def text_columns(*titles: str) -> tuple[TableColumn, ...]:
    """Columns of words.

    Examples
    --------
    >>> text_columns("Name")
    (TableColumn(title='Name', number=False),)
    """
    return tuple(TableColumn(title) for title in titles)


def number_columns(*titles: str) -> tuple[TableColumn, ...]:
    """Columns of numbers.

    Examples
    --------
    >>> number_columns("Score", "Rank")[1]
    TableColumn(title='Rank', number=True)
    """
    return tuple(TableColumn(title, number=True) for title in titles)


@dataclass(frozen=True, slots=True)
class AuditTable:
    """A table of the audit: title, what it shows, columns and rows of text.

    `kind` names a style: "checks" for tables of sentences, "even" for columns of equal width.
    """

    title: str
    note: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = ""

    @property
    def varying(self) -> tuple[int, ...]:
        """Positions of the columns that are drawn: all but those that say the same in every row of three or more.

        Examples
        --------
        >>> AuditTable("", "", text_columns("Name", "Kind"), (("a", "x"), ("b", "x"), ("c", "x"))).varying
        (0,)
        """
        few, every = len(self.rows) < 3, range(len(self.columns))
        return tuple(k for k in every if few or k == 0 or len({row[k] for row in self.rows}) > 1)

    @property
    def constant(self) -> tuple[tuple[str, str], ...]:
        """Title and text of the columns that are left out, but for empty ones."""
        left_out = sorted(set(range(len(self.columns))) - set(self.varying))
        return tuple((self.columns[k].title, self.rows[0][k]) for k in left_out if self.rows[0][k])


@dataclass(frozen=True, slots=True)
class Document:
    """The report.

    `strips` holds, by node id, the SVG path of all scores on the axis; `ticks` the axis itself, as
    (place in percent, label); `scale` its ends and the decimals of a printed score. `networks` is by code
    of a unit, each drawn from `ties` when it is asked for.
    `sections` are drawn in their order. `number` units are ranked, and `heights` are places of their scores on the
    axis, from the lowest on. `heads` are the first parts of the profiles, which may be made when they are asked for.
    With `search` there are too many units for a page each: there are no profiles, and the ranking is searched. `texts`
    holds texts of the authors as safe markup: ``findings``, ``index`` and ``acknowledgements``. `exhibits` are the
    figures and tables of the text in the order of their numbers, by section and place in it ("ranking.map");
    `specimen` explains the parts of a profile. `in_profiles` are the names and texts that profiles can show.
    """

    title: str
    edition: str
    year: int
    publisher: str
    date: str
    date_iso: str
    language: str
    noun: tuple[str, str]
    description: str
    licence: str
    citation: str
    inline_citation: str
    cutoff: str
    comparability: str
    caution: str
    brief_caution: str
    third_parties: str
    reading: Reading
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    ranking: tuple[RankRow, ...]
    map: WorldMap | None
    view: MapView | None
    histogram: Histogram | None
    heads: tuple[Head, ...]
    profiles: Sequence[Profile]
    unranked: tuple[Unranked, ...]
    indicators: tuple[IndicatorEntry, ...]
    sources: tuple[SourceEntry, ...]
    downloads: tuple[Download, ...]
    strips: Mapping[str, str]
    ticks: tuple[tuple[float, str], ...]
    fingerprint: str
    scale: tuple[float, float, int] = (0.0, 100.0, 1)
    certainty: Certainty | None = None
    exploration: Exploration | None = None
    ties: Ties = field(default_factory=Ties)
    networks: Mapping[str, LinkNetwork] = field(default_factory=dict)
    style: ReportStyle = field(default_factory=ReportStyle)
    sections: tuple[Section, ...] = ()
    number: int = 0
    heights: tuple[float, ...] = ()
    search: Search | None = None
    finder: tuple[FinderEntry, ...] = ()
    explorer: Explorer | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    imprint: Imprint = field(default_factory=Imprint)
    exhibits: Mapping[str, Exhibit] = field(default_factory=dict)
    specimen: Specimen | None = None
    in_profiles: tuple[str, ...] = ()
