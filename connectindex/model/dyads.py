"""Dyads: the links of one year, summed to pairs of units, and the measures from which indicators are made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.errors import unknown
from connectindex.model import shares
from connectindex.model.coverage import extended, nowhere_applicable, status_of
from connectindex.model.display import counted, described, html, named
from connectindex.model.values import MISSING, NOT_APPLICABLE, OBSERVED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame, Index, Series
    from scipy.sparse import csr_matrix

    from connectindex.model.units import Units
    from connectindex.model.values import Snapshot

OPERATING, PLANNED, CONSTRUCTION, CLOSED = "operating", "planned", "construction", "closed"
LINK_STATUSES = (OPERATING, CONSTRUCTION, PLANNED, CLOSED)


OF_PLACES = "places"  # ends of links


@dataclass(frozen=True, slots=True)
class Mode:
    """Describe a kind of link: air route, rail border crossing, submarine cable ...

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
    ends
        ``places`` where all ends are codes of places, which units may have, too; else empty.
    """

    id: str
    name: str = ""
    directed: bool = False
    absent: str = MISSING
    counted: bool = True
    within: bool = False
    ends: str = ""


@dataclass(frozen=True, eq=False)
class Ends:
    """Hold what pairs were made of: the links of the units they join, and the codes of both ends of each pair."""

    links: Dyads
    first: Index
    second: Index


@dataclass(frozen=True, eq=False)
class Dyads:
    """Hold links summed to ordered pairs, as of one year, with the coverage and values of the units they join.

    Parameters
    ----------
    pairs
        Columns ``unit``, ``partner``, ``mode``, ``status``, ``year`` (of observation), ``count``,
        ``capacity``, ``operators``, ``first_year``. An undirected link occurs twice, once from each end.
    memberships
        Columns ``unit``, ``mode``, ``name``, ``status``, ``year``, ``count`` (1): multilateral links
        (cables, organisations) a unit takes part in, one a row; in `pairs` each is expanded to the
        pairs of its members.
    modes
        Modes that are included.
    coverage
        Columns ``mode``, ``unit``, ``status``: where the absence of a record is not a zero.
    sources
        Ids of the sources of each mode's records, joined by "; ".
    units, values
        The units and, as of the same year, their values.
    among
        Places that count as partners, scored or not; None: all units.
    recorded
        Columns ``mode``, ``unit``: whoever has a record, also one that was passed over since; None:
        as in `pairs` and `memberships`.
    earlier
        The links as of the earlier years that indicators of change look back to.
    ends
        In an index of pairs the units that the pairs join, with their links; else None.
    """

    pairs: DataFrame
    memberships: DataFrame
    modes: Mapping[str, Mode]
    coverage: DataFrame
    sources: Mapping[str, str]
    units: Units
    values: Snapshot
    among: Index | None = None
    recorded: DataFrame | None = None
    earlier: Mapping[int, Dyads] = field(default_factory=dict)
    ends: Ends | None = None

    def __repr__(self) -> str:
        size = f"{counted(len(self.pairs), 'ordered pair')} of {counted(len(self.units.table), 'unit')}"
        return described(type(self).__name__, size, ", ".join(self.modes))

    def _repr_html_(self) -> str:
        """Links by mode, and the units with most of them, for a notebook."""
        pairs = self.operating().pairs
        of_mode = pairs.groupby("mode").agg(units=("unit", "nunique"), links=("count", "sum"))
        most = pairs.groupby("unit")["count"].sum().sort_values(ascending=False, kind="stable")
        return html(repr(self), of_mode, named(most.to_frame("links"), self.units.names))

    def of(self, *modes: str) -> Dyads:
        """Select the links of these modes.

        Raises
        ------
        KeyError
            A mode is not known to the edition.
        """
        if strange := [m for m in modes if m not in self.modes]:
            raise unknown("mode", strange[0], self.modes)
        return replace(
            self,
            pairs=self.pairs[self.pairs["mode"].isin(modes)],
            memberships=self.memberships[self.memberships["mode"].isin(modes)],
            modes={m: self.modes[m] for m in modes},
            coverage=self.coverage[self.coverage["mode"].isin(modes)],
        )

    def operating(self, year: int | None = None) -> Dyads:
        """Select links that are in operation: open, not planned, not closed.

        Parameters
        ----------
        year
            Only pairs that were linked in that year already, as far as the links of today tell: those
            whose first link had opened by then, or that a census of then or before has seen. A unit
            with a pair of which neither is known is missing. Counts stay those of today (it is known
            when a pair's first link opened, not each), and links closed since are not among them. Multilateral
            links are those of today.
        """
        now = self.pairs["status"] == OPERATING
        members = self.memberships[self.memberships["status"] == OPERATING]
        if year is None:
            return self._only(now, memberships=members)
        first, seen = self.pairs["first_year"], self.pairs["year"]
        coverage = self.coverage
        for mode, units in self.pairs[now & first.isna() & (seen > year)].groupby("mode")["unit"]:
            coverage = extended(coverage, [mode], units.unique(), MISSING)
        return self._only(now & ((first <= year) | (seen <= year)), coverage=coverage, memberships=members)

    def within(self, group: str | Collection[str]) -> Dyads:
        """Select links with both ends in a group; units outside of it become not applicable.

        Parameters
        ----------
        group
            ``column=label`` or a yes-no column of ``units.csv``, or the codes themselves (of a
            corridor, of an organisation). `taking_part` still counts all multilateral links of the
            members.
        """
        inside = self._group(group)
        outside = self.units.table.index.difference(inside, sort=False)
        return self._only(
            self.pairs["unit"].isin(inside) & self.pairs["partner"].isin(inside),
            memberships=self.memberships[self.memberships["unit"].isin(inside)],
            coverage=extended(self.coverage, list(self.modes), outside, NOT_APPLICABLE),
            among=self._narrowed(inside),
        )

    def with_(self, group: str | Collection[str]) -> Dyads:
        """Select links whose other end lies in a group, of units in it or not; `group` as in `within`."""
        inside = self._group(group)
        return self._only(self.pairs["partner"].isin(inside), among=self._narrowed(inside))

    def count(self) -> Series:
        """Count the links of each unit (for directed modes: links that start there)."""
        return self._completed(self.pairs.groupby("unit")["count"].sum())

    def capacity(self) -> Series:
        """Sum the capacity of the links of each unit, in the unit of the records.

        Links without a capacity add nothing; missing where a unit has links and none has one.
        """
        sums = self.pairs.groupby("unit")["capacity"].sum(min_count=1)
        return self._completed(sums).mask(self.units.codes.isin(sums.index[sums.isna()]))

    def operators(self) -> Series:
        """Count operators on the links of each unit, summed over partners: one that serves two counts twice.

        Missing where a unit has links and none names an operator.
        """
        sums = self.pairs.groupby("unit")["operators"].sum(min_count=1)
        return self._completed(sums).mask(self.units.codes.isin(sums.index[sums.isna()]))

    def partners(self) -> Series:
        """Count the distinct places each unit is linked with, not counting itself."""
        linked = self.pairs[(self.pairs["count"] > 0) & (self.pairs["unit"] != self.pairs["partner"])]
        return self._completed(linked.groupby("unit")["partner"].nunique())

    def present(self) -> Series:
        """Tell whether each unit has a link at all: 1 or 0."""
        return self._completed((self.pairs.groupby("unit")["count"].sum() > 0).astype(float))

    def first_year(self) -> Series:
        """Return the year in which the first of a unit's links opened; missing where none has a known year."""
        linked = self.pairs[self.pairs["count"] > 0]
        years: Series = linked.groupby("unit")["first_year"].min().reindex(self.units.codes).astype(float)
        return years

    def share_of_possible(self) -> Series:
        """Compute partners / possible partners: all others, scored or not, to which a mode applies.

        After `within` and `with_` the places of the group. Missing where there is no such place.

        Examples
        --------
        >>> from connectindex.indicators.example import five_countries
        >>> five_countries().of("air_routes").operating().share_of_possible().to_dict()
        {'A': 0.5, 'B': 0.5, 'C': 0.5, 'D': 0.0, 'E': nan}
        """
        others = len(self.places) - self.units.codes.isin(self.places)
        share: Series = self.partners() / np.where(others > 0, others, np.nan)
        return share

    def herfindahl(self) -> Series:
        """Compute the Herfindahl index of a unit's partners: sum of squared shares; missing without links.

        Examples
        --------
        >>> from connectindex.indicators.example import five_countries
        >>> five_countries().of("air_routes").operating().herfindahl().round(3).to_dict()
        {'A': 0.52, 'B': 0.625, 'C': 0.556, 'D': nan, 'E': nan}
        """
        return self._known(shares.herfindahl(self.matrix()))

    def effective_partners(self) -> Series:
        """Compute effective partners, 1 / Herfindahl: equal partners of that index; 0 where a census found no link.

        References
        ----------
        Hill (1973), Diversity and Evenness, Ecology 54(2): the number of order 2.
        """
        return self._known(np.nan_to_num(1 / shares.herfindahl(self.matrix()), nan=0.0))

    def breadth(self) -> Series:
        """Compute breadth: 1 - half the sum of |partner's share of own links - its share of all others' links|.

        Between 0 and 1; missing where a unit has no link. Formula, source and what is our choice:
        `connectindex.model.shares.breadth`. After `within` the group is the world.

        Examples
        --------
        >>> from connectindex.indicators.example import five_countries
        >>> five_countries().of("air_routes").operating().breadth().round(3).to_dict()
        {'A': 0.971, 'B': 0.875, 'C': 0.889, 'D': nan, 'E': nan}
        """
        return self._known(shares.breadth(self.matrix()))

    def depth(self, size: str) -> Series:
        """Compute depth: links / a variable of the unit's size (GDP, people).

        Missing where the size is missing or not above zero. DHL divides each flow by a measure of the
        domestic economy that fits it; which one fits links is the caller's choice.

        References
        ----------
        Ghemawat and Altman, DHL Global Connectedness Index 2014, chapter 5.
        """
        home = self.value(size)
        ratio: Series = self.count() / home.where(home > 0)
        return ratio

    def destination_weighted(self, variable: str, known: float = 0.95) -> Series:
        """Sum links x a variable of the partner, over the partners.

        Partners whose value is missing add nothing; the sum is missing where less than the share
        `known` of a unit's links leads to partners with a value.
        """
        values = self.values.of(variable).reindex(self.units.table.index).to_numpy(dtype=float)
        return self._known(shares.weighted_by_partner(self.matrix(), values, known))

    def growth(self, earlier: Dyads, of: Callable[[Dyads], Series] | None = None) -> Series:
        """Compute growth of a measure (`count` where none is given): today / then - 1.

        Parameters
        ----------
        earlier
            The same modes as of an earlier year of a panel.
        of
            What is compared, such as ``Dyads.partners``.

        Returns
        -------
        Series. Missing where either is, where there was none then, and where a unit's links stem
        from the same census in both: a census seen twice is no growth of nought.
        """
        verb = of or Dyads.count
        now, then = verb(self), verb(earlier)
        ratio: Series = (now / then.where(then > 0) - 1).mask(self._seen_twice(earlier))
        return ratio

    def change(self, earlier: Dyads) -> Series:
        """Compute the change of the number of links: today - then; from none as from any other number.

        Parameters
        ----------
        earlier
            The same modes as of an earlier year.

        Returns
        -------
        Series. Missing where either is, and where a unit's links stem from the same census in both.
        """
        difference: Series = (self.count() - earlier.count()).mask(self._seen_twice(earlier))
        return difference

    def _seen_twice(self, earlier: Dyads) -> NDArray[np.bool_]:
        """Tell whose links stem from the same census now and then."""
        keys = ["unit", "partner", "mode", "year"]
        twice = self.pairs[keys].merge(earlier.pairs[keys].drop_duplicates(), on=keys)["unit"]
        return np.asarray(self.units.codes.isin(twice.unique()))

    def growth_since(self, year: int) -> Series:
        """Compute growth of partners: partners of today / those of them linked by `year` already - 1.

        Missing where there were none, where it is not known when a pair was first linked, and where
        the last census was taken in `year` or before. Partners lost since are not seen.
        """
        now, then = self.partners(), self.operating(year).partners()
        unseen = self.pairs.loc[self.pairs["year"] <= year, "unit"]
        change: Series = (now / then.where(then > 0) - 1).mask(self.units.codes.isin(unseen.unique()))
        return change

    def taking_part(self) -> Series:
        """Count the multilateral links (cables, organisations) each unit takes part in."""
        return self._completed(self.memberships.groupby("unit")["count"].sum())

    def value(self, variable: str) -> Series:
        """Return a variable of the scored units."""
        return self.values.of(variable).reindex(self.units.codes)

    def status(self, codes: Index | None = None) -> Series:
        """Return the status of the links in the selected modes of these units; by default of the scored ones.

        Returns
        -------
        Series of ``reported``, ``incomplete``, ``missing`` or ``not_applicable``, as
        `connectindex.model.coverage.status_of` has it. Records that were passed over since (planned
        links, partners outside a group) still say that the census looked at a unit.
        """
        absent = {m.id: m.absent for m in self.modes.values()}
        return status_of(self.units.codes if codes is None else codes, absent, self._recorded(), self.coverage)

    def observed(self) -> float:
        """Return the year in which the selected modes were last observed; missing where there is no link."""
        return float(self.pairs["year"].max()) if len(self.pairs) else float("nan")

    @property
    def places(self) -> Index:
        """List the codes of places that can be linked: scored or not, of the selected group.

        A place to which none of the selected modes applies is one only where it is linked all the same.
        """
        codes = self.units.table.index if self.among is None else self.among
        nowhere = nowhere_applicable(self.coverage, list(self.modes))
        linked = codes.isin(self.pairs["partner"].unique()) | codes.isin(self.pairs["unit"].unique())
        return codes[~codes.isin(nowhere) | linked]

    def matrix(self) -> csr_matrix:
        """Return the matrix of links from each unit (row) to each other, scored or not, all modes added."""
        return shares.count_matrix(self.pairs, self.units.table.index)

    def _completed(self, sums: Series) -> Series:
        """Complete sums of units: zero where a census has no record, missing where there is no census."""
        whole = sums.reindex(self.units.codes).fillna(0.0).astype(float)
        return whole.where(self.status().isin(OBSERVED))

    def _known(self, values: NDArray[np.float64]) -> Series:
        """Select the values of the scored units; missing where there is no census."""
        whole = pd.Series(values, index=self.units.table.index).reindex(self.units.codes)
        return whole.where(self.status().isin(OBSERVED))

    def _group(self, group: str | Collection[str]) -> Index:
        codes = self.units.table.index
        return self.units.members(group) if isinstance(group, str) else codes[codes.isin(list(group))]

    def _narrowed(self, inside: Index) -> Index:
        return inside if self.among is None else self.among[self.among.isin(inside)]

    def _recorded(self) -> DataFrame:
        if self.recorded is not None:
            return self.recorded[self.recorded["mode"].isin(list(self.modes))]
        return pd.concat([self.pairs[["mode", "unit"]], self.memberships[["mode", "unit"]]])

    def _only(self, chosen: Series, **more: Any) -> Dyads:
        """Select some of the pairs; the status of absent pairs still depends on all of them."""
        return replace(self, pairs=self.pairs[chosen], recorded=self._recorded(), **more)
