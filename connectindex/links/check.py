"""Rules that link records of any size must keep: what breaks them is counted where it lies, and shown by samples."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from connectindex.errors import Problem, did_you_mean, shown
from connectindex.links.records import FIRST_YEAR, LARGEST, LAST_YEAR, PLACE, RAW, status
from connectindex.links.stores import opened, reading
from connectindex.model.dyads import LINK_STATUSES
from connectindex.territories import Register, hint

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from connectindex.links.stores import LinkSource, Part
    from connectindex.model.dyads import Mode

SAMPLES = 5
MOST_CODES = 1_000_000  # different codes that are looked at one by one; no list of units is longer


@dataclass(frozen=True)
class Known:
    """What records may speak of.

    Parameters
    ----------
    units
        Codes of units, and of places that lie in one.
    modes
        Modes by id.
    sources
        Ids of sources.
    unit_table
        How messages name the table of `units`.
    hint
        What a code that is not among `units` may mean; None: as their spelling tells.
    """

    units: Collection[str]
    modes: Mapping[str, Mode]
    sources: Collection[str]
    unit_table: str = "units.csv"
    hint: Callable[[str], str] | None = None


@dataclass
class Recorded:
    """Codes and modes that records name."""

    units: set[str] = field(default_factory=set)
    modes: set[str] = field(default_factory=set)


def checked(sources: Sequence[LinkSource], known: Known) -> tuple[Recorded, list[Problem]]:
    """Check all records of all sources, each where it lies.

    Parameters
    ----------
    sources
        Tables of link records.
    known
        What they may speak of.

    Returns
    -------
    What the records name, and a problem for each value that breaks a rule: with the number of such
    records and one of them, at most `SAMPLES` values a rule. A source that cannot be read is a
    problem, too.
    """
    recorded, problems = Recorded(), list[Problem]()
    if not sources:
        return recorded, problems
    with opened(sources, problems) as parts:
        for part in parts:
            with reading(part.name, problems, part.secret):
                problems += _codes(part, known, recorded) + _rules(part, known)
    return recorded, problems


def _codes(part: Part, known: Known, recorded: Recorded) -> list[Problem]:
    """Codes, modes and sources that are not known."""
    table, problems = part.records, list[Problem]()
    described = {
        "from": (known.units, known.unit_table),
        "to": (known.units, known.unit_table),
        "mode": (known.modes, "[modes] of index.toml"),
        "source": ({"", *known.sources}, "sources.csv"),
    }
    for column, (allowed, where) in described.items():
        if column == "to" and part.members:
            continue
        found = table.group_by(column).aggregate(records=table.count()).order_by(column).limit(MOST_CODES)
        counts = {r[column] or "": r["records"] for r in found.to_pyarrow().to_pylist()}
        if column in ("from", "to"):
            recorded.units.update(counts)
        elif column == "mode":
            recorded.modes.update(counts)
        bad = {code: n for code, n in counts.items() if code not in allowed}
        first = sorted(bad, key=lambda code: (-bad[code], code))[:SAMPLES]
        name = "member" if part.members and column == "from" else column
        text = table[column].fill_null("")
        samples = _samples(part, text.isin(first), text) if first else {}
        problems += [
            Problem(
                f"{part.name}, column {name}",
                f"must be in {where}" if code else "must not be empty",
                _counted(code, bad[code], samples.get(code, "")),
                _told(column, code, allowed, known) if code else "",
            )
            for code in first
        ]
        problems += _rest(part, name, f"must be in {where}", sum(bad.values()) - sum(bad[c] for c in first))
    return problems


def _told(column: str, code: str, allowed: Collection[str], known: Known) -> str:
    if column not in ("from", "to"):
        return did_you_mean(code, allowed)
    return known.hint(code) if known.hint else hint(code, Register(dict.fromkeys(known.units, ())))


def _rules(part: Part, known: Known) -> list[Problem]:
    """Values that cannot be: one pass over the records counts all of them."""
    import ibis  # noqa: PLC0415 - half a second that `--help` need not wait for

    rules = _conditions(part, known.modes)
    totals = part.records.aggregate(
        **{f"broken_{n}": ibis.ifelse(broken, 1, 0).sum() for n, (_, _, _, broken) in enumerate(rules)}
    )
    counts = totals.to_pyarrow().to_pylist()[0]
    problems = []
    for n, (column, rule, value, broken) in enumerate(rules):
        total = counts[f"broken_{n}"] or 0
        if not total:
            continue
        table = part.records.filter(broken)
        values = value.fill_null("")
        found = table.group_by(code=values).aggregate(records=table.count())
        top = found.order_by([found["records"].desc(), "code"]).limit(SAMPLES).to_pyarrow().to_pylist()
        samples = _samples(part, broken, values, [row["code"] for row in top])
        problems += [
            Problem(
                f"{part.name}, column {column}", rule, _counted(r["code"], r["records"], samples.get(r["code"], ""))
            )
            for r in top
        ]
        problems += _rest(part, column, rule, total - sum(row["records"] for row in top))
    return problems


def _conditions(part: Part, modes: Mapping[str, Mode]) -> list[tuple[str, str, Any, Any]]:
    """Column, rule, value as text, and where the rule is broken."""
    t = part.records
    rules = []
    for column in ("year", "start", "end"):
        stands = t[RAW + column].notnull() if column != "year" else (t["mode"].notnull() | t["mode"].isnull())
        bad = stands & (t[column].isnull() | ~t[column].between(FIRST_YEAR, LAST_YEAR))
        rules.append((column, f"must be a year from {FIRST_YEAR} to {LAST_YEAR}", t[RAW + column], bad))
    for column in ("count", "capacity"):
        text = t[RAW + column]
        if column == "count":
            rules.append((column, "must not be empty", text, text.isnull()))
        finite = t[column].notnull() & ((t[column] < 0) | (t[column] < LARGEST))
        rules.append(
            (column, "must be a finite number, with a point and no separators", text, text.notnull() & ~finite)
        )
        rules.append((column, "must not be negative", text, t[column] < 0))
    counted = [m.id for m in modes.values() if m.counted]
    fraction = (t["count"] < LARGEST) & (t["count"] >= 0) & (t["count"].floor() != t["count"])
    rules.append(
        (
            "count",
            "must be a whole number (the mode counts things)",
            t[RAW + "count"],
            fraction & t["mode"].isin(counted),
        )
    )
    recorded = status(t["status"])
    rules.append(("status", f"must be one of {', '.join(LINK_STATUSES)}", recorded, ~recorded.isin(LINK_STATUSES)))
    rules.append(("end", "must not lie before start", t[RAW + "end"], t["start"] > t["end"]))
    if part.members:
        rules.append(("name", "must not be empty", t["name"], t["name"] == ""))
    else:
        within = [m.id for m in modes.values() if m.within]
        itself = (t["from"] == t["to"]) & ~t["mode"].isin(within)
        rules.append(("to", "a link must join two different units", t["to"], itself))
    return rules


def _samples(part: Part, condition: Any, value: Any, values: Iterable[str] | None = None) -> dict[str, str]:
    """For each value one of the records that hold it."""
    t = part.records
    other = t["name"] if part.members else t["to"]
    text = t["from"].fill_null("") + "-" + other.fill_null("")
    text = t[PLACE] + text + " " + t[RAW + "year"].fill_null("") + " " + t["mode"].fill_null("")
    table = t.mutate(code=value, sample=text).filter(condition)
    if values is not None:
        table = table.filter(table["code"].isin(list(values)))
    found = table.group_by("code").aggregate(sample=table["sample"].min())
    return {row["code"]: row["sample"] for row in found.to_pyarrow().to_pylist()}


def _counted(value: str, records: int, sample: str) -> str:
    number = f"{records:,} record{'s' if records != 1 else ''}"
    return f"{shown(value)} ({number}; e.g. {shown(sample)[1:-1]})"


def _rest(part: Part, column: str, rule: str, records: int) -> list[Problem]:
    if records <= 0:
        return []
    return [Problem(f"{part.name}, column {column}", f"{rule}: {records:,} more records break this rule")]
