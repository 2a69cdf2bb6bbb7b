"""Certainty: intervals of ranks and scores, tiers, and what the draws say of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from connectindex.audit.robustness.tiers import SURE
from connectindex.model.tree import ROOT
from connectindex.reports.alternatives import assumption_name
from connectindex.reports.chapters import Bar, Certainty, RankPlot, Span
from connectindex.reports.compose.rank_ranges import rank_range, whole_ranks

if TYPE_CHECKING:
    from connectindex.audit.robustness import Robustness
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.language import Language

MOST_WIDE, FEWEST_FOR_WIDE = 9, 40  # named after the widest; units below which one name is enough


def spans(facts: Facts) -> dict[str, Span]:
    """90 % interval of each rank as it is drawn; empty without an audit."""
    if facts.audit is None:
        return {}
    nominal, n = facts.audit.ranks["nominal"].dropna(), len(facts.ranked)
    spans = {}
    for unit, (first, last) in facts.rank_ends.items():
        if unit in nominal:
            start, end, at = (round(100 * (k - 1) / max(n - 1, 1)) for k in (first, last, int(nominal[unit])))
            spans[unit] = Span(first, last, start, end - start, at)
    return spans


def tiers(facts: Facts) -> dict[str, str]:
    """Tier of each unit, as `connectindex.audit.robustness.tiers.tiers` has it; empty without an audit."""
    if facts.audit is None:
        return {}
    tier = facts.audit.tiers
    return {u: str(tier[u]) for u in facts.ranked if u in tier.index}


def score_spans(facts: Facts) -> dict[tuple[str, str], tuple[float, float]]:
    """Ends of the 90 % interval of each score, by (unit, node), as places on the axis."""
    if facts.audit is None:
        return {}
    table = facts.audit.scores.xs(facts.year, level="year")[["low", "high"]].dropna()
    at = facts.axis.at
    return {(str(u), str(n)): (at(low), at(high)) for (u, n), low, high in table.itertuples()}


def rank_intervals(facts: Facts) -> dict[tuple[str, str], str]:
    """90 % interval of each rank, by (unit, node), for the index and the pillars."""
    if facts.audit is None:
        return {}
    intervals = {(u, ROOT): text for u, text in facts.intervals.items()}
    if facts.pillars and len(facts.audit.draws.scores) > 1:
        table = facts.audit.ranks_pillars[["low", "high"]].dropna()
        intervals |= {(str(u), str(n)): rank_range(whole_ranks(low, high)) for (n, u), low, high in table.itertuples()}
    return intervals


def certainty(facts: Facts, tier: dict[str, str]) -> Certainty | None:
    """What the audit shows of the ranking as a whole; None without one."""
    audit = facts.audit
    if audit is None:
        return None
    ticks = tuple(facts.language.percent(k / 4) for k in range(5))
    sentences, warning = _sentences(facts, audit, tier), _warning(facts.language, audit)
    return Certainty(sentences, warning, _plot(facts, audit), *_bars(facts, audit), ticks)


def _sentences(facts: Facts, audit: Robustness, tier: dict[str, str]) -> tuple[str, ...]:
    language, table = facts.language, audit.ranks.dropna(subset=["low", "high"])
    width = table["high"] - table["low"]
    widest, narrowest = str(width.idxmax()), str(width.idxmin())
    texts = [
        language(
            "On average a 90% interval spans {width} places; the widest is that of {widest} ({interval}), the "
            "narrowest that of {narrowest} ({other}).",
            width=language.decimal(float(width.mean()), 1),
            widest=language.in_text(facts.names[widest]),
            interval=facts.intervals[widest],
            narrowest=language.in_text(facts.names[narrowest]),
            other=facts.intervals[narrowest],
        ),
        _wide(facts, widest),
        _pairs(facts, audit),
    ]
    if tier:
        number = int(max(tier.values(), key=int))
        texts.append(
            language.plural(
                "The ranking forms {number} tier: its first does not outrank its last in {sure} of the simulations.",
                "The ranking forms {number} tiers; the first of each outranks all those below the tier in at least "
                "{sure} of the simulations.",
                number,
                sure=language.percent(SURE),
            )
        )
        if (share := audit.sure_within_tiers) == share:
            texts.append(
                language(
                    "Of the pairs within a tier, {share} also keep their order in at least {sure} of the simulations.",
                    share=language.percent(share),
                    sure=language.percent(SURE),
                )
            )
    texts.append(_leaving(facts, audit))
    texts += _failed(language, audit)
    return tuple(s for s in texts if s)


def _wide(facts: Facts, widest: str) -> str:
    """Name those with the next widest intervals as printed, each wider than every one that is not named."""
    language = facts.language
    width = {u: last - first for u, (first, last) in facts.rank_ends.items() if u != widest}
    if len(width) < FEWEST_FOR_WIDE:
        return ""
    ordered = sorted(width, key=lambda u: -width[u])
    named = [u for u in ordered if width[u] > width[ordered[MOST_WIDE]]]
    each = [
        language("{name} ({score})", name=language.in_text(facts.names[u]), score=facts.intervals[u]) for u in named
    ]
    return language("The next widest are those of {names}.", names=language.listing(each)) if len(each) > 1 else ""


def _pairs(facts: Facts, audit: Robustness) -> str:
    """Share of the pairs whose order holds in nearly all draws."""
    units = [u for u in facts.ranked if u in audit.before.index]
    if len(units) < 2:
        return ""
    chance = audit.before.loc[units, units].to_numpy(dtype=float)
    above = chance[np.triu_indices(len(units), 1)]
    return facts.language(
        "Of all pairs of {many}, {share} keep their order in at least {sure} of the simulations.",
        many=facts.noun.many,
        share=facts.language.percent(float((above >= SURE).mean())),
        sure=facts.language.percent(SURE),
    )


def _leaving(facts: Facts, audit: Robustness) -> str:
    """Rank reversal: what the others' order does when one leaves."""
    language, table = facts.language, audit.rank_reversal
    total = (len(table) - 1) * (len(table) - 2) / 2
    if not total:
        return ""
    worst = str(table["pairs"].idxmax())
    if not table["pairs"].max():
        return language(
            "Omitting any one of the {many} leaves the order of all the others unchanged.", many=facts.noun.many
        )
    return language(
        "Omitting one of the {many} changes the order of {share} of the remaining pairs on average, and of "
        "{most} at most ({name}).",
        many=facts.noun.many,
        share=language.percent(float(table["pairs"].mean()) / total, 1),
        most=language.percent(float(table["pairs"].max()) / total, 1),
        name=facts.names[worst],
    )


def _failed(language: Language, audit: Robustness) -> list[str]:
    failed, draws = len(audit.failures), len(audit.draws.computed)
    if not failed:
        return []
    return [
        language.plural(
            "Of {draws} simulations, {number} could not be computed and is excluded.",
            "Of {draws} simulations, {number} could not be computed and are excluded.",
            failed,
            draws=language.decimal(draws, 0),
        )
    ]


def _warning(language: Language, audit: Robustness) -> str:
    if audit.settled:
        return ""
    half, whole = audit.convergence.iloc[-2], audit.convergence.iloc[-1]
    return language(
        "The intervals have not converged: their mean width is {half} places after {few} simulations and "
        "{whole} after {draws}. More simulations are needed before they can be relied on.",
        half=language.decimal(float(half["width"]), 1),
        few=language.decimal(float(half["draws"]), 0),
        whole=language.decimal(float(whole["width"]), 1),
        draws=language.decimal(float(whole["draws"]), 0),
    )


def _plot(facts: Facts, audit: Robustness) -> RankPlot:
    table = audit.ranks.dropna(subset=["low", "high"])
    rows = tuple(
        (float(table.at[u, "low"]), int(table.at[u, "nominal"]), float(table.at[u, "high"]))
        for u in facts.ranked
        if u in table.index
    )
    alt = facts.language(
        "The 90% interval of every rank, for all {count} {many} in order of rank; the table of the ranking "
        "gives the figures.",
        count=len(rows),
        many=facts.noun.many,
    )
    return RankPlot(alt, rows)


def _bars(facts: Facts, audit: Robustness) -> tuple[tuple[Bar, ...], str]:
    """Sobol' indices as bars, the largest first."""
    language = facts.language
    table = audit.sobol.sort_values("total", ascending=False, kind="stable")
    bars = tuple(
        Bar(
            assumption_name(language, str(name)),
            language.percent(min(max(float(r["total"]), 0.0), 1.0)),
            *(round(100 * min(max(float(r[c]), 0.0), 1.0), 1) for c in ("first", "total", "total_low", "total_high")),
        )
        for name, r in table.iterrows()
    )
    each = language.commas(language("{name} {share}", name=b.name, share=b.text) for b in bars)
    return bars, language(
        "Share of the rank shifts in which each assumption is involved (total effect): {shares}.", shares=each
    )
