"""Result: an index that was built, with every step on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from connectindex.model.ranking import ranks as ranks_of
from connectindex.model.values import NOT_APPLICABLE, OBSERVED
from connectindex.pipeline.measure import measure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame, Series

    from connectindex.edition.model import Edition
    from connectindex.model.dyads import Dyads
    from connectindex.pipeline.measure import Measured

    Table = TypeVar("Table", DataFrame, Series)

STAGES = ("measured", "denominated", "imputed", "screened", "treated", "normalised")


@dataclass(frozen=True, eq=False)
class Result:
    """An index: scores, ranks and how they came to be.

    Tables are indexed by unit, or by (year, unit) where the edition has several years: `by_year` gives any of them
    with the year, `of_year` those of one year.

    Parameters
    ----------
    edition
        Edition from which it was built.
    measured
        Figures, origins and links as measured, before any method was applied.
    tables
        Units x indicators after each step, by the names of `STAGES`.
    scores
        Units x node ids, the root ("index") first, 0-100 by default.
    ranks
        The same shape; 1 is the best, equal scores share the best rank; missing where there is no
        score (Int64).
    weights
        Index id of node or indicator: ``parent``, ``level``, ``nominal``, ``within``, ``effective``.
    contributions
        Index (unit, node, child): ``weight``, ``score``, ``contribution``; contributions of a node's
        children add up to its score.
    origins
        Index (unit, indicator): ``origin`` (reported, estimated, incomplete, imputed, missing, not_applicable),
        ``observed`` (year), ``source`` (ids joined by "; "), ``rule`` (of imputation, shrunk, one rate, or of a lost
        rate: denominator missing, zero, negative), ``treated``
        ("", "winsorised" or the transformation), ``before`` and ``after`` of the treatment.
    scale
        Treatment and bounds of each indicator, to be frozen for another edition.
    treatment
        Index indicator (panel: year, indicator): ``action``, skewness and kurtosis before and after.
    left_out
        Units without a rank: column ``reason``.
    """

    edition: Edition
    measured: Measured
    tables: Mapping[str, DataFrame]
    scores: DataFrame
    ranks: DataFrame
    weights: DataFrame
    contributions: DataFrame
    origins: DataFrame
    treatment: DataFrame
    scale: DataFrame
    left_out: DataFrame

    @property
    def dyads(self) -> Mapping[int, Dyads]:
        """Return the links as of each year."""
        return self.measured.dyads

    @property
    def network(self) -> Mapping[int, Dyads]:
        """Return the links as of each year between the units that records name; of an index of pairs, their ends."""
        return self.measured.network

    def by_year(self, table: Table) -> Table:
        """Index a table of this result by year first, whether the edition has one year or several.

        Examples
        --------
        >>> import connectindex as ci
        >>> result = ci.build(ci.world())
        >>> result.by_year(result.scores).index.names
        FrozenList(['year', 'unit'])
        """
        if "year" in table.index.names:
            return table
        return pd.concat({self.edition.about.years[0]: table}, names=["year"])

    def of_year(self, table: Table, year: int | None = None) -> Table:
        """Select the rows of one year, by default the last, without the year in the index; empty for another year."""
        if "year" not in table.index.names:
            return table
        years = table.index.get_level_values("year")
        return table[years == (self.edition.about.years[-1] if year is None else year)].droplevel("year")

    def stage(self, name: str) -> DataFrame:
        """Return the table of units x indicators after one step.

        Parameters
        ----------
        name
            One of measured, denominated, imputed, screened, treated, normalised.

        Raises
        ------
        KeyError
            There is no such step.
        """
        return self.tables[name]

    @cached_property
    def indicator_ranks(self) -> DataFrame:
        """Compute the rank of each unit on each indicator, 1 the best; missing where there is no score."""
        return ranks_of(self.tables["normalised"])

    @cached_property
    def coverage(self) -> Series:
        """Compute the share of the indicators that apply to a unit which were observed, all units included."""
        origin = self.origins["origin"].unstack("indicator")
        observed = origin.isin(OBSERVED).sum(axis=1)
        return (observed / (origin != NOT_APPLICABLE).sum(axis=1)).rename("coverage")

    def contributions_to(self, node: str) -> DataFrame:
        """Return what each child adds to a node's score: units x children; rows add up to the score."""
        part = self.contributions.xs(node, level="node")["contribution"]
        children = [c.id for c in self.edition.tree.find(node).children]
        wide = part.unstack("child").reindex(columns=children)
        return wide.reindex(self.scores.index[self.scores[node].notna()])

    def _repr_html_(self) -> str:
        """The head of the ranking, for a notebook."""
        several = len(self.edition.about.years) > 1
        names = self.edition.units.names.reindex(self.scores.index, level="unit" if several else None)
        table = self.scores.round(1).assign(name=names, rank=self.ranks["index"]).sort_values("rank")
        columns = ["rank", "name", *self.scores.columns[: 1 + len(self.edition.tree.pillars)]]
        return str(table[columns].head(20).to_html())


def measured_of(source: Edition | Result) -> Measured:
    """Measure an edition, or return the measured values of a result."""
    if not isinstance(source, Result):
        return measure(source)
    same = source.measured.edition is source.edition
    return source.measured if same else replace(source.measured, edition=source.edition)
