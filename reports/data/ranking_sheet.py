"""The ranking as the first sheet of the workbook: what a reader looks up, under names and not under codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from connectindex.model.tree import ROOT
from connectindex.model.units import NO, YES

if TYPE_CHECKING:
    from pandas import DataFrame

    from connectindex.audit.robustness import Robustness
    from connectindex.pipeline.result import Result

MOST_LABELS = 24  # of a group; one with more tells units apart, not groups


def ranking_sheet(result: Result, audit: Robustness | None = None) -> DataFrame:
    """Rank, name, score, interval, tier, groups, pillars and change of every ranked unit, the first one first.

    Returns
    -------
    A row a unit; columns that the edition has nothing for are left out.

    Examples
    --------
    >>> import connectindex as ci
    >>> sheet = ranking_sheet(ci.build(ci.world()))
    >>> sheet.columns[:5].tolist(), int(sheet["Rank"].iat[0])
    (['Rank', 'Name', 'Code', 'Score', 'Region'], 1)
    """
    year = max(result.edition.about.years)
    scores, ranks = result.of_year(result.scores, year), result.of_year(result.ranks, year)
    units = result.edition.units
    place = ranks[ROOT].dropna()
    order = sorted(place.index, key=lambda u: (int(place[u]), str(units.names[u]), str(u)))
    columns: dict[str, pd.Series] = {
        "Rank": place.astype("Int64"),
        "Name": units.names,
        "Code": pd.Series({u: u for u in order}),
        "Score": scores[ROOT],
    }
    if audit is not None:
        simulated = audit.ranks
        columns |= {
            "Rank from (90% interval)": simulated["low"],
            "Rank to (90% interval)": simulated["high"],
            "Median rank": simulated["median"],
            "Tier": audit.tiers.astype("Int64"),
        }
    columns |= {_title(g): units.table[g] for g in _groups(result)}
    for node in result.edition.tree.pillars:
        columns[node.name if node.name not in columns else f"{node.name} (score)"] = scores[node.id]
    if len(result.edition.about.years) > 1:
        first = min(result.edition.about.years)
        columns[f"Change of score since {first}"] = scores[ROOT] - result.of_year(result.scores, first)[ROOT]
    return pd.DataFrame({name: column.reindex(order) for name, column in columns.items()}).reset_index(drop=True)


def _groups(result: Result) -> list[str]:
    """Columns of labels, the ones the report shows where it names some."""
    units = result.edition.units
    chosen = [g for g in result.edition.report.groups if g in units.groups]
    return chosen or [g for g in units.groups if _labelled(set(units.table[g].dropna()) - {""})]


def _labelled(labels: set[str]) -> bool:
    return 1 < len(labels) <= MOST_LABELS and not labels <= {YES, NO}


def _title(group: str) -> str:
    return group.replace("_", " ").capitalize()
