"""Transport against its potential: links per hundred that a gravity model expects."""

from __future__ import annotations

from connectindex.gravity.ratios import observed_expected
from connectindex.gravity.spec import Gravity
from connectindex.model.indicator import Indicator

AIR = Gravity("air_routes", family="poisson")
SEA = Gravity("sea_services", family="poisson")
WORDS = "as a Poisson gravity model on the GDP, population and distance of all pairs of countries predicts"
SOURCE = "Poisson gravity (Santos Silva and Tenreyro 2006), observed over predicted."

AIR_POTENTIAL = Indicator(
    id="air_potential",
    name="Air routes against potential",
    unit="routes per hundred predicted",
    needs=("air_routes", *AIR.variables),
    compute=observed_expected(AIR),
    definition=f"International air routes, in per cent of as many {WORDS}.",
    source=SOURCE,
)
SEA_POTENTIAL = Indicator(
    id="sea_potential",
    name="Sea services against potential",
    unit="services per hundred predicted",
    needs=("sea_services", *SEA.variables),
    compute=observed_expected(SEA),
    not_applicable="landlocked",
    definition=f"Registered sea services, in per cent of as many {WORDS}.",
    source=SOURCE,
)
