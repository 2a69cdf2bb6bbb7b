"""Electricity: trade across borders and the lines that carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from connectindex.model.indicator import Indicator

if TYPE_CHECKING:
    from pandas import Series

    from connectindex.model.dyads import Dyads


def trade(dyads: Dyads) -> Series:
    """Sum exports and imports of electricity; if only one of them is reported, the other counts as zero.

    >>> from connectindex.indicators.example import five_countries
    >>> trade(five_countries()).to_dict()
    {'A': 30.0, 'B': 5.0, 'C': nan, 'D': 0.0, 'E': nan}
    """
    sides = [dyads.value("electricity_exports"), dyads.value("electricity_imports")]
    return pd.concat(sides, axis=1).sum(axis=1, min_count=1)


def links(dyads: Dyads) -> Series:
    """Count power lines, or pathways of several, that connect a domestic with a foreign region.

    >>> from connectindex.indicators.example import five_countries
    >>> links(five_countries()).to_dict()
    {'A': 2.0, 'B': 2.0, 'C': nan, 'D': nan, 'E': nan}
    """
    return dyads.of("grid_links").operating().count()


def partners(dyads: Dyads) -> Series:
    """Count countries whose grid is linked with this one.

    >>> from connectindex.indicators.example import five_countries
    >>> partners(five_countries()).to_dict()
    {'A': 1.0, 'B': 1.0, 'C': nan, 'D': nan, 'E': nan}
    """
    return dyads.of("grid_links").operating().partners()


def capacity(dyads: Dyads) -> Series:
    """Sum the capacity of lines to other countries, in MW; missing where lines have no known capacity.

    >>> from connectindex.indicators.example import five_countries
    >>> capacity(five_countries()).to_dict()
    {'A': 500.0, 'B': 500.0, 'C': nan, 'D': nan, 'E': nan}
    """
    return dyads.of("grid_links").operating().capacity()


ELECTRICITY_TRADE = Indicator(
    id="electricity_trade",
    name="Electricity trade",
    unit="% of consumption",
    needs=("electricity_exports", "electricity_imports"),
    compute=trade,
    per="electricity_consumption",
    scale=100,
    definition="Electricity exports plus imports as a share of electricity consumption.",
    source="Electricity trade per energy use as in the ASEM sustainable connectivity index (Becker et al. 2021).",
)
ELECTRICITY_VOLUME = Indicator(
    id="electricity_volume",
    name="Volume of electricity trade",
    unit="GWh per year",
    needs=("electricity_exports", "electricity_imports"),
    compute=trade,
    definition="Electricity exports plus imports in a year.",
    source=(
        "Electricity trade as in the ASEM sustainable connectivity index (Becker et al. 2021), without a denominator."
    ),
)
GRID_LINKS = Indicator(
    id="grid_links_count",
    name="Cross-border grid links",
    unit="pathways",
    needs=("grid_links",),
    compute=links,
    counts=lambda dyads: dyads.of("grid_links").operating().pairs,
    definition="Pathways of power lines that connect a domestic with a foreign region.",
    source="Pathways of the Global Transmission Database (Brinkerink et al.), or zone borders of ENTSO-E.",
)
GRID_PARTNERS = Indicator(
    id="grid_partners",
    name="Countries linked by the grid",
    unit="countries",
    needs=("grid_links",),
    compute=partners,
    definition="Countries connected to it by at least one power line in operation.",
    source="Number of directly connected countries, for the grid.",
)
GRID_CAPACITY = Indicator(
    id="grid_capacity",
    name="Cross-border grid capacity",
    unit="MW",
    needs=("grid_links",),
    compute=capacity,
    definition="Transfer capacity of power lines to other countries, the larger of the two directions.",
    source=(
        "Interconnection capacity, as in the target of Regulation (EU) 2018/1999, article 4, without a denominator."
    ),
)
