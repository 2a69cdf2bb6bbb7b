"""Income group and memberships of countries, from worldcountrygroups (MIT), with later changes."""

import json
from pathlib import Path

from connectindex.editions.world.derive import archives
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import BY_ISO2

# Column of units.csv -> list of the package.
_MEMBERSHIPS = {
    "sids": "sids",
    "eu": "eu",
    "asean": "asean",
    "sco": "sco",
    "brics": "brics11",
    "eaeu": "eaeu",
    "cis": "cis",
    "gcc": "gcc",
    "au": "au",
    "oecd": "oecd",
}

COLUMNS: tuple[str, ...] = tuple(_MEMBERSHIPS)

# Entries without any code in the package (DR Congo; the Northern Marianas, the US Virgin Islands and the
# former Netherlands Antilles), and what came later: Timor-Leste joined ASEAN in October 2025, Costa Rica
# the OECD in May 2021.
_ALSO = {
    "asean": frozenset({"TLS"}),
    "au": frozenset({"COD"}),
    "oecd": frozenset({"CRI"}),
    "sids": frozenset({"MNP", "VIR", "CUW", "SXM"}),
}

# Turkmenistan is an associate of the CIS, not a member.
_NOT = {"cis": frozenset({"TKM"})}

_INCOME_LISTS = {"hics": "high", "umcs": "upper middle", "lmc": "lower middle", "lics": "low"}

# The package has the groups of the World Bank's fiscal year 2021. Entries without a code, and the moves
# up to fiscal year 2026 (July 2025): a country that moved and moved back is not named.
_INCOME_SINCE = {
    "high": "ASM BGR CRI GGY GUY JEY MAC PLW RUS VIR",
    "upper middle": "CPV DZA IDN IRN MDA MNG MUS SLV UKR WSM",
    "lower middle": "GIN HTI JOR LBN NAM PSE TJK",
    "low": "COD",
    "unclassified": "ETH VEN",
}


def memberships(cache: Path) -> dict[str, frozenset[str]]:
    """Return the members of each group by the name of its column."""
    return {
        column: (listed(cache, name) | _ALSO.get(column, frozenset())) - _NOT.get(column, frozenset())
        for column, name in _MEMBERSHIPS.items()
    }


def income(cache: Path) -> dict[str, str]:
    """Return the World Bank's income group of each unit that has one, fiscal year 2026."""
    groups = {unit: label for name, label in _INCOME_LISTS.items() for unit in listed(cache, name)}
    for label, units in _INCOME_SINCE.items():
        groups.update(dict.fromkeys(units.split(), label))
    return groups


def listed(cache: Path, name: str) -> frozenset[str]:
    """Return the members of one list of the package, as it is."""
    wheel = fetch("worldcountrygroups", cache)
    [(_, content)] = archives.members(wheel, suffix=f"/{name}.json")
    # Some entries carry no alpha-3 code; all carry the alpha-2 code.
    return frozenset(BY_ISO2[c["iso2"]] for c in json.loads(content)["countries"] if c["iso2"] in BY_ISO2)
