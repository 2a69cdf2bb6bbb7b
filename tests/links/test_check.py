"""Rules of link records in stores: every broken one is counted and shown."""

from dataclasses import replace

import pytest

from connectindex.links import LinkSource
from connectindex.links.check import SAMPLES, Known, checked
from connectindex.links.stores import Files
from connectindex.model.dyads import Mode
from connectindex.territories.matching import Match

MODES = {m.id: m for m in (Mode("flights", directed=True), Mode("lines", within=True, counted=False))}
KNOWN = Known(["AAA", "BBB", "FRA"], MODES, ["s"], "units.csv or places.csv")
HEADER = "from,to,year,mode,count,capacity,status,start,end,source"
GOOD = "AAA,BBB,2025,flights,1,,operating,2000,2030,s"


def problems(folder, *rows, header=HEADER, **more):
    path = folder / "big.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return [str(p) for p in checked([LinkSource("links big.csv", Files((path,), folder, "csv"), **more)], KNOWN)[1]]


def test_good_records_have_no_problems(tmp_path):
    assert problems(tmp_path, GOOD, "AAA,AAA,2025,lines,0.5,2.5,,,,") == []


def test_the_last_values_that_are_taken(tmp_path):
    """Nought links, of no capacity, in the first and in the last year there are, and one that opens and ends in one year."""
    assert (
        problems(tmp_path, "AAA,BBB,1800,flights,0,0,,1800,1800,", "AAA,BBB,2200,flights,1e299,1e299,,2200,2200,") == []
    )


MEANT = {"Alphaland": Match("Alphaland", "AAA"), "Betaland": Match("Betaland", "BBB"), "Nowhere": Match("Nowhere")}


@pytest.mark.parametrize(
    ("rows", "units", "unknown", "expected"),
    [
        # two of three others are units: taken, and the third is unknown
        (["Alphaland,Betaland", "AAA,Betaland", "AAA,Nowhere"], {"AAA", "BBB", "Nowhere"}, ["Nowhere"], [("AAA", 1), ("BBB", 2)]),
        # one of two is enough
        (["Alphaland,BBB", "AAA,Nowhere"], {"AAA", "BBB", "Nowhere"}, ["Nowhere"], [("AAA", 1)]),
        # one of three is not: they may be names of anything
        (["Alphaland,BBB", "AAA,Nowhere", "AAA,Moon"], {"AAA", "BBB", "Alphaland", "Nowhere", "Moon"}, ["Alphaland", "Moon", "Nowhere"], []),
        # where one end is a place, others may be, too
        (["Alphaland,Betaland", "AAA,P1"], {"AAA", "P1", "Alphaland", "Betaland"}, ["Alphaland", "Betaland"], []),
    ],
)  # fmt: skip
def test_other_codes_are_matched_where_half_of_them_are_units_and_none_is_a_place(
    tmp_path, rows, units, unknown, expected
):
    known = replace(
        KNOWN, units=[*KNOWN.units, "P1"], places={"P1": "BBB"}, matches=lambda codes: {c: MEANT[c] for c in codes if c in MEANT}
    )  # fmt: skip
    path = tmp_path / "big.csv"
    path.write_text("\n".join([HEADER, *(f"{ends},2025,flights,1,,,,," for ends in rows)]) + "\n", "utf-8")
    recorded, found = checked([LinkSource("big.csv", Files((path,), tmp_path, "csv"))], known)
    assert recorded.units == units
    assert all(any(f"got '{code}'" in str(p) for p in found) for code in unknown)
    assert len(found) == len(unknown)
    taken = sorted((m.unit, n) for m, n in recorded.matches.get("big.csv", ()))
    assert taken == expected


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("XXX,BBB,2025,flights,1,,,,,", "from: must be in units.csv or places.csv, got 'XXX' (1 record; e.g. big.csv: XXX-BBB 2025 flights)"),
        (",BBB,2025,flights,1,,,,,", "from: must not be empty, got ''"),
        ("AAA,BBX,2025,flights,1,,,,,", "to: must be in units.csv or places.csv, got 'BBX' (1 record; e.g. big.csv: AAA-BBX 2025 flights); did you mean 'BBB'?"),
        ("AAA,BBB,2025,flight,1,,,,,", "mode: must be in [modes] of index.toml, got 'flight'"),
        ("AAA,BBB,2025,flights,1,,,,,t", "source: must be in sources.csv, got 't'"),
        ("AAA,BBB,0205,flights,1,,,,,", "year: must be a year from 1800 to 2200, got '0205'"),
        ("AAA,BBB,,flights,1,,,,,", "year: must be a year from 1800 to 2200, got ''"),
        ("AAA,BBB,2025.5,flights,1,,,,,", "year: must be a year from 1800 to 2200, got '2025.5'"),
        ("AAA,BBB,2025,flights,1,,,soon,,", "start: must be a year from 1800 to 2200, got 'soon'"),
        ("AAA,BBB,2025,flights,1,,,2000,1999,", "end: must not lie before start, got '1999'"),
        ("AAA,BBB,2025,flights,,,,,,", "count: must not be empty, got ''"),
        ("AAA,BBB,2025,flights,-2,,,,,", "count: must not be negative, got '-2'"),
        ("AAA,BBB,2025,flights,-1e299,,,,,", "count: must not be negative, got '-1e299'"),
        ("AAA,BBB,2025,flights,NaN,,,,,", "count: must be a finite number, with a point and no separators, got 'NaN'"),
        ("AAA,BBB,2025,flights,1_000,,,,,", "count: must be a finite number, with a point and no separators, got '1_000'"),
        ("AAA,BBB,2025,flights,1e301,,,,,", "count: must be a finite number, with a point and no separators, got '1e301'"),
        ("AAA,BBB,2025,flights,1.5,,,,,", "count: must be a whole number (the mode counts things), got '1.5'"),
        ("AAA,BBB,2025,flights,0.5,,,,,", "count: must be a whole number (the mode counts things), got '0.5'"),
        ("AAA,BBB,2025,flights,1,inf,,,,", "capacity: must be a finite number, with a point and no separators, got 'inf'"),
        ("AAA,BBB,2025,flights,1,,open,,,", "status: must be one of operating, construction, planned, closed, got 'open'"),
        ("AAA,AAA,2025,flights,1,,,,,", "to: a link must join two different units, got 'AAA'"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_said(tmp_path, row, said):
    (found,) = problems(tmp_path, GOOD, row)
    assert found.startswith(f"links big.csv, column {said}")


def test_every_rule_of_every_record_at_once_with_numbers(tmp_path):
    many = [f"X{n},BBB,2025,flights,-1,,,,," for n in range(9) for _ in range(n + 1)]
    found = problems(tmp_path, GOOD, *many)
    assert found[0].startswith("links big.csv, column from: must be in units.csv or places.csv, got 'X8' (9 records")
    assert (
        found[SAMPLES]
        == "links big.csv, column from: must be in units.csv or places.csv: 10 more records break this rule"
    )
    assert found[-1].startswith("links big.csv, column count: must not be negative, got '-1' (45 records; e.g.")
    assert len(found) == SAMPLES + 2


def test_missing_columns_and_wrong_names(tmp_path):
    found = problems(tmp_path, "AAA,BBB,2025", header="origin,to,year", columns={"from": "orgin", "frm": "to"})
    assert found == [
        "links big.csv columns: must be a column of link records, got 'frm'; did you mean 'from'?",
        "links big.csv columns: must be a column of the table, got 'orgin'; did you mean 'origin'?",
        "links big.csv: must have the column 'mode', got 'origin, to, year'; name it in columns, or give it one value",
    ]


def test_memberships(tmp_path):
    header = "member,name,year,mode"
    assert problems(tmp_path, "AAA,Ring,2025,flights", header=header) == []
    (found,) = problems(tmp_path, "AAA,,2025,flights", header=header)
    assert found == "links big.csv, column name: must not be empty, got '' (1 record; e.g. big.csv: AAA- 2025 flights)"
    (found,) = problems(tmp_path, "AAX,Ring,2025,flights", header=header)
    assert found.startswith("links big.csv, column member: must be in units.csv or places.csv, got 'AAX'")


def test_hostile_texts_stay_texts(tmp_path):
    nasty = "'; drop table x; --"
    (found,) = problems(tmp_path, f'"{nasty}",BBB,2025,flights,1,,,,,')
    assert nasty in found


def test_a_file_that_is_no_table(tmp_path):
    path = tmp_path / "x.parquet"
    path.write_bytes(b"nothing of the kind")
    _, (found,) = checked([LinkSource("links x", Files((path,), tmp_path))], KNOWN)
    assert str(found).startswith("links x: must be readable, got")


def test_row_numbers_of_parquet(tmp_path):
    import duckdb

    path = tmp_path / "x.parquet"
    rows = "select 'AAA' \"from\", case when i = 7 then 'CCC' else 'BBB' end \"to\", 2025 as year, 'flights' as mode from range(20) t(i)"
    duckdb.sql(rows).write_parquet(str(path))
    _, (found,) = checked([LinkSource("links x", Files((path,), tmp_path))], KNOWN)
    assert "(1 record; e.g. x.parquet row 9: AAA-CCC 2025 flights)" in str(found)
