"""Key findings, each from the numbers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.model.tree import ROOT
from connectindex.reports import numerals, words
from connectindex.reports.document import Finding

if TYPE_CHECKING:
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.document import GroupTable

FOLLOWERS = 5
MOST_TIED = 8


def findings(facts: Facts, groups: tuple[GroupTable, ...], unranked: int) -> tuple[Finding, ...]:
    """The findings, in the order a reader asks."""
    found = [_top(facts), _bottom(facts), _spread(facts)]
    if len(facts.pillars) > 1:
        found += [_leaders(facts), _all_round(facts), *_widest(facts)]
    found += [_group(facts, table) for table in groups if table.rows]
    found += _highlighted(facts)
    found.append(_coverage(facts, unranked))
    return tuple(found)


def _rows(facts: Facts, units: list[str]) -> list[tuple[str, str, str]]:
    scores = facts.by_node[ROOT]
    return [(facts.names[u], scores[u].rank, scores[u].text) for u in units]


def _top(facts: Facts) -> Finding:
    rows = _rows(facts, facts.ranked[:FOLLOWERS])
    return Finding(rows[0][2], "Highest score", words.top(rows))


def _bottom(facts: Facts) -> Finding:
    rows = _rows(facts, facts.ranked[::-1][: FOLLOWERS - 2])
    return Finding(rows[0][2], "Lowest score", words.bottom(rows))


def _spread(facts: Facts) -> Finding:
    known = facts.scores[ROOT].dropna()
    low, median, high = (numerals.decimal(float(known.quantile(q)), facts.axis.places) for q in (0.25, 0.5, 0.75))
    gap = numerals.decimal(float(known.max() - known.min()), facts.axis.places)
    return Finding(median, "Median score", words.spread(facts.noun, len(known), low, median, high, gap))


def _leaders(facts: Facts) -> Finding:
    leaders = []
    for pillar in facts.pillars:
        first = [(u, s) for u, s in facts.by_node[pillar.id].items() if s.place == 1]
        names = [facts.names[u] for u, _ in first]
        if len(names) > MOST_TIED:
            names = [numerals.counted(len(names), facts.noun)]
        if first:
            leaders.append((facts.name_of(pillar.id), names, first[0][1].text))
    return Finding(str(len(leaders)), "Pillars", words.pillar_leaders(leaders))


def _all_round(facts: Facts) -> Finding:
    every = [u for u in facts.ranked if all(facts.score(p.id, u).fifth == 5 for p in facts.pillars)]
    names = [facts.names[u] for u in every]
    text = words.all_round(facts.noun, len(facts.ranked), len(facts.pillars), names)
    return Finding(str(len(every)), "High in every pillar", text)


def _widest(facts: Facts) -> list[Finding]:
    def gap(unit: str) -> int:
        places = [s.place for p in facts.pillars if (s := facts.score(p.id, unit)).place]
        return max(places) - min(places) if len(places) > 1 else 0

    unit = max(facts.ranked, key=gap)
    if not gap(unit):
        return []
    own = sorted((s.place, facts.name_of(p.id), s.rank) for p in facts.pillars if (s := facts.score(p.id, unit)).place)
    best, worst = own[0][1:], own[-1][1:]
    return [Finding(str(gap(unit)), "Ranks apart", words.widest(facts.names[unit], best, worst))]


def _group(facts: Facts, table: GroupTable) -> Finding:
    rows = [(r.name, r.means[0].text, r.count, r.spread) for r in table.rows]
    return Finding(rows[0][1], f"By {table.name.lower()}", words.group_means(facts.noun, table.name, rows))


def _highlighted(facts: Facts) -> list[Finding]:
    rows = _rows(facts, [u for u in facts.ranked if u in facts.edition.report.highlight])
    if not rows:
        return []
    return [Finding(rows[0][1], "In focus", words.highlighted(facts.noun, rows, len(facts.ranked)))]


def _coverage(facts: Facts, unranked: int) -> Finding:
    counts = dict.fromkeys(("reported", "estimated", "imputed", "missing"), 0)
    ranked = set(facts.ranked)
    for (unit, _), row in facts.origins.items():
        if unit in ranked and row["origin"] in counts:
            counts[row["origin"]] += 1
    total = sum(counts.values()) or 1
    observed = (counts["reported"] + counts["estimated"]) / total
    shares = [numerals.percent(counts[k] / total, 1) for k in ("estimated", "imputed", "missing")]
    text = words.ranked_and_not(facts.noun, len(ranked), unranked)
    text += " " + words.cells(numerals.percent(observed, 1), *shares)
    return Finding(numerals.percent(observed), "Data observed", text)
