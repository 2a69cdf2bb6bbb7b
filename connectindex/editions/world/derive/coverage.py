"""Where the absence of links is not a zero: the rule of each source about what it does not cover."""

from collections.abc import Iterable, Iterator

from connectindex.editions.world.derive import cables
from connectindex.editions.world.derive.tables import Gap, Link
from connectindex.editions.world.derive.units import World

# The longest power cable under the sea, Viking Link between Denmark and Great Britain, has 765 km: beyond its length
# from the next foreign coast no grid can be joined with another.
_BEYOND_CABLES = {"NZL": "more than 765 km from the next country, the length of the longest power cable"}

# Countries with a nonstop flight in January 2020, and in a timetable of July 2026 that may be looked at but not
# shipped, where the first are fewer than 85 % of the second: too low.
_OPENED_SINCE = {
    "ALB": (11, 37),
    "ARM": (20, 32),
    "BIH": (19, 25),
    "EGY": (56, 72),
    "ETH": (58, 70),
    "KGZ": (11, 16),
    "KWT": (35, 48),
    "MDA": (19, 33),
    "SAU": (53, 66),
    "SDN": (2, 10),
    "SVK": (23, 31),
    "SYR": (7, 10),
    "UZB": (25, 36),
}


def derive(world: World, links: Iterable[Link], cable_texts: frozenset[str]) -> Iterator[Gap]:
    """Yield the gaps of every mode for the scored units; ``cable_texts`` are those whose text names cables."""
    touched: dict[str, set[str]] = {}
    for link in links:
        touched.setdefault(link.mode, set()).update((link.origin, link.destination))
    yield from _sea(world, touched, cable_texts)
    for unit in world.scored - world.bordered:
        for mode in ("rail_crossings", "road_crossings"):
            if unit not in touched[mode]:
                yield Gap(mode, unit, "not_applicable", "no land border and no fixed link")
        yield Gap("land_borders", unit, "not_applicable", "no land border")
    for unit, (then, now) in _OPENED_SINCE.items():
        yield Gap("air_routes", unit, "incomplete", f"{then} partners in the list of 2020, {now} in July 2026")
    for unit, reason in _BEYOND_CABLES.items():
        yield Gap("grid_links", unit, "not_applicable", reason)


def _sea(world: World, touched: dict[str, set[str]], cable_texts: frozenset[str]) -> Iterator[Gap]:
    for unit in world.scored:
        if unit in world.landlocked:
            yield Gap("sea_services", unit, "not_applicable", "landlocked")
            yield Gap("submarine_cables", unit, "not_applicable", "landlocked")
            continue
        if unit not in touched["sea_services"]:
            yield Gap("sea_services", unit, "missing", "no service in the list, which does not say what it leaves out")
        if unit not in cable_texts | cables.WITHOUT:
            yield Gap("submarine_cables", unit, "missing", "no text on submarine cables in the Factbook")
