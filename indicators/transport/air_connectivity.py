"""Air connectivity: closeness of a country to all others in the network of flights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.gravity.design import great_circle
from connectindex.gravity.margins import doubly_constrained
from connectindex.model.indicator import Indicator
from connectindex.model.values import REPORTED

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Series

    from connectindex.gravity.margins import ConstrainedFit
    from connectindex.model.dyads import Dyads

    Array = NDArray[np.float64]

COORDINATES = ("capital_latitude", "capital_longitude")
THOUSAND_KM = 1000.0


def air_connectivity(fit: ConstrainedFit) -> Array:
    """Compute air connectivity, 100 Σ B_j K_ij / Σ B_j over j ≠ i: the attraction of others after distance.

    100 would be a unit at no cost from everybody. The formula follows descriptions of the World Bank's
    index; of the paper itself only the summary could be read, not its equations. Its published
    ranking for 2007 (United States, Canada, Germany) is not reproduced by distance alone, which puts
    the middle of the densest net first: do not take the one for the other.

    Parameters
    ----------
    fit
        Of the flights: A_i B_j K_ij with K_ij = exp(-theta c_ij).

    Returns
    -------
    n values, 0-100 for costs that are not negative; missing for a unit that nothing leaves.

    References
    ----------
    Arvis, J.-F. and Shepherd, B. (2011), The Air Connectivity Index: measuring integration in the
    global air transport network, World Bank Policy Research Working Paper 5722.

    Examples
    --------
    Three units, all flows equal, at no cost:

    >>> import numpy as np
    >>> flows = 1 - np.eye(3)
    >>> air_connectivity(doubly_constrained(flows, np.zeros((3, 3)))).round(6).tolist()
    [100.0, 100.0, 100.0]
    """
    pull = fit.destination.sum() - fit.destination
    reached = fit.impedance @ fit.destination
    share = 100 * np.divide(reached, pull, out=np.full_like(pull, np.nan), where=pull > 0)
    return np.where(fit.origin > 0, share, np.nan)


def connectivity_of(flows: DataFrame, cost: DataFrame, theta: float | None = None) -> Series:
    """Compute air connectivity by unit, from flows and costs between units.

    Parameters
    ----------
    flows
        Origins x destinations, the same units in the same order; missing is no flow.
    cost
        The same shape.
    theta
        Given, or estimated.
    """
    fit = doubly_constrained(flows.fillna(0.0).to_numpy(float), cost.to_numpy(float), theta)
    return pd.Series(air_connectivity(fit), index=flows.index, name="air_connectivity")


def connectivity(dyads: Dyads, mode: str = "flights") -> Series:
    """Compute air connectivity over the distances between capitals, fitted to the links of a mode.

    All units with coordinates and links take part, scored or not; scored ones get a value.

    Parameters
    ----------
    dyads
        With the values ``capital_latitude`` and ``capital_longitude``.
    mode
        Whose counts are the flows.
    """
    links = dyads.of(mode).operating()
    place = pd.DataFrame({c: dyads.values.of(c) for c in COORDINATES}).dropna()
    pairs = links.pairs[links.pairs["unit"].isin(place.index) & links.pairs["partner"].isin(place.index)]
    flown = pairs[pairs["count"] > 0]
    codes = place.index[place.index.isin(flown["unit"]) | place.index.isin(flown["partner"])]
    if not len(codes):
        return pd.Series(np.nan, index=dyads.units.codes)
    flows = np.zeros((len(codes), len(codes)))
    np.add.at(flows, (codes.get_indexer(flown["unit"]), codes.get_indexer(flown["partner"])), flown["count"])
    latitude, longitude = place.loc[codes].to_numpy(float).T
    cost = great_circle(latitude, longitude) / THOUSAND_KM
    scores = pd.Series(air_connectivity(doubly_constrained(flows, cost)), index=codes).reindex(dyads.units.codes)
    return scores.where(links.status() == REPORTED)


AIR_CONNECTIVITY = Indicator(
    id="air_connectivity",
    name="Air connectivity by gravity",
    unit="index, 0-100",
    needs=("flights", *COORDINATES),
    compute=connectivity,
    definition="Share of the attraction of all other countries that remains after discounting for distance, "
    "in a gravity model of the flights leaving and reaching each country.",
    source=("Following the World Bank's Air Connectivity Index (Arvis and Shepherd 2011), based on distance alone."),
)
