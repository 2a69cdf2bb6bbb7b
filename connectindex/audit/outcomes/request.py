"""Request: score, outcome and controls side by side, checked; every problem at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.audit.leverage import singled_out
from connectindex.audit.outcomes.estimates import CONSTANT, OUTCOME, SCORE, redundant
from connectindex.errors import InputError, Problem, did_you_mean, shown
from connectindex.model.words import Commas, phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame, Series

    from connectindex.pipeline.result import Result

LEAST_FREEDOM = 6  # units less coefficients: without controls eight units
PER = " per "


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """Data of an outcome analysis: score, outcome and controls by unit and year.

    Parameters
    ----------
    outcome, controls
        Their names.
    logged
        Those of them that are logarithms in the table.
    year
        Of the comparison between units.
    table
        Index (year, unit), all scored units: ``score``, ``outcome`` and a column for each control.
    again
        True where the outcome is that of an earlier year, read again.
    notes
        Remarks for readers.
    """

    outcome: str
    controls: tuple[str, ...]
    logged: tuple[str, ...]
    year: int
    table: DataFrame
    again: Series
    notes: tuple[str, ...]

    @property
    def complete(self) -> DataFrame:
        """Select the units of the year that have all variables."""
        return self.table.loc[self.year].dropna()

    @property
    def left_out(self) -> DataFrame:
        """List units that lack a variable in the year: column ``reason``."""
        lacking = self.table.loc[self.year].isna()
        lacking = lacking[lacking.any(axis=1)]
        names = {SCORE: "no score", OUTCOME: f"no {self.outcome}"}
        reasons = ["; ".join(names.get(c, f"no {c}") for c in lacking.columns[row]) for row in lacking.to_numpy()]
        return pd.DataFrame({"reason": reasons}, index=lacking.index, dtype=object)


def request(
    result: Result,
    variable: object,
    controls: object,
    of: str,
    log: bool | str | Sequence[str],  # noqa: FBT001 - a flag or the names it is for
    year: int | None,
) -> Request:
    """Collect score, outcome and controls of all years in one table, and check them.

    Raises
    ------
    InputError
        A name, table or year is not known, too few units have everything, or a column says nothing of its own; all
        problems at once.
    """
    years = result.edition.about.years
    problems = _of_problems(result, of)
    chosen = years[-1] if year is None else year
    if chosen not in years:
        known = ", ".join(map(str, years))
        problems.append(Problem("year", "must be one of the edition's", shown(year), f"known: {known}"))
    outcome = _column(result, variable, "variable", chosen, problems)
    listed = _listed(controls)
    control_columns = [_column(result, c, f"controls {k}", chosen, problems) for k, c in enumerate(listed, start=1)]
    held = [c for c in control_columns if c is not None]
    if outcome is None or len(held) < len(listed) or problems:
        raise InputError(problems)
    problems += _name_problems(outcome.name, [c.name for c in held])
    columns = {SCORE: _scores(result, of), OUTCOME: outcome.values} | {c.name: c.values for c in held}
    if problems:
        raise InputError(problems)
    table = pd.DataFrame(columns)
    names = {OUTCOME: outcome.name} | {c.name: c.name for c in held}
    logged = _logged(log, names, problems)
    table = _with_logarithms(table, [k for k, name in names.items() if name in logged], names, problems)
    controls_named = tuple(c.name for c in held)
    notes = [n for c in (outcome, *held) for n in c.notes]
    notes += _shared_note(result, of, outcome)
    made = Request(outcome.name, controls_named, logged, int(chosen), table, outcome.again, tuple(notes))
    problems += _data_problems(made)
    if problems:
        raise InputError(problems)
    return made


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    name: str
    values: Series
    again: Series
    ids: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def _listed(controls: object) -> list[Any]:
    if isinstance(controls, pd.DataFrame):
        return [controls[c] for c in controls.columns]
    if isinstance(controls, str | pd.Series):
        return [controls]
    return [*controls]  # type: ignore[misc]


def _scores(result: Result, of: str) -> Series:
    return result.by_year(result.scores[of]).reindex(_index(result))


def _index(result: Result) -> pd.MultiIndex:
    return result.edition.units.rows(result.edition.about.years)


def _of_problems(result: Result, of: object) -> list[Problem]:
    known = list(map(str, result.scores.columns))
    if isinstance(of, str) and of in known:
        return []
    return [Problem("of", "must be a node of the index", shown(of), did_you_mean(str(of), known))]


def _column(result: Result, what: object, place: str, year: int, problems: list[Problem]) -> _Column | None:
    if isinstance(what, str):
        return _of_edition(result, what, place, problems)
    if isinstance(what, pd.DataFrame) and what.shape[1] == 1:
        what = what.iloc[:, 0]
    if isinstance(what, pd.Series):
        return _of_user(result, what, place, year, problems)
    got = f"a table of {what.shape[1]} columns" if isinstance(what, pd.DataFrame) else shown(what)
    problems.append(Problem(place, "must be a variable's id, a Series or a table of one column", got))
    return None


def _of_edition(result: Result, what: str, place: str, problems: list[Problem]) -> _Column | None:
    """A variable of the edition as of each year, or one per another."""
    known = result.edition.values.variables
    ids = tuple(part.strip() for part in what.split(PER))
    wrong = [i for i in ids if i not in known]
    if len(ids) > 2:
        problems.append(Problem(place, "must be one variable, or two joined by “per”", shown(what)))
        return None
    if wrong:
        rule = "must be a variable of the edition"
        problems.extend(Problem(place, rule, shown(i), did_you_mean(i, known)) for i in wrong)
        return None
    years = {y: result.dyads[y].values for y in result.edition.about.years}
    index = _index(result)

    def panel(tables: dict[int, DataFrame], variable: str) -> Series:
        return pd.concat({y: t[variable] for y, t in tables.items()}, names=["year", "unit"]).reindex(index)

    values = panel({y: s.value for y, s in years.items()}, ids[0])
    if len(ids) == 2:
        below = panel({y: s.value for y, s in years.items()}, ids[1])
        values = values / below.where(below != 0)
    observed = panel({y: s.observed for y, s in years.items()}, ids[0])
    again = observed.eq(observed.groupby(level="unit").shift(1))
    return _Column(PER.join(ids), values, again, ids)


def _of_user(result: Result, what: Series, place: str, year: int, problems: list[Problem]) -> _Column | None:
    """A user's own figures by unit, taken for the year of the comparison, or by year and unit."""
    name = str(what.name) if what.name is not None else place.replace("variable", OUTCOME)
    levels = what.index.nlevels
    before = len(problems)
    if levels > 2 or (levels == 2 and set(what.index.names) != {"year", "unit"}):
        rule = "must be indexed by unit, or by year and unit, by these names"
        problems.append(Problem(place, rule, shown(tuple(what.index.names))))
        return None
    if not pd.api.types.is_numeric_dtype(what) or pd.api.types.is_complex_dtype(what):
        problems.append(Problem(place, "must hold numbers", str(what.dtype)))
        return None
    if what.index.has_duplicates:
        twice = what.index[what.index.duplicated()][0]
        problems.append(Problem(place, "must name each unit once", shown(twice)))
    values = what.astype("Float64").astype(float) if pd.api.types.is_extension_array_dtype(what) else what.astype(float)
    if np.isinf(values.to_numpy()).any():
        problems.append(Problem(place, "must hold finite numbers", "inf"))
    units = values.index.get_level_values("unit" if levels == 2 else 0)
    strange = int((~units.isin(result.edition.units.table.index)).sum())
    if strange == len(units):
        hint = did_you_mean(str(units[0]), result.edition.units.codes.astype(str)) if len(units) else ""
        got = shown(units[0]) if len(units) else "an empty table"
        problems.append(Problem(place, "must have units of the edition", got, hint))
    if len(problems) > before:
        return None
    if levels == 2:
        values = values.reorder_levels(["year", "unit"])
    else:
        values = pd.concat({year: values.rename_axis("unit")}, names=["year"])
    notes = (f"{strange} rows of “{name}” are of units that the edition does not have.",) if strange else ()
    index = _index(result)
    return _Column(name, values.reindex(index), pd.Series(data=False, index=index), (), notes)


def _name_problems(outcome: str, controls: list[str]) -> list[Problem]:
    problems = [
        Problem("controls", "must not be the outcome itself, nor named twice", shown(c))
        for k, c in enumerate(controls)
        if c == outcome or c in controls[:k]
    ]
    taken = (SCORE, OUTCOME, CONSTANT)
    problems += [Problem("controls", f"must not be named {', '.join(taken)}", shown(c)) for c in controls if c in taken]
    return problems


def _logged(log: object, names: dict[str, str], problems: list[Problem]) -> tuple[str, ...]:
    known = tuple(names.values())
    if isinstance(log, bool):
        return known if log else ()
    to_log = (log,) if isinstance(log, str) else tuple(log)  # type: ignore[arg-type]
    problems.extend(
        Problem("log", "must name the outcome or a control", shown(a), did_you_mean(str(a), known))
        for a in to_log
        if a not in known
    )
    return tuple(k for k in known if k in to_log)


def _with_logarithms(table: DataFrame, columns: list[str], names: dict[str, str], problems: list[Problem]) -> DataFrame:
    used = table[table[SCORE].notna()]
    for column in columns:  # over outcome and controls: few
        low = used.index[used[column] <= 0].get_level_values("unit").unique()
        if len(low):
            named = ", ".join(map(str, low[:5])) + (f" and {len(low) - 5} more" if len(low) > 5 else "")
            hint = "log=False, or log=(...) with the names of those to take logarithms of"
            rule = f"must be above 0 to take a logarithm ({named})"
            problems.append(Problem(names[column], rule, f"{used[column].min():g}", hint))
    positive = {c: np.log(table[c].where(table[c] > 0)) for c in columns}
    return table.assign(**positive)


def _data_problems(made: Request) -> list[Problem]:
    table = made.complete
    needed = LEAST_FREEDOM + 2 + len(made.controls)
    if len(table) < needed:
        lacking = made.left_out["reason"].value_counts()
        hint = f"most frequent reason: {lacking.index[0]}" if len(lacking) else ""
        rule = f"{needed} units or more must have the score and all variables in {made.year}"
        return [Problem("variable", rule, str(len(table)), hint)]
    names = {SCORE: "score", OUTCOME: made.outcome}
    same = "must not be the same for all units"
    problems = [Problem(made.outcome, same, f"{table[c].iloc[0]:g}") for c in (OUTCOME,) if redundant(table[[c]])]
    for column in map(str, redundant(table[[SCORE, *made.controls]])):
        place = names.get(column, column)
        if redundant(table[[column]]):
            problems.append(Problem(place, same, f"{table[column].iloc[0]:g}"))
        else:
            problems.append(Problem(place, "must not follow from the score and other controls", hint="leave it out"))
    if not problems:
        problems = _singled_out(table[[SCORE, *made.controls]])
    if not problems and made.controls and redundant(table[[*made.controls, OUTCOME]]) == [OUTCOME]:
        problems.append(Problem(made.outcome, "must not follow from the controls", hint="leave one of them out"))
    return problems


def _singled_out(table: DataFrame) -> list[Problem]:
    """Units whose error no regression on the controls could tell."""
    x = np.column_stack([np.ones(len(table)), table.to_numpy(dtype=float)])
    units = table.index[singled_out(x)]
    rule = "must not single out one unit"
    return [Problem("controls", rule, shown(u), "leave out the unit, or the control it alone decides") for u in units]


def _shared_note(result: Result, of: str, outcome: _Column) -> list[str]:
    """A word of warning where the index is made of the outcome, too."""
    edition = result.edition
    inside = [
        edition.indicators[leaf.id].name
        for leaf in edition.tree.find(of).leaves()
        if set(edition.indicators[leaf.id].inputs) & set(outcome.ids)
    ]
    if not inside:
        return []
    named = Commas(phrase("“{name}”", name=name) for name in inside)
    return [
        phrase(
            "The score uses figures of “{variable}” itself, in {names}: part of the correlation is mechanical.",
            variable=outcome.name,
            names=named,
        )
    ]
