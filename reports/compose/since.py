"""The chapter on the change since another edition, and the waterfall of each profile."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from connectindex.audit.compare import SOURCES
from connectindex.audit.compare.sentences import LABELS, signed
from connectindex.errors import InputError, Problem, shown
from connectindex.model.tree import ROOT
from connectindex.reports import safe
from connectindex.reports.chapters import Chapter, Part, Rung, Waterfall
from connectindex.reports.compose.changes import VERDICTS
from connectindex.reports.document import MISSING_TEXT, AuditTable, number_columns, text_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from connectindex.audit.compare import Comparison
    from connectindex.pipeline.result import Result
    from connectindex.reports.compose.facts import Facts

MOST_ROWS, MOST_SENTENCES = 12, 3
STEPS = (1.0, 2.0, 5.0, 10.0)  # of the marks on an axis, times a power of ten
MARGIN = 0.06


def require_of(comparison: Comparison, result: Result) -> None:
    """Refuse a comparison whose new side is not the result of the report.

    Raises
    ------
    InputError
        It compares another node than the index, or its new scores are not those of the result's last year.
    """
    place = "since"
    if comparison.of != ROOT:
        raise InputError([Problem(place, "must compare the index", shown(comparison.of))])
    scores, ranks = (result.of_year(t[ROOT]) for t in (result.scores, result.ranks))
    ranked_scores = scores[ranks.notna()]
    other = comparison.scores["score_new"].dropna()
    same = set(ranked_scores.index) == set(other.index)
    if not same or not np.allclose(
        ranked_scores.to_numpy(), other.reindex(ranked_scores.index).to_numpy(), rtol=0.0, atol=comparison.tolerance
    ):
        raise InputError([Problem(place, "must be a comparison with the last year of this edition, the second of two")])


def chapter(facts: Facts, comparison: Comparison) -> Chapter:
    """What changed since the other edition, what each change is made of, and the other one by this one's method."""
    language, old, new = facts.language, safe.clean(comparison.old), safe.clean(comparison.new)
    lead = language(
        "Scores of “{old}” and “{new}”, with each change split by source. The parts add up to the change: "
        "each is the mean effect of its source over all orders in which the sources could have come (Shapley "
        "value).",
        old=old,
        new=new,
    )
    more = language("The uncertainty of the changes was not assessed.")
    if comparison.draws is not None:
        more = language(
            "A rise or fall is reported only where the 90% interval of the change over the simulations excludes zero."
        )
    rising, falling = comparison.movers
    parts = (
        Part(language("Summary"), tuple(safe.paragraph(language.translated(s)) for s in comparison.sentences)),
        _movers(facts, comparison, language("Higher scores"), rising),
        _movers(facts, comparison, language("Lower scores"), falling),
        _history(facts, comparison),
    )
    based_on = language("Source: authors' calculations based on the data of “{old}” and “{new}”.", old=old, new=new)
    return Chapter(language.together(lead, more), tuple(p for p in parts if p is not None), based_on)


def _name(comparison: Comparison, unit: str) -> str:
    return safe.clean(comparison.names[unit])


def _movers(facts: Facts, comparison: Comparison, title: str, units: Sequence[str]) -> Part | None:
    """A table of the greatest changes in one direction, and sentences on the first of them."""
    if not units:
        return None
    language = facts.language
    chosen = [str(u) for u in units[:MOST_ROWS]]
    scores = (
        (safe.clean(comparison.old), safe.clean(comparison.new)) if comparison.draws is None else (language("Score"),)
    )
    texts = (
        (facts.noun.head, language("Main source"))
        if comparison.draws is None
        else (facts.noun.head, language("Assessment"), language("Main source"))
    )
    ends = () if comparison.draws is None else (language("90% interval"),)
    columns = text_columns(*texts) + number_columns(*scores, language("Change"), *ends, language("Rank"))
    note = language("Largest differences first: {shown} of {total}.", shown=len(chosen), total=len(units))
    table = AuditTable(title, note, columns, tuple(_row(facts, comparison, u) for u in chosen))
    return Part(
        title,
        tuple(safe.paragraph(language.translated(comparison.sentence(u))) for u in chosen[:MOST_SENTENCES]),
        table,
    )


def _row(facts: Facts, comparison: Comparison, unit: str) -> tuple[str, ...]:
    language, row, main = facts.language, comparison.scores.loc[unit], comparison.main.loc[unit]
    source = MISSING_TEXT
    if main["source"]:
        source = f"{language(LABELS[main['source']])} {language.part(signed(main['part']))}"
    scores = [facts.axis.text(float(row[c])) for c in ("score_old", "score_new")]
    change = language.part(signed(row["change"]))
    ranks = " → ".join(str(int(row[c])) for c in ("rank_old", "rank_new"))
    name = _name(comparison, unit)
    if comparison.draws is None:
        return (name, source, *scores, change, ranks)
    drawn = comparison.draws.loc[unit]
    verdict = str(drawn["verdict"])
    interval = MISSING_TEXT
    if not math.isnan(float(drawn["low"])):
        interval = " … ".join(language.part(signed(drawn[c])) for c in ("low", "high"))
    verdict_text = language(VERDICTS[verdict]) if verdict in VERDICTS else MISSING_TEXT
    return (name, verdict_text, source, " → ".join(scores), change, interval, ranks)


def _history(facts: Facts, comparison: Comparison) -> Part:
    """The old figures by the new method: how much of a change of rank is a change of method."""
    language, table = facts.language, comparison.history
    both = table[["rank_old", "rank_recomputed"]].dropna()
    moved = (both["rank_recomputed"] - both["rank_old"]).abs().astype(float)
    sentence = language(
        "By the method of “{new}”, the data of “{old}” give a rank other than the one published in “{old}” "
        "for {moved} of {units}. An indicator that only “{new}” has, or measures differently, keeps its new "
        "data in this comparison.",
        old=safe.clean(comparison.old),
        new=safe.clean(comparison.new),
        moved=int((moved > 0).sum()),
        units=language.counted(len(both), facts.noun),
    )
    title = language("Earlier data, present method")
    chosen = moved[moved > 0].sort_values(ascending=False, kind="stable").index[:MOST_ROWS]
    kinds = ("old", "recomputed", "new")
    rows = tuple(
        (
            _name(comparison, str(u)),
            *(_shown(facts, table.loc[u, f"score_{k}"]) for k in kinds),
            " → ".join(MISSING_TEXT if np.isnan(r := float(table[f"rank_{k}"].astype(float)[u])) else f"{r:.0f}"
                       for k in kinds),
        )
        for u in chosen
    )  # fmt: skip
    note = language("Largest differences in rank first. Ranks: as published, recomputed, now.")
    columns = text_columns(facts.noun.head) + number_columns(
        language("As published"), language("Recomputed"), language("Now"), language("Rank")
    )
    return Part(title, (sentence,), AuditTable(title, note, columns, rows) if rows else None)


def _shown(facts: Facts, score: float) -> str:
    return MISSING_TEXT if math.isnan(score) else facts.axis.text(float(score))


# --- in a profile --------------------------------------------------------------------------------------------------


def waterfall(facts: Facts, comparison: Comparison, unit: str) -> Waterfall | None:
    """From the old score of a unit to its new one, a step a source; None where not both editions rank it."""
    if unit not in comparison.parts.index:
        return None
    language, row, name = facts.language, comparison.scores.loc[unit], _name(comparison, unit)
    parts = comparison.parts["score"].loc[unit, list(SOURCES)].to_numpy(dtype=float)
    first, last = float(row["score_old"]), float(row["score_new"])
    after = first + np.cumsum(parts)
    before = np.concatenate([[first], after[:-1]])
    low, high, ticks = _axis(np.concatenate([[first, last], after]), (facts.axis.high - facts.axis.low) / 100)

    def at(score: float) -> float:
        return round(100 * (float(score) - low) / (high - low), 2)

    text = facts.axis.text
    steps = (
        Rung(
            language(LABELS[s]),
            language.part(signed(p)),
            text(float(b)),
            at(a),
            at(b),
        )
        for s, p, a, b in zip(SOURCES, parts, before, after, strict=True)
    )
    ends = [
        Rung(safe.clean(label), "", text(score), at(score), at(score), whole=True)
        for label, score in ((comparison.old, first), (comparison.new, last))
    ]
    places = max(0, -math.floor(math.log10(ticks[1] - ticks[0]) + 1e-9))
    return Waterfall(
        title=language("Change since “{edition}”", edition=safe.clean(comparison.old)),
        sentence=safe.paragraph(language.translated(comparison.sentence(unit))),
        alt=language(
            "{name}: from the score in “{old}” to that in “{new}”, one step per source; the table gives the figures.",
            name=name,
            old=safe.clean(comparison.old),
            new=safe.clean(comparison.new),
        ),
        rungs=(ends[0], *steps, ends[1]),
        ticks=tuple((at(x), language.decimal(x, places)) for x in ticks),
    )


def _axis(values: NDArray[np.float64], least: float) -> tuple[float, float, list[float]]:
    """Ends of an axis that holds all values and is no shorter than `least`, and two to six round marks on it.

    Examples
    --------
    >>> low, high, ticks = _axis(np.array([40.0, 43.0, 41.5]), 1.0)
    >>> round(low, 2), round(high, 2), ticks
    (39.82, 43.18, [40.0, 41.0, 42.0, 43.0])
    """
    low, high = float(values.min()), float(values.max())
    span = max(high - low, least)
    middle, half = (low + high) / 2, span * (0.5 + MARGIN)
    low, high = middle - half, middle + half
    return low, high, list(_round_marks(low, high))


def _round_marks(low: float, high: float) -> Iterator[float]:
    size = 10.0 ** math.floor(math.log10((high - low) / 3))
    step = next(s * size for s in STEPS if (high - low) / (s * size) <= 5 or s == STEPS[-1])
    k = math.ceil(low / step)
    while k * step <= high:
        yield round(k * step, 12) + 0.0
        k += 1
