"""Facts about borders that the maps do not tell: closures, fixed links over water, French Guiana."""

from collections.abc import Iterator

from connectindex.editions.world.derive.tables import Link

Pair = tuple[str, str]

SOURCE = "border_facts"

# Borders without any ordinary traffic at the time of the map (April 2024). Only closures that are beyond
# doubt are named: Armenia with Azerbaijan and Turkiye (since the early 1990s), Algeria-Morocco (1994),
# the Koreas, Israel with Lebanon and Syria (1948), Ukraine with Russia and Belarus (2022).
_CLOSED = frozenset(
    {
        ("ARM", "AZE"),
        ("ARM", "TUR"),
        ("BLR", "UKR"),
        ("DZA", "MAR"),
        ("ISR", "LBN"),
        ("ISR", "SYR"),
        ("KOR", "PRK"),
        ("RUS", "UKR"),
    }
)

CLOSED: dict[str, frozenset[Pair]] = {
    # The Georgian line to Russia has been cut in Abkhazia since 1992; trains between India and Pakistan
    # stopped in August 2019.
    "rail_crossings": _CLOSED | {("GEO", "RUS"), ("IND", "PAK")},
    # Finland has kept its road crossings to Russia shut since December 2023; freight trains go on.
    "road_crossings": _CLOSED | {("FIN", "RUS")},
}

# Pairs without a land border in the Factbook that a bridge, tunnel or causeway joins.
SEA_LINKS: frozenset[Pair] = frozenset(
    {("BHR", "SAU"), ("CHN", "MAC"), ("DNK", "SWE"), ("FRA", "GBR"), ("HKG", "MAC"), ("MYS", "SGP")}
)

# The map draws French Guiana as France; every other table here has it as a place of its own.
REASSIGNED: dict[Pair, Pair] = {("BRA", "FRA"): ("BRA", "GUF"), ("FRA", "SUR"): ("GUF", "SUR")}

# Fixed links that the simplified graph leaves out: (from, to, mode, count, name).
_FIXED_LINKS = (
    ("BHR", "SAU", "road_crossings", 1, "King Fahd Causeway"),
    ("DNK", "SWE", "rail_crossings", 1, "Øresund Bridge"),
    ("DNK", "SWE", "road_crossings", 1, "Øresund Bridge"),
    ("MYS", "SGP", "rail_crossings", 1, "Johor-Singapore Causeway"),
    ("MYS", "SGP", "road_crossings", 2, "Johor-Singapore Causeway and Second Link"),
)


def fixed_links(found: frozenset[tuple[str, str, str]], year: int) -> Iterator[Link]:
    """Yield the fixed links whose (from, to, mode) the map did not give."""
    for a, b, mode, count, name in _FIXED_LINKS:
        if (a, b, mode) not in found:
            yield Link(a, b, year, mode, count, SOURCE, status="operating", name=name)
