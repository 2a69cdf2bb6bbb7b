"""``connectindex check``: the command, its answer for programs (JSON) and as annotations of GitHub."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connectindex.command_parts import in_language, ranked_words
from connectindex.edition.inputs import world_folder
from connectindex.edition.presets import named_edition
from connectindex.errors import InputError
from connectindex.filenames import FILE
from connectindex.terminal import tell, warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connectindex.errors import Problem

HELP = "List every problem of an edition, with exit code 1 if there is one, and warnings of what should be reviewed."
EXAMPLES = "Examples:  connectindex check my-edition  |  connectindex check my-edition --language fr"


@dataclass(frozen=True, slots=True)
class Findings:
    """Hold what a check found: problems, warnings, what was read, and the size of the edition in words."""

    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    read: tuple[str, ...] = ()
    size: str = ""
    ranked: str = ""
    unrun: tuple[str, ...] = ()


def check(
    edition: Annotated[
        Path | None,
        typer.Argument(
            help="Folder of the edition, or a preset such as panel; without it, the world edition inside the package.",
            callback=lambda path: named_edition(path) if path else path,
        ),
    ] = None,
    *,
    language: Annotated[
        str | None,
        typer.Option("-l", "--language", help="Also list what has no version in this language of reports."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON on the standard output.")] = False,
    github: Annotated[
        bool, typer.Option("--github", help="Print them as annotations of GitHub, with file and line.")
    ] = False,
) -> None:
    """Check an edition."""
    if as_json and github:
        raise typer.BadParameter("--json and --github are two formats; give one of them")
    folder = edition or world_folder()
    outcome = findings(folder, language)
    if as_json:
        typer.echo(json.dumps(_table(outcome), indent=2, ensure_ascii=False))
    elif github:
        for line in annotated(outcome, folder):
            typer.echo(line)
    elif outcome.problems:
        raise InputError(outcome.problems, outcome.warnings)
    else:
        _print_findings(outcome)
    if outcome.problems:
        raise typer.Exit(1)


def findings(folder: Path, language: str | None = None) -> Findings:
    """Check an edition: its files, and whether each step can be computed.

    A number that cannot be aggregated shows only when the steps are run; where they need code of the edition, they are
    left out, as a check runs no program.
    """
    from connectindex.audit import responses  # noqa: PLC0415 - the engine loads when it is used
    from connectindex.audit.dossier import Dossier  # noqa: PLC0415
    from connectindex.audit.plausible import implausible  # noqa: PLC0415
    from connectindex.audit.whatif import check_projects  # noqa: PLC0415
    from connectindex.edition.read import read_without_code  # noqa: PLC0415
    from connectindex.pipeline.build import build as build_index  # noqa: PLC0415

    try:
        loaded, unrun = read_without_code(folder)
        loaded = loaded if language is None else in_language(loaded, language)
    except InputError as error:
        return Findings(error.problems, error.warnings)
    read = tuple(line for reading in loaded.readings for line in reading.lines())
    size = f"{len(loaded.units.codes)} units, {len(loaded.indicators)} indicators"
    if unrun:
        return Findings((), tuple(loaded.warnings), read, size, unrun=tuple(unrun))
    try:
        result = build_index(loaded)
        check_projects(result)
        responses.require_known(dossier := Dossier(result))
    except InputError as error:
        return Findings(error.problems, tuple(loaded.warnings), read, size)
    if audited := responses.summary(dossier):
        read = (*read, audited)
    warnings = (*loaded.warnings, *implausible(result), *responses.idle(dossier))
    return Findings((), warnings, read, size, ranked_words(result))


def annotated(outcome: Findings, folder: Path) -> list[str]:
    """Write findings as GitHub's workflow commands, with the file and line of each where they are known."""
    kinds = (("error", outcome.problems), ("warning", outcome.warnings))
    return [_annotation(kind, problem, folder) for kind, problems in kinds for problem in problems]


def _annotation(kind: str, problem: Problem, folder: Path) -> str:
    file, line = place_in_files(problem.place, folder)
    where = {"file": file and (folder / file).as_posix(), "line": line and str(line), "title": "connectindex"}
    properties = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in where.items() if value)
    return f"::{kind} {properties}::{_escaped(str(problem))}"


def place_in_files(place: str, folder: Path) -> tuple[str, int]:
    """Look up the file and line that a place of a problem names; "" and 0 where it names none.

    Rows of a table are lines of its file; a section of index.toml is looked up by its header.
    """
    words = place.split(" ")
    names = (" ".join(words[:n]) for n in range(len(words), 0, -1))
    name = next((n for n in names if n and "\0" not in n and (folder / n).is_file()), "")
    if not name:
        return "", 0
    rest = place[len(name) :]
    if row := re.match(r" row (\d+)", rest):
        return name, int(row[1])
    return name, _line_of_section(folder / FILE, rest) if name == FILE else 0


def _line_of_section(path: Path, place: str) -> int:
    """Look up the line of a section such as ``[method.impute]``, or the second of ``[[links]]``."""
    named = re.match(r" (\[\[?[^]]+\]\]?)(?: (\d+))?", place)
    if named is None:
        return 0
    number = int(named[2] or 1)
    header = named[1]
    lines = path.read_text("utf-8-sig", errors="replace").splitlines()
    while header.strip("[]"):
        matching_lines = [n for n, line in enumerate(lines, start=1) if line.strip().startswith(header)]
        if len(matching_lines) >= number:
            return matching_lines[number - 1]
        header = header.strip("[]").rpartition(".")[0]
        header, number = f"[{header}]", 1
    return 0


def _escaped(text: str, more: str = "") -> str:
    """Escape a text of a workflow command.

    Examples
    --------
    >>> _escaped("50 % of a,b", ",")
    '50 %25 of a%2Cb'
    """
    for sign in ("%", "\r", "\n", *more):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _table(outcome: Findings) -> dict[str, Any]:
    return {
        "ok": not outcome.problems,
        "problems": _rows(outcome.problems),
        "warnings": _rows(outcome.warnings),
        "read": list(outcome.read),
        "size": outcome.size,
        "ranked": outcome.ranked,
        "not_run": list(outcome.unrun),
    }


def _rows(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    return [{key: getattr(p, key) for key in ("place", "rule", "got", "hint", "count")} for p in problems]


def _print_findings(outcome: Findings) -> None:
    for line in outcome.read:
        tell(line)
    counted = warn(outcome.warnings)
    if outcome.unrun:
        tell(f"no problems in the files{counted}: {outcome.size}")
        tell(f"left out, as a check runs no program of an edition: the steps, which need {', '.join(outcome.unrun)}")
        return
    tell(f"no problems{counted}: {outcome.size}, {outcome.ranked}")
