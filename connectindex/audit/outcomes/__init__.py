"""Outcomes: correlations and regressions of trade, growth, income or other outcomes with the index."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.audit.outcomes import sentences
from connectindex.audit.outcomes.estimates import (
    COEFFICIENT,
    FIT,
    OUTCOME,
    SCORE,
    correlations,
    differences,
    redundant,
    regression,
    within,
)
from connectindex.audit.outcomes.request import LEAST_FREEDOM, request
from connectindex.audit.trends import problems_of_level
from connectindex.errors import InputError
from connectindex.model.display import counted, described, html
from connectindex.model.tree import ROOT
from connectindex.pipeline.result import require_result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pandas import DataFrame, Series

    from connectindex.audit.outcomes.request import Request
    from connectindex.pipeline.result import Result

__all__ = ["Outcomes", "outcomes"]

LEAST_UNITS = 8
FEW_CLUSTERS = 40


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """Association of the index with an outcome: correlations and regressions, without any claim of cause.

    Parameters
    ----------
    node, node_name
        Whose scores.
    variable, controls
        Names of the outcome and of the control variables.
    logged
        Those of them that are taken as natural logarithms.
    year, level
        Year of the comparison between units; level of all intervals.
    data
        Index (year, unit): ``score``, ``outcome`` and controls as they were compared.
    correlations
        Index kind; see `connectindex.audit.outcomes.estimates.correlations`.
    regressions
        Index (model, term), models "alone" and "with controls": the outcome on the score by least squares with HC3
        errors: ``coefficient``, ``se``, ``low``, ``high``, ``p``.
    panel
        Index term: the same with constants for unit and year, errors clustered by unit; empty where years are too few.
    fits
        Index model ("alone", "with controls", "panel"): ``n``, ``units``, ``r2``.
    left_out
        Index unit: ``reason``, of the units that are not in the comparison between units.
    notes
        Remarks for readers.
    names
        Of the units, by code.
    """

    node: str
    node_name: str
    variable: str
    controls: tuple[str, ...]
    logged: tuple[str, ...]
    year: int
    level: float
    data: DataFrame
    correlations: DataFrame
    regressions: DataFrame
    panel: DataFrame
    fits: DataFrame
    left_out: DataFrame
    notes: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Describe the tables in sentences, within what the intervals support."""
        return sentences.of_outcomes(self)

    def tables(self) -> dict[str, DataFrame]:
        """Return all tables by name, as they are published."""
        names = ("data", "correlations", "regressions", "panel", "fits", "left_out")
        return {f"outcomes_{name}": getattr(self, name) for name in names}

    def plot(self) -> Any:
        """Draw the outcome against the scores, as they were compared, with Vega-Altair.

        Raises
        ------
        InputError
            Altair is not installed: ``pip install 'connectindex[plot]'``.
        """
        from connectindex.plots.scores import scatter  # noqa: PLC0415 - only charts need it

        table = self.data.xs(self.year, level="year").rename(columns={SCORE: "x", OUTCOME: "y"})
        table = table.assign(name=[self.names.get(str(u), str(u)) for u in table.index])[["name", "x", "y"]]
        outcome = f"logarithm of {self.variable}" if self.variable in self.logged else self.variable
        title = f"{self.variable} and {self.node_name}, {self.year}"
        return scatter(table, (self.node_name, outcome), title, logged=(False, False), equal=False)

    def _repr_html_(self) -> str:
        """Sentences, notes and the small tables, for a notebook."""
        lines = (*self.sentences, *self.notes)
        title = f"{self.variable} and {self.node_name}, {self.year}"
        return html(title, *map(str, lines), self.correlations, self.regressions, self.panel)

    def __repr__(self) -> str:
        held = f"controls: {', '.join(self.controls)}" if self.controls else ""
        units = counted(len(self.data.xs(self.year, level="year")), "unit") if len(self.data) else ""
        return described(type(self).__name__, f"{self.variable} and {self.node_name}", str(self.year), units, held)


def outcomes(
    result: Result,
    variable: str | Series | DataFrame,
    controls: Sequence[str | Series] | str | Series | DataFrame = (),
    *,
    of: str = ROOT,
    log: bool | str | Sequence[str] = True,
    year: int | None = None,
    level: float = 0.95,
) -> Outcomes:
    """Compute correlation, partial correlation and least squares of an outcome on the scores (Handbook, step 9).

    Parameters
    ----------
    result
        From `connectindex.build`.
    variable
        A variable of the edition as of the year, or one per another ("gdp per population"); or your own figures, a
        Series or a table of one column, indexed by unit (for `year`) or by (year, unit).
    controls
        Control variables, given in the same ways.
    of
        Id of the node whose scores are used.
    log
        True: natural logarithms of the outcome and all controls; else the names of those to take them of; or False.
    year
        Year of the comparison between units; by default the last.
    level
        Confidence level of all intervals.

    Raises
    ------
    InputError
        A name is unknown, too few units have all (eight, and one more for each control), a column is the same for
        all units or follows from others, or is not above 0 where its logarithm is taken; all problems at once.

    Examples
    --------
    >>> import connectindex as ci
    >>> association = outcomes(ci.build(ci.world()), "gdp per population", log=True)
    >>> bool(association.correlations.loc["pearson", "low"] > 0)
    True
    """
    require_result(result, "outcomes result")
    problems = problems_of_level(level)
    if problems:
        raise InputError(problems)
    data = request(result, variable, controls, of, log, year)
    table = data.complete
    models = {"alone": regression(table, (), level)}
    if data.controls:
        models["with controls"] = regression(table, data.controls, level)
    panel, fit, why = _panel(data, level)
    fits = {name: statistics for name, (_, statistics) in models.items()} | ({"panel": fit} if fit else {})
    return Outcomes(
        node=of,
        node_name=result.edition.tree.find(of).name,
        variable=data.outcome,
        controls=data.controls,
        logged=data.logged,
        year=data.year,
        level=level,
        data=data.table.dropna(),
        correlations=correlations(table, data.controls, level),
        regressions=pd.concat({name: terms for name, (terms, _) in models.items()}, names=["model"]),
        panel=panel,
        fits=pd.DataFrame.from_dict(fits, orient="index", columns=list(FIT)).rename_axis("model"),
        left_out=data.left_out,
        notes=(*data.notes, *why, sentences.NOT_A_CAUSE),
        names={str(u): str(name) for u, name in result.edition.units.names.items()},
    )


def _panel(data: Request, level: float) -> tuple[DataFrame, dict[str, float], tuple[str, ...]]:
    """The comparison within units, or an empty table and why."""
    empty = pd.DataFrame(columns=list(COEFFICIENT), index=pd.Index([], name="term"), dtype=float)
    if len(data.table.index.unique("year")) < 2:
        return empty, {}, ()
    complete = data.table[~data.again].dropna()
    times = complete.groupby(level="unit")[SCORE].transform("size")
    table = complete[times > 1]
    units = table.index.get_level_values("unit").nunique()
    if units < max(LEAST_UNITS, LEAST_FREEDOM + 2 + len(data.controls)):
        return empty, {}, (f"Within units nothing can be compared: {units} units have all figures anew in two years.",)
    terms = [SCORE, *data.controls]
    changing = differences(table, [*terms, OUTCOME], years=True)
    years = [c for c in changing.columns if c not in (*terms, OUTCOME)]
    fixed = [str(c) for c in redundant(changing[[*years, *terms]]) if c in terms]
    if SCORE in fixed or OUTCOME in redundant(changing[[*years, OUTCOME]]):
        return empty, {}, ("Within units nothing can be compared: score or outcome do not change on their own.",)
    controls = [c for c in data.controls if c not in fixed]
    notes = [f"“{c}” does not change on its own within units: no part of the comparison over years." for c in fixed]
    if units < FEW_CLUSTERS:
        notes.append(f"With {units} units the errors of the comparison over years are rather too small.")
    terms, fit = within(table, controls, level)
    return terms, fit, tuple(notes)
