"""Style of a report: what ``[report]`` and ``templates/`` say of how a report looks, read and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connectindex.errors import Problem, did_you_mean, shown
from connectindex.filenames import FILE
from connectindex.model.display import Brief
from connectindex.style.colours import colour_problems, edition_colours
from connectindex.style.fontfile import FONT_KEYS, FontFile, font_file
from connectindex.style.pictures import Picture, picture
from connectindex.style.templates import parsed_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from connectindex.model.report_chapter import ReportChapter
    from connectindex.style.section import ReportSection

# chapters of the book and sections of the page, in their usual order; those without content are left out anyway
SECTIONS = (
    "foreword",
    "findings",
    "reading",
    "quality",
    "ranking",
    "groups",
    "pillars",
    "change",
    "since",
    "what_if",
    "critical",
    "links",
    "outcomes",
    "profiles",
    "unranked",
    "method",
    "audit",
    "data",
    "values",
    "sources",
    "filled",
    "notes",
    "glossary",
    "references",
)
PLACE = f"{FILE} [report]"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReportStyle(Brief):
    """How a report looks, as far as an edition says so.

    Parameters
    ----------
    logo
        Stands on the cover and on every page.
    colours
        By "light" and "dark": colours that differ from the package's, by their names.
    fonts
        By weight: regular, medium, semibold, bold, italic.
    sections
        Chapters to show, in order; empty for all in their usual order.
    templates
        Texts of templates and style sheets that replace the package's, by name.
    """

    logo: Picture | None = None
    colours: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fonts: Mapping[str, FontFile] = field(default_factory=dict)
    sections: tuple[str, ...] = ()
    templates: Mapping[str, str] = field(default_factory=dict)


def parsed_style(
    section: ReportSection, folder: Path, chapters: Sequence[ReportChapter] = ()
) -> tuple[ReportStyle, list[Problem]]:
    """The style of an edition's report, and everything that is wrong with it."""
    logo, problems = _read(section.logo, "logo", folder, picture)
    colours = section.colours.model_dump(exclude_none=True)
    colour_faults = colour_problems(colours, f"{PLACE} colours")
    fonts = {}
    named = section.fonts.model_dump() if section.fonts else {}
    for weight in FONT_KEYS:
        font, font_faults = _read(named.get(weight, ""), f"fonts.{weight}", folder, font_file)
        problems += font_faults
        if font is not None:
            fonts[weight] = font
    templates, template_faults = parsed_templates(folder, chapters)
    problems += (
        colour_faults
        + template_faults
        + _section_problems(section.sections or [], [*SECTIONS, *(c.id for c in chapters)])
    )
    sections = tuple(section.sections or ())
    return ReportStyle(logo, {} if colour_faults else edition_colours(colours), fonts, sections, templates), problems


def inside(name: str, key: str, folder: Path) -> tuple[Path | None, list[Problem]]:
    """A file of the edition that a key of ``[report]`` names; None where there is none."""
    place = f"{PLACE} {key}"
    if "\0" in name or "\\" in name or ":" in name:
        return None, [Problem(place, "must be a file inside the edition", shown(name))]
    path = folder / name
    if ".." in path.parts or not path.resolve().is_relative_to(folder.resolve()):
        return None, [Problem(place, "must be a file inside the edition", shown(name))]
    if not path.is_file():
        return None, [Problem(place, "must be a file of the edition", shown(name))]
    return path, []


def _read(
    name: str, key: str, folder: Path, reader: Callable[[Path, str], tuple[Any, list[Problem]]]
) -> tuple[Any, list[Problem]]:
    if not name:
        return None, []
    path, problems = inside(name, key, folder)
    return (None, problems) if path is None else reader(path, path.relative_to(folder).as_posix())


def _section_problems(names: list[str], known: list[str]) -> list[Problem]:
    place = f"{PLACE} sections"
    problems = [
        Problem(place, "must name a section", shown(n), did_you_mean(n, known)) for n in names if n not in known
    ]
    twice = sorted({n for n in names if names.count(n) > 1})
    return problems + [Problem(place, "must name each section once", shown(n)) for n in twice]
