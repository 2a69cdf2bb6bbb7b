"""Treatment, transformation and scale together: what settings mean beside each other, or that they are refused."""

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.stages.aggregate import forbidden
from connectindex.stages.means import Power

HEAD = """
[index]
title = "T"
edition = "1"
{years}
publisher = "P"
max_age = 0
[tree.only]
name = "Only"
indicators = [{names}]
"""
ONE = '[indicators.x]\nname = "X"\nunit = "u"\ndirection = 1\nvariable = "x"\n'


@pytest.fixture
def edition_of(tmp_path):
    """A function from values, {indicator: {year: values}}, and settings to an edition; {indicators} stay a column each."""

    def made(values, settings, scale=None):
        folder = tmp_path / "edition"
        (folder / "values").mkdir(parents=True, exist_ok=True)
        years = sorted(next(iter(values.values())))
        about = f"years = {years}" if len(years) > 1 else f"year = {years[0]}"
        names = ", ".join(f'"{n}"' for n in values)
        text = HEAD.format(years=about, names=names) + settings
        (folder / "index.toml").write_text(text, "utf-8")
        count = len(next(iter(next(iter(values.values())).values())))
        units = [f"U{k:02d}" for k in range(count)]
        pd.DataFrame({"unit": units, "name": units}).to_csv(folder / "units.csv", index=False)
        rows = [
            (u, year, name, value, "reported", "s")
            for name, by_year in values.items()
            for year, column in by_year.items()
            for u, value in zip(units, column, strict=True)
        ]
        columns = ["unit", "year", "variable", "value", "status", "source"]
        pd.DataFrame(rows, columns=columns).to_csv(folder / "values" / "all.csv", index=False)
        head = "id,title,publisher,url,licence,retrieved\n"
        (folder / "sources.csv").write_text(f"{head}s,Made up,Nobody,,CC0,2026-01-01\n", "utf-8")
        if scale is not None:
            scale.to_csv(folder / "scale.csv", index=False)
        return ci.read_edition(folder)

    return made


def outlying():
    """Thirty units, one of them far out in 2020, which winsorising mends; all higher in 2025, three far out."""
    x = np.random.default_rng(4).lognormal(2, 0.3, 30).round(2)
    x[:3] = [60.0, 15.0, 16.0]
    later = (1.05 * x).round(6)
    later[:3] = [400.0, 900.0, 4000.0]
    return {"x": {2020: x, 2025: later}}


POOLED = """
[method.treat]
kind = "winsorise"
max_points = 1
then = "log"
[method.normalise]
kind = "minmax"
pool = "panel"
"""


def test_in_a_pooled_panel_all_that_rise_in_the_data_rise_in_the_trends(edition_of):
    """Logarithms in one year beside raw values in another made 30 of 30 units fall."""
    result = ci.build(edition_of(outlying(), ONE + POOLED))
    trends = ci.trends(result)
    assert not any("a scale of its own" in note for note in trends.notes)
    assert (trends.table["change"] > 0).sum() == 30
    assert result.treatment["action"].tolist() == ["log", "log"]
    scores = result.scores["index"]
    assert (scores.min(), scores.max()) == (0, 100)


def test_caps_of_a_pooled_panel_are_those_of_all_years(edition_of):
    x = np.linspace(10, 20, 30)
    late = x.copy()
    late[0] = 500.0
    settings = POOLED.replace("max_points = 1", "max_points = 5")
    result = ci.build(edition_of({"x": {2020: x, 2025: late}}, ONE + settings))
    assert result.stage("treated")["x"].max() == 20  # the highest of both years but one
    assert result.treatment["action"].to_dict() == {(2020, "x"): "", (2025, "x"): "winsorised 1"}
    assert result.treatment["skewness_before"].nunique() == 1  # of the stacked years, which the test looked at


GOALPOSTS = ONE + "goalposts = [0, 6000]\ntarget = 6000\n"
SKEWED = [0.0, *np.linspace(1, 60, 27), 5000.0, 6000.0]


@pytest.mark.parametrize("treat", ["none", "winsorise"])
def test_goalposts_of_values_as_they_are_give_five_sixths(edition_of, treat):
    settings = f'[method.treat]\nkind = "{treat}"\n[method.normalise]\nkind = "goalposts"\n'
    values = [*np.linspace(0, 9000, 28), 5000.0, 6000.0]
    scores = ci.build(edition_of({"x": {2020: values}}, GOALPOSTS + settings)).scores["index"]
    assert scores["U28"] == pytest.approx(83.333333, abs=1e-6)
    assert scores["U29"] == 100


@pytest.mark.parametrize("treat", ['kind = "log"', 'kind = "winsorise"\nmax_points = 1', 'kind = "boxcox"'])
@pytest.mark.parametrize("normalise", ["goalposts", "distance_to_target"])
def test_goalposts_and_targets_go_through_the_transformation_of_the_values(edition_of, treat, normalise):
    """5000 of 6000 had 0.142 of 100, and 0.0008 of the way to the target."""
    settings = f'[method.treat]\n{treat}\n[method.normalise]\nkind = "{normalise}"\n'
    result = ci.build(edition_of({"x": {2020: SKEWED}}, GOALPOSTS + settings))
    scores, top = result.scores["index"], 100 if normalise == "goalposts" else 1
    assert (scores["U00"], scores["U29"]) == (0, pytest.approx(top))
    f = np.log1p if "boxcox" in treat else lambda x: np.log(x + 60)
    assert scores["U28"] == pytest.approx(top * (f(5000) - f(0)) / (f(6000) - f(0)))


def test_a_goalpost_where_the_logarithm_is_not_defined_is_named(edition_of):
    settings = '[method.treat]\nkind = "log"\n[method.normalise]\nkind = "goalposts"\n'
    values = [v + 100 for v in SKEWED]
    with pytest.raises(ci.InputError) as error:
        ci.build(edition_of({"x": {2020: values}}, GOALPOSTS + settings))
    (problem,) = error.value.problems
    assert str(problem).startswith(
        "indicator x goalposts: must lie where the treatment 'log' is defined, above 40, got 0.0; treat ="
    )


def test_bounds_of_categories_are_those_of_the_values_whatever_the_treatment(edition_of):
    found = []
    for treat in ("none", "log", "boxcox"):
        settings = f'[method.treat]\nkind = "{treat}"\n[method.normalise]\nkind = "categories"\nbounds = [-5, 10, 50, 900, 7000]\n'
        found.append(ci.build(edition_of({"x": {2020: SKEWED}}, ONE + settings)).scores["index"])
    pd.testing.assert_series_equal(found[0], found[1])
    pd.testing.assert_series_equal(found[0], found[2])
    assert found[0]["U28"] == 80


IDEAL = ONE + "ideal = [40, 60]\n"
CENTRED = [10.0, 30.0, 40.0, 50.0, 60.0, 65.0, 100.0]


@pytest.mark.parametrize(
    ("normalise", "more", "expected"),
    [
        ("goalposts", "goalposts = [0, 100]\n", [25, 75, 100, 100, 100, 87.5, 0]),
        ("distance_to_target", "", [0.25, 0.75, 1, 1, 1, 0.875, 0]),
        ("minmax", "", [25, 75, 100, 100, 100, 87.5, 0]),
    ],
)
def test_an_ideal_band_is_the_best_there_is(edition_of, normalise, more, expected):
    settings = f'[method.normalise]\nkind = "{normalise}"\n'
    scores = ci.build(edition_of({"x": {2020: CENTRED}}, IDEAL + more + settings)).scores["index"]
    assert scores.tolist() == expected


@pytest.mark.parametrize(
    ("more", "normalise", "says"),
    [
        ("", 'kind = "categories"\nbounds = [20, 50]', "ideal: has no meaning for categories"),
        ("", 'kind = "fraction_of_max"', "ideal: has no meaning for 'fraction_of_max'"),
        ("target = 50\n", 'kind = "distance_to_target"', "target: must not be set beside ideal, got 50"),
        ("goalposts = [45, 100]\n", 'kind = "goalposts"', r"ideal: must lie within the goalposts \[45.0, 100.0\]"),
    ],
)
def test_an_ideal_band_that_has_no_meaning_for_a_scale_is_named(edition_of, more, normalise, says):
    with pytest.raises(ci.InputError, match=f"index.toml indicator x {says}"):
        edition_of({"x": {2020: CENTRED}}, IDEAL + more + f"[method.normalise]\n{normalise}\n")


def test_a_logarithm_is_taken_once(edition_of):
    logged = ONE + "goalposts = [1, 6000]\nlog = true\n"
    normalise = '[method.normalise]\nkind = "goalposts"\n'
    with pytest.raises(ci.InputError, match="log: must not be set where the treatment takes a logarithm already"):
        edition_of({"x": {2020: SKEWED}}, logged + '[method.treat]\nkind = "log"\n' + normalise)
    later = '[method.treat]\nkind = "winsorise"\nmax_points = 0\n' + normalise
    with pytest.raises(ci.InputError, match=r"indicator x log: must not be set where .* taken a logarithm"):
        ci.build(edition_of({"x": {2020: SKEWED}}, logged + later))
    with pytest.raises(ci.InputError, match=r"goalposts: must be above zero where log is true, got \[0.0, 6000.0\]"):
        edition_of({"x": {2020: SKEWED}}, GOALPOSTS + "log = true\n" + normalise)


def test_logged_goalposts_give_values_of_zero_and_less_the_lowest_score(edition_of):
    settings = ONE + 'goalposts = [1, 100]\nlog = true\n[method.normalise]\nkind = "goalposts"\n'
    scores = ci.build(edition_of({"x": {2020: [-3.0, 0.0, 1.0, 10.0, 100.0, 1e6]}}, settings)).scores["index"]
    assert scores.tolist() == pytest.approx([0, 0, 0, 50, 100, 100])


def test_a_fraction_of_the_best_needs_the_zero_that_a_logarithm_takes_away(edition_of):
    normalise = '[method.normalise]\nkind = "fraction_of_max"\n'
    with pytest.raises(ci.InputError, match="has no meaning after a transformation"):
        edition_of({"x": {2020: SKEWED}}, ONE + '[method.treat]\nkind = "log"\n' + normalise)
    with pytest.raises(ci.InputError, match="needs a scale with a zero"):
        ci.build(
            edition_of({"x": {2020: SKEWED}}, ONE + '[method.treat]\nkind = "winsorise"\nmax_points = 0\n' + normalise)
        )


# a scale that is kept


KEPT = [
    'kind = "minmax"', 'kind = "zscore"', 'kind = "distance_to_max"', 'kind = "distance_to_target"',
    'kind = "fraction_of_max"', 'kind = "goalposts"', 'kind = "categories"\nbounds = [5, 20, 900]',
]  # fmt: skip


def rebuilt(edition_of, values, settings, scale="scale = true", others=None):
    """The scores, and those of the same data, or others, by the scale they left."""
    before = ci.build(edition_of(values, settings))
    frozen = settings.replace("[method.normalise]", f"[method]\n{scale}\n[method.normalise]")
    return before, ci.build(edition_of(others or values, frozen, before.scale))


@pytest.mark.parametrize("pool", ["year", "panel"])
@pytest.mark.parametrize("normalise", KEPT)
@pytest.mark.parametrize("treat", ["boxcox", "winsorise"])
def test_a_panel_rebuilt_from_its_own_scale_has_the_same_scores_to_the_last_bit(edition_of, pool, normalise, treat):
    """The last year's bounds, frozen for all years, moved scores of a pooled panel by up to 19.9 points."""
    treat = "none" if "fraction" in normalise else treat  # a share of the best needs a zero
    x = np.random.default_rng(2).lognormal(2, 1, (2, 25)).round(3)
    x[:, 0] = 0.0  # inside the domain of a logarithm of all of them
    x[1, 4] = 800.0
    settings = ONE + f'target = 2000\ngoalposts = [0, 2000]\n[method.treat]\nkind = "{treat}"\n'
    settings += f'[method.normalise]\n{normalise}\npool = "{pool}"\n'
    before, after = rebuilt(edition_of, {"x": {2020: x[0], 2025: x[1]}}, settings)
    pd.testing.assert_frame_equal(after.scores, before.scores, check_exact=True)
    pd.testing.assert_frame_equal(after.scale, before.scale, check_exact=True)
    assert ("year" in before.scale) == (pool == "year")


def test_a_scale_with_an_ideal_band_is_that_of_the_distances(edition_of):
    """Bounds of the values themselves made -55.8 to -11.4 of 0 to 100."""
    settings = IDEAL + '[method.normalise]\nkind = "minmax"\n'
    before, after = rebuilt(edition_of, {"x": {2020: CENTRED}}, settings)
    assert after.scores["index"].tolist() == before.scores["index"].tolist() == [25, 75, 100, 100, 100, 87.5, 0]
    older = before.scale.drop(columns=["mean", "sd"]).assign(low=10.0, high=100.0)
    frozen = settings.replace("[method.normalise]", "[method]\nscale = true\n[method.normalise]")
    with pytest.raises(ci.InputError, match=r"scale.csv indicator x: must have low, high, mean and sd for 'minmax'"):
        ci.build(edition_of({"x": {2020: CENTRED}}, frozen, older))


def test_an_older_scale_without_mean_and_deviation_is_read_as_it_was(edition_of):
    settings = ONE + '[method]\nscale = true\n[method.normalise]\nkind = "minmax"\n'
    columns = ["indicator", "cap_low", "cap_high", "transform", "minimum", "maximum", "left", "exponent", "low", "high"]
    older = pd.DataFrame([["x", "", "", "", "", "", "no", 0, 0, 400]], columns=columns)
    assert ci.build(edition_of({"x": {2020: [100.0, 200.0, 500.0]}}, settings, older)).scores["index"].tolist() == [
        25,
        50,
        125,
    ]
    with pytest.raises(ci.InputError, match="must have low, high, mean and sd for 'zscore'"):
        ci.build(edition_of({"x": {2020: [100.0, 200.0]}}, settings.replace("minmax", "zscore"), older))


def test_scores_beyond_the_ends_of_a_frozen_scale_are_clipped_where_that_is_set(edition_of):
    settings = ONE + '[method.normalise]\nkind = "minmax"\n'
    values, later = {"x": {2020: [10.0, 20.0, 30.0]}}, {"x": {2021: [4.0, 20.0, 70.0]}}
    assert rebuilt(edition_of, values, settings, others=later)[1].scores["index"].tolist() == [-30, 50, 300]
    clipped = rebuilt(edition_of, values, settings, "scale = true\nclip = true", later)[1]
    assert clipped.scores["index"].tolist() == [0, 50, 100]
    with pytest.raises(ci.InputError, match=r"\[method\] clip: needs scale = true"):
        edition_of(values, settings.replace("[method.normalise]", "[method]\nclip = true\n[method.normalise]"))


def test_a_frozen_scale_without_width_tells_no_values_apart(edition_of):
    settings = ONE + '[method.normalise]\nkind = "minmax"\n'
    before, after = rebuilt(edition_of, {"x": {2020: [7.0, 7.0, 7.0]}}, settings)
    assert before.scores["index"].tolist() == after.scores["index"].tolist() == [50, 50, 50]
    with pytest.raises(ci.InputError, match=r"all were the same when it was frozen, got low = high = 7.0"):
        rebuilt(edition_of, {"x": {2020: [7.0, 7.0, 7.0]}}, settings, others={"x": {2021: [7.0, 8.0, 7.0]}})


@pytest.mark.parametrize(
    "normalise",
    [
        'kind = "rank"', 'kind = "borda"', 'kind = "percentile_rank"', 'kind = "distance_to_reference"\nunit = "U02"',
        'kind = "categories"\nbounds = [50]\npercentiles = true',
    ],
)  # fmt: skip
def test_what_looks_at_the_other_units_cannot_be_frozen(edition_of, normalise):
    settings = ONE + f"[method.normalise]\n{normalise}\n"
    with pytest.raises(ci.InputError, match=r"index.toml \[method.normalise\] kind: must be one of minmax, .*frozen"):
        rebuilt(edition_of, {"x": {2020: [1.0, 2.0, 3.0]}}, settings)


VARY = '[[robustness.vary]]\nwhat = "{what}"\namong = [{among}]\n'


@pytest.mark.parametrize(
    ("what", "among", "got"),
    [
        ("treat", '{ kind = "none" }, { kind = "log" }', "'treat'"),
        ("normalise", '{ kind = "minmax" }, { kind = "minmax", pool = "panel" }', "'pool'"),
    ],
)
def test_what_a_frozen_scale_fixes_does_not_vary(edition_of, what, among, got):
    """It did nothing, and was listed among what varied."""
    settings = ONE + '[method.normalise]\nkind = "minmax"\n'
    vary = VARY.format(what=what, among=among)
    with pytest.raises(ci.InputError, match=r"vary\]\] 1: must not vary what a frozen scale fixes, got " + got):
        rebuilt(edition_of, {"x": {2020: [1.0, 2.0, 3.0]}}, settings + vary)
    _, after = rebuilt(edition_of, {"x": {2020: [1.0, 2.0, 3.0]}}, settings)
    free = edition_of({"x": {2020: [1.0, 2.0, 3.0]}}, settings + vary).robustness.vary
    with pytest.raises(ci.InputError, match="robustness vary 1: must not vary what a frozen scale fixes"):
        ci.robustness(after.edition, draws=8, vary=free)


def test_scales_that_can_be_frozen_vary_under_a_frozen_one(edition_of):
    settings = (
        ONE
        + '[method.normalise]\nkind = "minmax"\n'
        + VARY.format(what="normalise", among='{ kind = "minmax" }, { kind = "zscore" }')
    )
    _, after = rebuilt(edition_of, {"x": {2020: [1.0, 2.0, 4.0]}}, settings)
    drawn = ci.robustness(after.edition, draws=16, seed=1)
    assert (drawn.ranks["median"] == [3, 2, 1]).all()


def test_the_distance_to_a_unit_of_reference_in_a_pooled_panel_is_to_its_mean_over_the_years(edition_of):
    settings = ONE + '[method.normalise]\nkind = "distance_to_reference"\nunit = "U01"\npool = "panel"\n'
    scores = ci.build(edition_of({"x": {2020: [10.0, 20.0], 2025: [15.0, 40.0]}}, settings)).scores["index"]
    assert scores.tolist() == [0, 0.5, 0.25, 1.5]  # (x - 10) / (30 - 10)


# domains of the means


RISING = (
    ONE + ONE.replace("indicators.x", "indicators.y").replace('"x"', '"y"') + '[method.normalise]\nkind = "zscore"\n'
)


@pytest.mark.parametrize("order", [2, 3, 0.5])
def test_a_power_mean_of_negative_scores_is_refused_by_node_unit_indicator_and_value(edition_of, order):
    """Of order 2 the unit worst in both had rank 2 of 12; of order 3 six of twelve had no score."""
    x = np.arange(1.0, 13)
    settings = RISING + f'[method.aggregate]\nkind = "power"\norder = {order}\n'
    with pytest.raises(ci.InputError) as error:
        ci.build(edition_of({"x": {2020: x}, "y": {2020: x**1.5}}, settings))
    first = str(error.value.problems[0])
    assert first.startswith("node only: unit U00, x: a weighted power mean of order")
    assert "needs values of zero or more, got -1.52" in first
    assert "floor = 1" in first
    floored = settings.replace('kind = "zscore"', 'kind = "zscore"\nfloor = 0')
    assert ci.build(edition_of({"x": {2020: x}, "y": {2020: x**1.5}}, floored)).ranks["index"]["U11"] == 1


def test_power_means_are_defined_from_zero_and_those_of_no_positive_order_above_it():
    x = np.array([-1.0, 0.0, 1.0])
    assert forbidden(Power(1), x).tolist() == [False, False, False]
    for order in (2, 3, 0.5):
        assert forbidden(Power(order), x).tolist() == [True, False, False]
    for order in (0, -1, -2):
        assert forbidden(Power(order), x).tolist() == [True, True, False]


def test_a_draw_that_no_mean_is_defined_on_names_node_unit_and_value(edition_of):
    x = np.arange(1.0, 13)
    vary = VARY.format(what="aggregate", among='{ kind = "arithmetic" }, { kind = "geometric" }')
    edition = edition_of({"x": {2020: x}, "y": {2020: x**1.5}}, RISING + vary)
    with pytest.raises(
        ci.InputError, match=r"node only: unit U00, x: a weighted geometric mean .*above zero, got -1.5"
    ):
        ci.robustness(edition, draws=16, seed=1)


@pytest.mark.parametrize(("kind", "remedy"), [("mpi", "mean = 100, sd = 10"), ("ampi", "low = 70, high = 130")])
def test_mazziotta_pareto_on_a_scale_that_begins_at_zero_is_refused(edition_of, kind, remedy):
    values = {"x": {2020: [1.0, 50.0, 100.0]}, "y": {2020: [100.0, 40.0, 1.0]}}
    settings = RISING.replace("zscore", "minmax") + f'[method.aggregate]\nkind = "{kind}"\n'
    with pytest.raises(ci.InputError, match=f"node only aggregate '{kind}': needs a scale .*got 'minmax'; .*{remedy}"):
        edition_of(values, settings)
    usual = settings.replace('kind = "minmax"', 'kind = "minmax"\nlow = 70\nhigh = 130')
    assert ci.build(edition_of(values, usual)).scores["index"].notna().all()
    vary = usual + VARY.format(what="normalise", among='{ kind = "minmax", low = 70, high = 130 }, { kind = "rank" }')
    with pytest.raises(ci.InputError, match=rf"vary\]\] normalise 'rank': node only aggregate '{kind}'"):
        edition_of(values, vary)
