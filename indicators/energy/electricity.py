"""Electricity: trade across borders and the lines that carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from connectindex.model.indicator import Indicator

if TYPE_CHECKING:
    from pandas import Series

    from connectindex.model.dyads import Dyads


def trade(dyads: Dyads) -> Series:
    """Exports plus imports of electricity; a side that is not reported counts as none beside one that is.

    >>> from connectindex.indicators.example import five_countries
    >>> trade(five_countries()).to_dict()
    {'A': 30.0, 'B': 5.0, 'C': nan, 'D': 0.0, 'E': nan}
    """
    sides = [dyads.value("electricity_exports"), dyads.value("electricity_imports")]
    return pd.concat(sides, axis=1).sum(axis=1, min_count=1)


def links(dyads: Dyads) -> Series:
    """Borders between bidding zones, one at home and one abroad, that lines cross.

    >>> from connectindex.indicators.example import five_countries
    >>> links(five_countries()).to_dict()
    {'A': 2.0, 'B': 2.0, 'C': nan, 'D': nan, 'E': nan}
    """
    return dyads.of("grid_links").operating().count()


def partners(dyads: Dyads) -> Series:
    """Countries whose grid is linked with this one.

    >>> from connectindex.indicators.example import five_countries
    >>> partners(five_countries()).to_dict()
    {'A': 1.0, 'B': 1.0, 'C': nan, 'D': nan, 'E': nan}
    """
    return dyads.of("grid_links").operating().partners()


ELECTRICITY_TRADE = Indicator(
    id="electricity_trade",
    name="Electricity trade",
    unit="% of consumption",
    needs=("electricity_exports", "electricity_imports"),
    compute=trade,
    per="electricity_consumption",
    scale=100,
    definition="Electricity exported and imported, as a share of the electricity consumed in the country.",
    source="Electricity trade per energy use as in the ASEM sustainable connectivity index (Becker et al. 2021).",
)
ELECTRICITY_VOLUME = Indicator(
    id="electricity_volume",
    name="Volume of electricity trade",
    unit="GWh a year",
    needs=("electricity_exports", "electricity_imports"),
    compute=trade,
    definition="Electricity exported and imported in a year.",
    source="Electricity trade as in the ASEM sustainable connectivity index (Becker et al. 2021), undivided.",
)
GRID_LINKS = Indicator(
    id="grid_links_count",
    name="Cross-border grid links",
    unit="links between bidding zones",
    needs=("grid_links",),
    compute=links,
    counts=lambda dyads: dyads.of("grid_links").operating().pairs,
    definition="Borders between a bidding zone at home and one abroad that power lines cross. Known for Europe only.",
    source="ENTSO-E bidding zones and their neighbours.",
)
GRID_PARTNERS = Indicator(
    id="grid_partners",
    name="Countries linked by the grid",
    unit="countries",
    needs=("grid_links",),
    compute=partners,
    definition="Countries whose bidding zones border on one of this country's. Known for Europe only.",
    source="ENTSO-E bidding zones and their neighbours.",
)
