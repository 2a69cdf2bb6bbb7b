"""Denominate: flights per million people, pipelines per area."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from connectindex.errors import InputError
from connectindex.statistics.counts import gamma_poisson

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pandas import DataFrame, Series

    from connectindex.model.indicator import Indicator


CERTAIN = 1e9


def denominate(table: DataFrame, indicators: Iterable[Indicator], denominators: DataFrame) -> DataFrame:
    """Divide indicators by their denominators: value / (denominator / scale), for those that name one.

    Where `shrink` is set, the posterior mean of the rate under a distribution common to all units and
    years of the table (`connectindex.statistics.counts.gamma_poisson`).

    Parameters
    ----------
    table
        Units x indicators.
    indicators
        Their settings: `per`, `scale` and `shrink`.
    denominators
        Units x variables. A denominator that is missing or not above zero leaves the cell missing.

    Examples
    --------
    >>> import pandas as pd
    >>> from connectindex.model.indicator import Indicator
    >>> flights = Indicator("flights", "Flights", "per million", per="population", scale=1e6)
    >>> table = pd.DataFrame({"flights": [30.0]}, index=["FRA"])
    >>> denominate(table, [flights], pd.DataFrame({"population": [60e6]}, index=["FRA"]))["flights"].tolist()
    [0.5]
    """
    return _divided(table, indicators, denominators)[0]


def divisors(table: DataFrame, indicators: Iterable[Indicator], denominators: DataFrame) -> DataFrame:
    """Compute the divisor of each cell, denominator / scale; 1 without denominator, missing where it is missing.

    Of a shrunk rate (n + a) / (e + b) it is e + b: the rest, a / (e + b), does not depend on the cell's count.
    """
    return _divided(table, indicators, denominators)[1]


def undivided(table: DataFrame, indicators: Iterable[Indicator], denominators: DataFrame) -> DataFrame:
    """Classify values that have no rate: their denominator is ``missing``, ``zero`` or ``negative``.

    Parameters
    ----------
    table, denominators
        Units x indicators, units x variables, as for `denominate`.

    Returns
    -------
    Units x indicators of text; empty where a value is divided, needs no denominator or is missing itself.

    Examples
    --------
    >>> import pandas as pd
    >>> from connectindex.model.indicator import Indicator
    >>> flights = Indicator("flights", "Flights", "per million", per="population", scale=1e6)
    >>> table = pd.DataFrame({"flights": [30.0, 4.0]}, index=["FRA", "VAT"])
    >>> undivided(table, [flights], pd.DataFrame({"population": [60e6, 0.0]}, index=["FRA", "VAT"]))["flights"].tolist()
    ['', 'zero']
    """
    why = pd.DataFrame("", index=table.index, columns=table.columns, dtype=object)
    for indicator in (i for i in indicators if i.per):
        below, known = denominators[indicator.per].reindex(table.index), table[indicator.id].notna()
        for word, lost in (("missing", below.isna()), ("zero", below == 0), ("negative", below < 0)):
            why.loc[known & lost, indicator.id] = word
    return why


def _divided(table: DataFrame, indicators: Iterable[Indicator], denominators: DataFrame) -> tuple[DataFrame, DataFrame]:
    above, below = table.copy(), pd.DataFrame(1.0, index=table.index, columns=table.columns)
    for indicator in indicators:
        if indicator.per:
            known = denominators[indicator.per].reindex(table.index)
            exposure = known.where(known > 0) / indicator.scale
            added, more = _prior(indicator.id, table[indicator.id], exposure) if indicator.shrink else (0.0, 0.0)
            above[indicator.id] = table[indicator.id] + added
            below[indicator.id] = exposure + more
    return above / below, below


def _prior(name: str, count: Series, exposure: Series) -> tuple[float, float]:
    """Shape and rate of the rates' common distribution, over all units and years of the table."""
    try:
        fit = gamma_poisson(count, exposure)
    except InputError as error:
        raise InputError([replace(p, place=f"indicator {name}, {p.place}") for p in error.problems]) from None
    if math.isfinite(fit.shape):
        return fit.shape, fit.rate
    # counts that vary no more than one rate allows: a prior so strong that each unit gets that rate
    strong = CERTAIN * float(exposure.max())
    return fit.mean * strong, strong


def related_denominators(table: DataFrame, denominators: DataFrame, limit: float = 0.6) -> DataFrame:
    """Find indicators that are correlated with a denominator: |Pearson r| > `limit`.

    Returns
    -------
    DataFrame with ``indicator``, ``denominator``, ``r``, ``n``, the strongest first. An indicator
    that is listed and is not divided measures size as much as anything else.
    """
    rows = []
    for variable in denominators.columns:
        below = denominators[variable].reindex(table.index)
        r = table.corrwith(below)
        n = (table.notna() & below.notna().to_numpy()[:, None]).sum()
        rows.append(pd.DataFrame({"indicator": r.index, "denominator": variable, "r": r.values, "n": n.values}))
    correlations = pd.concat(rows, ignore_index=True)
    correlations = correlations[correlations["r"].abs() > limit]
    order = correlations["r"].abs().sort_values(ascending=False, kind="stable").index
    return correlations.loc[order].reset_index(drop=True)
