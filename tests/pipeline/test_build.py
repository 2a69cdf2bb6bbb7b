"""The whole chain on the starter edition, against numbers worked out by hand, and on the world edition."""

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.errors import InputError
from connectindex.pipeline.result import STAGES

PARTNERS = {"ALD": 4, "BOR": 2, "CAL": 4, "DRE": 2, "ELM": 1, "FAR": 4, "GUL": 1, "HAV": 2}
MEGAWATTS = {
    "ALD": 2100 / 12,
    "BOR": 1400 / 4,
    "CAL": 0,
    "DRE": 900 / 7.5,
    "ELM": 900 / 2.2,
    "FAR": 0,
    "GUL": 0,
    "HAV": 700 / 19,
}


@pytest.fixture
def result(starter):
    return ci.build(ci.read_edition(starter))


@pytest.fixture(scope="module")
def world_result():
    return ci.build(ci.world())


def changed(folder, old, new, name="index.toml"):
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    return ci.build(ci.read_edition(folder))


def test_measured_values_are_the_ones_counted_by_hand(result):
    assert result.stage("measured")["air_partners"].to_dict() == PARTNERS
    assert result.stage("measured")["power_line_capacity"].to_dict() == {
        "ALD": 2100, "BOR": 1400, "CAL": 0, "DRE": 900, "ELM": 900, "FAR": 0, "GUL": 0, "HAV": 700,
    }  # fmt: skip
    assert result.stage("denominated")["power_line_capacity"].to_dict() == pytest.approx(MEGAWATTS)


def test_scores_follow_from_normalised_values_and_weights(result):
    share = pd.Series(PARTNERS).sub(1).div(3).mul(100)
    np.testing.assert_allclose(result.stage("normalised")["air_partners"], share)
    n = result.stage("normalised")
    assert result.scores.loc["ALD", "transport"] == pytest.approx(
        (n.loc["ALD", "air_partners"] + 2 * n.loc["ALD", "air_flights"] + n.loc["ALD", "rail_crossings_count"]) / 4
    )
    pillars = result.scores.loc["ALD", ["transport", "energy", "telecom"]]
    assert result.scores.loc["ALD", "index"] == pytest.approx(
        (2 * pillars["transport"] + pillars["energy"] + pillars["telecom"]) / 4
    )


def test_children_that_are_missing_are_passed_over(result):
    # Elmira has no coast and did not report its internet users: nothing is left of the pillar
    assert pd.isna(result.scores.loc["ELM", "telecom"])
    pillars = result.scores.loc["ELM", ["transport", "energy"]]
    assert result.scores.loc["ELM", "index"] == pytest.approx((2 * pillars["transport"] + pillars["energy"]) / 3)


def test_contributions_add_up_to_every_score(result):
    sums = result.contributions.groupby(["unit", "node"])["contribution"].sum()
    for node in result.scores:
        scores = result.scores[node].dropna()
        np.testing.assert_allclose(sums.xs(node, level="node").loc[scores.index], scores, rtol=1e-12)
    assert result.contributions_to("index").columns.tolist() == ["transport", "energy", "telecom"]


def test_effective_weights_are_products_up_to_the_root(result):
    weights = result.weights["effective"]
    assert weights["air_flights"] == pytest.approx(0.5 * 0.5)
    assert weights["internet_users"] == pytest.approx(0.25 * 0.5)
    leaves = list(result.edition.indicators)
    assert weights[leaves].sum() == pytest.approx(1)


def test_every_cell_says_where_it_comes_from(result):
    def origin(unit, indicator):
        return result.origins.loc[(unit, indicator), "origin"]

    assert origin("ALD", "internet_users") == "reported"
    assert origin("DRE", "internet_users") == "estimated"
    assert origin("ELM", "internet_users") == "missing"
    assert origin("ELM", "cable_partners") == "not_applicable"
    assert origin("HAV", "rail_crossings_count") == "missing"
    assert origin("GUL", "rail_crossings_count") == "not_applicable"
    assert result.origins.loc[("FAR", "internet_users"), "observed"] == 2022
    assert result.origins.loc[("ALD", "air_partners"), "source"] == "timetable"
    # an estimated denominator does not make a counted figure an estimate
    assert origin("ELM", "power_line_capacity") == "reported"


def test_imputed_and_treated_cells_are_marked(starter):
    built = changed(starter, 'kind = "none"                # or', 'kind = "mean"                # or')
    cell = built.origins.loc[("ELM", "internet_users")]
    assert (cell["origin"], cell["rule"]) == ("imputed", "mean")
    assert built.stage("imputed").loc["ELM", "internet_users"] == pytest.approx(
        built.stage("denominated")["internet_users"].mean()
    )
    # what does not apply is never filled
    assert built.origins.loc[("ELM", "cable_partners"), "origin"] == "not_applicable"
    assert pd.isna(built.stage("imputed").loc["ELM", "cable_partners"])


def test_ranks_share_the_best_place_and_come_before_rounding(result):
    ranks = result.ranks["energy"]
    assert ranks[["CAL", "FAR", "GUL"]].tolist() == [6, 6, 6]
    assert result.ranks["index"].dtype == "Int64"
    best = result.scores["index"].idxmax()
    assert result.ranks.loc[best, "index"] == 1


def test_a_unit_below_the_coverage_limit_is_listed_with_the_reason(starter):
    built = changed(starter, "unit = 0.6 ", "unit = 0.9 ")
    assert built.left_out["reason"].to_dict() == {
        "ELM": "all indicators: 5 of 6 observed, 90% required",
        "HAV": "all indicators: 6 of 7 observed, 90% required",
    }
    assert "ELM" not in built.scores.index
    assert "ELM" in built.stage("measured").index


def test_a_unit_without_a_pillar_is_listed_where_the_root_demands_it(starter):
    built = changed(starter, "[tree.transport]", "[tree]\ncoverage = 1.0\n[tree.transport]")
    assert built.left_out["reason"].to_dict() == {"ELM": "no score for Telecommunications"}
    assert pd.isna(built.scores.loc["ELM", "index"])
    assert built.ranks["index"].isna().sum() == 1


def test_what_a_step_cannot_do_is_named(starter):
    with pytest.raises(
        InputError,
        match=r"node energy: unit CAL, power_line_capacity: a weighted geometric mean needs values",
    ):
        changed(starter, 'kind = "arithmetic"          # or', 'kind = "geometric"          # or')


def test_when_nobody_is_ranked_the_reason_is_given(starter):
    (starter / "links/cables.csv").write_text("member,name,year,mode\nALD,Ring,2025,submarine_cables\n", "utf-8")
    with pytest.raises(InputError, match="at least one unit must be ranked"):
        changed(
            starter,
            "unit = 0.6 ",
            'unit = 0.6\ndrop = ["ALD", "BOR", "CAL", "DRE", "ELM", "FAR", "GUL", "HAV"] ',
        )


def test_a_panel_has_the_years_in_its_index(starter):
    values = starter / "values/statistics.csv"
    values.write_text(values.read_text("utf-8").replace(",2025,population", ",2020,population"), "utf-8")
    built = changed(starter, "year = 2026 ", "years = [2025, 2026] ")
    assert built.scores.index.names == ["year", "unit"]
    assert built.scores.loc[2025].equals(built.scores.loc[2026])
    assert built.ranks.loc[(2025, "ALD"), "index"] == built.ranks.loc[(2026, "ALD"), "index"]
    assert built.origins.index.names == ["year", "unit", "indicator"]
    # ranks of indicators are within a year, too
    assert built.indicator_ranks.max().max() <= 8
    assert built.indicator_ranks.loc[2025].equals(built.indicator_ranks.loc[2026])


def test_the_notebook_shows_the_head_of_the_ranking(result):
    html = result._repr_html_()
    assert html.index("Aldenia") < html.index("Borea")


def test_the_order_of_rows_changes_nothing(starter, result):
    for name in ("units.csv", "values/statistics.csv", "links/links.csv", "links/cables.csv"):
        head, *rows = (starter / name).read_text("utf-8").splitlines()
        (starter / name).write_text("\n".join([head, *reversed(rows)]) + "\n", "utf-8")
    again = ci.build(ci.read_edition(starter))
    pd.testing.assert_frame_equal(again.scores.loc[result.scores.index], result.scores, check_exact=True)


def test_the_world_edition_ranks_most_countries(world_result):
    ranked = int(world_result.ranks["index"].notna().sum())
    assert ranked >= 150
    assert ranked + len(world_result.left_out) == len(world_result.edition.units.codes)
    assert world_result.scores["index"].max() <= 100
    assert world_result.scores["index"].min() >= 0
    for stage in STAGES:
        assert set(world_result.stage(stage)) == set(world_result.edition.indicators)


def test_landlocked_countries_are_scored_at_sea_through_a_gateway(world_result):
    landlocked = world_result.edition.units.members("landlocked").intersection(world_result.scores.index)
    assert len(landlocked) > 30
    assert (
        world_result.scores.loc[landlocked, "sea"].notna().all()
    )  # through a port abroad, without partners of their own
    origins = world_result.origins["origin"].xs("sea_partners", level="indicator")
    assert (origins[landlocked] == "not_applicable").all()
