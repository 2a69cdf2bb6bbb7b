"""Criticality: what the loss of a link, a cable, a kind of links or all links of a unit would do to everyone.

Each loss is a what-if that closes links, so its effect is exact. Random sets of links are drawn, and their mean loss
comes with its standard error.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.audit.whatif.measuring import read_by, variants
from connectindex.audit.whatif.moves import Moves
from connectindex.audit.whatif.records import Base
from connectindex.audit.whatif.scoring import nominal_scores
from connectindex.edition.projects import CLOSE
from connectindex.edition.scale import parsed_scale, scale_text
from connectindex.errors import require_among, require_whole, unknown
from connectindex.model.display import counted, described, html
from connectindex.model.dyads import OPERATING
from connectindex.model.ranking import ranked, tolerance
from connectindex.pipeline.build import build
from connectindex.pipeline.result import Result, edition_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.edition.model import Edition
    from connectindex.pipeline.measure import Measured

    Array = NDArray[np.float64]

LINK, MULTILATERAL, MODE, UNIT = "link", "multilateral link", "mode", "unit"
KINDS = (LINK, MULTILATERAL, MODE, UNIT)
COLUMNS = (
    "kind", "loss", "mode", "unit", "partner", "links", "fall", "change", "losers", "worst_unit", "worst_change",
    "rank_changes", "reach",
)  # fmt: skip
SCENARIO = ("project", "action", "from", "to", "member", "mode", "name")


@dataclass(frozen=True, eq=False)
class Criticality:
    """Losses of links and what each would do to scores, ranks and reach.

    Parameters
    ----------
    table
        A row a loss, the most critical first: ``kind`` (link, multilateral link, mode, unit); ``loss``, its name;
        ``mode``; ``unit`` and ``partner`` at its ends; ``links``: moves that close it; ``fall``: sum of the changes
        of all scores that fall; ``change``: sum of all changes, as some may rise on a scale made from the data;
        ``losers``: units whose score falls; ``worst_unit`` and ``worst_change``; ``rank_changes``: units whose rank
        changes; ``reach``: pairs of units that are no longer joined directly or with one change.
    sets
        A row a mode: ``mode``, ``size`` of the random sets, ``drawn``, ``fall`` (mean of the sums), ``error`` (its
        standard error); empty where none were drawn.
    """

    table: DataFrame
    sets: DataFrame
    _closings: DataFrame
    _plans: dict[str, tuple[int, ...]]

    def scenario(self, *losses: str) -> DataFrame:
        """Return the rows that close these losses, as a table for `connectindex.what_if` or a scenario file.

        Raises
        ------
        KeyError
            There is no such loss.
        """
        if strange := [loss for loss in losses if loss not in self._plans]:
            raise unknown("loss", strange[0], self._plans)
        rows = self._closings.loc[[m for loss in losses for m in self._plans[loss]]]
        member = rows["to"] == ""
        table = rows.assign(
            project="; ".join(losses),
            **{"member": rows["from"].where(member, ""), "from": rows["from"].mask(member, "")},
        )
        return table[list(SCENARIO)].reset_index(drop=True)

    def most(self, number: int = 10, kind: str = "") -> DataFrame:
        """Return the most critical losses, of one kind or of all.

        Raises
        ------
        KeyError
            There is no such kind.
        """
        if kind and kind not in KINDS:
            raise unknown("kind of loss", kind, KINDS)
        chosen = self.table[self.table["kind"] == kind] if kind else self.table
        return chosen.head(number)

    def plot(self, kind: str = "", *, most: int = 20) -> Any:
        """Draw the most critical losses, of one kind or of all, with Vega-Altair.

        Raises
        ------
        KeyError
            There is no such kind.
        InputError
            Altair is not installed: ``pip install 'connectindex[plot]'``.
        """
        from connectindex.plots import intervals  # noqa: PLC0415 - only charts need it

        table = self.most(len(self.table), kind)
        table = table.assign(name=table["loss"] if kind else table["kind"] + " " + table["loss"], change=table["fall"])
        axis = "sum of the scores that fall"
        return intervals.changes(table[["name", "change"]], "Criticality of links", most, axis)

    def __repr__(self) -> str:
        first = f"the most critical: {self.table['loss'].iloc[0]}" if len(self.table) else ""
        drawn = f"random sets of {counted(len(self.sets), 'mode')}" if len(self.sets) else ""
        return described(type(self).__name__, counted(len(self.table), "loss").replace("losss", "losses"), first, drawn)

    def _repr_html_(self) -> str:
        """The most critical losses, for a notebook."""
        columns = ["kind", "loss", "fall", "change", "losers", "worst_unit", "worst_change", "rank_changes", "reach"]
        return html("Criticality of links", self.table[columns], self.sets)


def criticality(
    source: Edition | Result,
    *,
    modes: Sequence[str] = (),
    sets: int = 0,
    size: int = 2,
    seed: int = 0,
) -> Criticality:
    """Compute the criticality of links: the change of all scores if each were lost, on the scale of today.

    Parameters
    ----------
    source
        An edition, or its result; its links of the last year are lost, one at a time.
    modes
        Those whose links are lost; by default all that an indicator reads.
    sets
        Random sets of links to draw of each mode; 0: none.
    size
        Links of a set.
    seed
        Of the draws.

    Notes
    -----
    Treatment and bounds of today are held, so that a loss lowers those who lose and nobody else; where the
    normalisation needs all units (ranks, percentiles) they are recomputed, and others may rise.

    Examples
    --------
    >>> import connectindex as ci
    >>> from connectindex.edition.read import starter_folder
    >>> critical = ci.criticality(ci.read_edition(starter_folder()))
    >>> bool((critical.most(3)["fall"] < 0).all())
    True

    References
    ----------
    Jenelius, Petersen and Mattsson (2006), Importance and exposure in road network vulnerability analysis,
    Transportation Research Part A 40(7): the importance of a link is the effect of its failure on all.
    """
    edition = edition_of(source, "criticality source")
    for name, number, least in (("sets", sets, 0), ("size", size, 1), ("seed", seed, 0)):
        require_whole(f"criticality {name}", number, least)
    chosen = [modes] if isinstance(modes, str) else list(modes)
    for mode in chosen:
        require_among("criticality modes", mode, edition.modes)
    result = source if isinstance(source, Result) else build(source)
    measured = replace(result.measured, edition=_on_scale_of_today(result))
    year = measured.edition.about.years[-1]
    base = Base(measured.edition, year, measured.network[year])
    read = [m for m, readers in read_by(measured).items() if readers and (not chosen or m in chosen)]
    closings = _closings(base, read)
    losses = _losses(closings)
    rng = np.random.default_rng(seed)
    drawn = _drawn(closings, sets, size, rng)
    plans = [*losses["moves"], *(plan for plans in drawn.values() for plan in plans)]
    scores = _scores(measured, base, closings, plans)
    table = losses.assign(**_effects(scores[: len(losses) + 1], measured), reach=_reach(base, closings, losses))
    table = table.sort_values(["fall", "loss"], kind="stable").reset_index(drop=True)
    return Criticality(
        table[list(COLUMNS)],
        _sets(scores[0], scores[len(losses) + 1 :], drawn, size),
        closings,
        dict(zip(losses["loss"], losses["moves"], strict=True)),
    )


def _on_scale_of_today(result: Result) -> Edition:
    """The edition with its scale frozen, where its normalisation can be."""
    edition = result.edition
    methods = edition.methods
    if methods.scale or not methods.normalise.freezable:
        return edition
    return replace(edition, methods=replace(methods, scale=parsed_scale(scale_text(result.scale))))


def _closings(base: Base, modes: Sequence[str]) -> DataFrame:
    """One move a pair and mode, in a directed mode one a direction, and one a member of a multilateral link."""
    records = base.records
    records = records[(records["status"] == OPERATING) & records["mode"].isin(modes) & (records["count"] > 0)]
    directed = records["mode"].isin([m.id for m in base.edition.modes.values() if m.directed])
    member = records["to"] == ""
    origin, to = records["from"].map(base.unit_of), records["to"].map(base.unit_of)
    ends = pd.DataFrame(
        {
            "from": origin.where(directed | member, records["a"]),
            "to": to.where(directed, records["b"]).mask(member, ""),
            "mode": records["mode"],
            "name": records["name"].where(member, ""),
            "a": records["a"],
            "b": records["b"],
        }
    ).drop_duplicates()
    ends = ends[member.loc[ends.index] | (ends["a"] != ends["b"])]
    ends = ends.sort_values(["mode", "name", "a", "b", "from"], kind="stable").reset_index(drop=True)
    return ends.assign(
        project="", action=CLOSE, explicit=True, member="", operator="", count=np.nan, capacity=np.nan, status="",
        year=np.nan, start=np.nan, cost=1.0, place="criticality",
    )  # fmt: skip


def _losses(closings: DataFrame) -> DataFrame:
    """Losses with the moves that make them: each link, each multilateral link, each mode, each unit."""
    two, many = closings[closings["to"] != ""], closings[closings["to"] == ""]
    rows = [
        (LINK, f"{mode}: {a} - {b}", mode, a, b, tuple(moves))
        for (mode, a, b), moves in two.groupby(["mode", "a", "b"]).groups.items()
    ]
    rows += [
        (MULTILATERAL, f"{mode}: {name}", mode, "", "", tuple(moves))
        for (mode, name), moves in many.groupby(["mode", "name"]).groups.items()
    ]
    rows += [(MODE, str(mode), mode, "", "", tuple(moves)) for mode, moves in closings.groupby("mode").groups.items()]
    of_units: dict[str, list[int]] = {}
    for move, ends in zip(closings.index, zip(closings["a"], closings["b"], strict=True), strict=True):
        for unit in dict.fromkeys(ends):
            of_units.setdefault(unit, []).append(move)
    rows += [(UNIT, unit, "", unit, "", tuple(moves)) for unit, moves in sorted(of_units.items())]
    table = pd.DataFrame(rows, columns=["kind", "loss", "mode", "unit", "partner", "moves"])
    return table.assign(links=table["moves"].map(len))


def _drawn(closings: DataFrame, sets: int, size: int, rng: np.random.Generator) -> dict[str, list[tuple[int, ...]]]:
    """Random sets of links by mode, without a link twice."""
    if not sets:
        return {}
    sets_by_mode = {}
    for mode, rows in closings.groupby("mode").groups.items():
        moves = rows.to_numpy()
        if len(moves) >= size:
            sets_by_mode[str(mode)] = [tuple(sorted(rng.choice(moves, size, replace=False))) for _ in range(sets)]
    return sets_by_mode


def _scores(measured: Measured, base: Base, closings: DataFrame, plans: Sequence[tuple[int, ...]]) -> Array:
    moves = Moves(closings.drop(columns=["a", "b", "member"]))
    return nominal_scores(measured, base, variants(measured, base, moves, plans))


def _effects(scores: Array, measured: Measured) -> dict[str, Array | list[str]]:
    """Effects of each loss on the scores and ranks of all: `scores` (1 + losses, units), those of today first."""
    units = measured.edition.units.codes
    known = ~np.isnan(scores[0])
    change = np.where(known, scores[1:] - scores[0], np.nan)
    # a unit that would lose its score loses all of it
    change = np.where(known & np.isnan(scores[1:]), -scores[0], change)[:, known]
    least = tolerance(scores[0])
    worst = change.argmin(axis=1)
    ranks = ranked(np.where(known, np.nan_to_num(scores, nan=-np.inf), np.nan))
    return {
        "fall": np.minimum(change, 0.0).sum(axis=1),
        "change": change.sum(axis=1),
        "losers": (change < -least).sum(axis=1),
        "worst_unit": [str(units[known][k]) if change[n, k] < -least else "" for n, k in enumerate(worst)],
        "worst_change": np.where(change.min(axis=1) < -least, change.min(axis=1), 0.0),
        "rank_changes": (ranks[1:, known] != ranks[0, known]).sum(axis=1),
    }


def _reach(base: Base, closings: DataFrame, losses: DataFrame) -> Array:
    """Pairs of units that are joined, directly or with one change, in a mode of the loss now and not after it."""
    codes = base.dyads.units.table.index
    ends = closings.assign(i=codes.get_indexer(closings["a"]), j=codes.get_indexer(closings["b"]))
    networks = {str(mode): _Network(links, len(codes)) for mode, links in ends.groupby("mode")}
    return np.array(
        [
            sum(networks[str(mode)].lost(links) for mode, links in ends.loc[list(moves)].groupby("mode"))
            for moves in losses["moves"]
        ],
        dtype=float,
    )


class _Network:
    """The places of one mode: who is joined with whom by one link or two."""

    def __init__(self, moves: DataFrame, size: int) -> None:
        self.size, self.moves = size, moves
        self.links = self._matrix(moves)
        self.ways = self._ways(self.links)

    def _matrix(self, moves: DataFrame) -> Array:
        links = np.zeros((self.size, self.size))
        two = moves[moves["to"] != ""]
        links[two["i"], two["j"]] = links[two["j"], two["i"]] = 1.0
        for _, members in moves[moves["to"] == ""].groupby("name"):
            at = members["i"].to_numpy()
            links[np.ix_(at, at)] = 1.0
        np.fill_diagonal(links, 0.0)
        return links

    @staticmethod
    def _ways(links: Array) -> Array:
        return links + links @ links

    def lost(self, moves: DataFrame) -> int:
        """Count the pairs that lose their last way of one link or two."""
        if len(moves) == 1 and moves["to"].iloc[0] != "":
            return self._lost_with(int(moves["i"].iloc[0]), int(moves["j"].iloc[0]))
        after = self._ways(self._matrix(self.moves.drop(index=moves.index)))
        lost = np.triu((self.ways > 0) & (after == 0), k=1)
        return int(lost.sum())

    def _lost_with(self, a: int, b: int) -> int:
        """Of one link: the pair itself where the two have no common partner, and pairs that only met over it."""
        lost = int(self.ways[a, b] == 1)
        for one, other in ((a, b), (b, a)):
            over = self.links[other].astype(bool)
            over[one] = False
            lost += int((over & (self.ways[one] == 1)).sum())
        return lost


def _sets(today: Array, scores: Array, drawn: dict[str, list[tuple[int, ...]]], size: int) -> DataFrame:
    """Mean loss of random sets, by mode, with its standard error."""
    rows, start = [], 0
    for mode, plans in drawn.items():
        falls = np.minimum(np.nan_to_num(scores[start : start + len(plans)] - today), 0.0).sum(axis=1)
        start += len(plans)
        error = falls.std(ddof=1) / np.sqrt(len(falls)) if len(falls) > 1 else np.nan
        rows.append((mode, size, len(plans), falls.mean(), error))
    return pd.DataFrame(rows, columns=["mode", "size", "drawn", "fall", "error"])
