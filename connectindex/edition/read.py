"""Read an edition: every file, every check, all problems together."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex.edition.assemble import EditionParts, assemble, stacked
from connectindex.edition.faults import follows
from connectindex.edition.files import RawTable, decoded
from connectindex.edition.inputs import input_files, parsed_settings, table_files, value_files, world_folder
from connectindex.edition.known_tables import KnownTables
from connectindex.edition.model import Origin
from connectindex.edition.passed_over import passed_over
from connectindex.edition.place_files import listed_places
from connectindex.edition.placeholders import placeholders
from connectindex.edition.presets import named_edition
from connectindex.edition.priority import overlaid
from connectindex.edition.published import Reading, paths_of, published
from connectindex.edition.registers import register_of
from connectindex.edition.settings import parse_sections
from connectindex.edition.snapshot import changes, inside, snapshot
from connectindex.edition.stores import files_of, given_sources, large_file, named_sources
from connectindex.edition.tables import check_table
from connectindex.edition.texts import read_texts
from connectindex.edition.user_code import Code, refused_templates, user_code
from connectindex.edition.without_effect import without_effect
from connectindex.errors import InputError, Problem, require_kind
from connectindex.filenames import FILE
from connectindex.territories import Register

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connectindex.edition.model import Edition, ReportSettings
    from connectindex.edition.settings import File
    from connectindex.links import LinkSource


def world() -> Edition:
    """Read the world edition of the package.

    Examples
    --------
    >>> import connectindex as ci
    >>> ci.world().about.title
    'World Facilities Connectivity Index'
    """
    return read_edition(world_folder())


def starter_folder() -> Path:
    """Return the folder of the commented starter edition."""
    return Path(str(resources.files("connectindex").joinpath("editions", "starter")))


def read_edition(folder: str | Path, links: Sequence[Any] = (), *, allow_code: bool = False) -> Edition:
    """Read and check the edition in a folder.

    Parameters
    ----------
    folder
        Holds ``index.toml``, ``units.csv``, ``values/``, ``links/``, ``sources.csv``. Or the name of an edition of the
        package, such as ``starter`` or ``panel``, where there is no folder of this name.
    links
        Further link records: tables of Ibis, of any engine and size, or
        `connectindex.links.LinkSource` where columns have other names. They are read whenever the
        edition is built, and their connections stay the caller's.
    allow_code
        True runs the Python file that ``[index] python`` names and renders ``templates/*.jinja``, with all rights of
        the caller: read them first.

    Returns
    -------
    Edition

    Raises
    ------
    InputError
        With every problem of every file.

    Examples
    --------
    >>> import connectindex as ci
    >>> ci.read_edition("no/such/folder")
    Traceback (most recent call last):
    connectindex.errors.InputError: no/such/folder: must be a folder with an index.toml
    """
    require_kind("read_edition folder", folder, (str, Path), "the path of a folder", "ci.edition makes one of tables")
    return _whole(*parse(named_edition(Path(folder)), links, Code.RUN if allow_code else Code.REFUSE))


def read_again(folder: Path, known: KnownTables, *, allow_code: bool) -> Edition:
    """Read an edition as `read_edition` does; tables whose files are as they were the last time are not read again."""
    known.begin()
    return _whole(*parse(folder, code=Code.RUN if allow_code else Code.REFUSE, known=known))


def read_without_code(folder: Path) -> tuple[Edition, tuple[str, ...]]:
    """Read an edition without running its Python file; also name its indicators, which have no formula, and methods.

    Raises
    ------
    InputError
        With every problem of every file.
    """
    edition = _whole(*parse(folder, code=Code.LEAVE))
    formulas = [i.id for i in edition.indicators.values() if i.compute is None and i.variable is None]
    return edition, (*formulas, *(edition.origin.methods if edition.origin else ()))


def _whole(edition: Edition | None, problems: list[Problem], warnings: list[Problem]) -> Edition:
    if edition is None or problems:
        raise InputError(problems, warnings)
    return edition


def parse(
    folder: Path,
    links: Sequence[Any] = (),
    code: Code = Code.REFUSE,
    settings: dict[str, Any] | None = None,
    over: RawTable | None = None,
    known: KnownTables | None = None,
) -> tuple[Edition | None, list[Problem], list[Problem]]:
    """Parse the edition in a folder, with further link records; return it or None, its problems, and its warnings.

    `code`: what is done with a Python file that the edition names. `settings`: in place of those of index.toml.
    `over`: values in place of those of the same unit, year and variable. `known`: tables that were read before.
    """
    if not (folder / FILE).is_file():
        hint = "make one with 'connectindex new DIR'" if folder.is_dir() else ""
        return None, [Problem(str(folder), f"must be a folder with an {FILE}", "", hint)], []
    folder = folder.absolute()  # stores are opened again when the edition is built
    first, problems = snapshot(folder, [folder / FILE])
    if problems:
        return None, problems, []
    document, problems = (settings, []) if settings is not None else _document(folder)
    sections, faults = parse_sections(document) if document is not None else (None, [])
    problems += faults
    stores, new_problems = given_sources(links)
    problems += new_problems
    if sections is not None:
        named, new_problems = named_sources(sections.links, folder)
        stores, problems = [*stores, *named], problems + new_problems

    def taken() -> tuple[dict[str, str], list[Problem]]:
        return snapshot(folder, [*input_files(folder, document or {}), *files_of(stores)])

    before, _ = taken()
    tables, new_problems, warnings = _tables(
        folder, stores, value_files(folder, document or {}), known or KnownTables()
    )
    problems += new_problems
    new_problems, more = passed_over(folder, [*input_files(folder, document or {}), *files_of(stores)])
    problems, warnings = problems + new_problems, warnings + more
    if "units" not in tables and not any(p.place.startswith("units") for p in problems):
        problems.append(Problem("units.csv", "must be there"))
    register, readings = Register({}), list[Reading]()
    if sections is not None:
        units, aliases = (stacked(tables.get(kind, [])) for kind in ("units", "aliases"))
        register = register_of(units, aliases, sections.index.language)
        readings, new_problems = _published(sections, folder, register, tables)
        problems += new_problems
        problems += check_table(over, "values") if over is not None else []
        tables["values"] = overlaid(tables["values"], over)
    texts, new_problems = read_texts(folder)
    problems += new_problems
    inputs, new_problems = taken()
    problems += new_problems
    problems += changes(before | first, inputs, "it is read")
    if sections is None or "units" not in tables:
        return None, problems, warnings
    defined, new_problems = user_code(sections.index.python, folder, code)
    new_problems += refused_templates(folder, code)
    lost = _lost(folder, document or {}, tables, stores, problems) or any("[[" in p.place for p in faults)
    parts = EditionParts(folder, inputs, defined, register, tuple(readings), any(s.ends for s in stores), lost)
    parts = replace(parts, texts=texts)
    edition, problems = assemble(sections, tables, stores, parts, problems + new_problems)
    if edition is None:
        return None, [p for p in problems if p in faults or not follows(p, faults)], warnings
    warnings = [*warnings, *edition.warnings, *without_effect(sections, edition), *placeholders(edition)]
    made = Origin(document or {}, code=code, methods=tuple(k for kinds in defined.methods.values() for k in kinds))
    report = edition.report if code is Code.RUN else _without_templates(edition.report)
    return replace(edition, report=report, warnings=tuple(warnings), origin=made), problems, warnings


def _published(
    sections: File, folder: Path, register: Register, tables: dict[str, list[RawTable]]
) -> tuple[list[Reading], list[Problem]]:
    """Read the files that ``[[values]]`` and ``[[places]]`` name, and add their tables to those of the edition."""
    readings, problems = list[Reading](), list[Problem]()
    by_kind = {
        "values": (paths_of(sections.values, folder), published(sections.values, folder, register)),
        "places": (paths_of(sections.places, folder, "places"), listed_places(sections.places, folder, register)),
    }
    for kind, ((_, wrong), (read_tables, more, new_problems)) in by_kind.items():
        problems += [*wrong, *new_problems, *(p for table in read_tables for p in check_table(table, kind))]
        tables.setdefault(kind, []).extend(read_tables)
        readings += more
    return readings, problems


def _without_templates(report: ReportSettings) -> ReportSettings:
    """Drop templates and chapters of a report that were not allowed; style sheets are no programs and stay."""
    kept = {name: text for name, text in report.style.templates.items() if name.endswith(".css")}
    return replace(report, style=replace(report.style, templates=kept), chapters=())


def _lost(
    folder: Path,
    document: dict[str, Any],
    tables: dict[str, list[RawTable]],
    stores: list[LinkSource],
    problems: list[Problem],
) -> bool:
    """Tell whether a table of values or links could not be read, or lacks a column."""
    wanted = {p for kind, p in table_files(folder) if kind in ("values", "links")} | {*value_files(folder, document)}
    read = {folder / t.name for of in tables.values() for t in of} | {*files_of(stores)}
    return bool(wanted - read) or any(p.rule.startswith("must have the column") for p in problems)


def _tables(
    folder: Path, stores: list[LinkSource], published: Sequence[Path], known: KnownTables
) -> tuple[dict[str, list[RawTable]], list[Problem], list[Problem]]:
    """Read and check each table of an edition; return tables, problems, warnings. Large link files join the stores."""
    tables: dict[str, list[RawTable]] = {}
    problems, warnings = list[Problem](), list[Problem]()
    apart = {"links": {*files_of(stores)}, "values": {*published}}
    for kind, path in table_files(folder):
        name = path.relative_to(folder).as_posix()
        if not inside(path, folder):
            continue  # the snapshot reports it
        if path in apart.get(kind, ()):
            continue
        if kind == "links" and (large := large_file(path, folder)):
            stores.append(large)
            continue
        try:
            table = known.of(path, name, kind)
        except OSError:
            continue  # the snapshot reports it
        problems += table.problems
        warnings += table.warnings
        if table.raw is not None:
            tables.setdefault(kind if kind == "projects" else table.schema, []).append(table.raw)
    return tables, problems, warnings


def _document(folder: Path) -> tuple[dict[str, Any] | None, list[Problem]]:
    text, problems = decoded(folder / FILE, FILE)
    if text is None:
        return None, problems
    try:
        return parsed_settings(text), []
    except (ValueError, RecursionError) as error:  # ValueError: also a number of thousands of digits
        hint = "text goes in quotes, a key stands once, a table header once"
        return None, [Problem(FILE, "must be valid TOML", str(error) or "tables nested too deep", hint)]
