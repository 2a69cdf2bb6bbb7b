"""Sum link records to dyads, as one Ibis expression: DuckDB inside, any other engine by another table."""

from __future__ import annotations

from contextlib import ExitStack
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem, shown
from connectindex.links.records import AS_PLACE, OPERATOR, RECORD_COLUMNS, status
from connectindex.links.rules import OF_CENSUS, has_closed, has_yet_to_open, last_census
from connectindex.links.stores import Part, opened, reading
from connectindex.model.dyads import CLOSED, OF_PLACES, OPERATING, PLANNED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pandas import DataFrame

    from connectindex.links.rules import Census
    from connectindex.links.stores import LinkSource
    from connectindex.model.dyads import Mode

    CensusYears = set[tuple[str, str, int]]

PAIR_COLUMNS = ("unit", "partner", "mode", "status", "year", "count", "capacity", "operators", "first_year")
MEMBER_COLUMNS = ("unit", "mode", "name", "status", "year", "count")
KEYS = ("mode", "status", "year")
DIGITS = 12
IN_MEMORY = "links"
MOST_PAIRS = 4_000_000  # of the members of multilateral links: one of 2,000 has as many


def summed(
    records: DataFrame,
    modes: Mapping[str, Mode],
    year: int,
    sources: Sequence[LinkSource] = (),
    places: Mapping[str, str] | None = None,
) -> tuple[DataFrame, DataFrame]:
    """Sum link records to dyads as of one year.

    Of each mode and source the last census at or before `year` counts. A link whose opening lies after `year`
    is planned, one whose end lies before it is closed. A record without ``to`` says that ``from``
    takes part in the multilateral link ``name``; each such link joins every pair of its members
    once. An undirected link that is recorded from both ends is one link. A link between two places of
    one unit joins no units; it counts where the mode allows links within.

    Parameters
    ----------
    records
        Columns `RECORD_COLUMNS` and optionally ``operator``; ``to`` is missing in records of membership.
    modes
        Modes by id; records of others are passed over.
    year
        Year of the index.
    sources
        Records that are not in memory. The engine of each filters and sums them; only sums come back.
    places
        Unit of each place, where records name places (ports, airports) that are no units. The code of one that
        is a unit's, too, has `connectindex.links.records.AS_PLACE` before it.

    Returns
    -------
    pairs, memberships
        As `connectindex.model.dyads.Dyads` holds them, sorted. Sums of whole numbers are exact; others
        are rounded to 12 significant digits, so that they do not depend on the order of records.

    Raises
    ------
    InputError
        A source cannot be read.
    """
    with ExitStack() as stack:
        parts = _in_memory(records, modes) + (stack.enter_context(opened(sources)) if sources else [])
        recorded = [_recorded(part) for part in parts]
        census = last_census(set().union(*recorded), modes, year)
        if not census:
            return _empty(PAIR_COLUMNS), _empty(MEMBER_COLUMNS)
        current = [
            (p, _with_dated(_of_last(p.records, census, sums), year)) for p, sums in zip(parts, recorded, strict=True)
        ]
        pairs, memberships = _expressions(current, modes, places)
        with reading(", ".join(dict.fromkeys(p.name for p in parts))):
            sums = pairs.to_pyarrow().to_pandas()
            taking_part = _empty(MEMBER_COLUMNS) if memberships is None else memberships.to_pyarrow().to_pandas()
    return sums.assign(**{c: _rounded(sums[c].to_numpy()) for c in ("count", "capacity")}), taking_part


def recorded_sources(sources: Sequence[LinkSource], modes: Collection[str], year: int) -> dict[str, set[str]]:
    """List the sources of each mode's last census, in tables that are not in memory.

    Raises
    ------
    InputError
        A source cannot be read.
    """
    by_mode: dict[str, set[str]] = {}
    if not sources:
        return by_mode
    with opened(sources) as parts:
        for mode, source in last_census(set().union(*map(_recorded, parts)), modes, year):
            by_mode.setdefault(mode, set()).add(source)
    return by_mode


def _in_memory(records: DataFrame, modes: Mapping[str, Mode]) -> list[Part]:
    """Split records in memory into links and memberships, each where there are any."""
    import ibis  # noqa: PLC0415 - half a second that `--help` need not wait for
    import pyarrow as pa  # noqa: PLC0415

    wanted = records[records["mode"].isin(list(modes))]
    named = OPERATOR in wanted and wanted[OPERATOR].fillna("").ne("").any()
    columns = [*RECORD_COLUMNS, OPERATOR] if named else list(RECORD_COLUMNS)
    member = wanted["to"].isna()
    # Arrow, not pandas: a missing year becomes a null, and a null is later than no other year
    return [
        Part(IN_MEMORY, ibis.memtable(pa.Table.from_pandas(half, preserve_index=False)), members=members, frame=half)
        for half, members in ((wanted.loc[~member, columns], False), (wanted.loc[member, columns], True))
        if len(half)
    ]


def _recorded(part: Part) -> CensusYears:
    """List the modes, sources and years of all records of a part, unfiltered, which costs less than to filter."""
    if part.frame is not None:
        return set(part.frame[list(OF_CENSUS)].drop_duplicates().itertuples(index=False, name=None))
    with reading(part.name, secret=part.secret):
        rows = part.records.select(*OF_CENSUS).distinct().to_pyarrow().to_pylist()
    return {tuple(row[c] for c in OF_CENSUS) for row in rows}


def _expressions(
    current: Sequence[tuple[Part, Any]], modes: Mapping[str, Mode], places: Mapping[str, str] | None
) -> tuple[Any, Any]:
    """Return pairs of all parts as an expression of DuckDB, and memberships where there are any."""
    import ibis  # noqa: PLC0415

    operators = any(OPERATOR in t.columns for _, t in current)
    of_two = {c.removeprefix(AS_PLACE) for c in places or () if c.startswith(AS_PLACE)}
    ends = [p.fetched(_looked_up(_ends(t, operators=operators), p, modes, of_two)) for p, t in current if not p.members]
    members = [p.fetched(_looked_up(_members(t), p, modes, of_two)) for p, t in current if p.members]
    units = _lookup(places) if places else None
    joined, memberships = [], None
    if ends:
        whole = ibis.union(*ends) if len(ends) > 1 else ends[0]
        joined.append(_bilateral(whole, modes, units, operators=operators))
    if members:
        taking_part = _in_units(ibis.union(*members) if len(members) > 1 else members[0], units, "from")
        if not _surely_few_pairs([p for p, _ in current if p.members]):
            with reading(", ".join(p.name for p, _ in current if p.members)):
                _require_few_pairs(taking_part)
        joined.append(_multilateral(taking_part))
        memberships = taking_part.group_by(["from", "mode", "name"]).aggregate(
            status=taking_part["status"].min(), year=taking_part["year"].max()
        )
        memberships = memberships.mutate(count=ibis.literal(1, "int64"))
        memberships = memberships.rename(unit="from").select(*MEMBER_COLUMNS).order_by(["mode", "unit", "name"])
    pairs = joined[0]
    if len(joined) > 1 or units is not None:
        every = ibis.union(*joined) if len(joined) > 1 else pairs
        pairs = every.group_by(["unit", "partner", *KEYS]).aggregate(
            count=every["count"].sum(),
            capacity=every["capacity"].sum(),
            operators=every["operators"].max(),
            first_year=every["first_year"].min(),
        )
    if operators and units is not None:
        pairs = _with_operators(pairs, whole, modes, units)
    return pairs.select(*PAIR_COLUMNS).order_by(["mode", "unit", "partner", "status", "year"]), memberships


def _of_last(table: Any, census: Census, recorded: CensusYears) -> Any:
    """Select records of the last census of each mode and source; by the year alone where that is enough."""
    kept = {(mode, source, year) for mode, source, year in recorded if census.get((mode, source)) == year}
    years, others = {year for *_, year in kept}, {year for *_, year in recorded - kept}
    if not recorded - kept:
        return table
    if kept and not years & others:
        return table.filter(reduce(or_, (table["year"] == year for year in sorted(years))))
    return table.filter(_of_census(table, census))


def _with_dated(table: Any, year: int) -> Any:
    """Add the status in `year` that the dates of a record imply: closed, planned or none."""
    import ibis  # noqa: PLC0415

    return table.mutate(
        dated=ibis.cases(
            (has_closed(table["end"], year), CLOSED), (has_yet_to_open(table["start"], year), PLANNED), else_=""
        )
    )


def _status(table: Any) -> Any:
    """Return the status of each link, from the recorded status and the dates."""
    import ibis  # noqa: PLC0415

    recorded = status(table["status"])
    opening = (table["dated"] == PLANNED) & (recorded == OPERATING)
    return ibis.cases((table["dated"] == CLOSED, CLOSED), (opening, PLANNED), else_=recorded)


def _of_census(table: Any, census: Census) -> Any:
    """Select mode, source and year of a census with few conditions: engines skip columns that none uses."""
    years: dict[str, dict[int, list[str]]] = {}
    for (mode, source), year in sorted(census.items()):
        years.setdefault(mode, {}).setdefault(year, []).append(source)
    together: dict[int, list[str]] = {}
    for mode, by_year in years.items():
        if len(by_year) == 1:
            together.setdefault(next(iter(by_year)), []).append(mode)
    conditions = [table["mode"].isin(of) & (table["year"] == year) for year, of in together.items()]
    conditions += [
        (table["mode"] == mode) & (table["year"] == year) & table["source"].isin(of)
        for mode, by_year in years.items()
        for year, of in by_year.items()
        if len(by_year) > 1
    ]
    return reduce(or_, conditions)


def _ends(table: Any, *, operators: bool) -> Any:
    """Sum records from one place to another, by operator where one is named: the only pass over each record."""
    import ibis  # noqa: PLC0415

    if operators and OPERATOR not in table.columns:
        table = table.mutate(**{OPERATOR: ibis.literal("")})
    keys = ["mode", "status", "dated", "year", "from", "to", *([OPERATOR] if operators else [])]
    sums = table.group_by(keys).aggregate(
        count=table["count"].sum(),
        capacity=table["capacity"].cast("float64").sum(),
        first_year=table["start"].min().cast("float64"),
    )
    # texts are compared once a sum, not once a record
    return sums.mutate(year=sums["year"].cast("int64"), status=_status(sums)).drop("dated")


def _members(table: Any) -> Any:
    """Keep each membership once."""
    memberships = table.group_by(["mode", "name", "year", "from"]).aggregate(
        status=_status(table).min(), first_year=table["start"].min().cast("float64")
    )
    return memberships.mutate(year=memberships["year"].cast("int64"))


def _looked_up(sums: Any, part: Part, modes: Mapping[str, Mode], of_two: set[str]) -> Any:
    """Drop sums of unknown ends; mark the codes `of_two`, which places and units share, where ends are places."""
    import ibis  # noqa: PLC0415

    columns = ["from"] if part.members else ["from", "to"]
    if part.left_out:
        sums = sums.filter([~sums[c].isin(part.left_out) for c in columns])
    of_places = [m.id for m in modes.values() if m.ends == OF_PLACES]
    if not of_two or not (of_places or part.ends == OF_PLACES):
        return sums
    for column in columns:
        marked = sums[column].isin(sorted(of_two))
        if part.ends != OF_PLACES:
            marked &= sums["mode"].isin(of_places)
        sums = sums.mutate(**{column: ibis.ifelse(marked, ibis.literal(AS_PLACE) + sums[column], sums[column])})
    return sums


def _lookup(places: Mapping[str, str]) -> Any:
    """Return places and their units as a table."""
    import ibis  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    return ibis.memtable(pa.table({"place": list(places), "unit_of_place": list(places.values())}))


def _in_units(table: Any, units: Any, *columns: str) -> Any:
    """Replace places by the units they lie in."""
    import ibis  # noqa: PLC0415

    for column in columns if units is not None else ():
        met = table.left_join(units, table[column] == units["place"])
        table = met.mutate(**{column: ibis.coalesce(met["unit_of_place"], met[column])}).drop("place", "unit_of_place")
    return table


def _bilateral(ends: Any, modes: Mapping[str, Mode], units: Any, *, operators: bool) -> Any:
    """Sum links per ordered pair of units; an undirected link recorded from both ends is taken once."""
    import ibis  # noqa: PLC0415

    one_way = ends["mode"].isin([m.id for m in modes.values() if m.directed])
    ends = ends.mutate(
        unit=ibis.ifelse(one_way, ends["from"], ibis.least(ends["from"], ends["to"])),
        partner=ibis.ifelse(one_way, ends["to"], ibis.greatest(ends["from"], ends["to"])),
    )
    outward, keys = ends["from"] == ends["unit"], ["unit", "partner", *KEYS]
    by_end = ends.group_by([*keys, *([OPERATOR] if operators else [])]).aggregate(
        **{f"{c}_outward": ends[c].sum(where=outward) for c in ("count", "capacity")},
        **{f"{c}_back": ends[c].sum(where=~outward) for c in ("count", "capacity")},
        first_year=ends["first_year"].min(),
    )
    if operators:
        # each operator has one row a pair now: to count rows is to count operators
        named = by_end.count(where=by_end[OPERATOR] != "").nullif(0).cast("float64")
        sums = {c: by_end[c].sum() for c in by_end.columns if c.endswith(("_outward", "_back"))}
        by_end = by_end.group_by(keys).aggregate(**sums, operators=named, first_year=by_end["first_year"].min())
    else:
        by_end = by_end.mutate(operators=ibis.null("float64"))
    # the sums of the two ends are alternatives, not parts
    larger = {c: ibis.greatest(by_end[f"{c}_outward"], by_end[f"{c}_back"]) for c in ("count", "capacity")}
    once = by_end.select(*keys, *(by_end[c] for c in ("operators", "first_year")), **larger)
    once = once.select(*keys, "count", "capacity", "operators", "first_year")
    return _seen_from_both(once, modes, units)


def _seen_from_both(pairs: Any, modes: Mapping[str, Mode], units: Any) -> Any:
    """Convert pairs of places to pairs of units; an undirected link occurs twice, once from each end."""
    import ibis  # noqa: PLC0415

    if units is not None:
        places = pairs.mutate(one_place=pairs["unit"] == pairs["partner"])
        pairs = _in_units(places, units, "unit", "partner")
        within = pairs["mode"].isin([m.id for m in modes.values() if m.within])
        pairs = pairs.filter(pairs["one_place"] | within | (pairs["unit"] != pairs["partner"])).drop("one_place")
    directed = [m.id for m in modes.values() if m.directed]
    back = pairs.filter(~pairs["mode"].isin(directed) & (pairs["unit"] != pairs["partner"]))
    back = back.mutate(unit=back["partner"], partner=back["unit"])
    return ibis.union(pairs, back.select(*pairs.columns))


def _surely_few_pairs(parts: Sequence[Part]) -> bool:
    """Whether even one link of all the memberships in memory would join few pairs: then no engine need be asked."""
    frames = [part.frame for part in parts]
    return all(f is not None for f in frames) and sum(len(f) for f in frames if f is not None) ** 2 <= MOST_PAIRS


def _require_few_pairs(members: Any) -> None:
    """Refuse multilateral links of so many members that their pairs are no longer held in memory."""
    size = members.group_by(["mode", "name", "year"]).aggregate(members=members["from"].nunique())
    size = size.mutate(pairs=size["members"] * (size["members"] - 1))
    total = size.aggregate(pairs=size["pairs"].sum()).to_pyarrow().to_pylist()[0]["pairs"] or 0
    if total > MOST_PAIRS:
        largest = size.order_by([size["pairs"].desc(), "mode", "name"]).limit(1).to_pyarrow().to_pylist()[0]
        rule = f"multilateral links must join {MOST_PAIRS:,} pairs of members or fewer, which are held in memory"
        got = f"{total:,}; the largest is {shown(largest['name'])} with {largest['members']:,} members"
        raise InputError([Problem(f"links of mode {largest['mode']}", rule, got)])


def _multilateral(members: Any) -> Any:
    """Convert multilateral links to pairs: each link joins every pair of its members once."""
    import ibis  # noqa: PLC0415

    each = members.group_by(["mode", "name", "year", "from"]).aggregate(
        status=members["status"].min(), first_year=members["first_year"].min()
    )
    other = each.view()
    same = [each[k] == other[k] for k in ("mode", "name", "year", "status")]
    met = each.join(other, [*same, each["from"] != other["from"]]).select(
        unit=each["from"], partner=other["from"], **{k: each[k] for k in (*KEYS, "first_year")}
    )
    counted = met.group_by(["unit", "partner", *KEYS]).aggregate(
        count=met.count().cast("float64"), first_year=met["first_year"].min()
    )
    unknown = ibis.null("float64")
    counted = counted.mutate(capacity=unknown, operators=unknown)
    return counted.select("unit", "partner", *KEYS, "count", "capacity", "operators", "first_year")


def _with_operators(pairs: Any, ends: Any, modes: Mapping[str, Mode], units: Any) -> Any:
    """Count the different operators between all places of two units, missing where none is named."""
    named = ends.filter(ends[OPERATOR] != "")
    named = named.select(*KEYS, OPERATOR, unit=named["from"], partner=named["to"])
    named = _seen_from_both(named, modes, units)
    keys = ["unit", "partner", *KEYS]
    counts = named.group_by(keys).aggregate(operators=named[OPERATOR].nunique().cast("float64"))
    return pairs.drop("operators").left_join(counts, keys).select(*pairs.columns)


def _rounded(x: Any) -> Any:
    """Round numbers to 12 significant digits; whole ones stay as they are."""
    with np.errstate(divide="ignore", invalid="ignore"):
        digits = np.clip(DIGITS - 1 - np.floor(np.log10(np.abs(x))), 0, 22)
        scale = 10.0**digits
        return np.where(x % 1 == 0, x, np.round(x * scale) / scale)


def _empty(columns: tuple[str, ...]) -> DataFrame:
    kinds = {"year": "int64", "count": "float64" if columns == PAIR_COLUMNS else "int64"}
    kinds |= dict.fromkeys(("capacity", "operators", "first_year"), "float64")
    return pd.DataFrame({c: pd.Series(dtype=kinds.get(c, "str")) for c in columns})
