"""Parity with COINr 1.1.14 (R 4.2.2) on the JRC data of ASEM sustainable connectivity (2018).

51 countries, 49 indicators, four levels; COINr's example chain: denominated, mean of EurAsia_group, screened (0.9),
winsorised (5 points, then the logarithm), min-max 0..100, arithmetic means. The folder asem holds the tables that COINr made.
"""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from connectindex.edition.read import read_edition
from connectindex.errors import InputError
from connectindex.importers.coinr import import_coinr
from connectindex.model.tree import Node
from connectindex.pipeline.build import build
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.impute import GroupMean
from connectindex.stages.means import Geometric
from connectindex.stages.ranks import PercentileRank, Rank
from connectindex.stages.scales import MinMax, ZScore
from connectindex.stages.screen import Coverage
from connectindex.stages.treat import Winsorise
from connectindex.stages.weight import Pca
from connectindex.stages.weightings import first_component

REFERENCE = Path(__file__).parent / "asem"

PILLARS = ["Physical", "ConEcFin", "Political", "Instit", "P2P", "Environ", "Social", "SusEcFin"]
SHORT_OF_DATA = {"BRN": 39, "LAO": 39, "MMR": 41, "BGD": 43, "KHM": 43}


def reference(name, index="uCode"):
    """A table of the reference; R writes missing cells as NA or nothing, and NA is no country here."""
    return pd.read_csv(REFERENCE / f"{name}.csv", index_col=index, na_values=["NA", ""], keep_default_na=False)


def same(ours, theirs, rtol=1e-9):
    """Every cell of the reference within the relative tolerance, missing where it is missing."""
    assert len(theirs) > 0
    np.testing.assert_allclose(
        ours.loc[theirs.index, theirs.columns].to_numpy(float), theirs.to_numpy(float), rtol=rtol
    )
    assert len(ours) == len(theirs)


def chained(edition, **changes):
    """The edition with COINr's example chain.

    COINr screens at 0.9 AFTER imputing, on shares that count imputed cells: nobody can fall out, and the reference
    keeps all 51. Ours counts observed cells alone (an imputed cell is no coverage), so the same rule here is none.
    """
    method = {
        "impute": GroupMean("EurAsia_group"),
        "treat": Winsorise(max_points=5, then="log"),
        "normalise": MinMax(0, 100),
    }
    return replace(edition, methods=replace(edition.methods, **(method | changes)))


def named(table):
    """With COINr's name of the root."""
    return table.rename(columns={"index": "Index"})


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    folder = tmp_path_factory.mktemp("asem") / "edition"
    import_coinr(REFERENCE / "iData.csv", REFERENCE / "iMeta.csv", folder)
    return read_edition(folder)


@pytest.fixture(scope="module")
def result(edition):
    return build(chained(edition))


@pytest.mark.parametrize("stage", ["Denominated", "Imputed", "Screened", "Treated", "Normalised"])
def test_every_stage_equals_the_reference(result, stage):
    same(result.stage(stage.lower()), reference(f"stage_{stage}"))


def test_the_reference_has_holes_to_fill_and_outliers_to_treat():
    """The comparisons above say something: each step of the chain changes cells."""
    raw, done = reference("stage_Denominated"), reference("stage_Imputed")
    assert raw.isna().sum().sum() == 65
    assert done.notna().all(axis=None)
    assert (reference("stage_Treated") != done).sum().sum() == 35


def test_every_score_equals_the_reference(result):
    theirs = reference("stage_Aggregated").drop(columns=result.stage("normalised").columns)
    assert set(theirs.columns) == {*PILLARS, "Conn", "Sust", "Index"}
    same(named(result.scores), theirs)


def test_scores_and_ranks_equal_the_results_table(result):
    theirs = reference("results_example")
    same(named(result.scores), theirs.drop(columns="Rank"))
    assert result.ranks["index"].to_dict() == theirs["Rank"].to_dict()


def test_golden_scores(result):
    index = dict(
        zip(
            ["CHE", "NLD", "DNK", "NOR", "BEL", "SWE", "AUT", "LUX"],
            [68.383724, 64.819516, 64.804080, 64.467776, 63.539520, 62.999679, 61.901803, 61.583477],
            strict=True,
        )
    )
    assert result.scores["index"].nlargest(8).to_dict() == pytest.approx(index, abs=5e-7)
    pillars = [63.409168, 32.871844, 74.782789, 85.942957, 56.933051, 77.211883, 87.847697, 56.878880]
    assert result.scores.loc["CHE", PILLARS].tolist() == pytest.approx(pillars, abs=5e-7)
    assert result.scores.loc["CHE", ["Conn", "Sust"]].tolist() == pytest.approx([62.787962, 73.979487], abs=5e-7)


def test_golden_points_winsorised(result):
    points = (
        "Flights 1, Bord 3, Gas 3, Services 4, FDI 2, ForPort 3, CostImpEx 1, Tariff 3, StMob 2, CultServ 3, Forest 2, "
        "Poverty 3, NGOs 3, FemLab 1, PubDebt 1"
    )
    expected = {code: f"winsorised {n}" for code, n in (pair.split() for pair in points.split(", "))}
    actions = result.treatment["action"]
    assert actions[actions != ""].to_dict() == expected


def test_treatment_equals_the_reference(result):
    details = reference("asem_treat_details", "iCode")
    ours = result.treatment.loc[details.index]
    for moment, short in (("skewness", "Skew"), ("kurtosis", "Kurt")):
        theirs = details[f"check_SkewKurt0.{short}"]
        np.testing.assert_allclose(ours[f"{moment}_before"], theirs, rtol=1e-9)
        after = details[f"check_SkewKurt1.{short}"].dropna()
        np.testing.assert_allclose(ours.loc[after.index, f"{moment}_after"], after, rtol=1e-9)
        assert len(after) == 15
    moved = ours["action"].str.extract(r"winsorised (\d+)")[0].astype(float)
    pd.testing.assert_series_equal(moved, details["winsorise.nwin"].astype(float), check_names=False)


def test_z_scores_equal_the_reference(edition):
    same(build(chained(edition, normalise=ZScore(10, 2))).stage("normalised"), reference("normalised_zscore"))


@pytest.mark.parametrize(("name", "method", "step"), [("rank", Rank(), 1), ("prank", PercentileRank(), 1 / 50)])
def test_ranks_equal_the_reference_but_for_ties_that_its_file_does_not_show(edition, name, method, step):
    """COINr turns by -1 and ranks upwards, which is the rank from the bad side: ours.

    Three cells of TolMin differ by one place. The file prints the same number for countries that COINr ranks apart: it
    ranks equal numbers alike, so inside R they differ beyond the 15 digits that a CSV file has. Ours ties them.
    """
    ours, theirs = build(chained(edition, normalise=method)).stage("normalised"), reference(f"normalised_{name}")
    hidden = [("NOR", "JPN"), ("CZE", "GRC"), ("BGR", "GRC")]
    printed = reference("stage_Treated")["TolMin"]
    for unit, other in hidden:
        assert printed[unit] == printed[other]
        assert theirs.loc[unit, "TolMin"] == pytest.approx(theirs.loc[other, "TolMin"] + step)
        assert ours.loc[unit, "TolMin"] == ours.loc[other, "TolMin"]
        theirs.loc[unit, "TolMin"] = theirs.loc[other, "TolMin"]
    same(ours, theirs)


def test_arithmetic_means_on_1_to_100_equal_the_reference(edition):
    same(named(build(chained(edition, normalise=MinMax(1, 100))).scores), reference("aggregated_1_100_a_amean"))


def test_geometric_means_at_every_level_equal_the_reference(edition):
    rules = {node.id: NodeRules(Geometric()) for node in edition.tree.nodes()}
    scores = build(chained(edition, normalise=MinMax(1, 100), rules=rules)).scores
    same(named(scores), reference("aggregated_1_100_a_gmean"))
    golden = {"CHE": 58.00631438, "DNK": 56.92384172, "BEL": 56.08182475, "NOR": 54.46660815, "NLD": 53.46454076}
    assert scores.loc[list(golden), "index"].to_dict() == pytest.approx(golden, abs=5e-9)


def test_effective_weights_equal_the_reference(result):
    theirs = reference("effective_weights", "iCode")
    ours = result.weights.rename({"index": "Index"}).loc[theirs.index]
    np.testing.assert_allclose(ours["effective"], theirs["EffWeight"], rtol=1e-9)
    assert ours["level"].tolist() == theirs["Level"].tolist()


def test_loadings_equal_the_reference_up_to_the_sign_of_a_component(edition, result):
    """Of the normalised table; the sign of a principal component is arbitrary, and the reference takes what comes."""
    theirs = reference("pca_weights_level1", "iCode")["Weight"]
    turned = []
    for pillar in PILLARS:
        children = [leaf.id for leaf in edition.tree.find(pillar).leaves()]
        ours, loadings = first_component(result.stage("normalised")[children].to_numpy()), theirs[children].to_numpy()
        sign = np.sign(loadings @ ours)
        np.testing.assert_allclose(sign * ours, loadings, rtol=1e-9)
        turned += [pillar] if sign < 0 else []
    assert turned == ["Political", "Social"]


def test_golden_loadings_of_the_pillars(result):
    """Sust's Social is the negative weight that COINr passes on."""
    golden = {
        "Conn": ([0.5117970, 0.3049926, 0.3547671, 0.5081540, 0.5108455], 0.5887),
        "Sust": ([0.6513188, -0.7443677, 0.1473108], 0.3721),
    }
    for node, (loadings, share) in golden.items():
        x = result.scores[[c.id for c in result.edition.tree.find(node).children]].to_numpy()
        v = first_component(x)
        assert v.tolist() == pytest.approx(loadings, abs=5e-8)
        assert v @ np.corrcoef(x, rowvar=False) @ v / len(v) == pytest.approx(share, abs=5e-5)


def test_negative_loadings_are_an_error_that_names_them_where_coinr_passes_them_on(edition):
    """COINr 1.1.14, get_PCA: weights of TBTs, Forest, RDExp and NEET come out negative, and are used."""
    theirs = reference("pca_weights_level1", "iCode")["Weight"]
    with pytest.raises(InputError) as caught:
        build(chained(edition, weight=Pca(levels=(1,))))
    found = {
        re.search(r"weight of (\S+)", p.place)[1]: float(p.got)
        for p in caught.value.problems
        if "must not be negative (pca)" in p.rule
    }
    assert found == pytest.approx({c: theirs[c] for c in ("TBTs", "Forest", "RDExp", "NEET")}, abs=5e-7)
    with pytest.raises(InputError, match=r"node Sust: weight of Social: must not be negative \(pca\), got -0.744368"):
        build(chained(edition, weight=Pca(levels=(2,))))


def without(node, pillar):
    """The tree with the weight of one node set to zero."""
    if not isinstance(node, Node):
        return node
    children = tuple(without(child, pillar) for child in node.children)
    return replace(node, children=children, weight=0.0 if node.id == pillar else node.weight)


def test_leaving_a_pillar_out_shifts_ranks_as_in_the_reference(edition, result):
    golden = [1.529412, 2.627451, 2.901961, 1.176471, 1.686275, 3.098039, 3.960784, 2.627451]
    shifts = []
    for pillar in PILLARS:
        ranks = build(replace(chained(edition), tree=without(edition.tree, pillar))).ranks["index"]
        shifts.append(float((ranks - result.ranks["index"]).abs().mean()))
    assert shifts == pytest.approx(golden, abs=5e-7)


def test_screening_counts_observed_cells_where_coinr_counts_imputed_ones(edition, result):
    """Screen(byNA, 0.9) after Impute keeps all 51 in the reference; five countries lack more than a tenth of the data."""
    assert len(reference("stage_Screened")) == len(result.stage("screened")) == 51
    out = build(chained(edition, screen=Coverage(0.9))).left_out["reason"].to_dict()
    assert out == {c: f"all indicators: {n} of 49 observed, 90% required" for c, n in SHORT_OF_DATA.items()}


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("asem_panel") / "edition"
    import_coinr(REFERENCE / "iData_panel.csv", REFERENCE / "iMeta.csv", folder)
    return read_edition(folder)


def test_a_panel_is_built_year_by_year(panel, result, tmp_path):
    """COINr's own panel example: the data of 2018, and four years of it with noise."""
    assert panel.about.years == (2018, 2019, 2020, 2021, 2022)
    whole = build(chained(panel))
    assert whole.scores.shape == (5 * 51, 11)
    assert whole.scores["index"].notna().all()
    pd.testing.assert_frame_equal(whole.scores.loc[2018], result.scores)
    given = pd.read_csv(REFERENCE / "iData_panel.csv", dtype=str, keep_default_na=False)
    given[given["Time"] == "2021"].to_csv(tmp_path / "one.csv", index=False)
    import_coinr(tmp_path / "one.csv", REFERENCE / "iMeta.csv", tmp_path / "edition")
    alone = build(chained(read_edition(tmp_path / "edition")))
    pd.testing.assert_frame_equal(whole.scores.loc[2021], alone.scores)
    assert not np.allclose(whole.scores.loc[2021], whole.scores.loc[2018])


def test_cells_of_the_tables_come_through_unchanged(edition, panel):
    for name, ours in (("iData", edition), ("iData_panel", panel)):
        given = pd.read_csv(REFERENCE / f"{name}.csv", na_values=["NA", ""], keep_default_na=False)
        wide = ours.values.table.pivot(index=["unit", "year"], columns="variable", values="value")
        theirs = given.set_index(["uCode", "Time"])[wide.columns]
        np.testing.assert_array_equal(wide.loc[theirs.index].to_numpy(), theirs.to_numpy(float))
        groups = given.drop_duplicates("uCode").set_index("uCode")[ours.units.groups]
        assert ours.units.table[ours.units.groups].to_dict() == groups.to_dict()
