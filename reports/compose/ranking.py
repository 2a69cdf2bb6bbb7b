"""The ranking: its rows, the groups it can be filtered by, and the units without a rank."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from connectindex.model.tree import ROOT
from connectindex.reports import safe, sentences
from connectindex.reports.compose import authors, certainty
from connectindex.reports.compose.profiles import observed, unit_facts, without_value
from connectindex.reports.document import Filter, Number, RankRow
from connectindex.reports.unranked import Unranked

if TYPE_CHECKING:
    from connectindex.reports.chapters import Span
    from connectindex.reports.compose.changes import Changes
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.compose.links import Links


def ranking(facts: Facts, changes: Changes, tiers: dict[str, str]) -> tuple[RankRow, ...]:
    """The ranked units, the first one first."""
    spans = certainty.spans(facts)
    return tuple(_row(facts, u, spans.get(u), tiers.get(u, ""), changes.text(u)) for u in facts.ranked)


def _row(facts: Facts, unit: str, span: Span | None, tier: str, change: str) -> RankRow:
    share = facts.coverage[unit]
    return RankRow(
        code=safe.clean(unit),
        file=facts.files[unit],
        name=facts.names[unit],
        groups=tuple(facts.group(g)[unit] for g in facts.label_groups),
        index=facts.score(ROOT, unit),
        pillars=tuple(facts.score(p.id, unit) for p in facts.pillars),
        coverage=Number(facts.language.percent(share), round(share, 6)),
        highlighted=unit in facts.edition.report.highlight,
        interval=facts.intervals.get(unit, ""),
        change=change,
        span=span,
        tier=tier,
        median=facts.medians.get(unit, ""),
        outside=unit in facts.outside,
    )


def filters(facts: Facts) -> tuple[Filter, ...]:
    """The group columns with the labels that ranked units have."""
    columns = []
    for column in facts.label_groups:
        labels = {facts.group(column)[u] for u in facts.ranked} - {""}
        ordered = tuple(sorted(labels, key=facts.language.collate))
        columns.append(Filter(sentences.group_name(facts.language, column), ordered))
    return tuple(columns)


def unranked(facts: Facts, links: Links) -> tuple[Unranked, ...]:
    """The units without a rank, by name, each with the reason; of few units with all that is known of them."""
    rows = [_unranked(facts, links, str(u), reason) for u, reason in facts.cut(facts.result.left_out)["reason"].items()]
    return tuple(sorted(rows, key=lambda r: (facts.language.collate(r.name), r.code)))


def _unranked(facts: Facts, links: Links, unit: str, reason: str) -> Unranked:
    row = Unranked(
        code=safe.clean(unit),
        name=facts.names[unit],
        coverage=Number(facts.language.percent(facts.coverage[unit]), facts.coverage[unit]),
        reason=safe.paragraph(facts.language.translated(reason)),
        text=authors.of_unit(facts, unit),
        file=facts.files[unit],
    )
    if facts.many:
        return row
    return replace(
        row,
        facts=unit_facts(facts, unit),
        figures=observed(facts, unit),
        missing=without_value(facts, unit),
        partners=links.partners.get(unit, ()),
    )
