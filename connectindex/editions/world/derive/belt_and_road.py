"""Projects and counts of the Belt and Road initiative, as two papers report them.

Facts carried by hand in ``projects.csv``: the paper's word on each project, and its status of today with the year and
source of that. What has no two ends is left out, and named in the edition's notes: trains "China-Europe", the cables
SeaMeWe-5 and APG (they are in the table of submarine cables), the Greater Mekong power market, the satellite, the
recognition of standards.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from connectindex.editions.world.derive.tables import Link, Value

_PAPERS = {"A": ("belt_and_road_2017", 2017), "B": ("zhang_2019", 2019)}

TO_VERIFY = "author's knowledge, to be verified"
PROJECTS = Path(__file__).parent / "projects.csv"

# Paper A on China: variable, year, value, and whether the paper says "more than".
_COUNTS = (
    ("paper_air_agreements", 2016, 62, False),
    ("paper_direct_flight_countries", 2016, 43, False),
    ("paper_weekly_flights", 2016, 4200, True),
    ("paper_road_routes", 2016, 356, False),
    ("paper_road_ports", 2016, 73, False),
    ("paper_trains", 2017, 3673, False),
    ("paper_train_cities_china", 2017, 38, False),
    ("paper_train_cities_europe", 2017, 36, False),
    ("paper_train_days_fastest", 2017, 12, False),
    ("paper_train_days_slowest", 2017, 14, False),
    ("paper_train_route_km", 2017, 10000, True),
    ("paper_maritime_agreements", 2016, 38, False),
    ("paper_maritime_agreement_countries", 2016, 47, False),
    ("paper_transport_agreements", 2016, 130, True),
    ("paper_facilitation_agreements", 2016, 16, False),
    ("paper_facilitation_countries", 2016, 15, True),
    ("paper_memoranda", 2016, 40, True),
    ("paper_grid_countries", 2016, 6, False),
)


def projects() -> Iterator[Link]:
    """Yield one link per project and pair of ends, with the status of today, its source, and the paper's word."""
    with PROJECTS.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            source, year = _PAPERS[row["paper"]]
            yield Link(
                row["from"],
                row["to"],
                year,
                row["mode"],
                1,
                source,
                status=row["status"],
                start=row["start"],
                end=row["end"],
                name=row["name"],
                reported_status=row["word"],
                status_source=f"{row['source']}; {TO_VERIFY}" if row["basis"] == "knowledge" else row["source"],
            )


def counts() -> Iterator[Value]:
    """Yield the paper's counts for China, where "more than" makes an estimate, and the trains of 2023."""
    source, _ = _PAPERS["A"]
    for variable, year, value, more_than in _COUNTS:
        yield Value("CHN", variable, year, float(value), "estimated" if more_than else "reported", source)
    for variable, value in (("china_europe_trains", 17523), ("china_europe_containers", 1901949)):
        yield Value("CHN", variable, 2023, float(value), "reported", "crct_2023")
