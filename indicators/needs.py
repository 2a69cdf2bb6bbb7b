"""Needs: the unit in which indicators of the catalogue expect what they read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

UNITS: Mapping[str, str] = {
    "air_routes": "links: airport pairs",
    "capital_latitude": "degrees",
    "capital_longitude": "degrees",
    "coastline": "km",
    "electricity_consumption": "GWh per year",
    "electricity_exports": "GWh per year",
    "electricity_imports": "GWh per year",
    "fixed_broadband": "subscriptions",
    "flights": "links: departures",
    "gas_exports": "million m³ a year",
    "gas_imports": "million m³ a year",
    "gdp": "US$",
    "grid_links": "links: pathways, capacity in MW",
    "internet_users": "% of population",
    "land_borders": "links: common borders",
    "lng_terminals": "terminals",
    "mobile_operators": "operators",
    "mobile_subscriptions": "subscriptions",
    "networks": "autonomous systems",
    "networks_international": "autonomous systems",
    "organisations": "links: members of organisations",
    "pipelines_crossing": "links: pipelines",
    "airports_scheduled": "airports",
    "population": "people",
    "ports": "ports",
    "rail_crossings": "links: crossings",
    "road_crossings": "links: crossings",
    "sea_services": "links: services",
    "submarine_cables": "links: cables, by member",
}
"""By the name of a type of link or of a variable."""


def needed(name: str) -> str:
    """Write what an indicator needs with its unit.

    Examples
    --------
    >>> needed("population"), needed("something_else")
    ('population (people)', 'something_else')
    """
    return f"{name} ({UNITS[name]})" if name in UNITS else name
