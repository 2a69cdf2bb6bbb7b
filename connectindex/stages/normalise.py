"""Normalise: bring indicators of different units onto one scale, better upwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.stages.distances import DistanceToMax, DistanceToReference, DistanceToTarget, FractionOfMax
from connectindex.stages.ranks import Borda, PercentileRank, Rank
from connectindex.stages.scales import Categories, Goalposts, MinMax, Scale, ZScore

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.model.indicator import Indicator
    from connectindex.stages.scales import Normalisation


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


def normalise(
    table: DataFrame,
    method: Normalisation,
    indicators: Iterable[Indicator],
    bounds: Mapping[str, tuple[float, float]] | None = None,
) -> DataFrame:
    """All indicators on one scale, more being better for every one.

    Parameters
    ----------
    table
        Units x indicators.
    method
        The rule.
    indicators
        Their direction, goalposts and targets; at least those of the table's columns.
    bounds
        Lowest and highest value by indicator, of a frozen scale, for min-max.

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
    columns = [by_id[str(c)] for c in table.columns]
    out = normalised_columns(table.to_numpy(dtype=float), columns, method, list(table.index), bounds)
    return pd.DataFrame(out, index=table.index, columns=table.columns)


def normalised_columns(
    x: NDArray[np.float64],
    columns: Sequence[Indicator],
    method: Normalisation,
    rows: Sequence[str],
    bounds: Mapping[str, tuple[float, float]] | None = None,
) -> NDArray[np.float64]:
    """The same on an array.

    Parameters
    ----------
    x : array, units x columns
        Columns may stand for indicators, or for an indicator in each of many draws.
    columns
        Indicator of each column.
    rows
        Units.
    """
    scale = {c.id: Scale.of(c, (bounds or {}).get(c.id)) for c in columns}
    x = x.copy()
    for name in {c.id for c in columns if c.ideal is not None}:
        mine = np.array([c.id == name for c in columns])
        low, high = next(c.ideal for c in columns if c.id == name and c.ideal)
        x[:, mine] = -np.maximum(np.maximum(low - x[:, mine], x[:, mine] - high), 0.0)
    filled = [int(j) for j in np.flatnonzero(~np.isnan(x).all(axis=0))]
    out = np.full(x.shape, np.nan)
    if filled:
        out[:, filled] = method.normalised(x[:, filled], [scale[columns[j].id] for j in filled], rows)
    floors = np.array([-np.inf if c.floor is None else c.floor for c in columns])
    return np.where(np.isnan(out), out, np.maximum(out, floors))
