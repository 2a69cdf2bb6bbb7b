"""The book: the document as one tagged PDF."""

from __future__ import annotations

import contextlib
import gc
import io
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connectindex.errors import ConnectIndexError
from connectindex.reports import assets, fonts, palette, styling
from connectindex.reports.environment import Address, Medium, rendered
from connectindex.reports.language import language as language_of
from connectindex.reports.layout_limit import limited

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from connectindex.reports.document import Document
    from connectindex.reports.language import Language
    from connectindex.style.report_style import ReportStyle

VARIANT = "pdf/ua-1"  # `tagging.VARIANT`, which imports the writer
BOOK = "report.pdf"
# the collector looks at millions of living boxes in vain: rarer looks halve the time, none would eat the memory
THRESHOLD = (100_000, 50, 1000)
SHOWN_FAULTS = 8
INSTALL = (
    "the book needs Pango: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0, "
    "dnf install pango, brew install pango (and DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib where Python is not "
    "Homebrew's), or on Windows MSYS2: pacman -S mingw-w64-ucrt-x86_64-pango"
)
# what older renderers and printers say of styles they do not know changes nothing on the page
_HARMLESS = re.compile(r"Ignored `.*` at \d+:\d+, (unknown property|invalid value)", re.DOTALL)


class PdfUnavailable(ConnectIndexError):  # noqa: N818 - it is a state of the machine, and named as one
    """The library that lays out the text is not on this machine."""


class BookError(ConnectIndexError):
    """The book was laid out with faults: a dead link, a sign without a glyph, a blocked address."""


@dataclass(frozen=True)
class Source:
    """What a book is laid out from.

    Parameters
    ----------
    text, rules
        Markup and style sheet.
    fitted
        Content and type of what they refer to, by address.
    signs
        That the book prints.
    """

    text: str
    rules: str
    fitted: Mapping[str, tuple[bytes, str]]
    signs: frozenset[str]


def book(
    document: Document,
    progress: Callable[[str, int, int], None] | None = None,
    language: Language | None = None,
    data: Mapping[str, bytes] | None = None,
) -> bytes:
    """The document as a PDF; arguments and errors as in `books`."""
    return books(document, progress, language, data)[BOOK]


def books(
    document: Document,
    progress: Callable[[str, int, int], None] | None = None,
    language: Language | None = None,
    data: Mapping[str, bytes] | None = None,
    units: Collection[str] = (),
) -> dict[str, bytes]:
    """The document as a PDF, and single units cut from it, by path in the folder of the report.

    Parameters
    ----------
    document
        From `connectindex.reports.compose.compose`.
    progress
        Function called with a label, the number of steps done, and the number of all steps.
    language
        Of the fixed words; by default the document's.
    data
        Files to be attached to the book, by name.
    units
        File names (without ending) of the units that get a book of their own: their pages as they are in the
        whole one, with its page numbers.

    Raises
    ------
    PdfUnavailable
        Pango is not on this machine; the message says how to install it.
    BookError
        The layout reported a fault.
    InputError
        A style sheet of the edition makes too many pages.
    """
    tell = progress or (lambda _label, _done, _total: None)
    weasyprint = writer()
    from connectindex.reports import tagging, unit_books, weasyprint_patches  # noqa: PLC0415 - as above
    from connectindex.reports.fetch import asset_fetcher  # noqa: PLC0415

    tell("book: text", 0, 3)
    sources = source(document, language)
    used, fetcher = sources.signs, asset_fetcher(sources.fitted)
    with _faults(weasyprint.LOGGER) as faults, _blocked(weasyprint), _rare_collection(), limited(document):
        shapes = weasyprint.text.fonts.FontConfiguration()
        sheet = weasyprint.CSS(string=sources.rules, url_fetcher=fetcher, font_config=shapes, base_url=None)
        tell("book: pages", 1, 3)
        html = weasyprint_patches.page_source(sources.text, sources.rules, fetcher)
        layout = html.render(stylesheets=[sheet], font_config=shapes, pdf_variant=VARIANT)
        del html, sources
        weasyprint_patches.share_empty_sets(layout)
        tell("book: file", 2, 3)
        with (
            unit_books.unit_books(layout, document, units, faults) as others,
            weasyprint_patches.writing(last=unit_books.FORKED or not units),
        ):
            attached = tagging.attachments(data or {}, document.date_iso)
            made = {BOOK: layout.write_pdf(pdf_variant=VARIANT, finisher=tagging.finished, attachments=attached)}
            for k, (name, content) in enumerate(others):
                tell("books of units", k, len(units))
                made[name] = content
    # a drawing swallows what the fetcher raises, so refusals are collected as well
    faults += [f"blocked address {url[:80]}" for url in fetcher.denied]
    if faults:
        different = list(dict.fromkeys(faults))
        more = f"; and {len(different) - SHOWN_FAULTS} more" if len(different) > SHOWN_FAULTS else ""
        missing = fonts.warning(used)
        raise BookError("; ".join(different[:SHOWN_FAULTS]) + more + (f"; {missing}" if missing else ""))
    tell("book: file", 3, 3)
    return made


def writer() -> Any:
    """The library that lays out the text.

    Raises
    ------
    PdfUnavailable
        Pango is not on this machine; the message says how to install it.
    """
    try:
        # where Pango is missing it prints a page of advice; our one line says how to get it
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            import weasyprint  # noqa: PLC0415 - a second, and it needs Pango
    except OSError as error:
        raise PdfUnavailable(INSTALL) from error
    return weasyprint


def source(document: Document, language: Language | None = None) -> Source:
    """What a book is laid out from; arguments as in `books`."""
    language = language or language_of(document.language)
    used = fonts.signs(document, language)
    han = fonts.needs_han(used)
    report_style = document.style
    medium = Medium(
        printed=True,
        colours=styling.printed_colours(report_style),
        href=Address("#c-"),
        language=language,
        family=styling.family(report_style, fonts.BOTH if han else fonts.LATIN),
        logo=styling.logo(report_style),
        templates=styling.templates(report_style),
    )
    text = next(rendered(medium, "book.jinja", [{"document": document}]))
    # sections that were chosen, and templates of the edition, may lack what others refer to
    partial = document.style.sections or document.style.templates
    text = styling.without_dead_links(text) if partial else text
    fitted = assets.print_fonts() | styling.book_fonts(report_style) | (fonts.book_fonts() if han else {})
    return Source(text, style(report_style, han=han, marks=language.primary == "zh"), fitted, frozenset(used))


def style(report_style: ReportStyle = styling.PLAIN, *, han: bool = False, marks: bool = False) -> str:
    """Style sheet of the book in the colours of a report's style; `han`, `marks`: as `fonts.with_han` has them."""
    rules = styling.css(report_style, "book.css")
    sheet = palette.tones() + styling.with_edition_font(
        fonts.with_han(rules, marks=marks) if han else rules, report_style
    )
    for name, colour in styling.printed_colours(report_style).items():
        # resolving custom properties for every box would take a tenth of the time
        sheet = sheet.replace(f"var(--{name})", colour)
    return (
        assets.print_faces() + styling.book_faces(report_style) + (fonts.book_faces(marks=marks) if han else "") + sheet
    )


@contextlib.contextmanager
def _rare_collection() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*THRESHOLD)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextlib.contextmanager
def _blocked(weasyprint: Any) -> Iterator[None]:
    """A refused address as an error of ours: WeasyPrint's is no `Exception`."""
    try:
        yield
    except weasyprint.urls.FatalURLFetchingError as error:
        raise BookError(str(error)) from error


@contextlib.contextmanager
def _faults(logger: logging.Logger) -> Iterator[list[str]]:
    """What the layout reports, without what is harmless."""
    texts: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = record.getMessage()
            if not _HARMLESS.match(text):
                texts.append(text)

    listener = Listener(logging.WARNING)
    before, passing, level = logger.handlers[:], logger.propagate, logger.level
    logger.handlers, logger.propagate = [listener], False
    logger.setLevel(logging.WARNING)  # whoever calls us may have silenced it
    try:
        yield texts
    finally:
        logger.handlers, logger.propagate = before, passing
        logger.setLevel(level)
