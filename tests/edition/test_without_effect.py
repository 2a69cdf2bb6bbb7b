"""Settings without effect: each is named with the reason; where it has one, nothing is said."""

import pytest

from connectindex.edition.read import parse, world_folder


def changed(folder, *patches):
    """The edition with texts replaced; without an old text the new one is appended."""
    path = folder / "index.toml"
    text = path.read_text("utf-8")
    for old, new in patches:
        assert old in text
        text = text.replace(old, new, 1) if old else text + new
    path.write_text(text, "utf-8")
    return folder


def warned(folder):
    _, problems, warnings = parse(folder)
    assert problems == []
    return [str(w) for w in warnings]


PARTNERS = 'links = "power_lines"\nmeasure = "partners"\n'
MINMAX = 'kind = "minmax"\nlow = 0\nhigh = 100\n'
GOALPOSTS = (PARTNERS, PARTNERS + "goalposts = [0, 10]\n")
TARGET = (PARTNERS, PARTNERS + "target = 5\n")
WITHOUT = {
    "goalposts under min-max": (
        [GOALPOSTS],
        (
            "[indicators.power_line_partners] goalposts: has no effect: normalisation of kind 'minmax' does not read it, "
            "got [0.0, 10.0]; read by kind 'goalposts'"
        ),
    ),
    "target under min-max": (
        [TARGET],
        (
            "[indicators.power_line_partners] target: has no effect: normalisation of kind 'minmax' does not read it, "
            "got 5.0; read by kind 'distance_to_target'"
        ),
    ),
    "logarithm of no goalposts": (
        [(PARTNERS, PARTNERS + "log = true\n"), (MINMAX, 'kind = "rank"\n')],
        (
            "[indicators.power_line_partners] log: has no effect: normalisation of kind 'rank' does not read it, got True; "
            "read by kind 'goalposts'"
        ),
    ),
    "scale of no denominator": (
        [(PARTNERS, PARTNERS + "scale = 1e6\n")],
        "[indicators.power_line_partners] scale: has no effect: it is of a denominator, and per is not set, got 1000000.0",
    ),
    "indicator outside the tree": (
        [("", '\n[indicators.roads]\nname = "Roads"\nunit = "km"\ndirection = 1\nvariable = "population"\n')],
        "[indicators.roads]: has no effect: no node of the tree lists the indicator",
    ),
    "exponent of a logarithm": (
        [('then = "log"\n', 'then = "log"\nexponent = 0.5\n')],
        "[method.treat] exponent: has no effect: only 'boxcox' has one, got 0.5",
    ),
    "interpolation in one year": (
        [('[method.impute]\nkind = "none" ', '[method.impute]\nkind = "interpolate" ')],
        (
            "[method.impute] kind: has no effect: it fills from other years of the index, which has one, got 'interpolate'; "
            "set years, a panel"
        ),
    ),
    "pool of one year": (
        [(MINMAX, MINMAX + 'pool = "panel"\n')],
        "[method.normalise] pool: has no effect: the index has one year, got 'panel'",
    ),
    "age that no value has": (
        [("year = 2026", "max_age = 5000\nyear = 2026")],
        "[index] max_age: has no effect: no value can be that old, got 5000",
    ),
    "screening without a share": (
        [("unit = 0.6 ", "unit = 0.0 ")],
        "[method.screen]: has no effect: unit, nodes and zeros are 0, so that no unit is left out",
    ),
    "default aggregate that no node uses": (
        [
            (
                "[tree.transport]",
                '[tree]\naggregate = { kind = "geometric" }\n[tree.transport]\naggregate = { kind = "median" }',
            ),
            ("[tree.energy]", '[tree.energy]\naggregate = { kind = "median" }'),
        ],
        "[method.aggregate]: has no effect: every node has its own aggregate, got 'arithmetic'",
    ),
    "draws of nothing": (
        [
            (
                '[[robustness.vary]]\nwhat = "weights"             # each weight times a factor from 0.75 to 1.25\nspread = 0.25',
                "",
            )
        ],
        "[robustness] draws: has no effect: nothing varies, got 1000; add [[robustness.vary]]",
    ),
    "weights under equal weights": (
        [("[method.aggregate]", '[method.weight]\nkind = "equal"\n\n[method.aggregate]')],
        "[tree.transport] weight: has no effect: weights of kind 'equal' are all the same",
    ),
    "weights under principal components": (
        [("[method.aggregate]", '[method.weight]\nkind = "pca"\n\n[method.aggregate]')],
        "[tree.transport] weights.air_flights: has no effect: weights of kind 'pca' are made from the data",
    ),
    "weights under each unit's own": (
        [("[method.aggregate]", '[method.weight]\nkind = "bod"\n\n[method.aggregate]')],
        "[tree.transport] weight: has no effect: weights of kind 'bod' are each unit's own",
    ),
}


@pytest.mark.parametrize("name", WITHOUT)
def test_a_setting_without_effect_is_named_with_the_reason(starter, name):
    patches, expected = WITHOUT[name]
    assert f"index.toml {expected}" in warned(changed(starter, *patches))


WITH = {
    "goalposts under goalposts": [GOALPOSTS, (MINMAX, 'kind = "goalposts"\n')],
    "goalposts that an audit varies to": [
        GOALPOSTS,
        ("", '\n[[robustness.vary]]\nwhat = "normalise"\namong = [{ kind = "minmax" }, { kind = "goalposts" }]\n'),
    ],
    "exponent of Box and Cox": [('then = "log"\n', 'then = "boxcox"\nexponent = 0.5\n')],
    "age that a value may have": [("year = 2026", "max_age = 5\nyear = 2026")],
    "weights at other levels than the principal components": [
        ("[method.aggregate]", '[method.weight]\nkind = "pca"\nlevels = [2]\n\n[method.aggregate]'),
        ("weight = 2\n", ""),
    ],
}


@pytest.mark.parametrize("name", WITH)
def test_a_setting_with_an_effect_is_not_named(starter, name):
    assert warned(changed(starter, *WITH[name])) == []


def test_a_scale_that_is_not_switched_on_is_named(starter):
    (starter / "scale.csv").write_text(
        "indicator,cap_low,cap_high,transform,minimum,maximum,left,exponent,low,high\n", "utf-8"
    )
    assert warned(starter) == ["scale.csv: is not used; set scale = true under [method] of index.toml"]


def test_the_world_edition_has_no_setting_without_effect():
    assert warned(world_folder()) == []
