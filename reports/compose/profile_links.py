"""Networks: the links of each ranked unit by mode, its partners and where they stand on the map."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from connectindex.model.dyads import OPERATING
from connectindex.reports import safe
from connectindex.reports.compose.arcs import arc
from connectindex.reports.interactive import LinkedPartner, LinkMode, LinkNetwork

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame

    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.figures import WorldMap
    from connectindex.reports.interactive import Point

NAMED = 3


def linked_pairs(facts: Facts) -> DataFrame:
    """Links in operation between two different units, summed: columns unit, mode, partner, count, name; most first."""
    dyads = facts.result.network[facts.year]
    pairs = dyads.pairs[(dyads.pairs["status"] == OPERATING) & (dyads.pairs["count"] > 0)]
    pairs = pairs[pairs["unit"] != pairs["partner"]]
    summed = pairs.groupby(["unit", "mode", "partner"])["count"].sum().reset_index()
    name = {p: facts.names[str(p)] if str(p) in facts.names else safe.clean(p) for p in summed["partner"].unique()}
    summed["name"] = [name[p] for p in summed["partner"]]
    order = ["unit", "mode", "count", "name", "partner"]
    return summed.sort_values(order, ascending=[True, True, False, True, True], kind="stable")


def networks(facts: Facts, world: WorldMap | None) -> dict[str, LinkNetwork]:
    """The network of each ranked unit that has links, the modes in the edition's order."""
    points: Mapping[str, Point] = world.points if world else {}
    modes = {m: facts.edition.modes.get(m, mode) for m, mode in facts.result.network[facts.year].modes.items()}
    ranked = set(facts.ranked)
    modes_of: dict[str, dict[str, LinkMode]] = {}
    table = linked_pairs(facts)
    columns = (table[c].tolist() for c in ("unit", "mode", "partner", "count", "name"))
    for (unit, mode), group in groupby(zip(*columns, strict=True), key=itemgetter(0, 1)):
        if str(unit) not in ranked:
            continue
        rows = [*group]
        highest = float(rows[0][3])
        partners = tuple(
            LinkedPartner(
                code=str(code),
                name=name,
                file=facts.files[str(code)] if str(code) in ranked else "",
                count=float(count),
                text=facts.language.value(float(count)),
                share=float(count) / highest,
                at=points.get(str(code)),
                line=_line(points.get(str(unit)), points.get(str(code)), world),
            )
            for _, _, code, count, name in rows
        )
        label = safe.clean(modes[str(mode)].name or mode)
        modes_of.setdefault(str(unit), {})[str(mode)] = LinkMode(
            str(mode), label, _sentence(facts, str(unit), label, partners), partners
        )
    return {
        u: LinkNetwork(points.get(u), tuple(modes_of[u][m] for m in modes if m in modes_of[u]))
        for u in facts.ranked
        if u in modes_of
    }


def _line(start: Point | None, end: Point | None, world: WorldMap | None) -> str:
    return arc(start, end, world.globe) if world and start and end else ""


def _sentence(facts: Facts, unit: str, label: str, partners: tuple[LinkedPartner, ...]) -> str:
    """What the lines show, for whoever does not see them."""
    language = facts.language
    text = language.plural(
        "{name}, {mode}: {number} partner.",
        "{name}, {mode}: {number} partners.",
        len(partners),
        name=facts.names[unit],
        mode=label,
    )
    if len(partners) == 1 or partners[0].count == partners[-1].count:
        return text
    most = language.listing(language("{name} ({score})", name=p.name, score=p.text) for p in partners[:NAMED])
    return language.together(text, language("Most links with {most}.", most=most))
