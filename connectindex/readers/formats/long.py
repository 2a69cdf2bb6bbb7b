"""Tables with one figure a row: columns by their usual names, or as a block names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.readers.shape import Format, Shape

if TYPE_CHECKING:
    from connectindex.readers.table import Table

# in the order of preference: codes before names; "unit" may be what is measured in, so countries come before it
COLUMNS: dict[str, tuple[str, ...]] = {
    "unit": (
        "iso3", "iso_code", "iso3_code", "iso_a3", "iso", "country_code", "country code", "entityiso", "location",
        "ref_area", "area code (m49)", "m49 code", "m49", "code", "geo", "reporteriso", "iso2", "alpha-3", "alpha3",
        "country or area", "country", "country name", "country_name", "entity", "entityname", "area", "economy",
        "unit", "name", "reporting economy", "territory", "state", "land", "pays"
    ),
    "year": (
        "year", "time", "time_period", "datayear", "timeperiod", "period", "date", "year(s)", "jahr", "année", "annee"
    ),
    "value": (
        "value", "obs_value", "datavalue", "obsvalue", "obs value", "figure", "valeur", "wert"
    ),
    "variable": (
        "variable", "indicator code", "series code", "seriescode", "indicator", "series", "item", "element",
        "subject", "measure", "indicator name", "series name", "seriesname", "indicateur"
    ),
    "status": (
        "status", "flag", "flag codes", "obs_status", "obs_flag", "flags", "statut"
    ),
}  # fmt: skip
LABELS = (
    "country or area", "country", "country name", "country_name", "entity", "entityname", "area", "name",
    "economy label", "reference area",
)  # fmt: skip
TITLES = ("indicator name", "series name", "seriesname", "item", "subject")
MEASURES = ("unit", "units", "unit_measure", "unit of measure", "unit code", "powercode", "scale", "seriesunits")
# flags of the OECD's former site and of FAO; the four of connectindex stand for themselves
FLAGS = (
    {status: status for status in ("reported", "estimated", "missing", "not_applicable")}
    | dict.fromkeys("ABbDdX", "reported")
    | dict.fromkeys("EeFIPp", "estimated")
    | dict.fromkeys("LMO", "missing")
)


def column_for(role: str, labels: tuple[str, ...]) -> str:
    """Return the column of a table for a role, by its usual names in any case.

    Examples
    --------
    >>> column_for("unit", ("Country", "ISO3", "Year")), column_for("value", ("Country", "ISO3", "Year"))
    ('ISO3', '')
    """
    folded = {label.casefold(): label for label in reversed(labels)}
    return next((folded[name] for name in COLUMNS[role] if name in folded), "")


def _recognises(labels: tuple[str, ...]) -> str:
    met = {role: column_for(role, labels) for role in ("unit", "year", "value")}
    if all(met.values()):
        return "it has a figure a row: " + ", ".join(f"{role} in {column!r}" for role, column in met.items())
    return ""


def _shape(table: Table) -> Shape:
    roles = {role: column_for(role, table.labels) for role in COLUMNS}
    folded = {label.casefold(): label for label in reversed(table.labels)}
    label = next((folded[n] for n in LABELS if n in folded and folded[n] != roles["unit"]), "")
    title = next((folded[n] for n in TITLES if n in folded and folded[n] != roles["variable"]), "")
    measure = tuple(folded[n] for n in MEASURES if n in folded and folded[n] not in roles.values())
    shape = Shape(roles["unit"], label, title=title, measure=measure, flags=FLAGS)
    return shape.over(**{role: column for role, column in roles.items() if role != "unit"})


LONG = Format("long", _recognises, _shape, "a column of units, one of years and one of values; name them in columns")
