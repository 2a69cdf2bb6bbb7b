"""Charts: specifications of Vega-Lite, drawn to SVG without a browser and without the network."""

from __future__ import annotations

import hashlib
import json
import math
import re
from functools import cache
from typing import Any

from connectindex.plots.base import HUES
from connectindex.reports.assets import FONTS
from connectindex.reports.chapters import Scatter
from connectindex.reports.figures import Histogram, StripChart, VegaFigure
from connectindex.reports.fonts import LATIN
from connectindex.reports.palette import LIGHT

WIDTH = 460
ROW = 20
FONT = LATIN
DESCRIPTION_MARK = "\u2063"  # an invisible sign before our descriptions

TALL = 270  # of a scatter, in pixels
# the description of a mark under the pointer, marked to distinguish it from Vega's own
DESCRIBED = {"field": "description", "type": "nominal"}
SIDES = (("left", 5, -4), ("right", -5, -4), ("left", 5, 8), ("right", -5, 8))  # of a label at its point


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
    import vl_convert as vl  # noqa: PLC0415 - nothing but a report needs it

    vl.register_font_directory(str(FONTS))
    if isinstance(chart, VegaFigure):
        given = json.loads(chart.spec)
        several = {"facet", "concat", "hconcat", "vconcat", "repeat"} & given.keys()  # they give each part its width
        plain = ({} if several else {"width": WIDTH}) | given | {"config": {**_config(), **given.get("config", {})}}
    else:
        drawn_by: dict[type[Any], Any] = {StripChart: _strips, Scatter: _scatter, Histogram: _histogram}
        plain = {"width": WIDTH} | drawn_by[type(chart)](chart) | {"config": _config()}
    number = {"decimal": signs[0], "thousands": signs[1], "grouping": [3], "currency": ["", ""]}
    drawn = str(vl.vegalite_to_svg(plain, allowed_base_urls=[], format_locale=number))
    drawn = drawn.replace(f'font-family="{FONT}"', f'font-family="{family}"')
    drawn = _with_own_ids(drawn)
    # classes of the drawing would meet those of the page; the drawing does not need them
    drawn = drawn.replace(f' aria-label="{DESCRIPTION_MARK}', ' data-description="')
    return re.sub(r' (?:class|aria-[a-z]+|role|data-description(?==""))="[^"]*"', "", drawn)


def _with_own_ids(drawn: str) -> str:
    """A drawing whose ids hang on it alone: Vega numbers them through all that a process has drawn.

    Examples
    --------
    >>> one, other = (f'<g id="clip{k}"/><path clip-path="url(#clip{k})"/>' for k in (1, 7))
    >>> _with_own_ids(one) == _with_own_ids(other), _with_own_ids("<g/>")
    (True, '<g/>')
    """
    found = dict.fromkeys(re.findall(r' id="([^"]+)"', drawn))
    if not found:
        return drawn
    places = {name: k for k, name in enumerate(found, 1)}
    ids = re.compile(r'(?<= id=")[^"]+(?=")|(?<=url\(#)[^)]+(?=\))|(?<=href="#)[^"]+(?=")')
    numbered = ids.sub(lambda m: str(places.get(m[0], m[0])), drawn)
    digest = hashlib.sha256(numbered.encode()).hexdigest()[:8]
    return ids.sub(lambda m: f"d{digest}-{places[m[0]]}" if m[0] in places else m[0], drawn)


def without_descriptions(drawn: str) -> str:
    """A chart for paper, where nothing can be pointed at."""
    return re.sub(r' data-description="[^"]*"', "", drawn)


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


def _strips(chart: StripChart) -> dict[str, Any]:
    order = [g.name for g in chart.groups]
    points = [
        {
            "group": g.name,
            "score": round(v, 4),
            "description": DESCRIPTION_MARK + (g.descriptions[k] if g.descriptions else ""),
        }
        for g in chart.groups
        for k, (_, v) in enumerate(g.values)
    ]
    means = [
        {"group": g.name, "score": round(g.mean, 4), "description": DESCRIPTION_MARK + g.mean_description}
        for g in chart.groups
        if g.mean is not None
    ]
    x = _number("score", chart.across or None, {"domain": [chart.low, chart.high], "nice": False}, {"tickCount": 5})
    axis = {"labelColor": LIGHT["ink"], "grid": False, "labelPadding": 8}
    y = {"field": "group", "type": "nominal", "title": None, "sort": order, "axis": axis}
    places = {"x": x, "y": y, "description": DESCRIBED}
    dots = {"type": "circle", "size": 30, "opacity": 0.42, "color": LIGHT["accent"]}
    ticks = {"type": "tick", "thickness": 2.4, "size": 14, "color": LIGHT["ink"]}
    return {"layer": [_layer(points, dots, places), _layer(means, ticks, places)], "height": ROW * len(order)}


def _histogram(chart: Histogram) -> dict[str, Any]:
    low, high = chart.bins[0][0], chart.bins[-1][1]
    gap = (chart.bins[0][1] - low) * 0.06
    bars = [
        {
            "from": a + gap,
            "to": b - gap,
            "none": 0,
            "units": n,
            "description": DESCRIPTION_MARK + (chart.descriptions[k] if n and chart.descriptions else ""),
        }
        for k, (a, b, n) in enumerate(chart.bins)
    ]
    scale, axis = {"domain": [low, high], "nice": False}, {"tickCount": 5, "grid": False}
    x = _number("from", chart.across or None, scale, axis)
    steps = _whole_steps(max(n for _, _, n in chart.bins))
    upright = {"domain": [0, max(*steps, 1)], "nice": False}
    y = _number("units", chart.upright or None, upright, {"values": steps, "format": "d"})
    ends = {"x2": {"field": "to"}, "y2": {"field": "none"}}
    median = [{"from": chart.median, "description": DESCRIPTION_MARK + chart.median_description}]
    rule = {"type": "rule", "color": LIGHT["ink"], "strokeWidth": 1.6}
    layers = [
        _layer(bars, {"type": "bar", "color": LIGHT["f4"]}, {"x": x, "y": y, **ends, "description": DESCRIBED}),
        _layer(median, rule, {"x": x, "description": DESCRIBED}),
    ]
    return {"layer": layers, "height": 110}


def _scatter(chart: Scatter) -> dict[str, Any]:
    names, groups = (each or ("",) * len(chart.points) for each in (chart.names, chart.groups))
    placed = _placed(chart.points, names, logged=chart.logged)
    points = [
        {"across": a, "up": b, "name": n, "group": g, "side": side}
        for (a, b), n, g, side in zip(chart.points, names, groups, placed, strict=True)
    ]
    scale = {"type": "log" if chart.logged else "linear", "nice": False, "zero": False, "padding": 14}
    ticks = {"values": _decades(chart.points)} if chart.logged else {"tickCount": 5}
    x = _number("across", chart.across, scale, {**ticks, "format": "~s"})
    heights = _round_steps(chart.points)
    reach = {"domain": [heights[0], heights[-1]], "nice": False}
    y = _number("up", chart.upright, reach, {"values": heights})
    line = [{"across": a, "up": m, "low": low, "high": high} for a, m, low, high in chart.line]
    area = {"type": "area", "color": LIGHT["f2"], "opacity": 0.55, "clip": True}
    band = _layer(line, area, {"x": x, "y": _number("low", chart.upright, reach), "y2": {"field": "high"}})
    fit = _layer(line, {"type": "line", "color": LIGHT["ink"], "strokeWidth": 1.2, "clip": True}, {"x": x, "y": y})
    shown = [g for g in dict.fromkeys(sorted(groups)) if g]
    legend = {"title": None, "orient": "bottom", "columns": 3, "labelFontSize": 9, "symbolOpacity": 1}
    hues = {"domain": shown, "range": list(HUES[: len(shown)])}
    tones = {"color": {"field": "group", "type": "nominal", "scale": hues, "legend": legend}}
    circle = {"type": "circle", "size": 30, "opacity": 0.75, "color": LIGHT["accent"]}
    dots = _layer(points, circle, {"x": x, "y": y} | (tones if 1 < len(shown) <= len(HUES) else {}))
    named = {"x": x, "y": y, "text": {"field": "name", "type": "nominal"}}
    text = {"type": "text", "fontSize": 8.5, "color": LIGHT["ink"]}
    labels = [
        _layer(points, {**text, "align": align, "dx": dx, "dy": dy}, named)
        | {"transform": [{"filter": f"datum.side === {k}"}]}
        for k, (align, dx, dy) in enumerate(SIDES)
        if k in placed
    ]
    return {"layer": [*([band, fit] if chart.line else []), dots, *labels], "height": TALL}


def _number(name: str, title: str | None, scale: dict[str, Any], axis: dict[str, Any] | None = None) -> dict[str, Any]:
    """A number on an axis."""
    placed = {"field": name, "type": "quantitative", "title": title, "scale": scale}
    return placed if axis is None else {**placed, "axis": axis}


def _layer(rows: list[dict[str, Any]], mark: dict[str, Any], encoding: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _placed(points: tuple[tuple[float, float], ...], names: tuple[str, ...], *, logged: bool) -> list[int]:
    """For each point the first of `SIDES` at which its label meets no label before it; -1: none, or no label."""
    across = [math.log(a) if logged else a for a, _ in points]
    heights = [up for _, up in points]
    wide = max(max(across) - min(across), 1e-9)
    low, *_, high = _round_steps(points)
    taken: list[tuple[float, float, float, float]] = []
    placed = []
    for a, up, name in zip(across, heights, names, strict=True):
        at_x, at_y = (a - min(across)) / wide * (WIDTH - 28) + 14, TALL - (up - low) / (high - low) * TALL
        side = -1
        for k, (align, dx, dy) in enumerate(SIDES if name else ()):
            length = 4.8 * len(name)
            left = at_x + dx - (length if align == "right" else 0)
            box = (left, at_y + dy - 5, left + length, at_y + dy + 5)
            free = all(box[2] < t[0] or t[2] < box[0] or box[3] < t[1] or t[3] < box[1] for t in taken)
            if free and box[0] >= 0 and box[2] <= WIDTH + 30:
                taken.append(box)
                side = k
                break
        placed.append(side)
    return placed


def _decades(points: tuple[tuple[float, float], ...]) -> list[float]:
    """1, 2 and 5 times the powers of ten that lie within the points."""
    low, high = min(a for a, _ in points), max(a for a, _ in points)
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return [m * 10.0**k for k in range(first, last + 1) for m in (1, 2, 5) if low <= m * 10.0**k <= high]


def _round_steps(points: tuple[tuple[float, float], ...]) -> list[float]:
    """Ticks of an upright axis from zero, or from a round number below, to the first one no point lies above.

    Examples
    --------
    >>> _round_steps(((1, 69.8), (2, 4.0))), _round_steps(((1, -3.0), (2, 100.0)))
    ([0.0, 20.0, 40.0, 60.0, 80.0], [-20.0, 0.0, 20.0, 40.0, 60.0, 80.0, 100.0])
    """
    low, high = min(0.0, *(up for _, up in points)), max(0.0, *(up for _, up in points))
    least = max(high - low, 1e-9) / 6
    power = 10.0 ** math.floor(math.log10(least))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= least)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * k for k in range(first, max(last, first + 1) + 1)]


def _whole_steps(most: int) -> list[int]:
    """Ticks of an axis of counts, whole numbers from 0 to the first one that is not below the highest count.

    Examples
    --------
    >>> _whole_steps(2), _whole_steps(27)
    ([0, 1, 2], [0, 10, 20, 30])
    """
    step = next(m * 10**k for k in range(12) for m in (1, 2, 5) if m * 10**k * 4 >= most)
    return list(range(0, most + step, step)) if most % step else list(range(0, most + 1, step))
