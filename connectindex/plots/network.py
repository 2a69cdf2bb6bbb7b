"""Chart of links on a map: a drawn map where the edition has one, else places by longitude and latitude."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connectindex.errors import InputError, Problem
from connectindex.plots.base import ACCENT, LAND, WARM, altair, data, titled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame

WIDE = 720  # pixels of a map
MANY = 500  # pairs


@dataclass(frozen=True, slots=True)
class Ground:
    """Hold what links are drawn on.

    Parameters
    ----------
    places
        Place of each unit: x and y on a drawn map, or longitude and latitude.
    width, height
        Of a drawn map; 0 where places are longitudes and latitudes.
    land
        Path data of SVG, the outlines of a drawn map.
    """

    places: Mapping[str, tuple[float, float]]
    width: float = 0.0
    height: float = 0.0
    land: str = ""


def links(table: DataFrame, names: Mapping[str, str], ground: Ground, title: str, line: str) -> Any:
    """Draw pairs as lines whose width grows with the number of links, and units as dots.

    Parameters
    ----------
    table
        ``a``, ``b``, ``count``: each pair once; pairs with an end that has no place are left out.
    names
        Of the units, by code.
    ground
        Where they are.
    line
        Below the title.
    """
    alt = altair()
    missing = sorted({*table["a"], *table["b"]} - {*ground.places})
    shown = table[table["a"].isin(list(ground.places)) & table["b"].isin(list(ground.places))]
    if not len(shown):
        raise InputError([Problem("plot links", "needs two linked units with a place on the map", "none")])
    degrees = shown.melt(id_vars="count", value_vars=["a", "b"]).groupby("value")["count"].sum()
    rows = shown.sort_values("count", kind="stable")
    rows = rows.assign(pair=[f"{names.get(a, a)} - {names.get(b, b)}" for a, b in rows[["a", "b"]].to_numpy()])
    for number, end in ((1, "a"), (2, "b")):
        rows[f"x{number}"], rows[f"y{number}"] = zip(*(ground.places[u] for u in rows[end]), strict=True)
    dots = degrees.rename("links").rename_axis("unit").reset_index()
    dots = dots.assign(name=[names.get(u, u) for u in dots["unit"]])
    dots["x"], dots["y"] = zip(*(ground.places[u] for u in dots["unit"]), strict=True)
    more = (
        f"without a place on the map: {', '.join(missing[:8])}{' ...' if len(missing) > 8 else ''}" if missing else ""
    )
    # the more lines there are, the fainter and finer: a map of thousands would be one dark shape
    opacity = min(0.55, max(0.06, 8 / len(rows) ** 0.5))
    finest = 0.7 if len(rows) < MANY else 0.3
    width = alt.StrokeWidth("count:Q", scale=alt.Scale(type="sqrt", range=[finest, 5]), title="links")
    size = alt.Size("links:Q", scale=alt.Scale(type="sqrt", range=[3, 50]), legend=None)
    lines = alt.Chart(data(rows)).mark_rule(color=ACCENT, opacity=opacity, strokeCap="round")
    points = alt.Chart(data(dots)).mark_circle(color=WARM, opacity=0.9)
    tips = ["name:N", "links:Q"]
    if ground.width:
        chart = _drawn(alt, ground, lines.encode(strokeWidth=width, tooltip=["pair:N", "count:Q"]),
                       points.encode(size=size, tooltip=tips))  # fmt: skip
    else:
        ends = {"longitude": "x1:Q", "latitude": "y1:Q", "longitude2": "x2:Q", "latitude2": "y2:Q"}
        globe = alt.Chart(alt.sphere()).mark_geoshape(fill="#f7fafb", stroke=LAND)
        grid = alt.Chart(alt.graticule(step=[20, 20])).mark_geoshape(stroke=LAND, strokeWidth=0.6, filled=False)
        over = lines.encode(**ends, strokeWidth=width, tooltip=["pair:N", "count:Q"])
        at = points.encode(longitude="x:Q", latitude="y:Q", size=size, tooltip=tips)
        chart = (globe + grid + over + at).project("equalEarth").properties(width=WIDE, height=WIDE // 2)
    return titled(chart, title, line, more)


def _drawn(alt: Any, ground: Ground, lines: Any, points: Any) -> Any:
    """Draw on a map whose outlines are drawn already, in its own coordinates."""
    scale = WIDE / ground.width
    height = round(ground.height * scale)

    def axis(side: Any, column: str, extent: float) -> Any:
        # y of a drawing runs downwards
        bounds = alt.Scale(domain=[0, extent], reverse=side in (alt.Y, alt.Y2), nice=False, zero=False)
        return side(f"{column}:Q", scale=bounds, axis=None)

    # a symbol of the size 4 has coordinates in pixels from its centre: half the root of its size is the unit
    land = (
        alt.Chart(alt.Data(values=[{"x": 0, "y": 0}]))
        .mark_point(shape=ground.land, size=4 * scale**2, filled=True, color=LAND, opacity=1, stroke="white",
                    strokeWidth=0.4, tooltip=None)
        .encode(x=axis(alt.X, "x", ground.width), y=axis(alt.Y, "y", ground.height))
    )  # fmt: skip
    over = lines.encode(x=axis(alt.X, "x1", ground.width), y=axis(alt.Y, "y1", ground.height), x2="x2:Q", y2="y2:Q")
    at = points.encode(x=axis(alt.X, "x", ground.width), y=axis(alt.Y, "y", ground.height))
    return (land + over + at).properties(width=WIDE, height=height)
