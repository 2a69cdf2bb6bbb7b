"""Compose: from a result to the one document that pages and book are drawn from."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from connectindex.audit.dossier import Dossier
from connectindex.model.tree import ROOT
from connectindex.model.words import message
from connectindex.reports import names, safe, sentences
from connectindex.reports.annexes import Download
from connectindex.reports.compose import (
    authors,
    certainty,
    data,
    exhibits,
    exploration,
    explorer,
    finder,
    front,
    groups,
    maps,
    profile_links,
    profile_whatif,
    profiles,
    ranking,
    search,
    sections,
    since,
    specimen,
    whatif,
)
from connectindex.reports.compose.facts import Facts
from connectindex.reports.compose.material import Material
from connectindex.reports.compose.profiles import ProfileMaterial
from connectindex.reports.data.citation import in_text, reference
from connectindex.reports.document import Column, Document
from connectindex.reports.interactive import Ties
from connectindex.reports.made import Made, MadeInOrder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from connectindex.audit.compare import Comparison
    from connectindex.audit.robustness import Robustness
    from connectindex.audit.whatif import WhatIf
    from connectindex.audit.whatif.criticality import Criticality
    from connectindex.pipeline.result import Result
    from connectindex.reports.document import Head, Profile
    from connectindex.reports.language import Language

MOST_HEIGHTS = 300
FILE_WORDS = {
    ".csv": "CSV",
    ".xlsx": message("Excel workbook"),
    ".pdf": "PDF",
    ".json": "JSON",
    ".parquet": "Parquet",
}


def compose(  # noqa: PLR0913 - most are given by name
    source: Result | Dossier,
    date: dt.date,
    files: Sequence[str] = (),
    audit: Robustness | None = None,
    language: Language | None = None,
    *,
    compared: Comparison | None = None,
    what_if: WhatIf | None = None,
    critical: Criticality | None = None,
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
    critical
        From `connectindex.criticality`, asked of this edition: a chapter.

    Returns
    -------
    Document
        The same result, date and files give the same document.

    Raises
    ------
    InputError
        The comparison or the what-if belongs to another result.
    """
    dossier = Dossier.of(source, audit)
    result = dossier.result
    if compared is not None:
        since.require_of(compared, result)
    if what_if is not None:
        whatif.require_of(what_if, result)
    about = result.edition.about
    language = names.language_of(result.edition, language)
    dossier = names.of_dossier(dossier, language)
    spoken = dossier.result
    if spoken is not result:
        compared = names.of_comparison(compared, spoken.edition) if compared is not None else None
        what_if = names.of_what_if(what_if, spoken.edition) if what_if is not None else None
    facts = Facts(spoken, dossier.robustness, language, dossier)
    material = Material(facts, compared, what_if, critical)
    world = material.map
    about = spoken.edition.about
    title, publisher = safe.clean(about.title), safe.clean(about.publisher)
    edition, style = safe.clean(about.edition), facts.edition.report.style
    of_profiles = ProfileMaterial(facts, material.links, material.changes)
    heads = () if facts.many else profiles.heads(of_profiles)
    ties = Ties() if facts.many else profile_links.ties(material.links, world)
    strips = {n: _strip(facts, n) for n in facts.nodes}
    document = Document(
        title=title,
        edition=edition,
        year=facts.year,
        publisher=publisher,
        date=language.date(date),
        date_iso=date.isoformat(),
        language=language.tag,
        noun=(facts.noun.one, facts.noun.many),
        description=safe.paragraph(about.description),
        licence=safe.paragraph(about.licence),
        citation=reference(language, about, date),
        inline_citation=in_text(language, about, date),
        cutoff=sentences.cutoff(language, facts.year, *data.observed_years(facts), about.max_age),
        comparability=front.comparability(facts),
        caution=facts.caution,
        brief_caution=facts.brief_caution,
        third_parties=language(sentences.THIRD_PARTIES),
        reading=material.reading,
        columns=tuple(Column(p, facts.short_name(p)) for p in material.pillars),
        filters=ranking.filters(facts),
        ranking=() if facts.many else ranking.ranking(facts, material.changes, material.tiers),
        number=len(facts.ranked),
        heights=_heights(facts),
        search=search.search(material.links),
        map=world,
        view=maps.view(facts, ROOT) if world else None,
        histogram=groups.histogram(facts, ROOT),
        heads=heads,
        profiles=() if facts.many else _profiles(material, of_profiles, heads, files),
        unranked=() if facts.many else material.unranked,
        indicators=data.indicators(facts),
        sources=data.sources(facts),
        downloads=tuple(_download(language, f) for f in files if not f.startswith("countries/")),
        strips=strips,
        ticks=facts.axis.ticks,
        fingerprint=fingerprint(facts.edition.inputs),
        scale=(facts.axis.low, facts.axis.high, facts.axis.places),
        style=style,
        sections=sections.sections(material, style.sections),
        certainty=None if facts.many else certainty.certainty(facts, material.tiers),
        exploration=None if facts.many else exploration.exploration(facts),
        ties=ties,
        networks=profile_links.networks(facts, ties, world),
        finder=finder.finder(facts, material.unranked),
        explorer=explorer.explorer(facts),
        texts=authors.of_document(facts),
        imprint=front.imprint(facts),
        specimen=specimen.specimen(facts, heads, strips),
        in_profiles=profiles.names_and_texts(of_profiles) if heads else (),
    )
    return replace(document, exhibits=exhibits.exhibits(document, facts))


def _profiles(
    material: Material, of_profiles: ProfileMaterial, heads: Sequence[Head], files: Sequence[str]
) -> Sequence[Profile]:
    """Profiles in the order of their heads, each made when it is asked for."""
    facts, chosen, books = material.facts, material.facts.edition.report.style.sections, frozenset(files)
    shown = material.what_if if "what_if" in chosen or not chosen else None
    changes = profile_whatif.UnitChanges(facts, shown) if shown else None

    def made(unit: str, head: Head) -> Profile:
        profile = profiles.profile(of_profiles, unit, head, books)
        if material.compared:
            profile = replace(profile, since=since.waterfall(facts, material.compared, unit))
        return replace(profile, what_if=profile_whatif.of_unit(changes, unit)) if changes else profile

    units = facts.by_name(facts.ranked)
    return MadeInOrder(Made({u: partial(made, u, head) for u, head in zip(units, heads, strict=True)}))


def _download(language: Language, file: str) -> Download:
    name = file.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name:
        raise ValueError(f"downloads are files beside the page, got {file!r}")
    ending = name[name.rfind(".") :].lower()
    kind = language(FILE_WORDS[ending]) if ending in FILE_WORDS else language("file")
    return Download(name, language("{file} ({kind})", file=name.rsplit("/", 1)[-1], kind=kind))


def _heights(facts: Facts) -> tuple[float, ...]:
    """Places of the scores on the axis, the lowest first; of many units those of as many quantiles."""
    places = sorted(s.at for s in facts.by_node[ROOT].values() if s.at is not None)
    if len(places) <= MOST_HEIGHTS:
        return tuple(places)
    return tuple(places[k * (len(places) - 1) // (MOST_HEIGHTS - 1)] for k in range(MOST_HEIGHTS))


def _strip(facts: Facts, node: str) -> str:
    """All scores of a node as one path of ticks, two scores that would print as one drawn once."""
    places = sorted({round(s.at * 2) / 2 for s in facts.by_node[node].values() if s.at is not None})
    return "".join(f"M{at:g} 0V1" for at in places)


def fingerprint(inputs: Mapping[str, str]) -> str:
    """Digest of the digests of the inputs: two reports from the same files show the same one."""
    text = "\n".join(f"{name} {digest}" for name, digest in sorted(inputs.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12] if inputs else ""
