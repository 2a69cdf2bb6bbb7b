"""Primary keys: the columns that tell the rows of every published table apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame

# What tells the rows of a table apart, the year of a panel aside.
PRIMARY_KEYS: dict[str, tuple[str, ...]] = {
    "data": ("unit", "id", "measure"),
    "data.sdmx": ("REF_AREA", "ITEM", "MEASURE", "TIME_PERIOD"),
    "units": ("unit",),
    "scores": ("unit",),
    "ranks": ("unit",),
    "indicators": ("unit", "indicator"),
    "definitions": ("indicator",),
    "quality": ("indicator",),
    "quality_weights": ("by", "class"),
    "weights": ("id",),
    "contributions": ("unit", "node", "child"),
    "treatment": ("indicator",),
    "coherence": ("id",),
    "scale": ("indicator",),
    "left_out": ("unit",),
    "sources": ("id",),
    "matches": ("file", "written"),
    "robustness": ("unit",),
    "one_at_a_time": ("assumption", "choice"),
    "leave_one_out": ("level", "element"),
    "sensitivity": ("node", "assumption"),
    "robustness_nodes": ("node", "unit"),
    "score_intervals": ("unit", "node"),
    "rank_reversal": ("unit",),
    "convergence": ("draws",),
    "changes": ("unit",),
    "failed_draws": ("draw",),
    "before": ("unit",),
    "potential": ("model", "unit"),
    "potential_pairs": ("model", "unit", "partner"),
    "potential_coefficients": ("model", "family", "term"),
    "potential_tests": ("model", "test"),
    "potential_dropped": ("model", "unit"),
    "corridors": ("corridor",),
    "corridor_links": ("corridor", "unit", "partner", "mode"),
    "columns": ("table", "column"),
}


def primary_key(table: str, frame: DataFrame) -> tuple[str, ...]:
    """Columns that tell the rows apart; none where they do not, or where a cell of them is empty.

    Examples
    --------
    >>> import pandas as pd
    >>> primary_key("scores", pd.DataFrame({"unit": ["CHE", "CHE"], "transport": [61.5, 60.0]}))
    ()
    """
    names = tuple(c for c in ("year", *PRIMARY_KEYS.get(table, ())) if c in frame.columns)
    if table not in PRIMARY_KEYS or not set(PRIMARY_KEYS[table]) <= set(names):
        return ()
    cells = frame[list(names)]
    empty = cells.isna() | (cells == "")
    return () if bool(empty.to_numpy().any()) or bool(cells.duplicated().any()) else names
