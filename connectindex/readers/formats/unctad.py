"""UNCTADstat: economies by number and label, a column a measure, with its footnotes and reasons why one is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectindex.readers.periods import parsed
from connectindex.readers.shape import Cellwise, Format, Shape

if TYPE_CHECKING:
    from connectindex.readers.table import Table

LABELS = ("Economy Label", "Economy_Label", "Economy label", "EconomyLabel")
CODES = ("Economy", "Economy Code", "Economy_Code", "Economy code")
TIMES = ("Year", "Quarter", "Month", "Period", "Period Label", "Quarter Label")
BESIDE = re.compile(r".*[ _](Footnote|Missing[ _]?[vV]alue|Label|MissingValue)")
DATED = re.compile(r"(?P<period>\d{4}(Q\d\d?|M\d\d?)?)[ _](?P<measure>.+?)([ _]Value)?")


def _recognises(labels: tuple[str, ...]) -> str:
    label = next((name for name in LABELS if name in labels), "")
    if label and (any(t in labels for t in TIMES) or any(DATED.fullmatch(other) for other in labels)):
        return f"it has the column {label!r}"
    return ""


def _shape(table: Table) -> Shape:
    labels = table.labels
    label = next((name for name in LABELS if name in labels), "")
    unit = next((c for c in CODES if c in labels), label)
    year = next(
        (t for t in TIMES if t in labels and not t.endswith("Label")), next((t for t in TIMES if t in labels), "")
    )
    known = {unit, label, *TIMES, *CODES}
    measures = [c for c in labels if c not in known and not BESIDE.fullmatch(c)]
    dated = {c: met for c in measures if (met := DATED.fullmatch(c)) and parsed(met["period"]) and not year}
    if dated:
        wide = {c: Cellwise(met["period"], met["measure"].replace("_", " ")) for c, met in dated.items()}
    else:
        # a coded dimension has a column of its labels beside it; what has none is a measure
        wide = {c: Cellwise(variable=c) for c in measures if f"{c} Label" not in labels and f"{c}_Label" not in labels}
    return Shape(
        unit,
        label if label != unit else "",
        year="" if dated else year,
        wide=wide,
        dimensions=tuple(c for c in measures if c not in wide),
        point=True,
    )


UNCTAD = Format("unctad", _recognises, _shape, "the column 'Economy Label' and a year or quarter")
