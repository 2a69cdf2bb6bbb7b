"""Units: the countries, provinces, cities or ports that an index compares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.model.display import Brief

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from pandas import DataFrame, Index, Series

YES, NO = "yes", "no"
START, END = "start", "end"
LANGUAGE = "name_"  # columns of names in other languages: name_fr
NO_GROUPS = ("unit", "name", "scored", START, END)
"""Columns of a table of units that are no groups."""


@dataclass(frozen=True, eq=False, repr=False)
class Units(Brief):
    """Hold units and the groups they belong to.

    Parameters
    ----------
    table
        Index ``unit`` (code). Columns ``name``, ``scored`` (bool: False for a place that links may
        name, but that gets no score) and any group columns (text; ``yes`` / ``no`` for membership;
        empty where not known). ``start`` and ``end``, where units come or go: the first and the last
        year of each (Int64; missing: no bound).

    Examples
    --------
    >>> import pandas as pd
    >>> units = Units(pd.DataFrame({"name": ["France", "Chad"], "scored": True, "landlocked": ["no", "yes"]},
    ...                            index=pd.Index(["FRA", "TCD"], name="unit")))
    >>> list(units.members("landlocked"))
    ['TCD']
    >>> sudans = Units(pd.DataFrame({"name": ["Sudan until 2010", "South Sudan"], "scored": True,
    ...                              "start": pd.array([None, 2011], "Int64"), "end": pd.array([2010, None], "Int64")},
    ...                             index=pd.Index(["SDX", "SSD"], name="unit")))
    >>> list(sudans.in_year(2010).codes), list(sudans.in_year(2011).codes)
    (['SDX'], ['SSD'])
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
        return [c for c in self.table.columns if c not in NO_GROUPS and not c.startswith(LANGUAGE)]

    @property
    def dated(self) -> bool:
        """Tell whether any unit has a first or a last year."""
        return any(bool(self.table[c].notna().any()) for c in (START, END) if c in self.table)

    def in_year(self, year: int) -> Units:
        """Select the units that are there in a year, those without a score included."""
        return Units(self.table[self._exists(self.table.index, year)]) if self.dated else self

    def rows(self, years: Iterable[int]) -> pd.MultiIndex:
        """List the rows of a panel: each year with the scored units that are there in it."""
        every = pd.MultiIndex.from_product([list(years), self.codes], names=["year", "unit"])
        if not self.dated:
            return every
        year = every.get_level_values("year").to_numpy(dtype=float)
        return every[self._exists(every.get_level_values("unit"), year)]

    def exists(self, codes: Series, years: Series) -> NDArray[np.bool_]:
        """Tell for each code and year whether the unit is there; True for codes and years that are not known.

        Examples
        --------
        >>> table = pd.DataFrame({"name": "South Sudan", "scored": True, "start": pd.array([2011], "Int64")},
        ...                      index=pd.Index(["SSD"], name="unit"))
        >>> Units(table).exists(pd.Series(["SSD", "SSD", "FRA"]), pd.Series([2010, 2011, 1999])).tolist()
        [False, True, True]
        """
        return self._exists(codes, years.to_numpy(dtype=float))

    def _exists(self, codes: Series | Index, years: float | NDArray[np.float64]) -> NDArray[np.bool_]:
        at = self.table.index.get_indexer(codes)
        bounds = []
        for column in (START, END):
            years_of = self.table.get(column, pd.Series(pd.NA, index=self.table.index, dtype="Int64"))
            bounds.append(np.append(years_of.to_numpy(dtype=float, na_value=np.nan), np.nan)[at])  # -1: not known
        return np.asarray(~(years < bounds[0]) & ~(years > bounds[1]))

    def members(self, group: str) -> Index:
        """List codes with ``yes`` in the group column `group`; `group` may be ``column=label`` too."""
        column, _, label = group.partition("=")
        return self.table.index[self.table[column] == (label or YES)]
