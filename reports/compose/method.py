"""The methodology annex, written from the settings that were used."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from connectindex.model.tree import Node
from connectindex.reports import numerals, safe, words
from connectindex.reports.compose import strengths
from connectindex.reports.document import MISSING_TEXT, Method, Step, TreatmentRow, TreeRow

if TYPE_CHECKING:
    from connectindex.reports.compose.facts import Facts

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
    own = facts.edition.methods
    rules = [own.rule(n) for n in facts.nodes]
    kinds = list(dict.fromkeys(r.aggregation.words() for r in rules))
    how = (
        f"Every group is the {kinds[0]} of its members."
        if len(kinds) == 1
        else "Groups are combined by their own method, named in the table of weights."
    )
    demands = [
        f"{numerals.percent(own.rule(n).coverage)} of its applicable members for {facts.name_of(n)}"
        for n in facts.nodes
        if own.rule(n).coverage
    ]
    how += " Members a unit lacks are passed over, and the weights of the others rescaled."
    if demands:
        how += f" A group gets a score only with {numerals.listing(demands)}."
    divided = [i for i in facts.edition.indicators.values() if i.per]
    sizes = (
        "Indicators that are divided by a measure of size: "
        + "; ".join(f"{safe.clean(i.name)} by {words.variable(i.per or '')}" for i in divided)
        + "."
        if divided
        else "No indicator is divided by a measure of size."
    )
    treated = own.treat.words()
    if own.treat_by_indicator:
        others = {
            facts.name_of(i): t.words() for i, t in own.treat_by_indicator.items() if i in facts.edition.indicators
        }
        treated += " " + " ".join(f"{name}: {text}" for name, text in others.items())
    return tuple(
        Step(title, safe.paragraph(text))
        for title, text in (
            ("Measure", _measured(facts)),
            ("Denominate", sizes),
            ("Impute", own.impute.words()),
            ("Screen", own.screen.words()),
            ("Treat outliers", treated),
            ("Normalise", own.normalise.words()),
            ("Weight", own.weight.words()),
            ("Aggregate", how),
            ("Uncertainty", facts.caution),
        )
    )


def _measured(facts: Facts) -> str:
    age = facts.edition.about.max_age
    limit = f", at most {numerals.counted(age, ('year', 'years'))} old" if age is not None else ""
    links = len(facts.edition.modes)
    text = f"For each unit and variable the latest value up to {facts.year} counts{limit}."
    if links:
        text += (
            f" Links of {numerals.counted(links, ('kind', 'kinds'))} are summed to pairs of units; "
            "planned and closed links do not count unless an indicator says so."
        )
    return text + " A value that is missing, one that does not apply and a zero are three different things throughout."


def _tree(facts: Facts) -> list[TreeRow]:
    weights = facts.result.weights
    rows: list[TreeRow] = []

    def descend(child: str, depth: int, *, leaf: bool) -> None:
        at = weights.loc[child]
        rule = "" if leaf else facts.edition.methods.rule(child).aggregation.words()
        name = facts.name_of(child) if depth or leaf else safe.clean(facts.edition.about.title)
        nominal = f"{float(at['nominal']):g}"
        within, effective = (numerals.percent(float(at[c]), 1) for c in ("within", "effective"))
        rows.append(TreeRow(name, depth, leaf, nominal, within, effective, rule))

    def walk(node: Node, depth: int) -> None:
        descend(node.id, depth, leaf=False)
        for child in node.children:
            if isinstance(child, Node):
                walk(child, depth + 1)
            else:
                descend(child.id, depth + 1, leaf=True)

    walk(facts.edition.tree, 0)
    return rows


def _treatment(facts: Facts) -> list[TreatmentRow]:
    table = facts.cut(facts.result.treatment)
    moved: dict[str, list[str]] = {}
    for (unit, indicator), row in facts.origins.items():
        before, after = row["before"], row["after"]
        if isinstance(before, float) and not math.isnan(before):
            text = f"{facts.names[unit]} {numerals.value_text(before)} → {numerals.value_text(after)}"
            moved.setdefault(indicator, []).append(text)
    rows = []
    for name, row in table.iterrows():
        points = moved.get(str(name), [])
        more = f"; and {len(points) - MOST_POINTS} more" if len(points) > MOST_POINTS else ""
        rows.append(
            TreatmentRow(
                facts.name_of(str(name)),
                safe.clean(row["action"]) or "none",
                (_two(row["skewness_before"]), _two(row["skewness_after"])),
                (_two(row["kurtosis_before"]), _two(row["kurtosis_after"])),
                "; ".join(points[:MOST_POINTS]) + more,
            )
        )
    return rows


def _two(value: float) -> str:
    return MISSING_TEXT if math.isnan(value) else numerals.decimal(float(value), 2)


def _conventions(facts: Facts) -> tuple[Step, ...]:
    one, many = facts.noun
    return (
        Step(
            "Ranks",
            f"The highest score has rank 1; {many} with equal scores share the better rank, marked “=”. "
            "Ranks are made before any rounding.",
        ),
        Step(
            "Fifths", f"Colours show fifths: the {many} with a score are split by rank into five groups of equal size."
        ),
        Step("Averages", f"Group averages are simple means over the ranked members; every {one} counts the same."),
        Step("Strengths and weaknesses", strengths.rule(len(facts.edition.indicators))),
    )
