"""Derive every table of the edition on the regions along the border of China and Russia.

``python -m connectindex.editions.border_regions.derive [--cache DIR] [--out DIR]``
"""

import argparse
from pathlib import Path

from connectindex.editions.border_regions.derive import crossings, lines, regionmap
from connectindex.editions.border_regions.derive.regions import REGIONS, REST
from connectindex.editions.border_regions.derive.sources import RETRIEVED, SOURCES
from connectindex.editions.world.derive.sources import write_sources
from connectindex.editions.world.derive.tables import Value, write, write_links, write_values


def derive(cache: Path, out: Path) -> None:
    """Fetch what is not in ``cache`` and write all tables and the map under ``out``, the same bytes every time."""
    rail_links, rail_values = crossings.railways(cache)
    write_links(out / "links" / "rail_crossings.csv", rail_links)
    write_links(out / "links" / "border_crossings.csv", crossings.listed())
    write_links(out / "links" / "air_routes.csv", crossings.air_routes(cache))
    write_links(out / "links" / "energy.csv", [*lines.POWER_LINES, *lines.PIPELINES])
    write_links(out / "projects" / "reported.csv", lines.PROJECTS)
    people = [Value(r.unit, "population", r.year, r.population, "reported", r.source) for r in REGIONS]
    write_values(out / "values" / "population.csv", people)
    write_values(out / "values" / "rail_network.csv", rail_values)
    write_values(out / "values" / "airports.csv", crossings.airports(cache))
    rows = [(r.unit, r.name, "yes", r.country) for r in REGIONS]
    rows += [(unit, name, "no", country) for unit, name, country in REST.values()]
    write(out / "units.csv", ["unit", "name", "scored", "country"], rows)
    write_sources(out / "sources.csv", SOURCES, RETRIEVED)
    regionmap.derive(cache, out)


def main() -> None:
    """Read the two folders from the command line and derive."""
    parser = argparse.ArgumentParser(
        prog="python -m connectindex.editions.border_regions.derive", description=derive.__doc__
    )
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "connectindex" / "derive")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1])
    arguments = parser.parse_args()
    derive(arguments.cache, arguments.out)


if __name__ == "__main__":
    main()
