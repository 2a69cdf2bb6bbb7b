"""Colours of an edition: given ones checked for contrast, the others made of them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from connectindex.errors import Problem, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEX = re.compile(r"#[0-9a-fA-F]{6}")
WHITE, BLACK = "#ffffff", "#000000"
PAPERS: Mapping[str, str] = {"light": "#ffffff", "dark": "#10181c"}
AA = 4.5  # WCAG 2.2, success criterion 1.4.3: text against its ground
TONES = 5
# how light the tones of a ramp are, the lowest fifth first; the highest of the light ramp is the accent itself
LIGHTS: Mapping[str, Sequence[float]] = {"light": (0.84, 0.66, 0.47, 0.29), "dark": (0.028, 0.06, 0.125, 0.32, 0.64)}
DARK_ACCENT, DARK_WARM = 0.48, 0.45
# the cover: its ground, then the map's tones from no score to the highest fifth
COVER = (0.025, 0.05, 0.085, 0.135, 0.21, 0.38, 0.66)
COVER_NAMES = ("cover", *(f"cover{k}" for k in range(6)))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as the Web Content Accessibility Guidelines define it, 1 to 21.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of WCAG, 0 (black) to 1 (white)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def as_light_as(colour: str, wanted: float) -> str:
    """The colour mixed with white or black until its luminance is the wanted one.

    Examples
    --------
    >>> as_light_as("#7a1f3d", 1.0), as_light_as("#7a1f3d", 0.0)
    ('#ffffff', '#000000')
    """
    other = WHITE if luminance(colour) < wanted else BLACK
    near, far = 0.0, 1.0  # shares of the other colour
    for _ in range(24):
        middle = (near + far) / 2
        beyond = luminance(_mixed(colour, other, middle)) > wanted
        if beyond == (other == WHITE):
            far = middle
        else:
            near = middle
    return _mixed(colour, other, far)


def _mixed(one: str, other: str, share: float) -> str:
    parts = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(a + (b - a) * share) for a, b in parts).hex()


def text_on(ground: str) -> str:
    """Black or white, whichever is read better on a ground; one of them always reaches 4.5."""
    return max((WHITE, BLACK), key=lambda ink: contrast(ink, ground))


def edition_colours(settings: Mapping[str, str | Sequence[str] | None]) -> dict[str, dict[str, str]]:
    """Colours of the light and the dark page that differ from the package's.

    Parameters
    ----------
    settings
        ``accent``, ``accent_dark``, ``warm``, ``warm_dark`` and the five tones of ``ramp`` and
        ``ramp_dark``, as far as they are set, each checked before by `colour_problems`.

    Returns
    -------
    By "light" and "dark", colours by the names of the palette; empty where nothing is set.
    """
    colours_by_mode: dict[str, dict[str, str]] = {"light": {}, "dark": {}}
    accent = settings.get("accent")
    if isinstance(accent, str):
        colours_by_mode["light"]["accent"] = accent.lower()
        colours_by_mode["dark"]["accent"] = as_light_as(accent, DARK_ACCENT)
        tones = {
            "light": [*(as_light_as(accent, w) for w in LIGHTS["light"]), accent.lower()],
            "dark": [as_light_as(accent, w) for w in LIGHTS["dark"]],
        }
        for mode, colours in tones.items():
            colours_by_mode[mode] |= _ramp(colours)
        for mode in colours_by_mode:
            colours_by_mode[mode] |= {n: as_light_as(accent, w) for n, w in zip(COVER_NAMES, COVER, strict=True)}
    warm = settings.get("warm")
    if isinstance(warm, str):
        colours_by_mode["light"]["warm"] = warm.lower()
        colours_by_mode["dark"]["warm"] = as_light_as(warm, DARK_WARM)
    for mode, end in (("light", ""), ("dark", "_dark")):
        ramp = settings.get(f"ramp{end}")
        if ramp and not isinstance(ramp, str):
            colours_by_mode[mode] |= _ramp([c.lower() for c in ramp])
        for name in ("accent", "warm"):
            set_ = settings.get(f"{name}_dark")
            if mode == "dark" and isinstance(set_, str):
                colours_by_mode[mode][name] = set_.lower()
    return colours_by_mode


def _ramp(colours: Sequence[str]) -> dict[str, str]:
    numbered = list(enumerate(colours, start=1))
    return {f"f{k}": c for k, c in numbered} | {f"on{k}": text_on(c) for k, c in numbered}


def colour_problems(settings: Mapping[str, str | Sequence[str] | None], place: str) -> list[Problem]:
    """Colours that are none, cannot be read, or tell no order.

    Examples
    --------
    >>> print(colour_problems({"accent": "#ffcc00"}, "colours")[0])
    colours.accent: must have a contrast of 4.5 or more with #ffffff (WCAG AA), got #ffcc00 with 1.5; as dark as #8e7100
    """
    problems = []
    for name, value in settings.items():
        listed = [value] if isinstance(value, str) else list(value or [])
        if wrong := [c for c in listed if not HEX.fullmatch(c)]:
            problems.append(Problem(f"{place}.{name}", "must be like #16607a", shown(wrong[0])))
        elif name.startswith("ramp"):
            problems += _ramp_problems(listed, f"{place}.{name}", rising=name.endswith("dark"))
        elif listed:
            problems += _contrast_problems(listed[0], f"{place}.{name}", "dark" if name.endswith("dark") else "light")
    return problems


def _contrast_problems(colour: str, place: str, mode: str) -> list[Problem]:
    paper = PAPERS[mode]
    ratio = contrast(colour, paper)
    if ratio >= AA:
        return []
    limit = (luminance(paper) + 0.05) * AA - 0.05 if mode == "dark" else (luminance(paper) + 0.05) / AA - 0.05
    # a little beyond the limit: a colour of 256 steps does not meet it exactly
    near = as_light_as(colour, limit * (1.03 if mode == "dark" else 0.97))
    rule = f"must have a contrast of {AA} or more with {paper} (WCAG AA)"
    hint = f"as {'light' if mode == 'dark' else 'dark'} as {near}"
    return [Problem(place, rule, f"{colour} with {ratio:.1f}", hint)]


def _ramp_problems(colours: Sequence[str], place: str, *, rising: bool) -> list[Problem]:
    if not colours:
        return []
    if len(colours) != TONES:
        return [Problem(place, f"must be {TONES} colours, that of the lowest fifth first", str(len(colours)))]
    steps = [luminance(c) for c in colours]
    if any((b > a) != rising or a == b for a, b in pairwise(steps)):
        way = "dark to light" if rising else "light to dark"
        rule = f"must go from {way}, so that its order is seen without colour"
        return [Problem(place, rule, shown(" ".join(colours)))]
    return []
