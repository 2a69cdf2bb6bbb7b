"""Outline of a report: its sections, and the figures and tables that stand in them, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FIGURE, TABLE = "figure", "table"
CHAPTER, ANNEX = "chapter", "annex"  # series of numbers; a section without one has no number


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page and a chapter of the book.

    Parameters
    ----------
    id
        Its anchor.
    title, nav
        Its heading, and its name in the menu of the page; without one it is not in the menu.
    kind
        Names its template, ``sections/KIND.jinja``.
    body
        Content of one section alone, in addition to the parts that several sections share.
    page, book
        Where it is drawn.
    number
        Of the chapter ("4") or annex ("A") in the book; empty for a section without figures and tables.
    """

    id: str
    title: str
    nav: str
    kind: str
    body: Any = None
    page: bool = True
    book: bool = True
    number: str = ""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A figure or table that stands in the text.

    Parameters
    ----------
    id, section
        Its anchor, and that of its section.
    kind
        `FIGURE` or `TABLE`; each has a series of numbers of its own in every chapter.
    label, title
        "Figure 4.1", and its caption.
    source
        Where its numbers come from, as a sentence; empty where that is not known.
    """

    id: str
    section: str
    kind: str
    label: str
    title: str
    source: str = ""
