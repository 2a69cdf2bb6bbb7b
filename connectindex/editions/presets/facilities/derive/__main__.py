"""Cut the tables of the facilities preset out of those of the world edition.

``python -m connectindex.editions.presets.facilities.derive [--out DIR]``
"""

import argparse
import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from connectindex.edition.inputs import world_folder
from connectindex.editions.world.derive.tables import write

Row = Mapping[str, str]

COUNTRIES = (
    "CHN", "MNG", "RUS",                         # China-Mongolia-Russia corridor
    "PAK",                                       # China-Pakistan corridor
    "KHM", "LAO", "MMR", "THA", "VNM",           # Greater Mekong
    "KAZ", "KGZ", "TJK", "TKM", "UZB",           # Central Asia: pipelines, line D and those before it
)  # fmt: skip
VARIABLES = (
    "area", "electricity_consumption", "electricity_exports", "electricity_imports", "lng_terminals", "networks",
    "population",
)  # fmt: skip
GROUPS = ("unit", "name", "region", "subregion", "income", "landlocked")
COVERED = ("air_routes", "rail_crossings", "road_crossings", "sea_services", "submarine_cables")


@dataclass(frozen=True, slots=True)
class Cut:
    """A table of the world edition: which of its rows stay, and which of its columns; none named: all."""

    table: str
    stays: Callable[[Row], bool]
    columns: tuple[str, ...] = ()


def _joined(row: Row) -> bool:
    return row["from"] in COUNTRIES and row["to"] in COUNTRIES


def _used(row: Row) -> bool:
    return row["unit"] in COUNTRIES and row["variable"] in VARIABLES


CUTS = (
    Cut("units", lambda row: row["unit"] in COUNTRIES, GROUPS),
    Cut("coverage", lambda row: row["unit"] in COUNTRIES and row["what"] in COVERED),
    Cut("links/air_routes", _joined),
    Cut("links/border_facts", lambda row: _joined(row) and row["mode"] != "grid_links"),
    Cut("links/land_crossings", _joined),
    Cut("links/pipelines", _joined),
    Cut("links/sea_services", _joined),
    Cut("links/submarine_cables", lambda row: row["member"] in COUNTRIES),
    Cut("projects/belt_and_road", _joined),
    Cut("values/factbook", _used),
    Cut("values/lng_terminals", _used),
    Cut("values/networks", _used),
    Cut("values/wdi", _used),
)


def derive(out: Path, world: Path) -> None:
    """Write the cuts of the tables under ``world`` to ``out``, and the sources they name."""
    named: set[str] = set()
    for cut in CUTS:
        columns, rows = _read(world / f"{cut.table}.csv")
        kept = [row for row in rows if cut.stays(row)]
        named |= {row.get("source", "") for row in kept}
        _write(out / f"{cut.table}.csv", cut.columns or columns, kept)
    columns, rows = _read(world / "sources.csv")
    _write(out / "sources.csv", columns, [row for row in rows if row["id"] in named])


def _read(path: Path) -> tuple[tuple[str, ...], list[dict[str, str]]]:
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    return tuple(reader.fieldnames or ()), rows


def _write(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    write(path, columns, [[row[column] for column in columns] for row in rows])


def main() -> None:
    """Read the folder from the command line and derive."""
    parser = argparse.ArgumentParser(
        prog="python -m connectindex.editions.presets.facilities.derive", description=derive.__doc__
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1])
    derive(parser.parse_args().out, world_folder())


if __name__ == "__main__":
    main()
