"""Liner shipping connectivity: UNCTAD's arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.errors import InputError, Problem

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def shipping_connectivity(components: DataFrame, base: int, *, average: bool = False) -> Series:
    """100 m / max m of the base year, with m the mean of the components over their maxima of that year.

    Parameters
    ----------
    components
        Index (year, unit); one column a component (ships, capacity, largest ship, services,
        companies, directly connected countries). A missing component is passed over.
    base
        The year whose maxima are the unit of measurement.
    average
        True: the average of the base year is 100 (UNCTAD since 2024); False: its highest country.

    Returns
    -------
    Series, index (year, unit)

    Raises
    ------
    InputError
        There are no data of the base year.

    References
    ----------
    UNCTAD, Liner Shipping Connectivity Index, method of 2004 and its revision of 2024.

    Examples
    --------
    >>> import pandas as pd
    >>> index = pd.MultiIndex.from_product([[2004], ["CHN", "MUS"]], names=["year", "unit"])
    >>> shipping_connectivity(pd.DataFrame({"ships": [200.0, 50.0]}, index=index), 2004).tolist()
    [100.0, 25.0]
    """
    if base not in components.index.unique("year"):
        raise InputError([Problem("liner shipping connectivity", "needs data of the base year", str(base))])
    mean = (components / components.loc[base].max()).mean(axis=1)
    of_base = mean.loc[base]
    return (100 * mean / (of_base.mean() if average else of_base.max())).rename("lsci")
