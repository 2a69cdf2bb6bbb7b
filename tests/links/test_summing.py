"""Sums of link records against the same rules written out record by record."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectindex.links import RECORD_COLUMNS, LinkSource, summed
from connectindex.links.stores import Files


@pytest.mark.parametrize("year", [2010, 2015, 2019, 2020, 2026, 2050])
@pytest.mark.parametrize("places", [None, {f"U{n}": f"U{n % 3 + 8}" for n in range(6)}])
def test_sums_are_those_made_by_hand(made, records, year, places):
    found = made.as_dicts(*summed(records, made.MODES, year, (), places))
    assert found == made.by_hand(records, made.MODES, year, places)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), rows=st.integers(1, 40), members=st.integers(0, 12))
def test_sums_of_few_records_are_those_made_by_hand(made, seed, rows, members):
    records = pd.concat([made.drawn(seed, rows), made.memberships(seed, members)], ignore_index=True)
    assert made.as_dicts(*summed(records, made.MODES, 2026)) == made.by_hand(records, made.MODES, 2026)


def test_the_order_of_records_changes_nothing(made, records):
    shuffled = records.sample(frac=1, random_state=3)
    for one, other in zip(summed(records, made.MODES, 2026), summed(shuffled, made.MODES, 2026), strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_sums_of_fractions_do_not_hang_on_their_order(made):
    tenths = made.drawn(5, 400, ["A", "B"]).assign(mode="flights", year=2026, status="operating", end=float("nan"))
    tenths = tenths.assign(start=float("nan"), source="", count=[0.1 * (n % 7) for n in range(400)])
    found, _ = summed(tenths, made.MODES, 2026)
    again, _ = summed(tenths[::-1], made.MODES, 2026)
    assert found["count"].tolist() == again["count"].tolist()
    assert all(round(c, 1) == c for c in found["count"])


def test_operators_are_counted_once_over_both_ends(made):
    rows = [("A", "B", "x"), ("B", "A", "x"), ("B", "A", "y"), ("A", "B", "")]
    records = made.drawn(1, 4).assign(mode="routes", year=2026, source="", status="operating", start=None, end=None)
    records = records.assign(**{c: [r[k] for r in rows] for k, c in enumerate(("from", "to", "operator"))})
    found, _ = summed(records.astype({"start": float, "end": float}), made.MODES, 2026)
    assert found["operators"].tolist() == [2, 2]
    found, _ = summed(records[list(RECORD_COLUMNS)].astype({"start": float, "end": float}), made.MODES, 2026)
    assert found["operators"].isna().all()


def test_routes_of_different_airports_of_one_country_add_up_though_each_is_recorded_from_one_end(made):
    places = {"FRA": "DEU", "MUC": "DEU", "JFK": "USA", "LAX": "USA"}
    rows = [("FRA", "JFK"), ("LAX", "MUC"), ("JFK", "FRA"), ("FRA", "MUC"), ("DEU", "USA")]
    records = made.drawn(1, 5).assign(mode="routes", year=2026, source="", status="operating", count=1.0, start=None)
    records = records.assign(end=None, **{c: [r[k] for r in rows] for k, c in enumerate(("from", "to"))})
    records = records.astype({"start": float, "end": float})
    found, _ = summed(records, made.MODES, 2026, (), places)
    # FRA-JFK from both ends is one, MUC-LAX another, and one is recorded between the countries; FRA-MUC joins no units
    assert made.as_dicts(found, found.iloc[:0].assign(count=0))[0].keys() == {
        ("DEU", "USA", "routes", "operating", 2026),
        ("USA", "DEU", "routes", "operating", 2026),
    }
    assert found["count"].tolist() == [3, 3]
    inside, _ = summed(records.assign(mode="lines"), made.MODES, 2026, (), places)
    assert inside.set_index(["unit", "partner"])["count"].to_dict() == {
        ("DEU", "DEU"): 1,
        ("DEU", "USA"): 3,
        ("USA", "DEU"): 3,
    }


@pytest.mark.parametrize(
    "rows",
    [
        [("routes", "s", 2026), ("flights", "t", 2026)],  # the last census and nothing else
        [("routes", "s", 2026), ("flights", "t", 2026), ("routes", "s", 2019), ("flights", "t", 2028)],
        [("routes", "s", 2026), ("flights", "t", 2020), ("flights", "t", 2019), ("routes", "s", 2019)],
        [("routes", "s", 2026), ("routes", "t", 2020), ("routes", "s", 2020), ("other", "s", 2026)],
        [("routes", "s", 2026), (None, "s", 2026), ("flights", "s", None)],
        [("other", "s", 2026)],
    ],
)
def test_no_record_but_those_of_the_last_censuses_counts(made, rows, tmp_path):
    table = pd.DataFrame(rows, columns=["mode", "source", "year"]).astype({"year": "Int64"})
    table = table.assign(**{"from": "A", "to": "B"}, status=[("", None, "operating")[k % 3] for k in range(len(rows))])
    table = table.assign(count=[10.0**k for k in range(len(rows))])
    table.to_parquet(tmp_path / "a.parquet")
    source = LinkSource("a", Files((tmp_path / "a.parquet",), tmp_path))
    found, _ = summed(pd.DataFrame(columns=list(RECORD_COLUMNS)), made.MODES, 2026, [source])
    expected = {}
    for mode in ("routes", "flights"):
        asked = table[(table["mode"] == mode) & (table["year"] <= 2026).fillna(value=False)]
        last = asked[asked["year"] == asked.groupby("source")["year"].transform("max")]
        for year, counts in last.groupby("year")["count"]:
            expected |= {(mode, end, year, "operating"): counts.sum() for end in ("AB" if mode == "routes" else "A")}
    assert found.set_index(["mode", "unit", "year", "status"])["count"].to_dict() == expected
