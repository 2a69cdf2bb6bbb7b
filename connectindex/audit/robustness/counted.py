"""Counted links: what each link is counted in, so that its count is drawn once and shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.assumptions.noise import VaryCounts
    from connectindex.model.dyads import Dyads, Mode
    from connectindex.model.indicator import Indicator


@dataclass(frozen=True, eq=False)
class CountedLinks:
    """Counts that are drawn, and the cells of the table of values that each is a part of.

    Parameters
    ----------
    columns
        Columns of the table of values that are counts.
    incidence
        Cells of these columns, row after row, x counts: how often a count is a part of a cell.
    counts
        What was counted. Links that are parts of the same cells are one count: their sum is of the same law.
    """

    columns: list[int]
    incidence: csr_matrix
    counts: NDArray[np.float64]

    def drawn(self, model: str, stream: np.random.Generator) -> NDArray[np.float64]:
        """Redraw the counts: rows x `columns`.

        ``poisson``: each a Poisson number. ``gamma``: each a Gamma number of its own shape, and each cell half a count
        more, so that a cell of n links has the shape n + 1/2.
        """
        if model == "poisson":
            cells = self.incidence @ stream.poisson(self.counts)
        else:
            cells = self.incidence @ stream.standard_gamma(self.counts)
            cells += stream.standard_gamma(0.5, size=cells.shape)
        return np.asarray(cells, dtype=float).reshape(-1, len(self.columns))


def declared(indicator: Indicator, modes: Mapping[str, Mode], vary: VaryCounts) -> bool:
    """Tell whether noise of counts applies to an indicator: it counts such links, or is named, or shrunk.

    Nothing is read off the values: a share may be whole by chance, and megawatts are no counts.
    """
    if vary.indicators:
        return indicator.id in vary.indicators
    links = [modes[n] for n in indicator.needs if n in modes]
    return indicator.shrink or (indicator.counts is not None and bool(links) and all(m.counted for m in links))


def counted_links(
    values: DataFrame,
    indicators: Sequence[Indicator],
    dyads: Mapping[int, Dyads],
    modes: Mapping[str, Mode],
    vary: VaryCounts,
) -> CountedLinks:
    """Find the links behind each declared count; a value that is no number of links is one count by itself.

    Parameters
    ----------
    values
        What was measured, index (year, unit), columns as `indicators`.
    dyads
        The links of each year.
    """
    columns = [j for j, i in enumerate(indicators) if declared(i, modes, vary)]
    cell = np.arange(len(values) * len(columns)).reshape(len(values), len(columns))
    parts = []
    for k, j in enumerate(columns):
        indicator = indicators[j]
        if indicator.counts is None:
            known = values.iloc[:, j].notna().to_numpy()
            link = [f"{indicator.id} {c}" for c in cell[known, k]]
            parts.append(
                pd.DataFrame({"link": link, "cell": cell[known, k], "count": values.iloc[:, j].to_numpy()[known]})
            )
            continue
        for year, links in dyads.items():
            records = indicator.counts(links)
            row = values.index.get_indexer(pd.MultiIndex.from_arrays([[year] * len(records), records["unit"]]))
            counts = pd.DataFrame(
                {"link": _names(records, modes, year), "cell": cell[row, k], "count": records["count"]}
            )
            parts.append(counts[row >= 0])
    return _merged(columns, pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(), cell.size)


def _names(records: DataFrame, modes: Mapping[str, Mode], year: int) -> NDArray[np.object_]:
    """A name for each link: an undirected one has the same from both ends, a cable the same for all its members."""
    mode = records["mode"].astype(str).to_numpy(dtype=object)
    if "partner" not in records:
        return np.asarray(f"{year} " + mode + " " + records["name"].astype(str).to_numpy(dtype=object))
    a, b = (records[c].astype(str).to_numpy(dtype=object) for c in ("unit", "partner"))
    swap = (a > b) & ~np.array([modes[m].directed for m in mode], dtype=bool)
    ends = np.where(swap, b, a) + "|" + np.where(swap, a, b)
    return np.asarray(f"{year} " + mode + " " + records["year"].astype(str).to_numpy(dtype=object) + " " + ends)


def _merged(columns: list[int], parts: DataFrame, cells: int) -> CountedLinks:
    """Links that are parts of the same cells as one count, in the order of the cells."""
    if parts.empty:
        return CountedLinks(columns, csr_matrix((cells, 0)), np.zeros(0))
    parts = parts.sort_values(["link", "cell"], kind="stable")
    link, place = parts.groupby("link", sort=True).ngroup().to_numpy(), parts.groupby("link").cumcount().to_numpy()
    pattern = np.full((link.max() + 1, place.max() + 1), -1)
    pattern[link, place] = parts["cell"]
    count = np.zeros(len(pattern))
    count[link] = np.maximum(parts["count"].to_numpy(dtype=float), 0.0)
    patterns, one = np.unique(pattern, axis=0, return_inverse=True)
    at, _ = np.nonzero(patterns >= 0)
    shape = (cells, len(patterns))
    incidence = csr_matrix((np.ones(len(at)), (patterns[patterns >= 0], at)), shape=shape)
    return CountedLinks(columns, incidence, np.bincount(one.ravel(), weights=count).astype(float))
