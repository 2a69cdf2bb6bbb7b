"""One profile a ranked unit."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from connectindex.model.tree import ROOT, Node
from connectindex.model.values import INCOMPLETE, NOT_APPLICABLE, OBSERVED
from connectindex.reports import safe, sentences
from connectindex.reports.compose import authors, certainty, strengths
from connectindex.reports.compose import links as links_of
from connectindex.reports.compose.explained import Explanations
from connectindex.reports.compose.facts import FEWEST_PEERS, source_ids
from connectindex.reports.compose.flags import FLAGS, flags_of, value_text, year_text
from connectindex.reports.compose.profile_peers import PeerGroups
from connectindex.reports.compose.scored import scored
from connectindex.reports.document import (
    Head,
    HistoryRow,
    IndicatorRow,
    Mark,
    NodeRow,
    Peers,
    Profile,
)
from connectindex.reports.interactive import PeerSet
from connectindex.reports.unranked import ObservedRow
from connectindex.reports.variables import DATED, SIZES, prices

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from connectindex.reports.compose.changes import Changes
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.compose.links import Links
    from connectindex.reports.compose.strengths import Marks


@dataclass(frozen=True, eq=False)
class ProfileMaterial:
    """What all profiles are made from, computed once."""

    facts: Facts
    links: Links
    changes: Changes

    @cached_property
    def tree(self) -> tuple[tuple[str, int], ...]:
        """Ids of the nodes and their depth, the index first."""
        walk = self.facts.edition.tree.walk()
        return tuple((n.id, len(above)) for n, above in walk if isinstance(n, Node))

    @cached_property
    def marks(self) -> dict[str, Marks]:
        """Strengths and weaknesses by unit."""
        return strengths.all_marks(self.facts)

    @cached_property
    def quartiles(self) -> dict[tuple[str, tuple[str, ...]], dict[str, Peers]]:
        """Quartiles of every node for every set of peers, once for all its members."""
        return _quartiles(self.facts)

    @cached_property
    def history(self) -> dict[str, tuple[HistoryRow, ...]]:
        """Scores of all years by unit."""
        return _history(self.facts)

    @cached_property
    def groups(self) -> PeerGroups:
        """Peers of every kind, and what is unusual."""
        return PeerGroups(self.facts)

    @cached_property
    def peer_quartiles(self) -> dict[tuple[str, str], tuple[tuple[str, ...], dict[str, Peers]]]:
        """Members and quartiles of all ranked units, and of each group with enough of them, by grouping and label."""
        facts = self.facts
        sets = {("", facts.language("All")): facts.ranked}
        sets |= {key: units for key, units in self.groups.members.items() if len(units) >= FEWEST_PEERS}
        return {key: (tuple(units), quartiles_of(facts, units)) for key, units in sets.items()}

    @cached_property
    def explanations(self) -> Explanations:
        """What each score is made of."""
        return Explanations(self.facts)

    @cached_property
    def rank_intervals(self) -> dict[tuple[str, str], str]:
        """By (unit, node)."""
        return certainty.rank_intervals(self.facts)

    @cached_property
    def score_spans(self) -> dict[tuple[str, str], tuple[float, float]]:
        """By (unit, node)."""
        return certainty.score_spans(self.facts)


def heads(material: ProfileMaterial) -> tuple[Head, ...]:
    """What the whole report shows of each ranked unit, by name."""
    return tuple(_head(material, u) for u in material.facts.by_name(material.facts.ranked))


def _head(material: ProfileMaterial, unit: str) -> Head:
    facts, marks = material.facts, material.marks[unit]
    quartiles = material.quartiles[facts.peers[unit]]
    return Head(
        code=safe.clean(unit),
        file=facts.files[unit],
        name=facts.names[unit],
        index=facts.score(ROOT, unit),
        facts=unit_facts(facts, unit),
        nodes=tuple(
            NodeRow(
                n,
                facts.name_of(n) if depth else facts.language("Index"),
                depth,
                facts.score(n, unit),
                quartiles.get(n),
                material.rank_intervals.get((unit, n), ""),
                material.score_spans.get((unit, n)),
            )
            for n, depth in material.tree
        ),
        strengths=tuple(_mark(facts, unit, i) for i in marks.strengths),
        weaknesses=tuple(_mark(facts, unit, i) for i in marks.weaknesses),
        table=tuple(_rows(facts, unit, marks)),
        interval=facts.intervals.get(unit, ""),
    )


def profile(material: ProfileMaterial, unit: str, head: Head, files: Collection[str] = ()) -> Profile:
    """The profile of a unit; `files` are those of the report, some of which may be books of single units."""
    facts, book = material.facts, f"{head.file}.pdf"
    return Profile(
        **{f.name: getattr(head, f.name) for f in fields(head)},
        sentences=_sentences(material, unit),
        peers=facts.peers[unit][0],
        partners=material.links.partners.get(unit, ()),
        history=material.history.get(unit, ()),
        change=material.changes.text(unit),
        links=links_of.notes(material.links, unit),
        groups=material.groups.rows(unit),
        peer_sets=_peer_sets(material, unit),
        peer_members=_files(facts, facts.peers[unit][1]),
        explained=material.explanations.of(unit),
        book=book if f"countries/{book}" in files else "",
        text=authors.of_unit(facts, unit),
    )


def names_and_texts(material: ProfileMaterial) -> tuple[str, ...]:
    """All that profiles can show in words of the edition, known before any of them is made."""
    facts, links = material.facts, material.links
    indicators = facts.edition.indicators.values()
    named = (facts.names, links.end_names, *map(facts.group, facts.label_groups))
    return (
        *(name for names in named for name in names.values()),
        *map(str, links.pairs["partner"].unique()),
        *(links.name(mode) for mode in links.dyads.modes),
        *(facts.name_of(child.id) for child, _ in facts.edition.tree.walk()),
        *(text for i in indicators for text in (i.unit, i.definition)),
        *facts.edition.sources.table["title"],
        *(authors.of_unit(facts, u) for u in facts.ranked),
    )


def unit_facts(facts: Facts, unit: str) -> tuple[tuple[str, str], ...]:
    """Groups, sizes with their years, and coverage of a unit; a size known to be wrong is left out."""
    pairs = [
        (sentences.group_name(facts.language, g), facts.group(g)[unit])
        for g in facts.label_groups
        if facts.group(g)[unit]
    ]
    for variable, label, shown in SIZES:
        if unit not in facts.sizes.get(variable, ()):
            continue
        (value, year), name = facts.sizes[variable][unit], facts.language(label)
        if variable in DATED and not math.isnan(year):
            name = facts.language("{name}, {year}", name=name, year=int(year))
        if base := facts.edition.report.prices.get(variable):
            name = facts.language("{name}, {prices}", name=name, prices=prices(facts.language, base))
        pairs.append((name, facts.language(shown, number=facts.language.large(value))))
    pairs.append((facts.language("Coverage"), facts.language.percent(facts.coverage[unit])))
    return tuple(pairs)


def observed(facts: Facts, unit: str) -> tuple[ObservedRow, ...]:
    """Indicators that were observed, without scores: all there is of a unit without rank."""
    rows = []
    for name, indicator in facts.edition.indicators.items():
        row = facts.origins.get((unit, name))
        if row is None or row["origin"] not in OBSERVED or name not in facts.values:
            continue
        rows.append(
            ObservedRow(
                name=facts.name_of(name),
                unit=safe.clean(indicator.unit),
                value=value_text(facts, unit, name),
                year=year_text(row),
                flags=FLAGS.get(row["origin"], ""),
                sources=facts.numbered(source_ids(row["source"])),
            )
        )
    return tuple(rows)


def without_value(facts: Facts, unit: str) -> tuple[str, ...]:
    """Names of the indicators that apply to a unit and have no value for it."""
    return tuple(
        facts.name_of(name)
        for name in facts.edition.indicators
        if (row := facts.origins.get((unit, name))) is not None and row["origin"] not in (*OBSERVED, NOT_APPLICABLE)
    )


def _sentences(material: ProfileMaterial, unit: str) -> tuple[str, ...]:
    facts = material.facts
    index = facts.score(ROOT, unit)
    language = facts.language
    name = language.in_text(facts.names[unit], begins=True)
    text = [sentences.rank_sentence(language, name, index.rank, index.text, len(facts.ranked), facts.noun)]
    if unit in facts.intervals:
        text.append(
            sentences.median_rank(
                language, index.rank, facts.medians[unit], facts.intervals[unit], outside=unit in facts.outside
            )
        )
    pillar_places = [
        (facts.name_of(p.id), s.rank, s.place)
        for p in facts.pillars
        if (s := facts.score(p.id, unit)).place is not None
    ]
    if len(pillar_places) > 1:
        text.append(sentences.best_and_last_pillar(language, pillar_places))
    text.append(material.groups.unusual(unit))
    label, peers = facts.peers[unit]
    others = [facts.by_node[ROOT][p].value or 0.0 for p in peers]
    median = facts.axis.text(float(pd.Series(others).median()))
    above = sum((facts.by_node[ROOT][p].place or 0) < (index.place or 0) for p in peers)
    text.append(sentences.against_peers(language, median, above, label))
    origins = [facts.origins[unit, i]["origin"] for i in facts.edition.indicators]
    observed = sum(o in OBSERVED for o in origins)
    text.append(
        sentences.coverage_sentence(
            language, observed, sum(o != NOT_APPLICABLE for o in origins), sum(o == "imputed" for o in origins)
        )
    )
    low = [facts.name_of(i) for i in facts.edition.indicators if facts.origins[unit, i]["origin"] == INCOMPLETE]
    text.append(sentences.known_too_low(language, low))
    return tuple(filter(None, text))


def _quartiles(facts: Facts) -> dict[tuple[str, tuple[str, ...]], dict[str, Peers]]:
    """Quartiles of every node for every set of peers, once for all its members."""
    return {key: quartiles_of(facts, key[1]) for key in dict.fromkeys(facts.peers.values())}


def quartiles_of(facts: Facts, units: Sequence[str]) -> dict[str, Peers]:
    """Quartiles of the scores of some units on every node."""
    table = facts.scores.reindex(list(units)).quantile([0.25, 0.5, 0.75])
    at = facts.axis.at
    return {
        str(n): Peers(at(q[0.25]), at(q[0.5]), at(q[0.75]), facts.axis.text(q[0.5]))
        for n, q in table.items()
        if not q.isna().any()
    }


def _peer_sets(material: ProfileMaterial, unit: str) -> tuple[PeerSet, ...]:
    """Other peers that a reader of the page can choose: all ranked units, and those of each grouping."""
    facts, default = material.facts, set(material.facts.peers[unit][1])
    sets = []
    for (grouping, label), members in material.peer_quartiles.items():
        if set(members[0]) != default and (not grouping or material.groups.labels[grouping][unit] == label):
            name = facts.language("{label} ({count} {many})", label=label, count=len(members[0]), many=facts.noun.many)
            sets.append(PeerSet(name, members[1], _files(facts, members[0])))
    return tuple(sets)


def _files(facts: Facts, units: Sequence[str]) -> tuple[str, ...]:
    """Files of the pages of some units; none where they are all that are ranked."""
    return () if len(units) == len(facts.ranked) else tuple(facts.files[u] for u in units)


def _mark(facts: Facts, unit: str, indicator: str) -> Mark:
    return Mark(facts.name_of(indicator), facts.by_indicator[indicator][unit])


def _rows(facts: Facts, unit: str, marks: Marks) -> Iterator[IndicatorRow]:
    """The tree below the root."""
    for child, above in facts.edition.tree.walk():
        depth = len(above) - 1
        if isinstance(child, Node) and above:
            mark = "▲" if child.id in marks.strong_nodes else "▼" if child.id in marks.weak_nodes else ""
            yield IndicatorRow(
                facts.name_of(child.id), head=True, depth=depth, score=facts.score(child.id, unit), mark=mark
            )
        elif above:
            yield _indicator(facts, unit, child.id, marks, depth)


def _indicator(facts: Facts, unit: str, name: str, marks: Marks, depth: int) -> IndicatorRow:
    row = facts.origins[unit, name]
    known = row["origin"] in OBSERVED
    return IndicatorRow(
        name=facts.name_of(name),
        depth=depth,
        unit=safe.clean(facts.edition.indicators[name].unit),
        value=value_text(facts, unit, name),
        year=year_text(row) if known else "",
        score=facts.score(name, unit),
        flags=flags_of(row),
        sources=facts.numbered(source_ids(row["source"])) if known else "",
        mark="▲" if name in marks.strengths else "▼" if name in marks.weaknesses else "",
    )


def _history(facts: Facts) -> dict[str, tuple[HistoryRow, ...]]:
    """Scores of all years, where an edition has several."""
    years = facts.edition.about.years
    if len(years) < 2:
        return {}
    rows_of: dict[str, list[HistoryRow]] = {}
    for year in years:
        scores = facts.result.scores.xs(year, level="year")[ROOT]
        ranks = facts.result.ranks.xs(year, level="year")[ROOT]
        for unit, score in scored(scores, ranks, facts.axis).items():
            rows_of.setdefault(unit, []).append(HistoryRow(year, score))
    return {u: tuple(rows) for u, rows in rows_of.items()}
