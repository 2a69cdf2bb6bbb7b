"""Gas: trade across borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from connectindex.model.indicator import Indicator

if TYPE_CHECKING:
    from pandas import Series

    from connectindex.model.dyads import Dyads


def trade(dyads: Dyads) -> Series:
    """Sum exports and imports of natural gas; if only one of them is reported, the other counts as zero.

    >>> from connectindex.indicators.example import five_countries
    >>> trade(five_countries()).to_dict()
    {'A': 100.0, 'B': 40.0, 'C': nan, 'D': 0.0, 'E': nan}
    """
    sides = [dyads.value("gas_exports"), dyads.value("gas_imports")]
    return pd.concat(sides, axis=1).sum(axis=1, min_count=1)


GAS_TRADE = Indicator(
    id="gas_trade",
    name="Natural gas trade",
    unit="thousand m³ per million US$ of GDP",
    needs=("gas_exports", "gas_imports"),
    compute=trade,
    per="gdp",
    scale=1e9,
    definition="Natural gas exported and imported, by pipeline or ship, relative to gross domestic product.",
    source="Gas trade as in the ASEM sustainable connectivity index (Becker et al. 2021), relative to GDP.",
)
