"""The ranking: its rows, the groups it can be filtered by, and the units without a rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.model.tree import ROOT
from connectindex.reports import safe, sentences
from connectindex.reports.compose import authors, certainty
from connectindex.reports.compose.profiles import observed, unit_facts
from connectindex.reports.document import Filter, Number, RankRow, Unranked

if TYPE_CHECKING:
    from connectindex.reports.chapters import Span
    from connectindex.reports.compose.changes import Changes
    from connectindex.reports.compose.facts import Facts


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


def unranked(facts: Facts) -> tuple[Unranked, ...]:
    """The units without a rank, by name, each with the reason."""
    table = facts.cut(facts.result.left_out)
    rows = [
        Unranked(
            safe.clean(u),
            facts.names.get(str(u), safe.clean(u)),
            Number(facts.language.percent(facts.coverage[str(u)]), facts.coverage[str(u)]),
            safe.paragraph(facts.language.translated(reason)),
            () if facts.many else unit_facts(facts, str(u)),
            () if facts.many else observed(facts, str(u)),
            authors.of_unit(facts, str(u)),
        )
        for u, reason in table["reason"].items()
    ]
    return tuple(sorted(rows, key=lambda r: (facts.language.collate(r.name), r.code)))
