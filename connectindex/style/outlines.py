"""Outlines: a GeoJSON file of an edition, whose features become the shapes of the map."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from connectindex.errors import Problem, did_you_mean, shown
from connectindex.filenames import FILE, MAP
from connectindex.model.display import Brief
from connectindex.style.report_style import PLACE, inside

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from connectindex.style.section import ReportSection

LARGEST = 20_000_000
WORLD = "world"  # the outlines of the package, by ISO code
MOST_FEATURES = 20_000
MOST_PLACES = 500_000
SHOWN_PROBLEMS = 20
LISTED = 12
KINDS = ("Polygon", "MultiPolygon", "Point")
# names of longitude and latitude on WGS 84, the one system GeoJSON knows (RFC 7946, section 4)
SYSTEMS = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Feature(Brief):
    """A feature of the map.

    Parameters
    ----------
    code
        Of the unit; empty for what is drawn around the units.
    name
        As the file has it.
    rings
        Outlines and holes, each n x 2: longitude and latitude in degrees, the last place the first one.
    point
        Where the file has a place instead of an outline.
    """

    code: str
    name: str
    rings: tuple[NDArray[np.float64], ...] = ()
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Outlines(Brief):
    """The features of a map file, and what is printed under the map.

    `missing`: units that the file has no feature for; `strange`: codes in it that are no units.
    """

    file: str
    features: tuple[Feature, ...]
    credit: str = ""
    disclaimer: str = ""
    missing: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


def parsed_outlines(
    section: ReportSection, folder: Path, codes: Sequence[str]
) -> tuple[Outlines | None, list[Problem]]:
    """The map file that ``[report] map`` names; None where it names none, or one of drawn paths (``map.json``).

    Parameters
    ----------
    section
        Of index.toml.
    folder
        The edition; the file must lie inside.
    codes
        Of the units.
    """
    if not section.map:
        alone = [k for k in ("map_id", "map_name", "map_credit", "map_disclaimer") if getattr(section, k)]
        rule = "must stand beside a map"
        return None, [Problem(f"{PLACE} {k}", rule, shown(getattr(section, k))) for k in alone]
    path, problems = inside(section.map, "map", folder)
    if section.map == WORLD and not (folder / WORLD).exists():
        rule = "must not stand beside the map of the package, whose outlines are by ISO code"
        path, problems = None, [Problem(f"{PLACE} map_id", rule, shown(section.map_id))] if section.map_id else []
    if path is None:
        return None, problems
    name = path.relative_to(folder).as_posix()
    if not section.map_id:
        if name == MAP:
            return None, []
        hint = "the property of each feature that holds the code of its unit, such as ISO3"
        return None, [Problem(f"{PLACE} map_id", "must be given beside a map", "", hint)]
    document, problems = _document(path, name)
    if document is None:
        return None, problems
    return _outlines(document, name, section, codes)


def _document(path: Path, name: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    if path.stat().st_size > LARGEST:
        size = f"{path.stat().st_size / 1e6:.0f} MB"
        return None, [Problem(name, f"must be {LARGEST // 1_000_000} MB or less", size, "simplify its outlines")]
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        return None, [Problem(name, "must be GeoJSON in UTF-8")]
    except (ValueError, RecursionError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else str(error)
        return None, [Problem(name, "must be GeoJSON", shown(reason))]
    problems = _collection_problems(document, name)
    return (None if problems else document), problems


def _collection_problems(document: object, name: str) -> list[Problem]:
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection" or not isinstance(features, list):
        return [Problem(name, "must be a FeatureCollection of GeoJSON")]
    if not 0 < len(features) <= MOST_FEATURES:
        return [Problem(name, f"must have 1 to {MOST_FEATURES:,} features", f"{len(features):,}")]
    system = document.get("crs", SYSTEMS[0])
    # {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, as older programs write it
    named = system.get("properties", {}) if isinstance(system, dict) else {"name": system}
    text = str(named.get("name")) if isinstance(named, dict) else ""
    if not text.endswith(SYSTEMS):
        return [Problem(name, "must be in longitude and latitude (WGS 84)", shown(text), "reproject it")]
    return []


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def _outlines(
    document: Mapping[str, Any], name: str, section: ReportSection, codes: Sequence[str]
) -> tuple[Outlines | None, list[Problem]]:
    features: list[Feature] = []
    problems: list[Problem] = []
    properties: set[str] = set()
    known = set(codes)
    strange: dict[str, None] = {}
    named, any_unit = 0, False
    for number, raw in enumerate(document["features"], start=1):
        place = f"{name} feature {number}"
        if not isinstance(raw, dict) or raw.get("type") != "Feature":
            problems.append(Problem(place, "must be a Feature of GeoJSON"))
            continue
        has = raw.get("properties")
        values: dict[str, Any] = has if isinstance(has, dict) else {}
        properties |= set(values)
        code = values.get(section.map_id)
        named += section.map_id in values
        text = str(code).strip() if isinstance(code, str | int) and not isinstance(code, bool) else ""
        any_unit |= text in known
        if text and text not in known:
            strange[text] = None
        label = values.get(section.map_name or "name")
        feature, faults = _feature(raw.get("geometry"), text if text in known else "", label, place)
        problems += faults
        if feature is not None:
            features.append(feature)
    if len(problems) > SHOWN_PROBLEMS:
        more = len(problems) - SHOWN_PROBLEMS
        problems = [*problems[:SHOWN_PROBLEMS], Problem(name, f"has {more} more problems of these kinds")]
    if not named:
        hint = did_you_mean(section.map_id, properties)
        problems.append(Problem(f"{PLACE} map_id", f"must be a property of the features of {name}",
                                shown(section.map_id), hint))  # fmt: skip
    elif not problems:
        place = "" if any_unit else f"{name} property {section.map_id}"
        problems += _undrawn(features, name, place, shown(", ".join(list(strange)[:LISTED])))
    if problems:
        return None, problems
    drawn = {f.code for f in features}
    return Outlines(
        name,
        tuple(features),
        section.map_credit,
        section.map_disclaimer,
        tuple(c for c in codes if c not in drawn),
        tuple(strange),
    ), []


def _undrawn(features: Sequence[Feature], name: str, place: str, strange: str) -> Iterator[Problem]:
    """What keeps whole features from being a map; `place` is that of codes that are none, where all are."""
    places = sum(len(r) for f in features for r in f.rings)
    if places > MOST_PLACES:
        rule = f"must have {MOST_PLACES:,} places or fewer along its outlines"
        yield Problem(name, rule, f"{places:,}", "simplify them")
    elif place:
        yield Problem(place, f"must hold codes of {FILE.replace('index.toml', 'units.csv')}", strange)
    elif not any(f.code for f in features):
        yield Problem(name, "must give an outline or a place to a unit")


def _feature(geometry: object, code: str, label: object, place: str) -> tuple[Feature | None, list[Problem]]:
    name = label if isinstance(label, str) else ""
    if geometry is None:
        return None, []  # RFC 7946: a feature without a place
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in KINDS:
        return None, [Problem(f"{place} geometry", f"must be one of {', '.join(KINDS)}", shown(kind))]
    coordinates = geometry.get("coordinates")
    if kind == "Point":
        array = _positions([coordinates])
        if array is None:
            return None, [Problem(f"{place} geometry", "must be a longitude and a latitude in degrees")]
        return Feature(code, name, point=(float(array[0, 0]), float(array[0, 1]))), []
    polygons = [coordinates] if kind == "Polygon" else coordinates
    rings: list[NDArray[np.float64]] = []
    problems: list[Problem] = []
    for polygon in polygons if isinstance(polygons, list) and polygons else [None]:
        for ring in polygon if isinstance(polygon, list) and polygon else [None]:
            places, rule = _ring(ring)
            if places is None:
                problems.append(Problem(f"{place} ring {len(rings) + len(problems) + 1}", rule))
            else:
                rings.append(places)
    return (None, problems) if problems else (Feature(code, name, tuple(rings)), [])


def _ring(raw: object) -> tuple[NDArray[np.float64] | None, str]:
    array = _positions(raw)
    if array is None:
        return None, "must be a list of longitudes (-180 to 180) and latitudes (-90 to 90) in degrees"
    if len(array) < 4:
        return None, "must have 4 places or more"
    if (array[0] != array[-1]).any():
        return None, "must be closed: the last place is the first one again"
    return array, ""


def _positions(raw: object) -> NDArray[np.float64] | None:
    """Longitudes and latitudes, n x 2; None where there is anything else, or anything beyond the globe."""
    if not isinstance(raw, list) or not raw or not all(isinstance(p, list) and 2 <= len(p) <= 4 for p in raw):
        return None
    if not all(type(v) in (int, float) for p in raw for v in p[:2]):
        return None
    try:
        array = np.array([p[:2] for p in raw], dtype=np.float64)
    except (ValueError, OverflowError):
        return None
    lon, lat = np.abs(array[:, 0]), np.abs(array[:, 1])
    return array if bool((lon <= 180.000001).all() and (lat <= 90.000001).all()) else None
