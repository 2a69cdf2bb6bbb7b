"""Units without a rank: why they have none, and what is known of them, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectindex.reports.document import Number, PartnerRow


@dataclass(frozen=True, slots=True)
class ObservedRow:
    """An indicator that was observed: its value as printed, without a score."""

    name: str
    unit: str
    value: str
    year: str
    flags: str
    sources: str


@dataclass(frozen=True, slots=True)
class Unranked:
    """A unit without a rank.

    Parameters
    ----------
    coverage
        Share of the indicators that apply which were observed.
    reason
        Why it is not ranked.
    facts
        Groups and sizes, each with its label.
    figures
        What was observed.
    text
        Of the authors.
    file
        Of its page; empty where units have no page each.
    missing
        Names of the indicators that apply and have no value.
    partners
        Its links, a row for each type.
    """

    code: str
    name: str
    coverage: Number
    reason: str
    facts: tuple[tuple[str, str], ...] = ()
    figures: tuple[ObservedRow, ...] = ()
    text: str = ""
    file: str = ""
    missing: tuple[str, ...] = ()
    partners: tuple[PartnerRow, ...] = ()
