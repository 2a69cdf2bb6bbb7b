"""Hints: the unit that an unknown code or name most likely means; a hint is given only when it is certain."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from connectindex.errors import shown
from connectindex.territories.matching import CODE, GROUP

if TYPE_CHECKING:
    from connectindex.territories.matching import Register

FEW = 8  # codes that are listed where none is likely
LIKENED = 5_000  # codes that a word is held against
SHORTEST = 5  # characters; shorter codes of different units lie as near to each other as to a slip of the pen


def hint(word: str, register: Register) -> str:
    """Suggest how to correct a word that is no code of a unit.

    Parameters
    ----------
    word
        Text as in the table.
    register
        What the units are called.

    Examples
    --------
    >>> from connectindex.territories import Register
    >>> units = Register({"CHE": ("Switzerland",), "CHN": ("China",), "GBR": ("United Kingdom",), "KOR": ("Korea",)})
    >>> for word in ("CH", "UK", "Switzerland", "Schweiz", "DE", "chn", "KOS"):
    ...     print(word, "->", hint(word, units))
    CH -> that is the ISO alpha-2 code of 'CHE'
    UK -> that is the Eurostat code of 'GBR'
    Switzerland -> that is the name of 'CHE'
    Schweiz -> that is a name of 'CHE'
    DE -> that is the ISO alpha-2 code of DEU, which is not listed
    chn -> did you mean 'CHN'?
    KOS -> that is the former code of XKX, which is not listed
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
    return _spelt(word, list(register.names), countries=bool(register.units))


def _spelt(word: str, codes: list[str], *, countries: bool) -> str:
    """Match a code without its leading zeros, or the only code that differs by one typing error.

    Not of countries: what looks like one of their codes is mostly a code of another system, SPN no slip for SPM.
    """
    near = [c for c in codes if word.isdigit() and c.isdigit() and c.lstrip("0") == word.lstrip("0")]
    near = near or [c for c in codes[:LIKENED] if not countries and _slip(word, c)]
    if not near and len(word) >= SHORTEST:
        alike = difflib.get_close_matches(word[:200], codes[:LIKENED], n=2, cutoff=0.8)
        near = [c for c in alike if len(c) >= SHORTEST]
    if len(near) == 1:
        return f"did you mean {near[0]!r}?"
    return "" if len(codes) > FEW else f"known: {', '.join(sorted(codes))}"


def _slip(word: str, code: str) -> bool:
    """Tell whether two words of three letters or more differ by one letter, or by two exchanged letters."""
    if len(word) != len(code) or len(word) < 3:
        return False
    at = [k for k, (a, b) in enumerate(zip(word, code, strict=True)) if a != b]
    swapped = len(at) == 2 and at[1] == at[0] + 1 and word[at[0]] == code[at[1]] and word[at[1]] == code[at[0]]
    return len(at) == 1 or swapped
