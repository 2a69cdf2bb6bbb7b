"""Ties and networks: who is linked with whom by mode, and the map of the links of each unit."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from connectindex.reports import safe
from connectindex.reports.compose.arcs import arc
from connectindex.reports.interactive import LinkedPartner, LinkMode, LinkNetwork, Place, Ties
from connectindex.reports.made import Made

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.compose.links import Links
    from connectindex.reports.figures import WorldMap
    from connectindex.reports.interactive import Point

NAMED = 3


def ties(links: Links, world: WorldMap | None) -> Ties:
    """The partners of each unit with a page that has links, the modes in the edition's order."""
    facts, points = links.facts, world.points if world else {}
    codes = {str(p): p for p in links.pairs["partner"].unique()}
    places = {
        code: Place(
            name=facts.names[code] if code in facts.names else safe.clean(p),
            file=facts.pages.get(code, ""),
            at=points.get(code),
        )
        for code, p in codes.items()
    }
    table = links.pairs.assign(name=links.pairs["partner"].map({p: places[c].name for c, p in codes.items()}))
    order = ["unit", "mode", "count", "name", "partner"]
    table = table.sort_values(order, ascending=[True, True, False, True, True], kind="stable")
    units, modes, ends, counts = (table[c].tolist() for c in ("unit", "mode", "partner", "count"))
    last = len(units)
    bounds = [k for k in range(last + 1) if k in (0, last) or (units[k], modes[k]) != (units[k - 1], modes[k - 1])]
    found: dict[str, dict[str, tuple[tuple[str, ...], tuple[float, ...]]]] = {}
    for start, end in pairwise(bounds):
        unit, mode = str(units[start]), str(modes[start])
        if unit in facts.pages:
            found.setdefault(unit, {})[mode] = tuple(map(str, ends[start:end])), tuple(map(float, counts[start:end]))
    known = {m: facts.edition.modes.get(m, mode) for m, mode in links.dyads.modes.items()}
    return Ties(
        modes={m: safe.clean(mode.name or m) for m, mode in known.items()},
        places=places,
        partners={
            u: {m: found[u][m] for m in known if m in found[u]} for u in facts.by_name(facts.pages) if u in found
        },
    )


def networks(facts: Facts, of: Ties, world: WorldMap | None) -> Mapping[str, LinkNetwork]:
    """The network of each unit that has links, each drawn when it is asked for."""
    return Made({unit: partial(_network, facts, of, world, unit) for unit in of.partners})


def _network(facts: Facts, of: Ties, world: WorldMap | None, unit: str) -> LinkNetwork:
    start = world.points.get(unit) if world else None
    modes = []
    for mode, (codes, counts) in of.partners[unit].items():
        partners = tuple(
            LinkedPartner(
                code=code,
                name=of.places[code].name,
                file=of.places[code].file,
                count=count,
                text=facts.language.value(count),
                share=count / counts[0],
                at=of.places[code].at,
                line=_line(start, of.places[code].at, world),
            )
            for code, count in zip(codes, counts, strict=True)
        )
        modes.append(LinkMode(mode, of.modes[mode], _sentence(facts, unit, of.modes[mode], partners), partners))
    return LinkNetwork(start, tuple(modes))


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
