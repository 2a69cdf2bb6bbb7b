"""Editions whose links stay where they are, and whose links name places."""

import csv
import json

import duckdb
import ibis
import pandas as pd
import pyarrow as pa
import pytest

import connectindex as ci
from connectindex.edition import stores
from connectindex.edition.read import parse
from connectindex.errors import InputError

LINKS = "links/links.csv"


def added(folder, text):
    with (folder / "index.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + text)


def typed(folder):
    """The links of the starter edition with types, as a database has them."""
    frame = pd.read_csv(folder / LINKS)
    (folder / LINKS).unlink()
    return frame


def problems(folder, links=()):
    return [str(p) for p in parse(folder, links)[1]]


def tables(edition):
    result = ci.build(edition)
    return result.scores, result.origins, result.dyads[edition.about.years[-1]].pairs


def equal(one, other):
    for a, b in zip(tables(one), tables(other), strict=True):
        pd.testing.assert_frame_equal(a, b, check_exact=True)


@pytest.mark.parametrize("kind", ["parquet", "folder", "csv", "duckdb", "table"])
def test_the_index_is_the_same_wherever_the_links_lie(starter, kind):
    before = ci.read_edition(starter)
    frame, given = typed(starter), []
    (starter / "big").mkdir()
    if kind in ("parquet", "folder"):
        frame.to_parquet(starter / "big" / "a.parquet")
        added(starter, f'[[links]]\nparquet = "{"big/*.parquet" if kind == "parquet" else "big"}"\n')
    elif kind == "csv":
        frame.rename(columns={"from": "origin"}).to_csv(starter / "big" / "a.csv", index=False)
        added(starter, '[[links]]\ncsv = "big/a.csv"\ncolumns = { from = "origin" }\n')
    elif kind == "duckdb":
        with duckdb.connect(starter / "big" / "r.duckdb") as con:
            con.register("f", frame)
            con.execute("create table routes as select * from f")
        added(starter, '[[links]]\nduckdb = "big/r.duckdb"\ntable = "routes"\n')
    else:
        given = [ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False))]
    after = ci.read_edition(starter, links=given)
    assert len(after.link_sources) == 1
    assert (len(after.inputs) == len(before.inputs)) is (kind != "table")
    equal(before, after)


def test_a_named_file_of_links_is_not_read_twice(starter):
    before = ci.read_edition(starter)
    frame = typed(starter)
    frame.to_parquet(starter / "links" / "links.parquet")
    added(starter, '[[links]]\nparquet = "links/links.parquet"\n')
    equal(before, ci.read_edition(starter))


def test_a_large_file_of_links_stays_where_it_is(starter, monkeypatch):
    before = ci.read_edition(starter)
    monkeypatch.setattr(stores, "LARGE", 500)
    after = ci.read_edition(starter)
    assert "links/links.csv" in [s.name for s in after.link_sources]
    equal(before, after)


def test_all_problems_of_all_sources_at_once(starter):
    frame = typed(starter)
    frame.assign(to=["XXX", *frame["to"][1:]]).to_parquet(starter / "a.parquet")
    frame.assign(mode="boats").to_parquet(starter / "b.parquet")
    added(starter, '[[links]]\nparquet = "a.parquet"\n[[links]]\nparquet = "b.parquet"\n')
    (starter / "links" / "c.csv").write_text("from,to,year,mode,count\nALD,YYY,2025,flights,1\n", "utf-8")
    found = problems(starter)
    assert any(
        p.startswith(
            "links a.parquet, column to: must be in units.csv, got 'XXX' (1 record; e.g. a.parquet row 2: ALD-XXX 2025"
        )
        for p in found
    )
    assert any(
        p.startswith("links b.parquet, column mode: must be in [modes] of index.toml, got 'boats'") for p in found
    )
    assert any(p.startswith("links/c.csv row 2, column to: must be in units.csv, got 'YYY'") for p in found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('parquet = "none/*.parquet"', "index.toml [[links]] 1 parquet: must name a file of the edition, got 'none/*.parquet'"),
        ('parquet = "../*/links/*.csv"', "index.toml [[links]] 1 parquet: must lie inside the edition"),
        ('csv = "/etc/passwd"', "index.toml [[links]] 1 csv: must be a path or pattern inside the edition, got '/etc/passwd'"),
        ('csv = "escape/x.csv"', "index.toml [[links]] 1 csv: must lie inside the edition, got 'escape/x.csv'"),
        ('csv = "a"\nparquet = "b"', "index.toml [[links]] 1: must have one of parquet, csv, duckdb, postgres, spark, got 'parquet, csv'"),
        ('mode = "flights"', "index.toml [[links]] 1: must have one of parquet, csv, duckdb, postgres, spark"),
        ('duckdb = "units.csv"', "index.toml [[links]] 1: must have a table"),
        ('duckdb = "units.csv"\ntable = "t"', "links units.csv t: must be readable, got"),
        ('postgres = "CONNECTINDEX_UNSET"\ntable = "t"', "index.toml [[links]] 1 postgres: must be an environment variable that is set, got 'CONNECTINDEX_UNSET'"),
        ('spark = "spark://host:7077"\ntable = "t"', "index.toml [[links]] 1 spark: must be the name of an environment variable that holds the address"),
        ('parquet = "a"\nmodus = "x"', "index.toml [[links]] 1 modus: unknown key, got 'x'; did you mean 'mode'?"),
        ('csv = "links/*.csv"\nyear = "x"', "index.toml [[links]] 1 year: must be a whole number, got 'x'"),
    ],
)  # fmt: skip
def test_settings_of_stores(starter, tmp_path, text, said):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.csv").write_text("from,to,year,mode\n", "utf-8")
    (starter / "escape").symlink_to(tmp_path / "outside")
    added(starter, f"[[links]]\n{text}\n")
    found = problems(starter)
    assert any(p.startswith(said) for p in found), found


def test_an_address_written_into_the_settings_is_not_shown(starter):
    added(starter, '[[links]]\npostgres = "postgresql://me:hidden@host/x"\ntable = "t"\n')
    found = problems(starter)
    assert found
    assert not any("hidden" in p for p in found)


def test_what_is_no_table_of_ibis(starter):
    with pytest.raises(InputError, match="links table 1: must be a table of Ibis, got list"):
        ci.read_edition(starter, links=[[]])


def with_places(folder):
    """Every end of the starter's bilateral links as a place of its unit."""
    with (folder / LINKS).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    codes = sorted({r[c] for r in rows for c in ("from", "to")})
    (folder / "places.csv").write_text(
        "place,unit,name\n" + "".join(f"{c}-1,{c},Main\n{c}-2,{c},\n" for c in codes), "utf-8"
    )
    for row in rows:
        row["from"], row["to"] = row["from"] + "-1", row["to"] + "-1"
    with (folder / LINKS).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_places_become_their_units(starter):
    before = ci.read_edition(starter)
    with_places(starter)
    after = ci.read_edition(starter)
    assert after.places["ALD-2"] == "ALD"
    equal(before, after)
    with (starter / LINKS).open("a", encoding="utf-8") as file:
        file.write("ALD-1,ALD-2,2025,air_routes,7,,operating,timetable\n")  # inside a unit: no link, no error
    equal(before, ci.read_edition(starter))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("X1,ALD\nX1,BOR\n", "places.csv row 3: a place must stand once, got 'X1'; first in places.csv row 2"),
        ("ALD,BOR\n", "places.csv row 2, column place: a place must not have the code of a unit, got 'ALD'"),
        ("X1,ZZZ\n", "places.csv row 2, column unit: must be in units.csv, got 'ZZZ'"),
        ("X1,\n", "places.csv row 2, column unit: must not be empty, got ''"),
    ],
)
def test_problems_of_places(starter, rows, said):
    (starter / "places.csv").write_text("place,unit\n" + rows, "utf-8")
    assert any(p.startswith(said) for p in problems(starter))


def test_codes_are_looked_for_among_units_and_places(starter):
    with_places(starter)
    text = (starter / LINKS).read_text("utf-8")
    (starter / LINKS).write_text(text.replace("ALD-1", "ALD-9", 1), "utf-8")
    assert any("must be in units.csv or places.csv, got 'ALD-9'" in p for p in problems(starter))


def test_operators_of_links_in_tables(starter):
    frame = typed(starter)
    two = pd.concat([frame.assign(operator="One"), frame.assign(operator="Two")])
    two.to_csv(starter / LINKS, index=False)
    dyads = ci.build(ci.read_edition(starter)).dyads[2026].of("air_routes")
    assert set(dyads.pairs["operators"]) == {2.0}
    assert (dyads.operating().operators() == 2 * dyads.operating().partners()).all()


def test_the_manifest_names_the_files_of_stores(starter, tmp_path):
    typed(starter).to_parquet(starter / "big.parquet")
    added(starter, '[[links]]\nparquet = "big.parquet"\n')
    ci.report(ci.build(ci.read_edition(starter)), tmp_path / "out", pdf=False)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert len(manifest["inputs"]["big.parquet"]) == 64
