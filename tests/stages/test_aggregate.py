"""Aggregation against COINr 1.1.14 (R 4.2.2), and identities of the power mean."""

import numpy as np
import pandas as pd
import pytest

from connectindex.errors import InputError
from connectindex.model.tree import Leaf, Node
from connectindex.stages.aggregate import NodeRules, aggregate
from connectindex.stages.means import Arithmetic, Geometric, Harmonic, Power
from connectindex.stages.weight import Equal, Nominal, weigh

X = np.array([[2.0, 4, 4, np.nan, 10, 50]])
W = np.array([1.0, 2, 1, 1, 1, 1])
TREE = Node(
    "index",
    "Index",
    1,
    (Node("air", "Air", 3, (Leaf("a", 2), Leaf("b"))), Node("sea", "Sea", 1, (Leaf("c"), Leaf("d")))),
)
TABLE = pd.DataFrame({"a": [10.0, 40], "b": [40.0, np.nan], "c": [5.0, np.nan], "d": [25.0, np.nan]}, index=["U", "V"])
EVERYWHERE = TABLE.notna() | True


def weighed(method):
    return weigh(TREE, method, TABLE, {n.id: NodeRules(Arithmetic()) for n in TREE.nodes()})


def rules(**by_node):
    return {n.id: by_node.get(n.id, NodeRules(Arithmetic())) for n in TREE.nodes()}


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Arithmetic(), 12.3333333),
        (Geometric(), 6.32455532),
        (Harmonic(), 4.37956204),
        (Power(0.5), 8.65100944),
    ],
)
def test_golden_means_pass_over_missing_children(method, expected):
    assert method.combined(X, W)[0] == pytest.approx(expected, abs=5e-8)


@pytest.mark.parametrize("order", [-3, -1, -0.5, 0, 1e-9, 0.5, 1, 2, 5])
def test_contributions_add_up_to_the_score(order):
    method = Power(order)
    score = method.combined(X, W)
    share = method.shares(X, W, score)
    assert share.sum() == pytest.approx(1, abs=1e-12)
    assert np.nansum(share * X) == pytest.approx(score[0], rel=1e-9)
    assert share[0, 3] == 0


@pytest.mark.parametrize("method", [Arithmetic(), Geometric(), Harmonic(), Power(0.5)])
def test_equal_children_give_that_score_and_share_by_weight(method):
    x = np.full((1, 3), 7.0)
    w = np.array([1.0, 2, 5])
    assert method.combined(x, w)[0] == pytest.approx(7)
    np.testing.assert_allclose(method.shares(x, w, np.array([7.0]))[0], w / 8)


def test_the_tree_is_walked_from_the_indicators_to_the_root():
    scores, contributions = aggregate(TABLE, TREE, weighed(Nominal()), rules(), EVERYWHERE)
    assert scores.loc["U"].to_dict() == {"index": 18.75, "air": 20.0, "sea": 15.0}
    assert scores.loc["V", ["index", "air"]].tolist() == [40, 40]
    assert pd.isna(scores.loc["V", "sea"])
    part = contributions.xs(("U", "index"), level=("unit", "node"))["contribution"]
    assert part.to_dict() == {"air": 15.0, "sea": 3.75}
    sums = contributions.groupby(["unit", "node"])["contribution"].sum()
    for (unit, node), total in sums.items():
        assert total == pytest.approx(scores.loc[unit, node], rel=1e-12)


def test_equal_weights_forget_the_nominal_ones():
    scores, _ = aggregate(TABLE, TREE, weighed(Equal()), rules(), EVERYWHERE)
    assert scores.loc["U", "index"] == 20


def test_each_node_has_its_own_method_and_coverage():
    own = rules(air=NodeRules(Geometric()), index=NodeRules(Arithmetic(), coverage=1.0))
    scores, _ = aggregate(TABLE, TREE, weighed(Nominal()), own, EVERYWHERE)
    assert scores.loc["U", "air"] == pytest.approx((10**2 * 40) ** (1 / 3))
    assert pd.isna(scores.loc["V", "index"])


def test_children_that_do_not_apply_are_not_lacking():
    applicable = EVERYWHERE.copy()
    applicable.loc["V", ["c", "d"]] = False
    own = rules(index=NodeRules(Arithmetic(), coverage=1.0))
    scores, _ = aggregate(TABLE, TREE, weighed(Nominal()), own, applicable)
    assert scores.loc["V", "index"] == 40


def test_a_zero_under_a_geometric_mean_is_named():
    table = TABLE.assign(a=[0.0, 40])
    with pytest.raises(
        InputError, match=r"node air: unit U, a: a weighted geometric mean needs values above zero, got 0.0"
    ):
        aggregate(table, TREE, weighed(Nominal()), rules(air=NodeRules(Geometric())), EVERYWHERE)


def test_draws_are_one_array_operation():
    rng = np.random.default_rng(0)
    x, w = rng.uniform(1, 100, (5, 4)), rng.uniform(0.1, 1, (30, 1, 4))
    for method in (Arithmetic(), Geometric(), Power(0.3)):
        together = method.combined(x, w)
        assert together.shape == (30, 5)
        one_by_one = np.array([method.combined(x, w[k, 0]) for k in range(30)])
        np.testing.assert_allclose(together, one_by_one, rtol=1e-13)
