"""Liner shipping connectivity of pairs, on networks small enough to count by hand."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex import links
from connectindex.indicators.example import five_countries
from connectindex.indicators.transport.liner import (
    bilateral_components,
    bilateral_connectivity,
    bilateral_matrix,
    shipping_connectivity,
)


def network(*records):
    """Dyads of sea services: (from, to, services, capacity)."""
    dyads = five_countries()
    table = pd.DataFrame(records, columns=["from", "to", "count", "capacity"])
    table = table.assign(
        mode="sea_services", status="operating", year=2025, name="", source="", start=np.nan, end=np.nan
    )
    table = table.astype({"count": float, "capacity": float})[list(links.RECORD_COLUMNS)]
    pairs, _ = links.summed(table, dyads.modes, 2026)
    return dataclasses.replace(dyads, pairs=pairs)


# A - B - C - D in a row, A - E - C beside it: A reaches C by B (weakest leg 2) or by E (weakest leg 3)
ROW = [("A", "B", 5, 50), ("B", "C", 2, 90), ("C", "D", 4, 40), ("A", "E", 3, 10), ("E", "C", 9, 10)]


def test_components_by_hand():
    found = bilateral_components(network(*ROW))
    assert found.loc[("A", "B")].to_dict() == {
        "transshipments": 0,
        "in_common": 0,
        "in_common_one": 0,
        "services": 5,
        "capacity": 50,
    }
    # by B or by E; both are direct links of both; D is two legs from A, but one from C
    assert found.loc[("A", "C")].to_dict() == {
        "transshipments": 1,
        "in_common": 2,
        "in_common_one": 0,
        "services": 3,
        "capacity": 50,
    }
    assert found.loc[("A", "D"), ["transshipments", "services", "capacity"]].tolist() == [2, 3, 40]
    assert found.loc[("B", "D"), "services"] == 2
    assert len(found) == 5 * 4


def test_pairs_without_a_way_are_not_there_and_sizes_only_where_recorded():
    found = bilateral_components(network(("A", "B", 1, np.nan), ("C", "D", 1, np.nan)))
    assert list(found.index) == [("A", "B"), ("B", "A"), ("C", "D"), ("D", "C")]
    assert "capacity" not in found


def test_weakest_legs_do_not_depend_on_the_blocks(monkeypatch):
    whole = bilateral_components(network(*ROW))
    monkeypatch.setattr("connectindex.indicators.transport.liner.BLOCK", 1)
    pd.testing.assert_frame_equal(bilateral_components(network(*ROW)), whole)


def test_bilateral_scores_by_hand():
    components = bilateral_components(network(*ROW))
    score = bilateral_connectivity(components)
    # transshipments 0-2, in common 0-2, in common by one 0-?, services 2-9, capacity 10-90
    most = components["in_common_one"].max()
    by_hand = np.mean([1 - 1 / 2, 2 / 2, 0 / most, (3 - 2) / 7, (50 - 10) / 80])
    assert score[("A", "C")] == pytest.approx(by_hand)
    assert score.between(0, 1).all()
    matrix = bilateral_matrix(score)
    np.testing.assert_array_equal(matrix, matrix.T)
    assert np.isnan(np.diag(matrix)).all()
    assert matrix.loc["A", "C"] == score[("A", "C")]


def test_a_missing_component_is_passed_over():
    index = pd.MultiIndex.from_tuples([("A", "B"), ("A", "C"), ("B", "C")], names=["unit", "partner"])
    table = pd.DataFrame({"x": [0.0, 1, np.nan], "y": [0.0, 5, 10]}, index=index)
    assert bilateral_connectivity(table, lower_is_better=()).tolist() == [0, 0.75, 1]
    assert bilateral_connectivity(table, lower_is_better=["y"]).tolist() == [0.5, 0.75, 0]


def test_bad_components_are_named_together():
    index = pd.MultiIndex.from_tuples([("A", "B"), ("A", "C")], names=["unit", "partner"])
    with pytest.raises(ci.InputError) as caught:
        bilateral_connectivity(pd.DataFrame({"services": [1.0, 1.0]}, index=index))
    assert [p.rule for p in caught.value.problems] == ["must be a component", "a component must differ between pairs"]


def test_a_component_of_zeros_is_named():
    index = pd.MultiIndex.from_product([[2004], ["CHN", "MUS"]], names=["year", "unit"])
    table = pd.DataFrame({"ships": [2.0, 1.0], "companies": [0.0, 0.0]}, index=index)
    with pytest.raises(ci.InputError, match="a component must be above zero somewhere in 2004, got companies"):
        shipping_connectivity(table, 2004)


def test_the_world_edition_in_a_matrix():
    world = ci.world()
    from connectindex.pipeline.measure import dyads_of

    matrix = bilateral_matrix(bilateral_connectivity(bilateral_components(dyads_of(world, 2026))))
    assert matrix.shape[0] > 150
    assert matrix.loc["KOR", "JPN"] > matrix.loc["KOR", "JAM"]
    np.testing.assert_allclose(matrix, matrix.T)
