"""Output: the files of a report and how each of them is made, for whoever writes all of them or shows one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from connectindex.audit.responses import require_known
from connectindex.edition.inputs import source_date
from connectindex.edition.written import written
from connectindex.extras import lacking
from connectindex.filenames import LICENCES, MANIFEST
from connectindex.model.sources import usual_date
from connectindex.placing.owned import REPORT, manifest_of
from connectindex.reports.data.datafiles import data_files
from connectindex.reports.data.delimited import delimited
from connectindex.reports.names import language_of
from connectindex.versions import code, libraries

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from connectindex.audit.compare import Comparison
    from connectindex.audit.dossier import Dossier
    from connectindex.audit.whatif import WhatIf
    from connectindex.audit.whatif.criticality import Criticality
    from connectindex.edition.model import Edition
    from connectindex.pipeline.result import Result
    from connectindex.reports.made import Made

BOOK = "report.pdf"
# what travels inside the book
ATTACHED = tuple(f"tables/{n}.csv" for n in ("scores", "ranks", "indicators", "definitions", "sources"))
METHOD = ("tree", "indicators", "methods")  # of the settings: what the hash of the method is made of


@dataclass(frozen=True, eq=False)
class Output:
    """The files of an output.

    Parameters
    ----------
    files
        By path, each made when it is asked for.
    messages
        Tells what to say to the user; it waits for all texts.
    """

    files: Made[bytes]
    messages: Callable[[], list[str]]


def output(
    dossier: Dossier,
    day: dt.date,
    progress: Callable[[str, int, int], None] | None = None,
    *,
    pdf: bool = False,
    units: Sequence[str] = (),
    also: Mapping[str, Any] | None = None,
) -> Output:
    """List the files of an output and how each is made; the manifest is the last.

    Parameters
    ----------
    dossier
        Of a result and its robustness.
    day
        Date of publication.
    progress
        As of `connectindex.report`.
    pdf
        Whether there is a book.
    units
        Codes of the units that get a PDF of their own.
    also
        Analyses with a chapter of their own: ``compared``, ``what_if``, ``critical``; None: not made.

    Raises
    ------
    InputError
        A response of the authors is to no finding, a page cannot be composed, or an analysis is of another edition.
    """
    require_known(dossier)
    result, analyses = dossier.result, dict(also or {})
    folder = result.edition.folder
    licences = {LICENCES: (folder / LICENCES).read_bytes()} if folder and (folder / LICENCES).is_file() else {}
    words = language_of(result.edition)
    files = data_files(dossier, day, licences="".join(licences), language=words)
    files = files.with_others({name: partial(bytes, content) for name, content in licences.items()})
    options: dict[str, Any] = {"pdf": pdf} | ({"countries": [*units]} if units else {})
    options |= {name: _digest(analysis) for name, analysis in analyses.items() if analysis is not None}
    if left_out := _why_without_pages(len(result.edition.units.codes)):
        reasons = [f"pages and book are left out: {left_out}"]
        return Output(_with_manifest(files, result, day, options), lambda: reasons)
    from connectindex.reports import fonts, html, safe  # noqa: PLC0415 - of the extra "report"
    from connectindex.reports.compose import compose, maps  # noqa: PLC0415
    from connectindex.reports.pdf import PdfUnavailable, books, writer  # noqa: PLC0415

    named = safe.file_names([str(u) for u in result.edition.units.table.index])
    cut = [named[u] for u in units]
    unprinted = []
    try:
        printed = [BOOK, *(f"countries/{u}.pdf" for u in cut)] if pdf and writer() else []
    except PdfUnavailable as error:
        printed, unprinted = [], [str(error)]
    document = compose(dossier, day, [*files, *printed], language=words, **analyses)
    data = files

    @cache
    def books_by_name() -> dict[str, bytes]:
        return books(document, progress, words, {name: data[name] for name in ATTACHED}, cut)

    def book(name: str) -> bytes:
        return books_by_name()[name]

    def messages() -> list[str]:
        unprintable = fonts.warning(fonts.signs(document))
        return [*filter(None, [unprintable]), *maps.unmatched_outlines(result.edition), *unprinted]

    # pages before the book, whose pages take long to be freed
    files = files.with_others(html.pages(document, progress, words).makers())
    files = files.with_others({name: partial(book, name) for name in printed})
    return Output(_with_manifest(files, result, day, options), messages)


def _with_manifest(files: Made[bytes], result: Result, day: dt.date, options: Mapping[str, Any]) -> Made[bytes]:
    return files.with_others({MANIFEST: lambda: manifest(result, day, files, options)})


def _why_without_pages(units: int) -> str:
    """Say why an output has tables alone; empty where it has pages."""
    if lack := lacking("report"):
        return lack
    from connectindex.reports.compose.search import MOST_SEARCHED  # noqa: PLC0415 - of the extra "report"

    return f"{units:,} units are more than {MOST_SEARCHED:,}; the tables have them all" if units > MOST_SEARCHED else ""


def _digest(analysis: Comparison | WhatIf | Criticality) -> str:
    """Compute the digest of a comparison, what-if or criticality: a rebuild without it makes another output."""
    return hashlib.sha256(delimited(analysis.table.reset_index())).hexdigest()


def publication_date(edition: Edition) -> dt.date:
    """Return SOURCE_DATE_EPOCH, else the last day of retrieval, else 1 January of the last year.

    Raises
    ------
    InputError
        SOURCE_DATE_EPOCH is no number of seconds.
    """
    if day := source_date():
        return day
    return usual_date(map(str, edition.sources.table.get("retrieved", [])), edition.about.years[-1])


def manifest(
    result: Result, date: dt.date, files: Mapping[str, bytes], options: Mapping[str, Any] | None = None
) -> bytes:
    """Make the manifest of an output: settings, versions, hashes of inputs, method and outputs.

    `options`: the options of the build besides language and date; a rebuild compares them.

    Notes
    -----
    Nothing in it depends on when or where the output was made.
    """
    edition = result.edition
    settings = written(edition)
    content = {
        "title": edition.about.title,
        "edition": edition.about.edition,
        "date": date.isoformat(),
        "language": edition.about.language,
        "libraries": libraries(),
        "code": code(),
        "options": dict(options or {}),
        "seed": edition.robustness.seed if edition.robustness.vary else None,
        "method": hashlib.sha256(_canonical({k: settings[k] for k in METHOD})).hexdigest(),
        "settings": settings,
        "inputs": dict(sorted(edition.inputs.items())),
    }
    return manifest_of(REPORT, files, content)


def _canonical(content: Any) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
