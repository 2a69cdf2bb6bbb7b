"""Oil and gas pipelines across borders, and terminals of liquefied gas, from Global Energy Monitor (CC-BY-4.0).

The trackers list the countries of a line in no fixed order, and some that it does not touch. A leg joins two that
stand next to each other in the list and share a land border; a line of two countries without one lies under the sea;
all others are written out in ``WAYS``. What the trackers lack, and what was closed since, is in ``pipeline_facts.csv``.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import by_name
from connectindex.editions.world.derive.spreadsheets import sheet
from connectindex.editions.world.derive.tables import Link, Value

SOURCE, FACTS_SOURCE, YEAR = "gem", "border_facts", 2024
MODE = "pipelines_crossing"
FACTS = Path(__file__).parent / "pipeline_facts.csv"
ALL = "*"

# The word of the trackers -> the status of the index. Proposed, cancelled, shelved and retired lines are left out.
_STATUS = {"operating": "operating", "idle": "closed", "mothballed": "closed", "construction": "construction"}

# Terminals that the tracker files under the sovereign.
OF_TERRITORIES = {"Penuelas LNG Terminal": "Puerto Rico", "San Juan LNG Terminal": "Puerto Rico"}

# Way of a line by its id in the gas tracker, or by its name in that of oil.
WAYS = {
    "P0436": "EGY JOR",  # Arab Gas Pipeline: under the Gulf of Aqaba; without flow beyond Jordan since 2011
    "P0437": "QAT ARE OMN",  # Dolphin
    "P4025": "QAT ARE",  # its landfall, counted to Oman with Dolphin
    "P0461": "NGA BEN TGO GHA",  # West African Gas Pipeline
    "P0684": "NOR DNK POL",  # Baltic Pipe: through Swedish waters without a landing
    "P0689": "NOR DEU",  # Europipe I: through British waters
    "P0724": "TUR GRC ALB ITA",  # Trans-Adriatic Pipeline
    "P0725": "DZA TUN ITA",  # TransMed, without Croatia
    "P0769": "RUS BLR POL DEU",  # Yamal-Europe
    "P0791": "RUS UKR",  # Orenburg-Novopskov
    "P0752": "RUS DEU",  # Nord Stream 2
    "P0761": "RUS UKR",  # Soyuz, without the Kazakh part
    "P1635": "",  # Murati-Silivri lies within Türkiye
    "P1692": "",  # Greece-Italy: never built, whatever the tracker says
    "P5590": "FIN RUS",  # Leningrad-Vyborg-State border: the border of Finland
    "Adria Oil Pipeline": "HRV HUN SRB",
    "NATO Pipeline System Central European Pipeline System": "NLD BEL LUX DEU FRA",
    "NATO Pipeline System South European Oil Pipeline: Marseille-Besancon-Cressier": "FRA CHE",
    "NATO Pipeline System South European Oil Pipeline: Besancon-Karlsruhe": "FRA DEU",
    "Greater Nile Oil Pipeline": "SSD SDN",
}

Pair = tuple[str, str]


class UnknownWayError(Exception):
    """A line has several countries that are no neighbours in the order of the list, and no way written out."""


@dataclass(frozen=True, slots=True)
class _Line:
    id: str
    name: str
    countries: tuple[str, ...]
    status: str
    start: str
    fuel: str


@dataclass(frozen=True, slots=True)
class _Fact:
    """A line of `name` on a pair of countries; a name of ``*`` means all lines of the fuel between them."""

    fuel: str
    link: Link


def links(cache: Path, neighbours: frozenset[Pair]) -> Iterator[Link]:
    """Yield one link per pipeline and pair of countries it joins, with the year in which it opened."""
    known = list(_facts())
    rules = {(f.link.origin, f.link.destination, f.fuel): f.link for f in known if f.link.name == ALL}
    written = {(f.link.origin, f.link.destination, f.link.name) for f in known}
    counts: Counter[tuple[Pair, str, str, str, str]] = Counter()
    for line in (*_gas(cache), *_oil(cache)):
        for pair in _legs(line, neighbours):
            if (*pair, line.name) not in written:
                counts[pair, line.fuel, line.name, line.status, line.start] += 1
    for (pair, fuel, name, status, start), count in counts.items():
        link = Link(*pair, YEAR, MODE, count, SOURCE, status=status, start=start, name=name)
        rule = rules.get((*pair, fuel))
        yield replace(link, status=rule.status, end=rule.end) if rule and status == "operating" else link


def proposed(cache: Path) -> Iterator[Link]:
    """Yield one link per gas pipeline that is proposed and pair of countries it would join; none counts in an index."""
    for row in _tracker(cache):
        countries = _units(row["areas"], ",") if row["tracker-acro"] == "GGIT" and row["status"] == "proposed" else ()
        name = " ".join(part for part in (row["name"], row["unit-name"]) if part and part != "None")
        for a, b in pairwise(countries):
            yield Link(
                min(a, b), max(a, b), YEAR, MODE, 1, SOURCE,
                status="planned", start=_year(row["start-year"]), name=name, reported_status="proposed",
            )  # fmt: skip


def _legs(line: _Line, neighbours: frozenset[Pair]) -> Iterator[Pair]:
    way = WAYS.get(line.id) if line.id in WAYS else WAYS.get(line.name)
    listed = line.countries if way is None else tuple(way.split())
    for a, b in pairwise(listed):
        pair = (min(a, b), max(a, b))
        if way is None and len(listed) > 2 and pair not in neighbours:
            raise UnknownWayError(f"{line.id} {line.name}: {' '.join(listed)}")
        yield pair


def _gas(cache: Path) -> Iterator[_Line]:
    for row in _tracker(cache):
        if row["tracker-acro"] == "GGIT" and row["status"] in _STATUS:
            countries = _units(row["areas"], ",")
            if len(countries) > 1:
                name = " ".join(part for part in (row["name"], row["unit-name"]) if part)
                yield _Line(row["id"], name, countries, _STATUS[row["status"]], _year(row["start-year"]), "gas")


def _oil(cache: Path) -> Iterator[_Line]:
    with fetch("gem_oil", cache).open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            countries = _units(row["countries"], ",")
            if len(countries) > 1 and row["status"] in _STATUS:
                name = " ".join(part for part in (row["project"], row["unit"]) if part)
                yield _Line("", name, countries, _STATUS[row["status"]], _year(row["start_year"]), "oil")


def terminals(cache: Path, scored: frozenset[str]) -> Iterator[Value]:
    """Yield the terminals of liquefied gas of which a part is in operation; the list is a census."""
    working = openings(cache)
    for unit in scored | working.keys():
        yield Value(unit, "lng_terminals", YEAR, float(len(working.get(unit, ()))), "reported", SOURCE)


def openings(cache: Path) -> dict[str, dict[str, int | None]]:
    """Return the terminals of liquefied gas in operation by unit and name, with the year of their first part."""
    by_unit: dict[str, dict[str, int | None]] = {}
    for row in _tracker(cache):
        if row["tracker-acro"] == "GGIT-lng" and row["status"] == "operating":
            year = int(_year(row["start-year"])) if _year(row["start-year"]) else None
            for unit in _units(OF_TERRITORIES.get(row["name"], row["areas"]), ","):
                known = by_unit.setdefault(unit, {})
                years = [y for y in (known.get(row["name"]), year) if y is not None]
                known[row["name"]] = min(years) if years else None
    return by_unit


def _tracker(cache: Path) -> Iterator[dict[str, str]]:
    header, *rows = sheet(fetch("gem_gas", cache), "Sheet1")
    for row in rows:
        yield {str(key): "" if cell is None else str(cell) for key, cell in zip(header, row, strict=True)}


def _units(listed: str, separator: str) -> tuple[str, ...]:
    names = [name.strip() for name in listed.split(separator) if name.strip()]
    units = [by_name(name) for name in names]
    if None in units:
        raise LookupError(f"{listed!r}: a country that is not in the places table")
    return tuple(str(unit) for unit in units)


def _year(printed: str) -> str:
    """A year as printed; the trackers also have ranges, dashes and years cut short."""
    return printed if len(printed) == 4 and printed.isdecimal() else ""


def facts() -> Iterator[Link]:
    """Yield the lines that the trackers lack."""
    yield from (fact.link for fact in _facts() if fact.link.name != ALL)


def _facts() -> Iterator[_Fact]:
    with FACTS.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            link = Link(
                row["from"],
                row["to"],
                YEAR,
                MODE,
                1,
                FACTS_SOURCE,
                status=row["status"],
                start=row["start"],
                end=row["end"],
                name=row["name"],
            )
            yield _Fact(row["fuel"], link)
