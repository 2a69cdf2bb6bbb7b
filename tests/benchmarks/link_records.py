"""Write made-up link records of any number as Parquet: 200 units, four modes, two sources with a census each year, nine in ten records of the last, forty operators."""

from __future__ import annotations

import sys
from pathlib import Path

UNITS = 200
RECORDS = """
copy (
    with draws as (select hash(i * 2 + 1) as p, hash(i * 3 + 7) as q, hash(i * 5 + 11) as r from range({records}) t(i)),
    starts as (select *, floor({units} * pow((p % 1000000) / 1e6, 2))::int as a from draws),
    -- a dozen partners near by, or any
    ends as (
        select *, (a + 1 + if(q % 3 > 0, p // 1000000 % 12, q // 3 % {others})::int) % {units} as b from starts
    )
    select
        'U' || lpad(a::varchar, 3, '0') as "from",
        'U' || lpad(b::varchar, 3, '0') as "to",
        if(r % 10 = 0, 2021 + r // 10 % 4, 2025)::smallint as year,
        ['flights', 'routes', 'sea', 'rail'][1 + (q // 1000 % 4)::int] as mode,
        (1 + r // 7 % 20)::double as count,
        if(r // 100 % 3 = 0, null, (r // 1000 % 400)::double) as capacity,
        if(q // 17 % 20 = 0, 'planned', 'operating') as status,
        if(q // 31 % 2 = 0, null, 1980 + q // 77 % 40)::smallint as start,
        if(q // 13 % 50 = 0, 2020 + q // 79 % 27, null)::smallint as "end",
        ['a', 'b'][1 + (r // 11 % 2)::int] as source,
        -- each pair is served by three of forty
        'O' || ((a * 7 + b * 3 + r // 50 % 3 * 11) % 40)::varchar as operator
    from ends
) to '{path}' (format parquet)
"""


def write(path: Path, records: int) -> None:
    """Write so many records; the same number gives the same records."""
    import duckdb

    sql = RECORDS.format(records=records, units=UNITS, others=UNITS - 1, path=str(path).replace("'", "''"))
    with duckdb.connect() as con:
        con.execute(sql)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(float(sys.argv[2])))
