"""Sections: what a report is made of, in its usual order. Whoever adds a section adds it to `SECTIONS`.

A section has a title, a function that composes its body, and a template ``templates/sections/KIND.jinja`` that draws
it in both media. Its id is a name that ``[report] sections`` may list, and so stands in
`connectindex.style.report_style.SECTIONS`, too: editions are checked below the layer of reports.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from connectindex.filenames import NOTES
from connectindex.model.words import message
from connectindex.reports import safe
from connectindex.reports.compose import (
    audit,
    authors,
    changes,
    criticality,
    data,
    findings,
    front,
    method,
    network,
    outcomes,
    pairs,
    pillars,
    quality,
    references,
    since,
    user_chapters,
    values,
    whatif,
)
from connectindex.reports.outline import ANNEX, CHAPTER, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from connectindex.model.report_chapter import ReportChapter
    from connectindex.reports.compose.material import Material
    from connectindex.reports.language import Language

    Entry = tuple["SectionEntry", Section]


@dataclass(frozen=True, slots=True)
class Content:
    """What a section of an edition shows.

    Parameters
    ----------
    body
        For its template.
    values
        That fill the places of its title.
    id
        Its anchor, where an entry of `SECTIONS` stands for several sections.
    """

    body: Any = None
    values: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True, slots=True)
class SectionEntry:
    """A section that reports can have.

    Parameters
    ----------
    id
        As ``[report] sections`` names it.
    title
        Message.
    kind
        Of its template.
    compose
        What it shows; nothing where an edition has nothing for it.
    nav
        Message: its name in the menu of the page; without one it is not in the menu.
    page, book
        Where it is drawn.
    group
        One of `GROUPS`: the section of the page that it is a part of.
    series
        `CHAPTER` or `ANNEX`: of its number; empty for a section without figures and tables.
    """

    id: str
    title: str
    kind: str
    compose: Callable[[Material], Iterable[Content]]
    nav: str = ""
    page: bool = True
    book: bool = True
    group: str = ""
    series: str = CHAPTER


def _foreword(m: Material) -> list[Content]:
    text = authors.text(m.facts, "foreword")
    return [Content(text)] if text else []


def _findings(m: Material) -> list[Content]:
    return [Content(findings.findings(m.facts, m.groups, len(m.unranked), m.tiers, m.changes))]


def _reading(m: Material) -> list[Content]:
    return [Content(m.reading.steps)]


def _quality(m: Material) -> list[Content]:
    return [Content(quality.chapter(m.facts))]


def _shared(_: Material) -> list[Content]:
    """Sections that draw what the whole document has."""
    return [Content()]


def _groups(m: Material) -> list[Content]:
    return [Content(m.groups)] if m.groups else []


def _pillars(m: Material) -> list[Content]:
    made = pillars.pillars(m.facts, m.changes, mapped=m.map is not None)
    return [Content(p, {"name": p.name}, f"p-{p.id}") for p in made]


def _change(m: Material) -> list[Content]:
    body = changes.chapter(m.changes)
    return [Content(body, {"year": m.changes.since})] if body else []


def _since(m: Material) -> list[Content]:
    if m.compared is None:
        return []
    return [Content(since.chapter(m.facts, m.compared), {"edition": safe.clean(m.compared.old)})]


def _what_if(m: Material) -> list[Content]:
    return [Content(whatif.chapter(m.facts, m.what_if))] if m.what_if else []


def _critical(m: Material) -> list[Content]:
    return [Content(criticality.chapter(m.links, m.critical))] if m.critical is not None else []


def _links(m: Material) -> list[Content]:
    body = pairs.chapter(m.links) if m.facts.edition.pairs else network.chapter(m.links)
    return [Content(body)] if body else []


def _outcomes(m: Material) -> list[Content]:
    body = outcomes.chapter(m.facts)
    return [Content(body)] if body else []


def _unranked(m: Material) -> list[Content]:
    return [Content()] if m.unranked else []


def _method(m: Material) -> list[Content]:
    return [Content(method.method(m.facts))]


def _audit(m: Material) -> list[Content]:
    tables = audit.tables(m.facts)
    return [Content(tables)] if tables else []


def _filled(m: Material) -> list[Content]:
    cells = data.filled(m.facts)
    return [Content(cells)] if cells else []


def _values(m: Material) -> list[Content]:
    made = values.blocks(m.facts)
    return [Content(made)] if made else []


def _notes(m: Material) -> list[Content]:
    notes = authors.text(m.facts, NOTES)
    return [Content(notes)] if notes else []


def _glossary(m: Material) -> list[Content]:
    return [Content(front.glossary(m.facts))]


def _references(m: Material) -> list[Content]:
    return [Content(references.references(m.facts, compared=m.compared is not None))]


# An id that stands twice has a place in the book and another one on the page.
SECTIONS: tuple[SectionEntry, ...] = (
    SectionEntry("foreword", message("Foreword"), "prose", _foreword, nav=message("Foreword"), series=""),
    SectionEntry("findings", message("Key findings"), "findings", _findings, nav=message("Findings")),
    SectionEntry("reading", message("How to read this report"), "reading", _reading, page=False),
    SectionEntry("quality", message("Data quality"), "chapter", _quality, page=False),
    SectionEntry("ranking", message("Ranking"), "ranking", _shared, nav=message("Ranking")),
    SectionEntry("quality", message("Data quality"), "chapter", _quality, nav=message("Data quality"), book=False),
    SectionEntry("groups", message("Groups"), "groups", _groups, nav=message("Groups")),
    SectionEntry("pillars", "{name}", "pillar", _pillars, nav="{name}"),
    SectionEntry("change", message("Change since {year}"), "chapter", _change, nav=message("Change since {year}")),
    SectionEntry(
        "since", message("Change since “{edition}”"), "chapter", _since, nav=message("Change since “{edition}”")
    ),
    SectionEntry("what_if", message("What if"), "chapter", _what_if, nav=message("What if")),
    SectionEntry("critical", message("Most critical links"), "chapter", _critical, nav=message("Critical links")),
    SectionEntry("links", message("Bilateral links"), "chapter", _links, nav=message("Links")),
    SectionEntry(
        "outcomes", message("The index and income"), "chapter", _outcomes, nav=message("The index and income")
    ),
    SectionEntry("reading", message("How to read this report"), "reading", _reading, book=False),
    SectionEntry("profiles", message("Profiles"), "profiles", _shared, page=False),
    SectionEntry("unranked", message("Not ranked"), "unranked", _unranked, page=False),
    SectionEntry("method", message("Methodology"), "method", _method, nav=message("Method"), series=ANNEX),
    SectionEntry("audit", message("Audit"), "audit", _audit, nav=message("Audit"), series=ANNEX),
    SectionEntry("data", message("Indicators"), "indicators", _shared, group="data", series=ANNEX),
    SectionEntry("values", message("Values of all indicators"), "values", _values, page=False, series=ANNEX),
    SectionEntry("sources", message("Sources"), "sources", _shared, group="data", series=ANNEX),
    SectionEntry("filled", message("Imputed values"), "filled", _filled, group="data", series=ANNEX),
    SectionEntry("notes", message("Notes"), "notes", _notes, group="data", series=ANNEX),
    SectionEntry("glossary", message("Glossary"), "steps", _glossary, series=""),
    SectionEntry("references", message("References"), "references", _references, series=""),
)
# list every unit, or every cell, and are left out where these are too many
LISTS = ("profiles", "unranked", "filled")
# titles of the sections of the page that hold several of the above, by id
GROUPS = {"data": message("Data")}


def sections(material: Material, chosen: Sequence[str] = ()) -> tuple[Section, ...]:
    """The sections of a report.

    Parameters
    ----------
    material
        What they are composed from.
    chosen
        Ids, in the order to be drawn; all in their usual order where there is none.
    """
    known = _with_chapters(material.facts.edition.report.chapters)
    if material.facts.many:
        known = tuple(e for e in known if e.id not in LISTS)
    entries = [e for name in chosen for e in known if e.id == name] if chosen else known
    language = material.facts.language
    made = [(e, _section(language, e, content)) for e in entries for content in e.compose(material)]
    return tuple(_grouped(language, _numbered(made)))


def _with_chapters(chapters: Sequence[ReportChapter]) -> tuple[SectionEntry, ...]:
    """Put the chapters of an edition before the methodology."""
    added = (
        SectionEntry(
            id=c.id,
            title="{title}",
            kind=c.template.removesuffix(".jinja") or "blocks",
            compose=partial(_user_chapter, c),
            nav="{nav}",
            page=c.page,
            book=c.book,
        )
        for c in chapters
    )
    at = next(k for k, e in enumerate(SECTIONS) if e.id == "method")
    return (*SECTIONS[:at], *added, *SECTIONS[at:])


def _user_chapter(chapter: ReportChapter, m: Material) -> list[Content]:
    body = user_chapters.user_chapter(chapter, m)
    values = {"title": safe.clean(chapter.title), "nav": safe.clean(chapter.nav or chapter.title)}
    return [] if body is None else [Content(body, values)]


def _section(language: Language, entry: SectionEntry, content: Content) -> Section:
    return Section(
        id=content.id or entry.id,
        title=language(entry.title, **content.values),
        nav=language(entry.nav, **content.values) if entry.nav else "",
        kind=entry.kind,
        body=content.body,
        page=entry.page,
        book=entry.book,
    )


def _numbered(made: Sequence[Entry]) -> list[Entry]:
    """Number chapters 1, 2, ... and annexes A, B, ... in the order of the book; those of the page alone come last."""
    numbers: dict[str, str] = {}
    counts = {CHAPTER: 0, ANNEX: 0}
    for entry, section in sorted(made, key=lambda pair: not pair[1].book):
        if entry.series and section.id not in numbers:
            counts[entry.series] += 1
            count = counts[entry.series]
            numbers[section.id] = chr(ord("A") + count - 1) if entry.series == ANNEX else str(count)
    return [(e, replace(s, number=numbers.get(s.id, ""))) for e, s in made]


def _grouped(language: Language, made: Sequence[Entry]) -> Iterable[Section]:
    """Put the members of a group, in their usual order, where the first of them stands on the page."""
    done: set[str] = set()
    for entry, section in made:
        group = entry.group
        if group and group not in done:
            done.add(group)
            members = tuple(s for e in SECTIONS for of, s in made if of is e and e.group == group)
            title = language(GROUPS[group])
            yield Section(group, title, title, "group", members, book=False)
        yield replace(section, page=False) if group else section
