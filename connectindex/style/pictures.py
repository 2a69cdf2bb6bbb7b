"""Pictures: a logo of an edition, told by its content and checked to hold nothing but a picture."""

from __future__ import annotations

import re
import struct
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
_EMBEDDED = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]*")
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]*)['\"]?\s*\)")
_REACHES_OUT = re.compile(r"url\(\s*(?!['\"]?#)|@|\\|expression|javascript:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its type, its bytes, and how wide it is for its height."""

    kind: str
    content: bytes
    ratio: float = 1.0


def picture(path: Path, name: str) -> tuple[Picture | None, list[Problem]]:
    """A PNG, JPEG or SVG file.

    Returns
    -------
    The picture or None, and what is wrong with the file.
    """
    size = path.stat().st_size
    if size > LARGEST:
        return None, [Problem(name, f"must be {LARGEST // 1000:,} kB or less", f"{size // 1000:,} kB")]
    content = path.read_bytes()
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _sized("image/png", content, _png_size(content), name)
    if content.startswith(b"\xff\xd8\xff"):
        return _sized("image/jpeg", content, _jpeg_size(content), name)
    if b"<svg" in content[:4096]:
        ratio, problems = _drawing(content, name)
        return (None if problems else Picture("image/svg+xml", content, ratio)), problems
    return None, [Problem(name, "must be a PNG, JPEG or SVG picture", shown(content[:8]))]


def _sized(kind: str, content: bytes, size: tuple[int, int] | None, name: str) -> tuple[Picture | None, list[Problem]]:
    if size is None or min(size) < 1:
        return None, [Problem(name, f"must be a whole {kind.partition('/')[2].upper()} picture")]
    if max(size) > WIDEST:
        rule = f"must be {WIDEST} pixels or less on each side"
        return None, [Problem(name, rule, f"{size[0]} x {size[1]}")]
    return Picture(kind, content, size[0] / size[1]), []


def _png_size(content: bytes) -> tuple[int, int] | None:
    if len(content) < 45 or content[12:16] != b"IHDR" or b"IEND" not in content[-16:]:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height as the first frame's head says them."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + max(length, 2)
    return None


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
        elif not _stays_inside(tag, key, value):
            problems.append(Problem(name, "must refer to nothing outside itself", shown(value)))
    if tag == "style" and _REACHES_OUT.search(element.text or ""):
        problems.append(Problem(name, "must have a plain style sheet without '@' and addresses"))
    return problems


def _stays_inside(tag: str, key: str, value: str) -> bool:
    if key in HREFS:
        return value.startswith("#") or bool(tag == "image" and _EMBEDDED.fullmatch(value))
    return not _REACHES_OUT.search(value)


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
