"""Experts by hand: budgets, comparisons, and the consistency of comparisons at random."""

import numpy as np
import pytest

from connectindex.model.tree import Leaf, Node
from connectindex.stages.experts import (
    RANDOM_CONSISTENCY,
    budget_problems,
    budgets,
    compared,
    comparison_problems,
    disagreement,
)

NODE = Node("index", "Index", 1, (Leaf("air"), Leaf("land"), Leaf("sea")))


@pytest.mark.parametrize("n", range(3, 16))
def test_the_random_consistency_is_that_of_comparisons_at_random(n):
    """Saaty's means of 500 matrices of 1/9 to 9; here of 300, so that they differ by a few hundredths."""
    rng = np.random.default_rng(n)
    scale = np.array([1 / k for k in range(9, 1, -1)] + list(range(1, 10)))
    found = []
    for _ in range(300):
        upper = np.triu(rng.choice(scale, (n, n)), 1)
        matrix = upper + np.eye(n) + np.divide(1, upper.T, out=np.zeros((n, n)), where=upper.T > 0)
        found.append((np.linalg.eigvals(matrix).real.max() - n) / (n - 1))
    assert RANDOM_CONSISTENCY[n - 1] == pytest.approx(np.mean(found), abs=0.1)


@pytest.mark.parametrize(("n", "random"), [(4, 0.90), (15, 1.59), (17, 1.59)])
def test_the_ratio_is_the_consistency_over_that_at_random(n, random):
    """One comparison of otherwise equal ones is 9; beyond fifteen elements the random consistency is that of fifteen."""
    names = [f"e{k}" for k in range(n)]
    pairs = [(a, b, 9.0 if (a, b) == ("e0", "e1") else 1.0) for k, b in enumerate(names) for a in names[:k]]
    matrix = np.ones((n, n))
    matrix[0, 1], matrix[1, 0] = 9, 1 / 9
    index = (np.linalg.eigvals(matrix).real.max() - n) / (n - 1)
    assert compared(names, pairs).consistency == pytest.approx(index / random)


def test_two_elements_are_always_consistent():
    judged = compared(["air", "sea"], [("air", "sea", 4)])
    assert judged.weights.tolist() == pytest.approx([0.8, 0.2])
    assert judged.consistency == 0


def test_comparisons_with_others_are_passed_over():
    judged = compared(["air", "sea"], [("air", "sea", 4), ("air", "moon", 9), ("moon", "sea", 9)])
    assert judged.weights.tolist() == pytest.approx([0.8, 0.2])


def test_consistent_comparisons_are_taken_up_to_the_limit():
    """3, 5 and 2 are consistent to 0.0032: taken at 0.004, refused at 0.003."""
    pairs = (("air", "land", 3.0), ("air", "sea", 5.0), ("land", "sea", 2.0))
    assert comparison_problems(NODE, pairs, 0.004) == []
    (problem,) = comparison_problems(NODE, pairs, 0.003)
    assert problem.place == "node index comparisons"
    assert problem.got == "0.0032"


def test_a_pair_that_is_compared_twice_or_not_at_all_is_named():
    twice = (("air", "land", 3.0), ("land", "air", 3.0), ("air", "sea", 5.0), ("moon", "sea", 5.0))
    assert [p.got for p in comparison_problems(NODE, twice, 0.1)] == ["air and land", "land and sea"]


def test_shares_of_points_and_how_far_experts_are_apart():
    """A gives 60, 40; B gives 1, 0 and 3 to the sea: shares of air 0.6 and 0.25, of the sea 0 and 0.75."""
    experts = {"A": {"air": 60, "land": 40}, "B": {"air": 1, "land": 0, "sea": 3}}
    assert budgets(experts).loc["A"].tolist() == [0.6, 0.4, 0]
    assert budgets(experts).loc["B"].tolist() == [0.25, 0, 0.75]
    assert disagreement(experts).loc["sea"].tolist() == pytest.approx([0.375, 0.75 / 2**0.5, 0, 0.75])


@pytest.mark.parametrize(
    ("points", "rules"),
    [
        ({"air": 1}, []),
        ({"air": 0, "sea": 1}, []),
        ({"air": -1, "sea": 1}, ["points must not be negative", "must give points"]),
        ({"air": -1, "sea": 2}, ["points must not be negative"]),
        ({"air": 0}, ["must give points"]),
        ({"air": 1, "moon": 1}, ["must name children"]),
    ],
)
def test_budgets_that_are_refused(points, rules):
    found = budget_problems(NODE, {"A": {"air": 1}, "B": points})
    assert [p.rule for p in found] == rules
    assert {p.place for p in found} <= {"node index budget of B"}
