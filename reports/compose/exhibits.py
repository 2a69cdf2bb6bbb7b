"""Exhibits: number, caption and source of every figure and table that stands in the text.

Numbers are those of the book, chapter by chapter; the page has the same. Profiles have none: the figures and tables of
each are the same, and its name tells them from those of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from connectindex.reports.compose import provenance
from connectindex.reports.outline import FIGURE, TABLE, Exhibit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.document import Document
    from connectindex.reports.outline import Section


class Item(NamedTuple):
    """A figure or table before it is numbered: its place in the section, kind, caption and source."""

    key: str
    kind: str
    title: str
    source: str


def exhibits(document: Document, facts: Facts) -> dict[str, Exhibit]:
    """Number the figures and tables of a document, by section and place in it, in the order of the book."""
    made: dict[str, Exhibit] = {}
    done: set[str] = set()
    for section in sorted(document.sections, key=lambda s: not s.book):
        if section.id in done or not section.number:
            continue
        done.add(section.id)
        counts = {FIGURE: 0, TABLE: 0}
        for item in OF_KIND.get(section.kind, _none)(document, facts, section):
            counts[item.kind] += 1
            number = f"{section.number}.{counts[item.kind]}"
            label = (
                facts.language("Figure {number}", number=number)
                if item.kind == FIGURE
                else facts.language("Table {number}", number=number)
            )
            anchor = f"x-{section.id}-{item.key}".replace(".", "-")
            made[f"{section.id}.{item.key}"] = Exhibit(anchor, section.id, item.kind, label, item.title, item.source)
    return made


def _none(_document: Document, _facts: Facts, _section: Section) -> Iterator[Item]:
    """Sections of text alone, and those that a template of the edition draws."""
    yield from ()


def _reading(document: Document, facts: Facts, _section: Section) -> Iterator[Item]:
    if document.specimen:
        title = facts.language("Specimen of a profile ({name})", name=document.specimen.name)
        yield Item("specimen", FIGURE, title, provenance.simulated(facts, provenance.of_index(facts)))


def _ranking(document: Document, facts: Facts, _section: Section) -> Iterator[Item]:
    language = facts.language
    source = provenance.calculated(facts, provenance.of_index(facts))
    if document.map:
        yield Item("map", FIGURE, language("Map of scores ({name})", name=language("index")), source)
    if document.histogram:
        yield Item("histogram", FIGURE, document.histogram.title, source)
    if not document.search:
        title = language("Ranking of {count} {many}", count=len(document.ranking), many=facts.noun.many)
        ranked = provenance.simulated(facts, provenance.of_index(facts))
        yield Item("table", TABLE, title, ranked)


def _pillar(_document: Document, facts: Facts, section: Section) -> Iterator[Item]:
    language, pillar = facts.language, section.body
    ids = provenance.of_index(facts, facts.pillars[pillar.number - 1].id)
    source = provenance.calculated(facts, ids)
    if pillar.map:
        yield Item("map", FIGURE, language("Map of scores ({name})", name=pillar.name), source)
    yield Item("members", TABLE, language("Components of {name}", name=pillar.name), _settings(facts))
    if pillar.histogram:
        yield Item("histogram", FIGURE, pillar.histogram.title, source)
    if pillar.groups:
        title = language("{name} by {group}", name=pillar.name, group=pillar.groups.name.lower())
        yield Item("groups", TABLE, title, source)
        yield Item("chart", FIGURE, pillar.groups.chart.title, source)
    top = language("{name}: highest scores", name=pillar.name)
    yield Item("top", TABLE, top if pillar.bottom else language("{name}: all scores", name=pillar.name), source)
    if pillar.bottom:
        yield Item("bottom", TABLE, language("{name}: lowest scores", name=pillar.name), source)
    if pillar.movers:
        title = language("{name}: {title}", name=pillar.name, title=pillar.movers.title)
        node = facts.pillars[pillar.number - 1].id
        changed = provenance.simulated(facts, provenance.of_index(facts, node, every_year=True))
        yield Item("movers", TABLE, title, changed)


def _groups(_document: Document, facts: Facts, section: Section) -> Iterator[Item]:
    source = provenance.calculated(facts, provenance.of_index(facts))
    for k, table in enumerate(section.body):
        title = facts.language("Averages by {group}", group=table.name.lower())
        yield Item(f"table{k}", TABLE, title, source)
        yield Item(f"chart{k}", FIGURE, table.chart.title, source)


def _chapter(_document: Document, _facts: Facts, section: Section) -> Iterator[Item]:
    """A table, tables of heat and a chart for each part, as it has them."""
    for k, part in enumerate(section.body.parts):
        source = part.based_on or section.body.based_on
        if part.table:
            yield Item(f"table{k}", TABLE, part.table.title, source)
        for j, heat in enumerate(part.heat):
            yield Item(f"heat{k}-{j}", TABLE, heat.title, heat.based_on or source)
        if part.chart:
            yield Item(f"chart{k}", FIGURE, part.chart.title, source)


def _audit(document: Document, facts: Facts, section: Section) -> Iterator[Item]:
    source = provenance.simulated(facts, provenance.of_index(facts))
    if document.certainty:
        yield Item("ranks", FIGURE, facts.language("The 90% interval of every rank"), source)
        yield Item("drivers", FIGURE, facts.language("Drivers of rank uncertainty"), source)
    for k, table in enumerate(section.body):
        if table.rows:
            checks = table.kind == "checks"  # of the data alone, without simulations
            named = provenance.calculated(facts, provenance.of_index(facts)) if checks else source
            yield Item(f"table{k}", TABLE, table.title, named)


def _method(_document: Document, facts: Facts, _section: Section) -> Iterator[Item]:
    yield Item("tree", TABLE, facts.language("The tree of the index and its weights"), _settings(facts))
    source = provenance.calculated(facts, provenance.of_index(facts))
    yield Item("treatment", TABLE, facts.language("Treatment of outliers"), source)


def _values(_document: Document, facts: Facts, section: Section) -> Iterator[Item]:
    source, last = provenance.calculated(facts, provenance.of_index(facts)), len(section.body)
    for k in range(last):
        title = section.title
        if last > 1:
            title = facts.language("{title} ({number} of {last})", title=title, number=str(k + 1), last=str(last))
        yield Item(f"table{k}", TABLE, title, source)


def _sources(_document: Document, facts: Facts, _section: Section) -> Iterator[Item]:
    """The table of sources, which needs no source line."""
    yield Item("table", TABLE, facts.language("Sources"), "")


def _filled(_document: Document, facts: Facts, section: Section) -> Iterator[Item]:
    yield Item("table", TABLE, section.title, provenance.calculated(facts, provenance.of_index(facts)))


def _unranked(document: Document, facts: Facts, _section: Section) -> Iterator[Item]:
    title = facts.language("{Many} not ranked", Many=document.noun[1].capitalize())
    yield Item("table", TABLE, title, provenance.calculated(facts, provenance.of_index(facts)))


def _blocks(_document: Document, facts: Facts, section: Section) -> Iterator[Item]:
    """Tables and charts of a chapter of the edition; only its author knows their sources."""
    for k, block in enumerate(section.body):
        if block.table:
            yield Item(f"table{k}", TABLE, block.table.title, provenance.given(facts.language, block.source))
        elif block.chart:
            yield Item(f"chart{k}", FIGURE, block.chart.title, provenance.given(facts.language, block.source))


def _settings(facts: Facts) -> str:
    """The source of the tree and its weights: the edition itself, and its data where weights follow them."""
    if getattr(facts.edition.methods.weight, "from_data", True):
        return provenance.calculated(facts, provenance.of_index(facts))
    return facts.language("Source: settings of this edition.")


OF_KIND: Mapping[str, Callable[[Document, Facts, Section], Iterator[Item]]] = {
    "reading": _reading,
    "ranking": _ranking,
    "pillar": _pillar,
    "groups": _groups,
    "chapter": _chapter,
    "audit": _audit,
    "method": _method,
    "values": _values,
    "sources": _sources,
    "filled": _filled,
    "unranked": _unranked,
    "blocks": _blocks,
}
