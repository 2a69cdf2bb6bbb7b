"""What the tables of outcomes say: what goes together, never what makes what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from connectindex.audit.coherence.findings import number
from connectindex.audit.outcomes.estimates import SCORE

if TYPE_CHECKING:
    from pandas import Series

    from connectindex.audit.outcomes import Outcomes

STEP = 10  # points of score that a coefficient is read for
NOT_A_CAUSE = (
    "What goes together need not be cause and consequence: either may lead to the other, or a third thing to both, and"
    " nothing here tells which."
)


def sentences(of: Outcomes) -> tuple[str, ...]:
    """Correlation, partial correlation, least squares and the panel, as far as there are such tables."""
    said = [_correlated(of, "pearson")]
    if of.controls:
        said.append(_correlated(of, "partial pearson"))
    model = "with controls" if of.controls else "alone"
    row = of.regressions.loc[(model, SCORE)]
    equal = f", {_quoted(of.controls)} being equal" if of.controls else ""
    said.append(f"Between units, {_coefficient(of, row)}{equal}.")
    if not of.panel.empty:
        names = [f"“{c}”" for c in of.panel.index if c != SCORE]
        held = _listed((*names, "the common course of all years"))
        said.append(f"Within units, over the years, {_coefficient(of, of.panel.loc[SCORE])}, {held} being equal.")
    return tuple(said)


def _correlated(of: Outcomes, kind: str) -> str:
    row = of.correlations.loc[kind]
    n = int(row["n"])
    partial = kind.startswith("partial")
    who = (
        f"Among units alike in {_quoted(of.controls)} ({n} units, adjusted by straight lines)"
        if partial
        else f"Of {n} units in {of.year}"
    )
    if np.isnan(row["r"]):
        return f"{who}, nothing can be said: the controls leave no difference."
    numbers = f"{'partial ' if partial else ''}r = {number(row['r'])}, {_interval(of, row, 2)}"
    pair = f"“{of.node_name}” and “{of.variable}”"
    if row["low"] <= 0 <= row["high"]:
        return f"{who}, {pair} do not go together with certainty ({numbers}: 0 is within the interval)."
    how = "higher" if row["r"] > 0 else "lower"
    return f"{who}, those with a higher score on “{of.node_name}” tend to have {how} “{of.variable}” ({numbers})."


def _coefficient(of: Outcomes, row: Series) -> str:
    values = [STEP * float(row[c]) for c in ("coefficient", "low", "high")]
    if of.variable in of.logged:
        middle, low, high = (100 * np.expm1(v) for v in values)
        amount, interval = f"{abs(middle):.3g} %", f"{low:.3g} % to {high:.3g} %"
    else:
        middle, low, high = values
        amount, interval = f"{abs(middle):.3g}", f"{low:.3g} to {high:.3g}"
    if low <= 0 <= high:
        return f"{STEP} points more do not go with certainty together with more or less of “{of.variable}” ({interval})"
    how = "higher" if middle > 0 else "lower"
    return f"{STEP} points more go together with “{of.variable}” being {how} by {amount} ({interval})"


def _interval(of: Outcomes, row: Series, digits: int) -> str:
    low, high = (f"{round(float(row[c]), digits) + 0.0:.{digits}f}" for c in ("low", "high"))
    return f"{100 * of.level:g} % interval {low} to {high}"


def _quoted(names: tuple[str, ...]) -> str:
    return _listed(tuple(f"“{name}”" for name in names))


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
