"""Derive every table of the panel of four waves.

``python -m connectindex.editions.panel.derive [--cache DIR] [--sources DIR] [--out DIR]``
"""

from pathlib import Path

from connectindex.editions.panel.derive import waves
from connectindex.editions.world.derive import borders, factbook, factbook_values, groups, units, worldmap
from connectindex.editions.world.derive.agreements import HUGGO
from connectindex.editions.world.derive.command import run
from connectindex.editions.world.derive.places import PLACES
from connectindex.editions.world.derive.sources import SOURCES, write_sources
from connectindex.editions.world.derive.tables import write, write_values

_FROM_WORLD = ("cia_factbook_vintages", "gem", "itu", "lpi", "unctad_lsci", "wdi")


def derive(cache: Path, out: Path) -> None:
    """Fetch what is not in ``cache`` and write all tables and the map under ``out``, the same bytes every time."""
    profiles = factbook.last_edition(cache)
    scored, landlocked = units.scored(profiles), factbook_values.landlocked(profiles)
    values = waves.derive(cache, scored, landlocked, frozenset(borders.lengths(profiles)))
    for source in sorted({value.source for value in values}):
        write_values(out / "values" / f"{source}.csv", [value for value in values if value.source == source])
    income = groups.income(cache)
    rows = [
        [
            u,
            PLACES[u].name,
            PLACES[u].region,
            PLACES[u].subregion,
            income.get(u, ""),
            "yes" if u in landlocked else "no",
        ]
        for u in sorted(scored)
    ]
    write(out / "units.csv", ["unit", "name", "region", "subregion", "income", "landlocked"], rows)
    write_sources(out / "sources.csv", [*(s for s in SOURCES if s.id in _FROM_WORLD), HUGGO])
    worldmap.derive(cache, out)


def main() -> None:
    """Read the folders from the command line and derive."""
    run("connectindex.editions.panel.derive", derive, Path(__file__).resolve().parents[1])


if __name__ == "__main__":
    main()
