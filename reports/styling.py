"""The style of an edition's report, as style sheets, fonts and pictures of pages and book."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectindex.errors import InputError, Problem, shown
from connectindex.reports import assets, palette
from connectindex.reports.fonts import LATIN
from connectindex.style.report_style import ReportStyle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PLAIN = ReportStyle()
FAMILY = "EditionFont"
# weight and style of each file, and which other draws for it
FACES: Mapping[str, tuple[int, str]] = {
    "regular": (400, "normal"),
    "medium": (500, "normal"),
    "semibold": (600, "normal"),
    "bold": (700, "normal"),
    "italic": (400, "italic"),
}
ON_PAGES = ("regular", "semibold", "bold")
SMALL_LOGO = 20_000  # bytes; a larger one stands on the first page only, not on those of all units
TABLES = frozenset(
    {
        *("head", "hhea", "hmtx", "maxp", "name", "OS/2", "cmap", "post", "glyf", "loca", "cvt ", "fpgm", "prep"),
        *("gasp", "CFF ", "GDEF", "GPOS", "GSUB", "GlyphOrder"),
    }
)
FEATURES = ["kern", "liga", "mark", "mkmk", "locl", "ccmp", "tnum", "lnum"]


@dataclass(frozen=True, slots=True)
class Look:
    """The parts of a page's style sheet that an edition may change: colours by day and night, font faces, rules."""

    light: str
    dark: str
    faces: str
    rules: str


def look(style: ReportStyle, used: Iterable[str] = ()) -> Look:
    """The look of the pages.

    Parameters
    ----------
    style
        Of the report.
    used
        Characters of the document, which the fonts are cut to.
    """
    night = {**palette.DARK, **style.colours.get("dark", {})}
    return Look(
        palette.declarations({**palette.LIGHT, **style.colours.get("light", {})}),
        palette.declarations(night),
        page_faces(style, used),
        with_edition_font(css(style, "page.css"), style),
    )


def printed_colours(style: ReportStyle) -> dict[str, str]:
    """Colours of the book by name."""
    return {**palette.COVER, **palette.LIGHT, **style.colours.get("light", {})}


def css(style: ReportStyle, name: str) -> str:
    """A style sheet: the edition's own, else the package's."""
    return style.templates.get(f"css/{name}") or assets.text(f"css/{name}")


def templates(style: ReportStyle) -> dict[str, str]:
    """Templates of the edition, without its style sheets."""
    return {n: t for n, t in style.templates.items() if not n.endswith(".css")}


def family(style: ReportStyle, fonts: str) -> str:
    """Font families of drawings, the edition's first."""
    return f"{FAMILY}, {fonts}" if style.fonts else fonts


def with_edition_font(sheet: str, style: ReportStyle) -> str:
    """A style sheet whose Latin font comes after that of the edition, which may lack some of its signs.

    Examples
    --------
    >>> with_edition_font("p{font:400 9pt Inter}", PLAIN)
    'p{font:400 9pt Inter}'
    """
    return re.sub(rf"(?<![\w-])({LATIN})(?![\w-])", rf"{FAMILY}, \1", sheet) if style.fonts else sheet


def book_fonts(style: ReportStyle) -> dict[str, tuple[bytes, str]]:
    """Fonts of the edition for the book, by the address the style sheet gives them."""
    return {f"asset:edition-{w}": (f.content, f"font/{_ending(f.kind)}") for w, f in style.fonts.items()}


def book_faces(style: ReportStyle) -> str:
    """Font faces of the edition for the book."""
    return "".join(assets.face(f"asset:edition-{w}", *FACES[w], f.kind, FAMILY) for w, f in style.fonts.items())


def page_faces(style: ReportStyle, used: Iterable[str]) -> str:
    """Font faces of the edition for the pages, each with the signs that are used, as base64.

    Raises
    ------
    InputError
        A font cannot be cut.
    """
    signs = sorted(set(used))
    faces = []
    for weight in (w for w in ON_PAGES if w in style.fonts):
        font = style.fonts[weight]
        try:
            data = _cut(font.content, [s for s in signs if s in font.signs])
        except Exception as error:
            place = f"index.toml [report] fonts.{weight}"
            raise InputError([Problem(place, "must be a font that can be cut", shown(str(error)))]) from error
        faces.append(assets.face(f"data:font/woff2;base64,{data}", *FACES[weight], "woff2", FAMILY))
    return "".join(faces)


def _cut(content: bytes, signs: list[str]) -> str:
    from fontTools import subset  # noqa: PLC0415 - few editions bring a font
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False, notdef_outline=True)
    packed = io.BytesIO()
    with TTFont(io.BytesIO(content), recalcTimestamp=False, lazy=True) as font:
        for table in [t for t in font.keys() if t not in TABLES]:  # noqa: SIM118 - it is no dict
            del font[table]  # notes of font editors
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(map(ord, signs)))
        cutter.subset(font)
        font.flavor = "woff2"
        font.save(packed)
    return base64.b64encode(packed.getvalue()).decode()


def logo(style: ReportStyle) -> str:
    """The logo as a ``data:`` address; empty where there is none."""
    if style.logo is None:
        return ""
    return f"data:{style.logo.kind};base64,{base64.b64encode(style.logo.content).decode()}"


def small_logo(style: ReportStyle) -> str:
    """The logo for the page of every unit; empty where it is large."""
    return logo(style) if style.logo and len(style.logo.content) <= SMALL_LOGO else ""


def without_dead_links(text: str) -> str:
    """Markup whose links to parts that are not shown are plain text.

    Examples
    --------
    >>> without_dead_links('<a href="#a">x</a><p id="b"><a href="#b">y</a>')
    '<a>x</a><p id="b"><a href="#b">y</a>'
    """
    targets = set(re.findall(r'\bid="([^"]+)"', text))
    # texts have their quotes escaped, so that this is an attribute wherever it stands
    return re.sub(r' href="#([^"]*)"', lambda link: link[0] if link[1] in targets else "", text)


def _ending(kind: str) -> str:
    return {"truetype": "ttf", "opentype": "otf"}.get(kind, kind)
