"""Denominate: flights per million people, pipelines per area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pandas import DataFrame

    from connectindex.model.indicator import Indicator


def denominate(table: DataFrame, indicators: Iterable[Indicator], denominators: DataFrame) -> DataFrame:
    """Value / (denominator / scale), for the indicators that name a denominator.

    Parameters
    ----------
    table
        Units x indicators.
    indicators
        Their settings: `per` and `scale`.
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
    per = {i.id: i for i in indicators if i.per}
    divided = table.copy()
    for name, indicator in per.items():
        below = denominators[indicator.per].reindex(table.index)
        divided[name] = table[name] / (below.where(below > 0) / indicator.scale)
    return divided


def related_denominators(table: DataFrame, denominators: DataFrame, limit: float = 0.6) -> DataFrame:
    """Indicators that go together with a denominator: |Pearson r| > `limit`.

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
    found = pd.concat(rows, ignore_index=True)
    found = found[found["r"].abs() > limit]
    order = found["r"].abs().sort_values(ascending=False, kind="stable").index
    return found.loc[order].reset_index(drop=True)
