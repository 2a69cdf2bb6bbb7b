"""Lists of places as they are published, airports or ports say, read as places with the unit each lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.edition.files import RawTable
from connectindex.edition.published import PLACES, Reading, files_of_blocks, not_units
from connectindex.readers.numbers import MISSING
from connectindex.readers.sniff import opened, sniff
from connectindex.readers.table import table
from connectindex.territories.matching import CODE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from connectindex.errors import Problem
    from connectindex.readers import PlacesBlock
    from connectindex.readers.table import Table
    from connectindex.territories import Register


def listed_places(
    blocks: Sequence[PlacesBlock], folder: Path, register: Register
) -> tuple[list[RawTable], list[Reading], list[Problem]]:
    """Read the places of all files that ``[[places]]`` names.

    Parameters
    ----------
    blocks
        In order.
    folder
        Of the edition.
    register
        What its units are called.

    Returns
    -------
    Tables with the columns ``place`` and ``unit``, each row with its place in the file; what was read; problems.
    """

    def read_file(path: Path, name: str, block: PlacesBlock) -> tuple[RawTable | None, Reading | None, list[Problem]]:
        opened_table, problems = _opened(path, name, block)
        if opened_table is None:
            return None, None, problems
        raw, reading, more = _taken(opened_table, name, block, register)
        return raw, reading, problems + more

    return files_of_blocks(blocks, folder, PLACES, read_file)


def _opened(path: Path, name: str, block: PlacesBlock) -> tuple[Table | None, list[Problem]]:
    as_table = block.table
    raw, problems = opened(path, name, as_table)
    if raw is None:
        return None, problems
    sniffed, problems = sniff(raw, as_table)
    if sniffed is None:
        return None, problems
    content, problems = table(raw, sniffed.header, as_table)
    if content is None:
        return None, problems
    named = {"columns place": block.place, "columns unit": block.unit, **{f"where {k}": k for k in block.where}}
    problems += [p for where, column in named.items() for p in content.lacking(column, where)]
    return (None if problems else content), problems


def _taken(
    content: Table, name: str, block: PlacesBlock, register: Register
) -> tuple[RawTable, Reading, list[Problem]]:
    """Take the places that have a code, each with the unit that its country means."""
    keep = np.ones(len(content.rows), dtype=bool)
    for column, wanted in block.table.chosen.items():
        keep &= content.cells(column).isin(wanted).to_numpy()
    coded = ~content.cells(block.place).isin([*MISSING, *block.missing]).to_numpy()
    without, kept = int((keep & ~coded).sum()), content.only(keep & coded)
    places, written = kept.cells(block.place).to_numpy(dtype=object), kept.cells(block.unit).to_numpy(dtype=object)
    counts = pd.Series(written, dtype=object).value_counts()
    matches = register.matches([str(w) for w in counts.index])
    first = pd.Series(kept.rows).groupby(written, sort=False).first()
    at = {str(w): content.place(int(row), block.unit) for w, row in first.items()}
    problems = not_units(matches, counts, at, content.raw.name, block.unknown, register)
    units = np.array([matches[str(w)].unit for w in written], dtype=object)
    index = [content.place(int(row)) for row in kept.rows]
    text = pd.DataFrame({"place": places, "unit": units}, index=pd.Index(index, dtype=object), dtype=object)
    text = text[text["unit"] != ""].drop_duplicates()
    others = tuple((m, int(counts[w])) for w, m in matches.items() if m.how != CODE or m.written != m.unit)
    notes = (
        *content.notes,
        *([f"{without:,} place{'s' if without > 1 else ''} without a code passed over"] if without else []),
    )
    reading = Reading(name, PLACES, "its block says so", len(text), text["unit"].nunique(), others, notes)
    return RawTable(name, text), reading, problems
