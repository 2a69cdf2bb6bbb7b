"""Imprint of an edition: authors, DOI, ISBN, address and contact, as ``[index]`` gives them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from connectindex.errors import Problem, shown
from connectindex.filenames import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PLACE = f"{FILE} [index]"
RESOLVER = "https://doi.org/"
MOST_AUTHORS = 100
_BEFORE_DOI = re.compile(r"(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DOI = re.compile(r"10\.[0-9]{4,9}(\.[0-9]+)*/[^\s<>\"'\\]{1,200}")
_ISBN = re.compile(r"97[89]([- ]?[0-9]){10}")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
_HOST = re.compile(r"([A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}")


class Author(NamedTuple):
    """An author: a person with family and given name, or an institution, which has a family name alone."""

    family: str
    given: str = ""

    @property
    def name(self) -> str:
        """The name as a list of references has it.

        Examples
        --------
        >>> Author("Müller", "Anna").name, Author("Institute of Roads").name
        ('Müller, Anna', 'Institute of Roads')
        """
        return f"{self.family}, {self.given}" if self.given else self.family


def author(text: str) -> Author:
    """Parse an author: "Family, Given" is a person, a name without comma is taken as it is.

    Examples
    --------
    >>> author("Müller,  Anna"), author("Institute of Roads")
    (Author(family='Müller', given='Anna'), Author(family='Institute of Roads', given=''))
    """
    family, _, given = (" ".join(part.split()) for part in text.partition(","))
    return Author(family, given)


def bare_doi(text: str) -> str:
    """Strip what often stands before a DOI.

    Examples
    --------
    >>> bare_doi("https://doi.org/10.1234/abc"), bare_doi("doi:10.1234/abc")
    ('10.1234/abc', '10.1234/abc')
    """
    return _BEFORE_DOI.sub("", text.strip(), count=1) if _BEFORE_DOI.match(text.strip()) else text.strip()


def is_web(url: str) -> bool:
    """Tell whether a text is a web address with a host."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(_HOST.fullmatch(host))
        and not (parts.username or parts.password)
        and not re.search(r"[\s<>\"'\\]", url)
        and url.isprintable()
    )


def is_mail(text: str) -> bool:
    """Tell whether a text is an e-mail address.

    Examples
    --------
    >>> is_mail("index@example.org"), is_mail("example.org")
    (True, False)
    """
    return bool(_MAIL.fullmatch(text))


def isbn_digit(digits: str) -> str:
    """Compute the check digit of an ISBN-13 from its first twelve digits: weights 1 and 3, modulo 10.

    Examples
    --------
    >>> isbn_digit("978030640615")
    '7'
    """
    total = sum(int(d) * (3 if k % 2 else 1) for k, d in enumerate(digits[:12]))
    return str(-total % 10)


def imprint_problems(authors: Sequence[str], doi: str, isbn: str, url: str, contact: str) -> Iterator[Problem]:
    """List what is wrong with the fields of the imprint; an empty one is not given."""
    if len(authors) > MOST_AUTHORS:
        yield Problem(f"{PLACE} authors", f"must be {MOST_AUTHORS} or fewer", str(len(authors)))
    for name in authors:
        if not author(name).family or (("," in name) and not author(name).given):
            yield Problem(f"{PLACE} authors", "must be 'Family, Given', or the name of an institution", shown(name))
    if twice := sorted({name for name in authors if authors.count(name) > 1}):
        yield Problem(f"{PLACE} authors", "must be different", shown(twice[0]))
    if doi and not _DOI.fullmatch(bare_doi(doi)):
        yield Problem(f"{PLACE} doi", "must be a DOI, as in 10.1234/name", shown(doi))
    if isbn:
        yield from _isbn_problems(isbn)
    if url and not is_web(url):
        yield Problem(f"{PLACE} url", "must be a web address that begins with http:// or https://", shown(url))
    if contact and not (is_mail(contact) or is_web(contact)):
        yield Problem(f"{PLACE} contact", "must be an e-mail address or a web address", shown(contact))


def _isbn_problems(isbn: str) -> Iterator[Problem]:
    digits = re.sub(r"[- ]", "", isbn)
    if not _ISBN.fullmatch(isbn):
        rule = "must be an ISBN of 13 digits that begins with 978 or 979, with or without hyphens"
        yield Problem(f"{PLACE} isbn", rule, shown(isbn))
    elif digits[-1] != (right := isbn_digit(digits)):
        rule = f"must end in the check digit of its other digits, {right}"
        yield Problem(f"{PLACE} isbn", rule, shown(isbn), "was a digit mistyped?")
