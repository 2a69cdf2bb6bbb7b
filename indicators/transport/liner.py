"""Liner shipping connectivity by UNCTAD's method, for countries and for pairs of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray
    from pandas import DataFrame, Series

    from connectindex.model.dyads import Dyads

    Array = NDArray[np.float64]

LOWER_IS_BETTER = ("transshipments",)
BLOCK = 1_000_000
"""Cells of the cube of paths that are looked at together."""


def shipping_connectivity(components: DataFrame, base: int, *, average: bool = False) -> Series:
    """Compute liner shipping connectivity: 100 m / max m of the base year, m the mean of components over maxima.

    Parameters
    ----------
    components
        Index (year, unit); one column a component (ships, capacity, largest ship, services,
        companies, directly connected countries). A missing component is passed over.
    base
        The year whose maxima are the unit of measurement.
    average
        True: the average of the base year is 100 (UNCTAD since 2024); False: its highest country.
        The revision of 2024 also gives ship size less say; how, could not be read, so the components
        here are those of the older arithmetic.

    Returns
    -------
    Series, index (year, unit)

    Raises
    ------
    InputError
        There are no data of the base year, or a component is nowhere above zero in it.

    References
    ----------
    UNCTAD, Liner Shipping Connectivity Index, method of 2004. Hoffmann, J. et al. (2024), New context
    calls for changing how we measure maritime connectivity, UNCTAD Transport and Trade Facilitation
    Newsletter 101 (average economy of the first quarter of 2023 = 100).

    Examples
    --------
    >>> import pandas as pd
    >>> index = pd.MultiIndex.from_product([[2004], ["CHN", "MUS"]], names=["year", "unit"])
    >>> ships = pd.DataFrame({"ships": [200.0, 50.0]}, index=index)
    >>> shipping_connectivity(ships, 2004).tolist(), shipping_connectivity(ships, 2004, average=True).tolist()
    ([100.0, 25.0], [160.0, 40.0])
    """
    place = "liner shipping connectivity"
    if base not in components.index.unique("year"):
        raise InputError([Problem(place, "needs data of the base year", str(base))])
    most = components.loc[base].max()
    if not (most > 0).all():
        rule = f"a component must be above zero somewhere in {base}"
        raise InputError([Problem(place, rule, str(name)) for name in most.index[~(most > 0)]])
    mean = (components / most).mean(axis=1)
    of_base = mean.loc[base]
    return (100 * mean / (of_base.mean() if average else of_base.max())).rename("lsci")


def bilateral_connectivity(components: DataFrame, lower_is_better: Collection[str] = LOWER_IS_BETTER) -> Series:
    """Compute UNCTAD's LSBCI, bilateral connectivity: mean of components, each from 0 (worst pair) to 1 (best).

    UNCTAD's five components are transshipments needed, direct connections in common, connections in
    common with one transshipment, competition on the services, and the largest ship on the weakest
    route. That each is scaled over all pairs at once is how the index is described elsewhere; the
    method paper itself could not be read.

    Parameters
    ----------
    components
        Index (unit, partner); one column a component. A missing component is passed over.
    lower_is_better
        Components that are turned.

    Returns
    -------
    Series, index (unit, partner), 0-1; missing where a pair has no component.

    Raises
    ------
    InputError
        A turned component is not there, or a component is the same for all pairs.

    References
    ----------
    Fugazza, M. (2019), Bilateral maritime connectivity since 2006, UNCTAD Transport and Trade
    Facilitation Newsletter 84; Fugazza, M. and Hoffmann, J. (2017), Liner shipping connectivity as
    determinant of trade, Journal of Shipping and Trade 2:1.

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = pd.MultiIndex.from_tuples([("A", "B"), ("A", "C"), ("B", "C")], names=["unit", "partner"])
    >>> table = pd.DataFrame({"transshipments": [0, 1, 2], "in_common": [4, 1, 0]}, index=pairs)
    >>> bilateral_connectivity(table).tolist()
    [1.0, 0.375, 0.0]
    """
    place = "bilateral connectivity"
    problems = [
        Problem(place, "must be a component", name, did_you_mean(name, components.columns))
        for name in lower_is_better
        if name not in components
    ]
    low, high = components.min(), components.max()
    flat = components.columns[~(high > low)]
    problems += [Problem(place, "a component must differ between pairs", str(name)) for name in flat]
    if problems:
        raise InputError(problems)
    scaled = (components - low) / (high - low)
    turned = [c for c in components.columns if c in set(lower_is_better)]
    scaled[turned] = 1 - scaled[turned]
    return scaled.mean(axis=1).rename("lsbci")


def bilateral_components(dyads: Dyads, mode: str = "sea_services") -> DataFrame:
    """Compute the components of bilateral connectivity that link records give, for every pair.

    Parameters
    ----------
    dyads
        All places with links of the mode take part, scored or not.
    mode
        Whose counts are services and whose capacities, where recorded, are sizes of ships.

    Returns
    -------
    DataFrame, index (unit, partner), each pair of places that can reach each other from both ends:
    ``transshipments`` (of the path with fewest), ``in_common`` (places directly linked with both),
    ``in_common_one`` (places both reach with exactly one transshipment), ``services`` (on the weakest
    leg of the strongest path with fewest transshipments) and, where capacities are recorded,
    ``capacity`` (the same of capacities).
    """
    pairs = dyads.of(mode).operating().pairs
    pairs = pairs[pairs["count"] > 0]
    codes = pd.Index(sorted({*pairs["unit"], *pairs["partner"]}), name="unit")
    place = codes.get_indexer(pairs["unit"]), codes.get_indexer(pairs["partner"])
    services = np.zeros((len(codes), len(codes)))
    np.add.at(services, place, pairs["count"].to_numpy(float))
    joined = services > 0
    hops = _hops(joined)
    one = (hops == 2).astype(float)
    components = {
        "transshipments": hops - 1,
        "in_common": joined.astype(float) @ joined.astype(float).T,
        "in_common_one": one @ one.T,
        "services": _weakest_leg(services, hops),
    }
    if pairs["capacity"].notna().any():
        sizes = np.zeros_like(services)
        np.maximum.at(sizes, place, pairs["capacity"].fillna(0.0).to_numpy(float))
        components["capacity"] = _weakest_leg(sizes, hops)
    first, second = np.nonzero(np.isfinite(hops) & ~np.eye(len(codes), dtype=bool))
    index = pd.MultiIndex.from_arrays([codes[first], codes[second]], names=["unit", "partner"])
    return pd.DataFrame({name: table[first, second] for name, table in components.items()}, index=index)


def bilateral_matrix(scores: Series) -> DataFrame:
    """Return scores of pairs as units x units; missing on the diagonal and where a pair has no score.

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = pd.MultiIndex.from_tuples([("A", "B"), ("B", "A")], names=["unit", "partner"])
    >>> bilateral_matrix(pd.Series([0.5, 0.7], index=pairs)).loc["B", "A"]
    np.float64(0.7)
    """
    units = sorted(set(scores.index.get_level_values(0)) | set(scores.index.get_level_values(1)))
    return scores.unstack().reindex(index=units, columns=units).rename_axis(index="unit", columns="partner")


def _hops(joined: NDArray[np.bool_]) -> Array:
    """Count the fewest links between each two places; infinite where there is no path."""
    hops = np.where(np.eye(len(joined), dtype=bool), 0.0, np.inf)
    step, front = joined.astype(float), np.eye(len(joined))
    for length in range(1, len(joined)):
        front = (((front @ step) > 0) & np.isinf(hops)).astype(float)
        if not front.any():
            break
        hops[front > 0] = length
    return hops


def _weakest_leg(strength: Array, hops: Array) -> Array:
    """Return the strength of the weakest link, on the path of fewest links for which it is greatest."""
    best = np.where(hops == 1, strength, 0.0)
    longest = int(hops[np.isfinite(hops)].max(initial=0))
    rows = max(1, BLOCK // max(1, len(hops) ** 2))
    for length in range(2, longest + 1):
        before = np.where(hops == length - 1, best, 0.0)
        for start in range(0, len(hops), rows):
            here = slice(start, start + rows)
            ways = np.minimum(before[here, :, None], strength[None]).max(axis=1)
            best[here] = np.where(hops[here] == length, ways, best[here])
    return best
