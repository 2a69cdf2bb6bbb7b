"""Derive every table of the world edition.

``python -m connectindex.editions.world.derive [--cache DIR] [--out DIR]``
"""

import argparse
from pathlib import Path

from connectindex.editions.world.derive import (
    air,
    belt_and_road,
    borders,
    cables,
    cloud,
    coverage,
    crossings,
    energy_trade,
    factbook,
    factbook_values,
    flights,
    grid,
    networks,
    operators,
    organisations,
    pipelines,
    routes,
    services,
    sources,
    units,
    worldmap,
)
from connectindex.editions.world.derive.border_facts import fixed_links
from connectindex.editions.world.derive.places import PLACES
from connectindex.editions.world.derive.tables import write_gaps, write_links, write_members, write_values


def derive(cache: Path, out: Path) -> None:
    """Fetch what is not in ``cache`` and write all tables and the map under ``out``, the same bytes every time."""
    places = frozenset(PLACES)
    profiles, profiles_2015 = factbook.last_edition(cache), factbook.edition_2015(cache)
    neighbours = frozenset(borders.lengths(profiles))
    world = units.World(
        scored=units.scored(profiles),
        landlocked=factbook_values.landlocked(profiles),
        bordered=frozenset(unit for pair in neighbours for unit in pair),
    )

    crossing_links, rail_values = crossings.derive(cache, neighbours, places)
    found = frozenset((x.origin, x.destination, x.mode) for x in crossing_links)
    links = {
        "air_routes": list(routes.derive(cache)),
        "fixed_links": list(fixed_links(found, crossings.YEAR)),
        "flights": list(flights.derive(cache)),
        "grid_links": list(grid.derive(cache)),
        "land_borders": list(borders.derive(profiles)),
        "land_crossings": crossing_links,
        "sea_services": list(services.links(services.ports(cache), world.landlocked)),
    }
    for name, rows in links.items():
        write_links(out / "links" / f"{name}.csv", rows)
    write_links(out / "projects" / "belt_and_road.csv", list(belt_and_road.projects()))

    cable_members, cable_values = cables.derive(cache, world.scored, world.landlocked)
    write_members(out / "links" / "submarine_cables.csv", cable_members)
    write_members(out / "links" / "organisations.csv", organisations.from_factbook(profiles))
    write_members(out / "links" / "organisations_groups.csv", organisations.from_groups(cache))

    airports = list(air.derive(cache, places))
    values = {
        "airports": airports,
        "belt_and_road": belt_and_road.counts(),
        "cloud_regions": cloud.derive(cache, places),
        "container_terminals": services.terminals(services.ports(cache), world.scored, world.landlocked),
        "factbook": [
            *factbook_values.derive(profiles, world.scored),
            *energy_trade.derive(profiles, profiles_2015, world.scored, places - world.bordered),
        ],
        "factbook_2015": pipelines.derive(profiles_2015, world.scored),
        "mobile_operators": operators.derive(cache, world.scored),
        "networks": networks.derive(cache, places),
        "rail_network": rail_values,
        "submarine_cables": cable_values,
    }
    for name, table in values.items():
        write_values(out / "values" / f"{name}.csv", table)

    census = [row for rows in links.values() for row in rows]
    cable_texts = frozenset(member.member for member in cable_members)
    with_airport = frozenset(v.unit for v in airports if v.variable == "airports_scheduled" and v.value)
    write_gaps(out / "coverage.csv", coverage.derive(world, census, cable_texts, with_airport))
    units.write_units(out / "units.csv", cache, world)
    sources.write_sources(out / "sources.csv")
    worldmap.derive(cache, out)


def main() -> None:
    """Read the two folders from the command line and derive."""
    parser = argparse.ArgumentParser(prog="python -m connectindex.editions.world.derive", description=derive.__doc__)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "connectindex" / "derive")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1])
    arguments = parser.parse_args()
    derive(arguments.cache, arguments.out)


if __name__ == "__main__":
    main()
