"""The rows of the derived tables, and how they are written: sorted, the same bytes every time."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Value:
    """What is known of one variable for one unit; ``value`` is None when it is missing or not applicable."""

    unit: str
    variable: str
    year: int
    value: float | None
    status: str
    source: str


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A number of links of one mode from one unit to another."""

    origin: str
    destination: str
    year: int
    mode: str
    count: float
    source: str
    capacity: float | None = None
    status: str = ""
    start: str = ""
    end: str = ""
    name: str = ""
    reported_status: str = ""
    status_source: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """One member of a thing that joins all its members: a cable, an organisation."""

    member: str
    name: str
    year: int
    mode: str
    source: str


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A mode for which the absence of records about a unit is not a zero."""

    what: str
    unit: str
    status: str
    reason: str


Cell = str | int | float | None


def cell(value: Cell) -> str:
    """Write a number without exponent and with at most four decimals, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a CSV file in UTF-8 with Unix line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([cell(value) for value in row] for row in rows)


def write_values(path: Path, values: Iterable[Value]) -> None:
    """Write a values table, sorted by variable, unit and year."""
    rows = sorted(values, key=lambda v: (v.variable, v.unit, v.year))
    header = ["unit", "year", "variable", "value", "status", "source"]
    write(path, header, [(v.unit, v.year, v.variable, v.value, v.status, v.source) for v in rows])


# The last columns are written only when a row of the table fills them.
_LINK_HEADER = ["from", "to", "year", "mode", "count", "source"]
_LINK_OPTIONAL = ["capacity", "status", "start", "end", "name", "reported_status", "status_source"]


def write_links(path: Path, links: Iterable[Link]) -> None:
    """Write a links table, sorted by mode, ends, year and name, with the optional columns in use."""
    rows = sorted(links, key=lambda x: (x.mode, x.origin, x.destination, x.year, x.name, x.status))
    used = [column for column in _LINK_OPTIONAL if any(getattr(row, column) not in (None, "") for row in rows)]
    fixed = [field.name for field in fields(Link)][: len(_LINK_HEADER)]
    write(path, [*_LINK_HEADER, *used], [[getattr(row, column) for column in [*fixed, *used]] for row in rows])


def write_members(path: Path, members: Iterable[Member]) -> None:
    """Write a membership table, sorted by mode, name and member."""
    rows = sorted(members, key=lambda m: (m.mode, m.name, m.member))
    write(path, ["member", "name", "year", "mode", "source"], [astuple(row) for row in rows])


def write_gaps(path: Path, gaps: Iterable[Gap]) -> None:
    """Write the coverage table, sorted by mode and unit."""
    write(path, ["what", "unit", "status", "reason"], [astuple(gap) for gap in sorted(gaps)])
