"""Origins: what each step adds to the story of a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.model.values import MISSING, OBSERVED

if TYPE_CHECKING:
    from collections.abc import Collection

    from pandas import DataFrame, Series

IMPUTED, SHRUNK, ONE_RATE, DENOMINATOR = "imputed", "shrunk", "one rate", "denominator "
CERTAINTY = 1e-6  # a prior without spread leaves a billionth of the counts' own
KEYS = ["year", "unit", "indicator"]


def without_denominator(origins: DataFrame, why: DataFrame) -> DataFrame:
    """Mark values whose denominator is missing, zero or negative as missing; ``rule`` says which of them it was.

    Parameters
    ----------
    origins
        Index (year, unit, indicator), as `connectindex.stages.measure.measure` gives them by year.
    why
        Index (year, unit), columns indicators: as `connectindex.stages.denominate.undivided` says.
    """
    word = _long(why).reindex(origins.index).fillna("").astype(object)
    lost = origins["origin"].isin(OBSERVED) & (word != "")
    rule = (DENOMINATOR + word).where(lost, "")
    return origins.assign(origin=origins["origin"].mask(lost, MISSING), rule=rule)


def with_imputation(origins: DataFrame, imputed: DataFrame, rule: str) -> DataFrame:
    """Mark cells that were imputed, with the rule that filled them in the column ``rule``."""
    cells = _long(imputed).reindex(origins.index, fill_value=False).astype(bool)
    return origins.assign(origin=origins["origin"].mask(cells, IMPUTED), rule=origins["rule"].mask(cells, rule))


def with_shrinkage(origins: DataFrame, names: Collection[str], denominated: DataFrame) -> DataFrame:
    """Mark observed cells of the indicators `names`, whose rates are shrunk to the common rate: rule ``shrunk``.

    ``one rate`` where nothing of their own is left: one common rate explains the counts as well as any spread.
    """
    observed = origins["origin"].isin(OBSERVED)
    indicator = origins.index.get_level_values("indicator")
    rates = denominated[list(names)]
    one = list(rates.columns[rates.max() - rates.min() <= CERTAINTY * rates.max()])
    rule = np.where(indicator.isin(one), ONE_RATE, SHRUNK)
    return origins.assign(rule=origins["rule"].mask(observed & indicator.isin(list(names)), rule))


def with_treatment(origins: DataFrame, screened: DataFrame, treatment: DataFrame, points: DataFrame) -> DataFrame:
    """Add to each cell how it was treated.

    Parameters
    ----------
    screened
        The table that was treated.
    treatment
        Index (year, indicator): ``action``.
    points
        ``unit``, ``indicator``, ``before``, ``after`` of the winsorised points, ``year`` in the index.

    Returns
    -------
    DataFrame with the columns ``treated`` ("", "winsorised", "log", "boxcox"), ``before``, ``after``.
    """
    moved = points.reset_index(level="year").set_index(KEYS)
    cells = _long(screened).dropna()
    names = cells.index
    by_indicator = pd.MultiIndex.from_arrays([names.get_level_values(k) for k in ("year", "indicator")])
    action = pd.Series(treatment["action"].reindex(by_indicator).to_numpy(), index=names, dtype=object)
    kind = action.map(lambda text: text.partition(" ")[0])
    # winsorising changes a few points of a column, a transformation all of them
    touched = (kind != "") & ((kind != "winsorised") | names.isin(moved.index))
    treated = kind[touched].reindex(origins.index).fillna("")
    return origins.assign(
        treated=treated,
        before=moved["before"].reindex(origins.index),
        after=moved["after"].reindex(origins.index),
    )


def _long(table: DataFrame) -> Series:
    return table.stack(future_stack=True).rename_axis(KEYS)
