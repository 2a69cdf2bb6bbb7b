"""The chapter on outcomes: the index beside income, worded never as a cause."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from connectindex.model.tree import ROOT
from connectindex.model.words import Words
from connectindex.reports import variables
from connectindex.reports.chapters import Chapter, Part, Scatter

if TYPE_CHECKING:
    from connectindex.audit.outcomes import Outcomes
    from connectindex.reports.compose.facts import Facts


def chapter(facts: Facts) -> Chapter | None:
    """The index beside income per capita; None where an edition does not know it of enough units."""
    income = variables.income(facts.snapshot.value.columns)
    if income is None:
        return None
    answer = facts.dossier.outcomes(income.outcome)
    if answer is None:  # too few units, or all alike: there is nothing to say then
        return None
    language = facts.language
    name, written = language(income.name), answer.variable
    named = replace(answer, variable=name, logged=tuple(name if v == written else v for v in answer.logged))
    texts = [_renamed(text, written, name) for text in (*named.sentences, *answer.notes)]
    chart = _scatter(facts, named, name)
    lead = language("Correlations with the index. None should be read as causal.")
    return Chapter(lead, (Part(name, tuple(map(language.translated, texts)), chart=chart),))


def _renamed(text: str, written: str, name: str) -> str:
    """A sentence with the name that readers know in place of the edition's."""
    if not isinstance(text, Words):
        return text
    return Words(text.msgid, {k: name if v == written else v for k, v in text.values.items()}, text.many, text.number)


def _scatter(facts: Facts, answer: Outcomes, name: str) -> Scatter:
    import numpy as np  # noqa: PLC0415 - for one line

    language, data = facts.language, answer.data.xs(answer.year, level="year")
    logged = answer.variable in answer.logged
    values = np.exp(data["outcome"]) if logged else data["outcome"]
    points = tuple(zip(map(float, data["score"].round(4)), map(float, values.round(4)), strict=True))
    r = language.decimal(float(answer.correlations.loc["pearson", "r"]), 2)
    alt = language(
        "Each dot is one of {units}: index score on the horizontal axis, {name} on the vertical axis; the "
        "correlation is {r}.",
        units=language.counted(len(points), facts.noun),
        name=name,
        r=r,
    )
    title = language("{name} against score", name=name)
    return Scatter(f"outcome-{ROOT}", title, alt, language("Score"), name, points, logged)
