"""Network: links as a graph of places, and the measures of a graph library.

A place is a unit of ``units.csv``, scored or not, to which one of the selected modes applies. Counts of
several modes are added. Strength, PageRank and eigenvector centrality weigh a pair by its number of
links; betweenness, closeness, reach, bridges and cut points depend only on whether there is a link: a count
tells how strong a tie is, and no rule of ours could turn it into a length.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from connectindex.errors import InputError, Problem
from connectindex.model.shares import row_sums
from connectindex.model.values import REPORTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from pandas import Index, Series

    from connectindex.model.dyads import Dyads

TOLERANCE, STEPS = 1e-12, 100_000
AT_ONCE = 1 << 20  # links handed over as Python objects in one go


@dataclass(frozen=True, eq=False)
class Network:
    """Hold places and the links between them.

    Parameters
    ----------
    places
        Codes of the nodes.
    links
        Number of links from row to column, places x places; symmetric where `directed` is False.
    directed
        True where one of the modes is.
    """

    places: Index
    links: sparse.csr_matrix
    directed: bool

    @cached_property
    def both_ways(self) -> sparse.csr_matrix:
        """Add links of both directions; in undirected networks return the links themselves."""
        if not self.directed:
            return self.links
        both = (self.links + self.links.T).tocsr()
        both.sort_indices()
        return both

    @property
    def size(self) -> int:
        """Count the places."""
        return len(self.places)

    @cached_property
    def graph(self) -> Any:
        """Convert the network to a rustworkx graph: nodes by position, counts as weights."""
        return graph_of(self.links, directed=self.directed)


def network_of(dyads: Dyads) -> Network:
    """Convert the selected links to a network.

    Examples
    --------
    >>> from connectindex.indicators.example import five_countries
    >>> network_of(five_countries().of("air_routes").operating()).links.nnz
    6
    """
    places = dyads.places
    chosen = dyads.units.table.index.get_indexer(places)
    links = dyads.matrix()[chosen][:, chosen].tocsr()
    links.sort_indices()
    return Network(places, links, any(mode.directed for mode in dyads.modes.values()))


def of_units(dyads: Dyads, network: Network, values: NDArray[Any]) -> Series:
    """Select the values of scored units from those of places; missing where there is no census of links."""
    whole = pd.Series(values, index=network.places, dtype=float).reindex(dyads.units.codes)
    return whole.where(dyads.status() == REPORTED)


def graph_of(links: sparse.csr_matrix, *, directed: bool) -> Any:
    """Make a rustworkx graph of a matrix; an undirected one has each pair once.

    Examples
    --------
    >>> graph_of(sparse.csr_matrix([[0.0, 2.0], [2.0, 0.0]]), directed=False).num_edges()
    1
    """
    import rustworkx  # noqa: PLC0415 - not before a network is needed

    half = links if directed else sparse.triu(links, k=1).tocsr()
    graph = (rustworkx.PyDiGraph if directed else rustworkx.PyGraph)(edge_count_hint=half.nnz)
    graph.add_nodes_from(range(half.shape[0]))
    for edges in _edges(half):
        graph.extend_from_weighted_edge_list(edges)
    return graph


def degree(network: Network) -> NDArray[np.float64]:
    """Count the places joined by a link in either direction.

    References
    ----------
    Freeman (1979), Centrality in Social Networks, Social Networks 1.
    """
    partners: NDArray[np.float64] = np.diff(network.both_ways.indptr).astype(float)
    return partners


def strength(network: Network) -> NDArray[np.float64]:
    """Count the links that start or end at a place.

    References
    ----------
    Barrat et al. (2004), The Architecture of Complex Weighted Networks, PNAS 101(11).
    """
    return row_sums(network.both_ways)


def pagerank(network: Network, damping: float = 0.85) -> NDArray[np.float64]:
    """Compute PageRank: the share of time a random walker on the links, weighted by number, is at a place.

    With the chance `damping` the next link is taken, else any place is equally likely, as it is from a
    place without links. Adds up to 1 over all places.

    References
    ----------
    Brin and Page (1998), Computer Networks 30.

    Examples
    --------
    >>> from connectindex.indicators.example import five_countries
    >>> pagerank(network_of(five_countries().of("air_routes").operating())).round(3).tolist()
    [0.371, 0.302, 0.236, 0.045, 0.045]
    """
    import rustworkx  # noqa: PLC0415

    if network.size == 0:
        return np.zeros(0)
    arrows = network.graph if network.directed else graph_of(network.links, directed=True)
    return by_place(rustworkx.pagerank(arrows, alpha=damping, weight_fn=float, tol=TOLERANCE, max_iter=STEPS), network)


def eigenvector(network: Network) -> NDArray[np.float64]:
    """Compute eigenvector centrality: proportional to the sum of the partners', times the links with them.

    Scaled so that the greatest is 1. Links of both directions are added, as the measure asks for a
    symmetric matrix. Where the network falls apart, places outside of the part with the greatest
    eigenvalue have 0: for such networks PageRank says more.

    Raises
    ------
    InputError
        The iteration does not come to rest.

    References
    ----------
    Bonacich (1987), Power and Centrality, American Journal of Sociology 92(5).

    Examples
    --------
    >>> from connectindex.indicators.example import five_countries
    >>> eigenvector(network_of(five_countries().of("air_routes").operating())).round(3).tolist()
    [1.0, 0.901, 0.705, 0.0, 0.0]
    """
    import rustworkx  # noqa: PLC0415

    if network.links.nnz == 0:
        return np.zeros(network.size)
    graph = graph_of(network.both_ways, directed=False)
    try:
        centrality = rustworkx.graph_eigenvector_centrality(graph, weight_fn=float, tol=TOLERANCE, max_iter=STEPS)
    except rustworkx.FailedToConverge as error:
        hint = "two parts of the network are nearly equal; PageRank has no such trouble"
        raise InputError([Problem("eigenvector centrality", "must converge", str(STEPS), hint)]) from error
    values = np.abs(by_place(centrality, network))
    # values outside of the dominant component shrink with every step, but do not reach zero
    return np.where(values > 1e-9 * values.max(), values / values.max(), 0.0)


def components(network: Network) -> NDArray[np.int64]:
    """Number the connected component of each place; directions do not count."""
    return np.asarray(csgraph.connected_components(network.links, directed=True, connection="weak")[1])


def component_size(network: Network) -> NDArray[np.float64]:
    """Count other places that can be reached, in any direction and with any number of changes."""
    part = components(network)
    return np.bincount(part, minlength=1)[part].astype(np.float64) - 1 if network.size else np.zeros(0)


def _edges(links: sparse.csr_matrix) -> Iterator[list[tuple[int, int, float]]]:
    rows = np.repeat(np.arange(links.shape[0]), np.diff(links.indptr))
    for start in range(0, links.nnz, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        yield list(zip(rows[part].tolist(), links.indices[part].tolist(), links.data[part].tolist(), strict=True))


def by_place(by_node: Any, network: Network) -> NDArray[np.float64]:
    """Order a graph library's results by place."""
    return np.fromiter((by_node[node] for node in range(network.size)), dtype=float, count=network.size)
