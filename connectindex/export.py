"""Export: everything OUT holds, written aside and moved into place whole."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import os
import re
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex.audit.compare.written import written
from connectindex.audit.robustness import robustness
from connectindex.errors import InputError, Problem, shown
from connectindex.placing import place_problems, reserved
from connectindex.reports.datafiles import data_files
from connectindex.reports.delimited import delimited

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from connectindex.audit.compare import Comparison
    from connectindex.audit.robustness import Robustness
    from connectindex.edition.model import Edition
    from connectindex.index import Result

MANIFEST = "manifest.json"
BOOK = "report.pdf"
COMPARISON = "comparison.csv"
LICENCES = "LICENSES-DATA.md"
LIBRARIES = (
    "numpy",
    "pandas",
    "scipy",
    "ibis-framework",
    "duckdb",
    "weasyprint",
    "altair",
    "vl-convert-python",
    "XlsxWriter",
    "pyarrow",
)


def report(
    result: Result,
    out: str | Path = "build",
    *,
    date: dt.date | None = None,
    pdf: bool = True,
    audit: Robustness | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[str]:
    """Write the tables, the workbook, the pages and the book of a result.

    Parameters
    ----------
    result
        From `connectindex.build`.
    out
        Folder to write. An earlier output there is replaced in one step when all is written; until
        then, and after any failure, it stays as it was.
    date
        Date of publication; by default SOURCE_DATE_EPOCH, else the day the last source was retrieved.
    pdf
        False leaves out the book.
    audit
        From `connectindex.robustness`; by default it is made where the edition says what varies.
    progress
        Called with a label, what is done and what there is to do.

    Returns
    -------
    Messages for the user: signs that no shipped font has, why there is no PDF.

    Raises
    ------
    InputError
        `out` holds files that are no earlier output, is in the making by another process, or could not
        be written.

    Examples
    --------
    >>> import connectindex as ci
    >>> ci.report(ci.build(ci.world()), out="build")  # doctest: +SKIP
    []
    """
    target = Path(out)
    check_target(target)
    with reserved(target) as place:
        files, messages = _made(result, date or publication_date(result.edition), audit, progress, pdf=pdf)
        place(files)
    return messages


def _made(
    result: Result,
    day: dt.date,
    audit: Robustness | None,
    progress: Callable[[str, int, int], None] | None,
    *,
    pdf: bool,
) -> tuple[dict[str, bytes], list[str]]:
    """All files of an output, and messages for the user."""
    from connectindex.reports import fonts, html  # noqa: PLC0415 - Jinja is not needed to build
    from connectindex.reports.compose import compose  # noqa: PLC0415
    from connectindex.reports.language import language  # noqa: PLC0415
    from connectindex.reports.pdf import PdfUnavailable, book  # noqa: PLC0415

    if audit is None and result.edition.robustness.vary:
        audit = robustness(result.edition, progress=progress)
    folder = result.edition.folder
    licences = {LICENCES: (folder / LICENCES).read_bytes()} if folder and (folder / LICENCES).is_file() else {}
    files = data_files(result, day, audit, "".join(licences)) | licences
    words = language(result.edition.about.language, folder)
    document = compose(result, day, [*files, BOOK] if pdf else list(files), audit, words)
    messages = [told] if (told := fonts.warning(fonts.signs(document))) else []
    if pdf:
        try:
            files[BOOK] = book(document, progress, words)
        except PdfUnavailable as error:
            messages.append(str(error))
            document = compose(result, day, list(files), audit, words)  # which offers no book
    files |= html.pages(document, progress, words)
    files[MANIFEST] = manifest(result, day, files)
    return files, messages


def check_target(target: Path) -> None:
    """Refuse a folder that holds something else than an earlier output.

    Raises
    ------
    InputError
        It does, or it is no folder.
    """
    if _holds_files(target) and not _is_output(target):
        hint = f"it holds files but no {MANIFEST} of ours, so it is no earlier output; name another folder"
        raise InputError([Problem(str(target), "must be empty, new, or an earlier output", "", hint)])


def _holds_files(target: Path) -> bool:
    """Whether a folder that may be written to holds any."""
    if target.exists() and not target.is_dir():
        raise InputError([Problem(str(target), "must be a folder")])
    if problems := place_problems(target):
        raise InputError(problems)
    return target.is_dir() and any(target.iterdir())


def _is_output(folder: Path) -> bool:
    """Whether its manifest is one of ours: others, too, call a file so."""
    try:
        content = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and {"connectindex", "outputs"} <= set(content)


def check_comparison(target: Path) -> None:
    """Refuse a folder that holds something else than an earlier comparison.

    Raises
    ------
    InputError
        It does, or it is no folder.
    """
    if _holds_files(target) and not (target / COMPARISON).is_file():
        hint = f"it holds files but no {COMPARISON}; name another folder"
        raise InputError([Problem(str(target), "must be empty, new, or an earlier comparison", "", hint)])


def report_comparison(comparison: Comparison, out: str | Path) -> None:
    """Write the tables of a comparison as CSV; an earlier comparison there is replaced in one step.

    Raises
    ------
    InputError
        `out` holds files that are no earlier comparison.
    """
    target = Path(out)
    check_comparison(target)
    with reserved(target) as place:
        place({f"{name}.csv": delimited(table) for name, table in comparison.tables().items()})


def publication_date(edition: Edition) -> dt.date:
    """SOURCE_DATE_EPOCH, else the day the last source was retrieved, else 1 January of the last year.

    Raises
    ------
    InputError
        SOURCE_DATE_EPOCH is no number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        if not re.fullmatch(r"\d{1,11}", epoch):
            raise InputError([Problem("SOURCE_DATE_EPOCH", "must be a number of seconds", shown(epoch))])
        return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC).date()
    retrieved = edition.sources.table.get("retrieved", [])
    days = sorted(d for d in map(str, retrieved) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", d))
    return dt.date.fromisoformat(days[-1]) if days else dt.date(edition.about.years[-1], 1, 1)


def manifest(result: Result, date: dt.date, files: Mapping[str, bytes]) -> bytes:
    """What an output was made of: settings, versions, hashes of inputs, method and outputs.

    Notes
    -----
    Nothing in it depends on when or where the output was made.
    """
    edition = result.edition
    content = {
        "title": edition.about.title,
        "edition": edition.about.edition,
        "date": date.isoformat(),
        "language": edition.about.language,
        "connectindex": metadata.version("connectindex"),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "seed": edition.robustness.seed if edition.robustness.vary else None,
        "method": hashlib.sha256(_canonical(_method(edition))).hexdigest(),
        "settings": written(edition),
        "inputs": dict(sorted(edition.inputs.items())),
        "outputs": {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)},
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _method(edition: Edition) -> dict[str, Any]:
    """Tree, methods and indicators as plain values."""
    indicators = {}
    for indicator in edition.indicators.values():
        fields = {f.name: getattr(indicator, f.name) for f in dataclasses.fields(indicator)}
        compute = fields.pop("compute")
        fields["compute"] = f"{compute.__module__}.{compute.__qualname__}" if compute else ""
        indicators[indicator.id] = fields
    return {
        "tree": _plain(edition.tree),
        "methods": _plain(edition.methods),
        "indicators": _plain(indicators),
    }


def _plain(value: Any) -> Any:
    """Frozen values as dicts and lists, with the kind of each method."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"kind": getattr(value, "kind", type(value).__name__), **fields}
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value


def _canonical(content: Any) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False).encode()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
