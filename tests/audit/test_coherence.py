"""Coherence against COINr 1.1.14 on the ASEM data, other libraries, hand calculation and data of known structure."""

import dataclasses
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.interpolate import make_smoothing_spline

import connectindex as ci
from connectindex.audit.coherence import Limits, Subject, coherence, examine
from connectindex.audit.coherence.correlation import correlate
from connectindex.audit.coherence.factors import (
    bartlett,
    components,
    cronbach,
    kmo,
    parallel,
    random_eigenvalues,
    variance_inflation,
)
from connectindex.errors import InputError
from connectindex.model.tree import Leaf, Node
from connectindex.statistics.importance import correlation_ratio as ratio_of

ASEM = Path(__file__).parents[1] / "golden" / "asem"
NA = np.nan
QUICK = settings(max_examples=25, deadline=None)


def asem(name):
    return pd.read_csv(ASEM / f"{name}.csv").set_index("uCode")


def asem_meta():
    meta = pd.read_csv(ASEM / "iMeta.csv")
    return meta[meta["Type"].isin(["Indicator", "Aggregate"])].set_index("iCode")


def asem_members(parent):
    meta = asem_meta()
    return list(meta.index[meta["Parent"] == parent])


def tree_of(parents, root):
    """A tree from a mapping of id to parent."""

    def made(key):
        below = [c for c, p in parents.items() if p == key]
        return Node(key, key, 1, tuple(made(c) for c in below)) if below else Leaf(key)

    return made(root)


@pytest.fixture(scope="module")
def asem_index():
    meta = asem_meta()
    tree = tree_of(meta["Parent"].to_dict(), "Index")
    table = asem("stage_Aggregated")[list(meta.index)].astype(float)
    return examine(Subject(tree, table, equal_weights(tree)))


def equal_weights(tree):
    rows = {tree.id: (1.0, 1.0)}
    for node in reversed(list(tree.nodes())):
        k = len(node.children)
        rows |= {c.id: (1 / k, rows[node.id][1] / k) for c in node.children}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["within", "effective"])


def index_of(**groups):
    """An index of groups of columns: arithmetic means, missing members passed over."""
    table = pd.concat(list(groups.values()), axis=1)
    parents = dict.fromkeys(groups, "index") | {c: name for name, g in groups.items() for c in g}
    tree = tree_of(parents, "index")
    scores = pd.DataFrame({name: g.mean(axis=1) for name, g in groups.items()})
    table = table.join(scores)
    table["index"] = scores.mean(axis=1)
    return Subject(tree, table, equal_weights(tree))


def factor(k, n=80, noise=0.5, seed=0, prefix="x"):
    """Columns that measure one thing."""
    rng = np.random.default_rng(seed)
    values = rng.standard_normal((n, 1)) + noise * rng.standard_normal((n, k))
    return pd.DataFrame(50 + 10 * values, columns=[f"{prefix}{i}" for i in range(k)]).rename(index="U{}".format)


def of(found, check, node):
    rows = found.verdicts
    return rows[(rows["check"] == check) & (rows["node"] == node)].reset_index(drop=True)


def test_the_correlation_ratio_of_six_units_is_that_of_a_line():
    """Six points in no order: a curve through every one of them would give 1; the corrected criterion takes the line."""
    x, y = pd.Series([1.0, 2, 3, 4, 5, 6]), pd.Series([2.0, 5, 3, 4, 6, 1])
    assert correlation_ratio(x, y) == pytest.approx(np.corrcoef(x, y)[0, 1] ** 2, abs=1e-6)


@pytest.mark.parametrize(("kind", "oracle"), [("pearson", stats.pearsonr), ("spearman", stats.spearmanr)])
def test_correlations_and_p_values_are_those_of_scipy_pair_by_pair(kind, oracle):
    rng = np.random.default_rng(1)
    table = pd.DataFrame(rng.standard_normal((25, 4)) @ rng.standard_normal((4, 4)), columns=list("abcd")).round(1)
    table = table.mask(rng.uniform(size=table.shape) < 0.2)
    found = correlate(table, kind)
    for a, b in pairwise("abcd"):
        both = table[[a, b]].dropna()
        r, p = oracle(both[a], both[b])
        assert (found.r.loc[a, b], found.p.loc[b, a]) == pytest.approx((r, p), rel=1e-9)
        assert found.n.loc[a, b] == len(both)


def test_a_constant_column_and_two_units_have_no_correlation():
    table = pd.DataFrame({"a": [1.0, 2, 4, 3], "b": [0.1] * 4, "c": [NA, NA, 1, 2], "d": [2.0, 4, 8, 6]})
    found = correlate(table)
    assert found.r["b"].isna().all()
    assert found.r.loc["a", "c"] != found.r.loc["a", "c"]
    assert (found.r.loc["a", "d"], found.p.loc["a", "d"]) == (1, 0)
    assert found.p["b"].isna().all()


def test_correlations_of_the_asem_physical_pillar():
    expected = pd.read_csv(ASEM / "corr_physical.csv").pivot(index="Var1", columns="Var2", values="Correlation")
    found = correlate(asem("stage_Normalised")[asem_members("Physical")].astype(float)).r
    np.testing.assert_allclose(found.loc[expected.index, expected.columns], expected, atol=1e-12)


def test_cronbach_by_hand_and_by_its_other_formula():
    table = factor(4, n=30)
    k, cov = 4, table.cov()
    assert cronbach(table) == pytest.approx(k / (k - 1) * (1 - np.trace(cov) / table.sum(axis=1).var()))
    two = pd.DataFrame({"a": [1.0, 2, 3], "b": [3.0, 2, 1]})
    assert cronbach(two) != cronbach(two)  # the sum has no variance
    assert cronbach(pd.DataFrame({"a": [1.0, 2, 3], "b": [2.0, 3, 4]})) == pytest.approx(1)
    # variances 1 and 4, covariance -1: 2² · (-1) / (1 + 4 - 2)
    assert cronbach(pd.DataFrame({"a": [1.0, 2, 3], "b": [5.0, 1, 3]})) == pytest.approx(-4 / 3)
    assert np.isnan(cronbach(pd.DataFrame({"a": [1.0, 2, 3]})))


def test_cronbach_of_the_asem_pillars():
    raw, aggregated, normalised = (asem(n) for n in ("iData", "stage_Aggregated", "stage_Normalised"))
    assert cronbach(raw[asem_members("P2P")]) == pytest.approx(0.05126659, abs=5e-9)
    assert cronbach(aggregated[asem_members("Conn")]) == pytest.approx(0.78271713, abs=5e-9)
    expected = pd.read_csv(ASEM / "cronbach_normalised.csv").set_index("pillar")["alpha"]
    assert len(expected) == 8
    for pillar, alpha in expected.items():
        assert cronbach(normalised[asem_members(pillar)]) == pytest.approx(alpha, abs=1e-12)


def test_components_are_those_of_statsmodels():
    pca = pytest.importorskip("statsmodels.multivariate.pca")
    table = factor(5, noise=1.5).mask(np.random.default_rng(2).uniform(size=(80, 5)) < 0.03)
    found, complete = components(table), table.dropna()
    other = pca.PCA(complete.to_numpy(), standardize=True)
    assert found.n == len(complete) < 80
    np.testing.assert_allclose(found.eigenvalues, other.eigenvals / len(complete), rtol=1e-9)
    np.testing.assert_allclose(np.abs(found.loadings), np.abs(other.eigenvecs), atol=1e-9)
    assert found.eigenvalues.sum() == pytest.approx(5)
    np.testing.assert_allclose((found.loadings**2).sum(), 1)


def test_components_of_the_asem_connectivity_pillars():
    found = components(asem("stage_Aggregated")[asem_members("Conn")])
    expected = {
        "Physical": 0.5117970,
        "ConEcFin": 0.3049926,
        "Political": 0.3547671,
        "Instit": 0.5081540,
        "P2P": 0.5108455,
    }
    assert found.loadings["PC1"].to_dict() == pytest.approx(expected, abs=5e-8)
    assert found.shares[0] == pytest.approx(0.5887, abs=5e-5)


def test_first_components_of_all_asem_pillars():
    weights = pd.read_csv(ASEM / "pca_weights_level1.csv").query("Level == 1").set_index("iCode")["Weight"]
    normalised = asem("stage_Normalised").astype(dict.fromkeys(weights.index, float))
    for pillar in asem_meta().query("Level == 1")["Parent"].unique():
        found = components(normalised[asem_members(pillar)]).loadings["PC1"]
        expected = weights[found.index]  # the sign of a component is free
        np.testing.assert_allclose(found, expected * np.sign(expected @ found), atol=1e-9)


def test_bartlett_of_two_columns_by_hand():
    # -(20 - 1 - 9/6) ln(1 - 0.25), one degree of freedom
    found = bartlett([[1, 0.5], [0.5, 1]], 20)
    assert (found.chi2, found.df) == pytest.approx((17.5 * np.log(4 / 3), 1))
    assert found.p == pytest.approx(2 * stats.norm.sf(np.sqrt(found.chi2)))
    same = bartlett([[1, 1], [1, 1]], 20)
    assert (same.chi2, same.p) == (np.inf, 0)


def test_bartlett_rejects_independent_columns_as_often_as_it_says():
    rng = np.random.default_rng(4)
    p = [bartlett(np.corrcoef(rng.standard_normal((4, 40))), 40).p for _ in range(400)]
    assert stats.kstest(p, "uniform").pvalue > 0.01


def test_kmo_holds_the_other_columns_fixed():
    table = factor(4, noise=1)
    r = table.corr().to_numpy()
    overall, each = kmo(r)
    q2 = np.zeros((4, 4))
    for i in range(4):
        for j in set(range(4)) - {i}:
            others = np.column_stack([np.ones(80), table.iloc[:, [m for m in range(4) if m not in {i, j}]]])
            left = [
                y - others @ np.linalg.lstsq(others, y, rcond=None)[0] for y in (table.iloc[:, i], table.iloc[:, j])
            ]
            q2[i, j] = np.corrcoef(*left)[0, 1] ** 2
    r2 = r**2 - np.eye(4)
    assert overall == pytest.approx(r2.sum() / (r2 + q2).sum(), rel=1e-9)
    np.testing.assert_allclose(each, r2.sum(axis=0) / (r2 + q2).sum(axis=0), rtol=1e-9)


def test_kmo_is_missing_where_there_is_nothing_to_hold_fixed_or_columns_repeat():
    assert np.isnan(kmo([[1, 0.5], [0.5, 1]])[0])
    assert np.isnan(kmo([[1, 1, 0], [1, 1, 0], [0, 0, 1]])[0])


def test_variance_inflation_is_that_of_a_regression():
    table = factor(4)
    found = variance_inflation(table.corr())
    for j in range(4):
        x = np.column_stack([np.ones(80), np.delete(table.to_numpy(), j, axis=1)])
        y = table.iloc[:, j].to_numpy()
        left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        assert found[j] == pytest.approx(y.var() / left.var(), rel=1e-9)
    assert variance_inflation([[1, 1, 0.2], [1, 1, 0.2], [0.2, 0.2, 1]])[:2].tolist() == [np.inf, np.inf]


def test_random_eigenvalues_are_seeded_and_shrink_to_one():
    assert random_eigenvalues(40, 5, seed=1) == random_eigenvalues(40, 5, seed=1) != random_eigenvalues(40, 5, seed=2)
    few, many = random_eigenvalues(30, 5), random_eigenvalues(1000, 5)
    assert few[0] > many[0] > 1
    assert (np.diff(few) < 0).all()
    # the eigenvalues of a correlation matrix add up to the number of columns
    assert sum(random_eigenvalues(50, 4, quantile=0.5)) == pytest.approx(4, abs=0.02)


def test_parallel_analysis_stops_at_the_first_eigenvalue_that_chance_explains():
    assert parallel([3, 0.9, 1.2], [1.5, 1.2, 1.0]) == 1
    assert parallel([1.1, 1.0], [1.5, 1.2]) == 0


def correlation_ratio(member, score):
    return ratio_of(member.to_numpy(dtype=float), score.to_numpy(dtype=float))


def test_correlation_ratio_of_groups_by_hand():
    # means 2 and 6 around 4: variance 4 of 4 + 2/3 within
    member = pd.Series([0.0, 0, 0, 1, 1, 1])
    score = pd.Series([1.0, 2, 3, 5, 6, 7])
    assert correlation_ratio(member, score) == pytest.approx(4 / (4 + 2 / 3))


def test_correlation_ratio_is_near_the_smoothing_spline_of_scipy():
    rng = np.random.default_rng(6)
    for curve in (np.sin, np.square, np.exp):
        x = np.sort(rng.uniform(-2, 2, 150))
        y = curve(x) + 0.5 * rng.standard_normal(150)
        expected = make_smoothing_spline(x, y)(x).var() / y.var()
        assert correlation_ratio(pd.Series(x), pd.Series(y)) == pytest.approx(expected, abs=0.02)


def test_correlation_ratio_sees_what_correlation_does_not():
    x = np.random.default_rng(7).uniform(-1, 1, 60)
    assert correlation_ratio(pd.Series(x), pd.Series(x**2)) > 0.99
    assert abs(np.corrcoef(x, x**2)[0, 1]) < 0.3


def test_correlation_ratio_of_unrelated_columns_is_small():
    rng = np.random.default_rng(8)
    found = [correlation_ratio(*(pd.Series(rng.standard_normal(150)) for _ in range(2))) for _ in range(60)]
    assert np.mean(found) < 0.03


@QUICK
@given(st.integers(0, 10**6), st.integers(5, 60), st.integers(2, 40))
def test_correlation_ratio_is_at_least_the_squared_correlation(seed, n, levels):
    rng = np.random.default_rng(seed)
    x, y = pd.Series(rng.integers(0, levels, n).astype(float)), pd.Series(rng.standard_normal(n))
    found = correlation_ratio(x, y)
    if x.nunique() < 2:
        assert np.isnan(found)
        return
    assert x.corr(y) ** 2 - 1e-6 <= found <= 1
    assert correlation_ratio(3 - 7 * x, 100 * y + 5) == pytest.approx(found, abs=1e-5)
    order = rng.permutation(n)
    assert correlation_ratio(x[order], y[order]) == pytest.approx(found, abs=1e-6)


def test_correlation_ratio_is_missing_with_too_little():
    five = pd.Series([1.0, 2, 3, 4, 5])
    assert np.isnan(correlation_ratio(five[:4], five[:4]))
    assert np.isnan(correlation_ratio(five * 0, five))
    assert np.isnan(correlation_ratio(five, five * 0))
    assert np.isnan(correlation_ratio(five.mask(five > 4), five))


def test_asem_groups_members_and_index(asem_index):
    assert asem_index.groups.loc[["P2P", "Conn"], "alpha"].tolist() == pytest.approx([0.85016842, 0.78271713], abs=5e-9)
    assert asem_index.groups.loc["Conn", "first_share"] == pytest.approx(0.5887, abs=5e-5)
    assert asem_index.groups.loc["Sust", "first_share"] == pytest.approx(0.3721, abs=5e-5)
    r = asem_index.members["r"]
    assert r.loc["Index"].to_dict() == pytest.approx({"Conn": 0.9397805, "Sust": 0.8382873}, abs=5e-8)
    expected = {
        "ConEcFin": 0.5307451,
        "Instit": 0.8604273,
        "P2P": 0.8628783,
        "Physical": 0.8679441,
        "Political": 0.6374862,
    }
    assert r.loc["Conn"].to_dict() == pytest.approx(expected, abs=5e-8)
    np.testing.assert_allclose(asem_index.members["r2"], r**2)
    assert (asem_index.members["ratio"] >= asem_index.members["r2"] - 1e-9).all()


def test_asem_verdicts(asem_index):
    negative = of(asem_index, "reliability", "SusEcFin")
    assert (negative.loc[0, "value"], negative.loc[0, "verdict"]) == (pytest.approx(-0.376829, abs=1e-6), "fail")
    silent = asem_index.verdicts.query("check == 'silent' and verdict != 'pass'")["subject"].tolist()
    assert "Ship" in silent
    r = asem_index.members["r"].droplevel("node")
    assert sorted(silent) == sorted(r.index[r < 0.3])
    turned = of(asem_index, "signs", "Sust").loc[0]
    assert (turned["verdict"], turned["subject"]) == ("review", "Social")
    better = asem_index.elsewhere.query("better")
    assert set(better["member"]) <= set(asem_meta().index)
    ship = asem_index.elsewhere.query("member == 'LPI' and depth == 1").iloc[0]
    assert (ship["own"], ship["other"]) == ("Conn", "Sust")


def test_one_factor_passes_everything():
    found = examine(index_of(air=factor(4, prefix="a"), sea=factor(4, prefix="s", seed=5)))
    air = found.groups.loc["air"]
    assert (air["members"], air["used"], air["units"], air["dimensions"], air["parallel"]) == (4, 4, 80, 1, 1)
    assert air["alpha"] > 0.9
    assert air["kmo"] > 0.8
    assert air["bartlett_p"] < 1e-6
    rows = found.verdicts[found.verdicts["node"] == "air"]
    assert rows["verdict"].unique().tolist() == ["pass"]
    assert (rows["remedy"] == "").all()
    assert {
        "redundant",
        "silent",
        "negative",
        "elsewhere",
        "importance",
        "reliability",
        "dimensions",
        "collinear",
    } <= set(rows["check"])


def test_independent_columns_are_called_unrelated():
    rng = np.random.default_rng(11)
    noise = pd.DataFrame(rng.standard_normal((100, 5)), columns=list("vwxyz"))
    found = examine(index_of(mixed=noise))
    assert found.groups.loc["mixed", "bartlett_p"] > 0.05
    assert of(found, "independence", "mixed").loc[0, "verdict"] == "review"
    assert found.groups.loc["mixed", "parallel"] == 0
    assert (
        of(found, "parallel analysis", "mixed")
        .loc[0, "sentence"]
        .startswith("Parallel analysis retains 0 principal components")
    )
    assert of(found, "dimensions", "mixed").loc[0, "verdict"] == "review"
    assert of(found, "first component", "mixed").loc[0, "verdict"] == "review"
    assert of(found, "reliability", "mixed").loc[0, "verdict"] == "review"


def test_two_factors_are_two_dimensions():
    found = examine(index_of(both=pd.concat([factor(3, prefix="a"), factor(3, prefix="b", seed=9)], axis=1)))
    assert found.groups.loc["both", ["dimensions", "parallel"]].tolist() == [2, 2]
    row = of(found, "dimensions", "both").loc[0]
    assert row["sentence"] == "Kaiser's rule (eigenvalues above 1) retains 2 principal components of “both”."
    assert (row["value"], row["limit"], row["verdict"]) == (2, 1, "review")
    assert found.eigenvalues.loc["both", "eigenvalue"].sum() == pytest.approx(6)
    assert found.eigenvalues.loc[("both", 6), "cumulative"] == pytest.approx(1)


def test_a_near_copy_is_redundant_and_a_copy_fails():
    air = factor(3)
    near = air["x0"] + 2 * np.random.default_rng(1).standard_normal(80)
    found = of(examine(index_of(air=air.assign(near=near))), "redundant", "air")
    assert found[["subject", "verdict"]].to_numpy().tolist() == [["x0, near", "review"]]
    assert found.loc[0, "value"] == pytest.approx(air["x0"].corr(near))
    twice = examine(index_of(air=air.assign(copy=air["x0"] * 2 + 1)))
    assert of(twice, "redundant", "air").loc[0, "verdict"] == "fail"
    assert set(of(twice, "collinear", "air")["subject"]) == {"x0", "copy"}
    assert np.isinf(twice.members.loc[("air", "copy"), "inflation"])
    assert np.isnan(twice.groups.loc["air", "kmo"])
    assert of(twice, "sampling adequacy", "air").empty


def test_a_turned_column_is_negative_and_runs_against_its_group():
    air = factor(4)
    air["x3"] = 100 - air["x3"]
    found = examine(index_of(air=air))
    negative = of(found, "negative", "air")
    assert negative["subject"].tolist() == ["x0, x3", "x1, x3", "x2, x3"]
    assert negative["verdict"].unique().tolist() == ["review"]
    row = of(found, "silent", "air").loc[0]
    assert (row["subject"], row["verdict"]) == ("x3", "fail")
    assert "is negatively correlated with its own group “air”" in row["sentence"]
    assert of(found, "signs", "air").loc[0, "subject"] == "x3"
    assert of(found, "reliability", "air").loc[0, "remedy"].startswith("Without “x3”, alpha would be 0.9")


def test_a_negative_correlation_that_may_be_chance_passes():
    rng = np.random.default_rng(13)
    x = rng.standard_normal(40)
    y = rng.standard_normal(40)
    y -= (np.cov(x, y)[0, 1] / x.var(ddof=1) + 0.1) * x
    row = of(examine(index_of(air=pd.DataFrame({"x": x, "y": y}))), "negative", "air").loc[0]
    assert (row["verdict"], row["value"] < 0) == ("pass", True)
    assert "may be due to chance" in row["sentence"]


def test_an_unrelated_member_is_silent_and_unimportant():
    air = factor(6, noise=0.2)
    air["odd"] = np.random.default_rng(14).standard_normal(80)
    found = examine(index_of(air=air))
    row = of(found, "silent", "air").loc[0]
    assert (row["subject"], row["verdict"]) == ("odd", "review")
    importance = of(found, "importance", "air").loc[0]
    assert (importance["subject"], importance["verdict"], importance["limit"]) == ("odd", "review", 0.5)
    members = found.members.loc["air"]
    assert members["importance"].sum() == pytest.approx(1)
    assert members["weight"].sum() == pytest.approx(1)
    assert members["effective"].tolist() == pytest.approx([1 / 7] * 7)
    assert members["alpha_without"].idxmax() == "odd"


def test_a_member_in_the_wrong_group_is_sent_to_the_right_one():
    air, sea = factor(3, prefix="a"), factor(3, prefix="s", seed=5)
    air["lost"] = sea["s0"] + np.random.default_rng(3).standard_normal(80)
    found = examine(index_of(air=air, sea=sea))
    row = of(found, "elsewhere", "air").loc[0]
    assert (row["subject"], row["verdict"], row["remedy"]) == (
        "lost",
        "review",
        "Consider whether it belongs to “sea”.",
    )
    assert of(found, "elsewhere", "sea")["verdict"].tolist() == ["pass"]
    assert found.elsewhere.set_index("member")["better"].sum() == 1


def test_groups_of_the_same_depth_are_compared():
    table = pd.concat([factor(2, prefix=p, seed=i) for i, p in enumerate("abc")], axis=1)
    parents = {"a0": "a", "a1": "a", "b0": "b", "b1": "b", "c0": "c", "c1": "c", "a": "top", "b": "top", "c": "end"}
    tree = tree_of(parents | {"top": "index", "end": "index"}, "index")
    for node in ("a", "b", "c", "top", "end", "index"):
        table[node] = table[[c.id for c in tree.find(node).children]].mean(axis=1)
    found = examine(Subject(tree, table, equal_weights(tree)))
    rows = found.elsewhere.set_index(["member", "depth"])
    assert rows.loc[("a0", 1), ["own", "other"]].tolist() == ["top", "end"]
    assert rows.loc[("a0", 2), "own"] == "a"
    assert rows.loc[("a0", 2), "other"] in {"b", "c"}
    assert rows.loc[("a", 1), ["own", "other"]].tolist() == ["top", "end"]
    # a group of one says nothing of itself
    assert "end" not in found.groups.index
    assert "end" in found.members.loc["index"].index


def test_added_value_counts_rank_shifts_among_units_that_have_both():
    x, y = np.arange(30.0), np.arange(30.0)[::-1] * 0.1
    subject = index_of(up=pd.DataFrame({"x": x}), down=pd.DataFrame({"y": y}))
    found = examine(subject).added_value
    assert found["shifted"].to_dict() == {"up": 0, "down": 20}
    assert found.loc["down", "share"] == pytest.approx(20 / 30)
    assert found.loc["up", "median_shift"] == 0
    rows = of(examine(subject), "added value", "up").loc[0], of(examine(subject), "added value", "down").loc[0]
    assert [r["verdict"] for r in rows] == ["review", "pass"]
    subject.table.loc[:4, "down"] = NA
    assert examine(subject).added_value.loc["down", "units"] == 25


def test_a_constant_column_is_named_and_the_rest_goes_on():
    air = factor(3).assign(same=7.0, none=NA)
    found = examine(index_of(air=air))
    rows = of(found, "constant", "air")
    assert rows[["subject", "value", "verdict"]].to_numpy().tolist() == [["same", 1, "fail"], ["none", 0, "fail"]]
    assert found.groups.loc["air", ["members", "used", "dimensions"]].tolist() == [5, 3, 1]
    assert found.members.loc["air"].loc[["same", "none"], "r"].isna().all()
    assert not set(of(found, "redundant", "air")["subject"]) & {"same", "none"}
    assert found.matrix("air").loc["same"].isna().all()


def test_two_members_are_judged_by_their_correlation():
    found = examine(index_of(air=factor(2)))
    assert of(found, "dimensions", "air").empty
    assert of(found, "sampling adequacy", "air").empty
    assert len(of(found, "redundant", "air")) == len(of(found, "reliability", "air")) == 1
    assert np.isnan(found.members.loc["air", "alpha_without"]).all()


def test_an_index_of_single_members_has_nothing_to_say():
    found = examine(index_of(air=factor(1)))
    assert found.groups.empty
    assert found.members.empty
    assert set(found.verdicts["check"]) == {"units", "added value"}
    assert found._repr_html_()


def test_few_units_are_said_to_be_few():
    found = examine(index_of(air=factor(4, n=5)))
    assert of(found, "units", "index").loc[0, "verdict"] == "review"
    row = of(found, "complete", "air").loc[0]
    assert row["sentence"] == "Only 5 units have data on all components of “air”: too few for principal components."
    assert np.isnan(found.groups.loc["air", "dimensions"])
    assert of(found, "dimensions", "air").empty


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_a_handful_of_units_breaks_nothing(n):
    found = examine(index_of(air=factor(3, n=n), sea=factor(2, n=n, prefix="s")))
    assert found.counts["review"] + found.counts["fail"] > 0


def test_members_without_common_units_are_named():
    air = factor(3)
    air.loc[air.index[:40], "x0"] = NA
    air.loc[air.index[39:], "x1"] = NA
    found = examine(index_of(air=air))
    row = of(found, "redundant", "air").query("verdict == 'review'").iloc[0]
    assert row["sentence"] == "“x0” and “x1” have no correlation: 0 units have data on both."
    assert found.correlations.set_index(["first", "second"]).loc[("x0", "x2"), "n"] == 40


def test_components_that_rest_on_a_part_of_the_units_say_so():
    air = factor(3)
    air.loc[air.index[:50], "x0"] = NA
    row = of(examine(index_of(air=air)), "complete", "air").loc[0]
    assert (
        row["sentence"]
        == "The principal components of “air” are computed from the 30 of 80 units with data on all components."
    )
    assert of(examine(index_of(air=air), limits=Limits(complete=0.3)), "complete", "air").empty


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 4), st.floats(0, 0.9))
def test_no_pattern_of_holes_and_ties_breaks_it(seed, n, k, holes):
    rng = np.random.default_rng(seed)
    group = [
        pd.DataFrame(rng.integers(0, 4, (n, k)).astype(float), columns=[f"{p}{i}" for i in range(k)]) for p in "ab"
    ]
    group = [g.mask(rng.uniform(size=g.shape) < holes) for g in group]
    found = examine(index_of(a=group[0], b=group[1]), limits=Limits(parallel_draws=5))
    assert set(found.verdicts["verdict"]) <= {"pass", "review", "fail"}
    assert found.verdicts["sentence"].str.endswith(".").all()
    assert not found.verdicts["sentence"].str.contains("nan").any()
    assert ((found.verdicts["remedy"] != "") == (found.verdicts["verdict"] != "pass")).all()


def test_every_limit_decides():
    subject = index_of(air=factor(4, noise=0.6), sea=factor(4, noise=1.5, seed=2, prefix="s"))
    strict = {
        "units": {"units": 1000},
        "redundant": {"redundant": 0.5, "duplicate": 0.5},
        "silent": {"silent": 0.99},
        "reliability": {"alpha": 0.99},
        "dimensions": {"eigenvalue": 0.2},
        "first component": {"first_share": 0.99},
        "sampling adequacy": {"kmo": 0.99, "kmo_least": 0.98},
        "collinear": {"inflation": 1.01},
        "importance": {"importance": 1.01},
        "added value": {"added_value": 1.0, "rank_places": 1},
        "independence": {"significance": 0.0},
    }
    usual = examine(subject)
    changed = examine(subject, limits=Limits(**{k: v for change in strict.values() for k, v in change.items()}))

    def found(of_all, check):
        rows = of_all.verdicts[of_all.verdicts["check"] == check]
        return int((rows["verdict"] != "pass").sum()), int((rows["verdict"] == "fail").sum())

    for check in strict:
        assert found(changed, check)[0] > found(usual, check)[0], check
    assert found(changed, "redundant")[1] > found(usual, "redundant")[1]
    assert found(changed, "sampling adequacy")[1] > found(usual, "sampling adequacy")[1]
    assert changed.added_value["shifted"].gt(usual.added_value["shifted"]).all()


def test_a_negative_alpha_fails_only_where_the_members_are_related():
    rng = np.random.default_rng(3)
    noise = pd.DataFrame(rng.standard_normal((60, 2)), columns=["x", "y"])
    noise["y"] -= (noise.cov().loc["x", "y"] / noise["x"].var() + 0.05) * noise["x"]
    row = of(examine(index_of(air=noise)), "reliability", "air").loc[0]
    assert (row["verdict"], row["value"] < 0) == ("review", True)
    assert "no higher than that of unrelated components" in row["sentence"]
    row = of(examine(index_of(air=noise.assign(y=noise["y"] - noise["x"]))), "reliability", "air").loc[0]
    assert (row["verdict"], "move in opposite directions" in row["sentence"]) == ("fail", True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"redundant": 1.5},
        {"significance": -0.1},
        {"first_share": 60},
        {"redundant": 0.95, "duplicate": 0.9},
        {"kmo_least": 0.7},
        {"importance": 0.5},
        {"parallel_draws": 0},
        {"rank_places": 0},
    ],
)
def test_limits_check_themselves(wrong):
    with pytest.raises(ValueError, match="must"):
        Limits(**wrong)


def test_spearman_is_of_ranks():
    air = factor(2)
    curved = air.assign(x1=np.exp(air["x0"] / 3))
    assert examine(index_of(air=curved), kind="spearman").correlations.loc[0, "r"] == 1
    plain = examine(index_of(air=curved))
    assert plain.correlations.loc[0, "r"] < 0.8
    np.testing.assert_allclose(plain.members["r2"], plain.members["r"] ** 2)


def test_the_order_of_units_and_members_does_not_matter():
    air = factor(4, noise=1)
    one, other = examine(index_of(air=air)), examine(index_of(air=air.iloc[::-1, ::-1]))
    pd.testing.assert_frame_equal(one.groups, other.groups)
    pd.testing.assert_frame_equal(one.members.sort_index(), other.members.sort_index(), rtol=1e-6)


def test_seeds_change_parallel_analysis_only():
    subject = index_of(air=factor(4))
    one, again, other = (examine(subject, seed=s) for s in (0, 0, 1))
    pd.testing.assert_frame_equal(one.eigenvalues, again.eigenvalues)
    assert (one.eigenvalues["random"] != other.eigenvalues["random"]).any()
    higher = examine(subject, limits=Limits(parallel_quantile=0.99))
    assert (higher.eigenvalues["random"] > one.eigenvalues["random"]).all()
    pd.testing.assert_frame_equal(one.members, other.members)


def test_the_matrix_of_a_group_is_square_and_named():
    air = factor(3)
    found = examine(index_of(air=air)).matrix("air")
    pd.testing.assert_frame_equal(found, air.corr(), check_names=False)
    with pytest.raises(KeyError):
        examine(index_of(air=air)).matrix("sea")


@pytest.fixture(scope="module")
def result():
    from connectindex.edition.read import starter_folder

    return ci.build(ci.read_edition(starter_folder()))


def test_a_result_is_examined_with_its_names(result):
    found = coherence(result)
    tree = result.edition.tree
    assert set(found.groups.index) == {n.id for n in tree.nodes() if len(n.children) > 1}
    assert found.year is None
    row = found.members.loc[("transport", "air_partners")]
    assert row["name"] == result.edition.indicators["air_partners"].name
    assert row["weight"] == result.weights.loc["air_partners", "within"]
    both = result.stage("normalised")["air_partners"], result.scores["transport"]
    assert row["r"] == pytest.approx(both[0].corr(both[1]))
    assert found.counts["review"] > 0
    assert sum(found.counts.values()) == len(found.verdicts)


def test_a_panel_is_examined_in_its_last_year_unless_told(result):
    turned = result.scores.assign(index=result.scores["index"] ** 2)
    later = {
        "scores": pd.concat({2020: turned, 2025: result.scores}, names=["year"]),
        "tables": {"normalised": pd.concat({y: result.stage("normalised") for y in (2020, 2025)}, names=["year"])},
    }
    edition = result.edition
    about = dataclasses.replace(edition.about, years=(2020, 2025))
    panel = dataclasses.replace(result, edition=dataclasses.replace(edition, about=about), **later)
    last, first = coherence(panel), coherence(panel, year=2020)
    assert (last.year, first.year) == (2025, 2020)
    pd.testing.assert_frame_equal(last.members, coherence(result).members)
    assert (first.members.loc["index", "r"] != last.members.loc["index", "r"]).all()
    with pytest.raises(InputError, match="year: must be one of the edition's, got 2021"):
        coherence(panel, year=2021)
    with pytest.raises(InputError, match="year: must be one of the edition's, got 1999"):
        coherence(result, year=1999)


def test_a_notebook_shows_what_did_not_pass(result):
    html = coherence(result)._repr_html_()
    assert "review" in html
    assert "&ldquo;" in html or "“" in html
    air = factor(3).rename(columns={"x0": "<script>"}).assign(copy=lambda t: t["<script>"])
    assert "<script>" not in examine(index_of(air=air))._repr_html_()
