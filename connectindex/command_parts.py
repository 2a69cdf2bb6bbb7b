"""Parts that several commands share: the edition, the date of publication, and optional analyses of a result."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from connectindex.edition.inputs import read_places, world_folder
from connectindex.errors import InputError
from connectindex.filenames import FILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from connectindex.edition.model import Edition
    from connectindex.pipeline.result import Result

PANEL_YEARS = 5  # of which the counts are printed


def ranked_words(result: Result) -> str:
    """Count the units that are ranked, and those that are not; in a panel by year."""
    years = result.edition.about.years
    several = len(years) > 1
    counts = {y: int(result.of_year(result.ranks["index"], y).notna().sum()) for y in years}
    units = {y: len(result.edition.units.in_year(y).codes) for y in years}
    words = [f"{n} ranked, {units[year] - n} not" + (f" in {year}" if several else "") for year, n in counts.items()]
    return "; ".join(words[-PANEL_YEARS:])


def read(folder: Path | None, *, allow_code: bool = False) -> Edition:
    """Read an edition; none: the world's."""
    from connectindex.edition.read import read_edition, world  # noqa: PLC0415

    return world() if folder is None else read_edition(folder, allow_code=allow_code)


def places_read(*paths: Path | None) -> list[Path]:
    """List the paths that are read of editions (none: the world's) and of outputs, which are read whole."""
    folders = [world_folder() if folder is None else folder for folder in paths]
    return [p for folder in folders for p in (read_places(folder) if (folder / FILE).is_file() else [folder])]


def first_file(out: Path) -> Path:
    """Return what a reader opens first: the page, or the ranking where there is none."""
    page = out / "index.html"
    return page if page.is_file() else out / "tables" / "ranks.csv"


def up_to_date_notice(
    edition: Path | None, out: Path, date: dt.date | None, language: str | None, options: dict[str, Any]
) -> str:
    """Describe an output that a build would not change; empty where it would."""
    from connectindex.up_to_date import up_to_date  # noqa: PLC0415

    manifest = up_to_date(edition or world_folder(), out, date, language, options)
    return f"{manifest['title']} {manifest['edition']}: up to date; see {first_file(out)}" if manifest else ""


def comparison(
    result: Result, since: Path | None, progress: Callable[[str, int, int], None], *, allow_code: bool
) -> dict[str, Any]:
    """Compare with an earlier edition, with intervals where the edition varies assumptions."""
    if since is None:
        return {}
    from connectindex.audit.compare import compare as compared  # noqa: PLC0415 - most builds do not need it

    settings = result.edition.robustness
    progress("change since", 0, 1)
    changes = compared(since, result, draws=settings.draws if settings.vary else None, allow_code=allow_code)
    progress("change since", 1, 1)
    return {"since": changes}


def effects_of_links(
    result: Result, links: Path | None, progress: Callable[[str, int, int], None], *, projects: bool
) -> dict[str, Any]:
    """Compute the effect of links of a table, or of the edition's projects."""
    if links is None and not projects:
        return {}
    from connectindex.audit.whatif import what_if  # noqa: PLC0415 - most builds do not need it

    return {"what_if": what_if(result, links, progress=progress)}


def losses_of_links(result: Result, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Compute what the loss of each link would do."""
    from connectindex.audit.whatif.criticality import criticality  # noqa: PLC0415 - most builds do not need it

    progress("losing links", 0, 1)
    losses = criticality(result)
    progress("losing links", 1, 1)
    return {"critical": losses}


def in_language(edition: Edition, language: str) -> Edition:
    """Change the language of an edition's report; warnings list what the edition does not say in it."""
    from connectindex.edition.languages import language_problems  # noqa: PLC0415
    from connectindex.reports.untranslated import untranslated  # noqa: PLC0415

    problems = language_problems(language, edition.folder, "--language")
    if problems:
        raise InputError(problems)
    warnings = (*edition.warnings, *untranslated(edition, language))
    return replace(edition, about=replace(edition.about, language=language), warnings=warnings)


def day_of(text: str | None) -> dt.date | None:
    """Read a date of the command line."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"must be a date like 2026-11-22, got {text!r}") from None
