"""Key findings, each from the numbers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.model.tree import ROOT
from connectindex.reports import safe, sentences
from connectindex.reports.compose import extremes, outcomes
from connectindex.reports.compose.changes import FELL, ROSE, counted
from connectindex.reports.compose.quality import table_of_ages
from connectindex.reports.document import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectindex.reports.compose.changes import Changes
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.document import GroupTable

MOST_TIED = 8
MOST_HIGHLIGHTED = 4
OLD = ("6-10", "over 10")  # classes of age
IN_RANKING = ("ranking.table",)


def findings(
    facts: Facts, groups: tuple[GroupTable, ...], unranked: int, tiers: Mapping[str, str], changes: Changes
) -> tuple[Finding, ...]:
    """The findings, in the order a reader asks."""
    made = [_top(facts), *_first_tier(facts, tiers), *_changed(facts, changes), _bottom(facts), _spread(facts)]
    if len(facts.pillars) > 1:
        made += [_leaders(facts), _all_round(facts), *_widest(facts)]
    made += [_group(facts, table, k) for k, table in enumerate(groups) if table.rows]
    made += [*_income(facts), *_highlighted(facts), _coverage(facts, unranked), *_dated(facts)]
    return tuple(made)


def _top(facts: Facts) -> Finding:
    score = facts.score(ROOT, facts.ranked[0]).text
    return Finding(score, facts.language("Highest score"), extremes.highest(facts, ROOT), IN_RANKING)


def _first_tier(facts: Facts, tiers: Mapping[str, str]) -> list[Finding]:
    """Which units are not ranked clearly below the first; nothing without simulations."""
    language = facts.language
    top = [facts.names[u] for u in facts.ranked if tiers.get(u) == "1"]
    names = [language.in_text(name) for name in top]
    if not names:
        return []
    if len(names) == 1:
        only = language.in_text(top[0], begins=True)
        text = language("{name} outranks every other in at least 95% of the simulations.", name=only)
        return [Finding("1", language("Top tier"), text, IN_RANKING)]
    if len(names) > MOST_TIED:
        names = [language.counted(len(names), facts.noun)]
    text = language(
        ("Top tier: {names}. Its first member outranks all those below the tier in at least 95% of the simulations."),
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
    leaders, best = list[tuple[str, list[str], str]](), list[tuple[float, str]]()
    for pillar in facts.pillars:
        first = [(u, s) for u, s in facts.by_node[pillar.id].items() if s.place == 1]
        names = [facts.language.in_text(facts.names[u]) for u, _ in first]
        if len(names) > MOST_TIED:
            names = [facts.language.counted(len(names), facts.noun)]
        if first:
            leaders.append((facts.name_of(pillar.id), names, first[0][1].text))
            best.append((first[0][1].value or 0.0, first[0][1].text))
    return Finding(
        max(best)[1],
        facts.language("Highest pillar score"),
        sentences.pillar_leaders(facts.language, leaders),
        tuple(f"p-{safe.file_name(p.id)}.top" for p in facts.pillars),
    )


def _all_round(facts: Facts) -> Finding:
    every = [u for u in facts.ranked if all(facts.score(p.id, u).fifth == 5 for p in facts.pillars)]
    names = [facts.language.in_text(facts.names[u]) for u in facts.by_name(every)]
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
            facts.language("Widest gap between pillar ranks"),
            sentences.widest(facts.language, facts.language.in_text(facts.names[unit], begins=True), best, worst),
        )
    ]


def _group(facts: Facts, table: GroupTable, k: int) -> Finding:
    rows = [(r.name, r.means[0].text, r.count, r.ends) for r in table.rows if not r.small] or [
        (r.name, r.means[0].text, r.count, r.ends) for r in table.rows
    ]
    label = facts.language("Highest mean by {group}", group=table.name.lower())
    text = sentences.group_means(facts.language, facts.noun, table.name, rows)
    return Finding(rows[0][1], label, text, (f"groups.table{k}",))


def _income(facts: Facts) -> list[Finding]:
    """What the score is for a given income, where the two are correlated, and who is far from it."""
    line = outcomes.income_line(facts)
    if line is None or line.doubling is None:
        return []
    language = facts.language
    text = language(
        "Each doubling of income per capita is associated with a score {points} points higher. Farthest above the "
        "score that its income predicts is {above} (by {more} points), farthest below is {below} (by {less} points).",
        points=line.doubling,
        **line.farthest,
    )
    return [Finding(line.doubling, language("Points per doubling of income"), text, ("outcomes.chart0",))]


def _highlighted(facts: Facts) -> list[Finding]:
    """The ranks of the units that the edition points out, each with its own figure; of many, none."""
    units = [u for u in facts.ranked if u in facts.edition.report.highlight]
    language, made = facts.language, list[Finding]()
    for unit, row in zip(units, extremes.rows(facts, ROOT, units), strict=True):
        text = sentences.highlighted(language, facts.noun, row, facts.intervals.get(unit, ""), len(facts.ranked))
        made.append(Finding(row[1], language("Rank of {name}", name=row[0]), text, IN_RANKING))
    return made if len(made) <= MOST_HIGHLIGHTED else []


def _coverage(facts: Facts, unranked: int) -> Finding:
    counts = dict.fromkeys(("reported", "estimated", "incomplete", "imputed", "missing"), 0)
    ranked = set(facts.ranked)
    for (unit, _), row in facts.origins.items():
        if unit in ranked and row["origin"] in counts:
            counts[row["origin"]] += 1
    total = sum(counts.values()) or 1
    observed = (counts["reported"] + counts["estimated"] + counts["incomplete"]) / total
    language = facts.language
    shares = [counts[k] / total for k in ("estimated", "imputed", "missing")]
    text = sentences.ranked_and_not(language, facts.noun, len(ranked), unranked)
    text = language.together(text, sentences.cells(language, observed, *shares))
    return Finding(language.percent(observed), language("Observed data"), text, ("quality.table0",))


def _dated(facts: Facts) -> list[Finding]:
    """What the data cannot show: how much of the weight is old, and how many figures are known to be too low."""
    language, quality = facts.language, facts.dossier.quality
    old = float(quality.by_age["weight"].reindex(list(OLD)).sum())
    if not old:
        return []
    share = language.percent(old)
    text = language(
        "Observations made more than five years before {year} carry {share} of the weight of the index; they cannot "
        "show later changes.",
        share=share,
        year=facts.year,
    )
    if quality.incomplete:
        text = language.together(
            text,
            language.plural(
                "The data hold {number} figure that is known to be too low.",
                "The data hold {number} figures that are known to be too low.",
                quality.incomplete,
            ),
        )
    return [Finding(share, language("Weight on older data"), text, (table_of_ages(quality),))]
