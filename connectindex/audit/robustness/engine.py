"""The engine: many draws of the assumptions at once, grouped by their discrete choices."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.assumptions.methods import VaryMethod
from connectindex.assumptions.noise import VaryErrors
from connectindex.audit.robustness.noisy_data import denominated, networks, noisy
from connectindex.audit.robustness.sampling import grouped, require_room
from connectindex.audit.robustness.scores_of_draws import Tables, named, scored, tables_of_draws
from connectindex.errors import ConnectIndexError, InputError
from connectindex.model.display import Brief

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from connectindex.audit.robustness.noisy_data import Sampled
    from connectindex.audit.robustness.sampling import Space
    from connectindex.edition.model import Methods
    from connectindex.model.tree import Node
    from connectindex.pipeline.measure import Measured

CHUNK = 2_000_000  # numbers in the largest array of a chunk: 16 MB
BLOCKS = 8  # blocks of draws for each worker, so that one slow block does not delay the rest
LONG = 5_000  # units from which columns count as long

Choice = tuple[int, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Draws(Brief):
    """Scores of all draws, by node.

    Parameters
    ----------
    scores
        By node id (the root and the nodes asked for), an array (draws, rows); missing where a draw
        could not be computed or a unit has no score.
    index
        The rows: (year, unit).
    failures
        Draws that could not be computed: ``draw``, ``settings``, ``problem``.
    """

    scores: dict[str, NDArray[np.float64]]
    index: pd.MultiIndex
    failures: pd.DataFrame

    @property
    def units(self) -> pd.Index:
        """List the units of the last year."""
        return self.index[self._last].get_level_values("unit")

    @property
    def computed(self) -> NDArray[np.bool_]:
        """Find the draws that could be computed."""
        is_computed = np.ones(len(next(iter(self.scores.values()))), dtype=bool)
        is_computed[self.failures["draw"].to_numpy(dtype=int)] = False
        return is_computed

    @property
    def _last(self) -> NDArray[np.bool_]:
        years = self.index.get_level_values("year")
        return np.asarray(years == years[-1])

    def of(self, node: str, year: int | None = None) -> NDArray[np.float64]:
        """Select the scores of a node in a year, the last by default, in the draws that could be computed."""
        here = self._last if year is None else np.asarray(self.index.get_level_values("year") == year)
        scores, computed = self.scores[node], self.computed
        if computed.all() and here.all():
            return scores  # the usual case, and no copy of what may be gigabytes
        return np.asarray(scores[np.ix_(computed, here)])


@dataclass(frozen=True)
class Order:
    """Settings of one run of the engine, apart from the points.

    Parameters
    ----------
    nodes
        Whose scores are kept.
    count_failures
        Go on where a draw cannot be computed.
    sampled
        What the networks drawn hold.
    keep
        Places of the rows that are kept.
    """

    nodes: tuple[str, ...]
    count_failures: bool
    sampled: Sampled
    keep: NDArray[np.intp]


def drawn(  # noqa: PLR0913 - settings of one run
    measured: Measured,
    cube: Space,
    u: NDArray[np.float64],
    nodes: tuple[str, ...],
    progress: Callable[[str, int, int], None] | None = None,
    tables: Tables | None = None,
    *,
    failures: str = "stop",
    workers: int = 1,
    sampled: Sampled | None = None,
    rows: pd.MultiIndex | None = None,
) -> Draws:
    """Compute the scores at each point of the cube.

    Draws that share their discrete choices share the tables up to normalising, which are computed
    once; where the data themselves vary, the tables of many draws are computed side by side. Weights,
    aggregation and leaving out are array operations over the draws of a group, in chunks of bounded
    memory.

    Parameters
    ----------
    tables
        Made before of the same data and assumptions.
    workers
        Processes, through joblib: inside ``joblib.parallel_config(backend="dask")`` those of a cluster.
        The numbers do not depend on it.
    failures
        ``stop`` or ``count``.
    sampled
        From `connectindex.audit.robustness.noisy_data.networks`; made where it is not given.
    rows
        Years and units whose scores are kept; None: all that were measured.

    Raises
    ------
    InputError
        A draw cannot be computed: its settings are named.
    """
    groups = grouped(cube, u) if len(u) else []
    index = measured.denominated.index
    kept = index if rows is None else rows
    sampled_networks = networks(measured, cube) if sampled is None else sampled
    order = Order(nodes, failures == "count", sampled_networks, index.get_indexer(kept))
    require_room(len(u), len(kept) * len(nodes), "scores")
    out = {node: np.full((len(u), len(kept)), np.nan) for node in nodes}
    failed: list[tuple[int, str, str]] = []
    done = 0
    parts = (
        _group_by_group(measured, cube, u, groups, order, tables or Tables(measured))
        if workers == 1 or not len(u)
        else _side_by_side(measured, cube, u, groups, order, workers)
    )
    for part, scores, lost in parts:
        for node in nodes:
            out[node][part] = scores[node]
        failed += lost
        done += len(part)
        if progress:
            progress("draws", done, len(u))
    table = pd.DataFrame(sorted(failed), columns=["draw", "settings", "problem"])
    return Draws(out, kept, table)


Part = tuple["NDArray[np.intp]", "dict[str, NDArray[np.float64]]", "list[tuple[int, str, str]]"]


def _side_by_side(
    measured: Measured,
    cube: Space,
    u: NDArray[np.float64],
    groups: Sequence[tuple[Choice, NDArray[np.intp]]],
    order: Order,
    workers: int,
) -> Iterator[Part]:
    """Parts of the draws, shared among workers, in the order of the groups."""
    from joblib import Parallel, delayed  # noqa: PLC0415 - for several workers only

    tables = Tables(_light(measured, cube))  # threads share it, processes each get it empty
    blocks = _blocks(groups, -(-len(u) // (workers * BLOCKS)))
    work = (delayed(_block)(tables, cube, [(c, u[rows]) for c, rows in block], order) for block in blocks)
    # long columns keep numpy busy outside Python's lock: threads, and nothing need travel
    prefer = "threads" if len(order.keep) >= LONG and not noisy(cube) else "processes"
    try:
        results = Parallel(n_jobs=workers, return_as="generator", prefer=prefer)(work)
        for block, (scores, lost) in zip(blocks, results, strict=True):
            yield np.concatenate([rows for _, rows in block]), scores, _renumbered(lost, block)
    except BrokenExecutor as error:
        rule = "a worker process ended early, probably for lack of memory; try fewer workers"
        raise ConnectIndexError(rule) from error


def _light(measured: Measured, cube: Space) -> Measured:
    """Drop what workers do not need: the records behind the tables, and formulas."""
    edition = measured.edition
    values = replace(edition.values, table=edition.values.table.iloc[:0])
    indicators = {name: replace(i, compute=None, counts=None) for name, i in edition.indicators.items()}
    errors = any(isinstance(v, VaryErrors) for v in cube.vary)
    return replace(
        measured,
        edition=replace(edition, values=values, links=edition.links.iloc[:0], indicators=indicators),
        dyads={},
        network={},
        origins=measured.origins if errors else measured.origins.iloc[:0],
    )


def _blocks(
    groups: Sequence[tuple[Choice, NDArray[np.intp]]], size: int
) -> list[list[tuple[Choice, NDArray[np.intp]]]]:
    """Groups in their order, cut into blocks of about this many draws: neighbours share their tables."""
    blocks: list[list[tuple[Choice, NDArray[np.intp]]]] = [[]]
    room = size
    for choice, rows in groups:
        start = 0
        while start < len(rows):
            if not room:
                blocks.append([])
                room = size
            rows_of_block = rows[start : start + room]
            blocks[-1].append((choice, rows_of_block))
            start, room = start + len(rows_of_block), room - len(rows_of_block)
    return [b for b in blocks if b]


def _block(
    tables: Tables, cube: Space, shares: list[tuple[Choice, NDArray[np.float64]]], order: Order
) -> tuple[dict[str, NDArray[np.float64]], list[tuple[int, str, str]]]:
    """A worker's share: scores of its draws, in order, and those that failed, numbered within the share."""
    u = np.concatenate([part for _, part in shares])
    groups, start = [], 0
    for choice, part in shares:
        groups.append((choice, np.arange(start, start + len(part))))
        start += len(part)
    out = {node: np.full((len(u), len(order.keep)), np.nan) for node in order.nodes}
    failed: list[tuple[int, str, str]] = []
    for rows, scores, lost in _group_by_group(tables.measured, cube, u, groups, order, tables):
        for node in order.nodes:
            out[node][rows] = scores[node]
        failed += lost
    return out, failed


def _renumbered(
    lost: list[tuple[int, str, str]], block: list[tuple[Choice, NDArray[np.intp]]]
) -> list[tuple[int, str, str]]:
    number = np.concatenate([rows for _, rows in block])
    return [(int(number[k]), settings, problem) for k, settings, problem in lost]


def _group_by_group(
    measured: Measured,
    cube: Space,
    u: NDArray[np.float64],
    groups: Sequence[tuple[Choice, NDArray[np.intp]]],
    order: Order,
    tables: Tables,
) -> Iterator[Part]:
    stepwise = [a for a, v in enumerate(cube.vary) if isinstance(v, VaryMethod) and v.step != "aggregate"]
    for choice, rows in groups:
        key = tuple(choice[a] for a in stepwise)
        methods = _methods(measured.edition.methods, cube, choice, stepwise)
        for part in _parts(rows, measured):
            try:
                yield part, _scores(measured, cube, choice, u[part], order, (methods, key, tables)), []
            except InputError as error:
                if not order.count_failures:
                    raise InputError([named(cube, choice), *error.problems]) from error
                yield from _singly(measured, cube, choice, u, part, order, (methods, key, tables))


def _singly(
    measured: Measured,
    cube: Space,
    choice: Choice,
    u: NDArray[np.float64],
    part: NDArray[np.intp],
    order: Order,
    made: tuple[Methods, Choice, Tables],
) -> Iterator[Part]:
    """The draws of a part in which one failed, one by one; the failing ones have no scores."""
    for k in part:
        row = np.array([k])
        try:
            yield row, _scores(measured, cube, choice, u[row], order, made), []
        except InputError as error:
            none = {node: np.full((1, len(order.keep)), np.nan) for node in order.nodes}
            yield row, none, [(int(k), named(cube, choice).got, str(error.problems[-1]))]


def _scores(
    measured: Measured,
    cube: Space,
    choice: Choice,
    u: NDArray[np.float64],
    order: Order,
    made: tuple[Methods, Choice, Tables],
) -> dict[str, NDArray[np.float64]]:
    """Scores of draws that share their choices: by node, an array (draws, rows)."""
    methods, key, tables = made
    if noisy(cube):
        shared = tables_of_draws(measured, methods, denominated(measured, cube, u, order.sampled))
    else:
        shared = tables.of(key, methods)
    years = [(year.rows, scored(measured.edition.tree, cube, choice, u, shared, year)) for year in shared.years]
    if len(years) == 1 and np.array_equal(years[0][0], order.keep):
        return {node: years[0][1][node] for node in order.nodes}
    out = {}
    for node in order.nodes:
        whole = np.full((len(u), len(measured.denominated)), np.nan)
        for rows, scores in years:
            whole[:, rows] = scores[node]
        out[node] = whole[:, order.keep]
    return out


def _methods(methods: Methods, cube: Space, choice: Choice, stepwise: list[int]) -> Methods:
    chosen = {cube.vary[a].step: cube.vary[a].among[choice[a]] for a in stepwise}  # type: ignore[union-attr]
    return replace(methods, **chosen)


def _parts(rows: NDArray[np.intp], measured: Measured) -> Iterator[NDArray[np.intp]]:
    tree: Node = measured.edition.tree
    widest = max(len(n.children) for n in tree.nodes())
    size = max(1, CHUNK // max(1, len(measured.denominated) * widest))
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
