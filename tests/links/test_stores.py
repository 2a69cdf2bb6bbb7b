"""Records that lie in files and databases give the dyads that records in memory give."""

import gc
import os
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path

import duckdb
import ibis
import pandas as pd
import pyarrow as pa
import pytest

from connectindex.errors import InputError
from connectindex.links import RECORD_COLUMNS, LinkSource, summed
from connectindex.links.check import Known, checked
from connectindex.links.stores import DuckDBTable, Files, IbisTable, PostgresTable, SparkTable, opened

YEARS = (2019, 2026)
EMPTY = pd.DataFrame(columns=list(RECORD_COLUMNS))


@pytest.fixture
def known(made):
    """All codes, modes and sources that the records have."""
    modes = {m: made.MODES.get(m) or made.MODES["routes"] for m in made.EVERY}
    return Known(made.CODES, modes, ["s", "t"])


@pytest.fixture(scope="module")
def bilateral(records):
    return records[records["to"].notna()].drop(columns="name")


@pytest.fixture(scope="module")
def members(records):
    return records[records["to"].isna()].drop(columns=["to", "operator"]).rename(columns={"from": "member"})


@pytest.fixture
def same(made, known):
    """Assert that sources give the dyads that the same records give in memory."""

    def check(records, sources, rest=EMPTY):
        recorded, problems = checked(sources, known)
        assert problems == []
        assert recorded.modes <= set(made.EVERY)
        for year in YEARS:
            expected = summed(records, made.MODES, year)
            for one, other in zip(summed(rest, made.MODES, year, sources), expected, strict=True):
                pd.testing.assert_frame_equal(one, other, check_exact=True)

    return check


def parquet(folder, name, frame):
    path = folder / f"{name}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(path)
    return path


def test_parquet_files_in_a_folder_with_marks_in_its_name(same, records, bilateral, members, tmp_path):
    folder = tmp_path / "it's [20*6]? $x"
    half = len(bilateral) // 2
    paths = [parquet(folder, "a [1]", bilateral[:half]), parquet(folder, "b", bilateral[half:])]
    sources = [
        LinkSource("links/a", Files(tuple(paths), folder)),
        LinkSource("links/m", Files((parquet(folder, "m", members),), folder)),
    ]
    same(records, sources)


def test_csv_files(same, records, bilateral, members, tmp_path):
    bilateral.to_csv(tmp_path / "a.csv", index=False)
    members.to_csv(tmp_path / "m.csv", index=False)
    sources = [LinkSource(n, Files((tmp_path / f"{n}.csv",), tmp_path, "csv")) for n in ("a", "m")]
    same(records, sources)


def test_files_in_folders_named_by_year(same, records, bilateral, members, tmp_path):
    for year, part in bilateral.groupby("year"):
        parquet(tmp_path / f"year={year}", "part", part.drop(columns="year"))
    paths = tuple(sorted(tmp_path.rglob("*.parquet")))
    same(records, [LinkSource("big", Files(paths, tmp_path)), in_memory(members)])


def in_memory(frame):
    return LinkSource("table", IbisTable(ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False))))


def test_some_records_in_memory_and_some_in_stores_meet_before_ends_and_censuses_are_compared(
    same, records, bilateral, tmp_path
):
    odd = bilateral.index % 2 == 1
    rest = records.drop(index=bilateral.index[odd])
    same(records, [LinkSource("odd", Files((parquet(tmp_path, "odd", bilateral[odd]),), tmp_path))], rest)


def test_other_names_and_values_of_all_records(same, bilateral, tmp_path):
    flights = bilateral[bilateral["mode"] == "flights"].drop(columns=["mode", "source"])
    path = parquet(tmp_path, "f", flights.rename(columns={"from": "origin", "to": "dest", "count": "departures"}))
    names = {"from": "origin", "to": "dest", "count": "departures"}
    source = LinkSource("f", Files((path,), tmp_path), names, {"mode": "flights", "source": "s"})
    same(flights.assign(mode="flights", source="s", name=""), [source])


def test_places_of_records_in_a_store(made, tmp_path):
    records = made.drawn(9, 500, [*made.CODES, *made.PLACES])
    source = LinkSource("p", Files((parquet(tmp_path, "p", records),), tmp_path))
    found = summed(EMPTY, made.MODES, 2026, [source], made.PLACES)
    assert made.as_dicts(*found) == made.by_hand(records, made.MODES, 2026, made.PLACES)


def test_a_duckdb_file(same, records, bilateral, members, tmp_path):
    path = tmp_path / "o'routes.duckdb"
    with duckdb.connect(path) as con:
        con.register("b", bilateral)
        con.register("m", members)
        con.execute('create table "routes; drop" as select * from b')
        con.execute("create schema other")
        con.execute("create table other.members as select * from m")
    sources = [LinkSource("d", DuckDBTable(path, "routes; drop")), LinkSource("m", DuckDBTable(path, "other.members"))]
    same(records, sources)


def test_a_view_in_a_strangers_database_reads_no_other_file(known, made, tmp_path):
    (tmp_path / "secret.csv").write_text("from,to,mode,year\nU1,U2,flights,2026\n", "utf-8")
    with duckdb.connect(tmp_path / "v.duckdb") as con:
        con.execute(f"create view v as select * from read_csv('{tmp_path}/secret.csv')")  # noqa: S608 - ours
    source = LinkSource("links v", DuckDBTable(tmp_path / "v.duckdb", "v"))
    _, problems = checked([source], known)
    assert str(problems[0]).startswith("links v: must be readable, got 'Permission Error: Cannot access file")
    with pytest.raises(InputError, match="links v: must be readable"):
        summed(EMPTY, made.MODES, 2026, [source])


def test_memory_is_bounded_and_spills(made, tmp_path):
    with opened([]) as parts:
        assert parts == []
    path = parquet(tmp_path, "x", made.drawn(1, 10))
    with opened([LinkSource("x", Files((path,), tmp_path))]) as (part,):
        con = part.records._find_backend().con
        settings = {
            n: con.execute(f"select current_setting('{n}')").fetchone()[0] for n in ("memory_limit", "temp_directory")
        }
        assert settings["memory_limit"] == "3.0 GiB"
        assert Path(settings["temp_directory"]).is_dir()
    assert not Path(settings["temp_directory"]).exists()


def test_a_table_of_ibis_that_a_caller_opened(same, records, bilateral, members):
    same(records, [in_memory(bilateral), in_memory(members)])


SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.fixture(scope="module")
def postgres():
    """URL of a PostgreSQL of our own, on a socket in a new folder."""
    if not SERVERS:
        pytest.skip("PostgreSQL is not installed")
    if os.getuid() == 0 and not shutil.which("runuser"):
        pytest.skip("PostgreSQL does not run as root, and there is no runuser")
    home = SERVERS[-1].parent
    # not pytest's own folder, which no other user may enter
    with tempfile.TemporaryDirectory(prefix="connectindex-pg-") as folder:
        who = []
        if os.getuid() == 0:
            who = ["runuser", "-u", "postgres", "--"]
            shutil.chown(folder, "postgres")

        def run(*command):
            subprocess.run([*who, *command], check=True, capture_output=True, cwd=folder, timeout=120)

        data = f"{folder}/data"
        run(home / "initdb", "-D", data, "-A", "trust", "-U", "tester", "--no-sync")
        server = f"-k {folder} -h '' -c fsync=off"
        run(home / "pg_ctl", "-D", data, "-l", f"{folder}/log", "-w", "-o", server, "start")
        try:
            yield f"postgresql://tester:se%20cret@/postgres?host={folder}"
        finally:
            run(home / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def test_a_postgresql_table(known, same, made, records, bilateral, members, postgres, monkeypatch):
    psycopg = pytest.importorskip("psycopg")

    monkeypatch.setenv("CONNECTINDEX_TEST_PG", postgres)
    kinds = {
        "year": "smallint",
        "count": "numeric",
        "capacity": "double precision",
        "start": "integer",
        "end": "integer",
    }
    with psycopg.connect(postgres) as con:
        con.execute("create schema far")
        for name, frame in (("public.b", bilateral), ("far.m", members)):
            columns = ", ".join(f'"{c}" {kinds.get(c, "text")}' for c in frame.columns)
            con.execute(f"create table {name} ({columns})")
            cells = frame.astype(object).where(frame.notna(), None)
            marks = ", ".join(["%s"] * len(frame.columns))
            with con.cursor() as cursor:
                cursor.executemany(f"insert into {name} values ({marks})", cells.to_numpy().tolist())  # noqa: S608 - ours
    sources = [LinkSource(n, PostgresTable("CONNECTINDEX_TEST_PG", n)) for n in ("public.b", "far.m")]
    same(records, sources)
    _, problems = checked([LinkSource("links x", PostgresTable("CONNECTINDEX_TEST_PG", "public.none"))], known)
    assert str(problems[0]).startswith("links x: must be readable, got")
    _, problems = checked(
        [LinkSource("links b", PostgresTable("CONNECTINDEX_TEST_PG", "public.b"))], Known(["U1"], made.MODES, [])
    )
    assert any("links b, column from: must be in units.csv, got 'U" in str(p) for p in problems)


def test_no_message_shows_an_address(known, monkeypatch, tmp_path):
    monkeypatch.setenv("CONNECTINDEX_TEST_PG", f"postgresql://me:hidden@/x?host={tmp_path}/nowhere")
    _, problems = checked([LinkSource("links x", PostgresTable("CONNECTINDEX_TEST_PG", "t"))], known)
    assert len(problems) == 1
    assert "hidden" not in str(problems[0])


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """A Spark of one thread, its pages off, its tables in a new folder."""
    if not shutil.which("java"):
        pytest.skip("Spark needs Java")
    sql = pytest.importorskip("pyspark.sql")
    folder = tmp_path_factory.mktemp("spark")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pyspark, about pandas and sockets
        builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.sql.warehouse.dir", str(folder)).config("spark.sql.shuffle.partitions", "2")
        session = (
            builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.log.level", "ERROR").getOrCreate()
        )
    yield session
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session.stop()
        gc.collect()


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # pyspark leaves them to the collector
def test_a_spark_table(same, made, records, bilateral, members, spark, monkeypatch, tmp_path):
    monkeypatch.setenv("CONNECTINDEX_TEST_SPARK", "local[1]")
    for name, frame in (("routes", bilateral), ("members", members)):
        spark.read.parquet(str(parquet(tmp_path, name, frame))).createOrReplaceTempView(name)
    sources = [LinkSource(n, SparkTable("CONNECTINDEX_TEST_SPARK", n)) for n in ("routes", "members")]
    same(records, sources)
    _, problems = checked(sources[:1], Known(["U1"], made.MODES, []))
    assert any("routes, column from: must be in units.csv, got 'U" in str(p) for p in problems)
