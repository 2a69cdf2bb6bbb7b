"""Verbs on a network of five countries, worked out by hand.

Air routes: AB 3, AC 2, BC 1, CD planned; E is not recorded. Flights: A to B 20, B to A 14. Sea: AC 6,
CD 3, nothing applies to B. Cables (no census): Blue joins A, C, D; Red lands in A alone.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from connectindex import links
from connectindex.indicators.example import five_countries
from connectindex.model import shares
from connectindex.model.coverage import COLUMNS, extended, nowhere_applicable
from connectindex.model.dyads import Dyads, Mode
from connectindex.model.units import Units
from connectindex.model.values import Values

NAN = float("nan")


def same(found, **expected):
    assert found.to_dict() == pytest.approx(expected, nan_ok=True)


@pytest.fixture(scope="module")
def five():
    return five_countries()


@pytest.fixture(scope="module")
def air(five):
    return five.of("air_routes").operating()


def dyads(*records, year=2026, absent="zero", capacity=(), values=()):
    """Dyads of A to D (D without a score) from (from, to, year, count, start)."""
    rows = [
        {"from": a, "to": b, "name": "", "mode": "m", "year": seen, "count": float(n), "capacity": NAN, "start": start}
        for a, b, seen, n, start in records
    ]
    table = pd.DataFrame(rows, columns=list(links.RECORD_COLUMNS)).assign(status="operating", end=NAN, source="")
    table = table.astype({"start": float, "capacity": float, "end": float, "to": "str"})
    for row, amount in capacity:
        table.loc[row, "capacity"] = amount
    modes = {"m": Mode("m", absent=absent)}
    units = Units(
        pd.DataFrame(
            {"name": list("ABCD"), "scored": [True, True, True, False], "club": ["yes", "yes", "", "no"]},
            index=pd.Index(list("ABCD"), name="unit"),
        )
    )
    pairs, memberships = links.summed(table, modes, year)
    known = pd.DataFrame(values, columns=["unit", "variable", "value"])
    known = known.assign(year=2020, status="reported", source="")
    coverage = pd.DataFrame(columns=list(COLUMNS))
    return Dyads(pairs, memberships, modes, coverage, {}, units, Values(known).snapshot(year, units))


def test_counts_and_partners(five, air):
    same(air.count(), A=5, B=4, C=3, D=0, E=NAN)
    same(air.partners(), A=2, B=2, C=2, D=0, E=NAN)
    same(five.of("flights").operating().count(), A=20, B=14, C=0, D=0, E=0)
    same(five.of("submarine_cables").taking_part(), A=2, B=NAN, C=1, D=1, E=NAN)


def test_a_unit_is_not_its_own_partner():
    found = dyads(("A", "A", 2025, 4, NAN), ("A", "B", 2025, 1, NAN))
    same(found.partners(), A=1, B=1, C=0)
    same(found.herfindahl(), A=1, B=1, C=NAN)


def test_capacity_is_missing_where_links_have_none_and_zero_where_there_is_no_link():
    found = dyads(("A", "B", 2025, 1, NAN), ("A", "D", 2025, 1, NAN), capacity=[(1, 50.0)])
    same(found.capacity(), A=50, B=NAN, C=0)


def test_share_of_possible_partners(five, air):
    same(air.share_of_possible(), A=2 / 4, B=2 / 4, C=2 / 4, D=0, E=NAN)
    # nothing applies to B at sea, so that there are three other places
    same(five.of("sea_services").operating().share_of_possible(), A=1 / 3, B=NAN, C=2 / 3, D=1 / 3, E=0)
    # a place without a score is a possible partner, too
    same(dyads(("A", "D", 2025, 1, NAN)).share_of_possible(), A=1 / 3, B=0, C=0)


def test_concentration(air):
    same(air.herfindahl(), A=(3**2 + 2**2) / 5**2, B=(3**2 + 1) / 4**2, C=(2**2 + 1) / 3**2, D=NAN, E=NAN)
    same(air.effective_partners(), A=25 / 13, B=16 / 10, C=9 / 5, D=0, E=NAN)


def test_breadth(air):
    # links that arrive: A 5, B 4, C 3. A: own 3/5, 2/5; the others' 4/7, 3/7 ...
    half = {
        "A": (abs(3 / 5 - 4 / 7) + abs(2 / 5 - 3 / 7)) / 2,
        "B": (abs(3 / 4 - 5 / 8) + abs(1 / 4 - 3 / 8)) / 2,
        "C": (abs(2 / 3 - 5 / 9) + abs(1 / 3 - 4 / 9)) / 2,
    }
    same(air.breadth(), A=1 - half["A"], B=1 - half["B"], C=1 - half["C"], D=NAN, E=NAN)


def test_breadth_of_one_way_links_looks_at_where_the_others_lead():
    one_way = sparse.csr_matrix([[0.0, 8, 0], [0, 0, 2], [0, 6, 0]])
    # arriving: A 0, B 14, C 2; A sends all to B, where 14 of 16 arrive
    assert shares.breadth(one_way).tolist() == pytest.approx([1 - 1 / 8, 1.0, 1.0])


def test_breadth_counts_the_partners_one_does_not_have():
    star = np.zeros((5, 5))
    star[0, 1:] = star[1:, 0] = 1
    # a leaf reaches the hub alone, where half of all but its own links arrive: 4 of 7
    assert shares.breadth(sparse.csr_matrix(star)).tolist() == pytest.approx([1, *[4 / 7] * 4])


def test_depth(five):
    found = five.of("air_routes", "flights").operating()
    values = replace(five.values, value=five.values.value.assign(size=[10.0, 0.0, NAN, 4.0, 2.0]))
    same(replace(found, values=values).of("flights").depth("size"), A=2, B=NAN, C=NAN, D=0, E=0)


def test_destination_weighted_sums(air):
    worth = air.values.value.assign(gdp=[NAN, 10.0, 100.0, 7.0, 7.0])
    rich = replace(air, values=replace(air.values, value=worth))
    same(rich.destination_weighted("gdp"), A=3 * 10 + 2 * 100, B=NAN, C=NAN, D=0, E=NAN)
    # a quarter of B's links and a third of C's lead to each other
    same(rich.destination_weighted("gdp", known=0.3), A=230, B=NAN, C=10, D=0, E=NAN)
    same(rich.destination_weighted("gdp", known=0), A=230, B=100, C=10, D=0, E=NAN)


def test_links_within_a_group(five):
    sea = five.of("sea_services").operating().within(["A", "C", "E"])
    same(sea.count(), A=6, B=NAN, C=6, D=NAN, E=0)
    assert sea.status().to_dict() == {
        "A": "reported",
        "B": "not_applicable",
        "C": "reported",
        "D": "not_applicable",
        "E": "reported",
    }
    same(sea.share_of_possible(), A=1 / 2, B=NAN, C=1 / 2, D=NAN, E=0)
    cables = five.of("submarine_cables").within(["A", "C"])
    same(cables.taking_part(), A=2, B=NAN, C=1, D=NAN, E=NAN)


def test_links_with_a_group(five):
    sea = five.of("sea_services").operating().with_(["D", "E"])
    same(sea.count(), A=0, B=NAN, C=3, D=0, E=0)
    same(sea.share_of_possible(), A=0, B=NAN, C=1 / 2, D=0, E=0)


def test_a_group_may_be_a_column_of_the_units():
    found = dyads(("A", "B", 2025, 2, NAN), ("A", "C", 2025, 5, NAN), ("B", "D", 2025, 7, NAN))
    same(found.within("club").count(), A=2, B=2, C=NAN)
    same(found.within("club=no").count(), A=NAN, B=NAN, C=NAN)
    same(found.with_("club=no").count(), A=0, B=7, C=0)
    same(found.with_("club").with_(["B"]).count(), A=2, B=0, C=0)


def test_partners_passed_over_still_say_that_the_census_looked():
    # no record means missing: B has records, though none inside the group, or none in operation
    found = dyads(("A", "B", 2025, 1, NAN), ("B", "D", 2025, 1, 2030), absent="missing")
    same(found.with_(["D"]).count(), A=0, B=1, C=NAN)
    same(found.operating().with_(["D"]).count(), A=0, B=0, C=NAN)
    same(found.operating().count(), A=1, B=1, C=NAN)
    only_planned = dyads(("A", "B", 2025, 1, 2030), absent="missing")
    same(only_planned.operating().count(), A=0, B=0, C=NAN)


def test_pairs_linked_by_an_earlier_year():
    found = dyads(
        ("A", "B", 2025, 1, 2010),  # open by 2015
        ("A", "C", 2025, 1, 2020),  # opened since
        ("B", "D", 2025, 1, NAN),  # nobody knows
    )
    then = found.operating(2015)
    same(then.partners(), A=1, B=NAN, C=0)
    same(then.status().eq("missing"), A=False, B=True, C=False)


def test_a_pair_seen_by_a_census_of_that_time_was_linked():
    same(dyads(("A", "B", 2014, 1, NAN)).operating(2015).partners(), A=1, B=1, C=0)


def test_growth_between_two_censuses():
    records = [("A", "B", 2015, 4, NAN), ("A", "C", 2015, 1, NAN), ("A", "B", 2025, 6, NAN), ("B", "C", 2025, 2, NAN)]
    now, then = dyads(*records), dyads(*records, year=2016)
    same(now.growth(then), A=6 / 5 - 1, B=8 / 4 - 1, C=2 / 1 - 1)
    same(now.growth(then, Dyads.partners), A=1 / 2 - 1, B=1, C=0)


def test_no_growth_from_none_and_none_from_one_census_seen_twice():
    records = [("A", "B", 2015, 4, NAN), ("A", "C", 2025, 1, NAN)]
    same(dyads(*records).growth(dyads(*records, year=2016)), A=1 / 4 - 1, B=-1, C=NAN)
    once = [("A", "B", 2015, 4, NAN)]
    same(dyads(*once).growth(dyads(*once, year=2016)), A=NAN, B=NAN, C=NAN)


def test_growth_by_the_years_of_opening():
    found = dyads(("A", "B", 2025, 1, 2010), ("A", "C", 2025, 1, 2020), ("B", "D", 2025, 1, NAN)).operating()
    same(found.growth_since(2015), A=1, B=NAN, C=NAN)  # C had none; of BD nobody knows
    same(found.growth_since(2025), A=NAN, B=NAN, C=NAN)  # nothing was seen since


def test_verbs_return_other_dyads_and_leave_these_as_they_were(five):
    before = (five.pairs.copy(), five.coverage.copy())
    five.of("air_routes").operating(2010).within(["A", "B"]).with_(["B"]).breadth()
    pd.testing.assert_frame_equal(five.pairs, before[0])
    pd.testing.assert_frame_equal(five.coverage, before[1])


def test_what_does_not_apply_stays_so_whatever_is_said_later():
    said = pd.DataFrame([("m", "A", "not_applicable"), ("m", "B", "missing")], columns=list(COLUMNS))
    more = extended(said, ["m", "n"], ["A", "B"], "missing").set_index(["mode", "unit"])["status"].to_dict()
    assert more == {("m", "A"): "not_applicable", ("m", "B"): "missing", ("n", "A"): "missing", ("n", "B"): "missing"}
    off = extended(said, ["m", "n"], ["B"], "not_applicable")
    assert list(nowhere_applicable(off, ["m", "n"])) == ["B"]
    assert sorted(nowhere_applicable(off, ["m"])) == ["A", "B"]


@st.composite
def matrices(draw):
    size = draw(st.integers(2, 7))
    cells = draw(st.lists(st.integers(0, 5), min_size=size * size, max_size=size * size))
    dense = np.array(cells, dtype=float).reshape(size, size)
    np.fill_diagonal(dense, 0)
    return dense if draw(st.booleans()) else dense + dense.T


@settings(max_examples=200, deadline=None)
@given(matrices(), st.integers(2, 9))
def test_shares_keep_their_bounds_and_know_no_unit_of_measurement(dense, times):
    matrix, more = sparse.csr_matrix(dense), sparse.csr_matrix(dense * times)
    partners = (dense > 0).sum(axis=1)
    found, wide = shares.herfindahl(matrix), shares.breadth(matrix)
    linked = partners > 0
    assert np.isnan(found[~linked]).all()
    assert np.isnan(wide[~linked]).all()
    assert (found[linked] >= 1 / partners[linked] - 1e-12).all()
    assert (found[linked] <= 1 + 1e-12).all()
    assert (wide[linked] >= -1e-12).all()
    assert (wide[linked] <= 1 + 1e-12).all()
    np.testing.assert_allclose(shares.herfindahl(more), found)
    np.testing.assert_allclose(shares.breadth(more), wide, atol=1e-12)


@settings(max_examples=100, deadline=None)
@given(matrices())
def test_breadth_is_the_distance_of_whole_distributions(dense):
    arriving, size = dense.sum(axis=0), len(dense)
    for i, value in enumerate(shares.breadth(sparse.csr_matrix(dense))):
        if dense[i].sum() == 0:
            continue
        others = np.arange(size) != i
        own, theirs = dense[i][others] / dense[i].sum(), arriving[others] / arriving[others].sum()
        assert value == pytest.approx(1 - np.abs(own - theirs).sum() / 2)


@settings(max_examples=100, deadline=None)
@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_the_places_changes_nothing(dense, random):
    order = list(range(len(dense)))
    random.shuffle(order)
    turned = sparse.csr_matrix(dense[np.ix_(order, order)])
    np.testing.assert_allclose(shares.breadth(turned), shares.breadth(sparse.csr_matrix(dense))[order], atol=1e-12)
    values = np.arange(len(dense), dtype=float)
    straight = shares.weighted_by_partner(sparse.csr_matrix(dense), values, 1)
    np.testing.assert_allclose(shares.weighted_by_partner(turned, values[order], 1), straight[order])
