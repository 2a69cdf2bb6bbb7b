"""Key findings, each from the numbers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.model.tree import ROOT
from connectindex.reports import safe, sentences
from connectindex.reports.compose import extremes
from connectindex.reports.compose.changes import FELL, ROSE, counted
from connectindex.reports.document import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectindex.reports.compose.changes import Changes
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.document import GroupTable

MOST_TIED = 8
IN_RANKING = ("ranking.table",)


def findings(
    facts: Facts, groups: tuple[GroupTable, ...], unranked: int, tiers: Mapping[str, str], changes: Changes
) -> tuple[Finding, ...]:
    """The findings, in the order a reader asks."""
    made = [_top(facts), *_first_tier(facts, tiers), *_changed(facts, changes), _bottom(facts), _spread(facts)]
    if len(facts.pillars) > 1:
        made += [_leaders(facts), _all_round(facts), *_widest(facts)]
    made += [_group(facts, table, k) for k, table in enumerate(groups) if table.rows]
    made += _highlighted(facts)
    made.append(_coverage(facts, unranked))
    return tuple(made)


def _top(facts: Facts) -> Finding:
    score = facts.score(ROOT, facts.ranked[0]).text
    return Finding(score, facts.language("Highest score"), extremes.highest(facts, ROOT), IN_RANKING)


def _first_tier(facts: Facts, tiers: Mapping[str, str]) -> list[Finding]:
    """Which units are not ranked clearly below the first; nothing without simulations."""
    names = [facts.names[u] for u in facts.ranked if tiers.get(u) == "1"]
    language = facts.language
    if not names:
        return []
    if len(names) == 1:
        text = language("{name} outranks every other in at least 95% of the simulations.", name=names[0])
        return [Finding("1", language("Top tier"), text, IN_RANKING)]
    if len(names) > MOST_TIED:
        names = [language.counted(len(names), facts.noun)]
    text = language(
        "The top tier: {names}. Its first outranks all those below the tier in at least 95% of the simulations.",
        names=language.listing(names),
    )
    number = facts.language.decimal(sum(v == "1" for v in tiers.values()), 0)
    return [Finding(number, language("Top tier"), text, IN_RANKING)]


def _changed(facts: Facts, changes: Changes) -> list[Finding]:
    """How many rose and fell, where a panel tells them apart."""
    if not changes.several_years:
        return []
    counts = changes.of(ROOT)["verdict"].value_counts()
    if not counts.get(ROSE, 0) + counts.get(FELL, 0):
        return []
    label = facts.language("Rose since {year}", year=changes.since)
    return [
        Finding(
            facts.language.decimal(int(counts.get(ROSE, 0)), 0),
            label,
            counted(changes, ROOT, facts.language("The index")),
            ("change.table0",),
        )
    ]


def _bottom(facts: Facts) -> Finding:
    score = facts.score(ROOT, facts.ranked[-1]).text
    return Finding(score, facts.language("Lowest score"), extremes.lowest(facts, ROOT), IN_RANKING)


def _spread(facts: Facts) -> Finding:
    median, text = extremes.spread(facts, ROOT)
    return Finding(median, facts.language("Median score"), text, ("ranking.histogram",))


def _leaders(facts: Facts) -> Finding:
    leaders = []
    for pillar in facts.pillars:
        first = [(u, s) for u, s in facts.by_node[pillar.id].items() if s.place == 1]
        names = [facts.names[u] for u, _ in first]
        if len(names) > MOST_TIED:
            names = [facts.language.counted(len(names), facts.noun)]
        if first:
            leaders.append((facts.name_of(pillar.id), names, first[0][1].text))
    return Finding(
        facts.language.decimal(len(leaders), 0),
        facts.language("Pillars"),
        sentences.pillar_leaders(facts.language, leaders),
        tuple(f"p-{safe.file_name(p.id)}.top" for p in facts.pillars),
    )


def _all_round(facts: Facts) -> Finding:
    every = [u for u in facts.ranked if all(facts.score(p.id, u).fifth == 5 for p in facts.pillars)]
    names = [facts.names[u] for u in every]
    text = sentences.all_round(facts.language, facts.noun, len(facts.ranked), len(facts.pillars), names)
    return Finding(facts.language.decimal(len(every), 0), facts.language("High in every pillar"), text, IN_RANKING)


def _widest(facts: Facts) -> list[Finding]:
    def gap(unit: str) -> int:
        places = [s.place for p in facts.pillars if (s := facts.score(p.id, unit)).place]
        return max(places) - min(places) if len(places) > 1 else 0

    widest = max(map(gap, facts.ranked))
    units = [u for u in facts.ranked if gap(u) == widest]
    if not widest or len(units) > 1:  # none, or no one alone
        return []
    unit = units[0]
    pillar_places = sorted(
        (s.place, facts.name_of(p.id), s.rank) for p in facts.pillars if (s := facts.score(p.id, unit)).place
    )
    best, worst = pillar_places[0][1:], pillar_places[-1][1:]
    return [
        Finding(
            str(widest),
            facts.language("Most uneven profile"),
            sentences.widest(facts.language, facts.names[unit], best, worst),
        )
    ]


def _group(facts: Facts, table: GroupTable, k: int) -> Finding:
    rows = [(r.name, r.means[0].text, r.count, r.ends) for r in table.rows if not r.small] or [
        (r.name, r.means[0].text, r.count, r.ends) for r in table.rows
    ]
    label = facts.language("By {group}", group=table.name.lower())
    text = sentences.group_means(facts.language, facts.noun, table.name, rows)
    return Finding(rows[0][1], label, text, (f"groups.table{k}",))


def _highlighted(facts: Facts) -> list[Finding]:
    units = [u for u in facts.ranked if u in facts.edition.report.highlight]
    if not units:
        return []
    rows = [(*row, facts.intervals.get(u, "")) for u, row in zip(units, extremes.rows(facts, ROOT, units), strict=True)]
    return [
        Finding(
            rows[0][1],
            facts.language("In focus"),
            sentences.highlighted(facts.language, facts.noun, rows, len(facts.ranked)),
            IN_RANKING,
        )
    ]


def _coverage(facts: Facts, unranked: int) -> Finding:
    counts = dict.fromkeys(("reported", "estimated", "incomplete", "imputed", "missing"), 0)
    ranked = set(facts.ranked)
    for (unit, _), row in facts.origins.items():
        if unit in ranked and row["origin"] in counts:
            counts[row["origin"]] += 1
    total = sum(counts.values()) or 1
    observed = (counts["reported"] + counts["estimated"] + counts["incomplete"]) / total
    language = facts.language
    shares = [language.percent(counts[k] / total, 1) for k in ("estimated", "imputed", "missing")]
    text = sentences.ranked_and_not(language, facts.noun, len(ranked), unranked)
    text = language.together(text, sentences.cells(language, language.percent(observed, 1), *shares))
    return Finding(language.percent(observed), language("Observed data"), text, ("quality.table0",))
