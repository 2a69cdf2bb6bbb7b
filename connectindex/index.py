"""build(): the steps from records to ranks, in order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from connectindex.chain import gathered, prepared, require_ranked, stacked
from connectindex.errors import InputError, Problem
from connectindex.model.ranking import ranks as ranks_of
from connectindex.model.values import NOT_APPLICABLE, OBSERVED
from connectindex.model.words import message
from connectindex.stages.aggregate import aggregate
from connectindex.stages.frozen import scale_table
from connectindex.stages.origins import with_imputation, with_shrinkage, with_treatment
from connectindex.stages.weight import weigh

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame, Series

    from connectindex.edition.model import Edition
    from connectindex.model.dyads import Dyads
    from connectindex.model.tree import Node

NO_SCORE, NO_INDEX = message("no score for {nodes}"), message("no score for the index")
STAGES = ("measured", "denominated", "imputed", "screened", "treated", "normalised")


@dataclass(frozen=True, eq=False)
class Result:
    """An index: scores, ranks and how they came to be.

    Tables are indexed by unit, or by (year, unit) where the edition has several years.

    Parameters
    ----------
    edition
        What it was built from.
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
    dyads
        The links as of each year.
    """

    edition: Edition
    tables: Mapping[str, DataFrame]
    scores: DataFrame
    ranks: DataFrame
    weights: DataFrame
    contributions: DataFrame
    origins: DataFrame
    treatment: DataFrame
    scale: DataFrame
    left_out: DataFrame
    dyads: Mapping[int, Dyads]

    def stage(self, name: str) -> DataFrame:
        """Units x indicators after one step.

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
        """Rank of each unit on each indicator, 1 the best; missing where there is no score."""
        return ranks_of(self.tables["normalised"])

    @cached_property
    def coverage(self) -> Series:
        """Share of the indicators that apply to a unit which were observed, all units included."""
        origin = self.origins["origin"].unstack("indicator")
        observed = origin.isin(OBSERVED).sum(axis=1)
        return (observed / (origin != NOT_APPLICABLE).sum(axis=1)).rename("coverage")

    def contributions_to(self, node: str) -> DataFrame:
        """What each child adds to a node's score: units x children; rows add up to the score."""
        part = self.contributions.xs(node, level="node")["contribution"]
        children = [c.id for c in self.edition.tree.find(node).children]
        wide = part.unstack("child").reindex(columns=children)
        return wide.reindex(self.scores.index[self.scores[node].notna()])

    def _repr_html_(self) -> str:
        """The head of the ranking, for a notebook."""
        names = self.edition.units.names.reindex(self.scores.index, level="unit" if self._panel else None)
        table = self.scores.round(1).assign(name=names, rank=self.ranks["index"]).sort_values("rank")
        columns = ["rank", "name", *self.scores.columns[: 1 + len(self.edition.tree.pillars)]]
        return str(table[columns].head(20).to_html())

    @property
    def _panel(self) -> bool:
        return len(self.edition.about.years) > 1


def build(edition: Edition) -> Result:
    """Build the index of an edition.

    Parameters
    ----------
    edition
        From `connectindex.read_edition` or `connectindex.world`.

    Returns
    -------
    Result

    Raises
    ------
    InputError
        A step cannot be done with this data; the problems name unit, indicator and value.

    Examples
    --------
    >>> import connectindex as ci
    >>> result = ci.build(ci.world())
    >>> result.scores.columns[0]
    'index'
    """
    measured = gathered(edition)
    methods, tree, years = edition.methods, edition.tree, edition.about.years
    steps = prepared(measured, methods)
    rules = {node.id: methods.rule(node.id) for node in tree.nodes()}
    weights = weigh(tree, methods.weight, steps.normalised, rules)
    parts = {y: aggregate(steps.normalised.loc[y], tree, weights, rules, measured.applicable.loc[y]) for y in years}
    scores = stacked({y: s for y, (s, _) in parts.items()})
    contributions = pd.concat({y: c for y, (_, c) in parts.items()}, names=["year"])
    ranks = ranks_of(scores)
    left_out = _left_out(steps.reasons, scores, tree)
    require_ranked(bool(ranks["index"].notna().any()), left_out)
    _require_scores(scores.loc[years[-1]], tree)
    origins = with_imputation(measured.origins, steps.imputed, methods.impute.kind)
    shrunk = [i.id for i in edition.indicators.values() if i.shrink]
    origins = with_shrinkage(origins, shrunk, measured.denominated)
    origins = with_treatment(origins, steps.screened, steps.treatment, steps.points)
    tables = (measured.values, measured.denominated, steps.filled, steps.screened, steps.treated, steps.normalised)
    one = years[0] if len(years) == 1 else None
    return Result(
        edition=edition,
        tables={name: _plain(t, one) for name, t in zip(STAGES, tables, strict=True)},
        scores=_plain(scores, one),
        ranks=_plain(ranks, one),
        weights=weights,
        contributions=_plain(contributions, one),
        origins=_plain(origins, one),
        treatment=_plain(steps.treatment, one),
        scale=scale_table(steps.scale),
        left_out=_plain(left_out, one),
        dyads=measured.dyads,
    )


def _plain(table: DataFrame, year: int | None) -> DataFrame:
    """Without the year in the index, where there is only one."""
    return table if year is None else table.droplevel("year")


def _require_scores(scores: DataFrame, tree: Node) -> None:
    """Raise where a node has no score for any unit: the index would be another than its tree says."""
    rule, hint = (
        "at least one unit must have a score on the node",
        "give its indicators data, or take it out of the tree",
    )
    empty = [n.id for n in tree.nodes() if scores[n.id].isna().all()]
    if empty:
        raise InputError([Problem(f"index.toml node {node}", rule, "", hint) for node in empty])


def _left_out(reasons: DataFrame, scores: DataFrame, tree: Node) -> DataFrame:
    """Reasons of the screened units, and of those whose root has no score."""
    without = scores.index[scores["index"].isna()]
    lacking = scores.loc[without].isna()
    names = {n.id: n.name for n in tree.nodes()}
    words = [
        NO_SCORE.format(nodes=", ".join(names[c] for c in lacking.columns[1:] if row[c]))
        if row.iloc[1:].any()
        else NO_INDEX
        for _, row in lacking.iterrows()
    ]
    more = pd.DataFrame({"reason": words}, index=without)
    return pd.concat([reasons, more]).sort_index()
