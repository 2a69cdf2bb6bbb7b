"""Network indicators: reach and centrality, by one mode and by all together."""

from __future__ import annotations

from connectindex.indicators.measures import from_links
from connectindex.model.indicator import Indicator

CLOSENESS = "Harmonic closeness (Boldi and Vigna 2014)."
BETWEENNESS = "Betweenness (Freeman 1977); Brandes (2001)."
ALL_MODES = ("air_routes", "sea_services", "road_crossings", "rail_crossings")

AIR_REACH = Indicator(
    id="air_reach",
    name="Countries reached by air with one change",
    unit="countries",
    **from_links(("air_routes",), "reach", {"k": 2}),
    definition="Countries and territories that can be reached over at most two direct scheduled routes.",
    source="Reach within two links of the network of direct routes.",
)
AIR_CLOSENESS = Indicator(
    id="air_closeness",
    name="Closeness by air",
    unit="0-1",
    **from_links(("air_routes",), "closeness"),
    definition="Mean, over all other countries and territories, of 1 / number of direct routes on the shortest path.",
    source=CLOSENESS,
)
AIR_PAGERANK = Indicator(
    id="air_pagerank",
    name="PageRank in the air network",
    unit="share",
    **from_links(("air_routes",), "pagerank"),
    definition="Share of the time that a traveller who follows air routes at random would spend in the country.",
    source="PageRank (Brin and Page 1998), weighted by the number of routes.",
)
SEA_CLOSENESS = Indicator(
    id="sea_closeness",
    name="Closeness by sea",
    unit="0-1",
    **from_links(("sea_services",), "closeness"),
    not_applicable="landlocked",
    definition="Mean, over all other countries with a coast, of 1 / number of services on the shortest path.",
    source=CLOSENESS,
)
SEA_BETWEENNESS = Indicator(
    id="sea_betweenness",
    name="Betweenness at sea",
    unit="share",
    **from_links(("sea_services",), "betweenness"),
    not_applicable="landlocked",
    definition="Share of the shortest paths between other countries, by number of services, that pass through it.",
    source=BETWEENNESS,
)
CABLE_REACH = Indicator(
    id="cable_reach",
    name="Countries reached by cable over one other",
    unit="countries",
    **from_links(("submarine_cables",), "reach", {"k": 2}),
    not_applicable="landlocked",
    definition="Countries that share a submarine cable with this one, or with one that does.",
    source="Reach within two links of the network of submarine cables.",
)
LINKS_CLOSENESS = Indicator(
    id="links_closeness",
    name="Closeness by air, sea, road and rail",
    unit="0-1",
    **from_links(ALL_MODES, "closeness"),
    definition="Mean, over all other countries and territories, of 1 / number of links on the shortest path.",
    source=CLOSENESS,
)
LINKS_BETWEENNESS = Indicator(
    id="links_betweenness",
    name="Betweenness by air, sea, road and rail",
    unit="share",
    **from_links(ALL_MODES, "betweenness"),
    definition="Share of the shortest paths between other countries, by links of any mode, that pass through it.",
    source=BETWEENNESS,
)
LINKS_PAIRS_CUT = Indicator(
    id="links_pairs_cut",
    name="Pairs of countries connected only through it",
    unit="pairs",
    **from_links(ALL_MODES, "pairs_cut"),
    definition=("Pairs of other countries that are connected by air, sea, road or rail only through this country."),
    source="Articulation points (Hopcroft and Tarjan 1973).",
)
