"""Units: the countries, provinces, cities or ports that an index compares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame, Index, Series

YES, NO = "yes", "no"


@dataclass(frozen=True, eq=False)
class Units:
    """Hold units and the groups they belong to.

    Parameters
    ----------
    table
        Index ``unit`` (code). Columns ``name``, ``scored`` (bool: False for a place that links may
        name, but that gets no score) and any group columns (text; ``yes`` / ``no`` for membership;
        empty where not known).

    Examples
    --------
    >>> import pandas as pd
    >>> units = Units(pd.DataFrame({"name": ["France", "Chad"], "scored": True, "landlocked": ["no", "yes"]},
    ...                            index=pd.Index(["FRA", "TCD"], name="unit")))
    >>> list(units.members("landlocked"))
    ['TCD']
    """

    table: DataFrame

    @cached_property
    def codes(self) -> Index:
        """List the codes of the scored units, in order."""
        return self.table.index[self.table["scored"]]

    @property
    def names(self) -> Series:
        """Return the names of all units, the ones without a score included."""
        return self.table["name"]

    @property
    def groups(self) -> list[str]:
        """List the names of the group columns."""
        return [c for c in self.table.columns if c not in ("name", "scored")]

    def members(self, group: str) -> Index:
        """List codes with ``yes`` in the group column `group`; `group` may be ``column=label`` too."""
        column, _, label = group.partition("=")
        return self.table.index[self.table[column] == (label or YES)]
