"""Font files: a TTF, OTF or WOFF2 of an edition, checked before any program lays out text with it."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connectindex.errors import Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FONT_KEYS = ("regular", "medium", "semibold", "bold", "italic")
LARGEST = 10_000_000
LARGEST_UNPACKED = 40_000_000
KINDS = {b"\x00\x01\x00\x00": "truetype", b"true": "truetype", b"OTTO": "opentype", b"wOF2": "woff2"}
NEEDED = ("cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2")
LAST_SIGN = 0x10FFFF
RESTRICTED = 0x0002  # of fsType: may not be embedded without the owner's leave


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font: its format, its bytes, and the characters it has."""

    kind: str
    content: bytes
    signs: frozenset[str]


class _Unfit(Exception):  # noqa: N818 - it never leaves this module
    """What is wrong with a font."""


def font_file(path: Path, name: str) -> tuple[FontFile | None, list[Problem]]:
    """A font file.

    Returns
    -------
    The font or None, and what is wrong with the file.
    """
    size = path.stat().st_size
    if size > LARGEST:
        return None, [Problem(name, f"must be {LARGEST // 1_000_000} MB or less", f"{size / 1e6:.1f} MB")]
    content = path.read_bytes()
    kind = KINDS.get(content[:4])
    if kind is None:
        return None, [Problem(name, "must be a font in TTF, OTF or WOFF2", shown(content[:4]))]
    try:
        tables = _tables(content, kind)
        allowed = struct.unpack(">H", tables["OS/2"][8:10])[0]
        signs = _signs(tables["cmap"])
    except _Unfit as error:
        return None, [Problem(name, "must be a whole font", str(error))]
    except Exception as error:  # noqa: BLE001 - fontTools raises what it meets in a stranger's file
        return None, [Problem(name, "must be a whole font", shown(str(error) or type(error).__name__))]
    if allowed & 0xF == RESTRICTED:
        return None, [Problem(name, "must be a font that may be embedded", "fsType 2", "ask its owner for a licence")]
    return FontFile(kind, content, frozenset(map(chr, sorted(signs)))), []


def _tables(content: bytes, kind: str) -> dict[str, bytes]:
    """The tables that are looked at, as they lie in the file."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - a third of a second, and few editions bring a font

    if kind == "woff2":
        _bounded(content)
    reader: Any = TTFont(io.BytesIO(content), lazy=True).reader
    there = set(reader.keys())
    if lacking := [t for t in NEEDED if t not in there]:
        raise _Unfit(f"without the table {lacking[0]!r}")
    if not {"glyf", "CFF ", "CFF2"} & there:
        raise _Unfit("without outlines")
    return {t: reader[t] for t in NEEDED}


def _bounded(content: bytes) -> None:
    """Refuse a file that unpacks to more than it should; a few bytes at a time, so that this is found in time."""
    import brotli  # noqa: PLC0415 - only for WOFF2

    count, packed = struct.unpack(">H", content[12:14])[0], struct.unpack(">I", content[20:24])[0]
    if count > 64:
        raise _Unfit(f"{count} tables")
    start = _after_directory(content, count)
    stream, unpacked = brotli.Decompressor(), 0
    for at in range(start, min(start + packed, len(content)), 16):
        unpacked += len(stream.process(content[at : min(at + 16, start + packed)]))
        if unpacked > LARGEST_UNPACKED:
            raise _Unfit(f"it unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB")


def _after_directory(content: bytes, count: int) -> int:
    """Where the packed tables of a WOFF2 file begin (W3C WOFF 2.0, 4.1)."""
    at = 48
    for _ in range(count):
        flags = content[at]
        at += 1 if flags & 0x3F != 0x3F else 5
        transformed = (flags >> 6 != 3) if flags & 0x3F in (10, 11) else flags >> 6 != 0
        for _ in range(1 + transformed):
            while content[at] & 0x80:
                at += 1
            at += 1
    return at


def _signs(cmap: bytes) -> set[int]:
    """Characters with a glyph, by the table's Unicode parts; the ranges are counted before they are listed."""
    count = struct.unpack(">H", cmap[2:4])[0]
    found: set[int] = set()
    for k in range(min(count, 32)):
        platform, _, at = struct.unpack(">HHI", cmap[4 + 8 * k : 12 + 8 * k])
        if platform not in (0, 3):
            continue
        ranges = list(_ranges(cmap[at:]))
        if sum(last - first + 1 for first, last in ranges) > LAST_SIGN + 1:
            raise _Unfit("more characters than there are")
        for first, last in ranges:
            found.update(range(first, last + 1))
    if not found:
        raise _Unfit("no characters of Unicode")
    # surrogates are no characters, and 0xFFFF ends the list of ranges
    return {s for s in found if not 0xD800 <= s <= 0xDFFF and s != 0xFFFF}


def _ranges(part: bytes) -> Iterator[tuple[int, int]]:
    """Ranges of characters of one part, in format 4 or 12, which all fonts of today have."""
    form = struct.unpack(">H", part[:2])[0]
    if form == 4:
        half = struct.unpack(">H", part[6:8])[0] // 2
        lasts = struct.unpack(f">{half}H", part[14 : 14 + 2 * half])
        firsts = struct.unpack(f">{half}H", part[16 + 2 * half : 16 + 4 * half])
        yield from ((a, b) for a, b in zip(firsts, lasts, strict=True) if a <= b)
    elif form == 12:
        groups = struct.unpack(">I", part[12:16])[0]
        if 16 + 12 * groups > len(part):
            raise _Unfit("a table longer than its file")
        for k in range(groups):
            first, last, _ = struct.unpack(">III", part[16 + 12 * k : 28 + 12 * k])
            if last > LAST_SIGN:
                raise _Unfit("characters beyond Unicode")
            if first <= last:
                yield first, last
