"""Articles: which English names take "the" in a sentence."""

from __future__ import annotations

import re

# common nouns that make a name a description: the United States, the Czech Republic, the Marshall Islands
_NOUNS = re.compile(r"\b(Republic|Federation|Kingdom|Union|States|Emirates|Islands|Isle|Territory|Territories)\b")
# names that are plural or geographical
_NAMES = frozenset({"Bahamas", "Comoros", "Congo", "Gambia", "Holy See", "Maldives", "Netherlands", "Philippines"})
# signs of names in the form of registers ("Korea, Rep."), and of pairs ("China – United States")
_COMPOSED = re.compile("[,(–/]")


def with_article(name: str, *, begins: bool = False) -> str:
    """Put the definite article before the English name of a place that takes one; `begins`: a sentence begins so.

    Examples
    --------
    >>> [with_article(n) for n in ("United States", "Gambia", "China", "Iran (Islamic Republic)")]
    ['the United States', 'the Gambia', 'China', 'Iran (Islamic Republic)']
    """
    described = name in _NAMES or (_NOUNS.search(name) and not _COMPOSED.search(name) and not name.startswith("The "))
    return f"{'The' if begins else 'the'} {name}" if described else name
