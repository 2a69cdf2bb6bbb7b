"""Formulas of the methods that an edition uses, with its settings in them."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

from connectindex.model.words import message
from connectindex.reports.annexes import MethodFormula
from connectindex.reports.labels import kind_label
from connectindex.stages.formulas import FORMULAS
from connectindex.stages.treat import BoxCox, Log, Winsorise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectindex.reports.compose.facts import Facts

STEPS = {
    "impute": message("Imputation"),
    "screen": message("Data availability"),
    "treat": message("Outliers"),
    "normalise": message("Normalisation"),
    "weight": message("Weighting"),
    "aggregate": message("Aggregation"),
}


def used(facts: Facts) -> Iterator[tuple[str, Any]]:
    """List the steps of an edition with their methods, each method once."""
    chosen = facts.edition.methods
    by_indicator = [t for name, t in chosen.treat_by_indicator.items() if name in facts.edition.indicators]
    treatments = [*map(_transformation, (chosen.treat, *by_indicator)), chosen.treat, *by_indicator]
    aggregations = [chosen.rule(node).aggregation for node in facts.nodes]
    steps: dict[str, list[Any]] = {
        "impute": [chosen.impute],
        "screen": [chosen.screen],
        "treat": [t for t in reversed(treatments) if t is not None],
        "normalise": [chosen.normalise],
        "weight": [chosen.weight],
        "aggregate": aggregations,
    }
    for step, methods in steps.items():
        seen: list[Any] = []
        for method in methods:
            if method not in seen:
                seen.append(method)
                yield step, method


def _transformation(treatment: Any) -> Any:
    """The transformation that follows where winsorising is not enough; None for other treatments."""
    if not isinstance(treatment, Winsorise) or treatment.then == "none":
        return None
    return Log() if treatment.then == "log" else BoxCox(treatment.exponent)


def formulas(facts: Facts) -> tuple[MethodFormula, ...]:
    """Formulas of the methods in use; those that compute nothing, and those of the edition itself, have none."""
    found = [(step, method, FORMULAS.get((step, method.kind))) for step, method in used(facts)]
    known = [(step, method, formula) for step, method, formula in found if formula and formula.tex]
    steps = [step for step, _, _ in known]
    language, made = facts.language, []
    for step, method, formula in known:
        title = language(STEPS[step])
        if steps.count(step) > 1:
            title = language("{step}: {where}", step=title, where=kind_label(language, method.kind))
        places = [name for _, name, _, _ in string.Formatter().parse(formula.where) if name]
        where = language(formula.where, **{name: getattr(method, name) for name in places}) if formula.where else ""
        made.append(MethodFormula(title, formula.tex, where))
    return tuple(made)
