"""Archives: zip files with the same bytes for the same files, and safe reading of those of others."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from connectindex.errors import InputError, Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file can name
MOST_FILES, MOST_BYTES = 100_000, 4 * 2**30
UNIX, REGULAR, MODE = 3, 0o100000, 0o644
LINK, KIND = 0o120000, 0o170000


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Make a zip file: names in order, one fixed time, so that the same files have the same bytes.

    Examples
    --------
    >>> zipped({"b": b"2", "a": b"1"}) == zipped({"a": b"1", "b": b"2"})
    True
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = UNIX
            entry.external_attr = (REGULAR | MODE) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return out.getvalue()


def unzipped(path: Path) -> dict[str, bytes]:
    """Read all files of a zip file, where none of its names leads out of a folder.

    Raises
    ------
    InputError
        It is no zip file, is damaged or too large, or has names that are absolute, lead upwards or stand twice.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            problems = list(_problems(path, archive.infolist()))
            if problems:
                raise InputError(problems)
            return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise InputError([Problem(str(path), "must be a zip file that can be read", shown(str(error)))]) from error


def _problems(path: Path, entries: list[zipfile.ZipInfo]) -> Iterator[Problem]:
    if len(entries) > MOST_FILES or sum(e.file_size for e in entries) > MOST_BYTES:
        rule = f"must hold {MOST_FILES:,} files and {MOST_BYTES // 2**30} GiB at most"
        yield Problem(str(path), rule, f"{len(entries):,} files")
        return
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        if not _inside(name.removesuffix("/")):
            yield Problem(str(path), "must hold names within a folder alone", shown(name))
        elif (entry.external_attr >> 16) & KIND == LINK:
            yield Problem(str(path), "must not hold links", shown(name))
        elif name.casefold() in seen:
            yield Problem(str(path), "must hold each name once, whatever its case", shown(name))
        seen.add(name.casefold())


def _inside(name: str) -> bool:
    r"""Tell whether a name stays within the folder that it is written to, on every system.

    Examples
    --------
    >>> [_inside(n) for n in ("a/b.csv", "../a", "/a", "C:/a", "a\\b", "")]
    [True, False, False, False, False, False]
    """
    parts = name.split("/")
    ordinary = all(p not in ("", ".", "..") and p == p.rstrip(". ") for p in parts)
    return (
        ordinary and not PurePosixPath(name).is_absolute() and not set(name) & {"\\", ":", "\0"} and name.isprintable()
    )
