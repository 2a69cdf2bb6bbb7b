"""Use: people on line, subscriptions, and operators to choose from."""

from __future__ import annotations

from connectindex.model.indicator import Indicator

INTERNET_USERS = Indicator(
    id="internet_users",
    name="Internet users",
    unit="% of population",
    variable="internet_users",
    goalposts=(0, 100),
    definition="Share of the population that uses the internet.",
    source="ITU, ICT development index; figures as published in the CIA World Factbook.",
)
FIXED_BROADBAND = Indicator(
    id="fixed_broadband",
    name="Fixed broadband subscriptions",
    unit="per 100 inhabitants",
    variable="fixed_broadband",
    per="population",
    scale=100,
    goalposts=(0, 60),
    definition="Fixed broadband subscriptions per hundred inhabitants.",
    source="ITU, ICT development index 2009-2017 (reference value 60); figures as published in the CIA World Factbook.",
)
MOBILE_SUBSCRIPTIONS = Indicator(
    id="mobile_subscriptions",
    name="Mobile subscriptions",
    unit="per 100 inhabitants",
    variable="mobile_subscriptions",
    per="population",
    scale=100,
    goalposts=(0, 180),
    definition="Mobile cellular subscriptions per hundred inhabitants.",
    source="ITU, ICT development index 2009-2017; figures as published in the CIA World Factbook.",
)
MOBILE_OPERATORS = Indicator(
    id="mobile_operators",
    name="Mobile operators",
    unit="operators",
    variable="mobile_operators",
    definition="Operators with an operational mobile network code.",
    source="Lists of mobile network codes.",
)
