"""Values: what is known of each unit in each year, and how it is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pandas import DataFrame, Index, Series

    from connectindex.model.units import Units

REPORTED, ESTIMATED, MISSING, NOT_APPLICABLE = "reported", "estimated", "missing", "not_applicable"
STATUSES = (REPORTED, ESTIMATED, MISSING, NOT_APPLICABLE)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The values of one year: units x variables.

    Parameters
    ----------
    value
        Float, missing where there is no value.
    status
        One of `STATUSES` for each cell; ``missing`` where nothing was recorded.
    observed
        Year the value speaks of (float, missing where there is no value).
    source
        Id of the source, empty where there is no record.
    """

    value: DataFrame
    status: DataFrame
    observed: DataFrame
    source: DataFrame

    def of(self, variable: str) -> Series:
        """The values of one variable, by unit; all missing where nothing was recorded."""
        if variable in self.value.columns:
            return self.value[variable]
        return pd.Series(float("nan"), index=self.value.index, name=variable)


@dataclass(frozen=True, eq=False)
class Values:
    """All values of an edition, one row a unit, year and variable.

    Parameters
    ----------
    table
        Columns ``unit``, ``year`` (int), ``variable``, ``value`` (float), ``status``, ``source``.
    """

    table: DataFrame

    @property
    def variables(self) -> list[str]:
        """Ids of the recorded variables, sorted."""
        return sorted(self.table["variable"].unique())

    def snapshot(self, year: int, units: Units, max_age: int | None = None) -> Snapshot:
        """For each unit and variable the latest value at or before `year`.

        A value wins over a later record without one; where there is no value at all, the latest
        record says why (``missing`` or ``not_applicable``). A later ``not_applicable`` always wins.

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
        known = known.sort_values(["year"], kind="stable")
        latest = known.drop_duplicates(["unit", "variable"], keep="last")
        valued = known[known["value"].notna()].drop_duplicates(["unit", "variable"], keep="last")
        # stacking the latest values under the latest records lets "keep last" prefer the value
        off = latest[latest["status"] == NOT_APPLICABLE]
        best = pd.concat([latest, valued, off]).drop_duplicates(["unit", "variable"], keep="last")
        index, columns = units.table.index, pd.Index(self.variables, name="variable")

        def wide(column: str) -> DataFrame:
            spread = best.pivot(index="unit", columns="variable", values=column)
            return spread.reindex(index=index, columns=columns)

        return Snapshot(
            value=wide("value").astype(float),
            status=_filled(wide("status"), MISSING, index, columns),
            observed=wide("year").astype(float),
            source=_filled(wide("source"), "", index, columns),
        )


def _filled(table: DataFrame, by: str, index: Index, columns: Index) -> DataFrame:
    filled = table.astype(object).where(table.notna(), by)
    return pd.DataFrame(filled, index=index, columns=columns)
