"""Charts of scores: ranking, contributions, heat map, profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectindex.plots.base import (
    ACCENT,
    HEIGHT,
    HUES,
    PALE,
    RAMP,
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


def ranking(table: DataFrame, title: str, most: int) -> Any:
    """Draw scores as bars in the order of the ranking.

    Parameters
    ----------
    table
        In the order of the ranking: ``name``, ``score``, ``rank``.
    """
    alt = altair()
    head, line = limited(table, most)
    base = alt.Chart(data(head)).encode(y=names_axis(alt, head["name"]), tooltip=["rank:Q", "name:N", "score:Q"])
    bars = base.mark_bar(color=ACCENT, height={"band": 0.7}).encode(x=alt.X("score:Q", title="score"))
    labels = base.mark_text(align="left", dx=4, color=SOFT).encode(x="score:Q", text=alt.Text("score:Q", format=".1f"))
    return titled((bars + labels).properties(width=WIDTH, height=alt.Step(ROW)), title, line)


def contributions(table: DataFrame, order: list[str], title: str, most: int) -> Any:
    """Draw what each part adds to the scores, stacked: the length of a bar is the score.

    Parameters
    ----------
    table
        ``name`` of the unit, in the order of the ranking; ``part``; ``contribution``; ``place`` of the part.
    order
        Names of the parts.
    """
    alt = altair()
    names = list(dict.fromkeys(table["name"]))
    kept = table[table["name"].isin(names[:most])]
    line = f"the first {most} of {len(names):,}" if len(names) > most else ""
    chart = (
        alt.Chart(data(kept))
        .mark_bar(height={"band": 0.7}, stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X("sum(contribution):Q", title="contribution to the score"),
            y=names_axis(alt, names[:most]),
            color=alt.Color("part:N", sort=order, scale=alt.Scale(domain=order, range=_hues(order)), title=None),
            order=alt.Order("place:Q"),
            tooltip=["name:N", "part:N", alt.Tooltip("contribution:Q", format=".2f")],
        )
    )
    return titled(chart.properties(width=WIDTH, height=alt.Step(ROW)), title, line)


def _hues(order: list[str]) -> list[str]:
    return [HUES[k % len(HUES)] for k in range(len(order))]


def heatmap(table: DataFrame, columns: list[str], title: str, most: int) -> Any:
    """Draw scores of units x nodes as a heat map.

    Parameters
    ----------
    table
        ``name``, in the order of the ranking; ``column``; ``score``; a missing score is left white.
    columns
        Names of the columns, in order.
    """
    alt = altair()
    names = list(dict.fromkeys(table["name"]))
    kept = table[table["name"].isin(names[:most])]
    line = f"the first {most} of {len(names):,}" if len(names) > most else ""
    low, high = float(kept["score"].min()), float(kept["score"].max())
    base = alt.Chart(data(kept)).encode(
        x=names_axis(alt, columns, "column", across=True), y=names_axis(alt, names[:most])
    )
    tiles = base.mark_rect(stroke="white").encode(
        color=alt.Color("score:Q", scale=alt.Scale(range=list(RAMP)), title="score"),
        tooltip=["name:N", "column:N", alt.Tooltip("score:Q", format=".1f")],
    )
    dark = alt.datum.score > low + 0.7 * (high - low)
    texts = (
        base.transform_filter("isValid(datum.score)")
        .mark_text(fontSize=10)
        .encode(
            text=alt.Text("score:Q", format=".0f"), color=alt.condition(dark, alt.value("white"), alt.value("#15242b"))
        )
    )
    return titled((tiles + texts).properties(width=alt.Step(44), height=alt.Step(ROW)), title, line)


def profile(table: DataFrame, rows: list[str], name: str, title: str) -> Any:
    """Draw the scores of one unit among those of all: a row a node or indicator.

    Parameters
    ----------
    table
        ``row``, ``name``, ``score``, ``own``: whether it is the unit's.
    rows
        Names of the rows, from the top.
    name
        Of the unit.
    """
    alt = altair()
    axis = names_axis(alt, rows, "row")
    base = alt.Chart(data(table)).encode(y=axis)
    score = alt.X("score:Q", title="score")
    others = (
        base.transform_filter("!datum.own")
        .mark_tick(color=SOFT, opacity=0.35, thickness=1.5)
        .encode(x=score, tooltip=["name:N", "row:N", alt.Tooltip("score:Q", format=".1f")])
    )
    middle = (
        base.transform_filter("isValid(datum.score)")
        .transform_aggregate(middle="median(score)", groupby=["row"])
        .mark_tick(color=WARM, thickness=2.5)
        .encode(x=alt.X("middle:Q", title="score"), tooltip=["row:N", alt.Tooltip("middle:Q", format=".1f")])
    )
    own = (
        base.transform_filter("datum.own")
        .mark_point(color=ACCENT, filled=True, size=90, opacity=1, stroke="white")
        .encode(x=score, tooltip=["row:N", alt.Tooltip("score:Q", format=".1f")])
    )
    chart = (others + middle + own).properties(width=WIDTH, height=alt.Step(ROW + 4))
    return titled(chart, title, f"dot: {name}; brown line: median; thin lines: the other units")


def scatter(table: DataFrame, axes: tuple[str, str], title: str, *, logged: tuple[bool, bool], equal: bool) -> Any:
    """Draw units by two figures.

    Parameters
    ----------
    table
        ``name``, ``x``, ``y``.
    axes
        Titles.
    logged
        Which axes are logarithmic.
    equal
        Draw the line on which both are equal.
    """
    alt = altair()

    def scale(log: bool) -> Any:  # noqa: FBT001 - one flag
        return alt.Scale(type="log") if log else alt.Scale(zero=False, nice=True)

    x, y = (
        side(f"{column}:Q", title=words, scale=scale(log))
        for side, column, words, log in ((alt.X, "x", axes[0], logged[0]), (alt.Y, "y", axes[1], logged[1]))
    )
    tips = [
        "name:N",
        "name:N",
        alt.Tooltip("x:Q", title=axes[0], format=",.3~g"),
        alt.Tooltip("y:Q", title=axes[1], format=",.3~g"),
    ]
    points = alt.Chart(data(table)).mark_circle(color=ACCENT, size=50, opacity=0.7).encode(x=x, y=y, tooltip=tips)
    if equal:
        low, high = (float(pick(table[["x", "y"]].to_numpy().ravel())) for pick in (min, max))
        ends = alt.Data(values=[{"x": low, "y": low}, {"x": high, "y": high}])
        points = alt.Chart(ends).mark_line(color=PALE, strokeWidth=2).encode(x=x, y=y) + points
    return titled(points.properties(width=WIDTH, height=HEIGHT), title)
