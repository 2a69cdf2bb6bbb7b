"""Read the published files that ``[[values]]`` names as tables of values; match each code and name to a unit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from connectindex.edition.files import RawTable
from connectindex.edition.stores import paths_inside
from connectindex.errors import Problem, limited, shown
from connectindex.filenames import FILE
from connectindex.model.display import Brief
from connectindex.readers import read
from connectindex.territories import hint
from connectindex.territories.matching import CODE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from pandas import DataFrame

    from connectindex.readers import PlacesBlock, Tidy, ValuesBlock
    from connectindex.territories import Match, Register

Block = TypeVar("Block", "ValuesBlock", "PlacesBlock")
COLUMNS = ("unit", "year", "variable", "value", "status", "source")
MOST_ROWS = 2_000_000  # figures of one file: more than any index needs, and as many as can be checked one by one
VALUES, PLACES = "values", "places"
LEFT_OUT, REFUSED = "leave_out", "refuse"
SHOWN = 12


@dataclass(frozen=True, eq=False, repr=False)
class Reading(Brief):
    """Hold what was read from a file that ``[[values]]`` names.

    Parameters
    ----------
    file, format, reason
        Its name, as what it was read and why.
    figures, units
        How many were taken.
    matches
        Codes and names that are not those of the edition, with their number of figures: whom they mean, and how that
        is known. Those that mean no unit were left out.
    notes
        What was passed over, dropped or changed.
    """

    file: str
    format: str
    reason: str
    figures: int
    units: int
    matches: tuple[tuple[Match, int], ...] = ()
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Describe the reading for `check`: one line, and one for each note."""
        other = [m for m, _ in self.matches if m.unit]
        if not self.format:
            return [f"{self.file}: {len(other):,} codes or names matched, see tables/matches.csv"]
        left = [f"{m.written} ({n:,})" for m, n in self.matches if not m.unit]
        what = PLACES if self.format == PLACES else "figures"
        summary = (
            f"{self.file}: read as {self.format}, as {self.reason}: {self.figures:,} {what} of {self.units:,} units"
        )
        summary += f"; {len(other):,} matched by other codes or names, see tables/matches.csv" if other else ""
        more = f" and {len(left) - SHOWN:,} more" if len(left) > SHOWN else ""
        summary += f"; left out: {', '.join(left[:SHOWN])}{more}" if left else ""
        return [summary, *(f"{self.file}: {n}" for n in self.notes)]


def paths_of(
    blocks: Sequence[ValuesBlock | PlacesBlock], folder: Path, home: str = VALUES
) -> tuple[list[tuple[int, Path]], list[Problem]]:
    """List files that blocks name, with the block's number; problems where there are none, or outside the edition."""
    numbered, problems = [], list[Problem]()
    for number, block in enumerate(blocks, start=1):
        paths, wrong = paths_inside(block.file, folder, f"{FILE} [[{home}]] {number} file", "", block.url)
        numbered += [(number, p) for p in paths]
        problems += wrong
    twice = Counter(numbered)
    return list(twice), problems


def published(
    blocks: Sequence[ValuesBlock], folder: Path, register: Register
) -> tuple[list[RawTable], list[Reading], list[Problem]]:
    """Read the values of all files that blocks name.

    Parameters
    ----------
    blocks
        ``[[values]]`` in order.
    folder
        Of the edition.
    register
        What its units are called.

    Returns
    -------
    Tables with the columns `COLUMNS`, each row with its place; what was read; problems.
    """

    def read_file(path: Path, name: str, block: ValuesBlock) -> tuple[RawTable | None, Reading | None, list[Problem]]:
        tidy, problems = read(path, name, block)
        if tidy is None:
            return None, None, problems
        if len(tidy.rows) > MOST_ROWS:
            hint_ = "say names = { ... } or where = { ... }"
            rule = f"must give {MOST_ROWS:,} figures or fewer"
            return None, None, [*problems, Problem(name, rule, f"{len(tidy.rows):,}", hint_)]
        table, reading, more = taken(tidy, name, block, register)
        return table, reading, problems + more

    return files_of_blocks(blocks, folder, VALUES, read_file)


def files_of_blocks(
    blocks: Sequence[Block],
    folder: Path,
    home: str,
    read_file: Callable[[Path, str, Block], tuple[RawTable | None, Reading | None, list[Problem]]],
) -> tuple[list[RawTable], list[Reading], list[Problem]]:
    """Read every file that blocks name, each with its own block: tables, what was read, problems."""
    tables, readings, problems = list[RawTable](), list[Reading](), list[Problem]()
    for number, path in paths_of(blocks, folder, home)[0]:
        try:
            table, reading, new_problems = read_file(path, path.relative_to(folder).as_posix(), blocks[number - 1])
        except OSError:
            continue  # the snapshot reports it
        tables += [table] if table is not None else []
        readings += [reading] if reading is not None else []
        problems += new_problems
    return tables, readings, problems


def taken(tidy: Tidy, name: str, block: ValuesBlock, register: Register) -> tuple[RawTable, Reading, list[Problem]]:
    """Take the figures of units, by their codes; count the others, or list them as problems."""
    rows = tidy.rows
    counts = rows["unit"].value_counts()
    written = [u for u in rows["unit"].cat.categories if counts.get(u, 0)]
    matches = register.matches(written)
    problems = _not_units(tidy, matches, counts, block, register) + _contradictions(tidy, matches, register)
    unit = rows["unit"].map({w: m.unit for w, m in matches.items()}).astype(str)
    made = rows.assign(unit=unit, source=rows.get("source", block.source or ""))
    text = made.loc[unit != "", list(COLUMNS)].astype(str).astype(object)
    places = tidy.places()
    text.index = pd.Index([places[k] for k in text.index], dtype=object)
    listed = tuple((m, int(counts[w])) for w, m in matches.items() if m.how != CODE or m.written != m.unit)
    reading = Reading(
        name,
        tidy.sniffed.format.id,
        tidy.sniffed.reason,
        int((text["value"] != "").sum()),
        text["unit"].nunique(),
        listed,
        tidy.notes,
    )
    return RawTable(name, text), reading, problems


def _not_units(
    tidy: Tidy, matches: dict[str, Match], counts: Any, block: ValuesBlock, register: Register
) -> list[Problem]:
    """List codes and names that match no unit, a line each; those of known other countries in one line."""
    firsts = _first_places(tidy, [w for w, m in matches.items() if not m.unit])
    return not_units(matches, counts, firsts, tidy.table.raw.name, block.unknown, register)


def not_units(
    matches: Mapping[str, Match],
    counts: Any,
    places: Mapping[str, str],
    name: str,
    unknown: str,
    register: Register,
) -> list[Problem]:
    """List codes and names of a table that match no unit, with the place of the first of each."""
    rule = "must mean one unit of units.csv"
    others = {w: m for w, m in matches.items() if not m.unit and m.how}
    lost = {w: m for w, m in matches.items() if not m.unit and not m.how}
    # two of whom one is a unit are never left out: it may be the unit
    doubtful = {w: m for w, m in lost.items() if set(m.candidates) & set(register.names)}
    refused = lost if unknown == REFUSED else doubtful
    problems = [
        Problem(places[w], rule, shown(w), _hint(m, register), int(counts[w]))
        for w, m in sorted(refused.items(), key=lambda pair: -counts[pair[0]])
    ]
    if others and unknown == REFUSED:
        most = sorted(others, key=lambda w: (-counts[w], w))
        listed = ", ".join(f"{w} ({counts[w]:,})" for w in most[:SHOWN])
        more = f" and {len(most) - SHOWN:,} more" if len(most) > SHOWN else ""
        got = f"groups or countries that are not listed: {listed}{more}"
        hint_ = 'say unknown = "leave_out", or add them to units.csv'
        problems.append(Problem(name, rule, got, hint_))
    return limited(problems)


def _hint(match: Match, register: Register) -> str:
    suggestion = hint(match.written, register)
    sure = suggestion and not suggestion.startswith("known: ")
    return suggestion if sure else 'add it to aliases.csv, or say unknown = "leave_out"'


def _first_places(tidy: Tidy, written: Iterable[str]) -> dict[str, str]:
    """Return the first place of each code or name."""
    wanted = set(written)
    firsts = tidy.rows[tidy.rows["unit"].isin(wanted)].drop_duplicates("unit")
    column = tidy.shape.unit or tidy.shape.label
    return {
        str(unit): tidy.table.place(int(row), column) for unit, row in zip(firsts["unit"], firsts["row"], strict=True)
    }


def _contradictions(tidy: Tidy, matches: dict[str, Match], register: Register) -> list[Problem]:
    """List rows whose code means one country and whose name another."""
    if not tidy.shape.label:
        return []
    pairs = tidy.rows[["unit", "label", "row"]].drop_duplicates(["unit", "label"]).astype({"unit": str, "label": str})
    named = register.matches(pairs["label"].unique())
    return limited(
        Problem(
            tidy.table.place(int(row), tidy.shape.label),
            "code and name must mean the same unit",
            f"{shown(code)} ({_meant(matches[code])}) and {shown(label)} ({_meant(named[label])})",
            "say columns = { unit = ... } with the one that is right",
        )
        for code, label, row in pairs.itertuples(index=False, name=None)
        if code != label and _differ(matches[code], named[label])
    )


def _differ(code: Match, name: Match) -> bool:
    return bool(_meant(code)) and bool(_meant(name)) and _meant(code) != _meant(name)


def _meant(match: Match) -> str:
    return match.unit or match.place


def of_links(matches: tuple[str, tuple[tuple[Match, int], ...]]) -> Reading:
    """Return the reading of a table of links: the codes and names that were matched."""
    name, matched = matches
    return Reading(name, "", "", sum(n for _, n in matched), len({m.unit for m, _ in matched}), matched)


def listed(counts: Mapping[str, int]) -> str:
    """List codes with their counts, the most frequent first."""
    most = sorted(counts, key=lambda c: (-counts[c], c))
    more = f" and {len(most) - SHOWN:,} more" if len(most) > SHOWN else ""
    return ", ".join(f"{shown(c)} ({counts[c]:,})" for c in most[:SHOWN]) + more


def matches_table(readings: Sequence[Reading]) -> DataFrame:
    """Tabulate all codes and names that are not those of the edition: file, text, unit, kind of match, figures."""
    rows = [
        (r.file, m.written, m.unit, m.how if m.unit else f"left out: {m.how or 'not matched'}", n)
        for r in readings
        for m, n in r.matches
    ]
    return pd.DataFrame(rows, columns=["file", "written", "unit", "how", "figures"])
