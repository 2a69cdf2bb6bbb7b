"""Sobol' indices by hand: how points are arranged, and what six runs say."""

import numpy as np
import pytest

from connectindex.audit.robustness.sensitivity import bootstrapped, indices, sobol_points, table


def test_points_of_two_base_draws_and_two_groups():
    """A, B, then A with the first column of B, then A with the two others of B."""
    u = np.array([[1, 2, 3, 10, 20, 30], [4, 5, 6, 40, 50, 60]])
    assert sobol_points(u, [slice(0, 1), slice(1, 3)]).tolist() == [
        [1, 2, 3], [4, 5, 6],
        [10, 20, 30], [40, 50, 60],
        [10, 2, 3], [40, 5, 6],
        [1, 20, 30], [4, 50, 60],
    ]  # fmt: skip


# outputs of two base draws at A, at B, and at A with the one group from B, which is B itself
OUTPUT = np.array([0.0, 4, 2, 6, 2, 6])


def test_indices_of_six_runs():
    """Mean 3 and variance 20/3 of 0, 4, 2, 6; first: (-1 2 + 3 2) / 2 over it, total: (2² + 2²) / 2 over twice it."""
    first, total = indices(OUTPUT, 1)
    assert first.tolist() == pytest.approx([2 / (20 / 3)])
    assert total.tolist() == pytest.approx([4 / (40 / 3)])


def test_indices_of_several_outputs_are_those_of_each_and_zero_where_nothing_varies():
    first, total = indices(np.column_stack([OUTPUT, np.full(6, 7.0)]), 1)
    assert first.shape == (1, 2)
    assert first[0].tolist() == pytest.approx([0.3, 0])
    assert total[0].tolist() == pytest.approx([0.3, 0])


def test_an_output_in_other_units_has_the_same_indices():
    """In billionths, too, where its variance is 7e-18; below 1e-24 it is rounding and not variance."""
    for unit in (1e-9, 1e9):
        first, total = indices(OUTPUT * unit, 1)
        assert [*first, *total] == pytest.approx([0.3, 0.3])
    assert indices(OUTPUT * 1e-13, 1)[0].tolist() == [0]


@pytest.mark.parametrize(("odd", "low", "high"), [(1, 0, 3), (0, 5, 8)])
def test_the_interval_is_that_of_base_draws_drawn_again(odd, low, high):
    """All eight base draws have 0 at A and 1 at B; with a group from B seven have one value, the odd one the other.

    Of mean 1/2 and variance 4/15 of the sixteen, each 1 with a group from B is worth 15/64 of either index. The odd one
    is drawn three times or more in 6.7 % of the samples, and never in 34 %: in 5 % of them, and not in 10 %.
    """
    mixed = np.full(8, 1.0 - odd)
    mixed[3] = odd
    output = np.concatenate([np.zeros(8), np.ones(8), mixed])
    assert [float(v[0]) for v in indices(output, 1)] == pytest.approx([15 / 64 * mixed.sum()] * 2)
    limits = bootstrapped(output, 1, 4000, 0)
    assert limits.shape == (2, 2, 1)
    assert limits[0].ravel().tolist() == pytest.approx([15 / 64 * low] * 2)
    assert limits[1].ravel().tolist() == pytest.approx([15 / 64 * high] * 2)


def test_a_table_names_its_assumptions_and_is_empty_without_runs():
    found = table(OUTPUT, ["weights"], times=20, seed=1)
    (low_first, low_total), (high_first, high_total) = bootstrapped(OUTPUT, 1, 20, 1)[..., 0]
    assert found.loc["weights"].tolist() == pytest.approx([0.3, low_first, high_first, 0.3, low_total, high_total])
    none = table(np.zeros(0), ["weights", "scale"], times=20, seed=1)
    assert none.columns.equals(found.columns)
    assert none.isna().all(axis=None)
    assert none.index.tolist() == ["weights", "scale"]
