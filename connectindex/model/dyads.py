"""Dyads: the links of one year, summed to pairs of units, and the verbs indicators are written in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.model.values import MISSING, NOT_APPLICABLE, REPORTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame, Series

    from connectindex.model.units import Units
    from connectindex.model.values import Snapshot

OPERATING, PLANNED, CONSTRUCTION, CLOSED = "operating", "planned", "construction", "closed"
LINK_STATUSES = (OPERATING, CONSTRUCTION, PLANNED, CLOSED)


@dataclass(frozen=True, slots=True)
class Mode:
    """A kind of link: air route, rail border crossing, submarine cable ...

    Parameters
    ----------
    id, name
        Id used in link records; name as it is printed.
    directed
        True where a link from A to B says nothing of one from B to A (weekly departures).
    absent
        What no record means for a unit: ``zero`` where the records are a census, else ``missing``.
    counted
        True where counts are whole numbers of things.
    within
        True where both ends of a link may lie in one unit.
    """

    id: str
    name: str = ""
    directed: bool = False
    absent: str = MISSING
    counted: bool = True
    within: bool = False


@dataclass(frozen=True, eq=False)
class Dyads:
    """Links summed to ordered pairs, as of one year, with what is known of the units they join.

    Parameters
    ----------
    pairs
        Columns ``unit``, ``partner``, ``mode``, ``status``, ``year`` (of observation), ``count``,
        ``capacity``, ``first_year``. An undirected link stands twice, once from each end.
    memberships
        Columns ``unit``, ``mode``, ``count``: multilateral links (cables, organisations) a unit
        takes part in; in `pairs` each is expanded to the pairs of its members.
    modes
        The modes that are looked at.
    coverage
        Columns ``mode``, ``unit``, ``status``: where the absence of a record is not a zero.
    sources
        Ids of the sources of each mode's records, joined by "; ".
    units, values
        The units and, as of the same year, their values.
    """

    pairs: DataFrame
    memberships: DataFrame
    modes: Mapping[str, Mode]
    coverage: DataFrame
    sources: Mapping[str, str]
    units: Units
    values: Snapshot

    def of(self, *modes: str) -> Dyads:
        """Only the links of these modes.

        Raises
        ------
        KeyError
            A mode is not known to the edition.
        """
        return replace(
            self,
            pairs=self.pairs[self.pairs["mode"].isin(modes)],
            memberships=self.memberships[self.memberships["mode"].isin(modes)],
            modes={m: self.modes[m] for m in modes},
            coverage=self.coverage[self.coverage["mode"].isin(modes)],
        )

    def operating(self) -> Dyads:
        """Only links that are in operation: open, not planned, not closed."""
        return replace(self, pairs=self.pairs[self.pairs["status"] == OPERATING])

    def count(self) -> Series:
        """Number of links of each unit (for directed modes: of links that start there)."""
        return self._completed(self.pairs.groupby("unit")["count"].sum())

    def capacity(self) -> Series:
        """Summed capacity of the links of each unit, in the unit of the records."""
        return self._completed(self.pairs.groupby("unit")["capacity"].sum(min_count=1))

    def partners(self) -> Series:
        """Number of distinct places each unit is linked with."""
        linked = self.pairs[self.pairs["count"] > 0]
        return self._completed(linked.groupby("unit")["partner"].nunique())

    def taking_part(self) -> Series:
        """Number of multilateral links (cables, organisations) each unit takes part in."""
        return self._completed(self.memberships.groupby("unit")["count"].sum())

    def value(self, variable: str) -> Series:
        """A variable of the scored units."""
        return self.values.of(variable).reindex(self.units.codes)

    def status(self) -> Series:
        """What is known of each scored unit's links in the selected modes.

        Returns
        -------
        Series of ``reported``, ``missing`` or ``not_applicable``. With several modes a unit is
        not applicable only where all are, and missing where any applicable one is.
        """
        codes = self.units.codes
        # a planned or closed link is a record too: it says that the census looked there
        seen = pd.concat([self.pairs[["mode", "unit"]], self.memberships[["mode", "unit"]]])
        columns = {}
        for mode in self.modes.values():
            known = codes.isin(seen.loc[seen["mode"] == mode.id, "unit"]) | (mode.absent == "zero")
            said = self.coverage[self.coverage["mode"] == mode.id].set_index("unit")["status"].reindex(codes)
            status = np.where(known, REPORTED, MISSING)
            columns[mode.id] = np.where(said.notna(), said.astype(object), status)
        table = pd.DataFrame(columns, index=codes)
        applicable = table.ne(NOT_APPLICABLE)
        missing = (table.eq(MISSING) & applicable).any(axis=1)
        status = np.where(applicable.any(axis=1), np.where(missing, MISSING, REPORTED), NOT_APPLICABLE)
        return pd.Series(status, index=codes, name="status", dtype=object)

    def observed(self) -> float:
        """Year in which the selected modes were last observed; missing where there is no link."""
        return float(self.pairs["year"].max()) if len(self.pairs) else float("nan")

    def _completed(self, found: Series) -> Series:
        """Found numbers, zero where a census found none, missing where nobody looked."""
        whole = found.reindex(self.units.codes).fillna(0.0).astype(float)
        return whole.where(self.status() == REPORTED)
