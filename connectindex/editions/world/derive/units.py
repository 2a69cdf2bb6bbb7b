"""The table of units: names, regions, groups, and which places the index scores."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from connectindex.editions.world.derive import groups
from connectindex.editions.world.derive.factbook import GAZA, Profile, figure, text
from connectindex.editions.world.derive.places import PLACES
from connectindex.editions.world.derive.tables import write

_SMALLEST_SCORED = 1_000_000

_NEEDED = (
    ("People and Society", "Population", "total"),
    ("Economy", "GDP (official exchange rate)"),
    ("Geography", "Area", "total"),
)

HEADER = (
    *("unit", "name", "iso2", "scored", "region", "subregion", "income", "sovereign", "landlocked", "island"),
    *groups.COLUMNS,
)


@dataclass(frozen=True, slots=True)
class World:
    """Sets of units: those the index scores, those without a sea coast, those with a land border."""

    scored: frozenset[str]
    landlocked: frozenset[str]
    bordered: frozenset[str]


def scored(profiles: Mapping[str, Profile]) -> frozenset[str]:
    """Return the units with a million people or more and figures on population, GDP and area."""
    result = set()
    for unit, profile in profiles.items():
        known = [figure(text(profile, *path)) for path in _NEEDED]
        if unit != GAZA and known[0] is not None and all(known) and known[0].value >= _SMALLEST_SCORED:
            result.add(unit)
    return frozenset(result)


def write_units(path: Path, cache: Path, world: World) -> None:
    """Write ``units.csv``; an island is a place without a land border to another."""
    members = {
        "scored": world.scored,
        "landlocked": world.landlocked,
        "island": frozenset(PLACES) - world.bordered,
    }
    members |= groups.memberships(cache)
    income = groups.income(cache)
    rows = []
    for unit, place in sorted(PLACES.items()):
        texts = asdict(place) | {"income": income.get(unit, "")}
        rows.append([texts[c] if c in texts else "yes" if unit in members[c] else "no" for c in HEADER])
    write(path, HEADER, rows)
