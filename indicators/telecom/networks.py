"""Networks: autonomous systems, the networks that make up the internet."""

from __future__ import annotations

from connectindex.model.indicator import Indicator

NETWORKS = Indicator(
    id="networks",
    name="Internet networks",
    unit="autonomous systems per million inhabitants",
    variable="networks",
    per="population",
    scale=1e6,
    definition="Autonomous systems whose addresses lie mainly in the country, per million inhabitants.",
    source="Routing tables and registry data, as collected by ip-location-db.",
)
INTERNATIONAL_NETWORKS = Indicator(
    id="networks_international",
    name="Networks also present in other countries",
    unit="autonomous systems per million inhabitants",
    variable="networks_international",
    per="population",
    scale=1e6,
    definition="Autonomous systems with at least 256 addresses here and in another country, per million inhabitants.",
    source="Routing tables and registry data, as collected by ip-location-db.",
)
