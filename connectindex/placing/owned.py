"""Files that connectindex wrote to a folder, identified by the manifest of the last build and by their hashes.

Every replacement or removal of a file is checked here. A file is ours where the manifest lists it with its hash;
any other is the user's, and stays.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import unicodedata
from collections import defaultdict
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex.errors import Problem
from connectindex.filenames import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

CHECKOUT = ".git"
REPORT, COMPARISON, WHAT_IF = "report", "comparison", "what-if"
EARLIER: Mapping[str, str] = {
    REPORT: "an earlier output",
    COMPARISON: "an earlier comparison",
    WHAT_IF: "earlier answers to a what-if",
}
# a part that begins with a dot (.., .git) is no output, nor is a drive or a stream of Windows
_PART = re.compile(r"(?!\.)[^/\\:\x00-\x1f]+")
OTHER = "no plain file"
CHANGED = "must be as it was written: it was changed since"
MAY_GO = "move it away, or delete it to have it made anew"
TAKEN = "must not be there, as a file of this name is to be written"
SHOWN_FILES = 20


def manifest_of(kind: str, files: Mapping[str, bytes], about: Mapping[str, Any] | None = None) -> bytes:
    """Make the manifest of a folder: its kind, the version, and the hash of each file.

    Examples
    --------
    >>> json.loads(manifest_of(COMPARISON, {"a.csv": b""}))["outputs"]
    {'a.csv': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'}
    """
    outputs = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    content = {"kind": kind, "connectindex": metadata.version("connectindex"), **(about or {}), "outputs": outputs}
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def earlier(folder: Path) -> Mapping[str, Any] | None:
    """Read the manifest of the last output in a folder; None where there is none, or an invalid one.

    Others, too, call a file manifest.json; and one of ours lists files of its own folder alone.
    """
    try:
        if state(folder, MANIFEST) in (None, OTHER):
            return None
        content = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or "connectindex" not in content:
        return None
    outputs = content.get("outputs")
    sound = isinstance(outputs, dict) and all(is_name(n) and isinstance(sha, str) for n, sha in outputs.items())
    return content if sound else None


def is_name(text: str) -> bool:
    """Tell whether a text names a file below a folder, outside of a checkout's own folders.

    Examples
    --------
    >>> [is_name(n) for n in ("tables/a.csv", "../a.csv", "/etc/a", "a/../../b", ".git/HEAD", "C:/a", "a//b", "")]
    [True, False, False, False, False, False, False, False]
    """
    return all(map(_PART.fullmatch, text.split("/")))


def state(folder: Path, name: str) -> str | None:
    """Compute the SHA-256 of a file in a folder; None where it is missing, `OTHER` for links and folders."""
    above = folder
    for part in name.split("/")[:-1]:
        above /= part
        if _linked(above) or (above.exists() and not above.is_dir()):
            return OTHER
    try:
        mode = (folder / name).lstat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        return OTHER
    with (folder / name).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def changed(folder: Path, files: Mapping[str, str]) -> list[str]:
    """List output files, by name with their hash, that have changed since they were written."""
    return [name for name, sha in files.items() if state(folder, name) not in (None, sha)]


def in_the_way(folder: Path, names: Iterable[str], ours: Collection[str]) -> list[str]:
    """List the user's files and folders where output files are to be written.

    Names that differ in nothing but capitals or the way accents are coded are one file on some disks, so they count
    as one on all.
    """
    wanted: dict[str, dict[str, bool]] = defaultdict(dict)  # folder -> name -> whether it is a folder
    for name in names:
        parts = name.split("/")
        for depth, part in enumerate(parts):
            wanted["/".join(parts[:depth])][part] = depth < len(parts) - 1
    blocking = []
    for above in sorted(wanted):
        if above in blocking or not (folder / above).is_dir():
            continue
        alike = {_alike(name): name for name in wanted[above]}
        for entry in sorted(p.name for p in (folder / above).iterdir()):
            name = f"{above}/{entry}" if above else entry
            meant = alike.get(_alike(entry))
            if meant is None or name in ours:
                continue
            is_folder = wanted[above][meant] and (folder / name).is_dir() and not _linked(folder / name)
            if entry != meant or not is_folder:
                blocking.append(name)
    return blocking


def strangers(folder: Path, ours: Collection[str]) -> Iterator[str]:
    """List files and folders that are no output; a foreign folder as one."""
    above = {str(p) for name in ours for p in Path(name).parents}
    for place, folders, files in os.walk(folder):
        here = Path(place).relative_to(folder)
        strange = [f for f in folders if str(here / f) not in above or _linked(Path(place, f))]
        yield from ((here / f).as_posix() for f in strange)
        yield from ((here / f).as_posix() for f in files if (here / f).as_posix() not in ours)
        folders[:] = [f for f in folders if f not in strange]


def empty_of_files(folder: Path) -> bool:
    """Tell whether a folder holds only hidden files: those of a checkout or of the system stay."""
    return all(path.name.startswith(".") for path in folder.iterdir())


def kind_problems(target: Path, folder: Path, kind: str) -> list[Problem]:
    """List what in a folder prevents writing an output of `kind`; messages call it `target`."""
    before = earlier(folder)
    held = "" if before is None else str(before.get("kind", REPORT))
    if before is not None and held == kind:
        return changed_problems(target, changed(folder, before["outputs"]))
    if before is None and (empty_of_files(folder) or (folder / CHECKOUT).exists()):
        return way_problems(target, in_the_way(folder, [MANIFEST], ()))
    hint = f"it holds {EARLIER.get(held, held)}" if held else f"it holds files, but no {MANIFEST} of one"
    return [Problem(str(target), f"must be empty, new, or {EARLIER[kind]}", "", f"{hint}; name another folder")]


def changed_problems(target: Path, names: list[str]) -> list[Problem]:
    """List a problem for each output file that was changed by hand."""
    return _listed(target, names, CHANGED, MAY_GO)


def way_problems(target: Path, names: list[str]) -> list[Problem]:
    """List a problem for each file of the user's in the place of an output file."""
    return _listed(target, names, TAKEN, "it is none of ours: move it away, or name another folder")


def _listed(target: Path, names: list[str], rule: str, hint: str) -> list[Problem]:
    problems = [Problem(f"{target}/{name}", rule, "", hint) for name in names[:SHOWN_FILES]]
    more = len(names) - SHOWN_FILES
    return [*problems, Problem(str(target), f"{rule}: {more:,} more files", "", hint)] if more > 0 else problems


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _linked(path: Path) -> bool:
    junction = getattr(os.path, "isjunction", None)  # from Python 3.12 on
    return path.is_symlink() or bool(junction and junction(path))
