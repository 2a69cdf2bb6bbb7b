"""Where the absence of links is not a zero: the rule of each source about what it does not cover."""

from collections.abc import Iterable, Iterator

from connectindex.editions.world.derive.tables import Gap, Link
from connectindex.editions.world.derive.units import World

# The lists behind the modes are world-wide, and these units are absent from them for a reason of the
# list, not of the country.
_LOST_AIRPORTS = {
    "MDA": "Chisinau's airport code was changed after 2014 and its routes were dropped with the old code",
    "PSE": "no airport open to scheduled flights since 2001; traffic goes through Egypt, Israel and Jordan",
    "SYR": "Damascus is not in the list's airports; its routes were dropped",
}

# Their own borders with the area of ENTSO-E are listed, those with their other neighbours are not.
_GRID_EDGE = frozenset({"BLR", "RUS", "TUR"})

# Members of ENTSO-E whose grid has no line abroad: the absence of links is a true zero.
_GRID_ISOLATED = frozenset({"CYP", "ISL"})


def derive(world: World, links: Iterable[Link], cable_texts: frozenset[str], airports: frozenset[str]) -> Iterator[Gap]:
    """Yield the gaps of every mode for the scored units.

    ``cable_texts`` are the units whose text in the Factbook names cables, ``airports`` those with a scheduled
    airport.
    """
    touched: dict[str, set[str]] = {}
    for link in links:
        touched.setdefault(link.mode, set()).update((link.origin, link.destination))
    yield from _air(world.scored, touched, airports)
    yield from _sea(world, touched, cable_texts)
    for unit in world.scored - world.bordered:
        for mode in ("rail_crossings", "road_crossings"):
            if unit not in touched[mode]:
                yield Gap(mode, unit, "not_applicable", "no land border and no fixed link")
        yield Gap("land_borders", unit, "not_applicable", "no land border")
    for unit in world.scored - _GRID_ISOLATED:
        if unit in _GRID_EDGE:
            yield Gap("grid_links", unit, "missing", "only its borders with the ENTSO-E area are listed")
        elif unit not in touched["grid_links"]:
            yield Gap("grid_links", unit, "missing", "outside the area that ENTSO-E covers")


def _air(scored: frozenset[str], touched: dict[str, set[str]], airports: frozenset[str]) -> Iterator[Gap]:
    for unit in scored - touched["air_routes"]:
        reason = _LOST_AIRPORTS.get(
            unit, "not in the route list, which lost airports that closed or changed code after 2014"
        )
        yield Gap("air_routes", unit, "missing", reason)
    for unit in scored - touched["flights"]:
        known = unit in touched["air_routes"] or unit in airports
        reason = (
            "has scheduled flights but no airline in the timetables" if known else "no scheduled airport in any list"
        )
        yield Gap("flights", unit, "missing", reason)


def _sea(world: World, touched: dict[str, set[str]], cable_texts: frozenset[str]) -> Iterator[Gap]:
    for unit in world.scored:
        if unit in world.landlocked:
            yield Gap("sea_services", unit, "not_applicable", "landlocked")
            yield Gap("submarine_cables", unit, "not_applicable", "landlocked")
            continue
        if unit not in touched["sea_services"]:
            yield Gap("sea_services", unit, "missing", "no record in a list that does not say what it covers")
        if unit not in cable_texts:
            yield Gap("submarine_cables", unit, "missing", "no text on submarine cables in the Factbook")
