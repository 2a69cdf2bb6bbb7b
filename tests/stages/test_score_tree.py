"""The one walk up the tree, against loops by hand."""

import numpy as np
import pytest

from connectindex.model.tree import Leaf, Node
from connectindex.stages.aggregate import NodeRules, score_tree
from connectindex.stages.means import AGGREGATIONS, Arithmetic, Geometric

NAN = np.nan
AIR = Node("air", "Air", 1, (Leaf("routes"), Leaf("flights")))
TREE = Node("index", "Index", 1, (AIR, Leaf("users")))
WITHIN = {"air": np.array([0.25, 0.75]), "index": np.array([0.5, 0.5])}
RULES = {"air": NodeRules(Arithmetic()), "index": NodeRules(Arithmetic())}
SCORES = {"routes": np.array([4.0, NAN, NAN]), "flights": np.array([8.0, 2.0, NAN]), "users": np.array([1.0, 6.0, 3.0])}


def test_means_of_means_pass_over_what_is_missing():
    found = score_tree(TREE, SCORES, None, WITHIN, RULES)
    np.testing.assert_allclose(found.scores["air"], [7, 2, NAN])
    np.testing.assert_allclose(found.scores["index"], [4, 4, 3])


def test_coverage_counts_the_children_that_apply():
    rules = RULES | {"air": NodeRules(Arithmetic(), coverage=1.0)}
    applies = {"routes": np.array([True, False, True]), "flights": np.ones(3, bool), "users": np.ones(3, bool)}
    found = score_tree(TREE, SCORES, applies, WITHIN, rules)
    np.testing.assert_allclose(found.scores["air"], [7, 2, NAN])
    lacking = score_tree(TREE, SCORES, None, WITHIN, rules)
    np.testing.assert_allclose(lacking.scores["air"], [7, NAN, NAN])


def test_coverage_of_several_tables_is_that_of_each():
    """Of the first table the second unit lacks a child, of the second the first does; the third has none in either."""
    rules = RULES | {"air": NodeRules(Arithmetic(), coverage=1.0)}
    flights = np.array([[8.0, NAN, NAN], [NAN, 8, NAN]])
    scores = SCORES | {"routes": np.full((2, 3), 4.0), "flights": flights}
    found = score_tree(TREE, scores, None, WITHIN, rules)
    np.testing.assert_allclose(found.scores["air"], [[7, NAN, NAN], [NAN, 7, NAN]])
    half = score_tree(TREE, scores, None, WITHIN, RULES | {"air": NodeRules(Arithmetic(), coverage=0.5)})
    np.testing.assert_allclose(half.scores["air"], [[7, 4, 4], [4, 7, 4]])


def test_what_is_left_out_counts_as_if_it_did_not_apply_and_is_not_lacking():
    rules = {n: NodeRules(Arithmetic(), coverage=1.0) for n in WITHIN}
    found = score_tree(TREE, SCORES, None, WITHIN, rules, left_out={"routes"})
    np.testing.assert_allclose(found.scores["air"], [8, 2, NAN])
    assert not found.applies["routes"].any()
    assert found.applies["air"].all()
    without_air = score_tree(TREE, SCORES, None, WITHIN, rules, left_out={"air"})
    np.testing.assert_allclose(without_air.scores["index"], SCORES["users"])
    np.testing.assert_allclose(SCORES["routes"], [4, NAN, NAN])  # what was given stays


@pytest.mark.parametrize("kind", AGGREGATIONS)
def test_many_tables_are_scored_as_each_by_itself(kind):
    """Scores, or weights, or both with an axis of tables."""
    rng = np.random.default_rng(3)
    rules = {n: NodeRules(AGGREGATIONS[kind](*([0.5] if kind == "power" else []))) for n in WITHIN}
    scores = {i: rng.uniform(1, 9, (5, 4)) for i in SCORES} | {"users": rng.uniform(1, 9, 4)}
    within = {n: rng.uniform(0.1, 1, (5, 1, 2)) for n in WITHIN}
    together = score_tree(TREE, scores, None, within, rules).scores["index"]
    for k in range(5):
        own = {i: x[k] if x.ndim == 2 else x for i, x in scores.items()}
        alone = score_tree(TREE, own, None, {n: w[k, 0] for n, w in within.items()}, rules).scores["index"]
        np.testing.assert_allclose(together[k], alone, rtol=1e-12)


def test_weights_may_follow_from_the_scores_of_the_children():
    tree = TREE.in_order()
    seen = {}

    def within(node, x):
        seen[node.id] = x
        return np.array([1.0, 0.0])

    found = score_tree(tree, SCORES, None, within, RULES)
    np.testing.assert_allclose(seen["air"], np.column_stack([SCORES["flights"], SCORES["routes"]]))
    np.testing.assert_allclose(seen["index"][:, 0], [8, 2, NAN])
    np.testing.assert_allclose(found.scores["index"], [8, 2, NAN])


def test_what_a_mean_cannot_combine_is_shown_and_then_missing():
    shown = []
    rules = RULES | {"air": NodeRules(Geometric())}
    scores = SCORES | {"routes": np.array([0.0, 1.0, -1.0])}
    found = score_tree(TREE, scores, None, WITHIN, rules, refuse=lambda node, bad, x: shown.append((node, bad, x)))
    (node, bad, x) = shown[0]
    at = [c.id for c in node.children].index("routes")
    assert bad[:, at].tolist() == [True, False, True]
    assert x[:, at].tolist() == [0, 1, -1]
    np.testing.assert_allclose(found.scores["air"], [8, 2**0.75, NAN])


def test_nodes_that_no_table_changes_are_scored_once():
    memory = {}
    scores = SCORES | {"users": np.array([[1.0, 6, 3], [2, 2, 2]])}
    first = score_tree(TREE, scores, None, WITHIN, RULES, memory=memory)
    assert [name for name, _ in memory] == ["air"]
    again = score_tree(TREE, scores, None, WITHIN, RULES, memory=memory)
    assert again.scores["air"] is first.scores["air"]
    other = score_tree(TREE, scores, None, WITHIN, RULES | {"air": NodeRules(Geometric())}, memory=memory)
    assert other.scores["air"][0] == pytest.approx(4**0.25 * 8**0.75)
    left = score_tree(TREE, scores, None, WITHIN, RULES, left_out={"routes"}, memory=memory)
    np.testing.assert_allclose(left.scores["air"], [8, 2, NAN])
