"""Bridges and articulation points: the links and places whose loss splits a network.

A large network is thinned first: a breadth-first forest, and a second one of the links that are left.
Whatever single link or place is then taken out, the thinned network falls into the same parts as the
whole (Cheriyan, Kao and Thurimella 1993, SIAM Journal on Computing 22(1)). Directions do not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from connectindex.indicators.general.network import graph_of, network_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.indicators.general.network import Network
    from connectindex.model.dyads import Dyads


@dataclass(frozen=True, eq=False)
class Cuts:
    """Hold the bridges of a network, and the effect of the loss of each place.

    Parameters
    ----------
    start, end, side
        Of each bridge, the two places by position, the first the lower, and the number of places on the
        first one's side.
    part
        Number of places in the connected part each place lies in.
    pairs
        Of each place, the pairs of other places that are joined with it and not without it.
    components
        Of each place, the number of components its part falls into without it; 0 where it has no link.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    side: NDArray[np.int64]
    part: NDArray[np.int64]
    pairs: NDArray[np.float64]
    components: NDArray[np.int64]


def bridges(dyads: Dyads) -> DataFrame:
    """Find bridges, pairs of places that nothing else joins: the links whose loss splits the network.

    Returns
    -------
    Columns ``unit``, ``partner``, ``count`` (links between the two; only where it is 1 does the loss of
    a single link cut), ``unit_side``, ``partner_side`` (places on either side), ``pairs`` (their product:
    pairs of places that would be cut off from each other); those that cut most come first.

    Examples
    --------
    >>> from connectindex.indicators.example import five_countries
    >>> bridges(five_countries().of("sea_services").operating())[["unit", "partner", "pairs"]].values.tolist()
    [['A', 'C', 2], ['C', 'D', 2]]
    """
    network = network_of(dyads)
    cuts = cuts_of(network)
    other = cuts.part[cuts.start] - cuts.side
    count = np.asarray(network.both_ways[cuts.start, cuts.end]).ravel() if len(cuts.start) else np.zeros(0)
    table = pd.DataFrame(
        {
            "unit": network.places[cuts.start],
            "partner": network.places[cuts.end],
            "count": count,
            "unit_side": cuts.side,
            "partner_side": other,
            "pairs": cuts.side * other,
        }
    )
    order = ["pairs", "unit", "partner"]
    return table.sort_values(order, ascending=[False, True, True], kind="stable").reset_index(drop=True)


def cut_points(dyads: Dyads) -> DataFrame:
    """Find articulation points: places without which others would be cut off from each other.

    Returns
    -------
    Columns ``unit``, ``pairs`` (pairs of other places that meet only over it), ``pieces`` (into which the
    rest falls); those that cut most come first.

    Examples
    --------
    >>> from connectindex.indicators.example import five_countries
    >>> cut_points(five_countries().of("sea_services").operating()).values.tolist()
    [['C', 1.0, 2]]
    """
    network = network_of(dyads)
    cuts = cuts_of(network)
    table = pd.DataFrame({"unit": network.places, "pairs": cuts.pairs, "pieces": cuts.components})
    table = table[cuts.components > 1]
    return table.sort_values(["pairs", "unit"], ascending=[False, True], kind="stable").reset_index(drop=True)


def bridge_partners(network: Network) -> NDArray[np.float64]:
    """Count partners that could not be reached, on any path, without the direct link."""
    cuts = cuts_of(network)
    return np.bincount(np.concatenate([cuts.start, cuts.end]), minlength=network.size).astype(float)


def pairs_cut(network: Network) -> NDArray[np.float64]:
    """Count pairs of other places whose every path passes a place; 0 unless it is an articulation point."""
    return cuts_of(network).pairs


def cuts_of(network: Network) -> Cuts:
    """Find bridges and articulation points, from the tree of the network's biconnected blocks.

    Every block hangs on the place over which it joins the rest; what hangs below a place falls off
    without it, piece by piece.

    References
    ----------
    Hopcroft and Tarjan (1973), Efficient Algorithms for Graph Manipulation, CACM 16(6).
    """
    start, end, block = _blocks(_thinned(network.both_ways), network.size)
    size, blocks = network.size, int(block.max(initial=-1)) + 1
    member = np.unique(np.stack([np.r_[start, end], np.r_[block, block]]), axis=1)
    weight = np.r_[np.ones(size), np.zeros(blocks)]
    above, *sizes = _hung(member[0], member[1] + size, weight)
    below, part = (sums.astype(np.int64) for sums in sizes)
    part = part[:size]
    hanging = np.arange(size, size + blocks)
    on = above[hanging]
    squares = np.bincount(on, below[hanging].astype(float) ** 2, minlength=size)
    upward = np.where(above[:size] >= 0, part - below[:size], 0)
    pairs = ((part - 1.0) ** 2 - squares - upward.astype(float) ** 2) / 2
    components = np.bincount(on, minlength=size) + (upward > 0)
    single = np.flatnonzero(np.bincount(block, minlength=blocks) == 1)
    edge = np.argsort(block, kind="stable")[np.searchsorted(np.sort(block), single)]
    first, second = np.minimum(start[edge], end[edge]), np.maximum(start[edge], end[edge])
    # one end of a bridge is connected only through it
    side = np.where(above[first] == single + size, below[first], part[first] - below[second])
    order = np.lexsort((second, first))
    return Cuts(first[order], second[order], side[order], part, pairs, components)


def _thinned(links: sparse.csr_matrix) -> sparse.csr_matrix:
    """Reduce links to two forests that split as the whole network does when one place or link is removed."""
    if links.nnz <= 4 * links.shape[0]:
        return links
    first = _forest(links)
    rows = np.repeat(np.arange(links.shape[0]), np.diff(links.indptr))
    used = (first[rows] == links.indices) | (first[links.indices] == rows)
    rest = sparse.csr_matrix((links.data[~used], (rows[~used], links.indices[~used])), shape=links.shape)
    place = np.arange(links.shape[0])
    pairs = [(place[above >= 0], above[above >= 0]) for above in (first, _forest(rest))]
    one, other = (np.concatenate(ends) for ends in zip(*pairs, strict=True))
    ends = np.r_[one, other], np.r_[other, one]
    return sparse.csr_matrix((np.ones(len(ends[0])), ends), shape=links.shape)


def _forest(links: sparse.csr_matrix) -> NDArray[np.int64]:
    """Return the parent of each place in a breadth-first search; -1 for roots."""
    return _search(links)[1]


def _search(links: sparse.csr_matrix) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return places in the order of a breadth-first search of all components, and the parent of each."""
    size = links.shape[0]
    if size == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    part = csgraph.connected_components(links, directed=False)[1]
    roots = np.unique(part, return_index=True)[1]
    # one more place, from which every part can be entered
    entered = sparse.csr_matrix(
        (
            np.ones(links.nnz + len(roots)),
            np.r_[links.indices, roots],
            np.r_[links.indptr, links.nnz + len(roots)],
        ),
        shape=(size + 1, size + 1),
    )
    order, above = csgraph.breadth_first_order(entered, size, directed=True)
    above = above[:size].astype(np.int64)
    return order[1:].astype(np.int64), np.where(above == size, -1, above)


def _blocks(links: sparse.csr_matrix, size: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return ends and biconnected block of each link, blocks numbered from 0."""
    import rustworkx  # noqa: PLC0415 - not before a network is needed

    block_of_link: Any = rustworkx.biconnected_components(graph_of(links, directed=False))
    table = np.array([(*sorted(ends), block) for ends, block in block_of_link.items()], dtype=np.int64).reshape(-1, 3)
    table = table[np.argsort(table[:, 0] * size + table[:, 1])]
    return table[:, 0], table[:, 1], np.unique(table[:, 2], return_inverse=True)[1]


def _hung(
    place: NDArray[np.int64], block: NDArray[np.int64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Root a forest at one node of each component: parent of each node, weight below it, weight of its component."""
    size = len(weight)
    both = np.r_[place, block], np.r_[block, place]
    order, above = _search(sparse.csr_matrix((np.ones(2 * len(place)), both), shape=(size, size)))
    position = np.empty(size, dtype=np.int64)
    position[order] = np.arange(size)
    parent = np.where(above[order] >= 0, position[above[order]], -1)
    # the search goes down level by level, so that each level is one run of its order
    borders = [0, int(np.searchsorted(parent, 0))]
    while borders[-1] < size:
        borders.append(int(np.searchsorted(parent, borders[-1])))
    below = weight[order].astype(float)
    for low, high in zip(borders[-2:0:-1], borders[:1:-1], strict=True):
        np.add.at(below, parent[low:high], below[low:high])
    whole = below.copy()
    for low, high in pairwise(borders[1:]):
        whole[low:high] = whole[parent[low:high]]
    return above, below[position], whole[position]
