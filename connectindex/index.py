"""build(): the steps from records to ranks, in order."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from connectindex import links
from connectindex.errors import InputError, Problem
from connectindex.model.dyads import Dyads
from connectindex.model.values import ESTIMATED, NOT_APPLICABLE, REPORTED
from connectindex.stages.aggregate import aggregate
from connectindex.stages.denominate import denominate
from connectindex.stages.frozen import freeze, treated_by
from connectindex.stages.impute import impute
from connectindex.stages.measure import measure
from connectindex.stages.normalise import normalise
from connectindex.stages.origins import with_imputation, with_treatment, without_denominator
from connectindex.stages.screen import screen
from connectindex.stages.treat import NoTreatment, treat
from connectindex.stages.weight import weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pandas import DataFrame, Series

    from connectindex.edition.model import Edition
    from connectindex.model.tree import Node
    from connectindex.stages.frozen import FrozenColumn

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
        Index (unit, indicator): ``origin`` (reported, estimated, imputed, missing, not_applicable),
        ``observed`` (year), ``source`` (ids joined by "; "), ``rule`` (of imputation), ``treated``
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
        return _ranks(self.tables["normalised"])

    @cached_property
    def coverage(self) -> Series:
        """Share of the indicators that apply to a unit which were observed, all units included."""
        origin = self.origins["origin"].unstack("indicator")
        observed = origin.isin([REPORTED, ESTIMATED]).sum(axis=1)
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
    methods, tree, units = edition.methods, edition.tree, edition.units
    indicators = list(edition.indicators.values())
    years = edition.about.years
    dyads = {year: dyads_of(edition, year) for year in years}

    found = {year: measure(indicators, dyads[year]) for year in years}
    measured = _stacked({y: t for y, (t, _) in found.items()})
    origins = _stacked({y: o for y, (_, o) in found.items()})
    applicable = _wide(origins["origin"], measured).ne(NOT_APPLICABLE)

    per = pd.concat({y: _denominators(edition, dyads[y]) for y in years}, names=["year"])
    denominated = denominate(measured, indicators, per)
    origins = without_denominator(origins, denominated)

    if methods.impute.over_years:
        filled, imputed = impute(denominated, methods.impute, units, applicable)
    else:
        filled = _each_year(denominated, lambda t, y: impute(t, methods.impute, units, applicable.loc[y])[0])
        imputed = filled.notna() & denominated.isna()
    kept = {y: _screened(edition, filled.loc[y], denominated.loc[y], applicable.loc[y]) for y in years}
    screened = _stacked({y: t for y, (t, _) in kept.items()})
    reasons = _stacked({y: r.to_frame() for y, (_, r) in kept.items()})

    _require(not screened.empty, reasons)
    treated, treatment, points = _treated(edition, screened)
    bounds = {name: (column.low, column.high) for name, column in methods.scale.items()}
    normalised = _pooled(treated, methods.normalise.pool, lambda t: normalise(t, methods.normalise, indicators, bounds))
    rules = {node.id: methods.rule(node.id) for node in tree.nodes()}
    weights = weigh(tree, methods.weight, normalised, lambda node, x, w: rules[node.id].aggregation.combined(x, w))
    parts = {y: aggregate(normalised.loc[y], tree, weights, rules, applicable.loc[y]) for y in years}
    scores = _stacked({y: s for y, (s, _) in parts.items()})
    contributions = pd.concat({y: c for y, (_, c) in parts.items()}, names=["year"])

    tables = dict(zip(STAGES, (measured, denominated, filled, screened, treated, normalised), strict=True))
    ranks = _stacked({y: _ranks(scores.loc[y]) for y in years})
    left_out = _left_out(reasons, scores, tree)
    _require(bool(ranks["index"].notna().any()), left_out)
    origins = with_imputation(origins, imputed, methods.impute.kind)
    origins = with_treatment(origins, screened, treatment, points)
    one = years[0] if len(years) == 1 else None
    return Result(
        edition=edition,
        tables={name: _plain(t, one) for name, t in tables.items()},
        scores=_plain(scores, one),
        ranks=_plain(ranks, one),
        weights=weights,
        contributions=_plain(contributions, one),
        origins=_plain(origins, one),
        treatment=_plain(treatment, one),
        scale=_scale(edition, screened, treated, treatment),
        left_out=_plain(left_out, one),
        dyads=dyads,
    )


def dyads_of(edition: Edition, year: int) -> Dyads:
    """The links of an edition as of one year, with the values that are known then."""
    pairs, memberships = links.summed(edition.links, edition.modes, year)
    sources = edition.links.groupby("mode")["source"].agg(lambda s: "; ".join(sorted(set(s) - {""})))
    return Dyads(
        pairs=pairs,
        memberships=memberships,
        modes=edition.modes,
        coverage=edition.coverage,
        sources=sources.to_dict(),
        units=edition.units,
        values=edition.values.snapshot(year, edition.units, edition.about.max_age),
    )


def _stacked(tables: Mapping[int, DataFrame]) -> DataFrame:
    return pd.concat(tables, names=["year"])


def _plain(table: DataFrame, year: int | None) -> DataFrame:
    """Without the year in the index, where there is only one."""
    return table if year is None else table.droplevel("year")


def _each_year(table: DataFrame, step: Callable[[DataFrame, int], DataFrame]) -> DataFrame:
    return _stacked({y: step(table.loc[y], y) for y in table.index.unique("year")})


def _pooled(table: DataFrame, pool: str, step: Callable[[DataFrame], DataFrame]) -> DataFrame:
    return step(table) if pool == "panel" else _each_year(table, lambda t, _: step(t))


def _wide(column: Series, like: DataFrame) -> DataFrame:
    wide = column.unstack("indicator")
    return wide.reindex(index=like.index, columns=like.columns)


def _denominators(edition: Edition, dyads: Dyads) -> DataFrame:
    names = sorted({i.per for i in edition.indicators.values() if i.per})
    return pd.DataFrame({n: dyads.value(n) for n in names}, index=edition.units.codes)


def _screened(
    edition: Edition, filled: DataFrame, denominated: DataFrame, applicable: DataFrame
) -> tuple[DataFrame, Series]:
    return screen(filled, edition.methods.screen, denominated.notna(), applicable, edition.tree)


def _treated(edition: Edition, screened: DataFrame) -> tuple[DataFrame, DataFrame, DataFrame]:
    methods = edition.methods
    years = screened.index.unique("year")
    if methods.scale:
        frozen = treated_by(screened, methods.scale)
        return frozen, *_frozen_evidence(screened, frozen, methods.scale)
    done = {y: treat(screened.loc[y], methods.treat, methods.treat_by_indicator) for y in years}
    return tuple(_stacked({y: d[k] for y, d in done.items()}) for k in range(3))


def _frozen_evidence(
    screened: DataFrame, frozen: DataFrame, scale: Mapping[str, FrozenColumn]
) -> tuple[DataFrame, DataFrame]:
    """Treatment table and winsorised points of a table treated by a frozen scale."""
    years = screened.index.unique("year")
    summaries, points = {}, {}
    for year in years:
        _, summary, _ = treat(screened.loc[year], NoTreatment(), {})
        capped = frozen.loc[year].ne(screened.loc[year]) & frozen.loc[year].notna()
        kinds = {str(c): scale[str(c)].transform for c in frozen.columns}
        actions = [kinds[str(c)] or (f"winsorised {n}" if n else "") for c, n in capped.sum().items()]
        summaries[year] = summary.assign(action=actions)
        plain = [c for c in frozen.columns if not kinds[str(c)]]
        cells = capped[plain].stack(future_stack=True)
        moved = cells[cells].index
        points[year] = pd.DataFrame(
            {
                "unit": [u for u, _ in moved],
                "indicator": [i for _, i in moved],
                "before": [screened.loc[(year, u), i] for u, i in moved],
                "after": [frozen.loc[(year, u), i] for u, i in moved],
            }
        )
    return _stacked(summaries), _stacked(points)


def _scale(edition: Edition, screened: DataFrame, treated: DataFrame, treatment: DataFrame) -> DataFrame:
    """The frozen scale in use, or the one this edition would leave to the next."""
    if edition.methods.scale:
        return pd.DataFrame([dataclasses.asdict(c) for c in edition.methods.scale.values()])
    methods = edition.methods
    last = screened.index.unique("year")[-1]
    exponents = {
        name: getattr(methods.treat_by_indicator.get(name, methods.treat), "exponent", 0.0) for name in screened
    }
    return freeze(screened.loc[[last]], treated.loc[[last]], treatment.loc[last, "action"].to_dict(), exponents)


def _ranks(scores: DataFrame) -> DataFrame:
    return scores.rank(ascending=False, method="min").astype("Int64")


def _left_out(reasons: DataFrame, scores: DataFrame, tree: Node) -> DataFrame:
    """Reasons of the screened units, and of those whose root has no score."""
    without = scores.index[scores["index"].isna()]
    lacking = scores.loc[without].isna()
    names = {n.id: n.name for n in tree.nodes()}
    words = [
        "no score for " + (", ".join(names[c] for c in lacking.columns[1:] if row[c]) or "the index")
        for _, row in lacking.iterrows()
    ]
    more = pd.DataFrame({"reason": words}, index=without)
    return pd.concat([reasons, more]).sort_index()


def _require(ranked: bool, reasons: DataFrame) -> None:  # noqa: FBT001
    if not ranked:
        hint = f"most frequent reason: {reasons['reason'].value_counts().index[0]}"
        raise InputError([Problem("index", "at least one unit must be ranked", hint=hint)])
