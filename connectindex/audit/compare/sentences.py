"""Sentences on a comparison: what was computed, and no more than the intervals support."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from pandas import isna

from connectindex.model.figures import Figure, change, percentage, rounded
from connectindex.model.words import Commas, Words, message, phrase, phrase_n, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connectindex.audit.compare.result import Comparison

LABELS = {
    "own": message("its own new data"),
    "others": message("new data of other {many}"),
    "revision": message("revised data"),
    "imputation": message("imputed values"),
    "method": message("method and weights"),
    "units": message("{many} added or dropped"),
}
HIGHER, LOWER = message("Higher scores, largest increases first:"), message("Lower scores, largest decreases first:")
LISTED = 8


def overall(of: Comparison) -> tuple[Words, ...]:
    """Write the sentences on the whole comparison; those without content are left out."""
    optional = (
        _compared(of),
        _verdicts(of),
        _sources(of),
        _relative(of),
        _listed(of, "units_new"),
        _listed(of, "units_gone"),
        _listed(of, "indicators_new"),
        _listed(of, "indicators_gone"),
        _listed(of, "indicators_redefined"),
        _revisions(of),
    )
    return tuple(s for s in optional if isinstance(s, Words) and s)


def of_unit(of: Comparison, unit: str) -> Words:
    """Describe one unit: its scores and ranks, the sources of its change, and whether draws confirm the change."""
    row, name = of.scores.loc[unit], of.names[unit]
    if isna(row["change"]):
        side = "new" if isna(row["score_old"]) else "old"
        return phrase(
            "{unit} is ranked only in “{edition}”: rank {rank}, score {score}.",
            unit=name,
            edition=of.new if side == "new" else of.old,
            rank=int(row[f"rank_{side}"]),
            score=number(row[f"score_{side}"]),
        )
    head = phrase(
        "{unit}: score {old} in “{first}”, {new} in “{last}” ({change}); rank {before}, then {after}.",
        unit=name,
        old=number(row["score_old"]),
        new=number(row["score_new"]),
        first=of.old,
        last=of.new,
        change=signed(row["change"]),
        before=int(row["rank_old"]),
        after=int(row["rank_new"]),
    )
    return sentences(head, _of_what(of, unit), _verdict_of_draws(of, unit))


def number(value: float) -> Figure:
    """Format a score as sentences give it.

    Examples
    --------
    >>> str(number(12.345))
    '12.3'
    """
    return rounded(value, decimals=1)


def signed(value: float) -> Figure:
    """Format a change with its sign; small ones with the digits that distinguish them from zero.

    Examples
    --------
    >>> str(signed(2.04)), str(signed(-0.004)), str(signed(0.0))
    ('+2.0', '−0.004', '0.0')
    """
    return change(value, 1, 4)


def _compared(of: Comparison) -> Words:
    rising, falling = of.movers
    n = len(of.parts)
    return phrase_n(
        ("“{old}” and “{new}”: {number} {one} is ranked in both; scores are higher for {up} and lower for {down}."),
        ("“{old}” and “{new}”: {number} {many} are ranked in both; scores are higher for {up} and lower for {down}."),
        n,
        old=of.old,
        new=of.new,
        up=len(rising),
        down=len(falling),
    )


def _verdicts(of: Comparison) -> Words | str:
    if of.draws is None:
        return ""
    counts = of.draws["verdict"].value_counts()
    return phrase(
        "Judged by 90% intervals over the simulations, {rose} rose and {fell} fell; for the remaining {rest} "
        "the change is not significant.",
        rose=int(counts.get("rose", 0)),
        fell=int(counts.get("fell", 0)),
        rest=int(counts.get("not significant", 0)),
    )


def _sources(of: Comparison) -> Words | str:
    size = of.parts["score"].abs().mean()
    order = size[size >= of.tolerance].sort_values(ascending=False, kind="stable")
    if order.empty:
        return phrase("No score changed.") if (of.scores["change"].abs().max() < of.tolerance) else ""
    shares = Commas(
        phrase("{source} {points}", source=Words(LABELS[str(s)], {}), points=replace(signed(x), signed=False))
        for s, x in order.items()
    )
    return phrase("Mean absolute contribution of each source, in points of score: {shares}.", shares=shares)


def _relative(of: Comparison) -> Words | str:
    if not of.facts["relative"]:
        return ""
    return phrase(
        "Each edition is scaled on its own data: a change in score is a change relative to the other "
        "{many}, not in level."
    )


def _listed(of: Comparison, key: str) -> Words | str:
    names = of.facts[key]
    if not names:
        return ""
    forms = {
        "units_new": (
            message("Ranked only in “{edition}”: {names}."),
            of.new,
        ),
        "units_gone": (
            message("Ranked only in “{edition}”: {names}."),
            of.old,
        ),
        "indicators_new": (message("Indicators only in “{edition}”: {names}; this is a change of method."), of.new),
        "indicators_gone": (message("Indicators only in “{edition}”: {names}; this is a change of method."), of.old),
        "indicators_redefined": (
            message("Measured differently in “{edition}”: {names}; this is a change of method."),
            of.new,
        ),
    }
    template, edition = forms[key]
    return Words(template, {"edition": edition, "names": _few(names)})


def _few(names: Sequence[str]) -> Commas | Words:
    if len(names) <= LISTED:
        return Commas(names)
    return phrase("{names} and {more} more", names=Commas(names[:LISTED]), more=len(names) - LISTED)


def _revisions(of: Comparison) -> Words | str:
    if of.revised.empty:
        return ""
    share = of.revised["share"].abs()
    return sentences(
        phrase_n(
            "The new edition revises {number} figure: its value for the same year of observation is different.",
            "The new edition revises {number} figures: their values for the same year of observation are different.",
            len(of.revised),
        ),
        phrase("The median size of the revisions is {share}.", share=percentage(np.nanmedian(share), 1))
        if len(of.revised) > 1 and share.notna().any()
        else "",
    )


def _of_what(of: Comparison, unit: str) -> Words | str:
    main = of.main.loc[unit]
    if not main["source"]:
        return ""
    parts = of.parts["score"].loc[unit]
    order = parts[parts.abs() >= of.tolerance].abs().sort_values(ascending=False, kind="stable").index
    listed = Commas(phrase("{source} {part}", source=Words(LABELS[s], {}), part=signed(parts[s])) for s in order)
    return phrase("Of which: {parts}.", parts=listed)


def _verdict_of_draws(of: Comparison, unit: str) -> Words | str:
    if of.draws is None or unit not in of.draws.index:
        return ""
    row = of.draws.loc[unit]
    bounds = {"low": signed(row["low"]), "high": signed(row["high"])}
    if row["verdict"] == "rose":
        return phrase("It rose (90% interval of the change over the simulations: {low} to {high}).", **bounds)
    if row["verdict"] == "fell":
        return phrase("It fell (90% interval of the change over the simulations: {low} to {high}).", **bounds)
    if row["verdict"]:
        return phrase("The change is not significant (90% interval over the simulations: {low} to {high}).", **bounds)
    return ""
