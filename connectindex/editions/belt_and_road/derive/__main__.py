"""Derive the tables of China and its partners: links of the world edition, trade agreements, the paper's counts.

``python -m connectindex.editions.belt_and_road.derive [--cache DIR] [--sources DIR] [--out DIR]``
"""

import csv
import shutil
from pathlib import Path

from connectindex.editions.belt_and_road.derive.paper import write_table
from connectindex.editions.world.derive.agreements import HUGGO, regional
from connectindex.editions.world.derive.command import run
from connectindex.editions.world.derive.tables import write

HUB = "CHN"
YEAR = 2023
"""Of the agreements: the last one that the source covers."""
WORLD = Path(__file__).resolve().parents[2] / "world"
UNITS = ("unit", "name", "scored", "region", "subregion", "income", "landlocked")
VALUES = ("gdp", "population", "capital_latitude", "capital_longitude")
MODES = (
    "air_routes", "road_crossings", "rail_crossings", "sea_services", "grid_links", "pipelines_crossing",
    "submarine_cables", "organisations",
)  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    """Read a table of the world edition."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def derive(cache: Path, out: Path, world: Path = WORLD) -> None:
    """Write all tables under ``out``, the same bytes every time."""
    used = {HUGGO.id}
    (out / "links").mkdir(parents=True, exist_ok=True)
    for path in sorted((world / "links").glob("*.csv")):
        shutil.copyfile(path, out / "links" / path.name)
        used |= {row["source"] for row in rows(path)}
    known = sorted(regional(cache).items())
    members: list[list[str | int]] = [
        [party, f"{agreement.title} ({name})", YEAR, "trade_agreements", HUGGO.id]
        for name, agreement in known
        for party in agreement.parties(YEAR)
    ]
    write(out / "links" / "trade_agreements.csv", ["member", "name", "year", "mode", "source"], sorted(members))
    units = rows(world / "units.csv")
    write(out / "units.csv", UNITS, [[u[c] for c in UNITS] for u in units])
    values = [r for path in sorted((world / "values").glob("*.csv")) for r in rows(path) if r["variable"] in VALUES]
    used |= {r["source"] for r in values}
    header = ["unit", "year", "variable", "value", "status", "source"]
    values.sort(key=lambda r: (r["variable"], r["unit"], r["year"]))
    write(out / "values" / "size_and_place.csv", header, [[r[c] for c in header] for r in values])
    # what cannot join two countries does not join them: nothing is "not applicable" here; and that a country has more
    # partners by now than the list says nothing of the pair
    gaps = [r for r in rows(world / "coverage.csv") if r["what"] in MODES and r["status"] == "missing"]
    write(out / "coverage.csv", ["what", "unit", "status", "reason"], [[*r.values()] for r in gaps])
    projects = [r for p in sorted((world / "projects").glob("*.csv")) for r in rows(p) if HUB in (r["from"], r["to"])]
    projects = [r for r in projects if r["mode"] in MODES and r["status"] in ("planned", "construction")]
    if projects:
        write(out / "projects" / "reported.csv", list(projects[0]), [[*r.values()] for r in projects])
        used |= {r["source"] for r in projects}
    counts = rows(world / "values" / "belt_and_road.csv")
    write_table(counts, out)
    used |= {r["source"] for r in counts}
    sources = [r for r in rows(world / "sources.csv") if r["id"] in used] + _huggo(world)
    write(out / "sources.csv", list(sources[0]), [[*r.values()] for r in sorted(sources, key=lambda r: r["id"])])
    shutil.copyfile(world / "map.json", out / "map.json")


def _huggo(world: Path) -> list[dict[str, str]]:
    """The row of the trade agreements, as the panel's sources have it."""
    return [r for r in rows(world.parent / "panel" / "sources.csv") if r["id"] == HUGGO.id]


def main() -> None:
    """Read the folders from the command line and derive."""
    run("connectindex.editions.belt_and_road.derive", derive, Path(__file__).resolve().parents[1])


if __name__ == "__main__":
    main()
