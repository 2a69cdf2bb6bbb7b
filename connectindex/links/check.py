"""Check the rules of link records of any size: errors are counted in the store, and shown by samples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from connectindex.errors import Problem, did_you_mean, shown
from connectindex.links import rules as of_records
from connectindex.links.records import LARGEST, PLACE, RAW, status
from connectindex.links.stores import opened, reading
from connectindex.model.dyads import LINK_STATUSES, OF_PLACES
from connectindex.model.values import FIRST_YEAR, LAST_YEAR
from connectindex.territories import Register, hint

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from connectindex.links.stores import LinkSource, Part
    from connectindex.model.dyads import Mode
    from connectindex.territories import Match

SAMPLES = 5
MEANT_FROM = 0.5  # share of a table's other codes that must mean units; airports share a few with countries
WHOLE_FROM = 2.0**53  # a number of eight bytes has no fraction from here on
MOST_CODES = 1_000_000  # different codes that are looked at one by one; no list of units is longer


@dataclass(frozen=True)
class Known:
    """Hold the codes, modes and sources that records may name.

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
    places
        Unit of each place.
    hint
        Suggests what a code that is not among `units` may mean; None: by similar spelling.
    matches
        Matches codes and names of one table that are not among `units`; None: no matching.
    dated
        Codes of units that have a first or a last year.
    """

    units: Collection[str]
    modes: Mapping[str, Mode]
    sources: Collection[str]
    unit_table: str = "units.csv"
    places: Mapping[str, str] = field(default_factory=dict)
    hint: Callable[[str], str] | None = None
    matches: Callable[[list[str]], Mapping[str, Match]] | None = None
    dated: Collection[str] = ()

    def of(self, places: bool) -> Collection[str]:  # noqa: FBT001 - which of the two
        """Return the codes that ends may have: of places alone, or of units and places."""
        return self.places if places else self.units

    def suggestion(self, code: str) -> str:
        """Suggest what an unknown code may mean."""
        return self.hint(code) if self.hint else hint(code, Register(dict.fromkeys(self.units, ())))


@dataclass
class Recorded:
    """Hold the codes, modes and sources that records name.

    Parameters
    ----------
    units, modes
        Codes of units and places, and modes.
    of_units
        Codes of each table whose ends may be units.
    matches
        Whom other codes and names of each table mean, with their number of records.
    left_out
        Records of each table whose end is unknown, by its code, where they are left out.
    of_dated
        Records of each table and unit that has a first or a last year, by their year.
    """

    units: set[str] = field(default_factory=set)
    modes: set[str] = field(default_factory=set)
    of_units: dict[str, set[str]] = field(default_factory=dict)
    matches: dict[str, tuple[tuple[Match, int], ...]] = field(default_factory=dict)
    left_out: dict[str, Counter[str]] = field(default_factory=dict)
    of_dated: dict[tuple[str, str], Counter[int]] = field(default_factory=dict)


def checked(sources: Sequence[LinkSource], known: Known) -> tuple[Recorded, list[Problem]]:
    """Check all records of all sources, each in its store.

    Parameters
    ----------
    sources
        Tables of link records.
    known
        Codes, modes and sources that they may name.

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
                problems += _codes(part, known, recorded)
                problems += _rules(_without(part, recorded.left_out.get(part.name, ())), known)
    return recorded, problems


def _codes(part: Part, known: Known, recorded: Recorded) -> list[Problem]:
    """List unknown codes, modes and sources."""
    table = part.records
    problems = _ends(part, known, recorded)
    for column, (allowed, where) in {
        "mode": (known.modes, "[modes] of index.toml"),
        "source": ({"", *known.sources}, "sources.csv"),
    }.items():
        totals = table.group_by(column).aggregate(records=table.count()).order_by(column).limit(MOST_CODES)
        counts = {r[column] or "": r["records"] for r in totals.to_pyarrow().to_pylist()}
        if column == "mode":
            recorded.modes.update(counts)
        bad = {code: n for code, n in counts.items() if code not in allowed}
        tell = partial(did_you_mean, known=allowed)
        problems += _bad_codes(part, column, bad, f"must be in {where}", tell)
    return problems


def _ends(part: Part, known: Known, recorded: Recorded) -> list[Problem]:
    """List ends that are no units and no places, or are not places where they must be."""
    import ibis  # noqa: PLC0415 - half a second that `--help` need not wait for

    of_places = [m.id for m in known.modes.values() if m.ends == OF_PLACES]
    place = part.records["mode"].fill_null("").isin(of_places) if of_places else ibis.literal(value=False)
    table = part.records.mutate(of_places=place)
    met: dict[str, Counter[tuple[str, bool]]] = {}
    for column in ("from",) if part.members else ("from", "to"):
        totals = table.group_by([column, "of_places"]).aggregate(records=table.count()).order_by(column)
        rows = totals.limit(MOST_CODES).to_pyarrow().to_pylist()
        of = part.ends == OF_PLACES
        met[column] = Counter({(r[column] or "", r["of_places"] or of): r["records"] for r in rows})
    counts = sum(met.values(), Counter[tuple[str, bool]]())
    meant = _meant(part, known, counts, recorded)
    recorded.units.update(meant.get(c, known.places.get(c, c) if of else c) for c, of in counts)
    recorded.of_units.setdefault(part.name, set()).update(c for c, of in counts if not of)
    if known.dated:
        unit_of = {(c, of): meant.get(c) or known.places.get(c, c if not of else "") for c, of in counts}
        _dated(part, table, {end: u for end, u in unit_of.items() if u in known.dated}, list(met), recorded)
    problems = []
    for column, of_column in met.items():
        bad = {
            of: {c: n for (c, o), n in of_column.items() if o == of and c not in meant and c not in known.of(of)}
            for of in (True, False)
        }
        if part.leave_out:
            left = recorded.left_out.setdefault(part.name, Counter())
            left.update({c: n for codes in bad.values() for c, n in codes.items() if c})
            bad = {of: {c: n for c, n in codes.items() if not c} for of, codes in bad.items()}
        name = "member" if part.members else column
        for of, codes in bad.items():
            rule = f"must be in {'places.csv (its ends are places)' if of else known.unit_table}"
            problems += _bad_codes(part, column, codes, rule, _silent if of else known.suggestion, name)
    return problems


def _dated(
    part: Part, table: Any, units: Mapping[tuple[str, bool], str], columns: Sequence[str], recorded: Recorded
) -> None:
    """Count the records of units that have a first or a last year, by year."""
    for column in columns:
        rows = table.filter(table[column].isin([c for c, _ in units])).group_by([column, "of_places", "year"])
        for r in rows.aggregate(records=lambda t: t.count()).limit(MOST_CODES).to_pyarrow().to_pylist():
            unit = units.get((r[column], r["of_places"] or part.ends == OF_PLACES))
            if unit and r["year"] is not None:
                recorded.of_dated.setdefault((part.name, unit), Counter())[int(r["year"])] += r["records"]


def _without(part: Part, codes: Collection[str]) -> Part:
    """Drop the records of a part that have one of these ends."""
    columns = ("from",) if part.members else ("from", "to")
    kept = [~part.records[c].fill_null("").isin(list(codes)) for c in columns]
    return replace(part, records=part.records.filter(kept)) if codes else part


def _silent(_: str) -> str:
    return ""


def _meant(part: Part, known: Known, counts: Mapping[tuple[str, bool], int], recorded: Recorded) -> Mapping[str, str]:
    """Match other codes and names to units, in a table whose ends are all units: a place may have any code."""
    codes = [c for c, of in counts if not of]
    others = [c for c in codes if c and c not in known.units]
    if known.matches is None or not others or any(c in known.places for c in codes):
        return {}
    matched = {c: m for c, m in known.matches(others).items() if m.unit}
    if len(matched) < MEANT_FROM * len(others):
        return {}
    recorded.matches[part.name] = tuple((m, counts[c, False]) for c, m in matched.items())
    return {c: m.unit for c, m in matched.items()}


def _bad_codes(
    part: Part, column: str, bad: Mapping[str, int], rule: str, tell: Callable[[str], str], name: str = ""
) -> list[Problem]:
    """List the most frequent of the codes that break a rule, each with one of its records."""
    table, name = part.records, name or column
    first = sorted(bad, key=lambda code: (-bad[code], code))[:SAMPLES]
    text = table[column].fill_null("")
    samples = _samples(part, text.isin(first), text) if first else {}
    problems = [
        Problem(
            f"{part.name}, column {name}",
            rule if code else "must not be empty",
            _counted(code, bad[code], samples.get(code, "")),
            tell(code) if code else "",
        )
        for code in first
    ]
    return problems + _rest(part, name, rule, sum(bad.values()) - sum(bad[c] for c in first))


def _rules(part: Part, known: Known) -> list[Problem]:
    """Count invalid values of all columns in one pass over the records."""
    import ibis  # noqa: PLC0415 - half a second that `--help` need not wait for

    rules = _conditions(part, known.modes)
    broken_totals = part.records.aggregate(
        **{f"broken_{n}": ibis.ifelse(broken, 1, 0).sum() for n, (_, _, _, broken) in enumerate(rules)}
    )
    counts = broken_totals.to_pyarrow().to_pylist()[0]
    problems = []
    for n, (column, rule, value, broken) in enumerate(rules):
        total = counts[f"broken_{n}"] or 0
        if not total:
            continue
        table = part.records.filter(broken)
        values = value.fill_null("")
        totals = table.group_by(code=values).aggregate(records=table.count())
        top = totals.order_by([totals["records"].desc(), "code"]).limit(SAMPLES).to_pyarrow().to_pylist()
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
    """List column, rule, value as text, and the condition under which the rule is broken."""
    import ibis  # noqa: PLC0415 - half a second that `--help` need not wait for

    t = part.records
    rules = []
    for column in ("year", "start", "end"):
        stands = t[RAW + column].notnull() if column != "year" else (t["mode"].notnull() | t["mode"].isnull())
        bad = stands & (t[column].isnull() | ~t[column].between(FIRST_YEAR, LAST_YEAR))
        rules.append((column, of_records.YEAR, t[RAW + column], bad))
    for column in ("count", "capacity"):
        text = t[RAW + column]
        if column == "count":
            rules.append((column, of_records.NOT_EMPTY, text, text.isnull()))
        finite = t[column].notnull() & ((t[column] < 0) | (t[column] < LARGEST))
        rules.append((column, of_records.NUMBER, text, text.notnull() & ~finite))
        rules.append((column, of_records.NOT_NEGATIVE, text, t[column] < 0))
    small = ibis.ifelse(t["count"].between(0, WHOLE_FROM), t["count"], 0.0)  # others may not fit in a whole number
    fraction = small.floor() != small
    rules.append(
        (
            "count",
            of_records.WHOLE,
            t[RAW + "count"],
            fraction & of_records.counts_things(t["mode"], modes),
        )
    )
    recorded = status(t["status"])
    rules.append(("status", of_records.STATUS, recorded, ~recorded.isin(LINK_STATUSES)))
    rules.append(("end", of_records.END, t[RAW + "end"], of_records.ends_before_start(t["start"], t["end"])))
    if part.members:
        rules.append(("name", of_records.NOT_EMPTY, t["name"], t["name"] == ""))
    else:
        itself = of_records.joins_itself(t["from"], t["to"], t["mode"], modes)
        rules.append(("to", of_records.TWO_UNITS, t["to"], itself))
    return rules


def _samples(part: Part, condition: Any, value: Any, values: Iterable[str] | None = None) -> dict[str, str]:
    """Return, for each value, one of the records that hold it."""
    t = part.records
    other = t["name"] if part.members else t["to"]
    text = t["from"].fill_null("") + "-" + other.fill_null("")
    text = t[PLACE] + text + " " + t[RAW + "year"].fill_null("") + " " + t["mode"].fill_null("")
    table = t.mutate(code=value, sample=text).filter(condition)
    if values is not None:
        table = table.filter(table["code"].isin(list(values)))
    samples = table.group_by("code").aggregate(sample=table["sample"].min())
    return {row["code"]: row["sample"] for row in samples.to_pyarrow().to_pylist()}


def _counted(value: str, records: int, sample: str) -> str:
    number = f"{records:,} record{'s' if records != 1 else ''}"
    return f"{shown(value)} ({number}; e.g. {shown(sample)[1:-1]})"


def _rest(part: Part, column: str, rule: str, records: int) -> list[Problem]:
    if records <= 0:
        return []
    return [Problem(f"{part.name}, column {column}", f"{rule}: {records:,} more records break this rule")]
