"""Replication packages: an edition, its outputs and all that is needed to make them again, in one zip file."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import math
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex.command_parts import in_language
from connectindex.edition.inputs import digest
from connectindex.edition.read import read_edition
from connectindex.errors import InputError, Problem, shown
from connectindex.export import report
from connectindex.filenames import LICENCES, LOCK, MANIFEST
from connectindex.output import publication_date
from connectindex.packing import texts
from connectindex.packing.archive import unzipped, zipped
from connectindex.pipeline.build import build
from connectindex.placing import new_folder_problems, reserved
from connectindex.reports.data.licences import licence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectindex.edition.model import Edition
    from connectindex.pipeline.result import Result

EDITION, OUTPUT, SUMS = "edition/", "output/", "SHA256SUMS"
PASSED_OVER = (MANIFEST,)  # of two outputs: it names the versions of libraries, which may differ


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Hold the comparison of a rebuilt output with the one of the package.

    Parameters
    ----------
    files
        Number of files of the package's output.
    other
        Names of files whose bytes differ, or that are in one of the two alone.
    numbers
        Number of figures of tables that were compared.
    differing
        Number of those that differ.
    largest
        Largest absolute difference.
    messages
        Of the build, such as why there are no pages or no book.
    """

    files: int
    other: tuple[str, ...]
    numbers: int
    differing: int
    largest: float
    messages: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Tell whether every number is the same."""
        return self.differing == 0


def pack(
    folder: Path, out: Path, date: dt.date | None = None, *, pdf: bool = True, allow_code: bool = False
) -> tuple[Result, list[str]]:
    """Build an edition, write the replication package, and return the result with the messages of the build.

    Parameters
    ----------
    folder
        Of the edition.
    out
        The zip file; it must be new.
    date
        Of publication; None: as a build has it.
    pdf
        Whether the book is made, too.
    allow_code
        Whether the edition's Python file and templates may run.

    Raises
    ------
    InputError
        The edition has problems; or the file is there already, or lies where it cannot be written.
    """
    problems = _target_problems(out)
    if problems:
        raise InputError(problems)
    edition = read_edition(folder, allow_code=allow_code)
    result = build(edition)
    day = date or publication_date(edition)
    with tempfile.TemporaryDirectory() as home:
        messages = report(result, Path(home, "out"), date=day, pdf=pdf)
        output = _read_whole(Path(home, "out"))
    files = {f"{EDITION}{name}": content for name, content in _inputs(folder, edition).items()}
    files |= {f"{OUTPUT}{name}": content for name, content in output.items()}
    _write(out, zipped(_with_texts(files, edition, day)))
    return result, messages


def _with_texts(files: dict[str, bytes], edition: Edition, day: dt.date) -> dict[str, bytes]:
    manifest = json.loads(files[f"{OUTPUT}{MANIFEST}"])
    licences_of_edition = files.get(f"{EDITION}{LICENCES}", b"").decode("utf-8", "replace")
    known = licence(edition.about.licence)
    named = {
        "requirements.lock": texts.requirements_lock(),
        "LICENSES.md": texts.licences(edition, licences_of_edition),
        ".zenodo.json": texts.zenodo(edition, day, known.id if known else ""),
    }
    listed = sorted([*files, *named])
    named["README.md"] = texts.readme(edition, day, manifest, listed)
    files = {**files, **{name: text.encode() for name, text in named.items()}}
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return {**files, SUMS: sums.encode()}


def _inputs(folder: Path, edition: Edition) -> dict[str, bytes]:
    """Read the files that the edition was read from, unchanged since; and what was noted of downloads."""
    inputs: dict[str, bytes] = {}
    problems = []
    for name, sha in edition.inputs.items():
        content = (folder / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha:
            problems.append(Problem(name, "must not change while it is packed", "", "try again"))
        inputs[name] = content
    if problems:
        raise InputError(problems)
    if (folder / LOCK).is_file():
        inputs[LOCK] = (folder / LOCK).read_bytes()
    return inputs


def _target_problems(out: Path) -> list[Problem]:
    if out.exists() or out.is_symlink():
        return [Problem(str(out), "must be a new file", "", "move the one that is there away, or name another")]
    if not out.parent.is_dir():
        return [Problem(str(out), "must lie in a folder that is there", str(out.parent))]
    return []


def _write(out: Path, content: bytes) -> None:
    """Write a new file; where that fails nothing is left of it."""
    with out.open("xb") as file:
        try:
            file.write(content)
        except BaseException:
            out.unlink()
            raise


def _read_whole(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def unpack(path: Path, target: Path) -> int:
    """Check the hashes of a package, and write its files to a new folder; return their number.

    Raises
    ------
    InputError
        The zip file is none or unsafe, a file is not as its hash says, or the folder is not new.
    """
    problems = new_folder_problems(target)
    try:
        files = unzipped(path)
        problems += list(_hash_problems(path, files))
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    with reserved(target) as place:
        place(files)
    return len(files)


def _hash_problems(path: Path, files: Mapping[str, bytes]) -> list[Problem]:
    if SUMS not in files or f"{OUTPUT}{MANIFEST}" not in files or f"{EDITION}index.toml" not in files:
        rule = f"must be a replication package: {SUMS}, {EDITION}index.toml and {OUTPUT}{MANIFEST}"
        return [Problem(str(path), rule, "", "connectindex pack makes one")]
    lines = files[SUMS].decode("utf-8", "replace").splitlines()
    sums = {name: sha for sha, _, name in (line.partition("  ") for line in lines)}
    here = {name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != SUMS}
    problems = [Problem(f"{path} {name}", f"must be in {SUMS}") for name in here if name not in sums]
    problems += [Problem(f"{path} {name}", "must be there") for name in sums if name not in here]
    return problems + [
        Problem(f"{path} {name}", "must match its hash", shown(sha[:12]))
        for name, sha in here.items()
        if sums.get(name, sha) != sha
    ]


def rebuild(folder: Path, *, allow_code: bool = False) -> Rebuilt:
    """Build the edition of an unpacked package anew, and compare the output with that of the package."""
    manifest: dict[str, Any] = json.loads((folder / OUTPUT / MANIFEST).read_text("utf-8"))
    edition = in_language(read_edition(folder / EDITION, allow_code=allow_code), manifest["language"])
    result = build(edition)
    day = dt.date.fromisoformat(manifest["date"])
    with tempfile.TemporaryDirectory() as home:
        new = Path(home, "out")
        pdf = bool(manifest["options"].get("pdf"))
        messages = report(result, new, date=day, pdf=pdf, countries=manifest["options"].get("countries", ()))
        return replace(compared(folder / OUTPUT, new), messages=tuple(messages))


def compared(old: Path, new: Path) -> Rebuilt:
    """Compare two outputs: bytes of all files, numbers of the tables."""
    names = {p.relative_to(f).as_posix() for f in (old, new) for p in f.rglob("*") if p.is_file()} - {*PASSED_OVER}
    other = [n for n in sorted(names) if not _same(old / n, new / n)]
    numbers, differing, largest = 0, 0, 0.0
    for name in sorted(n for n in names if n.startswith("tables/") and n.endswith(".csv")):
        if not (old / name).is_file() or not (new / name).is_file():
            differing += 1
            continue
        count, wrong, most = differences((old / name).read_text("utf-8"), (new / name).read_text("utf-8"))
        numbers, differing, largest = numbers + count, differing + wrong, max(largest, most)
    return Rebuilt(len(names), tuple(other), numbers, differing, largest)


def _same(a: Path, b: Path) -> bool:
    return a.is_file() and b.is_file() and digest(a) == digest(b)


def differences(old: str, new: str) -> tuple[int, int, float]:
    r"""Count the numbers of a table, those that differ from another's, and the largest difference.

    A row or cell that one of the two lacks differs, and so does a text.

    Examples
    --------
    >>> differences("unit,x\nA,1.5\nB,2\n", "unit,x\nA,1.75\nB,2\n")
    (2, 1, 0.25)
    """
    before, after = (list(csv.reader(io.StringIO(text, newline=""))) for text in (old, new))
    numbers, differing, largest = 0, abs(len(before) - len(after)), 0.0
    for row, other in zip(before, after, strict=False):
        differing += abs(len(row) - len(other))
        for a, b in zip(row, other, strict=False):
            x, y = _number(a), _number(b)
            numbers += x is not None
            if a != b:
                differing += x is None or y is None or x != y
                largest = max(largest, abs(x - y)) if x is not None and y is not None else largest
    return numbers, differing, largest


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
