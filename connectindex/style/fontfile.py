"""Font files: a TTF, OTF or WOFF2 of an edition, checked before any program lays out text with it."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectindex.errors import Problem, shown

if TYPE_CHECKING:
    from pathlib import Path

FONT_KEYS = ("regular", "medium", "semibold", "bold", "italic")
LARGEST = 10_000_000
LARGEST_UNPACKED = 40_000_000
KINDS = {b"\x00\x01\x00\x00": "truetype", b"true": "truetype", b"OTTO": "opentype", b"wOF2": "woff2"}
NEEDED = ("cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2")
LAST_SIGN = 0x10FFFF
MOST_PARTS = 16  # of a table of characters: fonts have one for each platform
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
        if kind == "woff2":
            _bounded(content)
        signs, embedding = _characters(content)
    except _Unfit as error:
        return None, [Problem(name, "must be a whole font", str(error))]
    except Exception as error:  # noqa: BLE001 - fontTools raises what it meets in a stranger's file
        return None, [Problem(name, "must be a whole font", shown(str(error) or type(error).__name__))]
    if embedding & 0xF == RESTRICTED:
        return None, [Problem(name, "must be a font that may be embedded", "fsType 2", "ask its owner for a licence")]
    return FontFile(kind, content, signs), []


def _characters(content: bytes) -> tuple[frozenset[str], int]:
    """Characters with a glyph, and the font's permission to embed it (``fsType``)."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - a third of a second, and few editions bring a font

    with TTFont(io.BytesIO(content), lazy=True) as font:
        tables = set(font.keys())
        if lacking := [t for t in NEEDED if t not in tables]:
            raise _Unfit(f"without the table {lacking[0]!r}")
        if not {"glyf", "CFF ", "CFF2"} & tables:
            raise _Unfit("without outlines")
        _few_characters(font.reader["cmap"])
        table = font.getBestCmap()
        if not table:
            raise _Unfit("no characters of Unicode")
        return frozenset(chr(s) for s in table if not 0xD800 <= s <= 0xDFFF), int(font["OS/2"].fsType)


def _few_characters(table: bytes) -> None:
    """Refuse a table of characters that claims more than there are: they are counted before a library lists them."""
    parts = {int.from_bytes(table[8 + 8 * k : 12 + 8 * k]) for k in range(int.from_bytes(table[2:4]))}
    if len(parts) > MOST_PARTS or sum(_claimed(table[at:]) for at in parts) > MOST_PARTS * LAST_SIGN:
        raise _Unfit("more characters than there are")


def _claimed(part: bytes) -> int:
    """How many characters a part of the table lists (OpenType 1.9, cmap), where its format could make them many."""
    import numpy as np  # noqa: PLC0415 - few editions bring a font

    form = int.from_bytes(part[:2])
    if form == 4:
        count = int.from_bytes(part[6:8]) // 2
        ends = np.frombuffer(part, ">u2", 2 * count + 1, 14).astype(np.int64)
        return int(np.maximum(ends[:count] - ends[count + 1 :] + 1, 0).sum())
    if form in (12, 13):
        groups = np.frombuffer(part, ">u4", 3 * int.from_bytes(part[12:16]), 16).astype(np.int64).reshape(-1, 3)
        return int(np.maximum(groups[:, 1] - groups[:, 0] + 1, 0).sum())
    if form == 14:
        records = (part[10 + 11 * k : 21 + 11 * k] for k in range(int.from_bytes(part[6:10])))
        starts = [int.from_bytes(record[3:7]) for record in records if record]
        return sum(256 * int.from_bytes(part[at : at + 4]) for at in starts if at)
    return 0


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
