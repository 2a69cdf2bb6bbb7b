"""The chapter on the loss of links: the most critical links, cables and units, by what all scores would lose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.audit.whatif.criticality import LINK, MODE, MULTILATERAL, UNIT
from connectindex.reports import safe
from connectindex.reports.chapters import Chapter, Part
from connectindex.reports.compose import provenance
from connectindex.reports.document import AuditTable, number_columns, text_columns

if TYPE_CHECKING:
    from connectindex.audit.whatif.criticality import Criticality
    from connectindex.reports.compose.links import Links
    from connectindex.reports.language import Language

MOST_ROWS = 10


def chapter(links: Links, losses: Criticality) -> Chapter:
    """What the loss of each link, cable, kind of links and unit would do, the ten worst of each."""
    language = links.facts.language
    lead = language(
        "The loss in the sum of all scores if a link were lost, on the present scale: a mechanical "
        "calculation, not a forecast. Reach counts the pairs that would no longer be connected directly or "
        "with one change."
    )
    titles = {
        LINK: language("Individual links"),
        MULTILATERAL: language("Multilateral links"),
        MODE: language("Entire types of link"),
        UNIT: language("All links of one {one}"),
    }
    parts = (_part(links, losses, kind, title, language) for kind, title in titles.items())
    ids = provenance.of_index(links.facts) | provenance.of_links(links.facts, links.modes)
    based_on = provenance.calculated(links.facts, ids)
    return Chapter(lead, tuple(p for p in parts if p is not None), based_on)


def _part(links: Links, losses: Criticality, kind: str, title: str, language: Language) -> Part | None:
    table = losses.most(MOST_ROWS, kind)
    table = table[table["fall"] < 0]
    if table.empty:
        return None
    rows = tuple(
        (
            _name(links, row),
            language.decimal(-row["fall"], 1),
            language.decimal(row["losers"], 0),
            links.unit(str(row["worst_unit"])) if row["worst_unit"] in links.end_names else _unit(links, row),
            language.decimal(-row["worst_change"], 1),
            language.decimal(row["rank_changes"], 0),
            language.decimal(row["reach"], 0),
        )
        for row in table.to_dict("records")
    )
    columns = (
        *text_columns(language("Loss")),
        *number_columns(language("Points lost"), language("Places losing")),
        *text_columns(language("Largest loss")),
        *number_columns(language("Points"), language("Rank changes"), language("Reach")),
    )
    return Part(title, (), AuditTable(title, "", columns, rows))


def _name(links: Links, row: dict[str, object]) -> str:
    """A loss in words: kind of link and ends, name of a cable, or the unit."""
    mode, unit, partner = (str(row[c]) for c in ("mode", "unit", "partner"))
    if row["kind"] == UNIT:
        return links.unit(unit)
    if row["kind"] == LINK:
        return f"{links.unit(unit)} – {links.unit(partner)}, {links.name(mode)}"
    if row["kind"] == MULTILATERAL:
        return safe.clean(str(row["loss"]).partition(": ")[2])
    return links.name(mode)


def _unit(links: Links, row: dict[str, object]) -> str:
    """Name of a unit that is a pair; empty where nobody loses."""
    return links.facts.names.get(str(row["worst_unit"]), "")
