"""Convergence: do the scores of the units come together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.audit.convergence import beta as betas
from connectindex.audit.convergence import clubs as of_clubs
from connectindex.audit.convergence import inequality as unequal
from connectindex.audit.convergence import sentences, sigma
from connectindex.audit.trends import course_of, problems_of_level, unknown
from connectindex.errors import InputError, Problem, did_you_mean, shown
from connectindex.model.display import counted, described, html, span
from connectindex.model.tree import ROOT
from connectindex.model.words import phrase
from connectindex.pipeline.result import require_result

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from connectindex.audit.trends import Course
    from connectindex.pipeline.result import Result

__all__ = ["Convergence", "convergence"]

DRAWS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Convergence:
    """Tables of convergence of scores. A table that years or units do not allow is empty; `problems` says why.

    Parameters
    ----------
    course
        Figures that are analysed, years x units.
    group
        Column of groups; empty: none.
    level
        Of the intervals of `sigma` and `sigma_test`; those of `beta` name theirs.
    beta
        Growth on the level at the start; see `connectindex.audit.convergence.beta.beta`.
    sigma, sigma_test
        Spread of each year, and the last against the first; see `connectindex.audit.convergence.sigma`. The test
        assumes normal values of scores, and takes ranks of an indicator's.
    inequality, groups
        Gini and Theil of each year and what each group adds; see `connectindex.audit.convergence.inequality`.
    clubs, members
        Clubs and who is in them; see `connectindex.audit.convergence.clubs.Clubs`.
    problems
        What could not be computed, and why.
    notes
        Remarks for readers.
    """

    course: Course
    group: str
    level: float
    beta: DataFrame
    sigma: DataFrame
    sigma_test: DataFrame
    inequality: DataFrame
    groups: DataFrame
    clubs: DataFrame
    members: DataFrame
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Describe the tables in sentences, one for each that has a result, within what the intervals support."""
        return sentences.of_convergence(self)

    def tables(self) -> dict[str, DataFrame]:
        """Return all tables by name, as they are published."""
        names = ("beta", "sigma", "sigma_test", "inequality", "groups", "clubs", "members")
        return {f"convergence_{name}": getattr(self, name) for name in names}

    def plot(self) -> Any:
        """Draw the spread of the scores in each year with its interval (sigma convergence), with Vega-Altair.

        Raises
        ------
        InputError
            There is no spread to be drawn.
        InputError
            Altair is not installed: ``pip install 'connectindex[plot]'``.
        """
        from connectindex.plots.intervals import spread  # noqa: PLC0415 - only charts need it

        if len(self.sigma) < 2:
            raise InputError([p for p in self.problems if "sigma" in str(p)] or [*self.problems])
        table = self.sigma[["sd", "sd_low", "sd_high"]].set_axis(["value", "low", "high"], axis=1)
        table = table.rename_axis("year").reset_index()
        return spread(table, f"Spread of {self.course.name}", "standard deviation of the scores", self.level)

    def _repr_html_(self) -> str:
        """Sentences and the small tables, for a notebook."""
        lines = (*self.sentences, *self.notes, *map(str, self.problems))
        return html(f"Convergence: {self.course.name}", *map(str, lines), self.beta, self.sigma)

    def __repr__(self) -> str:
        years, units = self.course.table.index, counted(self.course.table.shape[1], "unit")
        lacking = counted(len(self.problems), "table") + " could not be computed" if self.problems else ""
        return described(type(self).__name__, str(self.course.name), span([*years]), units, lacking)


def convergence(
    result: Result,
    node: str = ROOT,
    *,
    group: str | None = "region",
    log: bool | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> Convergence:
    """Compute beta, sigma and club convergence of scores, and their inequality between and within groups.

    Beta compares the first year with the last, over the units that have both; the rest looks at the units that have a
    score in every year, so that no change comes from units that enter or leave.

    Parameters
    ----------
    result
        From `connectindex.build`, with several years for anything but the inequality of one.
    node
        Id of a node, for its scores, or of an indicator, for its values.
    group
        Column of ``units.csv``; None: no groups. Units without a label there are a group of their own.
    log
        Whether beta takes growth of the logarithm. None: where all scores of both years are above 0, else the change
        in points; ``growth`` in the table says which.
    level, seed
        Of the intervals of sigma (bootstrap over units).

    Raises
    ------
    InputError
        Node, group or level are not known, or logarithms are asked of scores that are not above 0.

    Examples
    --------
    >>> import connectindex as ci
    >>> analysis = convergence(ci.build(ci.world()))
    >>> str(analysis.problems[0])
    'convergence: beta and sigma need two years or more, got 2026'
    >>> analysis.inequality.index.tolist(), analysis.inequality["theil"].between(0, 1).all().item()
    ([2026], True)
    """
    require_result(result, "convergence result")
    _require_known(result, node, group, level)
    course = course_of(result, node)
    table = course.table[course.table.notna().any(axis=1)]
    labels = _labels(result, group, table)
    problems: list[Problem] = []
    always = table.loc[:, table.notna().all()]
    by_beta = _beta(table, labels if group else None, problems, log=log)
    spread, tested = _sigma(always, level, seed, problems, by_ranks=node in result.edition.indicators)
    by_year, parts = _inequality(always, labels, problems)
    clustering = _clubs(always, problems)
    return Convergence(
        course=course,
        group=group or "",
        level=level,
        beta=by_beta,
        sigma=spread,
        sigma_test=tested,
        inequality=by_year,
        groups=parts if group else parts.iloc[:0],
        clubs=clustering.table,
        members=clustering.members,
        problems=tuple(problems),
        notes=_notes(course, table, always, labels, group),
    )


def _require_known(result: Result, node: str, group: str | None, level: float) -> None:
    problems = problems_of_level(level)
    if problem := unknown(result, node):
        problems.append(problem)
    known = result.edition.units.groups
    if group is not None and group not in known:
        hint = did_you_mean(str(group), known) or "units.csv has no groups"
        problems.append(Problem("group", "must be a column of units.csv, or None", shown(group), hint))
    if problems:
        raise InputError(problems)


def _labels(result: Result, group: str | None, table: DataFrame) -> Series:
    if group is None:
        return pd.Series("", index=table.columns)
    return result.edition.units.table[group].reindex(table.columns).fillna("").astype(str)


def _beta(table: DataFrame, labels: Series | None, problems: list[Problem], *, log: bool | None) -> DataFrame:
    empty = pd.DataFrame(columns=list(betas.COLUMNS), index=pd.Index([], name="among"))
    if len(table) < 2:
        years = ", ".join(map(str, table.index))
        problems.append(Problem("convergence", "beta and sigma need two years or more", years))
        return empty
    ends = table.iloc[[0, -1]]
    first, last = ends.loc[:, ends.notna().all()].to_numpy(dtype=float)
    units = ends.columns[ends.notna().all()]
    above = bool((first > 0).all() and (last > 0).all())
    if log and not above:
        below = units[(first <= 0) | (last <= 0)]
        hint = f"{', '.join(map(str, below[:5]))}; log=False takes the change in points"
        raise InputError([Problem("log", "logarithms need scores above 0", str(min(first.min(), last.min())), hint)])
    growth = betas.LOG if (above if log is None else log) else betas.POINTS
    span = (int(table.index[0]), int(table.index[-1]))
    pair = (pd.Series(first, index=units), pd.Series(last, index=units))
    estimates = betas.beta(*pair, span, growth, labels)
    if estimates.loc["all", "slope"] != estimates.loc["all", "slope"]:
        least = betas.LEAST_FREEDOM + 2
        rule = f"needs {least} units or more with a score in both years, which did not start alike, nor all but one"
        problems.append(Problem("convergence: beta", rule, f"{len(units)} units"))
    return estimates


def _sigma(
    always: DataFrame, level: float, seed: int, problems: list[Problem], *, by_ranks: bool
) -> tuple[DataFrame, DataFrame]:
    n = always.shape[1]
    if n < sigma.LEAST_UNITS:
        rule = f"needs {sigma.LEAST_UNITS} units or more with a score in every year"
        problems.append(Problem("convergence: sigma", rule, str(n)))
        return pd.DataFrame(index=always.index[:0]), pd.DataFrame(index=pd.Index([], name="scale"))
    spread = sigma.spread_by_year(always, level=level, draws=DRAWS, seed=seed)
    tested = sigma.spread_test(always, level, by_ranks=by_ranks)
    return spread, tested if len(always) > 1 else tested.iloc[:0]


def _inequality(always: DataFrame, labels: Series, problems: list[Problem]) -> tuple[DataFrame, DataFrame]:
    try:
        if always.shape[1]:
            return unequal.inequality(always, labels)
        problems.append(Problem("inequality", "needs units with a score in every year", "0"))
    except InputError as error:
        problems.extend(error.problems)
    parts = pd.MultiIndex.from_product([always.index[:0], []], names=["year", "group"])
    years = pd.DataFrame(columns=list(unequal.COLUMNS), index=always.index[:0])
    return years, pd.DataFrame(columns=list(unequal.GROUP_COLUMNS), index=parts)


def _clubs(always: DataFrame, problems: list[Problem]) -> of_clubs.Clubs:
    years, n = always.shape
    if years >= of_clubs.LEAST_YEARS and not np.ptp(np.diff(always.index.to_numpy(dtype=float))) and n > 1:
        if (always.mean(axis=1) > 0).all():
            return of_clubs.clubs(always)
        problems.append(Problem("convergence: clubs", "the mean score of each year must be above 0"))
    else:
        rule = f"need {of_clubs.LEAST_YEARS} evenly spaced years or more, and two units with a score in each"
        problems.append(Problem("convergence: clubs", rule, f"{years} years, {n} units"))
    return of_clubs.Clubs(
        pd.DataFrame(columns=list(of_clubs.COLUMNS), index=pd.Index([], name="club")),
        pd.DataFrame(columns=["club", "first", "last"], index=pd.Index([], name="unit")),
    )


def _notes(course: Course, table: DataFrame, always: DataFrame, labels: Series, group: str | None) -> tuple[str, ...]:
    notes = list(course.notes)
    some = int((table.notna().any() & ~table.notna().all()).sum())
    if some:
        text = phrase(
            "Excluded from spread, inequality and clubs: {count} {many} without a score in some year.", count=some
        )
        notes.append(text)
    unlabelled = int((labels.reindex(always.columns) == "").sum())
    if group and unlabelled:
        text = phrase(
            "A group of their own: the {count} {many} without a label in “{group}”.", count=unlabelled, group=group
        )
        notes.append(text)
    return tuple(notes)
