"""The command line: messages on stderr, data on stdout, exit codes 0 (done), 1 (input), 2 (usage)."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from connectindex.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from connectindex.edition.model import Edition

app = typer.Typer(
    help="From records of links and counts to a published connectivity index.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

importer = typer.Typer(help="Bring an index over from other software.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(importer, name="import")

INTERRUPTED = 130

EditionArgument = Annotated[
    Path | None,
    typer.Argument(help="Folder of the edition; without it, the world edition inside the package."),
]


@app.command(epilog="Examples:  connectindex build  |  connectindex build my-edition -o out --no-pdf --date 2026-11-22")
def build(
    edition: EditionArgument = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder to write; an earlier output is replaced.")] = Path(
        "build"
    ),
    date: Annotated[
        str | None,
        typer.Option(
            "-d",
            "--date",
            help="Date of publication, YYYY-MM-DD; else SOURCE_DATE_EPOCH or the sources' day.",
        ),
    ] = None,
    *,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Make the book, too.")] = True,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but problems.")] = False,
) -> None:
    """Build an index: tables, workbook, pages and book."""
    from connectindex.export import check_target, report  # noqa: PLC0415 - the engine loads when it is used
    from connectindex.index import build as build_index  # noqa: PLC0415

    day = _date(date)
    check_target(out)
    with _progress(quiet=quiet) as progress:
        progress("reading", 0, 1)
        given = _read(edition)
        progress("reading", 1, 1)
        progress("building the index", 0, 1)
        result = build_index(given)
        progress("building the index", 1, 1)
        messages = report(result, out, date=day, pdf=pdf, progress=progress)
    for message in messages:
        _say(message)
    if not quiet:
        ranks = result.ranks["index"]
        ranked = int((ranks.loc[given.about.years[-1]] if ranks.index.nlevels > 1 else ranks).notna().sum())
        title = f"{given.about.title} {given.about.edition}"
        _say(f"{title}: {ranked} ranked, {len(result.left_out)} not; see {out}/index.html")


@app.command(epilog="Example:  connectindex check my-edition")
def check(edition: EditionArgument = None) -> None:
    """List every problem of an edition; exit 1 if there is one."""
    given = _read(edition)
    # a number that cannot be aggregated shows only when the steps are run
    from connectindex.index import build as build_index  # noqa: PLC0415

    result = build_index(given)
    ranked = int(result.ranks["index"].notna().sum())
    _say(f"no problems: {len(given.units.codes)} units, {len(given.indicators)} indicators, {ranked} ranked")


@app.command(epilog="Example:  connectindex new my-edition && connectindex build my-edition")
def new(folder: Annotated[Path, typer.Argument(help="Folder to make; it must be new or empty.")]) -> None:
    """Make a commented starter edition to change into your own."""
    from connectindex.edition.read import starter_folder  # noqa: PLC0415

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError([Problem(str(folder), "must be a new or empty folder")])
    skipped = shutil.ignore_patterns("__init__.py", "__pycache__")
    shutil.copytree(starter_folder(), folder, ignore=skipped, dirs_exist_ok=True)
    _say(f"made {folder}; next: connectindex build {folder} -o {folder}/build")


@app.command(epilog="Example:  connectindex indicators > catalogue.tsv")
def indicators() -> None:
    """List the catalogue of indicators: id, unit, what they need, source (tab-separated)."""
    from connectindex.indicators import CATALOGUE  # noqa: PLC0415

    typer.echo("id\tname\tunit\tneeds\tdefinition\tsource")
    for i in CATALOGUE.values():
        typer.echo("\t".join([i.id, i.name, i.unit, ", ".join(i.inputs), i.definition, i.source]))


@importer.command(
    "coinr",
    epilog="Example:  connectindex import coinr iData.csv iMeta.csv --to my-edition",
)
def import_coinr(
    idata: Annotated[Path, typer.Argument(metavar="IDATA", help="COINr's iData: a row a unit (and year).")],
    imeta: Annotated[Path, typer.Argument(metavar="IMETA", help="COINr's iMeta: a row an indicator or aggregate.")],
    to: Annotated[Path, typer.Option("--to", help="Folder to make; it must be new or empty.")],
    year: Annotated[int | None, typer.Option("--year", help="Year of the values where iData has no Time.")] = None,
) -> None:
    """Bring an index over from COINr (R)."""
    from connectindex.edition.coinr import import_coinr as bring_over  # noqa: PLC0415

    for message in bring_over(idata, imeta, to, year):
        _say(message)


@app.callback(invoke_without_command=True)
def version(
    *, show: Annotated[bool, typer.Option("-V", "--version", help="Print the version and stop.")] = False
) -> None:
    """From records of links and counts to a published connectivity index."""
    if show:
        from importlib import metadata  # noqa: PLC0415

        typer.echo(metadata.version("connectindex"))
        raise typer.Exit


def main() -> None:
    """Run the command; a user's mistake ends in a list of problems, not in a traceback."""
    try:
        app()
    except InputError as error:
        for problem in error.problems:
            _say(str(problem))
        count = len(error.problems)
        _say(f"{count} problem{'s' if count > 1 else ''}; nothing was written")
        sys.exit(1)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # typer has turned Ctrl-C into this exit code
            _say("interrupted; nothing was written")
        raise
    except BrokenPipeError:
        # the reader of our output has gone, as in `connectindex indicators | head`
        sys.stderr.close()
        sys.exit(0)


def _read(folder: Path | None) -> Edition:
    from connectindex.edition.read import read_edition, world  # noqa: PLC0415

    return world() if folder is None else read_edition(folder)


def _date(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"must be a date like 2026-11-22, got {text!r}") from None


def _say(text: str) -> None:
    typer.echo(text, err=True)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda _label, _done, _total: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, object] = {}

        def advance(label: str, done: int, total: int) -> None:
            if label not in tasks:
                tasks[label] = bar.add_task(label, total=total)
            bar.update(tasks[label], completed=done, total=total)  # type: ignore[arg-type]

        yield advance
