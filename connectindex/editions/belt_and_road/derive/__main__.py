"""Derive the tables of China and its partners: links of the world edition, trade agreements, the paper's counts.

``python -m connectindex.editions.belt_and_road.derive [--cache DIR] [--sources DIR] [--out DIR]``
"""

import csv
import shutil
from pathlib import Path

from connectindex.editions.belt_and_road.derive.paper import write_table
from connectindex.editions.world.derive import fuels, grid, liner
from connectindex.editions.world.derive.agreements import HUGGO, regional
from connectindex.editions.world.derive.command import run
from connectindex.editions.world.derive.pins import PINS
from connectindex.editions.world.derive.tables import write

HUB = "CHN"
YEAR = 2023
"""Of the agreements: the last one that the source covers."""
EARLIER = (2013, 2018)
"""Of the agreements, for what has changed since: ten and five years before."""
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
    units = rows(world / "units.csv")
    _agreements(cache, out / "links")
    _earlier_services(cache, out / "links", frozenset(u["unit"] for u in units if u["landlocked"] == "yes"))
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
    write(out / "projects" / "reported.csv", list(projects[0]), [[*r.values()] for r in projects])
    used |= {r["source"] for r in projects}
    _planned(cache, out / "projects", list(projects[0]))
    counts = rows(world / "values" / "belt_and_road.csv")
    write_table(counts, out)
    used |= {r["source"] for r in counts}
    sources = [_of_both_years(r) for r in rows(world / "sources.csv") if r["id"] in used] + _huggo(world)
    write(out / "sources.csv", list(sources[0]), [[*r.values()] for r in sorted(sources, key=lambda r: r["id"])])
    shutil.copyfile(world / "map.json", out / "map.json")


def _agreements(cache: Path, folder: Path) -> None:
    """Write the parties of the trade agreements as of the last year, and as of the earlier ones."""
    known = sorted(regional(cache).items())
    for name, years in {"trade_agreements": (YEAR,), "earlier_trade_agreements": EARLIER}.items():
        members: list[list[str | int]] = [
            [party, f"{agreement.title} ({id_})", year, "trade_agreements", HUGGO.id]
            for id_, agreement in known
            for year in years
            for party in agreement.parties(year)
        ]
        write(folder / f"{name}.csv", ["member", "name", "year", "mode", "source"], sorted(members))


def _earlier_services(cache: Path, folder: Path, landlocked: frozenset[str]) -> None:
    """Write the liner services of the year that the network was published for, too."""
    services = sorted(liner.services(cache, landlocked, liner.GLSN_EARLIER), key=lambda s: (s.origin, s.destination))
    header = ["from", "to", "year", "mode", "count", "source"]
    write(
        folder / "earlier_sea_services.csv",
        header,
        [[s.origin, s.destination, s.year, s.mode, s.count, s.source] for s in services],
    )


def _planned(cache: Path, folder: Path, header: list[str]) -> None:
    """Write the pipelines and power lines with the hub that the sources of operating ones call proposed or planned."""
    lines = [link for link in (*fuels.proposed(cache), *grid.planned(cache)) if HUB in (link.origin, link.destination)]
    planned: list[list[str | float | None]] = [
        [
            p.origin, p.destination, p.year, p.mode, p.count, p.source, p.status, p.start, p.end, p.name,
            p.reported_status, "",
        ]
        for p in sorted(lines, key=lambda p: (p.mode, p.origin, p.destination, p.name))
    ]  # fmt: skip
    write(folder / "planned.csv", header, planned)


def _of_both_years(source: dict[str, str]) -> dict[str, str]:
    """Name both years of the liner services in the row of their source."""
    if source["id"] != liner.GLSN:
        return source
    pin = PINS[f"glsn_{liner.GLSN_EARLIER}"]
    note = f"{source['note']}; of {liner.GLSN_EARLIER}: {pin.path}, sha256 {pin.sha256}"
    years = f"{liner.GLSN_EARLIER}, {liner.GLSN_YEAR}"
    return source | {
        "title": f"Global liner shipping network of {years.replace(',', ' and')}",
        "year": years,
        "note": note,
    }


def _huggo(world: Path) -> list[dict[str, str]]:
    """The row of the trade agreements, as the panel's sources have it."""
    return [r for r in rows(world.parent / "panel" / "sources.csv") if r["id"] == HUGGO.id]


def main() -> None:
    """Read the folders from the command line and derive."""
    run("connectindex.editions.belt_and_road.derive", derive, Path(__file__).resolve().parents[1])


if __name__ == "__main__":
    main()
