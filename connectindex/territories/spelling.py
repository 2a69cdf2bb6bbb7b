"""Normalise the spelling of a name: case, accents, punctuation, order of its words, articles, short forms."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SHORT: dict[str, str] = {
    "rep": "republic",
    "dem": "democratic",
    "fed": "federated",
    "st": "saint",
    "sts": "states",
    "is": "islands",
    "isl": "islands",
    "island": "islands",
    "isds": "islands",
    "prov": "province",
    "terr": "territory",
    "us": "united states",
    "usa": "united states america",
    "uk": "united kingdom",
    "pdr": "people democratic republic",
    "sar": "special administrative region",
    "peoples": "people",
}
# articles and joining words of the languages that statistics are mostly published in
JOINING = frozenset(
    {
        "the", "of", "and", "de", "del", "la", "le", "les", "el", "los", "las", "du", "des", "d", "l", "y", "et", "und",
        "do", "da", "dos", "das", "e", "di"
    }
)  # fmt: skip
# forms of state; none of these distinguishes two states, except those that names.csv lists
FORMS = frozenset(["republic", "kingdom", "principality", "state", "sultanate", "commonwealth", "union", "islamic"])
LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "&": " and ", "`": "'"}
)
APOSTROPHES = re.compile("['’‘ʼ´]")
INITIALS = re.compile(r"\b(\w)\.\s?(?=\w\b)")


@lru_cache(maxsize=200_000)
def spelling(name: str) -> str:
    """Return the significant words of a name, in alphabetical order.

    Examples
    --------
    >>> spelling("Korea, Dem. People's Rep."), spelling("Democratic People's Republic of Korea")
    ('democratic korea people republic', 'democratic korea people republic')
    >>> spelling("CÔTE D’IVOIRE"), spelling("Virgin Islands (U.S.)")
    ('cote ivoire', 'islands states united virgin')
    """
    text = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    text = "".join(c for c in text if not "\u0300" <= c <= "\u036f")
    text = INITIALS.sub(r"\1", text)
    text = APOSTROPHES.sub("'", text).replace("'s ", " ").replace("'", " ")
    text = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text)
    words = [w for word in text.split() for w in SHORT.get(word, word).split()]
    kept = [w for w in words if w not in JOINING] or words
    return " ".join(sorted(kept))


def without_form(spelled: str) -> str:
    """Drop the form of state from a spelling; empty where nothing else is there.

    Examples
    --------
    >>> without_form(spelling("Republic of Estonia")), without_form(spelling("The Republic"))
    ('estonia', '')
    """
    return " ".join(w for w in spelled.split() if w not in FORMS)
