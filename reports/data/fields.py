"""Fields: what a column of a published table is described by, and the columns that several tables have."""

from __future__ import annotations

from dataclasses import dataclass

from connectindex.model.words import phrase

REST = "*"  # all columns of a table that have no words of their own: one a node, one a unit


@dataclass(frozen=True, slots=True)
class Field:
    """A column.

    Parameters
    ----------
    type
        Type of Table Schema: string, number, integer, boolean or year.
    text
        What a cell says, in a sentence without its full stop.
    unit
        Unit of measurement; empty where there is none, or where another column names it.
    among
        The values there can be, where there are few.
    """

    type: str
    text: str
    unit: str = ""
    among: tuple[str, ...] = ()


ORIGINS = ("reported", "estimated", "incomplete", "imputed", "missing", "not_applicable")
STATUSES = (*ORIGINS, "calculated", "left_out")
KINDS = ("index", "node", "indicator")

UNIT = Field("string", "Code of the unit")
NAME = Field("string", "Name of the unit")
YEAR = Field("year", "Year of the index")
INDICATOR = Field("string", "Id of the indicator; see definitions")
SHIFT = Field("number", "Mean absolute shift of ranks against the nominal index", "ranks")
MOVED = {
    f"moved{n}": Field("number", phrase("Share of units that move by more than {number} ranks", number=n), "share")
    for n in (5, 10, 20)
}

# columns that mean the same in every table
COMMON: dict[str, Field] = {"unit": UNIT, "name": NAME, "year": YEAR, "indicator": INDICATOR, "shift": SHIFT, **MOVED}

NODE = Field("string", "Id of the node")
RANKS = {
    "nominal": Field("integer", "Rank on the published index", "rank"),
    "median": Field("number", "Median rank over all draws", "rank"),
    "low": Field("number", "5th percentile of the ranks", "rank"),
    "high": Field("number", "95th percentile of the ranks", "rank"),
    "low95": Field("number", "2.5th percentile of the ranks", "rank"),
    "high95": Field("number", "97.5th percentile of the ranks", "rank"),
    "shift": Field("number", "Mean absolute difference from the nominal rank", "ranks"),
    **{
        f"top{n}": Field("number", phrase("Share of draws with rank {number} or better", number=n), "share")
        for n in (1, 3, 10)
    },
    "scored": Field("number", "Share of draws in which the unit has a score", "share"),
}
MODEL = Field("string", "Id of the gravity model")
CORRIDOR = Field("string", "Id of the corridor")
EXPECTED = {
    "observed": Field("number", "Links observed", "links"),
    "expected": Field("number", "Links the model predicts", "links"),
    "ratio": Field("number", "Ratio of observed to predicted links"),
    "low": Field("number", "Lower bound of the ratio's interval"),
    "high": Field("number", "Upper bound of the ratio's interval"),
}
