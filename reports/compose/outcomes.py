"""The chapter on outcomes: the index beside income, worded never as a cause."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from connectindex.audit.outcomes import outcomes
from connectindex.errors import InputError
from connectindex.model.tree import ROOT
from connectindex.model.words import Words, message
from connectindex.reports.chapters import Chapter, Part, Scatter

if TYPE_CHECKING:
    from connectindex.audit.outcomes import Outcomes
    from connectindex.reports.compose.facts import Facts

# the first of which an edition has both variables
ASKED = (
    ("gdp_ppp", "population", message("GDP (PPP) per head")),
    ("gdp", "population", message("GDP per head")),
)


def chapter(facts: Facts) -> Chapter | None:
    """The index beside income per head; None where an edition does not know it of enough units."""
    known = facts.snapshot.value.columns
    asked = next((a for a in ASKED if a[0] in known and a[1] in known), None)
    if asked is None:
        return None
    try:
        found = outcomes(facts.result, f"{asked[0]} per {asked[1]}")
    except InputError:  # too few units, or all alike: there is nothing to say then
        return None
    language = facts.language
    name, own = language(asked[2]), found.variable
    named = replace(found, variable=name, logged=tuple(name if v == own else v for v in found.logged))
    said = tuple(language.said(_renamed(s, own, name)) for s in (*named.sentences, *found.notes))
    chart = _scatter(facts, named, name)
    lead = language("What goes together with the index. Nothing in this chapter says what leads to what.")
    return Chapter(lead, (Part(name, said, chart=chart),))


def _renamed(text: str, own: str, name: str) -> str:
    """A note with the name that readers know in place of the edition's."""
    if not isinstance(text, Words):
        return text
    return Words(text.msgid, {k: name if v == own else v for k, v in text.values.items()}, text.many, text.number)


def _scatter(facts: Facts, found: Outcomes, name: str) -> Scatter:
    import numpy as np  # noqa: PLC0415 - for one line

    language, data = facts.language, found.data.xs(found.year, level="year")
    logged = found.variable in found.logged
    values = np.exp(data["outcome"]) if logged else data["outcome"]
    points = tuple(zip(map(float, data["score"].round(4)), map(float, values.round(4)), strict=True))
    r = language.decimal(float(found.correlations.loc["pearson", "r"]), 2)
    alt = language(
        "Each of {units} as a point: score of the index across, {name} upright; the correlation is {r}.",
        units=language.counted(len(points), facts.noun),
        name=name,
        r=r,
    )
    title = language("{name} by score", name=name)
    return Scatter(f"outcome-{ROOT}", title, alt, language("Score"), name, points, logged)
