"""What stands before and after the numbers: citation, how to read, glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.edition.imprint import is_mail, is_web
from connectindex.reports import safe, sentences
from connectindex.reports.annexes import Imprint, Reading, Step
from connectindex.reports.compose.flags import FLAG_WORDS
from connectindex.reports.document import MISSING_TEXT, NOT_APPLICABLE_TEXT
from connectindex.reports.language import capital
from connectindex.reports.sentences import semicolons

if TYPE_CHECKING:
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.language import Language


def imprint(facts: Facts) -> Imprint:
    """Authors, DOI, ISBN and addresses of the edition."""
    about = facts.edition.about
    return Imprint(
        tuple((safe.clean(a.family), safe.clean(a.given)) for a in about.authors),
        safe.clean(about.doi),
        safe.clean(about.isbn),
        safe.link(about.url),
        about.contact if is_mail(about.contact) or is_web(about.contact) else "",
    )


def comparability(facts: Facts) -> str:
    """With what the scores may be compared."""
    years = facts.edition.about.years
    if len(years) > 1:
        return facts.language(sentences.WITHIN_PANEL, first=min(years), last=max(years))
    return facts.language(sentences.COMPARABILITY, many=facts.noun.many)


def reading(facts: Facts, *, mapped: bool) -> Reading:
    """How to read the report."""
    language, (one, many, _) = facts.language, facts.noun
    low, high = (label for _, label in (facts.axis.ticks[0], facts.axis.ticks[-1]))
    scores = language(
        "Each {one} has a score for every indicator with data, for every group of indicators and for the "
        "index as a whole. Chart axes run from {low} to {high}; a higher score is always better, including "
        "for indicators where lower values are better.",
        one=one,
        low=low,
        high=high,
    )
    if facts.pillars:
        names = language.commas(facts.name_of(p.id) for p in facts.pillars)
        made = language.plural(
            "The index consists of {count} pillar ({names}).",
            "The index consists of {count} pillars ({names}).",
            len(facts.pillars),
            count=language.spelled(len(facts.pillars)),
            names=names,
        )
        scores = language.together(scores, made)
    tiers = changes = maps = None
    if facts.audit is not None:
        tiers = Step(
            language("Intervals and tiers"),
            language(
                "The bar in the ranking spans the 90% interval of the rank; the vertical line marks the rank. Tiers "
                "divide the {many} so that the first of each tier outranks all those in lower tiers in at least 95% "
                "of the simulations; a tier says nothing about the order of the others in it.",
                many=many,
            ),
        )
    if len(facts.edition.about.years) > 1:
        changes = Step(
            language("Changes"),
            language("↑ rose, ↓ fell; ≈ change not significant."),
        )
    if mapped:
        maps = Step(
            language("Maps"),
            language(
                "Places too small to be visible are shown as dots. Grey: not ranked, or not among the {many} covered.",
                many=many,
            ),
        )
    return Reading(
        scores=Step(language("Scores"), scores),
        ranks=Step(
            language("Ranks"),
            language(
                "Rank 1 is the highest score. {Many} with equal scores share the higher rank, marked “=”.",
                Many=capital(many),
            ),
        ),
        colours=Step(
            language("Colours"),
            language("Shading shows quintiles, five groups of equal size; darker is higher."),
        ),
        tiers=tiers,
        changes=changes,
        maps=maps,
        profiles=None
        if facts.many
        else Step(
            language("Profiles"),
            language(
                "In a profile the large dot marks the score; the bar behind it is the interquartile range of its "
                "peers and the line in it their median. The line through the dot is the 90% interval of the "
                "score, where there is one. The fine lines below show all the others.",
            ),
        ),
        signs=Step(
            language("Symbols"),
            language(
                "“{missing}”: missing. “{off}”: not applicable. “0”: none. ▲ strength, ▼ weakness, as defined in the "
                "methodology.",
                missing=MISSING_TEXT,
                off=language(NOT_APPLICABLE_TEXT),
            ),
        ),
        flags=Step(
            language("Flags"),
            language("{flags}.", flags=semicolons(language, [_flag(language, f, text) for f, text in FLAG_WORDS])),
        ),
    )


def _flag(language: Language, flag: str, text: str) -> str:
    return language("{flag}: {meaning}", flag=flag, meaning=language(text))


def glossary(facts: Facts) -> tuple[Step, ...]:
    """The terms of the report, in alphabetical order."""
    language, many = facts.language, facts.noun.many
    steps = (
        Step(
            language("Coverage"),
            language("Of the indicators that apply to one of the {many}, the share with observed data.", many=many),
        ),
        Step(
            language("Corridor"),
            language("A list of {many} to be connected, as defined by the edition.", many=many),
        ),
        Step(language("Denominator"), language("A measure of size, such as population, by which a count is divided.")),
        Step(
            language("Share of index"),
            language(
                "The weight of an indicator or group in the index: the product of its own share and those of the "
                "groups above it."
            ),
        ),
        Step(
            language("Nominal weight"),
            language("The weight that the authors set, relative to those of the other components of the same group."),
        ),
        Step(
            language("PPP"),
            language("Purchasing power parity: conversion of amounts at equal prices instead of exchange rates."),
        ),
        Step(
            language("Predicted links"),
            language(
                "Links that a gravity model predicts from the size, distance and borders of two {many}.", many=many
            ),
        ),
        Step(language("Imputation"), language("Replacing a missing value by an estimate.")),
        Step(
            language("Interval"),
            language("The range from the 5th to the 95th percentile over all simulations: 90% of them lie within it."),
        ),
        Step(language("Median"), language("The value with as many values above it as below it.")),
        Step(language("Type of link"), language("For example air route, rail border crossing or submarine cable.")),
        Step(language("Normalisation"), language("Converting indicators in different units to a common scale.")),
        Step(
            language("Peers"),
            language(
                "The {many} with which a profile is compared: members of the same group, or all where "
                "the group is small."
            ),
        ),
        Step(language("Percentile rank"), language("Share of the others with a lower score.")),
        Step(language("Pillar"), language("A group of indicators directly below the index.")),
        Step(
            language("Quartiles"), language("The values that divide the ordered scores into four parts of equal size.")
        ),
        Step(
            language("Rank reversal"),
            language("A change in the relative rank of two {many} caused by omitting a third.", many=many),
        ),
        Step(
            language("Sensitivity"),
            language("The share of rank shifts between the simulations that involves an assumption (Sobol' indices)."),
        ),
        Step(
            language("Tier"),
            language(
                "Part of the ranking whose first member outranks all those in lower tiers in at least 95% "
                "of the simulations."
            ),
        ),
        Step(
            language("Winsorising"),
            language("Replacing an extreme value by the one next to it, so that it does not stretch the scale."),
        ),
    )
    return tuple(sorted(steps, key=lambda step: language.collate(step.title)))
