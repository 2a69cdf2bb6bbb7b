"""Every option of every method changes what comes out; holes anywhere and ties anywhere are met."""

import dataclasses
import itertools

import numpy as np
import pandas as pd
import pytest

from connectindex.model.indicator import Indicator
from connectindex.model.tree import Leaf, Node
from connectindex.model.units import Units
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.impute import IMPUTATIONS, impute
from connectindex.stages.means import AGGREGATIONS, Arithmetic
from connectindex.stages.normalise import NORMALISATIONS, normalise
from connectindex.stages.screen import SCREENINGS, screen
from connectindex.stages.treat import TREATMENTS, treat
from connectindex.stages.weight import WEIGHTINGS, weigh

RNG = np.random.default_rng(17)
N = 40
CODES = [f"U{k:02d}" for k in range(N)]
FACTOR = RNG.normal(size=N)
X = pd.DataFrame(
    {c: np.exp(k * FACTOR + RNG.normal(size=N)) for c, k in zip("abcd", (0.3, 0.6, 0.9, 1.2), strict=True)}, index=CODES
)
X.loc["U00", "a"], X.loc["U01", "b"] = 900.0, 500.0
X.loc[["U02", "U03", "U04"], "c"] = 700.0  # a tie at the top
HOLES = X.mask(RNG.random(X.shape) < 0.1)
HOLES.loc["U10", "a"] = 0.0
UNITS = Units(
    pd.DataFrame(
        {
            "name": CODES,
            "scored": True,
            "region": [f"R{k % 3}" for k in range(N)],
            "income": [f"I{k % 5}" for k in range(N)],
        },
        index=pd.Index(CODES, name="unit"),
    )
)
INDICATORS = [Indicator(c, c, "u", goalposts=(1.0, 30.0), target=100.0) for c in "abcd"]
TREE = Node(
    "index", "I", 1, (Node("p", "P", 1, (Leaf("a"), Leaf("b", 2.0))), Node("q", "Q", 2, (Leaf("c"), Leaf("d"))))
)
NEEDED = {
    "group_mean": {"group": "region"},
    "group_median": {"group": "region"},
    "distance_to_reference": {"unit": "U05"},
    "categories": {"bounds": (1.0, 5.0)},
    "power": {"order": 0.5},
    "optimised": {"targets": {"p": 1.0, "q": 1.0}},
    "budget": {"nodes": {"index": {"X": {"p": 1.0, "q": 3.0}}}},
    "ahp": {"nodes": {"index": (("p", "q", 3.0),)}},
}
OTHER = {
    "group": "income", "neighbours": 1, "rounds": 1, "unit": "U06", "max_points": 1, "skew": 9.0, "kurtosis": 99.0,
    "then": "none", "low": 5.0, "high": 50.0, "floor": 12.0, "mean": 3.0, "sd": 4.0, "scale": 7.0, "cap": True,
    "bounds": (2.0, 6.0), "percentiles": True, "order": -2.0, "penalty": "positive", "levels": (2,),
    "draw": 2, "targets": {"p": 1.0, "q": 4.0}, "importance": "correlation_ratio",
}  # fmt: skip
OF_KIND = {
    ("boxcox", "exponent"): 0.5,
    ("owa", "exponent"): 3.0,
    ("bod", "high"): 0.6,
    ("bod", "low"): 0.2,
    ("coverage", "unit"): 0.99,
    ("coverage", "nodes"): {"p": 0.99},
    ("coverage", "zeros"): 1.0,
    ("coverage", "keep"): ("U00",),
    ("coverage", "drop"): ("U09",),
    ("budget", "nodes"): {"index": {"X": {"p": 1.0, "q": 1.0}}},
    ("ahp", "nodes"): {"index": (("p", "q", 9.0),)},
    ("zscore", "floor"): 0.5,
    ("distance_to_max", "floor"): 0.5,
    ("distance_to_reference", "floor"): 0.5,
    ("distance_to_target", "floor"): 0.5,
    ("fraction_of_max", "floor"): 0.5,
    ("percentile_rank", "floor"): 0.5,
}
# met elsewhere: they need a panel, a stack of draws, inconsistent experts, or winsorising that fails
ELSEWHERE = {
    ("interpolate", "max_age"), ("carry_forward", "max_age"), ("chained", "seed"), ("ahp", "limit"),
    ("winsorise", "exponent"), ("pca_rotated", "kaiser"),
} | {(kind, "pool") for kind in NORMALISATIONS}  # fmt: skip


def applied(step, method):
    if step == "impute":
        return impute(HOLES.rank(), method, UNITS, HOLES.notna() | True)[0]
    if step == "treat":
        return treat(X, method, {})[0]
    if step == "normalise":
        return normalise(X, method, INDICATORS)
    if step == "screen":
        observed = HOLES.notna()
        return screen(HOLES.fillna(0), method, observed, observed | True, TREE)[1].to_frame()
    if step == "aggregate":
        return pd.DataFrame(method.combined(X.to_numpy(), np.array([1.0, 2, 1, 1])))
    return weigh(TREE, method, X.rank(), {n.id: NodeRules(Arithmetic()) for n in TREE.nodes()})[["within"]]


STEPS = {
    "impute": IMPUTATIONS, "treat": TREATMENTS, "normalise": NORMALISATIONS, "screen": SCREENINGS,
    "aggregate": AGGREGATIONS, "weight": WEIGHTINGS,
}  # fmt: skip
OPTIONS = [
    (step, kind, field.name)
    for step, registry in STEPS.items()
    for kind, method in registry.items()
    for field in dataclasses.fields(method)
    if field.init and (kind, field.name) not in ELSEWHERE
]


@pytest.mark.parametrize(("step", "kind", "option"), OPTIONS)
def test_the_option_changes_what_comes_out(step, kind, option):
    needed = NEEDED.get(kind, {})
    if (kind, option) == ("coverage", "keep"):
        needed = {"unit": 0.99, "drop": ()}
        kept = HOLES.index[HOLES.isna().any(axis=1)][0]
        other = {"keep": (kept,)}
    elif option == "then":
        needed, other = {"max_points": 1}, {"then": "none"}
    else:
        other = {option: OF_KIND.get((kind, option), OTHER.get(option))}
    method = STEPS[step][kind]
    before, after = applied(step, method(**needed)), applied(step, method(**{**needed, **other}))
    same = before.shape == after.shape and np.allclose(before.to_numpy(dtype=object) == after.to_numpy(dtype=object), 1)
    assert not same


@pytest.mark.parametrize("kind", [k for k in NORMALISATIONS if k != "distance_to_reference"])
@pytest.mark.parametrize("hole", range(5))
def test_a_hole_anywhere_stays_a_hole_and_moves_nobody_out_of_order(kind, hole):
    values = [3.0, 1.0, 4.0, 1.5, 9.0]
    table = pd.DataFrame({"a": values})
    table.loc[hole, "a"] = np.nan
    scores = normalise(table, NORMALISATIONS[kind](**NEEDED.get(kind, {})), INDICATORS)["a"]
    assert scores.isna().tolist() == [k == hole for k in range(5)]
    rest = table["a"].dropna().sort_values().index
    assert scores[rest].is_monotonic_increasing


@pytest.mark.parametrize("kind", [k for k in NORMALISATIONS if k != "distance_to_reference"])
@pytest.mark.parametrize("pair", list(itertools.combinations(range(4), 2)))
def test_a_tie_anywhere_is_a_tie_of_scores(kind, pair):
    table = pd.DataFrame({"a": [2.0, 5.0, 11.0, 20.0]})
    table.loc[pair[1], "a"] = table.loc[pair[0], "a"]
    scores = normalise(table, NORMALISATIONS[kind](**NEEDED.get(kind, {})), INDICATORS)["a"]
    assert scores[pair[0]] == scores[pair[1]]


@pytest.mark.parametrize("kind", AGGREGATIONS)
@pytest.mark.parametrize("hole", list(itertools.product(range(3), repeat=2)))
def test_a_hole_anywhere_is_passed_over_by_every_mean(kind, hole):
    x = np.array([[70.0, 90, 100], [80, 85, 125], [99, 100, 101]])
    x[hole] = np.nan
    method = AGGREGATIONS[kind](**NEEDED.get(kind, {}))
    scores = method.combined(x, np.array([1.0, 2, 3]))
    assert np.isfinite(scores).all()
    order = [2, 0, 1]
    np.testing.assert_allclose(method.combined(x[order], np.array([1.0, 2, 3])), scores[order], rtol=1e-9)
