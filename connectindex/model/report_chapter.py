"""Chapters that an edition adds to its report, and charts for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connectindex.model.display import Brief, described

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class VegaChart:
    """Hold a Vega-Lite chart with its data inside, drawn in page and book.

    Parameters
    ----------
    spec
        Of Vega-Lite, as a dict; data are given in it as values. Addresses are not fetched.
    alt
        What the chart shows, for readers who do not see it.
    title
        Above the chart; none where it is empty.
    source
        Where its numbers come from, printed below the chart; nothing where it is empty.

    Examples
    --------
    >>> chart = VegaChart({"mark": "bar", "data": {"values": [{"a": 1}]}, "encoding": {}}, alt="One bar.")
    >>> chart.spec["mark"]
    'bar'
    """

    spec: Mapping[str, Any]
    alt: str
    title: str = ""
    source: str = ""

    def __repr__(self) -> str:
        return described(type(self).__name__, self.title, self.alt)


@dataclass(frozen=True, slots=True, repr=False)
class ReportChapter(Brief):
    """Add a chapter to the book and a section to the page.

    Parameters
    ----------
    id
        Its anchor, and its name in ``[report] sections``; letters, digits and ``_``.
    title
        Its heading.
    compose
        A function that takes the `Result` and returns what the chapter shows: text in Markdown, a pandas DataFrame
        (``attrs["title"]`` and ``attrs["source"]`` are its caption and source line), a `VegaChart`, or a list of
        these; None where there is nothing to show. With a template it may return anything,
        which the template draws as ``section.body``.
    template
        Name of a file in ``templates/sections/`` of the edition; empty for the package's own layout.
    nav
        Name in the menu of the page; the title where it is empty.
    page, book
        Whether the chapter stands in the page, and in the book.

    Examples
    --------
    >>> chapter = ReportChapter("leaders", "Leaders", lambda result: f"{len(result.scores)} countries.")
    >>> chapter.page, chapter.book
    (True, True)
    """

    id: str
    title: str
    compose: Callable[[Any], Any]
    template: str = ""
    nav: str = ""
    page: bool = True
    book: bool = True
