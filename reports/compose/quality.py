"""The chapter on data quality: what each indicator rests on, and the weight of the index by kind and age of sources."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from connectindex.model.words import message
from connectindex.reports import safe
from connectindex.reports.chapters import Chapter, Part
from connectindex.reports.compose import provenance
from connectindex.reports.compose.facts import source_ids
from connectindex.reports.document import MISSING_TEXT, AuditTable, number_columns, text_columns

if TYPE_CHECKING:
    from pandas import Series

    from connectindex.audit.quality import Quality
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.document import TableColumn
    from connectindex.reports.language import Language

KINDS = {
    "official": message("official statistics"),
    "survey": message("survey"),
    "community": message("community"),
    "compiled": message("compiled list"),
    "": message("not stated"),
}
AGES = {
    "0-2": message("up to 2 years"),
    "3-5": message("3 to 5 years"),
    "6-10": message("6 to 10 years"),
    "over 10": message("more than 10 years"),
}


def chapter(facts: Facts) -> Chapter:
    """What the figures of the report rest on."""
    language, quality = facts.language, facts.dossier.quality
    lead = language(
        "The data behind the figures of the ranked {many}. Median year: of the oldest observation behind "
        "each figure. Observed: share of the figures that were observed rather than imputed.",
        many=facts.noun.many,
    )
    return Chapter(
        lead,
        (
            Part(language("Indicators and their sources"), _incomplete(language, quality), _indicators(facts, quality)),
            *_weights(language, quality),
        ),
        provenance.calculated(facts, provenance.of_index(facts)),
    )


def _incomplete(language: Language, quality: Quality) -> tuple[str, ...]:
    if not quality.incomplete:
        return ()
    return (
        language.plural(
            (
                "The data hold {number} figure that is known to be incomplete (too low): it enters the score, is "
                "marked L and is never a strength or a weakness."
            ),
            (
                "The data hold {number} figures that are known to be incomplete (too low): they enter the scores, are "
                "marked L and are never strengths or weaknesses."
            ),
            quality.incomplete,
        ),
    )


def _indicators(facts: Facts, quality: Quality) -> AuditTable:
    """A row an indicator; columns without any entry are left out."""
    language, table = facts.language, quality.indicators
    rows = list(table.to_dict("records"))
    words = {
        language("Indicator"): [facts.name_of(str(i)) for i in table.index],
        language("Sources"): [facts.numbered(source_ids(r["sources"])) for r in rows],
        language("Type"): [language.commas(language(KINDS[k]) for k in source_ids(r["kinds"])) for r in rows],
    }
    numbers = {
        language("Share of index"): [language.percent(float(r["weight"]), 1) for r in rows],
        language("Median year"): [_year(r["median_year"]) for r in rows],
        language("Observed"): [_share(language, r["observed"]) for r in rows],
        language("Incomplete"): [_count(language, r["incomplete"] * r["cells"]) for r in rows],
    }
    bias = {language("Known bias"): [safe.paragraph(str(r["bias"])) for r in rows]}
    kept = [{k: v for k, v in part.items() if any(v)} for part in (words, numbers, bias)]
    columns = text_columns(*kept[0]) + number_columns(*kept[1]) + text_columns(*kept[2])
    cells = [column for part in kept for column in part.values()]
    note = language("Source numbers refer to the list of sources.")
    return AuditTable(
        language("Indicators and their sources"), note, columns, tuple(zip(*cells, strict=True)), "quality"
    )


def _year(value: float) -> str:
    return MISSING_TEXT if math.isnan(value) else str(math.floor(value))


def _share(language: Language, value: float) -> str:
    return MISSING_TEXT if math.isnan(value) else language.percent(value)


def _count(language: Language, value: float) -> str:
    """A number of cells; empty where there is none, or no cell that applies."""
    return "" if math.isnan(value) or not round(value) else language.decimal(round(value), 0)


def _weights(language: Language, quality: Quality) -> list[Part]:
    note = language("Shares of the weight of the observed figures.")
    made = []
    if _has_kinds(quality):
        divided = language.together(note, language("A figure from several types of source is divided among them."))
        made.append((language("Weight by type of source"), divided, language("Type"), KINDS, quality.by_kind))
    before = language("Years before the index year")
    made.append((language("Weight by age"), note, before, AGES, quality.by_age))
    return [
        Part(title, (), AuditTable(title, hint, *_shares(language, head, names, table["weight"]), "even"))
        for title, hint, head, names, table in made
    ]


def _has_kinds(quality: Quality) -> bool:
    return list(quality.by_kind.index) != [""]


def table_of_ages(quality: Quality) -> str:
    """Key of the table of weights by age."""
    return f"quality.table{2 if _has_kinds(quality) else 1}"


def _shares(
    language: Language, head: str, names: dict[str, str], weights: Series
) -> tuple[tuple[TableColumn, ...], tuple[tuple[str, ...], ...]]:
    rows = tuple((language(names[str(k)]), language.percent(float(w), 1)) for k, w in weights.items())
    return text_columns(head) + number_columns(language("Share of weight")), rows
