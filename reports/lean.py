"""Lean: what WeasyPrint holds many times over while it writes a book, held once. The bytes of the book are the same."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# rules of the usual style sheet that hold for every element, and what a template that uses them would say
_NOTES = re.compile(r"^::(?:foot)?note-[a-z]+ \{.*\}$", re.MULTILINE)
_ASKED = re.compile(r"footnote|::note|float:\s*note")
# nothing is removed from the borders of most boxes, and nobody adds to it once pages are laid out
NOTHING: frozenset[str] = frozenset()


def page_source(text: str, rules: str, fetcher: Any) -> Any:
    """The text of a book as WeasyPrint's source, without styles for notes where the rules have none.

    WeasyPrint's own style sheet styles the calls and markers of notes of every element there is: five styles beside
    each, a fifth of the memory of a long book that is laid out, and a quarter of the time that takes.

    Parameters
    ----------
    text, rules
        Markup and style sheet.
    fetcher
        Of addresses.
    """
    import weasyprint  # noqa: PLC0415 - needs Pango
    from weasyprint import html as defaults  # noqa: PLC0415

    usual = getattr(defaults, "UA", None)
    if usual is None or _ASKED.search(rules) or _ASKED.search(text):
        return weasyprint.HTML(string=text, url_fetcher=fetcher, base_url=None)
    own = weasyprint.CSS(string=_NOTES.sub("", usual), counter_style=type(defaults.UA_COUNTER_STYLE)())

    class Source(weasyprint.HTML):  # type: ignore[misc]
        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: FBT001, FBT002 - as the one it replaces
            return super()._ua_stylesheets(forms) if forms else [own]

    return Source(string=text, url_fetcher=fetcher, base_url=None)


def slimmed(laid: Any) -> None:
    """Let boxes share what they have none of.

    Parameters
    ----------
    laid
        A document that is laid out; only to be written from now on.
    """
    from weasyprint.formatting_structure.boxes import Box  # noqa: PLC0415 - needs Pango

    for page in laid.pages:
        open_ = [getattr(page, "_page_box", None)]
        while open_:
            box = open_.pop()
            if not isinstance(box, Box):
                continue  # what stands in for a box that is drawn elsewhere
            open_ += getattr(box, "children", ())
            if not getattr(box, "remove_decoration_sides", True):
                box.remove_decoration_sides = NOTHING


@contextlib.contextmanager
def joined_streams() -> Iterator[None]:
    """Keep each page's drawing as one text when it is done, not as a text for every stroke."""
    from weasyprint.document import Page  # noqa: PLC0415 - needs Pango

    paint = Page.paint

    def painted(page: Any, stream: Any, *args: Any, **settings: Any) -> None:
        paint(page, stream, *args, **settings)
        stream.stream = _joined(stream.stream)

    Page.paint = painted
    try:
        yield
    finally:
        Page.paint = paint


def _joined(parts: list[Any]) -> list[Any]:
    """Texts that follow each other as one, as the writer would join them; what is no text stays what it is."""
    found: list[Any] = []
    texts: list[bytes] = []
    for part in parts:
        if isinstance(part, bytes | str):
            texts.append(part if isinstance(part, bytes) else part.encode("ascii"))
            continue
        if texts:
            found.append(b"\n".join(texts))
            texts = []
        found.append(part)
    return [*found, b"\n".join(texts)] if texts else found
