"""Design matrix of a gravity model: all possible pairs of units, their links and the explanatory variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem, did_you_mean
from connectindex.model.display import Brief
from connectindex.model.units import NO, YES
from connectindex.model.values import INCOMPLETE, MISSING, NOT_APPLICABLE
from connectindex.model.words import Name, phrase

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Index, Series

    from connectindex.gravity.spec import Gravity
    from connectindex.model.dyads import Dyads

    Array = NDArray[np.float64]

EARTH_RADIUS = 6371.0088
"""Mean radius in km, (2a + b) / 3 of the WGS 84 ellipsoid (Moritz 2000)."""
NEAREST = 1.0
"""Least distance in km, so that capitals side by side have a logarithm."""
NOT_COUNTED = {
    INCOMPLETE: phrase("links incomplete"),
    MISSING: phrase("links missing"),
    NOT_APPLICABLE: phrase("links not applicable"),
}
"""Why a unit takes no part, by the status of its links."""


@dataclass(frozen=True, eq=False, repr=False)
class Design(Brief):
    """Hold the data of a gravity model: counts and explanatory variables of pairs.

    Parameters
    ----------
    links
        Index (unit, partner), all pairs of the units that take part, zeros included; an undirected
        pair occurs once. Number of operating links.
    columns
        The same index: ``constant`` and the explaining columns.
    dropped
        Units that take no part: ``unit``, ``reason``.
    directed
        True where a pair stands for each direction.
    """

    links: Series
    columns: DataFrame
    dropped: DataFrame
    directed: bool


def great_circle(latitude: Array, longitude: Array) -> Array:
    """Compute great-circle distances in km (haversine), each place to each.

    Parameters
    ----------
    latitude, longitude
        Degrees, of n places.

    Returns
    -------
    n x n, symmetric, zero on the diagonal.

    Examples
    --------
    A quarter of the way round from the pole to the equator:

    >>> import numpy as np
    >>> great_circle(np.array([90.0, 0.0]), np.array([0.0, 60.0])).round(1)[0, 1]
    np.float64(10007.6)
    """
    north, east = np.radians(latitude), np.radians(longitude)
    up, across = (north[:, None] - north) / 2, (east[:, None] - east) / 2
    half = np.sin(up) ** 2 + np.cos(north)[:, None] * np.cos(north) * np.sin(across) ** 2
    distance: Array = 2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return distance


def design(dyads: Dyads, spec: Gravity) -> Design:
    """Make the design matrix: every pair of units with a census and all sizes, its links and its variables.

    Parameters
    ----------
    dyads
        Links and values as of one year. Only scored units take part: of the others it is not known
        whether a missing record is a zero.
    spec
        Which links, explained by what.

    Raises
    ------
    InputError
        A mode, variable or group is not in the edition, or there are too few units.
    """
    _checked(dyads, spec)
    links = dyads.of(spec.mode).operating()
    kept, dropped = _taking_part(links, spec)
    directed = dyads.modes[spec.mode].directed
    first, second = _pairs(len(kept), directed=directed)
    index = pd.MultiIndex.from_arrays([kept[first], kept[second]], names=["unit", "partner"])
    terms = {"constant": np.ones(len(index))}
    for name in spec.size:
        value = np.log(dyads.value(name).reindex(kept).to_numpy(float))
        if directed:
            terms |= {f"ln_{name}_from": value[first], f"ln_{name}_to": value[second]}
        else:
            terms[f"ln_{name}"] = value[first] + value[second]
    if spec.distance:
        latitude, longitude = (dyads.value(c).reindex(kept).to_numpy(float) for c in spec.coordinates)
        distance = great_circle(latitude, longitude)[first, second]
        terms["ln_distance"] = np.log(np.maximum(distance, NEAREST))
    if spec.contiguity:
        terms["contiguous"] = (_counted(dyads.of(spec.contiguity).operating().pairs, index) > 0).astype(float)
    if spec.landlocked:
        inland = kept.isin(dyads.units.members(spec.landlocked)).astype(float)
        terms[spec.landlocked] = inland[first] + inland[second]
    for group in spec.groups:
        label = dyads.units.table[group].reindex(kept).astype(object).fillna("").to_numpy()
        # a column of yes and no is membership: two countries outside a union have nothing in common
        recorded = label == YES if set(label) <= {YES, NO, ""} else label != ""
        terms[f"same_{group}"] = ((label[first] == label[second]) & recorded[first]).astype(float)
    counts = pd.Series(_counted(links.pairs, index), index=index, name="links")
    return Design(counts, pd.DataFrame(terms, index=index), dropped, directed)


def _checked(dyads: Dyads, spec: Gravity) -> None:
    place = f"potential of {spec.mode}"
    known = list(dyads.values.value.columns)
    problems = [
        Problem(place, "needs a mode of the edition", mode, did_you_mean(mode, dyads.modes))
        for mode in spec.modes
        if mode not in dyads.modes
    ]
    problems += [Problem(place, "needs values of", v, did_you_mean(v, known)) for v in spec.variables if v not in known]
    groups = dyads.units.groups
    problems += [
        Problem(place, "needs a group column of units.csv", g, did_you_mean(g, groups))
        for g in spec.columns
        if g not in groups
    ]
    if problems:
        raise InputError(problems)


def _taking_part(links: Dyads, spec: Gravity) -> tuple[Index, DataFrame]:
    """Select units with a census and all variables, with the reason why others are dropped."""
    codes = links.units.codes
    values = pd.DataFrame({v: links.value(v) for v in spec.variables}, index=codes).astype(float)
    sizes = list(spec.size)
    unusable = values.isna() | (values[sizes] <= 0).reindex(columns=values.columns, fill_value=False)
    reasons = pd.Series("", index=codes, dtype=object)
    for name in reversed(values.columns):
        reasons = reasons.mask(unusable[name], phrase("no value of {variable}", variable=Name(name)))
    if spec.leave_out:
        reasons = reasons.mask(
            codes.isin(links.units.members(spec.leave_out)), phrase("excluded: {group}", group=Name(spec.leave_out))
        )
    status = links.status()
    for unknown, reason in NOT_COUNTED.items():
        reasons = reasons.mask(status == unknown, reason)
    return codes[reasons == ""], reasons[reasons != ""].rename("reason").rename_axis("unit").reset_index()


def _pairs(n: int, *, directed: bool) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    if directed:
        first, second = np.nonzero(~np.eye(n, dtype=bool))
        return first, second
    first, second = np.triu_indices(n, k=1)
    return first, second


def _counted(pairs: DataFrame, index: pd.MultiIndex) -> Array:
    """Count the links of each pair, zero where there is no record."""
    counts: Array = pairs.groupby(["unit", "partner"])["count"].sum().reindex(index, fill_value=0.0).to_numpy(float)
    return counts
