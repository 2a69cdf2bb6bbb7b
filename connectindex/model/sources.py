"""Sources: where a number comes from, and what its licence asks for."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pandas import DataFrame


SOURCE_KINDS = ("official", "survey", "community", "compiled")
"""Who vouches for a source: an office of statistics, a survey, volunteers, whoever compiled it from others."""


@dataclass(frozen=True, eq=False)
class Sources:
    """The sources of an edition.

    Parameters
    ----------
    table
        Index ``id``; columns ``title``, ``publisher``, ``url``, ``licence``, ``retrieved``, ``kind`` (of
        `SOURCE_KINDS`) and any others the edition keeps (text, empty where not given).
    """

    table: DataFrame


def usual_date(retrieved: Iterable[str], year: int) -> dt.date:
    """Take the day the last source was retrieved, else 1 January of the year of the index, for the date of publication.

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
