"""UNCTADstat: economies by number and label, or ports by label, a column a measure, footnotes and reasons of gaps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectindex.readers.periods import parsed
from connectindex.readers.shape import Cellwise, Format, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectindex.readers.table import Table

# as they are called without capitals and underscores
LABELS, CODES = ("economy label", "port label"), ("economy", "economy code", "port", "port code")
TIMES = ("year", "quarter", "month", "period", "quarter label", "month label", "period label")
NOTE_COLUMN = re.compile(r".* (footnotes?|missing ?value|label)|footnotes?|missing ?value")
DATED = re.compile(r"(?P<period>q\d \d{4}|\d{4}( ?[qm]\d\d?)?) (?P<measure>.+?)( value)?")


def _plain(label: str) -> str:
    return " ".join(label.casefold().replace("_", " ").split())


def _recognises(labels: tuple[str, ...]) -> str:
    plain = {_plain(label): label for label in labels}
    label = next((plain[p] for p in LABELS if p in plain), "")
    if label and (any(t in plain for t in TIMES) or any(DATED.fullmatch(p) for p in plain)):
        return f"it has the column {label!r}"
    return ""


def _shape(table: Table) -> Shape:
    plain = {_plain(label): label for label in reversed(table.labels)}
    label = next((plain[p] for p in LABELS if p in plain), "")
    unit = next((plain[c] for c in CODES if c in plain), label)
    year = next((plain[t] for t in TIMES if t in plain), "")
    rest = {p: c for p, c in plain.items() if p not in (*LABELS, *CODES, *TIMES)}
    measures = {c: p for p, c in rest.items() if not NOTE_COLUMN.fullmatch(p)}
    if not measures:
        measures = _labelled(rest)
    measures = {c: measures[c] for c in table.labels if c in measures}
    met = {c: d for c, p in measures.items() if not year and (d := DATED.fullmatch(p)) and parsed(d["period"].upper())}
    if met:
        wide = {c: Cellwise(d["period"].upper(), d["measure"]) for c, d in met.items()}
    else:
        # a coded dimension has a column of labels next to it; a column without one is a measure
        wide = {
            c: Cellwise(variable=c.removesuffix("_value").removesuffix("_label"))
            for c, p in measures.items()
            if f"{p} label" not in plain
        }
    others = tuple(c for c in measures if c not in wide)
    return Shape(
        unit, label if label != unit else "", year="" if met else year, wide=wide, dimensions=others, point=True
    )


def _labelled(rest: Mapping[str, str]) -> dict[str, str]:
    """Of the ports' file the measure is called ``index_label``: the one column of labels that label no other column."""
    alone = {c: p for p, c in rest.items() if p.endswith(" label") and p.removesuffix(" label") not in rest}
    return alone if len(alone) == 1 else {}


UNCTAD = Format("unctad", _recognises, _shape, "the column 'Economy Label' and a year or quarter")
