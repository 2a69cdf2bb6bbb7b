"""``downloads/lock.toml``: from where and when each downloaded file came, and its hash then."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from connectindex.errors import Problem, shown
from connectindex.filenames import FILE, LOCK

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD = "what `connectindex download` fetched; a file that is no longer as listed here is never replaced"


@dataclass(frozen=True, slots=True)
class Download:
    """One downloaded file: the address, the day, and the SHA-256 of its bytes."""

    url: str
    date: dt.date
    sha256: str


def read_lock(folder: Path) -> tuple[dict[str, Download], list[Problem]]:
    """Read the lock file of an edition, by path in it; empty where there is none."""
    path = folder / LOCK
    if not path.exists():
        return {}, []
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        return {name: _download(entry) for name, entry in content.items()}, []
    except (OSError, ValueError, RecursionError, TypeError, KeyError) as error:
        hint = "restore it, or delete it: files that are there are then left as they are"
        return {}, [Problem(LOCK, "must be as `connectindex download` wrote it", shown(str(error)), hint)]


def write_lock(folder: Path, downloads: Mapping[str, Download]) -> None:
    """Write the lock file, files in order; an interruption leaves the former one whole."""
    import tomlkit  # noqa: PLC0415 - not needed where nothing is written

    document = tomlkit.document()
    document.add(tomlkit.comment(HEAD))
    for name in sorted(downloads):
        entry = tomlkit.table()
        one = downloads[name]
        for key, value in (("url", one.url), ("date", one.date), ("sha256", one.sha256)):
            entry[key] = value
        document[name] = entry
    path = folder / LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".download-", delete=False) as file:
        file.write(tomlkit.dumps(document).encode())
    Path(file.name).chmod((folder / FILE).stat().st_mode & 0o666)
    os.replace(file.name, path)  # noqa: PTH105 - a file of the same folder takes its place at once


def _download(entry: Mapping[str, object]) -> Download:
    date, url, digest = entry["date"], entry["url"], entry["sha256"]
    if not (isinstance(date, dt.date) and isinstance(url, str) and isinstance(digest, str)):
        raise TypeError("an entry without url, date and sha256")
    return Download(url, date, digest)
