"""Words: an English sentence that remembers its parts, so that a report can say it in another language.

Methods, assumptions and findings are described below the layer of reports, where no language is known.
What they say is English text for whoever just prints it; a report looks up the template and fills in the parts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Figure(str):
    """A number as English prints it ("1,234.5", "25%"); a report writes it with the signs of its language."""

    __slots__ = ()


class Commas(tuple[Any, ...]):
    """Parts with commas between them; a plain tuple has "and" before its last part."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(map(text_of, self))


class Words(str):
    """An English sentence, with its template and parts.

    Parameters
    ----------
    msgid
        The template, with named places: "of level {level}". A template of places alone only joins its parts.
    values
        By place: text of users, which no language changes; numbers; `Words`; a tuple, listed with "and".
    many
        The template for other numbers than one; empty where number does not matter.
    number
        That picks between the two; it fills the place ``{number}`` where nothing else does.

    Examples
    --------
    >>> text = phrase("within {share} of {what}", share=Figure("25%"), what=("air", "rail", "sea"))
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
        made = super().__new__(cls, template.format(**{k: text_of(v) for k, v in filled.items()}))
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
    """Mark a template that stands in a table; it is looked up where it is used."""
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


def text_of(value: object) -> str:
    """A part in English: numbers short, tuples listed."""
    if isinstance(value, Commas):
        return str(value)
    if isinstance(value, tuple):
        parts = [text_of(v) for v in value]
        return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
    return f"{value:g}" if isinstance(value, float) else str(value)


def read_back(text: str, templates: Iterable[str]) -> Words | None:
    """Words from a text that one of the templates made, as tables of text hold it; None where none fits.

    Examples
    --------
    >>> found = read_back("Energy: 2 of 9 observed", ["{group}: {have} of {may} observed"])
    >>> found.values["group"], found.values["may"]
    ('Energy', '9')
    """
    for template in templates:
        places = re.split(r"\{(\w+)\}", template)
        pattern = "".join(f"(?P<{p}>.+)" if k % 2 else re.escape(p) for k, p in enumerate(places))
        match = re.fullmatch(pattern, text)
        if match:
            number = re.compile(r"[\d.,]+%?")
            return Words(template, {k: Figure(v) if number.fullmatch(v) else v for k, v in match.groupdict().items()})
    return None
