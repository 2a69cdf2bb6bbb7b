"""The colours, once: for style sheets as tokens, for drawings that no style sheet reaches as literals.

One ramp of one hue (f1 lowest fifth ... f5 highest) and one warm colour for warnings.
`on1` ... `on5` are the colours of text on the ramp; a test keeps their contrast.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectindex.style.colours import contrast

if TYPE_CHECKING:
    from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "paper": "#ffffff",
    "ink": "#15242b",
    "soft": "#53656e",
    "line": "#d8dfe2",
    "wash": "#f3f6f7",
    "accent": "#16607a",
    "warm": "#a3482a",
    "none": "#e4e2de",
    "sea": "#f7fafb",
    "border": "#fefefe",
    "f1": "#e2eef2",
    "f2": "#bfdae3",
    "f3": "#8fbccc",
    "f4": "#5c9bb1",
    "f5": "#17617b",
    "on1": "#15242c",
    "on2": "#15242d",
    "on3": "#15242e",
    "on4": "#0b161b",
    "on5": "#fffffe",
}
DARK: Mapping[str, str] = {
    "paper": "#10181c",
    "ink": "#e6edf0",
    "soft": "#a3b4bc",
    "line": "#2c3a41",
    "wash": "#182329",
    "accent": "#7cc4db",
    "warm": "#f0a27e",
    "none": "#33373a",
    "sea": "#131d22",
    "border": "#10181d",
    "f1": "#1b3038",
    "f2": "#214a5a",
    "f3": "#2b6a80",
    "f4": "#57a3bb",
    "f5": "#a5dcec",
    "on1": "#e6edf0",
    "on2": "#f2f7f9",
    "on3": "#ffffff",
    "on4": "#08141a",
    "on5": "#08141a",
}
# the cover: its ground, then the map's tones from no score to the highest fifth; the same by day and night
COVER: Mapping[str, str] = {
    "cover": "#0d2f3b",
    "cover0": "#1b4553",
    "cover1": "#24586a",
    "cover2": "#2f6f85",
    "cover3": "#4389a1",
    "cover4": "#6fb0c5",
    "cover5": "#b5dbe6",
}
TOKENS: Mapping[str, str] = {name: f"var(--{name})" for name in LIGHT}


__all__ = ["COVER", "DARK", "LIGHT", "TOKENS", "contrast", "declarations", "recoloured", "tokenised", "tones"]


def declarations(colours: Mapping[str, str]) -> str:
    """Custom properties of a style sheet."""
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


def tokenised(svg: str) -> str:
    """A drawing in literal colours, its colours replaced by tokens that follow light and dark.

    Examples
    --------
    >>> tokenised('<path fill="#16607a"/>')
    '<path fill="var(--accent)"/>'
    """
    for name, colour in LIGHT.items():
        svg = svg.replace(f'"{colour}"', f'"var(--{name})"')
    return svg


def recoloured(svg: str, colours: Mapping[str, str]) -> str:
    """A drawing in the package's light colours, with those of an edition.

    Examples
    --------
    >>> recoloured('<path fill="#16607a"/>', {**LIGHT, "accent": "#7a1f3d"})
    '<path fill="#7a1f3d"/>'
    """
    if dict(colours) == dict(LIGHT):
        return svg
    known = {colour: colours.get(name, colour) for name, colour in LIGHT.items()}
    return re.sub(r'"(#[0-9a-f]{6})"', lambda match: f'"{known.get(match[1], match[1])}"', svg)


def tones() -> str:
    """Style rules of the ramp: text on a tone (h), a drawing in a tone (t), a bar of a length (w)."""
    heat = "".join(f".h{k}{{background:var(--f{k});color:var(--on{k})}}" for k in range(1, 6))
    drawn = "".join(f".t{k}{{fill:var(--f{k})}}" for k in range(1, 6))
    widths = "".join(f".w{k}{{width:{k}%}}.o{k}{{margin-left:{k}%}}" for k in range(101))
    return f"{heat}.chip.h0{{background:var(--none)}}{drawn}.t0{{fill:var(--none)}}{widths}"
