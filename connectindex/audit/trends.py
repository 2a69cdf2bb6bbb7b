"""Trends: how a score or an indicator of each unit changed over the years."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem, did_you_mean, shown
from connectindex.model.display import Brief, counted, described, html, named, span
from connectindex.model.figures import percentage
from connectindex.model.tree import ROOT
from connectindex.model.words import Words, phrase, sentences
from connectindex.pipeline.result import require_result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame, Series

    from connectindex.model.dyads import Dyads
    from connectindex.pipeline.result import Result

COLUMNS = ("n", "first_year", "last_year", "first", "last", "change", "cagr", "slope", "low", "high", "p")
LEAST_POINTS = 3  # a line through two points leaves no residual


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Course(Brief):
    """Time series of one score or indicator of all units.

    Parameters
    ----------
    id, name, unit
        Id of the node or indicator; its name and unit of measurement as they are printed.
    table
        Years x units, missing where there is no figure.
    notes
        What a reader must know before comparing the years.
    names
        Of the units, by code.
    """

    id: str
    name: str
    unit: str
    table: DataFrame
    notes: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Trends:
    """Change, growth and trend of one score or indicator.

    Parameters
    ----------
    course
        Figures that are analysed, years x units.
    table
        Index unit: ``n`` years with a figure; ``first_year``, ``last_year`` of them and the figures ``first``,
        ``last``; ``change``: last less first; ``cagr``: compound annual growth rate, where both are above 0; ``slope``
        a year of a line by least squares, its interval ``low``, ``high`` and ``p``, where there are three years.
    level
        Confidence level of the interval, 0 to 1.
    notes
        What could not be computed, and remarks for readers.
    """

    course: Course
    table: DataFrame
    level: float
    notes: tuple[str, ...]

    @property
    def sentence(self) -> Words:
        """Describe how many units rose and fell, and how many have a significant trend."""
        moved = self.table["change"].dropna()
        if moved.empty:
            return phrase("No {one} has data on “{name}” for two years.", name=self.course.name)
        rose, fell = int((moved > 0).sum()), int((moved < 0).sum())
        years = self.course.table.index
        moves = phrase(
            (
                "From {first} to {last} “{name}” rose in {rose}, fell in {fell} and was unchanged in "
                "{same} of {units} {many} with data for two years or more."
            ),
            first=int(years[0]),
            last=int(years[-1]),
            name=self.course.name,
            rose=rose,
            fell=fell,
            same=len(moved) - rose - fell,
            units=len(moved),
        )
        lines = self.table["slope"].notna()
        if not lines.any():
            return moves
        up, down = int((self.table["low"] > 0).sum()), int((self.table["high"] < 0).sum())
        sloped = phrase(
            "Of {units} with data for three years or more, the {share} interval of the trend lies above 0 for "
            "{up}, below 0 for {down}, and includes 0 for the others.",
            units=int(lines.sum()),
            share=percentage(self.level, None),
            up=up,
            down=down,
        )
        return sentences(moves, sloped)

    def tables(self) -> dict[str, DataFrame]:
        """Return all tables by name, as they are published."""
        return {"trends": self.table}

    def plot(self, units: Sequence[str] = (), *, most: int = 6) -> Any:
        """Draw the course of each unit over the years with Vega-Altair, in colour those named or that changed most.

        Raises
        ------
        KeyError
            There is no such unit.
        InputError
            Altair is not installed: ``pip install 'connectindex[plot]'``.
        """
        from connectindex.errors import unknown as not_known  # noqa: PLC0415 - only charts need it
        from connectindex.plots.base import distinct  # noqa: PLC0415
        from connectindex.plots.intervals import courses  # noqa: PLC0415

        table = self.course.table
        for unit in units:
            if unit not in table.columns:
                raise not_known("unit", unit, map(str, table.columns))
        changes = self.table["change"].abs().sort_values(ascending=False, kind="stable")
        marked = list(units) or [str(u) for u in changes.index[:most]]
        titles = [self.course.names.get(str(u), str(u)) for u in table]
        names = dict(zip(table.columns, distinct(titles, map(str, table)), strict=True))
        long = table.rename_axis(index="year", columns="unit").stack(future_stack=True).rename("value").reset_index()
        long = long.assign(name=long["unit"].map(names), marked=long["unit"].isin(marked))
        long = long.sort_values("unit", key=lambda c: c.map({u: k for k, u in enumerate(marked)}), kind="stable")
        return courses(long[["year", "name", "value", "marked"]], str(self.course.name), str(self.course.unit))

    def _repr_html_(self) -> str:
        """The sentence and the units that changed most, for a notebook."""
        most = self.table.reindex(self.table["change"].abs().sort_values(ascending=False, kind="stable").index)
        lines = (str(self.sentence), *map(str, self.notes))
        return html(f"Trend: {self.course.name}", *lines, named(most, self.course.names))

    def __repr__(self) -> str:
        years, units = self.course.table.index, counted(len(self.table), "unit")
        return described(type(self).__name__, str(self.course.name), span([*years]), units)


def trends(result: Result, of: str = ROOT, *, level: float = 0.95) -> Trends:
    """Compute change, compound growth (last/first)^(1/years) - 1 and least-squares trend of each unit.

    The first and last year are those of the unit's own first and last figure. The interval takes the years' deviations
    from the line as independent; where they are not, it is too narrow.

    Parameters
    ----------
    result
        From `connectindex.build`.
    of
        Id of a node, for its scores, or of an indicator, for its values in their own unit before anything was filled.
        A value that was only read again (same years of observation, same figure) counts in the year it came in.
    level
        Confidence level of the interval of the slope.

    Raises
    ------
    InputError
        There is no such node or indicator, or the level is not between 0 and 1.

    Examples
    --------
    >>> import connectindex as ci
    >>> answer = trends(ci.build(ci.world()))
    >>> answer.notes[0]
    'There is only one year: no change can be computed.'
    """
    require_result(result, "trends result")
    problems = problems_of_level(level)
    if problem := unknown(result, of):
        problems.append(problem)
    if problems:
        raise InputError(problems)
    course = course_of(result, of)
    table = trend_table(course.table, level)
    notes = []
    if len(course.table) == 1:
        notes.append(phrase("There is only one year: no change can be computed."))
    elif not table["slope"].notna().any():
        notes.append(
            phrase("No {one} has the {least} years of data that a trend with an interval requires.", least=LEAST_POINTS)
        )
    return Trends(course, table, level, (*notes, *(course.notes if len(course.table) > 1 else ())))


def trend_table(table: DataFrame, level: float = 0.95) -> DataFrame:
    """Compute change, compound annual growth rate and least-squares trend of every column over the rows.

    Parameters
    ----------
    table
        Years (index, numbers) x units; missing values are passed over.
    level
        Of the interval of the slope, Student's t with n - 2 degrees of freedom.

    Returns
    -------
    DataFrame
        Units x the columns of `Trends.table`.

    Examples
    --------
    >>> import pandas as pd
    >>> table = trend_table(pd.DataFrame({"A": [100, 110, None, 133.1]}, index=[2010, 2011, 2012, 2013]))
    >>> table.loc["A", "cagr"].round(12).item(), int(table.loc["A", "n"])
    (0.1, 3)
    """
    ordered = table.sort_index()
    years = ordered.index.to_numpy(dtype=float)
    y = ordered.to_numpy(dtype=float)
    has = ~np.isnan(y)
    n = has.sum(axis=0)
    some = n > 0
    at_first = np.argmax(has, axis=0) if len(y) else np.zeros(y.shape[1], dtype=int)
    at_last = len(y) - 1 - np.argmax(has[::-1], axis=0)
    column = np.arange(y.shape[1])
    first, last = y[at_first, column], y[at_last, column]
    span = years[at_last] - years[at_first]
    moved = some & (span > 0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        growth = np.where(moved & (first > 0) & (last > 0), (last / first) ** (1 / span) - 1, np.nan)
        growth = np.where(np.isinf(growth), np.nan, growth)
    slope, low, high, p = _lines(years, y, has, level)
    columns = {
        "n": n,
        "first_year": pd.array(np.where(some, years[at_first], np.nan)).astype("Int64"),
        "last_year": pd.array(np.where(some, years[at_last], np.nan)).astype("Int64"),
        "first": first,
        "last": last,
        "change": np.where(moved, last - first, np.nan),
        "cagr": growth,
        "slope": slope,
        "low": low,
        "high": high,
        "p": p,
    }
    return pd.DataFrame(columns, index=ordered.columns, columns=list(COLUMNS)).rename_axis("unit")


def course_of(result: Result, of: str = ROOT) -> Course:
    """Read a node's scores or an indicator's values over the years; `of` must be known.

    Examples
    --------
    >>> import connectindex as ci
    >>> course_of(ci.build(ci.world()), "air_partners").unit
    'countries'
    """
    edition = result.edition
    names = {str(u): str(name) for u, name in edition.units.names.items()}
    if of in result.scores.columns:
        notes = (_rescaled_note(result),) if _rescaled_note(result) else ()
        return Course(of, edition.tree.find(of).name, "points", _by_year(result, result.scores[of]), notes, names)
    indicator = edition.indicators[of]
    table = _by_year(result, result.stage("denominated")[of])
    again = _read_again(result, of).reindex(index=table.index, columns=table.columns, fill_value=False)
    repeated = int((again & table.notna()).to_numpy().sum())
    note = phrase("Figures carried forward from an earlier year, which count once: {count}.", count=repeated)
    return Course(of, indicator.name, indicator.unit, table.mask(again), (note,) if repeated else (), names)


def unknown(result: Result, of: object) -> Problem | None:
    """Make the problem of a name that is neither a node nor an indicator; None where it is."""
    known = [*map(str, result.scores.columns), *result.edition.indicators]
    if isinstance(of, str) and of in known:
        return None
    return Problem("of", "must be a node or an indicator of the index", shown(of), did_you_mean(str(of), known))


def problems_of_level(level: object) -> list[Problem]:
    """Check that a level lies between 0 and 1.

    Examples
    --------
    >>> print(problems_of_level(95)[0])
    level: must lie between 0 and 1, got 95; 0.95 is usual
    """
    if isinstance(level, int | float) and 0 < level < 1:
        return []
    return [Problem("level", "must lie between 0 and 1", shown(level), "0.95 is usual")]


def _lines(
    years: NDArray[np.float64], y: NDArray[np.float64], has: NDArray[np.bool_], level: float
) -> tuple[NDArray[np.float64], ...]:
    """Slope, its interval and p of each column on the years, by least squares."""
    from scipy.stats import t  # noqa: PLC0415 - slow to import

    n = has.sum(axis=0)
    enough = n >= LEAST_POINTS
    count = np.maximum(n, 1)
    x = np.where(has, years[:, None], 0.0)
    x = np.where(has, x - x.sum(axis=0) / count, 0.0)
    z = np.where(has, y, 0.0)
    for _ in range(2):  # the mean is rounded, and large values hide small differences
        z = np.where(has, z - z.sum(axis=0) / count, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        sxx = (x**2).sum(axis=0)
        slope = np.where(enough, (x * z).sum(axis=0) / sxx, np.nan)
        error = np.sqrt((np.where(has, z - slope * x, 0.0) ** 2).sum(axis=0) / (n - 2) / sxx)
        freedom = np.maximum(n - 2, 1)
        p = np.where(enough, 2 * t.sf(np.abs(slope) / error, freedom), np.nan)
    half = t.ppf(0.5 + level / 2, freedom) * error
    return slope, slope - half, slope + half, p


def _by_year(result: Result, column: Series) -> DataFrame:
    """Years x units, units in the order of the edition."""
    table = result.by_year(column).unstack("unit")
    codes = result.edition.units.codes
    return table.sort_index().reindex(columns=codes[codes.isin(table.columns)]).astype(float)


def _read_again(result: Result, of: str) -> DataFrame:
    """True where all that an indicator counts is of the same year as in the year before, and the same figure."""
    indicator = result.edition.indicators[of]
    inputs = tuple(i for i in indicator.inputs if i != indicator.per)
    measured = _by_year(result, result.stage("measured")[of])
    same = measured.eq(measured.shift(1))
    for one in inputs:
        observed = pd.DataFrame({y: _observed(result.dyads[y], one) for y in measured.index}).T
        observed = observed.reindex(columns=measured.columns)
        same &= observed.eq(observed.shift(1))
    return same if inputs else same & False


def _observed(dyads: Dyads, name: str) -> Series:
    """Year in which a mode or variable was observed, by scored unit."""
    codes = dyads.units.codes
    if name in dyads.modes:
        return pd.Series(dyads.of(name).observed(), index=codes)
    if name in dyads.values.observed.columns:
        return dyads.values.observed[name].reindex(codes)
    return pd.Series(np.nan, index=codes)


def _rescaled_note(result: Result) -> str:
    """A word of warning where each year was put on a scale of its own; empty where years share one."""
    methods = result.edition.methods
    if methods.pooled or methods.fixed or len(result.edition.about.years) == 1:
        return ""
    return phrase(
        "Each year is scaled on the {many} of that year: a change in score is a change relative to "
        "the other {many}, not in level. With pool = “panel” all years share one scale; with "
        "goalposts they do where outliers are not treated."
    )
