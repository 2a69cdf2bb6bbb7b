"""Hints: what a code or name that is no unit's most likely is; right or not there at all."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from connectindex.errors import shown
from connectindex.territories.matching import CODE, GROUP

if TYPE_CHECKING:
    from connectindex.territories.matching import Register

LIKENED = 5_000  # codes that a word is held against
SHORTEST = 5  # characters; shorter codes of different units lie as near to each other as to a slip of the pen


def hint(word: str, register: Register) -> str:
    """What to do about a word that is no code of a unit.

    Parameters
    ----------
    word
        As it stands in a table.
    register
        What the units are called.

    Examples
    --------
    >>> from connectindex.territories import Register
    >>> units = Register({"CHE": ("Switzerland",), "CHN": ("China",), "GBR": ("United Kingdom",), "KOR": ("Korea",)})
    >>> for word in ("CH", "UK", "Switzerland", "Schweiz", "DE", "chn", "CHM"):
    ...     print(word, "->", hint(word, units))
    CH -> that is the ISO alpha-2 code of 'CHE'
    UK -> that is the Eurostat code of 'GBR'
    Switzerland -> that is the name of 'CHE'
    Schweiz -> that is a name of 'CHE'
    DE -> that is the ISO alpha-2 code of DEU, which is not listed
    chn -> did you mean 'CHN'?
    CHM ->
    """
    match = register.match(word)
    if match.candidates:
        return f"that may be {' or '.join(match.candidates)}"
    if match.how == CODE:
        return f"did you mean {match.unit!r}?"
    if match.how == GROUP:
        return "that is a group of countries"
    if match.unit or match.place:
        what = f"the {match.how}" if match.how.endswith(("code", "number", "alias")) else "a name"
        what = "the name" if match.how.startswith("name of the edition") else what
        return f"that is {what} of {shown(match.unit) if match.unit else f'{match.place}, which is not listed'}"
    return _spelt(word, list(register.names))


def _spelt(word: str, codes: list[str]) -> str:
    """A code without its leading zeros, or the one long code that is written nearly so."""
    padded = [c for c in codes if word.isdigit() and c.isdigit() and c.lstrip("0") == word.lstrip("0")]
    near = padded or [
        c
        for c in difflib.get_close_matches(word[:200], codes[:LIKENED], n=2, cutoff=0.8)
        if min(len(c), len(word)) >= SHORTEST
    ]
    return f"did you mean {near[0]!r}?" if len(near) == 1 else ""
