"""Land borders: road and rail crossings, and the share of neighbours they reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.model.indicator import Indicator

if TYPE_CHECKING:
    from pandas import Series

    from connectindex.model.dyads import Dyads


def road_crossings(dyads: Dyads) -> Series:
    """Count places where a main road crosses into another country.

    >>> from connectindex.indicators.example import five_countries
    >>> road_crossings(five_countries()).to_dict()
    {'A': 4.0, 'B': 4.0, 'C': 0.0, 'D': nan, 'E': nan}
    """
    return dyads.of("road_crossings").operating().count()


def rail_crossings(dyads: Dyads) -> Series:
    """Count places where a railway crosses into another country.

    >>> from connectindex.indicators.example import five_countries
    >>> rail_crossings(five_countries()).to_dict()
    {'A': 1.0, 'B': 1.0, 'C': 0.0, 'D': nan, 'E': nan}
    """
    return dyads.of("rail_crossings").operating().count()


def road_neighbours(dyads: Dyads) -> Series:
    """Compute the share of land neighbours that a main road leads to, in per cent.

    >>> from connectindex.indicators.example import five_countries
    >>> road_neighbours(five_countries()).to_dict()
    {'A': 50.0, 'B': 100.0, 'C': 0.0, 'D': nan, 'E': nan}
    """
    return _share_reached(dyads, "road_crossings")


def rail_neighbours(dyads: Dyads) -> Series:
    """Compute the share of land neighbours that a railway leads to, in per cent.

    >>> from connectindex.indicators.example import five_countries
    >>> rail_neighbours(five_countries()).to_dict()
    {'A': 50.0, 'B': 100.0, 'C': 0.0, 'D': nan, 'E': nan}
    """
    return _share_reached(dyads, "rail_crossings")


def _share_reached(dyads: Dyads, mode: str) -> Series:
    """Compute neighbours with an open crossing, per hundred neighbours.

    A bridge or tunnel to a country without a common land border makes that country a neighbour.
    """
    crossings = dyads.of(mode).operating().partners()
    neighbours = dyads.of("land_borders", mode).partners()
    return 100 * crossings / neighbours.where(neighbours > 0)


ROAD_CROSSINGS = Indicator(
    id="road_crossings_count",
    name="Road border crossings",
    unit="crossings",
    needs=("road_crossings",),
    compute=road_crossings,
    counts=lambda dyads: dyads.of("road_crossings").operating().pairs,
    definition="Places where a main road crosses into another country; crossings known to be closed are excluded.",
    source="Border crossings as in the ASEM sustainable connectivity index (Becker et al. 2021).",
)
RAIL_CROSSINGS = Indicator(
    id="rail_crossings_count",
    name="Rail border crossings",
    unit="crossings",
    needs=("rail_crossings",),
    compute=rail_crossings,
    counts=lambda dyads: dyads.of("rail_crossings").operating().pairs,
    definition="Places where a railway crosses into another country; crossings known to be closed are excluded.",
    source="Border crossings as in the ASEM sustainable connectivity index (Becker et al. 2021).",
)
ROAD_NEIGHBOURS = Indicator(
    id="road_neighbours",
    name="Neighbours reached by road",
    unit="% of land neighbours",
    needs=("road_crossings", "land_borders"),
    compute=road_neighbours,
    definition="Share of the land neighbours reached by at least one open main road.",
    source="Share of possible partners reached, for land borders.",
)
RAIL_NEIGHBOURS = Indicator(
    id="rail_neighbours",
    name="Neighbours reached by rail",
    unit="% of land neighbours",
    needs=("rail_crossings", "land_borders"),
    compute=rail_neighbours,
    definition="Share of the land neighbours reached by at least one open railway.",
    source="Share of possible partners reached, for land borders.",
)
