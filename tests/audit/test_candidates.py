"""Candidates of a what-if by hand: which links are plausible, and which of them the best."""

from types import SimpleNamespace

import pandas as pd
import pytest

from connectindex.audit.whatif.candidates import Candidates, candidates, counted_modes, likeliest, nearest
from connectindex.indicators.example import five_countries
from connectindex.model.indicator import Indicator

COLUMNS = ["unit", "partner", "mode", "links", "modes"]


def edition_of(*needs, together=False):
    indicators = {str(k): Indicator(str(k), "X", "u", needs=n, together=together) for k, n in enumerate(needs)}
    return SimpleNamespace(indicators=indicators, modes=five_countries().modes)


def found(units, *needs):
    base = SimpleNamespace(dyads=five_countries(), edition=edition_of(*needs))
    return candidates(base, units).table.to_numpy().tolist()


def test_modes_that_indicators_count():
    """Land borders are what road crossings are counted against; of one network every mode counts; people are no mode."""
    assert counted_modes(edition_of(("road_crossings", "land_borders"), ("population", "flights"))) == [
        "flights",
        "road_crossings",
    ]
    assert counted_modes(edition_of(("sea_services", "air_routes"), together=True)) == ["air_routes", "sea_services"]


def test_a_mode_that_others_always_go_with_is_added_where_they_all_are():
    """Roads join A and B, as do flights, rails, borders, grid and pipelines; a border with C alone speaks for none."""
    assert found(["A", "B", "C"], ("road_crossings",)) == [
        ["A", "B", "road_crossings", 4, 5],
        ["B", "A", "road_crossings", 4, 5],
    ]


def test_a_mode_that_no_other_goes_with_is_added_where_any_other_is():
    """Ships join A and C, C and D, of which a land border joins the first alone. B, linked to A otherwise, has no coast.

    Cables and air routes join six of twenty pairs, more than a quarter: that A shares a cable with D says nothing.
    """
    assert found(["A", "B", "C"], ("sea_services",)) == [
        ["A", "C", "sea_services", 6, 1],
        ["C", "A", "sea_services", 6, 1],
        ["C", "D", "sea_services", 3, 0],
    ]


def test_nobody_has_a_candidate_of_a_mode_without_links():
    assert found(["E"], ("sea_services",), ("flights",)) == []


TABLE = pd.DataFrame(
    [
        ("A", "B", "air", 5.0, 3),
        ("A", "C", "air", 0.0, 1),
        ("A", "D", "air", 0.0, 2),
        ("A", "E", "air", 0.0, 2),
        ("A", "B", "sea", 7.0, 1),
        ("A", "C", "sea", 2.0, 1),
        ("B", "A", "air", 9.0, 0),
    ],
    columns=COLUMNS,
)


def test_the_nearest_is_a_new_partner_that_most_modes_join_else_the_main_one():
    """D before C for its two other modes, before E by name, and before B for it is new; by sea C has 2 links, B 7."""
    best = nearest(Candidates(TABLE)).table
    assert best[COLUMNS[:3]].to_numpy().tolist() == [["A", "D", "air"], ["A", "B", "sea"], ["B", "A", "air"]]
    assert best.columns.tolist() == COLUMNS


@pytest.mark.parametrize(
    ("most", "kept"),
    [
        (1, [("D", "air")]),
        (2, [("D", "air"), ("B", "sea")]),
        (3, [("D", "air"), ("E", "air"), ("B", "sea")]),
        (9, [("B", "air"), ("C", "air"), ("D", "air"), ("E", "air"), ("B", "sea"), ("C", "sea")]),
    ],
)
def test_the_likeliest_are_taken_in_turn_over_the_modes(most, kept):
    table = likeliest(Candidates(TABLE[TABLE["unit"] == "A"]), most).table
    assert list(zip(table["partner"], table["mode"], strict=True)) == kept


def test_a_candidate_is_one_more_link_and_of_a_cable_two_ends():
    made = Candidates(TABLE.iloc[[1, 4]]).moves(["sea"]).table
    ends = made[["project", "from", "to", "mode", "name", "count", "cost"]].to_numpy().tolist()
    assert ends == [
        ["air A - C", "A", "C", "air", "", 1, 1],
        ["sea A - B", "A", "", "sea", "new sea A - B", 1, 1],
        ["sea A - B", "B", "", "sea", "new sea A - B", 1, 1],
    ]
    assert made["explicit"].all()
    assert set(made["action"]) == {"add"}
    assert Candidates(TABLE.iloc[[1, 4]]).moves([]).table["to"].tolist() == ["C", "B"]
