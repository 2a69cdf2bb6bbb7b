"""Sum link records to dyads, through Ibis: DuckDB inside, Spark or a database by another table."""

from __future__ import annotations

from connectindex.links.records import RECORD_COLUMNS
from connectindex.links.stores import LinkSource
from connectindex.links.summing import MEMBER_COLUMNS, PAIR_COLUMNS, recorded_sources, summed

__all__ = ["MEMBER_COLUMNS", "PAIR_COLUMNS", "RECORD_COLUMNS", "LinkSource", "recorded_sources", "summed"]
