"""The loss of links: against editions built without them, and reach counted by hand."""

import numpy as np
import pandas as pd
import pytest

import connectindex as ci

UNITS = pd.DataFrame({"unit": list("ABCDE"), "name": list("abcde")})
LINKS = pd.DataFrame(
    [
        ("A", "B", "rail", 2),
        ("B", "C", "rail", 1),
        ("C", "D", "rail", 3),
        ("D", "E", "rail", 1),
        ("A", "B", "flights", 4),
        ("B", "A", "flights", 5),
        ("A", "C", "flights", 7),
        ("E", "A", "flights", 1),
    ],
    columns=["from", "to", "mode", "count"],
).assign(year=2023)
CABLES = pd.DataFrame([("A", "x"), ("B", "x"), ("C", "x"), ("C", "y"), ("D", "y")], columns=["member", "name"]).assign(
    year=2023, mode="cables"
)
INDEX = """
[index]
title = "T"
edition = "1"
year = 2023
[modes]
rail = { absent = "zero" }
flights = { absent = "zero", directed = true }
cables = { absent = "zero" }
[tree]
indicators = ["tracks", "air", "wires"]
[indicators.tracks]
name = "Tracks"
unit = "1"
direction = 1
links = "rail"
[indicators.air]
name = "Air"
unit = "1"
direction = 1
links = "flights"
[indicators.wires]
name = "Wires"
unit = "1"
direction = 1
links = "cables"
measure = "partners"
[method.normalise]
kind = "goalposts"
"""


def edition(links=LINKS, cables=CABLES, index=INDEX):
    text = index.replace('links = "rail"\n', 'links = "rail"\ngoalposts = [0, 10]\n').replace(
        'links = "flights"\n', 'links = "flights"\ngoalposts = [0, 20]\n'
    )
    text = text.replace('measure = "partners"\n', 'measure = "partners"\ngoalposts = [0, 4]\n')
    return ci.edition(text, units=UNITS, links=links, members=cables)


@pytest.fixture(scope="module")
def found():
    return ci.criticality(edition(), sets=30, size=2, seed=3)


def without(loss):
    """The tables with the links of a loss closed."""
    kind, _, rest = loss.partition(": ")
    ends = set(rest.split(" - "))
    closed = [
        {a, b} == ends and mode == kind if rest else kind in (a, b, mode)
        for a, b, mode in LINKS[["from", "to", "mode"]].itertuples(index=False)
    ]
    cut = CABLES["name"].eq(rest) & (kind == "cables") if rest else CABLES["member"].eq(kind)
    return LINKS.assign(status=np.where(closed, "closed", "operating")), CABLES.assign(
        status=np.where(cut, "closed", "operating")
    )


@pytest.mark.parametrize("loss", ["rail: B - C", "flights: A - B", "cables: x", "rail", "C"])
def test_a_loss_is_the_index_built_without_it(found, loss):
    today = ci.build(edition()).scores["index"]
    after = ci.build(edition(*without(loss))).scores["index"]
    row = found.table.set_index("loss").loc[loss]
    change = after - today
    assert row["change"] == pytest.approx(change.sum(), abs=1e-10)
    assert row["fall"] == pytest.approx(change[change < 0].sum(), abs=1e-10)
    assert row["losers"] == (change < -1e-9).sum()
    assert row["worst_change"] == pytest.approx(change.min(), abs=1e-10)
    assert change[row["worst_unit"]] == pytest.approx(change.min(), abs=1e-10)
    ranks = [s.rank(method="min", ascending=False) for s in (today.round(9), after.round(9))]
    assert row["rank_changes"] == (ranks[0] != ranks[1]).sum()


def test_pairs_that_lose_their_last_way_of_one_link_or_two(found):
    reach = found.table.set_index("loss")["reach"]
    # rail is the line A-B-C-D-E: within two links AB AC BC BD CD CE DE
    assert reach["rail: B - C"] == 3  # AC, BC, BD
    assert reach["rail: A - B"] == 2  # AB, AC
    assert reach["rail"] == 7
    # flights: AB AC AE, and BC BE CE over A
    assert reach["flights: A - B"] == 3  # AB, BC, BE
    # cables: x joins ABC, y joins CD; AD and BD meet over C
    assert reach["cables: y"] == 3  # CD, AD, BD
    assert reach["cables: x"] == 5  # AB, AC, BC, AD, BD
    assert reach["C"] == sum([5, 3, 5])  # rail: AC BC BD CD CE; flights: AC BC CE; cables: AC BC CD AD BD


def test_the_most_critical_come_first_and_every_kind_is_there(found):
    assert found.table["fall"].is_monotonic_increasing
    assert found.table["kind"].value_counts().to_dict() == {"link": 7, "unit": 5, "mode": 3, "multilateral link": 2}
    # C and D each lose 3 of 10 on rail, a third of the index; A and B lose 9 of 20 flights, 4 and 5 of them from each
    assert found.most(1, "link")["loss"].tolist() == ["rail: C - D"]
    assert found.most(1, "link")["fall"].tolist() == [pytest.approx(-2 * 100 * 3 / 10 / 3)]
    assert len(found.most(4)) == 4


def test_a_scenario_is_a_table_for_what_if(found):
    for loss in ("rail: B - C", "cables: x", "C"):
        effects = ci.what_if(edition(), found.scenario(loss), draws=0)
        row = found.table.set_index("loss").loc[loss]
        assert effects.table["change"].sum() == pytest.approx(row["change"], abs=1e-10)
    with pytest.raises(KeyError):
        found.scenario("rail: A - E")


def test_random_sets_have_a_mean_with_its_standard_error(found):
    table = found.sets.set_index("mode")
    assert table["drawn"].tolist() == [30, 30, 30]
    # goalposts: what two links of rail add is lost whole, 2 x 100 / 10 / 3 a link; 7 links in 4 pairs, two of six drawn
    per_link = 2 * 100 / 10 / 3
    assert abs(table.loc["rail", "fall"] + 2 * 7 / 4 * per_link) < 4 * table.loc["rail", "error"]
    again = ci.criticality(edition(), sets=30, size=2, seed=3).sets
    pd.testing.assert_frame_equal(found.sets, again)
    assert not np.allclose(ci.criticality(edition(), sets=30, size=2, seed=4).sets["fall"], found.sets["fall"])


def test_on_a_scale_of_the_data_of_today_a_loss_lowers_those_who_lose_alone():
    free = INDEX.replace('kind = "goalposts"', 'kind = "minmax"')
    found = ci.criticality(ci.edition(free, units=UNITS, links=LINKS, members=CABLES))
    rows = found.table[found.table["kind"] == "link"].set_index("loss")
    assert rows["change"].tolist() == pytest.approx(rows["fall"].tolist(), abs=1e-9)
    assert rows.loc["rail: C - D", "losers"] == 2
    # C falls from 4 to 1 and D from 4 to 1 of a range of 1 to 4 tracks, a third of the index
    assert rows.loc["rail: C - D", "fall"] == pytest.approx(-2 * 100 / 3)


def test_only_modes_that_are_asked_for():
    assert set(ci.criticality(edition(), modes=["rail"]).table["mode"]) == {"rail", ""}
