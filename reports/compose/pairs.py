"""The chapter on the links of an index of pairs: with a hub who is linked and who is not, kind by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from connectindex.model.dyads import OPERATING
from connectindex.model.words import message
from connectindex.reports.chapters import Chapter, Part
from connectindex.reports.compose import all_pairs, provenance
from connectindex.reports.document import AuditTable, number_columns, text_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame

    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.compose.links import Links

MOST_ROWS = 25
MOST_NAMES = 60
MOST_CHANGES = 12


def chapter(links: Links) -> Chapter | None:
    """Which pairs are linked; None where the edition has no links."""
    facts, language = links.facts, links.facts.language
    pairs = facts.edition.pairs
    linked = _linked(facts)
    modes = [m for m in links.modes if m in set(linked["mode"])]
    if pairs is None or (pairs.hub and not modes):
        return None
    if not pairs.hub:
        lead = language(
            "The strongest and the weakest of the {units}, and the number that are linked, by type of link.",
            units=_counted(facts),
        )
        kinds = [Part(links.name(m), (_share(facts, linked[linked["mode"] == m]),)) for m in modes]
        return Chapter(
            lead, (*all_pairs.parts(links), *kinds), provenance.calculated(facts, provenance.of_index(facts))
        )
    hub, then = links.unit(pairs.hub), facts.dossier.censuses
    lead = language("Links between {hub} and its partners, by type: who is linked, and who is not.", hub=hub)
    expected = _expected(links)
    parts = []
    for mode in modes:
        of_mode = linked[linked["mode"] == mode]
        sentences = (_share(facts, of_mode), *_unlinked(facts, of_mode), *expected.get(mode, ()))
        based_on = provenance.calculated(facts, provenance.of_links(facts, [mode]))
        parts.append(Part(links.name(mode), sentences, _partners(links, of_mode, mode), based_on=based_on))
        parts += over_the_years(links, mode, then[then["mode"] == mode])
    return Chapter(lead, tuple(parts))


def _counted(facts: Facts) -> str:
    return facts.language.counted(len(facts.edition.units.codes), facts.noun)


def _linked(facts: Facts) -> DataFrame:
    """``unit`` (the pair), ``partner``, ``mode``, ``count``: operating links of all pairs."""
    pairs = facts.result.dyads[facts.year].pairs
    pairs = pairs[(pairs["status"] == OPERATING) & (pairs["count"] > 0)]
    return pairs.groupby(["unit", "partner", "mode"])["count"].sum().reset_index()


def _share(facts: Facts, of_mode: DataFrame) -> str:
    language, number = facts.language, of_mode["unit"].nunique()
    return language(
        "Linked are {number} of {units} ({share}).",
        number=language.decimal(number, 0),
        units=_counted(facts),
        share=language.percent(number / max(len(facts.edition.units.codes), 1)),
    )


def _partners(links: Links, of_mode: DataFrame, mode: str) -> AuditTable:
    """The partners with the most links."""
    language = links.facts.language
    named = of_mode.assign(name=[links.unit(str(p)) for p in of_mode["partner"]])
    named = named.sort_values(["count", "name"], ascending=[False, True], kind="stable")
    columns = text_columns(language("Partner")) + number_columns(language("Links"))
    rows = tuple(
        (str(name), language.value(float(count)))
        for name, count in named[["name", "count"]].head(MOST_ROWS).itertuples(index=False)
    )
    more = len(named) - len(rows)
    note = ""
    if more > 0:
        note = language.plural(
            "Not shown: {number} more, with as many or fewer.", "Not shown: {number} more, with as many or fewer.", more
        )
    title = language("{kind}: partners with the most links", kind=links.name(mode))
    return AuditTable(title, note, columns, rows)


def over_the_years(links: Links, mode: str, then: DataFrame) -> list[Part]:
    """How the links of the hub have changed between the years that one source has recorded; empty without two years."""
    language = links.facts.language
    years = sorted(map(int, then["year"].unique()))
    if len(years) < 2:
        return []
    counts = then.pivot_table(index="partner", columns="year", values="count", aggfunc="sum", fill_value=0.0)
    first, last = counts[years[0]], counts[years[-1]]
    sentences = [
        language(
            "{year}: {links} with {partners}.",
            year=year,
            links=language.plural("{number} link", "{number} links", int(counts[year].sum())),
            partners=language.plural("{number} partner", "{number} partners", int((counts[year] > 0).sum())),
        )
        for year in years
    ]
    for message_, chosen in (
        (message("Linked in {year} and not in {before}: {names}."), counts.index[(last > 0) & (first == 0)]),
        (message("Linked in {before} and no longer in {year}: {names}."), counts.index[(last == 0) & (first > 0)]),
    ):
        if len(chosen):
            names = language.commas(sorted((links.unit(str(p)) for p in chosen), key=language.collate))
            sentences.append(language(message_, year=years[-1], before=years[0], names=names))
    change = (last - first)[last != first]
    order = sorted(change.index, key=lambda p: (-abs(change[p]), language.collate(links.unit(str(p)))))
    rows = tuple(
        (
            links.unit(str(p)),
            *(language.value(float(counts.loc[p, y])) for y in years),
            ("+" if change[p] > 0 else "") + language.decimal(float(change[p]), 0),
        )
        for p in order[:MOST_CHANGES]
    )
    title = language("{kind} over the years", kind=links.name(mode))
    columns = text_columns(language("Partner")) + number_columns(*map(str, years), language("Change"))
    note = language("The largest changes; all years are from the same source, so they can be compared.")
    based_on = provenance.calculated(links.facts, provenance.of_links(links.facts, [mode]))
    return [Part(title, tuple(sentences), AuditTable(title, note, columns, rows) if rows else None, based_on=based_on)]


def _unlinked(facts: Facts, of_mode: DataFrame) -> tuple[str, ...]:
    """Who is not linked, where these are few."""
    unlinked = facts.edition.units.codes.difference(of_mode["unit"])
    names = [facts.names[u] for u in facts.by_name(map(str, unlinked))]
    if not 0 < len(names) <= MOST_NAMES:
        return ()
    return (facts.language("Not linked: {names}.", names=facts.language.commas(names)),)


def _expected(links: Links) -> Mapping[str, tuple[str, ...]]:
    """By mode a sentence on partners of the hub without a link where a gravity model expects one or more."""
    facts, language, pairs = links.facts, links.facts.language, links.facts.edition.pairs
    if links.potential is None or pairs is None:
        return {}
    partners, by_mode = set(pairs.partners()), {}
    for name, model in facts.edition.potential.items():
        missing = [(e, p) for e, p in links.unlinked.get((name, pairs.hub), []) if p in partners]
        if not missing:
            continue
        listed = language.listing(
            language("{name} ({score})", name=links.unit(p), score=language.decimal(e, 1))
            for e, p in missing[:MOST_ROWS]
        )
        text = language(
            "The gravity model predicts at least one link with these partners, and none is recorded: {names}.",
            names=listed,
        )
        by_mode[model.mode] = (text,)
    return by_mode


def on_map(facts: Facts) -> dict[str, str]:
    """Codes of pairs by the code of the partner, whose outline stands for the pair; empty without a hub."""
    pairs = facts.edition.pairs
    if pairs is None or not pairs.hub:
        return {}
    return {str(partner): str(pair) for pair, partner in pd.Series(pairs.partners()).items()}
