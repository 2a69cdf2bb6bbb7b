"""Paths: closeness, reach and betweenness, exact where that is cheap, from sampled places where it is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from connectindex.indicators.general.network import by_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from connectindex.indicators.general.network import Network

WORD = 64
GATHERED = 1 << 24  # links x 64-bit words looked at in one go: 128 MB
COLUMNS = 64  # sources of betweenness followed together


@dataclass(frozen=True, slots=True)
class Sampling:
    """When and how far to sample.

    Parameters
    ----------
    work
        Most steps along links: places started from x links, in 64ths where only distances count, as 64
        places are then followed at once. All places are started from where that is enough for them,
        else as many as it is enough for are drawn, without replacement.
    places
        Fewest places that are drawn, whatever the work.
    seed
        Of the draw.
    confidence
        Of the bound.
    """

    work: float = 2e9
    places: int = 1024
    seed: int = 0
    confidence: float = 0.95

    def drawn(self, size: int, each: float) -> NDArray[np.int64]:
        """Positions of the places to start from, in order: all, or a draw; `each` is the work for one.

        Examples
        --------
        >>> Sampling(work=100, places=2).drawn(5, 50).tolist(), len(Sampling(work=200).drawn(5, 50))
        ([3, 4], 5)
        """
        number = max(self.places, int(self.work / max(each, 1.0)))
        if number >= size:
            return np.arange(size)
        return np.sort(np.random.default_rng(self.seed).choice(size, number, replace=False))


@dataclass(frozen=True, eq=False)
class Estimate:
    """A measure of each place, and how far it may be off.

    Parameters
    ----------
    value
        One a place.
    standard_error
        Of each value, with the correction for drawing from finitely many; 0 where exact. Of a place that
        hardly any way leads over it is too small where none of those few was drawn.
    bound
        With the chance `Sampling.confidence` no value is further off than this: Hoeffding's
        inequality for all places together, sqrt(ln(2n/(1 - confidence)) / 2k) times the range of one
        term, for k places drawn of n. It holds whatever the network, and is wide for that.
    places
        Number of places that were drawn; all of them where exact.
    """

    value: NDArray[np.float64]
    standard_error: NDArray[np.float64]
    bound: float
    places: int

    @property
    def exact(self) -> bool:
        """Whether nothing was sampled."""
        return self.places == len(self.value)


EXACT_WHERE_CHEAP = Sampling()


def closeness(network: Network, sampling: Sampling = EXACT_WHERE_CHEAP) -> Estimate:
    """Harmonic closeness: mean over all other places of 1 / number of links on the shortest way there.

    1 where all are joined directly, 0 for a place without links. A place that cannot be reached adds 0,
    so that parts of a network that falls apart stay comparable, which the inverse of the mean distance
    does not offer. In directed networks the way out counts.

    References
    ----------
    Boldi and Vigna (2014), Axioms for Centrality, Internet Mathematics 10. Sampling: Eppstein and Wang
    (2004), Fast Approximation of Centrality, Journal of Graph Algorithms and Applications 8(1).

    Examples
    --------
    >>> from connectindex.indicators.example import five_countries
    >>> from connectindex.indicators.general.network import network_of
    >>> closeness(network_of(five_countries().of("sea_services").operating())).value.round(3).tolist()
    [0.5, 0.667, 0.5, 0.0]
    """
    drawn = sampling.drawn(network.size, network.links.nnz / WORD)
    found = _layers(network, drawn)
    each = 1.0 / np.arange(1, found.shape[1] + 1)
    return _estimate(found @ each, found @ each**2, network.size, len(drawn), sampling, 1 / max(network.size - 1, 1))


def reach(network: Network, k: int = 2, sampling: Sampling = EXACT_WHERE_CHEAP) -> Estimate:
    """Number of other places that can be reached over at most `k` links (k - 1 changes).

    In directed networks the way out counts.

    Examples
    --------
    >>> from connectindex.indicators.example import five_countries
    >>> from connectindex.indicators.general.network import network_of
    >>> reach(network_of(five_countries().of("sea_services").operating()), 1).value.tolist()
    [1.0, 2.0, 1.0, 0.0]
    """
    drawn = sampling.drawn(network.size, network.links.nnz / WORD)
    found = _layers(network, drawn, k).sum(axis=1).astype(float)
    return _estimate(found, found, network.size, len(drawn), sampling, 1.0)


def betweenness(network: Network, sampling: Sampling = EXACT_WHERE_CHEAP) -> Estimate:
    """Share of the other pairs' shortest ways that lead over a place; several equally short ways share a pair.

    Over ordered pairs of other places, those that cannot reach each other included, so between 0 and 1.

    References
    ----------
    Freeman (1977), Sociometry 40(1); Brandes (2001), Journal of Mathematical Sociology 25(2). Sampling of
    the places that ways start from, and its bound: Brandes and Pich (2007), International Journal of
    Bifurcation and Chaos 17(7).

    Examples
    --------
    >>> from connectindex.indicators.example import five_countries
    >>> from connectindex.indicators.general.network import network_of
    >>> betweenness(network_of(five_countries().of("sea_services").operating())).value.round(3).tolist()
    [0.0, 0.333, 0.0, 0.0]
    """
    import rustworkx  # noqa: PLC0415 - not before a network is asked for

    size, pairs = network.size, (network.size - 1) * (network.size - 2)
    if pairs <= 0:
        return Estimate(np.zeros(size), np.zeros(size), 0.0, size)
    drawn = sampling.drawn(size, network.links.nnz)
    if len(drawn) == size:
        # one thread: sums of floats must not depend on which of several comes first
        found = rustworkx.betweenness_centrality(network.graph, normalized=True, parallel_threshold=size + 1)
        return Estimate(by_place(found, network), np.zeros(size), 0.0, size)
    links = network.links.copy()
    links.data = np.ones_like(links.data)
    back = links.T.tocsr()
    total, squares = np.zeros(size), np.zeros(size)
    for sources in _batches(drawn, COLUMNS):
        through = _dependencies(links, back, sources) / (size - 2)
        total += through.sum(axis=1)
        squares += (through**2).sum(axis=1)
    return _estimate(total, squares, size, len(drawn), sampling, 1 / (size - 1))


def _estimate(
    total: NDArray[np.float64],
    squares: NDArray[np.float64],
    size: int,
    drawn: int,
    sampling: Sampling,
    scale: float,
) -> Estimate:
    """`size` x `scale` x the mean of terms between 0 and 1, one from each place drawn, and its error."""
    if drawn == size:
        return Estimate(total * scale, np.zeros(size), 0.0, size)
    mean = total / drawn
    variance = np.maximum(squares / drawn - mean**2, 0) * drawn / (drawn - 1)
    error = np.sqrt(variance / drawn * (1 - drawn / size))
    bound = np.sqrt(np.log(2 * size / (1 - sampling.confidence)) / (2 * drawn))
    return Estimate(mean * size * scale, error * size * scale, float(bound * size * scale), drawn)


def _layers(network: Network, targets: NDArray[np.int64], deepest: int | None = None) -> NDArray[np.int64]:
    """How many of the targets lie 1, 2, 3 ... links away from each place.

    All targets of a batch are followed at once, one bit each: a place has at distance d the bits that its
    partners had at d - 1, save those it had before.

    Returns
    -------
    array, places x distances
    """
    links, size = network.links, network.size
    linked = np.flatnonzero(np.diff(links.indptr))
    starts = links.indptr[linked]
    words = max(1, min(-(-len(targets) // WORD), GATHERED // max(links.nnz, 1)))
    counted: list[NDArray[np.int64]] = []
    for batch in _batches(targets, words * WORD):
        bits = np.zeros((size, -(-len(batch) // WORD)), dtype=np.uint64)
        place = np.arange(len(batch))
        bits[batch, place // WORD] = np.uint64(1) << (place % WORD).astype(np.uint64)
        unseen, distance = ~bits, 0
        while len(linked) and (deepest is None or distance < deepest):
            fresh = np.zeros_like(bits)
            fresh[linked] = np.bitwise_or.reduceat(bits[links.indices], starts, axis=0)
            fresh &= unseen
            if not fresh.any():
                break
            if distance == len(counted):
                counted.append(np.zeros(size, dtype=np.int64))
            counted[distance] += np.bitwise_count(fresh).sum(axis=1, dtype=np.int64)
            unseen &= ~fresh
            bits, distance = fresh, distance + 1
    return np.stack(counted, axis=1) if counted else np.zeros((size, 0), dtype=np.int64)


def _dependencies(links: csr_matrix, back: csr_matrix, sources: NDArray[np.int64]) -> NDArray[np.float64]:
    """Brandes' dependencies of each source on each place: of the ways from it, how many lead over the place.

    Parameters
    ----------
    links, back
        1 where a link leads from row to column; the same transposed.
    sources
        Positions of the places that ways start from.

    Returns
    -------
    array, places x sources
    """
    column = np.arange(len(sources))
    ways = np.zeros((links.shape[0], len(sources)))
    ways[sources, column] = 1
    distance = np.where(ways > 0, 0, -1)
    front, depth = ways, 0
    while True:
        front = np.where(distance < 0, back @ front, 0.0)
        if not front.any():
            break
        depth += 1
        distance[front > 0] = depth
        ways = ways + front
    through = np.zeros_like(ways)
    for here in range(depth, 1, -1):
        beyond = np.divide(1 + through, ways, out=np.zeros_like(ways), where=distance == here)
        through += np.where(distance == here - 1, ways * (links @ beyond), 0.0)
    return through


def _batches(targets: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(targets), size):
        yield targets[start : start + size]
