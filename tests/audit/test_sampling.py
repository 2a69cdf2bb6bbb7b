"""Sampling: draws that share their choices are computed together, however many assumptions there are."""

import numpy as np
import pytest

from connectindex.assumptions.methods import VaryMethod
from connectindex.audit.robustness.sampling import grouped, space
from connectindex.model.tree import Leaf, Node
from connectindex.stages.means import Arithmetic, Geometric

TREE = Node("index", "Index", 1, (Leaf("a"), Leaf("b")))


def test_draws_are_grouped_by_their_choices():
    vary = [VaryMethod("aggregate", (Arithmetic(), Geometric()), "index"), VaryMethod("aggregate", (Arithmetic(),), "")]
    u = np.array([[0.9, 0.1], [0.2, 0.8], [0.7, 0.7], [0.1, 0.2]])
    assert [(choice, rows.tolist()) for choice, rows in grouped(space(vary, TREE), u)] == [
        ((0, 0), [1, 3]),
        ((1, 0), [0, 2]),
    ]


@pytest.mark.parametrize("number", [70, 130])
@pytest.mark.parametrize("methods", [(Arithmetic(),), (Arithmetic(), Geometric())])
def test_more_assumptions_than_an_array_has_axes(number, methods):
    cube = space([VaryMethod("aggregate", methods, "")] * number, TREE)
    u = np.random.default_rng(0).random((8, number))
    groups = grouped(cube, u)
    assert sorted(row for _, rows in groups for row in rows) == list(range(8))
    for choice, rows in groups:
        for row in rows:
            assert choice == tuple(int(len(methods) * x) for x in u[row])
