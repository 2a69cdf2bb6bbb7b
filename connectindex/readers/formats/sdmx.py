"""SDMX-CSV 1.0 and 2.0, with or without labels: of the OECD, Eurostat, the ECB, and tables/data.sdmx.csv of outputs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from connectindex.readers.formats.eurostat import FLAGS as EUROSTAT_FLAGS
from connectindex.readers.shape import Format, Shape

if TYPE_CHECKING:
    from connectindex.readers.table import Table

TIME, VALUE = "TIME_PERIOD", "OBS_VALUE"
FLOW = ("DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "LAST UPDATE")
AREAS = ("REF_AREA", "geo", "GEO", "COUNTRY", "LOCATION", "REPORTING_COUNTRY", "REPORTER", "COUNTERPART_AREA")
SERIES = ("INDICATOR", "SERIES", "ITEM", "MEASURE", "SUBJECT", "indic_is", "na_item")
STATUS = ("OBS_STATUS", "OBS_FLAG", "CONF_STATUS")
MEASURES = ("UNIT_MEASURE", "UNIT_MULT", "unit", "UNIT")
# attributes: they do not distinguish rows
ATTRIBUTES = {
    *STATUS, *MEASURES, "DECIMALS", "BASE_PER", "REF_YEAR_PRICE", "COMMENT", "OBS_YEAR", "SOURCE", "TIME_FORMAT",
}  # fmt: skip
OF_CONNECTINDEX = {"ITEM", "MEASURE", "OBS_YEAR"}  # columns of connectindex's table
# cross-domain code list CL_OBS_STATUS 2.2, https://sdmx.org: A normal, B break, D definition differs, G experimental,
# J derogation, K and W other categories, N not significant, S special events, U low reliability, V unvalidated;
# E estimated, F forecast, I imputed, P provisional; H, L, O, Q missing. M, too, but for our own table, where it says
# that there can be no figure: offices use it for either.
FLAGS = (
    dict.fromkeys("ABDGJKNSUVW", "reported") | dict.fromkeys("EFIP", "estimated") | dict.fromkeys("HLMOQ", "missing")
)


def _recognises(labels: tuple[str, ...]) -> str:
    codes = [_code(label) for label in labels]
    if VALUE in codes and TIME in codes:
        version = "2.0" if "STRUCTURE" in codes[0] else "1.0"
        return f"it has the columns {TIME!r} and {VALUE!r} of SDMX-CSV {version}"
    return ""


def _code(label: str) -> str:
    """Return the code of a column whose label may follow it."""
    return label.partition(":")[0].split("[")[0].strip()


def _prepared(table: Table) -> Table:
    """Name columns and cells by their codes; drop rows that an office withdraws."""
    text = table.text.set_axis([_code(label) for label in table.labels], axis=1)
    both = [_code(label) for label in table.labels if ": " in label]  # "FRA: France"
    for column in both:
        text[column] = text[column].str.partition(":")[0].str.strip()
    columns = {_code(label): at for label, at in table.columns.items()}
    made = replace(table, text=text, columns=columns)
    if "ACTION" in columns and (gone := (text["ACTION"] == "D").to_numpy()).any():
        made = replace(made.only(~gone), notes=(*made.notes, f"rows that are taken back (ACTION D): {gone.sum():,}"))
    return made


def _shape(table: Table) -> Shape:
    labels = table.labels
    of_connectindex = set(labels) >= OF_CONNECTINDEX
    unit = next((a for a in AREAS if a in labels), "")
    first, last = labels.index(TIME), labels.index(VALUE)
    # a label follows its code: words with small letters, as codes have none
    coded = [
        c for c in labels if c not in (*FLOW, unit, TIME, VALUE) and c not in ATTRIBUTES and c == c.replace(" ", "_")
    ]
    dimensions = [c for c in coded if labels.index(c) < max(first, last) and (c.isupper() or not _labelled(labels))]
    series = next((s for s in SERIES if s in dimensions), "")
    status = next((s for s in STATUS if s in labels), "")
    flags = (
        FLAGS | (EUROSTAT_FLAGS if status == "OBS_FLAG" else {}) | ({"M": "not_applicable"} if of_connectindex else {})
    )
    at = labels.index(unit) + 1 if unit else 0
    label = labels[at] if unit and _labelled(labels) and at < len(labels) and not labels[at].isupper() else ""
    titled = labels.index(series) + 1 if series else 0
    title = labels[titled] if series and _labelled(labels) and not labels[titled].isupper() else ""
    return Shape(
        unit,
        label,
        year=TIME,
        variable=series,
        title=title,
        value=VALUE,
        status=status,
        measure=tuple(m for m in MEASURES if m in labels),
        dimensions=tuple(d for d in dimensions if d.upper() != "FREQ"),
        flags=flags,
        point=True,
    )


def _labelled(labels: tuple[str, ...]) -> bool:
    """Tell whether labels are in columns of their own next to the codes, as in the OECD's exports."""
    return "Observation value" in labels or "Time period" in labels or "Reference area" in labels


SDMX = Format("sdmx", _recognises, _shape, "the columns 'TIME_PERIOD' and 'OBS_VALUE'", _prepared)
