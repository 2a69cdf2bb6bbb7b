"""Charts: specifications by Altair, drawn to SVG without a browser and without the network."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from connectindex.reports.assets import FONTS
from connectindex.reports.figures import Histogram, StripChart
from connectindex.reports.fonts import LATIN
from connectindex.reports.palette import LIGHT

WIDTH = 460
ROW = 20
FONT = LATIN


@cache
def svg(chart: StripChart | Histogram, signs: tuple[str, str] = (".", ","), family: str = LATIN) -> str:
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
    spec = _strips(chart, alt) if isinstance(chart, StripChart) else _histogram(chart, alt)
    plain = spec.configure(**_config()).to_dict()
    number = {"decimal": signs[0], "thousands": signs[1], "grouping": [3], "currency": ["", ""]}
    drawn = str(vl.vegalite_to_svg(plain, allowed_base_urls=[], format_locale=number))
    drawn = drawn.replace(f'font-family="{FONT}"', f'font-family="{family}"')
    # ids and classes of the drawing would meet those of the page; the drawing needs neither
    return re.sub(r' (?:class|aria-[a-z]+|role)="[^"]*"', "", drawn)


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
    points = [{"group": g.name, "score": round(v, 4)} for g in chart.groups for _, v in g.values]
    means = [{"group": g.name, "score": round(g.mean, 4)} for g in chart.groups]
    x = alt.X(
        "score:Q", title=None, scale=alt.Scale(domain=[chart.low, chart.high], nice=False), axis=alt.Axis(tickCount=5)
    )
    y = alt.Y("group:N", title=None, sort=order, axis=alt.Axis(labelColor=LIGHT["ink"], grid=False, labelPadding=8))
    dots = alt.Chart(alt.Data(values=points)).mark_circle(size=30, opacity=0.42, color=LIGHT["accent"]).encode(x=x, y=y)
    ticks = alt.Chart(alt.Data(values=means)).mark_tick(thickness=2.4, size=14, color=LIGHT["ink"]).encode(x=x, y=y)
    return (dots + ticks).properties(width=WIDTH, height=ROW * len(order))


def _histogram(chart: Histogram, alt: Any) -> Any:
    low, high = chart.bins[0][0], chart.bins[-1][1]
    gap = (chart.bins[0][1] - low) * 0.06
    bars = [{"from": a + gap, "to": b - gap, "none": 0, "units": n} for a, b, n in chart.bins]
    x = alt.X(
        "from:Q", title=None, scale=alt.Scale(domain=[low, high], nice=False), axis=alt.Axis(tickCount=5, grid=False)
    )
    y = alt.Y("units:Q", title=None, axis=alt.Axis(tickCount=4, tickMinStep=1, format="d"))
    base = alt.Chart(alt.Data(values=bars)).mark_bar(color=LIGHT["f4"]).encode(x=x, x2="to:Q", y=y, y2="none:Q")
    rule = (
        alt.Chart(alt.Data(values=[{"from": chart.median}])).mark_rule(color=LIGHT["ink"], strokeWidth=1.6).encode(x=x)
    )
    return (base + rule).properties(width=WIDTH, height=110)
