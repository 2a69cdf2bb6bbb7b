"""Columns of the tables of analyses: robustness, changes, gravity models, corridors, and the dictionary itself."""

from __future__ import annotations

from connectindex.reports.data.fields import CORRIDOR, EXPECTED, MODEL, NODE, RANKS, REST, Field

# by table
ANALYSIS_COLUMNS: dict[str, dict[str, Field]] = {
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
