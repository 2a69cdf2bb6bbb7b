"""Defects of COINr 1.1.14 (found by running it) that this project must not have, from the edition's file to the result.

On arrays, these are tested beside the stages: the logarithm that changes its input, ties that push winsorising over its
limit, an override that wins (test_treat), a power mean that passes over missing children (test_aggregate), outranking
that does not depend on the order of units, the penalty of Mazziotta and Pareto (test_means), negative loadings
(test_weight, test_asem).
"""

import numpy as np
import pandas as pd
import pytest
import scipy.optimize

from connectindex.edition.read import read_edition
from connectindex.errors import InputError
from connectindex.importers.coinr import import_coinr
from connectindex.model.tree import Leaf, Node
from connectindex.pipeline.build import build
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.means import Arithmetic
from connectindex.stages.treat import BoxCox, Log, NoTreatment, Winsorise, treat
from connectindex.stages.weight import Optimised, weigh
from connectindex.statistics.importance import squared_correlation

UNITS = [f"U{n:02}" for n in range(1, 13)]
CALM = [3, 7, 1, 9, 4, 8, 2, 6, 5, 10, 12, 11]
WILD = [*range(1, 11), 20, 1000]
META = """\
Level,iCode,iName,Direction,Weight,Parent,Type
1,Wild,Wild,1,1,Zone,Indicator
1,Calm,Calm,1,1,Zone,Indicator
1,Turn,Turn,-1,1,Area,Indicator
1,Mild,Mild,1,1,Area,Indicator
2,Zone,Zone,1,1,Top,Aggregate
2,Area,Area,1,1,Top,Aggregate
3,Top,Top,1,1,,Aggregate
"""
METHOD = '[method.normalise]\nkind = "minmax"\nlow = 0\nhigh = 100\n'


def columns(noise=0.0):
    rng = np.random.default_rng(5)
    table = pd.DataFrame({"Wild": WILD, "Calm": CALM, "Turn": CALM[::-1], "Mild": [5.0, *range(1, 12)]}, index=UNITS)
    return table + noise * rng.normal(size=table.shape)


@pytest.fixture
def made(tmp_path):
    """Builds twelve units in four indicators, with other settings."""

    def make(*changes, tables=None, tail=""):
        tables = tables or {2020: columns()}
        rows = pd.concat({year: table.astype(object) for year, table in tables.items()}, names=["Time", "uCode"])
        rows.reset_index().to_csv(tmp_path / "iData.csv", index=False)
        (tmp_path / "iMeta.csv").write_text(META, "utf-8")
        folder = tmp_path / f"edition{len(list(tmp_path.iterdir()))}"
        import_coinr(tmp_path / "iData.csv", tmp_path / "iMeta.csv", folder)
        text = (folder / "index.toml").read_text("utf-8")
        for old, new in changes:
            assert old in text, f"index.toml has no {old!r}"
            text = text.replace(old, new, 1)
        (folder / "index.toml").write_text(text + tail, "utf-8")
        return build(read_edition(folder))

    return make


def test_treatment_none_leaves_an_outlier_alone(made):
    """COINr: Treat(global_specs = "none") still treats with its defaults; 1000 becomes 20."""
    left = made(tail='[method.treat]\nkind = "none"\n')
    assert left.stage("treated").loc["U12", "Wild"] == 1000
    pd.testing.assert_frame_equal(left.stage("treated"), left.stage("measured"))
    assert made(tail='[method.treat]\nkind = "winsorise"\n').stage("treated").loc["U12", "Wild"] == 20


@pytest.mark.parametrize("forced", [Log(), BoxCox(0.5)])
def test_a_forced_treatment_runs_although_the_test_passes(forced, made):
    """COINr, open issue 53: individual settings never run where the test passes first."""
    settings = '{ kind = "log" }' if forced.kind == "log" else '{ kind = "boxcox", exponent = 0.5 }'
    own = ('variable = "Calm"\n', f'variable = "Calm"\ntreat = {settings}\n')
    result = made(own, tail='[method.treat]\nkind = "winsorise"\n')
    assert result.treatment.loc["Calm", "action"] == forced.kind
    before, after = result.stage("screened")["Calm"], result.stage("treated")["Calm"]
    assert (before != after).all()
    assert before.rank().tolist() == after.rank().tolist()


def test_a_forbidden_treatment_stays_away_although_the_test_fails(made):
    own = ('variable = "Wild"\n', 'variable = "Wild"\ntreat = { kind = "none" }\n')
    result = made(own, tail='[method.treat]\nkind = "winsorise"\n')
    assert result.stage("treated").loc["U12", "Wild"] == 1000


def test_the_logarithm_of_the_reference_input_is_not_the_input():
    """COINr: log_GII(c(1, 2, 3, 50)) returns 1 2 3 50."""
    table = pd.DataFrame({"x": [1.0, 2, 3, 50]}, index=list("abcd"))
    for method in (Log(), BoxCox(0.0)):
        done, summary, _ = treat(table, method, {})
        assert (done["x"] != table["x"]).all()
        assert summary.loc["x", "skewness_after"] < summary.loc["x", "skewness_before"]


def test_ties_at_the_edge_do_not_push_winsorising_over_its_limit_in_the_evidence():
    """COINr: six points with winmax = 5. Here four values stand alone, and the next two are equal."""
    x = [*np.linspace(1, 2, 200), 50.0, 60, 60, 70, 80, 90, 100]
    table = pd.DataFrame({"x": x}, index=[f"U{n}" for n in range(len(x))])
    for limit in range(1, 8):
        _, summary, points = treat(table, Winsorise(max_points=limit, then="none"), {})
        assert len(points) <= limit
        assert summary.loc["x", "action"] == f"winsorised {len(points)}"
    assert len(treat(table, Winsorise(max_points=5, then="none"), {})[2]) == 4


def test_a_power_mean_passes_over_a_missing_child_as_the_other_means_do(made):
    """COINr: a_genmean is NA with any NA, while the three other means skip it."""
    holes = columns()
    holes.loc["U03", "Calm"] = np.nan
    for settings in ("order = 0.5", "order = -2"):
        scale = ("low = 0\nhigh = 100", "low = 1\nhigh = 100")
        own = ('kind = "arithmetic"          #', f'kind = "power"\n{settings}  #')
        result = made(scale, own, tables={2020: holes})
        # one child is left, and the mean of one score of any order is that score
        assert result.scores.loc["U03", "Zone"] == pytest.approx(result.stage("normalised").loc["U03", "Wild"])
        assert result.scores["index"].notna().all()


def test_copeland_with_holes_does_not_depend_on_the_order_of_rows(made):
    """COINr: outrankMatrix with NA counts a missing value as a loss above the diagonal, as a win below."""
    holes = columns()
    holes.loc["U03", "Calm"] = holes.loc["U05", "Wild"] = holes.loc["U09", "Mild"] = np.nan
    own = ('kind = "arithmetic"          #', 'kind = "copeland"  #')
    scores = made(own, tables={2020: holes}).scores
    turned = made(own, tables={2020: holes[::-1]}).scores
    pd.testing.assert_frame_equal(turned, scores)
    x = made(own, tables={2020: holes}).stage("normalised")[["Wild", "Calm"]]
    for unit in UNITS:  # pair by pair: who is ahead on more of the indicators that both have
        leads = (np.sign(x.loc[unit] - x)).sum(axis=1, skipna=True)
        assert scores.loc[unit, "Zone"] == np.sign(leads).sum()


@pytest.mark.parametrize("kind", ["mpi", "ampi"])
def test_the_penalty_has_an_effect(kind, made):
    """Compind and others: an option of the penalty that changes nothing."""
    scale = ("low = 0\nhigh = 100", "low = 70\nhigh = 130")
    scores = {}
    for penalty in ("negative", "positive"):
        own = ('kind = "arithmetic"          #', f'kind = "{kind}"\npenalty = "{penalty}"  #')
        scores[penalty] = made(scale, own).scores["Zone"]
    mean = made(scale).scores["Zone"]
    uneven = made(scale).stage("normalised")[["Wild", "Calm"]].nunique(axis=1) > 1
    assert uneven.sum() > 8
    assert (scores["negative"] < mean)[uneven].all()
    assert (mean < scores["positive"])[uneven].all()


# Elements in an order that is not the alphabet's, with targets far apart.
RNG = np.random.default_rng(42)
SHARED = RNG.normal(size=120)
ELEMENTS = ["West", "East", "North"]
TREE = Node("index", "Index", 1, tuple(Node(e, e, 1, (Leaf(f"{e}_1"), Leaf(f"{e}_2"))) for e in ELEMENTS))
SCORES = pd.DataFrame({f"{e}_{k}": 0.4 * SHARED + RNG.normal(size=120) for e in ELEMENTS for k in (1, 2)})


def optimised(targets, table=SCORES):
    return weigh(TREE, Optimised(targets), table, {n.id: NodeRules(Arithmetic()) for n in TREE.nodes()})


def reached(weights, table=SCORES):
    """Share of importance of each element, worked out anew."""
    part = {e: table[[f"{e}_1", f"{e}_2"]].mean(axis=1) for e in ELEMENTS}
    root = sum(weights.loc[e, "within"] * part[e] for e in ELEMENTS)
    found = pd.Series({e: squared_correlation(part[e].to_numpy(), root.to_numpy()) for e in ELEMENTS})
    return found / found.sum()


def test_unequal_targets_hit_the_elements_they_name():
    """COINr: get_opt_weights sorts by the alphabet and gives unequal targets to the wrong elements (issue 62)."""
    targets = {"East": 2.0, "North": 4.0, "West": 3.0}
    assert list(targets) != ELEMENTS
    assert reached(optimised(targets)).to_dict() == pytest.approx({e: t / 9 for e, t in targets.items()}, abs=1e-3)


def test_the_best_weights_met_are_returned_and_not_the_last(monkeypatch):
    """COINr: get_opt_weights reports the last iteration of its search."""
    tried = []
    # of East, North, West: the search sees the children in the order of their ids
    points = [np.array(w) for w in ([1.0, 1.0, 1.0], [2.0, 1.0, 3.0], [0.01, 5.0, 0.01])]

    def wandering(loss, _start, **_):
        tried.extend(loss(w) for w in points)

    monkeypatch.setattr(scipy.optimize, "minimize", wandering)
    found = optimised({"West": 4.0, "East": 3.0, "North": 2.0}).loc[ELEMENTS, "within"]
    assert min(tried) == tried[1] < tried[-1]
    np.testing.assert_allclose(found, [3 / 6, 2 / 6, 1 / 6])


def test_a_target_that_only_a_negative_weight_would_meet_stops_at_zero():
    """COINr: weights from get_opt_weights may go negative."""
    close = SCORES + 3 * SHARED[:, None]  # all elements tell the same story, so none can be unimportant
    weights = optimised({"West": 0.0, "East": 1.0, "North": 1.0}, close)
    assert (weights["within"] >= 0).all()
    assert weights.loc["West", "within"] == pytest.approx(0, abs=1e-3)
    assert reached(weights, close)["West"] > 0.2


def test_negative_loadings_stop_the_build(made):
    """COINr: PCA weights may be negative and are passed on silently."""
    opposed = columns().assign(Mild=[float(c) for c in CALM[::-1]])
    with pytest.raises(InputError, match=r"node Area: weight of \w+: must not be negative \(pca\)"):
        made(tables={2020: opposed}, tail='[method.weight]\nkind = "pca"\nlevels = [1]\n')


def test_a_panel_on_one_scale_can_be_built_again_with_other_settings(made):
    """COINr: Normalise(global = TRUE) cannot be regenerated, so a panel has no sensitivity analysis."""
    pooled = ("high = 100\n", 'high = 100\npool = "panel"\n')
    tables = {2020: columns(), 2021: columns(noise=2.0) + 3}
    first, again = made(pooled, tables=tables), made(pooled, tables=tables)
    pd.testing.assert_frame_equal(first.scores, again.scores)
    normalised = first.stage("normalised")
    assert normalised.min().tolist() == [0] * 4
    assert normalised.max().tolist() == [100] * 4
    assert (normalised.groupby("year").max() < 100).any(axis=None)
    other = made(pooled, ('name = "Zone"\n', 'name = "Zone"\nweight = 3\n'), tables=tables)
    pd.testing.assert_frame_equal(other.stage("normalised"), normalised)
    assert not np.allclose(other.scores["index"], first.scores["index"])


def test_a_missing_value_is_not_a_zero(made):
    holes = columns()
    holes.loc["U03", ["Calm", "Turn"]] = np.nan
    zero = columns()
    zero.loc["U03", ["Calm", "Turn"]] = 0
    scores = made(tables={2020: holes}).scores
    assert scores.loc["U03"].notna().all()
    assert not np.allclose(scores.loc["U03"], made(tables={2020: zero}).scores.loc["U03"])


def test_treatment_of_no_indicator_is_the_default(made):
    """An edition without [method.treat] is not treated: no default works unseen."""
    result = made()
    assert isinstance(result.edition.methods.treat, NoTreatment)
    assert result.stage("treated").loc["U12", "Wild"] == 1000
