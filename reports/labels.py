"""What a result's tables say in words of English or by the kind of a method, in the words of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.model.figures import Figure
from connectindex.model.words import Words, message
from connectindex.reports import safe
from connectindex.reports.sentences import group_name
from connectindex.stages.means import PENALTIES

if TYPE_CHECKING:
    from connectindex.reports.language import Language

KINDS = {
    "none": message("none"),
    "mean": message("mean"),
    "median": message("median"),
    "group_mean": message("mean of the group"),
    "group_median": message("median of the group"),
    "knn": message("nearest neighbours"),
    "chained": message("chained regressions"),
    "interpolate": message("interpolation"),
    "carry_forward": message("last value carried forward"),
    "winsorise": message("winsorising"),
    "log": message("logarithm"),
    "boxcox": message("Box-Cox"),
    "minmax": message("min-max"),
    "zscore": message("standard scores"),
    "rank": message("ranks"),
    "borda": message("Borda count"),
    "percentile_rank": message("percentile ranks"),
    "distance_to_max": message("distance to the leader"),
    "distance_to_reference": message("distance to a reference unit"),
    "distance_to_target": message("distance to a target"),
    "fraction_of_max": message("share of the best value"),
    "goalposts": message("goalposts"),
    "categories": message("categories"),
    "arithmetic": message("arithmetic mean"),
    "geometric": message("geometric mean"),
    "harmonic": message("harmonic mean"),
    "power": message("power mean"),
    "mpi": message("Mazziotta-Pareto index"),
    "ampi": message("adjusted Mazziotta-Pareto index"),
    "owa": message("ordered weighted average"),
    "copeland": message("Copeland's rule"),
    "bod": message("benefit of the doubt"),
    "coverage": message("data coverage"),
    "nominal": message("nominal weights"),
    "equal": message("equal weights"),
    "pca": message("principal component"),
    "pca_rotated": message("rotated components"),
    "entropy": message("entropy"),
    "critic": message("CRITIC"),
    "inverse_sd": message("inverse standard deviation"),
    "optimised": message("optimised weights"),
    "budget": message("budget allocation"),
    "ahp": message("analytic hierarchy process"),
}
SETTINGS = {
    "group": message("by {value}"),
    "neighbours": message("neighbours: {value}"),
    "max_points": message("extreme values: at most {value}"),
    "skew": message("skewness {value}"),
    "kurtosis": message("kurtosis {value}"),
    "then": message("then {value}"),
    "exponent": message("exponent {value}"),
    "low": message("lower end {value}"),
    "high": message("upper end {value}"),
    "floor": message("floor {value}"),
    "order": message("order {value}"),
    "penalty": message("penalty {value}"),
    "mean": message("mean {value}"),
    "sd": message("standard deviation {value}"),
    "scale": message("best score {value}"),
}


def kind_label(language: Language, kind: object) -> str:
    """The kind of a method in words; one that has none stays as ``index.toml`` writes it.

    Examples
    --------
    >>> from connectindex.reports.language import Language
    >>> kind_label(Language(), "group_median"), kind_label(Language(), "my_own")
    ('median of the group', 'my own')
    """
    text = str(kind)
    return language(KINDS[text]) if text in KINDS else safe.clean(text.replace("_", " "))


def setting_label(language: Language, setting: str, value: object) -> str:
    """A setting of a method with its value; one without words stays as ``index.toml`` writes it.

    Examples
    --------
    >>> from connectindex.reports.language import Language
    >>> setting_label(Language(), "group", "region"), setting_label(Language(), "my_own", 2)
    ('by region', 'my own 2')
    """
    written = str(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = language.figure(Figure(value))
    elif setting == "group":
        text = group_name(language, written).lower()
    else:
        text = language(PENALTIES[written]) if written in PENALTIES else kind_label(language, written)
    if setting in SETTINGS:
        return language(SETTINGS[setting], value=text)
    return f"{safe.clean(setting.replace('_', ' '))} {text}"


def action_label(language: Language, action: str) -> str:
    """What was done to an indicator's outliers; empty where nothing was.

    Examples
    --------
    >>> from connectindex.model.words import phrase
    >>> from connectindex.reports.language import Language
    >>> [action_label(Language(), a) for a in (phrase("winsorised {points}", points=3), "log", "")]
    ['winsorised 3', 'logarithm', '']
    """
    if isinstance(action, Words):
        return language.translated(action)
    return kind_label(language, action) if action else ""
