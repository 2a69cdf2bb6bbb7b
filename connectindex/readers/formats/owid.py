"""Our World in Data: Entity, Code, Year, and a column a variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.readers.shape import Cellwise, Format, Shape

if TYPE_CHECKING:
    from connectindex.readers.table import Table

ENTITY, CODE = ("Entity", "entity"), ("Code", "code")
TIME = ("Year", "year", "Day", "day")


def _recognises(labels: tuple[str, ...]) -> str:
    met = [next((c for c in names if c in labels[:3]), "") for names in (ENTITY, CODE, TIME)]
    return f"it begins with the columns {', '.join(map(repr, met))}" if all(met) else ""


def _shape(table: Table) -> Shape:
    entity, code, year = (next(c for c in names if c in table.labels) for names in (ENTITY, CODE, TIME))
    wide = {c: Cellwise(variable=c) for c in table.labels if c not in (entity, code, year)}
    # a region has a name and no code, so that only its name identifies it
    return Shape(code, entity, year=year, wide=wide, point=True)


OWID = Format("owid", _recognises, _shape, "the columns 'Entity', 'Code' and 'Year'")
