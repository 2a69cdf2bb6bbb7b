"""Cuts: single units as PDFs of their own, from the pages of the laid-out book. Imports WeasyPrint."""

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

from connectindex.reports import tagging

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from connectindex.reports.document import Document

# a link to another chapter leads nowhere in a cut; that it leads somewhere in the book is checked there
_ELSEWHERE = re.compile(r"No anchor #")
# what the processes share: the book as it was laid out before they began
_shared: dict[str, Any] = {}


def ranges(laid: Any, files: Collection[str]) -> dict[str, tuple[int, int]]:
    """First page of each unit and the one after its last, by file name."""
    where: dict[str, int] = {}
    for number, page in enumerate(laid.pages):
        for anchor in page.anchors:
            where.setdefault(anchor, number)
    first = {f: where[f"c-{f}"] for f in files}
    edges = sorted({*where.values(), len(laid.pages)})  # a profile has no anchor but its own
    return {f: (n, next(e for e in edges if e > n)) for f, n in first.items()}


@contextlib.contextmanager
def cutting(
    laid: Any, document: Document, units: Collection[str], faults: list[str]
) -> Iterator[Iterator[tuple[str, bytes]]]:
    """Path and content of each unit's PDF, made in processes beside this one on Linux.

    The pages are laid out once; a process that is forked sees them without copying. Writing the book leaves traces
    in them: processes forked before give the same bytes however many units there are, and leave the book's as they are.

    Parameters
    ----------
    laid
        The book, laid out.
    document
        Names of the units.
    units
        File names without ending.
    faults
        What the writing reports is added here.
    """
    names = {p.file: p.name for p in document.profiles}
    jobs = [(u, f"{names[u]}: {document.title} {document.edition}", *at) for u, at in ranges(laid, units).items()]
    _shared["laid"], _shared["faults"] = laid, faults
    try:
        if not jobs or sys.platform != "linux":  # libraries of macOS end a process that is forked beside threads
            yield _collected(map(_cut, jobs), faults)
            return
        gc.freeze()  # what is there already is not looked at, and so not copied
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # forks beside threads: no lock is held
            pool = multiprocessing.get_context("fork").Pool(_beside())
        with pool:
            yield _collected(pool.imap(_cut, jobs, chunksize=4), faults)
    finally:
        gc.unfreeze()
        _shared.clear()


def _beside() -> int:
    """How many processes may work beside this one, which writes the book meanwhile."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, processors - 1)


def _collected(done: Iterator[tuple[str, bytes, list[str]]], faults: list[str]) -> Iterator[tuple[str, bytes]]:
    for name, content, told in done:
        faults += told
        yield name, content


def _cut(job: tuple[str, str, int, int]) -> tuple[str, bytes, list[str]]:
    """One unit's pages as a PDF; the faults that came with it."""
    unit, title, first, after = job
    laid, faults = _shared["laid"], _shared["faults"]
    before = len(faults)
    part = laid.copy(laid.pages[first:after])
    part.metadata = copy.copy(laid.metadata)
    part.metadata.title = title
    with tagging.writing():
        content = part.write_pdf(pdf_variant=tagging.VARIANT, finisher=tagging.finished)
    told = [f for f in faults[before:] if not _ELSEWHERE.match(f)]
    del faults[before:]
    return f"countries/{unit}.pdf", bytes(content), told
