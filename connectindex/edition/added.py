"""Write a block into an index.toml; its comments, order and spelling stay as they are."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex.errors import InputError, Problem
from connectindex.filenames import FILE

if TYPE_CHECKING:
    from collections.abc import Mapping


def with_block(text: str, keys: Mapping[str, Any]) -> str:
    r"""Return the text of an index.toml with one more ``[[values]]`` block.

    Raises
    ------
    InputError
        The text is no TOML.

    Examples
    --------
    >>> print(with_block("[index] # the name\ntitle = 'T'\n", {"file": "a.csv", "where": {"sex": "T"}}))
    [index] # the name
    title = 'T'
    <BLANKLINE>
    [[values]]
    file = "a.csv"
    where = {sex = "T"}
    <BLANKLINE>
    """
    import tomlkit  # noqa: PLC0415 - not needed where nothing is written
    from tomlkit.exceptions import ParseError  # noqa: PLC0415

    try:
        document = tomlkit.parse(text)
    except ParseError as error:
        raise InputError([Problem(FILE, "must be valid TOML", str(error))]) from error
    block = tomlkit.table()
    for key, value in keys.items():
        block[key] = _inline(value)
    blocks = document.get("values")
    if blocks is None:
        made = tomlkit.aot()
        made.append(block)
        document["values"] = made
    else:
        blocks.append(block)
    written = tomlkit.dumps(document)
    return written if blocks is not None else _apart(text, written)


def add_block(folder: Path, keys: Mapping[str, Any]) -> None:
    """Put a ``[[values]]`` block into the index.toml of an edition; an interruption leaves the former file whole."""
    path = folder / FILE
    text = with_block(path.read_text("utf-8"), keys)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=folder, delete=False) as file:
        file.write(text)
    Path(file.name).chmod(path.stat().st_mode & 0o777)
    os.replace(file.name, path)  # noqa: PTH105 - a file of the same folder takes its place at once


def _inline(value: Any) -> Any:
    import tomlkit  # noqa: PLC0415

    if not isinstance(value, dict):
        return value
    table = tomlkit.inline_table()
    table.update(value)
    return table


def _apart(before: str, after: str) -> str:
    """A blank line before the first block."""
    head = before if before.endswith("\n") else before + "\n"
    rest = after.removeprefix(head)
    return head + "\n" + rest.lstrip("\n") if after.startswith(head) else after
