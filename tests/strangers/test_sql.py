"""Names and texts of link tables that read like SQL: they are names and texts, and no statement of theirs runs."""

import duckdb
import pandas as pd
import pytest

import connectindex as ci
from connectindex.edition.read import parse

TEXTS = [
    "'; DROP TABLE links; --",
    "\"; ATTACH '/tmp/x.db' AS x; --",
    "') UNION SELECT content FROM read_text('/etc/hostname') --",
    "x' OR '1'='1",
    "$$; COPY (SELECT 1) TO '/tmp/stolen'; $$",
    "%s {} :name ? \\ \n",
]
NAMES = ["o'brien", 'say "links"', "a;b--", "[1]*?{x}", "%41", "per cent %", "-- x"]


def records(starter):
    """The starter's flights as a table of their own, and its settings without them."""
    path = starter / "links" / "links.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    flights = frame[frame["mode"] == "flights"]
    frame[frame["mode"] != "flights"].to_csv(path, index=False)
    return flights.assign(year=2025, count=flights["count"].astype(float)).drop(columns=["capacity"])


def added(starter, text):
    with (starter / "index.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[[links]]\n{text}\n")


def flights(edition):
    return ci.build(edition).stage("measured")["air_flights"]


@pytest.mark.parametrize("kind", ["parquet", "csv", "duckdb"])
def test_names_of_files_tables_and_columns(starter, kind):
    """The flights in as many tables as there are names: each has a part of them, and together they are what they were."""
    wanted = flights(ci.read_edition(starter))
    whole = records(starter)
    assert len(whole) > len(NAMES)
    for k, name in enumerate(NAMES):
        if kind == "duckdb":
            name = name.replace("?", "")  # noqa: PLW2901 - which DuckDB takes for the end of a file's name
        frame = whole.iloc[k :: len(NAMES)].rename(columns={"count": name})
        folder = starter / name
        folder.mkdir()
        path = folder / f"{name}.{kind}"
        if kind == "parquet":
            frame.to_parquet(path)
        elif kind == "csv":
            frame.to_csv(path, index=False)
        else:
            with duckdb.connect(path) as con:
                con.register("f", frame)
                quoted = name.replace('"', '""')
                con.execute(f'create table "{quoted}" as select * from f')  # noqa: S608 - quoted
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        where = f"{quoted}/{quoted}.{kind}".replace("[1]*", "[[]1][*]").replace("?", "[?]")  # they are patterns
        table = f'\ntable = "{quoted}"' if kind == "duckdb" else ""
        added(starter, f'{kind} = "{where}"{table}\ncolumns = {{ count = "{quoted}" }}')
    pd.testing.assert_series_equal(flights(ci.read_edition(starter)), wanted)


@pytest.mark.parametrize("text", TEXTS)
def test_texts_in_cells_are_compared_not_run(starter, text):
    frame = records(starter)
    for column in ("from", "mode", "source", "status"):
        broken = frame.copy()
        broken.loc[broken.index[0], column] = text
        (starter / "big").mkdir(exist_ok=True)
        broken.to_parquet(starter / "big" / f"{column}.parquet")
        added(starter, f'parquet = "big/{column}.parquet"')
    problems = [str(p) for p in parse(starter)[1]]
    for column in ("from", "mode", "source", "status"):
        assert any(p.startswith(f"links big/{column}.parquet, column {column}: must be") for p in problems), problems
    assert len(problems) == 4


@pytest.mark.parametrize("text", TEXTS)
def test_texts_in_settings_are_compared_not_run(starter, text):
    records(starter).drop(columns=["source", "status"]).to_parquet(starter / "flights.parquet")
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    added(starter, f'parquet = "flights.parquet"\nsource = "{quoted}"\nstatus = "{quoted}"')
    problems = [str(p) for p in parse(starter)[1]]
    assert any("column source: must be in sources.csv" in p for p in problems), problems
    assert any("column status: must be one of" in p for p in problems), problems


@pytest.mark.parametrize("text", [*TEXTS, "main.flights; DROP TABLE flights", "information_schema.tables", 'x"."y'])
def test_names_of_tables_that_are_none(starter, text):
    with duckdb.connect(starter / "l.duckdb") as con:
        con.register("f", records(starter))
        con.execute("create table flights as select * from f")
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    added(starter, f'duckdb = "l.duckdb"\ntable = "{quoted}"')
    assert len(parse(starter)[1]) >= 1
    with duckdb.connect(starter / "l.duckdb", read_only=True) as con:
        assert con.execute("select count(*) > 0 from flights").fetchone() == (True,)


ROW = "'ALD' as \"from\", 'BOR' as \"to\", 2025 as year, 'air_routes' as mode, 1 as count"
ENDLESS = {  # what they select from
    "recursive": "(with recursive t(i) as (select 1 union all select i + 1 from t where i > 0) from t)",
    "cross join": "range(1000000) a, range(1000000) b, range(1000000) c",
}
SPILLING = "select i::varchar as \"from\", 'BOR' as \"to\", 2025 as year, 'air_routes' as mode, 1 as count from range(10000000000) t(i)"


def problems_of_view(starter, text):
    with duckdb.connect(starter / "l.duckdb") as con:
        con.execute(f"create view links as {text}")
    added(starter, 'duckdb = "l.duckdb"\ntable = "links"')
    return [str(p) for p in parse(starter)[1]]


@pytest.mark.parametrize("name", ENDLESS)
def test_a_view_that_never_ends_is_interrupted_and_named(starter, monkeypatch, name):
    monkeypatch.setattr("connectindex.links.stores.VIEW_SECONDS", 1)
    (problem,) = problems_of_view(starter, f"select {ROW} from {ENDLESS[name]}")  # noqa: S608 - ours
    wanted = "links l.duckdb links: a view must be read within 20 seconds; of a view make a table: CREATE TABLE "
    assert problem.startswith(wanted)


def test_a_view_that_spills_is_ended_before_it_fills_the_disk(starter, monkeypatch):
    monkeypatch.setattr("connectindex.links.stores.VIEW_MEMORY", "100MiB")
    monkeypatch.setattr("connectindex.links.stores.VIEW_SPILL", "50MiB")
    (problem,) = problems_of_view(starter, SPILLING)
    assert problem.startswith(
        "links l.duckdb links: must be read with 3GiB of memory, a view with 1GiB and 2GiB of disk"
    )


def test_a_table_may_take_its_time_and_a_view_that_ends_is_read(starter, monkeypatch):
    wanted = flights(ci.read_edition(starter))
    with duckdb.connect(starter / "l.duckdb") as con:
        con.register("f", records(starter))
        con.execute("create table flights as select * from f")
        con.execute("create view seen as select * from flights")
    settings = (starter / "index.toml").read_text("utf-8")
    added(starter, 'duckdb = "l.duckdb"\ntable = "seen"')
    pd.testing.assert_series_equal(flights(ci.read_edition(starter)), wanted)
    (starter / "index.toml").write_text(settings, "utf-8")
    added(starter, 'duckdb = "l.duckdb"\ntable = "flights"')
    monkeypatch.setattr("connectindex.links.stores.VIEW_SECONDS", 0)
    pd.testing.assert_series_equal(flights(ci.read_edition(starter)), wanted)


def test_a_view_of_a_stranger_reads_no_other_file(starter, canary):
    """A view is a statement of whoever made the file; it may read its own tables only."""
    with duckdb.connect(starter / "l.duckdb") as con:
        columns = "'ALD' as \"from\", content as \"to\", 2025 as year, 'flights' as mode"
        con.execute(f"create view flights as select {columns} from read_text('{canary}')")  # noqa: S608 - ours
    added(starter, 'duckdb = "l.duckdb"\ntable = "flights"')
    problems = [str(p) for p in parse(starter)[1]]
    assert len(problems) == 1
    assert "links l.duckdb flights: must be readable" in problems[0]
    assert "CANARY" not in problems[0]
