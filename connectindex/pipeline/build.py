"""Build: the steps from records to ranks, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.edition.model import Edition
from connectindex.errors import InputError, Problem, require_kind
from connectindex.model.ranking import ranks as ranks_of
from connectindex.model.words import Commas, Name, phrase
from connectindex.pipeline.measure import measure, stacked
from connectindex.pipeline.prepare import left_out as screened_out
from connectindex.pipeline.prepare import prepare, require_ranked
from connectindex.pipeline.result import READ, STAGES, Result
from connectindex.stages.aggregate import aggregate
from connectindex.stages.frozen import scale_table
from connectindex.stages.origins import with_imputation, with_shrinkage, with_treatment
from connectindex.stages.scaling import frozen_scale
from connectindex.stages.treat import actions_of, points_of, summary_of
from connectindex.stages.weight import weigh

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.edition.model import Methods
    from connectindex.model.tree import Node
    from connectindex.pipeline.measure import Measured
    from connectindex.pipeline.prepare import Prepared
    from connectindex.stages.frozen import FrozenColumn


@dataclass(frozen=True, eq=False)
class StepTables:
    """Tables after each step up to normalising, indexed by (year, unit), and what each step changed.

    Parameters
    ----------
    filled, screened, treated, normalised
        Units x indicators after imputing, screening, treating, normalising.
    imputed
        True where a cell was filled.
    reasons
        Why units were screened out: column ``reason``.
    treatment, points
        Evidence of the treatment of outliers.
    scale
        Treatment and bounds of each indicator, of each year where years have their own.
    """

    filled: DataFrame
    imputed: DataFrame
    screened: DataFrame
    reasons: DataFrame
    treated: DataFrame
    treatment: DataFrame
    points: DataFrame
    normalised: DataFrame
    scale: tuple[FrozenColumn, ...]


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
    hint = "it is built already: result.edition" if isinstance(edition, Result) else READ
    require_kind("build edition", edition, Edition, "an Edition", hint)
    return built(measure(edition))


def built(measured: Measured) -> Result:
    """Build the index of an edition that has been measured."""
    edition = measured.edition
    methods, tree, years = edition.methods, edition.tree, edition.about.years
    steps = tables_of(measured, methods, prepare(measured, methods))
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
        measured=measured,
        tables={name: _plain(t, one) for name, t in zip(STAGES, tables, strict=True)},
        scores=_plain(scores, one),
        ranks=_plain(ranks, one),
        weights=weights,
        contributions=_plain(contributions, one),
        origins=_plain(origins, one),
        treatment=_plain(steps.treatment, one),
        scale=scale_table(steps.scale),
        left_out=_plain(left_out, one),
    )


def tables_of(measured: Measured, methods: Methods, steps: Prepared) -> StepTables:
    """Label the one table that was prepared, with the evidence of each step."""
    like, x = measured.denominated, measured.denominated.to_numpy(dtype=float)
    indicators = [measured.edition.indicators[str(name)] for name in like.columns]
    whole, kept = steps.completed.filled[0], steps.completed.kept[0]
    treated = np.full_like(whole, np.nan)
    summaries, points = {}, {}
    scale: list[FrozenColumn] = []
    for part in steps.scaled:
        index, before, after = like.index[part.rows], whole[part.rows], part.treated[0]
        treated[part.rows] = after
        years = index.get_level_values("year")
        several = len(steps.scaled) > 1
        scale += frozen_scale(after, indicators, part.functions, years[-1] if several else None)
        for year in years.unique():
            of_year = np.asarray(years == year)
            actions = actions_of(part.functions, before[of_year], after[of_year])
            summaries[year] = summary_of(like.columns, before, after, actions)
            units = index[of_year].get_level_values("unit")
            points[year] = points_of(units, like.columns, before[of_year], after[of_year], actions)

    def table(values: NDArray[np.float64]) -> DataFrame:
        return pd.DataFrame(values[kept], index=like.index[kept], columns=like.columns)

    filled = pd.DataFrame(whole, index=like.index, columns=like.columns)
    return StepTables(
        filled=filled,
        imputed=filled.notna() & like.isna(),
        screened=table(whole),
        reasons=screened_out(measured, methods, x, whole),
        treated=table(treated),
        treatment=stacked(summaries),
        points=stacked(points),
        normalised=table(steps.normalised[0]),
        scale=methods.scale or tuple(scale),
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
        phrase("no score for {nodes}", nodes=Commas(Name(names[c]) for c in lacking.columns[1:] if row[c]))
        if row.iloc[1:].any()
        else phrase("no score for the index")
        for _, row in lacking.iterrows()
    ]
    more = pd.DataFrame({"reason": words}, index=without, dtype=object)
    return pd.concat([reasons, more]).sort_index()
