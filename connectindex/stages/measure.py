"""Measure: from links and values to one value per unit and indicator, with the origin of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.model.values import ESTIMATED, INCOMPLETE, MISSING, NOT_APPLICABLE, REPORTED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pandas import DataFrame, Series

    from connectindex.model.dyads import Dyads
    from connectindex.model.indicator import Indicator

ORIGIN_COLUMNS = ("origin", "observed", "source")


def measure(indicators: Iterable[Indicator], dyads: Dyads) -> tuple[DataFrame, DataFrame]:
    """Compute the values of the indicators before any treatment, and their origins.

    Parameters
    ----------
    indicators
        What to measure.
    dyads
        Links and values as of one year.

    Returns
    -------
    table : DataFrame, units x indicators
        Float; missing where a value is missing or does not apply.
    origins : DataFrame, index (unit, indicator)
        ``origin``: reported, estimated, incomplete, missing or not_applicable; ``observed``: year of the oldest
        input; ``source``: ids of the sources, joined by "; ".
    """
    codes = dyads.units.codes
    columns, origins = {}, {}
    for indicator in indicators:
        value = _computed(indicator, dyads).reindex(codes).astype(float)
        status, observed, source = _inputs(indicator, dyads)
        off = status == NOT_APPLICABLE
        if indicator.not_applicable:
            off = off | codes.isin(dyads.units.members(indicator.not_applicable))
        if indicator.scope:
            off = off | ~codes.isin(indicator.scope)
        value = value.mask(off)
        origin = np.where(off, NOT_APPLICABLE, np.where(value.isna(), MISSING, status))
        # the formula may do without an input that is missing: then its value is an estimate
        origin = np.where(value.notna() & (status == MISSING), ESTIMATED, origin)
        columns[indicator.id] = value
        origins[indicator.id] = pd.DataFrame(
            {"origin": origin, "observed": observed.where(value.notna()), "source": source}, index=codes
        )
    table = pd.DataFrame(columns, index=codes).rename_axis(columns="indicator")
    evidence = pd.concat(origins, names=["indicator", "unit"]).swaplevel().reindex(columns=list(ORIGIN_COLUMNS))
    return table, evidence


def _computed(indicator: Indicator, dyads: Dyads) -> Series:
    if indicator.compute is not None:
        return indicator.compute(dyads)
    return dyads.value(str(indicator.variable))


def _inputs(indicator: Indicator, dyads: Dyads) -> tuple[Series, Series, Series]:
    """Status, oldest year and sources of what an indicator reads, by unit."""
    codes = dyads.units.codes
    modes = [need for need in indicator.needs if need in dyads.modes]
    variables = [need for need in indicator.needs if need not in dyads.modes]
    links = [dyads.of(*modes)] if indicator.together else [dyads.of(mode) for mode in modes]
    statuses = [link.status() for link in links]
    years = [pd.Series(link.observed(), index=codes) for link in links]
    sources = [pd.Series(dyads.sources.get(mode, ""), index=codes) for mode in modes]
    values = dyads.values
    for variable in (*variables, *indicator.variables):
        if variable not in values.value.columns:
            statuses.append(pd.Series(MISSING, index=codes))
            continue
        status = values.status[variable].reindex(codes)
        # what divides a figure, often a yearly estimate of population, does not make the figure one
        statuses.append(status.mask((status == ESTIMATED) & (variable == indicator.per), REPORTED))
        years.append(values.observed[variable].reindex(codes))
        sources.append(values.source[variable].reindex(codes))
    values = dyads.values if dyads.ends is None else dyads.ends.links.values
    for variable in indicator.of_partners:
        if variable in values.value.columns:
            years.append(pd.Series(values.observed[variable].min(), index=codes))
            sources.append(pd.Series("; ".join(sorted(set(values.source[variable]) - {""})), index=codes))
    status = pd.concat(statuses, axis=1)
    off = (status == NOT_APPLICABLE).any(axis=1)
    missing = (status == MISSING).any(axis=1)
    estimated = (status == ESTIMATED).any(axis=1)
    partial = (status == INCOMPLETE).any(axis=1)
    known = np.where(estimated, ESTIMATED, REPORTED)
    # one input is missing and another incomplete: if there is a value all the same, it is incomplete
    worst = np.where(off, NOT_APPLICABLE, np.where(partial, INCOMPLETE, np.where(missing, MISSING, known)))
    oldest = pd.concat(years, axis=1).min(axis=1) if years else pd.Series(np.nan, index=codes)
    joined = pd.concat(sources, axis=1) if sources else pd.DataFrame({"none": ""}, index=codes)
    # few combinations of sources, many units: each combination is joined once
    place, combinations = pd.MultiIndex.from_frame(joined).factorize()
    named = [dict.fromkeys(s for cell in row if cell for s in cell.split("; ")) for row in combinations]
    names = np.array(["; ".join(sources) for sources in named], dtype=object)
    source = pd.Series(names[place], index=codes, dtype=object)
    return pd.Series(worst, index=codes, dtype=object), oldest, source
