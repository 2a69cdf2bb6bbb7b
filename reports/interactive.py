"""What a reader can turn and follow: the tree with its weights, the links of each unit; as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectindex.reports.document import Peers

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class SearchColumn:
    """A column of numbers of the search: its title, its decimals, and the numbers in the order of the ranking."""

    title: str
    places: int
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """A group column of the search: its name, its labels, and the place of each unit's label among them; -1: none."""

    name: str
    labels: tuple[str, ...]
    of: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """The ranking to be searched: names once, and columns in the order of the ranking.

    Parameters
    ----------
    title, explanation
        Of its page, and what stands in the report instead of the ranking.
    names
        Of units, or of the ends of pairs.
    ends
        Places among the names: of each unit its own, of each pair both.
    ranks
        Of each unit.
    columns, filters
        As they say.
    first
        So many rows stand on the page before any script has run.
    """

    title: str
    explanation: str
    names: tuple[str, ...]
    ends: tuple[tuple[int, ...], ...]
    ranks: tuple[int, ...]
    columns: tuple[SearchColumn, ...]
    filters: tuple[SearchFilter, ...]
    first: int = 25


@dataclass(frozen=True, slots=True)
class Branch:
    """A child in the tree of weights; without children it is a column of scores.

    Parameters
    ----------
    weight
        As published: its share among its siblings.
    rule
        How its children are combined, in words.
    method
        The same for the page: ``kind`` (power, median, owa, mpi, ampi) and its setting. Empty for a column.
    coverage
        Least share of the children that apply which must have a score.
    fixed
        True for a node whose score the page cannot work out: it stays as published.
    """

    id: str
    name: str
    weight: float
    rule: str = ""
    method: tuple[tuple[str, str | float], ...] = ()
    coverage: float = 0.0
    fixed: bool = False
    children: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Exploration:
    """All that makes the index again under other weights.

    Parameters
    ----------
    tree
        The root.
    scores
        By id of each branch without children: a score for each unit of the ranking, in its order, or None.
    off
        By the same ids: places in the ranking of the units to which it does not apply.
    places
        Decimals of a printed score.
    """

    tree: Branch
    scores: Mapping[str, tuple[float | None, ...]]
    off: Mapping[str, tuple[int, ...]]
    places: int


@dataclass(frozen=True, slots=True)
class Place:
    """What links lead to: its name, the file of its page, and its place on the map."""

    name: str
    file: str
    at: Point | None


@dataclass(frozen=True, slots=True)
class Ties:
    """Who is linked with whom.

    Parameters
    ----------
    modes
        Printed names by id.
    places
        By code.
    partners
        By unit and mode: codes of the partners and number of links with each, most links first.
    """

    modes: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    partners: Mapping[str, Mapping[str, tuple[tuple[str, ...], tuple[float, ...]]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkedPartner:
    """A partner: how many links lead there, how strong the line is (0 to 1), its place on the map, the line there."""

    code: str
    name: str
    file: str
    count: float
    text: str
    share: float
    at: Point | None
    line: str = ""


@dataclass(frozen=True, slots=True)
class LinkMode:
    """The links of a unit in one mode, the partner with most links first."""

    id: str
    name: str
    sentence: str
    partners: tuple[LinkedPartner, ...]


@dataclass(frozen=True, slots=True)
class LinkNetwork:
    """The links of a unit, by mode; `at` is its place on the map."""

    at: Point | None
    modes: tuple[LinkMode, ...]


@dataclass(frozen=True, slots=True)
class PeerSet:
    """Peers that the page can show in place of the usual ones: their name, quartiles by node, files of their pages."""

    name: str
    quartiles: Mapping[str, Peers]
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FinderEntry:
    """A unit as readers look it up: its page, whether it is ranked, codes, and names without accents.

    `near` are names in the language of the report's sources, `names` those in all languages.
    """

    name: str
    file: str
    ranked: bool
    codes: tuple[str, ...]
    near: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """What a reader can put on a map, an axis or in a ranking.

    Parameters
    ----------
    kind
        ``score`` of a node, ``value`` of an indicator, or ``size`` of a unit.
    depth
        Of the node in the tree, the index being 0.
    direction
        1 where more is better, -1 where less is; 0 where neither is said.
    places
        Decimals of scores; values and sizes have about three significant digits.
    values
        A row for each year, a value or None for each unit.
    flags
        Of the same shape, for values: a letter for each unit, a blank where there is nothing to flag.
    """

    id: str
    name: str
    unit: str
    kind: str
    depth: int
    direction: int
    places: int
    values: tuple[tuple[float | None, ...], ...]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explorer:
    """Every variable of every unit in the years of an edition.

    Parameters
    ----------
    years
        The last ones, where there are more than a page can hold; `omitted` of them are left out.
    units
        Code, name and file of the page of each; the file is empty for a unit without a page.
    flags
        Letters of flags and what they mean.
    """

    years: tuple[int, ...]
    omitted: int
    units: tuple[tuple[str, str, str], ...]
    groups: tuple[SearchFilter, ...]
    variables: tuple[Variable, ...]
    flags: tuple[tuple[str, str], ...]
