"""The regions along the border of China and Russia: codes of ISO 3166-2, names, people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """A region: its code, name and side, its code in the list of airports, and the people counted in it."""

    unit: str
    name: str
    country: str
    airports: str
    population: int
    year: int
    source: str


_CHINA = ("China", 2020, "china_census_2020")
_RUSSIA = ("Russia", 2021, "russia_census_2021")

REGIONS: tuple[Region, ...] = tuple(
    Region(unit, name, side[0], airports, population, side[1], side[2])
    for unit, name, side, airports, population in (
        ("CN-HL", "Heilongjiang", _CHINA, "CN-23", 31_850_088),
        ("CN-JL", "Jilin", _CHINA, "CN-22", 24_073_453),
        ("CN-NM", "Inner Mongolia", _CHINA, "CN-15", 24_049_155),
        ("CN-XJ", "Xinjiang", _CHINA, "CN-65", 25_852_345),
        ("RU-AL", "Altai Republic", _RUSSIA, "RU-AL", 210_924),
        ("RU-AMU", "Amur Oblast", _RUSSIA, "RU-AMU", 766_912),
        ("RU-KHA", "Khabarovsk Krai", _RUSSIA, "RU-KHA", 1_292_944),
        ("RU-PRI", "Primorsky Krai", _RUSSIA, "RU-PRI", 1_845_165),
        ("RU-YEV", "Jewish Autonomous Oblast", _RUSSIA, "RU-YEV", 150_453),
        ("RU-ZAB", "Zabaykalsky Krai", _RUSSIA, "RU-ZAB", 1_004_125),
    )
)

# Partners of air routes that lie behind the border regions; not scored.
REST = {"CN": ("CN-REST", "Rest of China", "China"), "RU": ("RU-REST", "Rest of Russia", "Russia")}

CODES = frozenset(region.unit for region in REGIONS)
