"""Fonts: which signs the shipped ones have, and the Chinese ones where a text needs them."""

from __future__ import annotations

import base64
import dataclasses
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from connectindex.reports.assets import FONTS, face
from connectindex.reports.interactive import Ties

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from connectindex.reports.document import Document
    from connectindex.reports.language import Language

LATIN, HAN = "Inter", "Noto Sans SC"
BOTH = f"{LATIN}, {HAN}"
# signs that both fonts have, and that a Chinese text takes from the Chinese one: it sets them as wide as its letters
HAN_MARKS, MARKS = "Noto Sans SC Marks", frozenset("“”—…")
MARK_RANGES = ",".join(f"U+{ord(sign):04X}" for sign in sorted(MARKS))
HAN_FACES = (("NotoSansSC-Regular", 400), ("NotoSansSC-Bold", 700))
# drawn by no glyph: what a text may hold without a font having it
_INVISIBLE = ("Cc", "Cf", "Zl", "Zp", "Zs", "Cs")
SHOWN = 40


def _file(name: str) -> Path:
    return FONTS / f"{name}.{'woff2' if name in dict(HAN_FACES) else 'ttf'}"


@cache
def signs_of(name: str) -> frozenset[str]:
    """The characters a shipped font has a glyph for.

    Examples
    --------
    >>> "é" in signs_of("Inter-Regular"), "指" in signs_of("Inter-Regular"), "指" in signs_of("NotoSansSC-Bold")
    (True, False, True)
    """
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - a third of a second, and only reports need it

    with TTFont(_file(name), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def texts(value: Any) -> Iterator[str]:
    """Every text inside a document."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from texts(tuple(value.values()))
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for part in value:
            yield from texts(part)


def characters(value: Any) -> frozenset[str]:
    """The characters of all texts inside a value."""
    used, seen, waiting = set[str](), set[int](), [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            used.update(part)
        elif part is None or isinstance(part, int | float | bytes) or id(part) in seen:
            continue  # scores and the like are shared by many parts of a document
        else:
            seen.add(id(part))
            waiting += _parts(part)
    return frozenset(used)


def _parts(value: Any) -> Iterable[Any]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, name) for name in _fields(type(value))]
    return value.values() if isinstance(value, Mapping) else value if isinstance(value, Sequence) else ()


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(kind))


def signs(document: Document, language: Language | None = None) -> frozenset[str]:
    """The characters of a document and of its language's words."""
    # names that are only searched are not drawn
    return characters(dataclasses.replace(document, finder=())) | _of_words(language)


def signs_to_hand(document: Document, language: Language) -> frozenset[str]:
    """At least these characters, without waiting for profiles: for them count those of the names that they can show."""
    here = dataclasses.replace(document, finder=(), profiles=(), networks={}, ties=Ties())
    return characters(here) | _of_words(language)


def _of_words(language: Language | None) -> frozenset[str]:
    return characters(language.catalogue.messages) if language else frozenset()


def needs_han(used: Iterable[str]) -> bool:
    """Whether the Chinese fonts have something to add."""
    return bool(han_in(used))


def han_in(used: Iterable[str]) -> frozenset[str]:
    """Characters that the Chinese fonts have and the Latin one lacks."""
    return frozenset(used) & signs_of(HAN_FACES[0][0]) - signs_of("Inter-Regular")


def uncovered(used: Iterable[str]) -> list[str]:
    """Characters that no shipped font has a glyph for, in order.

    Examples
    --------
    >>> uncovered("Zürich 指数 ก")
    ['ก']
    """
    covered = signs_of("Inter-Regular") | signs_of(HAN_FACES[0][0])
    return sorted(s for s in set(used) - covered if unicodedata.category(s) not in _INVISIBLE)


def warning(used: Iterable[str]) -> str:
    """What to tell the user of signs without a shipped font; empty where there is none.

    Examples
    --------
    >>> warning("ok"), warning("กข")
    ('', 'no shipped font has 2 signs (ก U+0E01, ข U+0E02): they are drawn where the system has a font for them')
    """
    missing = uncovered(used)
    if not missing:
        return ""
    listed = ", ".join(f"{s} U+{ord(s):04X}" for s in missing[:SHOWN])
    more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
    many = "1 sign" if len(missing) == 1 else f"{len(missing)} signs"
    return f"no shipped font has {many} ({listed}{more}): they are drawn where the system has a font for them"


def with_han(style: str, *, marks: bool = False) -> str:
    """A style sheet whose Latin font is followed by the Chinese one; with `marks`, quotes and dashes come from that.

    Examples
    --------
    >>> with_han("p{font:400 9pt Inter}")
    'p{font:400 9pt Inter, "Noto Sans SC"}'
    >>> with_han("p{font:400 9pt Inter}", marks=True)
    'p{font:400 9pt "Noto Sans SC Marks", Inter, "Noto Sans SC"}'
    """
    first = f'"{HAN_MARKS}", ' if marks else ""
    return re.sub(rf"\b{LATIN}\b", f'{first}{LATIN}, "{HAN}"', style)


def book_fonts() -> dict[str, tuple[bytes, str]]:
    """Chinese fonts of the book, by the address the style sheet gives them."""
    return {f"asset:{name}": (_file(name).read_bytes(), "font/woff2") for name, _ in HAN_FACES}


def book_faces(*, marks: bool = False) -> str:
    """Font faces of the Chinese fonts of the book; with `marks`, those of quotes and dashes as well."""
    families = ((HAN, ""), (HAN_MARKS, MARK_RANGES)) if marks else ((HAN, ""),)
    return "".join(
        face(f"asset:{name}", weight, "normal", "woff2", f'"{family}"', ranges)
        for name, weight in HAN_FACES
        for family, ranges in families
    )


@cache
def page_faces(used: frozenset[str], *, bold: bool) -> str:
    """Font faces of a page, with those signs of the Chinese fonts that it uses.

    Parameters
    ----------
    used
        Characters of the page; the marks among them get faces of their own.
    bold
        False leaves the bold face to the browser, which thickens the other.
    """
    families = [(HAN, used - MARKS), (HAN_MARKS, used & MARKS)]
    return "".join(
        face(f"data:font/woff2;base64,{_cut(name, signs)}", weight, "normal", "woff2", f'"{family}"')
        for family, signs in families
        if signs
        for name, weight in HAN_FACES[: 1 + bold]
    )


def _cut(name: str, used: frozenset[str]) -> str:
    """A font with only the signs a page uses, and that the Latin one lacks, as base64."""
    from fontTools import subset  # noqa: PLC0415 - see above

    options = subset.Options(flavor="woff2", layout_features=[], hinting=False, notdef_outline=True)
    made = io.BytesIO()
    with subset.load_font(_file(name), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(map(ord, used)))
        cutter.subset(font)
        subset.save_font(font, made, options)
    return base64.b64encode(made.getvalue()).decode()
