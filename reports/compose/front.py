"""What stands before and after the numbers: citation, how to read, glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.reports import words
from connectindex.reports.annexes import Reading, Step
from connectindex.reports.compose.profiles import FLAG_WORDS
from connectindex.reports.document import MISSING_TEXT, NOT_APPLICABLE_TEXT
from connectindex.reports.words import capital, semicolons

if TYPE_CHECKING:
    import datetime as dt

    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.language import Language


def citation(t: Language, title: str, edition: str, publisher: str, date: dt.date) -> str:
    """Full citation, where the edition has none of its own."""
    said = {"year": date.year, "title": title, "edition": edition}
    if publisher:
        return t("{publisher} ({year}). {title}, edition {edition}.", publisher=publisher, **said)
    return t("({year}). {title}, edition {edition}.", **said)


def inline_citation(t: Language, title: str, edition: str, publisher: str, date: dt.date) -> str:
    """Citation inside a sentence."""
    if publisher:
        return t("({publisher}, {year})", publisher=publisher, year=date.year)
    return t("({title} {edition})", title=title, edition=edition)


def comparability(facts: Facts) -> str:
    """With what the scores may be compared."""
    years = facts.edition.about.years
    if len(years) > 1:
        return facts.t(words.WITHIN_PANEL, first=min(years), last=max(years))
    return facts.t(words.COMPARABILITY, many=facts.noun.many)


def reading(facts: Facts, *, mapped: bool) -> Reading:
    """How to read the report."""
    t, (one, many, _) = facts.t, facts.noun
    low, high = (label for _, label in (facts.axis.ticks[0], facts.axis.ticks[-1]))
    scores = t(
        "Every {one} has a score for each indicator, each group of indicators and the index as a whole. The axis of "
        "the charts runs from {low} to {high}; higher is better everywhere, also where less of the measured thing is "
        "better.",
        one=one,
        low=low,
        high=high,
    )
    if facts.pillars:
        names = t.commas(facts.name_of(p.id) for p in facts.pillars)
        made = t.plural(
            "It is made of {number} pillar ({names}).",
            "It is made of {number} pillars ({names}).",
            len(facts.pillars),
            names=names,
        )
        scores = t.together(scores, made)
    tiers = changes = maps = None
    if facts.audit is not None:
        tiers = Step(
            t("Intervals and tiers"),
            t(
                "The bar in the ranking spans the 90% interval of the rank, the stroke in it is the rank. A tier "
                "begins with one of the {many} and ends with the last one that it does not precede in 95% of the "
                "variants: so its first precedes all of the tiers below, and of the others in it nothing is said.",
                many=many,
            ),
        )
    if len(facts.edition.about.years) > 1:
        changes = Step(
            t("Changes"),
            t("↑ rose, ↓ fell; ≈ a change that the variants of the method do not tell from none."),
        )
    if mapped:
        maps = Step(
            t("Maps"),
            t(
                "Places too small to be seen are drawn as dots. Grey: not ranked, or not among the {many} looked at.",
                many=many,
            ),
        )
    return Reading(
        scores=Step(t("Scores"), scores),
        ranks=Step(
            t("Ranks"),
            t(
                "Rank 1 is the highest score. {Many} with equal scores share the better rank, marked “=”.",
                Many=capital(many),
            ),
        ),
        colours=Step(
            t("Colours"),
            t("Five tones stand for five groups of equal size: the darkest for the fifth with the highest scores."),
        ),
        tiers=tiers,
        changes=changes,
        maps=maps,
        profiles=Step(
            t("Profiles"),
            t(
                "In a profile the large dot is the {one}; the bar behind it spans the middle half of its peers and the "
                "stroke in it is their median. The lines below show where all others stand.",
                one=one,
            ),
        ),
        signs=Step(
            t("Signs"),
            t(
                "“{missing}”: missing. “{off}”: does not apply. “0”: none. "
                "▲ strength, ▼ weakness, by the rule in the methodology.",
                missing=MISSING_TEXT,
                off=t(NOT_APPLICABLE_TEXT),
            ),
        ),
        flags=Step(t("Flags"), t("{flags}.", flags=semicolons(t, [_flag(t, f, text) for f, text in FLAG_WORDS]))),
    )


def _flag(t: Language, flag: str, text: str) -> str:
    return t("{flag}: {meaning}", flag=flag, meaning=t(text))


def glossary(facts: Facts) -> tuple[Step, ...]:
    """The terms of the report."""
    t, many = facts.t, facts.noun.many
    return (
        Step(
            t("Coverage"),
            t("Of the indicators that apply to one of the {many}, the share which were observed.", many=many),
        ),
        Step(
            t("Corridor"),
            t("A list of {many} that are to be linked, as the edition names it.", many=many),
        ),
        Step(t("Denominator"), t("A measure of size, such as population, by which a count is divided.")),
        Step(
            t("Effective weight"),
            t("What an indicator or group counts in the index: the product of the weights on its way up."),
        ),
        Step(
            t("Expected links"),
            t("Links that a gravity model expects from the size, distance and borders of two {many}.", many=many),
        ),
        Step(t("Imputation"), t("Filling a missing value by a rule.")),
        Step(
            t("Interval"),
            t("From the 5th to the 95th percentile over all variants of the method: nine in ten lie within."),
        ),
        Step(t("Median"), t("The value with as many above it as below it.")),
        Step(t("Mode"), t("A kind of link: air route, rail border crossing, submarine cable.")),
        Step(t("Normalisation"), t("Bringing indicators in different units onto one scale.")),
        Step(
            t("Peers"),
            t("The group a profile is compared with: the members of the same group, or all where these are few."),
        ),
        Step(t("Percentile rank"), t("Share of the others that have a lower score.")),
        Step(t("Pillar"), t("A group of indicators right below the index.")),
        Step(t("Quartiles"), t("The values that split the ordered scores into four parts of equal size.")),
        Step(
            t("Rank reversal"),
            t("Two of the {many} change places because a third one leaves.", many=many),
        ),
        Step(
            t("Sensitivity"),
            t("The share an assumption has in how far ranks shift between the variants (Sobol' indices)."),
        ),
        Step(
            t("Tier"),
            t("Part of the ranking, down to the last one that its first does not precede in 95% of the variants."),
        ),
        Step(
            t("Winsorising"),
            t("Giving an extreme value the value next to it, so that it does not stretch the scale."),
        ),
    )
