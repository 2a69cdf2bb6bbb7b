"""Normalise: bring indicators of different units onto one scale, better upwards."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem, shown
from connectindex.stages.distances import DistanceToMax, DistanceToReference, DistanceToTarget, FractionOfMax
from connectindex.stages.ranks import Borda, PercentileRank, Rank
from connectindex.stages.scales import Categories, Columns, Goalposts, MinMax, ZScore
from connectindex.stages.spread import DataSpread, FrozenSpread

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.model.indicator import Indicator
    from connectindex.stages.normalisation import Normalisation
    from connectindex.stages.spread import Spread


NORMALISATIONS: Mapping[str, type[Normalisation]] = {
    "minmax": MinMax,
    "zscore": ZScore,
    "rank": Rank,
    "borda": Borda,
    "percentile_rank": PercentileRank,
    "distance_to_max": DistanceToMax,
    "distance_to_reference": DistanceToReference,
    "distance_to_target": DistanceToTarget,
    "fraction_of_max": FractionOfMax,
    "goalposts": Goalposts,
    "categories": Categories,
}


def normalise(table: DataFrame, method: Normalisation, indicators: Iterable[Indicator]) -> DataFrame:
    """Normalise all indicators to one scale, more being better for every one.

    Parameters
    ----------
    table
        Units x indicators, untreated.
    method
        The rule.
    indicators
        Their direction, goalposts and targets; at least those of the table's columns.

    Examples
    --------
    >>> import pandas as pd
    >>> from connectindex.model.indicator import Indicator
    >>> from connectindex.stages.scales import MinMax
    >>> hours = Indicator("hours", "Border time", "hours", direction=-1)
    >>> normalise(pd.DataFrame({"hours": [1.0, 3.0]}), MinMax(), [hours])["hours"].tolist()
    [100.0, 0.0]
    """
    by_id = {i.id: i for i in indicators}
    columns = Columns.of([by_id[str(c)] for c in table.columns])
    out = normalised_columns(table.to_numpy(dtype=float), columns, method, table.index)
    return pd.DataFrame(out, index=table.index, columns=table.columns)


def normalised_columns(
    x: NDArray[np.float64],
    columns: Columns,
    method: Normalisation,
    rows: pd.Index,
    frozen: FrozenSpread | None = None,
    *,
    clip: bool = False,
) -> NDArray[np.float64]:
    """Normalise the columns of an array, as `normalise` does.

    Parameters
    ----------
    x : array, units x columns
        Treated values.
    columns
        What they are; they may stand for indicators, or for an indicator in each of many draws.
    rows
        Units, or years and units.
    frozen
        Bounds, mean and deviation of a frozen scale, in place of those of the data.
    clip
        Values beyond the bounds of a frozen scale count as the bounds.
    """
    filled = np.flatnonzero(~np.isnan(x).all(axis=0))
    out = np.full(x.shape, np.nan)
    if filled.size:
        x, columns_ = x[:, filled], columns.some(filled)
        turned = from_ideal(x, columns_)
        spread: Spread = DataSpread(turned)
        if frozen is not None:
            spread = FrozenSpread(*(getattr(frozen, f.name)[filled] for f in fields(FrozenSpread)))
            if not method.own_bounds:
                _require_frozen(turned, columns_, method, spread)
                turned = np.clip(turned, spread.low, spread.high) if clip else turned
        values = x if isinstance(method, Goalposts) else turned
        out[:, filled] = method.normalised(values, columns_, spread, rows)
    floors = columns.each(lambda i: -np.inf if i.floor is None else i.floor)
    return np.where(np.isnan(out), out, np.maximum(out, floors))


def from_ideal(x: NDArray[np.float64], columns: Columns) -> NDArray[np.float64]:
    """Compute minus the distance from the ideal band, for the columns that have one; all others as they are."""
    two_sided = columns.two_sided
    if not two_sided.any():
        return x
    low, high = columns.pair("ideal")
    return np.where(two_sided, -np.maximum(np.maximum(low - x, x - high), 0.0), x)


def _require_frozen(turned: NDArray[np.float64], columns: Columns, method: Normalisation, spread: FrozenSpread) -> None:
    """Raise where a frozen scale lacks what the method needs."""
    older = np.isnan(spread.mean) | np.isnan(spread.sd)
    without = np.isnan(spread.low) | np.isnan(spread.high)
    narrow = (spread.low == spread.high) & ((turned != spread.low) & ~np.isnan(turned)).any(axis=0)
    # an older file has bounds of the values themselves, and none of their distances
    lacking = without | (older & (columns.two_sided | isinstance(method, ZScore)))
    hint = "freeze it anew: tables/scale.csv of the edition whose scale is meant"
    problems = [
        Problem(f"scale.csv indicator {i.id}", f"must have low, high, mean and sd for {method.kind!r}", "", hint)
        for i, _ in columns.named(lacking)
    ]
    rule = "must distinguish values: all were the same when it was frozen"
    problems += [
        Problem(f"scale.csv indicator {i.id}", rule, f"low = high = {shown(float(spread.low[j]))}")
        for i, j in columns.named(narrow & ~lacking)
    ]
    if problems:
        raise InputError(problems)
