"""Sides: what a comparison needs of an index, whether it was built now or read from an output."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.edition.written import written
from connectindex.errors import InputError, Problem, shown
from connectindex.model.values import NOT_APPLICABLE, OBSERVED
from connectindex.pipeline.measure import Measured
from connectindex.pipeline.result import Result, measured_of
from connectindex.stages.aggregate import shares_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame, Index, Series

    from connectindex.edition.model import Edition


CELLS = ("measured", "value", "score", "origin", "observed")
KNOWN = OBSERVED


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two editions that are compared.

    Parameters
    ----------
    name
        How sentences call it.
    edition
        As it was read; of an output, what its tables and manifest tell: no links, no values.
    year
        The year that is compared.
    written
        Its settings as plain values.
    cells
        By name of `CELLS` a table (year, unit) x indicators: as measured, after division and imputation,
        normalised; origin and year of observation.
    scores, ranks
        (year, unit) x nodes.
    within
        Shares of the children by node, as they were used.
    records
        All that was measured, with its records; None where it was read from an output.
    """

    name: str
    edition: Edition
    year: int
    written: Mapping[str, Any]
    cells: Mapping[str, DataFrame]
    scores: DataFrame
    ranks: DataFrame
    within: Mapping[str, NDArray[np.float64]]
    records: Measured | None = None

    @property
    def indicators(self) -> list[str]:
        """List the ids of the indicators, in the order of the columns."""
        return [str(c) for c in self.cells["value"].columns]

    def table(self, name: str, year: int, units: Index) -> DataFrame:
        """Read the cells of one year, for these units; missing for units that it does not have."""
        whole = self.cells[name]
        if year not in whole.index.get_level_values("year"):
            return pd.DataFrame(np.nan, index=units, columns=whole.columns)
        return whole.loc[year].reindex(units)

    def of(self, node: str, year: int | None = None) -> Series:
        """Read the scores of a node in a year, of the units that have one."""
        return self.scores[node].loc[self.year if year is None else year].dropna()

    def here(self, year: int) -> Index:
        """List the units that took part in the scales of a year: those with any normalised value."""
        if year not in self.scores.index.get_level_values("year"):
            return pd.Index([], dtype=object)
        table = self.cells["score"].loc[year]
        return table.index[table.notna().any(axis=1)]

    def measured(self) -> Measured:
        """Rebuild the measured values from the cells: each rate is taken as measured, divided by 1."""
        value, origin = self.cells["value"], self.cells["origin"]
        rates = value.where(origin.isin(KNOWN)).rename_axis(columns="indicator")
        return Measured(
            edition=self.edition,
            values=rates,
            denominated=rates,
            divisors=pd.DataFrame(1.0, index=rates.index, columns=rates.columns),
            origins=origin.stack(future_stack=True).rename("origin").to_frame(),
            applicable=origin.ne(NOT_APPLICABLE),
            dyads={},
            network={},
        )


def side_of(result: Result, year: int | None = None) -> Side:
    """Read a built index as a side of a comparison; the last year unless another is named."""
    stages = {"measured": "measured", "value": "imputed", "score": "normalised"}
    cells = {name: result.by_year(result.stage(stage)) for name, stage in stages.items()}
    origins = result.by_year(result.origins)
    cells |= {name: origins[name].unstack("indicator") for name in ("origin", "observed")}
    return made(
        result.edition,
        written(result.edition),
        cells,
        {"scores": result.by_year(result.scores), "ranks": result.by_year(result.ranks), "weights": result.weights},
        year=year,
        records=measured_of(result),
    )


def made(
    edition: Edition,
    settings: Mapping[str, Any],
    cells: Mapping[str, DataFrame],
    tables: Mapping[str, DataFrame],
    *,
    year: int | None,
    records: Measured | None = None,
) -> Side:
    """Make a side, its tables in one order.

    Raises
    ------
    InputError
        The index has no such year.
    """
    years = edition.about.years
    chosen = years[-1] if year is None else year
    if chosen not in years:
        hint = f"years: {', '.join(map(str, years))}"
        place = f"{edition.about.title} {edition.about.edition}"
        raise InputError([Problem(place, "must have the year", shown(chosen), hint)])
    index = edition.units.rows(years)
    columns = list(edition.indicators)
    return Side(
        name=edition.about.edition,
        edition=edition,
        year=chosen,
        written=settings,
        cells={name: cells[name].reindex(index=index, columns=columns) for name in CELLS},
        scores=tables["scores"].reindex(index).astype(float),
        ranks=tables["ranks"].reindex(index).astype("Int64"),
        within=shares_of(tables["weights"], edition.tree),
        records=records,
    )


def named(old: Side, new: Side) -> tuple[Side, Side]:
    """Give both sides names that differ: edition, else year, else old and new."""
    if old.name != new.name:
        return old, new
    names = (str(old.year), str(new.year)) if old.year != new.year else (f"{old.name} (old)", f"{new.name} (new)")
    return replace(old, name=names[0]), replace(new, name=names[1])
