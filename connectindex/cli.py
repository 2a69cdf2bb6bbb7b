"""The command line: messages on stderr, data on stdout, exit codes 0 (done), 1 (input), 2 (usage), 3 (no book)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from connectindex import checking, incomplete, listings
from connectindex.command_parts import (
    comparison,
    day_of,
    effects_of_links,
    first_file,
    in_language,
    losses_of_links,
    places_read,
    ranked_words,
    read,
    up_to_date_notice,
)
from connectindex.downloads.command import EXAMPLES, HELP, download
from connectindex.edition.inputs import source_date
from connectindex.edition.presets import BLANK, STARTER, copy_preset, named_edition, preset_lines
from connectindex.importers import sheet_commands
from connectindex.packing import command as packing
from connectindex.placing import check_target
from connectindex.placing.owned import COMPARISON, REPORT, WHAT_IF
from connectindex.serving import command as serving
from connectindex.terminal import answer, progress_bar, run, say, tell, warn
from connectindex.up_to_date import BOOK
from connectindex.verbosity import with_verbosity

WITHOUT_BOOK = 3

app = typer.Typer(
    help="From records of links and counts to a published connectivity index.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

importer = typer.Typer(
    help="Import units, links or an index from sheets and other software.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(importer, name="import")

app.command(help=HELP, epilog=EXAMPLES)(with_verbosity(download))
app.command(help=checking.HELP, epilog=checking.EXAMPLES)(with_verbosity(checking.check))
app.command(help=serving.HELP, epilog=serving.EXAMPLES)(with_verbosity(serving.serve))
importer.command(help=sheet_commands.UNITS_HELP, epilog=sheet_commands.UNITS_EXAMPLES)(
    with_verbosity(sheet_commands.units)
)
importer.command(help=sheet_commands.LINKS_HELP, epilog=sheet_commands.LINKS_EXAMPLES)(
    with_verbosity(sheet_commands.links)
)
app.command(help=packing.PACK_HELP, epilog=packing.PACK_EXAMPLES)(with_verbosity(packing.pack))
app.command(help=packing.UNPACK_HELP, epilog=packing.UNPACK_EXAMPLES)(with_verbosity(packing.unpack))
app.command(help=listings.METHODS_HELP, epilog=listings.METHODS_EXAMPLES)(with_verbosity(listings.methods))
app.command(help=listings.SCHEMA_HELP, epilog=listings.SCHEMA_EXAMPLES)(with_verbosity(listings.schema))
app.command(help=listings.INDICATORS_HELP, epilog=listings.INDICATORS_EXAMPLES)(with_verbosity(listings.indicators))

EditionArgument = Annotated[
    Path | None,
    typer.Argument(
        help="Folder of the edition, or a preset such as panel; without it, the world edition inside the package.",
        callback=lambda path: named_edition(path) if path else path,
    ),
]


@app.command(
    help="Build an index: tables, workbook, pages and book.",
    epilog="Examples:  connectindex build  |  connectindex build my-edition -o out --no-pdf --date 2026-11-22",
)
@with_verbosity
def build(  # noqa: PLR0913 - one option each
    edition: EditionArgument = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder to write; an earlier output is replaced.")] = Path(
        "build"
    ),
    date: Annotated[
        str | None,
        typer.Option("-d", "--date", help="Date of publication, YYYY-MM-DD; else SOURCE_DATE_EPOCH or day of sources."),
    ] = None,
    *,
    language: Annotated[
        str | None,
        typer.Option("-l", "--language", help="Language of page and book (en, fr, zh, ...); else the edition's."),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Make the book as well.")] = True,
    country: Annotated[
        list[str] | None,
        typer.Option("--country", metavar="CODE", help="Cut this unit's PDF from the book; may be repeated."),
    ] = None,
    countries: Annotated[bool, typer.Option("--countries", help="Cut a PDF of every unit from the book.")] = False,
    since: Annotated[
        Path | None, typer.Option("--since", help="Earlier edition, or its output: a chapter on what changed and why.")
    ] = None,
    what_if: Annotated[
        Path | None, typer.Option("--what-if", help="Table of links: a chapter on their effect.")
    ] = None,
    projects: Annotated[bool, typer.Option("--projects", help="The same for the edition's projects/.")] = False,
    critical: Annotated[
        bool, typer.Option("--critical", help="A chapter on the links whose loss would have the largest effect.")
    ] = False,
    allow_code: Annotated[
        bool, typer.Option("--allow-code", help="Run the edition's Python file and templates, with your access rights.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Build even if nothing has changed.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="End with exit code 3 if the book was not made.")] = False,
) -> None:
    day = day_of(date)
    if (country or countries) and not pdf:
        raise typer.BadParameter("--country and --countries cut from the book, which --no-pdf leaves out")
    if what_if and projects:
        raise typer.BadParameter("--what-if names links to look at, --projects takes the edition's own: one of them")
    options = {"pdf": pdf} | ({"countries": sorted(set(country))} if country and not countries else {})
    # which units are ranked is known when the index is built
    same = not (force or countries or since or what_if or projects or critical)
    if same and (notice := up_to_date_notice(edition, out, day, language, options)):
        tell(notice)
        return
    earlier = [] if since is None else places_read(since)
    check_target(out, REPORT, [*places_read(edition), *earlier, *filter(None, [what_if])])
    from connectindex.audit.plausible import implausible  # noqa: PLC0415 - the engine loads when it is used
    from connectindex.export import report  # noqa: PLC0415
    from connectindex.pipeline.build import build as build_index  # noqa: PLC0415

    with progress_bar() as progress:
        progress("reading", 0, 1)
        loaded = read(edition, allow_code=allow_code)
        loaded = loaded if language is None else in_language(loaded, language)
        progress("reading", 1, 1)
        progress("building the index", 0, 1)
        result = build_index(loaded)
        progress("building the index", 1, 1)
        more = comparison(result, since, progress, allow_code=allow_code)
        more |= effects_of_links(result, what_if, progress, projects=projects)
        more |= losses_of_links(result, progress) if critical else {}
        units = countries or country or ()
        messages = report(result, out, date=day, pdf=pdf, progress=progress, countries=units, **more)
    for message in messages:
        say(message)
    warn([*loaded.warnings, *implausible(result)])
    tell(f"{loaded.about.title} {loaded.about.edition}: {ranked_words(result)}; see {first_file(out)}")
    if strict and pdf and not (out / BOOK).is_file():
        say(f"{out}/{BOOK}: not made, which --strict takes for a failure")
        raise typer.Exit(WITHOUT_BOOK)


@app.command(
    help="Make an edition to change into your own: the commented starter, or a preset.",
    epilog="Example:  connectindex new my-edition --preset lsci && connectindex build my-edition\n\n"
    f"\b\nPresets:\n{preset_lines()}",
)
@with_verbosity
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; it must be new or empty.")],
    preset: Annotated[
        str, typer.Option("-p", "--preset", help="Edition to begin with, of the list below.", metavar="NAME")
    ] = STARTER,
    *,
    blank: Annotated[bool, typer.Option("--blank", help="An edition without data instead.")] = False,
) -> None:
    if blank and preset != STARTER:
        raise typer.BadParameter("--blank has no data, --preset has those of a preset: one of them")
    from connectindex.edition.schema import schema_text  # noqa: PLC0415 - the engine loads when it is used

    made = copy_preset(BLANK if blank else preset, folder, schema_text())
    tell(f"made {folder}: {made.description}")
    if blank:
        tell(f"next: fill in {folder}/units.csv and {folder}/values/values.csv, then connectindex check {folder}")
        return
    if made.citation:
        tell(f"method: {made.citation}; what is as published and what is not: {folder}/notes.md")
    tell(f"next: connectindex build {folder} -o {folder}/build")


@app.command(
    help="Report what changed between two editions, and why, in parts that add up to each change.",
    epilog="Examples:  connectindex compare build-2025 build-2026 -o changes  |  "
    "connectindex compare my-panel my-panel --old-year 2020 --draws 10000",
)
@with_verbosity
def compare(
    old: Annotated[Path, typer.Argument(help="Folder of an edition, or what a build wrote.")],
    new: Annotated[Path, typer.Argument(help="The same for the later one.")],
    *,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder for the tables; an earlier comparison is replaced.")
    ] = None,
    draws: Annotated[
        int | None, typer.Option("--draws", help="Draws for intervals and verdicts; none by default.")
    ] = None,
    old_year: Annotated[
        int | None, typer.Option("--old-year", help="Of a panel; else its last (its first where OLD is NEW).")
    ] = None,
    new_year: Annotated[int | None, typer.Option("--new-year", help="The same.")] = None,
    allow_code: Annotated[bool, typer.Option("--allow-code", help="Run the editions' Python, as build does.")] = False,
) -> None:
    from connectindex.audit.compare import compare as compared  # noqa: PLC0415 - the engine loads when it is used
    from connectindex.export import report_comparison  # noqa: PLC0415

    inputs = places_read(old, new)
    if out is not None:
        check_target(out, COMPARISON, inputs)
    changes = compared(old, new, old_year=old_year, new_year=new_year, draws=draws, allow_code=allow_code)
    for line in changes.summary():
        answer(line)
    if out is not None:
        report_comparison(changes, out, inputs)
        tell(f"see {out}/comparison.csv")


@app.command(
    help="Compute the effect of opened, closed, added or changed links on scores and ranks.",
    epilog="Examples:  connectindex whatif  |  connectindex whatif my-edition planned.csv -o answers  |  "
    "connectindex whatif world --target CHN --ranks 3",
)
@with_verbosity
def whatif(  # noqa: PLR0913 - one option each
    edition: EditionArgument = None,
    links: Annotated[
        Path | None,
        typer.Argument(help="Table of links, optionally with action, project and cost; else the edition's projects/."),
    ] = None,
    *,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder for the tables; earlier ones are replaced.")
    ] = None,
    draws: Annotated[int | None, typer.Option("--draws", help="Draws for intervals; 0: none.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Of the draws; else the edition's.")] = None,
    target: Annotated[str | None, typer.Option("--target", help="Unit that is to gain ranks.")] = None,
    ranks: Annotated[int, typer.Option("--ranks", help="How many ranks it is to gain.")] = 1,
    candidates: Annotated[
        Path | None, typer.Option("--moves", help="Links it may choose from, with their cost; else one more of each.")
    ] = None,
    allow_code: Annotated[bool, typer.Option("--allow-code", help="Run the edition's Python, as build does.")] = False,
) -> None:
    from connectindex.audit.whatif import to_target, what_if  # noqa: PLC0415 - the engine loads when it is used
    from connectindex.audit.whatif.sentences import summary, target_lines  # noqa: PLC0415
    from connectindex.export import read_from, report_what_if  # noqa: PLC0415

    if candidates is not None and target is None:
        raise typer.BadParameter("--moves is for --target")
    inputs = [*places_read(edition), *filter(None, [links, candidates])]
    if out is not None:
        check_target(out, WHAT_IF, inputs)
    loaded = read(edition, allow_code=allow_code)
    lines, tables = list[str](), dict[str, Any]()
    if target is None or links is not None:
        with progress_bar() as progress:
            effects = what_if(loaded, links, draws=draws, seed=seed, progress=progress)
        lines += summary(effects)
        tables |= effects.tables() if out is not None else {}
    if target is not None:
        tables["targets"] = to_target(loaded, target, ranks, candidates)
        lines += target_lines(target, ranks, tables["targets"])
    for line in lines:
        answer(line)
    if out is not None:
        report_what_if(tables, out, [*inputs, *read_from(loaded)])
        tell(f"see {out}/{next(iter(tables))}.csv")


@app.command(
    help="Show what a published file holds, and the [[values]] block that reads it.",
    epilog="Examples:  connectindex inspect API_IT.NET.USER.ZS.zip  |  "
    "connectindex inspect downloads/table.xlsx --edition my-edition --write",
)
@with_verbosity
def inspect(
    file: Annotated[
        Path, typer.Argument(help="CSV, TSV, XLSX or Parquet as it was published, or one in a .zip or .gz.")
    ],
    *,
    edition: Annotated[
        Path | None, typer.Option("-e", "--edition", help="Folder of the edition, whose units are looked up.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Add the block to the edition's index.toml, whose comments stay.")
    ] = False,
) -> None:
    from connectindex.edition.added import add_block  # noqa: PLC0415 - loaded when it is used
    from connectindex.edition.inspect_file import inspect_file  # noqa: PLC0415
    from connectindex.readers.inspect import lines as inspection_lines  # noqa: PLC0415

    if write and edition is None:
        raise typer.BadParameter("--write needs --edition, the folder whose index.toml it adds to")
    inspection = inspect_file(file, edition)
    for line in inspection_lines(inspection):
        tell(line)
    if inspection.still:
        say(f"to be said: {inspection.still}")
    for line in inspection.block.splitlines():
        answer(line)
    if inspection.problems:
        raise typer.Exit(1)
    if write and edition is not None:
        add_block(edition, inspection.keys)
        tell(f"added to {edition}/index.toml")


@importer.command(
    "coinr",
    help="Import an index from COINr (R).",
    epilog="Example:  connectindex import coinr iData.csv iMeta.csv --to my-edition",
)
@with_verbosity
def import_coinr(
    idata: Annotated[Path, typer.Argument(metavar="IDATA", help="COINr's iData: one row per unit (and year).")],
    imeta: Annotated[Path, typer.Argument(metavar="IMETA", help="COINr's iMeta: one row per indicator or aggregate.")],
    to: Annotated[Path, typer.Option("--to", help="Folder to make; it must be new or empty.")],
    year: Annotated[int | None, typer.Option("--year", help="Year of the values where iData has no Time.")] = None,
) -> None:
    from connectindex.importers.coinr import import_coinr as bring_over  # noqa: PLC0415

    for message in bring_over(idata, imeta, to, year):
        tell(message)


@app.callback(invoke_without_command=True)
def version(
    *, show: Annotated[bool, typer.Option("-V", "--version", help="Print the version and stop.")] = False
) -> None:
    source_date()  # before a library meets it, and stops
    if show:
        from importlib import metadata  # noqa: PLC0415

        typer.echo(metadata.version("connectindex"))
        raise typer.Exit


def main() -> None:
    """Run the command."""
    sys.exit(run(_app_of_a_whole_package))


def _app_of_a_whole_package() -> None:
    if lacking := incomplete():
        say(lacking)
        sys.exit(1)
    app()
