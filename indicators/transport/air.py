"""Air transport: countries reached without a change, flights, and routes between airports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.model.indicator import Indicator

if TYPE_CHECKING:
    from pandas import Series

    from connectindex.model.dyads import Dyads


def partners(dyads: Dyads) -> Series:
    """Count countries joined by at least one direct scheduled route.

    >>> from connectindex.indicators.example import five_countries
    >>> partners(five_countries()).to_dict()
    {'A': 2.0, 'B': 2.0, 'C': 2.0, 'D': 0.0, 'E': nan}
    """
    return dyads.of("air_routes").operating().partners()


def routes(dyads: Dyads) -> Series:
    """Count pairs of airports, one at home and one abroad, joined by a direct scheduled route.

    >>> from connectindex.indicators.example import five_countries
    >>> routes(five_countries()).to_dict()
    {'A': 5.0, 'B': 4.0, 'C': 3.0, 'D': 0.0, 'E': nan}
    """
    return dyads.of("air_routes").operating().count()


def flights(dyads: Dyads) -> Series:
    """Count scheduled departures to other countries in a week.

    >>> from connectindex.indicators.example import five_countries
    >>> flights(five_countries()).to_dict()
    {'A': 20.0, 'B': 14.0, 'C': 0.0, 'D': 0.0, 'E': 0.0}
    """
    return dyads.of("flights").operating().count()


AIR_PARTNERS = Indicator(
    id="air_partners",
    name="Countries with a direct flight",
    unit="countries",
    needs=("air_routes",),
    compute=partners,
    definition="Countries and territories connected to it by at least one direct scheduled air route.",
    source="Number of directly connected countries, as in UNCTAD's liner shipping index (2019), for air.",
)
AIR_ROUTES = Indicator(
    id="air_routes_count",
    name="International air routes",
    unit="airport pairs",
    needs=("air_routes",),
    compute=routes,
    counts=lambda dyads: dyads.of("air_routes").operating().pairs,
    definition="Pairs of a domestic and a foreign airport connected by a direct scheduled route.",
    source="Route counts as in the facilities part of Belt and Road connectivity studies.",
)
AIR_FLIGHTS = Indicator(
    id="air_flights",
    name="Weekly international flights",
    unit="departures per million inhabitants",
    needs=("flights",),
    compute=flights,
    counts=lambda dyads: dyads.of("flights").operating().pairs,
    per="population",
    scale=1e6,
    definition="Scheduled departures to other countries in a typical week, per million inhabitants.",
    source="Flights per capita as in the ASEM sustainable connectivity index (Becker et al. 2021).",
)
AIRPORTS = Indicator(
    id="airports",
    name="Airports with scheduled service",
    unit="airports per million inhabitants",
    variable="airports_scheduled",
    per="population",
    scale=1e6,
    definition="Airports with scheduled passenger service, per million inhabitants.",
    source="OurAirports, field scheduled_service.",
)
