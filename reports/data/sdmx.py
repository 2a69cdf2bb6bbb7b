"""SDMX-CSV 2.0: the tidy table as statistical offices exchange data."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pandas import DataFrame

    from connectindex.edition.model import About

# Codes of the cross-domain code list CL_OBS_STATUS 2.2: A normal, E estimated, I imputed,
# U low reliability, O missing, M missing because there can be no value. A unit that is not ranked is O.
STATUS = {
    "reported": "A",
    "calculated": "A",
    "estimated": "E",
    "incomplete": "U",
    "imputed": "I",
    "missing": "O",
    "left_out": "O",
    "not_applicable": "M",
}
NO_NUMBER = "NaN"  # as the format writes a figure that is not there
AGENCY = "CONNECTINDEX"  # where the edition names no publisher


def sdmx(table: DataFrame, about: About) -> DataFrame:
    """The tidy table in the columns of SDMX-CSV 2.0.

    Dimensions FREQ, REF_AREA, ITEM, MEASURE and TIME_PERIOD; the figure OBS_VALUE; attributes OBS_STATUS,
    UNIT_MEASURE, OBS_YEAR and SOURCE. Codes hold letters, digits, "_", "-", "@" and "$" only, as SDMX requires;
    other signs become "_".

    Parameters
    ----------
    table
        From `connectindex.reports.data.tidy.tidy`.
    about
        Publisher, title and edition make the id of the structure.

    Notes
    -----
    The attributes are codes and years, so that the file has no text of an edition.

    Examples
    --------
    >>> import connectindex as ci
    >>> from connectindex.reports.data.tidy import tidy
    >>> result = ci.build(ci.world())
    >>> sdmx(tidy(result), result.edition.about)["STRUCTURE_ID"].unique().item()
    'CONNECTINDEX:WORLD_FACILITIES_CONNECTIVITY_INDEX(2026.0.0)'
    """

    def coded(column: str) -> pd.Series:
        return table[column].map(codes(table[column].unique()))

    rows = len(table)
    return pd.DataFrame(
        {
            "STRUCTURE": ["dataflow"] * rows,
            "STRUCTURE_ID": [structure_id(about)] * rows,
            "ACTION": ["I"] * rows,
            "FREQ": ["A"] * rows,
            "REF_AREA": coded("unit"),
            "ITEM": coded("id"),
            "MEASURE": table["measure"].str.upper(),
            "TIME_PERIOD": table["year"],
            "OBS_VALUE": [NO_NUMBER if pd.isna(v) else repr(float(v)) for v in table["value"].tolist()],
            "OBS_STATUS": table["status"].map(STATUS),
            "UNIT_MEASURE": coded("unit_of_measure"),
            "OBS_YEAR": table["observed"],
            "SOURCE": table["source"].map({s: _sources(s) for s in table["source"].unique()}),
        }
    )


def structure_id(about: About) -> str:
    """Agency, dataflow and version: ``AGENCY:FLOW(2026.0.0)``.

    Examples
    --------
    >>> from connectindex.edition.model import About
    >>> structure_id(About("Index of Air & Sea", "2026", (2026,), "Bureau of Links"))
    'BUREAU_OF_LINKS:INDEX_OF_AIR_SEA(2026.0.0)'
    """
    agency = _name(about.publisher) or AGENCY
    edition = about.edition if re.fullmatch(r"[1-9]\d{0,5}", about.edition) else "1"
    return f"{agency}:{_name(about.title) or 'INDEX'}({edition}.0.0)"


def codes(names: Iterable[object]) -> dict[object, str]:
    """A code that SDMX allows for each name, all distinct.

    Examples
    --------
    >>> codes(["CN-HL", "a.b", "a b", "km per km²"])
    {'CN-HL': 'CN-HL', 'a.b': 'a_b', 'a b': 'a_b_2', 'km per km²': 'km_per_km2'}
    """
    codes: dict[object, str] = {}
    taken: set[str] = set()
    for name in names:
        # superscripts become digits; a sign at the start could be taken for a formula
        spelled = unicodedata.normalize("NFKC", str(name)).replace("%", "PCT ")
        plain = re.sub(r"[^A-Za-z0-9_@$-]+", "_", spelled).strip("_@-") or "_"
        code, n = plain, 1
        while code in taken:
            n += 1
            code = f"{plain}_{n}"
        taken.add(code)
        codes[name] = code
    return codes


def _name(text: str) -> str:
    """Text as the id of an agency or a structure: capitals, beginning with a letter."""
    return re.sub(r"^[^A-Z]+|_+$", "", re.sub(r"[^A-Z0-9]+", "_", text.upper()))[:50].rstrip("_")


def _sources(ids: str) -> str:
    return ";".join(re.sub(r"[^A-Za-z0-9_@$.-]+", "_", i).lstrip("@-") for i in ids.split("; ") if i)
