"""Shares of partners in the links of each place, as formulas on a matrix of counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Index


def count_matrix(pairs: DataFrame, places: Index) -> sparse.csr_matrix:
    """Count the links from each place to each other place, all modes added.

    Parameters
    ----------
    pairs
        Columns ``unit``, ``partner``, ``count``.
    places
        Rows and columns of the matrix, in order; a link with an end elsewhere is left out, and so
        is one that stays within a place.

    Returns
    -------
    csr_matrix, places x places, float; only counts above zero are stored.
    """
    start, end = places.get_indexer(pairs["unit"]), places.get_indexer(pairs["partner"])
    count = pairs["count"].to_numpy(dtype=float)
    kept = (start >= 0) & (end >= 0) & (start != end) & (count > 0)
    shape = (len(places), len(places))
    matrix = sparse.csr_matrix((count[kept], (start[kept], end[kept])), shape=shape)
    matrix.sort_indices()
    return matrix


def row_sums(matrix: sparse.csr_matrix) -> NDArray[np.float64]:
    """Sum each row, as a flat array."""
    return np.asarray(matrix.sum(axis=1), dtype=float).ravel()


def herfindahl(matrix: sparse.csr_matrix) -> NDArray[np.float64]:
    """Compute the Herfindahl index of partners: from 1/partners (evenly spread) to 1 (one partner).

    Missing where a place has no link: there is nothing to share out.

    References
    ----------
    Hirschman (1964), The Paternity of an Index, American Economic Review 54(5).

    Examples
    --------
    >>> herfindahl(sparse.csr_matrix([[0.0, 3.0, 1.0], [3.0, 0.0, 0.0], [0.0, 0.0, 0.0]])).tolist()
    [0.625, 1.0, nan]
    """
    total = row_sums(matrix)
    squares = row_sums(matrix.multiply(matrix).tocsr())
    concentration: NDArray[np.float64] = np.divide(squares, total**2, out=np.full(len(total), np.nan), where=total > 0)
    return concentration


def breadth(matrix: sparse.csr_matrix) -> NDArray[np.float64]:
    """Compute breadth: 1 - half the sum of |share of partner j - share of j in arrivals in all places but this|.

    1: the links are spread over the partners as the links of all places are; near 0: they lead where
    hardly any others lead. Missing where a place has no link.

    Notes
    -----
    DHL compares a country's shares with those of the world's flows in the opposite direction, the
    country's own left out, sums the absolute differences, rescales them to 0-1 over its countries and
    takes them from 1. Here half the sum is taken from 1 instead: it lies between 0 and 1 by itself, so
    that the value of one country does not depend on the rest of the sample. That the links of the
    country itself stay part of what arrives at its partners is our reading.

    References
    ----------
    Ghemawat and Altman, DHL Global Connectedness Index 2014, chapter 5.

    Examples
    --------
    >>> breadth(sparse.csr_matrix([[0.0, 2.0, 2.0], [2.0, 0.0, 0.0], [2.0, 0.0, 0.0]])).round(3).tolist()
    [1.0, 0.667, 0.667]
    """
    total, arriving = row_sums(matrix), np.asarray(matrix.sum(axis=0), dtype=float).ravel()
    others = arriving.sum() - arriving
    rows = np.repeat(np.arange(len(total)), np.diff(matrix.indptr))
    shares = matrix.data / total[rows]
    shares_of_others = arriving[matrix.indices] / others[rows]
    # partners without a link differ by the whole of their share of the world
    apart = np.bincount(rows, np.abs(shares - shares_of_others) - shares_of_others, minlength=len(total)) + 1
    return np.where(total > 0, 1 - apart / 2, np.nan)


def weighted_by_partner(matrix: sparse.csr_matrix, values: NDArray[np.float64], known: float) -> NDArray[np.float64]:
    """Sum links times a value of the partner, over the partners.

    Parameters
    ----------
    matrix
        Counts, places x places.
    values
        One a place, missing where it is not known. Links to such places add nothing.
    known
        Smallest share of a place's links that must lead to partners whose value is known; where
        fewer do, the sum is missing. A place without links has the sum 0.

    Examples
    --------
    >>> links = sparse.csr_matrix([[0.0, 3.0, 1.0], [3.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    >>> weighted_by_partner(links, np.array([10.0, 5.0, np.nan]), known=0.8).tolist()
    [nan, 30.0, 10.0]
    >>> weighted_by_partner(links, np.array([10.0, 5.0, np.nan]), known=0.7).tolist()
    [15.0, 30.0, 10.0]
    """
    is_known = np.isfinite(values)
    total, reached = row_sums(matrix), matrix @ is_known.astype(float)
    summed = matrix @ np.where(is_known, values, 0.0)
    # a thousandth of a millionth for sums of shares that should be equal
    return np.where(reached >= (known - 1e-9) * total, summed, np.nan)
