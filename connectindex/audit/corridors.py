"""Corridors: the index of the units a corridor joins, the links between them, and where it is weakest.

How many links are few differs by mode: three railway crossings are many, three flights are few. So a
pair's links are read against all pairs that the mode joins anywhere in the edition: the intensity of a
pair is the share of linked pairs that have no more links than it. It is 0 for a pair without a link, 1
for the pair with most, free of units of measurement, and does not depend on the few giants at the top as a
share of the maximum would. It says how much runs between two places, not how much would suit their size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.model.corridor import ALL_PAIRS, SUCCESSIVE
from connectindex.model.values import MISSING, NOT_APPLICABLE, OBSERVED, REPORTED
from connectindex.pipeline.result import require_result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame, Index, Series
    from scipy.sparse import csr_matrix

    from connectindex.model.corridor import Corridor
    from connectindex.model.dyads import Dyads
    from connectindex.pipeline.result import Result

LINK_COLUMNS = ("year", "corridor", "unit", "partner", "mode", "count", "intensity", "status")
COLUMNS = (
    "year", "corridor", "name", "units", "scored", "index", "lowest", "lowest_unit", "links", "known",
    "weakest_unit", "weakest_partner", "weakest_mode", "weakest_count", "weakest_intensity",
)  # fmt: skip


def corridors(result: Result) -> DataFrame:
    """Compute each corridor's index (mean of its units' scores), lowest score, links, and weakest link.

    Returns
    -------
    One row a corridor, in the order of ``index.toml``: ``year`` (of a panel), ``corridor`` (id), ``name``,
    ``units`` (codes, joined by "; "), ``scored`` (how many have a score), ``index`` (mean of their
    scores), ``lowest`` and ``lowest_unit``, ``links`` (100 times the mean intensity of its pairs, each the
    mean over the modes in which it is known), ``known`` (share of the pairs and modes that apply which are
    known), and of the weakest link ``weakest_unit``, ``weakest_partner``, ``weakest_mode``,
    ``weakest_count`` and ``weakest_intensity``: the pair and mode of least intensity; among equals, as
    where several have none, the one whose pair is weakest in all modes together, then the first.

    The two figures are not blended: scores are on the scale of the index, intensities are shares.

    Examples
    --------
    >>> import connectindex as ci
    >>> table = ci.corridors(ci.build(ci.world()))
    >>> table[["corridor", "units"]].values.tolist()[0]
    ['china_mongolia_russia', 'CHN; MNG; RUS']
    """
    require_result(result, "corridors result")
    return scored_corridors(result, links_of_years(result.edition.corridors, result.network))


def scored_corridors(result: Result, links: DataFrame) -> DataFrame:
    """Compute the table of `corridors` from the links of all years, as `links_of_years` lists them."""
    rows = [
        _row(result, corridor, year, links[(links["corridor"] == corridor.id) & (links["year"] == year)])
        for year in result.edition.about.years
        for corridor in result.edition.corridors.values()
    ]
    return _plain(result, pd.DataFrame(rows, columns=list(COLUMNS)))


def corridor_links(result: Result) -> DataFrame:
    """List links between the units of each corridor, by mode: number, intensity, and whether it is known.

    Returns
    -------
    One row a pair and mode: ``year`` (of a panel), ``corridor``, ``unit``, ``partner``, ``mode``, ``count``
    (of directed modes both directions added), ``intensity`` (0 to 1), ``status``. ``not_applicable``
    where the mode does not apply to one of the two; ``missing`` where there is no record, and of one of
    the two that does not mean none. Count and intensity are missing then.
    """
    require_result(result, "corridor_links result")
    return _plain(result, links_of_years(result.edition.corridors, result.network))


def links_of_years(corridors: Mapping[str, Corridor], network: Mapping[int, Dyads]) -> DataFrame:
    """List links as `corridor_links` does, always with their year; they depend on no score."""
    parts = []
    for year, dyads in network.items():
        of_mode = cache(partial(_ModeLinks.of, dyads))  # several corridors read one mode
        for corridor in corridors.values():
            pairs = _pairs(corridor, dyads, of_mode)
            parts += [_links(corridor, pairs, mode, of_mode(mode)).assign(year=year) for mode in corridor.modes]
    if not parts:
        return pd.DataFrame(columns=list(LINK_COLUMNS))
    order = {name: k for k, name in enumerate(corridors)}
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(place=table["corridor"].map(order))
    table = table.sort_values(["year", "place", "pair"], kind="stable")
    return table[list(LINK_COLUMNS)].reset_index(drop=True)


def _plain(result: Result, table: DataFrame) -> DataFrame:
    """Without the year, where there is only one."""
    return table if len(result.edition.about.years) > 1 else table.drop(columns="year")


@dataclass(frozen=True, slots=True, eq=False)
class _ModeLinks:
    """Links of one mode: units, links of each pair in both directions, these numbers sorted, status of the units."""

    units: Index
    counts: csr_matrix
    ordered: NDArray[np.float64]
    status: NDArray[np.object_]

    @classmethod
    def of(cls, dyads: Dyads, mode: str) -> _ModeLinks:
        links, units = dyads.of(mode), dyads.units.table.index
        counts = links.operating().matrix()
        counts = (counts + counts.T).tocsr() if dyads.modes[mode].directed else counts
        # each pair occurs twice in a symmetric matrix, which changes no share
        return cls(units, counts, np.sort(counts.data), links.status(units).to_numpy(dtype=object))


def _pairs(corridor: Corridor, dyads: Dyads, of_mode: Callable[[str], _ModeLinks]) -> list[tuple[str, str]]:
    """The pairs of units that are to be linked."""
    units, known = corridor.units, set(dyads.units.table.index)
    if corridor.pairs == SUCCESSIVE:
        return [(a, b) for a, b in pairwise(units) if {a, b} <= known]
    units = tuple(u for u in units if u in known)
    every = [(a, b) for k, a in enumerate(units) for b in units[k + 1 :]]
    if corridor.pairs == ALL_PAIRS:
        return every
    joined, place = of_mode(corridor.pairs).counts, dyads.units.table.index.get_indexer(list(units))
    at = dict(zip(units, place, strict=True))
    return [(a, b) for a, b in every if joined[at[a], at[b]] > 0]


def _links(corridor: Corridor, pairs: list[tuple[str, str]], mode: str, links: _ModeLinks) -> DataFrame:
    ends = [links.units.get_indexer([pair[k] for pair in pairs]) for k in (0, 1)]
    count = np.asarray(links.counts[ends[0], ends[1]], dtype=float).ravel() if pairs else np.zeros(0)
    intensity = np.searchsorted(links.ordered, count, side="right") / max(len(links.ordered), 1)
    status = [_status(links.status[a], links.status[b], n) for a, b, n in zip(*ends, count, strict=True)]
    known = np.isin(np.array(status, dtype=object), OBSERVED)
    return pd.DataFrame(
        {
            "corridor": corridor.id,
            "unit": [a for a, _ in pairs],
            "partner": [b for _, b in pairs],
            "mode": mode,
            "count": np.where(known, count, np.nan),
            "intensity": np.where(known, np.where(count > 0, intensity, 0.0), np.nan),
            "status": status,
            "pair": np.arange(len(pairs)),
        }
    )


def _status(one: str, other: str, count: float) -> str:
    """Compute the status of a pair: that of its record; without one a zero where both ends have zeros."""
    if count > 0:
        return REPORTED
    if NOT_APPLICABLE in (one, other):
        return NOT_APPLICABLE
    return MISSING if MISSING in (one, other) else REPORTED


def _row(result: Result, corridor: Corridor, year: int, between: DataFrame) -> dict[str, Any]:
    scores = _scores(result, year).reindex(list(corridor.units)).dropna()
    known = between[between["status"].isin(OBSERVED)]
    applicable = (between["status"] != NOT_APPLICABLE).sum()
    by_pair = known.groupby(["unit", "partner"])["intensity"].mean()
    row = {
        "year": year,
        "corridor": corridor.id,
        "name": corridor.name,
        "units": "; ".join(corridor.units),
        "scored": len(scores),
        "index": scores.mean(),
        "lowest": scores.min(),
        "lowest_unit": scores.idxmin() if len(scores) else "",
        "links": 100 * by_pair.mean(),
        "known": len(known) / applicable if applicable else float("nan"),
    }
    return row | dict(_weakest(known, by_pair))


def _weakest(known: DataFrame, by_pair: Series) -> Iterator[tuple[str, Any]]:
    blank = {"unit": "", "partner": "", "mode": "", "count": float("nan"), "intensity": float("nan")}
    weakest: Any = blank
    if len(known):
        whole = known.set_index(["unit", "partner"]).index.map(by_pair).to_numpy(dtype=float)
        ordered = known.assign(whole=whole).sort_values(["intensity", "whole"], kind="stable")
        weakest = ordered.iloc[0]
    return ((f"weakest_{key}", weakest[key]) for key in blank)


def _scores(result: Result, year: int) -> Series:
    """The index of each unit in a year."""
    return result.of_year(result.scores["index"], year)
