"""Link records with one set of columns and types, whatever the store and its column names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectindex.errors import Problem, did_you_mean, shown
from connectindex.model.dyads import OPERATING
from connectindex.model.values import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

RECORD_COLUMNS = (
    "from", "to", "name", "mode", "year", "count", "capacity", "status", "start", "end", "source",
)  # fmt: skip
OPERATOR = "operator"
ENDS, MEMBERSHIP = ("from", "to"), ("member", "name")
LARGEST = 1e300  # NaN and infinity lie above it in every engine's order
RAW, PLACE = "text of ", "place in its file"  # no column of a user's is called that
NUMBER = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\s*$"
TEXTS = ("name", "source")
AS_PLACE = "place "  # before the code of a place that a unit has, too: no code holds a blank


def column_problems(
    names: tuple[str, ...], columns: Mapping[str, str], fixed: Mapping[str, Any], place: str
) -> list[Problem]:
    """List the columns that a store lacks to hold link records.

    Parameters
    ----------
    names
        Names of the store's columns.
    columns
        Record column -> column of the store, where the names differ.
    fixed
        Record columns that have one value throughout.
    place
        How problems name the store.

    Examples
    --------
    >>> for p in column_problems(("from", "dest", "year"), {"to": "dst"}, {"mode": "air"}, "links x"):
    ...     print(p)
    links x columns: must be a column of the table, got 'dst'; did you mean 'dest'?
    """
    known = (*RECORD_COLUMNS, OPERATOR, "member")
    problems = [
        Problem(f"{place} columns", "must be a column of link records", shown(key), did_you_mean(key, known))
        for key in columns
        if key not in known
    ]
    problems += [
        Problem(f"{place} columns", "must be a column of the table", shown(name), did_you_mean(name, names))
        for name in columns.values()
        if name not in names
    ]
    available = {*names, *columns, *fixed}
    needed = (*(MEMBERSHIP if "member" in available else ENDS), "mode", "year")
    hint = "name it in columns, or give it one value"
    return problems + [
        Problem(place, f"must have the column {key!r}", shown(", ".join(names)), hint)
        for key in needed
        if key not in available
    ]


def standard(table: Any, columns: Mapping[str, str], fixed: Mapping[str, Any]) -> Any:
    """Convert a store's table to link records, without reading it.

    Parameters
    ----------
    table
        Ibis table that has no `column_problems`.
    columns, fixed
        As there.

    Returns
    -------
    Ibis table with `RECORD_COLUMNS` and, where the store has it, ``operator``; ``to`` is missing in
    memberships. A cell that is no number or year is missing; its text is in the columns
    whose names begin with `RAW`. What an empty status means, `status` says.
    """
    import ibis  # noqa: PLC0415 - half a second that `--help` need not wait for

    def cells_of(key: str) -> Any:
        if key in fixed:
            return ibis.literal(fixed[key])
        name = columns.get(key, key)
        return table[name] if name in table.columns else None

    member = cells_of("member")
    made = {"from": _text(cells_of("from") if member is None else member)}
    made["to"] = ibis.null("string") if member is not None else _text(cells_of("to"))
    made["mode"] = _text(cells_of("mode"))
    for key in TEXTS:
        cells = cells_of(key)
        made[key] = ibis.literal("") if cells is None else _text(cells).fill_null("")
    cells = cells_of("status")
    made["status"] = ibis.literal(OPERATING) if cells is None else _text(cells)
    for key in ("year", "start", "end"):
        cells = cells_of(key)
        made[key] = ibis.null("int64") if cells is None else _year(cells)
        made[RAW + key] = _raw(cells)
    for key in ("count", "capacity"):
        cells = cells_of(key)
        default = ibis.literal(1.0) if key == "count" else ibis.null("float64")
        made[key] = default if cells is None else _number(cells)
        made[RAW + key] = ibis.literal("1") if cells is None and key == "count" else _raw(cells)
    if cells_of(OPERATOR) is not None:
        made[OPERATOR] = _text(cells_of(OPERATOR)).fill_null("")
    made[PLACE] = table[PLACE] if PLACE in table.columns else ibis.literal("")
    return table.select(**made)


def _text(cells: Any) -> Any:
    return cells if cells.type().is_string() else cells.cast("string")


def status(recorded: Any) -> Any:
    """Return the link status of cells of text; an empty cell means that a link operates.

    Left to the caller: work on each record costs more than work on sums.
    """
    return recorded.nullif("").fill_null(OPERATING)


def _raw(cells: Any) -> Any:
    import ibis  # noqa: PLC0415

    return ibis.null("string") if cells is None else cells.cast("string").nullif("")


def _number(cells: Any) -> Any:
    import ibis  # noqa: PLC0415

    if not cells.type().is_string():
        return cells.cast("float64")
    # the pattern comes first: engines differ in which texts they take for numbers, and in whether others are errors
    return ibis.ifelse(cells.re_search(NUMBER), cells.try_cast("float64"), ibis.null("float64"))


def _year(cells: Any) -> Any:
    """Convert years to whole numbers; missing where text or a fraction is no year."""
    import ibis  # noqa: PLC0415

    if cells.type().is_integer():
        return cells  # unchanged: engines skip records of other years
    if cells.type().is_temporal():
        return cells.year().cast("int64")
    year = _number(cells)
    possible = year.between(FIRST_YEAR, LAST_YEAR) & (year == year.floor())
    return ibis.ifelse(possible, year, ibis.null("float64")).cast("int64")
