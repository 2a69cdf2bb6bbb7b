"""Write the files of an edition folder, on disk only when they read back without a problem."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit

from connectindex.edition.read import parse
from connectindex.errors import InputError
from connectindex.placing import new_folder_problems, reserved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tomlkit.items import Array

WIDEST = 100


def toml(content: Mapping[str, Any]) -> str:
    """Write tables and values as TOML.

    Examples
    --------
    >>> print(toml({"index": {"title": "An index", "year": 2020}}).strip())
    [index]
    title = "An index"
    year = 2020
    """
    return tomlkit.dumps(content)


def array(values: Iterable[Any]) -> Array:
    """Make a TOML array, over several lines where one is too short.

    Examples
    --------
    >>> array([1, 2]).as_string()
    '[1, 2]'
    """
    toml_array = tomlkit.array()
    toml_array.extend(values)
    return toml_array.multiline(multiline=len(toml_array.as_string()) > WIDEST)


def number(value: float) -> int | float:
    """Return a whole number as an integer, which TOML writes without a point.

    Examples
    --------
    >>> number(2.0), number(0.1)
    (2, 0.1)
    """
    return int(value) if value == int(value) and abs(value) < 1e15 else float(value)


def comment(text: str) -> str:
    """Write text as TOML comments; characters that cannot be printed become a blank."""
    plain = "".join(c if c.isprintable() else " " for c in text).split()
    lines = ["#"]
    for word in plain:
        if len(lines[-1]) + len(word) > WIDEST:
            lines.append("#")
        lines[-1] += f" {word}"
    return "\n".join(lines)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def write_edition(files: Mapping[str, str], to: Path) -> None:
    """Write the files of an edition to a new or empty folder.

    Parameters
    ----------
    files
        Text by name inside the folder, such as ``index.toml`` and ``values/indicators.csv``.
    to
        The folder; made where it is not there.

    Raises
    ------
    InputError
        The folder holds something, or the edition would not pass its own check. Nothing is written.
    """
    content = {name: text.encode() for name, text in files.items()}
    problems = new_folder_problems(to)
    if not problems:
        with tempfile.TemporaryDirectory() as home:
            trial = Path(home, "edition")
            with reserved(trial) as place:
                place(content)
            problems = parse(trial)[1]
    if problems:
        raise InputError(problems)
    with reserved(to) as place:
        place(content)
