"""Placing: files written to a temporary folder and moved into place all together, by one process at a time.

Next to OUT, ``.OUT-building`` exists while it is made. A file in it is locked as long as its process lives, so that a
build that was killed is told from one that is running; what a killed one left behind is cleared away by the next.
A folder that holds nothing of the user's is exchanged in one step where the system can; else files are replaced one
by one (`connectindex.placing.steps`), and the folder stays the same.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from connectindex.errors import InputError, Problem
from connectindex.filenames import MANIFEST
from connectindex.placing.lock import is_free, let_go, locked
from connectindex.placing.owned import (
    changed,
    changed_problems,
    earlier,
    empty_of_files,
    in_the_way,
    kind_problems,
    state,
    strangers,
    way_problems,
)
from connectindex.placing.steps import NEW, OLD, planned, taken, undone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from filelock import BaseFileLock

ASIDE, MARK = "-building", "connectindex.lock"
LONGEST_NAME = 200
FLUSHED_TOGETHER = 16
EXCHANGE, CURRENT_FOLDER = 2, -100  # RENAME_EXCHANGE and AT_FDCWD of Linux
IN_USE = 32  # ERROR_SHARING_VIOLATION of Windows
BUSY = "must not be in the making by another process"
WAIT = "wait for it, or name another folder"
MOUNTED = "must not be a place where a disk is mounted; name a folder in it"
FAULTS = {
    errno.ENOSPC: "no space left on its disk",
    errno.EDQUOT: "no space left in your share of its disk",
    errno.EFBIG: "a file is larger than its disk or your limits allow",
    errno.EROFS: "its disk can only be read",
    errno.EACCES: "must lie in a folder that you may write to",
    errno.EPERM: "must lie in a folder that you may write to",
    errno.EBUSY: MOUNTED,
    errno.EXDEV: MOUNTED,
    errno.ENAMETOOLONG: "must have a shorter name",
}
KEPT = "what was there before is as it was"


@contextmanager
def reserved(target: Path) -> Iterator[Callable[[Mapping[str, bytes]], None]]:
    """Reserve a folder for writing, for one process at a time.

    Parameters
    ----------
    target
        The folder; it need not be there yet. Where it is a link, what the link leads to is written.

    Yields
    ------
    A function of files (content by path within the folder) that puts them there. Files of ours, as the manifest of
    what was written before lists them, are replaced, or gone where there are none such now; all others stay.

    Raises
    ------
    InputError
        Another process has the right; a file of ours was changed by hand, or one of the user's is in the way; or the
        disk is full, read-only, or failed. The folder is as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     with reserved(Path(home, "out")) as place:
    ...         place({"a/b.txt": b"text"})
    ...     print(Path(home, "out", "a", "b.txt").read_text(), os.listdir(home))
    text ['out']
    """
    original = target
    with _named(original):
        target = Path(os.path.realpath(original))  # which, other than resolve(), has a place for links in a loop
        made = _parents(target.parent)
        aside = aside_of(target)
        try:
            lock = _taken(aside, original)
        except BaseException:  # an interrupt, too, leaves no empty folder; one that another process holds is not empty
            with suppress(OSError):
                aside.rmdir()
            raise
    try:
        with _named(original):
            _cleared(aside, target)

        def place(files: Mapping[str, bytes]) -> None:
            with _named(original):
                before = _ours(target, original, files)
                _written(files, aside / NEW)
                _swap(aside, target, before, {n: hashlib.sha256(content).hexdigest() for n, content in files.items()})

        yield place
    finally:
        with suppress(OSError):
            _cleared(aside, target)
            let_go(lock, aside / MARK)
            aside.rmdir()
        lock.release()
        for folder in made:  # those that hold nothing in the end
            with suppress(OSError):
                folder.rmdir()


def aside_of(target: Path) -> Path:
    """Return the temporary folder, next to the target, in which it is made."""
    return target.parent / f".{target.name[:LONGEST_NAME]}{ASIDE}"


def check_target(target: Path, kind: str, inputs: Iterable[Path] = ()) -> None:
    """Refuse a folder that must not be written to, before any work is done.

    Parameters
    ----------
    target
        The folder; it need not be there yet.
    kind
        What is to be written, one of `connectindex.placing.owned.EARLIER`.
    inputs
        Files and folders that are read for it.

    Raises
    ------
    InputError
        It is, holds or lies in one of them; it holds something else than what was written there before, or a file of
        that was changed by hand; or it cannot be written to.
    """
    problems = place_problems(target) + overlaps(target, inputs)
    if problems:
        raise InputError(problems)
    folder = Path(os.path.realpath(target))
    if aside_of(folder).exists():
        with reserved(target):
            pass  # what a killed process left half done is undone
    with _named(target):
        problems = _no_folder(folder, target) or (kind_problems(target, folder, kind) if folder.exists() else [])
    if problems:
        raise InputError(problems)


def new_folder_problems(target: Path) -> list[Problem]:
    """Check a folder for a new edition: it must be new or hold hidden files alone."""
    if problems := place_problems(target):
        return problems
    if target.exists() and (not target.is_dir() or not empty_of_files(target)):
        return [Problem(str(target), "must be a new or empty folder")]
    return []


def place_problems(target: Path) -> list[Problem]:
    """List what prevents a folder from being written, as far as it can be seen at once.

    Examples
    --------
    >>> print(place_problems(Path("/"))[0])
    /: must not be a place where a disk is mounted; name a folder in it
    """
    place = str(target)
    with _named(target):
        target = Path(os.path.realpath(target))
        if target.is_dir() and target.is_mount():
            return [Problem(place, MOUNTED)]
        parent = next(p for p in target.parents if p.exists())
        if not parent.is_dir():
            return [Problem(place, "must lie in a folder", str(parent))]
        if not os.access(parent, os.W_OK | os.X_OK):
            return [Problem(place, FAULTS[errno.EACCES], str(parent))]
        mark = aside_of(target) / MARK
        if mark.is_file() and not is_free(mark):
            return [Problem(place, BUSY, "", WAIT)]
    return []


def overlaps(target: Path, inputs: Iterable[Path]) -> list[Problem]:
    """Report the first input that the target is, holds or lies in.

    Examples
    --------
    >>> print(overlaps(Path("edition"), [Path("edition/values")])[0])
    edition: must not hold what it is made from, got edition/values; name another folder
    """
    out = Path(os.path.realpath(target))
    problems = []
    for source in dict.fromkeys(inputs):
        path = Path(os.path.realpath(source))
        if _same(out, path):
            how = "be"
        elif any(_same(out, above) for above in path.parents):
            how = "hold"
        elif any(_same(above, path) for above in out.parents):
            how = "lie in"
        else:
            continue
        problems.append(
            Problem(str(target), f"must not {how} what it is made from", str(source), "name another folder")
        )
    return problems[:1]


def _no_folder(folder: Path, target: Path) -> list[Problem]:
    return [Problem(str(target), "must be a folder")] if folder.exists() and not folder.is_dir() else []


def _same(a: Path, b: Path) -> bool:
    """Tell whether two paths are one place; on some disks paths that differ only in capitals are."""
    if str(a).casefold() == str(b).casefold():
        return True
    with suppress(OSError):
        return a.samefile(b)
    return False


def _taken(aside: Path, target: Path) -> BaseFileLock:
    """Take the lock of the temporary folder, which is made where it is not there."""
    while True:
        with suppress(FileExistsError):
            aside.mkdir()
        if aside.is_symlink() or (not (aside / MARK).exists() and any(aside.iterdir())):
            rule = "must not hold files of yours: it is where the output is made"
            raise InputError([Problem(str(aside), rule, "", "move it away")])
        try:
            lock = locked(aside / MARK)
        except FileNotFoundError:
            continue  # another process has just finished and cleared it away
        if lock is None:
            raise InputError([Problem(str(target), BUSY, "", WAIT)])
        return lock


def _cleared(aside: Path, target: Path) -> None:
    """Remove the files of a former build from the temporary folder, and restore what it had begun to replace."""
    undone(target, aside)
    for name in (NEW, OLD):
        if (aside / name).exists():
            shutil.rmtree(aside / name)


def _parents(folder: Path) -> list[Path]:
    """Make the parent folders; return those that were new, the deepest first."""
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _written(files: Mapping[str, bytes], folder: Path) -> None:
    folder.mkdir()
    paths = [folder / name for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    # else a machine that stops could leave empty files in a folder that is in place; many at once take as long as one
    with ThreadPoolExecutor(FLUSHED_TOGETHER) as pool:
        list(pool.map(_flushed, paths))


def _flushed(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _ours(target: Path, original: Path, files: Iterable[str]) -> dict[str, str]:
    """List the files of the target that may be replaced or removed, with their hash."""
    if problems := _no_folder(target, original):
        raise InputError(problems)
    before = earlier(target)
    ours = dict(before["outputs"]) if before else {}
    if before and (sha := state(target, MANIFEST)):
        ours[MANIFEST] = sha
    hindered = in_the_way(target, files, ours) if target.is_dir() else []
    problems = changed_problems(original, changed(target, ours)) + way_problems(original, hindered)
    if problems:
        raise InputError(problems)
    return {name: sha for name, sha in ours.items() if state(target, name) is not None}


def _swap(aside: Path, target: Path, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Exchange the target with the new files; its former files are in the temporary folder afterwards."""
    new = aside / NEW
    if not target.exists():
        new.rename(target)
        return
    if next(strangers(target, before), None) is None and not _worked_in(target):
        shutil.copymode(target, new)
        if _exchanged(new, target):
            for name in strangers(new, before):  # which came in that moment
                if not (target / name).exists():
                    (new / name).rename(target / name)
            return
    taken(planned(before, after), target, aside)


def _worked_in(folder: Path) -> bool:
    """Tell whether a visible process works in the folder: after an exchange its folder would be gone."""
    places = [Path("/proc/self/cwd"), *Path("/proc").glob("[0-9]*/cwd")]
    for place in places:
        with suppress(OSError):
            if Path(os.readlink(place)).is_relative_to(folder):  # noqa: PTH115
                return True
    return False


def _exchanged(a: Path, b: Path) -> bool:
    """Exchange two folders in one step (Linux); tell whether it was possible."""
    if sys.platform != "linux":
        return False
    import ctypes  # noqa: PLC0415 - for one call

    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):  # a library of C without it, or none that is shared
        return False
    return bool(rename(CURRENT_FOLDER, os.fsencode(a), CURRENT_FOLDER, os.fsencode(b), EXCHANGE) == 0)


@contextmanager
def _named(target: Path) -> Iterator[None]:
    """Convert errors of the disk to a problem of the target."""
    try:
        yield
    except OSError as error:
        rule = FAULTS.get(error.errno or 0, f"could not be written: {error.strerror or error}")
        if getattr(error, "winerror", None) == IN_USE:
            rule = f"must not be open in another program: {error.filename}"
        raise InputError([Problem(str(target), rule, "", KEPT)]) from error
