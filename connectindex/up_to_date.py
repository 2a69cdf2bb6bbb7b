"""Check whether a build would change an output, from files alone, without loading the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectindex.edition.inputs import digest, input_files, matched, parsed_settings, source_date, unread_date
from connectindex.filenames import FILE
from connectindex.placing.owned import earlier, state
from connectindex.versions import code, libraries

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

BOOK = "report.pdf"
# what would need a query to a database
ELSEWHERE = ("postgres", "spark")
LINKED = {"parquet": "*.parquet", "csv": "*.csv", "duckdb": ""}


def up_to_date(
    folder: Path, out: Path, date: dt.date | None, language: str | None, options: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Return the manifest of an output that a build would not change; None where anything differs or is unknown.

    Parameters
    ----------
    folder
        Of the edition.
    out
        Where an output may be.
    date, language
        As given to the build; None where that of the edition holds.
    options
        Its other options, as its manifest would record them.

    Notes
    -----
    Compared are this package's code, the versions of libraries, the date, the language, the options, the hash
    of each input, and that of each file the manifest lists; others in `out` are the user's.
    """
    try:
        manifest = earlier(out) or {}
        document = parsed_settings((folder / FILE).read_text("utf-8-sig"))
        same = (
            manifest["options"] == dict(options)
            and manifest["language"] == (language or document["index"].get("language", "en"))
            and manifest["date"] == _date(folder, document, date)
            and manifest["libraries"] == libraries()
            and manifest["code"] == code()
            and manifest["inputs"] == _inputs(folder, document)
            and all(state(out, name) == sha for name, sha in manifest["outputs"].items())
            and (not options.get("pdf") or BOOK in manifest["outputs"])
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None  # the build reports the error in full
    return manifest if same else None


def _date(folder: Path, document: Mapping[str, Any], date: dt.date | None) -> str:
    return str(date or source_date() or unread_date(folder, document))


def _inputs(folder: Path, document: Mapping[str, Any]) -> dict[str, str]:
    folder = folder.absolute()
    files = [*input_files(folder, document), *_linked(folder, document.get("links", []))]
    home = folder.resolve()
    if any(not path.resolve().is_relative_to(home) for path in files):
        raise ValueError("a file outside the edition")
    return {path.relative_to(folder).as_posix(): digest(path) for path in dict.fromkeys(files)}


def _linked(folder: Path, sections: list[Mapping[str, Any]]) -> list[Path]:
    """List files that ``[[links]]`` names."""
    files: list[Path] = []
    for section in sections:
        if any(kind in section for kind in ELSEWHERE):
            raise ValueError("links that lie elsewhere")
        for kind, below in LINKED.items():
            files += matched(folder, section[kind], below) if kind in section else []
    return files
