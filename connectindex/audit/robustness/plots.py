"""Charts of a robustness analysis: ranks with their intervals, and Sobol' indices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.model.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectindex.audit.robustness.result import Robustness


class Plots:
    """Draw the results of a robustness analysis."""

    __slots__ = ()

    def plot(self, kind: str = "ranking", **options: Any) -> Any:
        """Draw a chart with Vega-Altair.

        Parameters
        ----------
        kind
            ``ranking``: ranks with 90 % intervals (options ``node``, ``year``, ``most``: how many units);
            ``sensitivity``: Sobol' indices (``node``).

        Raises
        ------
        KeyError
            There is no such kind, node or year.
        InputError
            Altair is not installed: ``pip install 'connectindex[plot]'``.
        """
        from connectindex.plots.base import chosen  # noqa: PLC0415 - only charts need it

        return chosen(KINDS, kind, {"audit": self, **options})


def _ranking(audit: Robustness, *, node: str = ROOT, year: int | None = None, most: int = 30) -> Any:
    from connectindex.plots import intervals  # noqa: PLC0415 - only charts need it
    from connectindex.plots.base import distinct  # noqa: PLC0415

    table = audit.ranks_of(node, year).sort_values("nominal", kind="stable").rename(columns={"nominal": "rank"})
    edition = audit.measured.edition
    named = table.assign(name=distinct(edition.units.names.reindex(table.index), map(str, table.index)))
    title = edition.about.title if node == ROOT else edition.tree.find(node).name
    columns = ["name", "rank", "median", "low", "high"]
    return intervals.ranks(named[columns], f"{title}, {edition.about.years[-1] if year is None else year}", most)


def _sensitivity(audit: Robustness, *, node: str = ROOT) -> Any:
    from connectindex.plots import intervals  # noqa: PLC0415 - only charts need it

    indices = audit.sobol_of(node)
    parts = [
        indices[[short, f"{short}_low", f"{short}_high"]].set_axis(["value", "low", "high"], axis=1).assign(index=label)
        for short, label in (("first", "first order"), ("total", "total"))
    ]
    table = pd.concat(parts).rename_axis("assumption").reset_index()
    return intervals.sensitivity(table, "Which assumptions the ranks are sensitive to")


KINDS: dict[str, Callable[..., Any]] = {"ranking": _ranking, "sensitivity": _sensitivity}
