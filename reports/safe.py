"""Text from users that ends in markup, in links and in file names."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from markupsafe import Markup

LONGEST_NAME = 160
# letters that turn the direction of what follows: a name could change how its neighbours read
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNBROKEN = "\u00a0\u202f"  # French puts them before its colons and percent signs
_LINK = re.compile(r"^(https?://|mailto:)[^\s<>\"'\\]+$", re.IGNORECASE)
_FILE = re.compile(r"[A-Za-z0-9_-]{1,40}")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def clean(text: object, longest: int = LONGEST_NAME) -> str:
    r"""Text without control and direction characters, on one line, shortened.

    Examples
    --------
    >>> clean("Côte\u202e d'Ivoire\x00")
    "Côte d'Ivoire"
    """
    given = str(text)
    if given.isprintable() and "  " not in given and given == given.strip() and len(given) <= longest:
        return given  # nothing to take out: nearly all texts
    kept = "".join(c if c.isprintable() or c in _UNBROKEN else " " for c in given if c not in _BIDI)
    kept = " ".join(part for part in kept.split(" ") if part).strip()
    return kept if len(kept) <= longest else kept[: longest - 1] + "…"


def paragraph(text: object) -> str:
    """The same for longer text."""
    return clean(text, 4000)


def link(url: object) -> str:
    """A web or mail address, or nothing.

    Examples
    --------
    >>> link("javascript:alert(1)"), link("https://example.org/a")
    ('', 'https://example.org/a')
    """
    text = str(url).strip()
    return text if _LINK.match(text) else ""


def file_name(code: object) -> str:
    """A name for a file or anchor: the code itself where it is harmless, else a digest of it.

    Examples
    --------
    >>> file_name("FRA"), file_name("../etc")
    ('FRA', 'u-f7f9121fdb')
    """
    text = str(code)
    if _FILE.fullmatch(text) and not _DEVICES.fullmatch(text):
        return text
    return "u-" + hashlib.sha256(text.encode()).hexdigest()[:10]


def file_names(codes: list[str]) -> dict[str, str]:
    """A file name for each code, all distinct on a disk that takes A for a."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for code in codes:
        name = file_name(code)
        if name.lower() in taken:
            name = "u-" + hashlib.sha256(code.encode()).hexdigest()[:10]
        taken.add(name.lower())
        names[code] = name
    return names


def script_json(value: Any) -> Markup:
    r"""JSON that cannot end its script element.

    Examples
    --------
    >>> print(script_json("</script>"))
    "\u003c/script\u003e"
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - the signs that could end the element are gone
