"""All pairs: the strongest and the weakest beside what size and distance predict, and the mean score between groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.gravity.ratios import of_pairs
from connectindex.model.tree import ROOT
from connectindex.model.units import NO, YES
from connectindex.reports import safe, sentences
from connectindex.reports.chapters import Cell, HeatTable, Part
from connectindex.reports.compose import provenance
from connectindex.reports.document import MISSING_TEXT, AuditTable, number_columns, text_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pandas import DataFrame, Series

    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.compose.links import Links

MOST_ROWS = 25
MOST_LACKING = 15
MOST_GROUPS = 12
TONES = (0.2, 0.4, 0.6, 0.8)


def predicted(links: Links) -> dict[str, DataFrame]:
    """By model, the observed and the expected links of each pair; missing where an end takes no part."""
    ends = links.facts.result.dyads[links.facts.year].ends
    if links.potential is None or ends is None:
        return {}
    codes = links.facts.result.dyads[links.facts.year].units.codes
    pairs = links.potential.pairs[["observed", "expected"]]
    return {
        name: of_pairs(pairs.loc[name], ends.first, ends.second).set_axis(codes)
        for name in links.facts.edition.potential
    }


def parts(links: Links) -> list[Part]:
    """The strongest and the weakest pairs, those with fewer links than predicted, and the groups they join."""
    facts, language, of_model = links.facts, links.facts.language, predicted(links)
    ranked = facts.ranked
    strongest = ranked[:MOST_ROWS]
    weakest = _weakest(facts, of_model, [u for u in ranked if u not in set(strongest)])
    on_predictions = (
        language(
            "For each type of link with a gravity model, the links that size and distance predict are shown as well."
        )
        if of_model
        else ""
    )
    made = [
        Part(
            language("Strongest pairs"),
            (language.together(language("The pairs with the highest scores."), on_predictions),),
            _table(links, language("Strongest pairs"), strongest, of_model),
        )
    ]
    if weakest:
        lowest = language("The pairs with the lowest scores.")
        if of_model:
            lowest = language(
                "The pairs with the lowest scores; among ties, those with the most predicted links come first."
            )
        made.append(
            Part(language("Weakest pairs"), (lowest,), _table(links, language("Weakest pairs"), weakest, of_model))
        )
    made += [part for name, table in of_model.items() if (part := _lacking(links, name, table))]
    return [*made, *matrices(links)]


def _weakest(facts: Facts, of_model: Mapping[str, DataFrame], ranked: Sequence[str]) -> list[str]:
    """The last of the ranking; of those that tie, the ones with the most predicted links."""
    if not ranked:
        return []
    place = facts.ranks[ROOT]
    total = sum((t["expected"].fillna(0) for t in of_model.values()), pd.Series(0.0, index=place.index))
    return sorted(ranked, key=lambda u: (-place[u], -total[u], facts.language.collate(facts.names[u]), u))[:MOST_ROWS]


def _table(links: Links, title: str, units: Sequence[str], of_model: Mapping[str, DataFrame]) -> AuditTable:
    facts, language = links.facts, links.facts.language
    columns = [*number_columns(language("Rank")), *text_columns(_noun(facts)), *number_columns(language("Score"))]
    if facts.intervals:
        columns += number_columns(language("90% interval"))
    models = facts.edition.potential
    for name in of_model:
        kind = links.name(models[name].mode)
        columns += number_columns(language("{kind}: links", kind=kind), language("predicted"))
    rows = []
    for unit in units:
        score = facts.score(ROOT, unit)
        row = [score.rank, facts.names[unit], score.text]
        if facts.intervals:
            row.append(facts.intervals.get(unit, ""))
        for table in of_model.values():
            row += _numbers(facts, table.loc[unit])
        rows.append(tuple(row))
    return AuditTable(title, "", tuple(columns), tuple(rows))


def _noun(facts: Facts) -> str:
    return facts.noun.one.capitalize()


def _numbers(facts: Facts, of_pair: Series) -> list[str]:
    if np.isnan(of_pair["expected"]):
        return [MISSING_TEXT, MISSING_TEXT]
    return [facts.language.value(float(of_pair["observed"])), facts.language.decimal(float(of_pair["expected"]), 1)]


def _lacking(links: Links, name: str, table: DataFrame) -> Part | None:
    """The pairs of which most of the predicted links are not there."""
    facts, language = links.facts, links.facts.language
    short = (table["expected"] - table["observed"]).dropna()
    short = short[short >= 1]
    order = sorted(short.index, key=lambda u: (-short[u], facts.language.collate(facts.names[str(u)])))[:MOST_LACKING]
    if not order:
        return None
    kind = links.name(facts.edition.potential[name].mode)
    title = language("{kind}: fewer links than predicted", kind=kind)
    columns = text_columns(_noun(facts)) + number_columns(
        language("Links"), language("Predicted"), language("Shortfall")
    )
    rows = tuple(
        (facts.names[str(u)], *_numbers(facts, table.loc[u]), language.decimal(float(short[u]), 1)) for u in order
    )
    note = language.plural(
        "{number} pair has at least one link fewer than size and distance predict; the largest shortfall:",
        "{number} pairs have at least one link fewer than size and distance predict; the largest shortfalls:",
        len(short),
    )
    based_on = provenance.calculated(facts, provenance.of_model(facts, facts.edition.potential[name]))
    return Part(title, (note,), AuditTable(title, "", columns, rows), based_on=based_on)


def matrices(links: Links) -> list[Part]:
    """Mean scores of the pairs between two groups of units, and within one; a matrix for each group column."""
    facts, language = links.facts, links.facts.language
    made = []
    for column in facts.edition.ends.groups:
        table = _matrix(facts, column)
        if table is not None:
            group = sentences.group_name(language, column)
            text = language(
                "Each cell is the mean score of the pairs between two groups, the diagonal that of pairs within one; "
                "darker is higher."
            )
            made.append(Part(language("Mean scores by {group}", group=group.lower()), (text,), heat=(table,)))
    return made


def _matrix(facts: Facts, column: str) -> HeatTable | None:
    """Mean scores of pairs by the labels of both ends; None where it is no column of a few labels."""
    language, pairs = facts.language, facts.edition.pairs
    if pairs is None:
        return None
    labels = pairs.ends.table[column].fillna("").astype(str)
    first, second = (labels.to_numpy()[p] for p in pairs.positions)
    scores = facts.scores[ROOT].reindex(pairs.units.codes).to_numpy(dtype=float)
    names = sorted({*first, *second} - {""}, key=language.collate)
    if not 1 < len(names) <= MOST_GROUPS or set(names) <= {YES, NO}:
        return None
    place = {label: k for k, label in enumerate(names)}
    known = (first != "") & (second != "") & ~np.isnan(scores)
    i, j = (np.array([place[x] for x in side[known]]) for side in (first, second))
    low, high = np.minimum(i, j), np.maximum(i, j)
    at = low * len(names) + high
    size = len(names) ** 2
    numbers = np.bincount(at, minlength=size)
    sums = np.bincount(at, scores[known], size)
    means = np.divide(sums, numbers, out=np.full(size, np.nan), where=numbers > 0).reshape(len(names), -1)
    steps = np.nanquantile(means, TONES)

    def cell(a: int, b: int) -> Cell:
        mean = means[min(a, b), max(a, b)]
        return Cell(MISSING_TEXT) if np.isnan(mean) else Cell(facts.axis.text(mean), 1 + int((mean > steps).sum()))

    group = sentences.group_name(language, column)
    shown = [sentences.label(language, column, safe.clean(n)) for n in names]
    rows = tuple((shown[a], tuple(cell(a, b) for b in range(len(names)))) for a in range(len(names)))
    return HeatTable(language("Mean scores by {group}", group=group.lower()), (group, *shown), rows)
