"""What stands before and after the numbers: citation, how to read, glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.reports.compose.profiles import FLAG_WORDS
from connectindex.reports.document import MISSING_TEXT, NOT_APPLICABLE_TEXT, Step

if TYPE_CHECKING:
    import datetime as dt

    from connectindex.reports.compose.facts import Facts


def citation(title: str, edition: str, publisher: str, date: dt.date) -> str:
    """Full citation, where the edition has none of its own."""
    who = f"{publisher} " if publisher else ""
    return f"{who}({date.year}). {title}, edition {edition}."


def inline_citation(title: str, edition: str, publisher: str, date: dt.date) -> str:
    """Citation inside a sentence."""
    return f"({publisher}, {date.year})" if publisher else f"({title} {edition})"


def reading(facts: Facts, *, mapped: bool) -> tuple[Step, ...]:
    """How to read the report."""
    one, many = facts.noun
    low, high = (label for _, label in (facts.axis.ticks[0], facts.axis.ticks[-1]))
    names = ", ".join(facts.name_of(p.id) for p in facts.pillars)
    pillars = f" It is made of {len(facts.pillars)} pillars ({names})." if facts.pillars else ""
    steps = [
        Step(
            "Scores",
            f"Every {one} has a score for each indicator, each group of indicators and the index as a whole. "
            f"The axis of the charts runs from {low} to {high}; higher is better everywhere, also where less of the "
            f"measured thing is better.{pillars}",
        ),
        Step(
            "Ranks",
            f"Rank 1 is the highest score. {many.capitalize()} with equal scores share the better rank, marked “=”.",
        ),
        Step(
            "Colours",
            "Five tones stand for five groups of equal size: the darkest for the fifth with the highest scores.",
        ),
    ]
    if mapped:
        steps.append(
            Step(
                "Maps",
                f"Places too small to be seen are drawn as dots. Grey: not ranked, or not among the {many} looked at.",
            )
        )
    steps += [
        Step(
            "Profiles",
            f"In a profile the large dot is the {one}; the bar behind it spans the middle half of its peers and the "
            "stroke in it is their median. The lines below show where all others stand.",
        ),
        Step(
            "Signs",
            f"“{MISSING_TEXT}”: missing. “{NOT_APPLICABLE_TEXT}”: does not apply. “0”: none. "
            "▲ strength, ▼ weakness, by the rule in the methodology.",
        ),
        Step("Flags", "; ".join(f"{f}: {text}" for f, text in FLAG_WORDS) + "."),
    ]
    return tuple(steps)


def glossary(facts: Facts) -> tuple[Step, ...]:
    """The terms of the report."""
    many = facts.noun[1]
    return (
        Step(
            "Coverage",
            f"Of the indicators that apply to one of the {many}, the share which were observed.",
        ),
        Step("Denominator", "A measure of size, such as population, by which a count is divided."),
        Step(
            "Effective weight",
            "What an indicator or group counts in the index: the product of the weights on its way up.",
        ),
        Step("Imputation", "Filling a missing value by a rule."),
        Step("Median", "The value with as many above it as below it."),
        Step("Mode", "A kind of link: air route, rail border crossing, submarine cable."),
        Step("Normalisation", "Bringing indicators in different units onto one scale."),
        Step(
            "Peers", "The group a profile is compared with: the members of the same group, or all where these are few."
        ),
        Step("Percentile rank", "Share of the others that have a lower score."),
        Step("Pillar", "A group of indicators right below the index."),
        Step("Quartiles", "The values that split the ordered scores into four parts of equal size."),
        Step("Winsorising", "Giving an extreme value the value next to it, so that it does not stretch the scale."),
    )
