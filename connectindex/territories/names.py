"""Names of countries and territories: from CLDR in every language, and from statistical offices."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from connectindex.territories.codes import by_code, table
from connectindex.territories.spelling import spelling

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH = "en"

# CLDR's short forms, which Babel leaves out
SHORT = {("fr", "HK"): "Hong Kong", ("fr", "MO"): "Macao", ("fr", "PS"): "Palestine"}


@cache
def published() -> Mapping[str, frozenset[str]]:
    """Map spellings of the names in names.csv, in English, to places; several where a name is ambiguous.

    Examples
    --------
    >>> sorted(published()[spelling("Korea")]), sorted(published()[spelling("Korea, Rep.")])
    (['KOR', 'PRK'], ['KOR'])
    """
    text = resources.files("connectindex.territories").joinpath("names.csv").read_text("utf-8")
    by_spelling: dict[str, set[str]] = defaultdict(set)
    for row in csv.DictReader(text.splitlines()):
        by_spelling[spelling(row["name"])].add(row["iso3"])
    return {name: frozenset(places) for name, places in by_spelling.items()}


@cache
def in_language(language: str) -> Mapping[str, frozenset[str]]:
    """Map spellings of names in one language of CLDR to places.

    Regions and other things that have such a name are marked by an empty code, so that they are never
    taken for a country.

    Examples
    --------
    >>> in_language("de")[spelling("Österreich")]
    frozenset({'AUT'})
    """
    from babel import Locale  # noqa: PLC0415 - not needed where codes are codes

    three = {iso2: iso3 for iso3, iso2, _ in table()}
    by_spelling: dict[str, set[str]] = defaultdict(set)
    for code, name in Locale.parse(language).territories.items():
        if spelled := spelling(name):
            by_spelling[spelled].add(three.get(code, ""))
    return {name: frozenset(places) for name, places in by_spelling.items()}


def languages() -> list[str]:
    """List the languages of CLDR, with their scripts, without countries: de and zh_Hant, but not de_AT.

    Examples
    --------
    >>> {"de", "zh_Hant"} <= set(languages()), "de_AT" in languages()
    (True, False)
    """
    from babel import localedata  # noqa: PLC0415 - not needed where codes are codes

    parts = {language: language.split("_")[1:] for language in localedata.locale_identifiers()}
    return [language for language, more in parts.items() if not more or (len(more) == 1 and len(more[0]) == 4)]


@cache
def in_any_language() -> Mapping[str, frozenset[str]]:
    """Map spellings of names in all languages of CLDR to places; takes a second, once."""
    by_spelling: dict[str, set[str]] = defaultdict(set)
    for language in languages():
        for name, places in in_language(language).items():
            by_spelling[name] |= places
    return {name: frozenset(places) for name, places in by_spelling.items()}


def called_in(locale: Any, code: str, name: str) -> str:
    """Return the name in a language of the country that has a code; empty where its name is that of something else.

    Parameters
    ----------
    locale
        Of Babel.
    code, name
        A code alone does not make a country: its name must be the country's in English.

    Examples
    --------
    >>> from babel import Locale
    >>> called_in(Locale("fr"), "DEU", "Germany"), called_in(Locale("fr"), "CHE", "Chennai")
    ('Allemagne', '')
    """
    place, _ = by_code().get(code, ("", ""))
    if not place:
        return ""
    two = next(iso2 for iso3, iso2, _ in table() if iso3 == place)
    english = _territories(ENGLISH).get(two, "")
    plain = re.sub(r" ?\([^)]*\)", "", english)  # Myanmar (Burma)
    written = spelling(name)
    known = published().get(written, frozenset()) | in_language(ENGLISH).get(written, frozenset())
    if place not in known and written not in (spelling(english), spelling(plain)):
        return ""
    return SHORT.get((locale.language, two)) or str(locale.territories.get(two, ""))


@cache
def _territories(language: str) -> Mapping[str, str]:
    from babel import Locale  # noqa: PLC0415 - not needed where codes are codes

    return dict(Locale.parse(language).territories)


@cache
def other_names() -> Mapping[str, tuple[str, ...]]:
    """Map places to their names in names.csv, as they are written there.

    Examples
    --------
    >>> "UAE" in other_names()["ARE"]
    True
    """
    text = resources.files("connectindex.territories").joinpath("names.csv").read_text("utf-8")
    names: dict[str, list[str]] = defaultdict(list)
    for row in csv.DictReader(text.splitlines()):
        names[row["iso3"]].append(row["name"])
    return {place: tuple(written) for place, written in names.items()}
