"""Numbers under stress: the right answer by a method that is named, or a problem; never a number that is none."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from connectindex.edition.read import read_edition
from connectindex.errors import InputError
from connectindex.index import build
from connectindex.model.indicator import Indicator
from connectindex.stages.bod import BenefitOfTheDoubt
from connectindex.stages.normalise import normalise
from connectindex.stages.scales import MinMax, ZScore
from connectindex.stages.treat import BoxCox, Winsorise, moments, treat
from connectindex.stages.weightings import critic, entropy, first_component, rotated_components


def exact_skewness(values):
    """Type 2 skewness in fractions, the square roots at the end."""
    x = [Fraction(v) for v in values]
    n = len(x)
    mean = sum(x) / n
    m2, m3 = (sum((v - mean) ** k for v in x) / n for k in (2, 3))
    return (n * (n - 1)) ** 0.5 / (n - 2) * float(m3) / float(m2) ** 1.5


@pytest.mark.parametrize("base", [0, 10**6, 10**12])
def test_differences_of_one_beside_a_million_millions(base):
    values = [base + k for k in (-1, 0, 0, 1, 3)]
    skew, _ = moments(np.array(values, dtype=float)[:, None])
    assert skew[0] == pytest.approx(exact_skewness(values), rel=1e-9)
    table, thing = pd.DataFrame({"x": np.array(values, dtype=float)}), [Indicator("x", "X", "1")]
    assert normalise(table, MinMax(), thing)["x"].tolist() == [0, 25, 25, 50, 100]
    z = normalise(table, ZScore(), thing)["x"]
    assert z.tolist() == pytest.approx(
        ((pd.Series([-1, 0, 0, 1, 3]) - 0.6) / np.std([-1, 0, 0, 1, 3], ddof=1)).tolist()
    )


@pytest.mark.parametrize("value", [0.1, 1e12 / 3, 1e-20 / 7, 1e30 / 3])
def test_a_column_of_one_value_has_no_shape_and_the_middle_of_the_scale(value):
    x = pd.DataFrame({"x": [value] * 7})
    _, summary, points = treat(x, Winsorise(), {})
    assert summary.loc["x", "skewness_before":].isna().all()
    assert summary.loc["x", "action"] == ""
    assert points.empty
    assert normalise(x, MinMax(), [Indicator("x", "X", "1")])["x"].tolist() == [50.0] * 7
    assert normalise(x, ZScore(3, 1), [Indicator("x", "X", "1")])["x"].tolist() == [3.0] * 7


@pytest.mark.parametrize("formula", [first_component, rotated_components, lambda x: entropy(x, ["a", "b", "c"])])
def test_indicators_that_nearly_repeat_each_other(formula):
    rng = np.random.default_rng(1)
    x = rng.uniform(10, 90, 40)
    w = formula(np.column_stack([x, x * (1 + 1e-13), x + 1e-12]))
    assert np.isfinite(w).all()
    np.testing.assert_allclose(np.abs(w) / np.abs(w).sum(), 1 / 3, atol=1e-3)


def test_indicators_that_tell_the_same_have_no_weights_by_what_is_their_own():
    x = np.random.default_rng(1).uniform(10, 90, 40)
    with pytest.raises(InputError, match="critic"):
        critic(np.column_stack([x, x * (1 + 1e-13), x + 1e-12]), ["a", "b", "c"])


def test_a_linear_programme_of_units_that_are_all_alike():
    method = BenefitOfTheDoubt()
    np.testing.assert_allclose(method.combined(np.full((6, 3), 40.0), np.ones(3)), 100.0)


def test_a_power_that_no_number_holds_is_named(starter):
    edition = read_edition(starter)
    table = edition.values.table.copy()
    table.loc[table["variable"] == "internet_users", "value"] *= 1e38
    methods = replace(edition.methods, treat=BoxCox(10.0), treat_by_indicator={})
    with pytest.raises(InputError) as error:
        build(replace(edition, values=replace(edition.values, table=table), methods=methods))
    assert {p.rule for p in error.value.problems} == {"must be a finite number after treatment 'boxcox'"}
    assert all(p.place.startswith("indicator internet_users: unit ") for p in error.value.problems)
