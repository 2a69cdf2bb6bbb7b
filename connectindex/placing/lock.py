"""Lock: the right to write a folder, held by one process at a time, released when the process ends."""

from __future__ import annotations

import sys
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import BaseFileLock

PATIENCE = 0.3  # seconds: a lock whose file has just been taken away is tried for once more


def locked(mark: Path) -> BaseFileLock | None:
    """Lock a file, which is made where it is not there; None where another process holds the lock.

    On a disk that knows no locks everybody gets one.

    Raises
    ------
    FileNotFoundError
        Its folder is not there.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # systems without locks of their own have to do with a file's existence
        from filelock import FileLock, Timeout  # noqa: PLC0415 - not needed by most commands

        lock = FileLock(mark)
        try:
            lock.acquire(timeout=PATIENCE, poll_interval=PATIENCE / 10)
        except Timeout:
            return None
        except FileNotFoundError:
            raise
        except OSError:
            mark.touch()
    return lock


def let_go(lock: BaseFileLock, mark: Path) -> None:
    """Release the lock; the file is removed."""
    with suppress(OSError):
        mark.unlink()  # while it is held: a file that another process has locked since must stay
    lock.release()
    if sys.platform == "win32":  # where a file cannot go while it is open, nor one that another process has open
        with suppress(OSError):
            mark.unlink()


def is_free(mark: Path) -> bool:
    """Tell whether nobody holds the lock on a file that is there."""
    lock = locked(mark)
    if lock is None:
        return False
    lock.release()
    with suppress(OSError):
        mark.touch()  # some locks remove their file, by which the folder is known as that of a build
    return True
