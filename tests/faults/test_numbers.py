"""Numbers under stress: the right answer by a method that is named, or a problem; never a number that is none."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from connectindex.audit.coherence.correlation import correlate
from connectindex.audit.convergence.beta import beta
from connectindex.audit.convergence.inequality import gini, inequality, theil
from connectindex.audit.outcomes.estimates import correlations, regression, within
from connectindex.audit.robustness.sensitivity import indices
from connectindex.audit.trends import trend_table
from connectindex.edition.read import read_edition
from connectindex.errors import InputError
from connectindex.gravity import fit as fitting
from connectindex.model.indicator import Indicator
from connectindex.model.tree import Leaf, Node
from connectindex.pipeline.build import build
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.bod import BenefitOfTheDoubt
from connectindex.stages.impute import Chained, Knn
from connectindex.stages.means import Arithmetic
from connectindex.stages.normalise import normalise
from connectindex.stages.scales import MinMax, ZScore
from connectindex.stages.treat import BoxCox, Winsorise, moments, transformation, treat
from connectindex.stages.weight import Optimised, weigh
from connectindex.stages.weightings import critic, entropy, first_component, inverse_deviation, rotated_components
from connectindex.statistics.importance import correlation_ratio, squared_correlation


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


def exact_line(columns, y):
    """Coefficients of least squares with a constant, in fractions, by elimination."""
    rows = [[*(Fraction(c[k]) for c in columns), Fraction(1)] for k in range(len(y))]
    size = len(rows[0])
    system = [
        [sum(r[i] * r[j] for r in rows) for j in range(size)]
        + [sum(r[i] * Fraction(v) for r, v in zip(rows, y, strict=True))]
        for i in range(size)
    ]
    for i in range(size):
        top = next(k for k in range(i, size) if system[k][i])
        system[i], system[top] = system[top], system[i]
        system[i] = [v / system[i][i] for v in system[i]]
        for k in range(size):
            if k != i:
                system[k] = [a - system[k][i] * b for a, b in zip(system[k], system[i], strict=True)]
    return [float(row[-1]) for row in system]


@pytest.mark.parametrize("size", [1e-12, 1.0, 1e12, 1e17])
def test_a_regression_beside_a_control_of_any_size_is_that_of_fractions(size):
    rng = np.random.default_rng(3)
    score, control = rng.uniform(0, 100, 30), size * rng.lognormal(0, 1, 30)
    table = pd.DataFrame({"score": score, "control": control, "outcome": 2 * score + rng.normal(size=30)})
    terms, _ = regression(table, ["control"], 0.95)
    assert terms["coefficient"].tolist() == pytest.approx(exact_line([score, control], table["outcome"]), rel=1e-9)
    one, _ = regression(table.assign(control=control / size), ["control"], 0.95)
    assert terms["p"].tolist() == pytest.approx(one["p"].tolist(), rel=1e-6)
    assert terms.loc["control", "se"] * size == pytest.approx(one.loc["control", "se"], rel=1e-6)


def test_within_units_beside_a_control_of_any_size():
    rng = np.random.default_rng(3)
    index = pd.MultiIndex.from_product([[2015, 2020, 2025], list("ABCDEFGH")], names=["year", "unit"])
    table = pd.DataFrame({"score": rng.uniform(0, 100, 24), "control": rng.lognormal(0, 1, 24)}, index=index)
    table["outcome"] = 2 * table["score"] + table["control"] + rng.normal(size=24)
    small, _ = within(table, ["control"], 0.95)
    large, _ = within(table.assign(control=1e17 * table["control"]), ["control"], 0.95)
    np.testing.assert_allclose(large.loc["score"], small.loc["score"], rtol=1e-9)
    np.testing.assert_allclose(
        large.loc["control", "coefficient"] * 1e17, small.loc["control", "coefficient"], rtol=1e-9
    )
    np.testing.assert_allclose(large["p"], small["p"], rtol=1e-9)


@pytest.mark.parametrize("base", [0, 10**6, 10**12])
def test_correlations_and_trends_of_small_differences_beside_large_numbers(base):
    x, y = [base + k for k in (-1, 0, 0, 1, 3, 4)], [3 * base + k for k in (2, 1, 0, 1, 5, 4)]
    mean_x, mean_y = Fraction(sum(x), 6), Fraction(sum(y), 6)
    products = [sum((a - m) * (b - k) for a, b in zip(one, two, strict=True))
                for one, two, m, k in ((x, y, mean_x, mean_y), (x, x, mean_x, mean_x), (y, y, mean_y, mean_y))]  # fmt: skip
    r = float(products[0]) / (float(products[1]) * float(products[2])) ** 0.5
    table = pd.DataFrame({"score": x, "outcome": y}, dtype=float)
    assert correlations(table, [], 0.95).loc["pearson", "r"] == pytest.approx(r, rel=1e-9)
    assert correlate(table).r.loc["score", "outcome"] == pytest.approx(r, rel=1e-12)
    assert squared_correlation(*table.to_numpy().T) == pytest.approx(r * r, rel=1e-9)
    line = trend_table(pd.DataFrame({"A": table["score"].to_numpy()}, index=range(2010, 2016)))
    assert line.loc["A", "slope"] == pytest.approx(exact_line([list(range(6))], x)[0], rel=1e-12)
    plain = trend_table(pd.DataFrame({"A": [-1.0, 0, 0, 1, 3, 4]}, index=range(2010, 2016)))
    assert line.loc["A", ["low", "high", "p"]].tolist() == pytest.approx(plain.loc["A", ["low", "high", "p"]].tolist())


@pytest.mark.parametrize("value", [0.1, 1 / 3, 33.3, 1e12 / 3])
def test_what_never_varies_has_no_inequality_trend_or_say(value):
    years = pd.DataFrame([[value] * 7] * 3, index=[2020, 2021, 2022], columns=list("abcdefg"))
    told, parts = inequality(years, pd.Series(list("pppqqrr"), index=list("abcdefg")))
    assert (told[["gini", "gini_between", "gini_overlap", "theil", "theil_between", "theil_within"]] == 0).all(
        axis=None
    )
    assert told["between_share"].isna().all()
    assert (parts[["gini", "theil"]] == 0).all(axis=None)
    line = trend_table(years)
    assert (line[["slope", "change"]] == 0).all(axis=None)
    assert not (line["p"] < 1).any()
    constant, other = np.full(7, value), np.arange(7.0)
    assert squared_correlation(constant, other) == squared_correlation(other, constant) == 0
    assert np.isnan([correlation_ratio(constant, other), correlation_ratio(other, constant)]).all()
    for found in indices(np.full(5 * 8, value), 3):
        assert found.tolist() == [0, 0, 0]
    assert (transformation(constant[:, None], "boxcox", 0.5).applied(constant[:, None]) == 0).all()
    assert (transformation(constant[:, None], "log").applied(constant[:, None]) == value).all()


@pytest.mark.parametrize("value", [0.1, 33.3, 100 / 3, 66.7])
@pytest.mark.parametrize("n", [7, 20, 33])
def test_no_weight_comes_from_the_rounding_of_a_column_of_one_value(value, n):
    x = np.random.default_rng(1).uniform(0, 100, (n, 3))
    x[:, 1] = value
    for formula in (first_component, rotated_components, lambda t: inverse_deviation(t, ["a", "b", "c"])):
        with pytest.raises(
            InputError, match=r"column (2|that varies over the complete rows, got .* throughout)|got a constant column"
        ):
            formula(x)
    for formula in (entropy, critic):
        weights = formula(x, ["a", "b", "c"])
        assert weights[1] == pytest.approx(0, abs=1e-12)
        assert weights.sum() == pytest.approx(1)


def test_inequality_with_zeros():
    # one of four has all: Gini 3/4, Theil ln 4; half have nothing: 1/2 and ln 2; nobody has anything: missing
    x = np.array([[0.0, 0, 0, 8], [0, 0, 3, 3], [0, 0, 0, 0]])
    np.testing.assert_allclose(gini(x), [0.75, 0.5, np.nan])
    np.testing.assert_allclose(theil(x), [np.log(4), np.log(2), np.nan])


@pytest.mark.parametrize("size", [5e-324, 1e-300, 1e-160, 1.0, 1e160, 1e300])
def test_z_scores_of_numbers_whose_squares_are_none(size):
    z = normalise(pd.DataFrame({"x": [1 * size, 2 * size, 3 * size, 10 * size]}), ZScore(), [Indicator("x", "X", "1")])
    exact = (np.array([1, 2, 3, 10]) - 4) / (50 / 3) ** 0.5
    assert z["x"].tolist() == pytest.approx(exact.tolist(), rel=1e-12)


def test_two_units_have_no_line_to_converge_on():
    a, b = pd.Series([1.0, 2.0], index=list("AB")), pd.Series([2.0, 3.0], index=list("AB"))
    found = beta(a, b, (2015, 2025), "points").loc["all"]
    assert found["n"] == 2
    assert found[["slope", "se", "p", "speed", "half_life"]].isna().all()


@pytest.mark.parametrize("method", [Chained(), Knn(5), Knn(1)])
@pytest.mark.parametrize("value", [0.1, 1e12 / 3, 1e-20 / 7])
def test_a_gap_beside_one_value_takes_that_value(method, value):
    nan = np.nan
    table = pd.DataFrame({"a": [value, nan, nan, nan, nan], "b": [0.1] * 5, "c": [1.0, 2, 3, 4, nan], "d": [nan] * 5})
    found = method.filled(table, None)
    assert found["a"].tolist() == pytest.approx([value] * 5, rel=1e-12)
    assert found["b"].tolist() == [0.1] * 5
    assert 1 <= found.loc[4, "c"] <= 4
    assert found["d"].isna().all()


def test_neighbours_that_are_equally_near_do_not_depend_on_the_order_of_rows(starter):
    """Units stand in the order of their codes, so that ties are broken alike; the edition's rows may stand in any."""
    edition = read_edition(starter)
    edition = replace(edition, methods=replace(edition.methods, impute=Knn(1)))
    table = edition.values.table.copy()
    table = table[~((table["variable"] == "internet_users") & table["unit"].isin(["ALD", "BOR"]))]
    found = [
        build(replace(edition, values=replace(edition.values, table=t.reset_index(drop=True))))
        .stage("imputed")
        .to_csv()
        for t in (table, table.iloc[::-1], table.sample(frac=1, random_state=5))
    ]
    assert found[0] == found[1] == found[2]


def test_targets_of_nothing_at_all_leave_weights_that_are_shares():
    group = Node("g", "G", 1, (Leaf("a"), Leaf("b"))), Node("h", "H", 1, (Leaf("c"), Leaf("d")))
    tree = Node("index", "I", 1, group)
    x = np.random.default_rng(1).uniform(0, 100, (20, 4))
    rules = {n.id: NodeRules(Arithmetic()) for n in tree.nodes()}
    for table in (x, np.full_like(x, 0.1)):
        for targets in ({"a": 0, "b": 0, "c": 1, "d": 1}, {"g": 1, "h": 0}, {"a": 1e-9, "b": 1, "c": 1, "d": 1e9}):
            data = pd.DataFrame(table, columns=list("abcd"))
            weights = weigh(tree, Optimised(targets=targets), data, rules)
            assert np.isfinite(weights["effective"]).all()
            assert (weights["effective"] >= 0).all()
            assert weights.loc[list("abcd"), "effective"].sum() == pytest.approx(1)


@pytest.mark.parametrize("y", [[[3.0, 0, 5]], [[3.0, 0, 5], [2, 0, 6]]])
def test_a_linear_programme_with_a_column_of_zeros_is_named(y):
    with pytest.raises(InputError, match="indicator 1: needs a unit with a value above zero"):
        BenefitOfTheDoubt().combined(np.array(y), np.ones(3))


def test_a_linear_programme_of_one_unit():
    np.testing.assert_allclose(BenefitOfTheDoubt().combined(np.array([[3.0, 5.0]]), np.ones(2)), [100.0])
    np.testing.assert_allclose(BenefitOfTheDoubt().combined(np.zeros((3, 2)), np.ones(2)), 0.0)


def count_model(n=200, seed=1):
    """Counts with more variance than Poisson's, and columns behind them."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    return rng.poisson(np.exp(1 + x[:, 1]) * rng.gamma(0.5, 2, n)).astype(float), x


def test_a_count_model_that_does_not_settle_is_named(monkeypatch):
    import statsmodels.api as sm

    y, x = count_model()
    beta_, alpha = fitting._negative_binomial(y, x, fitting._poisson(y, x, "air"), "air")
    assert alpha > 0
    start = np.zeros(2)
    monkeypatch.setattr(fitting, "TURNS", 1)
    with pytest.raises(InputError, match="potential of air: the negative binomial fit must converge"):
        fitting._negative_binomial(y, x, start, "air")
    whole = sm.GLM.fit
    monkeypatch.setattr(sm.GLM, "fit", lambda self, **options: whole(self, **{**options, "maxiter": 1}))
    with pytest.raises(InputError, match="potential of air: the fit must converge"):
        fitting._poisson(y, x, "air")
    assert np.isfinite(beta_).all()


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_separation_is_seen_whatever_the_scale_of_a_column(scale):
    y, x = count_model()
    apart = (np.arange(200) < 20).astype(float)
    y = np.where(apart > 0, 0.0, y)
    assert fitting.separated(y, np.column_stack([x, apart * scale])).tolist() == [False, False, True]
    y[0] = 1.0  # one link is enough to tell
    assert not fitting.separated(y, np.column_stack([x, apart * scale])).any()
