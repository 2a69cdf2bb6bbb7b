"""The methodology annex, written from the settings that were used."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from connectindex.model.tree import Leaf
from connectindex.reports import safe, words
from connectindex.reports.annexes import Method, Step, TreatmentRow, TreeRow
from connectindex.reports.compose import strengths
from connectindex.reports.document import MISSING_TEXT
from connectindex.reports.said_in_tables import action_words

if TYPE_CHECKING:
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.language import Language

MOST_POINTS = 8


def method(facts: Facts) -> Method:
    """Steps, tree, treatment and conventions."""
    return Method(
        steps=_steps(facts),
        tree=tuple(_tree(facts)),
        treatment=tuple(_treatment(facts)),
        conventions=_conventions(facts),
    )


def _steps(facts: Facts) -> tuple[Step, ...]:
    t, own = facts.t, facts.edition.methods
    treated = [t.said(own.treat.words())]
    for name, treatment in own.treat_by_indicator.items():
        if name in facts.edition.indicators:
            treated.append(t("{name}: {rule}", name=facts.name_of(name), rule=t.said(treatment.words())))
    return tuple(
        Step(title, safe.paragraph(text))
        for title, text in (
            (t("Measure"), _measured(facts)),
            (t("Denominate"), _denominated(facts)),
            (t("Impute"), t.said(own.impute.words())),
            (t("Screen"), t.said(own.screen.words())),
            (t("Treat outliers"), t.together(*treated)),
            (t("Normalise"), _normalised(facts)),
            (t("Weight"), t.said(own.weight.words())),
            (t("Aggregate"), _aggregated(facts)),
            (t("Uncertainty"), facts.caution),
        )
    )


def _denominated(facts: Facts) -> str:
    t = facts.t
    divided = [i for i in facts.edition.indicators.values() if i.per]
    if not divided:
        return t("No indicator is divided by a measure of size.")
    each = [
        t("{name} by {variable}", name=safe.clean(i.name), variable=words.variable(t, i.per or "")) for i in divided
    ]
    return t("Indicators that are divided by a measure of size: {indicators}.", indicators=words.semicolons(t, each))


def _normalised(facts: Facts) -> str:
    t, own = facts.t, facts.edition.methods
    rule = t.said(own.normalise.words())
    if not own.scale:
        return rule
    kept = t("Treatment and scale are those of an earlier edition.")
    if own.normalise.own_bounds:
        return t.together(rule, kept)
    if own.clip:
        beyond = t("Values beyond the ends of that scale count as its ends.")
    else:
        beyond = t("Values beyond the ends of that scale have scores beyond its ends.")
    return t.together(rule, kept, beyond)


def _aggregated(facts: Facts) -> str:
    t, own = facts.t, facts.edition.methods
    kinds = list(dict.fromkeys(t.said(own.rule(n).aggregation.words()) for n in facts.nodes))
    if len(kinds) == 1:
        how = t("Every group is the {mean} of its members.", mean=kinds[0])
    else:
        how = t("Groups are combined by their own method, named in the table of weights.")
    passed = t("Members a unit lacks are passed over, and the weights of the others rescaled.")
    demands = [
        t("{share} of its applicable members for {group}", share=t.percent(share), group=facts.name_of(n))
        for n in facts.nodes
        if (share := own.rule(n).coverage)
    ]
    only = t("A group gets a score only with {demands}.", demands=t.listing(demands)) if demands else ""
    return t.together(how, passed, only)


def _measured(facts: Facts) -> str:
    t, age, links = facts.t, facts.edition.about.max_age, len(facts.edition.modes)
    if age is None:
        latest = t("For each unit and variable the latest value up to {year} counts.", year=facts.year)
    else:
        latest = t.plural(
            "For each unit and variable the latest value up to {year} counts, at most {age} year old.",
            "For each unit and variable the latest value up to {year} counts, at most {age} years old.",
            age,
            year=facts.year,
            age=t.spelled(age),
        )
    summed = t.plural(
        "Links of {kinds} kind are summed to pairs of units; "
        "planned and closed links do not count unless an indicator says so.",
        "Links of {kinds} kinds are summed to pairs of units; "
        "planned and closed links do not count unless an indicator says so.",
        links,
        kinds=t.spelled(links),
    )
    zero = t("A value that is missing, one that does not apply and a zero are three different things throughout.")
    return t.together(latest, summed if links else "", zero)


def _tree(facts: Facts) -> list[TreeRow]:
    rows: list[TreeRow] = []
    for element, above in facts.edition.tree.walk():
        at, leaf = facts.result.weights.loc[element.id], isinstance(element, Leaf)
        rule = "" if leaf else facts.t.said(facts.edition.methods.rule(element.id).aggregation.words())
        name = facts.name_of(element.id) if above else safe.clean(facts.edition.about.title)
        nominal = facts.t.figure(f"{float(at['nominal']):g}")
        within, effective = (facts.t.percent(float(at[c]), 1) for c in ("within", "effective"))
        rows.append(TreeRow(name, len(above), leaf, nominal, within, effective, rule))
    return rows


def _treatment(facts: Facts) -> list[TreatmentRow]:
    t, table = facts.t, facts.cut(facts.result.treatment)
    moved: dict[str, list[str]] = {}
    for (unit, indicator), row in facts.origins.items():
        before, after = row["before"], row["after"]
        if isinstance(before, float) and not math.isnan(before):
            text = f"{facts.names[unit]} {t.value(before)} → {t.value(after)}"
            moved.setdefault(indicator, []).append(text)
    rows = []
    for name, row in table.iterrows():
        points = moved.get(str(name), [])
        more = [t("and {count} more", count=len(points) - MOST_POINTS)] if len(points) > MOST_POINTS else []
        rows.append(
            TreatmentRow(
                facts.name_of(str(name)),
                action_words(t, row["action"]) or t("none"),
                (_two(t, row["skewness_before"]), _two(t, row["skewness_after"])),
                (_two(t, row["kurtosis_before"]), _two(t, row["kurtosis_after"])),
                words.semicolons(t, points[:MOST_POINTS] + more),
            )
        )
    return rows


def _two(t: Language, value: float) -> str:
    return MISSING_TEXT if math.isnan(value) else t.decimal(float(value), 2)


def _conventions(facts: Facts) -> tuple[Step, ...]:
    t, (one, many, _) = facts.t, facts.noun
    return (
        Step(
            t("Ranks"),
            t(
                "The highest score has rank 1; {many} with equal scores share the better rank, marked “=”. "
                "Ranks are made before any rounding.",
                many=many,
            ),
        ),
        Step(
            t("Fifths"),
            t(
                "Colours show fifths: the {many} with a score are split by rank into five groups of equal size.",
                many=many,
            ),
        ),
        Step(
            t("Averages"),
            t("Group averages are simple means over the ranked members; every {one} counts the same.", one=one),
        ),
        Step(t("Strengths and weaknesses"), strengths.rule(t, len(facts.edition.indicators))),
    )
