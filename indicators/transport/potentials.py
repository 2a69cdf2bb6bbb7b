"""Transport against its potential: links per hundred that a gravity model predicts."""

from __future__ import annotations

from connectindex.gravity.ratios import observed_expected
from connectindex.gravity.spec import Gravity
from connectindex.model.indicator import Indicator

AIR = Gravity("air_routes", family="poisson")
SEA = Gravity("sea_services", family="poisson")
WORDS = "predicted by a Poisson gravity model on the GDP, population and distance of all country pairs"
SOURCE = "Ratio of observed to predicted links; Poisson gravity model (Santos Silva and Tenreyro 2006)."

AIR_POTENTIAL = Indicator(
    id="air_potential",
    name="Air routes relative to potential",
    unit="routes per hundred predicted",
    needs=("air_routes", *AIR.variables),
    compute=observed_expected(AIR),
    definition=f"International air routes as a percentage of the number {WORDS}.",
    source=SOURCE,
)
SEA_POTENTIAL = Indicator(
    id="sea_potential",
    name="Sea services relative to potential",
    unit="services per hundred predicted",
    needs=("sea_services", *SEA.variables),
    compute=observed_expected(SEA),
    not_applicable="landlocked",
    definition=f"Registered sea services as a percentage of the number {WORDS}.",
    source=SOURCE,
)
