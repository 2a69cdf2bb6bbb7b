"""Sources of data, and the terms of their licences."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectindex.model.display import Brief

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pandas import DataFrame


SOURCE_KINDS = ("official", "survey", "community", "compiled")
"""Who vouches for a source: an office of statistics, a survey, volunteers, whoever compiled it from others."""


@dataclass(frozen=True, eq=False, repr=False)
class Sources(Brief):
    """Hold the sources of an edition.

    Parameters
    ----------
    table
        Index ``id``; columns ``title``, ``publisher``, ``url``, ``licence``, ``retrieved``, ``kind`` (of
        `SOURCE_KINDS`) and any others the edition keeps (text, empty where not given).
    """

    table: DataFrame


def usual_date(retrieved: Iterable[str], year: int) -> dt.date:
    """Return the default date of publication: day of the last retrieval, else 1 January of the index year.

    Parameters
    ----------
    retrieved
        Cells of the column ``retrieved``; those that are no day (YYYY-MM-DD) say nothing.
    year
        The last year of the index.

    Raises
    ------
    ValueError
        The last of them is not in the calendar, or there is no such year.

    Examples
    --------
    >>> str(usual_date(["2026-01-31", "2025-11-02", ""], 2024)), str(usual_date([], 2024))
    ('2026-01-31', '2024-01-01')
    """
    days = [day for day in retrieved if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day)]
    return dt.date.fromisoformat(max(days)) if days else dt.date(year, 1, 1)
