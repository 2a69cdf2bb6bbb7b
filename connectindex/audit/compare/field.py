"""Field: the cells of both editions on the same rows and columns, and the source of each difference."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.audit.compare.sides import KNOWN, Side
from connectindex.errors import InputError, Problem
from connectindex.model.values import NOT_APPLICABLE

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Index

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

SAME, DATA, REVISION, IMPUTATION = range(4)


@dataclass(frozen=True, eq=False)
class AlignedCells:
    """Cells of both editions on the same rows and columns.

    Rows are blocks of all units: the compared years first; then, where a scale is made over a whole
    panel, the other years. Columns are indicators; one that only one edition has, or that each measures
    in its own way, has a column for each.

    Parameters
    ----------
    units
        Of either edition.
    blocks
        Years of a block in the old and in the new edition; None where there is none.
    columns
        Ids.
    old, new, fits_old, fits_new : array (rows, columns)
        Values after imputation, and where the indicator applies.
    source : array (rows, columns)
        Which kind a difference is: `SAME`, `DATA`, `REVISION`, `IMPUTATION`.
    here : pair of arrays (rows)
        Who took part in the scales of the old and of the new edition.
    ranked : pair of arrays (units)
        Who had a score.
    picks : pair of arrays
        Columns of the old and of the new edition, each in its own order.
    """

    units: Index
    blocks: tuple[tuple[int | None, int | None], ...]
    columns: tuple[str, ...]
    old: Array
    new: Array
    fits_old: Flags
    fits_new: Flags
    source: NDArray[np.int8]
    here: tuple[Flags, Flags]
    ranked: tuple[Flags, Flags]
    picks: tuple[NDArray[np.intp], NDArray[np.intp]]

    @property
    def outcome(self) -> NDArray[np.intp]:
        """List the positions of the units that are ranked in both."""
        return np.flatnonzero(self.ranked[0] & self.ranked[1])


def common(old: Side, new: Side) -> list[str]:
    """List the indicators that both editions have and measure in the same way."""
    old_settings, new_settings = old.written["indicators"], new.written["indicators"]
    return [
        i for i in old.indicators if i in new_settings and old_settings[i]["measured"] == new_settings[i]["measured"]
    ]


def aligned(old: Side, new: Side, of: str) -> AlignedCells:
    """Align the cells of two sides on the same rows and columns.

    Raises
    ------
    InputError
        No unit has a score in both.
    """
    sides = (old, new)
    codes = [s.edition.units.codes for s in sides]
    units = codes[0].append(codes[1].difference(codes[0], sort=False))
    ranked = [units.isin(s.of(of).index) for s in sides]
    if not (ranked[0] & ranked[1]).any():
        hint = "units are matched by their codes"
        raise InputError([Problem("compare", "at least one unit must be ranked in both", "", hint)])
    shared = common(old, new)
    only = [[i for i in s.indicators if i not in shared] for s in sides]
    columns = (*shared, *only[0], *only[1])
    blocks = _blocks(old, new)
    parts = [_block(sides, years, units, shared, only) for years in blocks]
    whole = {k: np.concatenate([p[k] for p in parts]) for k in parts[0]}
    places = {i: j for j, i in enumerate(shared)}
    places_of = [
        places | {i: len(shared) + j for j, i in enumerate(only[0])},
        places | {i: len(shared) + len(only[0]) + j for j, i in enumerate(only[1])},
    ]
    picks = [np.array([at[i] for i in s.indicators]) for at, s in zip(places_of, sides, strict=True)]
    return AlignedCells(
        units=units,
        blocks=tuple(blocks),
        columns=columns,
        old=whole["old"],
        new=whole["new"],
        fits_old=whole["fits_old"],
        fits_new=whole["fits_new"],
        source=whole["source"],
        here=(whole["here_old"], whole["here_new"]),
        ranked=(ranked[0], ranked[1]),
        picks=(picks[0], picks[1]),
    )


def sources_of(old: dict[str, Any], new: dict[str, Any]) -> NDArray[np.int8]:
    """Classify the difference of each cell.

    Where both are observed, of the same year and with another figure: a revision. Where neither is: what
    a rule filled in. All else is data: a figure of another year, one that appears or goes, one divided by
    another denominator, an indicator that begins or ceases to apply.

    Parameters
    ----------
    old, new
        Arrays ``value``, ``measured``, ``observed`` (year), ``known`` and ``fits``.
    """
    alike = _equal(old["value"], new["value"]) & (old["fits"] == new["fits"])
    both = old["known"] & new["known"]
    again = both & _equal(old["observed"], new["observed"]) & ~_equal(old["measured"], new["measured"])
    filled = ~old["known"] & ~new["known"] & old["fits"] & new["fits"]
    return np.select([alike, again, filled], [SAME, REVISION, IMPUTATION], DATA).astype(np.int8)


def cells(side: Side, year: int | None, units: Index, indicators: list[str]) -> dict[str, Any]:
    """Read arrays (units, indicators) of one year; all missing where there is no such year."""
    tables: dict[str, DataFrame] = {}
    for name in ("value", "measured", "observed", "origin"):
        at = pd.DataFrame(np.nan, index=units, columns=indicators) if year is None else side.table(name, year, units)
        tables[name] = at[indicators]
    origin = tables.pop("origin").astype(object)
    numbers = {name: table.to_numpy(dtype=float) for name, table in tables.items()}
    return {**numbers, "known": origin.isin(KNOWN).to_numpy(), "fits": origin.ne(NOT_APPLICABLE).to_numpy()}


def _block(
    sides: tuple[Side, Side],
    years: tuple[int | None, int | None],
    units: Index,
    shared: list[str],
    only: list[list[str]],
) -> dict[str, Any]:
    """The rows of one block."""
    here = _here(sides, years, units)
    old, new = (cells(s, y, units, shared) for s, y in zip(sides, years, strict=True))
    source = sources_of(old, new)
    # a unit that one edition does not rank has that of the other in both: it comes or leaves as a whole
    for target, other, takes_part in ((old, new, here[0]), (new, old, here[1])):
        for name in ("value", "fits"):
            target[name] = np.where(takes_part[:, None] | (here[0] == here[1])[:, None], target[name], other[name])
    source[~(here[0] & here[1])] = SAME
    only_cells = [cells(s, y, units, i) for s, y, i in zip(sides, years, only, strict=True)]
    held = {name: np.hstack([o[name] for o in only_cells]) for name in ("value", "fits")}
    return {
        "old": np.hstack([old["value"], held["value"]]),
        "new": np.hstack([new["value"], held["value"]]),
        "fits_old": np.hstack([old["fits"], held["fits"]]),
        "fits_new": np.hstack([new["fits"], held["fits"]]),
        "source": np.hstack([source, np.zeros(held["value"].shape, dtype=np.int8)]),
        "here_old": here[0],
        "here_new": here[1],
    }


def _here(sides: tuple[Side, Side], years: tuple[int | None, int | None], units: Index) -> tuple[Flags, Flags]:
    """Who takes part in a block in each edition.

    A year that only one panel has appears as data do: for those that the other panel has in its compared year.
    """
    old, new = (units.isin(s.here(s.year if y is None else y)) for s, y in zip(sides, years, strict=True))
    return (old & new if years[0] is None else old), (old & new if years[1] is None else new)


def _blocks(old: Side, new: Side) -> list[tuple[int | None, int | None]]:
    """The compared years, and the other years where a scale is made over all of them.

    Years that both panels have are compared with each other. The others are paired in their order: within one panel the
    two compared years change places, so that the scale of the panel stays what it is.
    """
    blocks: list[tuple[int | None, int | None]] = [(old.year, new.year)]
    if not (_over_years(old) or _over_years(new)):
        return blocks
    rest = [[y for y in s.edition.about.years if y != s.year] for s in (old, new)]
    both = [y for y in rest[0] if y in rest[1]]
    alone = [[y for y in years if y not in both] for years in rest]
    blocks += [(y, y) for y in both]
    blocks += list(zip_longest(alone[0], alone[1]))
    return blocks


def _over_years(side: Side) -> bool:
    methods = side.edition.methods
    return methods.pooled and not methods.fixed and len(side.edition.about.years) > 1


def _equal(a: Array, b: Array) -> Flags:
    return np.asarray((a == b) | (np.isnan(a) & np.isnan(b)))
