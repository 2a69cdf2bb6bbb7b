"""Versions: the code and the libraries that an output was made with."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LIBRARIES = (
    "numpy",
    "pandas",
    "scipy",
    "ibis-framework",
    "duckdb",
    "weasyprint",
    "altair",
    "vl-convert-python",
    "ziamath",
    "latex2mathml",
    "XlsxWriter",
    "pyarrow",
)


@cache
def code() -> str:
    """SHA-256 of all files of this package that are no edition: the same wherever it is installed."""
    root = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for name, path in sorted(_files(root, "")):
        digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _files(folder: Path, above: str) -> list[tuple[str, Path]]:
    files = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = f"{above}{entry.name}"
            if entry.is_dir():
                if entry.name != "__pycache__" and name != "editions":
                    files += _files(Path(entry.path), f"{name}/")
            elif not entry.name.endswith(".pyc") and not entry.name.startswith("."):
                files.append((name, Path(entry.path)))
    return files


def libraries(names: tuple[str, ...] = LIBRARIES) -> Mapping[str, str]:
    """Versions of the libraries that numbers and files are made with; empty where one is not there."""
    return {name: _version(name) for name in names}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
