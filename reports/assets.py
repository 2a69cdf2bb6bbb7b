"""Assets that are shipped with the templates: fonts, style sheets, scripts."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
FONTS = TEMPLATES / "fonts"
# weight and style of each face
FACES = (
    ("Inter-Regular", 400, "normal"),
    ("Inter-Medium", 500, "normal"),
    ("Inter-SemiBold", 600, "normal"),
    ("Inter-Bold", 700, "normal"),
    ("Inter-Italic", 400, "italic"),
)
PAGE_FACES = FACES[0], FACES[2]


@cache
def text(name: str) -> str:
    """A text asset by its path below the templates."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def print_fonts() -> dict[str, tuple[bytes, str]]:
    """Fonts of the book, by the address the style sheet gives them."""
    return {f"asset:{name}": ((FONTS / f"{name}.ttf").read_bytes(), "font/ttf") for name, _, _ in FACES}


def print_faces() -> str:
    """Font faces of the book."""
    return "".join(face(f"asset:{name}", weight, style, "truetype") for name, weight, style in FACES)


@cache
def page_faces() -> str:
    """Font faces of the pages, the fonts inside."""
    return "".join(
        face(f"data:font/woff2;base64,{_encoded(name)}", weight, style, "woff2") for name, weight, style in PAGE_FACES
    )


def _encoded(name: str) -> str:
    return base64.b64encode((FONTS / f"{name}.woff2").read_bytes()).decode()


def face(address: str, weight: int, style: str, kind: str, family: str = "Inter", signs: str = "") -> str:
    """A font face of a style sheet; `signs`: the ranges of Unicode that it is for, all where empty."""
    source = f'src:url("{address}") format("{kind}")' + (f";unicode-range:{signs}" if signs else "")
    return f"@font-face{{font-family:{family};font-weight:{weight};font-style:{style};{source}}}"
