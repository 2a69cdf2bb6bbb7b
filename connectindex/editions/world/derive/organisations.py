"""Members of regional and functional organisations, from the CIA World Factbook and from worldcountrygroups.

World-wide organisations (the UN family, WTO, development banks with members everywhere, G-groups, cultural
leagues) are left out: a membership that nearly everybody shares says nothing about two countries.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from connectindex.editions.world.derive import factbook_values, groups
from connectindex.editions.world.derive.factbook import GAZA, Profile, text
from connectindex.editions.world.derive.tables import Member

MODE = "organisations"

GROUPS_SOURCE = "world_bank_groups"
YEAR = 2025
"""Year of both sources: one census has one year."""

# Abbreviation in the Factbook -> name. Organisations whose members the Factbook has not kept up to date
# are in _GROUPS.
_FACTBOOK = {
    "AMU": "Arab Maghreb Union",
    "APEC": "Asia-Pacific Economic Cooperation",
    "Arctic Council": "Arctic Council",
    "BIMSTEC": "Bay of Bengal Initiative (BIMSTEC)",
    "BSEC": "Black Sea Economic Cooperation",
    "Benelux": "Benelux Union",
    "CACM": "Central American Common Market",
    "CAN": "Andean Community",
    "CBSS": "Council of the Baltic Sea States",
    "CE": "Council of Europe",
    "CEI": "Central European Initiative",
    "CELAC": "Community of Latin American and Caribbean States",
    # The Factbook's members under this abbreviation are those of the larger community.
    "CEMAC": "Economic Community of Central African States",
    "CEPGL": "Economic Community of the Great Lakes Countries",
    "CERN": "European Organization for Nuclear Research",
    "CICA": "Conference on Interaction and Confidence-Building in Asia",
    "COMESA": "Common Market for Eastern and Southern Africa",
    "CSTO": "Collective Security Treaty Organization",
    "Caricom": "Caribbean Community",
    "D-8": "D-8 Organization for Economic Cooperation",
    "EAC": "East African Community",
    "EAS": "East Asia Summit",
    "ECO": "Economic Cooperation Organization",
    "ECOWAS": "Economic Community of West African States",
    "EFTA": "European Free Trade Association",
    "EMU": "Economic and Monetary Union (euro)",
    "ESA": "European Space Agency",
    "GUAM": "GUAM Organization",
    "IEA": "International Energy Agency",
    "IGAD": "Intergovernmental Authority on Development",
    "InOC": "Indian Ocean Commission",
    "LAIA": "Latin American Integration Association",
    "LAS": "Arab League",
    "Mercosur": "Mercosur",
    "NATO": "NATO",
    "NC": "Nordic Council",
    "NIB": "Nordic Investment Bank",
    "OAS": "Organization of American States",
    "OECS": "Organisation of Eastern Caribbean States",
    "OIC": "Organisation of Islamic Cooperation",
    "OSCE": "OSCE",
    "PIF": "Pacific Islands Forum",
    "Pacific Alliance": "Pacific Alliance",
    "SAARC": "SAARC",
    "SACU": "Southern African Customs Union",
    "SADC": "Southern African Development Community",
    "SELEC": "Southeast European Law Enforcement Center",
    "SICA": "Central American Integration System",
    "SPC": "Pacific Community",
    "Schengen Convention": "Schengen Area",
    "USMCA": "United States-Mexico-Canada Agreement",
    "WAEMU": "West African Economic and Monetary Union",
}

# Russia left the Council of Europe and the Council of the Baltic Sea States in 2022; the Factbook still
# lists it.
_LEFT = frozenset({("RUS", "CE"), ("RUS", "CBSS")})

# Column of units.csv or list of worldcountrygroups -> name.
_GROUPS = {
    "asean": "ASEAN",
    "au": "African Union",
    "brics": "BRICS",
    "cis": "Commonwealth of Independent States",
    "eaeu": "Eurasian Economic Union",
    "eu": "European Union",
    "gcc": "Gulf Cooperation Council",
    "oecd": "OECD",
    "sco": "Shanghai Cooperation Organisation",
}
_LISTS = {
    "carec": "Central Asia Regional Economic Cooperation",
    "cptpp": "Trans-Pacific Partnership (CPTPP)",
    "iora": "Indian Ocean Rim Association",
    "rcep": "Regional Comprehensive Economic Partnership",
}


def from_factbook(profiles: Mapping[str, Profile]) -> Iterator[Member]:
    """Yield the full members; a remark in brackets (observer, associate, suspended) makes no full member."""
    for unit, profile in profiles.items():
        listed = text(profile, "Government", "International organization participation")
        for item in (listed or "").split(",") if unit != GAZA else []:
            abbreviation = re.sub(r"^(?:&nbsp;)?\s+|\s+$", "", item)
            name = _FACTBOOK.get(abbreviation)
            if name is not None and (unit, abbreviation) not in _LEFT:
                yield Member(unit, name, YEAR, MODE, factbook_values.SOURCE)


def from_groups(cache: Path) -> Iterator[Member]:
    """Yield the members of the groups of ``units.csv`` and of four agreements the Factbook does not list."""
    listed = groups.memberships(cache)
    members = {name: listed[column] for column, name in _GROUPS.items()}
    members |= {name: groups.listed(cache, package_list) for package_list, name in _LISTS.items()}
    for name, units in members.items():
        for unit in units:
            yield Member(unit, name, YEAR, MODE, GROUPS_SOURCE)
