"""The data annex: every indicator, every source, every cell that was filled."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from connectindex.reports import numerals, safe, words
from connectindex.reports.compose.facts import source_ids
from connectindex.reports.document import FilledCell, IndicatorEntry, SourceEntry

if TYPE_CHECKING:
    from connectindex.model.indicator import Indicator
    from connectindex.reports.compose.facts import Facts

KNOWN_COLUMNS = ("title", "publisher", "url", "licence", "retrieved")
NOTE_COLUMNS = ("attribution", "notes", "note", "version", "year")


def indicators(facts: Facts) -> tuple[IndicatorEntry, ...]:
    """The indicators in the tree's order, with what is known of their data."""
    places = _places(facts)
    actions = facts.cut(facts.result.treatment)["action"]
    return tuple(
        _entry(facts, indicator, places[name], str(actions.get(name, "")))
        for name, indicator in facts.edition.indicators.items()
    )


def _places(facts: Facts) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in facts.nodes.values():
        for leaf in node.leaves():
            # nodes come from the root down: what stays is the path below it
            path = found.get(leaf.id, "")
            found[leaf.id] = path if node.id == "index" else f"{path} › {safe.clean(node.name)}".removeprefix(" › ")
    return found


def _entry(facts: Facts, indicator: Indicator, place: str, action: str) -> IndicatorEntry:
    cells = {u: facts.origins[u, indicator.id] for u in map(str, facts.edition.units.codes)}
    counts = Counter(str(row["origin"]) for row in cells.values())
    years = [int(y) for row in cells.values() if isinstance(y := row["observed"], float) and not math.isnan(y)]
    ids = sorted({s for row in cells.values() for s in source_ids(row["source"])})
    known = [v for v in facts.values[indicator.id].values() if not math.isnan(v)]
    rows = [
        ("Unit", safe.clean(indicator.unit)),
        ("Direction", "more is better" if indicator.direction > 0 else "less is better"),
        (
            "Made from",
            ", ".join(
                _input(facts, n) for n in (*indicator.needs, *((indicator.variable,) if indicator.variable else ()))
            ),
        ),
        ("Divided by", f"{_input(facts, indicator.per)}{_scale(indicator.scale)}" if indicator.per else ""),
        ("Goalposts", " to ".join(f"{g:g}" for g in indicator.goalposts) if indicator.goalposts else ""),
        (
            "Does not apply to",
            safe.clean(indicator.not_applicable.replace("_", " ")) if indicator.not_applicable else "",
        ),
        ("Cells", ", ".join(f"{counts[k]} {k.replace('_', ' ')}" for k in _ORDER if counts[k])),
        ("Observed in", _years(years)),
        ("Range", f"{numerals.value_text(min(known))} to {numerals.value_text(max(known))}" if known else ""),
        ("Outliers", action or "not changed"),
        ("Sources", facts.numbered(ids)),
        ("Definition from", safe.clean(indicator.source)),
    ]
    return IndicatorEntry(
        id=safe.clean(indicator.id),
        name=safe.clean(indicator.name),
        place=place,
        definition=safe.paragraph(indicator.definition),
        facts=tuple((k, v) for k, v in rows if v),
    )


_ORDER = ("reported", "estimated", "imputed", "missing", "not_applicable")


def _input(facts: Facts, name: str) -> str:
    mode = facts.edition.modes.get(name)
    return safe.clean(mode.name) if mode and mode.name else words.variable(name)


def _scale(scale: float) -> str:
    return "" if scale == 1 else f", per {numerals.large(scale).removeprefix('1.00 ')}"


def _years(years: list[int]) -> str:
    if not years:
        return ""
    first, last = min(years), max(years)
    return str(last) if first == last else f"{first} to {last}, mostly {Counter(sorted(years)).most_common(1)[0][0]}"


def observed_years(facts: Facts) -> tuple[int | None, int | None]:
    """First and last year of the observations behind the ranked units."""
    years = [int(y) for row in facts.origins.values() if isinstance(y := row["observed"], float) and not math.isnan(y)]
    return (min(years), max(years)) if years else (None, None)


def sources(facts: Facts) -> tuple[SourceEntry, ...]:
    """All sources of the edition, by number."""
    table = facts.edition.sources.table
    entries = []
    for name, number in facts.source_numbers.items():
        if name not in table.index:
            entries.append(SourceEntry(number, safe.clean(name), safe.clean(name), "", "", "", ""))
            continue
        row = table.loc[name]
        said = {
            c: safe.paragraph(row[c]) if isinstance(row.get(c), str) else "" for c in (*KNOWN_COLUMNS, *NOTE_COLUMNS)
        }
        notes = [said[c] for c in NOTE_COLUMNS if said[c]]
        entries.append(
            SourceEntry(
                number=number,
                id=safe.clean(name),
                title=said["title"] or safe.clean(name),
                publisher=said["publisher"],
                url=safe.link(said["url"]),
                licence=said["licence"],
                retrieved=said["retrieved"],
                notes=" ".join(notes),
            )
        )
    return tuple(entries)


def filled(facts: Facts) -> tuple[FilledCell, ...]:
    """Cells of ranked units that a rule filled."""
    ranked = set(facts.ranked)
    found = [
        FilledCell(
            facts.names[u],
            facts.name_of(i),
            numerals.value_text(facts.values[i][u]),
            safe.clean(row["rule"]).replace("_", " "),
        )
        for (u, i), row in facts.origins.items()
        if row["origin"] == "imputed" and u in ranked
    ]
    return tuple(sorted(found, key=lambda c: (c.indicator, c.name)))
