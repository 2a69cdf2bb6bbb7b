"""Noise in the data: many tables at once equal plain steps one by one, and noise has the spread it says."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import connectindex as ci
from connectindex import batch
from connectindex.audit.robustness import engine
from connectindex.audit.robustness.networks import drawn_network
from connectindex.audit.robustness.noise import counted_indicators, denominated, networks
from connectindex.audit.robustness.sampling import points, space
from connectindex.chain import gathered, prepared
from connectindex.indicators.example import five_countries
from connectindex.stages.impute import Chained, GroupMedian, Knn, Mean, NoImputation
from connectindex.stages.means import Arithmetic, Geometric
from connectindex.stages.normalise import NORMALISATIONS
from connectindex.stages.scales import MinMax, ZScore
from connectindex.stages.screen import Coverage
from connectindex.stages.treat import BoxCox, Log, NoTreatment, Winsorise
from connectindex.stages.weight import Critic


@pytest.fixture(scope="module")
def edition():
    from connectindex.edition.read import starter_folder

    found = ci.read_edition(starter_folder())
    return replace(found, methods=replace(found.methods, normalise=MinMax(1, 100), impute=Mean()))


@pytest.fixture(scope="module")
def measured(edition):
    return gathered(edition)


def plain(measured, methods, x, k):
    """One table by the plain steps."""
    table = pd.DataFrame(x[k], index=measured.denominated.index, columns=measured.denominated.columns)
    found = prepared(replace(measured, denominated=table), methods).normalised
    return found.reindex(table.index).to_numpy()


METHODS = {
    "impute": (NoImputation(), Mean(), GroupMedian("region"), Knn(2), Chained(3)),
    "screen": (Coverage(unit=0.7), Coverage(zeros=0.5)),
    "treat": (NoTreatment(), Winsorise(max_points=1, skew=0.5, kurtosis=0.5), Log(), BoxCox(0.5)),
    "normalise": (MinMax(1, 100, floor=5), ZScore(10, 2), *(NORMALISATIONS[k]() for k in ("rank", "percentile_rank"))),
}


@pytest.mark.parametrize(("step", "method"), [(s, m) for s, among in METHODS.items() for m in among], ids=repr)
def test_many_tables_at_once_are_the_plain_steps_one_by_one(edition, measured, step, method):
    methods = replace(edition.methods, **{step: method})
    rng = np.random.default_rng(4)
    x = measured.denominated.to_numpy() * rng.lognormal(sigma=0.4, size=(6, *measured.denominated.shape))
    x = np.where(rng.random(x.shape) < 0.1, np.nan, x)
    if step == "screen":
        x[:, :, 0] = 0.0
    together = batch.normalised(measured, methods, x)
    for k in range(len(x)):
        np.testing.assert_allclose(together[k], plain(measured, methods, x, k), rtol=1e-12, err_msg=f"table {k}")


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), tables=st.integers(1, 5), data=st.data())
def test_random_methods_on_random_tables(edition, measured, seed, tables, data):
    rng = np.random.default_rng(seed)
    x = np.round(rng.lognormal(sigma=1.5, size=(tables, *measured.denominated.shape)), 1)  # rounding makes ties
    x = np.where(rng.random(x.shape) < 0.15, np.nan, x)
    x[:, :3] = rng.random((tables, 3, x.shape[2]))  # three units are never screened out
    chosen = {step: data.draw(st.sampled_from(METHODS[step])) for step in ("treat", "normalise")}
    impute = data.draw(st.sampled_from(METHODS["impute"][:3]))
    methods = replace(edition.methods, impute=impute, screen=Coverage(unit=0.6), **chosen)
    together = batch.normalised(measured, methods, x)
    for k in range(tables):
        np.testing.assert_allclose(together[k], plain(measured, methods, x, k), rtol=1e-12)


NOISE = (
    ci.VaryCounts("gamma"),
    ci.VaryErrors({"energy": 0.1}, default=0.02),
    ci.VaryLinks(drop=0.1, add=0.1, samples=3),
)


@pytest.mark.parametrize("noise", [NOISE[:1], NOISE[1:2], NOISE[2:], NOISE], ids=["counts", "errors", "links", "all"])
def test_noisy_draws_equal_plain_builds_one_by_one(edition, measured, noise):
    from connectindex.stages.aggregate import aggregate
    from connectindex.stages.weight import weigh

    vary = (*noise, ci.VaryMethod("treat", (NoTreatment(), Log())))
    cube = space(vary, edition.tree)
    u = points(cube.dimensions, 12, 3)
    found = engine.drawn(measured, cube, u, ("index", "energy"))
    tables = denominated(measured, cube, u, networks(measured, cube))
    assert len({t.tobytes() for t in np.nan_to_num(tables)}) > 1
    rules = {n.id: edition.methods.rule(n.id) for n in edition.tree.nodes()}
    for k in range(len(u)):
        methods = replace(edition.methods, treat=(NoTreatment(), Log())[int(u[k, cube.columns[-1].start] * 2)])
        frame = pd.DataFrame(tables[k], index=measured.denominated.index, columns=measured.denominated.columns)
        year = edition.about.years[0]
        normal = prepared(replace(measured, denominated=frame), methods).normalised.loc[year]
        weights = weigh(edition.tree, methods.weight, normal, lambda _n, x, _w: x)
        scores, _ = aggregate(normal, edition.tree, weights, rules, measured.applicable.loc[year])
        for node in ("index", "energy"):
            np.testing.assert_allclose(found.scores[node][k], scores[node].reindex(found.units), rtol=1e-12)


def test_weights_that_look_at_the_data_follow_each_draw(edition):
    own = replace(edition, methods=replace(edition.methods, weight=Critic()))
    audit = ci.robustness(own, draws=4, seed=2, vary=(ci.VaryErrors(default=0.3),))
    fixed = ci.robustness(edition, draws=4, seed=2, vary=(ci.VaryErrors(default=0.3),))
    assert not np.allclose(audit.draws.scores["index"], fixed.draws.scores["index"])
    assert np.ptp(audit.draws.scores["index"], axis=0).max() > 0


def test_noise_does_not_depend_on_chunks_draws_or_workers(edition, monkeypatch):
    many = ci.robustness(edition, draws=40, seed=5, vary=NOISE).draws.scores["index"]
    few = ci.robustness(edition, draws=7, seed=5, vary=NOISE).draws.scores["index"]
    np.testing.assert_array_equal(few, many[:7])
    two = ci.robustness(edition, draws=40, seed=5, vary=NOISE, workers=2).draws.scores["index"]
    np.testing.assert_array_equal(two, many)
    monkeypatch.setattr(engine, "CHUNK", 50)
    np.testing.assert_array_equal(ci.robustness(edition, draws=40, seed=5, vary=NOISE).draws.scores["index"], many)
    assert not np.allclose(ci.robustness(edition, draws=7, seed=0, vary=NOISE).draws.scores["index"], few)


@pytest.mark.parametrize(("model", "extra"), [("poisson", 0.0), ("gamma", 0.5)])
def test_counts_have_the_mean_and_variance_of_their_model(edition, measured, model, extra):
    vary = ci.VaryCounts(model)
    columns = counted_indicators(measured, vary)
    assert columns
    cube = space((vary,), edition.tree)
    u = points(1, 4096, 1)
    x = denominated(measured, cube, u, {}) * measured.divisors.to_numpy()
    n = measured.values.to_numpy()
    others = [c for c in range(n.shape[1]) if c not in columns]
    np.testing.assert_allclose(x[0][:, others], n[:, others])
    mean, variance = x[..., columns].mean(axis=0), x[..., columns].var(axis=0)
    expected = n[:, columns] + extra
    known = ~np.isnan(expected)
    assert np.abs((mean - expected)[known]).max() <= 5 * np.sqrt(np.maximum(expected[known].max(), 1) / 4096)
    np.testing.assert_allclose(variance[known], expected[known], rtol=0.2, atol=0.1)


def test_errors_have_the_deviation_of_their_source(edition, measured):
    vary = ci.VaryErrors(default=0.2)
    cube = space((vary,), edition.tree)
    x = denominated(measured, cube, points(1, 4096, 1), {}) * measured.divisors.to_numpy()
    n = measured.values.to_numpy()
    known = ~np.isnan(n) & (n > 0)
    factor = x[:, known] / n[known]
    np.testing.assert_allclose(factor.mean(axis=0), 1, atol=0.02)
    np.testing.assert_allclose(factor.std(axis=0), 0.2, atol=0.02)
    assert (x[:, n == 0] == 0).all()
    none = denominated(measured, space((ci.VaryErrors({"nobody": 1.0}),), edition.tree), points(1, 2, 1), {})
    np.testing.assert_allclose(none[0], measured.denominated.to_numpy())


def test_links_are_dropped_at_both_ends_and_added_where_a_pair_is_joined_otherwise():
    dyads = five_countries()
    rng = np.random.default_rng(0)
    bare = drawn_network(dyads, ci.VaryLinks(drop=1.0, modes=("air_routes",)), rng)
    assert bare.of("air_routes").operating().count().tolist()[:4] == [0, 0, 0, 0]
    assert bare.of("flights").operating().count().equals(dyads.of("flights").operating().count())
    assert bare.of("air_routes").status().equals(dyads.of("air_routes").status())
    planned = bare.pairs[(bare.pairs["mode"] == "air_routes") & (bare.pairs["status"] == "planned")]
    assert planned["count"].tolist() == [1, 1]
    kept = [drawn_network(dyads, ci.VaryLinks(drop=0.5), np.random.default_rng(k)) for k in range(300)]
    for network in kept[:20]:
        air = network.of("air_routes").pairs
        there = air.set_index(["unit", "partner", "status"])["count"]
        assert all(there[a, b, s] == there[b, a, s] for a, b, s in there.index)
    mean = np.mean([n.of("flights").operating().count().to_numpy() for n in kept], axis=0)
    np.testing.assert_allclose(mean, dyads.of("flights").operating().count() / 2, atol=0.6)
    more = drawn_network(dyads, ci.VaryLinks(drop=0.0, add=1.0, modes=("grid_links",)), rng)
    new = more.of("grid_links").pairs
    old = dyads.of("grid_links").pairs
    assert len(new) > len(old)
    joined = set(zip(dyads.pairs["unit"], dyads.pairs["partner"], strict=True))
    assert set(zip(new["unit"], new["partner"], strict=True)) <= joined


def test_a_failing_draw_is_counted_where_that_is_asked_for(edition):
    zeros = replace(edition, methods=replace(edition.methods, normalise=MinMax(0, 100)))
    vary = (ci.VaryWeights(), ci.VaryMethod("aggregate", (Geometric(), Arithmetic())))
    asked = replace(zeros, robustness=replace(zeros.robustness, failures="count"))
    audit = ci.robustness(asked, draws=32, seed=1, vary=vary)
    assert 0 < len(audit.failures) < 32
    assert audit.failures["settings"].str.contains("Geometric").all()
    assert audit.failures["problem"].str.contains("needs values above zero").all()
    assert len(audit.draws.of("index")) == 32 - len(audit.failures)
    assert (audit.ranks["scored"] == 1).all()
    with pytest.raises(ci.InputError, match="every draw must be computable"):
        ci.robustness(zeros, draws=32, seed=1, vary=vary)
    with pytest.raises(ci.InputError, match="at least one draw"):
        ci.robustness(asked, draws=4, vary=(ci.VaryMethod("aggregate", (Geometric(),)),))


def test_failing_noisy_draws_are_counted_one_by_one(edition):
    methods = replace(edition.methods, normalise=MinMax(0, 100), rules={})
    asked = replace(edition, methods=methods, robustness=replace(edition.robustness, failures="count"))
    vary = (ci.VaryErrors(default=0.2), ci.VaryMethod("aggregate", (Geometric(), Arithmetic())))
    one, two = (ci.robustness(asked, draws=24, seed=1, vary=vary, workers=w) for w in (1, 2))
    assert 0 < len(one.failures) < 24
    pd.testing.assert_frame_equal(one.failures, two.failures)
    np.testing.assert_array_equal(one.draws.of("index"), two.draws.of("index"))
