"""Rules of link records, each written once: which count in a year, and what a record may hold.

The conditions take columns of pandas or of Ibis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectindex.model.dyads import LINK_STATUSES
from connectindex.model.values import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from connectindex.model.dyads import Mode

    Census = Mapping[tuple[str, str], int]

OF_CENSUS = ("mode", "source", "year")

YEAR = f"must be a year from {FIRST_YEAR} to {LAST_YEAR}"
NUMBER = "must be a finite number, with a point and no separators"
NOT_NEGATIVE = "must not be negative"
NOT_EMPTY = "must not be empty"
WHOLE = "must be a whole number (the mode counts things)"
STATUS = f"must be one of {', '.join(LINK_STATUSES)}"
END = "must not lie before start"
TWO_UNITS = "a link must join two different units"


def last_census(recorded: Iterable[tuple[str, str, int | None]], modes: Collection[str], year: int) -> Census:
    """Find the last census of each mode and source at or before a year: its records count, no earlier ones.

    Parameters
    ----------
    recorded
        Mode, source and year of every record, in any order, each at least once.
    modes
        Modes that count; others are passed over.
    year
        Of the index.

    Examples
    --------
    >>> last_census([("air", "a", 2019), ("air", "a", 2023), ("air", "a", 2025), ("rail", "b", 2019)], ["air"], 2024)
    {('air', 'a'): 2023}
    """
    last: dict[tuple[str, str], int] = {}
    for mode, source, census in recorded:
        if mode in modes and census is not None and census <= year:
            last[mode, source] = max(last.get((mode, source), census), census)
    return dict(sorted(last.items()))


def has_closed(end: Any, year: int) -> Any:
    """Tell whether a link has closed: its last year lies before this one."""
    return end < year


def has_yet_to_open(start: Any, year: int) -> Any:
    """Tell whether a link has yet to open, where it is recorded as operating: its first year lies after this one."""
    return start > year


def joins_itself(origin: Any, to: Any, mode: Any, modes: Mapping[str, Mode]) -> Any:
    """Tell whether a link joins a unit with itself, in a mode whose links lie between units."""
    return (origin == to) & ~mode.isin([m.id for m in modes.values() if m.within])


def counts_things(mode: Any, modes: Mapping[str, Mode]) -> Any:
    """Tell whether the links of a mode are things, which come in whole numbers."""
    return mode.isin([m.id for m in modes.values() if m.counted])


def ends_before_start(start: Any, end: Any) -> Any:
    """Tell whether the last year of a link lies before its first."""
    return start > end
