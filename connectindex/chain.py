"""The chain: from records to normalised tables, the steps that come before weights."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex import links
from connectindex.errors import InputError, Problem, limited, shown
from connectindex.model.dyads import Dyads
from connectindex.model.values import NOT_APPLICABLE
from connectindex.stages.denominate import denominate, divisors, undivided
from connectindex.stages.frozen import freeze, treated_by
from connectindex.stages.impute import impute
from connectindex.stages.measure import measure
from connectindex.stages.normalise import normalise
from connectindex.stages.origins import without_denominator
from connectindex.stages.screen import screen
from connectindex.stages.treat import NoTreatment, treat

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
    """

    filled: DataFrame
    imputed: DataFrame
    screened: DataFrame
    reasons: DataFrame
    treated: DataFrame
    treatment: DataFrame
    points: DataFrame
    normalised: DataFrame


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
    _require_finite(denominated, "measuring")
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
    indicators = list(measured.edition.indicators.values())
    done = done or completed(measured, methods)
    screened = done.screened
    treated, treatment, points = _treated(screened, methods)
    _require_finite(treated, f"treatment {methods.treat.kind!r}")
    bounds = {name: (column.low, column.high) for name, column in methods.scale.items()}
    normalised = _pooled(treated, methods.normalise.pool, lambda t: normalise(t, methods.normalise, indicators, bounds))
    _require_finite(normalised, f"method {methods.normalise.kind!r}")
    return Prepared(done.filled, done.imputed, screened, done.reasons, treated, treatment, points, normalised)


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


def _require_finite(table: DataFrame, step: str) -> None:
    """Raise where arithmetic left what a number can hold; missing cells stay missing."""
    rows, columns = np.isinf(table.to_numpy(dtype=float)).nonzero()
    if rows.size:
        rule = f"must be a finite number after {step}"
        problems = [
            Problem(f"indicator {table.columns[j]}: unit {table.index[i][-1]}", rule, shown(float(table.iat[i, j])))
            for i, j in zip(rows, columns, strict=True)
        ]
        raise InputError(limited(problems))


def scale_of(steps: Prepared, methods: Methods) -> DataFrame:
    """The frozen scale in use, or the one this edition would leave to the next."""
    if methods.scale:
        return pd.DataFrame([dataclasses.asdict(c) for c in methods.scale.values()])
    screened, treated, treatment = steps.screened, steps.treated, steps.treatment
    last = screened.index.unique("year")[-1]
    exponents = {
        name: getattr(methods.treat_by_indicator.get(name, methods.treat), "exponent", 0.0) for name in screened
    }
    return freeze(screened.loc[[last]], treated.loc[[last]], treatment.loc[last, "action"].to_dict(), exponents)


def _each_year(table: DataFrame, step: Callable[[DataFrame, int], DataFrame]) -> DataFrame:
    return stacked({y: step(table.loc[y], y) for y in table.index.unique("year")})


def _pooled(table: DataFrame, pool: str, step: Callable[[DataFrame], DataFrame]) -> DataFrame:
    return step(table) if pool == "panel" else _each_year(table, lambda t, _: step(t))


def denominators(edition: Edition, dyads: Mapping[int, Dyads]) -> DataFrame:
    """(year, unit) x the variables that indicators are divided by."""
    names, units = sorted({i.per for i in edition.indicators.values() if i.per}), edition.units.codes
    return stacked({y: pd.DataFrame({n: d.value(n) for n in names}, index=units) for y, d in dyads.items()})


def _treated(screened: DataFrame, methods: Methods) -> tuple[DataFrame, DataFrame, DataFrame]:
    years = screened.index.unique("year")
    if methods.scale:
        frozen = treated_by(screened, methods.scale)
        return frozen, *_frozen_evidence(screened, frozen, methods.scale)
    done = {y: treat(screened.loc[y], methods.treat, methods.treat_by_indicator) for y in years}
    return tuple(stacked({y: d[k] for y, d in done.items()}) for k in range(3))


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
    return stacked(summaries), stacked(points)
