"""Weekly international departures in the timetables of FlightGear's AI traffic (GPL-2.0-or-later)."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from connectindex.editions.world.derive import air, archives
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import BY_ISO2
from connectindex.editions.world.derive.tables import Link

SOURCE = "flightgear"
YEAR = 2018
"""The dated timetables run from 2015 to 2021; most are of 2018."""

_FOLDER = "usr/share/games/flightgear/AI/Traffic/"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FLIGHT = re.compile(r"<flight>(.*?)</flight>", re.DOTALL)
_DEPARTURE = re.compile(r"<departure>.*?<port>\s*(\w+)\s*</port>.*?</departure>", re.DOTALL)
_ARRIVAL = re.compile(r"<arrival>.*?<port>\s*(\w+)\s*</port>.*?</arrival>", re.DOTALL)
_REPEAT = re.compile(r"<repeat>\s*(.*?)\s*</repeat>", re.DOTALL)

# Codes given up when Juba and Pristina got codes of their own; their first letters are the former country's.
_FORMER_CODES = {"HSSJ": "SSD", "LYPR": "XKX"}


def derive(cache: Path) -> Iterator[Link]:
    """Yield one directed link per pair of countries; the count is the scheduled departures in a week."""
    country = _countries(cache)
    weekly: Counter[tuple[str, str]] = Counter()
    for _, content in archives.members(fetch("flightgear", cache), _FOLDER, ".xml"):
        for record in _FLIGHT.findall(_COMMENT.sub("", content.decode("utf-8", errors="replace"))):
            departure, arrival = _DEPARTURE.search(record), _ARRIVAL.search(record)
            if departure is None or arrival is None:
                continue
            origin, destination = country(departure.group(1)), country(arrival.group(1))
            if origin is None or destination is None or origin == destination:
                continue
            repeat = _REPEAT.search(record)
            daily = repeat is not None and repeat.group(1).upper().startswith("24")
            weekly[origin, destination] += 7 if daily else 1
    for (origin, destination), count in weekly.items():
        yield Link(origin, destination, YEAR, "flights", count, SOURCE)


def _countries(cache: Path) -> Callable[[str], str | None]:
    """Return the look-up of an ICAO airport code.

    A code that no list knows goes to the country that most codes with its first two letters have.
    """
    known: dict[str, str] = dict(_FORMER_CODES)
    by_prefix: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in air.airports(cache):
        unit = BY_ISO2.get(row["iso_country"])
        for code in (row["ident"], row["icao_code"]):
            if unit is not None and code and code not in known:
                known[code] = unit
                if re.fullmatch("[A-Z]{4}", code):
                    by_prefix[code[:2]][unit] += 1
    common = {prefix: counts.most_common(1)[0][0] for prefix, counts in by_prefix.items()}
    return lambda code: known.get(code) or (common.get(code[:2]) if len(code) == 4 else None)
