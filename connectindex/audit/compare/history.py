"""History: the old figures under the new method, both editions on the same units, and revised figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.audit.compare.field import REVISION, cells, common, sources_of
from connectindex.audit.compare.sides import CELLS
from connectindex.audit.robustness.engine import drawn
from connectindex.audit.robustness.sampling import space
from connectindex.errors import InputError, Problem
from connectindex.model.ranking import ranks
from connectindex.model.units import Units
from connectindex.stages.denominate import CERTAIN

if TYPE_CHECKING:
    from pandas import DataFrame, Index, Series

    from connectindex.audit.compare.sides import Side
    from connectindex.pipeline.measure import Measured

SMALLEST = 1 / CERTAIN  # what a share is not taken of


def recomputed(old: Side, new: Side, of: str) -> DataFrame:
    """Compute the old edition by the new method: as published, as recomputed, and the new one.

    Imputation, screening, treatment, scale, weights and tree are those of the new edition. An indicator that
    only the new edition has, or measures in another way, keeps its new figures: nobody knows the old ones.

    Returns
    -------
    DataFrame, index unit: ``score_old``, ``score_recomputed``, ``score_new``, ``rank_old``,
    ``rank_recomputed``, ``rank_new``.

    Raises
    ------
    InputError
        The new method cannot do with the old figures.
    """
    if old.edition is new.edition:
        again = old.scores[of].loc[old.year]
    else:
        try:
            again = _rebuilt(_old_figures(old, new), of, old.year)
        except InputError as error:
            place = f"compare: figures of {old.name} by the method of {new.name}"
            raise InputError([Problem(place, "must be computable"), *error.problems]) from error
    scores = {"old": old.of(of), "recomputed": again.dropna(), "new": new.of(of)}
    units = _units(old, new)
    table = {f"score_{k}": s.reindex(units) for k, s in scores.items()}
    published = {"old": old.ranks[of].loc[old.year], "recomputed": _ranks(again), "new": new.ranks[of].loc[new.year]}
    table |= {f"rank_{k}": r.reindex(units) for k, r in published.items()}
    return pd.DataFrame(table, index=units).rename_axis("unit")


def matched(old: Side, new: Side, of: str) -> DataFrame:
    """Compute both editions, each by its own method, among the units that are ranked in both.

    Returns
    -------
    DataFrame, index unit: ``score_old``, ``score_new``, ``change``, ``rank_old``, ``rank_new``, ``rank_change``.
    """
    both = old.of(of).index.intersection(new.of(of).index, sort=False)
    scores = []
    for side in (old, new):
        if len(both) == len(side.here(side.year)) and len(side.edition.about.years) == 1:
            scores.append(side.of(of).reindex(both))  # nobody to leave out
        else:
            scores.append(_rebuilt(_among(side.measured(), both), of, side.year).reindex(both))
    places = [_ranks(s) for s in scores]
    return pd.DataFrame(
        {
            "score_old": scores[0],
            "score_new": scores[1],
            "change": scores[1] - scores[0],
            "rank_old": places[0],
            "rank_new": places[1],
            "rank_change": places[1] - places[0],
        }
    ).rename_axis("unit")


def revised(old: Side, new: Side) -> DataFrame:
    """List figures that the new edition revises for the same year of observation.

    Looked for in the compared years and in years that both have, among all units of both.

    Returns
    -------
    DataFrame: ``unit``, ``indicator``, ``observed`` (year of observation), ``old``, ``new`` (in the unit of the
    indicator), ``share``: (new - old) / |old|, missing where the old figure is 0.
    """
    units = old.edition.units.codes.intersection(new.edition.units.codes, sort=False)
    names = common(old, new)
    both = [y for y in old.edition.about.years if y in new.edition.about.years]
    parts = []
    for years in dict.fromkeys([(old.year, new.year), *((y, y) for y in both)]):
        before, after = (cells(s, y, units, names) for s, y in zip((old, new), years, strict=True))
        at, j = np.nonzero(sources_of(before, after) == REVISION)
        first, last = before["value"][at, j], after["value"][at, j]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(np.abs(first) > SMALLEST, (last - first) / np.abs(first), np.nan)
        parts.append(
            pd.DataFrame(
                {
                    "unit": units[at],
                    "indicator": [names[k] for k in j],
                    "observed": pd.array(before["observed"][at, j], dtype="Float64").astype("Int64"),
                    "old": first,
                    "new": last,
                    "share": share,
                }
            )
        )
    return pd.concat(parts).drop_duplicates(["unit", "indicator", "observed"]).reset_index(drop=True)


def _old_figures(old: Side, new: Side) -> Measured:
    """Figures of the old edition in the columns of the new one, ready for the new method."""
    shared = common(old, new)
    index = old.cells["value"].index
    years = new.edition.about.years
    cells = {}
    for name in CELLS:
        taken = {}
        for year in index.unique("year"):
            units = old.edition.units.in_year(year).codes
            new_cells = new.table(name, year if year in years else new.year, units)
            old_cells = old.table(name, year, units)
            taken[year] = pd.DataFrame(
                {i: old_cells[i] if i in shared else new_cells[i] for i in new.indicators}, index=units
            )
        cells[name] = pd.concat(taken, names=["year"])
    edition = replace(
        new.edition,
        about=replace(new.edition.about, years=old.edition.about.years),
        units=_grouped(old.edition.units, new.edition.units),
    )
    return replace(new, edition=edition, cells=cells).measured()


def _grouped(old: Units, new: Units) -> Units:
    """The old units, with groups that only the new ones have."""
    more = [g for g in new.groups if g not in old.groups]
    return Units(old.table.join(new.table[more].reindex(old.table.index).fillna("")))


def _rebuilt(measured: Measured, of: str, year: int) -> Series:
    """Scores of a node in a year, all steps recomputed."""
    tree = measured.edition.tree
    rebuilt = drawn(measured, space((), tree), np.zeros((1, 0)), (of,))
    scores = pd.Series(rebuilt.scores[of][0], index=rebuilt.index)
    return scores.loc[year]


def _among(measured: Measured, units: Index) -> Measured:
    here = measured.denominated.index.get_level_values("unit").isin(units)
    tables = {name: getattr(measured, name)[here] for name in ("values", "denominated", "divisors", "applicable")}
    return replace(measured, **tables)


def _ranks(scores: Series) -> Series:
    return ranks(scores.to_frame()).iloc[:, 0]


def _units(old: Side, new: Side) -> Index:
    """Units ranked in either, in the order of the new edition, then of the old one."""
    codes = new.edition.units.codes.append(old.edition.units.codes).unique()
    ranked = [s.scores.loc[s.year].dropna(how="all").index for s in (old, new)]
    return codes[codes.isin(ranked[0]) | codes.isin(ranked[1])]
