"""Submarine cables: landings, and the countries they join."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.model.indicator import Indicator

if TYPE_CHECKING:
    from pandas import Series

    from connectindex.model.dyads import Dyads


def landing(dyads: Dyads) -> Series:
    """Count international submarine cables that land in the country.

    >>> from connectindex.indicators.example import five_countries
    >>> landing(five_countries()).to_dict()
    {'A': 2.0, 'B': nan, 'C': 1.0, 'D': 1.0, 'E': nan}
    """
    return dyads.of("submarine_cables").operating().taking_part()


def partners(dyads: Dyads) -> Series:
    """Count countries that share at least one submarine cable with this one.

    >>> from connectindex.indicators.example import five_countries
    >>> partners(five_countries()).to_dict()
    {'A': 2.0, 'B': nan, 'C': 2.0, 'D': 2.0, 'E': nan}
    """
    return dyads.of("submarine_cables").operating().partners()


SUBMARINE_CABLES = Indicator(
    id="submarine_cables_count",
    name="Submarine cables",
    unit="cables",
    needs=("submarine_cables",),
    compute=landing,
    counts=lambda dyads: dyads.of("submarine_cables").operating().memberships,
    not_applicable="landlocked",
    definition="Named submarine telecommunication cables that land in the country.",
    source="CIA World Factbook, entry on international telecommunication.",
)
CABLE_PARTNERS = Indicator(
    id="cable_partners",
    name="Countries connected by submarine cable",
    unit="countries",
    needs=("submarine_cables",),
    compute=partners,
    not_applicable="landlocked",
    definition="Countries in which at least one of the cables landing in the country lands as well.",
    source="Number of directly connected countries, for cables.",
)
