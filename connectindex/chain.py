"""The chain: from records to normalised tables, the steps that come before weights."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex import links
from connectindex.errors import InputError, Problem
from connectindex.model.dyads import Dyads
from connectindex.model.values import NOT_APPLICABLE
from connectindex.stages.combinations import require_compatible
from connectindex.stages.denominate import denominate, divisors, undivided
from connectindex.stages.impute import impute
from connectindex.stages.measure import measure
from connectindex.stages.origins import without_denominator
from connectindex.stages.scaling import frozen_scale, require_finite
from connectindex.stages.screen import screen
from connectindex.stages.treat import actions_of, points_of, summary_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pandas import DataFrame

    from connectindex.edition.model import Edition, Methods
    from connectindex.stages.frozen import FrozenColumn


@dataclass(frozen=True, eq=False)
class Measured:
    """What an edition knows before any method has a say. Tables are indexed by (year, unit).

    Parameters
    ----------
    values, denominated, divisors
        Units x indicators: as measured, after division, and what was divided by.
    origins
        Index (year, unit, indicator): origin, year of observation, source.
    applicable
        False where an indicator does not apply.
    dyads
        The links as of each year.
    """

    edition: Edition
    values: DataFrame
    denominated: DataFrame
    divisors: DataFrame
    origins: DataFrame
    applicable: DataFrame
    dyads: Mapping[int, Dyads]


@dataclass(frozen=True, eq=False)
class Completed:
    """Tables after imputing and screening: as the first four of `Prepared`."""

    filled: DataFrame
    imputed: DataFrame
    screened: DataFrame
    reasons: DataFrame


@dataclass(frozen=True, eq=False)
class Prepared:
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


def gathered(edition: Edition) -> Measured:
    """Measure and denominate: all that does not depend on the methods."""
    indicators = list(edition.indicators.values())
    years = edition.about.years
    dyads = {year: dyads_of(edition, year) for year in years}
    found = {year: measure(indicators, dyads[year]) for year in years}
    values = stacked({y: t for y, (t, _) in found.items()})
    origins = stacked({y: o for y, (_, o) in found.items()})
    # measure lists the units of one indicator after those of another
    parts = [o["origin"].to_numpy(dtype=object).reshape(len(indicators), -1).T for _, o in found.values()]
    applicable = pd.DataFrame(np.concatenate(parts) != NOT_APPLICABLE, index=values.index, columns=values.columns)
    per = denominators(edition, dyads)
    below, denominated = divisors(values, indicators, per), denominate(values, indicators, per)
    origins = without_denominator(origins, undivided(values, indicators, per))
    names = [i.id for i in indicators]
    require_finite(denominated.to_numpy(dtype=float), names, denominated.index, lambda _: "measuring")
    return Measured(edition, values, denominated, below, origins, applicable, dyads)


def completed(measured: Measured, methods: Methods) -> Completed:
    """Impute and screen by these methods.

    Raises
    ------
    InputError
        A step cannot be done with this data, or no unit is left.
    """
    edition, denominated, applicable = measured.edition, measured.denominated, measured.applicable
    years = edition.about.years
    if methods.impute.over_years:
        filled, imputed = impute(denominated, methods.impute, edition.units, applicable)
    else:
        filled = _each_year(denominated, lambda t, y: impute(t, methods.impute, edition.units, applicable.loc[y])[0])
        imputed = filled.notna() & denominated.isna()
    observed = denominated.notna()
    kept = {y: screen(filled.loc[y], methods.screen, observed.loc[y], applicable.loc[y], edition.tree) for y in years}
    screened = stacked({y: t for y, (t, _) in kept.items()})
    reasons = stacked({y: r.to_frame() for y, (_, r) in kept.items()})
    require_ranked(not screened.empty, reasons)
    require_each_year(screened.index, years)
    return Completed(filled, imputed, screened, reasons)


def prepared(measured: Measured, methods: Methods, done: Completed | None = None) -> Prepared:
    """Impute, screen, treat and normalise by these methods.

    Parameters
    ----------
    done
        From `completed`, with the same ways to impute and screen; made where it is not given.

    Raises
    ------
    InputError
        A step cannot be done with this data, or no unit is left.
    """
    indicators = [measured.edition.indicators[str(c)] for c in measured.denominated.columns]
    require_compatible(indicators, methods, measured.edition.tree)
    done = done or completed(measured, methods)
    screened = done.screened
    treated, normalised = screened.astype(float), screened.astype(float)
    summaries, points, scale = {}, {}, []
    parts = blocks(screened.index, methods)
    for rows in parts:
        index, x = screened.index[rows], np.asfortranarray(screened.iloc[rows].to_numpy(dtype=float))
        years = index.unique("year")
        functions, after, scores = methods.scaling(indicators, years[-1]).scaled(x, indicators, index)
        treated.iloc[rows], normalised.iloc[rows] = after, scores
        scale += frozen_scale(after, indicators, functions, years[-1] if len(parts) > 1 else None)
        for year in years:
            own = np.asarray(index.get_level_values("year") == year)
            actions = actions_of(functions, x[own], after[own])
            summaries[year] = summary_of(screened.columns, x, after, actions)
            points[year] = points_of(screened.loc[year].index, screened.columns, x[own], after[own], actions)
    return Prepared(
        filled=done.filled,
        imputed=done.imputed,
        screened=screened,
        reasons=done.reasons,
        treated=treated,
        treatment=stacked(summaries),
        points=stacked(points),
        normalised=normalised,
        scale=methods.scale or tuple(scale),
    )


def blocks(index: pd.Index, methods: Methods) -> list[slice]:
    """Rows that are treated and normalised together: each year's, or all of a pooled panel.

    Examples
    --------
    >>> from connectindex.edition.model import Methods
    >>> from connectindex.stages.scales import MinMax
    >>> index = pd.MultiIndex.from_product([[2020, 2025], ["A", "B"]], names=["year", "unit"])
    >>> blocks(index, Methods()), blocks(index, Methods(normalise=MinMax(pool="panel")))
    ([slice(0, 2, None), slice(2, 4, None)], [slice(0, 4, None)])
    """
    years = index.get_level_values("year").to_numpy()
    starts = [0, *(np.flatnonzero(np.diff(years)) + 1), len(years)]
    ends = [0, len(years)] if methods.pooled else starts
    return [slice(int(a), int(b)) for a, b in pairwise(ends)]


def dyads_of(edition: Edition, year: int) -> Dyads:
    """The links of an edition as of one year, with the values that are known then."""
    pairs, memberships = links.summed(edition.links, edition.modes, year, edition.link_sources, edition.places)
    named = edition.links.groupby("mode")["source"].agg(set).to_dict()
    for mode, ids in links.recorded_sources(edition.link_sources, edition.modes, year).items():
        named[mode] = named.get(mode, set()) | ids
    return Dyads(
        pairs=pairs,
        memberships=memberships,
        modes=edition.modes,
        coverage=edition.coverage,
        sources={mode: "; ".join(sorted(ids - {""})) for mode, ids in named.items()},
        units=edition.units,
        values=edition.values.snapshot(year, edition.units, edition.about.max_age),
    )


def stacked(tables: Mapping[int, DataFrame]) -> DataFrame:
    """Tables of several years in one, the year first in the index."""
    return pd.concat(tables, names=["year"])


def require_ranked(ranked: bool, reasons: DataFrame) -> None:  # noqa: FBT001
    """Raise where no unit is ranked, with the most frequent reason."""
    if not ranked:
        hint = f"most frequent reason: {reasons['reason'].value_counts().index[0]}"
        raise InputError([Problem("index", "at least one unit must be ranked", hint=hint)])


def require_each_year(ranked: pd.Index, years: Sequence[int]) -> None:
    """Raise where a year of a panel has no unit left."""
    empty = [y for y in years if y not in ranked.unique("year")]
    if empty:
        hint = "in all other years there is one; leave these out of years, or screen less"
        raise InputError([Problem("index.toml [index] years", "at least one unit must be ranked", str(empty), hint)])


def _each_year(table: DataFrame, step: Callable[[DataFrame, int], DataFrame]) -> DataFrame:
    return stacked({y: step(table.loc[y], y) for y in table.index.unique("year")})


def denominators(edition: Edition, dyads: Mapping[int, Dyads]) -> DataFrame:
    """(year, unit) x the variables that indicators are divided by."""
    names, units = sorted({i.per for i in edition.indicators.values() if i.per}), edition.units.codes
    return stacked({y: pd.DataFrame({n: d.value(n) for n in names}, index=units) for y, d in dyads.items()})
