"""Codes of countries and territories: ISO 3166-1, M49, Eurostat's two, and former codes of the World Bank."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources

# codes that are in published files and in no standard of today
EUROSTAT = {"EL": "GRC", "UK": "GBR"}
FORMER = {
    "ROM": "ROU", "ZAR": "COD", "WBG": "PSE", "KSV": "XKX", "TMP": "TLS", "ADO": "AND", "IMY": "IMN",
    "KOS": "XKX", "XKO": "XKX", "OWID_KOS": "XKX", "UVK": "XKX",
}  # fmt: skip
# aggregates of the World Bank, of Eurostat and of Our World in Data: never a country
WORLD_BANK_GROUPS = frozenset(
    {
        "AFE", "AFR", "AFW", "ARB", "CEA", "CEB", "CEU", "CLA", "CME", "CSA", "CSS", "DEA", "DEC", "DFS", "DLA", "DMN",
        "DNS", "DSA", "DSF", "DSS", "EAP", "EAR", "EAS", "ECA", "ECS", "EMU", "EUU", "FCS", "FXS", "HIC", "HPC", "IBB",
        "IBD", "IBT", "IDA", "IDB", "IDX", "INX", "LAC", "LCN", "LCR", "LDC", "LIC", "LMC", "LMY", "LTE", "MDE", "MEA",
        "MIC", "MNA", "NAC", "NAF", "NLS", "NOC", "NRS", "OED", "OEC", "OSS", "PRE", "PSS", "PST", "SAS", "SSA", "SSF",
        "SST", "SXZ", "TEA", "TEC", "TLA", "TMN", "TSA", "TSS", "UMC", "WLD", "XZN"
    }
)  # fmt: skip
GROUP = re.compile(r"EU|EU\d\d(_\d{4})?|EA|EA\d\d?|EEA\d*|EFTA|OWID_\w+|G-?7|G-?20|OECD\w*|EU27_2020_\w+")


@cache
def table() -> tuple[tuple[str, str, str], ...]:
    """Read alpha-3, alpha-2 and number of each place.

    Examples
    --------
    >>> len(table()), table()[0]
    (250, ('ABW', 'AW', '533'))
    """
    text = resources.files("connectindex.territories").joinpath("codes.csv").read_text("utf-8")
    return tuple((r["iso3"], r["iso2"], r["numeric"]) for r in csv.DictReader(text.splitlines()))


@cache
def by_code() -> dict[str, tuple[str, str]]:
    """Map codes in capitals, numbers with three digits, to the place (its alpha-3 code) and the code system.

    Examples
    --------
    >>> by_code()["EL"], by_code()["250"], by_code()["ROM"]
    (('GRC', 'Eurostat code'), ('FRA', 'ISO 3166 number'), ('ROU', 'former code'))
    """
    places = {code: (place, "former code") for code, place in FORMER.items()}
    places |= {code: (place, "Eurostat code") for code, place in EUROSTAT.items()}
    for iso3, iso2, number in table():
        places |= {
            iso3: (iso3, "ISO alpha-3 code"),
            iso2: (iso3, "ISO alpha-2 code"),
            number: (iso3, "ISO 3166 number"),
        }
    return places


def numbers_of_regions() -> frozenset[str]:
    """List M49 numbers of regions, of groups of countries, and of former places."""
    from babel import Locale  # noqa: PLC0415 - not needed until a number is met

    former = "001 199 432 722 200 230 278 280 530 532 582 720 736 810 830 886 890 891 097 900 901 902 903 159"
    return frozenset({*(k for k in Locale("en").territories if k.isdigit()), *former.split()})


def is_group(code: str) -> bool:
    """Tell whether a code is that of an aggregate.

    Examples
    --------
    >>> is_group("EU27_2020"), is_group("AFE"), is_group("DEU")
    (True, True, False)
    """
    return code in WORLD_BANK_GROUPS or bool(GROUP.fullmatch(code)) or (len(code) == 3 and code in _regions())


@cache
def _regions() -> frozenset[str]:
    return numbers_of_regions()
