"""The language of a report: sentences from the catalogues, numbers, dates and lists by locale."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from connectindex.edition.languages import (
    ENGLISH,
    Catalogue,
    languages,
    locale_of,
    nearest_language,
    package_catalogues,
    read_catalogue,
)
from connectindex.model.figures import Figure
from connectindex.model.words import UNITS, Commas, Name, Semicolons, Words, message, message_n
from connectindex.reports import numerals
from connectindex.reports.articles import with_article
from connectindex.reports.collation import collation_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# scripts whose sentences follow each other without a space
UNSPACED = ("zh", "ja", "th", "lo", "km", "my")
COMMA, SEMICOLON = message(", "), message("; ")
_ELIDED = re.compile(r"[dl]’\{(?:one|many)\}")
_UNELIDED = re.compile(r"\b([dDlL])’(?=[bcdfgjklmnpqrstvwxz])")
UNIT = message_n("unit", "units")
# between Chinese and Latin letters or digits, but not within dates and large numbers
_UNSPACED = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![年月])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[\u4e00-\u9fff])(?![年月日万亿])"
)
_JOIN = re.compile(r"(\{\w+\} ?)+")

COUNTS = frozenset({"count", "number", "of", "pillars", "total"})  # places of numbers with a thousands separator


class Noun(NamedTuple):
    """What the units are called, one and many, and the English pair that counting looks up."""

    one: str
    many: str
    pair: tuple[str, str]

    @property
    def head(self) -> str:
        """As the head of a column."""
        return capital(self.one)


@dataclass(frozen=True, eq=False)
class Language:
    r"""A language: called with a template it gives the sentence.

    Parameters
    ----------
    tag
        As ``[index] language`` says it, e.g. "fr".
    catalogue
        The messages; a message that is not there stays English.
    units
        English pair of the noun for the units; it fills the places ``{one}`` and ``{many}``.

    Examples
    --------
    >>> french = language("fr")
    >>> french("Rank"), french.percent(0.934), french.decimal(12345.6, 1), french.listing(["A", "B", "C"])
    ('Rang', '93\xa0%', '12\u202f345,6', 'A, B et C')
    """

    tag: str = ENGLISH
    catalogue: Catalogue = field(default_factory=Catalogue)
    units: tuple[str, str] = UNIT

    @property
    def primary(self) -> str:
        """The language without script and region: "zh" of "zh-Hans"."""
        return self.tag.split("-")[0]

    def __call__(self, msgid: str, /, **values: Any) -> str:
        """The sentence of a template; where a value is markup, so is the sentence, all else in it escaped."""
        return self._filled(self._template(msgid, "", 1), values)

    def plural(self, one: str, many: str, number: int, /, **values: Any) -> str:
        """The sentence for a number, which fills the place ``{number}``."""
        return self._filled(self._template(one, many, number), {"number": self.decimal(number, 0), **values})

    def translated(self, text: str) -> str:
        """A sentence of a lower layer (`connectindex.model.words.Words`) in this language; other text unchanged."""
        if not isinstance(text, Words):
            return text
        if text.many:
            values = {**text.values, "number": self.decimal(text.number, 0)}
            return self._filled(self._template(text.msgid, text.many, text.number), values)
        return self._filled(self._template(text.msgid, "", 1), text.values)

    def name(self, text: str) -> str:
        """A name that the package or the edition has in this language; any other stays as it is."""
        return self.catalogue.names.get(text, text)

    def _template(self, msgid: str, many: str, number: int) -> str:
        forms = self.catalogue.messages.get(msgid)
        if forms:
            # a catalogue of an edition may have fewer forms than the package's rule tells apart
            return forms[min(max(self.catalogue.form(number), 0), len(forms) - 1)] if many else forms[0]
        if many:
            return many if number != 1 else msgid
        return msgid.replace(" ", self.space) if _JOIN.fullmatch(msgid) else msgid

    def _filled(self, template: str, values: Mapping[str, Any]) -> str:
        values = self._with_noun(template, values)
        if not values:
            return template
        if any(hasattr(v, "__html__") for v in values.values()):
            from markupsafe import Markup, escape  # noqa: PLC0415 - only templates pass markup

            return Markup(escape(template)).format(**{k: self._placed(k, v) for k, v in values.items()})  # noqa: S704
        text = template.format(**{k: self._placed(k, v) for k, v in values.items()})
        return spaced(text) if self.primary == "zh" else self._elided(template, text)

    def _elided(self, template: str, text: str) -> str:
        """French elides "de" and "la" before a vowel alone: "d’économies", but "de paires"."""
        if self.primary != "fr" or not _ELIDED.search(template):
            return text
        return _UNELIDED.sub(lambda found: f"{found[1]}{'e' if found[1] in 'dD' else 'a'} ", text)

    def _with_noun(self, template: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values, with the noun for the units where the template has a place for it that no value fills."""
        asked = [place for place in UNITS if f"{{{place}}}" in template and place not in values]
        if not asked:
            return values
        noun = self.noun(self.units)
        words = {"one": noun.one, "many": noun.many, "One": noun.head, "Many": capital(noun.many)}
        return {**values, **{place: words[place] for place in asked}}

    def _placed(self, place: str, value: Any) -> str:
        """A part of a sentence in its place; whole numbers are years, but for those in places of counts."""
        counted = place in COUNTS and isinstance(value, int) and not isinstance(value, bool)
        return self.decimal(value, 0) if counted else self.part(value)

    def part(self, value: Any) -> str:
        """A part of a sentence as this language prints it."""
        if isinstance(value, Words):
            return self.translated(value)
        if isinstance(value, Figure):
            return self.figure(value)
        if isinstance(value, str):
            return self.name(value) if isinstance(value, Name) else value
        if isinstance(value, Commas | Semicolons):
            return self(COMMA if isinstance(value, Commas) else SEMICOLON).join(map(self.part, value))
        if isinstance(value, tuple):
            return self.listing(map(self.part, value))
        return self.figure(Figure(value)) if isinstance(value, float) else str(value)

    # --- numbers, dates, lists -------------------------------------------------------------------------------------

    @cached_property
    def locale(self) -> Any:
        """Babel's locale."""
        return locale_of(self.tag)

    @cached_property
    def space(self) -> str:
        """Separator of two sentences."""
        return "" if self.primary in UNSPACED else " "

    @cached_property
    def signs(self) -> tuple[str, str]:
        """Decimal sign and thousands sign."""
        return numerals.signs(self.locale)

    def figure(self, number: Figure) -> str:
        """A number in the format that it carries."""
        return numerals.figure(number, self.locale)

    def decimal(self, value: float, places: int) -> str:
        """With a fixed number of decimals."""
        return numerals.decimal(value, places, self.locale)

    def value(self, value: float) -> str:
        """A value with about three significant digits."""
        return self.large(value) if numerals.is_large(value) else numerals.value_text(value, self.locale)

    def percent(self, share: float, places: int = 0) -> str:
        """A share as a percentage."""
        return numerals.percent(share, places, self.locale)

    def large(self, value: float) -> str:
        """A large number in words of this language: 67.8 million."""
        return numerals.compact(value, self.locale)

    def date(self, day: dt.date) -> str:
        """A date, the month in letters."""
        from babel.dates import format_date  # noqa: PLC0415 - see `locale`

        return str(format_date(day, "long", locale=self.locale))

    def listing(self, names: Iterable[str]) -> str:
        """Names as a sentence lists them."""
        from babel.lists import format_list  # noqa: PLC0415 - see `locale`

        listed = list(names)
        return str(format_list(listed, locale=self.locale)) if listed else ""

    def in_text(self, name: str, *, begins: bool = False) -> str:
        """The name of a unit inside a sentence; the sentences of other languages are written around articles."""
        return with_article(name, begins=begins) if self.primary == ENGLISH else name

    def collate(self, name: str) -> tuple[bytes | str, str]:
        """The key by which names are sorted."""
        return collation_key(name, self.tag)

    def commas(self, names: Iterable[Any]) -> str:
        """Names with commas between them."""
        return self.part(Commas(names))

    def together(self, *parts: str) -> str:
        """Sentences one after the other, the empty ones left out; markup among them makes all of it markup."""
        texts = [p for p in parts if p]
        if any(hasattr(p, "__html__") for p in texts):
            from markupsafe import Markup  # noqa: PLC0415 - only templates pass markup

            return Markup(self.space).join(texts)  # noqa: S704 - what is no markup is escaped by joining
        return self.space.join(texts)

    # --- counting --------------------------------------------------------------------------------------------------

    def noun(self, pair: tuple[str, str]) -> Noun:
        """A noun of this language from its English pair."""
        return Noun(self.plural(*pair, 1), self.plural(*pair, 2), pair)

    def counted(self, number: int, noun: Noun) -> str:
        """A number with its noun; English writes small numbers in letters."""
        return self("{number} {noun}", number=self.spelled(number), noun=self.plural(*noun.pair, number))

    def ordinal(self, rank: str) -> str:
        """A rank inside a sentence; the sentences of other languages have their words around the number."""
        return numerals.ordinal(rank) if self.primary == ENGLISH else rank.removesuffix("=")

    def spelled(self, number: int) -> str:
        """A number inside a sentence."""
        return numerals.in_letters(number) if self.primary == ENGLISH else self.decimal(number, 0)


def spaced(text: str) -> str:
    """Set a space between Chinese and Latin letters or digits, as Chinese books do.

    Examples
    --------
    >>> spaced("Aldenia得分为80.3，2026年11月28日，1,200万")
    'Aldenia 得分为 80.3，2026年11月28日，1,200万'
    """
    return _UNSPACED.sub(" ", text)


def capital(text: str) -> str:
    """The first letter large, as a sentence begins.

    Examples
    --------
    >>> capital("no GDP")
    'No GDP'
    """
    return text[:1].upper() + text[1:]


def language(tag: str = ENGLISH, folder: Path | None = None) -> Language:
    """A language by its tag, with the words an edition's own catalogue adds.

    Parameters
    ----------
    tag
        One of `connectindex.edition.languages.languages`, or one with a region ("fr-CA").
    folder
        Of the edition.

    Raises
    ------
    ValueError
        There is no such language.
    """
    name = nearest_language(tag, languages(folder))
    if not name or locale_of(tag) is None:
        raise ValueError(f"no words in {tag!r}; there are: {', '.join(languages(folder))}")
    paths = [package_catalogues().get(name), folder / "locale" / f"{name}.po" if folder else None]
    read = [read_catalogue(p)[0] for p in paths if p is not None and p.is_file()]
    if not read:
        return Language(tag.replace("_", "-"))
    messages = {k: v for catalogue in read for k, v in catalogue.messages.items()}
    names = {k: v for catalogue in read for k, v in catalogue.names.items()}
    return Language(tag.replace("_", "-"), Catalogue(messages, read[0].form, names))
