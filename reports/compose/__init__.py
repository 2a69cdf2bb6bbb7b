"""Compose: from a result to the one document that pages and book are drawn from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from connectindex.audit.dossier import Dossier
from connectindex.model.tree import ROOT
from connectindex.model.words import message
from connectindex.reports import markdown, safe, words
from connectindex.reports.compose import audit as audit_chapter
from connectindex.reports.compose import (
    certainty,
    data,
    exploration,
    findings,
    front,
    groups,
    maps,
    method,
    network,
    outcomes,
    pillars,
    profile_links,
    profile_whatif,
    profiles,
    references,
    since,
    whatif,
)
from connectindex.reports.compose import changes as changes_of
from connectindex.reports.compose.facts import Facts
from connectindex.reports.compose.links import Links
from connectindex.reports.document import Column, Document, Download, Filter, Number, RankRow, Unranked
from connectindex.reports.language import language as language_of
from connectindex.reports.said_in_tables import reason_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from connectindex.audit.compare import Comparison
    from connectindex.audit.robustness import Robustness
    from connectindex.audit.whatif import WhatIf
    from connectindex.pipeline.result import Result
    from connectindex.reports.chapters import Span
    from connectindex.reports.language import Language

FILE_WORDS = {
    ".csv": "CSV",
    ".xlsx": message("Excel workbook"),
    ".pdf": "PDF",
    ".json": "JSON",
    ".parquet": "Parquet",
}


def compose(
    source: Result | Dossier,
    date: dt.date,
    files: Sequence[str] = (),
    audit: Robustness | None = None,
    language: Language | None = None,
    *,
    compared: Comparison | None = None,
    what_if: WhatIf | None = None,
) -> Document:
    """The report on a result.

    Parameters
    ----------
    source
        A Result, or its dossier, whose robustness is then shown.
    date
        Date of publication, printed on the cover.
    files
        Files that stand beside the page, relative to it, offered for download.
    audit
        From `connectindex.robustness`; without it no intervals are shown, and the report says so.
    language
        By default the one the edition names.
    compared
        From `connectindex.compare`, this result as the second edition: a chapter, and a waterfall in each profile.
    what_if
        From `connectindex.what_if`, asked of this edition: a chapter, and a section in each profile it touches.

    Returns
    -------
    Document
        The same result, date and files give the same document.

    Raises
    ------
    InputError
        The comparison or the answers are not about this result.
    """
    dossier = Dossier.of(source, audit)
    result = dossier.result
    if compared is not None:
        since.require_of(compared, result)
    if what_if is not None:
        whatif.require_of(what_if, result)
    about = result.edition.about
    t = language or language_of(about.language, result.edition.folder)
    facts = Facts(result, dossier.robustness, t, dossier)
    links, changes = Links(facts), changes_of.Changes(facts)
    tiers, spans = certainty.tiers(facts), certainty.spans(facts)
    unranked = _unranked(facts)
    pillar_ids = tuple(p.id for p in facts.pillars)
    tables = tuple(groups.table(facts, g, ROOT, pillar_ids) for g in facts.label_groups)
    world = maps.world_map(facts)
    title, publisher = safe.clean(about.title), safe.clean(about.publisher)
    edition = safe.clean(about.edition)
    told = profiles.profiles(profiles.Given(facts, links, changes), files)
    told = since.with_waterfalls(facts, told, compared) if compared else told
    sections = facts.edition.report.style.sections
    if what_if and ("what_if" in sections or not sections):
        told = profile_whatif.with_answers(facts, told, what_if)
    chapters = (
        network.chapter(links),
        changes_of.chapter(changes),
        since.chapter(facts, compared) if compared else None,
        outcomes.chapter(facts),
        whatif.chapter(facts, what_if) if what_if else None,
    )
    return Document(
        title=title,
        edition=edition,
        year=facts.year,
        publisher=publisher,
        date=t.date(date),
        date_iso=date.isoformat(),
        language=t.tag,
        noun=(facts.noun.one, facts.noun.many),
        description=safe.paragraph(about.description),
        licence=safe.paragraph(about.licence),
        citation=safe.paragraph(about.citation) or front.citation(t, title, edition, publisher, date),
        inline_citation=front.inline_citation(t, title, edition, publisher, date),
        cutoff=words.cutoff(t, facts.year, *data.observed_years(facts), about.max_age),
        comparability=front.comparability(facts),
        caution=facts.caution,
        third_parties=t(words.THIRD_PARTIES),
        reading=front.reading(facts, mapped=world is not None),
        findings=findings.findings(facts, tables, len(unranked), tiers, changes),
        columns=tuple(Column(p, facts.name_of(p)) for p in pillar_ids),
        filters=_filters(facts),
        ranking=tuple(_row(facts, u, spans.get(u), tiers.get(u, ""), changes.text(u)) for u in facts.ranked),
        map=world,
        view=maps.view(facts, ROOT) if world else None,
        groups=tables,
        histogram=groups.histogram(facts, ROOT),
        pillars=pillars.chapters(facts, changes, mapped=world is not None),
        profiles=told,
        unranked=unranked,
        method=method.method(facts),
        audit=audit_chapter.tables(facts),
        indicators=data.indicators(facts),
        sources=data.sources(facts),
        filled=data.filled(facts),
        glossary=front.glossary(facts),
        references=references.references(facts, compared=compared is not None),
        notes=markdown.rendered(facts.edition.notes),
        downloads=tuple(_download(t, f) for f in files if not f.startswith("countries/")),
        strips={n: _strip(facts, n) for n in facts.nodes},
        ticks=facts.axis.ticks,
        fingerprint=fingerprint(facts.edition.inputs),
        style=facts.edition.report.style,
        sections=sections,
        chapters=tuple(c for c in chapters if c),
        certainty=certainty.certainty(facts, tiers),
        exploration=exploration.exploration(facts),
        networks=profile_links.networks(facts, world),
    )


def _filters(facts: Facts) -> tuple[Filter, ...]:
    found = []
    for column in facts.label_groups:
        labels = {facts.group(column)[u] for u in facts.ranked} - {""}
        found.append(Filter(words.group_name(facts.t, column), tuple(sorted(labels))))
    return tuple(found)


def _row(facts: Facts, unit: str, span: Span | None, tier: str, change: str) -> RankRow:
    share = facts.coverage[unit]
    return RankRow(
        code=safe.clean(unit),
        file=facts.files[unit],
        name=facts.names[unit],
        groups=tuple(facts.group(g)[unit] for g in facts.label_groups),
        index=facts.score(ROOT, unit),
        pillars=tuple(facts.score(p.id, unit) for p in facts.pillars),
        coverage=Number(facts.t.percent(share), round(share, 6)),
        highlighted=unit in facts.edition.report.highlight,
        interval=facts.intervals.get(unit, ""),
        change=change,
        span=span,
        tier=tier,
    )


def _unranked(facts: Facts) -> tuple[Unranked, ...]:
    table = facts.cut(facts.result.left_out)
    rows = [
        Unranked(
            safe.clean(u),
            facts.names.get(str(u), safe.clean(u)),
            Number(facts.t.percent(facts.coverage[str(u)]), facts.coverage[str(u)]),
            safe.paragraph(reason_words(facts.t, reason)),
        )
        for u, reason in table["reason"].items()
    ]
    return tuple(sorted(rows, key=lambda r: (r.name.casefold(), r.code)))


def _download(t: Language, file: str) -> Download:
    name = file.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name:
        raise ValueError(f"downloads are files beside the page, got {file!r}")
    ending = name[name.rfind(".") :].lower()
    kind = t(FILE_WORDS[ending]) if ending in FILE_WORDS else t("file")
    return Download(name, t("{file} ({kind})", file=name.rsplit("/", 1)[-1], kind=kind))


def _strip(facts: Facts, node: str) -> str:
    """All scores of a node as one path of ticks, two scores that would print as one drawn once."""
    places = sorted({round(s.at * 2) / 2 for s in facts.by_node[node].values() if s.at is not None})
    return "".join(f"M{at:g} 0V1" for at in places)


def fingerprint(inputs: Mapping[str, str]) -> str:
    """Digest of the digests of the inputs: two reports from the same files show the same one."""
    text = "\n".join(f"{name} {digest}" for name, digest in sorted(inputs.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12] if inputs else ""
