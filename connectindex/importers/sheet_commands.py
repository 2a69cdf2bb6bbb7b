"""``connectindex import units`` and ``connectindex import links``: the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from connectindex.errors import InputError, Problem
from connectindex.terminal import tell

UNITS_HELP = "Write units.csv from the names or codes of countries in a sheet."
UNITS_EXAMPLES = "Example:  connectindex import units mydata.xlsx -o my-edition/units.csv"
LINKS_HELP = "Write link records from a sheet: a matrix of units x units, or a list of pairs, by code or name."
LINKS_EXAMPLES = (
    "Example:  connectindex import links mydata.xlsx --sheet Flights --edition my-edition --mode flights --year 2023 "
    "-o my-edition/links/flights.csv"
)

File = Annotated[Path, typer.Argument(help="XLSX workbook, or CSV in UTF-8.")]
SheetTitle = Annotated[str, typer.Option("--sheet", help="Of a workbook; else its first.")]
Out = Annotated[
    Path | None, typer.Option("-o", "--out", help="File to write: new, or with no row below its header; else printed.")
]


def units(file: File, *, sheet: SheetTitle = "", out: Out = None) -> None:
    """Write units."""
    from connectindex.importers.sheets import read_sheet, units_of  # noqa: PLC0415 - loaded when it is used

    _give(*units_of(read_sheet(file, sheet)), out)


def links(
    file: File,
    *,
    edition: Annotated[Path, typer.Option("-e", "--edition", help="Folder of the edition, whose units are looked up.")],
    mode: Annotated[str, typer.Option("--mode", help="Type of link, as under [modes].")],
    year: Annotated[int, typer.Option("--year", help="Of the records.")],
    sheet: SheetTitle = "",
    source: Annotated[str, typer.Option("--source", help="Id of their source in sources.csv.")] = "",
    out: Out = None,
) -> None:
    """Write link records."""
    from connectindex.importers.sheets import links_of, read_sheet  # noqa: PLC0415 - loaded when it is used

    _give(*links_of(read_sheet(file, sheet), edition, mode, year, source), out)


def _give(text: str, notes: list[str], out: Path | None) -> None:
    """Print a table, or write it where nothing is lost."""
    if out is not None and out.is_file() and len(out.read_text("utf-8", errors="replace").split("\n", 1)[-1].strip()):
        hint = "give another name, or delete it first"
        raise InputError([Problem(str(out), "must be new, or have no row", "", hint)])
    for note in notes:
        tell(note)
    if out is None:
        typer.echo(text, nl=False)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, "utf-8", newline="\n")
    tell(f"wrote {out}")
