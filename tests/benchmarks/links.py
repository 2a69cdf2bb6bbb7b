"""Link records to dyads: against the same rules in hand-written DuckDB SQL and in pandas, by number of records.

python tests/benchmarks/links.py [RECORDS ...]      default 1e6 1e7; 3e7 and 5e7 need 9 and 15 GB for pandas, 1e8 1 GB of disk
and some minutes
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from link_records import UNITS, write

YEAR = 2025
DIRECTED, UNDIRECTED = ["flights"], ["routes", "sea", "rail"]
PANDAS_UP_TO = 50_000_000
TIMES, OFTEN_UP_TO = 3, 10_000_000
KEYS = ["mode", "unit", "partner", "status", "year"]

# in one query DuckDB takes the records, not the census, for the side of the join that it keeps in memory
CENSUS = """
create temp table census as select mode, source, max(year) as year from '{path}' where year <= {year} group by all
"""
SQL = """
with by_operator as (
    select mode, year, "from", "to", operator,
        case when "end" < {year} then 'closed' when start > {year} and status = 'operating' then 'planned' else status end as state,
        sum(count) as count, sum(capacity) as capacity, min(start) as first_year
    from '{path}' semi join census using (mode, source, year)
    where mode in ('flights', 'routes', 'sea', 'rail')
    group by all
),
turned as (
    select *, mode <> 'flights' and "from" > "to" as back,
        if(back, "to", "from") as unit, if(back, "from", "to") as partner
    from by_operator
),
by_pair as (
    select mode, state, year, unit, partner, operator,
        sum(count) filter (not back) as count_there, sum(count) filter (back) as count_back,
        sum(capacity) filter (not back) as capacity_there, sum(capacity) filter (back) as capacity_back,
        min(first_year) as first_year
    from turned group by all
),
once as (
    select mode, state, year, unit, partner, greatest(sum(count_there), sum(count_back)) as count,
        greatest(sum(capacity_there), sum(capacity_back)) as capacity, count(operator) as operators,
        min(first_year) as first_year
    from by_pair group by all
),
pairs as (
    select unit, partner, * exclude (unit, partner) from once
    union all select partner, unit, * exclude (unit, partner) from once where mode <> 'flights'
)
select unit, partner, mode, state as status, year::bigint as year, count, capacity,
    operators::double as operators, first_year::double as first_year
from pairs
order by mode, unit, partner, status, year
"""


def ours(path):
    """The expression, records in a Parquet file."""
    from connectindex.links import RECORD_COLUMNS, LinkSource, summed
    from connectindex.links.stores import Files

    source = LinkSource("links", Files((path,), path.parent))
    return summed(pd.DataFrame(columns=list(RECORD_COLUMNS)), modes(), YEAR, [source])[0]


def checked(path):
    """Every record checked: codes, years, numbers, statuses."""
    from connectindex.links import LinkSource, check
    from connectindex.links.stores import Files

    known = check.Known([f"U{n:03}" for n in range(UNITS)], modes(), ["a", "b"])
    _, problems = check.checked([LinkSource("links", Files((path,), path.parent))], known)
    return pd.DataFrame({"problem": [str(p) for p in problems]})


def modes():
    """The kinds of links of the records."""
    from connectindex.model.dyads import Mode

    return {m: Mode(m, directed=m in DIRECTED) for m in (*DIRECTED, *UNDIRECTED)}


def by_sql(path):
    """The same rules in two queries, as one would write it by hand, on an engine with the same settings."""
    import duckdb

    from connectindex.links.stores import MEMORY

    with duckdb.connect(config={"memory_limit": MEMORY, "preserve_insertion_order": False}) as con:
        con.execute(CENSUS.format(path=path, year=YEAR))
        return con.sql(SQL.format(path=path, year=YEAR)).to_arrow_table().to_pandas()


def by_pandas(path):
    """The same rules on a frame in memory."""
    t = pd.read_parquet(path)
    t = t[t["mode"].isin([*DIRECTED, *UNDIRECTED]) & (t["year"] <= YEAR)]
    t = t[t["year"] == t.groupby(["mode", "source"])["year"].transform("max")]
    planned = (t["start"] > YEAR) & (t["status"] == "operating")
    t["status"] = np.where(t["end"] < YEAR, "closed", np.where(planned, "planned", t["status"]))
    back = (t["from"] > t["to"]) & ~t["mode"].isin(DIRECTED)
    t["unit"], t["partner"], t["back"] = t["to"].where(back, t["from"]), t["from"].where(back, t["to"]), back
    by_end = t.groupby([*KEYS, "back"])
    ends = by_end.agg(count=("count", "sum"), first_year=("start", "min"))
    ends["capacity"] = by_end["capacity"].sum(min_count=1)
    once = ends.groupby(KEYS).agg({"count": "max", "capacity": "max", "first_year": "min"})
    once["operators"] = t.groupby(KEYS)["operator"].nunique().astype(float)
    once = once.reset_index()
    other = once[~once["mode"].isin(DIRECTED)]
    pairs = pd.concat([once, other.assign(unit=other["partner"], partner=other["unit"])])
    columns = ["unit", "partner", "mode", "status", "year", "count", "capacity", "operators", "first_year"]
    return pairs[columns].sort_values(KEYS).reset_index(drop=True)


WAYS = {"ours": ours, "SQL": by_sql, "pandas": by_pandas, "check": checked}


def run(way, path, result):
    """One way in a process of its own: its result as a file; seconds and peak memory on standard output."""
    import ibis  # noqa: F401 - not to be timed

    import connectindex.links  # noqa: F401

    start, worked = time.perf_counter(), time.process_time()
    found = WAYS[way](path)
    seconds, cpu = time.perf_counter() - start, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**30 if sys.platform == "darwin" else 2**20)
    found.to_parquet(result)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": peak}))


def measured(ways, path, folder, times):
    """Median seconds, median seconds of processors and highest peak of each way, taken in turns."""
    found = {way: [] for way in ways}
    for _ in range(times):
        for way in ways:
            command = [sys.executable, __file__, "--run", way, str(path), str(folder / f"{way}.parquet")]
            answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            found[way].append(json.loads(answer.splitlines()[-1]))
    return {
        way: {
            "seconds": statistics.median(r["seconds"] for r in runs),
            "cpu": statistics.median(r["cpu"] for r in runs),
            "peak": max(r["peak"] for r in runs),
        }
        for way, runs in found.items()
    }


def main():
    """Print the table."""
    sizes = [int(float(a)) for a in sys.argv[1:]] or [1_000_000, 10_000_000]
    print("records, way, seconds, seconds of processors, peak GiB, times the seconds of ours (of processors)")
    for records in sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            path = folder / "records.parquet"
            write(path, records)
            ways = [w for w in WAYS if w != "pandas" or records <= PANDAS_UP_TO]
            found = measured(ways, path, folder, TIMES if records <= OFTEN_UP_TO else 1)
            tables = {w: pd.read_parquet(folder / f"{w}.parquet") for w in ways if w != "check"}
            for other in tables.values():
                pd.testing.assert_frame_equal(tables["ours"], other, check_dtype=False)
        ours = found["ours"]
        print(f"{records:,} records, {len(tables['ours']):,} dyads")
        for way, r in found.items():
            ratios = f"{r['seconds'] / ours['seconds']:6.2f} ({r['cpu'] / ours['cpu']:.2f})"
            print(f"  {way:<7}{r['seconds']:9.2f}{r['cpu']:9.2f}{r['peak']:8.2f}{ratios:>16}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        main()
