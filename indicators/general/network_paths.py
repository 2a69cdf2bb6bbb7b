"""Closeness, reach and betweenness, exact in small networks, from sampled places in large ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from connectindex.indicators.general.network import by_place
from connectindex.indicators.general.network_pairs import passed_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from connectindex.indicators.general.network import Network

WORD = 64
GATHERED = 1 << 24  # links x 64-bit words looked at in one go: 128 MB


@dataclass(frozen=True, slots=True)
class Sampling:
    """Choose when and how much to sample.

    Parameters
    ----------
    work
        Most steps along links: places started from x links, in 64ths where only distances count, as 64
        places are then followed at once. All places are started from where that is enough for them,
        else as many as it is enough for are drawn, without replacement.
    places
        Fewest places that are drawn, whatever the work.
    pairs
        Pairs of places that are drawn for betweenness, where there is too much work for all places.
    seed
        Of the draw.
    confidence
        Of the intervals and the bound.
    """

    work: float = 2e9
    places: int = 1024
    pairs: int = 20_000
    seed: int = 0
    confidence: float = 0.95

    def drawn(self, size: int, each: float) -> NDArray[np.int64]:
        """Return positions of the places to start from, in order: all, or a draw; `each` is the work for one.

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
    """Hold a measure of each place, and its sampling error.

    Parameters
    ----------
    value
        One a place.
    low, high
        Interval of each value that holds the true one with the chance `Sampling.confidence`; the value itself where
        exact. Of betweenness and reach, which count, exact (Clopper & Pearson 1934); of closeness, a mean of many
        terms between 0 and 1, by the normal law. An estimate of 0 has a high end above 0.
    bound
        With the chance `Sampling.confidence` no value is further off than this: Hoeffding's
        inequality for all places together, sqrt(ln(2n/(1 - confidence)) / 2k) times the range of one
        term, for k places or pairs drawn of n places. It holds whatever the network, and is wide for that.
    sampled
        Number of places, of betweenness of pairs of places, that were drawn; 0 where exact.
    """

    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    bound: float
    sampled: int

    @property
    def exact(self) -> bool:
        """Tell whether nothing was sampled."""
        return self.sampled == 0


EXACT_WHERE_CHEAP = Sampling()


def closeness(network: Network, sampling: Sampling = EXACT_WHERE_CHEAP) -> Estimate:
    """Compute harmonic closeness: mean over all other places of 1 / number of links on the shortest path.

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
    size = network.size
    drawn = sampling.drawn(size, network.links.nnz / WORD)
    layers = _layers(network, drawn)
    each = 1.0 / np.arange(1, layers.shape[1] + 1)
    total, scale = layers @ each, size / max(size - 1, 1)
    if len(drawn) == size:
        return _exact(total / size * scale)
    from scipy.special import ndtri  # noqa: PLC0415 - heavy at import

    k, mean = len(drawn), total / len(drawn)
    variance = np.maximum(layers @ each**2 / k - mean**2, 0) / (k - 1) * (1 - k / size)
    off = ndtri(0.5 + sampling.confidence / 2) * np.sqrt(variance)
    low, high = np.maximum(mean - off, 0.0) * scale, np.minimum((mean + off) * scale, 1.0)
    return Estimate(mean * scale, low, high, _bound(size, k, sampling) * scale, k)


def reach(network: Network, k: int = 2, sampling: Sampling = EXACT_WHERE_CHEAP) -> Estimate:
    """Count other places that can be reached over at most `k` links (k - 1 changes).

    In directed networks the way out counts.

    Examples
    --------
    >>> from connectindex.indicators.example import five_countries
    >>> from connectindex.indicators.general.network import network_of
    >>> reach(network_of(five_countries().of("sea_services").operating()), 1).value.tolist()
    [1.0, 2.0, 1.0, 0.0]
    """
    drawn = sampling.drawn(network.size, network.links.nnz / WORD)
    reached = _layers(network, drawn, k).sum(axis=1).astype(float)
    return (
        _exact(reached)
        if len(drawn) == network.size
        else _counted(reached, network.size, len(drawn), sampling, network.size)
    )


def betweenness(network: Network, sampling: Sampling = EXACT_WHERE_CHEAP) -> Estimate:
    """Compute betweenness: share of other pairs' shortest paths through a place; equally short paths share a pair.

    Over ordered pairs of other places, those that cannot reach each other included, so between 0 and 1.

    References
    ----------
    Freeman (1977), Sociometry 40(1); Brandes (2001), Journal of Mathematical Sociology 25(2). Sampling of
    pairs, with one of their shortest ways each: Riondato and Kornaropoulos (2016), Data Mining and Knowledge
    Discovery 30(2); `connectindex.indicators.general.network_pairs`.

    Examples
    --------
    >>> from connectindex.indicators.example import five_countries
    >>> from connectindex.indicators.general.network import network_of
    >>> betweenness(network_of(five_countries().of("sea_services").operating())).value.round(3).tolist()
    [0.0, 0.333, 0.0, 0.0]
    """
    import rustworkx  # noqa: PLC0415 - not before a network is needed

    size = network.size
    if size < 3:
        return _exact(np.zeros(size))
    if len(sampling.drawn(size, network.links.nnz)) == size:
        # one thread: sums of floats must not depend on which of several comes first
        scores = rustworkx.betweenness_centrality(network.graph, normalized=True, parallel_threshold=size + 1)
        return _exact(by_place(scores, network))
    over = passed_over(network.links, sampling.pairs, sampling.seed)
    # of all ordered pairs of two places (size - 1)(size - 2) are pairs of others
    return _counted(over, size, sampling.pairs, sampling, size / (size - 2))


def _exact(value: NDArray[np.float64]) -> Estimate:
    return Estimate(value, value, value, 0.0, 0)


def _counted(count: NDArray[Any], size: int, drawn: int, sampling: Sampling, scale: float) -> Estimate:
    """Multiply `scale` by the share of drawn places counted for each place, with Clopper-Pearson limits."""
    from scipy.special import betaincinv  # noqa: PLC0415 - heavy at import

    tail, n = (1 - sampling.confidence) / 2, count.astype(float)
    low = np.where(n > 0, betaincinv(np.maximum(n, 1), drawn - n + 1, tail), 0.0)
    high = np.where(n < drawn, betaincinv(n + 1, np.maximum(drawn - n, 1), 1 - tail), 1.0)
    return Estimate(n / drawn * scale, low * scale, high * scale, _bound(size, drawn, sampling) * scale, drawn)


def _bound(size: int, drawn: int, sampling: Sampling) -> float:
    return float(np.sqrt(np.log(2 * size / (1 - sampling.confidence)) / (2 * drawn)))


def _layers(network: Network, targets: NDArray[np.int64], deepest: int | None = None) -> NDArray[np.int64]:
    """Count the targets that lie 1, 2, 3 ... links away from each place.

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
            new_bits = np.zeros_like(bits)
            new_bits[linked] = np.bitwise_or.reduceat(bits[links.indices], starts, axis=0)
            new_bits &= unseen
            if not new_bits.any():
                break
            if distance == len(counted):
                counted.append(np.zeros(size, dtype=np.int64))
            counted[distance] += np.bitwise_count(new_bits).sum(axis=1, dtype=np.int64)
            unseen &= ~new_bits
            bits, distance = new_bits, distance + 1
    return np.stack(counted, axis=1) if counted else np.zeros((size, 0), dtype=np.int64)


def _batches(targets: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(targets), size):
        yield targets[start : start + size]
