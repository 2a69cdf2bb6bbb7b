"""Annex of the book: the value of every indicator for every unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.model.values import MISSING, NOT_APPLICABLE
from connectindex.reports import safe
from connectindex.reports.chapters import ValueBlock
from connectindex.reports.compose.flags import flags_of, value_text

if TYPE_CHECKING:
    from connectindex.reports.compose.facts import Facts

COLUMNS = 8  # of a sheet of A4
MOST_CELLS = 12_000  # about forty pages; more are for the tables


def blocks(facts: Facts) -> tuple[ValueBlock, ...]:
    """All values, in blocks of as many indicators as a page is wide; none where they would fill too many pages."""
    indicators = [str(i) for i in facts.edition.indicators]
    units = facts.by_name(facts.units_of_year)
    if facts.many or len(units) * len(indicators) > MOST_CELLS:
        return ()
    number = -(-len(indicators) // COLUMNS)
    width = -(-len(indicators) // number)  # blocks of nearly equal width
    return tuple(_block(facts, units, indicators[k : k + width]) for k in range(0, len(indicators), width))


def _block(facts: Facts, units: list[str], indicators: list[str]) -> ValueBlock:
    columns = tuple((facts.name_of(i), safe.clean(facts.edition.indicators[i].unit)) for i in indicators)
    rows = tuple((facts.names[u], tuple(_cell(facts, u, i) for i in indicators)) for u in units)
    return ValueBlock(columns, rows)


def _cell(facts: Facts, unit: str, indicator: str) -> tuple[str, str]:
    row = facts.origins[unit, indicator]
    is_empty = row["origin"] in (MISSING, NOT_APPLICABLE)  # the value says so itself
    return value_text(facts, unit, indicator), "" if is_empty else flags_of(row)
