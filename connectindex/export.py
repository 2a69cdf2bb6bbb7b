"""Export: write all files of OUT, made first and moved into place together."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from connectindex.audit.dossier import Dossier
from connectindex.audit.robustness import robustness
from connectindex.edition.inputs import read_places
from connectindex.edition.snapshot import late_changes
from connectindex.errors import InputError, Problem, did_you_mean, require_kind, shown
from connectindex.filenames import MANIFEST
from connectindex.output import output, publication_date
from connectindex.pipeline.result import require_result
from connectindex.placing import check_target, reserved
from connectindex.placing.owned import COMPARISON, REPORT, WHAT_IF, manifest_of
from connectindex.progress import followed
from connectindex.reports.data.delimited import delimited

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from pandas import DataFrame

    from connectindex.audit.compare import Comparison
    from connectindex.audit.robustness import Robustness
    from connectindex.audit.whatif import WhatIf
    from connectindex.audit.whatif.criticality import Criticality
    from connectindex.edition.model import Edition
    from connectindex.pipeline.result import Result


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
            if audit is None and result.edition.robustness.vary:
                audit = robustness(result, progress=tell)
            made = output(Dossier(result, audit), day, tell, pdf=pdf, units=units, also=also)
            files, messages = dict(made.files), made.messages()
        if late := late_changes(result.edition):
            raise InputError(late)
        place(files)
    return messages


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
