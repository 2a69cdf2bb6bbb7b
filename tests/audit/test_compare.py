"""Comparisons: made-up pairs of editions where one source alone changes, a game played by hand, outputs."""

import hashlib
import itertools
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import connectindex as ci
from connectindex.assumptions.methods import RobustnessSettings
from connectindex.audit.compare import SOURCES
from connectindex.audit.compare.field import aligned
from connectindex.audit.compare.game import shapley, split
from connectindex.audit.compare.sides import side_of
from connectindex.edition.model import About, Edition, Methods
from connectindex.edition.written import read_written, written
from connectindex.links import RECORD_COLUMNS
from connectindex.model.indicator import Indicator
from connectindex.model.sources import Sources
from connectindex.model.tree import Leaf, Node
from connectindex.model.units import Units
from connectindex.model.values import Values
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.impute import GroupMedian, Mean, Median, NoImputation
from connectindex.stages.means import Arithmetic, Geometric, Power
from connectindex.stages.scales import Goalposts, MinMax, ZScore
from connectindex.stages.screen import Coverage, NoScreening
from connectindex.stages.treat import NoTreatment, Winsorise
from connectindex.stages.weight import Critic, Nominal

METHODS = Methods(impute=Median())
TWO = {"A": [10.0, 1.0], "B": [20.0, 5.0], "C": [35.0, 2.0], "D": [60.0, 3.0]}


def made(figures, *, year=2025, observed=None, methods=METHODS, weights=None, label=None, names="xyz", **more):
    """An edition of one pillar a figure: `figures` by unit (a list a unit, None where missing), or by year and unit.

    `observed`: years of observation by (unit, position) that are not the year of the index.
    """
    panel = figures if isinstance(next(iter(figures)), int) else {year: figures}
    rows = [
        (unit, (observed or {}).get((unit, j), y), names[j], float(value), "reported", "s")
        for y, table in panel.items()
        for unit, cells in table.items()
        for j, value in enumerate(cells)
        if value is not None
    ]
    codes = list(dict.fromkeys(u for table in panel.values() for u in table))
    n = max(len(cells) for table in panel.values() for cells in table.values())
    units = pd.DataFrame(
        {"name": [f"Land {c}" for c in codes], "scored": True, "region": [("east", "west")[k % 2] for k in range(len(codes))]},
        index=pd.Index(codes, name="unit"),
    )  # fmt: skip
    indicators = {i: Indicator(i, i.upper(), "points", variable=i, goalposts=(0.0, 100.0)) for i in names[:n]}
    share = weights or [1.0] * n
    pillars = tuple(Node(f"p_{i}", i, w, (Leaf(i),)) for i, w in zip(indicators, share, strict=True))
    table = pd.DataFrame(rows, columns=["unit", "year", "variable", "value", "status", "source"])
    return Edition(
        about=About("Made", label or str(max(panel)), tuple(sorted(panel)), max_age=0 if len(panel) > 1 else None),
        units=Units(units),
        values=Values(table.drop_duplicates(["unit", "year", "variable"])),
        sources=Sources(pd.DataFrame({"title": ["S"]}, index=pd.Index(["s"], name="id"))),
        links=pd.DataFrame(columns=list(RECORD_COLUMNS)),
        modes={},
        coverage=pd.DataFrame(columns=["mode", "unit", "status", "reason"]),
        indicators=indicators,
        tree=Node("index", "Index", 1.0, pillars),
        methods=methods,
        **more,
    )


def changed(**cells):
    """`TWO` with other figures: A=[...]."""
    return {u: list(cells.get(u, row)) for u, row in TWO.items()}


def adds_up(found):
    np.testing.assert_allclose(
        found.parts["score"].sum(axis=1), found.scores["change"].reindex(found.parts.index), atol=1e-9
    )
    ranks = found.scores["rank_change"].reindex(found.parts.index).astype(float)
    np.testing.assert_allclose(found.parts["rank"].sum(axis=1), ranks, atol=1e-9)


def only(found, *sources, units=None):
    """Whether these sources alone have parts, and each some."""
    parts = found.parts["score"] if units is None else found.parts["score"].loc[units]
    assert (parts.drop(columns=list(sources)) == 0).all(axis=None)
    assert (parts[list(sources)].abs().max() > 0.1).all()
    adds_up(found)


# --- one source alone ----------------------------------------------------------------------------------------------


def test_own_data_alone():
    found = ci.compare(made(TWO), made(changed(B=[30.0, 4.0]), year=2026, observed=stale("ACD")))
    only(found, "own", units=["B"])
    # nobody else's bounds moved in x; in y the leader fell, which moves the others' scale
    assert found.parts.loc["A", ("score", "own")] == 0
    assert found.parts.loc["C", ("score", "others")] != 0


def stale(units, year=2025):
    return {(u, j): year for u in units for j in range(3)}


def test_others_data_alone():
    found = ci.compare(made(TWO), made(changed(D=[90.0, 3.0]), year=2026, observed=stale("ABC")))
    only(found, "others", units=["A", "B", "C"][1:])
    assert found.parts.loc["D", ("score", "own")] == 0  # the leader stays the leader


def test_revision_alone():
    found = ci.compare(made(TWO, label="a"), made(changed(B=[30.0, 5.0]), label="b"))
    only(found, "revision")
    row = found.revised.iloc[0]
    assert len(found.revised) == 1
    assert (row["unit"], row["indicator"], row["observed"], row["old"], row["new"]) == ("B", "x", 2025, 20.0, 30.0)
    assert row["share"] == pytest.approx(0.5)


def test_imputation_alone():
    gap = changed(D=[None, 3.0])
    found = ci.compare(made(gap, label="a"), made(gap, label="b", methods=replace(METHODS, impute=Mean())))
    only(found, "imputation", units=["D"])


def test_weights_alone():
    found = ci.compare(made(TWO, label="a"), made(TWO, label="b", weights=[3.0, 1.0]))
    only(found, "method")
    pd.testing.assert_series_equal(
        found.history["score_recomputed"], found.history["score_new"], check_names=False, check_exact=False
    )
    assert found.history["rank_recomputed"].tolist() == found.history["rank_new"].tolist()


def test_weights_that_follow_from_data_are_method():
    critic = replace(METHODS, weight=Critic(levels=(2,)))
    found = ci.compare(made(TWO, label="a", methods=critic), made(changed(B=[30.0, 1.5]), label="b", methods=critic))
    adds_up(found)
    assert (found.parts["score"]["method"] != 0).any()
    assert (found.parts["score"]["revision"] != 0).any()


def test_units_alone():
    found = ci.compare(made(TWO, label="a"), made({**TWO, "E": [100.0, 0.5]}, label="b"))
    only(found, "units")
    assert pd.isna(found.scores.loc["E", "change"])
    assert "E" not in found.parts.index
    assert found.matched["change"].abs().max() < 1e-12
    assert found.facts["units_new"] == ("Land E",)
    assert found.sentence("E").startswith("Land E is ranked only in “b”: rank 3")
    with pytest.raises(KeyError, match="one edition only"):
        found.waterfall("E")


def test_an_indicator_that_comes_is_method():
    with_z = {u: [*row, z] for (u, row), z in zip(TWO.items(), [1.0, 9.0, 4.0, 2.0], strict=True)}
    found = ci.compare(made(TWO, label="a"), made(with_z, label="b"))
    only(found, "method")
    assert found.facts["indicators_new"] == ("Z",)
    pd.testing.assert_series_equal(found.history["score_recomputed"], found.history["score_new"], check_names=False)


def test_an_indicator_measured_otherwise_is_method():
    old, new = made(TWO, label="a"), made(changed(B=[99.0, 5.0]), label="b")
    new = replace(new, indicators={**new.indicators, "x": replace(new.indicators["x"], scale=10.0, per="y")})
    found = ci.compare(old, new)
    only(found, "method")
    assert found.facts["indicators_redefined"] == ("X",)


def test_a_unit_that_is_screened_out_leaves():
    screened = replace(METHODS, screen=Coverage(unit=0.9))
    old = made(TWO, label="a", methods=screened)
    found = ci.compare(old, made(changed(D=[60.0, None]), label="b", methods=screened))
    only(found, "units")
    assert found.facts["units_gone"] == ("Land D",)


def test_a_figure_that_appears_is_data_and_a_newer_denominator_too():
    gap, full = made(changed(B=[None, 5.0]), label="a"), made(changed(B=[50.0, 5.0]), label="b")
    assert ci.compare(gap, full).parts.loc["B", ("score", "own")] > 5
    assert ci.compare(full, gap).parts.loc["B", ("score", "own")] < -5
    per = [replace(e, indicators={"x": replace(e.indicators["x"], per="y"), "y": e.indicators["y"]}) for e in
           (made(TWO, label="a"), made(changed(B=[20.0, 1.5]), label="b"))]  # fmt: skip
    found = ci.compare(*per)
    assert found.revised["indicator"].tolist() == ["y"]  # x has the same numerator: only what divides it is another
    assert found.parts.loc["B", ("score", "own")] > 0


# --- the game by hand ----------------------------------------------------------------------------------------------


def plain_index(table, weights, present):
    """Min-max of each column over those present, weighted mean: the formula written out."""
    scores = {}
    for u in present:
        total = 0.0
        for j, w in enumerate(weights):
            column = [table[v][j] for v in present]
            total += w * 100 * (table[u][j] - min(column)) / (max(column) - min(column))
        scores[u] = total / sum(weights)
    return scores


def test_against_all_orders_played_by_hand():
    old = {"A": [10.0, 1.0], "B": [20.0, 5.0], "C": [35.0, 2.0], "D": [60.0, 3.0]}
    new = {"A": [14.0, 1.0], "B": [20.0, 7.0], "C": [30.0, 2.0], "E": [70.0, 0.0]}
    data, revisions = {("A", 0), ("B", 1)}, {("C", 0)}
    observed = {(u, j): 2025 for u in new for j in range(2) if (u, j) not in data}
    found = ci.compare(made(old), made(new, year=2026, observed=observed, weights=[3.0, 1.0]))
    parts = {(u, s): 0.0 for u in "ABC" for s in SOURCES}
    ranks = dict(parts)
    for unit in "ABC":

        def worth(members, unit=unit):
            table = {u: list(old.get(u, new.get(u))) for u in "ABCDE"}
            for u, j in data:
                if ("own" if u == unit else "others") in members:
                    table[u][j] = new[u][j]
            for u, j in revisions:
                if "revision" in members:
                    table[u][j] = new[u][j]
            present = "ABCE" if "units" in members else "ABCD"
            scores = plain_index(table, [3.0, 1.0] if "method" in members else [1.0, 1.0], present)
            return scores[unit], 1 + sum(s > scores[unit] + 1e-9 for s in scores.values())

        orders = list(itertools.permutations(SOURCES))
        for order in orders:
            before = worth(())
            for k, source in enumerate(order):
                after = worth(order[: k + 1])
                parts[unit, source] += (after[0] - before[0]) / len(orders)
                ranks[unit, source] += (after[1] - before[1]) / len(orders)
                before = after
    for (unit, source), part in parts.items():
        assert found.parts.loc[unit, ("score", source)] == pytest.approx(part, abs=1e-9), (unit, source)
        assert found.parts.loc[unit, ("rank", source)] == pytest.approx(ranks[unit, source], abs=1e-9), (unit, source)
    adds_up(found)


def test_shapley_of_the_glove_game():
    """Shapley's usual example: one left glove, two right ones; 2/3, 1/6, 1/6."""
    worth = np.zeros((2, 2, 2, 1))
    worth[1, 1, 0] = worth[1, 0, 1] = worth[1, 1, 1] = 1
    np.testing.assert_allclose(shapley(worth), [[2 / 3, 1 / 6, 1 / 6]])


# --- properties ----------------------------------------------------------------------------------------------------

FIGURE = st.one_of(st.none(), st.integers(1, 60).map(float))


@st.composite
def pairs(draw):
    """Two small editions with everything different."""

    def one(year, label):
        codes = draw(st.lists(st.sampled_from("DEFGH"), unique=True, max_size=4))
        table = {u: [draw(FIGURE) for _ in range(3)] for u in ["A", "B", "C", *codes]}
        for u in "AB":
            table[u] = [draw(st.integers(1, 60)) * 1.0 for _ in range(3)]  # two figures at least of each indicator
        table = {u: row for u, row in table.items() if any(v is not None for v in row)}
        observed = {(u, j): draw(st.sampled_from([2024, 2025])) for u in table for j in range(3)}
        methods = Methods(
            impute=draw(st.sampled_from([NoImputation(), Median(), GroupMedian("region")])),
            screen=draw(st.sampled_from([NoScreening(), Coverage(unit=0.5)])),
            treat=draw(st.sampled_from([NoTreatment(), Winsorise(max_points=1, skew=1.0)])),
            normalise=draw(st.sampled_from([MinMax(1, 100), ZScore(50, 5), Goalposts(floor=1.0)])),
            rules={"index": NodeRules(draw(st.sampled_from([Arithmetic(), Geometric(), Power(0.5)])),
                                      draw(st.sampled_from([0.0, 0.5])))},
        )  # fmt: skip
        weights = [float(draw(st.integers(1, 4))) for _ in range(3)]
        return made(table, year=year, observed=observed, methods=methods, weights=weights, label=label)

    return one(2025, "a"), one(2026, "b")


@settings(max_examples=25, deadline=None)
@given(pairs())
def test_parts_add_up_and_turn_with_the_direction(pair):
    built = []
    for edition in pair:
        try:
            built.append(ci.build(edition))
        except ci.InputError:
            assume(False)  # nobody is ranked
    try:
        there = ci.compare(*built)
    except ci.InputError as error:
        # goalposts may lie where the logarithm of figures between the editions is not defined
        known = ("must be ranked in both", "must lie where the treatment 'log' is defined")
        assert any(rule in str(error) for rule in known)  # noqa: PT017 - any other problem is a fault
        return
    adds_up(there)
    old, new = (side_of(result) for result in built)
    back = split(aligned(new, old, "index"), new, old, "index")
    units = aligned(new, old, "index")
    order = list(units.units[units.outcome])
    np.testing.assert_allclose(back.score, -there.parts["score"].reindex(order), atol=1e-9)
    np.testing.assert_allclose(back.rank, -there.parts["rank"].reindex(order), atol=1e-9)


@pytest.mark.slow
@given(st.permutations(list("ABCD")))
@settings(max_examples=10, deadline=None)
def test_the_order_of_units_says_nothing(order):
    old, new = made(TWO, label="a"), made(changed(B=[30.0, 1.0]), label="b", weights=[2.0, 1.0])
    shuffled = made({u: changed(B=[30.0, 1.0])[u] for u in order}, label="b", weights=[2.0, 1.0])
    expected = ci.compare(old, new).parts
    np.testing.assert_allclose(ci.compare(old, shuffled).parts.reindex(expected.index), expected, atol=1e-12)


# --- panels --------------------------------------------------------------------------------------------------------

PANEL = {2015: TWO, 2020: changed(A=[15.0, 1.5], B=[1.0, 9.0]), 2025: changed(A=[40.0, 2.0], D=[80.0, 2.5])}


@pytest.mark.parametrize("normalise", [MinMax(pool="panel"), ZScore(100, 10, pool="panel"), Goalposts(pool="panel")])
def test_years_of_a_panel_share_its_scale(normalise):
    edition = made(PANEL, methods=Methods(normalise=normalise))
    found = ci.compare(edition, edition, old_year=2015, new_year=2025)
    adds_up(found)
    assert found.parts["score"].drop(columns="own").abs().max(axis=None) < 1e-9
    assert found.parts.loc["C", "score"].abs().max() < 1e-9
    assert found.parts.loc["C", ("rank", "others")] == 1  # A passed it while it stood still
    assert (found.old, found.new) == ("2015", "2025")
    assert found.facts["relative"] == ()


@pytest.mark.parametrize("normalise", [MinMax(pool="panel"), ZScore(pool="panel"), MinMax()])
def test_a_panel_with_one_year_more(normalise):
    methods = Methods(normalise=normalise)
    old, new = made({y: PANEL[y] for y in (2015, 2020)}, methods=methods), made(PANEL, methods=methods)
    found = ci.compare(old, new)
    adds_up(found)
    assert (found.scores["rank_new"] == ci.build(new).ranks.loc[2025, "index"].reindex(found.scores.index)).all()
    assert found.parts["score"].drop(columns=["own", "others"]).abs().max(axis=None) == 0


def test_the_same_panel_twice_is_its_first_and_last_year():
    edition = made(PANEL)
    pd.testing.assert_frame_equal(
        ci.compare(edition, edition).parts, ci.compare(edition, edition, old_year=2015, new_year=2025).parts
    )
    assert ci.compare(edition, edition, old_year=2020, new_year=2020).scores["change"].abs().max() == 0


# --- draws ---------------------------------------------------------------------------------------------------------


def test_draws_are_those_of_an_audit_of_the_panel():
    vary = (ci.VaryWeights(0.25), ci.VaryMethod("normalise", (MinMax(), ZScore(50, 10))), ci.VaryErrors({"s": 0.1}))
    edition = made(PANEL, robustness=RobustnessSettings(200, 7, vary))
    found = ci.compare(edition, edition, old_year=2015, draws=200)
    pd.testing.assert_frame_equal(found.draws, ci.robustness(edition).changes(), check_exact=False)


def test_draws_of_two_editions_are_drawn_alike():
    vary = RobustnessSettings(64, 3, (ci.VaryWeights(0.5),))
    old, new = made(TWO, label="a"), made(TWO, label="b", robustness=vary)
    found = ci.compare(old, new, draws=64)
    assert found.draws[["low", "high"]].abs().max(axis=None) == 0  # the same weights on the same figures
    assert set(found.draws["verdict"]) == {"not significant"}
    assert "0 rose and 0 fell; for the remaining 4 the change is not significant" in " ".join(found.sentences)
    # a node more in one tree: the others' weights are still multiplied alike
    third = {u: [*row, 50.0] for u, row in TWO.items()}
    alike = ci.compare(
        made(TWO, label="a"), made(third, label="b", robustness=vary, weights=[1.0, 1.0, 1e-9]), draws=64
    )
    assert alike.draws[["low", "high"]].abs().max(axis=None) < 1e-6


# --- what it says --------------------------------------------------------------------------------------------------


def test_waterfalls_and_sentences_say_the_same_numbers():
    found = ci.compare(made(TWO), made(changed(A=[55.0, 6.0]), year=2026, weights=[2.0, 1.0]))
    steps = found.waterfall("A")
    assert steps["id"].tolist()[0] == "old"
    assert steps["id"].tolist()[-1] == "new"
    assert steps["end"].iloc[0] == found.scores.loc["A", "score_old"]
    np.testing.assert_allclose(steps["start"].to_numpy()[2:-1], steps["end"].to_numpy()[1:-2])
    assert steps["end"].iloc[-2] == pytest.approx(steps["end"].iloc[-1], abs=1e-9)
    ranks = found.waterfall("A", "rank")
    assert ranks["end"].iloc[-1] == found.scores.loc["A", "rank_new"]
    assert found.main.loc["A", "source"] == "own"
    said = found.sentence("A")
    assert said.startswith("Land A: score ")
    assert "its own new data +" in said
    assert "rose" not in said  # without draws nothing is claimed
    assert found.table.loc["A", "score_own"] == found.parts.loc["A", ("score", "own")]
    with pytest.raises(KeyError, match="no unit 'AA'; did you mean 'A'"):
        found.sentence("AA")
    assert "A change" not in found._repr_html_()
    assert "Land A" in found._repr_html_()


def test_nothing_changed_is_said():
    found = ci.compare(made(TWO, label="a"), made(TWO, label="b"))
    assert "No score changed." in found.sentences
    assert found.movers == ([], [])
    assert found.waterfall("A")["id"].tolist() == ["old", "new"]


# --- problems ------------------------------------------------------------------------------------------------------


def test_problems_are_named(tmp_path):
    with pytest.raises(ci.InputError, match="at least one unit must be ranked in both"):
        ci.compare(made(TWO), made({f"{u}{u}": row for u, row in TWO.items()}))
    panel = made(PANEL)
    with pytest.raises(ci.InputError, match="must have the year, got 1999; years: 2015, 2020, 2025"):
        ci.compare(panel, panel, old_year=1999)
    with pytest.raises(ci.InputError, match="must be a node of both, got 'p_xx'; did you mean 'p_x'"):
        ci.compare(panel, panel, of="p_xx")
    with pytest.raises(ci.InputError, match="must be a whole number from 1 to 1,000,000, got 0"):
        ci.compare(panel, panel, draws=0)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ci.InputError) as error:
        ci.compare(tmp_path / "empty", tmp_path / "none")
    assert len(error.value.problems) == 2
    geometric = replace(METHODS, rules={"index": NodeRules(Geometric())}, normalise=Goalposts())
    zero = made(changed(A=[0.0, 1.0]), label="a", methods=replace(METHODS, normalise=Goalposts()))
    with pytest.raises(ci.InputError, match="by the method of b: must be computable"):
        ci.compare(zero, made(TWO, label="b", methods=geometric))


# --- outputs -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The starter edition and one of a year later with everything different; both built, too."""
    import shutil

    from connectindex.edition.read import starter_folder

    root = tmp_path_factory.mktemp("built")
    folders = [root / "old", root / "new"]
    for folder in folders:
        shutil.copytree(starter_folder(), folder, ignore=shutil.ignore_patterns("__*"))
    path = folders[1] / "index.toml"
    text = path.read_text("utf-8").replace('edition = "2026"', 'edition = "2027"').replace("year = 2026", "year = 2027")
    text = text.replace("weight = 2", "weight = 3").replace(
        '[method.impute]\nkind = "none"', '[method.impute]\nkind = "mean"'
    )
    path.write_text(text, "utf-8")
    for table in (folders[1] / "values").glob("*.csv"):
        rows = pd.read_csv(table, dtype=str, keep_default_na=False)
        rows.loc[rows.index % 3 == 0, "year"] = "2026"
        number = pd.to_numeric(rows["value"])
        rows["value"] = (number * np.where(rows.index % 2, 1.1, 0.97)).map(lambda v: "" if pd.isna(v) else repr(v))
        rows.to_csv(table, index=False)
    for folder in folders:
        ci.report(ci.build(ci.read_edition(folder)), folder.with_name(f"out-{folder.name}"), pdf=False)
    return root


def test_outputs_give_what_their_editions_give(built):
    of_folders = ci.compare(built / "old", built / "new", draws=50)
    of_outputs = ci.compare(built / "out-old", built / "out-new", draws=50)
    of_both = ci.compare(built / "old", built / "out-new", draws=50)
    adds_up(of_folders)
    active = (of_folders.parts["score"].abs() > 1e-6).any()
    assert active[["own", "others", "revision", "method"]].all()
    for other in (of_outputs, of_both):
        for name in ("scores", "parts", "history", "matched", "revised", "draws", "table"):
            pd.testing.assert_frame_equal(getattr(of_folders, name), getattr(other, name), check_exact=True)
        assert other.sentences == of_folders.sentences


def test_a_changed_or_strange_output_is_refused(built, tmp_path):
    import shutil

    out = tmp_path / "out"
    shutil.copytree(built / "out-new", out)
    table = out / "tables/indicators.csv"
    table.write_text(table.read_text("utf-8") + "\n", "utf-8")
    with pytest.raises(ci.InputError, match=r"out/tables/indicators\.csv: must be as manifest\.json has it"):
        ci.compare(built / "old", out)
    # a stranger's manifest with the right hash and tables that do not give the scores
    text = table.read_text("utf-8").splitlines()
    cells = text[1].split(",")
    cells[text[0].split(",").index("value")] = "1e9"
    table.write_text("\n".join([text[0], ",".join(cells), *text[2:]]), "utf-8")
    path = out / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["outputs"]["tables/indicators.csv"] = hashlib.sha256(table.read_bytes()).hexdigest()
    path.write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ci.InputError, match="its tables must give its scores again"):
        ci.compare(built / "old", out)
    for key, value in {"settings": None, "outputs": []}.items():
        path.write_text(json.dumps({**manifest, key: value}), "utf-8")
        with pytest.raises(ci.InputError, match="build it again"):
            ci.compare(built / "old", out)
    del manifest["settings"]
    for text in (json.dumps(manifest), "[" * 100_000, "{", ""):
        path.write_text(text, "utf-8")
        with pytest.raises(ci.InputError, match=r"out/manifest\.json"):
            ci.compare(built / "old", out)


def tampered(built, folder, name, change):
    """A copy of an output whose table was changed, the hash of its manifest with it."""
    import shutil

    shutil.copytree(built / "out-new", folder)
    path = folder / f"tables/{name}.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    pd.DataFrame(change(frame)).to_csv(path, index=False, lineterminator="\n")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["outputs"][f"tables/{name}.csv"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder


def cell(column, value, row=1):
    def change(frame):
        frame.loc[row, column] = value
        return frame

    return change


def twice(frame):
    return pd.concat([frame, frame.iloc[[1]]])


TAMPERED = {
    "a word for no number in scores": ("scores", cell("index", "nan"), "row 3, column index: must be a finite number, got 'nan'"),
    "an infinite word in scores": ("scores", cell("index", "inf"), "row 3, column index: must be a finite number, got 'inf'"),
    "an infinite number in scores": ("scores", cell("index", "1e999"), "row 3, column index: must be a finite number, got '1e999'"),
    "a number with underscores in scores": ("scores", cell("index", "1_0.5"), "row 3, column index: must be a finite number, got '1_0.5'"),
    "no score where there is a rank": ("scores", cell("index", ""), "ranks.csv row 3, column index: must be empty where there is no score, got '2'"),
    "no rank where there is a score": ("ranks", cell("index", ""), "row 3, column index: must not be empty where there is a score, got ''"),
    "a rank that is a fraction": ("ranks", cell("index", "1.5"), "row 3, column index: must be a whole number from 1 to 8, got '1.5'"),
    "a rank beyond the units": ("ranks", cell("index", "1e30"), "row 3, column index: must be a whole number from 1 to 8, got '1e30'"),
    "the rank zero": ("ranks", cell("index", "0"), "row 3, column index: must be a whole number from 1 to 8, got '0'"),
    "a unit twice in scores": ("scores", twice, "scores.csv row 10: a row of unit must stand once, got '"),
    "a unit twice in ranks": ("ranks", twice, "ranks.csv row 10: a row of unit must stand once, got '"),
    "a cell twice": ("indicators", twice, "a row of unit and indicator must stand once"),
    "a weight twice": ("weights", twice, "a row of id must stand once"),
    "a unit twice": ("units", twice, "a row of unit must stand once"),
    "a unit of nowhere": ("scores", cell("unit", "XXX"), "row 3, column unit: must be in out/tables/units.csv, got 'XXX'"),
    "a negative weight": ("weights", cell("within", "-0.5"), "column within: must not be negative, got '-0.5'"),
    "an infinite value": ("indicators", cell("value", "-inf"), "row 3, column value: must be a finite number, got '-inf'"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_an_output_that_was_tampered_with_is_named_by_file_row_column_and_value(built, tmp_path, what):
    name, change, wanted = TAMPERED[what]
    out = tampered(built, tmp_path / "out", name, change)
    with pytest.raises(ci.InputError) as error:
        ci.compare(built / "old", out)
    lines = str(error.value).splitlines()
    assert all(line.startswith("out/tables/") for line in lines), lines
    assert any(wanted in line for line in lines), lines


def test_noise_needs_the_records(built):
    noisy = replace(ci.read_edition(built / "new"), robustness=RobustnessSettings(10, 1, (ci.VaryCounts(),)))
    with pytest.raises(ci.InputError, match="draws: 2026: data can vary only where the records are there, got counts"):
        ci.compare(built / "out-old", noisy, draws=10)
    assert len(ci.compare(built / "old", noisy, draws=10).draws) == 8


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("tree", "id"), "other"),
        (("tree", "children", 0, "children", 0, "id"), "no_indicator"),
        (("tree", "children", 0, "weight"), -1.0),
        (("methods", "impute"), {"kind": "__import__"}),
        (("methods", "normalise"), {"kind": "minmax", "low": "0"}),
        (("methods", "rules"), {}),
        (("indicators", "x", "direction"), 0),
        (("robustness", "vary"), [{"what": "wishes"}]),
        (("years",), []),
        (("years",), [2025, 2024]),
        (("years",), [2025, 2025]),
        (("indicators", "x", "goalposts"), []),
        (("indicators", "x", "ideal"), [1.0]),
    ],
)
def test_settings_are_checked_when_they_are_read(where, value):
    content = json.loads(json.dumps(written(made(TWO))))
    assert read_written(content, "m")[1] == []
    at = content
    for key in where[:-1]:
        at = at[key]
    at[where[-1]] = value
    found, problems = read_written(content, "m")
    assert found is None
    assert problems


def test_settings_come_back_as_they_were():
    methods = Methods(
        impute=GroupMedian("region"),
        screen=Coverage(0.5, {"p_x": 0.5}, keep=("A",)),
        treat=Winsorise(3),
        treat_by_indicator={"x": NoTreatment()},
        normalise=Goalposts(floor=1.0),
        weight=Nominal(),
        rules={n: NodeRules(Geometric(), 0.25) for n in ("index", "p_x", "p_y")},
    )
    vary = (
        ci.VaryWeights("dirichlet", (1, 2)),
        ci.VaryMethod("aggregate", (Arithmetic(), Geometric()), "index"),
        ci.LeaveOut(2),
    )
    edition = made(TWO, methods=methods, robustness=RobustnessSettings(99, 5, vary, "count"))
    found, problems = read_written(json.loads(json.dumps(written(edition))), "m")
    assert problems == []
    assert found.methods == methods
    assert found.tree == edition.tree
    assert found.robustness == edition.robustness
    assert found.years == (2025,)


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_prints_a_summary_and_writes_tables(built, tmp_path, command):
    out = tmp_path / "changes"
    done = command("compare", built / "out-old", built / "out-new", "-o", out, "--draws", 50)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("“2026” and “2027”: 8 units are ranked in both")
    assert "Higher scores, largest increases first:" in done.stdout
    assert "Judged by 90% intervals over the simulations" in done.stdout
    names = {"comparison", "history", "matched", "revised_cells", "sentences", "waterfall"}
    assert {p.stem for p in out.iterdir()} == {*names, "manifest"}
    table = pd.read_csv(out / "comparison.csv").set_index("unit")
    parts = table[[f"score_{s}" for s in SOURCES]].sum(axis=1)
    np.testing.assert_allclose(parts, table["change"], atol=1e-9)
    again = command("compare", built / "old", built / "new", "-o", out, "--draws", 50)
    assert again.stdout == done.stdout
    (out / "paper.tex").write_text("keep", "utf-8")
    assert command("compare", built / "old", built / "new", "-o", out).returncode == 0
    assert {p.stem for p in out.iterdir()} == {*names, "manifest", "paper"}
    for mine in (built / "out-old", built / "out-old/changes", built / "new", built):
        refused = command("compare", built / "out-old", built / "new", "-o", mine)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "what it is made from, got " in refused.stderr
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("keep", "utf-8")
    refused = command("compare", built / "out-old", built / "out-new", "-o", tmp_path / "mine")
    assert refused.returncode == 1
    assert "must be empty, new, or an earlier comparison" in refused.stderr
    missing = command("compare", built / "old", tmp_path / "nowhere")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "nowhere: must be the folder of an edition" in missing.stderr
    assert command("compare", built / "old", built / "new", "--old-year", 1999).returncode == 1
