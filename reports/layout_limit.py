"""A limit for the layout of a book whose style sheet is the edition's own: pages, and errors as problems."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from connectindex.errors import ConnectIndexError, InputError, Problem, shown
from connectindex.filenames import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectindex.reports.document import Document

SHEET = "css/book.css"
PAGES, PAGES_A_UNIT = 150, 8  # the package's own sheet needs a third of them


@contextlib.contextmanager
def limited(document: Document) -> Iterator[None]:
    """Stop a layout by the edition's own style sheet that makes too many pages, or that it makes impossible.

    Raises
    ------
    InputError
        The style sheet is named.
    """
    if SHEET not in document.style.templates:
        yield
        return
    place = f"{TEMPLATES}/{SHEET}"
    most = PAGES + PAGES_A_UNIT * len(document.profiles)

    class Pages(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            # WeasyPrint reports each page before it lays it out; its counter begins again when it lays out again
            if record.msg.startswith("Step 5") and record.args and isinstance(record.args, tuple):
                page = record.args[0]
                if isinstance(page, int) and page > most:
                    raise InputError([Problem(place, f"must let the book have {most:,} pages or fewer")])

    logger = logging.getLogger("weasyprint.progress")
    before, level = logger.handlers[:], logger.level
    logger.handlers = [Pages()]
    logger.setLevel(logging.INFO)
    try:
        yield
    except ConnectIndexError:
        raise
    except Exception as error:
        got = shown(str(error) or type(error).__name__)
        raise InputError([Problem(place, "must let the book be laid out", got)]) from error
    finally:
        logger.handlers = before
        logger.setLevel(level)
