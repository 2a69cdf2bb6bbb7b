"""Five made-up countries with a handful of links, on which every indicator can be checked by hand."""

from __future__ import annotations

import pandas as pd

from connectindex import links
from connectindex.model.dyads import Dyads, Mode
from connectindex.model.units import Units
from connectindex.model.values import Values

MODES = {
    m.id: m
    for m in (
        Mode("air_routes", "Air routes", absent="zero"),
        Mode("flights", "Weekly flights", directed=True, absent="zero"),
        Mode("road_crossings", "Road border crossings", absent="zero"),
        Mode("rail_crossings", "Rail border crossings", absent="zero"),
        Mode("land_borders", "Land borders", absent="zero"),
        Mode("sea_services", "Sea services", absent="zero"),
        Mode("grid_links", "Grid links", absent="missing"),
        Mode("pipelines_crossing", "Cross-border pipelines", absent="zero"),
        Mode("submarine_cables", "Submarine cables", absent="missing"),
        Mode("organisations", "Regional organisations", absent="zero"),
    )
}


def five_countries() -> Dyads:
    """Make the example: A, B and C are neighbours, B without a coast; D is an island; E has hardly any records.

    Examples
    --------
    >>> list(five_countries().units.codes)
    ['A', 'B', 'C', 'D', 'E']
    """
    units = Units(
        pd.DataFrame(
            {"name": list("ABCDE"), "scored": True, "landlocked": ["no", "yes", "no", "no", "no"]},
            index=pd.Index(list("ABCDE"), name="unit"),
        )
    )
    pairs, memberships = links.summed(_records(), MODES, 2026)
    return Dyads(
        pairs=pairs,
        memberships=memberships,
        modes=MODES,
        coverage=_coverage(),
        sources={},
        units=units,
        values=_values().snapshot(2026, units),
    )


def _records() -> pd.DataFrame:
    joined = [
        ("A", "B", "", "air_routes", 3, "operating"),
        ("A", "C", "", "air_routes", 2, "operating"),
        ("B", "C", "", "air_routes", 1, "operating"),
        ("C", "D", "", "air_routes", 1, "planned"),
        ("A", "B", "", "flights", 20, "operating"),
        ("B", "A", "", "flights", 14, "operating"),
        ("A", "B", "", "road_crossings", 4, "operating"),
        ("A", "C", "", "road_crossings", 1, "closed"),
        ("A", "B", "", "rail_crossings", 1, "operating"),
        ("A", "C", "", "rail_crossings", 1, "construction"),
        ("A", "B", "", "land_borders", 1, "operating"),
        ("A", "C", "", "land_borders", 1, "operating"),
        ("A", "C", "", "sea_services", 6, "operating"),
        ("C", "D", "", "sea_services", 3, "operating"),
        ("A", "B", "", "grid_links", 2, "operating"),
        ("A", "B", "", "pipelines_crossing", 1, "operating"),
    ]
    members = [
        ("A", "", "Blue", "submarine_cables", 1, "operating"),
        ("A", "", "Red", "submarine_cables", 1, "operating"),
    ]
    members += [(unit, "", "Blue", "submarine_cables", 1, "operating") for unit in "CD"]
    members += [(unit, "", "Union", "organisations", 1, "operating") for unit in "ABC"]
    members += [(unit, "", "Pact", "organisations", 1, "operating") for unit in "AB"]
    table = pd.DataFrame(joined + members, columns=["from", "to", "name", "mode", "count", "status"])
    capacity = table["mode"].map({"grid_links": 500.0}).astype(float)
    table = table.assign(year=2025, capacity=capacity, start=float("nan"), end=float("nan"), source="")
    table["to"] = table["to"].where(table["to"] != "").astype("str")
    return table.assign(count=table["count"].astype(float))[list(links.RECORD_COLUMNS)]


def _coverage() -> pd.DataFrame:
    rows = [
        ("air_routes", "E", "missing"),
        ("road_crossings", "D", "not_applicable"),
        ("road_crossings", "E", "missing"),
        ("rail_crossings", "D", "not_applicable"),
        ("rail_crossings", "E", "missing"),
        ("land_borders", "D", "not_applicable"),
        ("sea_services", "B", "not_applicable"),
        ("submarine_cables", "B", "not_applicable"),
    ]
    return pd.DataFrame(rows, columns=["mode", "unit", "status"])


def _values() -> Values:
    rows = [
        ("A", "electricity_exports", 20.0),
        ("A", "electricity_imports", 10.0),
        ("B", "electricity_imports", 5.0),
        ("D", "electricity_exports", 0.0),
        ("D", "electricity_imports", 0.0),
        ("A", "gas_imports", 100.0),
        ("B", "gas_exports", 40.0),
        ("D", "gas_exports", 0.0),
        ("A", "lng_terminals", 1.0),
        ("B", "lng_terminals", 0.0),
        ("C", "lng_terminals", 1.0),
        ("D", "lng_terminals", 0.0),
    ]
    table = pd.DataFrame(rows, columns=["unit", "variable", "value"])
    return Values(table.assign(year=2023, status="reported", source=""))
