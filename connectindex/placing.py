"""Placing: files written aside and put in a folder's place in one step, by one process at a time.

Beside OUT stands ``.OUT-building`` while it is made: ``new`` in it takes the place of OUT when all is written. A file
in it is locked as long as its process lives, so that a build that was killed is told from one that is running; what
a killed one left behind is cleared away by the next.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from connectindex.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ASIDE, MARK = "-building", "connectindex.lock"
NEW, OLD = "new", "old"
LONGEST_NAME = 200
FLUSHED_TOGETHER = 16
EXCHANGE, CURRENT_FOLDER = 2, -100  # RENAME_EXCHANGE and AT_FDCWD of Linux
BUSY = "must not be in the making by another process"
TAKEN = (errno.EAGAIN, errno.EACCES)
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
    """The right to replace a folder, which one process has at a time.

    Parameters
    ----------
    target
        The folder; it need not be there yet. Where it is a link, what the link leads to is replaced.

    Yields
    ------
    A function of files (content by path within the folder) that puts them in the place of the folder.

    Raises
    ------
    InputError
        Another process has the right; or the disk is full, read-only, or failed. The folder is as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     with reserved(Path(home, "out")) as place:
    ...         place({"a/b.txt": b"text"})
    ...     print(Path(home, "out", "a", "b.txt").read_text(), os.listdir(home))
    text ['out']
    """
    with _named(target):
        target = Path(os.path.realpath(target))  # which, other than resolve(), has a place for links in a loop
        made = _parents(target.parent)
        aside = aside_of(target)
        lock = _taken(aside, target)
    try:
        with _named(target):
            _cleared(aside, target)

        def place(files: Mapping[str, bytes]) -> None:
            with _named(target):
                _written(files, aside / NEW)
                _swap(aside, target)

        yield place
    finally:
        with suppress(OSError, InputError):
            _cleared(aside, target)
            (aside / MARK).unlink()
            aside.rmdir()
        os.close(lock)
        for folder in made:  # those that hold nothing in the end
            with suppress(OSError):
                folder.rmdir()


def aside_of(target: Path) -> Path:
    """The folder beside the target in which it is made."""
    return target.parent / f".{target.name[:LONGEST_NAME]}{ASIDE}"


def place_problems(target: Path) -> list[Problem]:
    """What can be seen at once to stand in the way of replacing a folder, before any work is done.

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
        if mark.is_file():
            lock = os.open(mark, os.O_RDWR)
            free = _locked(lock)
            os.close(lock)
            return [] if free else [Problem(place, BUSY, "", "wait for it, or name another folder")]
    return []


def _taken(aside: Path, target: Path) -> int:
    """The lock of the folder aside, which is made where it is not there."""
    while True:
        with suppress(FileExistsError):
            aside.mkdir()
        if aside.is_symlink() or (not (aside / MARK).exists() and any(aside.iterdir())):
            rule = "must not hold files of yours: it is where the output is made"
            raise InputError([Problem(str(aside), rule, "", "move it away")])
        try:
            lock = os.open(aside / MARK, os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:
            continue  # another process has just finished and cleared it away
        if not _locked(lock):
            os.close(lock)
            raise InputError([Problem(str(target), BUSY, "", "wait for it, or name another folder")])
        with suppress(FileNotFoundError):
            if os.fstat(lock).st_ino == (aside / MARK).stat().st_ino:
                return lock
        os.close(lock)


def _locked(lock: int) -> bool:
    """Whether the lock could be had. Disks and systems that know no locks have all of them free."""
    try:
        import fcntl  # noqa: PLC0415 - not there on Windows
    except ImportError:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in TAKEN
    return True


def _cleared(aside: Path, target: Path) -> None:
    """What a former build left in the folder aside is gone; an output that it had moved there is back in place."""
    if (aside / OLD).is_dir() and not target.exists():
        (aside / OLD).rename(target)
    for name in (NEW, OLD):
        if (aside / name).exists():
            shutil.rmtree(aside / name)


def _parents(folder: Path) -> list[Path]:
    """The folders that had to be made, the deepest first."""
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


def _swap(aside: Path, target: Path) -> None:
    """Put the new folder in the target's place; what was there before is aside afterwards."""
    new, old = aside / NEW, aside / OLD
    if not target.exists():
        new.rename(target)
        return
    if _exchanged(new, target):
        return
    # no exchange in one step on this system: two renames, and the first is taken back where the second does not come
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise


def _exchanged(a: Path, b: Path) -> bool:
    """Whether the two folders could change places in one step (Linux)."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    return bool(rename(CURRENT_FOLDER, os.fsencode(a), CURRENT_FOLDER, os.fsencode(b), EXCHANGE) == 0)


@contextmanager
def _named(target: Path) -> Iterator[None]:
    """What the disk refuses as a problem of the target."""
    try:
        yield
    except OSError as error:
        rule = FAULTS.get(error.errno or 0, f"could not be written: {error.strerror or error}")
        raise InputError([Problem(str(target), rule, "", KEPT)]) from error
