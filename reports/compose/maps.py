"""The map: outlines read from the edition's folder, and the scores that colour them."""

from __future__ import annotations

import itertools
import json
import math
from typing import TYPE_CHECKING, Any

from connectindex.edition.inputs import world_folder
from connectindex.errors import InputError, Problem
from connectindex.filenames import MAP
from connectindex.reports import geojson, safe, sentences
from connectindex.reports.compose import arcs
from connectindex.reports.compose.land import land
from connectindex.reports.compose.pairs import on_map
from connectindex.reports.compose.scored import fifth_bounds
from connectindex.reports.figures import Dot, LegendStep, MapView, Shape, WorldMap
from connectindex.style.outlines import WORLD
from connectindex.style.svg_path import is_path
from connectindex.territories.names import called_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from connectindex.edition.model import Edition
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.document import Score

LISTED = 12


def world_map(facts: Facts) -> WorldMap | None:
    """The map of an edition; None where its folder has none.

    Raises
    ------
    InputError
        ``map.json`` is not a map.
    """
    outlines = facts.edition.report.outlines
    if outlines is not None:
        return _read(_of_pairs(geojson.drawn(outlines), facts), facts)
    folder = facts.edition.folder
    path = folder / MAP if folder else None
    if facts.edition.report.map == WORLD:
        path = world_folder() / MAP
    if path is None or not path.is_file():
        return None
    try:
        return _read(_of_pairs(json.loads(path.read_text(encoding="utf-8")), facts), facts)
    except (KeyError, TypeError, ValueError) as error:
        hint = "needs width, height, sphere, shapes, points, small, disclaimer, source and licence"
        raise InputError([Problem("map.json", "must hold outlines as path data", str(error), hint)]) from error


def _of_pairs(raw: dict[str, Any], facts: Facts) -> dict[str, Any]:
    """Let the outline of each partner stand for its pair with the hub."""
    codes = on_map(facts)
    if not codes:
        return raw
    shapes = [{**s, "id": codes.get(str(s["id"]), s["id"])} for s in raw["shapes"]]
    points = {codes.get(u, u): p for u, p in raw["points"].items()}
    return {**raw, "shapes": shapes, "points": points, "small": [codes.get(str(u), u) for u in raw["small"]]}


def _read(raw: dict[str, Any], facts: Facts) -> WorldMap:
    shapes = tuple(
        Shape(str(s["id"]), _called(facts, str(s["id"]), str(s["name"])), _path(s["d"])) for s in raw["shapes"]
    )
    known = {s.id: s.name for s in shapes if s.id}
    # units without an outline, and those whose outline cannot be seen, stand as dots
    scored = facts.units_of_year
    small = set(map(str, raw["small"]))
    dots = tuple(
        Dot(u, facts.names[u], float(raw["points"][u][0]), float(raw["points"][u][1]))
        for u in scored
        if u in raw["points"] and (u in small or u not in known)
    )
    return WorldMap(
        width=float(raw["width"]),
        height=float(raw["height"]),
        sphere=_path(raw["sphere"]),
        shapes=shapes,
        dots=dots,
        disclaimer=safe.paragraph(facts.language(str(raw["disclaimer"]))),
        credit=safe.paragraph(_credit(facts, raw)),
        points={u: (float(p[0]), float(p[1])) for u in facts.names if (p := raw["points"].get(u))},
        land=land(s.d for s in shapes),
        globe=arcs.globe(str(raw["sphere"])),
    )


def _credit(facts: Facts, raw: dict[str, Any]) -> str:
    source, licence = (facts.language.name(str(raw[key])) for key in ("source", "licence"))
    projection = facts.language.name(facts.language(str(raw["projection"])))
    if not licence:
        return facts.language("Outlines: {source}. Projection: {projection}.", source=source, projection=projection)
    return facts.language(
        "Outlines: {source}; {licence}. Projection: {projection}.",
        source=source,
        licence=licence,
        projection=projection,
    )


def unmatched_outlines(edition: Edition) -> list[str]:
    """What a user should know of a map file and the units: those it has no outline for, codes that are none."""
    outlines = edition.report.outlines
    if outlines is None:
        return []
    parts = {"no outline for": outlines.missing, "codes that are no units:": outlines.strange}
    return [f"{outlines.file}: {what} {_listed(names)}" for what, names in parts.items() if names]


def _called(facts: Facts, code: str, name: str) -> str:
    """What a shape is called: as the unit of this code; a place that is no unit by its name in the language."""
    return facts.names.get(code) or safe.clean(
        called_in(facts.language.locale, code, name) or facts.language.name(name)
    )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(safe.clean(n, 40) for n in names[:LISTED]) + more


def _path(text: object) -> str:
    if not isinstance(text, str) or not is_path(text):
        raise ValueError("a path that is no path data of SVG")
    return text


def view(facts: Facts, node: str) -> MapView:
    """The scores of a node, for the map."""
    name = facts.edition.about.title if node == "index" else facts.name_of(node)
    scores = facts.by_node[node]
    legend = _legend(facts, scores)
    alt = sentences.map_alt(facts.language, facts.noun, safe.clean(name), len(scores))
    title = facts.language(
        "{name}: score on a scale from {low} to {high}; quintiles of {units}",
        name=safe.clean(name),
        low=facts.axis.ticks[0][1],
        high=facts.axis.ticks[-1][1],
        units=facts.language.counted(len(scores), facts.noun),
    )
    return MapView(node, safe.clean(name), alt, scores, legend, title)


def _legend(facts: Facts, scores: Mapping[str, Score]) -> tuple[LegendStep, ...]:
    """Classes from the highest to the lowest, each open at its upper end."""
    lowest = fifth_bounds(scores)
    highest = {f: max(s.value for s in scores.values() if s.fifth == f and s.value is not None) for f in lowest}
    classes = list(lowest)
    cuts = {
        upper: cut_between(highest[lower], lowest[upper], facts.axis.places)
        for lower, upper in itertools.pairwise(classes)
    }
    places = max((decimals for _, decimals in cuts.values()), default=0)  # one number of decimals in a legend
    breaks = {fifth: facts.language.decimal(cut, places) for fifth, (cut, _) in cuts.items()}
    steps = []
    for k, fifth in enumerate(classes):
        low, high = breaks.get(fifth), breaks.get(classes[k + 1]) if k + 1 < len(classes) else None
        if low and high:
            text = facts.language("{low} to under {high}", low=low, high=high)
        elif low:
            text = facts.language("{low} or more", low=low)
        elif high:
            text = facts.language("under {high}", high=high)
        else:
            text = facts.axis.text(lowest[fifth])
        steps.append(LegendStep(fifth, text, sum(s.fifth == fifth for s in scores.values())))
    return tuple(reversed(steps))


def cut_between(below: float, above: float, places: int) -> tuple[float, int]:
    """Return the number that divides two scores, the upper one on its side, with the fewest decimals that do.

    Examples
    --------
    >>> cut_between(12.31, 14.78, 1), cut_between(42.31, 42.34, 1)
    ((14.7, 1), (42.34, 2))
    """
    for decimals in range(places, 9):
        cut = math.floor(round(above * 10**decimals, 6)) / 10**decimals
        if below < cut <= above:
            return cut, decimals
    return above, 9
