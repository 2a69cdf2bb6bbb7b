"""Optimised weights by hand: which targets are taken, and weights that reach them."""

import numpy as np
import pandas as pd
import pytest

from connectindex.errors import InputError
from connectindex.model.tree import Leaf, Node
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.means import Arithmetic
from connectindex.stages.optimised import _members, optimised

AIR = Node("air", "Air", 1, (Leaf("a"), Leaf("b")))
TREE = Node("index", "Index", 1, (AIR, Leaf("c", 3.0)))
PLACE = "index.toml [method.weight] targets"


@pytest.mark.parametrize(
    ("targets", "problems"),
    [
        ({"a": 1, "b": 2, "c": 3}, []),
        ({"a": 0, "b": 0, "c": 0.5}, []),
        ({"air": 0.5}, []),
        ({"a": 1, "b": 2}, ["must name every element of the level"]),
        ({"a": 1, "b": 2, "c": 3, "air": 1}, ["must be of one level"]),
        ({"a": 1, "b": 2, "c": -0.5}, ["must not be negative"]),
        ({"a": 1, "b": 2, "c": float("nan")}, ["must not be negative", "must name elements with targets above zero"]),
        ({"a": 0, "b": 0, "c": 0}, ["must name elements with targets above zero"]),
        ({}, ["must name elements with targets above zero"]),
        ({"a": 1, "b": 1, "c": 1, "d": 1}, ["must name a node or an indicator below the root"]),
        ({"index": 1}, ["must name a node or an indicator below the root"]),
    ],
)
def test_targets_are_of_every_element_of_one_level(targets, problems):
    if not problems:
        assert [name for _, _, name in _members(TREE, targets)] == [m for m in ("air", "a", "b", "c") if m in targets]
        return
    with pytest.raises(InputError) as refused:
        _members(TREE, targets)
    assert [p.rule for p in refused.value.problems] == problems
    assert all(p.place.startswith(PLACE) for p in refused.value.problems)


# a and b are not correlated and vary alike, so that r² of either with their mean is as its weight squared
TABLE = pd.DataFrame({"a": [0.0, 0, 1, 1], "b": [0.0, 1, 0, 1], "c": [1.0, 2, 3, 4]})


@pytest.mark.parametrize(
    ("targets", "ratio"), [({"a": 1, "b": 1}, 1), ({"a": 4, "b": 1}, 2), ({"a": 1, "b": 9}, 1 / 3)]
)
def test_importances_go_with_the_squares_of_the_weights(targets, ratio):
    weights = optimised(AIR, TABLE, {"air": NodeRules(Arithmetic())}, targets, "correlation")["air"]
    assert weights[0] / weights[1] == pytest.approx(ratio, rel=1e-3)


def test_weights_without_a_target_stay_nominal():
    """Two pillars have targets: the weights of their indicators are those of the tree."""
    tree = Node("index", "Index", 1, (AIR, Node("other", "Other", 3, (Leaf("c", 5.0),))))
    rules = {n.id: NodeRules(Arithmetic()) for n in tree.nodes()}
    weights = optimised(tree, TABLE, rules, {"air": 1, "other": 1}, "correlation")
    assert weights["air"].tolist() == [1, 1]
    assert weights["other"].tolist() == [5]
    assert np.isfinite(weights["index"]).all()
    assert not np.allclose(weights["index"], [1, 3])
