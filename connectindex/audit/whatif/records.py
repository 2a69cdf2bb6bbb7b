"""Records: the link records that are in force, those that moves touch, and the pairs that many plans make of them.

A plan is a set of moves. All plans are summed in one go: each has a copy of the units its moves touch, whose
codes begin with the number of the plan, so that the rules that sum the edition's own links hold for every plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex import links
from connectindex.audit.whatif.moves import unmatched
from connectindex.edition.projects import ADD, CHANGE, CLOSE, OPEN
from connectindex.errors import InputError, Problem
from connectindex.links.rules import OF_CENSUS, has_closed, has_yet_to_open, last_census
from connectindex.model.display import Brief
from connectindex.model.dyads import CLOSED, OPERATING, PLANNED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pandas import DataFrame, Series

    from connectindex.audit.whatif.moves import Moves
    from connectindex.edition.model import Edition
    from connectindex.model.dyads import Dyads

MARK = "|"  # no code of a unit has it
ADDED = "\x1fadded"  # a source of its own: an added link is no census that would replace another
PAIR = ["mode", "a", "b"]


@dataclass(frozen=True, eq=False, repr=False)
class Base(Brief):
    """The links of an edition as of a year, record by record.

    Parameters
    ----------
    edition, year, dyads
        Whose links, as of when, and their sums.
    """

    edition: Edition
    year: int
    dyads: Dyads

    @cached_property
    def records(self) -> DataFrame:
        """List the records in force: those of the last census of each mode and source, with the status of the year.

        Columns of `connectindex.links.RECORD_COLUMNS`, and the units at the ends, ``a`` not after ``b`` (both
        the same for a membership). Modes whose records are not in memory are represented by their sums.
        """
        table, modes = self.edition.links, self.edition.modes
        census = last_census(table[list(OF_CENSUS)].itertuples(index=False, name=None), modes, self.year)
        counted = pd.Series(list(zip(table["mode"], table["source"], strict=True)), index=table.index).map(census)
        latest = table[table["year"] == counted]
        parts = [latest[~latest["mode"].isin(self.elsewhere)], self._sums()]
        both = pd.concat([p for p in parts if len(p)] or parts[:1], ignore_index=True)
        opening = (both["status"] == OPERATING) & has_yet_to_open(both["start"], self.year)
        both["status"] = both["status"].mask(opening, PLANNED).mask(has_closed(both["end"], self.year), CLOSED)
        both["to"] = both["to"].astype(object).where(both["to"].notna(), "")
        known = both["from"].isin(self.unit_of) & (both["to"].isin(self.unit_of) | (both["to"] == ""))
        both = both[known].reset_index(drop=True)
        return with_units(both, self.unit_of).assign(record=np.arange(len(both)))

    @cached_property
    def elsewhere(self) -> list[str]:
        """List the modes with records that are not in memory."""
        edition = self.edition
        return sorted(links.recorded_sources(edition.link_sources, edition.modes, self.year))

    @cached_property
    def unit_of(self) -> dict[str, str]:
        """Map each code that records may name to its unit, of the units that are there."""
        units = {code: code for code in self.dyads.units.table.index}
        return units | {place: unit for place, unit in self.edition.places.items() if unit in units}

    def _sums(self) -> DataFrame:
        pairs = self.dyads.pairs[self.dyads.pairs["mode"].isin(self.elsewhere)]
        directed = pairs["mode"].isin([m.id for m in self.edition.modes.values() if m.directed])
        once = pairs[directed | (pairs["unit"] <= pairs["partner"])]
        renamed = once.rename(columns={"unit": "from", "partner": "to", "first_year": "start"})
        return renamed.assign(name="", source="", end=np.nan).reindex(columns=list(links.RECORD_COLUMNS))


def with_units(records: DataFrame, unit_of: Mapping[str, str]) -> DataFrame:
    """Add the units at the ends of records as ``a`` and ``b``, in order."""
    first = records["from"].map(unit_of).astype(object)
    second = records["to"].where(records["to"] != "", records["from"]).map(unit_of).astype(object)
    turned = first > second
    return records.assign(a=first.mask(turned, second), b=second.mask(turned, first))


def matched(base: Base, moves: Moves) -> DataFrame:
    """Match moves with the records that they open, close or change.

    Returns
    -------
    DataFrame with ``move``, ``record`` and ``taken``: how many of its links; infinite: all.

    Raises
    ------
    InputError
        A move names no such record, or more links than there are.
    """
    chosen = moves.table[moves.table["action"] != ADD]
    rows, problems = [], list[Problem]()
    keyed = with_units(chosen, base.unit_of)
    by_pair = base.records.groupby(PAIR).groups if len(chosen) else {}
    for move, row in keyed.iterrows():  # over moves of a file
        between = base.records.loc[by_pair.get((row["mode"], row["a"], row["b"]), [])]
        wanted = _fitting(between[_same(between, row, base)], row)
        total = float(wanted["count"].sum())
        if wanted.empty or (row["action"] == CHANGE and len(wanted) > 1):
            problems.append(unmatched(row, _listed(between)))
        elif row["action"] != CHANGE and row["count"] > total:
            what = f"at most the {total:g} links that are there"
            problems.append(Problem(str(row["place"]), f"{row['action']} must name {what}", f"{row['count']:g}"))
        else:
            taken = _taken(wanted["count"], row)
            rows += [(move, int(r), t) for r, t in zip(wanted["record"], taken, strict=True) if t > 0]
    if problems:
        raise InputError(problems)
    return pd.DataFrame(rows, columns=["move", "record", "taken"]).astype({"taken": float})


def _same(records: DataFrame, row: Series, base: Base) -> Any:
    """Records between the places that a row names; of its name, where they have names."""
    if not row["to"]:
        return (records["to"] == "") & (records["name"] == row["name"])
    kept = records["to"] != ""
    units = base.dyads.units.table.index
    if base.edition.modes[row["mode"]].directed:
        kept &= records["from"].map(base.unit_of) == base.unit_of[row["from"]]
    for end in ("from", "to"):
        if row[end] not in units:  # a place: only its own records
            kept &= (records["from"] == row[end]) | (records["to"] == row[end])
    named = kept & (records["name"] != "")
    return kept & (records["name"] == row["name"]) if row["name"] and named.any() else kept


def _fitting(records: DataFrame, row: Series) -> DataFrame:
    if row["action"] == OPEN:
        return records[records["status"] != OPERATING]
    if row["action"] == CLOSE:
        return records[records["status"] == OPERATING]
    return records[records["status"] == row["status"]] if row["status"] else records


def _taken(count: Series, row: Series) -> list[float]:
    """Links taken of each record, in their order; infinite where a row takes all."""
    if row["action"] == CHANGE or np.isnan(row["count"]):
        return [np.inf] * len(count)
    before = count.cumsum() - count
    return [float(t) for t in np.clip(row["count"] - before, 0, count)]


def _listed(records: DataFrame) -> list[str]:
    columns = ["from", "to", "year", "name", "status", "count"]
    return [
        f"{a} - {b} {year}{f' {name!r}' if name else ''} {status} ({count:g})"
        for a, b, year, name, status, count in records[columns].itertuples(index=False)
    ]


def touched(base: Base, moves: Moves) -> DataFrame:
    """List pairs of units that each move may change: ``move``, ``mode``, ``a``, ``b``."""
    table = with_units(moves.table, base.unit_of).rename_axis("move").reset_index()
    two = table.loc[table["to"] != "", ["move", *PAIR]]
    one = table[table["to"] == ""]
    if one.empty:
        return two
    records = base.records[base.records["to"] == ""]
    members = pd.concat([records, one])[["mode", "name", "a"]].drop_duplicates().rename(columns={"a": "other"})
    joined = one[["move", "mode", "name", "a"]].merge(members, on=["mode", "name"])
    turned = joined["a"] > joined["other"]
    ends = joined.assign(a=joined["a"].mask(turned, joined["other"]), b=joined["other"].mask(turned, joined["a"]))
    return pd.concat([two, ends[["move", *PAIR]]], ignore_index=True).drop_duplicates()


@dataclass(frozen=True, eq=False)
class Plans:
    """Links of the pairs that plans touch, summed under each plan.

    Parameters
    ----------
    cells
        Pairs each plan touches: ``plan``, ``mode``, ``a``, ``b``.
    pairs
        New sums of these pairs, as `connectindex.model.dyads.Dyads` holds them, and ``plan``.
    memberships
        New counts of the multilateral links of the units touched, and ``plan``.
    """

    cells: DataFrame
    pairs: DataFrame
    memberships: DataFrame


def planned(base: Base, moves: Moves, plans: Sequence[tuple[int, ...]], matches: DataFrame) -> Plans:
    """Sum the links that each plan leaves.

    Parameters
    ----------
    matches
        The records that moves open, close or change, as `matched` finds them.
    plans
        Moves of each plan, by their number.
    """
    steps = pd.DataFrame(
        {
            "plan": np.repeat(np.arange(len(plans)), [len(p) for p in plans]),
            "move": np.array([m for p in plans for m in p], dtype=int),
        }
    )
    cells = steps.merge(touched(base, moves), on="move")[["plan", *PAIR]].drop_duplicates()
    bilateral = base.records[base.records["to"] != ""]
    members = base.records[base.records["to"] == ""]
    ends = pd.concat([cells[["plan", "mode", c]].rename(columns={c: "a"}) for c in ("a", "b")]).drop_duplicates()
    kept = [cells.merge(bilateral, on=PAIR), ends.merge(members, on=["mode", "a"])]
    old = pd.concat([k for k in kept if len(k)] or kept[:1], ignore_index=True)
    records = pd.concat([_edited(old, steps, moves, matches, base), _new(steps, moves, base)])
    tagged, places = _tagged(records, base)
    modes = {m: base.edition.modes[m] for m in cells["mode"].unique()}
    pairs, memberships = links.summed(tagged, modes, base.year, (), places)
    pairs, memberships = _untagged(pairs, "unit", "partner"), _untagged(memberships, "unit", "name")
    low, high = np.minimum(pairs["unit"], pairs["partner"]), np.maximum(pairs["unit"], pairs["partner"])
    cell_index = pd.MultiIndex.from_frame(cells)
    got = pd.MultiIndex.from_arrays([pairs["plan"], pairs["mode"], low, high])
    return Plans(cells, pairs[got.isin(cell_index)].reset_index(drop=True), memberships)


def _edited(records: DataFrame, steps: DataFrame, moves: Moves, matches: DataFrame, base: Base) -> DataFrame:
    """Records of each plan after its moves have opened, closed and changed some of them."""
    if matches.empty:
        return records
    edits = steps.merge(matches, on="move").merge(
        moves.table[["action", "count", "capacity"]], left_on="move", right_index=True
    )
    keys = ["plan", "record"]
    set_ = edits[edits["action"] == CHANGE].groupby(keys)[["count", "capacity"]].last()
    records = records.merge(set_.add_suffix("_set"), on=keys, how="left")
    for column in ("count", "capacity"):
        new_values = records[f"{column}_set"]
        records[column] = records[column].where(new_values.isna(), new_values)
    moved = edits[edits["action"] != CHANGE].groupby(keys).agg(taken=("taken", "sum"), action=("action", "last"))
    records = records.merge(moved, on=keys, how="left")
    taken = np.minimum(records["taken"].fillna(0.0), records["count"])
    hit = records["taken"].notna()
    part = records[hit].assign(count=taken[hit], capacity=_share(records, taken)[hit])
    opened = part["action"] == OPEN
    before = part["start"].where(part["start"] <= base.year)
    known = before.fillna(float(base.year)).where(part["status"] != CLOSED, before)
    part = part.assign(
        status=np.where(opened, OPERATING, CLOSED),
        start=part["start"].mask(opened, known),
        end=part["end"].mask(opened),
    )
    rest = records.assign(count=records["count"] - taken, capacity=_share(records, records["count"] - taken))
    return pd.concat([rest[~hit | (rest["count"] > 0)], part], ignore_index=True)


def _share(records: DataFrame, count: Series) -> Series:
    """The capacity of some of the links of a record."""
    whole = count == records["count"]
    return records["capacity"] * np.where(whole, 1.0, count / records["count"].where(records["count"] > 0, 1.0))


def _new(steps: DataFrame, moves: Moves, base: Base) -> DataFrame:
    """Added links, operating in the year of the index; one more end of a multilateral link joins its records."""
    year, edition = base.year, base.edition
    rows = steps.merge(moves.table[moves.table["action"] == ADD], left_on="move", right_index=True)
    start = rows["start"].where(rows["start"] <= year).fillna(float(year))
    rows = rows.assign(start=start, end=np.nan, status=OPERATING, count=rows["count"].fillna(1.0))
    members = base.records[base.records["to"] == ""].drop_duplicates(["mode", "name"], keep="last")
    known = rows[["mode", "name"]].merge(members[["mode", "name", "year", "source"]], on=["mode", "name"], how="left")
    joins = (rows["to"] == "").to_numpy() & known["year"].notna().to_numpy()
    rows["year"] = np.where(joins, known["year"].fillna(year), year).astype(int)
    rows["source"] = np.where(joins, known["source"].fillna(""), ADDED)
    # the sums of the two ends of an undirected link are alternatives: from whichever end the records have it,
    # one more is one more
    one_way = rows["mode"].isin([m.id for m in edition.modes.values() if m.directed])
    back = rows[~one_way & (rows["to"] != "") & (rows["to"] != rows["from"])]
    return pd.concat([rows, back.assign(**{"from": back["to"], "to": back["from"]})], ignore_index=True)


def _tagged(records: DataFrame, base: Base) -> tuple[DataFrame, dict[str, str]]:
    """Records whose codes and names of multilateral links begin with the plan, and the unit of each place."""
    tag = records["plan"].astype(int).astype(str) + MARK
    member = (records["to"] == "").to_numpy()
    origin, to = tag + records["from"].astype(str), tag + records["to"].astype(str)
    plain = pd.concat([records["from"], records["to"][~member]]).to_numpy()
    marked = pd.concat([origin, to[~member]]).to_numpy()
    lies = pd.Series(plain).map(base.edition.places).to_numpy(dtype=object) if base.edition.places else plain
    places = {
        m: f"{m.partition(MARK)[0]}{MARK}{unit}"
        for m, unit in (zip(marked, lies, strict=True) if base.edition.places else ())
        if isinstance(unit, str)
    }
    kinds = {"year": int, "count": float, "capacity": float, "start": float, "end": float, "source": str}
    made = records.assign(**{"from": origin, "to": to.mask(member).astype("str"), "name": tag + records["name"]})
    columns = [*links.RECORD_COLUMNS, *(["operator"] if "operator" in made else [])]
    made = made[columns].astype(kinds).reset_index(drop=True)
    return (made.assign(operator=made["operator"].fillna("")) if "operator" in made else made), places


def _untagged(table: DataFrame, *columns: str) -> DataFrame:
    if table.empty:
        return table.assign(plan=pd.Series(dtype=int))
    parts = {c: table[c].str.partition(MARK) for c in columns}
    plan = parts[columns[0]][0].astype(int)
    return table.assign(plan=plan, **{c: p[2].astype(object) for c, p in parts.items()})
