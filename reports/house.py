"""The house style of an edition, as style sheets, fonts and pictures of pages and book."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectindex.errors import InputError, Problem, shown
from connectindex.reports import assets, palette
from connectindex.reports.fonts import LATIN
from connectindex.style.house import House

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PLAIN = House()
FAMILY = "HouseStyle"
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
    """The parts of a page's style sheet that a house may change: colours by day and night, font faces, rules."""

    light: str
    dark: str
    faces: str
    rules: str


def look(house: House, used: Iterable[str] = ()) -> Look:
    """The look of the pages.

    Parameters
    ----------
    house
        Of the edition.
    used
        Characters of the document, which the fonts are cut to.
    """
    night = {**palette.DARK, **house.colours.get("dark", {})}
    return Look(
        palette.declarations({**palette.LIGHT, **house.colours.get("light", {})}),
        palette.declarations(night),
        page_faces(house, used),
        with_house(css(house, "page.css"), house),
    )


def printed_colours(house: House) -> dict[str, str]:
    """Colours of the book by name."""
    return {**palette.COVER, **palette.LIGHT, **house.colours.get("light", {})}


def css(house: House, name: str) -> str:
    """A style sheet: the edition's own, else the package's."""
    return house.templates.get(f"css/{name}") or assets.text(f"css/{name}")


def templates(house: House) -> dict[str, str]:
    """Templates of the edition, without its style sheets."""
    return {n: t for n, t in house.templates.items() if not n.endswith(".css")}


def family(house: House, fonts: str) -> str:
    """Font families of drawings, the house's first."""
    return f"{FAMILY}, {fonts}" if house.fonts else fonts


def with_house(style: str, house: House) -> str:
    """A style sheet whose Latin font comes after that of the house, which may lack some of its signs.

    Examples
    --------
    >>> with_house("p{font:400 9pt Inter}", PLAIN)
    'p{font:400 9pt Inter}'
    """
    return re.sub(rf"(?<![\w-])({LATIN})(?![\w-])", rf"{FAMILY}, \1", style) if house.fonts else style


def book_fonts(house: House) -> dict[str, tuple[bytes, str]]:
    """Fonts of the house for the book, by the address the style sheet gives them."""
    return {f"asset:house-{w}": (f.content, f"font/{_ending(f.kind)}") for w, f in house.fonts.items()}


def book_faces(house: House) -> str:
    """Font faces of the house for the book."""
    return "".join(assets.face(f"asset:house-{w}", *FACES[w], f.kind, FAMILY) for w, f in house.fonts.items())


def page_faces(house: House, used: Iterable[str]) -> str:
    """Font faces of the house for the pages, each with the signs that are used, as base64.

    Raises
    ------
    InputError
        A font cannot be cut.
    """
    signs = sorted(set(used))
    faces = []
    for weight in (w for w in ON_PAGES if w in house.fonts):
        font = house.fonts[weight]
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
    made = io.BytesIO()
    with TTFont(io.BytesIO(content), recalcTimestamp=False, lazy=True) as font:
        for table in [t for t in font.keys() if t not in TABLES]:  # noqa: SIM118 - it is no dict
            del font[table]  # notes of font editors
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(map(ord, signs)))
        cutter.subset(font)
        font.flavor = "woff2"
        font.save(made)
    return base64.b64encode(made.getvalue()).decode()


def logo(house: House) -> str:
    """The logo as a ``data:`` address; empty where there is none."""
    if house.logo is None:
        return ""
    return f"data:{house.logo.kind};base64,{base64.b64encode(house.logo.content).decode()}"


def small_logo(house: House) -> str:
    """The logo for the page of every unit; empty where it is large."""
    return logo(house) if house.logo and len(house.logo.content) <= SMALL_LOGO else ""


def without_dead_links(text: str) -> str:
    """Markup whose links to parts that are not shown are plain text.

    Examples
    --------
    >>> without_dead_links('<a href="#a">x</a><p id="b"><a href="#b">y</a>')
    '<a>x</a><p id="b"><a href="#b">y</a>'
    """
    anchors = set(re.findall(r'\bid="([^"]+)"', text))
    # texts have their quotes escaped, so that this is an attribute wherever it stands
    return re.sub(r' href="#([^"]*)"', lambda found: found[0] if found[1] in anchors else "", text)


def _ending(kind: str) -> str:
    return {"truetype": "ttf", "opentype": "otf"}.get(kind, kind)
