"""Variables whose names reports know: an edition whose values have one of them gets words and parts for it.

Names of all other variables are printed as they are. No variable is needed: what an edition lacks is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from connectindex.model.words import message
from connectindex.reports import safe

if TYPE_CHECKING:
    from collections.abc import Collection

    from connectindex.reports.language import Language

NAMES = {
    "gdp": message("GDP"),
    "gdp_ppp": message("GDP (PPP)"),
    "population": message("population"),
    "area": message("area"),
    "electricity_consumption": message("electricity consumption"),
}


class Size(NamedTuple):
    """A variable that tells the size of a unit at the head of its profile: label, and the number with its unit."""

    variable: str
    label: str
    number: str


SIZES = (
    Size("population", message("Population"), message("{number}")),
    Size("gdp", message("GDP"), message("US$ {number}")),
    Size("gdp_ppp", message("GDP (PPP)"), message("int. $ {number}")),
    Size("area", message("Area"), message("{number} km²")),
)


# price bases that editions state; any other is printed as the edition writes it
PRICES = (
    message("current US$"),
    message("constant 2015 US$"),
    message("current international $"),
    message("constant 2017 international $"),
    message("constant 2021 international $"),
)
DATED = ("population", "gdp", "gdp_ppp")  # of these, the ones that a year belongs to


def prices(language: Language, base: str) -> str:
    """A price base in the language of the report.

    Examples
    --------
    >>> from connectindex.reports.language import Language
    >>> prices(Language(), "current US$"), prices(Language(), " lei of 2010 ")
    ('current US$', 'lei of 2010')
    """
    return language(base) if base in PRICES else safe.clean(base.strip())


class Income(NamedTuple):
    """A variable and the one it is divided by, which together are the income per capita; what that is called."""

    variable: str
    per: str
    name: str

    @property
    def outcome(self) -> str:
        """As the argument of `connectindex.outcomes`."""
        return f"{self.variable} per {self.per}"


# the first one that an edition has is held against the index
INCOMES = (
    Income("gdp_ppp", "population", message("GDP (PPP) per capita")),
    Income("gdp", "population", message("GDP per capita")),
)


def variable_name(language: Language, variable: str) -> str:
    """The id of a variable as words.

    Examples
    --------
    >>> from connectindex.reports.language import Language
    >>> variable_name(Language(), "gdp_ppp"), variable_name(Language(), "motor_ways")
    ('GDP (PPP)', 'motor ways')
    """
    return language(NAMES[variable]) if variable in NAMES else safe.clean(language.name(variable.replace("_", " ")))


def income(known: Collection[str]) -> Income | None:
    """The income per capita that an edition with these variables has; None where it has none.

    Examples
    --------
    >>> income(["population", "gdp"]).outcome
    'gdp per population'
    """
    return next((i for i in INCOMES if i.variable in known and i.per in known), None)
