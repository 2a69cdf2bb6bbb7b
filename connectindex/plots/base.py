"""Base of the charts: Altair where it is installed, rows of data, colours, and the choice among kinds of chart."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem, require_among, require_whole, unknown
from connectindex.extras import require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pandas import DataFrame

ACCENT, WARM, SOFT, PALE, LAND = "#16607a", "#a3482a", "#53656e", "#d8dfe2", "#e4e8ea"
RAMP = ("#e2eef2", "#bfdae3", "#8fbccc", "#5c9bb1", "#17617b")
DIVERGING = ("#a3482a", "#f6f4f2", "#16607a")
# of groups, here and in the report: distinct to readers with weak colour vision (Okabe and Ito 2008), light ones darker
HUES = ("#0072b2", "#d55e00", "#009e73", "#b85f93", "#b8860b", "#3f9bd0", "#6b6b6b", "#8a5a00")
WIDTH, ROW, HEIGHT = 460, 18, 280
MOST = 30  # units in a chart unless more are asked for


def altair() -> Any:
    """Import Altair.

    Raises
    ------
    InputError
        It is not installed.
    """
    require("plot", "a chart")
    return import_module("altair")


def chosen(kinds: Mapping[str, Callable[..., Any]], kind: str, options: Mapping[str, Any]) -> Any:
    """Draw one of several kinds of chart.

    Raises
    ------
    KeyError
        There is no such kind.
    InputError
        It has no such option, or lacks one.
    """
    if kind not in kinds:
        raise unknown("chart", kind, kinds)
    parameters = inspect.signature(kinds[kind]).parameters
    for option in options:
        require_among(f"plot {kind}, option", option, parameters)
    for name, parameter in parameters.items():
        if parameter.default is parameter.empty and name not in options:
            raise InputError([Problem(f"plot {kind}", f"needs the option {name}")])
    return kinds[kind](**options)


def data(table: DataFrame) -> Any:
    """Give a table to a chart as rows; missing values are null, texts and numbers are plain."""
    rows = [{str(k): _plain(v) for k, v in row.items()} for row in table.to_dict("records")]
    return altair().Data(values=rows)


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or (isinstance(value, float | np.floating) and not np.isfinite(value)):
        return None
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, bool | int | float | str | list | dict) else str(value)


def titled(chart: Any, title: str, *lines: str) -> Any:
    """Set title, subtitle and the look that all charts share."""
    alt = altair()
    quiet = {"labelColor": SOFT, "titleColor": SOFT, "titleFontWeight": 400}
    words: dict[str, Any] = {"text": title, "anchor": "start"}
    if shown := [line for line in lines if line]:
        words["subtitle"] = shown
    return (
        chart.properties(title=alt.TitleParams(**words))
        .configure_view(stroke=None)
        .configure_axis(
            domain=False, ticks=False, gridColor=PALE, labelColor=SOFT, titleColor=SOFT, titleFontWeight=400
        )
        .configure_title(fontWeight=600, subtitleColor=SOFT, offset=12)
        .configure_legend(**quiet)
    )


def names_axis(alt: Any, order: Sequence[str], column: str = "name", *, across: bool = False) -> Any:
    """Put names on an axis, in this order."""
    axis = alt.Axis(title=None, grid=False, labelLimit=220, **({"labelAngle": -40, "orient": "top"} if across else {}))
    side = alt.X if across else alt.Y
    return side(f"{column}:N", sort=list(order), axis=axis)


def limited(table: DataFrame, most: int) -> tuple[DataFrame, str]:
    """Keep the first rows of a table, and say how many there are where some are left out."""
    require_whole("plot most", most, 1)
    left = len(table) - most
    return table.head(most), f"the first {most} of {len(table):,}" if left > 0 else ""


def distinct(names: Iterable[str], codes: Iterable[str]) -> list[str]:
    """Name rows of a chart: names that occur twice get their code, as a chart would draw them on one row.

    Examples
    --------
    >>> distinct(["Congo", "Congo", "Chad"], ["COD", "COG", "TCD"])
    ['Congo (COD)', 'Congo (COG)', 'Chad']
    """
    series = pd.Series([str(n) for n in names], dtype=object)
    twice = series.duplicated(keep=False)
    return [f"{n} ({c})" if again else n for n, c, again in zip(series, codes, twice, strict=True)]
