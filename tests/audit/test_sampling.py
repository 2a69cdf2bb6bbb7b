"""Sampling: draws that share their choices are computed together, however many assumptions there are."""

import numpy as np
import pytest

from connectindex.assumptions.methods import LeaveOut, VaryMethod, VaryWeights
from connectindex.audit.robustness.sampling import grouped, points, require_draws, require_room, space, weights
from connectindex.errors import InputError
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


def test_weights_within_a_quarter_of_the_nominal_ones():
    """0 is a quarter less, 1 a quarter more, 3/4 an eighth more; two weights are two columns of the cube."""
    cube = space([VaryWeights(0.25)], TREE)
    assert cube.dimensions == 2
    found = weights(cube, np.array([[0.0, 1], [0.5, 0.75]]), {"index": np.array([0.4, 0.6])})["index"][:, 0]
    assert found.ravel().tolist() == pytest.approx([0.3, 0.75, 0.4, 0.675])


def test_dirichlet_weights_are_the_quantiles_of_gamma_numbers():
    """At the median, of shapes 20 and 30: a Gamma number's median lies a third below its shape, to 0.01."""
    cube = space([VaryWeights("dirichlet", concentration=50)], TREE)
    found = weights(cube, np.array([[0.5, 0.5]]), {"index": np.array([0.4, 0.6])})["index"][0, 0]
    assert found.tolist() == pytest.approx([20 - 1 / 3, 30 - 1 / 3], abs=0.01)


def test_the_cube_has_a_column_for_each_weight_that_varies_and_for_each_choice():
    """Two pillars of two and of one indicator: the single one has no choice, and levels are counted from below."""
    pillars = Node("p", "P", 1, (Leaf("a"), Leaf("b"))), Node("q", "Q", 1, (Leaf("c"),))
    tree = Node("index", "Index", 1, pillars)
    everything = space([VaryWeights(), VaryMethod("aggregate", (Arithmetic(),), ""), LeaveOut(1), LeaveOut(2)], tree)
    assert everything.columns == (slice(0, 4), slice(4, 5), slice(5, 6), slice(6, 7))
    assert sorted(everything.elements[0]) == [("index", 0), ("index", 1), ("p", 0), ("p", 1)]
    assert sorted(everything.elements[2]) == ["", "a", "b", "c"]
    assert sorted(everything.elements[3]) == ["", "p", "q"]
    assert everything.dimensions == 7
    assert space([VaryWeights(levels=(2,))], tree).elements[0] == (("index", 0), ("index", 1))
    assert space([], tree).dimensions == 0


def test_the_first_and_the_last_number_of_draws_and_seed_that_are_taken():
    for draws, seed in ((1, 0), (1_000_000, 7)):
        require_draws(draws, seed, "robustness")
    require_draws(8, 0, "robustness", least=8)
    with pytest.raises(InputError) as refused:
        require_draws(0, -1, "robustness")
    assert [p.place for p in refused.value.problems] == ["robustness draws", "robustness seed"]
    for draws, least in ((1_000_001, 1), (7, 8), (2.5, 1), ("8", 1)):
        with pytest.raises(InputError, match=f"must be a whole number from {least} to 1,000,000"):
            require_draws(draws, 0, "robustness", least=least)


def test_a_thousand_million_numbers_are_held_and_one_more_is_not():
    require_room(1000, 1_000_000, "units")
    with pytest.raises(InputError, match=r"draws x units must be 1,000,000,000 or fewer"):
        require_room(1, 1_000_000_001, "units")


def test_a_point_depends_on_the_seed_and_its_place_alone():
    few, many = points(3, 5, 1), points(3, 8, 1)
    assert few.shape == (5, 3)
    assert few.tolist() == many[:5].tolist()
    assert few.tolist() != points(3, 5, 2).tolist()
    assert points(0, 5, 1).shape == (5, 0)
    # a Sobol' sequence has one of its first eight points in each eighth, of every column
    assert np.sort(np.floor(8 * many), axis=0).T.tolist() == [list(range(8))] * 3
