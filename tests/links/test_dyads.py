import pandas as pd
import pytest

from connectindex import links
from connectindex.errors import InputError
from connectindex.model.dyads import Dyads, Mode
from connectindex.model.units import Units
from connectindex.model.values import Values

ROUTES = Mode("routes", absent="zero")
FLIGHTS = Mode("flights", directed=True, absent="zero")
CABLES = Mode("cables", absent="missing")
MODES = {m.id: m for m in (ROUTES, FLIGHTS, CABLES)}
UNITS = Units(
    pd.DataFrame({"name": list("ABCD"), "scored": [True, True, True, False]}, index=pd.Index(list("ABCD"), name="unit"))
)


def record(a, b, mode="routes", count=1.0, **more):
    row = {
        "from": a,
        "to": b,
        "name": "",
        "mode": mode,
        "year": 2025,
        "count": float(count),
        "capacity": None,
    }
    return row | {"status": "operating", "start": None, "end": None, "source": ""} | more


def dyads(*records, year=2026, coverage=()):
    table = pd.DataFrame(list(records), columns=list(links.RECORD_COLUMNS))
    table = table.astype({"capacity": float, "start": float, "end": float, "to": "str"})
    pairs, memberships = links.summed(table, MODES, year)
    known = pd.DataFrame(list(coverage), columns=["mode", "unit", "status"])
    empty = Values(pd.DataFrame(columns=["unit", "year", "variable", "value", "status", "source"]))
    return Dyads(pairs, memberships, MODES, known, {}, UNITS, empty.snapshot(year, UNITS))


def test_records_of_a_pair_are_summed_and_seen_from_both_ends():
    found = dyads(record("A", "B", count=2), record("A", "B", count=3), record("B", "C")).of("routes")
    assert found.count().to_dict() == {"A": 5, "B": 6, "C": 1}
    assert found.partners().to_dict() == {"A": 1, "B": 2, "C": 1}


def test_an_undirected_link_recorded_from_both_ends_is_one_link():
    found = dyads(record("A", "B", count=2), record("B", "A", count=2)).of("routes")
    assert found.count().to_dict() == {"A": 2, "B": 2, "C": 0}


def test_directed_links_count_where_they_start():
    found = dyads(record("A", "B", "flights", 7), record("B", "A", "flights", 5)).of("flights")
    assert found.count().to_dict() == {"A": 7, "B": 5, "C": 0}


def test_places_without_a_score_count_as_partners_but_get_no_value():
    found = dyads(record("A", "D"), record("A", "B")).of("routes")
    assert found.partners().to_dict() == {"A": 2, "B": 1, "C": 0}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, 1),
        ({"status": "planned"}, 0),
        ({"status": "closed"}, 0),
        ({"start": 2020}, 1),
        ({"start": 2026}, 1),
        ({"start": 2027}, 0),
        ({"end": 2026}, 1),
        ({"end": 2025}, 0),
    ],
)
def test_only_links_open_in_the_year_operate(more, expected):
    assert dyads(record("A", "B", **more)).of("routes").operating().count()["A"] == expected


def test_the_last_census_of_a_mode_at_or_before_the_year_counts():
    records = [
        record("A", "B", year=2014, count=9),
        record("A", "B", year=2020, count=4),
        record("A", "C", year=2030),
    ]
    assert dyads(*records).of("routes").count().to_dict() == {"A": 4, "B": 4, "C": 0}
    assert dyads(*records, year=2015).of("routes").count().to_dict() == {"A": 9, "B": 9, "C": 0}


def test_a_multilateral_link_joins_each_pair_of_members_once():
    members = [record(u, None, "cables", name="Ring") for u in "ABC"] + [
        record(u, None, "cables", name="Line") for u in "AB"
    ]
    found = dyads(*members).of("cables")
    assert found.taking_part().to_dict() == {"A": 2, "B": 2, "C": 1}
    assert found.partners().to_dict() == {"A": 2, "B": 2, "C": 2}
    assert found.count().to_dict() == {"A": 3, "B": 3, "C": 2}  # pairs: AB twice, AC, BC


def test_missing_is_not_zero_and_not_applicable_is_neither():
    found = dyads(
        record("A", "B"),
        record("A", None, "cables", name="Ring"),
        record("B", None, "cables", name="Ring"),
        coverage=[("routes", "C", "missing"), ("cables", "C", "not_applicable")],
    )
    assert found.of("routes").count()[["A", "B"]].tolist() == [1, 1]
    assert pd.isna(found.of("routes").count()["C"])
    assert found.of("routes").status().to_dict() == {"A": "reported", "B": "reported", "C": "missing"}
    assert found.of("cables").status()["C"] == "not_applicable"
    # of two modes together a unit is missing where one that applies is
    assert found.of("routes", "cables").status()["C"] == "missing"


def test_no_record_in_a_mode_that_is_no_census_is_missing():
    found = dyads(record("A", None, "cables", name="Ring"), record("B", None, "cables", name="Ring"))
    assert found.of("cables").status().to_dict() == {"A": "reported", "B": "reported", "C": "missing"}


def test_capacity_is_summed_and_stays_missing_where_none_is_given():
    found = dyads(record("A", "B", capacity=100.0), record("A", "C", capacity=50.0), record("B", "C")).of("routes")
    assert found.capacity()["A"] == 150
    assert found.capacity()["B"] == 100


def test_no_records_at_all_give_zero_in_a_census():
    assert dyads().of("routes").count().to_dict() == {"A": 0, "B": 0, "C": 0}


def test_each_source_of_a_mode_has_its_own_last_census():
    old_but_last = record("A", "C", year=2019, source="s")
    records = [
        record("A", "B", year=2014, source="t", count=9),
        record("A", "B", year=2020, source="t", count=4),
        old_but_last,
    ]
    assert dyads(*records).of("routes").count().to_dict() == {"A": 5, "B": 4, "C": 1}


@pytest.mark.parametrize(("most", "refused"), [(9, False), (6, False), (5, True)])
def test_pairs_of_members_are_counted_where_they_might_be_too_many(monkeypatch, most, refused):
    monkeypatch.setattr("connectindex.links.summing.MOST_PAIRS", most)
    cable = [record(unit, None, "cables", name=f"one of {most}") for unit in "ABC"]  # six ordered pairs
    if refused:
        with pytest.raises(InputError, match=r"join 5 pairs of members or fewer.*, got 6; the largest is 'one of 5'"):
            dyads(*cable)
    else:
        assert dyads(*cable).of("cables").partners().to_dict() == {"A": 2, "B": 2, "C": 2}
