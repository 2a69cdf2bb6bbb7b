"""Sampling: draws that share their choices are computed together, however many assumptions there are."""

import numpy as np
import pytest

from connectindex.assumptions.methods import VaryMethod, VaryWeights
from connectindex.audit.robustness.sampling import grouped, points, space, weights
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


def test_simplex_weights_are_uniform_between_two_children():
    """-ln u of both, rescaled: the share of the first is ln u1 / (ln u1 + ln u2), as often below as above any x."""
    tree = Node("index", "Index", 1, (Leaf("a", 9.0), Leaf("b")))
    cube = space((VaryWeights("simplex"),), tree)
    a, b = weights(cube, np.array([[0.5, 0.25]]), {"index": np.array([0.9, 0.1])})["index"][0, 0]
    assert a / (a + b) == pytest.approx(1 / 3)  # ln 2 and ln 4
    found = weights(cube, points(2, 4096, 1), {"index": np.array([0.9, 0.1])})["index"][:, 0]
    share = found[:, 0] / found.sum(axis=1)
    np.testing.assert_allclose(np.quantile(share, [0.1, 0.25, 0.5, 0.9]), [0.1, 0.25, 0.5, 0.9], atol=0.01)
