"""Measure: what an edition knows of each unit and year, before any method has a say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex import links
from connectindex.model.coverage import extended
from connectindex.model.display import Brief
from connectindex.model.dyads import Dyads
from connectindex.model.pairs import paired
from connectindex.model.values import MISSING, NOT_APPLICABLE
from connectindex.stages import measure as indicators_of_a_year
from connectindex.stages.denominate import denominate, divisors, undivided
from connectindex.stages.origins import without_denominator
from connectindex.stages.scaling import require_finite

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pandas import DataFrame

    from connectindex.edition.model import Edition
    from connectindex.model.units import Units


@dataclass(frozen=True, eq=False, repr=False)
class Measured(Brief):
    """The values of an edition before any method is applied. Tables are indexed by (year, unit).

    Parameters
    ----------
    values, denominated, divisors
        Units x indicators: as measured, after division, and what was divided by.
    origins
        Index (year, unit, indicator): origin, year of observation, source.
    applicable
        False where an indicator does not apply.
    dyads
        The links as of each year, of the units that are compared.
    network
        The links as of each year between the units that records name: the same, but in an index of pairs.
    """

    edition: Edition
    values: DataFrame
    denominated: DataFrame
    divisors: DataFrame
    origins: DataFrame
    applicable: DataFrame
    dyads: Mapping[int, Dyads]
    network: Mapping[int, Dyads]


def measure(edition: Edition) -> Measured:
    """Measure all indicators in all years, and divide them by their denominators.

    Raises
    ------
    InputError
        A rate is not finite.
    """
    indicators = list(edition.indicators.values())
    network = {year: dyads_of(edition, year) for year in edition.about.years}
    dyads = {year: of_compared(edition, links_) for year, links_ in network.items()}
    measured_by_year = {year: indicators_of_a_year.measure(indicators, of_year) for year, of_year in dyads.items()}
    values = stacked({y: t for y, (t, _) in measured_by_year.items()})
    origins = stacked({y: o for y, (_, o) in measured_by_year.items()})
    # the units of one indicator are listed after those of another
    parts = [o["origin"].to_numpy(dtype=object).reshape(len(indicators), -1).T for _, o in measured_by_year.values()]
    applicable = pd.DataFrame(np.concatenate(parts) != NOT_APPLICABLE, index=values.index, columns=values.columns)
    per = denominators(edition, dyads)
    below, denominated = divisors(values, indicators, per), denominate(values, indicators, per)
    origins = without_denominator(origins, undivided(values, indicators, per))
    names = [i.id for i in indicators]
    require_finite(denominated.to_numpy(dtype=float), names, denominated.index, lambda _: "measuring")
    return Measured(edition, values, denominated, below, origins, applicable, dyads, network)


def of_compared(edition: Edition, dyads: Dyads) -> Dyads:
    """Bring links to the units that are compared: pairs, in an index of pairs."""
    return dyads if edition.pairs is None else paired(dyads, replace(edition.pairs, ends=dyads.units))


def dyads_of(edition: Edition, year: int) -> Dyads:
    """Sum the links of an edition as of one year, with the values that are known then, of the units there are then.

    With them the links of the earlier years that indicators look back to, of the same units.
    """
    units = edition.ends.in_year(year)
    back = sorted({i.since for i in edition.indicators.values() if i.since is not None and i.since < year})
    return replace(_dyads_of(edition, year, units), earlier={y: _dyads_of(edition, y, units) for y in back})


def _dyads_of(edition: Edition, year: int, units: Units) -> Dyads:
    coverage = edition.coverage
    pairs, memberships = links.summed(edition.links, edition.modes, year, edition.link_sources, edition.places)
    if units is not edition.ends:
        pairs, memberships = (_among(t, units) for t in (pairs, memberships))
        coverage = _before_its_time(coverage, units, edition.modes, pairs)
    named = edition.links.groupby("mode")["source"].agg(set).to_dict()
    for mode, ids in links.recorded_sources(edition.link_sources, edition.modes, year).items():
        named[mode] = named.get(mode, set()) | ids
    return Dyads(
        pairs=pairs,
        memberships=memberships,
        modes=edition.modes,
        coverage=coverage,
        sources={mode: "; ".join(sorted(ids - {""})) for mode, ids in named.items()},
        units=units,
        values=edition.values.snapshot(year, units, edition.about.max_age),
    )


def _among(links_of_year: DataFrame, units: Units) -> DataFrame:
    """Links whose ends are all there."""
    ends = [c for c in ("unit", "partner") if c in links_of_year]
    return links_of_year[links_of_year[ends].isin(units.table.index).all(axis=1)].reset_index(drop=True)


def _before_its_time(coverage: DataFrame, units: Units, modes: Collection[str], pairs: DataFrame) -> DataFrame:
    """Add to the coverage that a census from before a unit's first year says nothing of it."""
    census = pairs.groupby("mode")["year"].max()
    for mode in (m for m in modes if m in census.index):
        recorded = pairs.loc[pairs["mode"] == mode, "unit"].unique()
        codes = units.table.index.difference(recorded, sort=False)
        listed = coverage.loc[coverage["mode"] == mode, "unit"]
        late = codes[~units.exists(pd.Series(codes), pd.Series(float(census[mode]), index=codes)) & ~codes.isin(listed)]
        coverage = extended(coverage, [mode], late, MISSING) if len(late) else coverage
    return coverage


def denominators(edition: Edition, dyads: Mapping[int, Dyads]) -> DataFrame:
    """Read the variables that indicators are divided by: (year, unit) x variables."""
    names = sorted({i.per for i in edition.indicators.values() if i.per})
    return stacked({y: pd.DataFrame({n: d.value(n) for n in names}, index=d.units.codes) for y, d in dyads.items()})


def stacked(tables: Mapping[int, DataFrame]) -> DataFrame:
    """Stack tables of several years, the year first in the index."""
    return pd.concat(tables, names=["year"])
