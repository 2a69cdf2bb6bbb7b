"""Catalogue of all indicators, by id, in the order of the pillars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.indicators.energy.electricity import (
    ELECTRICITY_TRADE,
    ELECTRICITY_VOLUME,
    GRID_CAPACITY,
    GRID_LINKS,
    GRID_PARTNERS,
)
from connectindex.indicators.energy.gas import GAS_TRADE
from connectindex.indicators.energy.pipelines import FUEL_ROUTES
from connectindex.indicators.general.agreements import ORGANISATION_PARTNERS, SHARED_ORGANISATIONS
from connectindex.indicators.general.network_indicators import (
    AIR_CLOSENESS,
    AIR_PAGERANK,
    AIR_REACH,
    CABLE_REACH,
    LINKS_BETWEENNESS,
    LINKS_CLOSENESS,
    LINKS_PAIRS_CUT,
    SEA_BETWEENNESS,
    SEA_CLOSENESS,
)
from connectindex.indicators.telecom.cables import CABLE_PARTNERS, SUBMARINE_CABLES
from connectindex.indicators.telecom.networks import INTERNATIONAL_NETWORKS, NETWORKS
from connectindex.indicators.telecom.use import (
    FIXED_BROADBAND,
    INTERNET_USERS,
    MOBILE_OPERATORS,
    MOBILE_SUBSCRIPTIONS,
)
from connectindex.indicators.transport.air import AIR_FLIGHTS, AIR_PARTNERS, AIR_ROUTES, AIRPORTS
from connectindex.indicators.transport.air_connectivity import AIR_CONNECTIVITY
from connectindex.indicators.transport.borders import (
    RAIL_CROSSINGS,
    RAIL_NEIGHBOURS,
    ROAD_CROSSINGS,
    ROAD_NEIGHBOURS,
)
from connectindex.indicators.transport.potentials import AIR_POTENTIAL, SEA_POTENTIAL
from connectindex.indicators.transport.sea import PORTS, SEA_PARTNERS, SEA_SERVICES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectindex.model.indicator import Indicator

CATALOGUE: Mapping[str, Indicator] = {
    i.id: i
    for i in (
        AIR_PARTNERS, AIR_FLIGHTS, AIR_ROUTES, AIRPORTS,
        ROAD_CROSSINGS, ROAD_NEIGHBOURS, RAIL_CROSSINGS, RAIL_NEIGHBOURS,
        SEA_PARTNERS, SEA_SERVICES, PORTS,
        AIR_CONNECTIVITY, AIR_POTENTIAL, SEA_POTENTIAL,
        ELECTRICITY_TRADE, ELECTRICITY_VOLUME, GRID_LINKS, GRID_PARTNERS, GRID_CAPACITY,
        GAS_TRADE, FUEL_ROUTES,
        SUBMARINE_CABLES, CABLE_PARTNERS, NETWORKS, INTERNATIONAL_NETWORKS,
        INTERNET_USERS, FIXED_BROADBAND, MOBILE_SUBSCRIPTIONS, MOBILE_OPERATORS,
        SHARED_ORGANISATIONS, ORGANISATION_PARTNERS,
        AIR_REACH, AIR_CLOSENESS, AIR_PAGERANK, SEA_CLOSENESS, SEA_BETWEENNESS, CABLE_REACH,
        LINKS_CLOSENESS, LINKS_BETWEENNESS, LINKS_PAIRS_CUT,
    )
}  # fmt: skip
