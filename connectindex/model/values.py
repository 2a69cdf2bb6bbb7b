"""Values: the value of each variable, unit and year, with its status and source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.model.display import Brief

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Series

    from connectindex.model.units import Units

REPORTED, ESTIMATED, MISSING, NOT_APPLICABLE = "reported", "estimated", "missing", "not_applicable"
FIRST_YEAR, LAST_YEAR = 1800, 2200
INCOMPLETE = "incomplete"
"""Known to be too low or partial: a value that scores, with its own flag, and makes no strength or weakness."""
OBSERVED = (REPORTED, ESTIMATED, INCOMPLETE)
STATUSES = (*OBSERVED, MISSING, NOT_APPLICABLE)


@dataclass(frozen=True, eq=False, repr=False)
class Snapshot(Brief):
    """Hold the values of one year: units x variables.

    Parameters
    ----------
    value
        Float, missing where there is no value.
    status
        One of `STATUSES` for each cell; ``missing`` where nothing was recorded.
    observed
        Year of the value (float, missing where there is no value).
    source
        Id of the source, empty where there is no record.
    """

    value: DataFrame
    status: DataFrame
    observed: DataFrame
    source: DataFrame

    def of(self, variable: str) -> Series:
        """Return the values of one variable, by unit; all missing where nothing was recorded."""
        if variable in self.value.columns:
            return self.value[variable]
        return pd.Series(float("nan"), index=self.value.index, name=variable)


@dataclass(frozen=True, eq=False, repr=False)
class Values(Brief):
    """Hold all values of an edition, one row a unit, year and variable.

    Parameters
    ----------
    table
        Columns ``unit``, ``year`` (int), ``variable``, ``value`` (float), ``status``, ``source``.
    """

    table: DataFrame

    @property
    def variables(self) -> list[str]:
        """List the ids of the recorded variables, sorted."""
        return sorted(self.table["variable"].unique())

    def snapshot(self, year: int, units: Units, max_age: int | None = None) -> Snapshot:
        """Select for each unit and variable the latest value at or before `year`.

        A value wins over a later record without one; where there is no value at all, the latest
        record says why (``missing`` or ``not_applicable``). A later ``not_applicable`` always wins.
        A record of a year in which the unit was not there is passed over.

        Parameters
        ----------
        year
            Year of the index.
        units
            Gives the rows: all its units, scored or not.
        max_age
            A value may be at most this many years older than `year`; None: any age.
        """
        known = self.table[self.table["year"] <= year]
        if max_age is not None:
            known = known[known["year"] >= year - max_age]
        if units.dated:
            known = known[units.exists(known["unit"], known["year"])]
        index, columns = units.table.index, pd.Index(self.variables, name="variable")
        cell = index.get_indexer(known["unit"]) * len(columns) + columns.get_indexer(known["variable"])
        listed = index.get_indexer(known["unit"]) >= 0
        order = np.argsort(known["year"].to_numpy(), kind="stable")
        order = order[listed[order]]
        value = known["value"].to_numpy(dtype=float)
        off = known["status"].to_numpy(dtype=object) == NOT_APPLICABLE
        # rows by cell, the later one replacing the earlier; a value replaces a later row without one
        latest = np.full(len(index) * len(columns), -1)
        latest[cell[order]] = order
        valued = np.full(len(latest), -1)
        order = order[~np.isnan(value[order])]
        valued[cell[order]] = order
        best = np.where((valued < 0) | (_at(off, latest)), latest, valued)

        def wide(column: str, nothing: Any) -> DataFrame:
            cells = np.append(known[column].to_numpy(dtype=object), nothing)[best]  # -1, no row, is the one at the end
            return pd.DataFrame(cells.reshape(len(index), len(columns)), index=index, columns=columns)

        return Snapshot(
            value=wide("value", np.nan).astype(float),
            status=_filled(wide("status", MISSING), MISSING),
            observed=wide("year", np.nan).astype(float),
            source=_filled(wide("source", ""), ""),
        )


def _at(flags: NDArray[np.bool_], rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return the flags of these rows; False where there is no row."""
    return np.append(flags, False)[rows]


def _filled(table: DataFrame, by: str) -> DataFrame:
    return table.astype(object).where(table.notna(), by)
