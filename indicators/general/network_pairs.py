"""Sample a shortest path of each of many pairs of places, drawn at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Places = NDArray[np.int64]

CELLS = 1 << 23  # pairs x places whose distances are held together
STEPS = 1 << 22  # steps along links that are looked at together
TOGETHER = 1024  # most pairs that are followed together


def passed_over(links: csr_matrix, pairs: int, seed: int) -> NDArray[np.int64]:
    """Count, for each place, the sampled pairs of others whose drawn shortest way leads over it.

    Ordered pairs of two places are drawn with replacement, and one of the shortest paths of each, with equal chances.
    So each count is binomial, and count / pairs an unbiased estimate of the share of such ways (Riondato and
    Kornaropoulos 2016). Ways are looked for from both ends, from the one with fewer links next (Borassi and Natale
    2019, Journal of Experimental Algorithmics 24).

    Parameters
    ----------
    links
        A link leads from row to column where there is an entry; two places or more.
    pairs
        How many are drawn.
    seed
        Of the draw.

    Returns
    -------
    array, one a place

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> star = csr_matrix([[0, 1, 1], [1, 0, 0], [1, 0, 0]])
    >>> counts = passed_over(star, 300, 1)  # one of three pairs leads over the middle
    >>> bool(70 < counts[0] < 130), counts[1:].tolist()
    (True, [0, 0])
    """
    size, rng = links.shape[0], np.random.default_rng(seed)
    both = (_Side(links, CELLS), _Side(links.T.tocsr(), CELLS))
    counts = np.zeros(size, dtype=np.int64)
    block = max(1, min(TOGETHER, CELLS // size))
    for start in range(0, pairs, block):
        number = min(block, pairs - start)
        one = rng.integers(size, size=number)
        other = (one + rng.integers(1, size, size=number)) % size
        met = _met(both, one, other)
        counts += np.bincount(_inner(both, *met, rng), minlength=size)
        for side in both:
            side.forget()
    return counts


class _Side:
    """Hold the search from one end of each pair: distances and numbers of paths, by pair and place.

    The two arrays are as large as pairs x places and made once; what was touched is wiped for the next pairs.
    """

    def __init__(self, links: csr_matrix, cells: int) -> None:
        self.indptr, self.indices = links.indptr.astype(np.int64), links.indices.astype(np.int64)
        self.degree = np.diff(self.indptr)
        self.size = links.shape[0]
        room = max(1, min(TOGETHER, cells // self.size)) * self.size
        self.distance, self.ways = np.full(room, -1, dtype=np.int32), np.zeros(room)
        self.touched: list[Places] = []

    def reach(self, keys: Places, distance: Places | int, ways: NDArray[np.float64] | float) -> None:
        """Mark places (keys: pair x size + place) as reached."""
        self.distance[keys], self.ways[keys] = distance, ways
        self.touched.append(keys)

    def forget(self) -> None:
        for keys in self.touched:
            self.distance[keys], self.ways[keys] = -1, 0.0
        self.touched = []

    def steps(self, keys: Places) -> tuple[Places, Places]:
        """List all steps along one link: the start of each, as a position in `keys`, and the key of its end."""
        place = keys % self.size
        number = self.degree[place]
        start = np.repeat(np.arange(len(keys)), number)
        within = np.arange(len(start)) - np.repeat(np.cumsum(number) - number, number)
        return start, keys[start] - place[start] + self.indices[self.indptr[place][start] + within]


def _met(both: Sequence[_Side], one: Places, other: Places) -> tuple[Places, Places]:
    """Follow paths from both ends until they meet: a link of each pair that was reached, its two ends as keys.

    All links over which the two searches meet lie on shortest ways, and every shortest way leads over one of them.
    """
    size, number = both[0].size, len(one)
    rows = np.arange(number)
    fronts = [rows * size + one, rows * size + other]
    for side, front in zip(both, fronts, strict=True):
        side.reach(front, 0, 1.0)
    depth = np.zeros((2, number), dtype=np.int64)
    open_ = np.ones(number, dtype=bool)
    links: list[tuple[Places, Places]] = []
    while open_.any():
        work = [np.bincount(f // size, side.degree[f % size], number) for side, f in zip(both, fronts, strict=True)]
        backward = work[1] < work[0]
        for k, (side, opposite) in enumerate((both, both[::-1])):
            pair = fronts[k] // size
            moves = open_[pair] & (backward[pair] == bool(k))
            going, next_fronts = fronts[k][moves], [fronts[k][~moves & open_[pair]]]
            for part in _parts(going, side):
                start, to = side.steps(part)
                meets = opposite.distance[to] >= 0
                ends = (part[start[meets]], to[meets])
                links.append(ends if k == 0 else ends[::-1])
                open_[to[meets] // size] = False
                on = open_[to // size] & (side.distance[to] < 0)
                keys, where = np.unique(to[on], return_inverse=True)
                ways = np.bincount(where, side.ways[part[start[on]]], len(keys)).astype(float)
                side.reach(keys, depth[k][keys // size] + 1, ways)
                next_fronts.append(keys)
            fronts[k] = np.concatenate(next_fronts)
            depth[k, np.unique(going // size)] += 1
            # an end from which no place is new any more does not reach the other
            still = np.zeros(number, dtype=bool)
            still[fronts[k] // size] = True
            open_ &= still
    from_, to = (np.concatenate(ends) for ends in zip(*links, strict=True)) if links else (rows[:0], rows[:0])
    return from_, to


def _parts(keys: Places, side: _Side) -> list[Places]:
    """Split keys into parts of bounded numbers of steps; those of one pair stay together."""
    pair = keys // side.size
    order = np.argsort(pair, kind="stable")
    keys, pair = keys[order], pair[order]
    before = np.concatenate([[0], np.cumsum(side.degree[keys % side.size])[:-1]]) if len(keys) else keys
    first = np.concatenate([[True], pair[1:] != pair[:-1]]) if len(keys) else pair > 0
    number = before[first][np.cumsum(first) - 1] // STEPS  # of the part that the pair's first step falls into
    return [part for part in np.split(keys, np.flatnonzero(np.diff(number)) + 1) if len(part)]


def _inner(both: Sequence[_Side], from_: Places, to: Places, rng: np.random.Generator) -> Places:
    """Draw one shortest path of each pair that was reached, and list the places between its ends."""
    size = both[0].size
    order = np.argsort(from_ // size, kind="stable")
    from_, to = from_[order], to[order]
    chosen = _drawn(from_ // size, both[0].ways[from_] * both[1].ways[to], rng)
    inner = []
    for side, back, ends in ((both[0], both[1], from_[chosen]), (both[1], both[0], to[chosen])):
        at = ends[side.distance[ends] > 0]
        while len(at):
            inner.append(at % size)
            start, before = back.steps(at)
            leads = side.distance[before] == side.distance[at[start]] - 1
            before = before[leads]
            nearer = before[_drawn(start[leads], side.ways[before], rng)]
            at = nearer[side.distance[nearer] > 0]
    return np.concatenate(inner) if inner else from_[:0]


def _drawn(group: Places, weight: NDArray[np.float64], rng: np.random.Generator) -> Places:
    """Draw one member of each group, in proportion to its weight, and return its position; groups are contiguous."""
    first = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]])) if len(group) else group
    if not len(first):
        return first
    sums = np.add.reduceat(weight, first)
    number = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(group))))
    reached = np.cumsum(weight / sums[number])  # each group takes a length of one
    picked = np.searchsorted(reached, np.arange(len(first)) + rng.random(len(first)), side="right")
    return np.clip(picked, first, np.append(first[1:], len(group)) - 1)
