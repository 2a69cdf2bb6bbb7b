"""Oil and gas transport across borders: pipelines, and terminals of liquefied gas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.model.indicator import Indicator

if TYPE_CHECKING:
    from pandas import Series

    from connectindex.model.dyads import Dyads


def routes(dyads: Dyads) -> Series:
    """Count countries joined by an oil or gas pipeline, plus terminals of liquefied gas.

    >>> from connectindex.indicators.example import five_countries
    >>> routes(five_countries()).to_dict()
    {'A': 2.0, 'B': 1.0, 'C': 1.0, 'D': 0.0, 'E': nan}
    """
    return dyads.of("pipelines_crossing").operating().partners() + dyads.value("lng_terminals")


FUEL_ROUTES = Indicator(
    id="fuel_routes",
    name="Routes for oil and gas",
    unit="countries by pipeline, and terminals",
    needs=("pipelines_crossing", "lng_terminals"),
    compute=routes,
    definition="Countries connected by an oil or gas pipeline in operation, plus operating terminals of liquefied gas.",
    source="Number of supply routes, following the N-1 rule of Regulation (EU) 2017/1938, annex II.",
)
