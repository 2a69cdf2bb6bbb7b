"""Weights: formulas against worked numbers, experts, principal components, stated importances."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.errors import InputError
from connectindex.model.tree import Leaf, Node
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.experts import compared, disagreement
from connectindex.stages.means import Arithmetic
from connectindex.stages.weight import (
    WEIGHTINGS,
    Ahp,
    Budget,
    Critic,
    Entropy,
    Equal,
    InverseSd,
    Nominal,
    Optimised,
    Pca,
    _negative,
    weigh,
)
from connectindex.stages.weightings import first_component, rotated_components
from connectindex.statistics.components import principal_components, varimax
from connectindex.statistics.importance import correlation_ratio, squared_correlation

RNG = np.random.default_rng(11)
FACTOR = RNG.normal(size=80)
TREE = Node(
    "index",
    "Index",
    1,
    (
        Node("air", "Air", 1, (Leaf("a"), Leaf("b", 2.0), Leaf("c"))),
        Node("sea", "Sea", 1, (Leaf("d"), Leaf("e"))),
    ),
)
TABLE = pd.DataFrame(
    {c: 50 + 10 * (k * FACTOR + RNG.normal(size=80)) for c, k in zip("abcde", (1, 2, 0.5, 1, 0.2), strict=True)}
).clip(lower=1)


def weighed(method, table=TABLE, tree=TREE):
    return weigh(tree, method, table, {n.id: NodeRules(Arithmetic()) for n in tree.nodes()})


def test_the_first_component_equals_the_eigenvector_of_the_correlations():
    x = TABLE[["a", "b", "c"]].to_numpy()
    r = np.corrcoef(x, rowvar=False)
    v = first_component(x)
    largest = np.linalg.eigvalsh(r)[-1]
    np.testing.assert_allclose(r @ v, largest * v, rtol=1e-10)
    assert np.linalg.norm(v) == pytest.approx(1)
    assert v.sum() > 0


def test_rows_with_holes_are_left_out_of_the_components():
    x = TABLE[["a", "b", "c"]].to_numpy(copy=True)
    x[3, 1] = np.nan
    np.testing.assert_allclose(first_component(x), first_component(np.delete(x, 3, axis=0)))


def test_rotated_weights_follow_the_rule_with_another_varimax():
    from statsmodels.multivariate.factor_rotation import rotate_factors

    other = RNG.normal(size=80)
    x = np.column_stack([f + 0.4 * RNG.normal(size=80) for f in (FACTOR, FACTOR, FACTOR, other, other, other)])
    values, vectors = np.linalg.eigh(np.corrcoef(x, rowvar=False))
    kept = values > 1
    assert kept.sum() == 2
    squared = rotate_factors(vectors[:, kept] * np.sqrt(values[kept]), "varimax")[0] ** 2
    np.testing.assert_allclose(rotated_components(x), squared.max(axis=1) / squared.max(axis=1).sum(), atol=1e-5)


def test_rotated_weights_with_kaisers_normalisation_are_those_of_the_normalised_loadings():
    other = RNG.normal(size=80)
    x = np.column_stack(
        [f + s * RNG.normal(size=80) for f, s in [(FACTOR, 0.3), (FACTOR, 1.5), (other, 0.5), (other + FACTOR, 0.9)]]
    )
    values, vectors = principal_components(x)
    loadings = vectors[:, :2] * np.sqrt(values[:2])
    length = np.linalg.norm(loadings, axis=1, keepdims=True)

    def criterion(turned):  # variance of the squares within the components
        return ((turned**2).var(axis=0)).sum()

    angles = np.linspace(0, np.pi, 20_001)
    turns = [np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) for a in angles]
    for kaiser, own in ((False, loadings), (True, loadings / length)):
        best = max(turns, key=lambda turn, own=own: criterion(own @ turn))
        found = varimax(loadings, kaiser=kaiser) ** 2
        expected = (loadings @ best) ** 2
        np.testing.assert_allclose(np.sort(found, axis=1), np.sort(expected, axis=1), atol=1e-3)
    plain, normalised = rotated_components(x), rotated_components(x, kaiser=True)
    assert 1e-4 < np.abs(plain - normalised).max() < 0.1


@pytest.mark.parametrize("importance", ["correlation", "correlation_ratio"])
def test_the_audit_measures_the_importance_that_optimised_weights_were_to_reach(importance):
    from connectindex.edition.read import starter_folder

    starter = ci.read_edition(starter_folder())
    pillars = [c.id for c in starter.tree.children]
    targets = dict(zip(pillars, np.linspace(1, 1.3, len(pillars)), strict=True))
    edition = replace(starter, methods=replace(starter.methods, weight=Optimised(targets, importance)))
    members = ci.coherence(ci.build(edition)).members.loc["index"].loc[pillars]
    column = {"correlation": "r2", "correlation_ratio": "ratio"}[importance]
    reached = members[column] / members[column].sum()
    wanted = np.array(list(targets.values())) / sum(targets.values())
    np.testing.assert_allclose(reached, wanted, atol=0.005)


def test_a_negative_component_weight_is_an_error_that_says_what_to_do():
    table = TABLE.assign(c=-TABLE["a"])
    with pytest.raises(
        InputError, match=r"node air: weight of c: must not be negative \(pca\), got -0\.\d+; turn its direction"
    ):
        weighed(Pca(), table)


@pytest.mark.parametrize("method", [Pca(), Entropy(), Critic(), InverseSd()])
def test_formulas_work_in_the_groups_of_their_levels(method):
    weights = weighed(method)
    assert weights.loc[["a", "b", "c"], "within"].sum() == pytest.approx(1)
    assert weights.loc[["air", "sea"], "within"].tolist() == [0.5, 0.5]
    above = weighed(type(method)(levels=(2,)))
    assert above.loc[["a", "b", "c"], "within"].tolist() == [0.25, 0.5, 0.25]
    if method.kind != "pca":  # of two elements the loadings are equal
        assert above.loc["air", "within"] != pytest.approx(0.5, abs=1e-6)


def test_every_kind_gives_other_weights():
    settings = {
        "optimised": {"targets": {"air": 3.0, "sea": 1.0}},
        "budget": {"nodes": {"index": {"X": {"air": 9, "sea": 1}}}},
        "ahp": {"nodes": {"index": (("air", "sea", 5.0),)}},
    }
    found = {k: tuple(weighed(m(**settings.get(k, {})))["effective"].round(9)) for k, m in WEIGHTINGS.items()}
    assert len(set(found.values())) == len(found)


def test_expert_budgets_are_averaged_and_their_disagreement_is_shown():
    experts = {"X": {"air": 80, "sea": 20}, "Y": {"air": 1, "sea": 1}}
    weights = weighed(Budget({"index": experts}))
    assert weights.loc["air", "within"] == pytest.approx(0.65)
    assert weights.loc["b", "within"] == 0.5
    shown = disagreement(experts)
    assert shown.loc["air"].tolist() == pytest.approx([0.65, 0.3 / 2**0.5, 0.5, 0.8])


@pytest.mark.parametrize(
    ("experts", "said"),
    [
        ({"X": {"air": 1, "see": 1}}, "node index budget of X: must name children, got 'see'; did you mean 'sea'?"),
        ({"X": {"air": -1, "sea": 2}}, "points must not be negative, got -1"),
        ({"X": {}}, "must give points"),
    ],
)
def test_wrong_budgets_are_named(experts, said):
    with pytest.raises(InputError, match=said.replace("?", r"\?")):
        weighed(Budget({"index": experts}))


def test_comparisons_give_saatys_weights_and_ratio():
    # Saaty's own example of a consistent and of a contradictory matrix of order 3
    judged = compared(["x", "y", "z"], [("x", "y", 3), ("x", "z", 5), ("y", "z", 2)])
    np.testing.assert_allclose(judged.weights, [0.648, 0.230, 0.122], atol=5e-4)
    assert judged.consistency == pytest.approx(0.0032, abs=5e-5)
    assert compared(["x", "y", "z"], [("x", "y", 9), ("y", "z", 9), ("z", "x", 9)]).consistency > 1


def test_comparisons_that_contradict_or_lack_a_pair_are_named():
    contradiction = (("a", "b", 9.0), ("b", "c", 9.0), ("c", "a", 9.0))
    with pytest.raises(InputError, match="node air comparisons: comparisons must be consistent"):
        weighed(Ahp({"air": contradiction}))
    with pytest.raises(InputError, match="node air comparisons: every pair must be compared once, got a and c"):
        weighed(Ahp({"air": contradiction[:2]}))
    with pytest.raises(InputError, match="must name a node, got 'aire'; did you mean 'air'"):
        weighed(Ahp({"aire": contradiction}))
    assert weighed(Ahp({"index": (("air", "sea", 4.0),)})).loc["air", "within"] == pytest.approx(0.8)


def importances(weights, names, measure=squared_correlation):
    table = TABLE.copy()
    for node in TREE.nodes():
        children = [c.id for c in node.children]
        table[node.id] = table[children].to_numpy() @ weights.loc[children, "within"].to_numpy()
    found = np.array([measure(table[n].to_numpy(), table["index"].to_numpy()) for n in names])
    return found / found.sum()


@pytest.mark.parametrize("importance", ["correlation", "correlation_ratio"])
@pytest.mark.parametrize("targets", [{"air": 1.0, "sea": 1.0}, {"sea": 3.0, "air": 2.0}])
def test_optimised_weights_meet_their_targets_by_name(targets, importance):
    measure = {"correlation": squared_correlation, "correlation_ratio": correlation_ratio}[importance]
    weights = weighed(Optimised(targets, importance))
    reached = importances(weights, list(targets), measure)
    wanted = np.array(list(targets.values())) / sum(targets.values())
    np.testing.assert_allclose(reached, wanted, atol=1e-3)
    assert (weights["within"] >= 0).all()


def test_targets_that_cannot_be_met_are_met_as_closely_as_another_solver_can():
    from scipy.optimize import differential_evolution

    targets = dict(zip("abcde", (3, 3, 2, 3, 1), strict=True))
    wanted = np.array(list(targets.values())) / 12
    weights = weighed(Optimised(targets))
    assert weights.loc[["air", "sea"], "within"].tolist() == [0.5, 0.5]
    assert (weights["within"] >= 0).all()
    x = TABLE.to_numpy()

    def loss(w):
        index = x[:, :3] @ w[:3] / w[:3].sum() + x[:, 3:] @ w[3:] / w[3:].sum()
        r = np.array([np.corrcoef(x[:, k], index)[0, 1] ** 2 for k in range(5)])
        return ((r / r.sum() - wanted) ** 2).sum()

    best = differential_evolution(loss, [(1e-6, 1)] * 5, seed=1, tol=1e-10).fun
    assert loss(weights.loc[list("abcde"), "within"].to_numpy()) == pytest.approx(best, rel=1e-3)


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        ({"air": 1.0}, "must name every element of the level; missing: sea"),
        ({"air": 1.0, "se": 1.0}, "must name a node or an indicator below the root, got 'se'; did you mean 'sea'?"),
        ({"air": 1.0, "sea": 1.0, "a": 1.0}, "must be of one level"),
        ({"air": -1.0, "sea": 1.0}, "targets air: must not be negative, got -1.0"),
        ({}, "must name elements with targets above zero"),
    ],
)
def test_wrong_targets_are_named(targets, said):
    with pytest.raises(InputError, match=said.replace("?", r"\?")):
        weighed(Optimised(targets))


def test_nominal_and_equal():
    assert weighed(Nominal()).loc[["a", "b", "c"], "within"].tolist() == [0.25, 0.5, 0.25]
    assert weighed(Equal()).loc[["a", "b", "c"], "within"].tolist() == pytest.approx([1 / 3] * 3)


def test_levels_are_counted_from_the_indicators_and_weights_of_each_group_add_up_to_one():
    """Air weighs 3 and sea 1; of the two indicators of air the second weighs twice the first."""
    air, sea = Node("air", "Air", 3, (Leaf("a"), Leaf("b", 2.0))), Node("sea", "Sea", 1, (Leaf("c"),))
    table = weigh(Node("index", "Index", 1, (air, sea)), Nominal(), pd.DataFrame(), {})
    assert table["level"].to_dict() == {"index": 3, "air": 2, "a": 1, "b": 1, "sea": 2, "c": 1}
    assert table["within"].to_dict() == pytest.approx(
        {"index": 1, "air": 3 / 4, "a": 1 / 3, "b": 2 / 3, "sea": 1 / 4, "c": 1}
    )
    assert table["effective"].to_dict() == pytest.approx(
        {"index": 1, "air": 3 / 4, "a": 1 / 4, "b": 1 / 2, "sea": 1 / 4, "c": 1 / 4}
    )


def test_rotating_three_components_that_are_simple_already_changes_nothing():
    """Each column loads on a component of its own: no rotation makes the squares vary more."""
    loadings = np.diag([0.9, 0.8, 0.7])
    for kaiser in (False, True):
        assert np.abs(varimax(loadings, kaiser=kaiser)) == pytest.approx(loadings)


def test_a_weight_below_zero_is_a_problem_and_a_weight_of_zero_is_none():
    group = Node("g", "G", 1, (Leaf("a"), Leaf("b"), Leaf("c")))
    problems = _negative(group, ["a", "b", "c"], np.array([-0.5, 0.0, 1.5]), "pca")
    assert [str(p).split(":")[1].strip() for p in problems] == ["weight of a"]


def weighed_of_two(targets):
    """Optimised weights of two columns that are not correlated."""
    table = pd.DataFrame({"a": [0.0, 1, 0, 1, 0, 1], "b": [0.0, 0, 1, 1, 0.5, 0.5]})
    tree = Node("index", "Index", 1, (Leaf("a"), Leaf("b")))
    return weigh(tree, Optimised(targets), table, {tree.id: NodeRules(Arithmetic())})["within"]


def test_an_indicator_that_should_have_no_importance_has_no_weight():
    assert weighed_of_two({"a": 1.0, "b": 0.0})[["a", "b"]].tolist() == [1, 0]


def test_importances_that_are_all_zero_are_refused():
    with pytest.raises(InputError, match="must name elements with targets above zero"):
        weighed_of_two({"a": 0.0, "b": 0.0})
