"""Derive every table of the world edition.

``python -m connectindex.editions.world.derive [--cache DIR] [--sources DIR] [--out DIR]``

Files of the sources are looked for below ``--sources`` by their SHA-256, whatever their names; what is not there is
fetched from its pinned address.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from connectindex.editions.world.derive import (
    air,
    belt_and_road,
    border_facts,
    borders,
    cables,
    cloud,
    coverage,
    crossings,
    energy_trade,
    factbook,
    factbook_values,
    fuels,
    gateways,
    grid,
    indicators_wdi,
    liner,
    networks,
    operators,
    organisations,
    routes,
    services,
    sources,
    units,
    worldmap,
)
from connectindex.editions.world.derive.command import run
from connectindex.editions.world.derive.places import PLACES
from connectindex.editions.world.derive.tables import (
    Value,
    write_gaps,
    write_links,
    write_members,
    write_values,
)


def derive(cache: Path, out: Path) -> None:
    """Fetch what is not in ``cache`` and write all tables and the map under ``out``, the same bytes every time."""
    places = frozenset(PLACES)
    profiles = factbook.last_edition(cache)
    neighbours = frozenset(borders.lengths(profiles))
    world = units.World(
        scored=units.scored(profiles),
        landlocked=factbook_values.landlocked(profiles),
        bordered=frozenset(unit for pair in neighbours for unit in pair),
    )
    mapped, rail_values = crossings.derive(cache, neighbours, places)
    links = {
        "air_routes": list(routes.derive(cache)),
        "border_facts": [*border_facts.links(crossings.YEAR), *fuels.facts(), *grid.facts()],
        "grid_links": list(grid.derive(cache)),
        "land_borders": list(borders.derive(profiles)),
        "land_crossings": border_facts.applied(mapped),
        "pipelines": list(fuels.links(cache, neighbours)),
        "sea_services": list(liner.services(cache, world.landlocked)),
    }
    for name, rows in links.items():
        write_links(out / "links" / f"{name}.csv", rows)
    write_links(out / "projects" / "belt_and_road.csv", list(belt_and_road.projects()))

    cable_members, cable_values = cables.derive(cache, world.scored, world.landlocked)
    write_members(out / "links" / "submarine_cables.csv", cable_members)
    write_members(out / "links" / "organisations.csv", organisations.from_factbook(profiles))
    write_members(out / "links" / "organisations_groups.csv", organisations.from_groups(cache))

    open_ways = [*links["land_crossings"], *border_facts.links(crossings.YEAR)]
    values = [
        *_factbook(cache, profiles, world, grid.linked([*links["grid_links"], *links["border_facts"]])),
        *gateways.liner_access(cache, world.scored, factbook_values.capitals(profiles)),
        *gateways.cable_access(world.scored, world.landlocked, cable_members, open_ways),
        *cable_values,
        *fuels.terminals(cache, world.scored),
        *air.derive(cache, places),
        *belt_and_road.counts(),
        *cloud.derive(cache, places),
        *services.terminals(services.ports(cache), world.scored, world.landlocked),
        *operators.derive(cache, world.scored),
        *networks.derive(cache, places),
        *rail_values,
        *indicators_wdi.departures(cache, world.scored),
        *indicators_wdi.performance(cache, world.scored),
    ]
    for name, table in by_file(values).items():
        write_values(out / "values" / f"{name}.csv", table)

    census = [row for rows in links.values() for row in rows]
    cable_texts = frozenset(member.member for member in cable_members)
    write_gaps(out / "coverage.csv", coverage.derive(world, census, cable_texts))
    units.write_units(out / "units.csv", cache, world)
    sources.write_sources(out / "sources.csv")
    worldmap.derive(cache, out)


# Variables of the Factbook that another source has of the same year for nearly all countries.
_SUPERSEDED = frozenset(
    {"population", "gdp", "internet_users", "fixed_broadband", "mobile_subscriptions", "electricity_consumption"}
)


def _factbook(
    cache: Path, profiles: Mapping[str, factbook.Profile], world: units.World, linked: frozenset[str]
) -> Iterator[Value]:
    """Yield the figures of the Factbook, and those of World Bank and ITU with the Factbook's where they have none."""
    printed = list(factbook_values.derive(profiles, world.scored))
    yield from (value for value in printed if value.variable not in _SUPERSEDED)
    fallback = {(value.unit, value.variable): value for value in printed}
    yield from indicators_wdi.denominators(cache, fallback, world.scored)
    yield from indicators_wdi.telecom(cache, fallback, world.scored)
    yield from energy_trade.derive(profiles, energy_trade.vintages(cache), world.scored, linked)


# Where the figures of a source stand; a file has one source, or several of one licence.
_FILES = {
    "belt_and_road_2017": "belt_and_road",
    "cia_factbook": "factbook",
    "cia_factbook_telecom": "submarine_cables",
    "cia_factbook_vintages": "factbook",
    "crct_2023": "belt_and_road",
    "gateways": "liner_shipping",
    "gem": "lng_terminals",
    "ip_location_db": "networks",
    "lpi": "logistics",
    "openstreetmap": "rail_network",
    "ourairports": "airports",
    "searoute": "container_terminals",
    "unctad_lsci": "liner_shipping",
    "wikipedia_mnc": "mobile_operators",
}


def by_file(values: list[Value]) -> dict[str, list[Value]]:
    """Return the values by the name of the table of their source."""
    by_file: dict[str, list[Value]] = {}
    for value in values:
        by_file.setdefault(_FILES.get(value.source, value.source), []).append(value)
    return dict(sorted(by_file.items()))


def main() -> None:
    """Read the folders from the command line and derive."""
    run("connectindex.editions.world.derive", derive, Path(__file__).resolve().parents[1])


if __name__ == "__main__":
    main()
