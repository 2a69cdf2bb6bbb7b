"""Unit books: single units as PDFs of their own, from the pages of the laid-out book. Imports WeasyPrint."""

from __future__ import annotations

import contextlib
import copy
import gc
import multiprocessing
import os
import re
import sys
import warnings
from typing import TYPE_CHECKING, Any

from connectindex.reports import tagging, weasyprint_patches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from connectindex.reports.document import Document

# a link to another chapter leads nowhere in them; that it leads somewhere in the book is checked there
_ELSEWHERE = re.compile(r"No anchor #")
# libraries of macOS end a process that is forked while threads run
FORKED = sys.platform == "linux"
# what the processes share: the book as it was laid out before they began
_shared: dict[str, Any] = {}


def ranges(layout: Any, files: Collection[str]) -> dict[str, tuple[int, int]]:
    """First page of each unit and the one after its last, by file name."""
    first_page: dict[str, int] = {}
    for number, page in enumerate(layout.pages):
        for anchor in page.anchors:
            first_page.setdefault(anchor, number)
    first = {f: first_page[f"c-{f}"] for f in files}
    edges = sorted({*first_page.values(), len(layout.pages)})  # a profile has no anchor but its own
    return {f: (n, next(e for e in edges if e > n)) for f, n in first.items()}


@contextlib.contextmanager
def unit_books(
    layout: Any, document: Document, units: Collection[str], faults: list[str]
) -> Iterator[Iterator[tuple[str, bytes]]]:
    """Path and content of each unit's PDF, made in parallel processes on Linux.

    The pages are laid out once; a process that is forked sees them without copying. Writing the book leaves traces
    in them: processes forked before give the same bytes however many units there are, and leave the book's as they are.

    Parameters
    ----------
    layout
        The book, laid out.
    document
        Names of the units.
    units
        File names without ending.
    faults
        What the writing reports is added here.
    """
    names = {p.file: p.name for p in document.profiles}
    jobs = [(u, f"{names[u]}: {document.title} {document.edition}", *at) for u, at in ranges(layout, units).items()]
    _shared["layout"], _shared["faults"] = layout, faults
    try:
        if not jobs or not FORKED:
            yield _collected(map(_written, jobs), faults)
            return
        gc.freeze()  # what is there already is not looked at, and so not copied
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # forks while threads run: no lock is held
            pool = multiprocessing.get_context("fork").Pool(_free_processors())
        with pool:
            yield _collected(pool.imap(_written, jobs, chunksize=4), faults)
    finally:
        gc.unfreeze()
        _shared.clear()


def _free_processors() -> int:
    """How many processes may run in parallel to this one, which writes the book."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, processors - 1)


def _collected(done: Iterator[tuple[str, bytes, list[str]]], faults: list[str]) -> Iterator[tuple[str, bytes]]:
    for name, content, reported in done:
        faults += reported
        yield name, content


def _written(job: tuple[str, str, int, int]) -> tuple[str, bytes, list[str]]:
    """One unit's pages as a PDF; the faults that came with it."""
    unit, title, first, after = job
    layout, faults = _shared["layout"], _shared["faults"]
    before = len(faults)
    part = layout.copy(layout.pages[first:after])
    part.metadata = copy.copy(layout.metadata)
    part.metadata.title = title
    with weasyprint_patches.writing():
        content = part.write_pdf(pdf_variant=tagging.VARIANT, finisher=tagging.finished)
    reported = [f for f in faults[before:] if not _ELSEWHERE.match(f)]
    del faults[before:]
    return f"countries/{unit}.pdf", bytes(content), reported
