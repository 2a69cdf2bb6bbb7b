"""The search: the ranking of more units than can have a page each, as columns that a script looks through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from connectindex.model.tree import ROOT
from connectindex.reports import sentences
from connectindex.reports.compose import all_pairs
from connectindex.reports.interactive import Search, SearchColumn, SearchFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pandas import Series

    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.compose.links import Links

MOST_SEARCHED = 100_000  # a page of some megabytes
MOST_LABELS = 60


def search(links: Links) -> Search | None:
    """The search of a report; None where units have pages, or are too many even for it."""
    facts = links.facts
    if not facts.many or len(facts.ranked) > MOST_SEARCHED:
        return None
    language, ranked = facts.language, facts.ranked
    title = language("Search all {units}", units=language.counted(len(ranked), facts.noun))
    explanation = language(
        (
            "The ranking has {units}, too many for individual profiles. They can be searched and sorted on a "
            "separate page, and the accompanying tables contain all of them."
        ),
        units=language.counted(len(ranked), facts.noun),
    )
    names, ends = _ends(links)
    places = facts.axis.places
    nodes = [ROOT, *(p.id for p in facts.pillars)]
    titles = [language("Score"), *(facts.name_of(p.id) for p in facts.pillars)]
    columns = [
        SearchColumn(t, places, _column(facts.scores[n], ranked, places)) for t, n in zip(titles, nodes, strict=True)
    ]
    for name, table in all_pairs.predicted(links).items():
        kind = links.name(facts.edition.potential[name].mode)
        shown = language("{kind}: links", kind=kind), language("{kind}: predicted", kind=kind)
        columns += [
            SearchColumn(shown[0], 0, _column(table["observed"], ranked, 3)),
            SearchColumn(shown[1], 1, _column(table["expected"], ranked, 1)),
        ]
    ranks = facts.ranks[ROOT].reindex(ranked)
    return Search(title, explanation, names, ends, tuple(map(int, ranks)), tuple(columns), filters(facts, ranked))


def _ends(links: Links) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """Names, and the places among them of each ranked unit or of both ends of each ranked pair."""
    facts, pairs = links.facts, links.facts.edition.pairs
    if pairs is None or pairs.hub:
        return tuple(facts.names[u] for u in facts.ranked), tuple((k,) for k in range(len(facts.ranked)))
    at = pairs.units.codes.get_indexer(facts.ranked)
    first, second = (p[at] for p in pairs.positions)
    table = pairs.ends.table.index
    return tuple(links.unit(str(c)) for c in table), tuple(zip(first.tolist(), second.tolist(), strict=True))


def _column(values: Series, ranked: Sequence[str], places: int) -> tuple[float | None, ...]:
    numbers = np.round(values.reindex(ranked).to_numpy(dtype=float), places)
    return tuple(None if np.isnan(x) else int(x) if x == int(x) else float(x) for x in numbers)


def filters(facts: Facts, units: Sequence[str]) -> tuple[SearchFilter, ...]:
    """The group columns of some units that can be chosen from, with the place of each unit's label."""
    return tuple(_filters(facts, units))


def _filters(facts: Facts, units: Sequence[str]) -> Iterable[SearchFilter]:
    for column in facts.edition.units.groups:
        label = facts.group(column)
        labels = sorted({label[u] for u in units} - {""})
        if 1 < len(labels) <= MOST_LABELS:
            place = {name: k for k, name in enumerate(labels)}
            of = tuple(place.get(label[u], -1) for u in units)
            yield SearchFilter(sentences.group_name(facts.language, column), tuple(labels), of)
