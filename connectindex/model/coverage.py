"""Coverage of links: for which units a missing record means that there is no link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.model.values import INCOMPLETE, MISSING, NOT_APPLICABLE, REPORTED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pandas import DataFrame, Index, Series

COLUMNS = ("mode", "unit", "status")


def status_of(codes: Index, absent: Mapping[str, str], seen: DataFrame, coverage: DataFrame) -> Series:
    """Derive the status of the links of each unit, in several modes together.

    Parameters
    ----------
    codes
        The units.
    absent
        What no record means, by mode: ``zero`` or ``missing``.
    seen
        Columns ``mode``, ``unit``: units that have a record. A planned or closed link is one, too: it
        says that the census looked there.
    coverage
        Columns `COLUMNS`: where the absence of a record is not a zero.

    Returns
    -------
    Series of ``reported``, ``incomplete``, ``missing`` or ``not_applicable``. With several modes a unit
    is not applicable only where all are, and missing, or else incomplete, where any applicable one is.

    Examples
    --------
    >>> seen = pd.DataFrame({"mode": ["cable"], "unit": ["A"]})
    >>> listed = pd.DataFrame([("cable", "C", "not_applicable")], columns=list(COLUMNS))
    >>> status_of(pd.Index(list("ABC")), {"cable": "missing"}, seen, listed).to_dict()
    {'A': 'reported', 'B': 'missing', 'C': 'not_applicable'}
    """
    applicable, missing, partial = (np.zeros(len(codes), dtype=bool) for _ in range(3))
    for mode, none in absent.items():
        of_mode = np.full(len(codes), REPORTED, dtype=object)
        if none != "zero":
            of_mode[~codes.isin(seen.loc[seen["mode"] == mode, "unit"].unique())] = MISSING
        rows = coverage["mode"].to_numpy(dtype=object) == mode
        if rows.any():
            listed = pd.Series(coverage["status"].to_numpy(dtype=object)[rows], index=coverage["unit"][rows])
            statuses = listed.reindex(codes)
            of_mode = np.where(statuses.notna(), statuses.to_numpy(dtype=object), of_mode)
        applicable |= of_mode != NOT_APPLICABLE
        missing |= of_mode == MISSING
        partial |= of_mode == INCOMPLETE
    known = np.where(missing, MISSING, np.where(partial, INCOMPLETE, REPORTED))
    return pd.Series(np.where(applicable, known, NOT_APPLICABLE), index=codes, name="status", dtype=object)


def extended(coverage: DataFrame, modes: Collection[str], units: Collection[str], status: str) -> DataFrame:
    """Add a status of these units in these modes to the coverage; ``not_applicable`` stays."""
    rows = pd.DataFrame([(mode, unit, status) for mode in modes for unit in units], columns=list(COLUMNS))
    both = pd.concat([coverage, rows], ignore_index=True)
    # the last row counts, and "not applicable" comes last of all
    both = pd.concat([both, both[both["status"] == NOT_APPLICABLE]])
    return both.drop_duplicates(["mode", "unit"], keep="last")


def nowhere_applicable(coverage: DataFrame, modes: Collection[str]) -> Index:
    """List places to which none of the modes applies."""
    off = coverage[(coverage["status"] == NOT_APPLICABLE) & coverage["mode"].isin(list(modes))]
    count = off.groupby("unit")["mode"].nunique()
    return count.index[count >= len(modes)]
