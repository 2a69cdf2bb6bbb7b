"""Specimen of a profile: what the guide to reading shows of one unit, with numbered callouts, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectindex.reports.annexes import Step
    from connectindex.reports.document import IndicatorRow, Mark, Peers


@dataclass(frozen=True, slots=True)
class Callout:
    """A number that points to a part of the drawing: places of both on the axis, in percent; above or below it."""

    number: str
    at: float
    to: float
    above: bool


@dataclass(frozen=True, slots=True)
class Specimen:
    """Parts of a unit's profile, each with the number of its callout, empty where the profile lacks the part.

    Parameters
    ----------
    name, file
        Of the unit, and of its page.
    rank, total, score, interval
        Of the index, as printed.
    fact
        Label with its year, and text.
    at, span, peers, strip
        Row of the index in the figure: score, ends of its interval, quartiles of the peers, and all scores as a path.
    row, mark
        A row of the table of indicators, and a strength or weakness with its sign.
    numbers
        By part: number of its callout.
    drawn
        The callouts of the drawing.
    notes
        What each callout explains, in order; the title is the number.
    alt
        What the drawing shows.
    """

    name: str
    file: str
    rank: str
    total: int
    score: str
    interval: str
    fact: tuple[str, str] | None
    at: float
    span: tuple[float, float] | None
    peers: Peers | None
    strip: str
    row: IndicatorRow | None
    mark: tuple[str, Mark] | None
    numbers: dict[str, str]
    drawn: tuple[Callout, ...]
    notes: tuple[Step, ...]
    alt: str
