"""The places of the world: codes, short names, regions, sovereigns, and look-ups by code and by name."""

import unicodedata
from dataclasses import dataclass

from connectindex.editions.world.derive.place_table import TABLE


@dataclass(frozen=True, slots=True)
class Place:
    """A country or territory: ISO codes, CIA code (GEC), region, UN subregion, sovereign, short name."""

    unit: str
    iso2: str
    gec: str
    region: str
    subregion: str
    sovereign: str
    name: str


# Seven regions after the World Bank's grouping before July 2025 (Malta is with Europe, Greenland with
# North America).
REGIONS = {
    "EAP": "East Asia and Pacific",
    "ECA": "Europe and Central Asia",
    "LAC": "Latin America and Caribbean",
    "MENA": "Middle East and North Africa",
    "NA": "North America",
    "SA": "South Asia",
    "SSA": "Sub-Saharan Africa",
}


def _parse(line: str) -> Place:
    unit, iso2, gec, region, subregion, sovereign, name = line.split("|")
    return Place(
        unit,
        iso2,
        "" if gec == "-" else gec,
        REGIONS[region],
        subregion,
        unit if sovereign == "-" else sovereign,
        name,
    )


PLACES: dict[str, Place] = {place.unit: place for place in map(_parse, TABLE.strip().splitlines())}

BY_ISO2: dict[str, str] = {place.iso2: place.unit for place in PLACES.values()}
BY_GEC: dict[str, str] = {place.gec: place.unit for place in PLACES.values() if place.gec}

# Names that sources use in addition to the short names of the table.
_ALIASES = {
    "Bosnia & Herzegovina": "BIH",
    "Burma": "MMR",
    "Congo, Democratic Republic of the": "COD",
    "Congo, Republic of the": "COG",
    "Cote d'Ivoire": "CIV",
    "Czech Republic": "CZE",
    "Democratic Republic of the Congo": "COD",
    "Gaza Strip": "PSE",
    "Holy See": "VAT",
    "Hong Kong SAR": "HKG",
    "Korea, North": "PRK",
    "Korea, South": "KOR",
    "Macau": "MAC",
    "Macedonia": "MKD",
    "Turkey": "TUR",
    "UAE": "ARE",
    "UK": "GBR",
    "US": "USA",
    "USA": "USA",
    "Viet Nam": "VNM",
    "West Bank": "PSE",
}


def _key(name: str) -> str:
    """Letters of a name without accents, case and punctuation."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if c.isalnum()).casefold()


_BY_NAME: dict[str, str] = {_key(place.name): place.unit for place in PLACES.values()} | {
    _key(name): unit for name, unit in _ALIASES.items()
}


def by_name(name: str) -> str | None:
    """Return the unit of a country name, ignoring accents, case and a leading article; None when unknown."""
    return _BY_NAME.get(_key(name.removeprefix("The ").removeprefix("the ")))
