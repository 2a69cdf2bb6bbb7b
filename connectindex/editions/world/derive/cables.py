"""Submarine cables and the countries they land in, from the text of the CIA World Factbook (public domain).

A cable lands in a country when the country's own text names it. Most texts run "landing points for the
A, B-3 & 4 and C submarine cables that provide links to ..."; the few others are read by hand in
``cable_names``. Landings that no text names, and cables taken out of service since, are in ``cable_facts.csv``.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from connectindex.editions.world.derive import archives
from connectindex.editions.world.derive.cable_names import (
    ALSO,
    BY_HAND,
    NO_NAMES,
    NOT_LANDED,
    SAME,
    TEXT_FIXES,
)
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import BY_ISO2
from connectindex.editions.world.derive.tables import Member, Value

SOURCE = "cia_factbook_telecom"
YEAR = 2019
"""Year of most texts; single ones run to 2023. One census has one year."""

MODE = "submarine_cables"
FACTS = Path(__file__).parent / "cable_facts.csv"

# Countries with a coast in which no international cable lands: a true zero, where the absence of a text is none.
WITHOUT = frozenset({"SLV", "SVN", "UKR"})

_START = re.compile(r"landing points? for (?:the )?(.*)", re.IGNORECASE)

# Names are capitalised, even in "Bodo-Rost Cable"; the first of these words in lower case ends the list
# of names.
_END = re.compile(
    r"\s(?:a|around|between|cables?|combine|connecting|fiber-optic|fiber|for|from|international|linking|links|optic|optical|provide"
    r"|providing|submarine|telecommunications|that|to|together|undersea|via|which|with)\b"
)

_SEPARATOR = re.compile(r"[,;&]| and |\band (?=the )")
_GENERIC = re.compile(r"\s+(?:submarine|undersea|cables?|systems?|networks?)$", re.IGNORECASE)
_CONTINUED = re.compile(r"-\s*\w[\w ]*|\d+|II|III|IIb")
_LAST_PART = re.compile(r"[- ]*(?:\d+|I|II|IIb|(?<=[- ])\w+)$")


def derive(cache: Path, scored: frozenset[str], landlocked: frozenset[str]) -> tuple[list[Member], list[Value]]:
    """Return the members of each cable, and the number of named cables that land in each unit."""
    members: set[Member] = set()
    values: list[Value] = []
    facts = _facts()
    retired = {row["cable"] for row in facts if row["status"] == "retired"}
    texts = _texts(cache)
    named = {
        unit: {canonical(name) for name in names(unit, texts.get(unit, []))} for unit in texts.keys() | BY_HAND.keys()
    }
    for unit, landed in named.items():
        for name in landed - NOT_LANDED.get(unit, frozenset()) - retired:
            members.add(Member(unit, name, YEAR, MODE, SOURCE))
    for row in facts:
        if row["status"] == "landing":
            members.add(Member(row["unit"], row["cable"], YEAR, MODE, SOURCE))
    if lost := retired.difference(*named.values()):
        raise LookupError(f"{FACTS.name}: no text names {sorted(lost)}")
    landings = Counter(member.member for member in members) | dict.fromkeys(WITHOUT, 0)
    for unit, count in landings.items():
        values.append(Value(unit, "submarine_cables", YEAR, float(count), "reported", SOURCE))
    for unit in scored - landings.keys():
        status = "not_applicable" if unit in landlocked else "missing"
        values.append(Value(unit, "submarine_cables", YEAR, None, status, SOURCE))
    return sorted(members), values


def _facts() -> list[dict[str, str]]:
    with FACTS.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _texts(cache: Path) -> dict[str, list[str]]:
    """Return the paragraphs on international telecommunication of each unit."""
    content = archives.read(fetch("mcc_mnc_p1", cache), "mcc_mnc_genlib/raw/world_fb.json")
    result: dict[str, list[str]] = {}
    for country in json.loads(content)[1].values():
        unit = BY_ISO2.get(country["cc2"])
        paragraphs = country.get("infos", {}).get("telecom", {}).get("intl")
        if unit is not None and paragraphs:
            # the last item is the year
            result[unit] = [text for text in paragraphs if isinstance(text, str)]
    return result


def names(unit: str, texts: list[str]) -> Iterator[str]:
    """Yield the cables that the texts of a unit name, in the spelling of the text."""
    if unit in BY_HAND:
        yield from BY_HAND[unit]
        return
    yield from ALSO.get(unit, ())
    for text in texts:
        mended = text
        for wrong, right in TEXT_FIXES:
            mended = mended.replace(wrong, right)
        sentence = _START.search(mended)
        if sentence is not None:
            yield from split(_END.split(" " + sentence.group(1), maxsplit=1)[0])


def split(listed: str) -> Iterator[str]:
    """Split a list of names; "Kattegat 1 & 2" and "Tata TGN-Pacific & -Atlantic" are two names each."""
    last = ""
    for piece in _SEPARATOR.split(listed):
        name = re.sub(r"^(?:the|and)\s+|(?<=\w)[ .:-]+$", "", piece.strip()).strip(" .:")
        while _GENERIC.search(name):
            name = _GENERIC.sub("", name)
        if not name or name in NO_NAMES:
            continue
        if last and _CONTINUED.fullmatch(name):
            name = f"{_LAST_PART.sub('', last)}-{name.lstrip('- ')}"
        last = name
        yield name


def _key(name: str) -> str:
    while _GENERIC.search(name):
        name = _GENERIC.sub("", name)
    return re.sub(r"[^A-Z0-9]", "", name.upper())


_CANONICAL = {_key(spelling): name for name, others in SAME.items() for spelling in (name, *others)}


def canonical(name: str) -> str:
    """Return the index's name of a cable: the joined spelling when it has one, else the text's."""
    return _CANONICAL.get(_key(name), re.sub(r"\s*-\s*", "-", name))
