"""Sources: where a number comes from, and what its licence asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, eq=False)
class Sources:
    """The sources of an edition.

    Parameters
    ----------
    table
        Index ``id``; columns ``title``, ``publisher``, ``url``, ``licence``, ``retrieved`` and any
        others the edition keeps (text, empty where not given).
    """

    table: DataFrame
