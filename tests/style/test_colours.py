"""Colours of a style: what is accepted can be read on every paper."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from connectindex.reports import palette
from connectindex.style.colours import AA, PAPERS, colour_problems, contrast, edition_colours, luminance

ANY_HUE = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@given(ANY_HUE)
def test_an_accent_that_is_taken_makes_a_palette_that_can_be_read(accent):
    problems = colour_problems({"accent": accent}, "colours")
    assert bool(problems) == (contrast(accent, "#ffffff") < AA)
    if problems:
        near = re.search(r"as dark as (#\w{6})", str(problems[0]))
        assert contrast(near[1], "#ffffff") >= AA
        accent = near[1]
    made = edition_colours({"accent": accent})
    for mode, paper in PAPERS.items():
        colours = {**(palette.LIGHT if mode == "light" else palette.DARK), **made[mode]}
        assert contrast(colours["accent"], paper) >= AA
        steps = [luminance(colours[f"f{k}"]) for k in range(1, 6)]
        assert steps == sorted(steps, reverse=mode == "light")
        assert len({round(s, 3) for s in steps}) == 5
        assert all(contrast(colours[f"on{k}"], colours[f"f{k}"]) >= AA for k in range(1, 6))
        cover = made[mode]
        assert contrast(cover["cover5"], cover["cover"]) >= AA
        assert contrast("#ffffff", cover["cover"]) >= AA


def test_given_tones_are_used_as_they_are():
    ramp = ["#eeeeee", "#cccccc", "#999999", "#666666", "#222222"]
    made = edition_colours({"accent": "#7a1f3d", "ramp": ramp, "warm_dark": "#FFAA88"})
    assert [made["light"][f"f{k}"] for k in range(1, 6)] == ramp
    assert made["dark"]["warm"] == "#ffaa88"
    assert made["dark"]["f1"] != palette.DARK["f1"]
    assert edition_colours({}) == {"light": {}, "dark": {}}
