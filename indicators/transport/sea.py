"""Sea transport: countries reached from the ports, services, and ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.model.indicator import Indicator

if TYPE_CHECKING:
    from pandas import Series

    from connectindex.model.dyads import Dyads


def partners(dyads: Dyads) -> Series:
    """Count countries joined by at least one registered port-to-country service.

    >>> from connectindex.indicators.example import five_countries
    >>> partners(five_countries()).to_dict()
    {'A': 1.0, 'B': nan, 'C': 2.0, 'D': 1.0, 'E': 0.0}
    """
    return dyads.of("sea_services").operating().partners()


def services(dyads: Dyads) -> Series:
    """Count registered services between a port at home and a country abroad, in either direction.

    >>> from connectindex.indicators.example import five_countries
    >>> services(five_countries()).to_dict()
    {'A': 6.0, 'B': nan, 'C': 9.0, 'D': 3.0, 'E': 0.0}
    """
    return dyads.of("sea_services").operating().count()


SEA_PARTNERS = Indicator(
    id="sea_partners",
    name="Countries with a direct sea service",
    unit="countries",
    needs=("sea_services",),
    compute=partners,
    not_applicable="landlocked",
    definition="Countries connected to it by at least one registered port-to-country service.",
    source="Number of directly connected countries, UNCTAD liner shipping connectivity index (2019).",
)
SEA_SERVICES = Indicator(
    id="sea_services_count",
    name="Sea services",
    unit="services",
    needs=("sea_services",),
    compute=services,
    counts=lambda dyads: dyads.of("sea_services").operating().pairs,
    not_applicable="landlocked",
    definition="Registered port-to-country services that start or end in the country.",
    source="Number of services, UNCTAD liner shipping connectivity index (2004).",
)
PORTS = Indicator(
    id="ports",
    name="Seaports",
    unit="ports per 1,000 km of coast",
    variable="ports",
    per="coastline",
    scale=1e3,
    not_applicable="landlocked",
    definition="Seaports of the World Port Index, per 1,000 km of coastline.",
    source="World Port Index, as counted by the CIA World Factbook.",
)
