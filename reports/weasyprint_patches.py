"""All that reaches into WeasyPrint's private names: faster and smaller writing, running heads as artifacts.

Read from WeasyPrint 70.0 and pydyf 0.13; the package asks for ``weasyprint>=70,<71``, and a test checks whether each
name is still there. Without these patches a book is written with the same pages, slower and with more memory, and its
running heads are read aloud. Importing this module imports WeasyPrint, which needs Pango.
"""

from __future__ import annotations

import contextlib
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pydyf
import weasyprint
from weasyprint import document, draw
from weasyprint import html as defaults
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import tags
from weasyprint.svg import TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

READ_FROM = "70.0"
# what is replaced or read, by the object it belongs to
PRIVATE: tuple[tuple[Any, str], ...] = (
    (defaults, "UA"),
    (defaults, "UA_COUNTER_STYLE"),
    (weasyprint.HTML, "_ua_stylesheets"),
    (document.Page, "paint"),
    (draw, "draw_stacking_context"),
    (tags, "_build_box_tree"),
    (boxes, "MarginBox"),
    (pydyf.PDF, "page_references"),
    (pydyf.PDF, "add_page"),
)
# rules of the usual style sheet that hold for every element, and what a template that uses them would say
_NOTES = re.compile(r"^::(?:foot)?note-[a-z]+ \{.*\}$", re.MULTILINE)
_USED_NOTES = re.compile(r"footnote|::note|float:\s*note")
_MARKERS, _USED_MARKERS = re.compile(r"^::marker \{", re.MULTILINE), re.compile(r"::marker|list-item")
LEVEL = 9  # of the writer's compression
LONG = 400  # characters of a path that is worth keeping as it was written
# nothing is removed from the borders of most boxes, and nobody adds to it once pages are laid out
NO_SIDES: frozenset[str] = frozenset()


def page_source(text: str, rules: str, fetcher: Any) -> Any:
    """The text of a book as WeasyPrint's source, without styles that no element uses.

    WeasyPrint's own style sheet styles the calls and markers of notes of every element there is, and its marker as an
    item of a list: six styles beside each, a third of the memory of a long book that is laid out, and of the time.

    Parameters
    ----------
    text, rules
        Markup and style sheet.
    fetcher
        Of addresses.
    """
    usual = getattr(defaults, "UA", None)
    if usual is None or _USED_NOTES.search(rules) or _USED_NOTES.search(text):
        return weasyprint.HTML(string=text, url_fetcher=fetcher, base_url=None)
    usual = _NOTES.sub("", usual)
    if not _USED_MARKERS.search(rules) and not _USED_MARKERS.search(text):
        usual = _MARKERS.sub("li::marker {", usual)
    sheet = weasyprint.CSS(string=usual, counter_style=type(defaults.UA_COUNTER_STYLE)())

    class Source(weasyprint.HTML):  # type: ignore[misc]
        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: FBT001, FBT002 - as the one it replaces
            return super()._ua_stylesheets(forms) if forms else [sheet]

    return Source(string=text, url_fetcher=fetcher, base_url=None)


def share_empty_sets(layout: Any) -> None:
    """Let boxes share what they have none of, and let go of the text that they were made from.

    Parameters
    ----------
    layout
        A document that is laid out; only to be written from now on.
    """
    layout._html = None
    for page in layout.pages:
        waiting = [getattr(page, "_page_box", None)]
        while waiting:
            box = waiting.pop()
            if not isinstance(box, boxes.Box):
                continue  # a substitute for a box that is drawn elsewhere
            waiting += getattr(box, "children", ())
            if not getattr(box, "remove_decoration_sides", True):
                box.remove_decoration_sides = NO_SIDES


@contextlib.contextmanager
def compressed_streams() -> Iterator[None]:
    """Compress each page's drawing when it is done, as the writer would in the end: until then it is kept as text."""
    paint = document.Page.paint

    def painted(page: Any, stream: Any, *args: Any, **settings: Any) -> None:
        paint(page, stream, *args, **settings)
        if stream.compress:
            text = b"\n".join(map(_bytes, stream.stream))
            stream.stream, stream.compress = [zlib.compress(text, LEVEL)], False
            stream.extra["Filter"] = "/FlateDecode"

    document.Page.paint = painted
    try:
        yield
    finally:
        document.Page.paint = paint


def _bytes(part: Any) -> bytes:
    """A part of a drawing as the writer writes it."""
    if isinstance(part, bytes):
        return part
    return bytes(part.data) if isinstance(part, pydyf.Object) else str(part).encode("ascii")


@contextlib.contextmanager
def margins_as_artifacts() -> Iterator[None]:
    """Draw running heads and page numbers as artifacts: they are no part of what is read aloud.

    The writer marks them as content that no element holds.
    """
    drawn, built = draw.draw_stacking_context, tags._build_box_tree

    def draw_stacking_context(stream: Any, context: Any) -> None:
        if stream._tags is None or not isinstance(context.box, boxes.MarginBox):
            drawn(stream, context)
            return
        with stream.artifact():
            kept, stream._tags = stream._tags, None
            drawn(stream, context)
            stream._tags = kept

    def build(box: Any, *rest: Any) -> Iterator[Any]:
        return iter(()) if isinstance(box, boxes.MarginBox) else built(box, *rest)

    draw.draw_stacking_context, tags._build_box_tree = draw_stacking_context, build
    try:
        yield
    finally:
        draw.draw_stacking_context, tags._build_box_tree = drawn, built


@contextlib.contextmanager
def pages_listed_once() -> Iterator[None]:
    """Keep the list of pages while tags are written.

    The writer asks for it once for every element and makes it again each time, which takes a
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


@dataclass(frozen=True)
class _Tagged:
    """Tags of a page, in place of its boxes once these are drawn; the other two as the writer fills them."""

    elements: list[Any]
    marks: dict[int, bytes]
    annotations: list[tuple[bytes, Any]]


@contextlib.contextmanager
def pages_released() -> Iterator[None]:
    """Tag each page when it is drawn, and let go of its boxes: the layout cannot be written again.

    The writer draws all pages before it tags the first, and keeps boxes, tags and the finished file beside each other.
    """
    add, paint, built = pydyf.PDF.add_page, document.Page.paint, tags._build_box_tree
    files: list[Any] = []

    def add_page(pdf: Any, page: Any) -> None:
        add(pdf, page)
        files[:] = [pdf]

    def painted(page: Any, stream: Any, *args: Any, **settings: Any) -> None:
        paint(page, stream, *args, **settings)
        above = pydyf.Dictionary({"S": "/Document"})
        above.number = 0  # until the writer makes the element of the whole document
        number, tagged = len(files[0].pages["Kids"]) // 3 - 1, _Tagged([], {}, [])
        tree = tags._build_box_tree(
            page._page_box, above, files[0], number, tagged.marks, tagged.annotations, stream._tags
        )
        tagged.elements.extend(tree)
        page._page_box = tagged
        page.links.clear()

    def build(box: Any, parent: Any, pdf: Any, number: int, marks: Any, annotations: Any, *rest: Any) -> Iterator[Any]:
        if not isinstance(box, _Tagged):
            yield from built(box, parent, pdf, number, marks, annotations, *rest)
            return
        for element in box.elements:
            element["P"] = parent.reference
        marks.update(box.marks)
        annotations.extend(box.annotations)
        yield from box.elements

    pydyf.PDF.add_page, document.Page.paint, tags._build_box_tree = add_page, painted, build
    try:
        yield
    finally:
        pydyf.PDF.add_page, document.Page.paint, tags._build_box_tree = add, paint, built


@contextlib.contextmanager
def paths_kept() -> Iterator[None]:
    """Keep long paths as they were written: those of scores recur in each profile, outlines on each map."""
    usual, known = TAGS["path"], {}

    def path(svg: Any, node: Any, font_size: Any) -> None:
        shape = node.get("d", "")
        if len(shape) < LONG or any(name.startswith("marker") for name in node.attrib):
            usual(svg, node, font_size)
            return
        if shape not in known:
            before = len(svg.stream.stream)
            usual(svg, node, font_size)
            known[shape] = b"\n".join(svg.stream.stream[before:])
            del svg.stream.stream[before:]
            node.vertices.clear()  # of markers, which it has none of
        svg.stream.stream.append(known[shape])

    TAGS["path"] = path
    try:
        yield
    finally:
        TAGS["path"] = usual


@contextlib.contextmanager
def writing(*, last: bool = False) -> Iterator[None]:
    """All that is done differently while a book is written; `last`: the layout is not written again."""
    released = pages_released() if last else contextlib.nullcontext()
    with margins_as_artifacts(), pages_listed_once(), paths_kept(), compressed_streams(), released:
        yield
