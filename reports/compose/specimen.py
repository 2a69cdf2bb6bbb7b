"""The specimen of a profile in the guide to reading: a unit of the edition whose profile shows most of its parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectindex.model.tree import ROOT
from connectindex.reports.annexes import Step
from connectindex.reports.compose.flags import FLAG_WORDS
from connectindex.reports.specimen import Callout, Specimen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.document import Head, IndicatorRow, Mark

APART = 6.0  # least distance of two numbers beside each other, in percent of the axis
_YEAR = re.compile(r"\b[12]\d{3}\b")


def specimen(facts: Facts, heads: Sequence[Head], strips: Mapping[str, str]) -> Specimen | None:
    """Choose a unit and number the parts of its profile; None where no unit has a profile."""
    if not heads:
        return None
    middle = (len(heads) + 1) / 2
    chosen = min(heads, key=lambda p: (-_shown(p), abs((p.index.place or 0) - middle), p.code))
    index, row, mark = chosen.nodes[0], _row(chosen), _mark(chosen)
    fact = next((pair for pair in chosen.facts if _YEAR.search(pair[0])), None)
    at = index.score.at if index.score.at is not None else 0.0
    notes = _notes(facts, chosen, fact, row, mark)
    numbers = {part: str(k) for k, part in enumerate(notes, 1)}
    language = facts.language
    return Specimen(
        name=chosen.name,
        file=chosen.file,
        rank=chosen.index.rank,
        total=len(facts.ranked),
        score=chosen.index.text,
        interval=chosen.interval,
        fact=fact,
        at=at,
        span=index.span,
        peers=index.peers,
        strip=strips[ROOT],
        row=row,
        mark=mark,
        numbers=numbers,
        drawn=_drawn(chosen, numbers, max(s.at or 0.0 for s in facts.by_node[ROOT].values())),
        notes=tuple(Step(numbers[part], text) for part, text in notes.items()),
        alt=language(
            "The row of the index in the profile of {name}, with numbers that the list below explains.",
            name=chosen.name,
        ),
    )


def _row(head: Head) -> IndicatorRow | None:
    """The first row of the table with a value, a year and sources, one with a flag where there is one."""
    rows = [r for r in head.table if not r.head and r.value and r.year and r.sources]
    return min(rows, key=lambda r: not r.flags, default=None)


def _mark(head: Head) -> tuple[str, Mark] | None:
    marks = [("▲", m) for m in head.strengths] + [("▼", m) for m in head.weaknesses]
    return marks[0] if marks else None


def _shown(head: Head) -> int:
    """How many of the parts that not every profile has are in this one."""
    row = _row(head)
    parts = (head.interval, head.strengths, head.weaknesses, head.nodes[0].peers, row, row and row.flags)
    return sum(bool(part) for part in parts)


def _notes(
    facts: Facts,
    head: Head,
    fact: tuple[str, str] | None,
    row: IndicatorRow | None,
    mark: tuple[str, Mark] | None,
) -> dict[str, str]:
    """What each part of the profile is, by part, in the order of the page."""
    language, (one, many, _), index = facts.language, facts.noun, head.nodes[0]
    low, high = (label for _, label in (facts.axis.ticks[0], facts.axis.ticks[-1]))
    flags = dict(FLAG_WORDS)
    flag = row.flags.split()[0] if row and row.flags else ""
    notes = {
        "rank": language("Rank among all ranked {many}; “=” marks a tie.", many=many),
        "score": language("Score of the index, on a scale from {low} to {high}.", low=low, high=high),
        "interval": language("Rank: 90% interval over the simulations.") if head.interval else "",
        "fact": language("Background figure, with its year.") if fact else "",
        "dot": language("Dot: score of the {one}.", one=one),
        "bar": language("Bar: interquartile range of its peers.") if index.peers else "",
        "median": language("Line in the bar: median of its peers.") if index.peers else "",
        "span": language("Line through the dot: 90% interval of the score.") if index.span else "",
        "strip": language("Fine lines: scores of all {many}.", many=many),
        "mark": language("▲ strength, ▼ weakness: an indicator that stands out, with its score and rank.")
        if mark
        else "",
        "value": language("Value of an indicator in its unit, and the year of observation.") if row else "",
        "points": language("Score and rank on this indicator.") if row else "",
        "flag": language("Flag {flag}: {meaning}.", flag=flag, meaning=language(flags[flag])) if flag else "",
        "source": language("Number of the source in the table of sources.") if row else "",
    }
    return {part: text for part, text in notes.items() if text}


def _drawn(head: Head, numbers: Mapping[str, str], highest: float) -> tuple[Callout, ...]:
    """Places of the numbers above and below the row, in the order of what they point to and apart from each other.

    `highest`: place of the highest score, to which the number of the fine lines points.
    """
    index = head.nodes[0]
    above, below = [("dot", index.score.at or 0.0)], [("strip", highest)]
    if index.peers:
        above.append(("median", index.peers.middle))
        below.append(("bar", (index.peers.low + index.peers.middle) / 2))
    if index.span:
        below.append(("span", index.span[1]))
    return (*_apart(above, numbers, above=True), *_apart(below, numbers, above=False))


def _apart(targets: Sequence[tuple[str, float]], numbers: Mapping[str, str], *, above: bool) -> list[Callout]:
    """Place numbers in the order of their targets, each at least `APART` from the one before, within the axis.

    Examples
    --------
    >>> [c.at for c in _apart([("a", 99.0), ("b", 98.0)], {"a": "1", "b": "2"}, above=True)]
    [94.0, 100.0]
    """
    ordered = sorted(targets, key=lambda pair: pair[1])
    places: list[float] = []
    for _, target in ordered:
        places.append(max(target, places[-1] + APART) if places else target)
    over = max(places[-1] - 100.0, 0.0)
    places = [round(place - over, 2) for place in places]
    return [Callout(numbers[part], at, to, above) for (part, to), at in zip(ordered, places, strict=True)]
