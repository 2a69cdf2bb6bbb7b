"""What stands behind the results in a document: steps of the method, indicators, sources, filled cells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the method, in words."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A node or indicator in the table of weights."""

    name: str
    depth: int
    leaf: bool
    nominal: str
    within: str
    effective: str
    rule: str


@dataclass(frozen=True, slots=True)
class TreatmentRow:
    """What was done to the outliers of an indicator."""

    name: str
    action: str
    skewness: tuple[str, str]
    kurtosis: tuple[str, str]
    points: str


@dataclass(frozen=True, slots=True)
class Method:
    """The methodology annex."""

    steps: tuple[Step, ...]
    tree: tuple[TreeRow, ...]
    treatment: tuple[TreatmentRow, ...]
    conventions: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """An indicator in the data annex."""

    id: str
    name: str
    place: str
    definition: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source in the data annex; `url` is safe to link to, or empty."""

    number: int
    id: str
    title: str
    publisher: str
    url: str
    licence: str
    retrieved: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class FilledCell:
    """A cell that was filled by a rule."""

    name: str
    indicator: str
    value: str
    rule: str
