"""Pipelines: the length of the network for oil, gas and their products."""

from __future__ import annotations

from connectindex.model.indicator import Indicator

PIPELINES = Indicator(
    id="pipelines",
    name="Oil and gas pipelines",
    unit="km per 1,000 km²",
    variable="pipelines",
    per="area",
    scale=1e3,
    definition="Length of pipelines for oil, gas and their products, per 1,000 square kilometres of area.",
    source="CIA World Factbook, edition of 2015 (the last with this entry), figures of 2013.",
)
