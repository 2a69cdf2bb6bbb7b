"""Drawn networks by hand: which pairs may get a link, how many do, and the cables that two units share."""

import numpy as np

from connectindex.assumptions.noise import VaryLinks
from connectindex.audit.robustness.networks import _added, _shared, _unordered, drawn_network
from connectindex.indicators.example import five_countries


def added(mode, add=1.0, seed=0):
    """Pairs that get a link of a mode, of the five countries."""
    dyads = five_countries()
    pairs = dyads.operating().pairs
    records = pairs[pairs["mode"] == mode]
    joined = _unordered(pairs[pairs["count"] > 0]).drop_duplicates()
    new = _added(dyads, mode, records, joined, add, np.random.default_rng(seed))
    assert (new["count"] == 1).all()
    assert set(new["status"]) <= {"operating"}
    return sorted(zip(new["unit"], new["partner"], strict=True))


def test_a_link_is_added_where_another_mode_joins_two_units_to_which_it_applies():
    """Joined are AB, AC, AD, BC and CD; ships join AC and CD, and B has no coast: A and D are left, from both ends."""
    assert added("sea_services") == [("A", "D"), ("D", "A")]


def test_as_many_links_are_added_as_there_are_and_no_more():
    """One railway joins A and B; of AC and BC, which it could join (D is an island), one gets another."""
    for seed in range(5):
        assert added("rail_crossings", seed=seed) in ([("A", "C"), ("C", "A")], [("B", "C"), ("C", "B")])


def test_a_directed_link_is_added_one_way():
    """Thirty-four flights of the two directions between A and B: of the other four pairs each gets one."""
    assert added("flights") == [("A", "C"), ("A", "D"), ("B", "C"), ("C", "D")]


def test_nothing_is_added_by_chance_nought():
    assert added("flights", add=0) == []


def test_cables_that_two_units_share():
    """Blue joins A, C and D, Red ends in A alone; B has none."""
    dyads = five_countries()
    pairs = dyads.pairs[dyads.pairs["mode"] == "submarine_cables"]
    members = dyads.memberships[dyads.memberships["mode"] == "submarine_cables"]
    ends = list(zip(pairs["unit"], pairs["partner"], strict=True))
    assert sorted(ends) == [("A", "C"), ("A", "D"), ("C", "A"), ("C", "D"), ("D", "A"), ("D", "C")]
    assert _shared(pairs, members).tolist() == [1] * 6
    assert _shared(pairs.assign(partner="B"), members).tolist() == [0] * 6
    assert _shared(pairs.assign(year=2019), members).tolist() == [0] * 6
    assert _shared(pairs, members.assign(count=0)).tolist() == [0] * 6


def test_all_links_fall_or_none():
    """With chance 1 every link of the mode has a count of 0 and no capacity, at both ends; others stay."""
    dyads = five_countries()
    lost = drawn_network(dyads, VaryLinks(drop=1, modes=("grid_links",)), np.random.default_rng(0)).pairs
    mine = lost["mode"] == "grid_links"
    assert lost.loc[mine, ["unit", "count", "capacity"]].to_numpy().tolist() == [["A", 0, 0], ["B", 0, 0]]
    keys = ["mode", "unit", "partner", "status"]
    kept = lost[~mine].sort_values(keys).reset_index(drop=True)
    usual = dyads.pairs[dyads.pairs["mode"] != "grid_links"].sort_values(keys).reset_index(drop=True)
    assert kept[[*keys, "count"]].equals(usual[[*keys, "count"]])
    same = drawn_network(dyads, VaryLinks(drop=0), np.random.default_rng(0)).pairs
    assert same["count"].sum() == dyads.pairs["count"].sum()
