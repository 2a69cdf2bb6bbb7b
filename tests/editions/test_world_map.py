"""The world map that the reports draw: the shipped file, and the steps that made it."""

import itertools
import json
import math
import re
from importlib import resources

import pytest

FILE = resources.files("connectindex.editions") / "world" / "map.json"
NUMBER = r"-?(?:\d+(?:\.\d)?|\.\d)"
RING = re.compile(rf"M({NUMBER}(?:(?: |(?=-)){NUMBER})+)l({NUMBER}(?:(?: |(?=-)){NUMBER})+)z")


def rings(d):
    """Closed rings in whole tenths of a pixel; fails on any text that is not a ring."""
    assert d
    assert RING.sub("", d) == ""
    found = []
    for start, moves in RING.findall(d):
        steps = [[round(10 * float(n)) for n in re.findall(NUMBER, text)] for text in (start, moves)]
        assert len(steps[0]) == 2
        corners = zip((steps[0] + steps[1])[::2], (steps[0] + steps[1])[1::2], strict=True)
        cells = list(itertools.accumulate(corners, lambda a, b: (a[0] + b[0], a[1] + b[1])))
        found.append([*cells, cells[0]])
    return found


def area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring)) / 200


@pytest.fixture(scope="module")
def world():
    return json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def drawn(world):
    return {shape["id"]: rings(shape["d"]) for shape in world["shapes"]}


def box(drawn, unit):
    xs, ys = zip(*(cell for ring in drawn[unit] for cell in ring), strict=True)
    return min(xs) / 10, min(ys) / 10, max(xs) / 10, max(ys) / 10


def test_names_its_source_licence_and_disclaimer(world):
    assert set(world) == {
        *("width", "height", "projection", "source", "licence", "disclaimer"),
        *("sphere", "shapes", "points", "small"),
    }
    assert "Natural Earth" in world["source"]
    assert "BSD-3-Clause" in world["licence"]
    assert "do not imply official endorsement" in world["disclaimer"]


def test_is_small_enough_to_stand_inside_a_page():
    assert 100_000 < len(FILE.read_bytes()) < 200_000


def test_shapes_are_sorted_units_and_one_shape_that_is_none(world):
    ids = [shape["id"] for shape in world["shapes"]]
    assert ids == sorted(set(ids))
    assert all(re.fullmatch("[A-Z]{3}", unit) for unit in ids if unit)
    assert [shape["name"] for shape in world["shapes"] if not shape["id"]] == [""]  # Siachen Glacier and Antarctica
    assert all(shape["name"] and "." not in shape["name"] for shape in world["shapes"] if shape["id"])


def test_ids_are_iso_3166_codes_or_kosovo(drawn):
    pycountry = pytest.importorskip("pycountry")
    assert drawn.keys() - {country.alpha_3 for country in pycountry.countries} == {"", "XKX"}


def test_every_sovereign_state_and_the_small_ones_are_there(drawn):
    wanted = "SSD HKG MAC PRI BHR SGP MLT MUS TLS XKX ESH TWN PSE KIR TUV NRU VAT MCO SMR LIE AND MDV FSM PLW"
    assert set(wanted.split()) <= drawn.keys()
    assert len(drawn) == 247
    assert not drawn.keys() & {"ATA", "SOL", "CYN", "KAS", "IOA", "ATC"}


def test_merged_units_have_no_inner_border(drawn):
    assert len(drawn["CYP"]) == 1
    assert len(drawn["SOM"]) == 1


@pytest.mark.parametrize(
    ("unit", "frame"),
    [
        ("RUS", (515, 0, 855, 100)),  # Kaliningrad to Cape Dezhnev
        ("FJI", (945, 295, 965, 315)),
        ("SOM", (580, 195, 615, 255)),
        ("NZL", (850, 360, 920, 420)),  # with the Chatham Islands
    ],
)
def test_units_near_the_cut_and_merged_ones_lie_where_they_should(drawn, unit, frame):
    left, top, right, bottom = box(drawn, unit)
    assert frame[0] < left < right < frame[2]
    assert frame[1] < top < bottom < frame[3]


def test_the_whole_globe_is_drawn(world, drawn):
    # Equal Earth is 2.0546 times as wide as high (Šavrič, Patterson and Jenny 2018)
    (sphere,) = rings(world["sphere"])
    xs, ys = zip(*sphere, strict=True)
    assert (max(xs) - min(xs)) / (max(ys) - min(ys)) == pytest.approx(2.0546, rel=0.002)
    assert box(drawn, "")[3] == pytest.approx(max(ys) / 10, abs=0.3)  # Antarctica reaches the South Pole
    assert 2 < box(drawn, "GRL")[1] < 10  # Cape Morris Jesup, 83.6 N


@pytest.mark.parametrize(
    ("unit", "of"),
    [("GUF", "FRA"), ("REU", "FRA"), ("GLP", "FRA"), ("MTQ", "FRA"), ("MYT", "FRA"), ("SJM", "NOR"), ("BES", "NLD")],
)
def test_parts_that_are_units_of_their_own_are_no_part_of_their_sovereign(drawn, unit, of):
    west, north, east, south = box(drawn, of)
    assert not {tuple(ring[0]) for ring in drawn[unit]} & {tuple(ring[0]) for ring in drawn[of]}
    inside = [r for r in drawn[unit] if west <= r[0][0] / 10 <= east and north <= r[0][1] / 10 <= south]
    assert not inside, (unit, of)


def spot(drawn, worldmap, lon, lat):
    """The unit whose outline holds a place."""
    x, y = (10 * v for v in worldmap.project(lon, lat))

    def turns(ring):
        return sum(
            (a[1] > y) != (b[1] > y) and x < a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1])
            for a, b in itertools.pairwise(ring)
        )

    return next((unit for unit, found in drawn.items() if sum(map(turns, found)) % 2), None)


# what `notes.md` of the world edition says the map shows
@pytest.mark.parametrize(
    ("place", "lon", "lat", "unit"),
    [
        ("Simferopol", 34.1, 44.95, "UKR"),
        ("Dakhla", -15.0, 23.5, "ESH"),
        ("Hargeisa", 44.06, 9.56, "SOM"),
        ("Kyrenia", 33.3, 35.25, "CYP"),
        ("Sukhumi", 41.2, 43.0, "GEO"),
        ("Srinagar", 74.8, 34.1, "IND"),
        ("Gilgit", 74.3, 35.9, "PAK"),
        ("Aksai Chin", 79.5, 35.2, "CHN"),
        ("Arunachal Pradesh", 94.0, 28.0, "IND"),
        ("Pristina", 21.1, 42.7, "XKX"),
        ("Taichung", 120.9, 24.1, "TWN"),
        ("Siachen", 77.1, 35.4, ""),
        ("Port Stanley", -58.9, -51.8, "FLK"),
    ],
)
def test_disputed_areas_are_shown_as_the_notes_say(drawn, worldmap, place, lon, lat, unit):
    assert spot(drawn, worldmap, lon, lat) == unit, place


@pytest.mark.parametrize("name", ["panel", "belt_and_road"])
def test_other_editions_have_the_same_map_and_say_the_same_of_it(name):
    editions, head = resources.files("connectindex.editions"), "## Maps and names\n"
    maps = [(editions / e / "map.json").read_bytes() for e in ("world", name)]
    assert maps[0] == maps[1]
    said = [
        (editions / e / "notes.md").read_text("utf-8").partition(head)[2].split("\n* ")[1].split()
        for e in ("world", name)
    ]
    assert "Western Sahara apart from Morocco" in " ".join(said[0])
    assert said[0] == said[1]


def test_no_streak_crosses_the_map(drawn):
    longest = {u: max(math.dist(a, b) for r in d for a, b in itertools.pairwise(r)) / 10 for u, d in drawn.items() if u}
    assert max(longest, key=longest.__getitem__) in {"CAN", "USA"}  # the 49th parallel
    assert max(longest.values()) < 120


def test_everything_is_in_the_frame(world, drawn):
    for unit in drawn:
        left, top, right, bottom = box(drawn, unit)
        assert 0 <= left <= right <= world["width"], unit
        assert 0 <= top <= bottom <= world["height"], unit
    (sphere,) = rings(world["sphere"])
    xs, ys = zip(*sphere, strict=True)
    assert (min(xs) / 10, max(xs) / 10) == (1, world["width"] - 1)
    assert min(ys) / 10 == 1
    assert world["height"] - 2 <= max(ys) / 10 < world["height"]


def test_every_unit_has_a_point_in_its_own_box(world, drawn):
    assert world["points"].keys() == drawn.keys() - {""}
    for unit, (x, y) in world["points"].items():
        left, top, right, bottom = box(drawn, unit)
        assert left <= x <= right, unit
        assert top <= y <= bottom, unit


def test_dots_are_for_units_hard_to_see(world, drawn):
    assert world["small"] == sorted(set(world["small"]))
    assert {"SGP", "BHR", "MLT", "MUS", "HKG", "LUX", "CYP", "VAT"} <= set(world["small"])
    # the rule is on the source's areas; what is drawn differs by the thinning
    assert all(sum(map(area, drawn[unit])) < 13 for unit in world["small"])
    assert all(sum(map(area, drawn[unit])) > 11 for unit in drawn.keys() - {"", *world["small"]})


def test_areas_are_those_of_the_countries(drawn):
    # thousand km2, UN Demographic Yearbook, table 3; equal-area, so that one factor fits all
    known = {"BRA": 8516, "AUS": 7692, "FRA": 551.5, "DZA": 2382, "KAZ": 2725, "ISL": 103, "NGA": 924}
    pixel = {unit: thousand / sum(map(area, drawn[unit])) for unit, thousand in known.items()}
    assert all(size == pytest.approx(1.194, rel=0.03) for size in pixel.values()), pixel


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FRA", "DEU"),
        ("CAN", "USA"),
        ("ARM", "AZE"),
        ("ESH", "MRT"),
        ("RUS", "UKR"),
        ("SDN", "SSD"),
        ("ZAF", "LSO"),
    ],
)
def test_neighbours_share_their_border_corner_for_corner(drawn, one, other):
    edges = {(a, b) for ring in drawn[one] for a, b in itertools.pairwise(ring)}
    shared = [(a, b) for ring in drawn[other] for a, b in itertools.pairwise(ring) if (b, a) in edges]
    assert len(shared) >= 5
    assert len(shared) == len(set(shared))


def test_holes_run_against_their_outlines(drawn):
    (lesotho,) = drawn["LSO"]
    around = [ring for ring in drawn["ZAF"] if set(lesotho) == set(ring)]
    assert [area(ring) for ring in around] == [-area(lesotho)]
    assert area(lesotho) > 0


@pytest.fixture(scope="module")
def worldmap():
    pytest.importorskip("shapely")
    from connectindex.editions.world.derive import worldmap

    return worldmap


@pytest.mark.parametrize("lat", [-80, -30, 0, 45, 75])
def test_projection_is_equal_area(worldmap, lat):
    step = 1e-4
    dx = worldmap.equal_earth(step, lat)[0]
    dy = worldmap.equal_earth(0, lat + step)[1] - worldmap.equal_earth(0, lat)[1]
    assert dx * dy / math.radians(step) ** 2 == pytest.approx(math.cos(math.radians(lat)), rel=1e-4)


def test_thinning_keeps_ends_and_large_corners(worldmap):
    arc = [(0.0, 0.0), (5.0, 0.01), (10.0, 0.0), (10.0, 10.0)]
    assert worldmap.thin(arc, 1) == [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)]
    assert worldmap.thin(arc, 0) == arc
    assert worldmap.thin(arc, math.inf) == [arc[0], arc[-1]]


def test_thinning_leaves_a_closed_arc_three_corners(worldmap):
    arc = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.2), (0.0, 1.0), (0.0, 0.0)]
    assert len(worldmap.thin(arc, math.inf)) == 4


def square(west, east):
    def arc(*corners):
        deltas = [corners[0], *([b[0] - a[0], b[1] - a[1]] for a, b in itertools.pairwise(corners))]
        return [list(delta) for delta in deltas]

    return {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [arc([west, 0], [east, 0], [east, 20], [west, 20], [west, 0])],
        "objects": {"countries": {"geometries": [{"properties": {"a3": "AAA", "name": "A"}, "arcs": [[[0]]]}]}},
    }


def test_a_ring_over_180_degrees_stays_whole(worldmap):
    (shape,) = json.loads(worldmap.draw(square(170, -175)))["shapes"]
    (ring,) = rings(shape["d"])
    assert 900 < min(x for x, _ in ring) / 10 < max(x for x, _ in ring) / 10 < 1000


def test_a_ring_over_the_edge_of_the_map_is_cut_in_two(worldmap):
    (shape,) = json.loads(worldmap.draw(square(-179, -159)))["shapes"]
    east, west = sorted(rings(shape["d"]), key=lambda ring: -ring[0][0])
    assert min(x for x, _ in east) > 9000
    assert max(x for x, _ in west) < 1000
    assert area(east) == pytest.approx(area(west), rel=0.01)


@pytest.mark.network
def test_the_shipped_file_is_what_the_package_gives(worldmap, tmp_path):
    worldmap.derive(tmp_path, tmp_path)
    assert (tmp_path / "map.json").read_bytes() == FILE.read_bytes()
