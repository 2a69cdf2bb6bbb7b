"""Robustness: the engine against plain builds one by one, indices against functions with known answers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.audit.robustness import engine, result, sensitivity
from connectindex.audit.robustness.sampling import choices, points, space, weights
from connectindex.model.ranking import ranked
from connectindex.model.tree import Leaf, Node
from connectindex.pipeline.measure import measure
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.impute import GroupMean, Mean, NoImputation
from connectindex.stages.means import AGGREGATIONS, Arithmetic, Geometric, Harmonic, Power
from connectindex.stages.normalise import NORMALISATIONS
from connectindex.stages.scales import MinMax, ZScore
from connectindex.stages.screen import NoScreening
from connectindex.stages.treat import Log, NoTreatment, Winsorise
from connectindex.stages.weight import Critic, Entropy, Equal

MINMAX = MinMax(1, 100)


@pytest.fixture(scope="module")
def edition():
    from connectindex.edition.read import starter_folder

    found = ci.read_edition(starter_folder())
    return replace(found, methods=replace(found.methods, normalise=MINMAX, impute=Mean()))


def rebuilt(edition, cube, u, k):
    """A plain build of one draw."""
    chosen, methods, tree, out = choices(cube, u)[k], edition.methods, edition.tree, ""
    within = {n.id: np.array([c.weight for c in n.children]) / sum(c.weight for c in n.children) for n in tree.nodes()}
    rules = {n.id: methods.rule(n.id) for n in tree.nodes()}
    for assumption, number, elements in zip(cube.vary, chosen, cube.elements, strict=True):
        if isinstance(assumption, ci.VaryMethod) and assumption.step == "aggregate":
            nodes = [assumption.node] if assumption.node else list(rules)
            rules |= {n: NodeRules(assumption.among[number], rules[n].coverage) for n in nodes}
        elif isinstance(assumption, ci.VaryMethod):
            methods = replace(methods, **{assumption.step: assumption.among[number]})
        elif isinstance(assumption, ci.LeaveOut):
            out = elements[number]
    drawn = weights(cube, u[k : k + 1], within)

    def weighted(node):
        w = np.ravel(drawn[node.id])
        children = [
            replace(weighted(c) if isinstance(c, Node) else c, weight=float(v))
            for c, v in zip(node.children, w, strict=True)
            if c.id != out
        ]
        return replace(node, children=tuple(children))

    tree = weighted(tree)
    used = {leaf.id: edition.indicators[leaf.id] for leaf in tree.leaves()}
    return ci.build(replace(edition, tree=tree, indicators=used, methods=replace(methods, rules=rules)))


VARY = (
    ci.VaryWeights(0.25),
    ci.VaryMethod("impute", (Mean(), GroupMean("region"), NoImputation())),
    ci.VaryMethod("treat", (NoTreatment(), Winsorise(max_points=1), Log())),
    ci.VaryMethod("normalise", (MINMAX, ZScore(100, 10))),
    ci.VaryMethod("aggregate", (Arithmetic(), Geometric(), Harmonic(), Power(0.5))),
    ci.LeaveOut(2),
)


@pytest.mark.parametrize(
    "vary",
    [
        VARY,
        (ci.VaryWeights("dirichlet", levels=(2,)), ci.LeaveOut(1)),
        (
            ci.VaryWeights("simplex", levels=(1,)),
            ci.VaryMethod("aggregate", (Geometric(), Arithmetic()), node="energy"),
        ),
    ],
)
def test_draws_equal_plain_builds_one_by_one(edition, vary):
    cube = space(vary, edition.tree)
    u = points(cube.dimensions, 10, seed=3)
    nodes = ("index", "transport", "energy", "telecom")
    found = engine.drawn(measure(edition), cube, u, nodes)
    for k in range(len(u)):
        plain = rebuilt(edition, cube, u, k)
        for node in set(nodes) & set(plain.scores):
            expected = plain.scores[node].reindex(found.units)
            np.testing.assert_allclose(found.scores[node][k], expected, rtol=1e-12, err_msg=f"draw {k}, {node}")
        np.testing.assert_array_equal(
            ranked(found.scores["index"])[k],
            plain.ranks["index"].reindex(found.units).to_numpy(float, na_value=np.nan),
        )


ROOM = {
    "categories": {"bounds": (3.0, 10.0), "floor": 1.0},
    "distance_to_reference": {"unit": "ALD"},
    "power": {"order": 0.3},
}


@pytest.mark.parametrize("kind", AGGREGATIONS)
def test_the_nominal_draw_is_the_build_for_every_aggregation(edition, kind):
    rule = NodeRules(AGGREGATIONS[kind](**ROOM.get(kind, {})))
    rules = {n.id: rule for n in edition.tree.nodes() if n.id != "index"}
    scale = MinMax(70, 130) if kind in ("mpi", "ampi") else edition.methods.normalise
    own = replace(edition, methods=replace(edition.methods, rules=rules, normalise=scale))
    audit = ci.robustness(own, draws=1, vary=(ci.VaryWeights(0.0),))
    np.testing.assert_allclose(audit.draws.scores["index"][0], ci.build(own).scores["index"], rtol=1e-12)
    assert (audit.ranks["shift"] == 0).all()


@pytest.mark.parametrize(
    "kind", ["minmax", "zscore", "rank", "borda", "percentile_rank", "distance_to_max", "categories"]
)
def test_the_nominal_draw_is_the_build_for_every_scale(edition, kind):
    own = replace(edition, methods=replace(edition.methods, normalise=NORMALISATIONS[kind](**ROOM.get(kind, {}))))
    audit = ci.robustness(own, draws=1, vary=(ci.VaryWeights(0.0),))
    np.testing.assert_allclose(audit.draws.scores["index"][0], ci.build(own).scores["index"], rtol=1e-12)


@pytest.mark.parametrize("weighting", [Equal(), Entropy(), Critic()])
def test_weights_that_look_at_the_data_follow_the_varied_data(edition, weighting):
    own = replace(edition, methods=replace(edition.methods, weight=weighting))
    audit = ci.robustness(own, draws=8, vary=(ci.VaryMethod("treat", (Log(),)),))
    plain = ci.build(replace(own, methods=replace(own.methods, treat=Log())))
    np.testing.assert_allclose(audit.draws.scores["index"][5], plain.scores["index"], rtol=1e-12)


def test_scores_on_other_scales_are_brought_to_the_published_one(edition):
    vary = (ci.VaryMethod("normalise", (MinMax(0, 100), MinMax(100, 1100))),)
    own = replace(edition, methods=replace(edition.methods, normalise=MinMax(0, 100)))
    scores = ci.robustness(own, draws=16, seed=1, vary=vary).scores
    for end in ("low", "high"):
        np.testing.assert_allclose(scores[end], scores["score"], atol=1e-9)
    weights = ci.robustness(own, draws=64, seed=1, vary=(ci.VaryWeights(),))
    plain = np.quantile(weights.draws.of("index"), 0.05, axis=0)
    np.testing.assert_allclose(weights.scores.xs("index", level="node")["low"], plain, rtol=1e-9)


@pytest.mark.parametrize("long", [1, 10**6])
def test_threads_and_processes_give_the_same_numbers(edition, monkeypatch, long):
    one = ci.robustness(edition, draws=60, seed=3).draws.scores
    monkeypatch.setattr(engine, "LONG", long)  # threads, processes
    two = ci.robustness(edition, draws=60, seed=3, workers=2).draws.scores
    assert all(np.array_equal(two[node], one[node], equal_nan=True) for node in one)


def test_a_draw_does_not_depend_on_how_many_there_are_nor_on_chunks(edition, monkeypatch):
    many = ci.robustness(edition, draws=96, seed=5, vary=VARY).draws.scores["index"]
    few = ci.robustness(edition, draws=17, seed=5, vary=VARY).draws.scores["index"]
    np.testing.assert_array_equal(few, many[:17])
    monkeypatch.setattr(engine, "CHUNK", 50)
    np.testing.assert_array_equal(ci.robustness(edition, draws=96, seed=5, vary=VARY).draws.scores["index"], many)
    other = ci.robustness(edition, draws=17, seed=0, vary=VARY).draws.scores["index"]
    assert not np.allclose(other, few)


def test_a_draw_that_cannot_be_computed_stops_with_its_settings(edition):
    zeros = replace(edition, methods=replace(edition.methods, normalise=MinMax(0, 100)))
    vary = (ci.VaryWeights(), ci.VaryMethod("aggregate", (Arithmetic(), Geometric())))
    with pytest.raises(
        ci.InputError, match=r"every draw must be computable, got aggregate = Geometric.*\n.*needs values above zero"
    ):
        ci.robustness(zeros, draws=64, vary=vary)
    with pytest.raises(ci.InputError, match="robustness draws: must be a whole number from 1 to 1,000,000, got 0"):
        ci.robustness(edition, draws=0)


def test_every_assumption_changes_the_scores(edition):
    for assumption in VARY:
        scores = ci.robustness(edition, draws=16, vary=(assumption,)).draws.scores["index"]
        assert np.nanmax(np.nanstd(scores, axis=0)) > 0.1, assumption


def test_weights_stay_in_their_bounds_and_levels(edition):
    cube = space((ci.VaryWeights(0.25, levels=(2,)),), edition.tree)
    drawn = weights(
        cube, points(cube.dimensions, 256, 1), {n.id: np.ones(len(n.children)) for n in edition.tree.nodes()}
    )
    assert drawn["index"].shape == (256, 1, 3)
    assert 0.75 <= drawn["index"].min() < 0.76
    assert 1.24 < drawn["index"].max() <= 1.25
    assert drawn["transport"].tolist() == [1, 1, 1]


def test_dirichlet_shares_have_the_nominal_mean(edition):
    cube = space((ci.VaryWeights("dirichlet", levels=(2,), concentration=20.0),), edition.tree)
    nominal = {
        n.id: np.array([c.weight for c in n.children]) / sum(c.weight for c in n.children) for n in edition.tree.nodes()
    }
    drawn = weights(cube, points(cube.dimensions, 4096, 1), nominal)["index"][:, 0]
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares.mean(axis=0), nominal["index"], atol=2e-3)
    p = nominal["index"]
    np.testing.assert_allclose(shares.var(axis=0), p * (1 - p) / 21, rtol=0.05)


def ishigami(u):
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_sobol_indices_of_ishigamis_function():
    """Ishigami & Homma (1990), a = 7, b = 0.1."""
    columns = [slice(k, k + 1) for k in range(3)]
    u = points(6, 4096, seed=2)
    first, total = sensitivity.indices(ishigami(sensitivity.sobol_points(u, columns)), 3)
    np.testing.assert_allclose(first, [0.3139, 0.4424, 0.0], atol=0.01)
    np.testing.assert_allclose(total, [0.5576, 0.4424, 0.2437], atol=0.01)


def test_sobol_indices_of_an_additive_function_are_its_shares_of_variance_and_do_not_mind_an_offset():
    columns = [slice(0, 2), slice(2, 3), slice(3, 4)]

    def additive(u):
        return 1e6 + u[:, 0] + u[:, 1] + 3 * u[:, 2]

    u = points(8, 2048, seed=4)
    y = additive(sensitivity.sobol_points(u, columns))
    first, total = sensitivity.indices(y, 3)
    np.testing.assert_allclose(first, [2 / 11, 9 / 11, 0], atol=0.005)
    np.testing.assert_allclose(total, [2 / 11, 9 / 11, 0], atol=0.005)
    (first_low, _), (first_high, _) = sensitivity.bootstrapped(y, 3, 100, seed=1)
    assert (first_low <= first + 1e-9).all()
    assert (first_high >= first - 1e-9).all()


def test_the_sensitivity_of_an_index_names_its_assumptions(edition):
    audit = ci.robustness(edition, draws=64, seed=1, vary=VARY[:3])
    assert audit.sobol.index.tolist() == ["weights", "impute", "treat"]
    assert (audit.sobol["total"] >= -1e-9).all()
    assert audit.sobol["total"].max() > 0.2
    assert (audit.sobol["total_low"] <= audit.sobol["total_high"]).all()


def test_coverage_does_not_ask_for_what_is_left_out(edition):
    """Each node needs all of its children that apply: without the one that is left out, all are there."""
    rules = {n.id: NodeRules(Arithmetic(), 1.0) for n in edition.tree.nodes()}
    whole = replace(edition, methods=replace(edition.methods, rules=rules, screen=NoScreening()))
    audit = ci.robustness(whole, draws=32, seed=1, vary=(ci.LeaveOut(1),))
    scored = audit.ranks["nominal"].notna()
    assert scored.any()
    assert (audit.ranks.loc[scored, "scored"] == 1).all()


@pytest.mark.parametrize(
    ("half", "whole", "settled"),
    [(10.0, 10.4, True), (9.8, 10.4, False), (10.95, 10.4, False), (1.0, 1.09, True), (1.0, 1.11, False)],
)
def test_intervals_have_settled_within_a_twentieth_or_a_tenth_of_a_rank(half, whole, settled):
    audit = object.__new__(result.Robustness)
    audit.__dict__["convergence"] = pd.DataFrame({"draws": [4, 8, 16], "width": [1.0, half, whole]})
    assert audit.settled is settled


def test_chances_of_ranking_before_add_up_to_one(edition):
    audit = ci.robustness(edition, draws=128, vary=VARY)
    before = audit.before
    np.testing.assert_allclose(before + before.T, 1)
    assert before.loc["ALD", "GUL"] > 0.9
    np.testing.assert_allclose(audit.distribution.sum(axis=1), audit.ranks["scored"])
    assert audit.convergence["draws"].tolist() == [32, 64, 128]


def test_leave_one_out_and_one_at_a_time_name_every_choice(edition):
    audit = ci.robustness(edition, draws=32, vary=VARY)
    leaves = [leaf.id for leaf in edition.tree.leaves()]
    assert set(audit.leave_one_out["element"]) == {*leaves, "transport", "energy", "telecom"}
    alone = audit.one_at_a_time
    nominal = alone[alone["choice"] == repr(MINMAX)]
    assert nominal["shift"].tolist() == [0]
    assert len(alone) == 1 + 3 + 3 + 2 + 4 + 1


def test_leaving_a_pillar_out_equals_a_weight_of_zero(edition):
    audit = ci.robustness(edition, draws=2)
    tree = edition.tree
    without = replace(tree, children=tuple(c for c in tree.children if c.id != "energy"))
    used = {leaf.id: edition.indicators[leaf.id] for leaf in without.leaves()}
    plain = ci.build(replace(edition, tree=without, indicators=used)).ranks["index"]
    nominal = ci.build(edition).ranks["index"]
    row = audit.leave_one_out.set_index("element").loc["energy"]
    assert row["shift"] == pytest.approx((plain - nominal).abs().mean())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("draws = 0", "index.toml [robustness] draws: must be greater than or equal to 1, got 0"),
        (
            '[[robustness.vary]]\nwhat = "wieghts"',
            "[[robustness.vary]] 1 what: must be one of weights, leave_out, counts, errors, links, impute",
        ),
        ('[[robustness.vary]]\nwhat = "weights"\nspread = 2.0', "spread must be from 0 to 1, dirichlet or simplex"),
        ('[[robustness.vary]]\nwhat = "weights"\nlevels = [3]', "must be a level from 1 (indicators) to 2"),
        ('[[robustness.vary]]\nwhat = "treat"\namong = []', "among: must be a list of methods, each with its kind"),
        (
            '[[robustness.vary]]\nwhat = "treat"\namong = [{ kind = "log" }, { kind = "logg" }]',
            "among 2 kind: must be one of none",
        ),
        (
            '[[robustness.vary]]\nwhat = "aggregate"\namong = [{ kind = "median" }]\nnode = "enregy"',
            "did you mean 'energy'?",
        ),
        ('failures = "ignore"', "failures"),
        ('[[robustness.vary]]\nwhat = "counts"\nmodel = "normal"', "must be 'poisson' or 'gamma', got 'normal'"),
        ('[[robustness.vary]]\nwhat = "counts"\nindicators = ["air_partner"]', "did you mean 'air_partners'?"),
        (
            '[[robustness.vary]]\nwhat = "counts"\nindicators = ["air_partners"]',
            "indicators: must name counts of links, got 'air_partners'",
        ),
        (
            '[[robustness.vary]]\nwhat = "errors"\nerrors = { nobody = 0.1 }',
            "must name sources of the edition, got 'nobody'",
        ),
        ('[[robustness.vary]]\nwhat = "errors"\ndefault = -0.1', "a relative error must be from 0 to 5"),
        ('[[robustness.vary]]\nwhat = "links"\nmodes = ["fligths"]', "did you mean 'flights'?"),
        ('[[robustness.vary]]\nwhat = "links"\ndrop = 1.5', "drop and add must be from 0 to 1"),
        ('[[robustness.vary]]\nwhat = "links"\n[[robustness.vary]]\nwhat = "links"', "links may vary once"),
    ],
)
def test_wrong_settings_are_named(starter, text, said):
    path = starter / "index.toml"
    settings = path.read_text("utf-8")
    path.write_text(settings.split("\n[robustness]")[0] + f"\n[robustness]\n{text}\n", "utf-8")
    with pytest.raises(ci.InputError) as error:
        ci.read_edition(starter)
    assert said in str(error.value)


def test_settings_of_an_edition_are_used(starter):
    path = starter / "index.toml"
    settings = path.read_text("utf-8").split("\n[robustness]")[0]
    more = '\n[robustness]\ndraws = 12\nseed = 4\n[[robustness.vary]]\nwhat = "weights"\nspread = "simplex"\nlevels = [2]\n'
    path.write_text(settings + more, "utf-8")
    audit = ci.robustness(ci.read_edition(starter))
    assert audit.vary == (ci.VaryWeights("simplex", (2,)),)
    assert audit.draws.scores["index"].shape[0] == 12
    assert audit.seed == 4


def test_nothing_or_one_element_may_be_left_out():
    assert space((ci.LeaveOut(1),), Node("index", "I", 1, (Leaf("a"), Leaf("b")))).elements[0] == ("", "a", "b")


def test_sensitivity_of_pillars_and_of_single_scores(edition):
    vary = (ci.VaryWeights(0.25, levels=(2,)), ci.VaryMethod("treat", (NoTreatment(), Log())))
    audit = ci.robustness(edition, draws=16, vary=vary)
    # weights of the pillars have no say within a pillar
    assert audit.sobol_of("transport").loc["weights", "total"] == pytest.approx(0, abs=1e-12)
    assert audit.sobol_of("transport").loc["treat", "total"] == pytest.approx(1, abs=0.05)
    scores = audit.sobol_scores()
    assert scores.index.equals(audit.draws.units)
    known = scores["total"].dropna()
    assert len(known) == 8
    assert (known.sum(axis=1) > 0.95).all()
    pillar = audit.sobol_scores("transport")["total"]
    np.testing.assert_allclose(pillar["weights"], 0, atol=1e-12)


def test_rank_reversal_is_what_a_build_without_the_unit_says(edition):
    audit = ci.robustness(edition, draws=1)
    scores = ci.build(edition).scores["index"]
    table = edition.units.table.copy()
    table.loc["ALD", "scored"] = False
    without = ci.build(replace(edition, units=replace(edition.units, table=table))).scores["index"]
    before, after = scores.drop("ALD"), without.reindex(scores.index.drop("ALD"))
    turned = sum(
        (before.iloc[i] - before.iloc[j]) * (after.iloc[i] - after.iloc[j]) < 0 for i in range(7) for j in range(i)
    )
    assert audit.rank_reversal.loc["ALD", "pairs"] == turned
    assert audit.rank_reversal["pairs"].sum() > 0
    assert (audit.rank_reversal["shift"] >= 0).all()


@pytest.fixture
def panel(starter):
    path = starter / "index.toml"
    path.write_text(path.read_text("utf-8").replace("year = 2026 ", "years = [2025, 2026] "), "utf-8")
    found = ci.read_edition(starter)
    table = found.values.table
    earlier = table.assign(year=2025, value=table["value"] * np.linspace(0.5, 1.5, len(table)))
    table = pd.concat([table.assign(year=2026), earlier[earlier["variable"] != "population"]], ignore_index=True)
    methods = replace(found.methods, normalise=MinMax(1, 100, pool="panel"), impute=Mean(), screen=NoScreening())
    return replace(found, values=replace(found.values, table=table), methods=methods)


@pytest.mark.parametrize("vary", [VARY, (ci.VaryCounts(), ci.VaryErrors(default=0.2))], ids=["methods", "noise"])
def test_every_year_of_a_panel_is_drawn_under_the_same_assumptions(panel, vary):
    audit = ci.robustness(panel, draws=12, seed=3, vary=vary)
    plain = ci.build(panel)
    for year in (2025, 2026):
        nominal = audit.nominal.loc[year]["index"]
        np.testing.assert_allclose(nominal, plain.scores.loc[year]["index"].reindex(nominal.index), rtol=1e-12)
        assert audit.ranks_of("index", year)["nominal"].equals(plain.ranks.loc[year]["index"].reindex(nominal.index))
    pd.testing.assert_frame_equal(audit.ranks, audit.ranks_of("index", 2026))
    if vary is VARY:
        cube = space(vary, panel.tree)
        u = points(cube.dimensions, 12, 3)
        for k in range(0, 12, 3):
            own = rebuilt(panel, cube, u, k).scores
            for year in (2025, 2026):
                expected = own.loc[year]["index"].reindex(audit.nominal.loc[year].index)
                np.testing.assert_allclose(audit.draws.of("index", year)[k], expected, rtol=1e-12)


def test_a_change_over_a_panel_carries_an_interval_and_a_verdict(panel):
    audit = ci.robustness(panel, draws=64, seed=3, vary=VARY)
    table = audit.changes()
    drawn = np.hstack([audit.draws.of("index", year) for year in (2025, 2026)])
    on_scale = audit.nominal["index"].std(ddof=0) / drawn.std(axis=1)  # draws on other scales are worth what ours are
    change = (audit.draws.of("index", 2026) - audit.draws.of("index", 2025)) * on_scale[:, None]
    np.testing.assert_allclose(table["low"], np.quantile(change, 0.05, axis=0))
    np.testing.assert_allclose(table["change"], table["after"] - table["before"])
    assert ((table["verdict"] == "rose") == (table["low"] > 0)).all()
    assert ((table["verdict"] == "fell") == (table["high"] < 0)).all()
    assert set(table["verdict"]) <= {"rose", "fell", "not significant"}
    back = audit.changes(since=2026, until=2025)
    np.testing.assert_allclose(back["change"], -table["change"])
    with pytest.raises(ci.InputError, match=r"must be between two of the years \[2025, 2026\], got 2024"):
        audit.changes(since=2024)


def test_scores_of_every_node_carry_intervals(edition):
    audit = ci.robustness(edition, draws=50, vary=VARY)
    table = audit.scores
    own = table.xs("energy", level="node").droplevel("year")
    drawn = audit.draws.of("energy")
    drawn = drawn[~np.isnan(drawn).all(axis=1)]  # some draws leave it out
    known = np.where(np.isnan(drawn), np.nan, own["score"].to_numpy())
    middle, worth = np.nanmean(drawn, axis=1), np.nanstd(known, axis=1) / np.nanstd(drawn, axis=1)
    drawn = (drawn - middle[:, None]) * worth[:, None] + np.nanmean(known, axis=1)[:, None]  # on the published scale
    np.testing.assert_allclose(own["low"], np.nanquantile(drawn, 0.05, axis=0))
    np.testing.assert_allclose(own["sd"], np.nanstd(drawn, axis=0))
    assert set(audit.ranks_pillars.index.get_level_values("node")) == {"transport", "energy", "telecom"}
    pd.testing.assert_frame_equal(audit.sobol_pillars.loc["index"], audit.sobol)


def test_intervals_that_have_not_settled_are_said_to(edition):
    few = ci.robustness(edition, draws=4, seed=1, vary=VARY)
    many = ci.robustness(edition, draws=2048, seed=1, vary=VARY)
    assert not few.settled
    assert many.settled


def test_a_flat_tree_has_no_ranks_below_the_index(edition):
    leaves = tuple(leaf for node in edition.tree.pillars for leaf in node.children)
    flat = replace(edition, tree=replace(edition.tree, children=leaves))
    audit = ci.robustness(flat, draws=8, vary=(ci.VaryWeights(),))
    assert audit.ranks_pillars.empty
    assert list(audit.ranks_pillars.columns) == list(audit.ranks.columns)
    assert audit.sobol_pillars.index.get_level_values("node").tolist() == ["index"]


def test_a_unit_the_weights_cannot_do_without_is_noted(edition, monkeypatch):
    audit = ci.robustness(edition, draws=1)
    plain = audit.rank_reversal
    whole = result.tables_of_draws

    def refusing(measured, methods, x, absent):
        if absent[:, 2].any():
            raise ci.InputError([ci.Problem("weights", "must not be negative", "-1")])
        return whole(measured, methods, x, absent)

    monkeypatch.setattr(result, "tables_of_draws", refusing)
    table = ci.robustness(edition, draws=1).rank_reversal
    assert table["note"].tolist().count("") == len(table) - 1
    left = table.index[table["note"] != ""]
    assert "must not be negative" in table.loc[left[0], "note"]
    assert table.loc[left, "pairs"].isna().all()
    pd.testing.assert_frame_equal(table.drop(left), plain.drop(left))
