"""Dump: the files of an edition folder as text, and on disk when they read back without a problem."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from connectindex.edition.read import parse
from connectindex.errors import InputError
from connectindex.placing import new_folder_problems, reserved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WIDEST = 100


def quoted(text: str) -> str:
    r"""Text as a TOML string.

    Examples
    --------
    >>> print(quoted('a "b"\n\x7f'))
    "a \"b\"\n\u007f"
    """
    # JSON's escapes are TOML's, save that TOML wants the delete character escaped, too
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(text: str) -> str:
    """A TOML key, in quotes where it must be.

    Examples
    --------
    >>> key("LPI"), key("a.b")
    ('LPI', '"a.b"')
    """
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else quoted(text)


def number(value: float) -> str:
    """A number as TOML, whole ones without a point.

    Examples
    --------
    >>> number(2.0), number(0.1)
    ('2', '0.1')
    """
    whole = value == int(value) and abs(value) < 1e15
    return str(int(value)) if whole else repr(float(value))


def array(items: Iterable[str]) -> str:
    """TOML values as an array, over several lines where one is too short.

    Examples
    --------
    >>> array(["1", "2"])
    '[1, 2]'
    """
    lines = [""]
    for item in items:
        if len(lines[-1]) + len(item) > WIDEST:
            lines.append("")
        lines[-1] += f"{item}, "
    if len(lines) == 1:
        return f"[{lines[0].removesuffix(', ')}]"
    return "[\n" + "".join(f"    {line.rstrip()}\n" for line in lines) + "]"


def comment(text: str) -> str:
    """Text as lines that TOML passes over; what cannot be printed becomes a blank."""
    plain = "".join(c if c.isprintable() else " " for c in text).split()
    lines = ["#"]
    for word in plain:
        if len(lines[-1]) + len(word) > WIDEST:
            lines.append("#")
        lines[-1] += f" {word}"
    return "\n".join(lines)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV."""
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
