"""Pictures: a logo of an edition, recognised by its content and checked to hold nothing but a picture."""

from __future__ import annotations

import base64
import binascii
import io
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET  # entities, the one danger of it, are refused before

from connectindex.errors import Problem, shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LARGEST = 200_000
WIDEST = 4096
MOST_DRAWN = 20_000
SVG = "{http://www.w3.org/2000/svg}"
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
# what draws; no links, scripts, foreign markup, animation
ELEMENTS = frozenset(
    {
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "title",
        "desc",
        "metadata",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "image",
        "style",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
        "switch",
    }
)
_EMBEDDED = re.compile(r"data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=\s]*)")
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]*)['\"]?\s*\)")
_REACHES_OUT = re.compile(r"url\(\s*(?!['\"]?#)|@|\\|expression|javascript:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its type, its bytes, and how wide it is for its height."""

    kind: str
    content: bytes
    ratio: float = 1.0


def picture(path: Path, name: str) -> tuple[Picture | None, list[Problem]]:
    """Read a PNG, JPEG or SVG file.

    Returns
    -------
    The picture or None, and what is wrong with the file.
    """
    size = path.stat().st_size
    if size > LARGEST:
        return None, [Problem(name, f"must be {LARGEST // 1000:,} kB or less", f"{size // 1000:,} kB")]
    return read_picture(path.read_bytes(), name)


def read_picture(content: bytes, name: str) -> tuple[Picture | None, list[Problem]]:
    """Read the content of a PNG, JPEG or SVG file; arguments and result as in `picture`."""
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return _raster(content, name)
    if b"<svg" in content[:4096]:
        ratio, problems = _drawing(content, name)
        return (None if problems else Picture("image/svg+xml", content, ratio)), problems
    return None, [Problem(name, "must be a PNG, JPEG or SVG picture", shown(content[:8]))]


def _raster(content: bytes, name: str) -> tuple[Picture | None, list[Problem]]:
    """A PNG or JPEG, unpacked once its size is known to be fair: each bit of it has been read before a page has it."""
    from PIL import Image  # noqa: PLC0415 - few editions bring a picture

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
                width, height = opened.size
                kind = str(opened.format)
                if max(width, height) <= WIDEST:
                    opened.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        return None, [Problem(name, f"must be {WIDEST} pixels or less on each side", str(error))]
    except Exception as error:  # noqa: BLE001 - Pillow raises what it meets in a stranger's file
        kind = "PNG" if content.startswith(b"\x89") else "JPEG"
        return None, [Problem(name, f"must be a whole {kind} picture", shown(str(error) or type(error).__name__))]
    if max(width, height) > WIDEST:
        return None, [Problem(name, f"must be {WIDEST} pixels or less on each side", f"{width} x {height}")]
    return Picture(f"image/{kind.lower()}", content, width / height), []


def _drawing(content: bytes, name: str) -> tuple[float, list[Problem]]:
    """How wide an SVG is for its height, and everything in it that is more than a drawing."""
    try:
        text = content.decode("utf-8-sig")
        if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper() or "<?xml-stylesheet" in text:
            return 1.0, [Problem(name, "must have no document type, entities or style sheets of its own")]
        root = ET.fromstring(text)  # noqa: S314 - without entities, and of bounded size
    except UnicodeDecodeError:
        return 1.0, [Problem(name, "must be an SVG picture in UTF-8")]
    except (ET.ParseError, RecursionError, ValueError) as error:
        return 1.0, [Problem(name, "must be an SVG picture", shown(str(error)))]
    if root.tag != f"{SVG}svg":
        return 1.0, [Problem(name, "must be an SVG picture", shown(root.tag))]
    problems = [p for element in root.iter() for p in _element_problems(element, name)]
    if not problems and _drawn(root) > MOST_DRAWN:
        rule = f"must draw {MOST_DRAWN:,} elements or fewer, those drawn again counted again, and none within itself"
        problems.append(Problem(name, rule))
    return _ratio(root.attrib), list(dict.fromkeys(problems))


def _element_problems(element: ET.Element, name: str) -> list[Problem]:
    space, _, tag = str(element.tag).rpartition("}")
    if f"{space}}}" != SVG:
        # the drawing programs' own notes draw nothing; markup of other kinds does
        return [] if "xhtml" not in space and "MathML" not in space else [Problem(name, "must hold SVG only", tag)]
    if tag in ("text", "tspan"):
        return [Problem(name, "must have its letters as paths: fonts differ between machines", f"<{tag}>")]
    if tag not in ELEMENTS:
        return [Problem(name, "must hold shapes and texts only", f"<{shown(tag)}>")]
    problems = []
    for key, value in element.attrib.items():
        if key.lower().startswith("on"):
            problems.append(Problem(name, "must have no scripts", shown(key)))
        elif tag == "image" and key in HREFS and value.startswith("data:"):
            if not _embedded(value):
                rule = f"must hold whole PNG and JPEG pictures of {WIDEST} pixels or less on each side"
                problems.append(Problem(name, rule, shown(value)))
        elif not (value.startswith("#") if key in HREFS else not _REACHES_OUT.search(value)):
            problems.append(Problem(name, "must refer to nothing outside itself", shown(value)))
    if tag == "style" and _REACHES_OUT.search(element.text or ""):
        problems.append(Problem(name, "must have a plain style sheet without '@' and addresses"))
    return problems


def _embedded(address: str) -> bool:
    """Whether an address holds a whole PNG or JPEG of fair size."""
    match = _EMBEDDED.fullmatch(address)
    try:
        return match is not None and _raster(base64.b64decode(match[1]), "")[0] is not None
    except binascii.Error:
        return False


def _drawn(root: ET.Element) -> float:
    """How many elements are drawn, those referred to counted each time; infinite where one draws itself."""
    by_id = {e.get("id", ""): e for e in root.iter() if e.get("id")}
    costs: dict[str, float] = {}
    style = "".join(e.text or "" for e in root.iter(f"{SVG}style"))

    def cost(element: ET.Element, above: tuple[str, ...]) -> float:
        total = 1.0
        named = [element.get(h, "")[1:] for h in HREFS if element.get(h, "").startswith("#")]
        named += [i for k, v in element.attrib.items() if k not in HREFS for i in _REFERENCE.findall(v)]
        for target in named:
            total += referred(target, above)
        return total + sum(cost(child, above) for child in element)

    def referred(target: str, above: tuple[str, ...]) -> float:
        if target in above or len(above) > 32:
            return float("inf")
        if target not in costs:
            costs[target] = cost(by_id[target], (*above, target)) if target in by_id else 0.0
        return costs[target]

    try:
        # a rule of the style sheet may hold for every element
        everywhere = sum(referred(i, ()) for i in _REFERENCE.findall(style))
        return cost(root, ()) + everywhere * sum(1 for _ in root.iter())
    except RecursionError:
        return float("inf")


def _ratio(attributes: Mapping[str, str]) -> float:
    """Width for height as the view box or the size says it; 1 where neither does."""
    box = re.findall(r"-?[\d.]+", attributes.get("viewBox", ""))
    pair = (
        box[2:4]
        if len(box) == 4
        else re.findall(r"[\d.]+", f"{attributes.get('width', '')} {attributes.get('height', '')}")[:2]
    )
    try:
        width, height = map(float, pair)
        return min(max(width / height, 0.05), 20.0)
    except (ValueError, ZeroDivisionError):
        return 1.0
