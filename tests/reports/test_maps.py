"""Maps from a user's GeoJSON: what is drawn, that borders stay shared, and what is refused."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import connectindex as ci
from connectindex.edition.read import parse
from connectindex.reports import html
from connectindex.reports.compose import compose, maps
from connectindex.reports.geojson import SMALL, drawn
from connectindex.style.outlines import Feature, Outlines
from connectindex.style.svg_path import straight_rings

CODES = ["ALD", "BOR", "CAL", "DRE", "ELM", "FAR", "GUL", "HAV"]


def square(lon: float, lat: float, size: float = 1.0) -> list[list[float]]:
    return [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]


def feature(code: object, *rings: list[list[float]], key: str = "ISO3", **more: object) -> dict[str, object]:
    geometry = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "Feature", "properties": {key: code, **more}, "geometry": geometry}


def collection(*features: dict[str, object], **more: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(features), **more}


@pytest.fixture
def codes(starter):
    return [str(c) for c in ci.read_edition(starter).units.codes]


@pytest.fixture
def mapped(starter):
    """The starter edition with a map file; answers with its problems."""

    def write(content: object, report: str = 'map = "map/units.geojson"\nmap_id = "ISO3"') -> list[str]:
        path = starter / "map/units.geojson"
        path.parent.mkdir(exist_ok=True)
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.write_bytes(raw)
        file = starter / "index.toml"
        text = file.read_text("utf-8")
        if "\nmap = " not in text and "\nmap_" not in text:
            file.write_text(text.replace("[report]\n", f"[report]\n{report}\n", 1), "utf-8")
        return [str(p) for p in parse(starter)[1]]

    return write


def grid(codes: list[str]) -> dict[str, object]:
    """Regions side by side, four in a row, borders shared corner by corner."""
    return collection(*(feature(c, square(100 + k % 4, 40 + k // 4), name=f"Region {c}") for k, c in enumerate(codes)))


def rings_of(path: str) -> list[list[tuple[int, int]]]:
    """Corners of path data in tenths."""
    return [[(int(x), int(y)) for x, y in np.rint(ring * 10).tolist()] for ring in straight_rings(path)]


def area(ring: list[tuple[int, int]]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 200


# --- what is drawn ---------------------------------------------------------------------------------------------------


def test_regions_of_a_geojson_are_the_map(starter, mapped, codes):
    assert mapped(grid(codes)) == []
    edition = ci.read_edition(starter)
    assert edition.inputs["map/units.geojson"]
    result = ci.build(edition)
    document = compose(result, dt.date(2026, 11, 22))
    assert [s.id for s in document.map.shapes] == sorted(codes)
    assert document.map.disclaimer.startswith("The boundaries, names and designations used in maps")
    assert document.map.credit == "Outlines: map/units.geojson. Projection: Lambert azimuthal equal-area."
    index = html.pages(document)["index.html"].decode()
    assert 'href="countries/ALD.html"' in index
    assert document.map.disclaimer in index
    again = compose(ci.build(ci.read_edition(starter)), dt.date(2026, 11, 22))
    assert again.map == document.map
    french = replace(edition, about=replace(edition.about, language="fr"))
    assert "Projection" in compose(ci.build(french), dt.date(2026, 11, 22)).map.credit
    assert "implique" in compose(ci.build(french), dt.date(2026, 11, 22)).map.disclaimer


def test_credit_and_disclaimer_are_the_users(starter, mapped, codes):
    said = 'map = "map/units.geojson"\nmap_id = "ISO3"\nmap_credit = "Our survey, CC BY"\nmap_disclaimer = "No claim."'
    assert mapped(grid(codes), said) == []
    shown = maps.world_map(maps_facts(starter))
    assert shown.credit.startswith("Outlines: Our survey, CC BY.")
    assert shown.disclaimer == "No claim."


def maps_facts(folder):
    from connectindex.reports.compose.facts import Facts

    return Facts(ci.build(ci.read_edition(folder)))


def test_neighbours_keep_one_border_however_it_is_thinned():
    draw = np.random.default_rng(7)
    y = np.linspace(0, 1, 400)
    x = 1 + np.cumsum(draw.normal(0, 0.004, 400))
    border = np.column_stack([x, y])
    left = np.concatenate([[[0.0, 1.0], [0.0, 0.0]], border, [[0.0, 1.0]]])
    right = np.concatenate([[[2.0, 0.0], [2.0, 1.0]], border[::-1], [[2.0, 0.0]]])
    made = drawn(Outlines("a", (Feature("L", "", (left,)), Feature("R", "", (right,)))))
    one, two = (set(rings_of(s["d"])[0]) for s in made["shapes"])
    shared = one & two
    assert 20 < len(shared) < 350  # thinned, and the same
    middle = [c for c in one | two if min(p[0] for p in shared) <= c[0] <= max(p[0] for p in shared)]
    assert set(middle) <= shared


@settings(deadline=None, max_examples=40)
@given(
    st.floats(-170, 150, allow_nan=False),
    st.floats(-60, 60, allow_nan=False),
    st.floats(0.05, 20, allow_nan=False),
)
def test_areas_keep_their_proportions(lon, lat, size):
    """Two fields of one area on the globe have one area on the map (Lambert's projection is equal-area)."""
    low, high = math.radians(lat), math.radians(lat + size)
    # a field further south, of the same area: the band between two latitudes has the area of its difference in sine
    middle = math.asin((math.sin(low) + math.sin(high)) / 2)
    cut = math.degrees(middle)

    def field(south: float, north: float) -> np.ndarray:
        t = np.linspace(0, 1, 60)
        bottom = np.column_stack([lon + size * t, np.full(60, south)])
        top = np.column_stack([lon + size * t[::-1], np.full(60, north)])
        return np.concatenate([bottom, top, bottom[:1]])

    made = drawn(Outlines("a", (Feature("S", "", (field(lat, cut),)), Feature("N", "", (field(cut, lat + size),)))))
    south, north = (sum(map(area, rings_of(s["d"]))) for s in sorted(made["shapes"], key=lambda s: s["id"] != "S"))
    assert south == pytest.approx(north, rel=0.02)


def test_a_world_is_drawn_whole_and_regions_near_the_antimeridian_together():
    world = drawn(
        Outlines(
            "a",
            tuple(Feature(c, "", (np.array(square(x, 0, 5)),)) for c, x in [("W", -170.0), ("E", 160.0), ("M", 0.0)]),
        )
    )
    assert world["projection"] == "Equal Earth"
    x = {u: p[0] for u, p in world["points"].items()}
    assert x["W"] < x["M"] < x["E"]
    fiji = drawn(
        Outlines(
            "a",
            (Feature("W", "", (np.array(square(-180, -18, 2)),)), Feature("E", "", (np.array(square(178, -18, 2)),))),
        )
    )
    assert fiji["projection"] == "Lambert azimuthal equal-area"
    x = {u: p[0] for u, p in fiji["points"].items()}
    assert x["E"] < x["W"]
    assert fiji["width"] == 1000
    one, two = (set(rings_of(s["d"])[0]) for s in fiji["shapes"])
    assert len(one & two) >= 2  # they touch at 180 degrees


def test_small_units_and_places_are_dots_and_what_lies_around_is_ground(starter, mapped, codes):
    first, second, third, *rest = codes
    features = [
        feature(first, square(100, 40, 8)),
        feature(second, square(108, 40, 0.02)),
        {"type": "Feature", "properties": {"ISO3": third}, "geometry": {"type": "Point", "coordinates": [104, 50]}},
        feature("XXX", square(96, 40, 4), name="Elsewhere"),
        feature(None, square(-80, -40, 4), name="Far away"),
        {"type": "Feature", "properties": {"ISO3": rest[0]}, "geometry": None},
    ]
    assert mapped(collection(*features)) == []
    edition = ci.read_edition(starter)
    assert edition.report.outlines.strange == ("XXX",)
    assert edition.report.outlines.missing == tuple(rest)
    unmatched_outlines = maps.unmatched_outlines(edition)
    assert unmatched_outlines[0] == f"map/units.geojson: no outline for {', '.join(rest)}"
    assert unmatched_outlines[1] == "map/units.geojson: codes that are no units: XXX"
    shown = maps.world_map(maps_facts(starter))
    assert {d.id for d in shown.dots} == {second, third}
    assert [s.name for s in shown.shapes if not s.id] == ["Elsewhere"]
    made = drawn(edition.report.outlines)
    tiny = next(s for s in made["shapes"] if s["id"] == second)
    assert sum(map(area, rings_of(tiny["d"]))) < SMALL


def test_points_lie_inside_their_outline():
    crescent = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 9], [9, 9], [9, 1], [0, 1], [0, 0]]
    made = drawn(Outlines("a", (Feature("C", "", (np.array(crescent, dtype=float),)),)))
    (ring,) = rings_of(made["shapes"][0]["d"])
    px, py = (10 * v for v in made["points"]["C"])
    crossings = sum(
        (a[1] > py) != (b[1] > py) and px < a[0] + (py - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
    )
    assert crossings % 2 == 1


def test_path_data_holds_letters_and_numbers_only(starter, mapped, codes):
    mapped(grid(codes))
    made = drawn(ci.read_edition(starter).report.outlines)
    assert all(re.fullmatch(r"[MlhvVz0-9. -]+", s["d"]) for s in made["shapes"])


def test_hostile_names_stay_text(starter, mapped, codes):
    content = grid(codes)
    content["features"].append(feature(None, square(101, 41), name='"><script>alert(1)</script>\u202e'))
    assert mapped(content) == []
    index = html.pages(compose(ci.build(ci.read_edition(starter)), dt.date(2026, 11, 22)))["index.html"].decode()
    assert "<script>alert" not in index
    assert "&lt;script&gt;alert(1)" in index


# --- what is refused -------------------------------------------------------------------------------------------------

BROKEN = {
    "no JSON": (b"{", "must be GeoJSON"),
    "UTF-16": ("{}".encode("utf-16"), "must be GeoJSON in UTF-8"),
    "no collection": ({"type": "Feature"}, "must be a FeatureCollection of GeoJSON"),
    "a list": ([], "must be a FeatureCollection of GeoJSON"),
    "empty": (collection(), "must have 1 to 20,000 features, got 0"),
    "NaN": (b'{"type": "FeatureCollection", "features": [NaN]}', "NaN is no number of JSON"),
    "deep": (b"[" * 100_000, "nested too deep"),
    "projected": (
        collection(feature("ALD", square(0, 0)), crs={"type": "name", "properties": {"name": "EPSG:3857"}}),
        "must be in longitude and latitude (WGS 84), got 'EPSG:3857'; reproject it",
    ),
    "metres": (collection(feature("ALD", square(500_000, 0))), "feature 1 ring 1: must be a list of longitudes"),
    "open": (collection(feature("ALD", square(0, 0)[:-1])), "feature 1 ring 1: must be closed"),
    "short": (collection(feature("ALD", [[0, 0], [1, 1], [0, 0]])), "feature 1 ring 1: must have 4 places or more"),
    "text": (collection(feature("ALD", [["0", 0], [1, 1], [1, 0], ["0", 0]])), "ring 1: must be a list of longitudes"),
    "large numbers": (collection(feature("ALD", [[10**400, 0]] * 4)), "ring 1: must be a list of longitudes"),
    "line": (
        collection({"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": []}}),
        "feature 1 geometry: must be one of Polygon, MultiPolygon, Point, got 'LineString'",
    ),
    "no feature": (collection({"type": "Other"}), "feature 1: must be a Feature of GeoJSON"),
    "hollow": (collection(feature("ALD")), "feature 1 ring 1: must be a list of longitudes"),
    "other key": (
        collection(feature("ALD", square(0, 0), key="ISO_3")),
        "map_id: must be a property of the features of map/units.geojson, got 'ISO3'; did you mean 'ISO_3'?",
    ),
    "other codes": (
        collection(feature("XX1", square(0, 0)), feature(7, square(2, 0))),
        "property ISO3: must hold codes of units.csv, got 'XX1, 7'",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_map_file_is_a_problem_with_its_place(mapped, name):
    content, said = BROKEN[name]
    problems = mapped(content)
    assert problems
    assert any(said in p for p in problems), problems
    assert all(p.startswith(("map/units.geojson", "index.toml [report] map")) for p in problems)


def test_many_problems_are_counted(mapped):
    problems = mapped(collection(*(feature("ALD", square(0, 0)[:-1]) for _ in range(100))))
    assert len(problems) == 21
    assert problems[-1] == "map/units.geojson: has 80 more problems of these kinds"


def test_a_huge_map_file_is_refused_unread(mapped):
    assert mapped(b" " * 20_000_001) == [
        "map/units.geojson: must be 20 MB or less, got 20 MB; simplify its outlines",
    ]


def test_settings_of_a_map_belong_together(mapped, codes):
    assert mapped(grid(codes), 'map_credit = "x"  # map_id') == [
        "index.toml [report] map_credit: must stand beside a map, got 'x'",
    ]


def test_a_map_needs_to_know_its_codes(mapped, codes):
    (problem,) = mapped(grid(codes), 'map = "map/units.geojson"  # map_id')
    assert problem.startswith("index.toml [report] map_id: must be given beside a map")
    assert "ISO3" in problem
