"""The chapter on outcomes: the index beside income, worded never as a cause."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from connectindex.model.tree import ROOT
from connectindex.model.words import Words
from connectindex.reports import variables
from connectindex.reports.chapters import Chapter, Part, Scatter
from connectindex.reports.compose import provenance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from connectindex.audit.outcomes import Outcomes
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.language import Language

MOST_LABELS, STEPS = 6, 25


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
    if income.variable in facts.edition.report.prices:
        base = variables.prices(language, facts.edition.report.prices[income.variable])
        name = language("{name}, {prices}", name=name, prices=base)
    named = replace(answer, variable=name, logged=tuple(name if v == written else v for v in answer.logged))
    texts = [_renamed(text, written, name) for text in (*named.sentences, *answer.notes)]
    chart = _scatter(facts, named, name)
    lead = language("Correlations with the index. None should be read as causal.")
    ids = provenance.of_index(facts) | provenance.of_variables(facts, (income.variable, income.per))
    part = Part(name, tuple(map(language.translated, texts)), chart=chart)
    return Chapter(lead, (part,), provenance.calculated(facts, ids))


def _renamed(text: str, written: str, name: str) -> str:
    """A sentence with the name that readers know in place of the edition's."""
    if not isinstance(text, Words):
        return text
    return Words(text.msgid, {k: name if v == written else v for k, v in text.values.items()}, text.many, text.number)


def _scatter(facts: Facts, answer: Outcomes, name: str) -> Scatter:
    language, data, line = facts.language, answer.data.xs(answer.year, level="year"), _line(facts, answer)
    logged = answer.variable in answer.logged
    values = np.exp(data["outcome"]) if logged else data["outcome"]
    units = [str(u) for u in data.index]
    rest = line.fit.residuals
    labelled = (
        {*np.argsort(rest)[:MOST_LABELS], *np.argsort(-rest)[:MOST_LABELS]}
        if len(units) > MOST_LABELS
        else {*range(len(units))}
    )
    focus = {str(u) for u in facts.edition.report.highlight}
    names = tuple(facts.names[u] if k in labelled or u in focus else "" for k, u in enumerate(units))
    group = facts.group(facts.peer_column) if facts.peer_column else {}
    points = tuple(zip(map(float, values.round(4)), map(float, data["score"].round(4)), strict=True))
    r = language.decimal(float(answer.correlations.loc["pearson", "r"]), 2)
    alt = language(
        "Each dot is one of {units}: {name} on the horizontal axis, index score on the vertical axis; the "
        "correlation is {r}.",
        units=language.counted(len(points), facts.noun),
        name=name,
        r=r,
    )
    ends = [
        (float(np.exp(x) if logged else x), *line.fit.at(float(x)))
        for x in np.linspace(data["outcome"].min(), data["outcome"].max(), STEPS)
    ]
    return Scatter(
        f"outcome-{ROOT}",
        language("Score and {name}, {units}", name=name, units=language.counted(len(points), facts.noun)),
        alt,
        language("{name} (logarithmic scale)", name=name) if logged else name,
        language("Score"),
        points,
        logged,
        names,
        tuple(group.get(u, "") for u in units),
        tuple(ends),
        _note(language, line),
    )


def _note(language: Language, line: IncomeLine) -> str:
    """What the figure shows: the slope of the line, its band, and who lies farthest from it."""
    first = (
        language("Line: twice the income is associated with a score {points} points higher.", points=line.doubling)
        if line.doubling
        else language("Line: least-squares fit.")
    )
    return language.together(
        first,
        language("Band: 90% confidence interval of the line."),
        language(
            "Farthest above the line: {above} ({more} points); farthest below: {below} ({less} points).",
            **line.farthest,
        ),
    )


@dataclass(frozen=True, eq=False)
class IncomeLine:
    """Scores on income.

    Parameters
    ----------
    fit
        Of the scores on income, or on its logarithm.
    doubling
        Points for twice the income, as printed; None where the correlation is not significantly above zero, or income
        is not taken in logarithms.
    farthest
        Who is farthest ``above`` and ``below``, by how many points ``more`` and ``less``, as printed.
    """

    fit: Fit
    doubling: str | None
    farthest: Mapping[str, str]


def income_line(facts: Facts) -> IncomeLine | None:
    """The line of the scores on income per capita; None where an edition does not know it of enough units."""
    income = variables.income(facts.snapshot.value.columns)
    answer = facts.dossier.outcomes(income.outcome) if income else None
    return _line(facts, answer) if answer else None


def _line(facts: Facts, answer: Outcomes) -> IncomeLine:
    data = answer.data.xs(answer.year, level="year")
    fit = Fit.of(data["outcome"].to_numpy(dtype=float), data["score"].to_numpy(dtype=float))
    order = np.argsort(fit.residuals, kind="stable")
    above, below = (facts.language.in_text(facts.names[str(data.index[k])]) for k in (order[-1], order[0]))
    more, less = (facts.axis.text(float(v)) for v in (fit.residuals.max(), -fit.residuals.min()))
    rises = answer.variable in answer.logged and float(answer.correlations.loc["pearson", "low"]) > 0
    return IncomeLine(
        fit,
        facts.language.decimal(fit.slope * math.log(2), 1) if rises else None,
        {"above": above, "more": more, "below": below, "less": less},
    )


@dataclass(frozen=True, eq=False)
class Fit:
    """A straight line by least squares."""

    intercept: float
    slope: float
    residuals: NDArray[np.float64]
    mean: float
    spread: float

    @classmethod
    def of(cls, x: NDArray[np.float64], y: NDArray[np.float64]) -> Fit:
        """Fit y on x.

        Examples
        --------
        >>> line = Fit.of(np.array([0.0, 1.0, 2.0, 3.0]), np.array([1.0, 3.0, 5.0, 7.0]))
        >>> round(line.intercept, 9), round(line.slope, 9), [round(float(v), 9) for v in line.at(1.5)]
        (1.0, 2.0, [4.0, 4.0, 4.0])
        """
        slope, intercept = np.polyfit(x, y, 1)
        return cls(
            float(intercept),
            float(slope),
            y - intercept - slope * x,
            float(x.mean()),
            float(((x - x.mean()) ** 2).sum()),
        )

    def at(self, x: float) -> tuple[float, float, float]:
        """The line at a place, and the ends of the 90 % confidence interval of the mean there."""
        from scipy import stats  # noqa: PLC0415 - for one quantile

        n = len(self.residuals)
        error = math.sqrt(float((self.residuals**2).sum()) / (n - 2) * (1 / n + (x - self.mean) ** 2 / self.spread))
        half, middle = float(stats.t.ppf(0.95, n - 2)) * error, self.intercept + self.slope * x
        return middle, middle - half, middle + half
