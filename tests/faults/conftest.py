"""Broken editions: a patch on the starter edition, and the command run on it in this process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable


def text_of(value: Any) -> str:
    """A text; or pairs of a text and how often it stands there."""
    return value if isinstance(value, str) else "".join(text * times for text, times in value)


def patch(folder: Path, how: str, name: str, *rest: Any) -> None:
    """Change one file of an edition.

    replace OLD NEW, append TEXT, write TEXT [ENCODING], encode ENCODING, delete, sheet ROWS [MERGED...], parquet COLUMNS.
    """
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if how == "replace":
        text, old = path.read_bytes().decode(), text_of(rest[0])
        assert old in text, f"the starter edition has no {old!r} in {name}"
        path.write_bytes(text.replace(old, text_of(rest[1]), 1).encode())
    elif how == "append":
        path.write_bytes(path.read_bytes() + text_of(rest[0]).encode())
    elif how == "write":
        path.write_bytes(text_of(rest[0]).encode(rest[1] if rest[1:] else "utf-8"))
    elif how == "encode":
        path.write_bytes(path.read_bytes().decode().encode(rest[0]))
    elif how == "delete":
        path.unlink()
    elif how == "sheet":
        sheet(path, *rest)
    elif how == "parquet":
        import pandas as pd

        pd.DataFrame(rest[0]).to_parquet(path)
    else:
        raise ValueError(how)


def sheet(path: Path, rows: list[list[Any]], *merged: str) -> None:
    """A workbook of one sheet; "" leaves a cell empty."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([_cell(c) for c in row])
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return text_of(value)
    return None if value == "" else value


@pytest.fixture
def patched(starter: Path) -> Callable[[list[list[Any]]], Path]:
    """The starter edition with these patches."""

    def make(patches: list[list[Any]]) -> Path:
        for one in patches:
            patch(starter, *one)
        return starter

    return make


@pytest.fixture
def ran(command: Callable[..., subprocess.CompletedProcess[str]]) -> Callable[..., tuple[int, list[str]]]:
    """The command with these arguments: its exit code and the lines on stderr, but that on checks of coherence."""

    def run(*arguments: object) -> tuple[int, list[str]]:
        done = command(*arguments)
        lines = done.stderr.splitlines()
        return done.returncode, [line for line in lines if not line.startswith("checks of coherence: ")]

    return run
