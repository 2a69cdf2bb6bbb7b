"""``connectindex pack`` and ``connectindex unpack``: the commands."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import Annotated

import typer

from connectindex.command_parts import day_of, ranked_words
from connectindex.edition.presets import named_edition
from connectindex.terminal import say, tell

PACK_HELP = "Write a replication package: the edition, its outputs, versions, licences and hashes in one zip file."
PACK_EXAMPLES = "Example:  connectindex pack my-edition package.zip"
UNPACK_HELP = "Unpack a replication package, rebuild it and report whether every byte and number is the same."
UNPACK_EXAMPLES = "Example:  connectindex unpack package.zip again"
SHOWN = 20

AllowCode = Annotated[bool, typer.Option("--allow-code", help="Run the edition's Python, as build does.")]


def pack(
    edition: Annotated[
        Path,
        typer.Argument(help="Folder of the edition, or a preset such as panel.", callback=named_edition),
    ],
    out: Annotated[Path, typer.Argument(help="Zip file to make; it must be new.")],
    date: Annotated[
        str | None, typer.Option("-d", "--date", help="Date of publication, YYYY-MM-DD; else as of a build.")
    ] = None,
    *,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Make the book as well.")] = True,
    allow_code: AllowCode = False,
) -> None:
    """Make a package."""
    from connectindex.packing.archive import unzipped  # noqa: PLC0415 - the engine loads when it is used
    from connectindex.packing.package import pack as packed  # noqa: PLC0415

    result, messages = packed(edition, out, day_of(date), pdf=pdf, allow_code=allow_code)
    for message in messages:
        say(message)
    tell(f"{edition}: {len(unzipped(out))} files, {ranked_words(result)}; see {out}")


def unpack(
    package: Annotated[Path, typer.Argument(help="Zip file that pack made.")],
    folder: Annotated[Path, typer.Argument(help="Folder to make; it must be new or empty.")],
    *,
    allow_code: AllowCode = False,
) -> None:
    """Unpack a package, and build it anew."""
    from connectindex.packing.package import rebuild  # noqa: PLC0415 - the engine loads when it is used
    from connectindex.packing.package import unpack as unpacked  # noqa: PLC0415

    number = unpacked(package, folder)
    tell(f"{folder}: {number} files match their hashes")
    rebuilt = rebuild(folder, allow_code=allow_code)
    for message in rebuilt.messages:
        say(message)
    for name in rebuilt.other[:SHOWN]:
        say(f"other bytes: {name}")
    if len(rebuilt.other) > SHOWN:
        say(f"and {len(rebuilt.other) - SHOWN} more")
    same = f"the same bytes: {rebuilt.files - len(rebuilt.other)} of {rebuilt.files} files"
    if not rebuilt.same:
        say(f"{same}; {rebuilt.differing:,} of {rebuilt.numbers:,} numbers differ, by {rebuilt.largest:.3g} at most")
        raise typer.Exit(1)
    say(f"{same}; every number is the same")
