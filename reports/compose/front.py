"""What stands before and after the numbers: citation, how to read, glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.reports import sentences
from connectindex.reports.annexes import Reading, Step
from connectindex.reports.compose.profiles import FLAG_WORDS
from connectindex.reports.document import MISSING_TEXT, NOT_APPLICABLE_TEXT
from connectindex.reports.sentences import capital, semicolons

if TYPE_CHECKING:
    import datetime as dt

    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.language import Language


def citation(language: Language, title: str, edition: str, publisher: str, date: dt.date) -> str:
    """Full citation, where the edition has none of its own."""
    values = {"year": date.year, "title": title, "edition": edition}
    if publisher:
        return language("{publisher} ({year}). {title}, edition {edition}.", publisher=publisher, **values)
    return language("({year}). {title}, edition {edition}.", **values)


def inline_citation(language: Language, title: str, edition: str, publisher: str, date: dt.date) -> str:
    """Citation inside a sentence."""
    if publisher:
        return language("({publisher}, {year})", publisher=publisher, year=date.year)
    return language("({title} {edition})", title=title, edition=edition)


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
        "Every {one} has a score for each indicator, each group of indicators and the index as a whole. The axis of "
        "the charts runs from {low} to {high}; higher is better everywhere, also where less of the measured thing is "
        "better.",
        one=one,
        low=low,
        high=high,
    )
    if facts.pillars:
        names = language.commas(facts.name_of(p.id) for p in facts.pillars)
        made = language.plural(
            "It is made of {number} pillar ({names}).",
            "It is made of {number} pillars ({names}).",
            len(facts.pillars),
            names=names,
        )
        scores = language.together(scores, made)
    tiers = changes = maps = None
    if facts.audit is not None:
        tiers = Step(
            language("Intervals and tiers"),
            language(
                "The bar in the ranking spans the 90% interval of the rank, the stroke in it is the rank. A tier "
                "begins with one of the {many} and ends with the last one that it does not precede in 95% of the "
                "variants: so its first precedes all of the tiers below, and of the others in it nothing is said.",
                many=many,
            ),
        )
    if len(facts.edition.about.years) > 1:
        changes = Step(
            language("Changes"),
            language("↑ rose, ↓ fell; ≈ a change that the variants of the method do not tell from none."),
        )
    if mapped:
        maps = Step(
            language("Maps"),
            language(
                "Places too small to be seen are drawn as dots. Grey: not ranked, or not among the {many} looked at.",
                many=many,
            ),
        )
    return Reading(
        scores=Step(language("Scores"), scores),
        ranks=Step(
            language("Ranks"),
            language(
                "Rank 1 is the highest score. {Many} with equal scores share the better rank, marked “=”.",
                Many=capital(many),
            ),
        ),
        colours=Step(
            language("Colours"),
            language(
                "Five tones stand for five groups of equal size: the darkest for the fifth with the highest scores."
            ),
        ),
        tiers=tiers,
        changes=changes,
        maps=maps,
        profiles=Step(
            language("Profiles"),
            language(
                "In a profile the large dot is the {one}; the bar behind it spans the middle half of its peers and the "
                "stroke in it is their median. The lines below show where all others stand.",
                one=one,
            ),
        ),
        signs=Step(
            language("Signs"),
            language(
                "“{missing}”: missing. “{off}”: does not apply. “0”: none. "
                "▲ strength, ▼ weakness, by the rule in the methodology.",
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
    """The terms of the report."""
    language, many = facts.language, facts.noun.many
    return (
        Step(
            language("Coverage"),
            language("Of the indicators that apply to one of the {many}, the share which were observed.", many=many),
        ),
        Step(
            language("Corridor"),
            language("A list of {many} that are to be linked, as the edition names it.", many=many),
        ),
        Step(language("Denominator"), language("A measure of size, such as population, by which a count is divided.")),
        Step(
            language("Effective weight"),
            language("What an indicator or group counts in the index: the product of the weights on its way up."),
        ),
        Step(
            language("Expected links"),
            language(
                "Links that a gravity model expects from the size, distance and borders of two {many}.", many=many
            ),
        ),
        Step(language("Imputation"), language("Filling a missing value by a rule.")),
        Step(
            language("Interval"),
            language("From the 5th to the 95th percentile over all variants of the method: nine in ten lie within."),
        ),
        Step(language("Median"), language("The value with as many above it as below it.")),
        Step(language("Mode"), language("A kind of link: air route, rail border crossing, submarine cable.")),
        Step(language("Normalisation"), language("Bringing indicators in different units onto one scale.")),
        Step(
            language("Peers"),
            language(
                "The group a profile is compared with: the members of the same group, or all where these are few."
            ),
        ),
        Step(language("Percentile rank"), language("Share of the others that have a lower score.")),
        Step(language("Pillar"), language("A group of indicators right below the index.")),
        Step(
            language("Quartiles"), language("The values that split the ordered scores into four parts of equal size.")
        ),
        Step(
            language("Rank reversal"),
            language("Two of the {many} change places because a third one leaves.", many=many),
        ),
        Step(
            language("Sensitivity"),
            language("The share an assumption has in how far ranks shift between the variants (Sobol' indices)."),
        ),
        Step(
            language("Tier"),
            language(
                "Part of the ranking, down to the last one that its first does not precede in 95% of the variants."
            ),
        ),
        Step(
            language("Winsorising"),
            language("Giving an extreme value the value next to it, so that it does not stretch the scale."),
        ),
    )
