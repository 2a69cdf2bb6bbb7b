"""Export: write all files of OUT, made first and moved into place together."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex.audit.dossier import Dossier
from connectindex.audit.responses import require_known
from connectindex.audit.robustness import robustness
from connectindex.edition.inputs import read_places, source_date
from connectindex.edition.snapshot import late_changes
from connectindex.edition.written import written
from connectindex.errors import InputError, Problem, did_you_mean, require_kind, shown
from connectindex.extras import lacking
from connectindex.filenames import LICENCES, MANIFEST
from connectindex.model.sources import usual_date
from connectindex.pipeline.result import require_result
from connectindex.placing import check_target, reserved
from connectindex.placing.owned import COMPARISON, REPORT, WHAT_IF, manifest_of
from connectindex.progress import followed
from connectindex.reports.data.datafiles import data_files
from connectindex.reports.data.delimited import delimited
from connectindex.versions import code, libraries

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from pandas import DataFrame

    from connectindex.audit.compare import Comparison
    from connectindex.audit.robustness import Robustness
    from connectindex.audit.whatif import WhatIf
    from connectindex.audit.whatif.criticality import Criticality
    from connectindex.edition.model import Edition
    from connectindex.pipeline.result import Result

BOOK = "report.pdf"
# what travels inside the book
ATTACHED = tuple(f"tables/{n}.csv" for n in ("scores", "ranks", "indicators", "definitions", "sources"))
METHOD = ("tree", "indicators", "methods")  # of the settings: what the hash of the method is made of


def report(  # noqa: PLR0913 - one option each
    result: Result,
    out: str | Path = "build",
    *,
    date: dt.date | None = None,
    pdf: bool = True,
    audit: Robustness | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    countries: Collection[str] | bool = False,
    since: Comparison | None = None,
    what_if: WhatIf | None = None,
    critical: Criticality | None = None,
) -> list[str]:
    """Write the tables, the workbook, the pages and the book of a result.

    Parameters
    ----------
    result
        From `connectindex.build`.
    out
        Folder to write. The files of an earlier output there are replaced when all is written; until then, and
        after any failure, they stay as they were. Files that are none of ours stay where they are.
    date
        Date of publication; by default SOURCE_DATE_EPOCH, else the day the last source was retrieved.
    pdf
        False leaves out the book.
    audit
        From `connectindex.robustness`; by default it is made where the edition varies assumptions.
    progress
        Function called with a label, the number of steps done, and the number of all steps. In a notebook a
        bar is shown where it is None.
    countries
        Codes of the ranked units that get a PDF of their own, ``countries/CODE.pdf``; True: all.
    since
        From `connectindex.compare`, this result as the second edition: a chapter of its own, and what each change is
        made of in each profile.
    what_if
        From `connectindex.what_if` on this edition: a chapter of its own.
    critical
        From `connectindex.criticality` on this edition: a chapter of its own.

    Returns
    -------
    Messages for the user: signs that no shipped font has, why there is no PDF, or why there are tables alone (the extra
    "report" is not installed, or the units are too many for pages).

    Raises
    ------
    InputError
        `out` holds files but no earlier output and is no checkout; a file of an earlier output was changed by hand, or
        one of yours has the name of one to be written; `out` is, holds or lies in what the edition is read from; it
        is in the making by another process, or could not be written; or `since` or `what_if` are about another edition.

    Examples
    --------
    >>> import connectindex as ci
    >>> ci.report(ci.build(ci.world()), out="build")  # doctest: +SKIP
    []
    """
    require_result(result, "report result")
    require_kind("report out", out, (str, Path), "the path of a folder")
    if date is not None:
        require_kind("report date", date, dt.date, "a date of datetime", "datetime.date(2026, 11, 29)")
    target = Path(out)
    check_target(target, REPORT, read_from(result.edition))
    with reserved(target) as place:
        day = date or publication_date(result.edition)
        units = _chosen(result, countries) if pdf else []
        also = {"compared": since, "what_if": what_if, "critical": critical}
        with followed(progress) as tell:
            files, messages = _made(result, day, audit, tell, pdf=pdf, units=units, also=also)
        if late := late_changes(result.edition):
            raise InputError(late)
        place(files)
    return messages


def _made(
    result: Result,
    day: dt.date,
    audit: Robustness | None,
    progress: Callable[[str, int, int], None] | None,
    *,
    pdf: bool,
    units: list[str],
    also: Mapping[str, Any],
) -> tuple[dict[str, bytes], list[str]]:
    """Make all files of an output, and messages for the user."""
    if audit is None and result.edition.robustness.vary:
        audit = robustness(result, progress=progress)
    dossier = Dossier(result, audit)
    require_known(dossier)
    folder = result.edition.folder
    licences = {LICENCES: (folder / LICENCES).read_bytes()} if folder and (folder / LICENCES).is_file() else {}
    files = data_files(dossier, day, licences="".join(licences)) | licences
    options: dict[str, Any] = {"pdf": pdf} | ({"countries": units} if units else {})
    options |= {name: _digest(analysis) for name, analysis in also.items() if analysis is not None}
    if left_out := _why_without_pages(len(result.edition.units.codes)):
        files[MANIFEST] = manifest(result, day, files, options)
        return files, [f"pages and book are left out: {left_out}"]
    from connectindex.reports import fonts, html, safe  # noqa: PLC0415 - of the extra "report"
    from connectindex.reports.compose import compose, maps  # noqa: PLC0415
    from connectindex.reports.language import language  # noqa: PLC0415
    from connectindex.reports.pdf import PdfUnavailable, books, writer  # noqa: PLC0415

    words = language(result.edition.about.language, folder)
    named = safe.file_names([str(u) for u in result.edition.units.table.index])
    cut = [named[u] for u in units]
    unprinted = []
    try:
        printed = [BOOK, *(f"countries/{u}.pdf" for u in cut)] if pdf and writer() else []
    except PdfUnavailable as error:
        printed, unprinted = [], [str(error)]
    document = compose(dossier, day, [*files, *printed], language=words, **also)
    messages = [unprintable] if (unprintable := fonts.warning(fonts.signs(document))) else []
    messages += [*maps.unmatched_outlines(result.edition), *unprinted]
    # before the book, whose pages take long to be freed
    files |= html.pages(document, progress, words)
    if printed:
        attached = {name: files[name] for name in ATTACHED}
        files |= books(document, progress, words, attached, cut)
    files[MANIFEST] = manifest(result, day, files, options)
    return files, messages


def _why_without_pages(units: int) -> str:
    """Say why an output has tables alone; empty where it has pages."""
    if lack := lacking("report"):
        return lack
    from connectindex.reports.compose.search import MOST_SEARCHED  # noqa: PLC0415 - of the extra "report"

    return f"{units:,} units are more than {MOST_SEARCHED:,}; the tables have them all" if units > MOST_SEARCHED else ""


def _digest(analysis: Comparison | WhatIf | Criticality) -> str:
    """Compute the digest of a comparison, what-if or criticality: a rebuild without it makes another output."""
    return hashlib.sha256(delimited(analysis.table.reset_index())).hexdigest()


def _chosen(result: Result, countries: Collection[str] | bool) -> list[str]:  # noqa: FBT001 - all of them, or these
    """List the ranked units that get a book of their own, in order."""
    ranked = sorted(map(str, result.of_year(result.ranks["index"].dropna()).index))
    if isinstance(countries, bool):
        return ranked if countries else []
    rule = "must be the code of a ranked unit"
    wrong = [Problem("country", rule, shown(c), did_you_mean(c, ranked)) for c in countries if c not in ranked]
    if wrong:
        raise InputError(wrong)
    return sorted(set(countries))


def read_from(edition: Edition) -> list[Path]:
    """List files and folders that an edition was read from; a new folder next to them may be written to."""
    folder = edition.folder
    if folder is None:
        return []
    files = [folder / name for name in edition.inputs]
    return [*read_places(folder), *dict.fromkeys(p for f in files for p in (f, f.parent) if p != folder)]


def report_comparison(comparison: Comparison, out: str | Path, inputs: Iterable[Path] = ()) -> None:
    """Write the tables of a comparison as CSV; an earlier comparison there is replaced.

    Parameters
    ----------
    inputs
        Files and folders that it was made from, which `out` must keep clear of.

    Raises
    ------
    InputError
        As of `connectindex.report`.
    """
    _report_tables(COMPARISON, comparison.tables(), Path(out), inputs)


def report_what_if(tables: Mapping[str, DataFrame], out: str | Path, inputs: Iterable[Path] = ()) -> None:
    """Write the tables of a what-if as CSV; earlier ones there are replaced.

    Parameters
    ----------
    tables
        By name: those of `connectindex.what_if`, and ``targets``.
    inputs
        As of `report_comparison`.

    Raises
    ------
    InputError
        As of `connectindex.report`.
    """
    _report_tables(WHAT_IF, tables, Path(out), inputs)


def _report_tables(kind: str, tables: Mapping[str, DataFrame], target: Path, inputs: Iterable[Path]) -> None:
    check_target(target, kind, inputs)
    files = {f"{name}.csv": delimited(table) for name, table in tables.items()}
    with reserved(target) as place:
        place({**files, MANIFEST: manifest_of(kind, files)})


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
