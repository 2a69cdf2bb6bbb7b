"""The ranking as the first sheet of the workbook: what a reader looks up, under names and not under codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from connectindex.model.tree import ROOT
from connectindex.model.units import NO, YES
from connectindex.model.words import message
from connectindex.reports.language import Language
from connectindex.reports.sentences import group_name, label

if TYPE_CHECKING:
    from pandas import DataFrame

    from connectindex.audit.robustness import Robustness
    from connectindex.pipeline.result import Result

RANK, MEDIAN, TIER = message("Rank"), message("Median rank"), message("Tier")
FIRST, LAST = message("Rank from (90% interval)"), message("Rank to (90% interval)")
MOST_LABELS = 24  # of a group; one with more tells units apart, not groups


def ranking_sheet(result: Result, audit: Robustness | None = None, language: Language | None = None) -> DataFrame:
    """Rank, name, score, interval, tier, groups, pillars and change of every ranked unit, the first one first.

    Heads are in the language given, English by default.

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
    language = language or Language()
    year = max(result.edition.about.years)
    scores, ranks = result.of_year(result.scores, year), result.of_year(result.ranks, year)
    units = result.edition.units
    place = ranks[ROOT].dropna()
    order = sorted(place.index, key=lambda u: (int(place[u]), str(units.names[u]), str(u)))
    columns: dict[str, pd.Series] = {
        language(RANK): place.astype("Int64"),
        language("Name"): units.names,
        language("Code"): pd.Series({u: u for u in order}),
        language("Score"): scores[ROOT],
    }
    if audit is not None:
        simulated = audit.ranks
        columns |= {
            language(FIRST): simulated["low"],
            language(LAST): simulated["high"],
            language(MEDIAN): simulated["median"],
            language(TIER): audit.tiers.astype("Int64"),
        }
    for group in _groups(result):
        labels = units.table[group]
        columns[group_name(language, group)] = labels.map(
            {text: label(language, group, str(text)) for text in labels.dropna().unique()}
        )
    for node in result.edition.tree.pillars:
        name = node.name if node.name not in columns else language("{name} (score)", name=node.name)
        columns[name] = scores[node.id]
    if len(result.edition.about.years) > 1:
        first = min(result.edition.about.years)
        columns[language("Change of score since {year}", year=first)] = (
            scores[ROOT] - result.of_year(result.scores, first)[ROOT]
        )
    return pd.DataFrame({name: column.reindex(order) for name, column in columns.items()}).reset_index(drop=True)


def _groups(result: Result) -> list[str]:
    """Columns of labels, the ones the report shows where it names some."""
    units = result.edition.units
    chosen = [g for g in result.edition.report.groups if g in units.groups]
    return chosen or [g for g in units.groups if _labelled(set(units.table[g].dropna()) - {""})]


def _labelled(labels: set[str]) -> bool:
    return 1 < len(labels) <= MOST_LABELS and not labels <= {YES, NO}
