"""The scatter plot of explore.html: nothing of it is cut off or drawn outside, whatever names and figures are long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectindex.reports import html

LONG = "Northern Islands and the Grenadines of the Western Ocean"
# what is drawn, with its box beyond the drawing's in pixels of the screen: [text, left, right, top, bottom]
BEYOND = """() => {
    const svg = document.querySelector("svg.plot"), frame = svg.getBoundingClientRect();
    const parts = [...svg.querySelectorAll("text, [data-k]")].map((part) => [part.textContent || part.dataset.description, part.getBoundingClientRect()]);
    return parts.filter(([, b]) => b.left < frame.left - 1 || b.right > frame.right + 1 || b.top < frame.top - 1 || b.bottom > frame.bottom + 1)
        .map(([text, b]) => [text, b.left - frame.left, frame.right - b.right, b.top - frame.top, frame.bottom - b.bottom].map((n) => typeof n === "number" ? Math.round(n) : n));
}"""
OVER = """() => {
    const boxes = [...document.querySelectorAll("svg.plot text:not(.label)")].map((text) => [text.textContent, text.getBoundingClientRect()]);
    return boxes.flatMap(([one, a], k) => boxes.slice(k + 1)
        .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
        .map(([other]) => [one, other]));
}"""
SIZES = "view=scatter&x=flights&y=users&size=size.population&by=0"


@pytest.fixture(scope="module")
def large(document, tmp_path_factory):
    """Long names of units and variables, figures of six digits, and a tick at the end of each axis."""

    def scaled(row):
        largest = max(v for v in row if v is not None)
        return tuple(None if v is None else round(v * 772_000 / largest) for v in row)

    explorer = document.explorer
    variables = tuple(
        v if v.kind == "size" else replace(v, name=f"{v.name} of the {LONG}", values=tuple(map(scaled, v.values)))
        for v in explorer.variables
    )
    units = tuple((code, f"{name} and the {LONG}", file) for code, name, file in explorer.units)
    made = html.pages(replace(document, explorer=replace(explorer, variables=variables, units=units)))
    out = tmp_path_factory.mktemp("large")
    (out / "explore.html").write_bytes(made["explore.html"])
    return out


def extremes(document):
    """Codes of the units at the ends of both axes, of the largest mark, and of one in the middle."""
    values = {v.id: v.values[0] for v in document.explorer.variables}
    known = [k for k, pair in enumerate(zip(values["flights"], values["users"], strict=True)) if None not in pair]
    chosen = set()
    for name in ("flights", "users", "size.population"):
        ordered = sorted(known, key=lambda k, name=name: values[name][k] or 0)
        chosen |= {ordered[0], ordered[len(ordered) // 2], ordered[-1]}
    return [document.explorer.units[k][0] for k in sorted(chosen)]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1024, 1400, 1920])
@pytest.mark.parametrize("names", ["usual", "long"])
def test_nothing_is_cut_off_or_drawn_outside(names, width, colours, opens, document, large):
    where = large if names == "long" else None
    page = opens(f"explore.html#{SIZES}", where=where, width=width, color_scheme=colours)
    page.evaluate("document.fonts.ready.then(() => true)")
    found = {}
    for log in ("", "&log=xy"):
        for unit in extremes(document):
            page.evaluate("hash => { location.hash = hash; }", f"{SIZES}{log}&unit={unit}")
            page.wait_for_function("unit => document.querySelector('svg.plot .label')", arg=unit)
            page.wait_for_function("hash => location.hash.includes(hash)", arg=f"unit={unit}")
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            assert page.locator("svg.plot .label").count() == 1
            if beyond := page.evaluate(BEYOND) + page.evaluate(OVER):
                found[log, unit] = beyond
    assert found == {}
    frame, plot = page.locator("#explore-plot").bounding_box(), page.locator("svg.plot").bounding_box()
    assert plot["x"] >= frame["x"] - 0.5
    assert plot["x"] + plot["width"] <= frame["x"] + frame["width"] + 0.5
    assert frame["x"] + frame["width"] <= width


def test_a_long_title_of_an_axis_is_shortened_to_its_room(opens, large):
    page = opens(f"explore.html#{SIZES}", where=large, width=390)
    titles = page.locator("svg.plot .axis").all_text_contents()
    assert all(t.endswith("…") and len(t) > 30 for t in titles)


def test_the_name_of_a_mark_lies_beside_it_where_there_is_room(opens):
    page = opens(f"explore.html#{SIZES}&unit=CCC", width=1400)
    label, mark = (page.locator(f"svg.plot .{kind}").bounding_box() for kind in ("label", "on"))
    # boxes have the strokes in them
    assert label["x"] > mark["x"] + mark["width"] - 6 or label["x"] + label["width"] < mark["x"] + 6
    assert abs(label["y"] + label["height"] / 2 - mark["y"] - mark["height"] / 2) < 6
