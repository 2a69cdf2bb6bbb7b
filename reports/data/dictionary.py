"""Dictionary: what every column of every published table means, its type and its unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from connectindex.model.words import Words, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame, Series

    from connectindex.reports.language import Language

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

COLUMNS: dict[str, dict[str, Field]] = {
    "data": {
        "kind": Field("string", "Type of the element: the index, a node below it or an indicator", among=KINDS),
        "id": Field("string", "Id of the index, node or indicator; names stand in weights"),
        "measure": Field("string", "Measure"),
        "value": Field("number", "The figure; empty where there is none, for the reason given in status"),
        "unit_of_measure": Field("string", "Unit of the figure"),
        "status": Field(
            "string",
            (
                "Origin of the figure: reported, estimated, incomplete, imputed or calculated; without a "
                "figure: missing, not_applicable, or left_out (the unit is not ranked)"
            ),
            among=STATUSES,
        ),
        "observed": Field("year", "Year of the oldest observation behind an indicator"),
        "source": Field("string", 'Ids of the sources of an indicator, joined by "; "'),
    },
    "data.sdmx": {
        "STRUCTURE": Field("string", "Kind of the structure, as SDMX-CSV 2.0 asks"),
        "STRUCTURE_ID": Field("string", "Agency, dataflow and version"),
        "ACTION": Field("string", "I: information"),
        "FREQ": Field("string", "A: annual"),
        "REF_AREA": Field("string", "Code of the unit, in letters SDMX allows"),
        "ITEM": Field("string", "Id of the index, node or indicator"),
        "MEASURE": Field("string", "Measure"),
        "TIME_PERIOD": YEAR,
        "OBS_VALUE": Field("number", "The figure; NaN where there is none"),
        "OBS_STATUS": Field(
            "string",
            "A normal, E estimated, U incomplete, I imputed, O missing or not ranked, M not applicable",
            among=tuple("AEUIOM"),
        ),
        "UNIT_MEASURE": Field("string", "Unit of the figure"),
        "OBS_YEAR": Field("year", "Year of the oldest observation behind an indicator"),
        "SOURCE": Field("string", "Ids of the sources of an indicator, joined by ;"),
    },
    "units": {
        "scored": Field("boolean", "False for a place that may appear in links but is not scored"),
        "start": Field("year", "First year of the unit; empty where it has no bound"),
        "end": Field("year", "Last year of the unit; empty where it has no bound"),
        REST: Field("string", "Group of the unit, or yes and no for membership; empty where not known"),
    },
    "scores": {REST: Field("number", "Score on this node; higher is better", "points")},
    "ranks": {REST: Field("integer", "Rank on this node; 1 is the best, equal scores share the higher rank", "rank")},
    "indicators": {
        "measured": Field("number", "What was measured, before division by the denominator"),
        "value": Field("number", "Value in the indicator's unit; imputed where origin says so"),
        "score": Field("number", "Score after treatment and normalisation; higher is better", "points"),
        "rank": Field("integer", "Rank among the units with a score; 1 is the best", "rank"),
        "origin": Field("string", "Origin of the value", among=ORIGINS),
        "observed": Field("year", "Year of the oldest observation behind the value"),
        "source": Field("string", 'Ids of the sources, joined by "; "'),
        "rule": Field(
            "string",
            "Rule that imputed the cell; shrunk: shrunk towards the rate of all units; one rate: the common rate, "
            "where it explains the counts as well as any spread of rates; or why a known value has no rate: "
            "denominator missing, zero, negative; else empty",
        ),
        "treated": Field("string", "Treatment of outliers that changed the cell; empty where none did"),
        "before": Field("number", "Value before winsorising, where that changed it"),
        "after": Field("number", "Value after winsorising, where that changed it"),
    },
    "definitions": {
        "name": Field("string", "Name of the indicator"),
        "unit": Field("string", "Unit of measurement"),
        "direction": Field("integer", "1 where higher is better, -1 where lower is"),
        "per": Field("string", "Variable by which the figure is divided; empty if none"),
        "scale": Field("number", "Multiple of the denominator, for example 1000000 for per million"),
        "inputs": Field("string", 'Types of links and variables it is computed from, joined by "; "'),
        "definition": Field("string", "Definition"),
        "source": Field("string", "Source of the definition"),
    },
    "quality": {
        "sources": Field("string", 'Ids of the sources, the most frequent first, joined by "; "'),
        "kinds": Field("string", 'Kinds of the sources: official, survey, community, compiled; joined by "; "'),
        "median_year": Field("number", "Median year of the oldest observation behind a value", "year"),
        "cells": Field("integer", "Cells of ranked units that the indicator applies to", "cells"),
        "observed": Field("number", "Share of these cells that were observed", "share"),
        "estimated": Field("number", "Share of these cells that were observed and estimated", "share"),
        "incomplete": Field("number", "Share of these cells that were observed and are known to be too low", "share"),
        "imputed": Field("number", "Share of these cells that were imputed", "share"),
        "weight": Field("number", "Effective weight in the index", "share"),
        "bias": Field("string", "Known bias of the figures; empty if none is stated"),
    },
    "quality_weights": {
        "by": Field("string", "What the weight is broken down by", among=("kind", "age")),
        "class": Field(
            "string",
            "Kind of source, not_stated where sources.csv has none; or age of a figure, in years before the index",
        ),
        "weight": Field("number", "Share of the weight of the observed cells", "share"),
    },
    "weights": {
        "id": Field("string", "Id of the node or indicator"),
        "name": Field("string", "Name of the node or indicator"),
        "parent": Field("string", "Id of the node it is a part of; empty for the index"),
        "level": Field("integer", "Level above the indicators, which are level 1"),
        "nominal": Field("number", "Weight as set; only proportions within the group matter"),
        "within": Field("number", "Share of its parent", "share"),
        "effective": Field("number", "Share of the whole index", "share"),
    },
    "contributions": {
        "node": Field("string", "Id of the node whose score is explained"),
        "child": Field("string", "Id of its component"),
        "weight": Field("number", "Weight of the component for this unit, among the components with a score", "share"),
        "score": Field("number", "Score of the component", "points"),
        "contribution": Field("number", "Contribution of the component to the score of the node", "points"),
    },
    "treatment": {
        "action": Field("string", "Treatment; empty if none"),
        "skewness_before": Field("number", "Skewness before"),
        "kurtosis_before": Field("number", "Excess kurtosis before"),
        "skewness_after": Field("number", "Skewness after"),
        "kurtosis_after": Field("number", "Excess kurtosis after"),
    },
    "coherence": {
        "id": Field("string", "Id of the finding, by which index.toml responds to it"),
        "check": Field("string", "Name of the check"),
        "node": Field("string", "Id of the node examined"),
        "subject": Field("string", "Id of the component concerned, or several"),
        "value": Field("number", "Statistic"),
        "limit": Field("number", "Threshold beyond which a review is advised"),
        "verdict": Field("string", "Verdict, the mildest first", among=("pass", "review", "fail")),
        "sentence": Field("string", "Finding in words"),
        "remedy": Field("string", "Recommendation; empty if none"),
        "response": Field("string", "Response of the authors; empty if none"),
    },
    "scale": {
        "cap_low": Field("number", "Lower values are raised to this one, in the indicator's unit"),
        "cap_high": Field("number", "Higher values are lowered to this one, in the indicator's unit"),
        "transform": Field("string", "Transformation", among=("", "log", "boxcox")),
        "minimum": Field("number", "Smallest value, which the transformation starts from"),
        "maximum": Field("number", "Largest value, which a transformation of the left tail starts from"),
        "left": Field("string", "Whether the left tail was the long one", among=("yes", "no")),
        "exponent": Field("number", "Exponent of the Box-Cox transformation"),
        "low": Field("number", "Lowest treated value; of an ideal band, of minus the distance from it"),
        "high": Field("number", "Highest treated value, likewise"),
        "mean": Field("number", "Mean of the treated values, counted from the lowest"),
        "sd": Field("number", "Standard deviation of the treated values"),
    },
    "left_out": {"reason": Field("string", "Why the unit is not ranked")},
    "sources": {
        "id": Field("string", "Id of the source, as tables name it"),
        "title": Field("string", "Title"),
        "publisher": Field("string", "Publisher"),
        "url": Field("string", "Web address"),
        "licence": Field("string", "Licence, as the source or the edition words it"),
        "retrieved": Field("string", "Date of retrieval"),
        "year": Field("string", "Year or years covered by the source"),
        REST: Field("string", "As the edition's sources.csv gives it"),
    },
    "robustness": {
        **RANKS,
        "tier": Field(
            "integer",
            "Tier: its first unit outranks all units of the tiers below in at least 95 % of the draws, and in nine of "
            "ten resamples of them; pairs within a tier are in before",
        ),
    },
    "robustness_nodes": {"node": NODE, **RANKS},
    "score_intervals": {
        "node": NODE,
        "score": Field("number", "Published score"),
        "low": Field("number", "5th percentile of the scores, draws on other scales rescaled to the published one"),
        "high": Field("number", "95th percentile of the scores, likewise"),
        "sd": Field("number", "Standard deviation over the draws"),
    },
    "rank_reversal": {
        "pairs": Field("integer", "Pairs of other units that change order when the unit is omitted", "pairs"),
        "shift": Field("number", "Mean absolute change of the others' ranks among themselves", "ranks"),
        "note": Field("string", "Why there is no figure; empty where there is one"),
    },
    "convergence": {
        "draws": Field("integer", "Number of draws, from the first"),
        "width": Field("number", "Mean width of the 90 % intervals of the ranks", "ranks"),
    },
    "changes": {
        "before": Field("number", "Score in the first year"),
        "after": Field("number", "Score in the last year"),
        "change": Field("number", "After minus before"),
        "low": Field("number", "5th percentile of the change over the draws"),
        "high": Field("number", "95th percentile of the change over the draws"),
        "rose": Field("number", "Share of the draws in which the score rose", "share"),
        "verdict": Field("string", "Whether the change is significant", among=("rose", "fell", "not significant")),
        "rank_before": Field("integer", "Rank in the first year", "rank"),
        "rank_after": Field("integer", "Rank in the last year", "rank"),
    },
    "failed_draws": {
        "draw": Field("integer", "Number of the draw, from 0"),
        "settings": Field("string", "Settings of the draw"),
        "problem": Field("string", "Why it could not be computed"),
    },
    "one_at_a_time": {
        "assumption": Field("string", "What is varied"),
        "choice": Field("string", "The alternative; drawn where many draws were made"),
        "note": Field("string", "Note; empty if none"),
    },
    "leave_one_out": {
        "level": Field("integer", "Level above the indicators, which are level 1"),
        "element": Field("string", "Id of the node or indicator omitted"),
    },
    "sensitivity": {
        "node": NODE,
        "assumption": Field("string", "What is varied"),
        "first": Field("number", "First-order index: share of the variance explained by this assumption alone"),
        "first_low": Field("number", "Lower bound of its 90 % interval"),
        "first_high": Field("number", "Upper bound of its 90 % interval"),
        "total": Field("number", "Total index: share of the variance in which it is involved"),
        "total_low": Field("number", "Lower bound of its 90 % interval"),
        "total_high": Field("number", "Upper bound of its 90 % interval"),
    },
    "before": {
        REST: Field(
            "number",
            "Share of draws in which the row's unit ranks before this one, ties counting half; the order of two units "
            "is judged by this share, not by the overlap of their intervals",
            "share",
        )
    },
    "potential": {
        "model": MODEL,
        **EXPECTED,
        "expected_error": Field("number", "Standard error of the log of the predicted number"),
    },
    "potential_pairs": {"model": MODEL, "partner": Field("string", "Code of the other unit"), **EXPECTED},
    "potential_coefficients": {
        "model": MODEL,
        "family": Field("string", "Family of the regression", among=("poisson", "negative_binomial")),
        "term": Field("string", "Explanatory variable: ln_ for logarithms, same_ for a common group"),
        "estimate": Field("number", "Coefficient"),
        "error": Field("number", "Standard error, robust to dependence between pairs that share a unit"),
        "z": Field("number", "Estimate divided by its standard error"),
        "p": Field("number", "Two-sided p-value"),
        "low": Field("number", "Lower bound of the interval"),
        "high": Field("number", "Upper bound of the interval"),
    },
    "potential_tests": {
        "model": MODEL,
        "test": Field("string", "Test or measure of fit"),
        "statistic": Field("number", "Statistic"),
        "p": Field("number", "One-sided p-value, for tests"),
        "finding": Field("string", "Interpretation"),
    },
    "potential_dropped": {"model": MODEL, "reason": Field("string", "Why the unit is excluded")},
    "corridors": {
        "corridor": CORRIDOR,
        "name": Field("string", "Name of the corridor"),
        "units": Field("string", 'Codes of its units, joined by "; "'),
        "scored": Field("integer", "Number of its units that have a score", "units"),
        "index": Field("number", "Mean of their scores"),
        "lowest": Field("number", "Lowest of their scores"),
        "lowest_unit": Field("string", "Code of the unit with the lowest score"),
        "links": Field("number", "100 times the mean intensity of the links between its units"),
        "known": Field("number", "Share of the applicable pairs and modes that are known", "share"),
        "weakest_unit": Field("string", "One end of the weakest link"),
        "weakest_partner": Field("string", "Its other end"),
        "weakest_mode": Field("string", "Its mode of links"),
        "weakest_count": Field("number", "Links between the two in that mode", "links"),
        "weakest_intensity": Field("number", "Share of all linked pairs that have no more links", "share"),
    },
    "corridor_links": {
        "corridor": CORRIDOR,
        "partner": Field("string", "Code of the other end"),
        "mode": Field("string", "Mode of links"),
        "count": Field("number", "Links between the two; empty where not known", "links"),
        "intensity": Field("number", "Share of the pairs linked in the mode that have no more links", "share"),
        "status": Field(
            "string",
            "Whether the number is known; not_applicable where the mode is not for one of the two",
            among=("reported", "missing", "not_applicable"),
        ),
    },
    "matches": {
        "file": Field("string", "File that contains it"),
        "written": Field("string", "Code or name as written in the file"),
        "unit": Field("string", "Code of the unit matched; empty if excluded"),
        "how": Field("string", "Basis of the match: an alias, a code system, a name; or why it was excluded"),
        "figures": Field("integer", "Number of figures given for it", "figures"),
    },
    "columns": {
        "table": Field("string", "Name of the table, its sheet and its file"),
        "column": Field("string", "Name of the column; * for all columns not listed"),
        "type": Field("string", "Type of its cells"),
        "unit": Field("string", "Unit of measurement; empty where there is none or another column names it"),
        "description": Field("string", "Description of the column"),
    },
}


def fields(table: str, frame: DataFrame) -> dict[str, Field]:
    """The columns of a table, in order; a column without words gets the type of its data.

    Examples
    --------
    >>> fields("scores", pd.DataFrame({"unit": ["CHE"], "transport": [61.5]}))["transport"].text
    'Score on this node; higher is better'
    """
    specific = COLUMNS.get(table, {})
    known = COMMON | specific
    return {str(c): known.get(str(c)) or specific.get(REST) or Field(_type(frame[c]), "") for c in frame.columns}


def dictionary(frames: Mapping[str, DataFrame], language: Language | None = None) -> DataFrame:
    """The columns of many tables as a table: ``table``, ``column``, ``type``, ``unit``, ``description``.

    Descriptions are in the language given, English by default.

    Examples
    --------
    >>> dictionary({"scores": pd.DataFrame({"unit": ["CHE"], "air": [1.0], "sea": [2.0]})})["column"].tolist()
    ['unit', '*']
    """
    rows = {}
    for table, frame in frames.items():
        rest = COLUMNS.get(table, {}).get(REST)
        for name, field in fields(table, frame).items():
            shown = REST if field is rest else name
            rows[table, shown] = (table, shown, field.type, field.unit, said(field.text, language))
    return pd.DataFrame(list(rows.values()), columns=["table", "column", "type", "unit", "description"], dtype="str")


def said(text: str, language: Language | None) -> str:
    """The words of a column in a language, English by default."""
    if language is None or not text:
        return text
    return language.translated(text) if isinstance(text, Words) else language(text)


def _type(column: Series) -> str:
    kinds = pd.api.types
    if kinds.is_bool_dtype(column):
        return "boolean"
    number = "integer" if kinds.is_integer_dtype(column) else "number"
    return number if kinds.is_numeric_dtype(column) else "string"
