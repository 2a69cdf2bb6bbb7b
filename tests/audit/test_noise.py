"""Noise in the data: many tables at once equal plain steps one by one, and noise has the spread it says."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import connectindex as ci
from connectindex.audit.robustness import engine
from connectindex.audit.robustness.counted import counted_links, declared
from connectindex.audit.robustness.networks import drawn_network
from connectindex.audit.robustness.noisy_data import Sampled, denominated, networks
from connectindex.audit.robustness.sampling import points, space
from connectindex.indicators import CATALOGUE
from connectindex.indicators.example import five_countries
from connectindex.indicators.measures import from_links
from connectindex.model.indicator import Indicator
from connectindex.pipeline.measure import measure
from connectindex.pipeline.prepare import prepare
from connectindex.stages.impute import Chained, GroupMedian, Knn, Mean, NoImputation, impute
from connectindex.stages.means import Arithmetic, Geometric
from connectindex.stages.normalise import NORMALISATIONS, normalise
from connectindex.stages.scales import MinMax, ZScore
from connectindex.stages.screen import Coverage, screen
from connectindex.stages.treat import BoxCox, Log, NoTreatment, Winsorise, treat
from connectindex.stages.weight import Critic


@pytest.fixture(scope="module")
def edition():
    from connectindex.edition.read import starter_folder

    found = ci.read_edition(starter_folder())
    return replace(found, methods=replace(found.methods, normalise=MinMax(1, 100), impute=Mean()))


@pytest.fixture(scope="module")
def measured(edition):
    return measure(edition)


@pytest.fixture(scope="module")
def world_measured():
    return [five_countries(), *measure(ci.world()).dyads.values()]


def plain(measured, methods, x):
    """One table of one year by the steps on labelled tables, one after the other."""
    edition, year = measured.edition, measured.edition.about.years[0]
    like = measured.denominated.loc[year]
    table = pd.DataFrame(x, index=like.index, columns=like.columns)
    applies = measured.applicable.loc[year]
    filled, _ = impute(table, methods.impute, edition.units, applies)
    kept, _ = screen(filled, methods.screen, table.notna(), applies, edition.tree)
    treated = treat(kept, methods.treat, methods.treat_by_indicator)[0]
    return normalise(treated, methods.normalise, edition.indicators.values())


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
    together = prepare(measured, methods, x).normalised
    for k in range(len(x)):
        np.testing.assert_allclose(
            together[k],
            plain(measured, methods, x[k]).reindex(measured.denominated.index.get_level_values("unit")),
            rtol=1e-12,
            err_msg=f"table {k}",
        )


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
    together = prepare(measured, methods, x).normalised
    for k in range(tables):
        np.testing.assert_allclose(
            together[k],
            plain(measured, methods, x[k]).reindex(measured.denominated.index.get_level_values("unit")),
            rtol=1e-12,
        )


NONE = Sampled({}, {})
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
        year = edition.about.years[0]
        normal = plain(measured, methods, tables[k])
        weights = weigh(edition.tree, methods.weight, normal, rules)
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
    cube = space((vary,), edition.tree)
    u = points(1, 4096, 1)
    sampled = networks(measured, cube)
    columns = sampled.counted[0][0].columns
    assert columns
    x = denominated(measured, cube, u, sampled) * measured.divisors.to_numpy()
    n = measured.values.to_numpy()
    others = [c for c in range(n.shape[1]) if c not in columns]
    np.testing.assert_allclose(x[0][:, others], n[:, others])
    mean, variance = x[..., columns].mean(axis=0), x[..., columns].var(axis=0)
    expected = n[:, columns] + extra
    known = ~np.isnan(expected)
    assert np.abs((mean - expected)[known]).max() <= 5 * np.sqrt(np.maximum(expected[known].max(), 1) / 4096)
    np.testing.assert_allclose(variance[known], expected[known], rtol=0.2, atol=0.1)


def noisy_values(indicators, dyads, vary, draws=400):
    """Values of the units under noise of counts: draws x units x indicators, and those without it."""
    values = pd.concat({2026: pd.DataFrame({i.id: i.compute(dyads) for i in indicators})}, names=["year", "unit"])
    links = counted_links(values, indicators, {2026: dyads}, dyads.modes, vary)
    x = np.broadcast_to(values.to_numpy(), (draws, *values.shape)).copy()
    for k in range(draws):
        x[k][:, links.columns] = links.drawn(vary.model, np.random.default_rng(k))
    return x, values.to_numpy(), links.columns


def of_links(name, mode, measure, **options):
    return Indicator(name, name, "", **from_links((mode,), measure, options))


def test_count_noise_touches_what_declares_itself_a_count_and_nothing_whole_by_chance():
    dyads = cables("ABCD", "CD", "ACE", "DE")
    whole = [
        of_links(f"{mode} {measure}", mode, measure, **options)
        for mode in ("air_routes", "submarine_cables")
        for measure, options in [
            ("share_of_possible", {}), ("partners", {}), ("capacity", {}), ("component", {}), ("reach", {"k": 2}),
            ("pairs_cut", {}), ("degree", {}), ("operators", {}), ("bridges", {}),
        ]
    ]  # fmt: skip
    counts = [of_links("count", "air_routes", "count"), of_links("part", "submarine_cables", "taking_part")]
    assert counted_links_of([*whole, *counts], dyads) == ["count", "part"]
    kilometres = replace(dyads, modes={m: replace(v, counted=False) for m, v in dyads.modes.items()})
    assert counted_links_of([*whole, *counts], kilometres) == []
    shrunk = Indicator("airports", "", "", variable="airports", per="people", shrink=True)
    plain = Indicator("ports", "", "", variable="ports", per="people")
    assert [declared(i, {}, ci.VaryCounts()) for i in (shrunk, plain)] == [True, False]
    assert declared(plain, {}, ci.VaryCounts(indicators=("ports",)))


def counted_links_of(indicators, dyads):
    return [i.id for i in indicators if declared(i, dyads.modes, ci.VaryCounts())]


def test_count_noise_changes_nothing_where_nothing_is_a_count(edition):
    shares = {name: replace(i, counts=None, shrink=False) for name, i in edition.indicators.items()}
    found = ci.robustness(replace(edition, indicators=shares), vary=(ci.VaryCounts(),), draws=4)
    assert (found.ranks["low"] == found.ranks["nominal"]).all()
    assert (found.ranks["high"] == found.ranks["nominal"]).all()


def test_count_noise_does_not_depend_on_the_unit_of_measurement_of_megawatts(edition):
    links = edition.links.assign(capacity=edition.links["capacity"] * 1000)
    vary = (ci.VaryCounts(),)
    assert any(i.compute is not None and "capacity" in i.id for i in edition.indicators.values())
    found = [
        ci.robustness(e, draws=16, seed=1, vary=vary).draws.scores for e in (edition, replace(edition, links=links))
    ]
    np.testing.assert_allclose(found[0]["index"], found[1]["index"], rtol=1e-9)


@pytest.mark.parametrize("model", ["poisson", "gamma"])
def test_the_count_noise_of_an_undirected_link_is_shared_by_both_its_ends(model):
    dyads = five_countries()
    x, values, columns = noisy_values([of_links("n", "road_crossings", "count")], dyads, ci.VaryCounts(model))
    assert columns == [0]
    a, b = x[:, 0, 0], x[:, 1, 0]  # one pair with four crossings, A to B
    assert values[:2, 0].tolist() == [4, 4]
    assert a.std() > 1.5
    if model == "poisson":
        assert (a == b).all()
    else:
        assert np.corrcoef(a, b)[0, 1] == pytest.approx(4 / 4.5, abs=0.05)  # half a count is each end's alone


def test_count_noise_moves_indicators_of_the_same_links_together_and_keeps_directions_apart():
    dyads = five_countries()
    routes = [of_links(n, "air_routes", "count") for n in ("one", "other")]
    x, values, _ = noisy_values([*routes, of_links("flights", "flights", "count")], dyads, ci.VaryCounts(), draws=3000)
    np.testing.assert_array_equal(x[..., 0], x[..., 1])
    assert abs(np.corrcoef(x[:, 0, 2], x[:, 1, 2])[0, 1]) < 0.06  # flights from A to B and from B to A
    # A: 3 to B and 2 to C, B: 3 and 1: the covariance is what they share
    assert np.cov(x[:, 0, 0], x[:, 1, 0])[0, 1] == pytest.approx(3, abs=0.5)
    assert x[:, 0, 0].var() == pytest.approx(values[0, 0], rel=0.15)


def test_count_noise_of_a_cable_is_shared_by_all_its_members():
    dyads = cables("ABCD", "CD", "ACE", "DE")
    x, values, _ = noisy_values([of_links("n", "submarine_cables", "taking_part")], dyads, ci.VaryCounts(), 3000)
    assert values[:, 0].tolist()[0] == 2
    covariance = np.cov(x[:, 2, 0], x[:, 3, 0])[0, 1]
    assert covariance == pytest.approx(2, abs=0.3)  # C and D are on two cables together


def test_every_count_of_the_catalogue_declares_the_links_that_add_up_to_it(world_measured):
    indicators = [i for i in CATALOGUE.values() if i.counts is not None]
    assert {i.id for i in indicators} == {
        "sea_services_count", "air_routes_count", "air_flights", "road_crossings_count", "rail_crossings_count",
        "grid_links_count", "submarine_cables_count", "organisations_count",
    }  # fmt: skip
    for indicator in indicators:
        recorded = [dyads for dyads in world_measured if set(indicator.needs) <= set(dyads.modes)]
        assert recorded, indicator.id
        for dyads in recorded:
            value = indicator.compute(dyads).dropna()
            rows = indicator.counts(dyads)
            np.testing.assert_allclose(rows.groupby("unit")["count"].sum().reindex(value.index, fill_value=0), value)


def test_counts_vary_on_the_networks_that_noise_of_links_draws(edition, measured):
    vary = (ci.VaryLinks(drop=1.0, samples=2), ci.VaryCounts())
    cube = space(vary, edition.tree)
    sampled = networks(measured, cube)
    x = denominated(measured, cube, points(2, 8, 1), sampled) * measured.divisors.to_numpy()
    columns = sampled.counted[1][0].columns
    assert np.nanmax(x[..., columns]) == 0  # no link is left that could be counted
    both = space((ci.VaryLinks(drop=0.0, samples=2), ci.VaryCounts()), edition.tree)
    again = denominated(measured, both, points(2, 64, 1), networks(measured, both))
    assert np.nanmax(again[..., columns]) > 0


def test_errors_have_the_deviation_of_their_source(edition, measured):
    vary = ci.VaryErrors(default=0.2)
    cube = space((vary,), edition.tree)
    x = denominated(measured, cube, points(1, 4096, 1), NONE) * measured.divisors.to_numpy()
    n = measured.values.to_numpy()
    known = ~np.isnan(n) & (n > 0)
    factor = x[:, known] / n[known]
    np.testing.assert_allclose(factor.mean(axis=0), 1, atol=0.02)
    np.testing.assert_allclose(factor.std(axis=0), 0.2, atol=0.02)
    assert (x[:, n == 0] == 0).all()
    none = denominated(measured, space((ci.VaryErrors({"nobody": 1.0}),), edition.tree), points(1, 2, 1), NONE)
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
    kept = [drawn_network(dyads, ci.VaryLinks(drop=0.5), np.random.default_rng(k)) for k in range(80)]
    for network in kept[:20]:
        air = network.of("air_routes").pairs
        there = air.set_index(["unit", "partner", "status"])["count"]
        assert all(there[a, b, s] == there[b, a, s] for a, b, s in there.index)
    mean = np.mean([n.of("flights").operating().count().to_numpy() for n in kept], axis=0)
    np.testing.assert_allclose(mean, dyads.of("flights").operating().count() / 2, atol=1.2)
    more = drawn_network(dyads, ci.VaryLinks(drop=0.0, add=1.0, modes=("grid_links",)), rng)
    new = more.of("grid_links").pairs
    old = dyads.of("grid_links").pairs
    assert len(new) > len(old)
    joined = set(zip(dyads.pairs["unit"], dyads.pairs["partner"], strict=True))
    assert set(zip(new["unit"], new["partner"], strict=True)) <= joined


def cables(*members):
    """Cables of five countries, each a text of its members, and two links of two ends beside them."""
    from connectindex import links

    rows = [(u, None, f"cable {k}", "submarine_cables", 1.0) for k, who in enumerate(members) for u in who]
    rows += [("A", "B", "", "submarine_cables", 2.0)]
    table = pd.DataFrame(rows, columns=["from", "to", "name", "mode", "count"]).astype({"to": "str"})
    table = table.assign(status="", year=2025, capacity=np.nan, start=np.nan, end=np.nan, source="")
    dyads = five_countries()
    pairs, memberships = links.summed(table[list(links.RECORD_COLUMNS)], dyads.modes, 2026)
    return replace(dyads, pairs=pairs, memberships=memberships)


def test_a_cable_that_the_noise_drops_is_lost_to_all_its_members_and_their_pairs():
    dyads = cables("ABCD", "CD", "ACE", "DE")
    seen = set()
    for k in range(60):
        network = drawn_network(dyads, ci.VaryLinks(drop=0.5), np.random.default_rng(k))
        left = network.memberships[network.memberships["count"] > 0].groupby("name")["unit"].agg("".join)
        assert set(left) <= {"ABCD", "CD", "ACE", "DE"}  # whole cables or none
        seen.add(tuple(left.index))
        count = network.pairs.set_index(["unit", "partner"])["count"]
        for a, b in count.index:
            shared = sum(a in who and b in who for who in left)
            if {a, b} == {"A", "B"}:
                assert shared <= count[a, b] <= shared + 2  # the two links of two ends fall by themselves
            else:
                assert count[a, b] == shared
    assert len(seen) > 10
    assert drawn_network(dyads, ci.VaryLinks(drop=1.0), np.random.default_rng(0)).pairs["count"].sum() == 0


def test_as_many_links_are_added_as_there_are():
    """Air routes A-B 3, A-C 2, B-C 1 are six links, seen from both ends; of chance 1 and enough open pairs come six more."""
    dyads = five_countries()
    air = dyads.pairs[(dyads.pairs["mode"] == "air_routes") & (dyads.pairs["status"] == "operating")]
    assert air["count"].sum() == 12
    open_ = [(a, b) for a in "ABC" for b in "DEFGH"]
    other = pd.DataFrame([(a, b) for a, b in open_] + [(b, a) for a, b in open_], columns=["unit", "partner"])
    other = other.assign(mode="sea_services", status="operating", year=2025, count=1.0)
    joined = replace(dyads, pairs=pd.concat([air, other.reindex(columns=air.columns)], ignore_index=True))
    vary = ci.VaryLinks(drop=0.0, add=1.0, modes=("air_routes",))
    more = drawn_network(joined, vary, np.random.default_rng(1)).of("air_routes").pairs
    assert more["count"].sum() == 12 + 2 * 6
    assert len(more) == 6 + 2 * 6


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
