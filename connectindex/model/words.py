"""Words: an English sentence that remembers its parts, so that a report can say it in another language.

Methods, assumptions and findings are described below the layer of reports, where no language is known.
As plain text they are English; a report looks up the template and fills in the parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from connectindex.model.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


# what a sentence calls the units where no report says it better: economies, regions, pairs
UNITS = {"one": "unit", "many": "units", "One": "Unit", "Many": "Units"}


class Commas(tuple[Any, ...]):
    """Parts with commas between them; a plain tuple has "and" before its last part."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(map(text_of, self))


class Semicolons(tuple[Any, ...]):
    """Parts with semicolons between them."""

    __slots__ = ()

    def __str__(self) -> str:
        return "; ".join(map(text_of, self))


class Name(str):
    """A name that the edition gives: a report says it in its language where that is known."""

    __slots__ = ()


class Words(str):
    """An English sentence, with its template and parts.

    Parameters
    ----------
    msgid
        The template, with named places: "of level {level}". A template of places alone only joins its parts. The places
        ``{one}`` and ``{many}`` need no value: a report fills in what its units are called.
    values
        By place: text of users, which no language changes; numbers, as `Figure` where they have a format; `Words`; a
        tuple, listed with "and".
    many
        The template for other numbers than one; empty where number does not matter.
    number
        That picks between the two; it fills the place ``{number}`` where nothing else does.

    Examples
    --------
    >>> from connectindex.model.figures import percentage
    >>> text = phrase("within {share} of {what}", share=percentage(0.25), what=("air", "rail", "sea"))
    >>> text, text.msgid
    ('within 25% of air, rail and sea', 'within {share} of {what}')
    """

    __slots__ = ("many", "msgid", "number", "values")
    msgid: str
    many: str
    number: int
    values: Mapping[str, Any]

    def __new__(cls, msgid: str, values: Mapping[str, Any], many: str = "", number: int = 1) -> Self:
        """The sentence in English."""
        template = many if many and number != 1 else msgid
        filled = {"number": number, **values} if many else values
        made = super().__new__(cls, template.format(**(UNITS | {k: text_of(v) for k, v in filled.items()})))
        made.msgid, made.values, made.many, made.number = msgid, filled, many, number
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """For copies and other processes."""
        return Words, (self.msgid, self.values, self.many, self.number)


def phrase(msgid: str, /, **values: Any) -> Words:
    """A sentence; the catalogues are made from the templates in these calls.

    Examples
    --------
    >>> phrase("no score is below {floor}", floor=0.5)
    'no score is below 0.5'
    """
    return Words(msgid, values)


def phrase_n(one: str, many: str, number: int, /, **values: Any) -> Words:
    """A sentence that depends on a number.

    Examples
    --------
    >>> phrase_n("{number} year", "{number} years", 3)
    '3 years'
    """
    return Words(one, values, many, int(number))


def message(msgid: str) -> str:
    """Mark a template that is kept in a table; it is looked up where it is used."""
    return msgid


def message_n(one: str, many: str) -> tuple[str, str]:
    """Mark the two forms of a noun that is counted."""
    return one, many


def sentences(*parts: str) -> Words:
    """Sentences one after the other, the empty ones left out.

    Examples
    --------
    >>> sentences(phrase("One."), "", phrase("Two."))
    'One. Two.'
    """
    named = {f"p{k}": p for k, p in enumerate(p for p in parts if p)}
    return Words(" ".join(f"{{{k}}}" for k in named), named)


def quoted(names: Iterable[str]) -> Words:
    """Names in quotes, as a sentence lists them.

    Examples
    --------
    >>> quoted(["Air", "b"])
    '“Air” and “b”'
    """
    each = tuple(phrase("“{name}”", name=name) for name in names)
    return each[0] if len(each) == 1 else Words("{names}", {"names": each})


def probability(p: float) -> Words:
    """Write a probability of error as in papers, which is the same in all languages.

    Examples
    --------
    >>> probability(0.00004), probability(0.0312)
    ('p < 0.001', 'p = 0.031')
    """
    least = 0.001
    return Words("p < {p}", {"p": Figure(least, 3)}) if p < least else Words("p = {p}", {"p": Figure(float(p), 3)})


def text_of(value: object) -> str:
    """A part in English: numbers short, tuples listed."""
    if isinstance(value, Commas | Semicolons):
        return str(value)
    if isinstance(value, tuple):
        parts = [text_of(v) for v in value]
        return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
    return str(Figure(value)) if isinstance(value, float) else str(value)
