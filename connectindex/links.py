"""Link records to dyads, as one Ibis expression: DuckDB inside, another engine by another table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectindex.model.dyads import CLOSED, OPERATING, PLANNED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame

    from connectindex.model.dyads import Mode

RECORD_COLUMNS = (
    "from", "to", "name", "mode", "year", "count", "capacity", "status", "start", "end", "source",
)  # fmt: skip
PAIR_COLUMNS = ("unit", "partner", "mode", "status", "year", "count", "capacity", "first_year")
MEMBER_COLUMNS = ("unit", "mode", "count")


def summed(records: DataFrame, modes: Mapping[str, Mode], year: int) -> tuple[DataFrame, DataFrame]:
    """Records of links, summed to dyads as of one year.

    Of each mode and source the last census at or before `year` counts. A link whose opening lies after `year`
    is planned, one whose end lies before it is closed. A record without ``to`` says that ``from``
    takes part in the multilateral link ``name``; each such link joins every pair of its members
    once. An undirected link that is recorded from both ends is one link.

    Parameters
    ----------
    records
        Columns `RECORD_COLUMNS`; ``to`` is missing in records of membership.
    modes
        Modes by id; records of others are passed over.
    year
        Year of the index.

    Returns
    -------
    pairs, memberships
        As `connectindex.model.dyads.Dyads` holds them, sorted.
    """
    import ibis  # noqa: PLC0415 - half a second that `--help` need not wait for
    import pyarrow as pa  # noqa: PLC0415

    wanted = records[records["mode"].isin(list(modes))]
    if not len(wanted):
        return _empty(records, PAIR_COLUMNS), _empty(records, MEMBER_COLUMNS)
    directed = [m.id for m in modes.values() if m.directed]
    # Arrow, not pandas: a missing year becomes a null, and a null is later than no other year
    table = ibis.memtable(pa.Table.from_pandas(wanted[list(RECORD_COLUMNS)], preserve_index=False))
    current = _as_of(table, year)
    bilateral = current.filter(current["to"].notnull())
    members = current.filter(current["to"].isnull())
    pairs = ibis.union(_bilateral(bilateral, directed), _multilateral(members))
    pairs = pairs.group_by(["unit", "partner", "mode", "status", "year"]).aggregate(
        count=pairs["count"].sum(), capacity=pairs["capacity"].sum(), first_year=pairs["first_year"].min()
    )
    taking_part = members.group_by(["from", "mode"]).aggregate(count=members["name"].nunique())
    taking_part = taking_part.rename(unit="from")
    keys = ["mode", "unit", "partner", "status"]
    return (
        pairs.select(*PAIR_COLUMNS).order_by(keys).to_pyarrow().to_pandas(),
        taking_part.select(*MEMBER_COLUMNS).order_by(["mode", "unit"]).to_pyarrow().to_pandas(),
    )


def _as_of(table: Any, year: int) -> Any:
    """The last census of each mode and source, with the status each link has in `year`."""
    import ibis  # noqa: PLC0415

    table = table.filter(table["year"] <= year)
    table = table.mutate(census=table["year"].max().over(ibis.window(group_by=["mode", "source"])))
    table = table.filter(table["year"] == table["census"])
    status = ibis.cases(
        (table["end"] < year, CLOSED),
        ((table["start"] > year) & (table["status"] == OPERATING), PLANNED),
        else_=table["status"],
    )
    return table.mutate(status=status)


def _bilateral(table: Any, directed: list[str]) -> Any:
    """Sums per ordered pair; an undirected link recorded from both ends is taken once."""
    import ibis  # noqa: PLC0415

    one_way = table["mode"].isin(directed)
    keys = ["unit", "partner", "mode", "status", "year"]
    table = table.mutate(
        unit=ibis.ifelse(one_way, table["from"], ibis.least(table["from"], table["to"])),
        partner=ibis.ifelse(one_way, table["to"], ibis.greatest(table["from"], table["to"])),
        # which end reported: the two ends' sums are alternatives, not parts
        end_of_record=ibis.ifelse(one_way, True, table["from"] < table["to"]),
    )
    per_end = table.group_by([*keys, "end_of_record"]).aggregate(
        count=table["count"].sum(), capacity=table["capacity"].sum(), first_year=table["start"].min()
    )
    once = per_end.group_by(keys).aggregate(
        count=per_end["count"].max(),
        capacity=per_end["capacity"].max(),
        first_year=per_end["first_year"].min(),
    )
    back = once.filter(~once["mode"].isin(directed) & (once["unit"] != once["partner"]))
    back = back.mutate(unit=back["partner"], partner=back["unit"])
    columns = [*keys, "count", "capacity", "first_year"]
    return ibis.union(once.select(*columns), back.select(*columns))


def _multilateral(members: Any) -> Any:
    """Each multilateral link joins every pair of its members once."""
    import ibis  # noqa: PLC0415

    each = members.group_by(["mode", "name", "year", "from"]).aggregate(
        status=members["status"].min(), start=members["start"].min()
    )
    other = each.view()
    met = each.join(
        other,
        [
            each["mode"] == other["mode"],
            each["name"] == other["name"],
            each["year"] == other["year"],
            each["status"] == other["status"],
            each["from"] != other["from"],
        ],
    ).select(
        unit=each["from"],
        partner=other["from"],
        mode=each["mode"],
        status=each["status"],
        year=each["year"],
        start=each["start"],
    )
    counted = met.group_by(["unit", "partner", "mode", "status", "year"]).aggregate(
        count=met.count().cast("float64"), first_year=met["start"].min()
    )
    counted = counted.mutate(capacity=ibis.null("float64"))
    return counted.select("unit", "partner", "mode", "status", "year", "count", "capacity", "first_year")


def _empty(records: DataFrame, columns: tuple[str, ...]) -> DataFrame:
    return records.iloc[:0].reindex(columns=list(columns))
