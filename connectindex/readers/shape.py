"""Shape of a table: the role of each column, and the settings of its format."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from connectindex.readers.numbers import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from connectindex.readers.table import Table


@dataclass(frozen=True)
class Cellwise:
    """Hold the period, variable and title that the header of a column gives to all its cells."""

    period: str = ""
    variable: str = ""
    title: str = ""


@dataclass(frozen=True)
class Shape:
    """Name the column of each role; empty where a table has no such column.

    Parameters
    ----------
    unit, label
        Codes or names of units; and the other of the two, for a second look.
    year, variable, value, status
        Of one figure a row.
    title
        What variables are called, where `variable` holds codes.
    wide
        Columns of figures, where a row has several.
    measure
        Unit of measure, and what it is multiplied by.
    dimensions
        Columns that distinguish rows of one unit and year, but are none of the above.
    flags
        Status of each flag.
    flags_in_cell
        Whether flags are in the cells of figures, so that nothing there is a footnote.
    missing
        Texts that say there is no figure.
    point
        Whether the format has decimal points by its own rules.
    """

    unit: str
    label: str = ""
    year: str = ""
    variable: str = ""
    title: str = ""
    value: str = ""
    status: str = ""
    wide: Mapping[str, Cellwise] = field(default_factory=dict)
    measure: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    flags: Mapping[str, str] = field(default_factory=dict)
    flags_in_cell: bool = False
    missing: tuple[str, ...] = MISSING
    point: bool = False

    def over(self, **columns: str) -> Shape:
        """Replace columns by those that a block names."""
        return replace(self, **columns)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Format:
    """Describe a format in which tables are published.

    Parameters
    ----------
    id
        As ``format = `` names it.
    recognises
        Why a row of labels is the header of such a table; empty where it is not.
    shape
        Columns of a table that has such a header.
    prepared
        The table with columns that can be named; most need nothing.
    needs
        What its header must have, in words.
    """

    id: str
    recognises: Callable[[tuple[str, ...]], str]
    shape: Callable[[Table], Shape]
    needs: str
    prepared: Callable[[Table], Table] = lambda table: table
