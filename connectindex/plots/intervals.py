"""Charts of intervals: ranks over the draws, changes of scores, and what an analysis is sensitive to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectindex.plots.base import (
    ACCENT,
    HUES,
    PALE,
    ROW,
    SOFT,
    WARM,
    WIDTH,
    altair,
    data,
    limited,
    names_axis,
    titled,
)

if TYPE_CHECKING:
    from pandas import DataFrame


def ranks(table: DataFrame, title: str, most: int) -> Any:
    """Draw nominal ranks with their intervals.

    Parameters
    ----------
    table
        In the order of the ranking: ``name``, ``rank``, ``median``, ``low``, ``high``.
    """
    alt = altair()
    head, line = limited(table, most)
    base = alt.Chart(data(head)).encode(
        y=names_axis(alt, head["name"]), tooltip=["name:N", "rank:Q", "median:Q", "low:Q", "high:Q"]
    )
    places = alt.Axis(tickMinStep=1, format="d")
    axis = alt.X("low:Q", title="rank", axis=places, scale=alt.Scale(zero=False, nice=False, padding=8))
    spans = base.mark_rule(color=ACCENT, opacity=0.45, strokeWidth=5).encode(x=axis, x2="high:Q")
    medians = base.mark_tick(color=ACCENT, thickness=2, height=11).encode(x="median:Q")
    points = base.mark_point(color=WARM, filled=True, size=45, opacity=1).encode(x="rank:Q")
    chart = (spans + medians + points).properties(width=WIDTH, height=alt.Step(ROW))
    return titled(chart, title, "dot: published rank; bar: 90 % of the draws; line in the bar: median", line)


def changes(table: DataFrame, title: str, most: int, axis: str = "change of the score") -> Any:
    """Draw changes as bars from zero, with their intervals where there are any.

    Parameters
    ----------
    table
        The largest change first: ``name``, ``change``, and optionally ``low`` and ``high``.
    """
    alt = altair()
    head, line = limited(table, most)
    base = alt.Chart(data(head)).encode(y=names_axis(alt, head["name"]))
    tips = [alt.Tooltip(f"{c}:Q", format="+.3f") for c in ("change", "low", "high") if c in head]
    bars = base.mark_bar(height={"band": 0.6}).encode(
        x=alt.X("change:Q", title=axis),
        color=alt.condition("datum.change < 0", alt.value(WARM), alt.value(ACCENT)),
        tooltip=["name:N", *tips],
    )
    zero = alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=SOFT).encode(x="zero:Q")
    chart, note = bars + zero, "" if len(head) else "nothing changes"
    if "low" in head and head["low"].notna().any():
        chart = chart + base.mark_rule(color="#15242b", strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
        note = "lines: 90 % of the draws"
    return titled(chart.properties(width=WIDTH, height=alt.Step(ROW)), title, note, line)


def waterfall(table: DataFrame, title: str) -> Any:
    """Draw the steps from an old score to a new one.

    Parameters
    ----------
    table
        From `connectindex.Comparison.waterfall`: ``id``, ``label``, ``start``, ``end``.
    """
    alt = altair()
    steps = table.assign(
        kind=["total" if k in ("old", "new") else "rise" if b >= a else "fall" for k, a, b in
              zip(table["id"], table["start"], table["end"], strict=True)],
        change=table["end"] - table["start"],
    )  # fmt: skip
    order = list(steps["label"])
    chart = (
        alt.Chart(data(steps))
        .mark_bar(height={"band": 0.6})
        .encode(
            y=names_axis(alt, order, "label"),
            x=alt.X("start:Q", title="score", scale=alt.Scale(zero=False)),
            x2="end:Q",
            color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=["total", "rise", "fall"],
                                                                   range=[SOFT, ACCENT, WARM])),
            tooltip=["label:N", alt.Tooltip("change:Q", format="+.3f"), alt.Tooltip("end:Q", format=".2f")],
        )
    )  # fmt: skip
    return titled(chart.properties(width=WIDTH, height=alt.Step(ROW + 6)), title)


def sensitivity(table: DataFrame, title: str) -> Any:
    """Draw Sobol' indices, first order and total, with their intervals.

    Parameters
    ----------
    table
        ``assumption``, ``index`` (first order or total), ``value``, ``low``, ``high``.
    """
    alt = altair()
    order = list(dict.fromkeys(table["assumption"]))
    kinds = list(dict.fromkeys(table["index"]))
    base = alt.Chart(data(table)).encode(
        y=names_axis(alt, order, "assumption"), yOffset=alt.YOffset("index:N", sort=kinds)
    )
    bars = base.mark_bar(height={"band": 0.8}).encode(
        x=alt.X("value:Q", title="share of the variance of the mean shift in rank"),
        color=alt.Color("index:N", sort=kinds, title=None, scale=alt.Scale(domain=kinds, range=list(HUES[:2]))),
        tooltip=["assumption:N", "index:N", *(alt.Tooltip(f"{c}:Q", format=".2f") for c in ("value", "low", "high"))],
    )
    spans = base.mark_rule(color="#15242b").encode(x="low:Q", x2="high:Q")
    return titled((bars + spans).properties(width=WIDTH, height=alt.Step(ROW)), title, "lines: 90 % intervals")


def spread(table: DataFrame, title: str, axis: str, level: float) -> Any:
    """Draw a measure of each year with its interval.

    Parameters
    ----------
    table
        ``year``, ``value``, ``low``, ``high``.
    level
        Of the interval.
    """
    alt = altair()
    base = alt.Chart(data(table)).encode(x=_years(alt, table))
    tips = ["year:Q", *(alt.Tooltip(f"{c}:Q", format=".3f") for c in ("value", "low", "high"))]
    band = base.mark_area(color=ACCENT, opacity=0.2).encode(
        y=alt.Y("low:Q", title=axis, scale=alt.Scale(zero=False)), y2="high:Q"
    )
    line = base.mark_line(color=ACCENT, point=True).encode(y="value:Q", tooltip=tips)
    return titled(
        (band + line).properties(width=WIDTH, height=240), title, f"band: {100 * level:g} % interval over the units"
    )


def courses(table: DataFrame, title: str, axis: str) -> Any:
    """Draw the course of each unit over the years; the named ones in colour.

    Parameters
    ----------
    table
        ``year``, ``name``, ``value``, ``marked``.
    """
    alt = altair()
    base = alt.Chart(data(table)).encode(
        x=_years(alt, table),
        y=alt.Y("value:Q", title=axis, scale=alt.Scale(zero=False)),
        detail="name:N",
        tooltip=["name:N", "year:Q", alt.Tooltip("value:Q", format=".2f")],
    )
    others = base.transform_filter("!datum.marked").mark_line(color=PALE, strokeWidth=1)
    marked = list(dict.fromkeys(table.loc[table["marked"], "name"]))
    hues = [HUES[k % len(HUES)] for k in range(len(marked))]
    own = base.transform_filter("datum.marked").mark_line(strokeWidth=2.2, point={"size": 25}).encode(
        color=alt.Color("name:N", title=None, sort=marked, scale=alt.Scale(domain=marked, range=hues))
    )  # fmt: skip
    return titled((others + own).properties(width=WIDTH, height=280), title)


def _years(alt: Any, table: DataFrame) -> Any:
    """Put the years on an axis, one tick each; of many every fifth."""
    years = sorted({int(year) for year in table["year"]})
    ticks = years if len(years) <= 10 else [year for year in years if year % 5 == 0]
    axis = alt.Axis(format="d", grid=False, values=ticks)
    return alt.X("year:Q", title=None, axis=axis, scale=alt.Scale(zero=False, nice=False))
