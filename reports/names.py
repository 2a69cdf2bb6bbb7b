"""Names in the language of a report: of editions, countries, regions, indicators, groups, types of link and units.

Translated are the names that the package itself gives, in its catalogue of indicators and its editions, with their
definitions, known biases, sources and responses to the audit, and names of countries, by CLDR. An edition translates
its own in ``locale/TAG.po`` (``msgctxt "name"``), and names of units also in a column ``name_TAG`` of ``units.csv``.
All else is printed as the edition writes it; attributions are printed as their owners demand, and tables of data keep
the names of the edition.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from connectindex.edition.languages import ENGLISH
from connectindex.model.tree import Node
from connectindex.model.units import LANGUAGE, Units
from connectindex.model.words import message_n
from connectindex.reports.language import UNIT, Language, language
from connectindex.territories.names import called_in

if TYPE_CHECKING:
    from connectindex.audit.compare import Comparison
    from connectindex.audit.dossier import Dossier
    from connectindex.audit.whatif import WhatIf
    from connectindex.edition.model import Edition
    from connectindex.model.indicator import Indicator
    from connectindex.model.sources import Sources
    from connectindex.pipeline.result import Result

ECONOMY, PARTNER, PAIR = (
    message_n("economy", "economies"), message_n("partner", "partners"), message_n("pair", "pairs")
)  # fmt: skip
_ISO3 = re.compile(r"[A-Z]{3}")
SOURCE_COLUMNS = ("title", "publisher", "licence", "note", "notes")  # that hold words
# the World Bank's regions, before and since July 2025; regions of the United Nations (M49)
REGIONS = (
    "East Asia and Pacific", "Europe and Central Asia", "Latin America and Caribbean",
    "Latin America and the Caribbean", "Middle East and North Africa",
    "Middle East, North Africa, Afghanistan and Pakistan", "North America", "South Asia", "Sub-Saharan Africa",
    "Africa", "Americas", "Asia", "Europe", "Oceania",
    "Northern Africa", "Eastern Africa", "Middle Africa", "Southern Africa", "Western Africa",
    "Caribbean", "Central America", "South America", "Northern America",
    "Central Asia", "Eastern Asia", "South-eastern Asia", "Southern Asia", "Western Asia",
    "Eastern Europe", "Northern Europe", "Southern Europe", "Western Europe",
    "Australia and New Zealand", "Melanesia", "Micronesia", "Polynesia",
)  # fmt: skip


def noun_of(edition: Edition) -> tuple[str, str]:
    """What the units of an edition are called, one and many, in English: economies where all are countries."""
    if edition.pairs is not None:
        return PARTNER if edition.pairs.hub else PAIR
    return ECONOMY if all(_ISO3.fullmatch(str(u)) for u in edition.units.codes) else UNIT


def language_of(edition: Edition, given: Language | None = None) -> Language:
    """The language of an edition's report, or another one, with what it calls the units of the edition."""
    spoken, noun = given or language(edition.about.language, edition.folder), noun_of(edition)
    return spoken if spoken.units == noun else replace(spoken, units=noun)


def of_result(result: Result, language: Language) -> Result:
    """Replace the names of a result's edition by those of a language; the same result where none changes."""
    edition = of_edition(result.edition, language)
    return result if edition is result.edition else replace(result, edition=edition)


def of_dossier(dossier: Dossier, language: Language) -> Dossier:
    """Replace the names in a dossier by those of a language; computed once, for pages, book and workbook."""
    if language not in dossier.in_languages:
        result = of_result(dossier.result, language)
        made = dossier if result is dossier.result else dossier.in_words_of(result)
        dossier.in_languages[language] = made
    return dossier.in_languages[language]


def of_edition(edition: Edition, language: Language) -> Edition:
    """Replace the names of an edition by those of a language; in English they stay."""
    if language.primary == ENGLISH:
        return edition
    name, about = language.name, edition.about
    pairs = replace(edition.pairs, ends=_units(edition.ends, language)) if edition.pairs else None
    return replace(
        edition,
        about=replace(about, title=name(about.title), description=name(about.description), licence=name(about.licence)),
        units=_renamed(edition.units, dict(pairs.units.names)) if pairs else _units(edition.units, language),
        pairs=pairs,
        modes={k: replace(m, name=name(m.name)) for k, m in edition.modes.items()},
        indicators={k: _indicator(i, language) for k, i in edition.indicators.items()},
        tree=_node(edition.tree, language),
        corridors={k: replace(c, name=name(c.name)) for k, c in edition.corridors.items()},
        responses={k: name(text) for k, text in edition.responses.items()},
        sources=_sources(edition.sources, language),
    )


def of_comparison(comparison: Comparison, edition: Edition) -> Comparison:
    """Give the units of a comparison the names of an edition."""
    names = {u: str(edition.units.names.get(u, name)) for u, name in comparison.names.items()}
    return replace(comparison, names=names)


def of_what_if(what_if: WhatIf, edition: Edition) -> WhatIf:
    """Give a what-if the names of an edition."""
    return replace(what_if, measured=replace(what_if.measured, edition=edition))


def _sources(sources: Sources, language: Language) -> Sources:
    table = sources.table
    present = [c for c in SOURCE_COLUMNS if c in table]
    words = {c: [language.name(t) if isinstance(t, str) else t for t in table[c]] for c in present}
    return replace(sources, table=table.assign(**words))


def _indicator(indicator: Indicator, language: Language) -> Indicator:
    i, name = indicator, language.name
    return replace(
        i,
        name=name(i.name),
        unit=name(i.unit),
        definition=name(i.definition),
        source=name(i.source),
        bias=name(i.bias),
    )


def _node(node: Node, language: Language) -> Node:
    children = tuple(_node(c, language) if isinstance(c, Node) else c for c in node.children)
    name, definition = language.name(node.name), language.name(node.definition)
    return replace(node, name=name, definition=definition, children=children)


def _units(units: Units, language: Language) -> Units:
    tags = (language.tag, language.primary)
    columns = [c for c in (f"{LANGUAGE}{t.replace('-', '_')}" for t in tags) if c in units.table]
    names = {}
    for unit, name in units.names.items():
        given = [n for c in columns if isinstance(n := units.table.at[unit, c], str) and n]
        names[unit] = (
            given[0] if given else called_in(language.locale, str(unit), str(name)) or language.name(str(name))
        )
    return _renamed(units, names)


def _renamed(units: Units, names: dict[str, str]) -> Units:
    return Units(units.table.assign(name=units.names.index.map(names)))
