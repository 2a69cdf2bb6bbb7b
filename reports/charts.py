"""Charts: specifications by Altair, drawn to SVG without a browser and without the network."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from connectindex.reports.assets import FONTS
from connectindex.reports.chapters import Scatter
from connectindex.reports.figures import Histogram, StripChart, VegaFigure
from connectindex.reports.fonts import LATIN
from connectindex.reports.palette import LIGHT

WIDTH = 460
ROW = 20
FONT = LATIN
DESCRIPTION_MARK = "\u2063"  # an invisible sign before our descriptions


@cache
def svg(
    chart: StripChart | Histogram | Scatter | VegaFigure, signs: tuple[str, str] = (".", ","), family: str = LATIN
) -> str:
    """A chart as SVG text, in the colours of the light palette; drawn once for page and book.

    Parameters
    ----------
    signs
        Decimal sign and thousands sign of the axes.
    family
        Fonts; the first one measures the text.
    """
    import altair as alt  # noqa: PLC0415 - a second that nothing but a report needs
    import vl_convert as vl  # noqa: PLC0415

    vl.register_font_directory(str(FONTS))
    if isinstance(chart, VegaFigure):
        given = json.loads(chart.spec)
        several = {"facet", "concat", "hconcat", "vconcat", "repeat"} & given.keys()  # they give each part its width
        plain = ({} if several else {"width": WIDTH}) | given | {"config": {**_config(), **given.get("config", {})}}
    else:
        drawn_by: dict[type[Any], Any] = {StripChart: _strips, Scatter: _scatter, Histogram: _histogram}
        # the package's own charts: to hold them against the schema takes as long as to draw them
        plain = drawn_by[type(chart)](chart, alt).configure(**_config()).to_dict(validate=False)
    number = {"decimal": signs[0], "thousands": signs[1], "grouping": [3], "currency": ["", ""]}
    drawn = str(vl.vegalite_to_svg(plain, allowed_base_urls=[], format_locale=number))
    drawn = drawn.replace(f'font-family="{FONT}"', f'font-family="{family}"')
    # ids and classes of the drawing would meet those of the page; the drawing needs neither
    drawn = drawn.replace(f' aria-label="{DESCRIPTION_MARK}', ' data-said="')
    return re.sub(r' (?:class|aria-[a-z]+|role|data-said(?==""))="[^"]*"', "", drawn)


def unsaid(drawn: str) -> str:
    """A chart for paper, where nothing can be pointed at."""
    return re.sub(r' data-said="[^"]*"', "", drawn)


def _description(alt: Any) -> Any:
    """The description of a mark under the pointer, marked to distinguish it from Vega's own."""
    return alt.Description("said:N")


def _config() -> dict[str, Any]:
    quiet = {
        "labelFont": FONT,
        "labelFontSize": 10,
        "labelColor": LIGHT["soft"],
        "titleFont": FONT,
        "titleFontSize": 10,
        "titleFontWeight": "normal",
        "titleColor": LIGHT["soft"],
        "domain": False,
        "ticks": False,
        "gridColor": LIGHT["line"],
        "gridWidth": 0.6,
        "labelLimit": 220,
    }
    return {"axis": quiet, "view": {"stroke": None}, "font": FONT, "background": "transparent", "padding": 2}


def _strips(chart: StripChart, alt: Any) -> Any:
    order = [g.name for g in chart.groups]
    points = [
        {"group": g.name, "score": round(v, 4), "said": DESCRIPTION_MARK + (g.said[k] if g.said else "")}
        for g in chart.groups
        for k, (_, v) in enumerate(g.values)
    ]
    means = [
        {"group": g.name, "score": round(g.mean, 4), "said": DESCRIPTION_MARK + g.mean_said}
        for g in chart.groups
        if g.mean is not None
    ]
    x = alt.X(
        "score:Q", title=None, scale=alt.Scale(domain=[chart.low, chart.high], nice=False), axis=alt.Axis(tickCount=5)
    )
    y = alt.Y("group:N", title=None, sort=order, axis=alt.Axis(labelColor=LIGHT["ink"], grid=False, labelPadding=8))
    dots = alt.Chart(alt.Data(values=points)).mark_circle(size=30, opacity=0.42, color=LIGHT["accent"])
    dots = dots.encode(x=x, y=y, description=_description(alt))
    ticks = alt.Chart(alt.Data(values=means)).mark_tick(thickness=2.4, size=14, color=LIGHT["ink"])
    ticks = ticks.encode(x=x, y=y, description=_description(alt))
    return (dots + ticks).properties(width=WIDTH, height=ROW * len(order))


def _histogram(chart: Histogram, alt: Any) -> Any:
    low, high = chart.bins[0][0], chart.bins[-1][1]
    gap = (chart.bins[0][1] - low) * 0.06
    bars = [
        {
            "from": a + gap,
            "to": b - gap,
            "none": 0,
            "units": n,
            "said": DESCRIPTION_MARK + (chart.said[k] if n and chart.said else ""),
        }
        for k, (a, b, n) in enumerate(chart.bins)
    ]
    x = alt.X(
        "from:Q", title=None, scale=alt.Scale(domain=[low, high], nice=False), axis=alt.Axis(tickCount=5, grid=False)
    )
    y = alt.Y("units:Q", title=None, axis=alt.Axis(tickCount=4, tickMinStep=1, format="d"))
    base = alt.Chart(alt.Data(values=bars)).mark_bar(color=LIGHT["f4"])
    base = base.encode(x=x, x2="to:Q", y=y, y2="none:Q", description=_description(alt))
    median = alt.Data(values=[{"from": chart.median, "said": DESCRIPTION_MARK + chart.median_said}])
    rule = alt.Chart(median).mark_rule(color=LIGHT["ink"], strokeWidth=1.6).encode(x=x, description=_description(alt))
    return (base + rule).properties(width=WIDTH, height=110)


def _scatter(chart: Scatter, alt: Any) -> Any:
    points = [{"across": a, "up": b} for a, b in chart.points]
    x = alt.X("across:Q", title=chart.across, scale=alt.Scale(nice=True, zero=False), axis=alt.Axis(tickCount=5))
    scale = alt.Scale(type="log", nice=False) if chart.logged else alt.Scale(zero=False)
    y = alt.Y("up:Q", title=chart.upright, scale=scale, axis=alt.Axis(tickCount=5, format="~s"))
    marks = alt.Chart(alt.Data(values=points)).mark_circle(size=34, opacity=0.5, color=LIGHT["accent"])
    return marks.encode(x=x, y=y).properties(width=WIDTH, height=240)
