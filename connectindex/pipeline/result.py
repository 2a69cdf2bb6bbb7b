"""Result: an index that was built, with every step on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from connectindex.edition.model import Edition
from connectindex.errors import require_kind, unknown
from connectindex.model.display import counted, described, html, span
from connectindex.model.ranking import ranks as ranks_of
from connectindex.model.values import NOT_APPLICABLE, OBSERVED
from connectindex.pipeline.measure import measure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame, Series

    from connectindex.model.dyads import Dyads
    from connectindex.pipeline.measure import Measured

    Table = TypeVar("Table", DataFrame, Series)

READ = "ci.read_edition(folder) reads an edition, ci.build(edition) builds its result"
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
        if not isinstance(name, str) or name not in self.tables:
            raise unknown("step", name, self.tables)
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
        """Return what each child adds to a node's score: units x children; rows add up to the score.

        Raises
        ------
        KeyError
            There is no such node.
        """
        children = [c.id for c in self.edition.tree.find(node).children]
        part = self.contributions.xs(node, level="node")["contribution"]
        wide = part.unstack("child").reindex(columns=children)
        return wide.reindex(self.scores.index[self.scores[node].notna()])

    def table(self, *, indicators: bool = False) -> DataFrame:
        """Tabulate scores and ranks in long form, with the names of units and nodes.

        Parameters
        ----------
        indicators
            Also the indicators, with their values.

        Returns
        -------
        DataFrame, a row a year, unit and node: ``year``, ``unit``, ``unit_name``, ``node``, ``node_name``, ``level``
        (indicators are level 1), ``score``, ``rank``; with indicators also ``value`` (imputed values included),
        ``measure`` (its unit of measurement) and ``origin``. What is missing has a row, too.

        Examples
        --------
        >>> import connectindex as ci
        >>> from connectindex.edition.read import starter_folder
        >>> table = ci.build(ci.read_edition(starter_folder())).table()
        >>> table.columns.tolist()
        ['year', 'unit', 'unit_name', 'node', 'node_name', 'level', 'score', 'rank']
        """
        nodes = list(self.edition.tree.top_down())
        parts = [self._long([n.id for n in nodes], {"score": self.scores, "rank": self.ranks})]
        names = {n.id: (n.name, n.level()) for n in nodes}
        if indicators:
            chosen = list(self.edition.indicators.values())
            origin = self.origins["origin"].unstack("indicator")
            tables = {"score": self.stage("normalised"), "rank": self.indicator_ranks}
            tables |= {"value": self.stage("imputed"), "origin": origin}
            parts.append(self._long([i.id for i in chosen], tables))
            names |= {i.id: (i.name, 1) for i in chosen}
        long = pd.concat(parts, ignore_index=True).astype({"rank": "Int64"})
        long.insert(2, "unit_name", long["unit"].map(self.edition.units.names))
        long.insert(4, "node_name", long["node"].map({k: name for k, (name, _) in names.items()}))
        long.insert(5, "level", long["node"].map({k: level for k, (_, level) in names.items()}))
        if indicators:
            long.insert(
                9, "measure", long["node"].map({i.id: i.unit for i in self.edition.indicators.values()}).fillna("")
            )
        return long

    def _long(self, columns: list[str], tables: Mapping[str, DataFrame]) -> DataFrame:
        """Stack tables of the same units and columns: a row a cell."""
        cells = pd.MultiIndex.from_product([self.by_year(self.scores).index, columns])
        rows = pd.DataFrame([(year, unit, node) for (year, unit), node in cells], columns=["year", "unit", "node"])
        index = self.by_year(self.scores).index
        for name, table in tables.items():
            rows[name] = self.by_year(table).reindex(index=index, columns=columns).to_numpy().ravel()
        return rows

    def plot(self, kind: str = "ranking", **options: Any) -> Any:
        """Draw a chart with Vega-Altair.

        Parameters
        ----------
        kind
            ``ranking`` and ``contributions`` (options ``node``, ``year``, ``most``: how many units), ``heatmap``
            (``nodes``, ``year``, ``most``), ``profile`` (``unit``, ``year``), ``links`` on a map (``mode``, ``year``).

        Returns
        -------
        altair.Chart, or layers of charts; what can be done with one is Altair's: ``.properties``, ``.save``, ``|``.

        Raises
        ------
        KeyError
            There is no such kind, node, unit, mode or year.
        InputError
            Altair is not installed: ``pip install 'connectindex[plot]'``.
        """
        from connectindex.pipeline.plots import KINDS  # noqa: PLC0415 - only charts need it
        from connectindex.plots.base import chosen  # noqa: PLC0415

        return chosen(KINDS, kind, {"result": self, **options})

    def __repr__(self) -> str:
        last = self.of_year(self.ranks["index"]).dropna().sort_values(kind="stable")
        names = self.edition.units.names
        first = ", ".join(f"{rank} {names[unit]}" for unit, rank in last.head(3).items())
        return described(
            type(self).__name__,
            self.edition.label,
            span(self.edition.about.years),
            f"{len(last)} of {counted(len(self.edition.units.codes), 'unit')} ranked",
            first,
        )

    def _repr_html_(self) -> str:
        """The head of the ranking, for a notebook."""
        scores, ranks = (self.of_year(table) for table in (self.scores, self.ranks))
        titles = {n.id: n.name for n in (self.edition.tree, *self.edition.tree.pillars)}
        table = scores[list(titles)].rename(columns=titles)
        table.insert(0, "name", self.edition.units.names.reindex(table.index), allow_duplicates=True)
        table.insert(0, "rank", ranks["index"], allow_duplicates=True)
        return html(
            self.edition.label,
            f"{self.edition.about.years[-1]}",
            table.loc[ranks["index"].sort_values(kind="stable").index],
        )


def edition_of(source: Edition | Result, place: str) -> Edition:
    """Return an edition, or that of a result.

    Raises
    ------
    InputError
        It is neither.
    """
    require_kind(place, source, (Edition, Result), "an Edition or a Result", READ)
    return source.edition if isinstance(source, Result) else source


def require_result(result: object, place: str) -> None:
    """Check that an argument is a result.

    Raises
    ------
    InputError
        It is not.
    """
    hint = "build it first: ci.build(edition)" if isinstance(result, Edition) else READ
    require_kind(place, result, Result, "a Result", hint)


def measured_of(source: Edition | Result) -> Measured:
    """Measure an edition, or return the measured values of a result."""
    if not isinstance(source, Result):
        return measure(source)
    same = source.measured.edition is source.edition
    return source.measured if same else replace(source.measured, edition=source.edition)
