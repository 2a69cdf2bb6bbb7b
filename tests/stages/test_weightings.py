"""Formulas of weights by hand: entropy, CRITIC, deviations, components."""

import numpy as np
import pytest

from connectindex.errors import InputError
from connectindex.stages.weightings import critic, entropy, first_component, inverse_deviation, rotated_components

NAN = np.nan


def test_entropy_by_hand():
    x = np.array([[1.0, 2], [1, 4], [1, 2]])
    p = np.array([0.25, 0.5, 0.25])
    e = -(p * np.log(p)).sum() / np.log(3)
    np.testing.assert_allclose(entropy(x, ["a", "b"]), [0, 1], atol=1e-12)
    x[:, 0] = [1, 1, 4]
    q = x[:, 0] / 6
    f = -(q * np.log(q)).sum() / np.log(3)
    np.testing.assert_allclose(entropy(x, ["a", "b"]), np.array([1 - f, 1 - e]) / (2 - e - f))


def test_critic_and_inverse_deviation_by_hand():
    x = np.array([[0.0, 0], [5, 10], [10, 0]])
    y = x / 10
    r = np.corrcoef(y, rowvar=False)[0, 1]
    raw = y.std(axis=0, ddof=1) * (1 - r)
    np.testing.assert_allclose(critic(x, [str(k) for k in range(x.shape[1])]), raw / raw.sum())
    inverse = 1 / x.std(axis=0, ddof=1)
    np.testing.assert_allclose(inverse_deviation(x, ["a", "b"]), inverse / inverse.sum())


def test_entropy_gives_no_weight_to_zeros_nor_to_a_single_value():
    """The first column alone tells its units apart."""
    x = np.array([[1.0, 0, 5], [9, 0, np.nan]])
    assert entropy(x, ["uneven", "zeros", "single"]).tolist() == [1, 0, 0]


def test_critic_of_columns_that_do_not_start_at_zero_by_hand():
    """10, 20, 30 and 0, 100, 0 are not correlated: weights go with the deviations of 0, 1/2, 1 and of 0, 1, 0."""
    x = np.array([[10.0, 0], [20, 100], [30, 0]])
    first, second = 1 / 2, 1 / 3**0.5
    assert critic(x, ["a", "b"]) == pytest.approx([first / (first + second), second / (first + second)])


def test_columns_without_a_weight_are_refused_by_name():
    same = np.array([[1.0, 1], [2, 1], [4, 1]])
    with pytest.raises(InputError, match="weights of b: inverse_sd needs a column that varies"):
        inverse_deviation(same, ["a", "b"])
    with pytest.raises(InputError, match="weights of b: inverse_sd needs a column that varies"):
        inverse_deviation(np.array([[1.0, NAN], [2, 5], [4, NAN]]), ["a", "b"])
    with pytest.raises(InputError, match=r"weights of b: entropy needs values of zero or more, got -0\.5"):
        entropy(np.array([[0.0, 3], [2, -0.5]]), ["a", "b"])
    for formula, kind in ((entropy, "entropy"), (critic, "critic")):
        with pytest.raises(InputError, match=f"weights of a, b: {kind} needs columns that vary"):
            formula(np.ones((3, 2)), ["a", "b"])


def test_columns_that_tell_the_same_have_no_weight_by_critic():
    """Of three columns the first two are one: each differs from the third alone, which differs from both."""
    x = np.array([[0.0, 0, 0], [1, 2, 4], [2, 4, 0]])
    half, third = 1 / 2, 1 / 3**0.5
    raw = np.array([half, half, 2 * third])
    assert critic(x, list("abc")) == pytest.approx(raw / raw.sum())
    with pytest.raises(InputError, match="critic needs columns that vary"):
        critic(x[:, :2], ["a", "b"])


def test_missing_values_are_passed_over():
    """10 and 30 have half of entropy's ln 2 less than 20 and 20; their deviation is 14.1, that of 1, 2, 3 is 1."""
    x = np.array([[10.0, 1], [NAN, 2], [30, 3]])
    assert inverse_deviation(x, ["a", "b"]) == pytest.approx(np.array([1 / 200**0.5, 1]) / (1 + 1 / 200**0.5))
    gain = 1 + (0.25 * np.log(0.25) + 0.75 * np.log(0.75)) / np.log(2)
    other = 1 + sum(p * np.log(p) for p in (1 / 6, 1 / 3, 1 / 2)) / np.log(3)
    assert entropy(x, ["a", "b"]) == pytest.approx(np.array([gain, other]) / (gain + other))


def test_components_need_three_complete_rows_that_vary():
    x = np.array([[1.0, 2], [2, 1], [3, 5], [NAN, 9]])
    assert first_component(x[:3]) == pytest.approx([0.5**0.5] * 2)
    assert first_component(x) == pytest.approx([0.5**0.5] * 2)
    with pytest.raises(InputError, match="need three complete rows, got 2"):
        first_component(x[[0, 1, 3]])
    with pytest.raises(InputError, match="weights of b: principal components need a column that varies"):
        first_component(np.array([[1.0, 7, 1], [2, 7, 3], [3, 7, 2]]), ["a", "b", "c"])
    with pytest.raises(InputError, match="weights of column 2: principal components need a column that varies"):
        first_component(np.array([[1.0, 7], [2, 7], [3, 7]]))


def test_rotated_components_of_two_pairs_of_columns():
    """Two pairs that are not correlated, one exactly alike: each of the four has its whole square on its pair's component."""
    first, second = np.array([1.0, 1, -1, -1]), np.array([1.0, -1, 1, -1])
    x = np.column_stack([first, first, second, second])
    assert rotated_components(x) == pytest.approx([0.25] * 4)
    # the column that stands alone has an eigenvalue of 1, which is not above it: the pair's component is kept alone
    found = rotated_components(np.column_stack([first, first, second]))
    assert found == pytest.approx([0.5, 0.5, 0], abs=1e-12)
