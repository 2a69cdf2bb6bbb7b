"""The colours, once: for style sheets as tokens, for drawings that no style sheet reaches as literals.

One ramp of one hue (f1 lowest fifth ... f5 highest) and one warm colour for what asks for care.
`on1` ... `on5` are the colours of text on the ramp; a test keeps their contrast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
TOKENS: Mapping[str, str] = {name: f"var(--{name})" for name in LIGHT}


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


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as the Web Content Accessibility Guidelines define it, 1 to 21.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def tones() -> str:
    """Style rules of the ramp: text on a tone (h), a drawing in a tone (t), a bar of a length (w)."""
    heat = "".join(f".h{k}{{background:var(--f{k});color:var(--on{k})}}" for k in range(1, 6))
    drawn = "".join(f".t{k}{{fill:var(--f{k})}}" for k in range(1, 6))
    widths = "".join(f".w{k}{{width:{k}%}}" for k in range(101))
    return f"{heat}.chip.h0{{background:var(--none)}}{drawn}.t0{{fill:var(--none)}}{widths}"
