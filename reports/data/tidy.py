"""Tidy: all figures of a result in one long table, one row a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.model.tree import ROOT
from connectindex.model.values import MISSING, NOT_APPLICABLE

if TYPE_CHECKING:
    from pandas import DataFrame, Index, Series

    from connectindex.audit.robustness import Robustness
    from connectindex.pipeline.result import Result

CALCULATED, LEFT_OUT = "calculated", "left_out"
POINTS, RANK, SHARE = "points", "rank", "share"

# Measures in the order of the rows, with what each says. Values have the unit of their indicator.
MEASURES: dict[str, tuple[str, str]] = {
    "value": ("", "Value of an indicator, in its own unit, before treatment of outliers"),
    "score": (POINTS, "Score on the scale of the index; higher is better"),
    "rank": (RANK, "Rank among the units with a score; 1 is the best"),
    "contribution": (POINTS, "What it adds to the score of the node it is a part of"),
    "coverage": (SHARE, "Share of the indicators that apply to the unit which were observed"),
    "rank_median": (RANK, "Median rank over all draws of the robustness audit"),
    "rank_low90": (RANK, "5th percentile of the ranks over all draws"),
    "rank_high90": (RANK, "95th percentile of the ranks over all draws"),
    "rank_low95": (RANK, "2.5th percentile of the ranks over all draws"),
    "rank_high95": (RANK, "97.5th percentile of the ranks over all draws"),
}
_OF_AUDIT = {
    "median": "rank_median",
    "low": "rank_low90",
    "high": "rank_high90",
    "low95": "rank_low95",
    "high95": "rank_high95",
}
COLUMNS = ("year", "unit", "kind", "id", "measure", "value", "unit_of_measure", "status", "observed", "source")
_CELL = ["year", "unit", "id"]


def tidy(result: Result, audit: Robustness | None = None) -> DataFrame:
    """All figures: every unit and year times the index, its nodes and indicators times what is measured of each.

    Parameters
    ----------
    result
        From `connectindex.build`.
    audit
        Adds median and intervals of the ranks, of the last year.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. A figure that is not there has a row too, and its status says why. Rows are in
        the order of years, units, the tree from the root down, and `MEASURES`.

    Examples
    --------
    >>> import connectindex as ci
    >>> table = tidy(ci.build(ci.world()))
    >>> table[(table["unit"] == "JPN") & (table["id"] == "land") & (table["measure"] == "score")]["status"].item()
    'not_applicable'
    """
    origins = result.by_year(result.origins)
    cells = origins.index.droplevel("indicator").unique()
    nodes = [n.id for n in result.edition.tree.top_down()]
    leaves = list(result.edition.indicators)
    origin = origins["origin"].unstack("indicator").reindex(index=cells, columns=leaves)
    ranked = result.by_year(result.ranks)["index"].reindex(cells).notna()
    contributions, undefined = _contributions(result), _undefined(result, cells)

    lacks = _lacking_nodes(result, origin.ne(NOT_APPLICABLE), ranked)
    unscored = np.where(ranked.to_numpy()[:, None], MISSING, LEFT_OUT)
    unscored_leaves = pd.DataFrame(np.broadcast_to(unscored, origin.shape), cells, leaves)
    lacks_leaves = origin.where(origin.isin([MISSING, NOT_APPLICABLE]), unscored_leaves)
    blocks: list[tuple[str, DataFrame, DataFrame | str, DataFrame]] = [
        ("score", result.scores, CALCULATED, lacks),
        ("rank", result.ranks, CALCULATED, lacks),
        ("contribution", contributions[nodes], CALCULATED, lacks.mask(undefined[nodes], NOT_APPLICABLE)),
        ("coverage", result.coverage.to_frame(ROOT), CALCULATED, lacks[[ROOT]]),
        ("value", result.stage("imputed"), origin, lacks_leaves),
        ("score", result.stage("normalised"), origin, lacks_leaves),
        ("rank", result.indicator_ranks, origin, lacks_leaves),
        ("contribution", contributions[leaves], origin, lacks_leaves.mask(undefined[leaves], NOT_APPLICABLE)),
    ]
    parts = [_long(_wide(result, table, lacking), measure, has, lacking) for measure, table, has, lacking in blocks]
    if audit is not None:
        last = cells[cells.get_level_values("year") == result.edition.about.years[-1]]
        for column, measure in _OF_AUDIT.items():
            spread = audit.ranks[column].reindex(last.get_level_values("unit")).to_numpy()
            parts.append(_long(pd.DataFrame({ROOT: spread}, index=last), measure, CALCULATED, lacks.loc[last, [ROOT]]))
    table = pd.concat(parts, ignore_index=True)
    # the index is a part of nothing
    table = table[~((table["id"] == ROOT) & (table["measure"] == "contribution"))]
    table = _worded(result, table, nodes).join(origins[["observed", "source"]].rename_axis(_CELL), on=_CELL)
    table = table.astype({"unit": "str", "observed": "Int64"})
    table["source"] = table["source"].astype(object).where(table["source"].notna(), "").astype("str")
    return _ordered(table, cells, [*nodes, *leaves])


def _wide(result: Result, table: DataFrame, like: DataFrame) -> DataFrame:
    return result.by_year(table).reindex(index=like.index, columns=like.columns).astype(float)


def _long(table: DataFrame, measure: str, has: DataFrame | str, lacks: DataFrame) -> DataFrame:
    """One row a cell: its value, and a status from `has` or, where there is no value, from `lacks`."""
    status = lacks.reindex(index=table.index, columns=table.columns).where(table.isna(), has)
    long = table.stack(future_stack=True).rename("value").rename_axis(_CELL).reset_index()
    return long.assign(measure=measure, status=status.stack(future_stack=True).to_numpy())


def _contributions(result: Result) -> DataFrame:
    """What each child adds to its node, units x children; the root's column is empty."""
    part = result.contributions["contribution"].droplevel("node").unstack("child")
    everything = [*(n.id for n in result.edition.tree.top_down()), *result.edition.indicators]
    return part.reindex(columns=everything)


def _lacking_nodes(result: Result, applies: DataFrame, ranked: Series) -> DataFrame:
    """Why a unit has no score on a node: nothing below applies, it is not ranked, or data are missing."""
    columns = {}
    for node in result.edition.tree.top_down():
        any_applies = applies[[leaf.id for leaf in node.leaves()]].any(axis=1)
        columns[node.id] = np.where(~any_applies, NOT_APPLICABLE, np.where(ranked, MISSING, LEFT_OUT))
    return pd.DataFrame(columns, index=applies.index)


def _undefined(result: Result, cells: Index) -> DataFrame:
    """Where both a part and its node have a score: a contribution that is lacking there has no meaning.

    So it is with methods that compare units in place of adding up parts.
    """
    scores = pd.concat([result.by_year(result.scores), result.by_year(result.stage("normalised"))], axis=1)
    known = scores.reindex(cells).notna()
    columns = {ROOT: pd.Series(False, index=cells)}
    for node in result.edition.tree.nodes():
        columns |= {c.id: known[c.id] & known[node.id] for c in node.children}
    return pd.DataFrame(columns, index=cells)


def _worded(result: Result, table: DataFrame, nodes: list[str]) -> DataFrame:
    kinds = dict.fromkeys(result.edition.indicators, "indicator") | dict.fromkeys(nodes, "node") | {ROOT: "index"}
    unit_of_indicator = {i.id: i.unit for i in result.edition.indicators.values()}
    unit = table["measure"].map({m: u for m, (u, _) in MEASURES.items()})
    return table.assign(
        kind=table["id"].map(kinds),
        unit_of_measure=unit.mask(table["measure"] == "value", table["id"].map(unit_of_indicator)),
    )


def _ordered(table: DataFrame, cells: Index, ids: list[str]) -> DataFrame:
    def place(column: str, order: list[str]) -> Series:
        return table[column].map({name: k for k, name in enumerate(order)})

    units = list(dict.fromkeys(cells.get_level_values("unit")))
    order = np.lexsort((place("measure", list(MEASURES)), place("id", ids), place("unit", units), table["year"]))
    return table.iloc[order][list(COLUMNS)].reset_index(drop=True)
