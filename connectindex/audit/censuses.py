"""Censuses: the links of each year that one source has recorded, kind by kind, for what has changed between them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from connectindex.model.dyads import OPERATING
from connectindex.pipeline.measure import dyads_of, of_compared

if TYPE_CHECKING:
    from connectindex.edition.model import Edition

COLUMNS = ("mode", "year", "unit", "partner", "count")


def census_years(edition: Edition) -> dict[str, tuple[int, ...]]:
    """List the years of each kind of link of which two or more can be compared: all its sources have records of them.

    What one source sees in a year and another one saw in an earlier year is no change. Kinds with records that lie
    in a store are left out.

    Parameters
    ----------
    edition
        With its link records; those after its last year do not count.
    """
    stored = {source.name for source in edition.link_sources}
    records = edition.links[edition.links["year"] <= edition.about.years[-1]]
    years_by_source = {}
    for mode, rows in records.groupby("mode"):
        by_source = [set(years) for _, years in rows.groupby("source")["year"]]
        common = sorted(set.intersection(*by_source))
        if len(common) > 1 and common[-1] == rows["year"].max() and not stored:
            years_by_source[str(mode)] = tuple(map(int, common))
    return {mode: years_by_source[mode] for mode in edition.modes if mode in years_by_source}


def censuses(edition: Edition) -> pd.DataFrame:
    """Count the operating links of each unit, or pair, in each year that can be compared with a later one.

    Returns
    -------
    DataFrame
        ``mode``, ``year``, ``unit``, ``partner``, ``count``; a pair without links in a year has no row for it.
    """
    parts = [pd.DataFrame(columns=list(COLUMNS))]
    for mode, years in census_years(edition).items():
        alone = replace(edition, links=edition.links[edition.links["mode"] == mode], indicators={})
        for year in years:
            pairs = of_compared(alone, dyads_of(alone, year)).pairs
            pairs = pairs[(pairs["status"] == OPERATING) & (pairs["count"] > 0)]
            sums = pairs.groupby(["unit", "partner"], as_index=False)["count"].sum()
            parts.append(sums.assign(mode=mode, year=year)[list(COLUMNS)])
    return pd.concat([p for p in parts if len(p)] or parts, ignore_index=True)
