"""Sentences on the tables of outcomes: associations, never causes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from connectindex.audit.outcomes.estimates import SCORE
from connectindex.model.figures import Figure, percentage, rounded
from connectindex.model.words import Words, message, phrase, quoted

if TYPE_CHECKING:
    from pandas import Series

    from connectindex.audit.outcomes import Outcomes

STEP = 10  # points of score that a coefficient is read for
NOT_A_CAUSE = phrase(
    "Correlation does not imply causation: either may affect the other, or a third factor may affect "
    "both, and nothing here distinguishes these cases."
)
YEARS = message("year effects")


def of_outcomes(of: Outcomes) -> tuple[Words, ...]:
    """Write sentences on correlation, partial correlation, least squares and the panel, where there are such tables."""
    lines = [_correlated(of, "pearson")]
    if of.controls:
        lines.append(_correlated(of, "partial pearson"))
    model = "with controls" if of.controls else "alone"
    clause = _coefficient(of, of.regressions.loc[(model, SCORE)])
    if of.controls:
        lines.append(
            phrase("Between {many}, {clause}, holding {names} constant.", clause=clause, names=quoted(of.controls))
        )
    else:
        lines.append(phrase("Between {many}, {clause}.", clause=clause))
    if not of.panel.empty:
        names = [phrase("“{name}”", name=c) for c in of.panel.index if c != SCORE]
        lines.append(
            phrase(
                "Within {many} over time, {clause}, holding {names} constant.",
                clause=_coefficient(of, of.panel.loc[SCORE]),
                names=(*names, phrase(YEARS)),
            )
        )
    return tuple(lines)


def _correlated(of: Outcomes, kind: str) -> Words:
    row = of.correlations.loc[kind]
    partial = kind.startswith("partial")
    who = phrase("Among {n} {many} in {year}", n=int(row["n"]), year=of.year)
    if partial:
        who = phrase(
            "Controlling for {names} ({n} {many}, linear adjustment)",
            names=quoted(of.controls),
            n=int(row["n"]),
        )
    if np.isnan(row["r"]):
        return phrase("{who}, no estimate is possible: the controls leave no variation.", who=who)
    fact = {
        "r": rounded(row["r"]),
        "share": percentage(of.level, None),
        "low": rounded(row["low"]),
        "high": rounded(row["high"]),
    }
    numbers = phrase("r = {r}, {share} interval {low} to {high}", **fact)
    if partial:
        numbers = phrase("partial r = {r}, {share} interval {low} to {high}", **fact)
    values = {"who": who, "name": of.node_name, "variable": of.variable, "numbers": numbers}
    if row["low"] <= 0 <= row["high"]:
        return phrase(
            "{who}, “{name}” and “{variable}” are not significantly correlated ({numbers}; the interval includes 0).",
            **values,
        )
    if row["r"] > 0:
        return phrase("{who}, a higher score on “{name}” is associated with higher “{variable}” ({numbers}).", **values)
    return phrase("{who}, a higher score on “{name}” is associated with lower “{variable}” ({numbers}).", **values)


def _coefficient(of: Outcomes, row: Series) -> Words:
    values = [STEP * float(row[c]) for c in ("coefficient", "low", "high")]
    relative = of.variable in of.logged
    if relative:
        middle, low, high = (float(np.expm1(v)) for v in values)
    else:
        middle, low, high = values
    amount, *ends = (Figure(v, percent=relative, digits=3) for v in (abs(middle), low, high))
    fact = {"step": STEP, "variable": of.variable, "low": ends[0], "high": ends[1]}
    if low <= 0 <= high:
        return phrase(
            "a score {step} points higher is not significantly associated with “{variable}” ({low} to {high})",
            **fact,
        )
    if middle > 0:
        return phrase(
            "a score {step} points higher is associated with “{variable}” higher by {amount} ({low} to {high})",
            amount=amount,
            **fact,
        )
    return phrase(
        "a score {step} points higher is associated with “{variable}” lower by {amount} ({low} to {high})",
        amount=amount,
        **fact,
    )
