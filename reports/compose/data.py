"""The data annex: every indicator, every source, every cell that was filled."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from connectindex.model.values import OBSERVED
from connectindex.model.words import Semicolons, message
from connectindex.reports import safe, sentences
from connectindex.reports.annexes import FilledCell, FilledIndicator, IndicatorEntry, SourceEntry
from connectindex.reports.compose.facts import source_ids
from connectindex.reports.labels import action_label, kind_label
from connectindex.reports.variables import variable_name

if TYPE_CHECKING:
    from connectindex.model.indicator import Indicator
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.language import Language

KNOWN_COLUMNS = ("title", "publisher", "url", "licence", "retrieved", "attribution")
NOTE_COLUMNS = ("notes", "note", "version", "year")


def indicators(facts: Facts) -> tuple[IndicatorEntry, ...]:
    """The indicators in the tree's order, with what is known of their data."""
    places = _places(facts)
    actions = facts.cut(facts.result.treatment)["action"]
    return tuple(
        _entry(facts, indicator, places[name], actions.get(name, ""))
        for name, indicator in facts.edition.indicators.items()
    )


def _places(facts: Facts) -> dict[str, str]:
    paths: dict[str, str] = {}
    for node in facts.nodes.values():
        for leaf in node.leaves():
            # nodes come from the root down: what stays is the path below it
            path = paths.get(leaf.id, "")
            paths[leaf.id] = path if node.id == "index" else f"{path} › {safe.clean(node.name)}".removeprefix(" › ")
    return paths


def _entry(facts: Facts, indicator: Indicator, place: str, action: str) -> IndicatorEntry:
    cells = {u: facts.origins[u, indicator.id] for u in facts.units_of_year}
    counts = Counter(str(row["origin"]) for row in cells.values())
    years = [int(y) for row in cells.values() if isinstance(y := row["observed"], float) and not math.isnan(y)]
    ids = sorted({s for row in cells.values() for s in source_ids(row["source"])})
    known = [v for v in facts.values[indicator.id].values() if not math.isnan(v)]
    language = facts.language
    inputs = (*indicator.needs, *((indicator.variable,) if indicator.variable else ()))
    column = indicator.not_applicable or ""
    applies = column.replace("_", " ") if "=" in column else sentences.group_name(language, column)
    rows = [
        (language("Unit"), safe.clean(indicator.unit)),
        (
            language("Direction"),
            language("higher is better") if indicator.direction > 0 else language("lower is better"),
        ),
        (language("Input data"), language.commas(_input(facts, n) for n in inputs)),
        (language("Divided by"), _divided(facts, indicator.per, indicator.scale) if indicator.per else ""),
        (
            language("Goalposts"),
            _span(language, *(language.part(float(g)) for g in indicator.goalposts)) if indicator.goalposts else "",
        ),
        (language("Not applicable to"), safe.clean(applies)),
        (language("Data points"), language.commas(language(CELLS[k], number=counts[k]) for k in CELLS if counts[k])),
        (language("Years observed"), _years(language, years)),
        (language("Range"), _span(language, language.value(min(known)), language.value(max(known))) if known else ""),
        (language("Outliers"), action_label(language, action) or language("unchanged")),
        (language("Sources"), facts.numbered(ids)),
        (language("Definition follows"), safe.clean(indicator.source)),
    ]
    return IndicatorEntry(
        id=safe.clean(indicator.id),
        name=safe.clean(indicator.name),
        place=place,
        definition=safe.paragraph(indicator.definition),
        facts=tuple((k, v) for k, v in rows if v),
    )


CELLS = {
    "reported": message("{number} reported"),
    "estimated": message("{number} estimated"),
    "incomplete": message("{number} incomplete"),
    "imputed": message("{number} imputed"),
    "missing": message("{number} missing"),
    "not_applicable": message("{number} not applicable"),
}


def _input(facts: Facts, name: str) -> str:
    mode = facts.edition.modes.get(name)
    return safe.clean(mode.name) if mode and mode.name else variable_name(facts.language, name)


def _divided(facts: Facts, per: str, scale: float) -> str:
    language, name = facts.language, _input(facts, per)
    if scale == 1:
        return name
    one = language.decimal(1, 2) + " "
    return language(
        "{variable}, per {scale}", variable=name, scale=language.large(scale).replace("\xa0", " ").removeprefix(one)
    )


def _span(language: Language, low: str, high: str) -> str:
    return language("{low} to {high}", low=low, high=high)


def _years(language: Language, years: list[int]) -> str:
    if not years:
        return ""
    first, last = min(years), max(years)
    if first == last:
        return str(last)
    most = Counter(sorted(years)).most_common(1)[0][0]
    return language("{first} to {last}, mostly {most}", first=first, last=last, most=most)


def observed_years(facts: Facts) -> tuple[int | None, int | None]:
    """First and last year of the observations behind the ranked units."""
    years = [int(y) for row in facts.origins.values() if isinstance(y := row["observed"], float) and not math.isnan(y)]
    return (min(years), max(years)) if years else (None, None)


def sources(facts: Facts) -> tuple[SourceEntry, ...]:
    """All sources of the edition, by number; first those that numbers of the report rest on."""
    table = facts.edition.sources.table
    entries = []
    for name, number in facts.source_numbers.items():
        if name not in table.index:
            entries.append(SourceEntry(number, safe.clean(name), safe.clean(name), "", "", "", ""))
            continue
        row = table.loc[name]
        texts = {
            c: safe.paragraph(row[c]) if isinstance(row.get(c), str) else "" for c in (*KNOWN_COLUMNS, *NOTE_COLUMNS)
        }
        notes = [_dashed(texts[c]) for c in NOTE_COLUMNS if texts[c]]
        entries.append(
            SourceEntry(
                number=number,
                id=safe.clean(name),
                title=texts["title"] or safe.clean(name),
                publisher=texts["publisher"],
                url=safe.link(texts["url"]),
                licence=texts["licence"],
                retrieved=_date(facts.language, texts["retrieved"]),
                attribution=texts["attribution"],
                notes=facts.language.part(Semicolons(notes)),
                further=name not in facts.sources_in_use,
            )
        )
    return tuple(entries)


def _date(language: Language, text: str) -> str:
    """A date as the report prints dates; any other text as the edition writes it."""
    try:
        return language.date(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _dashed(text: str) -> str:
    """Years from and to with the dash of a range."""
    return re.sub(r"(?<![\d-])(\d{4})-(\d{4})(?![\d-])", r"\1–\2", text)


def filled(facts: Facts) -> tuple[FilledIndicator, ...]:
    """Indicators in the tree's order with the cells of ranked units that a rule filled."""
    ranked, cells = set(facts.ranked), dict[str, list[FilledCell]]()
    for (u, i), row in facts.origins.items():
        if row["origin"] == "imputed" and u in ranked:
            value = facts.language.value(facts.values[i][u])
            cells.setdefault(i, []).append(FilledCell(facts.names[u], value, _rule(facts, u, i, row["rule"])))
    return tuple(
        FilledIndicator(
            facts.name_of(i),
            safe.clean(indicator.unit),
            tuple(sorted(cells[i], key=lambda c: facts.language.collate(c.name))),
        )
        for i, indicator in facts.edition.indicators.items()
        if i in cells
    )


def _rule(facts: Facts, unit: str, indicator: str, rule: str) -> str:
    """The rule that filled a cell; where it reads a group, which one and how many of its members were observed."""
    language, impute = facts.language, facts.edition.methods.impute
    words, group = kind_label(language, rule), getattr(impute, "group", "")
    if not group or rule != impute.kind:
        return words
    labels = facts.group(group)
    members = [u for u in facts.units_of_year if labels.get(u) == labels[unit]]
    observed = sum(facts.origins[u, indicator]["origin"] in OBSERVED for u in members)
    return language(
        "{rule}: {group}, {units}",
        rule=words,
        group=labels[unit],
        units=language.counted(observed, facts.noun),
    )
