"""What an edition wants to be downloaded, and how it gets its place: whole, or not at all."""

from __future__ import annotations

import fnmatch
import os
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from connectindex.downloads.fetch import FetchError, checked, fetch
from connectindex.downloads.lock import Download, read_lock, write_lock
from connectindex.edition.files import decoded
from connectindex.edition.inputs import digest, parsed_settings
from connectindex.edition.settings import parse_sections
from connectindex.errors import InputError, Problem, shown
from connectindex.filenames import FILE, LOCK

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from connectindex.downloads.fetch import Limits
    from connectindex.edition.settings import File

ANY = "*/*"
SDMX_CSV = "application/vnd.sdmx.data+csv, text/csv;q=0.9, */*;q=0.1"  # SDMX services send XML by default
BEGINNINGS = {".zip": b"PK\x03\x04", ".xlsx": b"PK\x03\x04", ".gz": b"\x1f\x8b", ".parquet": b"PAR1"}
ENDINGS = (".csv", ".tsv", ".txt", ".dat", ".xlsx", ".parquet", ".zip", ".gz")  # no programs, no templates
PAGES = (b"<!doctype html", b"<html")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that an edition wants: where its settings say so, its path in the edition, address and form."""

    place: str
    file: str
    url: str
    accept: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was fetched and waits for its place."""

    wanted: Wanted
    aside: Path
    sha256: str


def download(
    folder: Path, day: dt.date, limits: Limits, only: Sequence[str] = (), tell: Callable[[str], None] = lambda _: None
) -> list[str]:
    """Download the files whose addresses ``[[values]]``, ``[[places]]`` and ``[[links]]`` of an edition name.

    Parameters
    ----------
    folder
        Of the edition.
    day
        Written into the lock file for each file that is new or has changed.
    limits
        Of each download.
    only
        Patterns of the paths to download; all where there is none.
    tell
        Called with a line for each file that is requested.

    Returns
    -------
    A line for each file: new, changed or the same.

    Raises
    ------
    InputError
        With every problem: addresses that cannot be fetched, files that were changed since they were downloaded. The
        edition is as it was.
    """
    wanted, problems = wanted_of(_sections(folder), folder, only)
    lock, new_problems = read_lock(folder)
    problems += new_problems
    if problems:
        raise InputError(problems)
    if not wanted:
        hint = "add url = to a [[values]], [[places]] or [[links]] block"
        raise InputError([Problem(FILE, "must name an address of a file", ", ".join(only), hint)])
    with ExitStack() as stack:
        fetched = []
        for one in wanted:
            tell(f"{one.file}: {one.url}")
            try:
                fetched.append(_fetched(one, folder, limits, stack))
            except FetchError as error:
                problems.append(error.problem(f"{one.place} url"))
            except OSError as error:
                problems.append(Problem(one.file, "must be a file that can be written", error.strerror or str(error)))
        problems += [p for f in fetched for p in _changed_files(f, folder, lock.get(f.wanted.file))]
        if problems:
            raise InputError(problems)
        return [_placed(f, folder, lock, day) for f in fetched]


def wanted_of(sections: File, folder: Path, only: Sequence[str] = ()) -> tuple[list[Wanted], list[Problem]]:
    """List the files that settings want, each once, and what cannot be wanted."""
    by_file, problems = dict[str, Wanted](), list[Problem]()
    for one in _named(sections):
        if only and not any(fnmatch.fnmatchcase(one.file, p) for p in only):
            continue
        wrong = _problem(one, folder)
        earlier = by_file.setdefault(one.file, one)
        if earlier.url != one.url:
            rule = f"must be the address that {earlier.place} has for the same file"
            wrong = Problem(f"{one.place} url", rule, shown(one.url))
        problems += [wrong] if wrong else []
    for pattern in only:
        if not any(fnmatch.fnmatchcase(one.file, pattern) for one in _named(sections)):
            known = ", ".join(dict.fromkeys(one.file for one in _named(sections)))
            problems.append(Problem("--only", "must be a file with an address", shown(pattern), f"known: {known}"))
    return list(by_file.values()), problems


def _sections(folder: Path) -> File:
    text, problems = decoded(folder / FILE, FILE) if (folder / FILE).is_file() else (None, [])
    if text is None:
        raise InputError(problems or [Problem(str(folder), f"must be a folder with an {FILE}")])
    try:
        document = parsed_settings(text)
    except (ValueError, RecursionError) as error:
        raise InputError([Problem(FILE, "must be valid TOML", str(error))]) from error
    sections, problems = parse_sections(document)
    if sections is None or problems:
        raise InputError(problems)
    return sections


def _named(sections: File) -> Iterator[Wanted]:
    for n, block in enumerate(sections.values, start=1):
        if block.url:
            usual = SDMX_CSV if block.format == "sdmx" else ANY
            yield Wanted(f"{FILE} [[values]] {n}", block.file, block.url, block.accept or usual)
    for n, places in enumerate(sections.places, start=1):
        if places.url:
            yield Wanted(f"{FILE} [[places]] {n}", places.file, places.url, places.accept or ANY)
    for n, section in enumerate(sections.links, start=1):
        if section.url:
            file = section.csv or section.parquet or ""
            yield Wanted(f"{FILE} [[links]] {n}", file, section.url, section.accept or ANY)


def _problem(one: Wanted, folder: Path) -> Problem | None:
    """Return why a file cannot be wanted; None where it can."""
    path = PurePosixPath(one.file)
    hidden = any(p.startswith((".", "~$")) for p in path.parts)
    if set(one.file) & set("*?[]\\\0") or path.is_absolute() or hidden or path.suffix.lower() not in ENDINGS:
        rule = "must be the path of one file of data in the edition, where an address is given"
        return Problem(f"{one.place} file", rule, shown(one.file), f"its ending one of {', '.join(ENDINGS)}")
    if not (folder / path).resolve().is_relative_to(folder.resolve()) or (folder / path).is_symlink():
        return Problem(f"{one.place} file", "must lie inside the edition", shown(one.file))
    try:
        checked(one.url)
    except FetchError as error:
        return error.problem(f"{one.place} url")
    return None


def _fetched(one: Wanted, folder: Path, limits: Limits, stack: ExitStack) -> Fetched:
    """Download a file to a temporary name next to its final place."""
    target = folder / one.file
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".download-", delete=False) as file:
        aside = Path(file.name)
        stack.callback(_gone, aside)
        sha256 = fetch(one.url, one.accept, file, limits, packed=target.suffix == ".gz")  # type: ignore[arg-type]
    with aside.open("rb") as file:
        head = file.read(64)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(PAGES):
        raise FetchError("must be a file of data", "a web page", "take the address of the file itself")
    for ending, beginning in BEGINNINGS.items():
        if target.suffix == ending and not head.startswith(beginning):
            raise FetchError(f"must be a file like its name, {target.name}", _what(head))
        if target.suffix in (".csv", ".tsv", ".txt") and head.startswith(beginning):
            raise FetchError(f"must be a file like its name, {target.name}", f"a file {ending}", f"name it ...{ending}")
    return Fetched(one, aside, sha256)


def _changed_files(fetched: Fetched, folder: Path, before: Download | None) -> list[Problem]:
    """A file that is not as it was downloaded is the user's, unless it is what was fetched now."""
    path = folder / fetched.wanted.file
    if not os.path.lexists(path):
        return []
    try:
        now = digest(path)
    except OSError as error:
        return [Problem(fetched.wanted.file, "must be a file that can be read", error.strerror or "")]
    if now in (fetched.sha256, before.sha256 if before else ""):
        return []
    changed = f"must be as it was downloaded on {before.date}; it was changed since" if before else ""
    rule = changed or f"must be a download that {LOCK} lists, and is a file of yours"
    return [Problem(fetched.wanted.file, rule, "", "move or delete it, then download again")]


def _placed(fetched: Fetched, folder: Path, lock: dict[str, Download], day: dt.date) -> str:
    """Put a file into its place, and its day and hash into the lock file; a file that stays the same keeps its day."""
    name, path = fetched.wanted.file, folder / fetched.wanted.file
    before, same = lock.get(name), path.exists() and digest(path) == fetched.sha256
    if wrong := _changed_files(fetched, folder, before):  # changed while others were fetched
        raise InputError(wrong)
    size = fetched.aside.stat().st_size
    if not same:
        fetched.aside.chmod((folder / FILE).stat().st_mode & 0o666)
        fetched.aside.replace(path)
    kept = before if before and before.sha256 == fetched.sha256 and before.url == fetched.wanted.url else None
    lock[name] = kept or Download(fetched.wanted.url, day, fetched.sha256)
    if not kept:
        write_lock(folder, lock)
    word = "the same" if same else "changed" if before else "new"
    return f"{name}: {word}, {size:,} bytes"


def _gone(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _what(head: bytes) -> str:
    kind = next((ending for ending, beginning in BEGINNINGS.items() if head.startswith(beginning)), "")
    return f"a file {kind}" if kind else shown(head[:24].decode("utf-8", "replace"))
