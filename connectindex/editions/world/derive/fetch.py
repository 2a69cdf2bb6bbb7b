"""Fetch a pinned file once, a package with its registry's own client, and verify its SHA-256 every time."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path

from connectindex.editions.world.derive.pins import PINS, Pin, Registry


class FetchError(Exception):
    """A pinned file could not be had, or is not the file that was pinned."""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def adopt(sources: Path, cache: Path) -> list[str]:
    """Copy the pinned files that lie below a folder into ``cache``, found by their SHA-256 whatever their names.

    Returns
    -------
    Ids of the pins that were found.
    """
    wanted = {pin.sha256: pin_id for pin_id, pin in PINS.items()}
    paths = {wanted[digest]: path for path in _files(sources) if (digest := sha256(path)) in wanted}
    cache.mkdir(parents=True, exist_ok=True)
    for pin_id, path in paths.items():
        shutil.copyfile(path, cache / PINS[pin_id].filename)
    return sorted(paths)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise FetchError(f"{folder}: must be a folder with files of the pinned sources")
    return sorted(path for path in folder.rglob("*") if path.is_file())


def fetch(pin_id: str, cache: Path) -> Path:
    """Return the pinned file, downloading it into ``cache`` when it is not there yet.

    Parameters
    ----------
    pin_id : str
        A key of ``PINS``.
    cache : Path
        Folder that keeps the files between runs; created when missing.

    Raises
    ------
    FetchError
        When the client fails, gives another file, or the SHA-256 differs from the pin.
    """
    pin = PINS[pin_id]
    target = cache / pin.filename
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        # Download into a folder inside the cache, so that an interrupted run never leaves half a file under its
        # final name.
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            _CLIENTS[pin.registry](pin, Path(folder))
            path = Path(folder) / pin.filename
            if not path.exists():
                got = sorted(p.name for p in Path(folder).iterdir())
                raise FetchError(f"{pin_id}: expected the file {pin.filename!r} from {pin.registry}, got {got}")
            _verify(pin_id, pin, path)
            path.replace(target)
    _verify(pin_id, pin, target)
    return target


def _verify(pin_id: str, pin: Pin, path: Path) -> None:
    digest = sha256(path)
    if digest != pin.sha256:
        raise FetchError(
            f"{pin_id}: {path.name} has sha256 {digest}, the pin says {pin.sha256}; "
            "delete the file to download it again, or review the new file and change the pin"
        )


def _run(command: list[str], folder: Path) -> None:
    if shutil.which(command[0]) is None:
        raise FetchError(f"{command[0]}: not installed, and needed to fetch packages of its registry")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - literals and pins
    if done.returncode != 0:
        raise FetchError(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.strip()[-2000:]}")


def _pypi(pin: Pin, folder: Path) -> None:
    # pip checks the hash before it looks inside a file. A wheel is only copied; for a source distribution
    # pip asks the (verified) build backend for the name and version and goes no further.
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{pin.name}=={pin.version} --hash=sha256:{pin.sha256}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip"] if importlib.util.find_spec("pip") else ["pip"]
    _run([*pip, "download", "--no-deps", "--require-hashes", "--dest", str(folder), "-r", str(wanted)], folder)


def _npm(pin: Pin, folder: Path) -> None:
    _run(["npm", "pack", "--silent", "--ignore-scripts", f"{pin.name}@{pin.version}"], folder)


def _debian(pin: Pin, folder: Path) -> None:
    # apt leaves the file in the working folder; a version unknown to it needs `apt-get update` first.
    _run(["apt-get", "download", f"{pin.name}={pin.version}"], folder)


def _github(pin: Pin, folder: Path) -> None:
    try:
        with urllib.request.urlopen(pin.address, timeout=60) as answer:  # noqa: S310 - https, from the pins
            (folder / pin.filename).write_bytes(answer.read())
    except OSError as error:
        raise FetchError(f"{pin.address}: {error}; give a folder that holds the file with --sources") from error


def _compiled(pin: Pin, folder: Path) -> None:  # noqa: ARG001
    raise FetchError(f"{pin.filename}: was made from {pin.name}, and must be given with --sources")


_CLIENTS: dict[Registry, Callable[[Pin, Path], None]] = {
    "pypi": _pypi,
    "npm": _npm,
    "debian": _debian,
    "github": _github,
    "compiled": _compiled,
}
