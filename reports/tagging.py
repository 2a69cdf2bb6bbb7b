"""What accessible PDF asks for and the writer leaves out or does slowly. Imports WeasyPrint's writer."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pydyf
import weasyprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PRINTED = 4
VARIANT = "pdf/ua-1"


def attachments(files: Mapping[str, bytes], date: str) -> list[Any]:
    """Files that travel inside the PDF, dated like it."""
    day = dt.datetime.combine(dt.date.fromisoformat(date), dt.time(), dt.UTC)
    return [
        weasyprint.Attachment(
            file_obj=io.BytesIO(content),
            name=name.rsplit("/", 1)[-1],
            description=name,
            created=day,
            modified=day,
            relationship="Data",
        )
        for name, content in files.items()
    ]


def finished(_document: Any, pdf: Any) -> None:
    """Links that print, and the scope of the headings of tables."""

    def at(reference: Any) -> Any:
        return pdf.objects[int(reference.split()[0])]

    for thing in pdf.objects:
        if not isinstance(thing, dict):
            continue
        if thing.get("Type") == "/Annot":
            thing["F"] = PRINTED
        elif thing.get("S") == "/TH" and thing.get("Type") == "/StructElem":
            within = at(at(thing["P"])["P"]).get("S")
            scope = thing.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
            scope["Scope"] = "/Row" if within == "/TBody" else "/Column"


@contextlib.contextmanager
def pages_listed_once() -> Iterator[None]:
    """Keep the list of pages while tags are written.

    The writer asks for it once for every element and makes it anew each time, which takes a
    quarter of the time for a book of some hundred pages.
    """
    made = pydyf.PDF.page_references
    known: list[tuple[bytes, ...]] = [()]

    def page_references(pdf: Any) -> tuple[bytes, ...]:
        kids = pdf.pages["Kids"]
        if len(known[0]) != len(kids) // 3 or (kids and not known[0][-1].startswith(b"%d " % kids[-3])):
            known[0] = tuple(b"%d 0 R" % number for number in kids[::3])
        return known[0]

    pydyf.PDF.page_references = property(page_references)
    try:
        yield
    finally:
        pydyf.PDF.page_references = made
