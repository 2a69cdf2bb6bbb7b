"""Cache: what was computed once, found again by a digest of all it depends on; safe to delete at any time."""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LOG = logging.getLogger("connectindex.cache")
LIBRARIES = (
    "numpy",
    "pandas",
    "scipy",
    "ibis-framework",
    "duckdb",
    "weasyprint",
    "altair",
    "vl-convert-python",
    "XlsxWriter",
    "pyarrow",
)
# with these, too, the same inputs could give other bytes
ALSO = ("scikit-learn", "statsmodels", "rustworkx", "jinja2", "markdown-it-py", "babel", "fonttools", "joblib")
TAG = "CACHEDIR.TAG"
# the first line is what https://bford.info/cachedir/ asks for: backups pass such folders over
TAG_TEXT = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by connectindex; safe to delete at any time.\n"
HEAD = b"connectindex-cache 1\n"
LARGEST = 2 * 2**30
OLDEST = 90 * 86_400
ABANDONED = 86_400
CLOSED = 0o700


@dataclass(frozen=True)
class Cache:
    """A folder of entries named by the digest of what they depend on; without a folder nothing is kept.

    Parameters
    ----------
    folder
        From `opened`.
    fresh
        True keeps what is made and finds nothing: everything is computed anew.

    Notes
    -----
    An entry is written aside and renamed, so that builds side by side never see half of one; it begins with
    the digest of its content, and one that does not fit is dropped. A disk that is full is no error.

    Examples
    --------
    >>> Cache().remembered("sum", key("1", "2"), lambda: b"3")
    b'3'
    """

    folder: Path | None = None
    fresh: bool = False

    def get(self, kind: str, name: str) -> bytes | None:
        """The content of an entry; None where there is none, or none that is whole."""
        if self.folder is None or self.fresh:
            return None
        path = self._path(kind, name)
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        start = len(HEAD) + 65
        content = raw[start:]
        if raw[:start] != HEAD + hashlib.sha256(content).hexdigest().encode() + b"\n":
            LOG.warning("dropped a damaged entry: %s", kind)
            with suppress(OSError):
                path.unlink()
            return None
        with suppress(OSError):
            os.utime(path)  # what is used last goes last
        LOG.debug("found %s", kind)
        return content

    def put(self, kind: str, name: str, content: bytes) -> None:
        """Keep content under a name; where that cannot be done, nothing is kept."""
        if self.folder is None:
            return
        path = self._path(kind, name)
        try:
            path.parent.mkdir(mode=CLOSED, parents=True, exist_ok=True)
            handle, aside = tempfile.mkstemp(prefix=".", dir=path.parent)
        except OSError:
            return
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(HEAD + hashlib.sha256(content).hexdigest().encode() + b"\n")
                file.write(content)
            Path(aside).replace(path)
        except OSError:
            with suppress(OSError):
                Path(aside).unlink()

    def remembered(self, kind: str, name: str, make: Callable[[], bytes]) -> bytes:
        """The content of an entry, made and kept where there is none."""
        found = self.get(kind, name)
        if found is None:
            LOG.debug("made %s", kind)
            found = make()
            self.put(kind, name, found)
        return found

    def value(self, kind: str, name: str) -> Any | None:
        """The value an entry holds; None where there is none."""
        found = self.get(kind, name)
        if found is None:
            return None
        try:
            return pickle.loads(found)  # noqa: S301 - in a folder that only its owner can write to: see `opened`
        except Exception:  # noqa: BLE001 - whatever does not read is as good as not there
            return None

    def keep(self, kind: str, name: str, value: Any) -> None:
        """Keep a value; one that cannot be written is not kept."""
        if self.folder is None:
            return
        with suppress(pickle.PicklingError, TypeError, AttributeError, RecursionError):
            self.put(kind, name, pickle.dumps(value, protocol=5))

    def prune(self, largest: int = LARGEST, oldest: float = OLDEST) -> None:
        """Drop what was not used for long, then what was used least lately, until the rest is small enough.

        Parameters
        ----------
        largest
            Bytes that may stay.
        oldest
            Seconds since an entry was used.
        """
        if self.folder is None:
            return
        now, entries = time.time(), []
        for path in self.folder.glob("*/*/*"):
            with suppress(OSError):
                seen = path.stat()
                entries.append((seen.st_mtime, seen.st_size, path))
        size = sum(s for _, s, _ in entries)
        for when, bytes_, path in sorted(entries):
            limit = ABANDONED if path.name.startswith(".") else oldest
            if size > largest or now - when > limit:
                with suppress(OSError):
                    path.unlink()
                size -= bytes_

    def _path(self, kind: str, name: str) -> Path:
        assert self.folder is not None  # noqa: S101 - for the type checker: callers have asked
        return self.folder / kind / name[:2] / name


def key(*parts: str | bytes) -> str:
    """Digest of parts, of this package's code and of the libraries it computes with: the name of an entry.

    Examples
    --------
    >>> key("ab", "c") == key("a", "bc"), key("a") == key("a")
    (False, True)
    """
    digest = hashlib.sha256(_base())
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()


@cache
def _base() -> bytes:
    versions = "".join(f"{n} {v}\n" for n, v in libraries((*LIBRARIES, *ALSO)).items())
    return f"{code()}\n{versions}".encode()


@cache
def code() -> str:
    """SHA-256 of all files of this package that are no edition: the same wherever it is installed."""
    root = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for name, path in sorted(_files(root, "")):
        digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _files(folder: Path, above: str) -> list[tuple[str, Path]]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = f"{above}{entry.name}"
            if entry.is_dir():
                if entry.name != "__pycache__" and name != "editions":
                    found += _files(Path(entry.path), f"{name}/")
            elif not entry.name.endswith(".pyc") and not entry.name.startswith("."):
                found.append((name, Path(entry.path)))
    return found


def libraries(names: tuple[str, ...] = LIBRARIES) -> Mapping[str, str]:
    """Versions of the libraries that numbers and files are made with; empty where one is not there."""
    return {name: _version(name) for name in names}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def usual_folder() -> Path | None:
    """``connectindex/parts`` where the system keeps caches (``~/.cache`` on Linux); None where there is no home."""
    try:
        from platformdirs import user_cache_path  # noqa: PLC0415 - not needed by most commands

        folder = user_cache_path("connectindex", appauthor=False)
    except (ImportError, RuntimeError):  # a system that has no users, or a user without a home
        return None
    return folder / "parts" if folder.is_absolute() else None


def opened(folder: Path) -> Cache:
    """The cache in a folder, which is made where it is not there, closed to all but its owner.

    Raises
    ------
    InputError
        It holds other files, belongs to somebody else, or others may write to it: what is read from
        a cache is believed.
    """
    place = str(folder)
    try:
        if not folder.exists():
            folder.mkdir(mode=CLOSED, parents=True, exist_ok=True)
            folder.chmod(CLOSED)
        found = folder.stat()
        if not folder.is_dir():
            raise InputError([Problem(place, "must be a folder")])
        if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o077):
            rule = "must belong to you and be closed to others"
            raise InputError([Problem(place, rule, f"mode {found.st_mode & 0o777:o}", f"chmod 700 {place}")])
        if not (folder / TAG).is_file():
            if any(folder.iterdir()):
                raise InputError([Problem(place, f"must be empty, new, or a cache with its {TAG}")])
            (folder / TAG).write_text(TAG_TEXT, encoding="utf-8")
    except OSError as error:
        raise InputError([Problem(place, "must be a folder that can be written to", error.strerror or "")]) from error
    return Cache(folder)
