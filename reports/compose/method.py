"""The methodology annex, written from the settings that were used."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from connectindex.model.tree import Leaf
from connectindex.reports import safe, sentences
from connectindex.reports.annexes import Method, Step, TreatmentRow, TreeRow
from connectindex.reports.compose import formulas, strengths
from connectindex.reports.document import MISSING_TEXT
from connectindex.reports.labels import action_label
from connectindex.reports.variables import variable_name
from connectindex.stages.formulas import NOTATION
from connectindex.stages.screen import Coverage

if TYPE_CHECKING:
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.language import Language

MOST_POINTS = 8


def method(facts: Facts) -> Method:
    """Steps, formulas, tree, treatment and conventions."""
    return Method(
        steps=_steps(facts),
        tree=tuple(_tree(facts)),
        treatment=tuple(_treatment(facts)),
        conventions=_conventions(facts),
        formulas=formulas.formulas(facts),
        notation=facts.language(NOTATION),
    )


def _steps(facts: Facts) -> tuple[Step, ...]:
    language, methods = facts.language, facts.edition.methods
    treated = [language.translated(methods.treat.words())]
    for name, treatment in methods.treat_by_indicator.items():
        if name in facts.edition.indicators:
            treated.append(
                language("{name}: {rule}", name=facts.name_of(name), rule=language.translated(treatment.words()))
            )
    return tuple(
        Step(title, safe.paragraph(text))
        for title, text in (
            (language("Data"), _measured(facts)),
            (language("Scaling by size"), _denominated(facts)),
            (language("Imputation"), language.translated(methods.impute.words())),
            (language("Data availability"), _screened(facts)),
            (language("Outliers"), language.together(*treated)),
            (language("Normalisation"), _normalised(facts)),
            (language("Weighting"), language.translated(methods.weight.words())),
            (language("Aggregation"), _aggregated(facts)),
            (language("Uncertainty"), facts.caution),
        )
    )


def _screened(facts: Facts) -> str:
    """The rule of data availability, with names in place of ids and codes."""
    screen = facts.edition.methods.screen
    if isinstance(screen, Coverage):
        nodes = {facts.name_of(node): share for node, share in screen.nodes.items()}
        units = facts.edition.units.names
        keep, drop = (tuple(safe.clean(units[u]) for u in codes) for codes in (screen.keep, screen.drop))
        # ids distinguish two nodes of one name
        screen = replace(screen, nodes=nodes if len(nodes) == len(screen.nodes) else screen.nodes, keep=keep, drop=drop)
    return facts.language.translated(screen.words())


def _denominated(facts: Facts) -> str:
    language = facts.language
    divided = [i for i in facts.edition.indicators.values() if i.per]
    if not divided:
        return language("No indicator is divided by a measure of size.")
    each = [
        language("{name} by {variable}", name=safe.clean(i.name), variable=variable_name(language, i.per or ""))
        for i in divided
    ]
    return language(
        "Indicators divided by a measure of size: {indicators}.",
        indicators=sentences.semicolons(language, each),
    )


def _normalised(facts: Facts) -> str:
    language, methods = facts.language, facts.edition.methods
    rule = language.translated(methods.normalise.words())
    if not methods.scale:
        return rule
    kept = language("Treatment of outliers and scale are those of an earlier edition.")
    if methods.normalise.own_bounds:
        return language.together(rule, kept)
    if methods.clip:
        beyond = language("Values beyond the ends of that scale are set to its ends.")
    else:
        beyond = language("Values beyond the ends of that scale have scores beyond its ends.")
    return language.together(rule, kept, beyond)


def _aggregated(facts: Facts) -> str:
    language, methods = facts.language, facts.edition.methods
    kinds = list(dict.fromkeys(language.translated(methods.rule(n).aggregation.words()) for n in facts.nodes))
    if len(kinds) == 1:
        how = language("Every group is the {mean} of its components.", mean=kinds[0])
    else:
        how = language("Groups are aggregated by methods of their own, named in the table of weights.")
    passed = language("Missing components are ignored and the weights of the others rescaled.")
    demands = [
        language(
            "{share} of the applicable components of {group}", share=language.percent(share), group=facts.name_of(n)
        )
        for n in facts.nodes
        if (share := methods.rule(n).coverage)
    ]
    only = language("A score requires {demands}.", demands=language.listing(demands)) if demands else ""
    return language.together(how, passed, only)


def _measured(facts: Facts) -> str:
    language, age, links = facts.language, facts.edition.about.max_age, len(facts.edition.modes)
    if age is None:
        latest = language("For each {one} and variable the latest value up to {year} is used.", year=facts.year)
    else:
        latest = language.plural(
            "For each {one} and variable the latest value up to {year} is used, at most {age} year old.",
            "For each {one} and variable the latest value up to {year} is used, at most {age} years old.",
            age,
            year=facts.year,
            age=language.spelled(age),
        )
    summed = language.plural(
        (
            "Links of {kinds} type are summed by pair of {many}; planned and closed links are not counted "
            "unless an indicator states otherwise."
        ),
        (
            "Links of {kinds} types are summed by pair of {many}; planned and closed links are not "
            "counted unless an indicator states otherwise."
        ),
        links,
        kinds=language.spelled(links),
    )
    zero = language("Missing, not applicable and zero values are treated separately throughout.")
    return language.together(latest, summed if links else "", zero)


def _tree(facts: Facts) -> list[TreeRow]:
    rows: list[TreeRow] = []
    for element, above in facts.edition.tree.walk():
        at, leaf = facts.result.weights.loc[element.id], isinstance(element, Leaf)
        rule = "" if leaf else facts.language.translated(facts.edition.methods.rule(element.id).aggregation.words())
        name = facts.name_of(element.id) if above else safe.clean(facts.edition.about.title)
        nominal = facts.language.part(float(at["nominal"]))
        within, effective = (facts.language.percent(float(at[c]), 1) for c in ("within", "effective"))
        rows.append(TreeRow(name, len(above), leaf, nominal, within, effective, rule))
    return rows


def _treatment(facts: Facts) -> list[TreatmentRow]:
    language, table = facts.language, facts.cut(facts.result.treatment)
    moved: dict[str, list[str]] = {}
    for (unit, indicator), row in facts.origins.items():
        before, after = row["before"], row["after"]
        if isinstance(before, float) and not math.isnan(before):
            text = f"{facts.names[unit]} {language.value(before)} → {language.value(after)}"
            moved.setdefault(indicator, []).append(text)
    rows = []
    for name, row in table.iterrows():
        points = moved.get(str(name), [])
        more = [language("and {count} more", count=len(points) - MOST_POINTS)] if len(points) > MOST_POINTS else []
        rows.append(
            TreatmentRow(
                facts.name_of(str(name)),
                action_label(language, row["action"]) or language("none"),
                (_two(language, row["skewness_before"]), _two(language, row["skewness_after"])),
                (_two(language, row["kurtosis_before"]), _two(language, row["kurtosis_after"])),
                sentences.semicolons(language, points[:MOST_POINTS] + more),
            )
        )
    return rows


def _two(language: Language, value: float) -> str:
    return MISSING_TEXT if math.isnan(value) else language.decimal(float(value), 2)


def _conventions(facts: Facts) -> tuple[Step, ...]:
    language, (one, many, _) = facts.language, facts.noun
    return (
        Step(
            language("Ranks"),
            language(
                "The highest score has rank 1; {many} with equal scores share the higher rank, marked “=”. Ranks are "
                "based on unrounded scores.",
                many=many,
            ),
        ),
        Step(
            language("Quintiles"),
            language(
                "Colours show quintiles: the {many} with a score are divided by rank into five groups of equal size.",
                many=many,
            ),
        ),
        Step(
            language("Averages"),
            language(
                "Group averages are unweighted means over the ranked members: every {one} has the same weight.", one=one
            ),
        ),
        Step(language("Strengths and weaknesses"), strengths.rule(language, len(facts.edition.indicators))),
    )
