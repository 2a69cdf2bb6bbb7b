"""Groups: averages, and the spread behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectindex.model.tree import ROOT
from connectindex.reports import sentences
from connectindex.reports.document import MISSING_TEXT, GroupRow, GroupTable, Score
from connectindex.reports.figures import Histogram, StripChart, StripGroup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from connectindex.reports.compose.facts import Facts

BINS = 20
FEWEST_DRAWN = 10  # ranked units that a histogram needs
FEWEST_MEMBERS = 5  # of a group whose mean says something, where other groups have more
_NO_GROUP = {"unclassified", "other"}
MOST_DOTS = 300  # of a group


def members(facts: Facts, column: str, node: str) -> dict[str, list[str]]:
    """Units with a score on a node by label, the highest mean first; small groups and those without a class last."""
    label = facts.group(column)
    units: dict[str, list[str]] = {}
    for unit in facts.by_node[node]:
        if label.get(unit):
            units.setdefault(label[unit], []).append(unit)
    small = small_groups(units)

    def order(group: tuple[str, list[str]]) -> tuple[bool, bool, float, Any]:
        mean = 0.0 if group[0] in small else -facts.mean(node, group[1])
        return group[0].casefold() in _NO_GROUP, group[0] in small, mean, facts.language.collate(group[0])

    return dict(sorted(units.items(), key=order))


def small_groups(units: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Labels of groups with too few members for a mean; none where all are so small."""
    small = frozenset(label for label, codes in units.items() if len(codes) < FEWEST_MEMBERS)
    return small if len(small) < len(units) else frozenset()


def table(facts: Facts, column: str, node: str, columns: tuple[str, ...]) -> GroupTable:
    """Averages of a node, and of others beside it, by the labels of a group column."""
    groups = members(facts, column, node)
    scores, small = facts.by_node[node], small_groups(groups)
    rows = []
    for label, units in groups.items():
        known = sorted((s for u in units if (s := scores[u].value) is not None), reverse=True)
        best = [u for u in units if scores[u].value == known[0]]
        ends = facts.axis.text(known[-1]), facts.axis.text(known[0])
        first = facts.names[best[0]]
        if len(best) > 1:
            first = facts.language("{name} and {count} more", name=first, count=len(best) - 1)
        means = tuple(Score(MISSING_TEXT) if label in small else facts.mean_score(n, units) for n in (node, *columns))
        rows.append(GroupRow(label, len(units), means, "–".join(ends), first, ends, small=label in small))
    name = sentences.group_name(facts.language, column)
    return GroupTable(name, tuple(rows), _chart(facts, column, node, groups))


def _chart(facts: Facts, column: str, node: str, groups: dict[str, list[str]]) -> StripChart:
    small = small_groups(groups)
    strips = tuple(_strip(facts, node, label, units, small=label in small) for label, units in groups.items())
    language, group = facts.language, sentences.group_name(facts.language, column)
    name = language("index") if node == ROOT else facts.name_of(node)
    means = [(s.name, facts.axis.text(s.mean)) for s in strips if s.mean is not None]
    return StripChart(
        id=f"groups-{node}-{column}",
        title=language("Scores ({name}) by {group}", name=name, group=group.lower()),
        alt=sentences.strip_alt(language, facts.noun, name, group, means),
        groups=strips,
        low=facts.axis.low,
        high=facts.axis.high,
        across=language("Score"),
        note=_means_note(facts, strips),
    )


def _means_note(facts: Facts, strips: tuple[StripGroup, ...]) -> str:
    """What the strips show: the highest and the lowest mean, and where single scores are farthest apart."""
    language, text = facts.language, facts.axis.text
    known = sorted(((s.mean, s.name) for s in strips if s.mean is not None), reverse=True)
    legend = language("Dots are {many}, lines the means of groups.", many=facts.noun.many)
    if len(known) < 2 or text(known[0][0]) == text(known[-1][0]):
        return legend
    ends = {s.name: (s.values[0][1], s.values[-1][1]) for s in strips if s.mean is not None}
    widest = max(ends, key=lambda name: (ends[name][1] - ends[name][0], name))
    means = language(
        "Means range from {low} ({last}) to {high} ({first}); scores differ most within {widest} ({from} to {to}).",
        low=text(known[-1][0]),
        last=known[-1][1],
        high=text(known[0][0]),
        first=known[0][1],
        widest=widest,
        **{"from": text(ends[widest][0]), "to": text(ends[widest][1])},
    )
    return language.together(means, legend)


def _strip(facts: Facts, node: str, label: str, units: list[str], *, small: bool) -> StripGroup:
    scores, language = facts.by_node[node], facts.language
    known = sorted(((facts.names[u], v) for u in units if (v := scores[u].value) is not None), key=lambda p: p[1])
    mean = facts.mean(node, units)
    known = known if len(known) <= MOST_DOTS else _thinned(facts, known)
    return StripGroup(
        label,
        None if small else mean,
        tuple(known),
        descriptions=tuple(language("{name}: {score}", name=name, score=facts.axis.text(v)) for name, v in known),
        mean_description=language("{name}, mean: {score}", name=label, score=facts.axis.text(mean)),
    )


def _thinned(facts: Facts, known: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """One unit of those whose dots would lie on each other, so that thousands can be drawn."""
    return list({round(facts.axis.at(score) * 2): (name, score) for name, score in known}.values())


def histogram(facts: Facts, node: str) -> Histogram | None:
    """How many units have a score in each twentieth of the axis; None where few are ranked."""
    if len(facts.ranked) < FEWEST_DRAWN:
        return None
    axis = facts.axis
    step = (axis.high - axis.low) / BINS
    known = [s.value for s in facts.by_node[node].values() if s.value is not None]
    counts = [0] * BINS
    for value in known:
        counts[min(max(int((value - axis.low) / step), 0), BINS - 1)] += 1
    bins = tuple((axis.low + k * step, axis.low + (k + 1) * step, n) for k, n in enumerate(counts))
    median = float(facts.scores[node].median())
    name = facts.language("index") if node == ROOT else facts.name_of(node)
    return Histogram(
        id=f"spread-{node}",
        title=facts.language("Distribution of scores ({name})", name=name),
        alt=sentences.histogram_alt(facts.language, facts.noun, name, bins, axis.text(median)),
        bins=bins,
        median=median,
        descriptions=tuple(
            facts.language("{low} to {high}: {count}", low=axis.text(a), high=axis.text(b), count=n) for a, b, n in bins
        ),
        median_description=facts.language("Median: {score}", score=axis.text(median)),
        across=facts.language("Score"),
        upright=facts.language("Number of {many}", many=facts.noun.many),
        note=_spread_note(facts, bins, axis.text(median)),
    )


def _spread_note(facts: Facts, bins: tuple[tuple[float, float, int], ...], median: str) -> str:
    """What a histogram shows: the median, and the interval with most units where it is one alone."""
    language, axis = facts.language, facts.axis
    line = language("Vertical line: median ({score}).", score=median)
    most = max(n for _, _, n in bins)
    highest = [(a, b) for a, b, n in bins if n == most]
    if len(highest) > 1:
        return line
    low, high = highest[0]
    overlap = language(
        "The interval with most {many}, {units} of {count}, is that from {low} to {high}.",
        many=facts.noun.many,
        units=language.decimal(most, 0),
        count=sum(n for _, _, n in bins),
        low=axis.text(low),
        high=axis.text(high),
    )
    return language.together(overlap, line)
