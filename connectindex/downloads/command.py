"""``connectindex download``: the command."""

from __future__ import annotations

import datetime as dt
from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import Annotated

import typer

from connectindex.terminal import tell

HELP = "Download the files whose addresses an edition gives: url = in [[values]], [[places]] and [[links]]."
EXAMPLES = "Examples:  connectindex download my-edition  |  connectindex download my-edition --only 'downloads/wdi*'"


def download(
    edition: Annotated[Path, typer.Argument(help="Folder of the edition.")],
    date: Annotated[
        str | None, typer.Option("-d", "--date", help="Day written into downloads/lock.toml, YYYY-MM-DD; else today.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="FILE", help="Only this file, or pattern; may be repeated.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=1, max=86_400, help="Maximum time for one file.")] = 300,
    megabytes: Annotated[int, typer.Option(min=1, max=100_000, help="Maximum size of one file.")] = 512,
    *,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow servers on this machine and in private networks.")
    ] = False,
) -> None:
    """Download what an edition names."""
    from connectindex.downloads.fetch import Limits  # noqa: PLC0415 - the engine loads when it is used
    from connectindex.downloads.plan import download as downloaded  # noqa: PLC0415

    limits = Limits(seconds, megabytes * 2**20, allow_private)
    for line in downloaded(edition, _day(date), limits, only or (), tell):
        tell(line)


def _day(text: str | None) -> dt.date:
    if text is None:
        return dt.datetime.now(tz=dt.UTC).date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"must be a date like 2026-11-22, got {text!r}") from None
