"""Style sheets of an edition: CSS that refers to nothing outside itself and bounds what a layout takes."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any

from connectindex.errors import Problem, shown
from connectindex.style.pictures import read_picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_SELECTORS = 1_000  # the package's own sheets have about 450
MOST_STEPS = 8  # combinators of one selector; each multiplies what matching it takes
DEEPEST = 12
LONGEST_VALUE = 300  # parts of one declaration
LONGEST_TEXT = 200  # characters of the strings of one declaration, which may be repeated for every element
LARGEST_NUMBER = 1_000.0
# largest and smallest length by unit: a large one makes pages, a small one columns, dashes or waves, without end
PIXELS = {"px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "q": 96 / 101.6}
LONGEST_LENGTH, SHORTEST_LENGTH = 5_000.0, 0.1
RELATIVE = ("em", "rem", "ex", "ch", "cap", "ic", "lh", "rlh", "vw", "vh", "vmin", "vmax", "vi", "vb", "%")
AT_RULES = frozenset(
    {
        *("page", "media", "supports", "container", "layer", "keyframes"),
        *(f"{a}-{b}" for a in ("top", "bottom") for b in ("left-corner", "left", "center", "right", "right-corner")),
        *(f"{a}-{b}" for a in ("left", "right") for b in ("top", "middle", "bottom")),
    }
)
# not those that fetch, such as image-set, repeat without end, such as repeating-linear-gradient or symbols, or copy
# whole elements, such as element and target-text
FUNCTIONS = frozenset(
    {
        *("url", "not", "is", "where", "has", "lang", "dir", "nth-child", "nth-last-child", "nth-of-type"),
        *("nth-last-of-type", "var", "env", "calc", "min", "max", "clamp", "minmax", "fit-content", "repeat"),
        *("rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "color-mix", "light-dark"),
        *("attr", "counter", "counters", "string", "content", "target-counter", "target-counters", "leader"),
        *("linear-gradient", "radial-gradient", "conic-gradient", "matrix", "translate", "translatex", "translatey"),
        *("scale", "scalex", "scaley", "rotate", "skew", "skewx", "skewy", "inset", "circle", "ellipse", "polygon"),
        *("cubic-bezier", "steps", "blur", "brightness", "contrast", "grayscale", "invert", "opacity", "saturate"),
        *("sepia", "drop-shadow", "hue-rotate", "selector"),
    }
)
MATHS = frozenset({"calc", "min", "max", "clamp"})
# numbers of columns and tracks, each of which is laid out
FEW = {"columns": 12.0, "column-count": 12.0, "grid": 100.0}
# elements whose whole text may be printed again on every page
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "covertitle", "profilename", "quiet"})
# ways to lay out that look at their content several times: one inside another takes its time again and again
REPEATED = frozenset({"columns", "column-count", "column-width", "float"})
PLAIN = frozenset({"block", "inline", "none", "list-item", "contents"})
_DATA = re.compile(r"data:(image/(?:png|jpeg|svg\+xml));base64,([A-Za-z0-9+/=\s]*)", re.IGNORECASE)


def css_problems(text: str, place: str) -> list[Problem]:
    r"""List what a style sheet must not hold, with lines.

    Parameters
    ----------
    text
        The style sheet.
    place
        Its name, for the problems.

    Returns
    -------
    Problems: addresses outside the sheet, fonts, markup, at-rules and functions that are not on the lists of this
    module, and numbers, lengths, strings and selectors that would let a layout take gigabytes or minutes.

    Examples
    --------
    >>> print(css_problems("a{}\n@import 'https://example.org/a.css';", "templates/css/page.css")[0])
    templates/css/page.css line 2: must be one of the at-rules that a style sheet may have, got '@import'
    """
    import tinycss2  # noqa: PLC0415 - few editions bring style sheets

    faults: list[tuple[int, str, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if "</" in line or "<!" in line:
            faults.append((number, "must not hold markup", "<"))
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    selectors = 0
    for node, depth in _nodes(rules):
        if depth > DEEPEST:
            faults.append((node.source_line, f"must be nested {DEEPEST} deep or less", ""))
            break
        selectors += 1 if node.type == "qualified-rule" else node == ","
        faults += ((node.source_line, rule, got) for rule, got in _node_faults(node))
    else:
        faults += _rule_faults(rules)
    problems = [Problem(f"{place} line {line}", rule, shown(got) if got else "") for line, rule, got in sorted(faults)]
    if selectors > MOST_SELECTORS:
        rule = (
            f"must have {MOST_SELECTORS:,} rules and commas or fewer, as each selector is compared with every element"
        )
        problems.append(Problem(place, rule, f"{selectors:,}"))
    return list(dict.fromkeys(problems))


def _nodes(nodes: Sequence[Any]) -> Iterator[tuple[Any, int]]:
    """Every rule and token with its depth; not by recursion, as a stranger chooses the depth."""
    waiting = [(node, 1) for node in reversed(nodes)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        for part in ("content", "arguments", "prelude"):
            waiting += [(child, depth + 1) for child in reversed(getattr(node, part, None) or [])]


def _node_faults(node: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with a rule or token by itself: rule, value."""
    kind = node.type
    if kind == "error":
        yield "must be CSS", node.message
    elif kind in ("at-rule", "at-keyword"):
        name = node.lower_at_keyword if kind == "at-rule" else node.lower_value
        if name not in AT_RULES:
            yield "must be one of the at-rules that a style sheet may have", f"@{name}"
    elif kind == "function":
        yield from _function_faults(node)
    elif kind == "url":
        yield from _address_faults(node.value)
    elif kind in ("number", "percentage", "dimension"):
        yield from _number_faults(node)


def _function_faults(node: Any) -> Iterator[tuple[str, str]]:
    name = node.lower_name
    if name not in FUNCTIONS:
        yield "must be one of the functions that a style sheet may have", f"{name}()"
    elif name == "url":
        yield from _address_faults("".join(p.value for p in node.arguments if p.type == "string"))
    elif name == "repeat" and any(p.type == "number" and p.value > FEW["grid"] for p in node.arguments):
        yield f"must repeat {FEW['grid']:g} times or fewer", f"{name}()"
    elif name in MATHS and any(part in ("*", "/") for part, _ in _nodes(node.arguments)):
        yield "must not multiply or divide lengths", f"{name}()"


def _address_faults(address: str) -> Iterator[tuple[str, str]]:
    if address.startswith("#"):
        return
    data = _DATA.fullmatch(address)
    if data is None:
        yield "must refer to nothing outside itself but pictures in base64 (PNG, JPEG, SVG)", f"url({address[:40]}"
        return
    try:
        content = base64.b64decode(data[2])
    except binascii.Error:
        content = b""
    yield from ((p.rule, p.got.strip("'")) for p in read_picture(content, "")[1])


def _number_faults(node: Any) -> Iterator[tuple[str, str]]:
    size, unit = abs(node.value), getattr(node, "lower_unit", "%" if node.type == "percentage" else "")
    got = f"{node.representation}{'%' if unit == '%' else unit}"
    if unit in PIXELS:
        if size * PIXELS[unit] > LONGEST_LENGTH or 0 < size * PIXELS[unit] < SHORTEST_LENGTH:
            yield f"lengths must be 0 or from {SHORTEST_LENGTH:g} to {LONGEST_LENGTH:,.0f} px", got
    elif unit in RELATIVE and 0 < size < 0.01:
        yield "lengths must be 0 or 0.01 and more", got
    elif not size <= LARGEST_NUMBER:
        yield f"numbers must be {LARGEST_NUMBER:,.0f} or less", got


def _rule_faults(rules: Sequence[Any]) -> Iterator[tuple[int, str, str]]:
    """What is wrong with selectors and declarations, in whichever block they are."""
    import tinycss2  # noqa: PLC0415 - as above

    waiting = [(rule, False) for rule in rules]
    while waiting:
        node, inside = waiting.pop()
        if node.type == "declaration":
            yield from _declaration_faults(node, None)
            continue
        if node.type not in ("qualified-rule", "at-rule") or node.content is None:
            continue
        contents = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
        if node.type == "at-rule":
            waiting += [(part, inside) for part in contents]
            continue
        selectors = _split(node.prelude)
        for selector in selectors:
            yield from ((node.source_line, rule, "") for rule in _selector_faults(selector))
        for part in contents:
            if part.type == "declaration":
                yield from _declaration_faults(part, selectors)
            elif part.type in ("qualified-rule", "at-rule"):
                yield part.source_line, "rules must not stand inside rules", ""


def _split(prelude: Sequence[Any]) -> list[list[Any]]:
    """Selectors between commas, without blanks around them."""
    selectors: list[list[Any]] = [[]]
    for part in prelude:
        if part == ",":
            selectors.append([])
        elif part.type != "comment" and (part.type != "whitespace" or selectors[-1]):
            selectors[-1].append(part)
    for selector in selectors:
        while selector and selector[-1].type == "whitespace":
            selector.pop()
    return selectors


def _selector_faults(selector: list[Any]) -> Iterator[str]:
    parts = [node for node, _ in _nodes(selector)]
    if sum(p.type == "whitespace" or p in (">", "+", "~") for p in parts) > MOST_STEPS:
        yield f"a selector must have {MOST_STEPS} combinators and blanks or fewer"
    if sum(p == "~" for p in parts) > 1 or sum(p.type == "function" and p.lower_name == "has" for p in parts) > 1:
        yield "a selector must have one ~ and one :has() or fewer"


def _declaration_faults(node: Any, selectors: list[list[Any]] | None) -> Iterator[tuple[int, str, str]]:
    parts = [part for part, _ in _nodes(node.value)]
    if len(parts) > LONGEST_VALUE:
        yield node.source_line, f"a value must have {LONGEST_VALUE} parts or fewer", node.lower_name
    if sum(len(p.value) for p in parts if p.type == "string") > LONGEST_TEXT:
        yield node.source_line, f"texts must have {LONGEST_TEXT} characters or fewer", node.lower_name
    most = FEW.get("grid" if node.lower_name.startswith("grid") else node.lower_name)
    if most and any(p.type == "number" and abs(p.value) > most for p in parts):
        yield node.source_line, f"numbers of columns and rows must be {most:g} or fewer", node.lower_name
    copies = any(p.type == "function" and p.lower_name == "content" for p in parts)
    if copies and not all(s and getattr(s[-1], "value", "") in HEADINGS for s in selectors or [[]]):
        rule = "content() must stand in a rule for headings (h1 to h4), .covertitle, .profilename or .quiet"
        yield node.source_line, rule, node.lower_name
    shown_as = {p.lower_value for p in parts if p.type == "ident"} if node.lower_name == "display" else set()
    if (node.lower_name in REPEATED or shown_as - PLAIN) and not all(map(_names_a_class, selectors or [[]])):
        rule = "columns, floats and boxes other than block and inline must stand in rules for a class or an id"
        yield node.source_line, rule, node.lower_name


def _names_a_class(selector: list[Any]) -> bool:
    """Whether a selector has a class or an id, and ends in more than ``*``."""
    named = any(part == "." or part.type == "hash" for part in selector)
    return named and selector[-1] != "*"
